"""What a child is offered besides the next lesson: to meet a lesson again, a short round of questions. All from the store.

It must never open a sensitive lesson, tell a child why a round is offered, or offer more than three things at once.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from actions import group_quiz_report
from actions.desk import Desk
from actions.permissions import NotAllowed, Who, require
from actions.standings import standings
from actions.study import explored, open_lessons, still_asked
from curriculum.items import Item
from curriculum.lessons import Lesson
from progress import review
from progress.learning import choose
from progress.learning.choose import Belief, Candidate
from progress.learning.comprehension import Cell
from progress.learning.flags import WITHIN_MS, State
from progress.learning.review import Card, day
from progress.store.people import Attempt, now_ms
from progress.store.projection import DAY_MS
from progress.store.reviews import card

MOST = 3  # things besides the next lesson: a home is not a list of debts
FEWEST_TO_CHECK = 5  # a shorter round would hardly move an estimate
CHECK_RESTS_MS = WITHIN_MS  # whoever still stands at "check" after a round is left in peace until the doubt begins anew
TWINS_MS = 7 * DAY_MS  # "the twin alone within the week", as the report of a group quiz says
LAST = """
SELECT item, is_right, max(tapped_ms) AS last_ms FROM answered WHERE school = ? AND member = ? GROUP BY item
"""  # SQLite takes the bare column from the row of the maximum
CELLS = """
SELECT a.cells, b.cells AS common FROM member_area AS a JOIN member_belief AS b USING (school, member)
WHERE a.school = ? AND a.member = ? AND a.area = ?
"""


@dataclass(frozen=True, slots=True)
class Offers:
    """Lessons to meet again, what has faded first at the front; and the area of a check quiz, or ""."""

    again: tuple[Lesson, ...]
    check: str


@dataclass(frozen=True, slots=True)
class _Member:
    """What is known of a member at a moment."""

    school: str
    member: str
    at_ms: int
    open: set[str]  # lessons
    cards: Mapping[str, Card]  # lesson → card
    attempts: list[Attempt]
    answered: Mapping[str, tuple[int, bool]]  # item → (last time in ms, right)
    twins: Mapping[str, int]  # item that the group should meet again in other words → when its session ended

    @property
    def waits(self) -> set[str]:
        """Lessons that are on their way: begun, or the next on the path. They are not met again before they were met."""
        done = explored(self.attempts)
        begun = {one.lesson for one in self.attempts if one.kind == "lesson" and not one.is_finished}
        return begun - done

    def newest(self, desk: Desk, kind: str) -> dict[str, Attempt]:
        """Lesson (of reviews) or area (of check quizzes) → the newest attempt: an older one that was left open is let go."""
        mine = [one for one in self.attempts if one.kind == kind]
        return {one.lesson if kind == "review" else _area(desk, one): one for one in mine}


def offers(desk: Desk, who: Who, at_ms: int | None = None) -> Offers:
    """For a child's home. The same until something is answered or a day goes by."""
    require(who, "study")
    known = _known(desk, who.school, who.id, at_ms)
    check = next(iter(_checks(desk, known)), "")
    lessons = [desk.course.lessons[one] for one in _again(desk, known)]
    return Offers(tuple(lessons[: MOST - bool(check)]), check)


def meet_again(desk: Desk, who: Who, lesson: str, at_ms: int | None = None) -> Attempt:
    """The open review of a lesson, or a new one when it is due. Raises NotAllowed."""
    require(who, "study")
    known = _known(desk, who.school, who.id, at_ms)
    return _opened(desk, known, "review", lesson, _offered(_again(desk, known), lesson))


def check(desk: Desk, who: Who, area: str, at_ms: int | None = None) -> Attempt:
    """The open check quiz of an area, or a new one when it is offered. Raises NotAllowed."""
    require(who, "study")
    known = _known(desk, who.school, who.id, at_ms)
    return _opened(desk, known, "check", area, _offered(_checks(desk, known), area))


def sensitive(desk: Desk, who: Who, *, lesson: str = "", area: str = "", at_ms: int | None = None) -> list[Lesson]:
    """The sensitive lessons that an offered round asks about: their notes come before it, and nothing is kept until the child
    goes on (SG-07). Raises NotAllowed when it is not offered."""
    require(who, "study")
    known = _known(desk, who.school, who.id, at_ms)
    items = _offered(_again(desk, known), lesson) if lesson else _offered(_checks(desk, known), area)
    lessons = dict.fromkeys(desk.course.items[one].lesson for one in items)
    return [desk.course.lessons[one] for one in lessons if desk.course.lessons[one].sensitivity]


def checks_offered(desk: Desk, who: Who, circle: str) -> int:
    """How many of the circle find a short round of questions on their home: a number for the facilitator, nobody's name."""
    require(who, "see group")
    members, at = desk.people.members(who.school, circle), now_ms()
    twins = group_quiz_report.twins(desk, who.school, circle, at - TWINS_MS)
    return sum(bool(_checks(desk, _known(desk, who.school, one.member, at, twins))) for one in members)


def _known(desk: Desk, school: str, member: str, at_ms: int | None, twins: Mapping[str, int] | None = None) -> _Member:
    """`twins`: of the member's circle, where the caller has them already."""
    at, found = now_ms() if at_ms is None else at_ms, desk.people.member(school, member)
    rows = desk.store.read("SELECT * FROM member_skill WHERE school = ? AND member = ?", (school, member))
    answered = {r["item"]: (r["last_ms"], bool(r["is_right"])) for r in desk.store.read(LAST, (school, member))}
    if twins is None:
        twins = group_quiz_report.twins(desk, school, found.circle, at - TWINS_MS) if found else {}
    for item, ended_ms in twins.items():  # heard in the group, whether this member's own answer is known or not
        answered[item] = max((ended_ms, False), answered.get(item, (0, False)))
    return _Member(
        school,
        member,
        at,
        open_lessons(desk, school, member),
        {row["skill"]: card(row) for row in rows},
        desk.people.attempts(school, member),
        answered,
        twins,
    )


