"""The share of right answers in a group, with an interval that respects who answered. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

Z90 = NormalDist().inv_cdf(0.95)


def half(mean: float, low: float, high: float) -> float:
    """Half an interval round a share, of the side that does not end at 0 or 1."""
    return max(high - mean, mean - low)


@dataclass(frozen=True, slots=True)
class Share:
    """Share right (0–1) with its 90 % interval."""

    mean: float
    low: float
    high: float
    members: int
    answers: int

    @property
    def deviation(self) -> float:
        """Standard deviation of the mean."""
        return half(self.mean, self.low, self.high) / Z90


def clustered_share(members: Sequence[tuple[int, int]]) -> Share | None:
    """`members`: (right, answers) of each member, answers > 0. None for no member.

    Ratio estimator with members as clusters (Cochran, Sampling Techniques, 3rd ed. 1977, §6.4): answers of one child are
    alike, so the spread is taken between children. One member, or no spread at all, has the widest or the plus-four interval
    (Agresti & Coull 1998), never a point.
    """
    answers = sum(n for _, n in members)
    if not answers:
        return None
    count = len(members)
    mean = sum(right for right, _ in members) / answers
    if count == 1:
        return Share(mean, 0.0, 1.0, 1, answers)
    size = answers / count
    between = sum((right - mean * n) ** 2 for right, n in members) / (count - 1)
    plus_four = (mean * count + 2) / (count + 4)
    floor = plus_four * (1 - plus_four) / (count + 4) if between == 0 else 0.0
    reach = Z90 * sqrt(max(between / (count * size * size), floor))
    return Share(mean, max(0.0, mean - reach), min(1.0, mean + reach), count, answers)
