"""Numbers that a child may call: the free one first, and none that is unverified or old. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from curriculum.checks.matter import Finding, Matter
from curriculum.checks.rule import Rule
from curriculum.dated import STALE_DAYS, age

FIRST = "1280"  # Child Helpline Cambodia: free, for any worry
DIALLED = re.compile(r"\+?[0-9][0-9 ]*[0-9]")  # Khmer prose writes Khmer digits: others are there to be dialled
WRITE = "Write the month in which somebody looked, as in 2026-11"


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
        days = age(one.checked, matter.around.today)
        if days is not None and days > STALE_DAYS:
            fact = f"contact {one.id} was checked {days} days ago"
            yield Finding(f"contact {one.id}", ("checked",), fact, "Call it, correct it, and write this month")


def _dated(matter: Matter) -> Iterator[Finding]:
    """A date that can be, and has been."""
    for one in matter.course.contacts:
        if age(one.checked, matter.around.today) is None:
            fact = f"contact {one.id} says that it was checked in {one.checked}"
            yield Finding(f"contact {one.id}", ("checked",), fact, WRITE)


def _unverified(matter: Matter) -> Iterator[Finding]:
    """What no good source says is said as such: adults see it marked, children never see it."""
    for one in matter.course.contacts:
        if not one.verified:
            fact = f"the number of contact {one.id} is not verified"
            yield Finding(f"contact {one.id}", ("verified",), fact, "Find a source of today, call it, then write verified: true")


def _taught(matter: Matter) -> Iterator[Finding]:
    """A lesson names no number that the list of contacts does not show to children."""
    shown = {_bare(one.number) for one in matter.course.contacts if one.child_facing}
    for one in matter.for_children:
        for number in sorted({_bare(found) for found in DIALLED.findall(one.km)} - shown):
            remedy = "Name 1280, write a figure in Khmer digits, or list the number with child_facing: true and its source"
            yield one.says(f"Khmer {one.what} names the number {number}, which children are not shown", remedy, "km")


def _bare(number: str) -> str:
    return number.replace(" ", "")


RULES = (
    Rule("helpline-first", _first),
    Rule("contact-date", _dated),
    Rule("stale-contact", _stale, is_warning=True),
    Rule("unverified-contact", _unverified, is_warning=True),
    Rule("taught-number", _taught),
)
