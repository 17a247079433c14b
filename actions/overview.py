"""What staff see from far away: schools by areas, ideas behind wrong answers, trends. Projections only; never a child."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar
from weakref import WeakKeyDictionary

from actions.desk import Desk
from actions.group_quiz_report import GROUP_WAYS
from actions.permissions import Who, require
from actions.standings import Standing, standings
from curriculum.course import Course
from curriculum.items import Item
from progress.group_quiz import FEWEST_SHOWN, speaks_as
from progress.learning import school_flags
from progress.learning.school_flags import MODEL_ERROR, Child, Found, Group, Hands, Missing
from progress.learning.shares import Z90, Share, clustered_share, half
from progress.store.people import School, now_ms
from progress.store.projection import month_of
from progress.store.sqlite import SqliteStore

LOW_LINE = school_flags.LOW_LINE
FEWEST = school_flags.FEWEST  # members in a cell that staff may see: a smaller one could point at a child
LATELY = 5  # months, this one among them: about as long as hands are asked for
HOUR_MS = 3_600_000
HANDS_MS = 150 * 86_400_000  # the model's own time for a skill to fade: what hands said before that is not asked
CELL = f"""count(*) AS members, avg(mean) AS mean, avg(mean * mean) AS squares,
           avg((high - low) * (high - low)) / {4 * Z90 * Z90} AS variance"""
ANSWERS = """
SELECT school, area, sum(rights) AS rights, sum(answers) AS answers FROM member_area_month
WHERE month > ? AND month <= ? GROUP BY school, area, member HAVING sum(answers) > 0
"""
HANDS = """
SELECT a.school, a.session, a.item, a.mode, count(*) AS answers, sum(a.is_right) AS rights, max(a.at_ms) AS last_ms
FROM group_answer AS a JOIN group_session AS s USING (school, session)
WHERE s.kind != 'trial' AND a.round = 1 AND a.response != '' AND a.at_ms BETWEEN ? AND ? GROUP BY 1, 2, 3, 4
"""


_kept: WeakKeyDictionary[SqliteStore, dict[str, tuple[tuple[int, int], Course, Any]]] = WeakKeyDictionary()
Seen = TypeVar("Seen")


@dataclass(frozen=True, slots=True)
class Cell:
    """A group's expected share right (0–1) with its 90 % interval; `p_low` = P(that share < LOW_LINE). A hidden cell has none."""

    mean: float
    low: float
    high: float
    p_low: float
    members: int
    answers: int
    lately: float | None = None  # plain share right in the last LATELY months; None when fewer than FEWEST answered then

    @property
    def is_hidden(self) -> bool:
        """Too few children to show."""
        return self.members < FEWEST

    @property
    def half(self) -> float:
        """Half the interval."""
        return half(self.mean, self.low, self.high)

    @property
    def missing(self) -> Missing:
        """What is not there yet for anything to be said."""
        return school_flags.missing(self.members, self.answers)


@dataclass(frozen=True, slots=True)
class Missed:
    """A misconception behind wrong answers: how many children it spoke from, of how many who answered in the area."""

    misconception: str
    area: str
    members: int
    of: int


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


def overview(desk: Desk, who: Who, at_ms: int | None = None) -> Overview:
    """20 schools × 10 areas, as they stand at that moment; without one, as they stand in this hour."""
    require(who, "see schools")
    if at_ms is not None:
        return _overview(desk, at_ms)
    return _once(desk, "overview", lambda: _overview(desk, now_ms()))


def _overview(desk: Desk, at: int) -> Overview:
    now = standings(desk, at_ms=at)
    found = _cells(desk, now, at)
    totals = {}
    for area in {name for _, name in found}:  # of the cells that are shown: a total must not give a hidden one away
        if shown := [cell for (_, name), cell in found.items() if name == area and not cell.is_hidden]:
            totals[area] = _over_schools(shown)
    people = desk.store.read("SELECT count(*) AS n FROM member")[0]["n"]
    last = max((one.last_ms for one in now), default=0)
    answers = sum(one.estimate.answers for one in now)
    return Overview(desk.people.schools(), found, totals, people, answers, last, {one.school for one in now})


def cells(desk: Desk, at_ms: int) -> dict[tuple[str, str], Cell]:
    """(school, area) → cell. Asks nobody's leave: whoever calls it has to."""
    return _cells(desk, standings(desk, at_ms=at_ms), at_ms)


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
    found = _once(desk, f"recognised {school}", lambda: _shares(desk, school, lambda item: item.valence))
    return {valence: found[valence] for valence in ("ok", "not_ok") if valence in found}


def months(desk: Desk, who: Who, school: str | None = None) -> dict[str, list[tuple[int, Cell]]]:
    """Area → (Unix month, cell) of the children who answered in that month."""
    require(who, "see schools")
    return _once(desk, f"months {school}", lambda: _months(desk, school))


def _months(desk: Desk, school: str | None) -> dict[str, list[tuple[int, Cell]]]:
    sql = f"""SELECT area, month, {CELL} FROM member_area_month
              WHERE (:school IS NULL OR school = :school) GROUP BY area, month ORDER BY month"""
    found, areas = dict[str, list[tuple[int, Cell]]](), desk.course.options().keys()
    for row in desk.store.read(sql, {"school": school}):
        if row["members"] >= FEWEST and row["area"] in areas:
            found.setdefault(row["area"], []).append((row["month"], _of_month(row)))
    return found


