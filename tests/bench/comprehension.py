"""`manage.py bench comprehension --data FOLDER [--all]`: our model of comprehension on public answer logs, beside known ones.

It forecasts the next answer of students it has not seen. Nothing of ours is tuned here: the default numbers stand, and a log
only teaches how hard its items are. The figures go to docs/comprehension.md between its two marks; the logs go nowhere.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from progress.learning.comprehension import Answer, Tracker
from tests.bench.baselines import Floats, Model, all_models
from tests.bench.logs import SEED, Log, Unreadable, read_folder, repeated
from tests.bench.scores import DRAWS, Difference, Ranking, calibration_error, differences, losses

PAGE = Path(__file__).parents[2] / "docs" / "comprehension.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
USAGE = "Usage: python3 manage.py bench comprehension --data FOLDER [--all]"
MOST, OPTIONS, AREA = 2000, 4, "all"
# AUC on the published split, as printed in the README of theophilegervet/learner-performance-prediction (Gervet et al. 2020).
PUBLISHED = {
    "assistments09": {"Best-LR": 0.77, "PFA": 0.72, "IRT": 0.69, "DKT": 0.75, "SAKT": 0.75},
    "statics": {"Best-LR": 0.82, "DKT": 0.83, "SAKT": 0.81},
}


def answers(log: Log) -> Iterator[Answer]:
    """The log's answers as the app would hand them over: one area for all, since a log knows no areas."""
    for user, item, skill, day, right in zip(
        log.user.tolist(), log.item.tolist(), log.skill.tolist(), log.day.tolist(), log.right.tolist(), strict=True
    ):
        yield Answer(f"u{user}", f"i{item}", AREA, f"s{skill}", day, bool(right), OPTIONS)


class Alone:
    """Ours as the app runs it: each student has a tracker of their own, which knows no other student's answers."""

    name = "ours, items not known"

    def fit(self, train: Log, items: int, skills: int) -> None:
        self._skills = tuple(f"s{skill}" for skill in range(skills))

    def expected(self, test: Log) -> Floats:
        found: list[float] = []
        starts = np.flatnonzero(np.r_[True, test.user[1:] != test.user[:-1]])
        for start, end in zip(starts, [*starts[1:], len(test)], strict=True):
            mine = np.zeros(len(test), dtype=bool)
            mine[start:end] = True
            given = list(answers(test.where(mine)))
            tracker = self._tracker(given)
            found += [tracker.answer(one) for one in given]
        return np.array(found)

    def _tracker(self, given: list[Answer]) -> Tracker:
        return Tracker({AREA: tuple({one.skill for one in given})})


class Ours(Alone):
    """The same, and what the training students taught one common tracker about items, skills and the mean of all.

    Each held-out student goes on from there alone: what one of them answers tells nothing of the next.
    """

    name = "ours"

    def fit(self, train: Log, items: int, skills: int) -> None:
        tracker = Tracker({AREA: tuple(f"s{skill}" for skill in range(skills))})
        for one in answers(train.where(np.argsort(train.day, kind="stable"))):
            tracker.answer(one)
        self._known = tracker.beliefs()

    def _tracker(self, given: list[Answer]) -> Tracker:
        tracker = super()._tracker(given)
        items, skills = self._known["items"], self._known["difficulty"]
        tracker.resume(
            {
                "intercept": self._known["intercept"],
                "items": {one.item: items[one.item] for one in given if one.item in items},
                "difficulty": {one.skill: skills[one.skill] for one in given},
                "members": {},
            }
        )
        return tracker


@dataclass
class Forecast:
    """What a model expected of each held-out answer, and its CPU seconds, fold by fold."""

    expected: Floats
    fit_s: list[float] = field(default_factory=list)
    expect_s: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Measured:
    """A log with all forecasts of its held-out answers."""

    log: Log
    held_out: Log
    forecasts: dict[str, Forecast]
    rate: float  # answers a second through one plain tracker


def measure(log: Log) -> Measured:
    """Every model on the same folds."""
    items, skills = int(log.item.max()) + 1, int(log.skill.max()) + 1
    forecasts: dict[str, Forecast] = {}
    for fold in range(log.folds):
        train, test = log.where(log.fold != fold), log.where(log.fold == fold)
        models: list[Model] = [*all_models(), Alone(), Ours()]
        for model in models:
            kept = forecasts.setdefault(model.name, Forecast(np.full(len(log), np.nan)))
            begun = time.process_time()
            model.fit(train, items, skills)
            fitted = time.process_time()
            kept.expected[log.fold == fold] = model.expected(test)
            kept.fit_s.append(fitted - begun)
            kept.expect_s.append(time.process_time() - fitted)
        print(f"{log.name}: fold {fold + 1} of {log.folds}", file=sys.stderr, flush=True)
    is_held_out = log.fold >= 0
    for one in forecasts.values():
        one.expected = one.expected[is_held_out]
    return Measured(log, log.where(is_held_out), forecasts, _rate(log))


