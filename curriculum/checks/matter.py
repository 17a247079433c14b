"""What every rule looks at: the course, what stands around it, and each of its texts once. Pure; it must never judge."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from curriculum.course import Course, ShortCheck
from curriculum.faults import ONE
from curriculum.items import AGREE, DISAGREE, Choice, Item, Match, Option, Sort, Story, TrueFalse
from curriculum.lessons import Lesson
from curriculum.problem import Path, Problem
from curriculum.text import Text

UNWRITTEN = "…"  # what `manage.py new` leaves for a person to write
TILE = re.compile("text of (option|step|thing|basket) |(left|right) of pair ")
ADULT_KEYS = {"facilitator", "sources", "home_note", "to_ask"}


@dataclass(frozen=True)
class Surroundings:
    """What the course does not hold itself. `frozen`: item → version → fingerprint."""

    today: datetime.date
    pictures: frozenset[str] = frozenset()
    alt: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    frozen: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()  # with these files themselves


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says about one place. `detail` narrows what an `allow:` allows; `file` is for what stands in no sheet."""

    subject: str
    path: Path
    fact: str
    remedy: str
    detail: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """One text in both languages, with what a person calls its place. `is_for_children`: a child may see or hear it."""

    subject: str
    path: Path
    label: str
    km: str
    en: str
    is_for_children: bool
    is_tile: bool = False

    @property
    def what(self) -> str:
        """ "text of option a of item rights.x.q1"."""
        return f"{self.label} of {self.subject}" if self.label else self.subject

    def says(self, fact: str, remedy: str, lang: str = "", detail: str = "") -> Finding:
        """A finding about this text, at its line."""
        return Finding(self.subject, (*self.path, lang) if lang else self.path, fact, remedy, detail)


@dataclass(frozen=True)
class Matter:
    """A course whose parts are all written."""

    course: Course
    around: Surroundings

    @cached_property
    def texts(self) -> tuple[Passage, ...]:
        """Every text of the course, once."""
        parts = _parts(self.course)
        return tuple(one for subject, part, is_for_children in parts for one in _texts(subject, part, is_for_children))

    @cached_property
    def for_children(self) -> tuple[Passage, ...]:
        """Those that a child may see or hear."""
        return tuple(one for one in self.texts if one.is_for_children)

    def holds(self, word: str, name: str) -> bool:
        """True when somebody wrote it, even if it cannot be read: then that is said, and nothing else about it."""
        return f"{word} {name}" in self.course.spots

    def unit_items(self, unit: str) -> list[Item]:
        """The items of a unit's lessons, twins too."""
        lessons = {name for one in self.course.units if one.id == unit for name in one.lessons}
        return [item for item in self.course.items.values() if item.lesson in lessons]


def choices(item: Item) -> Iterator[tuple[Path, tuple[Option, ...]]]:
    """The sets of options among which a child chooses, with their place in the item."""
    if isinstance(item, Choice):
        yield ("options",), item.options
    elif isinstance(item, Story):
        for number, scene in enumerate(item.scenes):
            yield ("scenes", number, "options"), scene.options


def feedbacks(item: Item) -> Iterator[tuple[Path, Text]]:
    """What may be said to an unwise or unfinished answer."""
    for path, options in choices(item):
        yield from (((*path, n, "feedback"), one.feedback) for n, one in enumerate(options) if not one.correct)
    if isinstance(item, Sort):
        yield from ((("things", n, "feedback"), one.feedback) for n, one in enumerate(item.things))
    if isinstance(item, Match):
        yield from ((("pairs", n, "feedback"), one.feedback) for n, one in enumerate(item.pairs))
    if isinstance(item, TrueFalse):
        unwise = DISAGREE if item.holds else AGREE
        yield ("feedback", unwise), getattr(item.feedback, unwise)
    elif whole := getattr(item, "feedback", None):
        yield ("feedback", "partly"), whole.partly


def lessons_and_items(course: Course) -> Iterator[tuple[str, Lesson | Item | ShortCheck]]:
    """What a child meets, in lessons, tests and short checks, with what a person calls it."""
    yield from ((f"lesson {one.id}", one) for one in course.lessons.values())
    yield from ((f"item {one.id}", one) for one in course.every_item.values())
    yield from ((f"check {one.id}", one) for one in course.short_checks)


def _parts(course: Course) -> Iterator[tuple[str, Any, bool]]:
    yield from ((subject, one, True) for subject, one in lessons_and_items(course))
    yield from ((f"unit {one.id}", one, True) for one in course.units)
    yield from ((f"area {one.id}", one, True) for one in course.areas)
    yield from ((f"concern {one.id}", one, False) for one in course.concerns)
    yield from ((f"contact {one.id}", one, one.child_facing) for one in course.contacts)
    yield from ((f"note {one.id}", one, False) for one in course.notes)
    yield from ((f"term {one.id}", one, True) for one in course.terms)
    yield from ((f"misconception {one.id}", one, False) for one in course.misconceptions)
    yield from ((f"entry {one.on}", one, False) for one in course.changelog)
    yield from ((f"words {name}", Text(**text), False) for name, text in course.words.items())


def _texts(subject: str, value: Any, is_for_children: bool, path: Path = (), label: str = "") -> Iterator[Passage]:
    if isinstance(value, Text):
        is_tile = bool(TILE.match(label))
        yield Passage(subject, path, label, value.km, value.en, is_for_children, is_tile)
    elif isinstance(value, BaseModel):
        for name, field_ in type(value).model_fields.items():
            key, child = field_.alias or name, getattr(value, name)
            seen = is_for_children and not (not path and key in ADULT_KEYS)
            if isinstance(child, Text | BaseModel):
                yield from _texts(subject, child, seen, (*path, key), _of(key, label))
            elif isinstance(child, tuple):
                for number, one in enumerate(child):
                    named = f"{ONE.get(key, 'entry')} {getattr(one, 'id', number + 1)}"
                    yield from _texts(subject, one, seen, (*path, key, number), _of(named, label))


def _of(name: str, label: str) -> str:
    return f"{name} of {label}" if label else name
