"""`manage.py bench schools`: flags about schools where the truth is known and of another family than our model.

The children of the simulated worlds are dealt to twenty schools of 6–30 by likeness, so that schools differ area by area; the
demo's schools, whose children grow, go the app's whole way. Figures go to docs/school-flags.md; no child was measured.
"""

from __future__ import annotations

import json
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
from progress.learning import school_flags
from progress.learning.comprehension import Tracker
from progress.learning.school_flags import LOW_LINE, NO_LONGER, WRONG_SHARE, Child, Found, Group, listed
from progress.learning.shares import Z90, Share, clustered_share, half
from progress.store.people import now_ms
from tests.bench import simulated
from tests.bench.figures import write
from tests.bench.simulated import AREAS, DAYS, OPTIONS, PEOPLE, SCHOOLS, World, area_name, member_name

PAGE = Path(__file__).parents[2] / "docs" / "school-flags.md"
SEEDS = (22, 23, 24, 25, 26, 27)  # the way and its numbers were chosen on seeds 1–9 and 16–21, an earlier one on 10–15
SMALLEST, LARGEST, LIKENESS = 6, 30, 1.5
LATELY = 140.0  # days, as the four and a half months on average that the app asks for
WORLDS: dict[str, Callable[[int], World]] = {
    "A: a lesson is known or not": simulated.mastery,
    "A slower: learned from fewer questions": partial(simulated.mastery, slowest=0.01, fastest=0.04),
    "B: ability grows, questions drift, some are faulty": simulated.logistic,
    "B, three areas little understood": partial(simulated.logistic, harder=1.5),
    "C: nearest to the model": simulated.familiar,
}
DEMO = "The demo: ability grows from month to month"
HALF = 0.5  # a school's area under it is what a finding must not miss


@dataclass(frozen=True, slots=True)
class Seen:
    """A school's area: the truth, what we say, what the raw answers say."""

    area: str
    truth: float
    ours: Found
    raw: Share


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
    lately = defaultdict[tuple[str, str], list[bool]](list)
    chosen = {member_name(member) for school in schools for member in school}
    for given in (one for one in made.answers if one.member in chosen):
        trackers.setdefault(given.member, Tracker(made.areas)).answer(given)
        counts[given.member, given.area].append(given.right)
        if given.day >= DAYS - LATELY:
            lately[given.member, given.area].append(given.right)
    found = list[Seen]()
    for nth in range(AREAS):
        area, groups = area_name(nth), dict[str, Group]()
        for school, members in enumerate(schools):
            names = [name for member in members if (name := member_name(member)) in trackers and counts[name, area]]
            said = [trackers[name].estimate(name, area, DAYS, options=OPTIONS) for name in names]
            now = _share([lately[name, area] for name in names if lately[name, area]])
            groups[str(school)] = Group([Child.of(one.mean, one.low, one.high) for one in said], len(members), lately=now)
        for name, ours in school_flags.found(groups).items():
            members = schools[int(name)]
            answers = [counts[member_name(one), area] for one in members if counts[member_name(one), area]]
            raw = _share(answers)
            assert raw
            found.append(Seen(area, float(made.truth[members, nth].mean()), ours, raw))
    return found


def _share(answers: list[list[bool]]) -> Share | None:
    return clustered_share([(sum(rights), len(rights)) for rights in answers])


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
        counts = defaultdict[tuple[str, str], list[tuple[int, int]]](list)
        for row in desk.store.read(
            "SELECT school, area, sum(is_right) AS rights, count(*) AS n FROM answered GROUP BY school, area, member"
        ):
            counts[row["school"], row["area"]].append((row["rights"], row["n"]))
        found = []
        for key, cell in far.cells(desk, now_ms()).items():
            raw = clustered_share(counts[key])
            assert raw
            ours = Found(cell.mean, cell.low, cell.high, cell.p_low)
            found.append(Seen(key[1], float(np.mean(truth[key])), ours, raw))
        desk.store.close()
        return found


