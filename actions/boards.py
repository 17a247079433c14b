"""What a child and a facilitator see: explored areas, the group by area, who needs which lesson again. Projections only."""

from __future__ import annotations

from collections import Counter
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
    done, asked = _done(desk, who.school, set(ids)), _asked(desk)
    for one in now:
        states[one.member, one.area] = found = one.state
        if found in (State.LOW, State.CHECK) and (
            lesson := _most_to_learn(desk, asked, one.area, done.get((one.member, one.area), {}))
        ):
            again.setdefault(lesson, []).append(ids[one.member])
    unique = {lesson: list({member.member: member for member in members}.values()) for lesson, members in again.items()}
    ordered = dict(sorted(unique.items(), key=lambda pair: (-len(pair[1]), pair[0])))
    last = max((one.last_ms for one in now), default=0)
    met = {lesson for lessons in done.values() for lesson in lessons}
    new = next((lesson for lesson in desk.course.lessons.values() if lesson.id not in met), None)
    return Board(list(ids.values()), states, ordered, new, last)


def reteaches(desk: Desk, area: str, school: str | None = None, member: str | None = None) -> str | None:
    """The lesson that would put most right in this area (`_most_to_learn`); its first lesson when nothing was answered."""
    sql = """SELECT item, sum(answers) AS answers, sum(rights) AS rights FROM member_item
             WHERE (:school IS NULL OR school = :school) AND (:member IS NULL OR member = :member) GROUP BY item"""
    found: dict[str, tuple[int, int]] = {}
    for row in desk.store.read(sql, {"school": school, "member": member}):
        item = desk.course.items.get(row["item"])
        if item is not None and item.area == area:
            answers, rights = found.get(item.lesson, (0, 0))
            found[item.lesson] = (answers + row["answers"], rights + row["rights"])
    return _most_to_learn(desk, _asked(desk), area, found)


def _asked(desk: Desk) -> Counter[tuple[str, str]]:
    """(area, lesson) → how many questions the lesson asks of the area, twins left out."""
    return Counter((item.area, item.lesson) for item in desk.course.items.values() if not item.is_twin)


def _most_to_learn(desk: Desk, asked: Counter[tuple[str, str]], area: str, done: dict[str, tuple[int, int]]) -> str | None:
    """`done`: lesson → (answers, rights) in this area. Of how many of its questions in the area the answer was wrong: the share
    wrong × the questions. By the share alone a lesson with one hard question in passing would come before the area's own."""
    if done:
        return max(done, key=lambda lesson: (1 - done[lesson][1] / done[lesson][0]) * asked[area, lesson])
    return next((lesson.id for lesson in desk.course.lessons.values() if area in lesson.areas), None)


def _done(desk: Desk, school: str, members: set[str]) -> dict[tuple[str, str], dict[str, tuple[int, int]]]:
    """(member, area) → lesson → (answers, rights): one read for a board, where one for each low area took 30 ms."""
    found: dict[tuple[str, str], dict[str, tuple[int, int]]] = {}
    items = desk.course.items
    for row in desk.store.read("SELECT member, item, answers, rights FROM member_item WHERE school = ? ORDER BY item", (school,)):
        if row["member"] in members and (item := items.get(row["item"])):
            lessons = found.setdefault((row["member"], item.area), {})
            answers, rights = lessons.get(item.lesson, (0, 0))
            lessons[item.lesson] = answers + row["answers"], rights + row["rights"]
    return found
