"""What a member understands of an area, and how sure we are. Pure; reading never writes, one member's answers move no other's.

What a member brings to a question is a sum of independent Gaussian cells (mean, variance) on the scale of a probit: the
member overall, today's form, the area, the skill, this very item, and, in a vignette, recognising what it shows. A cell
starts at what the parameter set says of the population, items and skills included; an answer moves it a little
(assumed-density filtering: Minka 2001, ch. 3, for a probit with a floor for guessing and a ceiling for slips); days away let
it fade back (Ornstein-Uhlenbeck). Two computers with one parameter set agree before they have met.
The form and the default numbers were chosen on six public answer logs; what they reach there: docs/comprehension.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from statistics import NormalDist
from typing import Any, Literal

_NORMAL = NormalDist()
_ROOT_2, _ROOT_2PI = math.sqrt(2.0), math.sqrt(2.0 * math.pi)
_REACH_90 = _NORMAL.inv_cdf(0.95)  # five per cent on either side
Valence = Literal["", "ok", "not_ok"]


@dataclass(frozen=True, slots=True)
class Parameters:
    """Variances in probit units squared, times in days. Wide on purpose: halving the variances cut the coverage
    of the nominal 90 % interval to 83 % in simulation, these gave 93 %."""

    intercept: float = 0.45
    v_overall: float = 0.50
    v_form: float = 0.06
    v_area: float = 0.18
    v_skill: float = 0.14
    v_item: float = 0.25  # difficulty of an item of which the set knows nothing, and what a member remembers of it
    v_recognition: float = 0.20
    v_skill_difficulty: float = 0.20  # of a skill of which the set knows nothing
    days_overall: float = 1500.0
    days_area: float = 400.0
    days_skill: float = 150.0
    days_item: float = 150.0
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
class ParameterSet:
    """What a release says of the population. `items`, `skills` → (mean, variance) of their difficulty; unknown ones: (0, v)."""

    version: str = "2026-11"
    parameters: Parameters = Parameters()
    items: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    skills: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """One marked answer. `day` is days since any fixed origin; `options` ≥ 2, "I'm not sure" not counted.

    `own` in (0, 1] is the chance that it speaks of this member and not of a neighbour: see `evidence.weight`.
    `valence`: what a vignette shows, a thing that is OK or one that is not; "" for any other item.
    """

    member: str
    item: str
    area: str
    skill: str
    day: float
    right: bool
    options: float = 3
    own: float = 1.0
    valence: Valence = ""

    def __post_init__(self) -> None:
        if not 0 < self.own <= 1:
            raise ValueError(f"item {self.item}: own is {self.own}; an answer that says nothing of a member is left out")
        if self.options < 2:
            raise ValueError(f"item {self.item}: {self.options} options; an item needs at least 2 to be marked")


@dataclass(frozen=True, slots=True)
class Estimate:
    """Expected share right on new items (0–1), its 90 % interval, and P(that share < the low line)."""

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

    def fade(self, day: float, mean: float, variance: float, days: float) -> None:
        """Brings it to `day`: back toward (mean, variance) with time constant `days`. A day in the past changes nothing."""
        if day > self.day:
            kept = math.exp((self.day - day) / days)
            self.mean = mean + kept * (self.mean - mean)
            self.variance = variance + kept * kept * (self.variance - variance)
            self.day = day

    def faded(self, day: float, mean: float, variance: float, days: float) -> Cell:
        """The same as a new cell: reading never writes."""
        then = Cell(self.mean, self.variance, self.day)
        then.fade(day, mean, variance, days)
        return then


@dataclass(slots=True)
class Member:
    """A member's beliefs, and how often which skill was practised and which area answered."""

    overall: Cell
    form: Cell
    areas: dict[str, Cell] = field(default_factory=dict)
    skills: dict[str, Cell] = field(default_factory=dict)
    items: dict[str, Cell] = field(default_factory=dict)
    recognition: dict[str, Cell] = field(default_factory=dict)  # "ok", "not_ok"
    practised: dict[str, int] = field(default_factory=dict)
    answered: dict[str, int] = field(default_factory=dict)  # area or valence → answers of the member's own


