"""What staff see from far away: schools by areas, flags with their evidence, trends. Projections only; never a child."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

from actions.boards import reteaches
from actions.desk import Desk
from actions.permissions import Who, require
from actions.standings import standings
from curriculum.items import Item
from progress.learning.comprehension import Estimate
from progress.learning.flags import CHECK, SURE
from progress.learning.shares import Z90, Share, clustered_share
from progress.store.people import School

LOW_LINE = 0.6  # share right on new items under which an area counts as low
FEWEST = 5  # members in a cell that staff may see: a smaller one could point at a child
# Share of a member's uncertainty that a school has in common (item difficulty does not average out). In the demo's simulation
# (seed 2011) 0.2 held the truth in 78 % of the nominal 90 % intervals, 0.35 in 92 %.
SHARED = 0.3
CELL = f"""count(*) AS members, avg(mean) AS mean, sum(high - low) / {2 * Z90} AS sds,
           sum((high - low) * (high - low)) / {4 * Z90 * Z90} AS variances"""


@dataclass(frozen=True, slots=True)
class Cell:
    """A group's expected share right (0–1) with its 90 % interval; `p_low` = P(that share < LOW_LINE)."""

    mean: float
    low: float
    high: float
    p_low: float
    members: int
    answers: int

    @property
    def is_hidden(self) -> bool:
        """Too few children to show."""
        return self.members < FEWEST

    @property
    def half(self) -> float:
        """Half the interval."""
        return (self.high - self.low) / 2


@dataclass(frozen=True, slots=True)
class Missed:
    """A misconception behind wrong answers: how many children it spoke from, of how many who answered in the area."""

    misconception: str
    area: str
    members: int
    of: int


