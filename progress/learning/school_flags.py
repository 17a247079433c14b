"""What a school's children understand of an area, how sure we are, and which areas to look at first. Pure; time is no part of it.

It must never show fewer than FEWEST children, never let a count of hands speak of a child, and never close a flag without new
evidence. Shares right on new questions (0–1) throughout; a standard deviation is of such a share.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from statistics import NormalDist, fmean
from typing import TypeVar

from progress.learning.comprehension import Parameters
from progress.learning.shares import Z90, Share

NORMAL, MODEL = NormalDist(), Parameters()
LOW_LINE = 0.6  # share right on new questions under which an area counts as low
FEWEST = 5  # children whom a figure that staff may see stands on: a smaller group could point at a child
FEWEST_ANSWERS = 15  # three of each of them, as for a child's own state: fewer say more about the questions
WRONG_SHARE = 0.10  # of the flags, at most, by our own reckoning
NEW_ANSWERS, NEW_CHILDREN = 10, 5  # newer answers, and of how many children, that may close a flag
NO_LONGER = 0.5  # P(low) from which down a flag may close, and over which alone one opens
# Hands that go up look at each other, and the loudest lead them. Assumptions, not measurements: half of what separates two hands
# is copied, and beyond all hands there is an error of ten points that no number of questions takes away.
COPIED, LED = 0.5, 0.10
# How far the shares right of two questions of an area lie apart: the model's spread of difficulty where a share moves most with
# it, with three options. At most: √v_item · (1 − guess − slip) · φ(0).
APART = sqrt(MODEL.v_item) * (1 - MODEL.guess_share / 3 - MODEL.slip) * NORMAL.pdf(0)
# What every school's mean may err by in common, as a standard deviation: children learn and forget otherwise than the model
# thinks, and no number of children takes that away. On three public logs of real students, with difficulties known, what the
# model expected of a whole group in a skill was off by 4.1 points (root mean square; `bench model_error`). Taken a little
# larger: three logs are few. In simulated worlds (seeds 1–9) ranges then hold the truth in 85–99 %.
MODEL_ERROR = 0.05
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Child:
    """What is believed of one child's share right: a posterior mean and standard deviation, as the child's own page shows it."""

    mean: float
    deviation: float

    @classmethod
    def of(cls, mean: float, low: float, high: float) -> Child:
        """From an estimate with its 90 % range."""
        return cls(mean, (high - low) / (2 * Z90))


@dataclass(frozen=True, slots=True)
class Hands:
    """Answers of a group that no member can be named for: hands, teams, papers without a name."""

    right: int
    answers: int
    questions: int


@dataclass(frozen=True, slots=True)
class Group:
    """A school in one area: its children who answered, how many belong to its groups, what hands said there, and the plain share
    of right answers lately, with children as clusters (`shares.clustered_share`)."""

    children: Sequence[Child]
    enrolled: int
    hands: Hands | None = None
    lately: Share | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Expected share right of the school's children on new questions, its 90 % range, and P(that share < LOW_LINE).

    `lately`: the plain share that was the second witness; None where too few answered lately.
    """

    mean: float
    low: float
    high: float
    p_low: float
    lately: float | None = None

    @classmethod
    def normal(cls, mean: float, deviation: float) -> Found:
        """From a mean and its standard deviation, without the model's own error; a share ends at 0 and 1."""
        deviation = sqrt(deviation**2 + MODEL_ERROR**2)
        p_low = NORMAL.cdf((LOW_LINE - mean) / deviation)
        return cls(mean, max(0.0, mean - Z90 * deviation), min(1.0, mean + Z90 * deviation), p_low)


def found(groups: Mapping[str, Group]) -> dict[str, Found]:
    """One area: school → what its children are expected to get right. Schools of fewer than FEWEST children are not in it.

    A child's estimate is a posterior mean with the population as its prior, so its truth lies around it and not the other way
    (Berkson's error): a mean of such estimates needs no further drawing. In simulated worlds of three other families the truth
    of a school moved by 0.99–1.4 points for each of that mean's, also in schools of ten and fewer (`bench schools`).
    P(low) has two witnesses, each weighing half (linear opinion pool, Stone 1961, Ann Math Stat 32:1339): these estimates, which
    know of forgetting and of hard questions and may err for all children alike, and the plain share of right answers lately,
    which knows nothing and cannot. Where few answered lately, the first stands alone. Over simulated worlds (seeds 1–9) the list
    of both found three quarters of the areas under 50 %, where that of either alone found a third or was wrong in a third.

    Children who have not answered are taken to be like those who have, n of N (finite population: Cochran, Sampling Techniques,
    3rd ed. 1977, §2.6): variance of the mean = Σ dᵢ²/n² + (1 − n/N) · between/n, with dᵢ a child's own deviation.
    """
    shown = {school: group for school, group in groups.items() if len(group.children) >= FEWEST}
    between = spread(group.children for group in shown.values())
    return {school: _found(group, between) for school, group in shown.items()}