class Tracker:
    """Folds answers into beliefs. The order matters a little, so a late answer means: replay the history, sorted."""

    def __init__(self, areas: Mapping[str, Sequence[str]], known: ParameterSet | None = None) -> None:
        """`areas`: area → its skills, at least one each."""
        if empty := [area for area, skills in areas.items() if not skills]:
            raise ValueError(f"areas without a skill: {', '.join(empty)}; give each at least one")
        self.areas = areas
        self.known = known or ParameterSet()
        self.members: dict[str, Member] = {}

    def answer(self, given: Answer) -> float:
        """Learns from one answer; returns the probability of a right answer as it was expected before.

        p = own · (c + (1 − c − slip) Φ(z)) + (1 − own) · borrowed, z = Σ mean / √(1 + Σ variance), c = guess_share / options;
        each cell then moves by variance · d ln p / d mean, and narrows by the same step's curvature.
        """
        p, cells = self.known.parameters, self._cells(given)
        mean, variance = p.intercept, 1.0
        for cell in cells:
            mean += cell.mean
            variance += cell.variance
        spread, guess = math.sqrt(variance), p.guess_share / given.options
        z, own, reachable = mean / spread, given.own, 1.0 - guess - p.slip
        expected = own * (guess + reachable * 0.5 * (1.0 + math.erf(z / _ROOT_2))) + (1.0 - own) * p.borrowed
        slope = own * reachable * math.exp(-0.5 * z * z) / (_ROOT_2PI * spread)
        step = slope / expected if given.right else -slope / (1.0 - expected)
        shrink = step * (z / spread + step)
        for cell in cells:
            moved = cell.variance
            cell.mean += moved * step
            cell.variance = moved - moved * moved * shrink
        self._practise(given)
        return expected

    def estimate(self, member: str, area: str, day: float, low_line: float = 0.6, options: float = 3) -> Estimate:
        """The member's comprehension of `area` at `day`. `low_line`: share right under which an area counts as low.

        `options`: of the area's items, as their harmonic mean: what guessing alone would reach is guess_share / options.
        """
        found = self.members.get(member)
        if found is None:
            return estimate(
                self.known, self.areas[area], Cell(0.0, self.known.parameters.v_overall, day), None, {}, day, 0, low_line, options
            )
        return estimate(
            self.known,
            self.areas[area],
            found.overall,
            found.areas.get(area),
            found.skills,
            day,
            found.answered.get(area, 0),
            low_line,
            options,
        )

    def beliefs(self) -> dict[str, Any]:
        """All that was learned, as plain lists of numbers: no answer can be read from it. `resume` goes on from there."""
        return {"version": self.known.version, "members": {name: packed(one) for name, one in self.members.items()}}

    def resume(self, beliefs: Mapping[str, Any]) -> None:
        """Takes up the beliefs of an earlier tracker, also of one with another parameter set."""
        self.members |= {name: unpacked(kept) for name, kept in beliefs["members"].items()}

    def _cells(self, given: Answer) -> list[Cell]:
        """The member's cells that this answer speaks of, brought to its day."""
        if given.skill not in self.areas.get(given.area, ()):
            raise ValueError(f"item {given.item}: skill {given.skill} is not listed in area {given.area}; list it there")
        p, day, known = self.known.parameters, given.day, self.known
        member = self.members.get(given.member)
        if member is None:
            member = self.members[given.member] = Member(Cell(0.0, p.v_overall, day), Cell(0.0, p.v_form, day))
        member.overall.fade(day, 0.0, p.v_overall, p.days_overall)
        member.form.fade(day, 0.0, p.v_form, p.days_form)
        area = _brought(member.areas, given.area, day, 0.0, p.v_area, p.days_area)
        skill = _brought(member.skills, given.skill, day, *_skill(known, given.skill), p.days_skill)
        difficulty, v_item = known.items.get(given.item, (0.0, p.v_item))
        item = _brought(member.items, given.item, day, -difficulty, v_item, p.days_item)
        cells = [member.overall, member.form, area, skill, item]
        if given.valence:
            cells.append(_brought(member.recognition, given.valence, day, 0.0, p.v_recognition, p.days_area))
        return cells

    def _practise(self, given: Answer) -> None:
        """Answering teaches a little, less each time; today's form drifts on."""
        p, member = self.known.parameters, self.members[given.member]
        skill, form, done, kept = member.skills[given.skill], member.form, member.practised.get(given.skill, 0), p.form_kept
        skill.mean += (p.gain_right if given.right else p.gain_wrong) * (1 + done) ** -p.gain_power
        skill.variance += p.gain_variance
        form.mean *= kept
        form.variance = kept * kept * form.variance + (1 - kept * kept) * p.v_form
        member.practised[given.skill] = done + 1
        if given.own >= 0.5:  # what is more a neighbour's than the member's is not counted as an answer of the member
            for what in (given.area, given.valence) if given.valence else (given.area,):
                member.answered[what] = member.answered.get(what, 0) + 1


