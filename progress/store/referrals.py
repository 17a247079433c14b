"""Who helps near a school, as its facilitator filled it in. A local table: no bundle or export may ever carry a row of it."""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass

from progress.store.people import People
from progress.store.sqlite import SqliteStore

# focal point for child protection, commune committee for women and children, police post, health centre, organisation nearby
ROLES = ("focal", "council", "police", "health", "organisation")
CALLERS = ("facilitator", "head", "teacher", "focal")  # who made the test call: a role, never a name
KEEPS = datetime.timedelta(days=180)  # as for the numbers of the whole country (SG-34): a test call each school term


@dataclass(frozen=True, slots=True)
class Referral:
    """One helper. `tried` is the day of the last test call, "" for none; `office` names a place, never a person."""

    role: str
    number: str = ""
    hours: str = ""
    office: str = ""
    tried: str = ""
    tried_by: str = ""
    is_for_children: bool = False


def is_tried(one: Referral, today: datetime.date) -> bool:
    """A number that somebody called within half a year. A day that has not come yet counts for nothing: clocks lie."""
    if not (one.number and one.tried):
        return False
    return datetime.timedelta(0) <= today - datetime.date.fromisoformat(one.tried) <= KEEPS


def of_school(store: SqliteStore, school: str) -> tuple[Referral, ...]:
    """One of each role, in their order; empty where nothing is filled in."""
    rows = store.read("SELECT * FROM local_referral WHERE school = ?", (school,))
    found = {
        row["role"]: Referral(
            row["role"], row["number"], row["hours"], row["office"], row["tried"], row["tried_by"], bool(row["is_for_children"])
        )
        for row in rows
    }
    return tuple(found.get(role, Referral(role)) for role in ROLES)


def keep(people: People, school: str, *referrals: Referral) -> None:
    """All of them at once, on the disk when this returns."""
    rows = [{"school": school, **asdict(one), "is_for_children": int(one.is_for_children)} for one in referrals]
    people.put("local_referral", *rows)
