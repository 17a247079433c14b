"""The helpers near a school: filled in, called, and counted for staff. No number of theirs may ever leave the school."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from actions import desk as desks
from actions.desk import Desk
from actions.permissions import NOBODY, Who, require
from actions.sign_in import peeked
from progress.store.referrals import CALLERS, ROLES, Referral, is_tried, keep, of_school

__all__ = [
    "CALLERS", "ROLES", "Count", "Given", "Referral", "faults", "fill_in", "here", "is_tried", "keep_all", "near", "told",
    "wanting",
]  # fmt: skip

NUMBER = re.compile(r"\+?[0-9]{3,15}")  # as it is dialled; E.164 allows 15 digits
KHMER_DIGITS = str.maketrans("០១២៣៤៥៦៧៨៩", "0123456789")  # a Khmer keyboard writes these
HOURS, OFFICE = 40, 60  # characters: a line of a card


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody wrote about one helper. `was_called`: today, and a person answered; `by` is that caller's role."""

    role: str
    number: str = ""
    hours: str = ""
    office: str = ""
    is_for_children: bool = False
    was_called: bool = False
    by: str = CALLERS[0]


@dataclass(frozen=True, slots=True)
class Count:
    """What staff may know of a school: how many helpers have a number, and how many of these were called this term."""

    filled_in: int
    tried: int


def faults(given: Iterable[Given]) -> list[str]:
    """Every one, as "police.number": letters, too short or long; "police.empty": a promise about a number that is not there."""
    found = []
    for one in given:
        number = _number(one.number)
        if number and not NUMBER.fullmatch(number):
            found.append(f"{one.role}.number")
        if not number and (one.was_called or one.is_for_children):
            found.append(f"{one.role}.empty")
        if one.role not in ROLES or one.by not in CALLERS:
            found.append(f"{ROLES[0]}.number")  # no page of ours sends it
    return found


def fill_in(desk: Desk, who: Who, given: Iterable[Given], today: datetime.date) -> None:
    """Keeps what is given of each helper. Raises ValueError with every fault. A number that changed must be called again."""
    require(who, "keep referral list")
    given = list(given)
    if found := faults(given):
        raise ValueError(" ".join(found))
    keep_all(desk, who.school, given, today)


def keep_all(desk: Desk, school: str, given: Iterable[Given], today: datetime.date) -> None:
    """What `fill_in` and the set-up do once they may, and once there are no faults."""
    before = {one.role: one for one in of_school(desk.store, school)}
    keep(desk.people, school, *(_kept(one, before[one.role], today) for one in given))


def near(desk: Desk, who: Who) -> tuple[Referral, ...]:
    """The list of this seat's own school; what a child sees of it `helplines.for_children` decides."""
    require(who, "get help")
    return of_school(desk.store, who.school)


def wanting(desk: Desk, who: Who, today: datetime.date) -> tuple[Referral, ...]:
    """What the facilitator must call: the focal point in any case, the others once they have a number."""
    require(who, "keep referral list")
    expected = [one for one in of_school(desk.store, who.school) if one.number or one.role == "focal"]
    return tuple(one for one in expected if not is_tried(one, today))


def told(desk: Desk, who: Who, today: datetime.date) -> Mapping[str, Count]:
    """School → counts, and nothing else."""
    require(who, "see schools")
    found = {}
    for school in desk.people.schools():
        helpers = of_school(desk.store, school.school)
        found[school.school] = Count(sum(bool(one.number) for one in helpers), sum(is_tried(one, today) for one in helpers))
    return found


def here(token: str | None) -> tuple[Referral, ...]:
    """For the help page: of the seat's school, else of the only one on this computer. Waits for no store, and writes nothing."""
    if (desk := desks.opened()) is None:
        return ()
    try:
        who = peeked(token)
        schools = [who.school] if who != NOBODY else [one.school for one in desk.people.schools()]
        return of_school(desk.store, schools[0]) if len(schools) == 1 else ()
    except Exception:  # whatever it is: 1280 is shown all the same
        return ()


def _kept(given: Given, before: Referral, today: datetime.date) -> Referral:
    number = _number(given.number)
    now = Referral(given.role, number, given.hours.strip()[:HOURS], given.office.strip()[:OFFICE])
    now = replace(now, is_for_children=given.is_for_children)
    if given.was_called:
        return replace(now, tried=today.isoformat(), tried_by=given.by)
    is_same = bool(number) and number == before.number
    return replace(now, tried=before.tried, tried_by=before.tried_by) if is_same else now


def _number(written: str) -> str:
    """Without spaces, dots and dashes, in the digits of a keypad."""
    return re.sub(r"[\s.\-]", "", written.translate(KHMER_DIGITS))
