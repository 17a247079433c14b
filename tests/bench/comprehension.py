"""`manage.py bench comprehension --data FOLDER [--all] [--bkt]`: ours on public answer logs, beside known models.

It forecasts the next answer of students it has not seen. Like the others it is fitted to the training students alone, by the
same code as `manage.py calibrate`. The figures go to docs/comprehension.md between its two marks; the logs go nowhere.
"""

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import fmean

import numpy as np

from progress.learning.comprehension import Tracker
from tests.bench.baselines import Model, all_models
from tests.bench.bkt import Bkt
from tests.bench.figures import write
from tests.bench.logs import Log, Unreadable, read_folder, repeated
from tests.bench.ours import AREA, OURS, SHIPPED, Ours, Shipped, answers
from tests.bench.scores import DRAWS, Difference, Floats, Ranking, calibration_error, differences, losses

PAGE = Path(__file__).parents[2] / "docs" / "comprehension.md"
USAGE = "Usage: python3 manage.py bench comprehension --data FOLDER [--all] [--bkt]"
MOST, AT_ONCE = 2000, 2
FEW, FEW_DRAWS, FEW_SEED = 20, 3, 5
STANDS = ("ahead", "**behind**", "**neither**")
# AUC on the published split, as printed in the README of theophilegervet/learner-performance-prediction (Gervet et al. 2020).
PUBLISHED = {
    "assistments09": {"Best-LR": 0.77, "PFA": 0.72, "IRT": 0.69, "DKT": 0.75, "SAKT": 0.75},
    "statics": {"Best-LR": 0.82, "DKT": 0.83, "SAKT": 0.81},
}
# AUC of the kernel in which this form was first looked for: 28 numbers, items of several skills kept apart, compiled code.
# Measured apart from this bench: the published split of the first two, five folds of other draws elsewhere.
KERNEL = {
    "assistments09": 0.7768,
    "statics": 0.8317,
    "algebra05-part": 0.826,
    "assistments17_first_attempt-part": 0.775,
    "spanish-part": 0.861,
    "assistments15-part": 0.724,
}


def known_models(with_bkt: bool) -> list[Model]:
    """Those that ours is measured against, fresh ones; BKT, which takes minutes a fold, when it is asked for."""
    return [*([Bkt()] if with_bkt else []), *all_models()]


def our_models() -> list[Model]:
    """As shipped, and calibrated."""
    return [Shipped(), Ours()]


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
    few: dict[str, tuple[float, float]]  # model → AUC, log-loss when fitted to FEW students


def _cpu_s() -> float:
    """Of this process and of those it waited for: pyBKT runs in one of its own."""
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


def measure(log: Log, with_bkt: bool = False) -> Measured:
    """Every model on the same folds."""
    items, skills = int(log.item.max()) + 1, int(log.skill.max()) + 1
    forecasts: dict[str, Forecast] = {}
    for fold in range(log.folds):
        train, test = log.where(log.fold != fold), log.where(log.fold == fold)
        models: list[Model] = [*known_models(with_bkt), *our_models()]
        for model in models:
            kept = forecasts.setdefault(model.name, Forecast(np.full(len(log), np.nan)))
            begun = _cpu_s()
            model.fit(train, items, skills)
            has_fitted = _cpu_s()
            kept.expected[log.fold == fold] = model.expected(test)
            kept.fit_s.append(has_fitted - begun)
            kept.expect_s.append(_cpu_s() - has_fitted)
        print(f"{log.name}: fold {fold + 1} of {log.folds}", file=sys.stderr, flush=True)
    is_held_out = log.fold >= 0
    for one in forecasts.values():
        one.expected = one.expected[is_held_out]
    held_out = log.where(is_held_out)
    gaps = {
        (ours, other): differences(held_out.user, held_out.right, forecasts[ours].expected, forecasts[other].expected)
        for ours in (OURS, SHIPPED)
        for other in forecasts
        if other not in (ours, OURS)
    }
    return Measured(log, held_out, forecasts, gaps, _rate(log), _few(log, with_bkt))


def _rate(log: Log) -> float:
    given = list(answers(log))
    tracker = Tracker({AREA: tuple({one.skill for one in given})})
    begun = time.process_time()
    for one in given:
        tracker.answer(one)
    return len(given) / (time.process_time() - begun)


