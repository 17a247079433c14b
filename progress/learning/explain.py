"""Why an estimate is what it is: what each answer moved, what time took, what one more would change. Pure; never a verdict.

The steps add up: start + every step + fading = now, to the last rounding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from progress.learning.comprehension import Answer, Cell, Estimate, Member, ParameterSet, Tracker, estimate, packed, unpacked


@dataclass(frozen=True, slots=True)
class Step:
    """One answer and by how much it moved the expected share right of the area (in shares, 0.05 is five of a hundred)."""

    answer: Answer
    moved: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """From what is expected of anybody to what is expected of this member now."""

    start: float
    steps: tuple[Step, ...]
    faded: float  # what days without answers took or gave back, all together
    now: Estimate
    if_right: float  # the expected share after one more answer of its own, right or wrong, in the area's least certain skill
    if_wrong: float


def explain(
    member: str,
    history: Sequence[Answer],
    areas: Mapping[str, Sequence[str]],
    area: str,
    day: float,
    known: ParameterSet | None = None,
    options: float = 3,
    closed: Mapping[str, Any] | None = None,
) -> Explanation:
    """`history`: the member's answers in every area, in order of time; other areas move this one through the member's cell.

    `closed`: beliefs from answers that are no longer kept; the start is then what they came to. Raises ValueError for an
    answer of another member.
    """
    if others := {given.member for given in history} - {member}:
        raise ValueError(f"an explanation is of one member; {len(others)} others are in the history: leave them out")
    tracker, steps, faded = Tracker(_with_what_left(areas, history), known), list[Step](), 0.0
    if closed:
        tracker.resume(closed)

    def estimated(at: float) -> Estimate:
        return _estimate(tracker, member, area, areas[area], at, options)

    def share(at: float) -> float:
        return estimated(at).mean

    start = last = share(history[0].day if history else day)
    for given in history:
        before = share(given.day)
        tracker.answer(given)
        after = share(given.day)
        steps.append(Step(given, after - before))
        faded += before - last
        last = after
    now = estimated(day)
    faded += now.mean - last
    right, wrong = (_after(tracker, member, area, areas[area], day, options, right) for right in (True, False))
    return Explanation(start, tuple(steps), faded, now, right, wrong)


def _with_what_left(areas: Mapping[str, Sequence[str]], history: Sequence[Answer]) -> dict[str, Sequence[str]]:
    """A lesson that left the course moved the member all the same; the estimate is of the course as it is."""
    found = {area: list(skills) for area, skills in areas.items()}
    for given in history:
        if given.skill not in found.setdefault(given.area, []):
            found[given.area].append(given.skill)
    return dict(found)


def _estimate(tracker: Tracker, member: str, area: str, skills: Sequence[str], day: float, options: float) -> Estimate:
    found = tracker.members.get(member) or Member(Cell(0.0, tracker.known.parameters.v_overall, day), Cell(0.0, 0.0, day))
    in_area, answers = found.areas.get(area), found.answered.get(area, 0)
    return estimate(tracker.known, skills, found.overall, in_area, found.skills, day, answers, options=options)


def _after(tracker: Tracker, member: str, area: str, now: Sequence[str], day: float, options: float, right: bool) -> float:
    """The expected share after one more answer to a new item; the tracker stays as it was."""
    then = Tracker(tracker.areas, tracker.known)
    found = tracker.members.get(member)
    skills = found.skills if found else {}
    if found:
        then.members[member] = unpacked(packed(found))
    asked = max(now, key=lambda name: (skills[name].variance if name in skills else float("inf"), name))
    then.answer(replace(_NEW, member=member, area=area, skill=asked, day=day, right=right, options=options))
    return _estimate(then, member, area, now, day, options).mean


_NEW = Answer("", "a new item", "", "", 0.0, True)
