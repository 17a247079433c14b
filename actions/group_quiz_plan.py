"""What a group is asked next: this month's meeting, a lesson's quiz, the first and the last test. It must never ask by chance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from actions import group_questions
from actions.desk import Desk
from actions.permissions import Who, require
from actions.standings import standings
from curriculum.items import Item, Tapped
from progress.group_quiz import GO_ON_OVER, Kind
from progress.learning.flags import State
from progress.learning.review import day
from progress.store import people

# a question with two rounds and a talk in pairs takes five to six minutes (Crouch & Mazur 2001; Vickrey et al. 2015)
MINUTES, MINUTES_EACH = 25, 5
QUESTIONS = MINUTES // MINUTES_EACH
MOST_OF_A_LESSON = 2  # so that a meeting does not turn on one story
DAY_MS = 86_400_000
REST_MS = 28 * DAY_MS  # the words of a question asked at the last monthly meeting are still in the ear
TEST_QUESTIONS = 10
# an area in which members are low counts as much as what this very question showed; that it is time again, half as much
LOW_COUNTS, MISSED_COUNTS, SPEAKS_COUNTS, DUE_COUNTS = 2.0, 2.0, 1.0, 1.0
SURE_OF = 5  # answers from which on a share right counts in full
Reason = Literal["low", "missed", "due", "new"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be asked, with what is known of the circle; shares are of its members, from 0 to 1."""

    item: str
    lesson: str
    low: float = 0.0  # members who are low in its area; who is probably low counts half
    missed: float = 0.0  # answers to it, or to its twin, that were not right
    speaks: float = 0.0  # members in whom one of its misconceptions has spoken
    is_due: bool = False
    is_new: bool = False  # of the first lesson that nobody has answered


@dataclass(frozen=True, slots=True)
class Chosen:
    """A question and why it is asked: a word of `groups.reason_`."""

    item: str
    reason: Reason


def score(one: Candidate) -> tuple[float, Reason]:
    """How much asking is worth, and the weightiest reason for it. Pure."""
    if one.is_new:
        return 0.0, "new"
    parts: dict[Reason, float] = {
        "low": LOW_COUNTS * one.low,
        "missed": MISSED_COUNTS * one.missed + SPEAKS_COUNTS * one.speaks,
        "due": DUE_COUNTS * one.is_due,
    }
    return sum(parts.values()), max(parts, key=lambda reason: parts[reason])


def chosen(candidates: Sequence[Candidate], wanted: int = QUESTIONS) -> tuple[Chosen, ...]:
    """The worthiest, two of a lesson at most; the new lesson fills what is left. Order of the course where scores are equal."""
    taken, of_lesson = list[Chosen](), dict[str, int]()
    for _, one in sorted(enumerate(candidates), key=lambda pair: (-score(pair[1])[0], pair[0])):
        worth, reason = score(one)
        is_wanted = one.is_new or (worth > 0 and of_lesson.get(one.lesson, 0) < MOST_OF_A_LESSON)
        if is_wanted and len(taken) < wanted:
            taken.append(Chosen(one.item, reason))
            of_lesson[one.lesson] = of_lesson.get(one.lesson, 0) + 1
    return tuple(taken)


def composed(desk: Desk, who: Who, circle: str, now_ms: int) -> tuple[Chosen, ...]:
    """This month's meeting, with the reason for each question."""
    require(who, "run group quiz")
    return chosen(_candidates(desk, who.school, circle, now_ms))


def meeting(desk: Desk, who: Who, circle: str, now_ms: int) -> tuple[str, ...]:
    """This month's meeting: about 25 minutes."""
    require(who, "run group quiz")
    return tuple(one.item for one in composed(desk, who, circle, now_ms))


def lesson(desk: Desk, who: Who, circle: str, lesson: str) -> tuple[str, ...]:
    """The questions of a lesson, each in its first form where that fits a card."""
    require(who, "run group quiz")
    askable = group_questions.askable(desk, who.school, circle, "lesson")
    forms = (_forms(desk, item, askable) for item in desk.course.quiz(lesson))
    return tuple(dict.fromkeys(found[0] for found in forms if found))


def test(desk: Desk, who: Who, circle: str, kind: Kind) -> tuple[str, ...]:
    """First and last test as parallel forms: the same areas and kinds, each question beside its twin.

    The same for every circle, so that circles and times can be compared: sensitive lessons, which open one by one, are not in it.
    """
    require(who, "run group quiz")
    open_to_all = {one.id for one in desk.course.lessons.values() if not one.sensitivity}
    askable = group_questions.askable(desk, who.school, circle, kind)
    firsts = [
        one
        for one in desk.course.items.values()
        if one.lesson in open_to_all and not one.is_twin and _is_paired(desk, one, askable)
    ]
    balanced = _balanced(firsts)
    return tuple(one.id if kind == "baseline" else str(one.twin) for one in firsts if one in balanced)


def items(desk: Desk, who: Who, circle: str, kind: Kind, of_lesson: str) -> tuple[str, ...]:
    """What a session of this kind asks."""
    require(who, "run group quiz")
    match kind:
        case "meeting":
            return meeting(desk, who, circle, people.now_ms())
        case "lesson":
            return lesson(desk, who, circle, of_lesson)
        case "trial":
            return group_questions.TRIAL
        case _:
            return test(desk, who, circle, kind)


def _is_paired(desk: Desk, item: Item, askable: set[str]) -> bool:
    twin = desk.course.items.get(item.twin or "")
    return (
        twin is not None
        and {item.id, twin.id} <= askable
        and (item.area, item.kind, item.valence) == (twin.area, twin.kind, twin.valence)
    )


