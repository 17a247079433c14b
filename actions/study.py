"""A child's way through the lessons: what comes next, where the reading stands, which quiz is open. All from the store."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from actions.desk import Desk
from actions.enrol import may_open
from actions.permissions import NotAllowed, Who, require
from actions.sounds import addresses
from curriculum.items import CRITERIA, LEVELS, Item, Scale, TeachBack, explained, shown
from curriculum.lessons import Lesson
from curriculum.reading import all_rows
from curriculum.reviews import TESTS
from curriculum.sounds import SPOKEN_WORDS
from curriculum.text import Text
from progress.events import Answered
from progress.store.people import Attempt, now_ms

STAGE = ("stage.", "teach_back.")  # the branches of words that the stage reads aloud
Stage = Literal["done", "here", "open", "together"]


@dataclass(frozen=True, slots=True)
class Stop:
    """A lesson on the path, and whether this child has been there."""

    lesson: Lesson
    state: Stage


def path(desk: Desk, who: Who) -> list[Stop]:
    """All lessons in their order. Sensitive ones wait for the group ("together") until the facilitator opens them."""
    require(who, "study")
    done = explored(desk.people.attempts(who.school, who.id))
    open_, stops, has_here = open_lessons(desk, who.school, who.id), list[Stop](), False
    for lesson in desk.course.lessons.values():
        state: Stage = "done" if lesson.id in done else "open" if lesson.id in open_ else "together"
        if state == "open" and not has_here:
            state, has_here = "here", True
        stops.append(Stop(lesson, state))
    return stops


def may_read(desk: Desk, who: Who, lesson: str) -> bool:
    """The gate of sensitive lessons, asked by every page that shows one."""
    require(who, "study")
    return lesson in open_lessons(desk, who.school, who.id)


def reading(desk: Desk, who: Who, lesson: str) -> tuple[int, bool]:
    """(card, all read)."""
    require(who, "study")
    return desk.people.readings(who.school, who.id).get(lesson, (0, False))


def turn(desk: Desk, who: Who, lesson: str, card: int, *, is_read: bool = False) -> None:
    """Keeps the page, so that a power cut loses no place. Raises NotAllowed."""
    require(who, "study")
    if not may_read(desk, who, lesson):
        raise NotAllowed(f"{lesson} is not open for this child")
    was_read = reading(desk, who, lesson)[1]
    row = {"school": who.school, "member": who.id, "lesson": lesson, "card": card, "is_read": int(is_read or was_read)}
    desk.people.put("reading", row)


def quiz(desk: Desk, who: Who, lesson: str, lang: str) -> dict[str, Any]:
    """What the stage is told; it finishes by itself when every question is answered and read. Raises NotAllowed."""
    require(who, "study")
    if not may_read(desk, who, lesson):
        raise NotAllowed(f"{lesson} is not open for this child")
    return served(desk, who, _attempt(desk, who, lesson), desk.quiz(lesson), lang)


def round_of(desk: Desk, who: Who, attempt: str, lang: str) -> dict[str, Any]:
    """The same for a review or a check quiz: those of its questions whose lesson is open now. Raises NotAllowed."""
    require(who, "study")
    found = desk.people.attempt(who.school, attempt)
    if found is None or found.member != who.id or not (items := still_asked(desk, who.school, found)):
        raise NotAllowed(f"{attempt} is no open round of this child")
    return served(desk, who, attempt, items, lang)


def still_asked(desk: Desk, school: str, attempt: Attempt) -> list[Item]:
    """What is left of a round: a question that left the course, or a lesson that was closed again, is not asked (SG-08)."""
    open_ = open_lessons(desk, school, attempt.member)
    items = [desk.course.items[one] for one in attempt.items if one in desk.course.items]
    return [item for item in items if item.lesson in open_]


def explored(attempts: Iterable[Attempt]) -> set[str]:
    """Lessons whose own quiz was finished."""
    return {one.lesson for one in attempts if one.kind == "lesson" and one.is_finished}


def finish(desk: Desk, who: Who, attempt: str) -> None:
    """The last feedback was read."""
    require(who, "study")
    sql = "UPDATE attempt SET is_finished = 1 WHERE attempt = ? AND school = ? AND member = ?"
    desk.people.change(sql, (attempt, who.school, who.id))


def acknowledgement(desk: Desk, answered: Answered, lang: str) -> dict[str, Any]:
    """What the page may know once the answer is kept. `care`: the not-your-fault line, after a story that was not OK."""
    if answered.test:  # the same questions come back months later: nothing is told of them, not even how it went
        return {"item": answered.item, "response": answered.response, "right": None, "better": [], "is_quiet": True}
    item = desk.course.items[answered.item]
    lesson = desk.course.lessons.get(item.lesson)
    care = lesson.not_your_fault if lesson and item.valence == "not_ok" else None
    right = None if isinstance(item, Scale) else answered.right  # how sure a child is cannot be right
    told = _told(item, care, lang)
    sounds = _sounds(desk, [item], told, lang)
    return {"item": answered.item, "response": answered.response, "right": right, **told, "sounds": sounds}


@lru_cache(maxsize=4096)
def _told(item: Item, care: Text | None, lang: str) -> dict[str, Any]:
    """Asked at every answer; the texts themselves are the key, so that a mended one is told at once."""
    told = explained(item) if care is None else {**explained(item), "care": care.model_dump()}
    return dict(_localised(told, lang))


def open_lessons(desk: Desk, school: str, member: str) -> set[str]:
    """SG-08, SG-33: a sensitive lesson needs a school that is ready, a facilitator who opened it, and signed words.

    Asks nobody's leave: whoever calls it has to.
    """
    found, course = desk.people.member(school, member), desk.course
    at = next((one for one in desk.people.schools() if one.school == school), None)
    opened = desk.people.opened(school, found.circle) if found and at and at.is_ready else set()
    is_shown = {one for one in opened & set(course.lessons) if at and may_open(course, at, one)}
    return {lesson.id for lesson in course.lessons.values() if lesson.sensitivity == 0 or lesson.id in is_shown}


def served(desk: Desk, who: Who, attempt: str, items: Sequence[Item], lang: str) -> dict[str, Any]:
    """A round as the page is told it; whose it is, and whether it is open, is asked by whoever calls."""
    require(who, "study")
    answers, known = desk.store.answers(who.school, attempt), desk.course.every_item
    told = [_localised(_shuffled(shown(item), attempt), lang) | _rubric(desk, item, lang) for item in items]
    return {
        "attempt": attempt,
        "lang": lang,
        "items": told,
        "acks": {a.item: acknowledgement(desk, a, lang) for a in answers.values() if a.item in known},
        "words": desk.words.under("stage", lang),
        "sounds": _sounds(desk, items, [told, [words for _, words in _heads(desk, lang)]], lang),
        "sign_in": "/door",
    }


def _rubric(desk: Desk, item: Item, lang: str) -> dict[str, Any]:
    """What a listener is asked: the same five questions of every lesson, so they belong to the screens' words."""
    if not isinstance(item, TeachBack):
        return {}
    words = desk.words.under("teach_back", lang)
    levels = [
        {
            "id": one,
            "name": words[f"{one}.name"],
            "text": words[f"{one}.ask"],
            "levels": [{"id": level, "text": words[f"{one}.{level}"]} for level in LEVELS],
        }
        for one in CRITERIA
    ]
    return {"criteria": levels, "words": {name: text for name, text in words.items() if "." not in name}}


