"""What a child and a facilitator see: explored areas, the group by area, who needs which lesson again. Projections only."""

from __future__ import annotations

from dataclasses import dataclass

from actions.desk import Desk
from actions.permissions import Who, require
from actions.standings import standings
from curriculum.lessons import Lesson
from progress.learning.flags import State
from progress.store.people import Member


@dataclass(frozen=True, slots=True)
class Board:
    """A circle: members by area, who needs which lesson again, and what comes next."""

    members: list[Member]
    standings: dict[tuple[str, str], State]  # (member, area)
    again: dict[str, list[Member]]  # lesson → members, those of most members first
    new: Lesson | None  # the first lesson that nobody of the circle has answered
    last_ms: int


def explored(desk: Desk, who: Who) -> set[str]:
    """Areas in which this child has answered: a sign, never a number."""
    require(who, "see own areas")
    sql = "SELECT area FROM member_area WHERE school = ? AND member = ?"
    return {row["area"] for row in desk.store.read(sql, (who.school, who.id))}


def group(desk: Desk, who: Who, circle: str) -> Board:
    """For the facilitator of this school. A state by area for each member; never a single answer."""
    require(who, "see group")
    ids = {member.member: member for member in desk.people.members(who.school, circle)}
    now = [one for one in standings(desk, who.school) if one.member in ids]
    states, again = dict[tuple[str, str], State](), dict[str, list[Member]]()
    for one in now:
        states[one.member, one.area] = found = one.state
        if found in (State.LOW, State.CHECK) and (lesson := reteaches(desk, one.area, who.school, one.member)):
            again.setdefault(lesson, []).append(ids[one.member])
    unique = {lesson: list({member.member: member for member in members}.values()) for lesson, members in again.items()}
    ordered = dict(sorted(unique.items(), key=lambda pair: (-len(pair[1]), pair[0])))
    last = max((one.last_ms for one in now), default=0)
    return Board(list(ids.values()), states, ordered, _new(desk, who.school, set(ids)), last)


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


def _new(desk: Desk, school: str, members: set[str]) -> Lesson | None:
    rows = desk.store.read("SELECT DISTINCT member, item FROM member_item WHERE school = ?", (school,))
    asked = {desk.course.items[r["item"]].lesson for r in rows if r["member"] in members and r["item"] in desk.course.items}
    return next((lesson for lesson in desk.course.lessons.values() if lesson.id not in asked), None)
