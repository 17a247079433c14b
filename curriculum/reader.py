"""YAML files into a course, with every problem found in one run. It must never stop at the first one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from curriculum.course import Area, Concern, Contact, CourseFile, Term, Unit
from curriculum.items import Item
from curriculum.lessons import Lesson

_ITEM: TypeAdapter[Item] = TypeAdapter(Item)
M = TypeVar("M", bound=BaseModel)
N = TypeVar("N", Contact, Term)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Place, and fact with remedy."""

    place: str
    fact: str

    def __str__(self) -> str:
        return f"{self.place}: {self.fact}"


@dataclass(frozen=True)
class Course:
    """What was read well, and what was not. Lessons stand in the order of their units."""

    lessons: dict[str, Lesson]
    items: dict[str, Item]
    problems: tuple[Problem, ...]
    languages: tuple[str, ...] = ("km", "en")
    areas: tuple[Area, ...] = ()
    concerns: tuple[Concern, ...] = ()
    units: tuple[Unit, ...] = ()
    contacts: tuple[Contact, ...] = ()
    terms: tuple[Term, ...] = ()

    def quiz(self, lesson: str) -> tuple[Item, ...]:
        """The items of a lesson, in the order of their file."""
        return tuple(item for item in self.items.values() if item.lesson == lesson)

    def skills(self) -> dict[str, tuple[str, ...]]:
        """Area → the lessons whose items ask about it. An area without items is its own only skill, never estimated low."""
        found: dict[str, list[str]] = {area.id: [] for area in self.areas}
        for item in self.items.values():
            if item.lesson not in found.setdefault(item.area, []):
                found[item.area].append(item.lesson)
        return {area: tuple(lessons) or (area,) for area, lessons in found.items()}


def read(root: Path) -> Course:
    """Reads all of lessons/ and quizzes/ under `root`."""
    return _Reading(root).course()


class _Reading:
    def __init__(self, root: Path) -> None:
        self.root, self.problems = root, list[Problem]()

    def course(self) -> Course:
        lessons, items = self._lessons(), self._items()
        units = [unit for file in sorted(self.root.glob("lessons/*/unit.yaml")) if (unit := self._one(file, Unit))]
        top = self.root / "lessons" / "course.yaml"
        head = self._one(top, CourseFile) if top.exists() else None
        self._joined(lessons, items, units, head)
        in_order = [lesson for unit in _ordered(units, head) for lesson in unit.lessons if lesson in lessons]
        sorted_lessons = {name: lessons[name] for name in [*in_order, *lessons]}
        return Course(
            sorted_lessons,
            items,
            tuple(sorted(self.problems)),
            languages=head.languages if head else ("km", "en"),
            areas=head.areas if head else (),
            concerns=head.concerns if head else (),
            units=tuple(_ordered(units, head)),
            contacts=self._list("contacts", Contact),
            terms=self._list("terms", Term),
        )

    def _lessons(self) -> dict[str, Lesson]:
        lessons: dict[str, Lesson] = {}
        for file in sorted(self.root.glob("lessons/*/*.yaml")):
            if file.name == "unit.yaml" or not (lesson := self._one(file, Lesson)):
                continue
            if lesson.id in lessons:
                self._say(file, f"lesson id {lesson.id} is used twice; ids are for ever, make a new one")
            lessons.setdefault(lesson.id, lesson)
        return lessons

    def _items(self) -> dict[str, Item]:
        items: dict[str, Item] = {}
        for file in sorted(self.root.glob("quizzes/*/*.yaml")):
            place = str(file.relative_to(self.root))
            for number, raw in enumerate(self._listed(file, "items"), 1):
                name = raw.get("id", f"number {number}") if isinstance(raw, dict) else f"number {number}"
                try:
                    item = _ITEM.validate_python(raw)
                except ValidationError as problem:
                    self.problems += _said(f"{place}: item {name}", problem)
                    continue
                if item.id in items:
                    self._say(file, f"item id {item.id} is used twice; ids are for ever, make a new one")
                items.setdefault(item.id, item)
        return items

    def _joined(self, lessons: dict[str, Lesson], items: dict[str, Item], units: list[Unit], head: CourseFile | None) -> None:
        """Every name that points from one file into another must arrive."""
        for item in items.values():
            if item.lesson not in lessons:
                self.problems.append(Problem(item.id, f"its lesson {item.lesson} is not there; name an existing lesson"))
            if item.twin is not None and item.twin not in items:
                self.problems.append(Problem(item.id, f"its twin {item.twin} is not there; write it or remove the line"))
        for unit in units:
            for name in unit.lessons:
                if name not in lessons:
                    fact = f"its lesson {name} is not there; write it or remove the line"
                    self.problems.append(Problem(f"unit {unit.id}", fact))
        if head is None:
            return
        areas = {area.id for area in head.areas}
        for place, named in [*((x.id, (x.area,)) for x in items.values()), *((x.id, x.areas) for x in lessons.values())]:
            for area in named:
                if area not in areas:
                    self.problems.append(Problem(place, f"area {area} is not there; use one of {', '.join(sorted(areas))}"))
        placed = Counter(name for unit in units for name in unit.lessons)
        for name in lessons:
            if placed[name] != 1:
                self.problems.append(Problem(name, f"stands in {placed[name]} units; name it in exactly one unit.yaml"))

    def _one(self, file: Path, model: type[M]) -> M | None:
        try:
            return model.model_validate(_mapping(file))
        except (ValidationError, ValueError, yaml.YAMLError) as problem:
            self.problems += _said(str(file.relative_to(self.root)), problem)
            return None

    def _list(self, key: str, model: type[N]) -> tuple[N, ...]:
        file = self.root / "lessons" / {"contacts": "contacts.yaml", "terms": "glossary.yaml"}[key]
        found: list[N] = []
        for raw in self._listed(file, key) if file.exists() else []:
            try:
                found.append(model.model_validate(raw))
            except ValidationError as problem:
                name = raw.get("id") if isinstance(raw, dict) else raw
                self.problems += _said(f"{file.relative_to(self.root)}: {name}", problem)
        return tuple(found)

    def _listed(self, file: Path, key: str) -> list[Any]:
        try:
            listed = _mapping(file).get(key)
            if not isinstance(listed, list):
                raise ValueError(f'there is no list of {key}; begin the file with "{key}:"')
        except (ValueError, yaml.YAMLError) as problem:
            self.problems += _said(str(file.relative_to(self.root)), problem)
            return []
        return listed

    def _say(self, file: Path, fact: str) -> None:
        self.problems.append(Problem(str(file.relative_to(self.root)), fact))


def _ordered(units: list[Unit], head: CourseFile | None) -> list[Unit]:
    order = head.units if head else ()
    return sorted(units, key=lambda unit: order.index(unit.id) if unit.id in order else len(order))


def _mapping(file: Path) -> dict[str, Any]:
    raw = yaml.load(file.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    if not isinstance(raw, dict):
        raise ValueError("the file is not a list of keys; look at a neighbouring file for the form")
    return raw


def _said(place: str, problem: Exception) -> list[Problem]:
    if isinstance(problem, ValidationError):
        return [Problem(place, f"{'.'.join(map(str, e['loc'])) or 'the whole'}: {e['msg']}") for e in problem.errors()]
    if isinstance(problem, yaml.MarkedYAMLError) and problem.problem_mark:
        return [
            Problem(
                f"{place}:{problem.problem_mark.line + 1}",
                f"{problem.problem}. In the short form {{km: …, en: …}} quote both texts when one holds ? , or :",
            )
        ]
    return [Problem(place, str(problem))]
