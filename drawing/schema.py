"""What the YAML of parts and scenes may say; a key or a name that it does not know is refused, never ignored."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import Annotated, Any, Literal
from xml.etree import ElementTree

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag, ValidationInfo
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


class Strict(BaseModel):
    """A description that refuses a key it does not know: a misspelt `mod:` would be a mood silently lost."""

    model_config = ConfigDict(extra="forbid", frozen=True)


# --- parts --------------------------------------------------------------------------------
class Pose(Strict):
    """How limbs are held. Left before right; hands and open override the angles."""

    arms: tuple[Point, Point]
    legs: tuple[LegAngles, LegAngles]
    hands: tuple[Hand, Hand] = (None, None)
    open: tuple[Side, Side] = (0, 0)
    hold: Held | None = None
    turn: float = 0
    tilt: float = 0
    lean: float = 0


class Mood(Strict):
    """Brows and mouth carry it. brow: [lift, tip]; tip above 0 raises the inner end (worry)."""

    eyes: Literal["dot", "smile"]
    brow: Point
    brow2: Point | None = None
    gaze: Point | None = None
    mouth: Drawing


class Hair(Strict):
    """Round the head's centre: back behind the body, front over the face, nape from behind, side in profile."""

    back: Drawing = ""
    front: Drawing
    nape: Drawing = ""
    side: Drawing
    side_back: Drawing = ""
    ears: bool = True


class Worn(Strict):
    """Collars, scarves, bags, glasses, each on its layer."""

    behind: Drawing = ""
    over: Drawing = ""
    rear: Drawing = ""
    face: Drawing = ""
    side: Drawing = ""


class Hat(Strict):
    """On the head, over everything; side in profile, where it differs."""

    over: Drawing
    side: Drawing = ""


class Wear(Strict):
    """Changes to an outfit; what is not said stays as the outfit has it."""

    top: Tone | None = None
    bottom: Tone | None = None
    lower: Literal["shorts", "trousers", "skirt", "sampot"] | None = None
    sleeve: Literal["short", "long"] | None = None
    hem: Tone | None = None
    shoes: Tone | None = None
    tucked: bool | None = None
    extras: tuple[WornName, ...] | None = None
    hat: HatName | None = None


class Outfit(Strict):
    """Clothes for one part in life."""

    top: Tone
    bottom: Tone
    lower: Literal["shorts", "trousers", "skirt", "sampot"]
    sleeve: Literal["short", "long"] = "short"
    hem: Tone | None = None
    shoes: Tone = "ink"
    tucked: bool = False
    extras: tuple[WornName, ...] = ()
    hat: HatName | None = None


class Place(Strict):
    """800 × 600: what is painted behind everybody, and in front."""

    back: Plain = ""
    front: Plain = ""


class Looks(Strict):
    """One person's looks and bearing: set once in cast.yaml, changed in a scene."""

    body: Literal["small", "child", "teen", "woman", "man", "elder"] = "child"
    skin: Tone = "skin2"
    hair: Tone = "hair1"
    style: Annotated[str, AfterValidator(known("hair"))] = "short"
    hat: Tone = "sun"
    accent: Tone = "lotus"
    krama: Tone = "lotus"
    outfit: Annotated[str, AfterValidator(known("outfits"))] = "tee"
    wear: Wear = Wear()
    extras: tuple[WornName, ...] = ()
    headwear: HatName | None = None
    pose: Annotated[str, AfterValidator(known("poses"))] = "stand"
    mood: Annotated[str, AfterValidator(known("moods"))] = "calm"
    view: Literal["front", "back", "side"] = "front"
    turn: float | None = None
    tilt: float | None = None
    lean: float | None = None
    gaze: Point | None = None
    arms: tuple[Point, Point] | None = None
    legs: tuple[LegAngles, LegAngles] | None = None
    hands: tuple[Hand, Hand] | None = None
    open: tuple[Side, Side] | None = None
    hold: Held | None = None
    sink: float | None = None
    shadow: float | None = None


Small = tuple[Tone, Plain]  # the disc's colour, what is drawn on it


class Parts(Strict):
    """All that pictures are put together from: each field is parts/FIELD.yaml."""

    cast: dict[str, Looks]
    moods: dict[str, Mood]
    poses: dict[str, Pose]
    hair: dict[str, Hair]
    worn: dict[str, Worn]
    hats: dict[str, Hat]
    outfits: dict[str, Outfit]
    places: dict[str, Place]
    props: dict[str, Drawing]
    animals: dict[str, Small]
    things: dict[str, Small]
    icons: dict[str, Plain]


# --- scenes -------------------------------------------------------------------------------
class Person(Looks):
    """Somebody in a scene; at: where the feet are, in pixels of an 800 × 600 page."""

    who: Annotated[str, AfterValidator(known("cast"))]
    at: Point
    size: Size = 2.2
    flip: bool = False
    z: float | None = None
    touch: tuple[Point | None, Point | None] | None = None  # points of the page for the hands; left first, before the flip
    over: tuple[float | None, float | None] = (None, None)  # z at which a hand is painted again, over whom it holds


class Thing(Strict):
    """A prop in a scene; turn is in degrees."""

    prop: PropName
    at: Point
    size: Size = 2.2
    flip: bool = False
    z: float | None = None
    turn: float = 0
    shadow: float = 0
    accent: Tone = "lotus"
    skin: Tone = "skin2"
    hair: Tone = "hair1"
    top: Tone = "white"
    bottom: Tone = "navy"
    hat: Tone = "sun"
    krama: Tone = "lotus"


def _kind(item: Any) -> str:
    return "thing" if isinstance(item, Thing) or (isinstance(item, dict) and "prop" in item) else "person"


Item = Annotated[Annotated[Person, Tag("person")] | Annotated[Thing, Tag("thing")], Discriminator(_kind)]


class Alt(Strict):
    """What a child hears who cannot see the picture."""

    km: Annotated[str, AfterValidator(_alt("km"))]
    en: Annotated[str, AfterValidator(_alt("en"))]


class Scene(Strict):
    """One picture."""

    alt: Alt
    place: Annotated[str, AfterValidator(known("places"))]
    items: Annotated[tuple[Item, ...], Field(min_length=1)]
