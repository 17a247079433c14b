"""Items that behave badly, each with its reason and evidence. Pure; it must never say "fine" of what it could not look at,
and never find fault with members: a finding is about a question."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import atanh, sqrt, tanh
from statistics import NormalDist, fmean
from typing import Literal

from progress.learning.functioning import Difference, difference, strata, true_findings

_NORMAL = NormalDist()
_Z95 = _NORMAL.inv_cdf(0.975)
Reason = Literal["wrong_key", "two_right", "reversed", "flat", "too_hard", "too_easy", "language", "sex"]
State = Literal["look", "fine", "too_few"]
GROUPS: dict[Reason, tuple[str, str]] = {"language": ("km", "en"), "sex": ("girl", "boy")}  # reference, focal
UNSURE = "unsure"  # "I'm not sure" is never a second right answer
# Fewest members. 40: the 95 % interval of a share reaches 15 points either way (Wilson 1927, at a half). 50 in each group: the
# smallest for which Mantel-Haenszel was studied (Fidalgo, Ferreres & Muñiz 2004: 50/50 to 100/100); ETS asks for 200 and more
# (Zwick 2012), so with 50 most faults are missed, and what is found stands on the same control of false findings.
FEWEST, FEWEST_IN_GROUP = 40, 50
FEWEST_CELL = 5  # right and wrong each: under it the normal approximations do not hold
TELLS = 0.10  # correlation under which an item tells next to nothing (Ebel & Frisbie 1991 reject an item under 0.20 or so)
AS_OFTEN = 0.5  # of the key's count among the able: half as often is too often for a wrong option
NEARLY_ALL = 0.95  # share right above which an item tells nothing of who needs help
ABLE = 1 / 3  # the upper third
FALSE = 0.10  # expected share of wrong ones among the findings of each kind


@dataclass(frozen=True, slots=True)
class Given:
    """A member's first answer to an item. `ability` must not know of this item: see `abilities`. `options` is 1 / chance."""

    member: str
    item: str
    is_right: bool
    ability: float
    chosen: str | None = None  # the option, where there is one
    lang: str = ""
    sex: str = ""
    options: int = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """`value` with its 95 % interval is a correlation, a share right or ETS's delta, as the reason has it.

    `option` is the one that may be right (too). For differences, `harder_for` is the group, and `shares` are the shares
    right at equal understanding, that group's first.
    """

    reason: Reason
    value: float
    low: float
    high: float
    option: str = ""
    harder_for: str = ""
    shares: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Lack:
    """What could not be looked at, and how many members there are of how many it takes (in the smaller group, if two)."""

    what: Literal["answers", "language", "sex"]
    has: int
    needs: int


@dataclass(frozen=True, slots=True)
class Care:
    """An item as it behaves. Counts are of members; who shows them hides the small ones."""

    item: str
    state: State
    members: int
    right: int
    chosen: Mapping[str, int]
    chosen_by_able: Mapping[str, int]
    key: str
    findings: tuple[Finding, ...] = ()
    lacks: tuple[Lack, ...] = ()


@dataclass(frozen=True, slots=True)
class _Test:
    """A finding that may be, and the chance of such figures if it were not."""

    item: str
    finding: Finding
    p: float


def look(rows: Iterable[Given], false: float = FALSE) -> list[Care]:
    """Every item of the rows, by id. One row for each member and item: the first answer."""
    by_item = defaultdict[str, list[Given]](list)
    for row in rows:
        by_item[row.item].append(row)
    enough = {item: given for item, given in by_item.items() if len(given) >= FEWEST}
    found = defaultdict[str, list[Finding]](list)
    for one in _believed([test for given in enough.values() for test in _of_key(given)], false):
        found[one.item].append(one.finding)
    for one in _believed([test for given in enough.values() for test in _of_options(given)], false):
        found[one.item].append(one.finding)
    for one in _believed([test for given in enough.values() for test in _of_groups(given)], false):
        if one.finding.harder_for:
            found[one.item].append(one.finding)
    return [_care(item, by_item[item], found[item]) for item in sorted(by_item)]


