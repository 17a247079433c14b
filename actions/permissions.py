"""Who may do what: one table, asked by every action. It must never say yes to a verb that it does not know."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Role(Enum):
    """What a seat is for."""

    NOBODY = "nobody"
    CHILD = "child"
    FACILITATOR = "facilitator"
    STAFF = "staff"
    DEVICE = "device"  # a phone in the room, or the computer passed round: answers in one session, sees nothing else


@dataclass(frozen=True, slots=True)
class Who:
    """The person in a seat: a member's id, or the role's own name for adults."""

    role: Role
    school: str = ""
    id: str = ""


NOBODY = Who(Role.NOBODY)
MAY: dict[str, frozenset[Role]] = {
    "sign in": frozenset(Role),
    "get help": frozenset(Role),
    "set up": frozenset({Role.NOBODY}),  # and only while there is no school
    "study": frozenset({Role.CHILD}),
    "answer": frozenset({Role.CHILD}),
    "see own areas": frozenset({Role.CHILD}),
    "see group": frozenset({Role.FACILITATOR}),
    "enrol": frozenset({Role.FACILITATOR}),
    "erase": frozenset({Role.FACILITATOR}),
    "open lesson": frozenset({Role.FACILITATOR}),
    "keep referral list": frozenset({Role.FACILITATOR}),
    "run group quiz": frozenset({Role.FACILITATOR}),
    "show group quiz": frozenset({Role.FACILITATOR, Role.DEVICE}),  # the big screen: no name, no single answer
    "join group quiz": frozenset({Role.NOBODY, Role.DEVICE}),
    "answer in group": frozenset({Role.DEVICE}),
    "see schools": frozenset({Role.STAFF}),
    "see item care": frozenset({Role.STAFF}),
    "see content": frozenset({Role.FACILITATOR, Role.STAFF}),
    "sign words": frozenset({Role.STAFF}),
    "record sounds": frozenset({Role.STAFF}),
}


class NotAllowed(PermissionError):
    """The seat does not allow this."""


def may(who: Who, verb: str) -> bool:
    """True when the table says so."""
    return who.role in MAY.get(verb, frozenset())


def require(who: Who, verb: str) -> None:
    """Raises NotAllowed unless `may`."""
    if not may(who, verb):
        raise NotAllowed(f"{who.role.value} may not {verb}; sign in as {' or '.join(sorted(r.value for r in MAY.get(verb, ())))}")
