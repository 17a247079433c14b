"""Proposes a parameter set from answers that were given. Pure and deterministic; it never decides that the set is used.

The numbers of the cells are those that make each answer, as it was expected before it was given, most likely (prequential
likelihood: Dawid 1984), with a normal prior around the set in use. The maximum is sought by Fisher scoring with Levenberg's
damping on transformed numbers; then passes over the answers tell how hard each item and skill is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from operator import mul
from zlib import crc32

from progress.learning.comprehension import Answer, Parameters, ParameterSet, Tracker

FEWEST_MEMBERS, FEWEST_ANSWERS = 50, 2_000
MOST = 40_000  # answers that the numbers are fitted to: 60,000 forecast at most .0007 AUC better than 30,000
FOLDS = 3
ROUNDS, NUDGE, FARTHEST, DONE = 10, 0.03, 1.5, 2.0  # rounds; in units of the prior's deviation: a probe, a step; nats gained
PASSES, WIDENED = 2, 0.25  # the second pass starts from the first one's means, with a quarter of an unknown item's variance
SURE = 1.96  # standard errors over members by which the held-out log-loss has to fall

LOG, LOGIT, PLAIN = "log", "logit", "plain"
# The number, the scale on which the prior is normal, and its standard deviation there. 1.5 on a logarithm: two times of three
# within a factor of 4.5; what 2,000 answers say hardly anything of stays where it was.
FREE: tuple[tuple[str, str, float], ...] = (
    ("intercept", PLAIN, 0.5),
    ("v_overall", LOG, 1.5),
    ("v_form", LOG, 1.5),
    ("v_area", LOG, 1.5),
    ("v_skill", LOG, 1.5),
    ("v_item", LOG, 1.5),
    ("v_memory", LOG, 1.5),
    ("v_streak", LOG, 1.5),
    ("v_recognition", LOG, 1.5),
    ("v_skill_difficulty", LOG, 1.5),
    ("days_skill", LOG, 1.5),
    ("days_item", LOG, 1.5),
    ("days_form", LOG, 1.5),
    ("form_kept", LOGIT, 1.5),
    ("streak_kept", LOGIT, 1.5),
    ("fade_power", LOG, 1.5),
    ("gain_right", PLAIN, 0.3),
    ("gain_wrong", PLAIN, 0.3),
    ("gain_power", LOG, 0.7),
    ("slip", LOGIT, 1.5),
    ("guess_share", LOGIT, 1.5),
)
_TO: dict[str, Callable[[float], float]] = {LOG: math.log, LOGIT: lambda x: math.log(x / (1 - x)), PLAIN: float}
_FROM: dict[str, Callable[[float], float]] = {
    LOG: lambda z: math.exp(min(z, 9.0)),
    LOGIT: lambda z: 1 / (1 + math.exp(-max(-30.0, min(z, 6.0)))),
    PLAIN: float,
}
Numbers = list[float]


class TooFew(ValueError):
    """Not enough answers to learn from; says what there is and what is needed."""


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Answers of members the set was not fitted to: log-loss with the set in use and with one fitted to the others."""

    before: float
    after: float
    error: float  # standard error of the difference, over members

    @property
    def is_better(self) -> bool:
        """Lower by more than chance among the members would bring."""
        return self.before - self.after > SURE * self.error


@dataclass(frozen=True, slots=True)
class Calibration:
    """The proposed set, what it was fitted to, and whether it forecasts better."""

    proposed: ParameterSet
    used: ParameterSet
    members: int
    answers: int
    held_out: HeldOut

    def changed(self) -> dict[str, tuple[float, float]]:
        """Name → number in use, number proposed."""
        old, new = self.used.parameters, self.proposed.parameters
        return {name: (getattr(old, name), getattr(new, name)) for name, _, _ in FREE if getattr(old, name) != getattr(new, name)}


