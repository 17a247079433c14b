"""What every action stands on: the store, the people, the course and the words, opened once a process. Never two of them."""

from __future__ import annotations

import datetime
import logging
import os
import sys
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from actions.trouble import Trouble, trouble_of
from curriculum.course import Course
from curriculum.items import Item
from curriculum.loader import LivingCourse
from curriculum.problem import Problem
from curriculum.ui_words import UiWords
from progress.parameter_sets import in_use
from progress.store.group_quiz import GroupQuizzes
from progress.store.people import People
from progress.store.projection import Scheme
from progress.store.snapshots import Keeper
from progress.store.sqlite import SqliteStore

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Desk:
    """One school computer, or the staff's office. What it says of the course is what the files say now."""

    store: SqliteStore
    people: People
    living: LivingCourse
    groups: GroupQuizzes

    @property
    def course(self) -> Course:
        """Everything that children may meet: read again within a second of a change, never worse than before."""
        return self.living.now().course

    @property
    def today(self) -> datetime.date:
        """By which the age of a number or a note is told."""
        return self.living.today

    @property
    def words(self) -> UiWords:
        """The words of the screens."""
        return self.living.now().words

    @property
    def fingerprints(self) -> dict[str, str]:
        """Item → what an answer to it is given to; also of items that are gone, for an answer on its way."""
        return self.living.now().fingerprints

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong in the files of the content."""
        return self.living.problems

    def quiz(self, lesson: str) -> tuple[Item, ...]:
        """The items of a lesson that a child meets at first; twins wait for the re-test."""
        return tuple(item for item in self.course.quiz(lesson) if not item.is_twin)


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
    """Raises what SqliteStore raises, and BadSet. A fault in the content stops nobody: its good parts come up."""
    course = living(root)
    now = course.now().course
    store = SqliteStore(folder / "sitthi.db", Scheme(now.skills(), now.options(), in_use(folder)))
    return Desk(store, People(store), course, GroupQuizzes(store))


@cache
def living(root: Path = ROOT) -> LivingCourse:
    """The course of this process, also when no store is open: Help and its words never wait for one."""
    return LivingCourse(root)


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


def opened() -> Desk | None:
    """The desk if it is open already: for who must not wait for it."""
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
    return living().now().course if _desk is None else _desk.course


def words() -> UiWords:
    """The words, also when the store is not open."""
    return living().now().words if _desk is None else _desk.words


def today() -> datetime.date:
    """By which the age of a number or a note is told."""
    return (living() if _desk is None else _desk.living).today


def is_simulated() -> bool:
    """True when the open store holds a demo. A store that cannot be read must not keep Help from anyone: False."""
    try:
        return _desk is not None and any(school.is_simulated for school in _desk.people.schools())
    except Exception:  # whatever it is: the page that is asked for now may be Help, or the one that says the trouble
        return False


def close() -> None:
    """Everything accepted is on the disk."""
    global _desk, _trouble, _keeper
    if _keeper is not None:
        _keeper.stop()
    if _desk is not None:
        _desk.store.close()
    _desk = _trouble = _keeper = None
