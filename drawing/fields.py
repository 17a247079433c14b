"""The fields that descriptions are made of: colours, drawings, names, alt texts; each refuses with fact and remedy."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import Annotated, Literal
from xml.etree import ElementTree

from pydantic import AfterValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from drawing.paint import PALETTE, TOKEN, Point, colour

LOCAL = ("skin", "hair", "hat", "accent", "top", "bottom", "krama")  # colours that a person or thing brings along
MACRO = re.compile(r"\{(\w+) ([^}]+)\}")
MACROS = {"eyes": 2, "cheeks": 2, "smile": 1}  # and how many numbers each takes
ALT_LIMIT = 140  # characters: longer is tiring to hear between two sentences of a story


def refuse(fact: str, remedy: str) -> PydanticCustomError:
    """A problem with its remedy, for a validator to raise."""
    return PydanticCustomError("refused", "{fact}. {remedy}", {"fact": fact, "remedy": remedy})


def nearest(word: str, known: list[str]) -> str:
    """The remedy for a name that is not there."""
    close = get_close_matches(word, known, 1)
    return f"Did you mean `{close[0]}`?" if close else "Known: " + ", ".join(sorted(known)) + "."


def known(kind: str) -> Callable[[str, ValidationInfo], str]:
    """Refuses a name that parts/KIND.yaml does not have."""

    def check(name: str, info: ValidationInfo) -> str:
        names: list[str] = (info.context or {}).get(kind, [name])
        if name not in names:
            raise refuse(f"`{name}` is not in parts/{kind}.yaml", nearest(name, names))
        return name

    return check


def _tone(token: str) -> str:
    try:
        colour(token)
    except KeyError:
        raise refuse(f"`{token}` is no colour", "Write a palette name, name/40 (on paper) or name+15 (darker).") from None
    return token


def _drawing(svg: str, local: tuple[str, ...] = LOCAL) -> str:
    """Tokens and macros must exist, and the scrap must be well-formed XML."""
    for name, _, _ in TOKEN.findall(svg):
        if name not in (*PALETTE, *local):
            raise refuse(f"`@{name}` is no colour here", nearest(name, [*PALETTE, *local]))
    for name, numbers in MACRO.findall(svg):
        if MACROS.get(name) != len(numbers.split()):
            raise refuse(f"`{{{name} {numbers}}}` is no macro", "Write {eyes GAP Y}, {cheeks GAP Y} or {smile Y}.")
    try:
        ElementTree.fromstring(f"<svg>{svg}</svg>")
    except ElementTree.ParseError as problem:
        raise refuse(f"the drawing is not well-formed ({problem})", "Close every element and every quote.") from None
    return svg


def _plain(svg: str) -> str:
    """A drawing that nobody wears or holds: palette colours only."""
    return _drawing(svg, ())


def _alt(language: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        if not text.strip():
            raise refuse("the alt text is empty", "Say who, and what they do.")
        if len(text) >= ALT_LIMIT:
            raise refuse(f"the alt text has {len(text)} characters", f"Keep it under {ALT_LIMIT}: who, and what they do.")
        if re.search(r"\b(picture|image|drawing) of\b", text, re.IGNORECASE) or "រូបភាពនៃ" in text:
            raise refuse("the alt text says that it is a picture", "Begin with who or what is shown: readers know the rest.")
        if language == "km" and re.search(r"[A-Za-z]", text):
            raise refuse("the Khmer alt text has Latin letters", "Write it in Khmer letters.")
        if language == "km" and not re.search(r"[\u1780-\u17b3]", text):
            raise refuse("the Khmer alt text has no Khmer letter", "Write it in Khmer.")
        return text

    return check


Tone = Annotated[str, AfterValidator(_tone)]
Drawing = Annotated[str, AfterValidator(_drawing)]
Plain = Annotated[str, AfterValidator(_plain)]
PropName = Annotated[str, AfterValidator(known("props"))]
WornName = Annotated[str, AfterValidator(known("worn"))]
HatName = Annotated[str, AfterValidator(known("hats"))]
Size = Annotated[float, Field(gt=0, le=12)]
Side = Literal[0, 1]
Spot = Literal["chest", "belly", "palms", "heart", "chin", "mouth", "ear", "lap", "table", "back"]
Hand = Spot | Point | None
LegAngles = Annotated[tuple[float, ...], Field(min_length=2, max_length=3)]
Held = PropName | tuple[PropName | None, PropName | None]
PoseName = Annotated[str, AfterValidator(known("poses"))]
MoodName = Annotated[str, AfterValidator(known("moods"))]
HairName = Annotated[str, AfterValidator(known("hair"))]
OutfitName = Annotated[str, AfterValidator(known("outfits"))]
PlaceName = Annotated[str, AfterValidator(known("places"))]
CastName = Annotated[str, AfterValidator(known("cast"))]
Khmer = Annotated[str, AfterValidator(_alt("km"))]
English = Annotated[str, AfterValidator(_alt("en"))]
