"""What the YAML of parts and scenes may say; a key or a name that it does not know is refused, never ignored."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Tag, model_validator

from drawing.fields import (
    CastName,
    Drawing,
    English,
    HairName,
    Hand,
    HatName,
    Held,
    Khmer,
    LegAngles,
    MoodName,
    OutfitName,
    PlaceName,
    Plain,
    PoseName,
    PropName,
    Side,
    Size,
    Tone,
    WornName,
    refuse,
)  # fmt: skip
from drawing.paint import Point


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
    style: HairName = "short"
    hat: Tone = "sun"
    accent: Tone = "lotus"
    krama: Tone = "lotus"
    outfit: OutfitName = "tee"
    wear: Wear = Wear()
    extras: tuple[WornName, ...] = ()
    headwear: HatName | None = None
    pose: PoseName = "stand"
    mood: MoodName = "calm"
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
    """Somebody in a scene; at: where the feet are, in pixels of an 800 × 600 page. No `who`: a passer-by, wholly described."""

    who: CastName | None = None
    at: Point
    size: Size = 2.2
    flip: bool = False
    z: float | None = None
    touch: tuple[Point | None, Point | None] | None = None  # points of the page for the hands; left first, before the flip
    over: tuple[float | None, float | None] = (None, None)  # z at which a hand is painted again, over whom it holds

    @model_validator(mode="after")
    def is_somebody(self) -> Person:
        """Else a forgotten `who` would draw a stranger."""
        if self.who is None and not {"skin", "style", "outfit"} <= self.model_fields_set:
            raise refuse("nobody says who this is", "Add `who`, or else skin, style and outfit.")
        return self


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


def _somebody(items: tuple[Item, ...]) -> tuple[Item, ...]:
    if not items:
        raise refuse("nobody and nothing is in the scene", "Add a person or a prop.")
    return items


class Alt(Strict):
    """What a child hears who cannot see the picture."""

    km: Khmer
    en: English


class Scene(Strict):
    """One picture."""

    alt: Alt
    place: PlaceName
    items: Annotated[tuple[Item, ...], AfterValidator(_somebody)]