def _again(desk: Desk, known: _Member) -> dict[str, tuple[str, ...]]:
    """Lesson → questions: begun reviews, then what the group should meet again alone, then what is due and has faded most."""
    today, newest = day(known.at_ms), known.newest(desk, "review")
    begun = {one: attempt for one, attempt in newest.items() if not attempt.is_finished}
    alone = {
        desk.course.items[item].lesson
        for item, ended_ms in known.twins.items()
        if (lesson := desk.course.items[item].lesson) not in newest or newest[lesson].opened_ms < ended_ms
    }
    due = {one for one, it in known.cards.items() if it.due <= today}
    lessons = [one for one in {*begun, *alone, *due} if one in known.open - known.waits - {_next(desk, known)} or one in begun]

    def rank(lesson: str) -> tuple[bool, bool, float, str]:
        faded = review.recalled(known.cards[lesson], today) if lesson in known.cards else 1.0
        return (lesson not in begun, lesson not in alone, faded, lesson)

    found = dict[str, tuple[str, ...]]()
    for lesson in sorted(lessons, key=rank):
        if lesson in begun:
            found[lesson] = tuple(item.id for item in still_asked(desk, known.school, begun[lesson]))
        else:
            found[lesson] = choose.review(_candidates(desk, known, {lesson}))
    return {lesson: items for lesson, items in found.items() if items}


def _checks(desk: Desk, known: _Member) -> dict[str, tuple[str, ...]]:
    """Area → questions, where a check quiz is begun or worth the child's time: the likeliest to be low first."""
    newest, found = known.newest(desk, "check"), dict[str, tuple[str, ...]]()
    for area, last in newest.items():
        if not last.is_finished and (left := still_asked(desk, known.school, last)):
            found[area] = tuple(item.id for item in left)
    doubtful = [one for one in standings(desk, known.school, known.member, known.at_ms) if one.state is State.CHECK]
    met = (known.open & set(known.cards)) - known.waits  # what was never taught is not tested
    for one in sorted(doubtful, key=lambda it: (-it.estimate.p_low, it.area)):
        is_rested = one.area not in newest or newest[one.area].opened_ms < known.at_ms - CHECK_RESTS_MS
        if one.area not in found and is_rested:
            pool = [it for it in _candidates(desk, known, met) if desk.course.items[it.item].area == one.area]
            items = choose.check_quiz(pool, _belief(desk, known, one.area), parameters=desk.store.scheme.known.parameters)
            if len(items) >= FEWEST_TO_CHECK:
                found[one.area] = items
    return found


def _next(desk: Desk, known: _Member) -> str:
    """The lesson that home shows as the next one."""
    done = explored(known.attempts)
    return next((one for one in desk.course.lessons if one in known.open and one not in done), "")


def _candidates(desk: Desk, known: _Member, lessons: Iterable[str]) -> list[Candidate]:
    """The questions of these lessons as `choose` takes them."""
    of, pairs, scheme = set(lessons), dict[str, tuple[int, bool]](), desk.store.scheme.known
    for answered, last in known.answered.items():
        if answered in desk.course.items:
            pair = _pair(desk, answered)
            pairs[pair] = max(last, pairs.get(pair, (0, False)))

    def days(last: tuple[int, bool] | None) -> float | None:
        return None if last is None else max(0.0, (known.at_ms - last[0]) / DAY_MS)

    def candidate(item: Item) -> Candidate:
        difficulty, variance = scheme.items.get(item.id, (0.0, scheme.parameters.v_item))
        pair = _pair(desk, item.id)
        return Candidate(
            item=item.id,
            pair=pair,
            skill=item.lesson,
            valence=item.valence or "",
            options=item.chances,
            difficulty=difficulty,
            variance=variance,
            seen_days=days(known.answered.get(item.id)),
            pair_seen_days=days(pairs.get(pair)),
            was_missed=pair in pairs and not pairs[pair][1],
        )

    return [candidate(item) for item in desk.course.items.values() if item.lesson in of and item.is_evidence]


def _belief(desk: Desk, known: _Member, area: str) -> Belief:
    """What is believed of the member's area at that moment, as `comprehension.estimate` reads it."""
    (row,) = desk.store.read(CELLS, (known.school, known.member, area))
    cells, common = json.loads(row["cells"]), json.loads(row["common"])
    met = {skill: Cell(*kept) for skill, kept in cells["skills"].items()}
    skills, now = desk.course.skills()[area], known.at_ms / DAY_MS
    return choose.believed(desk.store.scheme.known, skills, Cell(*common["overall"]), Cell(*cells["area"]), met, now)


def _offered(rounds: Mapping[str, tuple[str, ...]], of: str) -> tuple[str, ...]:
    if of not in rounds:
        raise NotAllowed(f"no round of {of or 'nothing'} is offered now")
    return rounds[of]


def _opened(desk: Desk, known: _Member, kind: str, of: str, items: tuple[str, ...]) -> Attempt:
    if (last := known.newest(desk, kind).get(of)) and not last.is_finished:
        return last
    lesson = of if kind == "review" else ""
    new = Attempt(secrets.token_hex(8), known.member, lesson, known.at_ms, False, "review" if lesson else "check", items)
    desk.people.open_attempt(known.school, new)
    return new


def _area(desk: Desk, attempt: Attempt) -> str:
    return next((desk.course.items[one].area for one in attempt.items if one in desk.course.items), "")


def _pair(desk: Desk, item: str) -> str:
    return min(item, desk.course.items[item].twin or item)
