"""Which numbers a child sees, and what adults must know of them. It must never show a child one that is unverified or old.

One exception, because SG-02 wins: 1280 always stands first, even when its own check is old. Then adults are warned the louder.
Every page asks `for_children`; today is always given.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from curriculum.checks.contacts import FIRST
from curriculum.course import Contact, Course
from curriculum.dated import is_stale
from curriculum.text import Text
from curriculum.ui_words import UiWords
from progress.store.referrals import Referral, is_tried

State = Literal["fresh", "stale", "unverified"]


@dataclass(frozen=True, slots=True)
class Line:
    """What a child's page says of one helper. `number` is as it is dialled."""

    number: str
    name: Text
    does: Text
    hours: Text | None = None
    is_near: bool = False  # of this school, filled in by its facilitator


@dataclass(frozen=True, slots=True)
class Known:
    """What adults see: the contact, and whether its number may be relied on today."""

    contact: Contact
    state: State

    @property
    def is_first(self) -> bool:
        """It is shown to children whatever its state: a doubt about it is the most urgent of all."""
        return self.contact.number == FIRST


def for_children(course: Course, words: UiWords, today: datetime.date, near: Iterable[Referral] = ()) -> tuple[Line, ...]:
    """1280, then the verified and fresh numbers for children, then those of this school that were tried. Never empty."""
    shown = [_line(one.contact) for one in for_adults(course, today) if one.contact.child_facing and one.state == "fresh"]
    first = next((_line(one) for one in course.contacts if one.number == FIRST), None) or _without_list(words)
    mine = [_near(one, words) for one in near if one.is_for_children and is_tried(one, today)]
    return (first, *(one for one in shown if one.number != FIRST), *mine)


def for_adults(course: Course, today: datetime.date) -> tuple[Known, ...]:
    """Every contact with its state, in the order of the file."""
    return tuple(Known(one, state(one, today)) for one in course.contacts)


def in_doubt(course: Course, today: datetime.date, *, children_only: bool = False) -> tuple[Known, ...]:
    """What staff must call, the first number first; a facilitator is told of those that children see or have lost."""
    found = [one for one in for_adults(course, today) if one.state != "fresh" and (one.contact.child_facing or not children_only)]
    return tuple(sorted(found, key=lambda one: not one.is_first))


def state(contact: Contact, today: datetime.date) -> State:
    """Unverified weighs more than old: an old check was once true."""
    if not contact.verified:
        return "unverified"
    return "stale" if is_stale(contact.checked, today) else "fresh"


def _line(contact: Contact) -> Line:
    return Line(contact.number, contact.name, contact.does, contact.hours)


def _without_list(words: UiWords) -> Line:
    """The list cannot be read: the first number is never missing."""
    return Line(FIRST, _both(words, "near.first"), _both(words, "trouble.helpline"))


def _near(one: Referral, words: UiWords) -> Line:
    name = Text(km=one.office, en=one.office) if one.office else _both(words, f"near.{one.role}")
    hours = Text(km=one.hours, en=one.hours) if one.hours else None
    return Line(one.number, name, _both(words, f"near.does_{one.role}"), hours, is_near=True)


def _both(words: UiWords, name: str) -> Text:
    return Text(km=words(name, "km"), en=words(name, "en"))
