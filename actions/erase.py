"""Erases a member for good: answers, estimates, name, secret, seats. It must never leave a way back, nor say whom it erased."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import datetime

from actions.desk import Desk
from actions.permissions import Who, require
from actions.sign_in import empty_seats
from progress.store import snapshots


def erase(desk: Desk, who: Who, member: str) -> None:
    """SG-17, in one step and for ever. Raises NotAllowed, ValueError when this school has no such member."""
    require(who, "erase")
    if not desk.people.erase(who.school, member, who.role.value):
        raise ValueError("this school has no such member; it may have been erased already")
    with contextlib.suppress(OSError, sqlite3.Error, snapshots.NotWhole):  # no room for a new copy: the old ones go all the same
        snapshots.renew(desk.store.path, datetime.now())
    empty_seats(desk, who.school, member)  # after: no seat can open again, so none slips in between
