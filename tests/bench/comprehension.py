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
from tests.bench.logs import Log, Unreadable, read_folder, repeated
from tests.bench.scores import DRAWS, Difference, Ranking, calibration_error, differences, losses

PAGE = Path(__file__).parents[2] / "docs" / "comprehension.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
USAGE = "Usage: python3 manage.py bench comprehension --data FOLDER [--all]"
MOST, AREA = 2000, "all"
CHOICE, OPEN = 4, 1000  # options: as of our items; and of an answer that is typed, where guessing hardly helps
OURS_TODAY, OURS, OURS_OPEN = "ours, items not known", "ours", "ours, answers open"
STANDS = ("ahead", "**behind**", "**neither**")
# AUC on the published split, as printed in the README of theophilegervet/learner-performance-prediction (Gervet et al. 2020).
PUBLISHED = {
    "assistments09": {"Best-LR": 0.77, "PFA": 0.72, "IRT": 0.69, "DKT": 0.75, "SAKT": 0.75},
    "statics": {"Best-LR": 0.82, "DKT": 0.83, "SAKT": 0.81},
}


def answers(log: Log, options: int) -> Iterator[Answer]:
    """The log's answers as the app would hand them over: one area for all, since a log knows no areas."""
    for user, item, skill, day, right in zip(
        log.user.tolist(), log.item.tolist(), log.skill.tolist(), log.day.tolist(), log.right.tolist(), strict=True
    ):
        yield Answer(f"u{user}", f"i{item}", AREA, f"s{skill}", day, bool(right), options)


class Alone:
    """Ours as the app runs it: each student has a tracker of their own, which knows no other student's answers."""

    name, options = OURS_TODAY, CHOICE

    def fit(self, train: Log, items: int, skills: int) -> None:
        """Nothing: it starts from the default numbers."""

    def expected(self, test: Log) -> Floats:
        found: list[float] = []
        changes = np.flatnonzero(test.user[1:] != test.user[:-1]) + 1
        for mine in np.split(np.arange(len(test)), changes):
            given = list(answers(test.where(mine), self.options))
            tracker = self._tracker(given)
            found += [tracker.answer(one) for one in given]
        return np.array(found)

    def _tracker(self, given: list[Answer]) -> Tracker:
        return Tracker({AREA: tuple({one.skill for one in given})})


class Ours(Alone):
    """The same, and what the training students taught one common tracker about items, skills and the mean of all.

    Each held-out student goes on from there alone: what one of them answers tells nothing of the next.
    """

    def __init__(self, name: str, options: int) -> None:
        self.name, self.options = name, options

    def fit(self, train: Log, items: int, skills: int) -> None:
        tracker = Tracker({AREA: tuple(f"s{skill}" for skill in range(skills))})
        for one in answers(train.where(np.argsort(train.day, kind="stable")), self.options):
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


def our_models() -> list[Model]:
    """As the app runs it; with items learned; and with items learned and the questions told to be what most of them are."""
    return [Alone(), Ours(OURS, CHOICE), Ours(OURS_OPEN, OPEN)]


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
    gaps: dict[tuple[str, str], tuple[Difference, Difference]]  # (one of ours, another) → ours minus it: AUC, log-loss
    rate: float  # answers a second through one plain tracker


def measure(log: Log) -> Measured:
    """Every model on the same folds."""
    items, skills = int(log.item.max()) + 1, int(log.skill.max()) + 1
    forecasts: dict[str, Forecast] = {}
    for fold in range(log.folds):
        train, test = log.where(log.fold != fold), log.where(log.fold == fold)
        models: list[Model] = [*all_models(), *our_models()]
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
    held_out = log.where(is_held_out)
    gaps = {
        (ours, other): differences(held_out.user, held_out.right, forecasts[ours].expected, forecasts[other].expected)
        for ours in (OURS_TODAY, OURS, OURS_OPEN)
        for other in forecasts
        if other not in (ours, OURS, OURS_OPEN)
    }
    return Measured(log, held_out, forecasts, gaps, _rate(log))


def _rate(log: Log) -> float:
    given = list(answers(log, CHOICE))
    tracker = Tracker({AREA: tuple({one.skill for one in given})})
    begun = time.process_time()
    for one in given:
        tracker.answer(one)
    return len(given) / (time.process_time() - begun)


