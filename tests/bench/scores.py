"""How good a forecast of answers was, and how sure one is that it beats another. Pure; needs numpy alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
BINS, DRAWS, SEED = 15, 200, 11


class Ranking:
    """A forecast, sorted once, whose area under the curve can be asked for with any weights."""

    def __init__(self, right: Ints, expected: Floats) -> None:
        self._order = np.argsort(expected, kind="stable")
        self._right = right[self._order].astype(np.float64)
        ordered = expected[self._order]
        self._starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])  # ties count half

    def auc(self, weights: Floats | None = None) -> float:
        """P(a right answer was given more than a wrong one), .5 for no knowledge."""
        weight = np.ones(len(self._right)) if weights is None else weights[self._order]
        right = np.add.reduceat(weight * self._right, self._starts)
        wrong = np.add.reduceat(weight * (1 - self._right), self._starts)
        return float((right * (np.cumsum(wrong) - wrong / 2)).sum() / (right.sum() * wrong.sum()))


def losses(right: Ints, expected: Floats) -> Floats:
    """Log-loss of each answer; a forecast of 0 or 1 is taken for one in ten thousand, so that no single answer is infinite."""
    safe = np.clip(expected, 1e-4, 1 - 1e-4)
    return -np.log(np.where(right == 1, safe, 1 - safe))


def calibration_error(right: Ints, expected: Floats) -> float:
    """Expected calibration error: distance of forecast and share right, over BINS bins of about equally many answers."""
    edges = np.quantile(expected, np.linspace(0, 1, BINS + 1)[1:-1])
    found = np.searchsorted(edges, expected)
    off = np.bincount(found, right - expected, minlength=BINS)
    return float(np.abs(off).sum() / len(right))


@dataclass(frozen=True)
class Difference:
    """Ours minus another's: the value and its 95 % interval."""

    value: float
    low: float
    high: float


def differences(user: Ints, right: Ints, ours: Floats, other: Floats) -> tuple[Difference, Difference]:
    """AUC and log-loss, ours minus the other's; whole students are drawn, because answers of one student hang together."""
    names, member = np.unique(user, return_inverse=True)
    mine, theirs = Ranking(right, ours), Ranking(right, other)
    gap = losses(right, ours) - losses(right, other)
    by_student, answers = np.bincount(member, gap), np.bincount(member)
    chance = np.random.default_rng(SEED)
    auc, loss = [], []
    for _ in range(DRAWS):
        times = np.bincount(chance.integers(len(names), size=len(names)), minlength=len(names)).astype(np.float64)
        weights = times[member]
        auc.append(mine.auc(weights) - theirs.auc(weights))
        loss.append(float(times @ by_student / (times @ answers)))
    return _difference(mine.auc() - theirs.auc(), auc), _difference(float(gap.mean()), loss)


def _difference(value: float, draws: list[float]) -> Difference:
    low, high = np.quantile(draws, (0.025, 0.975))
    return Difference(value, float(low), float(high))
