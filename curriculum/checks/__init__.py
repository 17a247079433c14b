"""All rules over a course, in one run. Pure: date, pictures and what was published are given. It must never stop at the first."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

from curriculum.checks import (
    changelog,
    contacts,
    forms,
    notes,
    parity,
    pictures,
    published,
    quizzes,
    references,
    safeguarding,
    tricks,
    wording,
)
from curriculum.checks.matter import UNWRITTEN, Finding, Matter, Surroundings, lessons_and_items
from curriculum.checks.rule import Rule
from curriculum.course import Course
from curriculum.faults import named
from curriculum.items import Item
from curriculum.problem import Path, Place, Problem
from curriculum.text import LANGUAGES, leaves

RULES: tuple[Rule, ...] = (
    *wording.RULES, *parity.RULES, *quizzes.RULES, *safeguarding.RULES, *pictures.RULES, *contacts.RULES, *published.RULES,
    *tricks.RULES, *notes.RULES, *forms.RULES, *changelog.RULES,
)  # fmt: skip
NAMES = {rule.name: rule for rule in (*references.RULES, *RULES)}


def check(course: Course, around: Surroundings) -> tuple[Problem, ...]:
    """Every problem but those of reading. What is still to be written is said once, and spared every other rule."""
    unwritten = list(_unwritten(course))
    whole, written = Matter(course, around), Matter(without(course, {one.subject for one in unwritten}), around)
    problems = [*around.problems, *(_problem(course, one, "unwritten") for one in unwritten)]
    allowed, used = _allowed(course), set[tuple[str, str]]()
    for rule in NAMES.values():
        for one in rule.find(whole if rule in references.RULES else written):
            keys = {(one.subject, rule.name), (one.subject, f"{rule.name}.{one.detail}")}
            given = {key for key in keys if key[1] in allowed.get(one.subject, {})}
            used |= given
            if not (given and rule.may_be_allowed):
                problems.append(_problem(course, one, rule.name, rule.is_warning))
    problems += _misused(course, _allowed(written.course), used)
    return tuple(sorted(problems))


def unfinished(course: Course) -> set[str]:
    """The lessons and items in which something is still to be written: no child should meet them."""
    return {one.subject for one in _unwritten(course)}


def without(course: Course, subjects: set[str]) -> Course:
    """The same course, but for these lessons and items, and the items of these lessons."""
    lessons = {name: one for name, one in course.lessons.items() if f"lesson {name}" not in subjects}
    lost = course.lessons.keys() - lessons.keys()

    def kept(items: Mapping[str, Item]) -> dict[str, Item]:
        return {name: one for name, one in items.items() if f"item {name}" not in subjects and one.lesson not in lost}

    checks = tuple(one for one in course.short_checks if f"check {one.id}" not in subjects)
    return dataclasses.replace(
        course, lessons=lessons, items=kept(course.items), test_items=kept(course.test_items),
        short_items=kept(course.short_items), short_checks=checks,
    )  # fmt: skip


def _unwritten(course: Course) -> Iterator[Finding]:
    """One finding for each text, and not for each language: a new lesson has forty of them."""
    for subject, part in lessons_and_items(course):
        left: dict[Path, list[str]] = {}
        for path, said in leaves(part):
            if said == UNWRITTEN:
                is_text = path[-1] in LANGUAGES
                left.setdefault(path[:-1] if is_text else path, []).extend([str(path[-1])] if is_text else [])
        raw = part.model_dump(by_alias=True) if left else None
        for path, languages in left.items():
            where = f" in {' and '.join(LANGUAGES[one] for one in languages)}" if languages else ""
            at = (*path, *languages) if len(languages) == 1 else path
            yield Finding(
                subject, at, f"{named(path, raw)} of {subject} is still to be written{where}", 'Write it in place of "…"'
            )


def _allowed(course: Course) -> dict[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {f"lesson {one.id}": dict(one.allow) for one in course.lessons.values()}
    found |= {f"item {one.id}": dict(one.allow) for one in course.every_item.values()}
    return found | {f"unit {one.id}": dict(one.allow) for one in course.units}


def _misused(course: Course, allowed: Mapping[str, Mapping[str, str]], used: set[tuple[str, str]]) -> Iterator[Problem]:
    for subject, names in allowed.items():
        for name in names:
            rule, place = NAMES.get(name.partition(".")[0]), course.place(subject, ("allow", name))
            if rule is None or not rule.may_be_allowed:
                known = ", ".join(sorted(one.name for one in NAMES.values() if one.may_be_allowed))
                remedy = f"Mend the text, or use one of {known}"
                yield Problem(place, f"{subject} allows {name}, which nobody can", remedy, "allow")
            elif (subject, name) not in used:
                fact = f"{subject} allows {name}, and nothing there needs it"
                yield Problem(place, fact, "Remove the line", "allow", is_warning=True)


def _problem(course: Course, one: Finding, rule: str, is_warning: bool = False) -> Problem:
    place = Place(one.file) if one.file else course.place(one.subject, one.path)
    return Problem(place, one.fact, one.remedy, f"{rule}.{one.detail}" if one.detail else rule, is_warning)
