"""`manage.py bench worlds`: our intervals and flags where the truth is of another family than our model.

Simulated worlds, three seeds each, twenty schools; all members' areas are pooled. Nothing in it is a measurement of children.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from progress.learning.comprehension import Answer, Estimate, Parameters, Tracker
from progress.learning.flags import CHECK, FEWEST_ANSWERS, SURE, State, state
from tests.bench import simulated
from tests.bench.simulated import DAYS, World, area_name, item_name, member_name

Mask = NDArray[np.bool_]
Pair = tuple[int, int]  # member, area
SEEDS = (1, 2, 3)
WORLDS: dict[str, Callable[[int], World]] = {
    "A slip-and-guess mastery": simulated.mastery,
    "A slower, learned from 1-4 % of questions": partial(simulated.mastery, slowest=0.01, fastest=0.04),
    "B logistic, faulty items": simulated.logistic,
}
LOW_LINE, VERY_LOW, AWAY_DAYS, QUIZ = 0.6, 0.5, 60, 10
COVERAGE, WRONG = (0.88, 0.94), 0.08  # targets of the project
POWER, POWER_QUIZ = (0.30, 0.55), (0.45, 0.70)  # of all truly low, and of those under a half


@dataclass(frozen=True, slots=True)
class Way:
    """How the model is used. The app: a tracker for each member, an estimate for four options, kept as of the last answer."""

    name: str
    is_shared: bool = False  # one tracker for all members: items are learned
    is_as_kept: bool = False  # else asked at the end of the ten months
    options: int = 4
    parameters: Parameters = field(default_factory=Parameters)


WAYS = (
    Way("the app", is_as_kept=True),
    Way("the app, asked at the end"),
    Way("… and for three options", options=3),
    Way("… and area, skill wider (.36, .56)", options=3, parameters=Parameters(v_area=0.36, v_skill=0.56)),
    Way("one tracker for all", is_shared=True),
    Way("one for all, for three options", is_shared=True, options=3),
)


class History:
    """What each member answered, area by area."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rights: dict[tuple[str, str], list[bool]] = {}
        self.last: dict[str, float] = {}
        self.met: dict[tuple[str, str], int] = {}  # (member, item or skill) → times
        for given in world.answers:
            self.rights.setdefault((given.member, given.area), []).append(given.right)
            self.last[given.member] = given.day
            for what in (given.item, given.skill):
                self.met[given.member, what] = self.met.get((given.member, what), 0) + 1

    def of(self, pair: Pair) -> list[bool]:
        """Right or wrong, in order."""
        return self.rights.get((member_name(pair[0]), area_name(pair[1])), [])

    def check_quiz(self, pair: Pair, chance: random.Random) -> list[Answer]:
        """Ten questions at the end, by turns from the area's skills, the least asked skill and the least met items first."""
        (member, area), name = pair, member_name(pair[0])
        by_skill = []
        for skill in self.world.areas[area_name(area)]:
            first = (area * simulated.SKILLS + int(skill[-1])) * simulated.ITEMS
            items = list(range(first, first + simulated.ITEMS))
            chance.shuffle(items)
            items.sort(key=lambda item: self.met.get((name, item_name(item)), 0))
            by_skill.append((self.met.get((name, skill), 0), skill, items))
        by_skill.sort()
        asked = [(skill, items[turn]) for turn in range(simulated.ITEMS) for _, skill, items in by_skill][:QUIZ]
        answers = []
        for nth, (skill, item) in enumerate(asked):
            is_right = chance.random() < self.world.chances[member, item]
            answers.append(Answer(name, item_name(item), area_name(area), skill, DAYS + nth / 1440, is_right, simulated.OPTIONS))
        return answers


@dataclass(frozen=True, slots=True)
class Judged:
    """One way in one world: the estimates, and which pairs were LOW, CHECK, and LOW after the check quiz."""

    estimates: dict[Pair, Estimate]
    low: set[Pair]
    check: set[Pair]
    after: set[Pair]


