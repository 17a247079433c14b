"""What a member understands of an area, and how sure we are. Pure; reading never writes, one member's answers move no other's.

What a member brings to a question is a sum of independent Gaussian cells (mean, variance) on the scale of a probit: the
member overall, today's form, the area, the skill, a run in it, this very item, and, in a vignette, recognising what it shows.
A cell starts at what the parameter set says of the population, items and skills included; an answer moves it a little
(assumed-density filtering: Minka 2001, ch. 3, for a probit with a floor for guessing and a ceiling for slips); days away let
it fade back (Ornstein-Uhlenbeck), other answers in between let a skill fade by a power law (Wickelgren 1974).
Two computers with one parameter set agree before they have met. What this form reaches on public logs: docs/comprehension.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from statistics import NormalDist
from typing import Any, Literal

from progress.learning.parameters import Parameters as Parameters
from progress.learning.parameters import ParameterSet as ParameterSet

_NORMAL = NormalDist()
_ROOT_2, _ROOT_2PI = math.sqrt(2.0), math.sqrt(2.0 * math.pi)
_REACH_90 = _NORMAL.inv_cdf(0.95)  # five per cent on either side
Valence = Literal["", "ok", "not_ok"]


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
            self.keep(math.exp((self.day - day) / days), mean, variance)
            self.day = day

    def keep(self, kept: float, mean: float, variance: float) -> None:
        """Keeps that share of its distance from (mean, variance)."""
        self.mean = mean + kept * (self.mean - mean)
        self.variance = variance + kept * kept * (self.variance - variance)

    def faded(self, day: float, mean: float, variance: float, days: float) -> Cell:
        """The same as a new cell: reading never writes."""
        if day <= self.day:
            return Cell(self.mean, self.variance, self.day)
        kept = math.exp((self.day - day) / days)
        return Cell(mean + kept * (self.mean - mean), variance + kept * kept * (self.variance - variance), day)


@dataclass(slots=True)
class Member:
    """A member's beliefs, and how often which skill was practised and which area answered."""

    overall: Cell
    form: Cell
    areas: dict[str, Cell] = field(default_factory=dict)
    skills: dict[str, Cell] = field(default_factory=dict)
    items: dict[str, Cell] = field(default_factory=dict)
    recognition: dict[str, Cell] = field(default_factory=dict)  # "ok", "not_ok"
    streaks: dict[str, Cell] = field(default_factory=dict)  # skill → the run in it
    practised: dict[str, int] = field(default_factory=dict)
    answered: dict[str, int] = field(default_factory=dict)  # area or valence → answers of the member's own
    last: dict[str, int] = field(default_factory=dict)  # skill → how many answers the member had given when it was last asked
    given: int = 0


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
        """Learns from one answer; returns the probability of a right answer as it was expected before."""
        return self.learn(given)[0]

    def learn(self, given: Answer) -> tuple[float, float, float]:
        """The same, with the step that a cell of variance 1 makes, and how much it narrows: what `calibrate` moves items by.

        p = own · (c + (1 − c − slip) Φ(z)) + (1 − own) · borrowed, z = Σ mean / √(1 + Σ variance), c = guess_share / options;
        step = d ln p / d mean, and a cell's variance v becomes v − v² · step · (z / √(1 + Σ variance) + step), the second
        derivative of the same ln p (exact for own = 1).
        """
        p, member = self.known.parameters, self.members.get(given.member)
        if member is None:
            day = given.day
            member = self.members[given.member] = Member(Cell(0.0, p.v_overall, day), Cell(0.0, p.v_form, day))
        cells = self._cells(given, member)
        mean, variance = p.intercept, 1.0
        for cell in cells:
            mean += cell.mean
            variance += cell.variance
        spread, guess, own = math.sqrt(variance), p.guess_share / given.options, given.own
        z, reachable = mean / spread, 1.0 - guess - p.slip
        expected = guess + reachable * 0.5 * (1.0 + math.erf(z / _ROOT_2))
        slope = reachable * math.exp(-0.5 * z * z) / (_ROOT_2PI * spread)
        if own < 1.0:
            expected, slope = own * expected + (1.0 - own) * p.borrowed, own * slope
        step = slope / expected if given.right else -slope / (1.0 - expected)
        shrink = step * (z / spread + step)
        for cell in cells:
            moved = cell.variance
            cell.mean += moved * step
            cell.variance = moved - moved * moved * shrink
        self._practise(given, member, cells[3], cells[5])
        return expected, step, shrink

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

    def _cells(self, given: Answer, member: Member) -> list[Cell]:
        """The member's cells that this answer speaks of, brought to its day: overall, form, area, skill, item, run, …"""
        known, day, skill, name, where = self.known, given.day, given.skill, given.item, given.area
        p = known.parameters
        overall, form = member.overall, member.form
        if day > overall.day:
            overall.fade(day, 0.0, p.v_overall, p.days_overall)
            form.fade(day, 0.0, p.v_form, p.days_form)
        if (area := member.areas.get(where)) is None:
            area = member.areas[where] = Cell(0.0, p.v_area, day)
        elif day > area.day:
            area.fade(day, 0.0, p.v_area, p.days_area)
        if (level := member.skills.get(skill)) is None:
            if skill not in self.areas.get(where, ()):
                raise ValueError(f"item {name}: skill {skill} is not listed in area {where}; list it there")
            level = member.skills[skill] = Cell(*_skill(known, skill), day)
            streak = member.streaks[skill] = Cell(0.0, p.v_streak, day)
        else:
            streak = member.streaks.get(skill) or member.streaks.setdefault(skill, Cell(0.0, p.v_streak, day))
            between = member.given - member.last.get(skill, member.given)
            if between > 0 or day > level.day:
                kept = (1 + between) ** -p.fade_power
                level.keep(kept, *_skill(known, skill))
                level.fade(day, *_skill(known, skill), p.days_skill)
                streak.keep(kept, 0.0, p.v_streak)
                streak.fade(day, 0.0, p.v_streak, p.days_form)
        if (item := member.items.get(name)) is None:
            item = member.items[name] = Cell(*_item(known, name), day)
        elif day > item.day:
            item.fade(day, *_item(known, name), p.days_item)
        if not given.valence:
            return [overall, form, area, level, item, streak]
        if (seen := member.recognition.get(given.valence)) is None:
            seen = member.recognition[given.valence] = Cell(0.0, p.v_recognition, day)
        elif day > seen.day:
            seen.fade(day, 0.0, p.v_recognition, p.days_area)
        return [overall, form, area, level, item, streak, seen]

    def _practise(self, given: Answer, member: Member, skill: Cell, streak: Cell) -> None:
        """Answering teaches a little, less each time (a power law of practice); today's form and the run drift on."""
        p, name, form = self.known.parameters, given.skill, member.form
        done = member.practised.get(name, 0)
        skill.mean += (p.gain_right if given.right else p.gain_wrong) * (1 + done) ** -p.gain_power
        skill.variance += p.gain_variance
        form.keep(p.form_kept, 0.0, p.v_form)
        streak.keep(p.streak_kept, 0.0, p.v_streak)
        member.practised[name] = done + 1
        member.given += 1
        member.last[name] = member.given
        if given.own >= 0.5:  # what is more a neighbour's than the member's is not counted as an answer of the member
            answered = member.answered
            answered[given.area] = answered.get(given.area, 0) + 1
            if given.valence:
                answered[given.valence] = answered.get(given.valence, 0) + 1


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
    overall, area, states = today(known, skills, overall, in_area, met, day)
    levels = [state.mean for state in states]
    count, middle = len(levels), sum(levels) / len(levels)  # not of `statistics`: its exact fractions take ten times as long
    mean = p.intercept + overall.mean + area.mean + middle
    variance = overall.variance + area.variance + sum(state.variance for state in states) / count**2
    width = 1 + p.v_item + p.v_memory + p.v_form + p.v_streak + sum((level - middle) ** 2 for level in levels) / count
    return _share(p, mean, variance, width, answers, low_line, options)


