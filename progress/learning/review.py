"""When a skill should be met again. Pure: the day is an argument, and so is the scheduler; it must never read a clock.

A card is a member and a skill. It is graded once a day, by the share right of that day's answers of the skill, so that ten
questions of one quiz are one meeting and not ten. As answers come in the day's grade may change: the card as it was before
today stands beside today's tally, and is graded from there anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

ZONE_MS = 7 * 3_600_000  # a day ends at midnight in Cambodia, which is UTC+7 all year
DAY_MS = 86_400_000
ENOUGH = 0.6  # the low line: under it the day's answers say that the skill was not there


@dataclass(frozen=True, slots=True)
class Card:
    """What the scheduler knows of a skill. `met` and `due` are days (see `day`); `stability` is in days, `difficulty` 1–10."""

    stability: float
    difficulty: float
    met: int
    due: int


Grade = Callable[[Card | None, int, bool], Card]  # (the card before, the day, was it recalled) → the card after


@dataclass(frozen=True, slots=True)
class Meeting:
    """A skill as it stands: the card before its last day, that day's tally, and the card after it."""

    before: Card | None
    rights: int
    answers: int
    card: Card

    @property
    def day(self) -> int:
        """The day of the tally."""
        return self.card.met

    @property
    def is_recalled(self) -> bool:
        """True when enough of the day's answers were right."""
        return _is_recalled(self.rights, self.answers)


def day(at_ms: int) -> int:
    """Days since 1970-01-01 as a Cambodian calendar counts them."""
    return (at_ms + ZONE_MS) // DAY_MS


def fold(last: Meeting | None, on: int, is_right: bool, grade: Grade) -> Meeting:
    """After one more answer on that day. An answer of an earlier day that comes last (its clock was behind, or the days before
    were closed) counts for the day that stands: a card never goes back in time."""
    if last is not None and on <= last.day:
        rights, answers = last.rights + is_right, last.answers + 1
        recalled = _is_recalled(rights, answers)
        card = last.card if recalled == last.is_recalled else grade(last.before, last.day, recalled)
        return Meeting(last.before, rights, answers, card)
    before = last.card if last else None
    return Meeting(before, int(is_right), 1, grade(before, on, is_right))


def _is_recalled(rights: int, answers: int) -> bool:
    return rights / answers >= ENOUGH