def judge(world: World, history: History, way: Way, seed: int) -> Judged:
    """Folds the answers as the app does, reads every area that was asked, then holds the check quizzes."""
    trackers: dict[str, Tracker] = {}

    def tracker(member: str) -> Tracker:
        return trackers.setdefault("" if way.is_shared else member, Tracker(world.areas, way.parameters))

    kept: dict[tuple[str, str], Estimate] = {}
    left = {who: len(rights) for who, rights in history.rights.items()}
    for given in world.answers:
        folding = tracker(given.member)
        folding.answer(given)
        left[given.member, given.area] -= 1
        if way.is_as_kept and not left[given.member, given.area]:
            kept[given.member, given.area] = folding.estimate(given.member, given.area, given.day, options=way.options)

    def now(pair: Pair, day: float = DAYS) -> Estimate:
        member, area = member_name(pair[0]), area_name(pair[1])
        return tracker(member).estimate(member, area, day, options=way.options)

    asked = [pair for pair in np.ndindex(world.truth.shape) if history.of(pair)]
    estimates = {p: kept[member_name(p[0]), area_name(p[1])] if way.is_as_kept else now(p) for p in asked}
    states = {pair: state(estimate) for pair, estimate in estimates.items()}
    check = {pair for pair, found in states.items() if found in (State.LOW, State.CHECK)}
    chance = random.Random(seed)
    for pair in sorted(check):
        for given in history.check_quiz(pair, chance):
            tracker(given.member).answer(given)
    after = {pair for pair in check if state(now(pair, DAYS + QUIZ / 1440)) is State.LOW}
    return Judged(estimates, {pair for pair, found in states.items() if found is State.LOW}, check, after)


def judge_informed(world: World, history: History, seed: int) -> tuple[set[Pair], set[Pair], set[Pair]]:
    """LOW, CHECK, LOW after the quiz: the same lines for one who knows the world's own rules and numbers."""
    assert world.informed
    p_low, chance = world.informed(world.answers, LOW_LINE), random.Random(seed)
    asked = [pair for pair in np.ndindex(world.truth.shape) if len(history.of(pair)) >= FEWEST_ANSWERS]
    check = [pair for pair in asked if p_low[pair] > CHECK]
    quizzes = [given for pair in check for given in history.check_quiz(pair, chance)]
    after = world.informed([*world.answers, *quizzes], LOW_LINE)
    return {p for p in check if p_low[p] > SURE}, set(check), {p for p in check if after[p] > SURE}


@dataclass(slots=True)
class Score:
    """Pairs counted over the seeds."""

    flagged: list[int] = field(default_factory=list)
    wrong: list[int] = field(default_factory=list)
    found: list[int] = field(default_factory=list)
    found_very: list[int] = field(default_factory=list)
    low: list[int] = field(default_factory=list)
    very: list[int] = field(default_factory=list)

    def add(self, truth: NDArray[np.float64], flagged: set[Pair]) -> None:
        """One seed. Areas never asked count as low when they are: no rule can find them."""
        true = np.array([truth[pair] for pair in flagged])
        self.flagged.append(len(true))
        self.wrong.append(int((true >= LOW_LINE).sum()))
        self.found.append(int((true < LOW_LINE).sum()))
        self.found_very.append(int((true < VERY_LOW).sum()))
        self.low.append(int((truth < LOW_LINE).sum()))
        self.very.append(int((truth < VERY_LOW).sum()))

    @property
    def shares(self) -> tuple[float, float, float]:
        """Wrong of the flagged; found of the low; found of the very low."""
        return (
            sum(self.wrong) / max(1, sum(self.flagged)),
            sum(self.found) / sum(self.low),
            sum(self.found_very) / sum(self.very),
        )

    def line(self, name: str, powers: tuple[float, float] | None = None) -> str:
        """With the wrong share of each seed, and what misses its target."""
        wrong, power, very = self.shares
        seeds = " ".join(f"{100 * w / max(1, f):.1f}" for w, f in zip(self.wrong, self.flagged, strict=True))
        said = f"  {name:34} {sum(self.flagged):6}   {100 * wrong:5.1f} ({seeds:14})   {100 * power:5.1f}   {100 * very:5.1f}"
        if powers is None:
            return said
        missed = ["wrong"] * (wrong > WRONG) + ["power"] * (power < powers[0]) + ["power < .5"] * (very < powers[1])
        return f"{said}   {'FAILS: ' + ', '.join(missed) if missed else 'met'}"


RULES: dict[str, Callable[[list[bool]], bool]] = {
    "% right < 60": lambda rights: sum(rights) < 0.6 * len(rights),
    "3 of the last 5 wrong": lambda rights: rights[-5:].count(False) >= 3,
    "4 wrong in all (Kolibri-like)": lambda rights: rights.count(False) >= 4,
}