def calibrate(answers: Sequence[Answer], used: ParameterSet, version: str) -> Calibration:
    """`answers`: a member's own in order of time. Raises TooFew."""
    members = {one.member for one in answers}
    if len(members) < FEWEST_MEMBERS or len(answers) < FEWEST_ANSWERS:
        raise TooFew(
            f"{len(answers):,} answers of {len(members):,} members: calibrating needs at least {FEWEST_ANSWERS:,} answers of "
            f"{FEWEST_MEMBERS} members. Go on with set {used.version} until there are more."
        )
    held_out = compared(answers, used)
    return Calibration(fitted(answers, used, version), used, len(members), len(answers), held_out)


def fitted(answers: Sequence[Answer], used: ParameterSet, version: str, most: int = MOST) -> ParameterSet:
    """The set that these answers speak for; its numbers from whole members drawn by their ids, `most` answers or a bit more."""
    numbers = _most_likely(drawn(answers, most), used.parameters)
    items: dict[str, tuple[float, float]] = {}
    skills: dict[str, tuple[float, float]] = {}
    for nth in range(PASSES):
        if nth:
            items = {name: (mean, WIDENED * numbers.v_item) for name, (mean, _) in items.items()}
            skills = {name: (mean, WIDENED * numbers.v_skill_difficulty) for name, (mean, _) in skills.items()}
        _read(answers, ParameterSet(version, numbers, items, skills), items, skills)
    return ParameterSet(version, numbers, items, skills)


def compared(answers: Sequence[Answer], used: ParameterSet) -> HeldOut:
    """Each fold of members is forecast by a set that the other folds were fitted to."""
    gains: list[tuple[float, int]] = []
    before = after = 0.0
    for fold in range(FOLDS):
        held = [one for one in answers if _fold(one.member) == fold]
        others = [one for one in answers if _fold(one.member) != fold]
        old, new = forecast(held, used), forecast(held, fitted(others, used, used.version))
        loss: dict[str, tuple[float, int]] = {}
        for one, first, then in zip(held, old, new, strict=True):
            worse, better = _loss(one, first), _loss(one, then)
            before, after = before + worse, after + better
            gain, count = loss.get(one.member, (0.0, 0))
            loss[one.member] = (gain + worse - better, count + 1)
        gains += loss.values()
    mean = (before - after) / len(answers)
    spread = sum((gain - mean * count) ** 2 for gain, count in gains)  # of a ratio, members drawn whole
    return HeldOut(before / len(answers), after / len(answers), math.sqrt(spread) / len(answers))


def forecast(answers: Iterable[Answer], known: ParameterSet) -> Numbers:
    """What was expected of each answer before it was given; nobody's answers tell of anyone else."""
    given = list(answers)
    tracker = Tracker(_areas(given), known)
    return [tracker.answer(one) for one in given]


def drawn(answers: Sequence[Answer], most: int) -> Sequence[Answer]:
    """Whole members, in an order that hangs on their ids alone, until `most` answers are reached."""
    if len(answers) <= most:
        return answers
    many: dict[str, int] = {}
    for one in answers:
        many[one.member] = many.get(one.member, 0) + 1
    chosen, total = set(), 0
    for member in sorted(many, key=lambda name: (crc32(name.encode()), name)):
        if total >= most:
            break
        chosen.add(member)
        total += many[member]
    return [one for one in answers if one.member in chosen]


def _fold(member: str) -> int:
    return crc32(f"fold {member}".encode()) % FOLDS


def _loss(given: Answer, expected: float) -> float:
    return -math.log(expected if given.right else 1 - expected)


def _areas(answers: Iterable[Answer]) -> dict[str, tuple[str, ...]]:
    pairs = dict.fromkeys((one.area, one.skill) for one in answers)
    return {area: tuple(skill for other, skill in pairs if other == area) for area in dict.fromkeys(area for area, _ in pairs)}


def _read(
    answers: Sequence[Answer],
    known: ParameterSet,
    items: dict[str, tuple[float, float]],
    skills: dict[str, tuple[float, float]],
) -> Numbers:
    """Forecasts the answers one after another while each moves the difficulty of its item and skill, as it moves a cell."""
    tracker, found, p = Tracker(_areas(answers), known), list[float](), known.parameters
    no_item, no_skill = (0.0, p.v_item), (0.0, p.v_skill_difficulty)
    for one in answers:
        item, skill = items.get(one.item, no_item), skills.get(one.skill, no_skill)
        expected, step, shrink = tracker.learn(one)
        items[one.item] = (item[0] - item[1] * step, item[1] - item[1] * item[1] * shrink)
        skills[one.skill] = (skill[0] - skill[1] * step, skill[1] - skill[1] * skill[1] * shrink)
        found.append(expected)
    return found


