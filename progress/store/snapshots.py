"""Verified copies of the store, seven kept, and the way back. It must never take a copy for good that was not read again."""

from __future__ import annotations

import contextlib
import errno
import logging
import shutil
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from progress.store.files import (
    SNAPSHOTS,
    Snapshot,
    check,
    connect,
    flush,
    flush_folder,
    held_alone,
    is_there,
    set_aside,
    snapshots,
)
from progress.store.schema import migrations

SPARE = 32 * 2**20  # bytes left for answers while a copy is made: some 80,000 of them, at 344 bytes and their projections
KEPT = 7  # a week of school days, as the design says
DAY = timedelta(days=1)
FIRST_S, AGAIN_S = 20.0, 3600.0  # the first pages go before; a server that is never stopped looks again each hour


class NotWhole(Exception):
    """This copy did not pass its check: it is not used."""


@dataclass(frozen=True, slots=True)
class Holding:
    """What a copy holds, for the one who has to choose."""

    schools: int
    members: int
    answers: int


def holding(file: Path) -> Holding:
    """Counts. Raises sqlite3.Error."""
    with contextlib.closing(connect(file)) as connection:
        tables = ("school", "member", "answered")
        return Holding(*(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables))


def is_due(folder: Path, now: datetime) -> bool:
    """No copy yet, or the newest is a day away from now in either direction: the clock may have gone back."""
    newest = next(iter(snapshots(folder)), None)
    return newest is None or abs(now - newest.made) >= DAY


_one_at_a_time = threading.Lock()  # the keeper's hourly look, and an erasure


def take(path: Path, now: datetime, hold: Callable[[sqlite3.Connection], None] = lambda _: None) -> Snapshot | None:
    """Copies the open store as of its last commit, checks the copy, then names it; older ones beyond seven go.

    None while there is no school. `hold` gets the connection, so that another thread may interrupt.
    Raises sqlite3.Error, OSError, NotWhole; the copies of before stay.
    """
    with _one_at_a_time:
        return _take(path, now, hold)


def _take(path: Path, now: datetime, hold: Callable[[sqlite3.Connection], None]) -> Snapshot | None:
    before = holding(path)
    if not before.schools:
        return None
    folder = path.parent / SNAPSHOTS
    folder.mkdir(exist_ok=True)
    half = folder / "half-made"
    half.unlink(missing_ok=True)
    if shutil.disk_usage(folder).free < path.stat().st_size + SPARE:
        raise OSError(errno.ENOSPC, "no room for a copy; free some space on the disk")
    try:
        with contextlib.closing(connect(path)) as connection:
            hold(connection)
            connection.execute("VACUUM INTO ?", (str(half),))  # a copied .db alone would lack what is still in its log
        _require_whole(half)
        if (copied := holding(half)).answers < before.answers:
            raise NotWhole(f"{half} has {copied.answers} of {before.answers} answers; is the disk failing?")
        flush(half)
        number = max((one.number for one in snapshots(path.parent)), default=0) + 1
        made = Snapshot(number, folder / f"sitthi-{number:06}-{now:%Y%m%d-%H%M%S}.db", now.replace(microsecond=0))
        half.rename(made.path)
        flush_folder(folder)
    finally:
        half.unlink(missing_ok=True)
    for old in snapshots(path.parent)[KEPT:]:
        old.path.unlink()
    return made


def renew(path: Path, now: datetime) -> Snapshot | None:
    """After an erasure (SG-17): one new copy, and none of those that still hold the child. The old ones go even when there is
    no room for a new one: what was promised to a child weighs more than a second copy of a store that is whole."""
    old = snapshots(path.parent)
    try:
        return take(path, now)
    finally:
        for one in old:
            one.path.unlink(missing_ok=True)


def restore(path: Path, snapshot: Snapshot) -> Path | None:
    """Puts the copy in the place of the store; returns where the present file was set aside.

    Raises InUse while a server runs, NotWhole, OSError: the present file is then still in its place.
    """
    lock, part = held_alone(path), path.with_name(f"{path.name}.restoring")
    try:
        shutil.copyfile(snapshot.path, part)
        _require_whole(part)
        flush(part)
        aside = set_aside(path, "replaced") if is_there(path) else None
        part.rename(path)
        flush_folder(path.parent)
    finally:
        part.unlink(missing_ok=True)
        lock.release()
    return aside


def begin_anew(path: Path) -> Path | None:
    """An empty store, because someone says so; what is there is set aside. Raises InUse, OSError, sqlite3.Error."""
    lock = held_alone(path)
    try:
        aside = set_aside(path, "replaced") if is_there(path) else None
        with contextlib.closing(connect(path, is_writing=True)) as connection:
            migrations.apply(Database(connection))
    finally:
        lock.release()
    return aside


class Keeper:
    """Takes a copy whenever one is due, beside the running store, until `stop`. A failure is logged and tried again."""

    def __init__(self, path: Path, first_s: float = FIRST_S, again_s: float = AGAIN_S) -> None:
        self._path, self._pauses = path, (first_s, again_s)
        self._stopped = threading.Event()
        self._copying: sqlite3.Connection | None = None
        self._thread = threading.Thread(target=self._run, name="snapshots", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Waits for the thread; a copy under way is given up."""
        self._stopped.set()
        if (copying := self._copying) is not None:
            with contextlib.suppress(sqlite3.ProgrammingError):  # closed meanwhile
                copying.interrupt()
        self._thread.join()

    def _run(self) -> None:
        pause, again = self._pauses
        while not self._stopped.wait(pause):
            pause = again
            try:
                if is_due(self._path.parent, datetime.now()):
                    take(self._path, datetime.now(), self._hold)
            except (sqlite3.Error, OSError, NotWhole) as problem:
                if not self._stopped.is_set():
                    logging.getLogger("sitthi").error("No snapshot of %s: %s. Tried again in an hour.", self._path, problem)
            finally:
                self._copying = None

    def _hold(self, connection: sqlite3.Connection) -> None:
        self._copying = connection
        if self._stopped.is_set():
            raise sqlite3.OperationalError("interrupted")


def _require_whole(file: Path) -> None:
    try:
        fact = check(file)
    except sqlite3.OperationalError as problem:
        fact = str(problem)
    if fact != "ok":
        raise NotWhole(f"{file}: {fact}; choose another snapshot")
