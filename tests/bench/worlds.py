"""`manage.py bench worlds`: our intervals and flags where the truth is known, in worlds of other families than our model.

All members' areas are pooled. Nothing in it is a measurement of children. The figures go to docs/flags.md between its two
marks: the rule was chosen on CHOSEN, and FRESH were looked at once it stood.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from actions.desk import ROOT
from progress.learning.choose import Candidate, believed, check_quiz
from progress.learning.comprehension import Answer, Estimate, Parameters, ParameterSet, Tracker
from progress.learning.flags import CHECK, FEWEST_ANSWERS, NOTHING, SURE, Watch, step
from tests.bench import simulated
from tests.bench.figures import write
from tests.bench.simulated import DAYS, World, area_name, item_name, member_name

Pair = tuple[int, int]  # member, area
Newest = dict[tuple[str, str], tuple[float, bool]]  # (member, item) → day of the last answer, and whether it was right
PAGE = ROOT / "docs" / "flags.md"
CHOSEN, FRESH = (1, 2, 3), (11, 12, 13)
WORLDS: dict[str, Callable[[int], World]] = {
    "A": simulated.mastery,
    "A slower": partial(simulated.mastery, slowest=0.01, fastest=0.04),
    "B": simulated.logistic,
    "B, no faulty questions": partial(simulated.logistic, faulty=0.0),
    "C": simulated.familiar,
}
LOW_LINE, VERY_LOW, NEAR, AWAY_DAYS, QUIZ, DAY_MS = 0.6, 0.5, 0.05, 60, 10, 86_400_000
COVERAGE, WRONG = (0.88, 0.94), 0.08  # targets of the project
POWER, POWER_QUIZ = (0.30, 0.55), (0.45, 0.70)  # of all truly low, and of those under a half
EARLIER = 0.80  # the earlier rule: P(low) above it, on whatever answers there are

WAYS: dict[str, ParameterSet] = {
    "ours": ParameterSet(),
    "ours of 2026-11": ParameterSet("2026-11", replace(Parameters(), v_area=0.18, v_skill=0.14, gain_variance=0.004)),
}
RULES: dict[str, Callable[[list[bool]], bool]] = {
    "under 60 % right": lambda rights: sum(rights) < LOW_LINE * len(rights),
    "3 of the last 5 wrong": lambda rights: rights[-5:].count(False) >= 3,
    "4 wrong in all, as Kolibri": lambda rights: rights.count(False) >= 4,
}
BEST, FLAG = "most that can be known", ": a flag"


class History:
    """What each member answered, area by area."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rights: dict[Pair, list[bool]] = {}
        self.last: dict[int, float] = {}
        self.met: dict[tuple[str, str], int] = {}  # (member, item or skill) → times
        self.newest: Newest = {}
        for given in world.answers:
            pair = pair_of(given)
            self.rights.setdefault(pair, []).append(given.right)
            self.last[pair[0]] = given.day
            self.newest[given.member, given.item] = (given.day, given.right)
            for what in (given.item, given.skill):
                self.met[given.member, what] = self.met.get((given.member, what), 0) + 1

    def check_quiz(self, pair: Pair, chance: random.Random, day: float = DAYS) -> list[Answer]:
        """Ten questions for the simple rules: by turns from the area's skills, least asked skill and least met items first."""
        (_, area), name = pair, member_name(pair[0])
        by_skill = []
        for skill in self.world.areas[area_name(area)]:
            first = (area * simulated.SKILLS + int(skill[-1])) * simulated.ITEMS
            items = list(range(first, first + simulated.ITEMS))
            chance.shuffle(items)
            items.sort(key=lambda item: self.met.get((name, item_name(item)), 0))
            by_skill.append((self.met.get((name, skill), 0), skill, items))
        by_skill.sort()
        asked = [item_name(items[turn]) for turn in range(simulated.ITEMS) for _, _, items in by_skill][:QUIZ]
        return self._answers(pair, asked, chance, day)

    def told_most(self, pair: Pair, tracker: Tracker, newest: Newest, chance: random.Random, day: float) -> list[Answer]:
        """Ten questions for ours, chosen as the app chooses them."""
        name, area = member_name(pair[0]), area_name(pair[1])
        skills, member = self.world.areas[area], tracker.members[name]
        known, candidates = tracker.known, list[Candidate]()
        for skill in skills:
            for nth in range(simulated.ITEMS):
                item = f"{skill}.q{nth}"
                difficulty, variance = known.items.get(item, (0.0, known.parameters.v_item))
                seen = newest.get((name, item))
                away = day - seen[0] if seen else None
                was_missed = seen is not None and not seen[1]
                candidates.append(
                    Candidate(item, item, skill, "", simulated.OPTIONS, difficulty, variance, away, away, was_missed)
                )
        belief = believed(known, skills, member.overall, member.areas.get(area), member.skills, day)
        return self._answers(pair, check_quiz(candidates, belief, QUIZ, known.parameters), chance, day)

    def _answers(self, pair: Pair, items: Sequence[str], chance: random.Random, day: float) -> list[Answer]:
        """A second quiz is met in the form of the first day: the world has one form at its end, and less luck than two days."""
        name, area, answers = member_name(pair[0]), area_name(pair[1]), list[Answer]()
        for nth, item in enumerate(items):
            skill, question = item.rsplit(".q", 1)
            column = self._column(skill, int(question))
            is_right = chance.random() < self.world.chances[pair[0], column]
            answers.append(Answer(name, item, area, skill, day + nth / 1440, is_right, simulated.OPTIONS))
        return answers

    @staticmethod
    def _column(skill: str, question: int) -> int:
        area, in_area = skill.split(".s")
        return (int(area[1:]) * simulated.SKILLS + int(in_area)) * simulated.ITEMS + question


