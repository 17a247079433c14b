"""What people read: a child's explored areas, the group's board, the schools from far away. Projections only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

from actions.desk import ROOT, Desk
from actions.permissions import Who, require
from progress.learning.comprehension import Estimate
from progress.learning.flags import CHECK, SURE, State, state
from progress.store.people import Member, School

LOW_LINE = 0.6  # share right on new items under which an area counts as low
FEWEST = 5  # members in a cell that staff may see: a smaller one could point at a child
Z90 = NormalDist().inv_cdf(0.95)
# Share of a member's uncertainty that a school has in common (item difficulty does not average out). In the demo's simulation
# (seed 2011) 0.2 held the truth in 78 % of the nominal 90 % intervals, 0.35 in 92 %.
SHARED = 0.3


@dataclass(frozen=True, slots=True)
class Standing:
    """One member in one area, as a sign."""

    state: State
    is_growing: bool
    half: float


@dataclass(frozen=True, slots=True)
class Board:
    """A circle: members by area, and who needs which lesson again."""

    members: list[Member]
    areas: tuple[str, ...]
    standings: dict[tuple[str, str], Standing]
    again: dict[str, list[Member]]  # lesson → members


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
    """A misconception behind wrong answers."""

    misconception: str
    members: int
    times: int


@dataclass(frozen=True, slots=True)
class Flag:
    """An area that is understood little, with its evidence and what re-teaches it."""

    school: str
    area: str
    cell: Cell
    is_sure: bool
    missed: tuple[Missed, ...]
    lesson: str | None


@dataclass(frozen=True, slots=True)
class Overview:
    """All schools by area."""

    schools: list[School]
    areas: tuple[str, ...]
    cells: dict[tuple[str, str], Cell]
    totals: dict[str, Cell]
    members: int
    answers: int
    last_ms: int
    active: set[str]


def explored(desk: Desk, who: Who) -> set[str]:
    """Areas in which this child has answered: a sign, never a number."""
    require(who, "see own areas")
    sql = "SELECT area FROM member_area WHERE school = ? AND member = ?"
    return {row["area"] for row in desk.store.read(sql, (who.school, who.id))}


def group(desk: Desk, who: Who, circle: str) -> Board:
    """For the facilitator of this school."""
    require(who, "see group")
    members = desk.people.members(who.school, circle)
    rows = desk.store.read("SELECT * FROM member_area WHERE school = ?", (who.school,))
    ids = {member.member: member for member in members}
    standings, again = dict[tuple[str, str], Standing](), dict[str, list[Member]]()
    for row in rows:
        if row["member"] not in ids:
            continue
        estimate = Estimate(row["mean"], row["low"], row["high"], row["p_low"], row["answers"])
        found = state(estimate)
        half = (estimate.high - estimate.low) / 2
        standings[row["member"], row["area"]] = Standing(found, estimate.mean >= LOW_LINE, half)
        if found in (State.LOW, State.CHECK) and (lesson := reteaches(desk, row["area"], who.school, row["member"])):
            again.setdefault(lesson, []).append(ids[row["member"]])
    return Board(members, tuple(area.id for area in desk.course.areas), standings, again)


def reteaches(desk: Desk, area: str, school: str | None = None, member: str | None = None) -> str | None:
    """The lesson of this area with the lowest share right; of its first lesson when nothing was answered."""
    sql = """SELECT item, sum(answers) AS answers, sum(rights) AS rights FROM member_item
             WHERE (:school IS NULL OR school = :school) AND (:member IS NULL OR member = :member) GROUP BY item"""
    found: dict[str, tuple[int, int]] = {}
    for row in desk.store.read(sql, {"school": school, "member": member}):
        item = desk.course.items.get(row["item"])
        if item is not None and item.area == area:
            answers, rights = found.get(item.lesson, (0, 0))
            found[item.lesson] = (answers + row["answers"], rights + row["rights"])
    if found:
        return min(found, key=lambda lesson: found[lesson][1] / found[lesson][0])
    return next((lesson.id for lesson in desk.course.lessons.values() if area in lesson.areas), None)


def overview(desk: Desk, who: Who) -> Overview:
    """For staff: 20 schools × 10 areas from one grouped read of the projection."""
    require(who, "see schools")
    sql = f"""SELECT school, area, count(*) AS members, sum(answers) AS answers, max(last_ms) AS last_ms, avg(mean) AS mean,
              sum(high - low) / {2 * Z90} AS sds, sum((high - low) * (high - low)) / {4 * Z90 * Z90} AS variances
              FROM member_area GROUP BY school, area"""
    rows = desk.store.read(sql)
    cells = {(r["school"], r["area"]): _cell(r["mean"], r["sds"], r["variances"], r["members"], r["answers"]) for r in rows}
    schools, areas = desk.people.schools(), tuple(area.id for area in desk.course.areas)
    totals = {}
    for area in areas:  # of the cells that are shown: a total must not give a hidden one away
        shown = [cell for (_, name), cell in cells.items() if name == area and not cell.is_hidden]
        if shown:
            totals[area] = _pooled(shown)
    people = desk.store.read("SELECT count(*) AS n FROM member")[0]["n"]
    last = max((r["last_ms"] for r in rows), default=0)
    return Overview(schools, areas, cells, totals, people, sum(r["answers"] for r in rows), last, {r["school"] for r in rows})


def flags(desk: Desk, who: Who, seen: Overview) -> list[Flag]:
    """Low areas: sure ones first, then by school. Hidden cells raise none."""
    found = []
    for (school, area), cell in seen.cells.items():
        if cell.is_hidden or cell.p_low <= CHECK:
            continue
        found.append(
            Flag(school, area, cell, cell.p_low > SURE, missed(desk, who, area, school)[:3], reteaches(desk, area, school))
        )
    return sorted(found, key=lambda flag: (not flag.is_sure, flag.school, flag.area))


def missed(desk: Desk, who: Who, area: str, school: str | None = None) -> tuple[Missed, ...]:
    """Misconceptions by how many children hold them; those of fewer than FEWEST children stay hidden."""
    require(who, "see schools")
    sql = """SELECT misconception, count(*) AS members, sum(times) AS times FROM misunderstood
             WHERE area = :area AND (:school IS NULL OR school = :school) GROUP BY misconception
             HAVING count(*) >= :fewest ORDER BY members DESC, misconception"""
    rows = desk.store.read(sql, {"area": area, "school": school, "fewest": FEWEST})
    return tuple(Missed(r["misconception"], r["members"], r["times"]) for r in rows)


def items(desk: Desk, who: Who, area: str, school: str | None = None) -> list[tuple[str, int, int, int]]:
    """(item, answers, right, not sure) of an area, lowest share right first; items answered by too few are left out."""
    require(who, "see schools")
    sql = """SELECT item, count(*) AS members, sum(answers) AS answers, sum(rights) AS rights, sum(unsure) AS unsure
             FROM member_item WHERE (:school IS NULL OR school = :school) GROUP BY item HAVING count(*) >= :fewest"""
    rows = desk.store.read(sql, {"school": school, "fewest": FEWEST})
    known = [(r["item"], r["answers"], r["rights"], r["unsure"]) for r in rows if r["item"] in desk.course.items]
    return sorted((one for one in known if desk.course.items[one[0]].area == area), key=lambda one: (one[2] / one[1], one[0]))


def months(desk: Desk, who: Who, school: str | None = None) -> dict[str, list[tuple[int, Cell]]]:
    """Area → (Unix month, cell) of the children who answered in that month."""
    require(who, "see schools")
    sql = f"""SELECT area, month, count(*) AS members, avg(mean) AS mean, sum(high - low) / {2 * Z90} AS sds,
              sum((high - low) * (high - low)) / {4 * Z90 * Z90} AS variances
              FROM member_area_month WHERE (:school IS NULL OR school = :school) GROUP BY area, month ORDER BY month"""
    found: dict[str, list[tuple[int, Cell]]] = {}
    for r in desk.store.read(sql, {"school": school}):
        cell = _cell(r["mean"], r["sds"], r["variances"], r["members"], 0)
        if not cell.is_hidden:
            found.setdefault(r["area"], []).append((r["month"], cell))
    return found


def misconceived(desk: Desk, misconception: str, area: str) -> str | None:
    """The item option that speaks of it, to show what children chose: an item id."""
    for item in desk.course.items.values():
        if item.area == area and misconception in json.dumps(item.model_dump(), ensure_ascii=False):
            return item.id
    return None


def alt(desk: Desk, picture: str, lang: str) -> str:
    """What a picture shows; empty for one that only decorates."""
    return _alts().get(picture, {}).get(lang, "")


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


@cache
def _alts() -> dict[str, dict[str, str]]:
    file = ROOT / "assets" / "pictures" / "drawn" / "alt.json"
    return dict(json.loads(file.read_text("utf-8"))) if file.exists() else {}