def pooled(cells: list[Cell]) -> Cell | None:
    """Several areas of the same children as one; None for none. Their errors go together: nothing averages out."""
    if not cells:
        return None
    members = sum(cell.members for cell in cells)
    mean = sum(cell.mean * cell.members for cell in cells) / members
    deviation = sum(_own(cell) ** 0.5 * cell.members for cell in cells) / members
    return _cell(Found.normal(mean, deviation), max(cell.members for cell in cells), sum(cell.answers for cell in cells))


def _once(desk: Desk, name: str, reckon: Callable[[], Seen]) -> Seen:
    """Every page of staff asks for the same, and what fades within an hour is less than a figure shows: so it is reckoned once
    for each hour, each change of the store and each change of the course. Whoever asks must not change what comes back."""
    course, mark = desk.course, (desk.store.read("PRAGMA data_version")[0][0], now_ms() // HOUR_MS)
    kept = _kept.setdefault(desk.store, {})
    known = kept.get(name)
    if known is None or known[0] != mark or known[1] is not course:
        known = kept[name] = mark, course, reckon()
    found: Seen = known[2]
    return found


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


def _cells(desk: Desk, now: list[Standing], at_ms: int) -> dict[tuple[str, str], Cell]:
    by_area: dict[str, dict[str, list[Standing]]] = defaultdict(lambda: defaultdict(list))
    for one in now:
        by_area[one.area][one.school].append(one)
    rows = desk.store.read("SELECT school, count(*) AS members FROM member GROUP BY school")
    enrolled, hands, lately = {row["school"]: row["members"] for row in rows}, _hands(desk, at_ms), _lately(desk, at_ms)
    found = dict[tuple[str, str], Cell]()
    for area, schools in by_area.items():
        groups = {
            school: Group(
                [_child(one) for one in members],
                enrolled.get(school, 0),
                hands.get((school, area)),
                clustered_share(lately[school, area]),
            )
            for school, members in schools.items()
        }
        for school, said in school_flags.found(groups).items():
            answers = sum(one.estimate.answers for one in schools[school])
            found[school, area] = _cell(said, len(schools[school]), answers)
        for school, few in schools.items():  # hidden ones have no figures at all
            answers = sum(one.estimate.answers for one in few)
            found.setdefault((school, area), Cell(0.5, 0.0, 1.0, 0.0, len(few), answers))
    return found


def _child(one: Standing) -> Child:
    return Child.of(one.estimate.mean, one.estimate.low, one.estimate.high)


def _lately(desk: Desk, at_ms: int) -> dict[tuple[str, str], list[tuple[int, int]]]:
    """(school, area) → (right, answers) of each member, before the group talked, in the last LATELY months."""
    month, found = month_of(at_ms), defaultdict[tuple[str, str], list[tuple[int, int]]](list)
    for row in desk.store.read(ANSWERS, (month - LATELY, month)):
        found[row["school"], row["area"]].append((row["rights"], row["answers"]))
    return found


def _hands(desk: Desk, at_ms: int) -> dict[tuple[str, str], Hands]:
    """(school, area) → what hands, teams and nameless papers said before the group talked, lately; of FEWEST_SHOWN or more."""
    asked = dict[tuple[str, str, str], Any]()
    for row in desk.store.read(HANDS, (at_ms - HANDS_MS, at_ms)):
        one = asked.setdefault((row["school"], row["session"], row["item"]), row)
        if row["last_ms"] > one["last_ms"]:  # the way that was used last stands, as on the big screen
            asked[row["school"], row["session"], row["item"]] = row
    found = dict[tuple[str, str], Hands]()
    for (school, _, name), row in asked.items():
        item = desk.course.items.get(name)
        if item and speaks_as(row["mode"]) in GROUP_WAYS and row["answers"] >= FEWEST_SHOWN:
            old = found.get((school, item.area), Hands(0, 0, 0))
            found[school, item.area] = Hands(old.right + row["rights"], old.answers + row["answers"], old.questions + 1)
    return found


def _of_month(row: Any) -> Cell:
    """Children of that month. Their spread is that of their means and what each leaves open (law of total variance): those
    who answered in a month are some of all."""
    spread = max(0.0, row["squares"] - row["mean"] ** 2) + row["variance"]
    return _cell(Found.normal(row["mean"], (spread / row["members"]) ** 0.5), row["members"], 0)


def _over_schools(shown: Iterable[Cell]) -> Cell:
    """Schools' own errors average out; what the model errs for all of them does not."""
    of = list(shown)
    members = sum(cell.members for cell in of)
    mean = sum(cell.mean * cell.members for cell in of) / members
    own = sum(cell.members**2 * _own(cell) for cell in of) / members**2
    return _cell(Found.normal(mean, own**0.5), members, sum(cell.answers for cell in of))


def _own(cell: Cell) -> float:
    """The variance of a cell's mean without the model's error, which `Found.normal` puts there again."""
    return max(0.0, (cell.half / Z90) ** 2 - MODEL_ERROR**2)


def _cell(found: Found, members: int, answers: int) -> Cell:
    return Cell(found.mean, found.low, found.high, found.p_low, members, answers, found.lately)
