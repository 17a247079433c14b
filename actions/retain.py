"""`manage.py retain`: answers older than twelve months go, what they came to stays. It must never touch a newer answer.

`docs/decisions/twelve-months.md` says what stays and why.
"""

from __future__ import annotations

import logging
import sqlite3

from actions.desk import Desk, data_folder, open_desk
from progress.store.people import now_ms

DAY_MS = 86_400_000
KEPT_DAYS = 365  # SG-17


def retain(desk: Desk) -> int:
    """Returns how many answers went. Member by member, so that nobody who answers meanwhile waits long."""
    before = now_ms() - KEPT_DAYS * DAY_MS
    desk.groups.lapse(before)  # sessions keep their counts, and forget whose answer was whose
    return sum(desk.people.close(school, member, before) for school, member in desk.people.answered_before(before))


def at_start(desk: Desk) -> None:
    """The same, when the server starts. A full disk must not keep children from the help page: it is tried again next time."""
    try:
        retain(desk)
    except sqlite3.Error as problem:
        logging.getLogger(__name__).warning("Old answers are still there: %s. Free some space and start again.", problem)


def main() -> None:
    """From the command line; the server must be stopped."""
    desk = open_desk(data_folder())
    try:
        print(f"{retain(desk)} answers older than {KEPT_DAYS} days are gone from {data_folder() / 'sitthi.db'}; estimates stay.")
    finally:
        desk.store.close()


if __name__ == "__main__":
    main()