def pair_of(given: Answer) -> Pair:
    """The row and column of `World.truth`."""
    return int(given.member[1:]), int(given.area[1:])


@dataclass(frozen=True, slots=True)
class Stages:
    """Who was flagged without a check quiz, after one, and after a second one for those still in doubt; and who took them."""

    before: set[Pair]
    quizzed: set[Pair]
    after: set[Pair]
    again: set[Pair] = field(default_factory=set)
    twice: set[Pair] = field(default_factory=set)

    @property
    def steps(self) -> tuple[tuple[set[Pair], int], ...]:
        """Flagged, and check quizzes held until then."""
        held = len(self.quizzed)
        return (self.before, 0), (self.after, held), (self.twice, held + len(self.again))


def by_model(history: History, known: ParameterSet, seed: int) -> tuple[dict[Pair, Estimate], Stages, Stages]:
    """Folds and steps as the app does; the estimates at the end, the stages of our flags, and of the earlier rule."""
    tracker, watches, newest = Tracker(history.world.areas, known), dict[Pair, Watch](), dict(history.newest)

    def fold(given: Answer) -> Estimate:
        tracker.answer(given)
        newest[given.member, given.item] = (given.day, given.right)
        pair, found = pair_of(given), tracker.estimate(given.member, given.area, given.day, LOW_LINE, simulated.OPTIONS)
        watches[pair] = step(watches.get(pair, NOTHING), found, round(given.day * DAY_MS))
        return found

    def flagged() -> set[Pair]:
        return {pair for pair, watch in watches.items() if watch.is_flagged}

    for given in history.world.answers:
        fold(given)
    end = {
        pair: tracker.estimate(member_name(pair[0]), area_name(pair[1]), DAYS, LOW_LINE, simulated.OPTIONS)
        for pair in history.rights
    }
    doubted = {pair for pair, found in end.items() if found.answers >= FEWEST_ANSWERS and found.p_low > CHECK}
    before, earlier, chance = flagged(), {pair for pair in doubted if end[pair].p_low > EARLIER}, random.Random(seed)
    quizzed = doubted | before

    def quiz(pairs: set[Pair], day: float) -> dict[Pair, float]:
        return {
            pair: [fold(given) for given in history.told_most(pair, tracker, newest, chance, day)][-1].p_low
            for pair in sorted(pairs)
        }

    p_low = quiz(quizzed, DAYS)
    then, after = {pair for pair in doubted if p_low[pair] > EARLIER}, flagged()
    again = {pair for pair in quizzed - after if p_low[pair] > CHECK}
    quiz(again, DAYS + 7)
    return end, Stages(before, quizzed, after, again, flagged()), Stages(earlier, doubted, then)