def say_estimates(seeds: list[tuple[World, History]], judged: dict[int, list[Judged]]) -> None:
    """Coverage and error of every way, then whether P(low) means what it says."""
    print("  coverage of the 90 % interval, %        all (by seed)            away 60+ d  < 5 answers  RMSE   of % right   bias")
    for n, way in enumerate(WAYS):
        every, away, few, errors, naive = list[list[bool]](), list[bool](), list[bool](), list[float](), list[float]()
        for (world, history), one in zip(seeds, judged[n], strict=True):
            gone = {member for member, last in history.last.items() if last <= DAYS - AWAY_DAYS}
            inside = {pair: bool(e.low <= world.truth[pair] <= e.high) for pair, e in one.estimates.items()}
            every.append(list(inside.values()))
            away += [hit for pair, hit in inside.items() if member_name(pair[0]) in gone]
            few += [hit for pair, hit in inside.items() if len(history.of(pair)) < 5]
            errors += [e.mean - world.truth[pair] for pair, e in one.estimates.items()]
            naive += [float(np.mean(history.of(pair))) - world.truth[pair] for pair in one.estimates]
        found, by_seed = (
            np.mean([one for seed in every for one in seed]),
            " ".join(f"{100 * np.mean(seed):.1f}" for seed in every),
        )
        verdict = "met" if COVERAGE[0] <= found <= COVERAGE[1] else "FAILS"
        rmse, rmse_naive = (float(np.sqrt(np.mean(np.square(values)))) for values in (errors, naive))
        print(
            f"  {way.name:38} {100 * found:5.1f} ({by_seed:14}) {verdict:5}   {100 * np.mean(away):5.1f}"
            f"        {100 * np.mean(few):5.1f}     {rmse:.3f}   {rmse_naive:.3f}      {np.mean(errors):+.3f}"
        )
    print("  P(low) of the app: said → true (pairs)", end="")
    said = np.array([[e.p_low, w.truth[p] < LOW_LINE] for (w, _), one in zip(seeds, judged[0], strict=True)
                     for p, e in one.estimates.items()])  # fmt: skip
    for low, high in ((0, 0.05), (0.05, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 1.01)):
        among = said[(said[:, 0] >= low) & (said[:, 0] < high)]
        print(f"   {among[:, 0].mean():.2f} → {among[:, 1].mean():.2f} ({len(among)})", end="")
    print()


def say_flags(seeds: list[tuple[World, History]], judged: dict[int, list[Judged]]) -> None:
    """Every rule, then every way's LOW, CHECK, and LOW after the check quiz."""
    print("  flag                              flagged  wrong, % (by seed)       power, %: all low   < .5   target")
    for name, rule in RULES.items():
        score = Score()
        for world, history in seeds:
            score.add(world.truth, {p for p in np.ndindex(world.truth.shape) if history.of(p) and rule(history.of(p))})
        print(score.line(name))
    for n, way in enumerate(WAYS):
        say_stages(way.name, seeds, [(one.low, one.check, one.after) for one in judged[n]])
    if all(world.informed for world, _ in seeds):
        found = [judge_informed(world, history, seed) for (world, history), seed in zip(seeds, SEEDS, strict=True)]
        say_stages("the most that can be known, by the world's own rules", seeds, found)


def say_stages(name: str, seeds: list[tuple[World, History]], found: list[tuple[set[Pair], set[Pair], set[Pair]]]) -> None:
    """LOW, CHECK, LOW after the quiz."""
    scores = Score(), Score(), Score()
    for (world, _), stages in zip(seeds, found, strict=True):
        for score, flagged in zip(scores, stages, strict=True):
            score.add(world.truth, flagged)
    low, check, after = scores
    print(f"  {name}: {sum(check.flagged) / (len(SEEDS) * simulated.PEOPLE):.1f} check quizzes for each member")
    print(low.line("  LOW", POWER), check.line("  CHECK or LOW"), after.line("  LOW after the quiz", POWER_QUIZ), sep="\n")


def main() -> None:
    """Every world."""
    begun = time.perf_counter()
    for name, make in WORLDS.items():
        seeds = [(world, History(world)) for world in map(make, SEEDS)]
        truth = np.array([world.truth for world, _ in seeds])
        counts = np.array([[len(h.of(p)) for p in np.ndindex(w.truth.shape)] for w, h in seeds])
        print(
            f"World {name}: {truth.size:,} member-areas, {100 * np.mean(truth < LOW_LINE):.1f} % truly < 60 %, "
            f"{100 * np.mean(truth < VERY_LOW):.1f} % < 50 %; {counts.mean():.1f} answers each, "
            f"{100 * np.mean(counts == 0):.1f} % none, {100 * np.mean((counts > 0) & (counts < 5)):.1f} % one to four",
            flush=True,
        )
        judged = {
            n: [judge(world, history, way, seed) for (world, history), seed in zip(seeds, SEEDS, strict=True)]
            for n, way in enumerate(WAYS)
        }
        say_estimates(seeds, judged)
        say_flags(seeds, judged)
    print(f"took {time.perf_counter() - begun:.0f} s")