@dataclass(frozen=True, slots=True)
class Flag:
    """An area that is understood little. `is_sure`: the chance that it is truly low is above SURE."""

    school: str
    area: str
    cell: Cell
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands behind a flag, and the lesson that re-teaches it."""

    missed: tuple[Missed, ...]
    lesson: str | None


@dataclass(frozen=True, slots=True)
class Overview:
    """All schools by area."""

    schools: list[School]
    cells: dict[tuple[str, str], Cell]
    totals: dict[str, Cell]
    members: int
    answers: int
    last_ms: int
    active: set[str]


def overview(desk: Desk, who: Who) -> Overview:
    """20 schools × 10 areas from one grouped read of the projection."""
    require(who, "see schools")
    now, by_cell = standings(desk), defaultdict[tuple[str, str], list[Estimate]](list)
    for one in now:
        by_cell[one.school, one.area].append(one.estimate)
    cells = {at: _of(estimates) for at, estimates in by_cell.items()}
    totals = {}
    for area in {name for _, name in cells}:  # of the cells that are shown: a total must not give a hidden one away
        if shown := [cell for (_, name), cell in cells.items() if name == area and not cell.is_hidden]:
            totals[area] = _pooled(shown)
    people = desk.store.read("SELECT count(*) AS n FROM member")[0]["n"]
    last = max((one.last_ms for one in now), default=0)
    answers = sum(one.estimate.answers for one in now)
    return Overview(desk.people.schools(), cells, totals, people, answers, last, {one.school for one in now})


def flags(desk: Desk, who: Who, seen: Overview) -> list[Flag]:
    """Low areas: sure ones first, then by school. Hidden cells raise none."""
    require(who, "see schools")
    low = [(at, cell) for at, cell in seen.cells.items() if not cell.is_hidden and cell.p_low > CHECK]
    low.sort(key=lambda pair: (pair[1].p_low <= SURE, *pair[0]))
    return [Flag(school, area, cell, cell.p_low > SURE) for (school, area), cell in low]


def evidence(desk: Desk, who: Who, flag: Flag) -> Evidence:
    """Asked for each flag that is shown."""
    require(who, "see schools")
    return Evidence(missed(desk, who, flag.area, flag.school)[:2], reteaches(desk, flag.area, flag.school))


def missed(desk: Desk, who: Who, area: str, school: str | None = None) -> tuple[Missed, ...]:
    """Misconceptions by how many children they spoke from; those of fewer than FEWEST children stay hidden."""
    require(who, "see schools")
    sql = """SELECT misconception, count(*) AS members,
             (SELECT count(*) FROM member_area WHERE area = :area AND (:school IS NULL OR school = :school)) AS asked
             FROM misunderstood WHERE area = :area AND (:school IS NULL OR school = :school) GROUP BY misconception
             HAVING count(*) >= :fewest ORDER BY members DESC, misconception"""
    rows = desk.store.read(sql, {"area": area, "school": school, "fewest": FEWEST})
    return tuple(Missed(r["misconception"], area, r["members"], r["asked"]) for r in rows)


def items(desk: Desk, who: Who, area: str, school: str | None = None) -> list[tuple[Item, int, int, int]]:
    """(item, answers, right, not sure) of an area, lowest share right first; items answered by too few are left out."""
    require(who, "see schools")
    sql = """SELECT item, count(*) AS members, sum(answers) AS answers, sum(rights) AS rights, sum(unsure) AS unsure
             FROM member_item WHERE (:school IS NULL OR school = :school) GROUP BY item HAVING count(*) >= :fewest"""
    rows = desk.store.read(sql, {"school": school, "fewest": FEWEST})
    known = [(item, r["answers"], r["rights"], r["unsure"]) for r in rows if (item := desk.course.items.get(r["item"]))]
    return sorted((one for one in known if one[0].area == area), key=lambda one: (one[2] / one[1], one[0].id))


def lessons(desk: Desk, who: Who, area: str, school: str | None = None) -> dict[str, Share]:
    """Lesson → share of its answers in this area that were right, in the order of the course."""
    require(who, "see schools")
    found = _shares(desk, school, lambda item: item.lesson if item.area == area else None)
    return {lesson: found[lesson] for lesson in desk.course.lessons if lesson in found}


def recognised(desk: Desk, who: Who, school: str | None = None) -> dict[Literal["ok", "not_ok"], Share]:
    """How often a vignette was seen for what it is: danger as danger, and a harmless thing as harmless. Always both."""
    require(who, "see schools")
    found = _shares(desk, school, lambda item: item.valence)
    return {valence: found[valence] for valence in ("ok", "not_ok") if valence in found}


def months(desk: Desk, who: Who, school: str | None = None) -> dict[str, list[tuple[int, Cell]]]:
    """Area → (Unix month, cell) of the children who answered in that month."""
    require(who, "see schools")
    sql = f"""SELECT area, month, {CELL} FROM member_area_month
              WHERE (:school IS NULL OR school = :school) GROUP BY area, month ORDER BY month"""
    found: dict[str, list[tuple[int, Cell]]] = {}
    for r in desk.store.read(sql, {"school": school}):
        cell = _cell(r["mean"], r["sds"], r["variances"], r["members"], 0)
        if not cell.is_hidden:
            found.setdefault(r["area"], []).append((r["month"], cell))
    return found


def pooled(cells: list[Cell]) -> Cell | None:
    """Several shown cells as one; None for none."""
    return _pooled(cells) if cells else None


def _shares(desk: Desk, school: str | None, group: Callable[[Item], str | None]) -> dict[str, Share]:
    """`group`: item → name or None. Shares by name; those of fewer than FEWEST members are left out."""
    named: dict[str, list[str]] = defaultdict(list)
    for item in desk.course.items.values():
        if (name := group(item)) is not None:
            named[name].append(item.id)
    counts = {name: _by_member(desk, school, items) for name, items in named.items()}
    found = {name: clustered_share(of) for name, of in counts.items()}
    return {name: share for name, share in found.items() if share and share.members >= FEWEST}


def _by_member(desk: Desk, school: str | None, items: list[str]) -> list[tuple[int, int]]:
    """(right, answers) of each member who answered one of `items`."""
    marks = ", ".join("?" * len(items))  # one query a group: a join with the list of items took nine times as long
    sql = f"SELECT sum(rights) AS rights, sum(answers) AS answers FROM member_item WHERE item IN ({marks})"
    where, values = (" AND school = ?", (*items, school)) if school is not None else ("", tuple(items))
    return [(r["rights"], r["answers"]) for r in desk.store.read(f"{sql}{where} GROUP BY school, member", values)]


def _of(estimates: list[Estimate]) -> Cell:
    """Members' estimates as one cell."""
    sds = [(one.high - one.low) / (2 * Z90) for one in estimates]
    mean = sum(one.mean for one in estimates) / len(estimates)
    answers = sum(one.answers for one in estimates)
    return _cell(mean, sum(sds), sum(sd * sd for sd in sds), len(estimates), answers)


def _cell(mean: float, sds: float, variances: float, members: int, answers: int) -> Cell:
    """The mean of `members` estimates; a share SHARED of their uncertainty is common and does not average out."""
    variance = ((1 - SHARED) * variances + SHARED * sds * sds) / members**2
    deviation = max(variance, 1e-9) ** 0.5
    reach = Z90 * deviation
    p_low = NormalDist(mean, deviation).cdf(LOW_LINE)
    return Cell(mean, max(0.0, mean - reach), min(1.0, mean + reach), p_low, members, answers)


def _pooled(cells: list[Cell]) -> Cell:
    members = sum(cell.members for cell in cells)
    mean = sum(cell.mean * cell.members for cell in cells) / members
    sds = sum(cell.half / Z90 * cell.members for cell in cells)
    variances = sum((cell.half / Z90 * cell.members) ** 2 for cell in cells)
    return _cell(mean, sds, variances, members, sum(cell.answers for cell in cells))
