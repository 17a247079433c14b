"""`manage.py bench schools`: flags about schools where the truth is known and of another family than our model.

The children of the simulated worlds are dealt to twenty schools of 6–30 by likeness, so that schools differ area by area; the
demo's schools, whose children grow, go the app's whole way. Figures go to docs/school-flags.md; no child was measured.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from actions import demo
from actions import overview as far
from actions.desk import open_desk
from actions.standings import standings
from progress.learning import school_flags
from progress.learning.comprehension import Estimate, Tracker
from progress.learning.school_flags import LOW_LINE, NO_LONGER, WRONG_SHARE, Group, Scale, level_of, listed, own_evidence
from progress.learning.shares import Z90, Share, clustered_share
from progress.store.people import now_ms
from tests.bench import simulated
from tests.bench.simulated import AREAS, DAYS, OPTIONS, PEOPLE, SCHOOLS, World, area_name, member_name

PAGE = Path(__file__).parents[2] / "docs" / "school-flags.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
SEEDS = (10, 11, 12, 13, 14, 15)  # UNDRAWN was chosen on seeds 1–3, MODEL_ERROR on 1–9
SMALLEST, LARGEST, LIKENESS = 6, 30, 1.5
WORLDS: dict[str, Callable[[int], World]] = {
    "A: a lesson is known or not": simulated.mastery,
    "A slower: learned from fewer questions": partial(simulated.mastery, slowest=0.01, fastest=0.04),
    "B: ability grows, questions drift, some are faulty": simulated.logistic,
}
DEMO = "The demo: ability grows from month to month"
COMMON = 0.3  # of members' uncertainty that an earlier way of ours took for common to a school


@dataclass(frozen=True, slots=True)
class Seen:
    """A school's area: the truth, what we say, what the raw answers say, what the mean of the shown estimates says."""

    truth: float
    ours: Estimate
    raw: Share
    shown: Estimate


def dealt(truth: NDArray[np.float64], seed: int) -> list[list[int]]:
    """Members by school: each goes where children are like it. A school is likelier by e to the fit of its own taste of areas."""
    dice = np.random.default_rng(seed)
    alike = (truth - truth.mean(0)) / truth.std(0)
    left, taste = dice.integers(SMALLEST, LARGEST + 1, SCHOOLS), dice.normal(0, 1, (SCHOOLS, AREAS))
    schools: list[list[int]] = [[] for _ in range(SCHOOLS)]
    for member in dice.permutation(PEOPLE):
        free = np.flatnonzero(left)
        if not len(free):
            break
        fit = np.exp(LIKENESS * taste[free] @ alike[member] / np.sqrt(AREAS))
        school = int(dice.choice(free, p=fit / fit.sum()))
        schools[school].append(int(member))
        left[school] -= 1
    return schools


def world(make: Callable[[int], World], seed: int) -> list[Seen]:
    """All cells of one simulated world, as the app would reckon them at the end."""
    made = make(seed)
    schools = dealt(made.truth, seed)
    trackers, counts = dict[str, Tracker](), defaultdict[tuple[str, str], list[bool]](list)
    chosen = {member_name(member) for school in schools for member in school}
    for given in (one for one in made.answers if one.member in chosen):
        trackers.setdefault(given.member, Tracker(made.areas)).answer(given)
        counts[given.member, given.area].append(given.right)
    scale, nobody, found = Scale.of(OPTIONS), Tracker(made.areas), list[Seen]()
    for nth in range(AREAS):
        area = area_name(nth)
        before = nobody.estimate("", area, DAYS, options=OPTIONS)
        start, groups, shown = level_of(scale, before.low, before.high), dict[str, Group](), dict[str, list[Estimate]]()
        for school, members in enumerate(schools):
            names = [name for member in members if (name := member_name(member)) in trackers and counts[name, area]]
            shown[str(school)] = [trackers[name].estimate(name, area, DAYS, options=OPTIONS) for name in names]
            said = [own_evidence(level_of(scale, one.low, one.high), start) for one in shown[str(school)]]
            groups[str(school)] = Group(said, len(members))
        for name, cell in school_flags.found(groups, scale).items():
            members = schools[int(name)]
            answers = [counts[member_name(one), area] for one in members if counts[member_name(one), area]]
            raw = clustered_share([(sum(rights), len(rights)) for rights in answers])
            assert raw
            ours = Estimate(cell.mean, cell.low, cell.high, cell.p_low, raw.answers)
            found.append(Seen(float(made.truth[members, nth].mean()), ours, raw, _mean(shown[name])))
    return found