def _few(log: Log, with_bkt: bool) -> dict[str, tuple[float, float]]:
    """Model → AUC and log-loss when it is fitted to FEW students: mean of some draws, held out are the students of fold 0."""
    items, skills, test = int(log.item.max()) + 1, int(log.skill.max()) + 1, log.where(log.fold == 0)
    others, chance = np.unique(log.user[log.fold != 0]), np.random.default_rng(FEW_SEED)
    found: dict[str, list[tuple[float, float]]] = {}
    for _ in range(FEW_DRAWS):
        train = log.where(np.isin(log.user, chance.choice(others, FEW, replace=False)))
        for model in [*known_models(with_bkt), *our_models()]:
            model.fit(train, items, skills)
            expected = model.expected(test)
            scores = Ranking(test.right, expected).auc(), float(losses(test.right, expected).mean())
            found.setdefault(model.name, []).append(scores)
    return {name: (fmean(one[0] for one in drawn), fmean(one[1] for one in drawn)) for name, drawn in found.items()}


def table(found: Measured) -> str:
    """One log: what it is, the figures of each model, and ours minus each."""
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
    for name, one in found.forecasts.items():
        beside = [_said(gap) for gap in found.gaps[OURS, name]] if name != OURS else ["", ""]
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
    if kernel := KERNEL.get(log.name):
        lines.append(f"Research kernel of 28 numbers, measured apart: AUC {kernel}.")
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
    names = [name for name in measured[0].forecasts if name not in (OURS, SHIPPED)]
    lines = [f"| log | which of ours | {' | '.join(f'beside {name}' for name in names)} |", "|---" * (len(names) + 2) + "|"]
    found: dict[str, list[str]] = {OURS: [], SHIPPED: []}
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


def few_table(measured: list[Measured]) -> str:
    """All models after FEW training students."""
    names = list(measured[0].few)
    lines = [f"| log | {' | '.join(names)} | ours − the best of the known ones: AUC |", "|---" * (len(names) + 2) + "|"]
    for one in measured:
        best = max(auc for name, (auc, _) in one.few.items() if name not in (OURS, SHIPPED))
        cells = [f"{auc:.3f} / {loss:.3f}" for auc, loss in one.few.values()]
        lines.append(f"| {one.log.name} | {' | '.join(cells)} | {one.few[OURS][0] - best:+.3f} |".replace("-0.", "−0."))
    return "\n".join(lines)


def page(measured: list[Measured], limit: str) -> str:
    """The measured part, whole."""
    has_bkt = Bkt().name in measured[0].forecasts
    intro = (
        f"`python3 manage.py bench comprehension --data FOLDER{'' if limit else ' --all'}{' --bkt' if has_bkt else ''}`{limit}; "
        f"a name in -part is a part of the students. Intervals: 95 %, {DRAWS} draws of whole held-out students, "
        "the models as fitted. CPU seconds are the mean of a fold, on one core."
    )
    few = (
        f"### After {FEW} training students\nAUC / log-loss, mean of {FEW_DRAWS} draws; held out: the first fold. "
        "`manage.py calibrate` asks for more members than that; the code is the same.\n"
    )
    return "\n".join([intro, "", standings(measured), "", few, few_table(measured), "", *(table(one) for one in measured)])


def main(arguments: list[str]) -> None:
    """Prints a table for each log and writes them to the page."""
    given = [one for one in arguments if one not in ("--all", "--bkt")]
    if len(given) != 2 or given[0] != "--data":
        sys.exit(USAGE)
    is_all = "--all" in arguments
    try:
        logs = read_folder(Path(given[1]), None if is_all else MOST)
    except Unreadable as problem:
        sys.exit(str(problem))
    measured = []
    with ProcessPoolExecutor(AT_ONCE) as pool:
        for one in pool.map(partial(measure, with_bkt="--bkt" in arguments), logs):
            measured.append(one)
            print(table(one), flush=True)
    print(standings(measured), few_table(measured), sep="\n\n")
    write(page(measured, "" if is_all else f", at most {MOST:,} students of each log"), PAGE)
