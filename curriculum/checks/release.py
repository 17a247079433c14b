"""What a release for real schools needs besides content without errors: signed words, numbers that somebody called. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from curriculum.course import Course
from curriculum.dated import age, is_stale
from curriculum.problem import Place, Problem
from curriculum.reviews import GLOSSARY, WORDS

SHARED = {WORDS: "assets/words", GLOSSARY: "lessons/glossary.yaml"}


def release(course: Course, today: datetime.date) -> tuple[Problem, ...]:
    """Every reason, as an error; `check` alone does not ask for it."""
    return tuple(sorted([*_unsigned(course), *_wishes(course), *_contacts(course, today)]))


def _unsigned(course: Course) -> Iterator[Problem]:
    """SG-33: lessons by both reviewers; words and glossary by a native reader."""
    for name in course.wordings:
        place = Place(SHARED[name]) if name in SHARED else course.place(f"lesson {name}")
        for role in course.unsigned(name):
            fact = f"{name} is not signed as {role}, as it stands today"
            yield Problem(place, fact, f'Read it on the page Review, or write: manage.py sign {name} {role} "Name"', "unsigned")


def _wishes(course: Course) -> Iterator[Problem]:
    for one in course.changes:
        if one.resolved is None:
            fact = f"{one.name} asks for a change of {one.text}: {one.says}"
            yield Problem(course.place(f"change {one.id}"), fact, "Mend it, and mark it as resolved on the page Review", "asked")


def _contacts(course: Course, today: datetime.date) -> Iterator[Problem]:
    """SG-34: what a child may call was called by a person, and not long ago."""
    for one in course.contacts:
        if not one.child_facing:
            continue
        here = course.place(f"contact {one.id}", ("call_before_print",))
        if one.call_before_print:
            remedy = f'Call {one.number}, then write "call_before_print: false" and this month in "checked:"'
            yield Problem(here, f"contact {one.id} is shown to children, and nobody has called it", remedy, "uncalled")
        if is_stale(one.checked, today):
            fact = f"contact {one.id} is shown to children and was checked {age(one.checked, today)} days ago"
            here = course.place(f"contact {one.id}", ("checked",))
            yield Problem(here, fact, "Call it, correct it, and write this month", "stale")
