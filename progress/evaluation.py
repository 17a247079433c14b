"""Tests of what was learned: which form a member gets, when a test is sensible, what is counted. Pure; no clock, no chance."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from progress.events import Form, Test

TESTS: tuple[Test, ...] = ("baseline", "endline", "followup")
WEEKS = 12  # from the endline to the follow-up: as in the indicators (K10), and in the trial of Beijing
WEEK_MS = 7 * 86_400_000
MOST = 0.8  # of a form answered: from here on a test counts; fewer answers could be those that a child liked to give
ALL, FAULT = "all", "fault"
Sense = Literal["", "lessons_first", "lessons_begun", "wait", "baseline_first", "endline_first"]


@dataclass(frozen=True, slots=True)
class Round:
    """A test of a circle. `closed_ms` is 0 while it is open."""

    test: Test
    opened_ms: int
    closed_ms: int = 0

    @property
    def is_open(self) -> bool:
        """Children find it on their home."""
        return not self.closed_ms


@dataclass(frozen=True, slots=True)
class Advice:
    """Why a test would better wait, and until when; "" for one that is sensible now. A warning, and never a lock."""

    sense: Sense = ""
    until_ms: int = 0


def form_of(school: str, member: str, test: Test) -> Form:
    """A, B, A for half of the members and B, A, B for the others: a form that is harder makes no change look larger or smaller.

    By a hash, so that it stays whoever joins or leaves; in a group of sixteen it divides as well as coins do.
    """
    begins_with_a = hashlib.sha256(f"{school} {member}".encode()).digest()[0] % 2 == 0
    return "A" if begins_with_a == (test != "endline") else "B"


def measures(area: str, valence: str, is_about_fault: bool) -> list[str]:
    """What an answer counts for."""
    return [ALL, f"area:{area}", *([valence] if valence else []), *([FAULT] if is_about_fault else [])]


def advice(test: Test, rounds: Mapping[Test, Round], met: int, lessons: int, now_ms: int) -> Advice:
    """`met` of the `lessons` of the core path were met by half of the circle."""
    endline = rounds.get("endline")
    if test == "baseline":
        return Advice("lessons_begun") if met and test not in rounds else Advice()
    if "baseline" not in rounds:
        return Advice("baseline_first")
    if test == "endline":
        return Advice("lessons_first") if met < lessons else Advice()
    if endline is None or endline.is_open:
        return Advice("endline_first")
    due = endline.closed_ms + WEEKS * WEEK_MS
    return Advice("wait", due) if now_ms < due else Advice()
