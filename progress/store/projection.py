"""Folds answers into what the boards read, inside the transaction of the answer. It must give the same in any order of arrival.

Each member has a tracker of their own (`comprehension.Tracker`), so nobody's estimate waits for another school's bundle.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from progress.learning.comprehension import Answer, Tracker
from progress.learning.evidence import weight
from progress.store import closing

DAY_MS = 86_400_000
KEPT = 2_000  # trackers in memory: about 4 kB each; a school has some dozens, the office some hundreds
MEMBER_AREA = """
INSERT INTO member_area (school, member, area, answers, rights, last_ms, mean, low, high, p_low)
VALUES (:school, :member, :area, :answers, :rights, :last_ms, :mean, :low, :high, :p_low)
ON CONFLICT (school, member, area) DO UPDATE SET answers = excluded.answers, rights = excluded.rights,
    last_ms = excluded.last_ms, mean = excluded.mean, low = excluded.low, high = excluded.high, p_low = excluded.p_low
"""
MONTH = """
INSERT INTO member_area_month (school, member, area, month, mean, low, high)
VALUES (:school, :member, :area, :month, :mean, :low, :high)
ON CONFLICT (school, member, area, month) DO UPDATE SET mean = excluded.mean, low = excluded.low, high = excluded.high
"""
ITEM = """
INSERT INTO member_item (school, member, item, answers, rights, unsure) VALUES (:school, :member, :item, 1, :is_right, :unsure)
ON CONFLICT (school, member, item) DO UPDATE SET answers = answers + 1, rights = rights + excluded.rights,
    unsure = unsure + excluded.unsure
"""
MISUNDERSTOOD = """
INSERT INTO misunderstood (school, member, area, misconception, times) VALUES (?, ?, ?, ?, 1)
ON CONFLICT (school, member, area, misconception) DO UPDATE SET times = times + 1
"""
HISTORY = """
SELECT school, member, event_id, item, area, skill, response, is_right, options, misunderstood, tapped_ms, round, mode
FROM answered WHERE school = ? AND member = ? ORDER BY tapped_ms, event_id
"""
MEMBERS = "SELECT school, member FROM answered UNION SELECT school, member FROM closed_member"
FOREVER_MS = 1 << 62
TABLES = ("member_area", "member_area_month", "member_item", "misunderstood")


class _Folded:
    """One member: the tracker, the counts, and the last answer folded."""

    def __init__(self, areas: Mapping[str, tuple[str, ...]]) -> None:
        self.tracker = Tracker(dict(areas))
        self.rights: dict[str, int] = {}
        self.last: tuple[int, str] = (0, "")


class Projection:
    """`areas`: area → skills, from the course. Used by the writer thread alone."""

    def __init__(self, areas: Mapping[str, tuple[str, ...]]) -> None:
        self._areas = areas
        self._members: OrderedDict[tuple[str, str], _Folded] = OrderedDict()

    def step(self, connection: sqlite3.Connection, row: dict[str, Any]) -> None:
        """After `row` was inserted: folds it on, or the member anew when it came late or is not in memory."""
        who = (row["school"], row["member"])
        folded = self._members.get(who)
        is_known = folded is not None and row["skill"] in folded.tracker.areas.get(row["area"], ())
        if folded is None or not is_known or (row["tapped_ms"], row["event_id"]) <= folded.last:
            self.refold(connection, *who)
        else:
            self._members.move_to_end(who)
            _fold(connection, folded, row)

    def forget(self) -> None:
        """A transaction was undone: what is in memory may be ahead of the disk."""
        self._members.clear()

    def refold(
        self, connection: sqlite3.Connection, school: str, member: str, before_ms: int = FOREVER_MS
    ) -> list[dict[str, Any]]:
        """Drops what is known of one member and folds the whole history, on top of what was closed. Returns that history."""
        for table in TABLES:
            connection.execute(f"DELETE FROM {table} WHERE school = ? AND member = ?", (school, member))
        rows = connection.execute(HISTORY, (school, member)).fetchall()
        history = [dict(row) for row in rows if row["tapped_ms"] < before_ms]
        closed = closing.read(connection, school, member)
        folded = self._members[school, member] = _Folded(self._with_what_was_asked([*closed.asked, *history]))
        self._members.move_to_end((school, member))
        if len(self._members) > KEPT:
            self._members.popitem(last=False)
        if closed.beliefs:
            folded.tracker.resume(closed.beliefs)
            folded.rights |= closed.rights
            closing.put_back(connection, closed)
        for row in history:
            _fold(connection, folded, row)
        return history

    def close(self, connection: sqlite3.Connection, school: str, member: str, before_ms: int) -> int:
        """Deletes a member's answers from before that moment; returns how many. Estimates and counts stay, rebuilt or not."""
        old, asked = self.refold(connection, school, member, before_ms), closing.read(connection, school, member).asked
        folded = self._members[school, member]
        closed = closing.taken(connection, school, member, TABLES, folded.tracker.beliefs(), folded.rights, [*asked, *old])
        closing.keep(connection, school, member, before_ms, closed)
        closing.delete(connection, school, [row["event_id"] for row in old])
        self.refold(connection, school, member)
        return len(old)

    def rebuild(self, connection: sqlite3.Connection) -> None:
        """Everything, from the answers and what was closed."""
        for table in TABLES:
            connection.execute(f"DELETE FROM {table}")
        for school, member in connection.execute(MEMBERS).fetchall():
            self.refold(connection, school, member)

    def _with_what_was_asked(self, history: list[dict[str, Any]]) -> dict[str, tuple[str, ...]]:
        areas = dict(self._areas)  # a lesson that left the course keeps its answers, so it keeps its skill here
        for row in history:
            if row["skill"] not in areas.get(row["area"], ()):
                areas[row["area"]] = (*areas.get(row["area"], ()), row["skill"])
        return areas


def _fold(connection: sqlite3.Connection, folded: _Folded, row: dict[str, Any]) -> None:
    area, tracker, day = row["area"], folded.tracker, row["tapped_ms"] / DAY_MS
    own = weight(row["mode"], row["round"])
    tracker.answer(Answer(row["member"], row["item"], area, row["skill"], day, bool(row["is_right"]), row["options"], own))
    folded.last = (row["tapped_ms"], row["event_id"])
    if row["round"] == 1:  # how an item is answered is counted before the group talked
        folded.rights[area] = folded.rights.get(area, 0) + row["is_right"]
        unsure = int(row["response"] == '"unsure"')
        connection.execute(ITEM, {**row, "unsure": unsure})
        for misconception in json.loads(row["misunderstood"]):
            connection.execute(MISUNDERSTOOD, (row["school"], row["member"], area, misconception))
    then = time.gmtime(row["tapped_ms"] / 1000)
    estimate = tracker.estimate(row["member"], area, day)
    values = {
        "school": row["school"],
        "member": row["member"],
        "area": area,
        "month": 12 * then.tm_year + then.tm_mon - 1,
        "answers": estimate.answers,
        "rights": folded.rights.get(area, 0),
        "last_ms": row["tapped_ms"],
        "mean": estimate.mean,
        "low": estimate.low,
        "high": estimate.high,
        "p_low": estimate.p_low,
    }
    connection.execute(MEMBER_AREA, values)
    connection.execute(MONTH, values)
