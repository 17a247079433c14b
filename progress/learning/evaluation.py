"""Tests before and after: means, changes of the same members, how large they are. Pure; it must never point at a few children.

A change without a comparison group holds growing older and practice with the questions too: whoever shows one says so.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import gamma, sqrt
from statistics import NormalDist, fmean, stdev

FEWEST = 5  # children in a cell that is shown, as everywhere
BASELINE, ENDLINE, FOLLOWUP = "baseline", "endline", "followup"


@dataclass(frozen=True, slots=True)
class Score:
    """What a member's test came to: measure → (right, answers)."""

    school: str
    member: str
    test: str
    form: str
    came_to: Mapping[str, tuple[int, int]]

    def share(self, measure: str) -> float | None:
        """None where nothing was asked."""
        right, answers = self.came_to.get(measure, (0, 0))
        return right / answers if answers else None


@dataclass(frozen=True, slots=True)
class Mean:
    """A share (or a difference of shares) with its 95 % interval, and how many members and schools it stands on."""

    mean: float
    low: float
    high: float
    members: int
    schools: int


@dataclass(frozen=True, slots=True)
class Change:
    """The same members at two tests. `g` is None where no spread is left to measure it by."""

    by: Mean
    g: float | None


def shown(scores: Iterable[Score]) -> tuple[list[Score], int]:
    """Those that may be shown, and how many members are left out.

    Members are told apart by which tests they took. A pattern of fewer than FEWEST could be had by taking figures from each other
    (all at the baseline, less those who were there both times), so its members are in no figure at all.
    """
    by_member: dict[tuple[str, str], list[Score]] = defaultdict(list)
    for one in scores:
        by_member[one.school, one.member].append(one)
    took = {who: frozenset(one.test for one in tests) for who, tests in by_member.items()}
    often = Counter(took.values())
    kept = [one for who, tests in by_member.items() if often[took[who]] >= FEWEST for one in tests]
    return kept, sum(often[tests] < FEWEST for tests in took.values())


def mean(scores: Iterable[Score], test: str, measure: str, form: str = "") -> Mean | None:
    """The mean share right at a test; of one form alone when it is named. None for fewer than FEWEST members."""
    found = [
        (one.school, share)
        for one in scores
        if one.test == test and form in ("", one.form) and (share := one.share(measure)) is not None
    ]
    return None if len(found) < FEWEST else _mean(found)


def change(scores: Iterable[Score], before: str, after: str, measure: str) -> Change | None:
    """What the same members had more right afterwards. None for fewer than FEWEST."""
    shares: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for one in scores:
        if (share := one.share(measure)) is not None:
            shares[one.school, one.member][one.test] = share
    both = {who: (of[before], of[after]) for who, of in shares.items() if before in of and after in of}
    if len(both) < FEWEST:
        return None
    by = _mean([(school, then - now) for (school, _), (now, then) in both.items()])
    return Change(by, hedges_g([pair[0] for pair in both.values()], [pair[1] for pair in both.values()]))


def retention(scores: Sequence[Score], measure: str) -> float | None:
    """K10: how much of what was gained by the endline is still there at the follow-up, of members who took all three.

    None while the gain itself cannot be told from none: a ratio to nearly nothing says nothing.
    """
    all_three = _with(scores, {BASELINE, ENDLINE, FOLLOWUP})
    gain, later = change(all_three, BASELINE, ENDLINE, measure), change(all_three, BASELINE, FOLLOWUP, measure)
    if gain is None or later is None or gain.by.low <= 0:
        return None
    return later.by.mean / gain.by.mean


def hedges_g(before: Sequence[float], after: Sequence[float]) -> float | None:
    """The mean change in standard deviations: g_av for the same persons twice.

    Divided by the mean of both variances' root (Cumming 2012, Understanding the New Statistics, eq. 11.9: it does not grow with
    the correlation of the two tests, as a d of differences does), times Hedges' correction for few persons, exact form
    (Hedges 1981; Lakens 2013, Frontiers in Psychology 4:863).
    """
    spread = sqrt((stdev(before) ** 2 + stdev(after) ** 2) / 2)
    if spread == 0:
        return None
    free = len(before) - 1
    correction = 1 - 3 / (4 * free - 1) if free > 200 else gamma(free / 2) / (sqrt(free / 2) * gamma((free - 1) / 2))
    return correction * (fmean(after) - fmean(before)) / spread


def t_quantile(free: int) -> float:
    """The 97.5 % point of Student's t: from the normal one by Cornish and Fisher's expansion (Abramowitz & Stegun 26.7.5).

    Exact for one and two degrees of freedom, where the expansion is far off; elsewhere within half a per cent.
    """
    if free < 3:
        return (12.7062, 4.3027)[free - 1]
    z = NormalDist().inv_cdf(0.975)
    first, second = (z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    fourth = (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160
    return z + first / free + second / free**2 + third / free**3 + fourth / free**4


def _with(scores: Iterable[Score], tests: set[str]) -> list[Score]:
    took: dict[tuple[str, str], set[str]] = defaultdict(set)
    scores = list(scores)
    for one in scores:
        took[one.school, one.member].add(one.test)
    return [one for one in scores if tests <= took[one.school, one.member]]


def _mean(values: Sequence[tuple[str, float]]) -> Mean:
    """Of (school, value) for each member. Children of a school are alike, so with several schools the spread is taken between
    schools (ratio estimator with clusters: Cochran, Sampling Techniques, 3rd ed. 1977, §6.4); with one, between members."""
    of = fmean(value for _, value in values)
    schools: dict[str, list[float]] = defaultdict(list)
    for school, value in values:
        schools[school].append(value)
    groups = list(schools.values()) if len(schools) > 1 else [[value] for _, value in values]
    count, size = len(groups), len(values) / len(groups)
    between = sum((sum(group) - of * len(group)) ** 2 for group in groups) / (count - 1)
    if between == 0:  # all alike: plus four (Agresti & Coull 1998), as in `shares`, never a point
        near = (abs(of) * len(values) + 2) / (len(values) + 4)
        between = near * (1 - near) * size**2 * count / (len(values) + 4)
    reach = t_quantile(count - 1) * sqrt(between / count) / size
    return Mean(of, of - reach, of + reach, len(values), len(schools))
