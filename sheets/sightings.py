"""Finds the markers of answer cards in one grey picture; it names no marker that does not look like the printed one all over.

OpenCV's detector proposes squares, and reads most of them. Every square is then measured again, cell by cell, against the forty
printed markers in their four turns, and against their mirror images as decoys: a card that OpenCV read is kept only if it is the
best match, and a square that OpenCV gave up (a finger, a bent corner) counts only if it matches very well.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sheets.markers import CARDS, INNER, cells

Grey = NDArray[np.uint8]
Numbers = NDArray[np.float64]

SIDE = INNER + 2  # cells with the black border
CORRECTED = 3  # bits that the dictionary can mend; given here because OpenCV's own value differs between versions (its PR 29034)
LOCAL = 61  # px: light is evened out over this neighbourhood, a near card's width
LOOKS_LIKE = 0.86  # correlation of a card that OpenCV read: 99 of 100 true ones reach it, a square that was none came to 0.846
MUST_LOOK_LIKE = 0.88  # without OpenCV's word; squares that were none came to 0.850 in drawn rooms full of squares with bits
AHEAD = 0.05  # the best match must lead the next by this much
GROWN = (1.0, 1.07, 0.94)  # blur makes a black square smaller or larger than it was printed
SPOTS = (-0.25, 0.0, 0.25)  # where a cell is measured, in cells from its middle
BURST = 3  # from so many pictures on, a card must be seen straight twice
_turn = threading.Lock()  # one picture at a time: the detectors are shared, and a school computer has two cores


class NoReader(RuntimeError):
    """OpenCV is not installed here."""

    def __init__(self) -> None:
        super().__init__(
            "The reader of answer cards is not installed. Run `python3 manage.py cards` once with internet; "
            "until then enter the answers by hand."
        )


@dataclass(frozen=True, slots=True)
class Sighting:
    """One card in one picture: its uppermost edge (0 to 3), how far that leans in degrees, and how well it matched."""

    card: int
    edge: int
    tilt: float
    likeness: float


@dataclass(frozen=True, slots=True)
class Look:
    """One way to look for squares. The first is enough for most cards, the others are for those still missing."""

    least: int  # px, windows of the adaptive threshold
    most: int
    step: int
    darker: int  # than the neighbourhood's mean of 128
    dark: int = 0  # px: dark things as thin as a finger vanish; a card's black border is thicker
    light: int = 0  # px: so do light ones
    even: bool = True
    of_burst: int = 5  # pictures of a burst in which it is taken
    is_larger: bool = False  # at twice the size: small far cards; five times as dear


LOOKS = (
    Look(5, 41, 12, 24),  # reads 94 of 100 cards in drawn classrooms, all seven together 99
    Look(9, 33, 12, 34),  # shine and blur: only what is much darker than around it
    Look(13, 45, 16, 20, dark=5),
    Look(13, 45, 16, 20, light=5),
    Look(9, 41, 16, 10, even=False),
    Look(13, 45, 16, 20, dark=3),
    Look(13, 45, 16, 20, light=3),
)
# for who is still missing in a burst; in a single photo they would cost more than the next photo
BURST_LOOKS = (
    Look(7, 31, 12, 10, of_burst=3, is_larger=True),
    Look(13, 45, 16, 20, light=4, of_burst=3, is_larger=True),
)


def opencv() -> Any:
    """The library, which only this room may use; its own types are not everywhere, so it is untyped."""
    try:
        return importlib.import_module("cv2")
    except ImportError:
        raise NoReader from None


@cache
def _detector(look: Look) -> Any:
    """OpenCV's detector of the forty printed markers and no others; parameters that differ from OpenCV's read small far cards."""
    cv2 = opencv()
    cv2.setNumThreads(1)
    whole = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_5X5_50)
    wanted = cv2.aruco.DetectorParameters()
    wanted.adaptiveThreshWinSizeMin, wanted.adaptiveThreshWinSizeMax = look.least, look.most
    wanted.adaptiveThreshWinSizeStep, wanted.adaptiveThreshConstant = look.step, look.darker
    wanted.minMarkerPerimeterRate = 0.03  # of the longer side: from 10 px a side at 1280 px
    wanted.maxMarkerPerimeterRate = 2.0
    wanted.polygonalApproxAccuracyRate = 0.04  # a curled edge is no straight line
    wanted.perspectiveRemovePixelPerCell = 5
    wanted.perspectiveRemoveIgnoredMarginPerCell = 0.2
    wanted.minDistanceToBorder = 1
    return cv2.aruco.ArucoDetector(cv2.aruco.Dictionary(whole.bytesList[:CARDS].copy(), INNER, CORRECTED), wanted)


@cache
def _printed() -> Numbers:
    """Every card in four turns, then their mirror images: 320 patterns of 49 cells, each with mean 0 and length 1."""
    grids = [np.array([[not black for black in row] for row in cells(card)], float) for card in range(CARDS)]
    turned = [np.rot90(grid, -turn).ravel() for grid in grids for turn in range(4)]
    mirrored = [np.rot90(grid[:, ::-1], -turn).ravel() for grid in grids for turn in range(4)]
    patterns = np.array(turned + mirrored)
    patterns -= patterns.mean(axis=1, keepdims=True)
    return np.asarray(patterns / np.linalg.norm(patterns, axis=1, keepdims=True), np.float64)


def _measured(picture: Grey, squares: Numbers) -> Numbers:
    """The 49 cells of every square (its corners clockwise), each with mean 0 and length 1."""
    count = len(squares)
    equations, right = np.zeros((count, 8, 8)), np.zeros((count, 8))
    for corner, (x, y) in enumerate(((0, 0), (SIDE, 0), (SIDE, SIDE), (0, SIDE))):
        for axis in (0, 1):
            row, at = 2 * corner + axis, squares[:, corner, axis]
            equations[:, row, 3 * axis : 3 * axis + 3] = (x, y, 1)
            equations[:, row, 6], equations[:, row, 7], right[:, row] = -x * at, -y * at, at
    plane = np.linalg.solve(equations, right[..., None])
    along = (np.arange(SIDE)[:, None] + 0.5 + np.array(SPOTS)).ravel()
    ys, xs = (part.ravel() for part in np.meshgrid(along, along, indexing="ij"))
    depth = plane[:, 6] * xs + plane[:, 7] * ys + 1
    across = ((plane[:, 0] * xs + plane[:, 1] * ys + plane[:, 2]) / depth).astype(np.float32)
    down = ((plane[:, 3] * xs + plane[:, 4] * ys + plane[:, 5]) / depth).astype(np.float32)
    cv2 = opencv()
    spots = cv2.remap(picture, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    shades = spots.reshape(count, SIDE, len(SPOTS), SIDE, len(SPOTS)).mean(axis=(2, 4)).reshape(count, SIDE * SIDE)
    shades -= shades.mean(axis=1, keepdims=True)
    return np.asarray(shades / np.maximum(np.linalg.norm(shades, axis=1, keepdims=True), 1.0), np.float64)


def _likeness(picture: Grey, squares: Numbers) -> Numbers:
    """How each square correlates with each pattern, at its best size."""
    alike = _measured(picture, squares) @ _printed().T
    worth = np.flatnonzero(alike.max(axis=1) > 0.6)  # others do not reach 0.86 at any size
    middles = squares[worth].mean(axis=1, keepdims=True)
    for size in GROWN[1:] if len(worth) else ():
        grown = middles + (squares[worth] - middles) * size
        alike[worth] = np.maximum(alike[worth], _measured(picture, grown) @ _printed().T)
    return alike


def _held(card: int, corners: Numbers, likeness: float) -> Sighting:
    """Which edge is up: corners begin at the printed marker's top left and go clockwise."""
    middles = (corners + np.roll(corners, -1, axis=0)) / 2
    across = middles - np.roll(middles, 2, axis=0)  # from the opposite edge to this one
    tilts = np.degrees(np.abs(np.arctan2(across[:, 0], -across[:, 1])))
    edge = int(tilts.argmin())
    return Sighting(card, edge, float(tilts[edge]), likeness)


