"""School × area flags as a record: opened when on the list, closed by new evidence alone, never because time went by."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from actions import overview as far
from actions.boards import reteaches
from actions.desk import Desk
from actions.overview import Cell, Missed, Overview
from actions.permissions import Who, require
from progress.learning.school_flags import Missing, is_closed_by, listed
from progress.store.people import now_ms

RULE = "school-flags 2"  # goes up when what opens or closes a flag changes; stands in the record beside the parameter set
DAY_MS = 86_400_000
ACT_MS = 30 * DAY_MS  # groups meet once a month: by then the lesson can have been taken up again
TOLD_MS = 90 * DAY_MS  # how long a closed flag is told of
UNDERSTOOD = "understood"
# answers before the group talked, tapped after the flag was opened, by members whose area has any so new
NEWER = """
SELECT count(*) AS answers, count(DISTINCT member) AS members FROM answered
WHERE school = :school AND area = :area AND options > 0 AND test = '' AND round = 1
    AND tapped_ms > :opened AND tapped_ms <= :at AND member IN
    (SELECT member FROM member_area WHERE school = :school AND area = :area AND last_ms > :opened)
"""
_looked: dict[Path, int] = {}  # the store's file → the day of the last look


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a flag stood on when it was opened."""

    members: int
    answers: int
    mean: float
    low: float
    high: float
    p_low: float


@dataclass(frozen=True, slots=True)
class Record:
    """A flag as it is kept. `closed_ms` is 0 while it is open."""

    school: str
    area: str
    opened_ms: int
    version: str
    grounds: Grounds
    closed_ms: int = 0
    closed_why: str = ""


@dataclass(frozen=True, slots=True)
class Flag:
    """An open flag: its record, how its cell stands now, and what has been answered since it was opened."""

    record: Record
    cell: Cell
    newer_answers: int
    newer_members: int

    @property
    def act_by_ms(self) -> int:
        """By when the lesson should have been taken up again."""
        return self.record.opened_ms + ACT_MS


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands behind a flag, and the lesson that re-teaches it."""

    missed: tuple[Missed, ...]
    lesson: str | None


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look changed."""

    opened: tuple[Record, ...]
    closed: tuple[Record, ...]


def look(desk: Desk, at_ms: int) -> Looked:
    """Opens what is on the list and not open yet, closes what new evidence says is understood. Looking twice changes nothing."""
    cells, standing = far.cells(desk, at_ms), {(one.school, one.area): one for one in _records(desk) if not one.closed_ms}
    likely = {at: cell.p_low for at, cell in cells.items() if not cell.is_hidden and not cell.missing}
    version = f"{RULE}, {desk.store.scheme.known.version}"
    opened = [_opened(at, cells[at], at_ms, version) for at in sorted(listed(likely)) if at not in standing]
    closed = [_closed(one, at_ms) for at, one in standing.items() if at in likely and _is_over(desk, one, likely[at], at_ms)]
    desk.people.put("school_flag", *(_row(one) for one in (*opened, *closed)))
    return Looked(tuple(opened), tuple(closed))


def look_once_a_day(desk: Desk, who: Who, at_ms: int | None = None) -> None:
    """For the staff's first page: the first one to open it on a day looks, and again after the program was started anew."""
    require(who, "see schools")
    at = now_ms() if at_ms is None else at_ms
    then = time.localtime(at / 1000)
    today = then.tm_year * 366 + then.tm_yday
    if _looked.get(desk.store.path) != today:
        look(desk, at)
        _looked[desk.store.path] = today


def flags(desk: Desk, who: Who, seen: Overview, at_ms: int | None = None) -> list[Flag]:
    """Open ones of cells that are shown: by school and area, never by how bad."""
    require(who, "see schools")
    at, open_ = now_ms() if at_ms is None else at_ms, [one for one in _records(desk) if not one.closed_ms]
    shown = [(one, cell) for one in open_ if (cell := seen.cells.get((one.school, one.area))) and not cell.is_hidden]
    return [Flag(one, cell, *_newer(desk, one, at)) for one, cell in shown]


def understood(desk: Desk, who: Who, seen: Overview, at_ms: int | None = None) -> list[Record]:
    """Closed within the last three months, newest first; none that is open again, none of a cell that is hidden now."""
    require(who, "see schools")
    since, all_ = (now_ms() if at_ms is None else at_ms) - TOLD_MS, _records(desk)
    latest = {(one.school, one.area): one for one in all_}  # records come in the order of opening
    shown = [one for at, one in latest.items() if (cell := seen.cells.get(at)) and not cell.is_hidden]
    return sorted((one for one in shown if one.closed_ms > since), key=lambda one: (-one.closed_ms, one.school, one.area))


def waiting(who: Who, seen: Overview) -> dict[str, list[tuple[str, Missing]]]:
    """School → areas that were answered, but by too few or too little for anything to be said, and what is missing."""
    require(who, "see schools")
    found: dict[str, list[tuple[str, Missing]]] = defaultdict(list)
    for (school, area), cell in sorted(seen.cells.items()):
        if cell.missing:
            found[school].append((area, cell.missing))
    return dict(found)


def evidence(desk: Desk, who: Who, flag: Flag) -> Evidence:
    """Asked for each flag that is shown. Ideas of fewer than five children stay hidden."""
    require(who, "see schools")
    school, area = flag.record.school, flag.record.area
    return Evidence(far.missed(desk, who, area, school)[:2], reteaches(desk, area, school))


def _is_over(desk: Desk, one: Record, p_low: float, at_ms: int) -> bool:
    return is_closed_by(*_newer(desk, one, at_ms), p_low)


def _newer(desk: Desk, one: Record, at_ms: int) -> tuple[int, int]:
    """(answers, members) since the flag was opened. What was tapped before and came in later is not new evidence."""
    values = {"school": one.school, "area": one.area, "opened": one.opened_ms, "at": at_ms}
    row = desk.store.read(NEWER, values)[0]
    return row["answers"], row["members"]


def _opened(at: tuple[str, str], cell: Cell, at_ms: int, version: str) -> Record:
    grounds = Grounds(cell.members, cell.answers, cell.mean, cell.low, cell.high, cell.p_low)
    return Record(*at, at_ms, version, grounds)


def _closed(one: Record, at_ms: int) -> Record:
    return Record(one.school, one.area, one.opened_ms, one.version, one.grounds, at_ms, UNDERSTOOD)


def _records(desk: Desk) -> list[Record]:
    return [_record(row) for row in desk.store.read("SELECT * FROM school_flag ORDER BY school, area, opened_ms")]


def _record(row: Any) -> Record:
    grounds = Grounds(**json.loads(row["evidence"]))
    at = row["school"], row["area"], row["opened_ms"]
    return Record(*at, row["version"], grounds, row["closed_ms"], row["closed_why"])


def _row(one: Record) -> dict[str, object]:
    return {
        "school": one.school,
        "area": one.area,
        "opened_ms": one.opened_ms,
        "version": one.version,
        "evidence": json.dumps(asdict(one.grounds)),
        "closed_ms": one.closed_ms,
        "closed_why": one.closed_why,
    }
