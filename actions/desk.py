"""What every action stands on: the store, the people, the course and the words, opened once a process. Never two of them."""

from __future__ import annotations

import hashlib
import logging
import os
import sys
import threading
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from actions.trouble import Trouble, trouble_of
from curriculum.items import Item
from curriculum.reader import Course, read
from curriculum.ui_words import UiWords, read_words
from progress.store.people import People
from progress.store.snapshots import Keeper
from progress.store.sqlite import SqliteStore

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Desk:
    """One school computer, or the staff's office."""

    store: SqliteStore
    people: People
    course: Course
    words: UiWords
    fingerprints: dict[str, str] = field(default_factory=dict)

    def quiz(self, lesson: str) -> tuple[Item, ...]:
        """The items of a lesson that a child meets at first; twins wait for the re-test."""
        return tuple(item for item in self.course.quiz(lesson) if not item.id.endswith("b"))


def data_folder() -> Path:
    """`SITTHI_DATA`, or the user's data folder: updating is replacing the program, never the answers."""
    if given := os.environ.get("SITTHI_DATA"):
        return Path(given)
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "Sitthi"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Sitthi"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "sitthi"


def open_desk(folder: Path, root: Path = ROOT) -> Desk:
    """Raises ValueError with every problem of the content, and what SqliteStore raises."""
    course = read(root)
    if course.problems:
        raise ValueError("The content has problems. Mend them first:\n" + "\n".join(map(str, course.problems)))
    store = SqliteStore(folder / "sitthi.db", course.skills())
    prints = {item.id: fingerprint(item) for item in course.items.values()}
    return Desk(store, People(store), course, read_words(root), prints)


def fingerprint(item: Item) -> str:
    """What an answer was given to: changes with the item's words, so that a mended item starts a new history."""
    return hashlib.sha256(item.model_dump_json().encode()).hexdigest()[:12]


_desk: Desk | None = None
_trouble: Trouble | None = None
_keeper: Keeper | None = None
_opening = threading.Lock()  # two requests at once must not open two


def desk() -> Desk:
    """The desk of this process. The first call opens it. Raises Trouble, the same one until `try_again`."""
    global _desk, _trouble, _keeper
    if _desk is not None:
        return _desk
    with _opening:
        if _trouble is not None:
            raise _trouble.with_traceback(None)
        if _desk is None:
            try:
                _desk = open_desk(data_folder())
            except Exception as problem:  # whatever it is: the server stays up, so that Help and a page that says it are there
                _trouble = trouble_of(problem, data_folder())
                logging.getLogger("sitthi").error("The store is not open. %s", _trouble)
                raise _trouble from problem
            _keeper = Keeper(_desk.store.path)
        return _desk


def trouble() -> Trouble | None:
    """Why the desk is not open, when it could not be."""
    return _trouble


def try_again() -> Trouble | None:
    """Opens the desk once more, after someone did something about the trouble; returns what is still in the way."""
    global _trouble
    with _opening:
        _trouble = None
    try:
        desk()
    except Trouble as still:
        return still
    return None


def folder() -> Path:
    """Where the answers of this process are, or will be."""
    return _desk.store.path.parent if _desk is not None else data_folder()


def course() -> Course:
    """The course, also when the store is not open: Help never waits for it."""
    return _desk.course if _desk is not None else _course_alone()


def words() -> UiWords:
    """The words, also when the store is not open."""
    return _desk.words if _desk is not None else _words_alone()


def is_simulated() -> bool:
    """True when the open store holds a demo. A store that cannot be read must not keep Help from anyone: False."""
    try:
        return _desk is not None and any(school.is_simulated for school in _desk.people.schools())
    except Exception:  # whatever it is: the page that is asked for now may be Help, or the one that says the trouble
        return False


@cache
def _course_alone() -> Course:
    return read(ROOT)


@cache
def _words_alone() -> UiWords:
    return read_words(ROOT)


def close() -> None:
    """Everything accepted is on the disk."""
    global _desk, _trouble, _keeper
    if _keeper is not None:
        _keeper.stop()
    if _desk is not None:
        _desk.store.close()
    _desk = _trouble = _keeper = None