def _balanced(items: Sequence[Item]) -> list[Item]:
    """Vignettes first, one OK for one not OK, until they are half; then the others. Always from what was taken least."""
    taken = list[Item]()

    def take(pool: Iterable[Item]) -> bool:
        free = [one for one in pool if one not in taken]
        if free and len(taken) < TEST_QUESTIONS:
            taken.append(min(free, key=lambda one: (_of(taken, one.area), sum(it.lesson == one.lesson for it in taken))))
        return bool(free)

    fine, not_fine = ([one for one in items if one.valence == valence] for valence in ("ok", "not_ok"))
    for _ in range(min(len(fine), len(not_fine), -(-TEST_QUESTIONS // 4))):
        take(fine)
        take(not_fine)
    others = [one for one in items if one.kind != "vignette"]
    while len(taken) < TEST_QUESTIONS and take(others):
        pass
    return taken


def _of(taken: Sequence[Item], area: str) -> int:
    return sum(one.area == area for one in taken)


def _forms(desk: Desk, item: Item, askable: set[str]) -> tuple[str, ...]:
    """A question and its twin, the first form first; those that may be asked."""
    pair = sorted({item.id, item.twin or item.id})
    return tuple(one for one in pair if one in askable and one in desk.course.items)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the projections say of a circle."""

    low: dict[str, float]  # area → share of members
    answers: dict[str, tuple[int, int]]  # item → (answers, rights)
    speaks: dict[tuple[str, str], float]  # (area, misconception) → share of members
    due: set[str]  # lessons that most of those who met them should meet again
    answered: set[str]  # lessons
    resting: set[str]  # items


def _candidates(desk: Desk, school: str, circle: str, now_ms: int) -> list[Candidate]:
    """One form of each question that may be asked: the twin of what was missed, else the first."""
    known, askable = _known(desk, school, circle, now_ms), group_questions.askable(desk, school, circle, "meeting")
    new = next(
        (
            it
            for it in desk.course.lessons
            if it not in known.answered and any(desk.course.items[one].lesson == it for one in askable)
        ),
        None,
    )
    found = dict[str, Candidate]()
    for item in desk.course.items.values():
        forms = _forms(desk, item, askable)
        if not forms or forms[0] in found or not (item.lesson in known.answered or item.lesson == new):
            continue
        asked = desk.course.items[forms[-1] if _share_wrong(known, forms[:1]) > 1 - GO_ON_OVER else forms[0]]
        if asked.id not in known.resting:
            found[forms[0]] = _candidate(asked, forms, known, is_new=item.lesson == new)
    return list(found.values())


def _candidate(item: Item, forms: tuple[str, ...], known: _Known, *, is_new: bool) -> Candidate:
    assert isinstance(item, Tapped)  # askable() lets no other in
    answers = sum(known.answers.get(one, (0, 0))[0] for one in forms)
    return Candidate(
        item.id,
        item.lesson,
        known.low.get(item.area, 0.0),
        _share_wrong(known, forms) * min(1.0, answers / SURE_OF),
        max((known.speaks.get((item.area, idea), 0.0) for idea in item.misconceptions), default=0.0),
        item.lesson in known.due,
        is_new,
    )


def _share_wrong(known: _Known, forms: tuple[str, ...]) -> float:
    pairs = [known.answers.get(one, (0, 0)) for one in forms]
    answers = sum(one for one, _ in pairs)
    return 1 - sum(rights for _, rights in pairs) / answers if answers else 0.0


def _known(desk: Desk, school: str, circle: str, now_ms: int) -> _Known:
    members = {one.member for one in desk.people.members(school, circle)}
    of = max(1, len(members))
    low, answers, speaks = dict[str, float](), dict[str, tuple[int, int]](), dict[tuple[str, str], float]()
    for one in standings(desk, school, at_ms=now_ms):
        if one.member in members:
            low[one.area] = low.get(one.area, 0.0) + {State.LOW: 1.0, State.CHECK: 0.5}.get(one.state, 0.0) / of
    for row in _rows(desk, "member_item", school, members):
        before = answers.get(row["item"], (0, 0))
        answers[row["item"]] = before[0] + row["answers"], before[1] + row["rights"]
    for row in _rows(desk, "misunderstood", school, members):
        key = row["area"], row["misconception"]
        speaks[key] = speaks.get(key, 0.0) + 1 / of
    today, is_due = day(now_ms), dict[str, list[bool]]()  # lesson → of each member who has met it
    for row in _rows(desk, "member_skill", school, members):
        is_due.setdefault(row["skill"], []).append(row["due"] <= today)
    due = {lesson for lesson, each in is_due.items() if sum(each) * 2 > len(each)}
    return _Known(low, answers, speaks, due, set(is_due), _resting(desk, school, circle, now_ms))


def _rows(desk: Desk, table: str, school: str, members: set[str]) -> list[Any]:
    return [row for row in desk.store.read(f"SELECT * FROM {table} WHERE school = ?", (school,)) if row["member"] in members]


def _resting(desk: Desk, school: str, circle: str, now_ms: int) -> set[str]:
    """Asked in this circle within the last weeks, as far as its session went."""
    recent = [one for one in desk.groups.sessions(school, circle) if one.opened_ms > now_ms - REST_MS and one.step != "prepared"]
    return {item for one in recent for item in one.items[: one.nth + 1]}