def _sounds(desk: Desk, items: Iterable[Item], told: Any, lang: str) -> dict[str, str]:
    """Words → their recording, of those that a page is told anyway: of nothing else, for feedback would tell what is right."""
    tested, mine, known = desk.course.test_items, {item.id for item in items}, set(_strings(told))
    lessons = {TESTS if item.id in tested else item.lesson for item in items} & {TESTS, *desk.course.lessons}
    rows = [row for lesson in lessons for row in all_rows(desk.course, lesson)]
    said = [(row.id, str(getattr(row, lang))) for row in rows if row.id.partition("/")[0] in {*mine, *lessons}]
    said += _heads(desk, lang)
    found = addresses(desk.living.root, (one for one in said if one[1] in known), lang)
    return {words: found[text] for text, words in said if text in found}


def _heads(desk: Desk, lang: str) -> list[tuple[str, str]]:
    """(id, words) of what the stage itself says: "Yes!", "Let us look again"."""
    texts = desk.course.words
    return [(f"words/{name}", texts[name][lang]) for name in SPOKEN_WORDS if name.startswith(STAGE) and name in texts]


def _strings(told: Any) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict | list | tuple):
        for one in told.values() if isinstance(told, dict) else told:
            yield from _strings(one)


def _attempt(desk: Desk, who: Who, lesson: str) -> str:
    """The open attempt at a lesson's quiz, or a new one."""
    for one in reversed(desk.people.attempts(who.school, who.id)):
        if (one.kind, one.lesson, one.is_finished) == ("lesson", lesson, False):
            return one.attempt
    return desk.people.open_attempt(who.school, Attempt(secrets.token_hex(8), who.id, lesson, now_ms()))


def _shuffled(raw: dict[str, Any], attempt: str) -> dict[str, Any]:
    """Options, steps, things and rights in an order of this attempt: the same after a refresh, another for the neighbour."""
    chance = random.Random(f"{attempt}{raw['id']}")
    for key in ("steps", "things", "rights"):
        if key in raw:
            listed = list(raw[key])
            while [one["id"] for one in listed] == [one["id"] for one in raw[key]]:
                chance.shuffle(listed)
            raw[key] = listed
    if "options" in raw:
        raw["options"] = chance.sample(list(raw["options"]), len(raw["options"]))
    return raw


def _localised(raw: Any, lang: str) -> Any:
    """{km, en} → the words of one language."""
    if isinstance(raw, dict):
        return raw[lang] if set(raw) == {"km", "en"} else {key: _localised(value, lang) for key, value in raw.items()}
    return [_localised(one, lang) for one in raw] if isinstance(raw, list | tuple) else raw
