"""The store's file and its neighbours: held alone, checked, set aside. It must never delete what may hold answers."""

from __future__ import annotations

import os
import re
import sqlite3
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import sqlite_utils.utils
from filelock import FileLock, Timeout
from sqlite_utils import Database

from progress.store.schema import migrations

# the file first: a log that stays behind alone is noticed, a file without its log is not
PIECES = ("", "-wal", "-shm", "-journal")
ASIDE, SNAPSHOTS = "set-aside", "snapshots"
NAMED = re.compile(r"sitthi-(\d{6})-(\d{8}-\d{6})\.db")


class Damaged(Exception):
    """The file did not pass its check. It was set aside, whole, at `kept`."""

    def __init__(self, path: Path, kept: Path, fact: str) -> None:
        super().__init__(f"{path}: {fact}. The file is kept as {kept}; restore a snapshot: python3 manage.py restore")
        self.kept = kept


class Missing(Exception):
    """There were answers here, and the file is gone: an empty one in its place would look as if nothing had ever been."""

    def __init__(self, path: Path, kept: Path | None) -> None:
        super().__init__(f"{path} is not there, but {path.parent} has had answers. Restore: python3 manage.py restore")
        self.kept = kept


class InUse(Exception):
    """Another server has this file open. Two writers could damage it, so the second one does not start."""


class Newer(Exception):
    """A newer Sitthi wrote this file; an older one could not keep its promises about it."""


class Mixed(RuntimeError):
    """sqlite-utils talks to another SQLite library than we do."""


@dataclass(frozen=True, slots=True, order=True)
class Snapshot:
    """One verified copy. `number` orders them, because the clock of a school computer may go back."""

    number: int
    path: Path
    made: datetime  # local time, as its name says


def snapshots(folder: Path) -> list[Snapshot]:
    """Those in `folder`/snapshots, the newest first. Half-made ones have another name."""
    found = [(match, file) for file in (folder / SNAPSHOTS).glob("*.db") if (match := NAMED.fullmatch(file.name))]
    read = (Snapshot(int(match[1]), file, datetime.strptime(match[2], "%Y%m%d-%H%M%S")) for match, file in found)
    return sorted(read, reverse=True)


def held_alone(path: Path) -> FileLock:
    """A lock beside the file. Raises InUse, OSError."""
    lock = FileLock(f"{path}.lock", is_singleton=False, thread_local=False)
    try:
        lock.acquire(timeout=0)  # the system lets go of it when a process dies, so no stale lock is left behind
    except Timeout:
        raise InUse(f"{path} is open in another server. Use that one, or stop it and start again.") from None
    return lock


def connect(path: Path, *, is_writing: bool = False) -> sqlite3.Connection:
    """Only a writing connection may make the file, write, or move the log into the file when it closes."""
    # SQLite up to 3.51.2 can damage a file when two connections write or checkpoint at the same instant: there is one
    mode, at = "rwc" if is_writing else "ro", path.absolute().as_posix()
    address = f"file://{'' if at.startswith('/') else '/'}{quote(at)}?mode={mode}"  # also of a Windows network folder
    # isolation_level None: transactions begin and end where we say; threads share it only under a lock or the writer
    connection = sqlite3.connect(address, uri=True, check_same_thread=False, timeout=30, isolation_level=None)
    connection.row_factory = sqlite3.Row
    return connection


def check(path: Path) -> str:
    """ "ok", or what SQLite finds wrong. Changes nothing. Raises sqlite3.OperationalError when it cannot look."""
    is_half_written = path.with_name(f"{path.name}-journal").exists()  # SQLite must undo the half before it can look
    connection = connect(path, is_writing=is_half_written)
    try:
        return str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.OperationalError:
        raise  # locked, unreadable, disk: the file may be whole
    except sqlite3.DatabaseError as problem:
        return str(problem)
    finally:
        connection.close()


def set_aside(path: Path, why: str) -> Path:
    """Moves the file with its log into a folder of its own; returns where the file is now."""
    first = f"{time.strftime('%Y%m%d-%H%M%S')}-{why}"
    names = (first if n == 1 else f"{first}-{n}" for n in range(1, 1000))
    folder = next(there for name in names if not (there := path.parent / ASIDE / name).exists())
    folder.mkdir(parents=True)
    for piece in _pieces(path):  # the log may hold answers that the file does not: they stay together
        piece.rename(folder / piece.name)
    flush_folder(folder)
    flush_folder(path.parent)
    return folder / path.name


def is_there(path: Path) -> bool:
    """True when any piece of a store stands at `path`."""
    return bool(_pieces(path))


def refuse_what_is_not_whole(path: Path) -> None:
    """Before opening. Raises Missing, Damaged (set aside by then), Newer, Mixed; an empty folder is a new school."""
    if (other := vars(sqlite_utils.utils)["sqlite3"]) is not sqlite3:
        name = other.__name__
        raise Mixed(f"{name} is installed, and sqlite-utils uses it in our place. Remove it: python -m pip uninstall {name}")
    if not path.exists() or not path.stat().st_size:
        damaged = max((path.parent / ASIDE).glob(f"*-damaged*/{path.name}"), default=None)
        if damaged or snapshots(path.parent) or any((path.parent / ASIDE).glob("*")) or _pieces(path, PIECES[1:]):
            raise Missing(path, damaged)
        return
    if (fact := check(path)) != "ok":
        raise Damaged(path, set_aside(path, "damaged"), fact)
    connection = connect(path)
    try:
        database = Database(connection)
        known = {one.name for one in migrations.pending(Database(memory=True))}
        if unknown := {one.name for one in migrations.applied(database)} - known:
            raise Newer(f"{path} has {', '.join(sorted(unknown))} of a newer Sitthi. Start that one, or update this one.")
    finally:
        connection.close()


def flush(file: Path) -> None:
    """The content is on the disk, not only in the memory of the system."""
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())


def flush_folder(folder: Path) -> None:
    """The names in it are on the disk. Windows keeps them by itself and cannot open a folder."""
    if os.name == "nt":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _pieces(path: Path, suffixes: tuple[str, ...] = PIECES) -> list[Path]:
    there = (path.with_name(path.name + suffix) for suffix in suffixes)
    return [piece for piece in there if piece.exists() and (piece.stat().st_size or piece == path)]
