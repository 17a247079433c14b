"""What holds the lessons together: areas, units, helplines, notes, glossary, concerns. Pure; no fact without a source."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from curriculum.items import Item
from curriculum.lessons import Lesson
from curriculum.problem import Fault, Path, Place, Problem
from curriculum.reviews import GLOSSARY, TESTS, WORDS, Change, Review, Role, missing, words_of
from curriculum.rows import Row, prints, rows
from curriculum.source import Source
from curriculum.text import Allowed, Strict, Text, Words, leaves

Form = Literal["A", "B"]
Audience = Literal["children", "adults"]
Tint = Literal["sky", "clay", "lotus", "rice", "sun"]
Tongue = Literal["km", "en", "th", "my", "vi", "zh"]  # in which a helpline answers
Month = Annotated[str, Field(pattern=r"^20\d\d-\d\d$")]


class Area(Strict):
    """A strand of comprehension that is tracked on its own. `can` is what a child can do who knows it."""

    id: Words
    title: Text
    short: Text  # fits the head of a narrow column
    can: Text
    tint: Tint
    picture: Words


class Concern(Strict):
    """One concern of the evaluation: what was said then, and the areas that show its present state."""

    id: Words
    title: Text
    then: Text
    areas: tuple[Words, ...] = Field(min_length=1)
    source: Words


class CourseFile(Strict):
    """`lessons/course.yaml`."""

    languages: tuple[Words, ...] = Field(min_length=1)
    units: tuple[Words, ...] = Field(min_length=1)
    areas: tuple[Area, ...] = Field(min_length=1)
    concerns: tuple[Concern, ...]
    names: tuple[Text, ...] = ()  # the children of our stories; a check wants no others

    @model_validator(mode="after")
    def _concerns_name_areas(self) -> CourseFile:
        known = {area.id for area in self.areas}
        if lost := sorted({name for concern in self.concerns for name in concern.areas} - known):
            raise Fault(f"a concern names {', '.join(lost)}, which is no area", f"Use one of {', '.join(sorted(known))}")
        return self


class Unit(Strict):
    """`lessons/<unit>/unit.yaml`: lessons in the order they are taught."""

    id: Words
    title: Text
    sentence: Text
    picture: Words
    lessons: tuple[Words, ...] = Field(min_length=1)
    allow: Allowed = ()


class Contact(Strict):
    """Someone who helps. Children see only those marked `child_facing`, and of these what `actions/helplines.py` lets through.

    `hours` and `languages` are left out when nobody has verified them. `verified`: the number was read in the source.
    """

    id: Words
    number: str = Field(pattern=r"^[0-9 +]{3,20}$")
    name: Text
    does: Text
    country: Literal["KH", "TH"]
    child_facing: bool
    hours: Text | None = None
    languages: tuple[Tongue, ...] | None = Field(default=None, min_length=1)
    verified: bool
    to_ask: Text | None = None  # what an adult asks when calling, because no source says it
    source: Words
    checked: Month
    call_before_print: bool


class Note(Strict):
    """A fact that ages: for adults alone, and shown with its date. `verified`: false when the text names what is not."""

    id: Words
    topic: Literal["border", "law", "school"]
    for_: Literal["facilitator", "staff"] = Field(alias="for")  # staff see both
    lessons: tuple[Words, ...]
    text: Text
    verified: bool
    source: Words
    checked: Month


class Term(Strict):
    """A word of the glossary and what it means. Where the English says it, the Khmer must say it too."""

    id: Words
    term: Text
    means: Text
    also: tuple[Words, ...] = ()  # other Khmer words that are as good
    never: tuple[Words, ...] = ()  # Khmer words that are not
    unless: tuple[Words, ...] = ()  # English phrases in which the word means something else: "right away"


class Misconception(Strict):
    """What children often believe, and what to say instead. Tiles name it; boards show it."""

    id: Words
    says: Text
    better: Text


class MisconceptionsFile(Strict):
    """`lessons/misconceptions.yaml`."""

    misconceptions: tuple[Misconception, ...] = Field(min_length=1)


class Entry(Strict):
    """What was new in the content on one day, in the words that staff and facilitators read, and the lessons that it is about."""

    on: str = Field(
        pattern=r"^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
    )  # a page can say it; whether it has been, a rule asks
    what: Text
    lessons: tuple[Words, ...] = Field(min_length=1)


class ChangelogFile(Strict):
    """`lessons/changelog.yaml`: the newest first."""

    entries: tuple[Entry, ...] = Field(min_length=1)


class ContactsFile(Strict):
    """`lessons/contacts.yaml`."""

    contacts: tuple[Contact, ...] = Field(min_length=1)


class NotesFile(Strict):
    """`lessons/notes.yaml`."""

    notes: tuple[Note, ...]


class GlossaryFile(Strict):
    """`lessons/glossary.yaml`."""

    terms: tuple[Term, ...] = Field(min_length=1)


class QuizFile(Strict):
    """`quizzes/<unit>/<lesson>.yaml`."""

    items: tuple[Item, ...] = Field(min_length=1)


class ShortCheck(Strict):
    """A few questions for those who listen to a campaign: other children, or adults. Counted by hands, never by name."""

    id: Audience
    title: Text
    sentence: Text
    items: tuple[Words, ...] = Field(min_length=1)


class ShortFile(Strict):
    """`quizzes/tests/short.yaml`."""

    checks: tuple[ShortCheck, ...] = Field(min_length=1)
    items: tuple[Item, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something was written: its file, and the keys that lead to it."""

    source: Source
    path: Path = ()


