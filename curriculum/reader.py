"""YAML files into lessons and items, with every problem found in one run. It must never stop at the first one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from curriculum.items import Item
from curriculum.lessons import Lesson

_ITEM: TypeAdapter[Item] = TypeAdapter(Item)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Place, and fact with remedy."""

    place: str
    fact: str

    def __str__(self) -> str:
        return f"{self.place}: {self.fact}"


@dataclass(frozen=True, slots=True)
class Course:
    """What was read well, and what was not."""

    lessons: dict[str, Lesson]
    items: dict[str, Item]
    problems: tuple[Problem, ...]


def read(root: Path) -> Course:
    """Reads lessons/*/*.yaml and quizzes/*/*.yaml under `root`."""
    lessons: dict[str, Lesson] = {}
    items: dict[str, Item] = {}
    problems: list[Problem] = []
    for file in sorted(root.glob("lessons/*/*.yaml")):
        place = str(file.relative_to(root))
        try:
            lesson = Lesson.model_validate(_mapping(file))
        except (ValidationError, ValueError, yaml.YAMLError) as problem:
            problems += _said(place, problem)
            continue
        if lesson.id in lessons:
            problems.append(Problem(place, f"lesson id {lesson.id} is used twice; ids are for ever, make a new one"))
        lessons.setdefault(lesson.id, lesson)
    for file in sorted(root.glob("quizzes/*/*.yaml")):
        place = str(file.relative_to(root))
        try:
            listed = _mapping(file).get("items")
            if not isinstance(listed, list):
                raise ValueError('there is no list of items; begin the file with "items:"')
        except (ValueError, yaml.YAMLError) as problem:
            problems += _said(place, problem)
            continue
        for number, raw in enumerate(listed, 1):
            name = raw.get("id", f"number {number}") if isinstance(raw, dict) else f"number {number}"
            try:
                item = _ITEM.validate_python(raw)
            except ValidationError as problem:
                problems += _said(f"{place}: item {name}", problem)
                continue
            if item.id in items:
                problems.append(Problem(place, f"item id {item.id} is used twice; ids are for ever, make a new one"))
            items.setdefault(item.id, item)
    problems += [
        Problem(item.id, f"its lesson {item.lesson} is not there; name an existing lesson")
        for item in items.values()
        if item.lesson not in lessons
    ]
    problems += [
        Problem(item.id, f"its twin {item.twin} is not there; write it or remove the line")
        for item in items.values()
        if item.twin is not None and item.twin not in items
    ]
    return Course(lessons, items, tuple(sorted(problems)))


def _mapping(file: Path) -> dict[str, Any]:
    raw = yaml.safe_load(file.read_text("utf-8"))
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