def _evened(picture: Grey) -> Grey:
    """The same picture with the same brightness everywhere: a lamp and a dark corner no longer matter."""
    cv2 = opencv()
    around = np.maximum(cv2.blur(picture, (LOCAL, LOCAL)), 8)
    return np.asarray(cv2.divide(picture, around, scale=128), np.uint8)


def _seen(look: Look, picture: Grey, even: Grey, known: frozenset[int]) -> Iterator[Sighting]:
    """What one look finds."""
    cv2 = opencv()
    shown = even if look.even else picture
    if look.is_larger:
        shown = cv2.resize(shown, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    for thin, without in ((look.dark, cv2.MORPH_CLOSE), (look.light, cv2.MORPH_OPEN)):
        if thin:
            shown = cv2.morphologyEx(shown, without, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (thin, thin)))
    found, numbers, given_up = _detector(look).detectMarkers(shown)
    squares = np.array([np.reshape(square, (4, 2)) for square in (*found, *given_up)], np.float64)
    if look.is_larger:
        squares = (squares - 0.5) / 2  # the middles of pixels, in the picture's own size
    if not len(squares):
        return
    read = [] if numbers is None else [int(number) for number in np.ravel(numbers)]
    alike = _likeness(even, squares)
    order = np.argsort(alike, axis=1)
    for place, (best, second) in enumerate(zip(order[:, -1], order[:, -2], strict=True)):
        card, turn = divmod(int(best), 4)
        likeness = float(alike[place, best])
        if card >= CARDS or likeness - alike[place, second] < AHEAD:
            continue
        by_opencv = place < len(read)
        if by_opencv and (card, turn) == (read[place], 0) and likeness >= LOOKS_LIKE:
            yield _held(card, squares[place], likeness)
        elif not by_opencv and card in known and likeness >= MUST_LOOK_LIKE:
            yield _held(card, np.roll(squares[place], -turn, axis=0), likeness)


def find(pictures: Sequence[Grey], known: frozenset[int], wanted: Callable[[list[list[Sighting]]], bool]) -> list[list[Sighting]]:
    """The cards in each of these grey pictures. After the first look it looks again, in other ways, while more are `wanted`.

    Look by look and not picture by picture: in a burst most children are seen in every frame, so the other looks, which are
    for the few, need not be taken at all.
    """
    best: list[dict[tuple[int, int], Sighting]] = [{} for _ in pictures]
    with _turn:
        evened = [_evened(one) for one in pictures]
        for nth, look in enumerate(LOOKS if len(pictures) < BURST else LOOKS + BURST_LOOKS):
            for picture, even, found in [*zip(pictures, evened, best, strict=True)][: look.of_burst]:
                if nth and not wanted([list(one.values()) for one in best]):
                    return [list(one.values()) for one in best]
                for sighting in _seen(look, picture, even, known):
                    key = sighting.card, sighting.edge
                    if key not in found or found[key].likeness < sighting.likeness:
                        found[key] = sighting
    return [list(one.values()) for one in best]
