"""Folds answers into what the boards read, inside the transaction of the answer. It must give the same in any order of arrival.

Each member has a tracker of their own (`comprehension.Tracker`), so nobody's estimate waits for another school's bundle.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from progress.learning import flags
from progress.learning.comprehension import Answer, ParameterSet, Tracker, plain
from progress.learning.evidence import weight
from progress.store import closing, evaluation, reviews

DAY_MS = 86_400_000
KEPT = 2_000  # trackers in memory: about 4 kB each; a school has some dozens, the office some hundreds
MEMBER_AREA = """
INSERT INTO member_area (school, member, area, answers, rights, last_ms, cells, watch)
VALUES (:school, :member, :area, :answers, :rights, :last_ms, :cells, :watch)
ON CONFLICT (school, member, area) DO UPDATE SET answers = excluded.answers, rights = excluded.rights,
    last_ms = excluded.last_ms, cells = excluded.cells, watch = excluded.watch
"""
MEMBER_BELIEF = """
INSERT INTO member_belief (school, member, version, cells) VALUES (:school, :member, :version, :cells)
ON CONFLICT (school, member) DO UPDATE SET version = excluded.version, cells = excluded.cells
"""
MONTH = """
INSERT INTO member_area_month (school, member, area, month, mean, low, high, answers, rights)
VALUES (:school, :member, :area, :month, :mean, :low, :high, :is_alone, :is_alone_right)
ON CONFLICT (school, member, area, month) DO UPDATE SET mean = excluded.mean, low = excluded.low, high = excluded.high,
    answers = answers + excluded.answers, rights = rights + excluded.rights
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
SELECT school, member, event_id, item, area, skill, response, is_right, options, misunderstood, tapped_ms, round, mode, valence,
    test, form, is_about_fault
FROM answered WHERE school = ? AND member = ? ORDER BY tapped_ms, event_id
"""
MEMBERS = "SELECT school, member FROM answered UNION SELECT school, member FROM closed_member"
FOREVER_MS = 1 << 62
TABLES = ("member_area", "member_belief", "member_area_month", "member_item", "misunderstood", "member_skill", "member_test")
IS_OF_ANOTHER = """
SELECT EXISTS (SELECT 1 FROM member_belief WHERE version != :version)
    OR EXISTS (SELECT 1 FROM answered WHERE options > 0 AND test = '' LIMIT 1) > EXISTS (SELECT 1 FROM member_belief LIMIT 1)
