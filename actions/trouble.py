"""What stands between the school and its answers, as a kind that has words in every language. It must never hide the fact."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Literal

from curriculum.ui_words import UiWords, digits
from progress.parameter_sets import BadSet
from progress.store.files import Damaged, InUse, Missing, Newer, snapshots

Kind = Literal["in_use", "full", "read_only", "no_folder", "damaged", "missing", "newer", "lessons", "numbers", "other"]
NO_ROOM = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}
NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}
NO_PLACE = {errno.ENOTDIR, errno.EEXIST, errno.ENOENT}
LEAST_ROOM = 2**20  # SQLite needs 32 kB for its index and some pages; below one MB nothing goes well
RESTORABLE = ("damaged", "missing")


class Trouble(Exception):
    """`fact` is what the system said; `kept` the file set aside; `newest` when the newest snapshot was made."""

    def __init__(self, kind: Kind, fact: str, folder: Path, kept: Path | None = None, newest: datetime | None = None) -> None:
        super().__init__(f"{kind}: {fact}")
        self.kind, self.fact, self.folder, self.kept, self.newest = kind, fact, folder, kept, newest


def trouble_of(problem: Exception, folder: Path) -> Trouble:
    """The kind of `problem`, met while opening or writing what is in `folder`."""
    if isinstance(problem, Trouble):
        return problem
    kept = problem.kept if isinstance(problem, Damaged | Missing) else None
    kind = _kind(problem, folder)
    newest = next(iter(snapshots(folder)), None) if kind in RESTORABLE else None
    return Trouble(kind, str(problem), folder, kept, newest.made if newest else None)


def when(words: UiWords, made: datetime, lang: str) -> str:
    """A date and time as it is read in `lang`."""
    return words("trouble.when", lang, digits(made.strftime("%d/%m/%Y"), lang), digits(made.strftime("%H:%M"), lang))


def _kind(problem: Exception, folder: Path) -> Kind:
    match problem:
        case InUse():
            return "in_use"
        case Damaged():
            return "damaged"
        case Missing():
            return "damaged" if problem.kept else "missing"
        case Newer():
            return "newer"
        case OSError() | sqlite3.Error():
            return _of_the_disk(problem, folder)
        case BadSet():
            return "numbers"
        case ValueError():
            return "lessons"
        case _:
            return "other"


def _of_the_disk(problem: OSError | sqlite3.Error, folder: Path) -> Kind:
    number = problem.errno if isinstance(problem, OSError) else None
    if number in NO_ROOM or "is full" in str(problem) or (folder.is_dir() and shutil.disk_usage(folder).free < LEAST_ROOM):
        return "full"
    if not folder.is_dir():
        return "no_folder"
    if number in NOT_ALLOWED or "readonly" in str(problem) or not os.access(folder, os.W_OK):
        return "read_only"
    return "no_folder" if number in NO_PLACE else "other"