def by_rule(history: History, rule: Callable[[list[bool]], bool], seed: int) -> Stages:
    """A simple rule; with the check quiz: whom it names is asked, and flagged when the rule names the ten answers too."""
    named, chance = {pair for pair, rights in history.rights.items() if rule(rights)}, random.Random(seed)
    again = {pair for pair in sorted(named) if rule([given.right for given in history.check_quiz(pair, chance)])}
    return Stages(named, named, again)


def by_informed(history: History, seed: int) -> Stages:
    """The same lines for one who knows the world's own rules and numbers: P(low) > SURE, before and after the check quiz."""
    informed, chance = history.world.informed, random.Random(seed)
    assert informed
    p_low = informed(history.world.answers, LOW_LINE)
    check = {pair for pair, rights in history.rights.items() if len(rights) >= FEWEST_ANSWERS and p_low[pair] > CHECK}
    quizzes = [given for pair in sorted(check) for given in history.check_quiz(pair, chance)]
    after = informed([*history.world.answers, *quizzes], LOW_LINE)
    return Stages({p for p in check if p_low[p] > SURE}, set(check), {p for p in check if after[p] > SURE})


@dataclass(slots=True)
class Tally:
    """Flags counted over seeds."""

    flagged: int = 0
    wrong: int = 0
    far: int = 0  # wrong by more than NEAR
    found: int = 0
    found_very: int = 0
    low: int = 0
    very: int = 0

    def add(self, truth: NDArray[np.float64], flagged: set[Pair]) -> None:
        """One seed. Areas never asked count as low when they are: no rule can find them."""
        true = np.array([truth[pair] for pair in flagged])
        self.flagged += len(true)
        self.wrong += int((true >= LOW_LINE).sum())
        self.far += int((true >= LOW_LINE + NEAR).sum())
        self.found += int((true < LOW_LINE).sum())
        self.found_very += int((true < VERY_LOW).sum())
        self.low += int((truth < LOW_LINE).sum())
        self.very += int((truth < VERY_LOW).sum())

    def said(self, powers: tuple[float, float] | None) -> str:
        """Flags, wrong (by more than NEAR), found of all low, found of the very low; targets that are missed in bold."""
        wrong, far = (n / max(1, self.flagged) for n in (self.wrong, self.far))
        goals = powers or (0.0, 0.0)
        found = [(self.found / self.low, goals[0]), (self.found_very / self.very, goals[1])]
        shares = [_marked(share, share < goal) for share, goal in found]
        return (
            f"{self.flagged:,} | {_marked(wrong, powers is not None and wrong > WRONG)} ({100 * far:.0f}) | {' | '.join(shares)}"
        )


def _marked(share: float, misses: bool) -> str:
    return f"**{100 * share:.1f}**" if misses else f"{100 * share:.1f}"


@dataclass(slots=True)
class Measured:
    """One world over some seeds."""

    truths: list[NDArray[np.float64]] = field(default_factory=list)
    histories: list[History] = field(default_factory=list)
    estimates: dict[str, list[dict[Pair, Estimate]]] = field(default_factory=dict)
    stages: dict[str, list[Stages]] = field(default_factory=dict)

    def coverage(self, way: str) -> str:
        """The 90 % range: all, away for AWAY_DAYS, under five answers; root mean square error, of the plain % right too; bias."""
        inside, away, few, errors, plain = list[bool](), list[bool](), list[bool](), list[float](), list[float]()
        for truth, history, found in zip(self.truths, self.histories, self.estimates[way], strict=True):
            for pair, one in found.items():
                true, rights = float(truth[pair]), history.rights[pair]
                is_in = one.low <= true <= one.high
                inside.append(is_in)
                away += [is_in] * (history.last[pair[0]] <= DAYS - AWAY_DAYS)
                few += [is_in] * (len(rights) < 5)
                errors.append(one.mean - true)
                plain.append(sum(rights) / len(rights) - true)
        shares = [float(np.mean(hits)) for hits in (inside, away, few)]
        held = " | ".join(_marked(share, not COVERAGE[0] <= share <= COVERAGE[1]) for share in shares)
        off, off_plain = (float(np.sqrt(np.mean(np.square(values)))) for values in (errors, plain))
        return f"{held} | {off:.3f} ({off_plain:.3f}) | {float(np.mean(errors)):+.3f}"

    def flags(self, rule: str, nth: int) -> str:
        """The figures of a rule without, after one and after a second quiz, and how many quizzes a member it costs."""
        tally, quizzes = Tally(), 0
        for truth, stages in zip(self.truths, self.stages[rule], strict=True):
            flagged, held = stages.steps[nth]
            tally.add(truth, flagged)
            quizzes += held
        powers = None if rule in RULES else POWER_QUIZ if nth else POWER
        return f"{tally.said(powers)} | {quizzes / sum(len(truth) for truth in self.truths):.1f}"