"""


@dataclass(frozen=True, slots=True)
class Scheme:
    """What estimates hang on besides answers: area → skills and area → options of its items, from the course; the set."""

    areas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    options: Mapping[str, float] = field(default_factory=dict)
    known: ParameterSet = field(default_factory=ParameterSet)


class _Folded:
    """One member: the tracker, the counts, what is under watch, and the last answer folded."""

    def __init__(self, areas: Mapping[str, tuple[str, ...]], known: ParameterSet) -> None:
        self.tracker = Tracker(areas, known)
        self.rights: dict[str, int] = {}
        self.watches: dict[str, flags.Watch] = {}  # area → whether it is doubted or flagged, and since when
        self.last: tuple[int, str] = (0, "")


class Projection:
    """Used by the writer thread alone."""

    def __init__(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self._members: OrderedDict[tuple[str, str], _Folded] = OrderedDict()

    def step(self, connection: sqlite3.Connection, row: dict[str, Any]) -> None:
        """After `row` was inserted: folds it on, or the member anew when it came late or is not in memory."""
        if row["test"]:
            evaluation.step(connection, row)
        if not is_evidence(row):
            return
        who = (row["school"], row["member"])
        folded = self._members.get(who)
        is_known = folded is not None and row["skill"] in folded.tracker.areas.get(row["area"], ())
        if folded is None or not is_known or (row["tapped_ms"], row["event_id"]) <= folded.last:
            self.refold(connection, *who)
        else:
            self._members.move_to_end(who)
            self._fold(connection, folded, row)

    def is_of_another_set(self, connection: sqlite3.Connection) -> bool:
        """What is kept was folded with another parameter set, or was dropped by a migration: fold everything again."""
        return bool(connection.execute(IS_OF_ANOTHER, {"version": self._scheme.known.version}).fetchone()[0])

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
        evidence = [row for row in history if is_evidence(row)]
        closed = closing.read(connection, school, member)
        folded = self._members[school, member] = _Folded(
            self._with_what_was_asked([*closed.asked, *evidence]), self._scheme.known
        )
        self._members.move_to_end((school, member))
        if len(self._members) > KEPT:
            self._members.popitem(last=False)
        if closed.beliefs:
            folded.tracker.resume(closed.beliefs)
            folded.rights |= closed.rights
            folded.watches |= {row["area"]: as_watch(row["watch"]) for row in closed.rows["member_area"]}
            closing.put_back(connection, closed)
            if member in folded.tracker.members:  # closed before a first answer: nothing to believe yet
                self._believe(connection, folded, school, member)
        for row in evidence:
            self._fold(connection, folded, row)
        for row in history:
            if row["test"]:
                evaluation.step(connection, row)
        return history

    def close(self, connection: sqlite3.Connection, school: str, member: str, before_ms: int) -> int:
        """Deletes a member's answers from before that moment; returns how many. Estimates and counts stay, rebuilt or not."""
        old, asked = self.refold(connection, school, member, before_ms), closing.read(connection, school, member).asked
        folded = self._members[school, member]
        asked += [row for row in old if is_evidence(row)]
        closed = closing.taken(connection, school, member, TABLES, folded.tracker.beliefs(), folded.rights, asked)
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
        areas = dict(self._scheme.areas)  # a lesson that left the course keeps its answers, so it keeps its skill here
        for row in history:
            if row["skill"] not in areas.get(row["area"], ()):
                areas[row["area"]] = (*areas.get(row["area"], ()), row["skill"])
        return areas

    def _fold(self, connection: sqlite3.Connection, folded: _Folded, row: dict[str, Any]) -> None:
        school, member, area, tracker, day = row["school"], row["member"], row["area"], folded.tracker, row["tapped_ms"] / DAY_MS
        tracker.answer(as_answer(row, day))
        folded.last = (row["tapped_ms"], row["event_id"])
        if row["round"] == 1:  # how an item is answered is counted before the group talked
            folded.rights[area] = folded.rights.get(area, 0) + row["is_right"]
            unsure = int(row["response"] == '"unsure"')
            connection.execute(ITEM, {**row, "unsure": unsure})
            for misconception in json.loads(row["misunderstood"]):
                connection.execute(MISUNDERSTOOD, (school, member, area, misconception))
            reviews.step(connection, row)
        estimate = tracker.estimate(member, area, day, options=self._scheme.options.get(area, 3.0))
        watch = folded.watches[area] = flags.step(folded.watches.get(area, flags.NOTHING), estimate, row["tapped_ms"])
        beliefs = tracker.members[member]
        skills = {name: plain(beliefs.skills[name]) for name in tracker.areas[area] if name in beliefs.skills}
        values = {
            "school": school,
            "member": member,
            "area": area,
            "month": month_of(row["tapped_ms"]),
            "answers": estimate.answers,
            "rights": folded.rights.get(area, 0),
            "is_alone": int(row["round"] == 1),
            "is_alone_right": int(row["round"] == 1 and row["is_right"]),
            "last_ms": row["tapped_ms"],
            "mean": estimate.mean,
            "low": estimate.low,
            "high": estimate.high,
            "cells": _json({"area": plain(beliefs.areas[area]), "skills": skills}),
            "watch": json.dumps([watch.doubted_ms, watch.doubted_answers, watch.flagged_ms, watch.sure_answers]),
        }
        connection.execute(MEMBER_AREA, values)
        connection.execute(MONTH, values)
        self._believe(connection, folded, school, member)

    def _believe(self, connection: sqlite3.Connection, folded: _Folded, school: str, member: str) -> None:
        """What every area of the member stands on."""
        beliefs = folded.tracker.members[member]
        seen = {name: [*plain(cell), beliefs.answered.get(name, 0)] for name, cell in beliefs.recognition.items()}
        cells = _json({"overall": plain(beliefs.overall), "recognition": seen})
        values = {"school": school, "member": member, "version": self._scheme.known.version, "cells": cells}
        connection.execute(MEMBER_BELIEF, values)


def month_of(at_ms: int) -> int:
    """Unix month: 12 × year + month − 1, of UTC."""
    then = time.gmtime(at_ms / 1000)
    return 12 * then.tm_year + then.tm_mon - 1


def is_evidence(row: Mapping[str, Any]) -> bool:
    """False for how sure a child is, how well a friend heard it, and what a test measured: none of them moves an estimate."""
    return bool(row["options"]) and not row["test"]


def as_answer(row: Mapping[str, Any], day: float) -> Answer:
    """An answer as the model takes it."""
    return Answer(
        member=row["member"],
        item=row["item"],
        area=row["area"],
        skill=row["skill"],
        day=day,
        right=bool(row["is_right"]),
        options=row["options"],
        own=weight(row["mode"], row["round"]),
        valence=row["valence"],
    )


@lru_cache(maxsize=4096)
def as_watch(kept: str) -> flags.Watch:
    """From the column `watch`."""
    return flags.Watch(*json.loads(kept))


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, separators=(",", ":"))
