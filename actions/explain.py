"""How a member's estimate in an area came about, for the school's facilitator. Never a single answer or a sensitive lesson alone.

A facilitator may know how a child stands, not what it answered (SG-23): answers come in bars of at least FEWEST, by lesson;
what would be a smaller bar, and every sensitive lesson, goes into one bar with the answers of other areas.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actions.boards import reteaches
from actions.desk import Desk
from actions.permissions import Who, require
from actions.standings import recognised, standings
from progress.learning.comprehension import Estimate
from progress.learning.explain import Step, explain
from progress.learning.flags import NOTHING, State, Watch, missing, state
from progress.store.people import Member, now_ms
from progress.store.projection import DAY_MS

FEWEST = 3  # answers in a bar: of fewer, a bar would say whether a single one was right


@dataclass(frozen=True, slots=True)
class Bar:
    """What the answers of a lesson moved, in shares; lesson "" is everything that stands in no bar of its own."""

    lesson: str
    answers: int
    moved: float


@dataclass(frozen=True, slots=True)
class Why:
    """From anybody's expected share right to this member's now. start + Σ moved + faded = now."""

    member: Member
    area: str
    start: float
    bars: tuple[Bar, ...]
    faded: float
    now: Estimate
    if_right: float
    if_wrong: float
    sees: dict[str, Estimate]  # "not_ok": danger as danger, "ok": a harmless thing as harmless
    lesson: str | None  # to teach again
    watch: Watch

    @property
    def state(self) -> State:
        """As the board says it."""
        return state(self.now, self.watch)

    @property
    def missing(self) -> int:
        """Answers until something new can be said."""
        return missing(self.now, self.watch)


def why(desk: Desk, who: Who, member: str, area: str, at_ms: int | None = None) -> Why | None:
    """None when the member is of another school, or the area of no course."""
    require(who, "see group")
    found, skills = desk.people.member(who.school, member), desk.course.skills()
    if found is None or area not in skills:
        return None
    at = now_ms() if at_ms is None else at_ms
    closed, history = desk.store.history(who.school, member)
    known, options = desk.store.scheme.known, desk.course.options().get(area, 3.0)
    told = explain(member, history, skills, area, at / DAY_MS, known, options, closed or None)
    return Why(
        found,
        area,
        told.start,
        _bars(desk, told.steps, area),
        told.faded,
        told.now,
        told.if_right,
        told.if_wrong,
        recognised(desk, who.school, member, at),
        reteaches(desk, area, who.school, member),
        next((one.watch for one in standings(desk, who.school, member, at) if one.area == area), NOTHING),
    )


def _bars(desk: Desk, steps: Sequence[Step], area: str) -> tuple[Bar, ...]:
    """By lesson in the order of the course, the rest last; a rest of fewer than FEWEST answers goes into the largest bar."""
    by_lesson: dict[str, list[float]] = {}
    for step in steps:
        lesson = desk.course.lessons.get(step.answer.skill)
        is_alone = step.answer.own >= 0.5  # else more a neighbour's, and not counted as this child's
        is_own = step.answer.area == area and is_alone and lesson is not None and not lesson.sensitivity
        by_lesson.setdefault(step.answer.skill if is_own else "", []).append(step.moved)
    for small in [name for name, moved in by_lesson.items() if name and len(moved) < FEWEST]:
        by_lesson.setdefault("", []).extend(by_lesson.pop(small))
    rest = by_lesson.pop("", [])
    if rest and len(rest) < FEWEST and by_lesson:
        max(by_lesson.values(), key=len).extend(rest)
        rest = []
    bars = [Bar(name, len(by_lesson[name]), sum(by_lesson[name])) for name in desk.course.lessons if name in by_lesson]
    return (*bars, Bar("", len(rest), sum(rest))) if len(rest) >= FEWEST else tuple(bars)
