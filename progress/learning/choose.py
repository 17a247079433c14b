"""Which questions tell most about a member, or recall most. Pure: the same arguments, the same questions; never by chance.

It must never ask a question beside its own other form, nor so that "not OK" alone would be the right answer to every story.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist

from progress.learning.comprehension import Cell, Parameters, ParameterSet, today

CHECK_QUESTIONS = 10  # what a check quiz has in `bench worlds`, where its worth was measured (docs/measured.md)
FEWEST, MOST = 3, 6  # of a review: with fewer, 60 % right would hang on one question; six take a child about five minutes
RESTS_DAYS = 28.0  # the words of a question are still in the ear: the same rest as at the monthly meeting
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be asked of a member, with what is known of both. Days are days since; None is never."""

    item: str
    pair: str  # the same for a question and its twin, which asks it in other words
    skill: str
    valence: str = ""  # of a story: ok or not_ok
    options: int = 4
    difficulty: float = 0.0
    variance: float = 0.25  # of the difficulty
    seen_days: float | None = None  # since this form was answered
    pair_seen_days: float | None = None  # since either form was
    was_missed: bool = False  # the last answer to either form was not right

    @property
    def tier(self) -> int:
        """0: neither form was met lately; 1: its twin was; 2: these very words were."""
        if self.seen_days is not None and self.seen_days < RESTS_DAYS:
            return 2
        return int(self.pair_seen_days is not None and self.pair_seen_days < RESTS_DAYS)


@dataclass(frozen=True, slots=True)
class Belief:
    """What is believed of a member in one area, in probit units: what all its skills share, and each skill by itself."""

    mean: float
    variance: float
    skills: Mapping[str, tuple[float, float]]  # skill → (mean, variance) of knowledge less difficulty


def believed(
    known: ParameterSet, skills: Sequence[str], overall: Cell, in_area: Cell | None, met: Mapping[str, Cell], day: float
) -> Belief:
    """From kept cells, as `comprehension.estimate` reads them at that day."""
    shared, area, states = today(known, skills, overall, in_area, met, day)
    found = {skill: (state.mean, state.variance) for skill, state in zip(skills, states, strict=True)}
    return Belief(known.parameters.intercept + shared.mean + area.mean, shared.variance + area.variance, found)


def told(one: Candidate, belief: Belief, parameters: Parameters | None = None) -> float:
    """By how much the answer is expected to cut the variance of the member's level in the area.

    It is the variance of where the mean will stand after a right or a wrong answer (law of total variance), for the Gaussian
    cells of `comprehension`. The doubt whether the share lies under the low line falls with that variance, so the order in
    which questions are worth asking is the same for any line.
    """
    in_skill = belief.skills[one.skill][1]
    return (belief.variance + in_skill / len(belief.skills)) ** 2 * _information(one, belief, parameters or Parameters())


def check_quiz(
    candidates: Sequence[Candidate],
    belief: Belief,
    wanted: int = CHECK_QUESTIONS,
    parameters: Parameters | None = None,
) -> tuple[str, ...]:
    """Questions of one area: rested ones first, then what tells most after what was chosen already; no skill has more than its
    share while others have questions. Fewer than `wanted` where each pair is used, or the stories would lose their balance."""
    p, now = parameters or Parameters(), belief
    share = math.ceil(wanted / max(1, len({one.skill for one in candidates})))

    def rank(one: Candidate, taken: Sequence[Candidate]) -> tuple[float, ...]:
        of_skill = sum(it.skill == one.skill for it in taken)
        return (of_skill // share, one.tier, -told(one, now, p))

    taken = list[Candidate]()
    while len(taken) < wanted and (best := _best(candidates, taken, rank)):
        taken.append(best)
        now = _narrowed(best, now, p)
    return tuple(one.item for one in taken)


def review(candidates: Sequence[Candidate], wanted: int = 5) -> tuple[str, ...]:
    """Questions that recall a skill: those missed last, in other words; then those met longest ago, the never met before all.

    Empty when fewer than three can be asked.
    """

    def rank(one: Candidate, _: Sequence[Candidate]) -> tuple[float, ...]:
        away = math.inf if one.pair_seen_days is None else one.pair_seen_days
        own = math.inf if one.seen_days is None else one.seen_days
        return (one.tier == 2, not one.was_missed, one.tier, -away, -own)

    taken = list[Candidate]()
    while len(taken) < min(wanted, MOST) and (best := _best(candidates, taken, rank)):
        taken.append(best)
    return tuple(one.item for one in taken) if len(taken) >= FEWEST else ()


def _best(
    candidates: Sequence[Candidate],
    taken: Sequence[Candidate],
    rank: Callable[[Candidate, Sequence[Candidate]], tuple[float, ...]],
) -> Candidate | None:
    """The first by rank, ties by id, of those that neither repeat a pair nor tip the balance of OK and not OK."""
    pairs, stories = {one.pair for one in taken}, Counter(one.valence for one in taken)

    def is_fair(one: Candidate) -> bool:
        other = {"ok": "not_ok", "not_ok": "ok"}.get(one.valence)
        return other is None or stories[one.valence] <= stories[other]

    free = [one for one in candidates if one.pair not in pairs and is_fair(one)]
    return min(free, key=lambda one: (rank(one, taken), one.item), default=None)


def _information(one: Candidate, belief: Belief, p: Parameters) -> float:
    """Fisher's information of the answer about the level, as it is expected now: slope² / (P right × P wrong)."""
    mean, variance = belief.skills[one.skill]
    spread = math.sqrt(1 + belief.variance + variance + one.variance + p.v_form)
    z = (belief.mean + mean - one.difficulty) / spread
    guess = p.guess_share / one.options
    reachable = 1 - guess - p.slip
    right = guess + reachable * _NORMAL.cdf(z)
    return (reachable * _NORMAL.pdf(z) / spread) ** 2 / (right * (1 - right))


def _narrowed(one: Candidate, belief: Belief, p: Parameters) -> Belief:
    """The belief as it is expected to be once that question is answered: the means stay, the variances fall."""
    information = _information(one, belief, p)
    mean, variance = belief.skills[one.skill]
    skills = {**belief.skills, one.skill: (mean, variance - variance**2 * information)}
    return replace(belief, variance=belief.variance - belief.variance**2 * information, skills=skills)
