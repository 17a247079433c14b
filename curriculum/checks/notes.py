"""Notes on what changes: each with a date that can be and a lesson that exists, and none on what is never taught. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from curriculum.checks.contacts import WRITE
from curriculum.checks.matter import Finding, Matter
from curriculum.checks.rule import Rule
from curriculum.dated import STALE_DAYS, age

# for staff only (research on the law): a child who hears an age hears a permission
NEVER = re.compile(r"age of (?:sexual )?consent|អាយុ(?:នៃ)?(?:ការ)?យល់ព្រម", re.IGNORECASE)


def _dated(matter: Matter) -> Iterator[Finding]:
    """A date that can be, and has been."""
    for one in matter.course.notes:
        if age(one.checked, matter.around.today) is None:
            yield Finding(f"note {one.id}", ("checked",), f"note {one.id} says that it was checked in {one.checked}", WRITE)


def _stale(matter: Matter) -> Iterator[Finding]:
    """SG-34: what is older may have changed; adults read it with that mark."""
    for one in matter.course.notes:
        days = age(one.checked, matter.around.today)
        if days is not None and days > STALE_DAYS:
            remedy = "Look it up, correct it, and write this month"
            yield Finding(f"note {one.id}", ("checked",), f"note {one.id} was checked {days} days ago", remedy)


def _arrives(matter: Matter) -> Iterator[Finding]:
    """Its lessons exist; a facilitator reads it nowhere else than there."""
    for one in matter.course.notes:
        for number, name in enumerate(one.lessons):
            if not matter.holds("lesson", name):
                fact = f"note {one.id}: its lesson {name} is not there"
                yield Finding(f"note {one.id}", ("lessons", number), fact, "Name an existing lesson, or remove the name")
        if one.for_ == "facilitator" and not one.lessons:
            fact = f"note {one.id} is for facilitators and names no lesson"
            yield Finding(f"note {one.id}", ("lessons",), fact, "Name the lessons beside which it is read, or write for: staff")


def _never_taught(matter: Matter) -> Iterator[Finding]:
    """The law on the age of consent is for staff: no lesson, question or facilitator's note speaks of it."""
    staff = {f"note {one.id}" for one in matter.course.notes if one.for_ == "staff"}
    for one in matter.texts:
        if one.subject not in staff and NEVER.search(f"{one.km} {one.en}"):
            yield one.says(f"{one.what} speaks of the age of consent", "Leave it out; a note with for: staff may say why")


RULES = (
    Rule("note-date", _dated),
    Rule("stale-note", _stale, is_warning=True),
    Rule("note-lesson", _arrives),
    Rule("never-taught", _never_taught),
)
