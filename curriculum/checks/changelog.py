"""What was new in the content is told truly: lessons that are there, days that have been, the newest first. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import pairwise

from curriculum.checks.matter import Finding, Matter
from curriculum.checks.rule import Rule


def _told(matter: Matter) -> Iterator[Finding]:
    """Whoever reads an entry finds its lessons, and the newest one on top."""
    for one in matter.course.changelog:
        here = f"entry {one.on}"
        for number, name in enumerate(one.lessons):
            if not matter.holds("lesson", name):
                fact = f"{here} of the changelog names lesson {name}, which is not there"
                yield Finding(here, ("lessons", number), fact, "Name a lesson as its id says, or remove it")
        day = _day(one.on)
        if day is None or day > matter.around.today:
            fact = f"{here} of the changelog speaks of a day that {'is still to come' if day else 'there never is'}"
            yield Finding(here, ("on",), fact, "Write the day on which it came, as in 2026-11-24")
    for newer, older in pairwise(matter.course.changelog):
        if newer.on <= older.on:
            fact = f"entry {older.on} of the changelog stands below {newer.on}"
            remedy = "Put the newest day on top, and what came on one day into one entry"
            yield Finding(f"entry {older.on}", ("on",), fact, remedy)


def _day(on: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(on)
    except ValueError:
        return None


RULES = (Rule("changelog", _told),)