def estimate(
    known: ParameterSet,
    skills: Sequence[str],
    overall: Cell,
    in_area: Cell | None,
    met: Mapping[str, Cell],
    day: float,
    answers: int,
    low_line: float = 0.6,
    options: float = 3,
) -> Estimate:
    """An area with `skills`, as it stands at `day`, from kept cells alone; None and missing ones: never met."""
    p = known.parameters
    overall = overall.faded(day, 0.0, p.v_overall, p.days_overall)
    area = in_area.faded(day, 0.0, p.v_area, p.days_area) if in_area else Cell(0.0, p.v_area)
    states = []
    for skill in skills:
        start = _skill(known, skill)
        states.append(met[skill].faded(day, *start, p.days_skill) if skill in met else Cell(*start))
    levels = [state.mean for state in states]
    count, middle = len(levels), sum(levels) / len(levels)  # not of `statistics`: its exact fractions take ten times as long
    mean = p.intercept + overall.mean + area.mean + middle
    variance = overall.variance + area.variance + sum(state.variance for state in states) / count**2
    width = 1 + p.v_item + p.v_form + sum((level - middle) ** 2 for level in levels) / count
    return _share(p, mean, variance, width, answers, low_line, options)


def recognition(
    known: ParameterSet, overall: Cell, seen: Cell | None, day: float, answers: int, low_line: float = 0.6, options: float = 3
) -> Estimate:
    """How often the member sees new vignettes of one valence, in any area, for what they are: danger, or no danger."""
    p = known.parameters
    overall = overall.faded(day, 0.0, p.v_overall, p.days_overall)
    sees = seen.faded(day, 0.0, p.v_recognition, p.days_area) if seen else Cell(0.0, p.v_recognition)
    width = 1 + p.v_item + p.v_form + p.v_area + p.v_skill
    return _share(p, p.intercept + overall.mean + sees.mean, overall.variance + sees.variance, width, answers, low_line, options)


def _share(p: Parameters, mean: float, variance: float, width: float, answers: int, low_line: float, options: float) -> Estimate:
    """A belief N(mean, variance) about a level, as the share right on new items, whose levels spread by `width` (a variance)."""
    guess = p.guess_share / options
    reachable, over, deviation = 1 - guess - p.slip, math.sqrt(width), math.sqrt(variance)
    line = over * _level((low_line - guess) / reachable)

    def share(at: float, spread: float) -> float:
        return guess + reachable * _cdf(at / spread)

    return Estimate(
        mean=share(mean, math.sqrt(width + variance)),
        low=share(mean - _REACH_90 * deviation, over),
        high=share(mean + _REACH_90 * deviation, over),
        p_low=_cdf((line - mean) / deviation),
        answers=answers,
    )


@lru_cache(maxsize=256)
def _level(share: float) -> float:
    return _NORMAL.inv_cdf(min(0.999, max(0.001, share)))


def _cdf(z: float) -> float:
    return 0.5 * math.erfc(-z / _ROOT_2)


def _skill(known: ParameterSet, skill: str) -> tuple[float, float]:
    """Where a member's skill starts: as hard as the set says, and as far from it as members are and the set is unsure."""
    p = known.parameters
    difficulty, variance = known.skills.get(skill, (0.0, p.v_skill_difficulty))
    return -difficulty, p.v_skill + variance


def _brought(cells: dict[str, Cell], name: str, day: float, mean: float, variance: float, days: float) -> Cell:
    """The cell of that name at `day`, made when it is not there."""
    if (cell := cells.get(name)) is None:
        cell = cells[name] = Cell(mean, variance, day)
    else:
        cell.fade(day, mean, variance, days)
    return cell


def packed(member: Member) -> dict[str, Any]:
    """A member as plain lists and counts; `unpacked` is its inverse, to the last bit."""
    named = {name: {key: plain(cell) for key, cell in getattr(member, name).items()} for name in _NAMED}
    single = {"overall": plain(member.overall), "form": plain(member.form)}
    return single | named | {"practised": dict(member.practised), "answered": dict(member.answered)}


def unpacked(kept: Mapping[str, Any]) -> Member:
    """A member from `packed`."""
    areas, skills, items, seen = ({key: Cell(*cell) for key, cell in kept[name].items()} for name in _NAMED)
    practised, answered = dict(kept["practised"]), dict(kept["answered"])
    return Member(Cell(*kept["overall"]), Cell(*kept["form"]), areas, skills, items, seen, practised, answered)


def plain(cell: Cell) -> list[float]:
    """Mean, variance, day."""
    return [cell.mean, cell.variance, cell.day]


_NAMED = ("areas", "skills", "items", "recognition")


def replay(answers: Iterable[Answer], areas: Mapping[str, Sequence[str]], known: ParameterSet | None = None) -> Tracker:
    """The beliefs after a whole history, whatever order it arrived in: sorted by time, then by ids."""
    tracker = Tracker(areas, known)
    for given in sorted(answers, key=lambda a: (a.day, a.member, a.item, a.area, a.skill, a.right, a.options, a.own, a.valence)):
        tracker.answer(given)
    return tracker
