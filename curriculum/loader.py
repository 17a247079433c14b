"""The course as it stands now: changed files are read again while the app runs. A worse version never replaces a better one."""

from __future__ import annotations

import datetime
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from pathlib import Path

from curriculum.checks import check, unfinished, without
from curriculum.course import Course
from curriculum.freeze import fingerprint
from curriculum.problem import Problem
from curriculum.reader import ALT, Sheet, bind, descriptions, files, read_sheet, surroundings
from curriculum.ui_words import UiWords

REVIEWS = "lessons/reviews.yaml"  # no rule looks at it
LOOK_EVERY = 1.0  # seconds: some fifty files are looked at in a millisecond, so once a second costs nothing
AROUND = ("quizzes/frozen.yaml", ALT, "assets/pictures/drawn/scenes")  # what the checks look at too
Stamp = tuple[int, int]  # time of change in ns, size


class Worth(IntEnum):
    """What a version of a file is worth: with a part that cannot be read or is unwritten, with errors, without."""

    BROKEN = 0
    FAULTY = 1
    WHOLE = 2


@dataclass(frozen=True)
class Edition:
    """What children meet at one moment. `fingerprints` keeps those of items that are gone: an answer may be on its way."""

    course: Course
    words: UiWords
    fingerprints: dict[str, str]


class _OnDisk:
    """The files as they are, right or wrong, and what is wrong with them."""

    def __init__(self, root: Path, sheets: dict[Path, Sheet], today: datetime.date) -> None:
        self._root, self.sheets, self.today = root, sheets, today
        self.course = bind(sheets.values(), descriptions(root))

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Every one. Found out when somebody asks: starting the app does not wait for it."""
        return tuple(sorted([*self.course.problems, *self.checked]))

    @cached_property
    def checked(self) -> tuple[Problem, ...]:
        """What the rules say; seconds for a whole course."""
        return check(self.course, surroundings(self._root, self.today))

    def take_over(self, before: _OnDisk) -> None:
        """A signature changes no text: what the rules said still holds, and who signs need not wait for them again."""
        if "checked" in before.__dict__ and self.today == before.today:
            self.__dict__["checked"] = before.checked

    def worth(self, path: Path) -> Worth:
        """What the file at `path` is worth."""
        sheet = self.sheets[path]
        if sheet.problems or any(one.rule == "unwritten" for one in self.problems if one.place.file == sheet.file):
            return Worth.BROKEN
        is_faulty = any(one.place.file == sheet.file and not one.is_warning for one in self.problems)
        return Worth.FAULTY if is_faulty else Worth.WHOLE


class LivingCourse:
    """Safe from any thread: who asks while another one reads gets the edition before."""

    def __init__(
        self,
        root: Path,
        *,
        clock: Callable[[], float] = time.monotonic,
        today: Callable[[], datetime.date] = datetime.date.today,
    ) -> None:
        self.root, self._clock, self._today = root, clock, today
        self._reading = threading.Lock()
        self._stamps: dict[Path, Stamp] = {}
        self._kept, self._worths = dict[Path, Sheet](), dict[Path, Worth]()
        self._on_disk = _OnDisk(root, {}, today())
        self._edition = Edition(self._on_disk.course, UiWords({}), {})
        self._looked = clock()
        self._catch_up()

    def now(self) -> Edition:
        """The newest edition."""
        if self._clock() - self._looked >= LOOK_EVERY and self._reading.acquire(blocking=False):
            try:
                self._looked = self._clock()
                self._catch_up()
            except Exception:  # whatever it is, children go on with the edition before; starting the app would say it
                logging.getLogger("sitthi").exception("The changed content was not taken over; `manage.py check` may say more.")
            finally:
                self._reading.release()
        return self._edition

    def look_again(self) -> None:
        """A file was written here: who asks next meets it, without waiting for the second to pass."""
        self._looked = self._clock() - LOOK_EVERY

    @property
    def today(self) -> datetime.date:
        """By which the age of a number or a note is told."""
        return self._today()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong in the files now, though children may still meet the version before."""
        self.now()
        with self._reading:
            if self._on_disk.today != self._today():  # a number grows stale while nobody changes a file
                self._on_disk = _OnDisk(self.root, self._on_disk.sheets, self._today())
            return self._on_disk.problems

    def _catch_up(self) -> None:
        stamps = self._look()
        if stamps == self._stamps:
            return
        before, sheets = self._on_disk, dict[Path, Sheet]()
        for path in files(self.root):
            if path in stamps and stamps[path] == self._stamps.get(path):
                sheets[path] = before.sheets[path]
                continue
            try:
                sheets[path] = read_sheet(self.root, path)
            except OSError:  # gone or locked since we looked: the next look meets it as new
                stamps.pop(path, None)
        after = _OnDisk(self.root, sheets, self._today())
        if {path for path in stamps | self._stamps if stamps.get(path) != self._stamps.get(path)} == {self.root / REVIEWS}:
            after.take_over(before)
        self._keep_the_better(before, after)
        self._stamps, self._on_disk = stamps, after
        self._edition = self._edit(self._edition.fingerprints)

    def _keep_the_better(self, before: _OnDisk, after: _OnDisk) -> None:
        if not self._kept:  # the first time everything comes up that can be read, and nothing waits for the checks
            self._kept = dict(after.sheets)
            return
        for path, sheet in list(self._kept.items()):
            if path not in self._worths:
                self._worths[path] = before.worth(path)
            if path not in after.sheets and not _is_awaited(sheet, after.course):
                del self._kept[path], self._worths[path]
        for path, sheet in after.sheets.items():
            worth = after.worth(path)
            if sheet is self._kept.get(path):
                self._worths[path] = max(worth, self._worths[path])
            elif path not in self._kept or worth >= self._worths[path]:
                self._kept[path], self._worths[path] = sheet, worth

    def _edit(self, fingerprints: dict[str, str]) -> Edition:
        course = bind((self._kept[path] for path in sorted(self._kept)), self._on_disk.course.alt)
        shown = without(course, unfinished(course))
        prints = {item.id: fingerprint(item) for item in shown.every_item.values()}
        return Edition(shown, UiWords(shown.words), fingerprints | prints)

    def _look(self) -> dict[Path, Stamp]:
        found: dict[Path, Stamp] = {}
        for path in (*files(self.root), *(self.root / one for one in AROUND)):
            try:
                status = path.stat()
            except OSError:
                continue
            found[path] = (status.st_mtime_ns, status.st_size)
        return found


def _is_awaited(sheet: Sheet, course: Course) -> bool:
    """The file is being replaced, or was lost: its unit still names it, or nothing works without it."""
    named = {name for unit in course.units for name in unit.lessons}
    is_named = any(lesson.id in named for lesson in sheet.lessons) or any(item.lesson in named for item in sheet.items)
    return is_named or bool(sheet.head or sheet.contacts or sheet.notes or sheet.words or sheet.checks)