def _expected(answers: Sequence[Answer], numbers: Parameters) -> Numbers:
    items: dict[str, tuple[float, float]] = {}
    skills: dict[str, tuple[float, float]] = {}
    return _read(answers, ParameterSet("", numbers, items, skills), items, skills)


def _at(start: Parameters, z: Sequence[float]) -> Parameters:
    """The numbers at `z`: how many of the prior's deviations each lies from `start`."""
    moved = {}
    for (name, scale, deviation), away in zip(FREE, z, strict=True):
        if away:
            moved[name] = _FROM[scale](_TO[scale](getattr(start, name)) + deviation * away)
    return replace(start, **moved)


def _most_likely(answers: Sequence[Answer], start: Parameters) -> Parameters:
    """Maximum a posteriori. What the answers do not speak of (no days between them, no vignettes) stays as it was."""
    many = len(FREE)
    z, free = [0.0] * many, list(range(many))
    expected = _expected(answers, start)
    cost, damping = _cost(answers, expected, z), 1e-3
    for _ in range(ROUNDS):
        slopes = {}
        for at in free:
            probe = [*z[:at], z[at] + NUDGE, *z[at + 1 :]]
            nudged = _expected(answers, _at(start, probe))
            slopes[at] = [(there - here) / NUDGE for there, here in zip(nudged, expected, strict=True)]
        free = [at for at in free if any(slopes[at])]
        weights = [1 / (chance * (1 - chance)) for chance in expected]
        misses = [(chance - one.right) * weight for chance, one, weight in zip(expected, answers, weights, strict=True)]
        slope = [sum(map(mul, slopes[at], misses)) + z[at] for at in free]
        weighed = [list(map(mul, slopes[at], weights)) for at in free]
        curve = [[sum(map(mul, one, slopes[at])) for at in free] for one in weighed]
        for nth in range(len(free)):
            curve[nth][nth] += 1.0  # the prior's own curvature
        gained = 0.0
        while damping < 1e3 and not gained:
            damped = [[value * (1 + damping * (row == nth)) for nth, value in enumerate(line)] for row, line in enumerate(curve)]
            tried = list(z)
            for at, step in zip(free, _solved(damped, slope), strict=True):
                tried[at] -= max(-FARTHEST, min(FARTHEST, step))
            there = _expected(answers, _at(start, tried))
            price = _cost(answers, there, tried)
            if price < cost:
                gained, z, expected, cost, damping = cost - price, tried, there, price, max(damping / 8, 1e-6)
            else:
                damping = max(damping * 8, 1e-2)
        if gained < DONE:
            break
    return _at(start, z)


def _cost(answers: Sequence[Answer], expected: Numbers, z: Numbers) -> float:
    """Minus the logarithm of likelihood × prior, in nats."""
    return sum(map(_loss, answers, expected)) + sum(away * away for away in z) / 2


def _solved(matrix: list[Numbers], right: Numbers) -> Numbers:
    """x of matrix · x = right, the matrix symmetric and positive definite (Cholesky)."""
    many = len(right)
    root = [[0.0] * many for _ in range(many)]
    for row in range(many):
        for nth in range(row + 1):
            rest = matrix[row][nth] - sum(map(mul, root[row][:nth], root[nth][:nth]))
            root[row][nth] = math.sqrt(rest) if row == nth else rest / root[nth][nth]
    half: Numbers = []
    for row in range(many):
        half.append((right[row] - sum(map(mul, root[row][:row], half))) / root[row][row])
    found = [0.0] * many
    for row in reversed(range(many)):
        below = sum(root[other][row] * found[other] for other in range(row + 1, many))
        found[row] = (half[row] - below) / root[row][row]
    return found
