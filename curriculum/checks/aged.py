"""Dated facts, whatever they are: a month that can be and has been, and not too long ago. Pure; each rule says what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from curriculum.checks.matter import Finding, Matter
from curriculum.course import Contact, Note
from curriculum.dated import STALE_DAYS, age

WRITE = "Write the month in which somebody looked, as in 2026-11"


def impossible(matter: Matter, word: str, dated: Iterable[Contact | Note]) -> Iterator[Finding]:
    """A month that is none, or that has not come yet."""
    for one in dated:
        if age(one.checked, matter.around.today) is None:
            fact = f"{word} {one.id} says that it was checked in {one.checked}"
            yield Finding(f"{word} {one.id}", ("checked",), fact, WRITE)


def old(matter: Matter, word: str, dated: Iterable[Contact | Note], remedy: str) -> Iterator[Finding]:
    """SG-34: counted from the first of the month in which it was checked, the safe side."""
    for one in dated:
        days = age(one.checked, matter.around.today)
        if days is not None and days > STALE_DAYS:
            yield Finding(f"{word} {one.id}", ("checked",), f"{word} {one.id} was checked {days} days ago", remedy)