def of_demo() -> list[Seen]:
    """The demo's cells, by the app's own actions from its own store."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        desk = open_desk(folder)
        demo.simulate(desk, folder)
        told, truth = (
            json.loads((folder / "demo-truth.json").read_text("utf-8"))["share_right"],
            defaultdict[tuple[str, str], list[float]](list),
        )
        for key, share in told.items():
            member, area = key.split(" ")
            truth[member.rsplit("-", 1)[0], area].append(share)
        at, shown = now_ms(), defaultdict[tuple[str, str], list[Estimate]](list)
        for one in standings(desk, at_ms=at):
            shown[one.school, one.area].append(one.estimate)
        counts = defaultdict[tuple[str, str], list[tuple[int, int]]](list)
        for row in desk.store.read(
            "SELECT school, area, sum(is_right) AS rights, count(*) AS n FROM answered GROUP BY school, area, member"
        ):
            counts[row["school"], row["area"]].append((row["rights"], row["n"]))
        found = []
        for key, cell in far.cells(desk, at).items():
            raw = clustered_share(counts[key])
            assert raw
            ours = Estimate(cell.mean, cell.low, cell.high, cell.p_low, cell.answers)
            found.append(Seen(float(np.mean(truth[key])), ours, raw, _mean(shown[key])))
        desk.store.close()
        return found


def _mean(estimates: list[Estimate]) -> Estimate:
    """The mean of shown estimates with the range that an earlier way of ours gave it: a part of the uncertainty is common."""
    sds = [(one.high - one.low) / (2 * Z90) for one in estimates]
    mean = float(np.mean([one.mean for one in estimates]))
    deviation = float(np.sqrt((1 - COMMON) * np.square(sds).sum() + COMMON * np.sum(sds) ** 2)) / len(sds)
    p_low = NormalDist(mean, deviation).cdf(LOW_LINE)
    return Estimate(mean, mean - Z90 * deviation, mean + Z90 * deviation, p_low, 0)


def benjamini_hochberg(cells: list[Seen]) -> set[int]:
    """BH (1995) at one in ten, on one-sided z of the raw share with children as clusters."""
    p = np.array([NormalDist(one.raw.mean, max(1e-6, (one.raw.high - one.raw.low) / (2 * Z90))).cdf(LOW_LINE) for one in cells])
    p = 1 - p
    order = np.argsort(p)
    passes = np.flatnonzero(p[order] <= WRONG_SHARE * np.arange(1, len(p) + 1) / len(p))
    return set(order[: passes[-1] + 1].tolist()) if len(passes) else set()


RULES: dict[str, Callable[[list[Seen]], set[int]]] = {
    "**ours: the list**": lambda cells: set(listed({n: one.ours.p_low for n, one in enumerate(cells)})),
    "ours: P(low) over a half": lambda cells: {n for n, one in enumerate(cells) if one.ours.p_low > NO_LONGER},
    "mean of shown estimates, P(low) over .8": lambda cells: {n for n, one in enumerate(cells) if one.shown.p_low > 0.8},
    "raw mean under 60 %": lambda cells: {n for n, one in enumerate(cells) if one.raw.mean < LOW_LINE},
    "BH on raw means, children as clusters": benjamini_hochberg,
}
MEANS: dict[str, Callable[[Seen], Estimate | Share]] = {
    "**ours**": lambda one: one.ours,
    "mean of shown estimates": lambda one: one.shown,
    "raw mean, children as clusters": lambda one: one.raw,
}


def table(name: str, seeds: list[list[Seen]]) -> str:
    """One world: how near the means, how honest the ranges; how right the flags."""
    cells = [one for seed in seeds for one in seed]
    truth = np.array([one.truth for one in cells])
    low = truth < LOW_LINE
    lines = [
        f"### {name}",
        f"{len(cells):,} schools' areas, {100 * low.mean():.1f} % of them truly under 60 %.",
        "",
        "| | mean error, points | root mean square error | 90 % range holds the truth |",
        "|---|---|---|---|",
    ]
    for label, of in MEANS.items():
        said = [of(one) for one in cells]
        error = np.array([one.mean for one in said]) - truth
        holds = np.mean([one.low <= true <= one.high for one, true in zip(said, truth, strict=True)])
        lines.append(
            f"| {label} | {100 * error.mean():+.1f} | {100 * np.sqrt(np.square(error).mean()):.1f} | {100 * holds:.0f} % |"
        )
    lines += ["", "| flags by | raised | wrong | of the low, found | of those under 55 %, found |", "|---|---|---|---|---|"]
    for label, rule in RULES.items():
        flagged = np.concatenate([[n in chosen for n in range(len(seed))] for seed in seeds for chosen in [rule(seed)]])
        wrong = f"{100 * (flagged & ~low).sum() / flagged.sum():.0f} %" if flagged.any() else "–"
        found = [f"{100 * flagged[of].mean():.0f} %" if of.any() else "–" for of in (low, truth < LOW_LINE - 0.05)]
        lines.append(f"| {label} | {flagged.sum()} | {wrong} | {found[0]} | {found[1]} |")
    return "\n".join([*lines, ""])


def write(text: str, file: Path) -> None:
    """Between the marks, and nowhere else."""
    head, found, rest = file.read_text(encoding="utf-8").partition(BEGIN)
    _, ended, tail = rest.partition(END)
    if not (found and ended):
        sys.exit(f"{file}: {BEGIN} or {END} is missing. Put both back; the figures go between them.")
    file.write_text(f"{head}{BEGIN}\n{text}{END}{tail}", encoding="utf-8")


def main() -> None:
    """Every world and the demo; printed, and written to the page."""
    begun, parts = time.perf_counter(), list[str]()
    for name, make in WORLDS.items():
        parts.append(table(name, [world(make, seed) for seed in SEEDS]))
        print(parts[-1], flush=True)
    parts.append(table(DEMO, [of_demo()]))
    print(parts[-1], f"took {time.perf_counter() - begun:.0f} s", sep="\n", flush=True)
    intro = (
        f"`python3 manage.py bench schools`: seeds {SEEDS[0]}–{SEEDS[-1]}, twenty schools of {SMALLEST}–{LARGEST} children, "
        "ten areas; the demo: one seed, twenty schools of 30, six areas.\n\n"
    )
    write(intro + "\n".join(parts), PAGE)
