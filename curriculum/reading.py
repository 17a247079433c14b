"""What waits to be read, in the order in which a child meets it: sections of rows. Pure; it must never leave a text out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from curriculum.course import Course
from curriculum.items import Item
from curriculum.lessons import Lesson
from curriculum.problem import Problem
from curriculum.reviews import GLOSSARY, TESTS, WORDS
from curriculum.rows import Row, rows

Kind = Literal["lesson", "question", "close", "facilitator", "sources", "shared"]
FIRST = ("title", "goal", "content_note", "cards", "practise", "not_your_fault", "tell_it")  # as the pages of a lesson go
LAST = ("close",)
ADULT = ("facilitator", "home_note")


@dataclass(frozen=True, slots=True)
class Section:
    """Some rows that belong together. `item`: the question whose they are."""

    kind: Kind
    rows: tuple[Row, ...]
    item: Item | None = None
    name: str = ""  # of a branch of words


def subjects(course: Course) -> tuple[str, ...]:
    """Everything that is signed by itself: the lessons in their order, then the tests, words and glossary."""
    return (*course.lessons, *((TESTS,) if TESTS in course.wordings else ()), WORDS, GLOSSARY)


def sections(course: Course, name: str) -> tuple[Section, ...]:
    """All that a signature under `name` speaks of. KeyError for a name that nothing has."""
    if name == WORDS:
        return tuple(_branches(course.word_rows))
    if name == GLOSSARY:
        return (Section("shared", course.term_rows),)
    if name == TESTS:
        said = (Section("shared", course.check_rows),) if course.check_rows else ()
        found = (*_questions(course.test_items.values()), *said, *_questions(course.short_items.values()))
    else:
        found = _lesson(course.lessons[name], course.quiz(name))
    return tuple(replace(one, rows=tuple(_told(course, row) for row in one.rows)) for one in found)


def _told(course: Course, row: Row) -> Row:
    """With what its picture says: a changed description is read again."""
    return replace(row, told=course.told(row.picture)) if row.picture else row


def all_rows(course: Course, name: str) -> tuple[Row, ...]:
    """The same without sections."""
    return tuple(row for one in sections(course, name) for row in one.rows)


def subject_of(course: Course, text: str) -> str | None:
    """The lesson, or words or glossary, that a text belongs to."""
    base = text.partition("/")[0]
    name = course.items[base].lesson if base in course.items else base
    if name in course.lessons:
        return name
    if base in course.test_items or base in course.short_items:
        return TESTS
    first = base.partition(".")[0]
    if first == "check":
        return TESTS
    if first in ("misconception", "note"):
        return GLOSSARY
    return first if first in (WORDS, GLOSSARY) else WORDS if first in ("unit", "area", "concern", "contact", "entry") else None


def files_of(course: Course, name: str) -> frozenset[str]:
    """The files in which those texts stand."""
    spots = (course.spots.get(row.subject) for row in all_rows(course, name))
    return frozenset(spot.source.file for spot in spots if spot)


def said_of(course: Course, name: str, problems: Iterable[Problem]) -> tuple[dict[str, list[Problem]], list[Problem]]:
    """What the checks say in these files: by row, and of what is no text."""
    here = files_of(course, name)
    mine = [one for one in problems if one.place.file in here]
    at: dict[str, list[Problem]] = {}
    if not mine:
        return at, []
    lines = {
        course.place(row.subject, (*row.path, *lang)): row.id for row in all_rows(course, name) for lang in ((), ("km",), ("en",))
    }
    for one in mine:
        if one.place in lines:
            at.setdefault(lines[one.place], []).append(one)
    return at, [one for one in mine if one.place not in lines]


@lru_cache(maxsize=256)
def _lesson(lesson: Lesson, items: tuple[Item, ...]) -> tuple[Section, ...]:
    of = f"lesson {lesson.id}"
    mine = [replace(row, picture=lesson.picture) if row.path == ("title",) else row for row in rows(lesson.id, of, lesson)]

    def under(*keys: str) -> tuple[Row, ...]:
        return tuple(row for key in keys for row in mine if row.path[0] == key)

    rest = tuple(row for row in mine if row.path[0] not in (*FIRST, *LAST, *ADULT))  # a key that this order does not know yet
    questions = _questions(items)
    sources = tuple(
        Row(f"{lesson.id}/sources.{nth}", "", f"{one.fact} ({one.from_}, {one.checked})", of, ("sources", nth - 1))
        for nth, one in enumerate(lesson.sources, 1)
    )
    made = [
        Section("lesson", (*under(*FIRST), *rest)),
        *questions,
        Section("close", under(*LAST)),
        Section("facilitator", under(*ADULT)),
        Section("sources", sources),
    ]
    return tuple(one for one in made if one.rows)


def _questions(items: Iterable[Item]) -> tuple[Section, ...]:
    return tuple(Section("question", tuple(rows(item.id, f"item {item.id}", item)), item) for item in _with_twins(items))


def _with_twins(items: Iterable[Item]) -> Iterator[Item]:
    """Each question as a child meets it first, then the one that the re-test asks."""
    waiting = {item.id: item for item in items}
    for item in sorted(items, key=lambda one: one.is_twin):  # a twin without its first comes last
        if waiting.pop(item.id, None):
            yield item
            if twin := waiting.pop(item.twin or "", None):
                yield twin


def is_of_test(item: Item) -> bool:
    """Asked in a test, not in the lesson's own quiz: by its id, `rights.x.t1` or `.c1`, where the quiz has `.q1`."""
    return not item.id.removeprefix(f"{item.lesson}.").startswith("q")


def _branches(found: tuple[Row, ...]) -> Iterator[Section]:
    """By the first key of their name: the words of a page stand together."""
    names: dict[str, list[Row]] = {}
    for row in found:
        base, _, rest = row.id.partition("/")
        names.setdefault(rest.partition(".")[0] if base == WORDS else base.partition(".")[0], []).append(row)
    yield from (Section("shared", tuple(listed), name=name) for name, listed in names.items())
