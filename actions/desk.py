"""What every action stands on: the store, the people, the course and the words, opened once a process. Never two of them."""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

from curriculum.items import Item
from curriculum.reader import Course, read
from curriculum.ui_words import UiWords, read_words
from progress.store.people import People
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


def desk() -> Desk:
    """The desk of this process. The first call opens it."""
    global _desk
    if _desk is None:
        _desk = open_desk(data_folder())
    return _desk


def close() -> None:
    """Everything accepted is on the disk."""
    global _desk
    if _desk is not None:
        _desk.store.close()
        _desk = None