def table(found: Measured) -> str:
    """One log: what it is, the figures of each model, and ours minus each."""
    log, held_out = found.log, found.held_out
    how = "the published split" if log.is_published_split else f"{log.folds} folds of students"
    lines = [
        f"### {log.name}: {log.students:,} students, {len(log):,} answers, {how}",
        f"{len(np.unique(log.item)):,} items, {len(np.unique(log.skill)):,} skills; {100 * repeated(log):.0f} % of the answers "
        f"repeat an item; {'times known' if log.day.any() else 'no times'}; {len(held_out):,} answers forecast.",
        "",
        "| model | AUC | log-loss | calibration error | fit, CPU s | forecast, CPU s "
        "| ours − it: AUC | ours − it: log-loss | open − it: AUC | open − it: log-loss |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, one in found.forecasts.items():
        both = [found.gaps[ours, name] for ours in (OURS, OURS_OPEN) if (ours, name) in found.gaps]
        beside = [_said(gap) for pair in both for gap in pair] or ["", "", "", ""]
        figures = (
            f"{Ranking(held_out.right, one.expected).auc():.4f}",
            f"{losses(held_out.right, one.expected).mean():.4f}",
            f"{calibration_error(held_out.right, one.expected):.4f}",
            f"{np.mean(one.fit_s):.2f}",
            f"{np.mean(one.expect_s):.2f}",
        )
        lines.append(f"| {' | '.join([name, *figures, *beside])} |")
    lines.append("")
    if published := PUBLISHED.get(log.name, {}):
        printed = ", ".join(f"{name} {auc:.2f}" for name, auc in published.items())
        lines.append(f"Published AUC on the whole of this split (not run here): {printed}.")
    return "\n".join([*lines, f"Plain tracker: {found.rate:,.0f} answers a second of CPU time.", ""])


def _said(gap: Difference) -> str:
    return f"{gap.value:+.4f} ({gap.low:+.4f} to {gap.high:+.4f})".replace("-", "−")


def _standing(auc: Difference, loss: Difference) -> str:
    """By both intervals; whoever wins one and loses the other is neither ahead nor behind."""
    better, worse = (auc.low > 0) + (loss.high < 0), (auc.high < 0) + (loss.low > 0)
    ahead, behind, neither = STANDS
    return ahead if better == 2 else behind if worse == 2 else neither


def standings(measured: list[Measured]) -> str:
    """Where ours stands beside each known model, log by log."""
    names = [model.name for model in all_models()]
    lines = [f"| log | which of ours | {' | '.join(f'beside {name}' for name in names)} |", "|---" * (len(names) + 2) + "|"]
    found: dict[str, list[str]] = {OURS_TODAY: [], OURS: [], OURS_OPEN: []}
    for one in measured:
        for ours in found:
            stands = [_standing(*one.gaps[ours, name]) for name in names]
            lines.append(f"| {one.log.name} | {ours} | {' | '.join(stands)} |")
            found[ours].append(stands[-1])
    lines += ["", "Ahead or behind: both intervals, of AUC and of log-loss, lie on that side of 0. Neither: anything else.", ""]
    lines.append(f"Beside {names[-1]}, the model with most numbers fitted to each log:")
    for ours, stands in found.items():
        counts = ", ".join(f"{word.strip('*')} on {stands.count(word)}" for word in STANDS)
        lines.append(f"- *{ours}*: {counts} of {len(stands)} logs.")
    return "\n".join(lines)


def page(measured: list[Measured], limit: str) -> str:
    """The measured part, whole."""
    intro = (
        f"`python3 manage.py bench comprehension --data FOLDER{'' if limit else ' --all'}`{limit}; "
        f"a name in -part is a part of the students. Intervals: 95 %, {DRAWS} draws of whole held-out students, "
        "the models as fitted. CPU seconds are the mean of a fold, on one core."
    )
    return "\n".join([intro, "", standings(measured), "", *(table(one) for one in measured)])


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
    print(standings(measured))
    write(page(measured, "" if is_all else f", at most {MOST:,} students of each log"), PAGE)