def measure(make: Callable[[int], World], seeds: tuple[int, ...]) -> Measured:
    """Every way and rule in one world."""
    found = Measured()
    for seed in seeds:
        world = make(seed)
        history = History(world)
        found.truths.append(world.truth)
        found.histories.append(history)
        for name, rule in RULES.items():
            found.stages.setdefault(name, []).append(by_rule(history, rule, seed))
        for name, known in WAYS.items():
            end, ours, earlier = by_model(history, known, seed)
            found.estimates.setdefault(name, []).append(end)
            found.stages.setdefault(f"{name}: P(low) > .80 at once", []).append(earlier)
            found.stages.setdefault(f"{name}{FLAG}", []).append(ours)
        if world.informed:
            found.stages.setdefault(BEST, []).append(by_informed(history, seed))
    return found


def tables(worlds: Mapping[str, Measured], is_whole: bool) -> list[str]:
    """Ranges; then flags without a check quiz, after one, after two: of all rules, or of ours alone."""
    lines = [
        "| world | model | range holds the truth, % | away 60 days | under 5 answers | error (of % right) | bias |",
        "|---|---|---|---|---|---|---|",
        *(f"| {name} | {way} | {one.coverage(way)} |" for name, one in worlds.items() for way in WAYS),
    ]
    for nth, how in enumerate(
        ("without a check quiz", "after a check quiz of ten", "after a second one a week later, if in doubt still")
    ):
        lines += [
            "",
            f"| world | {how} | flags | wrong, % (by more than 5 points) | finds of all low, % "
            "| finds of those under 50 %, % | quizzes a member |",
            "|---|---|---|---|---|---|---|",
        ]
        for name, one in worlds.items():
            lines += [
                f"| {name} | {rule} | {one.flags(rule, nth)} |"
                for rule in one.stages
                if rule.endswith(FLAG) or (is_whole and nth < 2)
            ]
    return [*lines, ""]


def page(chosen: Mapping[str, Measured], fresh: Mapping[str, Measured]) -> str:
    """The measured part, whole."""
    told = []
    for name, one in fresh.items():
        truth, history = np.array(one.truths), one.histories
        answers = sum(len(rights) for each in history for rights in each.rights.values()) / truth.size
        never = 1 - sum(len(each.rights) for each in history) / truth.size
        told.append(
            f"- {name}: {100 * np.mean(truth < LOW_LINE):.0f} % truly under 60 %, {100 * np.mean(truth < VERY_LOW):.0f} % under "
            f"50 %; {answers:.0f} answers each, none for {100 * never:.0f} %."
        )
    goals = [f"{100 * power:.0f}" for power in (*POWER, *POWER_QUIZ)]
    return "\n".join(
        [
            f"`python3 manage.py bench worlds`: {len(CHOSEN)} and {len(FRESH)} seeds × 20 schools × 30 members × 10 areas. "
            f"Bold misses its target: range {100 * COVERAGE[0]:.0f}–{100 * COVERAGE[1]:.0f} %; "
            f"wrong at most {100 * WRONG:.0f} %; finds at least {goals[0]} and {goals[1]} %, "
            f"after a quiz {goals[2]} and {goals[3]} %.",
            "",
            *told,
            "",
            f"### Fresh seeds ({', '.join(map(str, FRESH))}), looked at once the rule stood",
            *tables(fresh, True),
            f"### The seeds it was chosen on ({', '.join(map(str, CHOSEN))})",
            *tables(chosen, False),
        ]
    )


def main() -> None:
    """Every world, on both sets of seeds; prints and writes the page."""
    begun = time.perf_counter()
    chosen, fresh = ({name: measure(make, seeds) for name, make in WORLDS.items()} for seeds in (CHOSEN, FRESH))
    text = page(chosen, fresh)
    print(text)
    write(text, PAGE)
    print(f"took {time.perf_counter() - begun:.0f} s")