def abilities(answers: Mapping[tuple[str, str], bool]) -> dict[tuple[str, str], float]:
    """(member, item) → what the member's other answers say: how much more often right than others were on the same items.

    The mean of (right − the item's share right) over the member's other items, drawn toward 0 by n / (n + k): Kelley's
    regressed score (1947), k from the method of moments. A bare share would take harder items for a lower ability.
    """
    rights, asked = defaultdict[str, list[bool]](list), Counter[str]()
    for (_, item), is_right in answers.items():
        rights[item].append(is_right)
    share = {item: (sum(of) + 1) / (len(of) + 2) for item, of in rights.items()}
    more: dict[str, float] = defaultdict(float)
    for (member, item), is_right in answers.items():
        asked[member] += 1
        more[member] += is_right - share[item]
    if not asked:
        return {}
    noise = fmean(share[item] * (1 - share[item]) for _, item in answers)
    between = fmean((more[one] / asked[one]) ** 2 - noise / asked[one] for one in asked)
    drawn = noise / max(between, noise / 100)  # no spread at all: as if a hundred more answers were needed
    return {
        (member, item): (more[member] - is_right + share[item]) / (asked[member] - 1 + drawn)
        for (member, item), is_right in answers.items()
    }


def correlation(flags: Sequence[bool], abilities: Sequence[float]) -> float:
    """Point-biserial correlation (Pearson's); with an ability that does not know of the item, the corrected item-rest one."""
    one, two = fmean(flags), fmean(abilities)
    apart = sum((flag - one) * (ability - two) for flag, ability in zip(flags, abilities, strict=True))
    spread = sum((flag - one) ** 2 for flag in flags) * sum((ability - two) ** 2 for ability in abilities)
    return apart / sqrt(spread) if spread else 0.0


def interval(r: float, members: int) -> tuple[float, float]:
    """Of a correlation, 95 % (Fisher 1921: atanh r is about normal with variance 1 / (n - 3))."""
    at, reach = atanh(min(0.999, max(-0.999, r))), _Z95 / sqrt(members - 3)
    return tanh(at - reach), tanh(at + reach)


def wilson(right: int, members: int) -> tuple[float, float]:
    """Of a share, 95 % (Wilson 1927): never a point, not even for all or none."""
    share, more = right / members, _Z95**2 / members
    reach = _Z95 * sqrt(share * (1 - share) / members + more / (4 * members))
    return max(0.0, (share + more / 2 - reach) / (1 + more)), min(1.0, (share + more / 2 + reach) / (1 + more))


def _believed(tests: list[_Test], false: float) -> list[_Test]:
    """Over the whole bank at once: of many items some look bad by chance."""
    return [test for test, is_true in zip(tests, true_findings([one.p for one in tests], false), strict=True) if is_true]


def _of_key(given: list[Given]) -> list[_Test]:
    """Do the able get it right more often? Reversed: the correlation is below 0; flat: below TELLS."""
    right = sum(one.is_right for one in given)
    if min(right, len(given) - right) < FEWEST_CELL:
        return []
    r = correlation([one.is_right for one in given], [one.ability for one in given])
    reason: Reason = "reversed" if interval(r, len(given))[1] < 0 else "flat"
    p = _NORMAL.cdf(_apart(r, TELLS, len(given)))
    return [_Test(given[0].item, Finding(reason, r, *interval(r, len(given))), p)]


def _of_options(given: list[Given]) -> list[_Test]:
    """An option beside the key that draws the able: a positive correlation is the mark of a right answer (Haladyna 2004, on
    distractors), and the upper third chooses it at least AS_OFTEN as often as the key."""
    able, key = _able(given), _key(given)
    found = []
    for option, count in sorted(Counter(one.chosen for one in given if one.chosen and not one.is_right).items()):
        if option == UNSURE or count < FEWEST_CELL:
            continue
        r = correlation([one.chosen == option for one in given], [one.ability for one in given])
        is_often = able[option] >= max(FEWEST_CELL, AS_OFTEN * able[key])
        p = 1 - _NORMAL.cdf(_apart(r, 0.0, len(given))) if is_often else 1.0
        found.append(_Test(given[0].item, Finding("two_right", r, *interval(r, len(given)), option=option), p))
    return found