def today(
    known: ParameterSet, skills: Sequence[str], overall: Cell, in_area: Cell | None, met: Mapping[str, Cell], day: float
) -> tuple[Cell, Cell, list[Cell]]:
    """What all areas share, the area, and each of its skills, faded to `day`; None and missing ones: never met."""
    p, states = known.parameters, list[Cell]()
    overall = overall.faded(day, 0.0, p.v_overall, p.days_overall)
    area = in_area.faded(day, 0.0, p.v_area, p.days_area) if in_area else Cell(0.0, p.v_area)
    for skill in skills:
        mean, variance = _skill(known, skill)
        cell = met.get(skill)
        states.append(Cell(mean, variance) if cell is None else cell.faded(day, mean, variance, p.days_skill))
    return overall, area, states


def recognition(
    known: ParameterSet, overall: Cell, seen: Cell | None, day: float, answers: int, low_line: float = 0.6, options: float = 3
) -> Estimate:
    """How often the member sees new vignettes of one valence, in any area, for what they are: danger, or no danger."""
    p = known.parameters
    overall = overall.faded(day, 0.0, p.v_overall, p.days_overall)
    sees = seen.faded(day, 0.0, p.v_recognition, p.days_area) if seen else Cell(0.0, p.v_recognition)
    width = 1 + p.v_item + p.v_memory + p.v_form + p.v_streak + p.v_area + p.v_skill
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


def _item(known: ParameterSet, item: str) -> tuple[float, float]:
    """Where a member's item starts: as hard as the set says, and as far from it as the set is unsure and members differ."""
    p = known.parameters
    difficulty, variance = known.items.get(item, (0.0, p.v_item))
    return -difficulty, p.v_memory + variance


def packed(member: Member) -> dict[str, Any]:
    """A member as plain lists and counts; `unpacked` is its inverse, to the last bit."""
    named = {name: {key: plain(cell) for key, cell in getattr(member, name).items()} for name in _NAMED}
    single = {"overall": plain(member.overall), "form": plain(member.form)}
    counts = {"practised": dict(member.practised), "answered": dict(member.answered)}
    return single | named | counts | {"last": dict(member.last), "given": member.given}


def unpacked(kept: Mapping[str, Any]) -> Member:
    """A member from `packed`, also from before there were runs."""
    areas, skills, items, seen, runs = ({key: Cell(*cell) for key, cell in kept.get(name, {}).items()} for name in _NAMED)
    practised, answered, last = (dict(kept.get(name, {})) for name in ("practised", "answered", "last"))
    overall, form, given = Cell(*kept["overall"]), Cell(*kept["form"]), kept.get("given", 0)
    return Member(overall, form, areas, skills, items, seen, runs, practised, answered, last, given)


def plain(cell: Cell) -> list[float]:
    """Mean, variance, day."""
    return [cell.mean, cell.variance, cell.day]


_NAMED = ("areas", "skills", "items", "recognition", "streaks")


def replay(answers: Iterable[Answer], areas: Mapping[str, Sequence[str]], known: ParameterSet | None = None) -> Tracker:
    """The beliefs after a whole history, whatever order it arrived in: sorted by time, then by ids."""
    tracker = Tracker(areas, known)
    for given in sorted(answers, key=lambda a: (a.day, a.member, a.item, a.area, a.skill, a.right, a.options, a.own, a.valence)):
        tracker.answer(given)
    return tracker
