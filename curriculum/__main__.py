"""`manage.py check`, `freeze`, `figures`, `schema`, `new`: what writers ask for. It never changes a written sentence."""

from __future__ import annotations

import datetime
import difflib
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from curriculum import figures, schema, skeleton
from curriculum.checks import check, unfinished
from curriculum.checks.matter import Matter
from curriculum.checks.references import SLUG
from curriculum.checks.release import release
from curriculum.course import Course
from curriculum.freeze import frozen
from curriculum.problem import Problem
from curriculum.reader import files, read, surroundings

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> int:
    """Runs one of the verbs; returns the exit status."""
    verb = VERBS.get(arguments[0] if arguments else "check")
    if verb is None:
        print(f"There is no {arguments[0]}; use one of {', '.join(VERBS)}")
        return 2
    return verb(arguments[1:])


def _check(arguments: list[str]) -> int:
    """With `--release` also what must not stand in what real schools get: unsigned words, numbers that nobody called.

    With a lesson only what is said in its own files and in that of its unit.
    """
    course, problems = _checked()
    if "--release" in arguments:
        problems = sorted([*problems, *release(course, datetime.date.today())])
    if wanted := [one for one in arguments if one != "--release"]:
        if lost := [name for name in wanted if not (ROOT / _file_of(name)).exists()]:
            print(f"There is no lesson {lost[0]}.{_near(lost[0], course.lessons)} A name is UNIT.SLUG")
            return 2
        here = {one for name in wanted for one in (_file_of(name), _file_of(name, "quizzes"), _unit_of(name))}
        problems = [one for one in problems if one.place.file in here]
    for problem in problems:
        print(f"{'warning: ' if problem.is_warning else ''}{problem} [{problem.rule}]")
    errors = sum(not problem.is_warning for problem in problems)
    print(f"{len(course.lessons)} lessons, {len(course.every_item)} items, {errors} errors, {len(problems) - errors} warnings")
    return int(errors > 0)


def _freeze(wanted: list[str]) -> int:
    """All finished items, or those of the named lessons."""
    course, problems = _checked()
    if errors := [problem for problem in problems if not problem.is_warning]:
        print(f"Nothing is frozen while there are errors ({len(errors)}). `manage.py check` shows them.")
        return 1
    around = surroundings(ROOT, datetime.date.today())
    if lost := [name for name in wanted if name not in course.lessons]:
        print(f"There is no lesson {', '.join(lost)}; use one of {', '.join(course.lessons)}")
        return 2
    left = unfinished(course)
    items = [one for one in course.every_item.values() if f"item {one.id}" not in left and (not wanted or one.lesson in wanted)]
    new = sum(one.version not in around.frozen.get(one.id, {}) for one in items)
    (ROOT / "quizzes" / "frozen.yaml").write_text(frozen(items, around.frozen), "utf-8")
    print(f"{new} items newly frozen, {len(items) - new} as before")
    return 0


def _figures(_: list[str]) -> int:
    course = read(ROOT)
    file = ROOT / "docs" / "content.md"
    file.write_text(figures.page(Matter(course, surroundings(ROOT, datetime.date.today()))), "utf-8")
    print(f"{file.relative_to(ROOT)} is written")
    return 0


def _schema(arguments: list[str]) -> int:
    folder = ROOT / schema.FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schema.schemas().items():
        (folder / f"{name}.json").write_text(text, "utf-8")
    print(f"{len(schema.schemas())} schemas in {schema.FOLDER}")
    if "--link" in arguments:
        for path in files(ROOT):
            before = path.read_text("utf-8")
            after = schema.linked(path.relative_to(ROOT).as_posix(), before)
            if after != before:
                path.write_text(after, "utf-8")
                print(f"linked {path.relative_to(ROOT)}")
    return 0


def _new(arguments: list[str]) -> int:
    match arguments:
        case ["lesson", unit, slug]:
            return _new_lesson(unit, slug)
        case ["item", lesson, kind]:
            return _new_item(lesson, kind)
    print(f"Usage: new lesson UNIT SLUG, or new item LESSON TYPE ({', '.join(skeleton.BODIES)})")
    return 2


def _new_lesson(unit: str, slug: str) -> int:
    name, top = f"{unit}.{slug}", ROOT / "lessons" / unit / "unit.yaml"
    paths = [ROOT / folder / unit / f"{slug}.yaml" for folder in ("lessons", "quizzes")]
    if not SLUG.fullmatch(slug) or not top.exists() or any(path.exists() for path in paths) or name in read(ROOT).lessons:
        units = ", ".join(one.parent.name for one in sorted(ROOT.glob("lessons/*/unit.yaml")))
        print(f"{name} cannot be made: use a unit of {units}, and a new slug of small letters, digits and -")
        return 2
    named = skeleton.with_lesson(top.read_text("utf-8"), name)
    for path, text in zip([*paths, top], (skeleton.lesson(name), skeleton.quiz(name), named), strict=True):
        _write(path, text)
    return 0


def _new_item(lesson: str, kind: str) -> int:
    course = read(ROOT)
    if lesson not in course.lessons:
        print(f"There is no lesson {lesson}.{_near(lesson, course.lessons)} Use one of {', '.join(course.lessons)}")
        return 2
    if kind not in skeleton.BODIES:
        print(f"There is no type {kind}.{_near(kind, skeleton.BODIES)} Use one of {', '.join(skeleton.BODIES)}")
        return 2
    asked = course.quiz(lesson)
    file = course.spots[f"item {asked[-1].id}"].source.file if asked else _file_of(lesson, "quizzes")
    path = ROOT / file
    text = path.read_text("utf-8") if path.exists() else skeleton.QUIZ.format(link=schema.link(file))
    used = re.findall(rf"\b{re.escape(lesson)}\.q(\d+)", text)  # also of items that cannot be read: an id is never given twice
    item = f"{lesson}.q{max(map(int, used), default=0) + 1}"
    _write(path, skeleton.with_item(text, item, lesson, course.lessons[lesson].areas[0], kind))
    return 0


def _file_of(lesson: str, folder: str = "lessons") -> str:
    return f"{folder}/{lesson.replace('.', '/')}.yaml"


def _unit_of(lesson: str) -> str:
    return f"lessons/{lesson.partition('.')[0]}/unit.yaml"


def _near(name: str, known: Iterable[str]) -> str:
    found = difflib.get_close_matches(name, known, 1)
    return f" Did you mean {found[0]}?" if found else ""


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    print(f"wrote {path.relative_to(ROOT)}; `manage.py check` lists what is still to be written")


def _checked() -> tuple[Course, list[Problem]]:
    course = read(ROOT)
    return course, sorted([*course.problems, *check(course, surroundings(ROOT, datetime.date.today()))])


VERBS: dict[str, Callable[[list[str]], int]] = {
    "check": _check,
    "freeze": _freeze,
    "figures": _figures,
    "schema": _schema,
    "new": _new,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
