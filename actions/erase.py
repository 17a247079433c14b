"""Erases a member for good: answers, estimates, name, secret, seats. It must never leave a way back, nor say whom it erased."""

from __future__ import annotations

from actions.desk import Desk
from actions.permissions import Who, require
from actions.sign_in import empty_seats


def erase(desk: Desk, who: Who, member: str) -> None:
    """SG-17, in one step and for ever. Raises NotAllowed, ValueError when this school has no such member."""
    require(who, "erase")
    if not desk.people.erase(who.school, member, who.role.value):
        raise ValueError("this school has no such member; it may have been erased already")
    empty_seats(desk, who.school, member)  # after: no seat can open again, so none slips in between
