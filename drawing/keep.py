"""What every finished picture must keep to, whoever drew it; it must never let an active or foreign thing through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from drawing.paint import is_of_the_palette
from drawing.read import Problem

# Bytes before gzip. A lesson has about 8 scenes; 40 children open it at once through one school router.
BUDGET = {"scenes": 12_000, "small": 1_500, "icons": 1_500}
SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"svg", "g", "path", "rect", "circle", "ellipse"}
ROOT = {"viewBox", "stroke-linecap", "stroke-linejoin"}
ATTRIBUTES = {
    "d", "x", "y", "width", "height", "rx", "ry", "cx", "cy", "r", "transform", "opacity", "fill", "fill-rule",
    "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
}  # fmt: skip
TONE = re.compile(r"#(?:[0-9A-Fa-f]{3}){1,2}")
NUMBERS = re.compile(r"[-\d.,\s\w()]*")


def faults(name: str, svg: str) -> list[Problem]:
    """Every fault of one picture; `name` is its path under drawn/, such as scenes/say-no.svg."""
    return [Problem(name, None, fact) for fact in dict.fromkeys(_faults(name.split("/")[0], svg))]


def _faults(folder: str, svg: str) -> Iterator[str]:
    size, budget = len(svg.encode()), BUDGET[folder]
    if size > budget:
        yield f"it has {size} bytes, more than {budget}. Take something out, or simplify a part."
    if svg.startswith("<?") or "<!" in svg:
        yield "it has a declaration or a comment. Begin with <svg and leave comments out."
        return  # a doctype could define entities: not even parsed
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError as problem:
        yield f"it is not well-formed ({problem}). Close every element and every quote."
        return
    if root.tag != SVG + "svg" or not re.fullmatch(r"(-?\d+ ){3}\d+", root.get("viewBox", "")):
        yield "the root is not an svg with a viewBox of four numbers. Let paint.page() write it."
    for element in root.iter():
        yield from _element_faults(element, element is root)


def _element_faults(element: ElementTree.Element, is_root: bool) -> Iterator[str]:
    tag = element.tag.removeprefix(SVG)
    if tag not in ELEMENTS or (tag == "svg") != is_root:
        yield f"<{tag}> is not allowed. Draw with " + ", ".join(sorted(ELEMENTS - {"svg"})) + "."
    if (element.text or element.tail or "").strip():
        yield "there is text between the elements. Pictures show no words or letters: remove it."
    for key, value in element.attrib.items():
        if key not in (ROOT if is_root else ATTRIBUTES):
            yield f'{key}="…" on <{tag}> is not allowed. Remove it.'
        elif key in ("fill", "stroke"):
            if value != "none" and not (TONE.fullmatch(value) and is_of_the_palette(value)):
                yield f'{key}="{value}" is not of the palette. Write a @token.'
        elif not NUMBERS.fullmatch(value):
            yield f'{key}="{value}" holds more than numbers. Write numbers only.'
