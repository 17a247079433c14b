"""Numbers that a child may call: the free one first, and none that nobody has looked at for half a year. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from curriculum.checks.matter import Finding, Matter
from curriculum.checks.rule import Rule

FIRST = "1280"  # Child Helpline Cambodia: free, for any worry
STALE = datetime.timedelta(days=180)  # SG-34


def _first(matter: Matter) -> Iterator[Finding]:
    """SG-02: children see 1280 first."""
    shown = [one for one in matter.course.contacts if one.child_facing]
    if matter.course.contacts and (not shown or shown[0].number != FIRST):
        one = (shown or list(matter.course.contacts))[0]
        fact = f"children see {one.number if shown else 'no number'} first"
        yield Finding(f"contact {one.id}", ("number",), fact, f"Put {FIRST} first, with child_facing: true")


def _stale(matter: Matter) -> Iterator[Finding]:
    """SG-34: counted from the first of the month in which it was checked, the safe side."""
    for one in matter.course.contacts:
        year, month = map(int, one.checked.split("-"))
        if month not in range(1, 13):
            continue  # said by its own rule
        age = matter.around.today - datetime.date(year, month, 1)
        if age > STALE:
            fact = f"contact {one.id} was checked {age.days} days ago"
            yield Finding(f"contact {one.id}", ("checked",), fact, "Call it, correct it, and write this month")


def _dated(matter: Matter) -> Iterator[Finding]:
    """A date that can be, and has been."""
    for one in matter.course.contacts:
        year, month = map(int, one.checked.split("-"))
        if month not in range(1, 13) or datetime.date(year, month, 1) > matter.around.today:
            fact = f"contact {one.id} says that it was checked in {one.checked}"
            yield Finding(f"contact {one.id}", ("checked",), fact, "Write the month in which somebody looked, as in 2026-11")


RULES = (Rule("helpline-first", _first), Rule("contact-date", _dated), Rule("stale-contact", _stale, is_warning=True))