def benjamini_hochberg(cells: list[Seen]) -> set[int]:
    """BH (1995) at one in ten, on one-sided z of the raw share with children as clusters."""
    p = np.array([NormalDist(one.raw.mean, max(1e-6, (one.raw.high - one.raw.low) / (2 * Z90))).cdf(LOW_LINE) for one in cells])
    p = 1 - p
    order = np.argsort(p)
    passes = np.flatnonzero(p[order] <= WRONG_SHARE * np.arange(1, len(p) + 1) / len(p))
    return set(order[: passes[-1] + 1].tolist()) if len(passes) else set()


def _below(one: Found | Share) -> float:
    """P(under the line) of a mean with its 90 % range."""
    return NormalDist(one.mean, max(1e-6, half(one.mean, one.low, one.high) / Z90)).cdf(LOW_LINE)


RULES: dict[str, Callable[[list[Seen]], set[int]]] = {
    "**ours: the list**": lambda cells: set(listed({n: one.ours.p_low for n, one in enumerate(cells)})),
    "the list by estimates alone": lambda cells: set(listed({n: _below(one.ours) for n, one in enumerate(cells)})),
    "the list by raw means alone": lambda cells: set(listed({n: _below(one.raw) for n, one in enumerate(cells)})),
    "ours: P(low) over a half": lambda cells: {n for n, one in enumerate(cells) if one.ours.p_low > NO_LONGER},
    "raw mean under 60 %": lambda cells: {n for n, one in enumerate(cells) if one.raw.mean < LOW_LINE},
    "BH on raw means, children as clusters": benjamini_hochberg,
}
MEANS: dict[str, Callable[[Seen], Found | Share]] = {
    "**ours**": lambda one: one.ours,
    "raw mean, children as clusters": lambda one: one.raw,
}


def slope(cells: list[Seen], said: NDArray[np.float64]) -> float:
    """By how much the truth moves for one point of ours, between schools of one area: 1 when nothing is drawn too far or too
    little (calibration slope, Cox 1958)."""
    truth, areas = np.array([one.truth for one in cells]), np.array([one.area for one in cells])
    x, y = said.copy(), truth.copy()
    for area in set(areas.tolist()):
        x[areas == area] -= x[areas == area].mean()
        y[areas == area] -= y[areas == area].mean()
    return float(x @ y / (x @ x))


def table(name: str, seeds: list[list[Seen]]) -> str:
    """One world: how near the means, how honest the ranges; how right the flags."""
    cells = [one for seed in seeds for one in seed]
    truth = np.array([one.truth for one in cells])
    low, half = truth < LOW_LINE, truth < HALF
    lines = [
        f"### {name}",
        f"{len(cells):,} schools' areas, {100 * low.mean():.1f} % truly under 60 %, {100 * half.mean():.1f} % under 50 %.",
        "",
        "| | mean error, points | root mean square error | truth moves for one point | 90 % range holds the truth |",
        "|---|---|---|---|---|",
    ]
    for label, of in MEANS.items():
        said = [of(one) for one in cells]
        means = np.array([one.mean for one in said])
        error = means - truth
        holds = np.mean([one.low <= true <= one.high for one, true in zip(said, truth, strict=True)])
        errors = f"{100 * error.mean():+.1f} | {100 * np.sqrt(np.square(error).mean()):.1f}"
        lines.append(f"| {label} | {errors} | {slope(cells, means):.2f} | {100 * holds:.0f} % |")
    lines += ["", "| flags by | raised | wrong | of the low, found | of those under 50 %, found |", "|---|---|---|---|---|"]
    for label, rule in RULES.items():
        flagged = np.concatenate([[n in chosen for n in range(len(seed))] for seed in seeds for chosen in [rule(seed)]])
        wrong = f"{100 * (flagged & ~low).sum() / flagged.sum():.0f} %" if flagged.any() else "–"
        found = [f"{100 * flagged[of].mean():.0f} %" if of.any() else "–" for of in (low, half)]
        lines.append(f"| {label} | {flagged.sum()} | {wrong} | {found[0]} | {found[1]} |")
    return "\n".join([*lines, ""])


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
        "ten areas; the demo: one seed, twenty schools of 30.\n\n"
    )
    write(intro + "\n".join(parts), PAGE)
