"""The bones of one person: sizes, where limbs end, how an arm reaches a point. It must never draw.

Units: a child is about 170 high; the feet stand on (0, 0); y grows down. Angles: 0 hangs down, 90 outward, 180 up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import acos, atan2, cos, degrees, hypot, radians, sin

from drawing.paint import Point


@dataclass(frozen=True)
class Body:
    """Lengths of one size of person."""

    head: float  # y of the head's centre
    shoulder: float  # y
    hip: float  # y
    half: float  # half the shoulders' width
    upper: float  # bone lengths
    fore: float
    thigh: float
    shin: float
    limb: float  # thickness of an arm
    face: float  # scale of the head


# Heads tall: 3.3 (5–8 years), 3.7 (9–11), 4.2 (12–14), 4.9 (adults): big heads, so that moods can be read at 160 px.
ADULTS = ("woman", "man", "elder")
BODIES = {
    "small": Body(-121, -95, -54, 15, 20, 18, 25, 24, 9.5, 1.06),
    "child": Body(-142, -113, -65, 17, 25, 23, 30, 30, 10, 1.1),
    "teen": Body(-167, -137, -80, 19, 29, 27, 37, 38, 11, 1.1),
    "woman": Body(-202, -171, -103, 21.5, 35, 33, 48, 49, 12.5, 1.12),
    "man": Body(-206, -175, -104, 25, 37, 34, 49, 49, 13.5, 1.12),
    "elder": Body(-188, -158, -94, 22, 34, 31, 44, 44, 12.5, 1.1),
}


@dataclass(frozen=True)
class Leg:
    """From the hip to the foot."""

    hip: Point
    knee: Point
    foot: Point


@dataclass(frozen=True)
class Arm:
    """From the shoulder to the hand; side is -1 (left on the page) or 1; angle is the forearm's."""

    start: Point
    elbow: Point
    hand: Point
    side: int
    angle: float


def bone(start: Point, side: int, angle: float, length: float) -> Point:
    """The far end of a bone."""
    return start[0] + side * sin(radians(angle)) * length, start[1] + cos(radians(angle)) * length


def between(start: Point, end: Point, share: float) -> Point:
    """A point on the way."""
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def reach(start: Point, side: int, target: Point, upper: float, fore: float) -> tuple[float, float]:
    """Both angles of an arm whose hand shall be at `target`: two bones, elbow low. Too far: it stretches towards it."""
    dx, dy = (target[0] - start[0]) * side, target[1] - start[1]
    far = min(max(hypot(dx, dy), abs(upper - fore) + 0.1), upper + fore - 0.1)
    aim = degrees(atan2(dx, dy))
    at_shoulder = degrees(acos((upper**2 + far**2 - fore**2) / (2 * upper * far)))
    at_elbow = degrees(acos((upper**2 + fore**2 - far**2) / (2 * upper * fore)))
    bend = 1 if cos(radians(aim + at_shoulder)) > cos(radians(aim - at_shoulder)) else -1
    return aim + bend * at_shoulder, aim + bend * (at_shoulder - 180 + at_elbow)


def legs_of(body: Body, angles: Sequence[Sequence[float]]) -> tuple[Leg, Leg]:
    """Both legs; a third number shortens a thigh that points at us."""

    def leg(side: int, thigh: float, shin: float, short: float = 1) -> Leg:
        hip = (side * body.half * 0.42, body.hip)
        knee = bone(hip, side, thigh, body.thigh * short)
        return Leg(hip, knee, bone(knee, side, shin, body.shin))

    return leg(-1, *angles[0]), leg(1, *angles[1])


def drop(body: Body, legs: tuple[Leg, Leg]) -> float:
    """How far the figure must move so that its lowest point stands on y = 0."""
    return -(max(max(leg.knee[1], leg.foot[1]) for leg in legs) + body.limb * 0.64)


def arm_of(body: Body, side: int, angles: tuple[float, float], goal: Point | None) -> Arm:
    """One arm, by its angles or by the point where its hand shall be."""
    start = (side * (body.half - body.limb * 0.42), body.shoulder + body.limb * 0.55)
    upper, fore = reach(start, side, goal, body.upper, body.fore) if goal else angles
    elbow = bone(start, side, upper, body.upper)
    return Arm(start, elbow, bone(elbow, side, fore, body.fore), side, fore)


def spot(body: Body, name: str, side: int, turn: float) -> Point:
    """Where a hand goes for 'chin', 'belly' … on a body of any size."""
    torso, x = body.hip - body.shoulder, turn * 6 * body.face
    front = 1 if turn > 0.2 else 0
    return {
        "chest": (side * 4, body.shoulder + torso * 0.42),
        "belly": (side * 6, body.shoulder + torso * 0.68),
        "palms": (x + side * 3, body.shoulder + torso * 0.3),
        "heart": (-side * 2, body.shoulder + torso * 0.36),
        "chin": (x + side * 5, body.head + 24 * body.face),
        "mouth": (x + side * (26 if turn >= 1 else 14), body.head + 15 * body.face),  # in profile the hand is before it
        "ear": (side * 23 * body.face, body.head + 7 * body.face),
        "table": (side * body.half * 0.75 + front * 8, body.hip - body.limb * 1.5),
        "back": (-side * 4, body.hip - torso * 0.2),
        "lap": (front * body.thigh * 0.55 + side * 5, body.hip - body.limb * 0.7),
    }[name]
