"""The store on a school computer: one SQLite file that survives a power cut. It must say that it kept what it did not."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from progress.events import Answered, Receipt
from progress.learning.comprehension import Answer
from progress.store.files import connect, held_alone, refuse_what_is_not_whole
from progress.store.projection import DAY_MS, HISTORY, Projection, Scheme, as_answer, is_evidence
from progress.store.schema import migrations
from progress.store.writer import Writer

COLUMNS = (
    "school, event_id, attempt, member, item, fingerprint, area, skill, response, is_right, options, misunderstood, "
    "tapped_ms, received_ms, round, mode, source, valence, lang, test, form, is_about_fault"
)
INSERT = f"""
INSERT INTO answered ({COLUMNS}) VALUES
    (:school, :event_id, :attempt, :member, :item, :fingerprint, :area, :skill,
     :response, :is_right, :options, :misunderstood, :tapped_ms, :received_ms, :round, :mode, :source, :valence, :lang,
     :test, :form, :is_about_fault)
ON CONFLICT DO NOTHING RETURNING 1
"""
# The writer alone moves the log into the file, in its own commits: the other connections are opened read-only and cannot.
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # NORMAL lost acknowledged answers in 749 of 1,000 simulated power cuts
    "foreign_keys=ON",  # off by default in SQLite: a reference that someone declares later must hold
    "wal_autocheckpoint=1000",  # pages of 4 kB: SQLite's own default, said here because the log's length hangs on it
    "journal_size_limit=16777216",  # a reader from outside may hold the log open; when it goes, the file shrinks again
)


class UsedId(ValueError):
    """One event id for two different answers: never an honest client."""


class SqliteStore:
    """Answers and their projection. Safe from any thread; one process per file."""

    def __init__(self, path: Path, scheme: Scheme | None = None) -> None:
        """Opens or makes the file, brings it to the newest schema, and its projections to the scheme's parameter set.

        Raises InUse, Damaged, Missing, Newer, OSError (folder), sqlite3.Error.
        """
        self.scheme = scheme or Scheme()
        self._projection = Projection(self.scheme)
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._alone = held_alone(path)
        try:
            refuse_what_is_not_whole(path)
            self._open(path)
        except BaseException:
            self._alone.release()
            raise

    def _open(self, path: Path) -> None:
        connection = connect(path, is_writing=True)
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        migrations.apply(Database(connection))
        self._writing, self._reading, self._lock = connection, connect(path), threading.Lock()
        self.writer = Writer(connection, on_undone=self._projection.forget)
        if self._projection.is_of_another_set(connection):
            self.rebuild()

    def append(self, answered: Answered) -> Future[Receipt]:
        """Resolved after the commit. The first answer to (attempt, item) stands; a later one gets it back."""
        return self.writer.do(lambda connection: self.put(connection, answered))

    def rebuild(self) -> None:
        """Drops the projections and folds them again from the answers."""
        self.writer.do(self._projection.rebuild).result()

    def answers(self, school: str, attempt: str) -> dict[str, Answered]:
        """The answers of one attempt, by item, in order of arrival."""
        rows = self.read(f"SELECT {COLUMNS} FROM answered WHERE school = ? AND attempt = ? ORDER BY rowid", (school, attempt))
        return {row["item"]: _answered(row) for row in rows}

    def counts(self, school: str) -> dict[tuple[str, str], tuple[int, int, int]]:
        """(member, area) → answers, right ones, time of the last tap in ms."""
        rows = self.read(
            "SELECT member, area, answers, rights, last_ms FROM member_area WHERE school = ? ORDER BY member, area", (school,)
        )
        return {(row["member"], row["area"]): (row["answers"], row["rights"], row["last_ms"]) for row in rows}

    def history(self, school: str, member: str) -> tuple[dict[str, Any], list[Answer]]:
        """A member's kept answers in order of time, and the beliefs from those that are kept no longer ({} for none)."""
        rows = self.read(HISTORY, (school, member))
        closed = self.read("SELECT folded FROM closed_member WHERE school = ? AND member = ?", (school, member))
        beliefs: dict[str, Any] = json.loads(closed[0]["folded"])["beliefs"] if closed else {}
        return beliefs, [as_answer(row, row["tapped_ms"] / DAY_MS) for row in map(dict, rows) if is_evidence(row)]

    def close(self) -> None:
        """Everything accepted is on the disk, in the one file; then both connections are let go."""
        self.writer.close()
        self._reading.close()
        self._writing.close()
        self._alone.release()

    def put(self, connection: sqlite3.Connection, new: Answered) -> Receipt:
        """One answer and its projections, inside the transaction of a writer's job."""
        row = {
            "school": new.school,
            "event_id": new.event_id,
            "attempt": new.attempt,
            "member": new.member,
            "item": new.item,
            "fingerprint": new.fingerprint,
            "area": new.area,
            "skill": new.skill,
            "response": json.dumps(new.response, ensure_ascii=False),
            "is_right": int(new.right),
            "options": new.options,
            "misunderstood": json.dumps(new.misunderstood),
            "tapped_ms": new.tapped_ms,
            "received_ms": time.time_ns() // 1_000_000,
            "round": new.round,
            "mode": new.mode,
            "source": new.source,
            "valence": new.valence,
            "lang": new.lang,
            "test": new.test,
            "form": new.form,
            "is_about_fault": int(new.is_about_fault),
        }
        if connection.execute(INSERT, row).fetchall():
            self._projection.step(connection, row)
            return Receipt(new, is_new=True)
        first = connection.execute(
            f"SELECT {COLUMNS} FROM answered WHERE school = :school AND attempt = :attempt AND item = :item", row
        ).fetchone()
        if first is None:
            raise UsedId(f"event {new.event_id} already stands for another answer; make a new id for {new.item}")
        return Receipt(_answered(first), is_new=False)

    def read(self, sql: str, values: tuple[Any, ...] | dict[str, Any] = ()) -> list[sqlite3.Row]:
        """All rows of one query, as they stand after the last commit."""
        with self._lock:  # fetchall: a read left open would let the write-ahead log grow without end
            return self._reading.execute(sql, values).fetchall()


def _answered(row: sqlite3.Row) -> Answered:
    return Answered(
        school=row["school"],
        event_id=row["event_id"],
        attempt=row["attempt"],
        member=row["member"],
        item=row["item"],
        fingerprint=row["fingerprint"],
        area=row["area"],
        skill=row["skill"],
        response=json.loads(row["response"]),
        right=bool(row["is_right"]),
        options=row["options"],
        tapped_ms=row["tapped_ms"],
        misunderstood=tuple(json.loads(row["misunderstood"])),
        round=row["round"],
        mode=row["mode"],
        source=row["source"],
        valence=row["valence"],
        lang=row["lang"],
        test=row["test"],
        form=row["form"],
        is_about_fault=bool(row["is_about_fault"]),
    )