def _of_groups(given: list[Given]) -> list[_Test]:
    """Khmer against English, girls against boys, among members of like ability. Only ETS's C is a finding."""
    found = []
    for reason, (reference, focal) in GROUPS.items():
        if _lack(given, reason) is None and (told := difference(strata(_split(given, reason)))) is not None:
            is_finding = told.category == "C"
            found.append(_Test(given[0].item, _differing(reason, told, reference, focal, is_finding), told.p))
    return found


def _differing(reason: Reason, told: Difference, reference: str, focal: str, is_finding: bool) -> Finding:
    shares = (told.reference_share, told.focal_share)
    harder = focal if told.delta < 0 else reference
    low, high = told.interval()
    return Finding(
        reason, told.delta, low, high,
        harder_for=harder if is_finding else "", shares=shares[::-1] if harder == focal else shares,
    )  # fmt: skip


def _care(item: str, given: list[Given], found: list[Finding]) -> Care:
    right = sum(one.is_right for one in given)
    chosen = Counter(one.chosen for one in given if one.chosen)
    told = len(given), right, chosen, _able(given), _key(given)
    if len(given) < FEWEST:
        return Care(item, "too_few", *told, lacks=(Lack("answers", len(given), FEWEST),))
    findings = _told(given, found)
    lacks = tuple(lack for reason in GROUPS if (lack := _lack(given, reason)))
    return Care(item, "look" if findings else "fine", *told, findings, lacks)


def _told(given: list[Given], found: list[Finding]) -> tuple[Finding, ...]:
    """The findings of one item, the gravest first; what a graver one explains is not said again."""
    of = {one.reason: one for one in sorted(found, key=lambda one: one.value)}  # of two options, the one that draws more
    if "two_right" in of and ("reversed" in of or ("flat" in of and of["flat"].value < 0)):
        other = of.pop("two_right")
        of["wrong_key"] = Finding("wrong_key", other.value, other.low, other.high, other.option)
    if {"wrong_key", "two_right"} & set(of):
        of.pop("reversed", None)
        of.pop("flat", None)
    right, members = sum(one.is_right for one in given), len(given)
    low, high = wilson(right, members)
    if not {"wrong_key", "two_right", "reversed"} & set(of):
        if high < 1 / given[0].options:
            of.pop("flat", None)
            of["too_hard"] = Finding("too_hard", right / members, low, high)
        if low > NEARLY_ALL:
            of.pop("flat", None)
            of["too_easy"] = Finding("too_easy", right / members, low, high)
    order: list[Reason] = ["wrong_key", "two_right", "reversed", "language", "sex", "flat", "too_hard", "too_easy"]
    return tuple(of[reason] for reason in order if reason in of)


def _lack(given: list[Given], reason: Reason) -> Lack | None:
    """None when both groups are large enough."""
    sizes = Counter(_group(one, reason) for one in given)
    fewest = min(sizes[group] for group in GROUPS[reason])
    return Lack("language" if reason == "language" else "sex", fewest, FEWEST_IN_GROUP) if fewest < FEWEST_IN_GROUP else None


def _split(given: list[Given], reason: Reason) -> list[tuple[float, bool, bool]]:
    reference, focal = GROUPS[reason]
    both = [one for one in given if _group(one, reason) in (reference, focal)]
    return [(one.ability, _group(one, reason) == focal, one.is_right) for one in both]


def _group(one: Given, reason: Reason) -> str:
    return one.lang if reason == "language" else one.sex


def _able(given: list[Given]) -> Counter[str]:
    """Option → how many of the upper third chose it."""
    ablest = sorted(given, key=lambda one: (-one.ability, one.member))[: round(ABLE * len(given))]
    return Counter(one.chosen for one in ablest if one.chosen)


def _key(given: list[Given]) -> str:
    return next((one.chosen for one in given if one.is_right and one.chosen), "")


def _apart(r: float, line: float, members: int) -> float:
    """How many standard errors a correlation lies above a line."""
    return (atanh(min(0.999, max(-0.999, r))) - atanh(line)) * sqrt(members - 3)
