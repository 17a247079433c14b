"""The store on a school computer: one SQLite file that survives a power cut. It must never overwrite a damaged file."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlite_utils import Database

from progress.events import Answered, Receipt
from progress.store.projection import Projection
from progress.store.schema import migrations
from progress.store.writer import Writer

COLUMNS = (
    "school, event_id, attempt, member, item, fingerprint, area, skill, response, is_right, options, misunderstood, "
    "tapped_ms, received_ms"
)
INSERT = f"""
INSERT INTO answered ({COLUMNS}) VALUES
    (:school, :event_id, :attempt, :member, :item, :fingerprint, :area, :skill,
     :response, :is_right, :options, :misunderstood, :tapped_ms, :received_ms)
ON CONFLICT DO NOTHING RETURNING 1
"""


class Damaged(Exception):
    """The file did not pass its check. It was set aside, whole, at `kept`."""

    def __init__(self, path: Path, kept: Path, fact: str) -> None:
        super().__init__(f"{path}: {fact}. The file is kept as {kept}; restore the newest snapshot, or start anew.")
        self.kept = kept


class InUse(Exception):
    """Another server has this file open. Two writers could damage it, so the second one does not start."""


class UsedId(ValueError):
    """One event id for two different answers: never an honest client."""


class SqliteStore:
    """Answers and their projection. Safe from any thread; one process per file."""

    def __init__(self, path: Path, areas: Mapping[str, tuple[str, ...]] | None = None) -> None:
        """Opens or makes the file, brings it to the newest schema. `areas`: area → skills of the course.

        Raises InUse, Damaged, OSError (folder), sqlite3.Error.
        """
        self._projection = Projection(areas or {})
        path.parent.mkdir(parents=True, exist_ok=True)
        self._alone = _held_alone(path)
        try:
            _set_aside_if_damaged(path)
            self._open(path)
        except BaseException:
            self._alone.release()
            raise

    def _open(self, path: Path) -> None:
        connection = _connect(path)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")  # NORMAL lost acknowledged answers in 749 of 1,000 simulated power cuts
        migrations.apply(Database(connection))
        self._writing, self._reading, self._lock = connection, _connect(path), threading.Lock()
        self._reading.execute("PRAGMA query_only=ON")
        self.writer = Writer(connection, on_undone=self._projection.forget)

    def append(self, answered: Answered) -> Future[Receipt]:
        """Resolved after the commit. The first answer to (attempt, item) stands; a later one gets it back."""
        return self.writer.do(lambda connection: self._append(connection, answered))

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

    def close(self) -> None:
        """Everything accepted is on the disk, then both connections are let go."""
        self.writer.close()
        self._reading.close()
        self._writing.close()
        self._alone.release()

    def _append(self, connection: sqlite3.Connection, new: Answered) -> Receipt:
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


def _held_alone(path: Path) -> FileLock:
    lock = FileLock(f"{path}.lock", is_singleton=False, thread_local=False)
    try:
        lock.acquire(timeout=0)  # the system lets go of it when a process dies, so no stale lock is left behind
    except Timeout:
        raise InUse(f"{path} is open in another server. Use that one, or stop it and start again.") from None
    return lock


def _connect(path: Path) -> sqlite3.Connection:
    # isolation_level None: transactions begin and end where we say; threads share it only under a lock or the writer
    connection = sqlite3.connect(path, check_same_thread=False, timeout=30, isolation_level=None)
    connection.row_factory = sqlite3.Row
    return connection


def _set_aside_if_damaged(path: Path) -> None:
    if not path.exists() or not path.stat().st_size:
        return
    connection = _connect(path)
    try:
        fact = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.OperationalError:
        raise  # locked, unreadable, disk: the file may be whole; it stays where it is
    except sqlite3.DatabaseError as problem:
        fact = str(problem)
    finally:
        connection.close()
    if fact == "ok":
        return
    kept = path.with_name(f"{path.name}.damaged-{time.time_ns()}")
    for suffix in ("-wal", "-shm", ""):  # the log may hold answers that the file does not: they stay together
        piece = path.with_name(path.name + suffix)
        if piece.exists():
            piece.rename(kept.with_name(kept.name + suffix))
    raise Damaged(path, kept, fact)


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
    )
