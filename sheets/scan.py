"""Reads the children's answer cards out of camera pictures, in memory; it never guesses an answer and never keeps a picture.

The edge of a card that is held uppermost is the answer, 0 to 3 for A to D. A card that was seen but is not certain is named as
unclear, so that the facilitator asks the child and enters the answer by hand.
"""

from __future__ import annotations

import importlib.util
import io
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, UnidentifiedImageError

from sheets.sightings import BURST, Grey, NoReader, Sighting, find, opencv

__all__ = ["BadPicture", "NoReader", "Reading", "is_ready", "merged", "read"]

MAX_BYTES = 25_000_000  # a phone's best JPEG has about 15 MB
MAX_PIXELS = 50_000_000  # a phone's full 48 megapixels, one byte each in memory
MIN_SIDE = 120  # px; the smallest picture in which a card and its white edge have room
LONG_SIDE = 2000  # px; 1920 read 99 % of cards as far as 7 m, and the time grows with the area
MAX_TILT = 35.0  # degrees from upright; at 45 two answers would be equally near
TILTED, CONTRADICTORY = "tilted", "contradictory"


class BadPicture(ValueError):
    """Bytes that cannot be read as a picture of cards: says which, why, and what to do."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the pictures of one round say."""

    answers: Mapping[int, int]  # card to edge, 0 to 3 for A to D: only what is certain
    unclear: Mapping[int, str]  # card to "tilted" or "contradictory": seen, but not counted
    foreign: frozenset[int]  # cards that nobody present holds: not counted
    frames: int


def is_ready() -> bool:
    """The reader is installed here."""
    return importlib.util.find_spec("cv2") is not None


def read(frames: Sequence[bytes], known: frozenset[int], blocked: frozenset[int] = frozenset()) -> Reading:
    """What a burst of pictures says. `known` are the cards of who is present; `blocked` were seen in the empty room."""
    opencv()  # says at once if it is not there, whatever the pictures are
    _refuse_bad(frames)
    enough, expected = _enough(len(frames)), known - blocked
    seen = find([_grey(frame) for frame in frames], known, lambda found: _is_missing_some(found, expected, enough))
    straight, tilted = _counted(seen, expected)
    foreign = Counter(card for one in seen for card in {it.card for it in one} - known - blocked)
    return _judged(straight, tilted, frozenset(card for card, times in foreign.items() if times >= enough), len(frames))


def _counted(seen: list[list[Sighting]], expected: frozenset[int]) -> tuple[dict[int, Counter[int]], set[int]]:
    """Card to how often each edge was seen straight up; and the cards that leaned too far somewhere."""
    straight: dict[int, Counter[int]] = defaultdict(Counter)
    tilted = set[int]()
    for one in (it for picture in seen for it in picture if it.card in expected):
        if one.tilt > MAX_TILT:
            tilted.add(one.card)
        else:
            straight[one.card][one.edge] += 1
    return straight, tilted


def _is_missing_some(seen: list[list[Sighting]], expected: frozenset[int], enough: int) -> bool:
    """True while a card that is expected was not seen often enough to be sure; one that leaned needs two straight views."""
    straight, tilted = _counted(seen, expected)
    return any(straight[card].total() < (2 if card in tilted else enough) for card in expected)


def _enough(frames: int) -> int:
    """How often a card must be seen."""
    return 2 if frames >= BURST else 1


def _judged(straight: Mapping[int, Counter[int]], tilted: set[int], foreign: frozenset[int], frames: int) -> Reading:
    """An answer counts when it was seen often enough and never contradicted; a tilted card needs two straight views."""
    answers, unclear = {}, {}
    for card in sorted(tilted | {card for card, edges in straight.items() if edges}):
        edges = straight.get(card, Counter())
        times = edges.total()
        if len(edges) > 1:
            unclear[card] = CONTRADICTORY
        elif card in tilted and times < 2:
            unclear[card] = TILTED
        elif times >= _enough(frames):
            answers[card] = next(iter(edges))
    return Reading(answers, unclear, foreign, frames)


def merged(before: Reading | None, now: Reading) -> Reading:
    """Several photos of one round: cards add up; an answer settles a tilt; two answers of one card stay contradictory."""
    if before is None:
        return now
    answers: dict[int, int] = {}
    unclear: dict[int, str] = {}
    for card in sorted({*before.answers, *before.unclear, *now.answers, *now.unclear}):
        edges = {one.answers[card] for one in (before, now) if card in one.answers}
        if len(edges) > 1 or CONTRADICTORY in (before.unclear.get(card), now.unclear.get(card)):
            unclear[card] = CONTRADICTORY
        elif edges:
            answers[card] = edges.pop()
        else:
            unclear[card] = TILTED
    return Reading(answers, unclear, before.foreign | now.foreign, before.frames + now.frames)


def _refuse_bad(frames: Sequence[bytes]) -> None:
    """All bad pictures are named at once, before any is unpacked: a small file can claim to be an enormous picture."""
    said = [f"Picture {number}: {why}" for number, frame in enumerate(frames, 1) if (why := _fault(frame))]
    if said:
        raise BadPicture("\n".join(said))


def _fault(frame: bytes) -> str:
    """Why it cannot be read, from its head alone."""
    if len(frame) > MAX_BYTES:
        return f"{len(frame) / 1e6:.0f} MB is more than {MAX_BYTES / 1e6:.0f} MB. Choose a smaller picture size on the camera."
    try:
        with Image.open(io.BytesIO(frame), formats=("JPEG", "PNG")) as head:
            wide, high = head.size
    except Image.DecompressionBombError:
        return f"it has more than {MAX_PIXELS / 1e6:.0f} million points. Choose a smaller picture size on the camera."
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return "this is not a JPEG or PNG picture. Take a new photo, or save it as JPEG."
    if wide * high > MAX_PIXELS:
        return (
            f"{wide} x {high} points are more than {MAX_PIXELS / 1e6:.0f} million. Choose a smaller picture size on the camera."
        )
    if min(wide, high) < MIN_SIDE:
        return f"{wide} x {high} points are too few to see a card; {MIN_SIDE} is the least. Use the camera's full size."
    return ""


def _grey(frame: bytes) -> Grey:
    """The picture as the eye sees it (a phone's turn is undone), in shades of grey, no larger than the reader needs."""
    cv2 = opencv()
    picture = cv2.imdecode(np.frombuffer(frame, np.uint8), cv2.IMREAD_GRAYSCALE)
    if picture is None:
        raise BadPicture("A picture came incomplete or damaged. Take the photo again.")
    largest = max(picture.shape)
    if largest > LONG_SIDE:
        picture = cv2.resize(picture, None, fx=LONG_SIDE / largest, fy=LONG_SIDE / largest, interpolation=cv2.INTER_AREA)
    return np.asarray(picture, np.uint8)