@dataclass(frozen=True)
class Course:
    """What was read well, and what was not. Lessons stand in the order of their units.

    `items` are those of the lessons. What tests and short checks ask stands apart, so that nothing that chooses among `items`
    can ever practise a test: docs/decisions/tests.md.
    """

    lessons: dict[str, Lesson]
    items: dict[str, Item]
    problems: tuple[Problem, ...]
    languages: tuple[str, ...] = ("km", "en")
    areas: tuple[Area, ...] = ()
    concerns: tuple[Concern, ...] = ()
    units: tuple[Unit, ...] = ()
    contacts: tuple[Contact, ...] = ()
    notes: tuple[Note, ...] = ()
    terms: tuple[Term, ...] = ()
    misconceptions: tuple[Misconception, ...] = ()
    reviews: tuple[Review, ...] = ()
    changes: tuple[Change, ...] = ()  # that reviewers asked for
    changelog: tuple[Entry, ...] = ()
    names: tuple[Text, ...] = ()
    order: tuple[str, ...] = ()  # of the units, as the course names them
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    spots: Mapping[str, Spot] = field(default_factory=dict)  # "item rights.x.q1" → where it stands
    test_items: Mapping[str, Item] = field(default_factory=dict)
    short_items: Mapping[str, Item] = field(default_factory=dict)
    short_checks: tuple[ShortCheck, ...] = ()
    alt: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # picture → what it says to who cannot see it

    @property
    def every_item(self) -> dict[str, Item]:
        """Those of tests and short checks too: for marking, reading and checking, never for choosing what to ask."""
        return {**self.items, **self.test_items, **self.short_items}

    def form(self, form: Form) -> tuple[Item, ...]:
        """One of the two parallel tests, mixed over the areas; the twin of its n-th question is the n-th of the other form."""
        firsts = [item for item in self.test_items.values() if not item.is_twin and item.twin in self.test_items]
        twins = {item.id: self.test_items[item.twin or ""] for item in firsts}
        return tuple(item if form == "A" else twins[item.id] for item in _mixed(firsts))

    def quiz(self, lesson: str) -> tuple[Item, ...]:
        """The items of a lesson, in the order of their file."""
        return tuple(item for item in self.items.values() if item.lesson == lesson)

    def unsigned(self, name: str) -> tuple[Role, ...]:
        """The reviewers whose signature a lesson, the tests, the words or the glossary, as they stand now, still wait for."""
        return missing(name, self.wordings[name], self.reviews)

    @cached_property
    def wordings(self) -> dict[str, str]:
        """Lesson, tests, words, glossary → the fingerprint that a signature is bound to."""
        found = dict[str, str]()
        for name, lesson in self.lessons.items():
            items = self.quiz(name)
            found[name] = words_of(lesson, items, self._told((lesson, *items)))
        if apart := (*self.test_items.values(), *self.short_items.values()):
            whole = words_of(None, apart, self._told(apart)) + prints(self.check_rows)
            found[TESTS] = hashlib.sha256(whole.encode()).hexdigest()[:12]
        shared = {WORDS: self.word_rows, GLOSSARY: self.term_rows}
        return found | {name: hashlib.sha256(prints(rows).encode()).hexdigest()[:12] for name, rows in shared.items()}

    def told(self, picture: str) -> str:
        """What a picture says to who cannot see it, in every language; "" of none."""
        return "\0".join(self.alt.get(picture, {}).get(lang, "") for lang in self.languages) if picture else ""

    def _told(self, parts: tuple[Strict, ...]) -> str:
        pictures = {said for path, said in leaves(parts) if path[-1] == "picture"}
        return "\0".join(self.told(one) for one in sorted(pictures))

    @cached_property
    def check_rows(self) -> tuple[Row, ...]:
        """What is said to listeners before their short questions."""
        return tuple(row for one in self.short_checks for row in rows(f"check.{one.id}", f"check {one.id}", one))

    @cached_property
    def word_rows(self) -> tuple[Row, ...]:
        """The Khmer that belongs to no lesson: units, areas, concerns, helpers, news, the words of the screens."""
        parts: list[tuple[str, Strict]] = [(f"unit {one.id}", one) for one in self.units]
        parts += [(f"area {one.id}", one) for one in self.areas]
        parts += [(f"concern {one.id}", one) for one in self.concerns] + [(f"contact {one.id}", one) for one in self.contacts]
        parts += [(f"entry {one.on}", one) for one in self.changelog]
        named = [row for subject, one in parts for row in rows(subject.replace(" ", "."), subject, one)]
        ui = (Row(f"{WORDS}/{name}", text["km"], text["en"], f"words {name}", ()) for name, text in self.words.items())
        return (*named, *ui)

    @cached_property
    def term_rows(self) -> tuple[Row, ...]:
        """The glossary, what children often believe, and the notes of numbers and laws."""
        parts: list[tuple[str, Strict]] = [(f"{GLOSSARY}.{one.id}", one) for one in self.terms]
        subjects = [f"term {one.id}" for one in self.terms] + [f"misconception {one.id}" for one in self.misconceptions]
        parts += [(f"misconception.{one.id}", one) for one in self.misconceptions]
        subjects += [f"note {one.id}" for one in self.notes]
        parts += [(f"note.{one.id}", one) for one in self.notes]
        return tuple(row for (base, one), subject in zip(parts, subjects, strict=True) for row in rows(base, subject, one))

    def skills(self) -> dict[str, tuple[str, ...]]:
        """Area → the lessons whose items ask about it. An area without items is its own only skill, never estimated low."""
        found: dict[str, list[str]] = {area.id: [] for area in self.areas}
        for item in self.items.values():
            if item.is_evidence and item.lesson not in found.setdefault(item.area, []):
                found[item.area].append(item.lesson)
        return {area: tuple(lessons) or (area,) for area, lessons in found.items()}

    def options(self) -> dict[str, float]:
        """Area → tiles to choose from, as the harmonic mean over its items: guessing alone reaches one in so many."""
        found: dict[str, list[float]] = {}
        for item in self.items.values():
            if item.is_evidence:
                found.setdefault(item.area, []).append(1 / item.chances)
        return {area: len(shares) / sum(shares) for area, shares in found.items()}

    def place(self, subject: str, path: Path = ()) -> Place:
        """The line of something that is written in this course."""
        spot = self.spots.get(subject)
        return spot.source.place((*spot.path, *path)) if spot else Place(subject)


def _mixed(items: Iterable[Item]) -> tuple[Item, ...]:
    """The first of each area, then the second of each …: no run of questions about one thing."""
    areas: dict[str, list[Item]] = {}
    for item in items:
        areas.setdefault(item.area, []).append(item)
    longest = max(map(len, areas.values()), default=0)
    return tuple(of[nth] for nth in range(longest) for of in areas.values() if nth < len(of))
