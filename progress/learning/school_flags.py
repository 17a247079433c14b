"""What a school's children understand of an area, how sure we are, and which areas to look at first. Pure; time is no part of it.

It must never show fewer than FEWEST children, never let a count of hands speak of a child, and never close a flag without new
evidence. All is reckoned on the scale of a probit, where beliefs are normal, and turned into shares at the end.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import TypeVar

from progress.learning.comprehension import Parameters

NORMAL, MODEL = NormalDist(), Parameters()
Z90 = NORMAL.inv_cdf(0.95)
LOW_LINE = 0.6  # share right on new questions under which an area counts as low
FEWEST = 5  # children whom a figure that staff may see stands on: a smaller group could point at a child
FEWEST_ANSWERS = 15  # three of each of them, as for a child's own state: fewer say more about the questions
FEWEST_SCHOOLS = 4  # Morris's interval needs more than three groups; under it a school stands for itself
WRONG_SHARE = 0.10  # of the flags, at most, by our own reckoning
NEW_ANSWERS, NEW_CHILDREN = 10, 5  # newer answers, and of how many children, that may close a flag
NO_LONGER = 0.5  # P(low) from which down a flag may close, and over which alone one opens
# Hands that go up look at each other, and the loudest lead them. Assumptions, not measurements: half of what separates two hands
# is copied, and beyond all hands there is an error of ten points that no number of questions takes away.
COPIED, LED = 0.5, 0.10
# How far a drawn mean is taken back: 1 would be all the way if the model's variances were the children's. They are wide on
# purpose, so that overshoots: over three simulated worlds and the demo (seeds 1–3; `bench schools`) the truth moved by 0.7–1.2
# points for each of ours at 1, by 0.9–1.6 at ½, by 1.1–2.2 at 0; and of the flags 62 and 34 % were wrong at 1, 38 and 7 % at ½.
UNDRAWN = 0.5
# What every school's mean may err by in common, as a standard deviation: children forget and grow otherwise than the model
# thinks. In those worlds (seeds 1–9) the mean of all schools was off by +8, +5, −2 and −3 points; no number of children takes
# that away. At .05 the range held the truth in 65, 88 and 98 % and 36 % of the flags of world B were wrong; at .07 19 %; at .08
# none, and hardly a low area was found any more.
MODEL_ERROR = 0.07
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Scale:
    """Probit ↔ share right: who knows nothing still guesses, who knows slips at times. As in `comprehension`."""

    guess: float
    slip: float = MODEL.slip

    @classmethod
    def of(cls, options: float) -> Scale:
        """Of an area whose questions have so many options on average."""
        return cls(MODEL.guess_share / options)

    def share(self, level: float) -> float:
        """The share right at a level."""
        return self.guess + (1 - self.guess - self.slip) * NORMAL.cdf(level)

    def level(self, share: float) -> float:
        """The level that gives a share; what guessing alone would reach, or nobody, is the edge."""
        return NORMAL.inv_cdf(min(0.999, max(0.001, (share - self.guess) / (1 - self.guess - self.slip))))

    def slope(self, level: float) -> float:
        """How much the share moves with the level."""
        return (1 - self.guess - self.slip) * NORMAL.pdf(level)


@dataclass(frozen=True, slots=True)
class Normal:
    """A belief about a level."""

    mean: float
    variance: float


@dataclass(frozen=True, slots=True)
class Hands:
    """Answers of a group that no member can be named for: hands, teams, papers without a name."""

    right: int
    answers: int
    questions: int


@dataclass(frozen=True, slots=True)
class Group:
    """A school in one area: its children's own evidence, how many belong to its groups, and what hands said there."""

    children: Sequence[Normal]
    enrolled: int
    hands: Hands | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Expected share right of the school's children on new questions, its 90 % range, and P(that share < LOW_LINE).

    `own` is how much of it the school's own evidence says, 0–1; the rest is what the other schools say. `deviation` is of
    the mean, as a share; `common` is the part of it that all schools of the area have in common.
    """

    mean: float
    low: float
    high: float
    p_low: float
    own: float
    deviation: float
    common: float


def level_of(scale: Scale, low: float, high: float) -> Normal:
    """The normal on the probit scale whose 90 % interval is (low, high) as shares."""
    bottom, top = scale.level(low), scale.level(high)
    return Normal((bottom + top) / 2, max(1e-6, ((top - bottom) / (2 * Z90)) ** 2))


def own_evidence(after: Normal, before: Normal) -> Normal:
    """What a child's answers say by themselves: the belief after them with the belief before them taken out again.

    A shown estimate is a posterior mean, drawn towards the population: a mean of such means leans there too, and their spread
    is smaller than the children's (Louis 1984, J Am Stat Assoc 79:393). Of normals, posterior precision is prior precision and
    the likelihood's, so (mean − prior mean)/k with k = 1 − v/v₀ gives the likelihood back. UNDRAWN says how far we go that way.
    A belief that answers have hardly moved says next to nothing: its variance is large.
    """
    kept = max(0.01, 1 - after.variance / before.variance) ** UNDRAWN
    return Normal(before.mean + (after.mean - before.mean) / kept, after.variance / kept)


def spread(groups: Iterable[Sequence[Normal]]) -> float:
    """The variance of true values within groups, beyond what each one's own uncertainty explains; 0 or more.

    Paule & Mandel 1982 (J Res Natl Bur Stand 87:377): the τ² at which Σ (y − ȳ)²/(v + τ²) equals its degrees of freedom, ȳ of
    each group weighted by 1/(v + τ²); by DerSimonian & Kacker's step (2007, Contemp Clin Trials 28:105), which only climbs.
    """
    of = [group for group in groups if len(group) > 1]
    freedom = sum(len(group) - 1 for group in of)
    variance = 0.0
    for _ in range(25):
        excess, slope = -float(freedom), 0.0
        for group in of:
            weights = [1 / (one.variance + variance) for one in group]
            mean = sum(w * one.mean for w, one in zip(weights, group, strict=True)) / sum(weights)
            for w, one in zip(weights, group, strict=True):
                off = w * (one.mean - mean) ** 2
                excess += off
                slope += off * w
        if excess <= 1e-6 * max(1, freedom) or slope <= 0:
            break
        variance += excess / slope
    return variance


def hands_level(scale: Scale, hands: Hands, between: float) -> Normal:
    """What hands say about the group, with a cautious weight; `between`: the variance of children's levels.

    Of h hands to a question, with a correlation ρ = COPIED, the share has the variance p(1−p)(ρ + (1−ρ)/h): more hands take
    only the second part away (design effect, Kish 1965). Questions differ in difficulty (v_item of the model), and a group led
    by its loudest errs in common (LED), whatever is counted. The children who were there are some of them all.
    """
    share = (hands.right + 1) / (hands.answers + 2)  # never all or nothing
    of_each = hands.answers / hands.questions
    level = scale.level(share)
    slope = max(0.05, scale.slope(level))
    copied = share * (1 - share) * (COPIED + (1 - COPIED) / of_each)
    variance = (copied / hands.questions + LED**2) / slope**2 + MODEL.v_item / hands.questions + between / of_each
    return Normal(level, variance)


def found(groups: Mapping[str, Group], scale: Scale) -> dict[str, Found]:
    """One area: school → what its children are expected to get right. Schools of fewer than FEWEST children are not in it.

    Children are clusters of answers: the spread between children of a school is estimated over all schools (`spread`), each
    child's own uncertainty is added, and schools are drawn towards each other as far as they are alike (normal-normal
    empirical Bayes with Morris's interval, 1983, J Am Stat Assoc 78:47). A school's figure is of its own enrolled children:
    of those who answered, what they said; of the others, the school's level (prediction of a finite population's mean, Scott &
    Smith 1969, J Am Stat Assoc 64:830).
    """
    shown = {school: group for school, group in groups.items() if len(group.children) >= FEWEST}
    between = spread([group.children for group in shown.values()])
    seen = {school: _seen(group, between, scale) for school, group in shown.items()}
    alike = spread([list(seen.values())]) if len(seen) >= FEWEST_SCHOOLS else None
    levels = {school: _drawn(one, list(seen.values()), alike) for school, one in seen.items()}
    return {school: _found(shown[school], levels[school], between, scale) for school in shown}


def _seen(group: Group, between: float, scale: Scale) -> Normal:
    """The school's level from its own evidence: every child alike, hands as one more observation.

    Weights of 1/(v + between) would be a little surer, and lean: who comes often answers much and may know more; who hardly
    comes would hardly count.
    """
    count = len(group.children)
    mean = sum(child.mean for child in group.children) / count
    variance = sum(child.variance + between for child in group.children) / count**2
    if not (group.hands and group.hands.questions and group.hands.answers):
        return Normal(mean, variance)
    hands = hands_level(scale, group.hands, between)
    total = 1 / variance + 1 / hands.variance
    return Normal((mean / variance + hands.mean / hands.variance) / total, 1 / total)


@dataclass(frozen=True, slots=True)
class _Level:
    level: Normal
    own: float
    common: float  # variance


def _drawn(one: Normal, all_: Sequence[Normal], alike: float | None) -> _Level:
    if alike is None:  # too few schools to know how far schools are alike
        return _Level(one, 1.0, 0.0)
    k, weights = len(all_), [1 / (other.variance + alike) for other in all_]
    centre = sum(w * other.mean for w, other in zip(weights, all_, strict=True)) / sum(weights)
    drawn = (k - 3) / (k - 1) * one.variance / (one.variance + alike)
    mean = one.mean + drawn * (centre - one.mean)
    # Morris 1983: what is not known of the centre, and of the spread itself, widens the interval
    common = drawn * drawn / sum(weights)
    variance = one.variance * (1 - drawn) + common + 2 / (k - 3) * drawn**2 * (one.mean - centre) ** 2
    return _Level(Normal(mean, variance), 1 - drawn, common)


def _found(group: Group, school: _Level, between: float, scale: Scale) -> Found:
    """From the school's level to the children's: those who answered add what they said beyond it."""
    of = max(group.enrolled, len(group.children))
    kept = [between / (between + child.variance) for child in group.children]
    level = school.level
    rest = 1 - sum(kept) / of  # how much of the children's mean hangs on the school's level
    mean = level.mean + sum(k * (child.mean - level.mean) for k, child in zip(kept, group.children, strict=True)) / of
    left = sum(k * child.variance for k, child in zip(kept, group.children, strict=True)) + (of - len(kept)) * between
    width = sqrt(1 + between)
    slope = scale.slope(mean / width) / width
    error = (MODEL_ERROR / max(0.05, slope)) ** 2
    variance = left / of**2 + rest * rest * level.variance + error
    reach = Z90 * sqrt(variance)

    def share(at: float) -> float:  # children of one level differ by `between`: the mean of their shares
        return scale.share(at / width)

    p_low = NORMAL.cdf((width * scale.level(LOW_LINE) - mean) / sqrt(variance))
    ends = share(mean - reach), share(mean + reach)
    return Found(share(mean), *ends, p_low, school.own, slope * sqrt(variance), slope * sqrt(rest * rest * school.common + error))


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
