"""Does an item work differently for two groups who understand equally much? Pure; it must never compare groups as they are."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, sqrt
from statistics import NormalDist
from typing import Literal

_NORMAL = NormalDist()
ETS = 2.35  # 4 / 1.7: from logits to the delta scale of Educational Testing Service (Holland & Thayer 1988)
Table = tuple[int, int, int, int]  # of one stratum: reference right, reference wrong, focal right, focal wrong
Member = tuple[float, bool, bool]  # ability, is in the focal group, answered rightly


@dataclass(frozen=True, slots=True)
class Difference:
    """The Mantel-Haenszel comparison of an item. A positive delta: easier for the focal group at equal ability.

    `category` is that of ETS (Zwick 2012, ETS RR-12-08): A nothing to speak of, B some, C a lot. `reference_share` and
    `focal_share` are shares right that would be seen if both groups were spread over the strata as all are together.
    """

    alpha: float  # common odds ratio, reference over focal
    delta: float
    error: float  # standard error of delta
    chi_square: float
    p: float
    category: Literal["A", "B", "C"]
    reference_share: float
    focal_share: float

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Of delta."""
        reach = _NORMAL.inv_cdf((1 + level) / 2) * self.error
        return self.delta - reach, self.delta + reach


def difference(tables: Iterable[Table]) -> Difference | None:
    """None when the strata cannot tell: no stratum has both groups, or all were right, or all wrong.

    Common odds ratio and chi-square with continuity correction ½: Mantel & Haenszel 1959. Variance of its logarithm: Robins,
    Breslow & Greenland 1986. delta = -2.35 ln alpha. C: |delta| is at least 1.5 and more than 1 by a one-sided 5 % test;
    A: under 1, or not different from 0 at 5 %. Shares: standardization (Dorans & Kulick 1986), by the strata of all.
    """
    both = [one for one in tables if one[0] + one[1] and one[2] + one[3]]
    crossed = [(a * d / (a + b + c + d), b * c / (a + b + c + d), (a + d) / (a + b + c + d)) for a, b, c, d in both]
    favour, against = sum(r for r, _, _ in crossed), sum(s for _, s, _ in crossed)
    if not favour or not against:
        return None
    expected = sum((a + b) * (a + c) / (a + b + c + d) for a, b, c, d in both)
    varying = sum(
        (a + b) * (c + d) * (a + c) * (b + d) / ((a + b + c + d) ** 2 * (a + b + c + d - 1)) for a, b, c, d in both
    )  # no stratum of one: both groups are in it
    apart = max(0.0, abs(sum(a for a, _, _, _ in both) - expected) - 0.5)
    chi_square = apart**2 / varying
    alpha = favour / against
    variance = (
        sum(p * r for r, _, p in crossed) / (2 * favour**2)
        + sum(p * s + (1 - p) * r for r, s, p in crossed) / (2 * favour * against)
        + sum((1 - p) * s for _, s, p in crossed) / (2 * against**2)
    )
    p = 2 * (1 - _NORMAL.cdf(sqrt(chi_square)))
    delta, error = -ETS * log(alpha), ETS * sqrt(variance)
    everyone = sum(map(sum, both))
    shares = [sum((one[right] / (one[right] + one[right + 1])) * sum(one) for one in both) / everyone for right in (0, 2)]
    return Difference(alpha, delta, error, chi_square, p, _category(delta, error, p), shares[0], shares[1])


def _category(delta: float, error: float, p: float) -> Literal["A", "B", "C"]:
    if p >= 0.05 or abs(delta) < 1:
        return "A"
    return "C" if abs(delta) >= 1.5 and (abs(delta) - 1) / error > _NORMAL.inv_cdf(0.95) else "B"


def strata(members: Sequence[Member], most: int = 10, fewest: int = 20) -> list[Table]:
    """`members` in up to `most` layers of like ability, equally many in each, at least `fewest` (thick matching: Donoghue &
    Allen 1993 found it the better one where scores are few). Who is equally able is never put into two layers."""
    if not members:
        return []
    layers = max(1, min(most, len(members) // fewest))
    ordered = sorted(ability for ability, _, _ in members)
    cuts = sorted({ordered[len(ordered) * nth // layers] for nth in range(1, layers)} - {ordered[0]})
    counts = [[0, 0, 0, 0] for _ in range(len(cuts) + 1)]
    for ability, is_focal, is_right in members:
        counts[bisect_right(cuts, ability)][2 * is_focal + (not is_right)] += 1
    return [(a, b, c, d) for a, b, c, d in counts]


def true_findings(ps: Sequence[float], false: float = 0.10) -> list[bool]:
    """Which of many tests to believe so that at most a share `false` of the believed is expected to be wrong.

    Benjamini & Hochberg 1995; the step-up rule holds under independence and positive dependence (Benjamini & Yekutieli 2001).
    """
    ordered = sorted(ps)
    line = max((p for nth, p in enumerate(ordered, 1) if p <= false * nth / len(ps)), default=-1.0)
    return [p <= line for p in ps]