def _rate(log: Log) -> float:
    given = list(answers(log))
    tracker = Tracker({AREA: tuple({one.skill for one in given})})
    begun = time.process_time()
    for one in given:
        tracker.answer(one)
    return len(given) / (time.process_time() - begun)


def table(found: Measured) -> str:
    """One log: what it is, the figures of each model, ours minus each, and the sentence that says where we stand."""
    log, held_out = found.log, found.held_out
    how = "the published split" if log.is_published_split else f"{log.folds} folds of students"
    lines = [
        f"### {log.name}: {log.students:,} students, {len(log):,} answers, {how}",
        f"{len(np.unique(log.item)):,} items, {len(np.unique(log.skill)):,} skills; {100 * repeated(log):.0f} % of the answers "
        f"repeat an item; {'times known' if log.day.any() else 'no times'}; {len(held_out):,} answers forecast.",
        "",
        "| model | AUC | log-loss | calibration error | fit, CPU s | forecast, CPU s | ours − it: AUC | ours − it: log-loss |",
        "|---|---|---|---|---|---|---|---|",
    ]
    ours, standing = found.forecasts[Ours.name], dict[str, list[str]]()
    for name, one in found.forecasts.items():
        beside = ["", ""]
        if one is not ours:
            gaps = differences(held_out.user, held_out.right, ours.expected, one.expected)
            beside = [_said(gap) for gap in gaps]
            if name != Alone.name:  # ours too, so neither behind nor ahead
                standing.setdefault(_standing(*gaps), []).append(name)
        figures = (
            f"{Ranking(held_out.right, one.expected).auc():.4f}",
            f"{losses(held_out.right, one.expected).mean():.4f}",
            f"{calibration_error(held_out.right, one.expected):.4f}",
            f"{np.mean(one.fit_s):.2f}",
            f"{np.mean(one.expect_s):.2f}",
        )
        lines.append(f"| {' | '.join([name, *figures, *beside])} |")
    lines += ["", " ".join(f"**{where}:** {', '.join(names)}." for where, names in sorted(standing.items()))]
    if published := PUBLISHED.get(log.name, {}):
        printed = ", ".join(f"{name} {auc:.2f}" for name, auc in published.items())
        lines.append(f"Published AUC on the whole of this split (not run here): {printed}.")
    return "\n".join([*lines, f"Plain tracker: {found.rate:,.0f} answers a second of CPU time.", ""])


def _said(gap: Difference) -> str:
    return f"{gap.value:+.4f} ({gap.low:+.4f} to {gap.high:+.4f})".replace("-", "−")


def _standing(auc: Difference, loss: Difference) -> str:
    """By both intervals; whoever wins one and loses the other is neither ahead nor behind."""
    better, worse = (auc.low > 0) + (loss.high < 0), (auc.high < 0) + (loss.low > 0)
    if better == 2:
        return "Ahead of"
    if worse == 2:
        return "Behind"
    return "Not ahead on both counts of"


def page(measured: list[Measured], students: str) -> str:
    """The measured part, whole."""
    tables = [table(one) for one in measured]
    intro = (
        f"Measured by `python3 manage.py bench comprehension --data FOLDER{' --all' if not students else ''}`"
        f"{students}; parts are parts of the students. Intervals: 95 %, {DRAWS} draws of whole students; seed {SEED}. "
        "CPU seconds are the mean of a fold."
    )
    return "\n".join([intro, "", *tables])


def write(text: str, file: Path) -> None:
    """Between the marks, and nowhere else."""
    old = file.read_text(encoding="utf-8")
    head, found, rest = old.partition(BEGIN)
    _, ended, tail = rest.partition(END)
    if not (found and ended):
        sys.exit(f"{file}: {BEGIN} or {END} is missing. Put both back; the figures go between them.")
    file.write_text(f"{head}{BEGIN}\n{text}{END}{tail}", encoding="utf-8")


def main(arguments: list[str]) -> None:
    """Prints a table for each log and writes them to the page."""
    given = [one for one in arguments if one != "--all"]
    if len(given) != 2 or given[0] != "--data":
        sys.exit(USAGE)
    is_all = "--all" in arguments
    try:
        logs = read_folder(Path(given[1]), None if is_all else MOST)
    except Unreadable as problem:
        sys.exit(str(problem))
    measured = []
    for log in logs:
        measured.append(measure(log))
        print(table(measured[-1]), flush=True)
    write(page(measured, "" if is_all else f", at most {MOST:,} students of each log"), PAGE)
