"""Colours, numbers and strokes, which every picture shares; it must never know what a picture shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

PALETTE = {
    "ink": "#2B2A33", "paper": "#FFFBF2", "white": "#FFFFFF", "muted": "#6B6A75",
    "rice": "#2F7D4F", "lotus": "#C8446B", "sun": "#F2B441", "sky": "#2F7A99", "clay": "#B5563B",
    "leaf": "#CFE6D4", "lotusl": "#F8D9E2", "sunl": "#FCEBC8", "skyl": "#D3E8F0",
    "navy": "#2C4468",  # school uniforms
    "skin1": "#F1C9A5", "skin2": "#D9A679", "skin3": "#B97F55",
    "skin4": "#9F6947",  # no darker: the dot eyes must keep 3 : 1 on it (WCAG 2.2, 1.4.11)
    "hair1": "#2A1E1B", "hair2": "#4A3328", "hair3": "#B9B4B4",
}  # fmt: skip
TOKEN = re.compile(r"@([a-z]+\d?)(?:([/+])(\d+))?")
ROUNDING = 2.0  # two mixes are rounded one after the other: a channel may be off by this much
NO_NAMES: Mapping[str, str] = {}


def channels(tone: str) -> tuple[int, int, int]:
    """'#FFFBF2' or '#FFF' as red, green, blue."""
    digits = tone[1:] if len(tone) == 7 else "".join(digit * 2 for digit in tone[1:])
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def mix(first: str, second: str, share: float) -> str:
    """The colour that is `share` of the second and the rest of the first."""
    pairs = zip(channels(first), channels(second), strict=True)
    return "#" + "".join(f"{round(a * (1 - share) + b * share):02X}" for a, b in pairs)


def colour(token: str, local: Mapping[str, str] = NO_NAMES) -> str:
    """'rice' is its hex; 'rice/40' is 40 % rice on paper; 'rice+20' is 20 % darker. `local` adds names such as skin."""
    found = TOKEN.fullmatch(token if token.startswith("@") else "@" + token)
    if found is None:
        raise KeyError(token)
    name, sign, amount = found.groups()
    base = local.get(name) or PALETTE[name]
    if sign is None:
        return base
    return mix(PALETTE["paper"], base, int(amount) / 100) if sign == "/" else mix(base, PALETTE["ink"], int(amount) / 100)


def paint(svg: str, local: Mapping[str, str] = NO_NAMES) -> str:
    """A part with every @token filled in."""
    return TOKEN.sub(lambda found: colour(found[0], local), svg)


@cache
def is_of_the_palette(tone: str) -> bool:
    """Whether it is a palette colour, put on paper or darkened: a point in a triangle paper – base – ink."""
    paper, ink, wanted = (channels(each) for each in (PALETTE["paper"], PALETTE["ink"], tone))
    down, goal = ([end - start for start, end in zip(paper, point, strict=True)] for point in (ink, wanted))
    for base in PALETTE.values():
        out = [end - start for start, end in zip(paper, channels(base), strict=True)]
        u, v = _shares(out, down, goal)
        off: float = max(abs(u * a + v * b - c) for a, b, c in zip(out, down, goal, strict=True))
        if off <= ROUNDING:
            return True
    return False


def _shares(out: list[int], down: list[int], goal: list[int]) -> tuple[float, float]:
    """How much of `out` and of `down` makes `goal`, as nearly as can be (least squares), and never beyond the triangle."""

    def dot(a: list[int], b: list[int]) -> int:
        return sum(x * y for x, y in zip(a, b, strict=True))

    oo, dd, od, og, dg = dot(out, out), dot(down, down), dot(out, down), dot(out, goal), dot(down, goal)
    flat = oo * dd - od * od
    u, v = ((og * dd - dg * od) / flat, (dg * oo - og * od) / flat) if flat else (0.0, dg / dd)
    u, v = max(u, 0), max(v, 0)
    return u / max(u + v, 1), v / max(u + v, 1)


def is_pale(tone: str) -> bool:
    """Cloth so light that it is lost on a light wall (relative luminance of WCAG, where white is 1)."""
    red, green, blue = (float((channel / 255) ** 2.2) for channel in channels(tone))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.75


# --- numbers and strokes ------------------------------------------------------------------
Point = tuple[float, float]


def num(value: float) -> str:
    """A short number: one decimal at most, no zero that says nothing."""
    short = f"{value:.1f}".removesuffix(".0")
    return "0" if short == "-0" else short.replace("0.", ".", 1) if short.lstrip("-").startswith("0.") else short


def scaled(x: float, y: float) -> str:
    """A scale, short where both sides are the same; x below 0 mirrors."""
    return f"scale({num(x)})" if num(x) == num(y) else f"scale({num(x)} {num(y)})"


def path(*steps: str | Point | float) -> str:
    """path('M', (0, 1), 'L', (2, 3)) is 'M0 1L2 3'."""
    text = ""
    for step in steps:
        if isinstance(step, str):
            text += step
        else:
            values = step if isinstance(step, tuple) else (step,)
            text += ("" if text[-1:].isalpha() else " ") + " ".join(num(value) for value in values)
    return text.replace(" -", "-")


def line(d: str, tone: str, width: float) -> str:
    """A stroke for straight lines, or inside a group without fill (round ends come from the root)."""
    return f'<path d="{d}" stroke="{tone}" stroke-width="{num(width)}"/>'


def stroke(d: str, tone: str, width: float) -> str:
    """A bent stroke that must not be filled."""
    return line(d, tone, width).replace(" stroke=", ' fill="none" stroke=', 1)


def page(body: str, box: str) -> str:
    """The finished picture: root element, no white space that draws nothing, short colours."""
    root = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" stroke-linecap="round" stroke-linejoin="round">'
    svg = re.sub(r"\s*\n\s*", "", re.sub(r">\s+<", "><", root + body + "</svg>"))
    return re.sub(r"#(.)\1(.)\2(.)\3\b", r"#\1\2\3", svg)
