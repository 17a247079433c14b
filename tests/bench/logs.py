"""Reads public answer logs for `manage.py bench comprehension`. It never guesses at a row: what is wrong is said, all at once.

A folder of CSV or TSV files. Columns `user`, `item`, `skill`, `time` (seconds; all 0 when unknown) and `correct` (0 or 1),
or `user_id`, `item_id`, `skill_id`, `timestamp`. Files `NAME-train` and `NAME-test` are one log with a published split.
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

OTHER_NAMES = {"user_id": "user", "item_id": "item", "skill_id": "skill", "timestamp": "time"}
COLUMNS = ("user", "item", "skill", "time", "correct")
FOLDS, SEED = 5, 7
DAY_S = 86_400.0


class Unreadable(ValueError):
    """All that is wrong with a folder, a line each: place, fact, remedy."""


@dataclass(frozen=True)
class Log:
    """Answers, a student's together and in the order of time. Codes count from 0; `fold` is where an answer is held out."""

    name: str
    user: NDArray[np.int64]
    item: NDArray[np.int64]
    skill: NDArray[np.int64]
    day: NDArray[np.float64]
    right: NDArray[np.int64]
    fold: NDArray[np.int64]  # 0 … folds - 1; -1: never held out, the training students of a published split
    is_published_split: bool

    def __len__(self) -> int:
        return len(self.user)

    @property
    def folds(self) -> int:
        return int(self.fold.max()) + 1

    @property
    def students(self) -> int:
        return len(np.unique(self.user))

    def where(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> Log:
        """The chosen answers; codes stay as they are, so the parts of a log understand each other."""
        columns = ("user", "item", "skill", "day", "right", "fold")
        return replace(self, **{name: getattr(self, name)[chosen] for name in columns})


Row = tuple[str, str, str, float, int]


def read_folder(folder: Path, most: int | None = None) -> list[Log]:
    """Every log of the folder; of each at most `most` students, drawn by chance. Raises Unreadable with all problems."""
    files = sorted(one for one in folder.glob("*") if one.suffix in (".csv", ".tsv")) if folder.is_dir() else []
    if not files:
        raise Unreadable(f"{folder}: no .csv or .tsv file here. Name the folder that holds the answer logs.")
    problems: list[str] = []
    rows = {one.stem: _read_file(one, problems) for one in files}
    logs = []
    for name in sorted({stem.removesuffix("-train").removesuffix("-test") for stem in rows}):
        parts = [(stem, rows[stem]) for stem in (name, f"{name}-train", f"{name}-test") if stem in rows]
        found = _problems(folder, name, dict(parts))
        problems += found
        if not found and all(part for _, part in parts):
            logs.append(_log(name, [part for _, part in parts], most))
    if problems:
        raise Unreadable("\n".join(problems))
    return logs


def _problems(folder: Path, name: str, parts: dict[str, list[Row]]) -> list[str]:
    """What the rows of a log, each of them readable, are not enough for."""
    if name in parts and len(parts) > 1:
        return [f"{folder}/{name}: stands beside {name}-train or {name}-test. Keep the pair or the whole file, not both."]
    if name not in parts and len(parts) == 1:
        there = next(iter(parts))
        wanted = f"{name}-{'test' if there.endswith('-train') else 'train'}"
        return [f"{folder}/{there}: {wanted} is not beside it. Add it, or rename {there} to {name} for folds by chance."]
    if not all(parts.values()):
        return []  # said by the file
    found = []
    users = {stem: {row[0] for row in rows} for stem, rows in parts.items()}
    if name in parts and len(users[name]) < FOLDS:
        found.append(f"{folder}/{name}: {len(users[name])} students; {FOLDS} folds need at least {FOLDS}. Add students.")
    if name not in parts and (both := users[f"{name}-train"] & users[f"{name}-test"]):
        some = ", ".join(sorted(both)[:3])
        found.append(f"{folder}/{name}-test: {len(both)} students are in {name}-train too ({some}). Keep each on one side.")
    return found + [
        f"{folder}/{stem}: every answer has the same mark. A log needs right and wrong answers; look at the column correct."
        for stem, rows in parts.items()
        if len({row[4] for row in rows}) < 2
    ]


def _read_file(file: Path, problems: list[str]) -> list[Row]:
    """Its rows, and what is wrong with it, like things in one line."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        problems.append(f"{file}: is not UTF-8. Save it as UTF-8.")
        return []
    lines = csv.reader(text.splitlines(), delimiter="\t" if "\t" in text.split("\n", 1)[0] else ",")
    names = [OTHER_NAMES.get(one.strip(), one.strip()) for one in next(lines, [])]
    if missing := [one for one in COLUMNS if names.count(one) != 1]:
        problems.append(f"{file}:1: {', '.join(missing)} missing or there twice. The columns are {', '.join(COLUMNS)}.")
        return []
    places = [names.index(one) for one in COLUMNS]
    rows: list[Row] = []
    faults: dict[str, list[str]] = {}
    for number, cells in enumerate(lines, 2):
        if not cells:
            continue
        fault, shown = _fault([cells[at].strip() if at < len(cells) else "" for at in places])
        if fault:
            faults.setdefault(fault, []).append(f"{number}: {shown}")
        else:
            user, item, skill, when, correct = (cells[at].strip() for at in places)
            rows.append((user, item, skill, float(when), int(float(correct))))
    for fault, found in faults.items():
        more = f" (and {len(found) - 1} more lines)" if len(found) > 1 else ""
        problems.append(f"{file}:{found[0]}{more}. {fault}")
    if not rows and not faults:
        problems.append(f"{file}: no answer below the head. Add rows or take the file away.")
    return rows


def _fault(cells: list[str]) -> tuple[str, str]:
    """Remedy and fact for a row that cannot be read; empty for one that can."""
    if empty := [name for name, cell in zip(COLUMNS, cells, strict=True) if not cell]:
        return f"Fill in {', '.join(empty)} or take the line away.", f"{', '.join(empty)} empty"
    try:
        is_time = math.isfinite(float(cells[3]))
    except ValueError:
        is_time = False
    if not is_time:
        return "time is a number of seconds; write 0 in every line when it is not known.", f"time is {cells[3]!r}"
    if cells[4] not in ("0", "1", "0.0", "1.0"):
        return "correct is 0 or 1; leave out answers marked in part.", f"correct is {cells[4]!r}"
    return "", ""


def _codes(names: Iterable[str]) -> NDArray[np.int64]:
    """Names as numbers, in the order of their first appearance."""
    known: dict[str, int] = {}
    return np.array([known.setdefault(name, len(known)) for name in names], dtype=np.int64)


def _log(name: str, parts: list[list[Row]], most: int | None) -> Log:
    """One log of readable rows: the whole, or training and test students of a published split."""
    rows = [row for part in parts for row in part]
    user = _codes(row[0] for row in rows)
    is_published = len(parts) == 2
    is_test = np.arange(len(rows)) >= len(parts[0])
    drawn = np.random.default_rng(SEED).permutation(int(user.max()) + 1)
    fold = np.where(is_test, 0, -1) if is_published else (drawn % FOLDS)[user]
    day = np.array([row[3] for row in rows]) / DAY_S
    log = Log(
        name=name,
        user=user,
        item=_codes(row[1] for row in rows),
        skill=_codes(row[2] for row in rows),
        day=day,
        right=np.array([row[4] for row in rows], dtype=np.int64),
        fold=fold.astype(np.int64),
        is_published_split=is_published,
    )
    order = np.lexsort((day, user))  # stable: answers of one moment stay as the file has them
    log = replace(log, **{at: getattr(log, at)[order] for at in ("user", "item", "skill", "day", "right", "fold")})
    return log if most is None else log.where(drawn[log.user] < most)


def repeated(log: Log) -> float:
    """Share of answers to an item that the student has answered before."""
    times = Counter(zip(log.user.tolist(), log.item.tolist(), strict=True))
    return 1 - len(times) / len(log)