def spread(groups: Iterable[Sequence[Child]]) -> float:
    """The variance of true shares between children of one school, pooled over schools: that of their means within schools and
    what each mean leaves open (law of total variance). 0 without two children in any school."""
    of = [group for group in groups if len(group) > 1]
    if not of:
        return 0.0
    middles = [fmean(child.mean for child in group) for group in of]
    squares = sum((child.mean - middle) ** 2 for group, middle in zip(of, middles, strict=True) for child in group)
    return squares / sum(len(group) - 1 for group in of) + fmean(child.deviation**2 for group in of for child in group)


def hands_share(hands: Hands, between: float) -> tuple[float, float]:
    """(share right, variance) of what hands say about the group, cautiously; `between`: the variance of children's shares.

    Of h hands to a question, with a correlation ρ = COPIED, the share has the variance p(1−p)(ρ + (1−ρ)/h): more hands take
    only the second part away (design effect, Kish 1965). Questions differ (APART), and a group led by its loudest errs in
    common (LED), whatever is counted. The children who were there are some of them all.
    """
    share = (hands.right + 1) / (hands.answers + 2)  # never all or nothing
    of_each = hands.answers / hands.questions
    copied = share * (1 - share) * (COPIED + (1 - COPIED) / of_each)
    return share, (copied + APART**2) / hands.questions + LED**2 + between / of_each


def _found(group: Group, between: float) -> Found:
    count = len(group.children)
    mean = sum(child.mean for child in group.children) / count
    unheard = max(0.0, 1 - count / group.enrolled) if group.enrolled else 0.0
    variance = sum(child.deviation**2 for child in group.children) / count**2 + unheard * between / count
    if group.hands and group.hands.questions and group.hands.answers:
        share, wide = hands_share(group.hands, between)
        weight = variance / (variance + wide)  # as one more observation of the same mean
        mean, variance = mean + weight * (share - mean), variance * (1 - weight)
    by_estimates = Found.normal(mean, sqrt(variance))
    if group.lately is None or group.lately.members < FEWEST:
        return by_estimates
    by_answers = NORMAL.cdf((LOW_LINE - group.lately.mean) / max(1e-6, group.lately.deviation))
    return replace(by_estimates, p_low=(by_estimates.p_low + by_answers) / 2, lately=group.lately.mean)


def listed(p_low: Mapping[Key, float], wrong_share: float = WRONG_SHARE) -> list[Key]:
    """The largest list of which at most `wrong_share` are wrong by our own reckoning, most likely ones first.

    Bayesian false discovery rate: the mean of 1 − P over the list (Newton et al. 2004, Biostatistics 5:155; Efron 2010,
    Large-Scale Inference, ch. 5). Sorted by P, that mean only grows, so the list ends where it passes the line. Sure flags must
    not carry in a doubtful one: each has to be more likely low than not.
    """
    ordered = sorted(p_low, key=lambda key: (-p_low[key], str(key)))
    wrong, kept = 0.0, list[Key]()
    for key in ordered:
        wrong += 1 - p_low[key]
        if p_low[key] <= NO_LONGER or wrong > wrong_share * (len(kept) + 1):
            break
        kept.append(key)
    return kept


@dataclass(frozen=True, slots=True)
class Missing:
    """What an area of a school still needs before anything is said of it."""

    children: int
    answers: int

    def __bool__(self) -> bool:
        return self.children > 0 or self.answers > 0


def missing(children: int, answers: int) -> Missing:
    """Children who have not answered, and answers of those who have."""
    return Missing(max(0, FEWEST - children), max(0, FEWEST_ANSWERS - answers))


def is_closed_by(newer_answers: int, newer_children: int, p_low: float) -> bool:
    """True when new evidence says that the area is no longer low. Time and forgetting alone bring no newer answer."""
    return newer_answers >= NEW_ANSWERS and newer_children >= NEW_CHILDREN and p_low <= NO_LONGER
