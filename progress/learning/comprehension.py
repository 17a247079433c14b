"""What a member understands of an area, and how sure we are. Pure: time is an argument; reading never writes.

Each influence on an answer is one independent Gaussian cell (mean, variance), on the scale of a probit: the member
overall, today's form, member × area, member × skill, the item's and the skill's difficulty, and a common intercept.
An answer moves every cell a little (assumed-density filtering); days away let a cell fade back to the population.
The form and the default numbers were chosen on six public answer logs; what they reach there: docs/comprehension.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from statistics import NormalDist, fmean, pvariance
from typing import Any

_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Parameters:
    """Variances in probit units squared, times in days. Wide on purpose: halving the variances cut the coverage
    of the nominal 90 % interval to 83 % in simulation, these gave 93 %."""

    version: str = "2026-11"
    intercept: float = 0.45
    v_intercept: float = 0.25
    v_overall: float = 0.40
    v_form: float = 0.06
    v_area: float = 0.18
    v_skill: float = 0.14
    v_skill_difficulty: float = 0.20
    v_item: float = 0.25
    days_overall: float = 1500.0
    days_area: float = 400.0
    days_skill: float = 150.0
    days_form: float = 0.2
    form_kept: float = 0.85
    gain_right: float = 0.07
    gain_wrong: float = 0.05
    gain_power: float = 0.5
    gain_variance: float = 0.004
    slip: float = 0.03
    guess_share: float = 0.9  # of 1 / options: a child who guesses still avoids the silliest option
    borrowed: float = 0.65  # share right among answers that were a neighbour's: about the mean of all answers


@dataclass(frozen=True, slots=True)
class Answer:
    """One marked answer. `day` is days since any fixed origin; `options` ≥ 2, "I'm not sure" not counted.

    `own` in (0, 1] is the chance that it speaks of this member and not of a neighbour: see `evidence.weight`.
    """

    member: str
    item: str
    area: str
    skill: str
    day: float
    right: bool
    options: int = 3
    own: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.own <= 1:
            raise ValueError(f"item {self.item}: own is {self.own}; an answer that says nothing of a member is left out")
        if self.options < 2:
            raise ValueError(f"item {self.item}: {self.options} options; an item needs at least 2 to be marked")


@dataclass(frozen=True, slots=True)
class Estimate:
    """Expected share right on new items of the area (0–1), its 90 % interval, and P(that share < the low line)."""

    mean: float
    low: float
    high: float
    p_low: float
    answers: int


@dataclass(slots=True)
class Cell:
    """One Gaussian belief; `day` is when it was last brought up to date."""

    mean: float
    variance: float
    day: float = 0.0

    def faded(self, day: float, v0: float, days: float) -> Cell:
        """The same belief at `day`: back toward (0, v0) with time constant `days`. A day in the past changes nothing."""
        if day <= self.day:
            return self
        kept = math.exp(-(day - self.day) / days)
        return Cell(kept * self.mean, kept * kept * self.variance + (1 - kept * kept) * v0, day)


@dataclass(slots=True)
class _Member:
    overall: Cell
    form: Cell
    areas: dict[str, Cell] = field(default_factory=dict)
    skills: dict[str, Cell] = field(default_factory=dict)
    practised: dict[str, int] = field(default_factory=dict)
    answered: dict[str, int] = field(default_factory=dict)


class Tracker:
    """Folds answers into beliefs. The order matters a little, so a late answer means: replay the history, sorted."""

    def __init__(self, areas: dict[str, tuple[str, ...]], parameters: Parameters | None = None) -> None:
        """`areas`: area → its skills, at least one each."""
        if empty := [area for area, skills in areas.items() if not skills]:
            raise ValueError(f"areas without a skill: {', '.join(empty)}; give each at least one")
        self.parameters = p = parameters or Parameters()
        self.areas = areas
        self._members: dict[str, _Member] = {}
        self._intercept = Cell(p.intercept, p.v_intercept)
        self._items: dict[str, Cell] = {}
        self._difficulty = {skill: Cell(0.0, p.v_skill_difficulty) for skills in areas.values() for skill in skills}

    def answer(self, given: Answer) -> float:
        """Learns from one answer; returns the probability of a right answer as it was expected before."""
        p, member = self.parameters, self._member(given)
        item = self._items.setdefault(given.item, Cell(0.0, p.v_item))
        difficulty = self._difficulty[given.skill]
        helping = (member.overall, member.form, member.areas[given.area], member.skills[given.skill], self._intercept)
        hindering = (difficulty, item)
        mean = sum(cell.mean for cell in helping) - sum(cell.mean for cell in hindering)
        spread = math.sqrt(1 + sum(cell.variance for cell in (*helping, *hindering)))
        guess = p.guess_share / given.options
        z = mean / spread
        expected = given.own * (guess + (1 - guess - p.slip) * _NORMAL.cdf(z)) + (1 - given.own) * p.borrowed
        slope = given.own * (1 - guess - p.slip) * _NORMAL.pdf(z) / spread
        step = slope / expected if given.right else -slope / (1 - expected)
        shrink = step * (z / spread + step)
        for cell, sign in [(cell, 1) for cell in helping] + [(cell, -1) for cell in hindering]:
            cell.mean += sign * cell.variance * step
            cell.variance -= cell.variance**2 * shrink
        self._practise(member, given)
        return expected

    def estimate(self, member_id: str, area: str, day: float, low_line: float = 0.6, options: int = 4) -> Estimate:
        """The member's comprehension of `area` at `day`. `low_line`: share right under which an area counts as low."""
        p, skills = self.parameters, self.areas[area]
        member = self._members.get(member_id)
        overall = member.overall.faded(day, p.v_overall, p.days_overall) if member else Cell(0.0, p.v_overall)
        known_areas, known_skills = (member.areas, member.skills) if member else ({}, {})
        in_area = known_areas.get(area, Cell(0.0, p.v_area, day)).faded(day, p.v_area, p.days_area)
        states = [known_skills.get(s, Cell(0.0, p.v_skill, day)).faded(day, p.v_skill, p.days_skill) for s in skills]
        against = [self._difficulty[s] for s in skills]
        levels = [state.mean - hard.mean for state, hard in zip(states, against, strict=True)]
        mean = self._intercept.mean + overall.mean + in_area.mean + fmean(levels)
        variance = (
            self._intercept.variance
            + overall.variance
            + in_area.variance
            + sum(cell.variance for cell in (*states, *against)) / len(skills) ** 2
        )
        width = math.sqrt(1 + p.v_item + p.v_form + pvariance(levels))
        guess = p.guess_share / options
        reachable = 1 - guess - p.slip
        deviation = math.sqrt(variance)

        def share(at: float, over: float) -> float:
            return guess + reachable * _NORMAL.cdf(at / over)

        line = width * _NORMAL.inv_cdf(min(0.999, max(0.001, (low_line - guess) / reachable)))
        reach = _NORMAL.inv_cdf(0.95) * deviation  # 90 %: five per cent on either side
        return Estimate(
            mean=share(mean, math.sqrt(width * width + variance)),
            low=share(mean - reach, width),
            high=share(mean + reach, width),
            p_low=_NORMAL.cdf((line - mean) / deviation),
            answers=member.answered.get(area, 0) if member else 0,
        )

    def beliefs(self) -> dict[str, Any]:
        """All that was learned, as plain numbers: no answer can be read from it. `resume` goes on from there."""
        return {
            "version": self.parameters.version,
            "intercept": asdict(self._intercept),
            "items": {name: asdict(cell) for name, cell in self._items.items()},
            "difficulty": {name: asdict(cell) for name, cell in self._difficulty.items()},
            "members": {name: asdict(member) for name, member in self._members.items()},
        }

    def resume(self, beliefs: dict[str, Any]) -> None:
        """Takes up the beliefs of an earlier tracker. A skill that came to the course since then keeps its default."""
        self._intercept = Cell(**beliefs["intercept"])
        self._items |= _cells(beliefs["items"])
        self._difficulty |= _cells(beliefs["difficulty"])
        for name, kept in beliefs["members"].items():
            cells = {"areas": _cells(kept["areas"]), "skills": _cells(kept["skills"])}
            whole = {"overall": Cell(**kept["overall"]), "form": Cell(**kept["form"])}
            self._members[name] = _Member(**kept | cells | whole)

    def _member(self, given: Answer) -> _Member:
        if given.skill not in self.areas.get(given.area, ()):
            raise ValueError(f"item {given.item}: skill {given.skill} is not listed in area {given.area}; list it there")
        p, day = self.parameters, given.day
        member = self._members.get(given.member)
        if member is None:
            member = _Member(Cell(0.0, p.v_overall, day), Cell(0.0, p.v_form, day))
            self._members[given.member] = member
        member.overall = member.overall.faded(day, p.v_overall, p.days_overall)
        member.form = member.form.faded(day, p.v_form, p.days_form)
        area = member.areas.get(given.area, Cell(0.0, p.v_area, day))
        member.areas[given.area] = area.faded(day, p.v_area, p.days_area)
        skill = member.skills.get(given.skill, Cell(0.0, p.v_skill, day))
        member.skills[given.skill] = skill.faded(day, p.v_skill, p.days_skill)
        return member

    def _practise(self, member: _Member, given: Answer) -> None:
        """Answering teaches a little, less each time; today's form drifts on."""
        p, done = self.parameters, member.practised.get(given.skill, 0)
        skill, form, kept = member.skills[given.skill], member.form, self.parameters.form_kept
        skill.mean += (p.gain_right if given.right else p.gain_wrong) * (1 + done) ** -p.gain_power
        skill.variance += p.gain_variance
        form.mean *= kept
        form.variance = kept * kept * form.variance + (1 - kept * kept) * p.v_form
        member.practised[given.skill] = done + 1
        if given.own >= 0.5:  # what is more a neighbour's than the member's is not counted as an answer of the member
            member.answered[given.area] = member.answered.get(given.area, 0) + 1


def _cells(kept: dict[str, Any]) -> dict[str, Cell]:
    return {name: Cell(**cell) for name, cell in kept.items()}


def replay(answers: Iterable[Answer], areas: dict[str, tuple[str, ...]], parameters: Parameters | None = None) -> Tracker:
    """The beliefs after a whole history, whatever order it arrived in: sorted by time, then by ids."""
    tracker = Tracker(areas, parameters)
    for given in sorted(answers, key=lambda a: (a.day, a.member, a.item, a.area, a.skill, a.right, a.options, a.own)):
        tracker.answer(given)
    return tracker
