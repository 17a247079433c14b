"""Simulated worlds with a known truth: two of other families than our model, one of its own. Seeded; they borrow no code from it.

20 schools × 30 members, ten areas of four lessons, eight items each with three options; ten months of sessions with absences.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from progress.learning.comprehension import Answer  # the form in which the app hands an answer over, and nothing else

SCHOOLS, MEMBERS, AREAS, SKILLS, ITEMS, OPTIONS, DAYS = 20, 30, 10, 4, 8, 3, 300.0
PEOPLE, LESSONS, QUESTIONS = SCHOOLS * MEMBERS, AREAS * SKILLS, AREAS * SKILLS * ITEMS
HARD = (0, 4, 8)  # areas little understood, where a world has such
GUESS, SLIP, KEPT_DAYS = 1 / OPTIONS, 0.08, 1000.0  # of mastery: slip and guess as in knowledge tracing; exponential forgetting
# sessions in the ten months, before absences: some hardly come, so that "under five answers" is seen
RATES, WEIGHTS = (4, 25, 38, 56), (0.12, 0.28, 0.35, 0.25)
ABSENT = 0.35  # of the members are away once, for 60 to 150 days
# of sessions: one lesson's quiz, one area, or all mixed
KINDS, KIND_WEIGHTS = ("lesson", "area", "mixed"), (0.5, 0.3, 0.2)

Right = Callable[[int, int, float, float], bool]  # (member, item, day, form of the session as N(0, 1)) → answered rightly


@dataclass(frozen=True, slots=True)
class World:
    """What happened, what is true at the end, and the chance of a right answer to each item on that day.

    `informed` tells P(an area's truth < line) from answers, by Bayes with the world's own rules: nobody could know it better.
    """

    areas: dict[str, tuple[str, ...]]
    answers: list[Answer]
    truth: NDArray[np.float64]  # (member, area): expected share right on a new item of the area
    chances: NDArray[np.float64]  # (member, item)
    informed: Callable[[list[Answer], float], NDArray[np.float64]] | None = None


def member_name(member: int) -> str:
    """Of a row of `truth`."""
    return f"m{member:03}"


def area_name(area: int) -> str:
    """Of a column of `truth`."""
    return f"a{area}"


def skill_name(skill: int) -> str:
    """Skills are numbered through all areas."""
    return f"{area_name(skill // SKILLS)}.s{skill % SKILLS}"


def item_name(item: int) -> str:
    """Items are numbered through all skills."""
    return f"{skill_name(item // ITEMS)}.q{item % ITEMS}"


def course() -> dict[str, tuple[str, ...]]:
    """Area → its skills."""
    return {area_name(a): tuple(skill_name(a * SKILLS + s) for s in range(SKILLS)) for a in range(AREAS)}


def mastery(seed: int, *, slowest: float = 0.04, fastest: float = 0.16) -> World:
    """World A: each member knows a lesson or does not (0/1).

    Each question may teach it suddenly, each day may lose it. Slip 0.08, guess 1/3: 0.92 or 0.33 right, nothing between,
    so an area is 0.33, 0.48, 0.63, 0.77 or 0.92, and who is under 0.6 is under 0.5.
    """
    chance, dice = random.Random(seed), np.random.default_rng(seed)
    easy, able = dice.uniform(0.4, 0.9, LESSONS), dice.uniform(-0.25, 0.25, PEOPLE)
    at_school = np.repeat(dice.uniform(-0.1, 0.1, SCHOOLS), MEMBERS)
    knew = np.clip(easy + (able + at_school)[:, None], 0.03, 0.97)
    knows = dice.random((PEOPLE, LESSONS)) < knew
    pace = dice.uniform(slowest, fastest, PEOPLE)  # of learning an unknown lesson from one question
    seen = np.zeros((PEOPLE, LESSONS))

    def right(member: int, item: int, day: float, form: float) -> bool:
        skill = item // ITEMS
        knows[member, skill] &= chance.random() < _kept(day - seen[member, skill])
        seen[member, skill] = day
        is_right = chance.random() < (1 - SLIP if knows[member, skill] else GUESS)
        knows[member, skill] |= chance.random() < pace[member]
        return is_right

    answers = _play(chance, right)
    knows &= dice.random((PEOPLE, LESSONS)) < np.vectorize(_kept)(DAYS - seen)
    share = np.where(knows, 1 - SLIP, GUESS)
    truth = share.reshape(PEOPLE, AREAS, SKILLS).mean(2)
    informed = partial(_knowledge_tracing, knew, pace)
    return World(course(), answers, truth, np.repeat(share, ITEMS, 1), informed)


def _kept(days: float) -> float:
    """The chance that a known lesson is still known."""
    return math.exp(-days / KEPT_DAYS)


def _knowledge_tracing(
    knew: NDArray[np.float64], pace: NDArray[np.float64], answers: list[Answer], line: float
) -> NDArray[np.float64]:
    """World A's own rules with its own numbers, forward through `answers`. What is asked at the end teaches no more."""
    known, seen = knew.copy(), np.zeros_like(knew)
    members = {member_name(member): member for member in range(PEOPLE)}
    skills = {skill_name(skill): skill for skill in range(LESSONS)}
    for given in answers:
        at = members[given.member], skills[given.skill]
        before = known[at] * _kept(given.day - seen[at])
        if_known, if_not = (1 - SLIP, GUESS) if given.right else (SLIP, 1 - GUESS)
        after = before * if_known / (before * if_known + (1 - before) * if_not)
        known[at] = after + (1 - after) * (pace[at[0]] if given.day < DAYS else 0.0)
        seen[at] = given.day
    known *= np.vectorize(_kept)(np.maximum(0.0, DAYS - seen))
    count = np.zeros((PEOPLE, AREAS, SKILLS + 1))  # how many of the area's lessons are known
    count[:, :, 0] = 1
    for one in np.moveaxis(known.reshape(PEOPLE, AREAS, SKILLS), 2, 0):
        count[:, :, 1:] = count[:, :, 1:] * (1 - one[..., None]) + count[:, :, :-1] * one[..., None]
        count[:, :, 0] *= 1 - one
    shares = GUESS + (1 - SLIP - GUESS) * np.arange(SKILLS + 1) / SKILLS
    return np.asarray(count[:, :, shares < line].sum(2))


def logistic(
    seed: int, *, faulty: float = 0.02, growing: float = 0.3, drifting: float = 0.4, forming: float = 0.4, harder: float = 0.0
) -> World:
    """World B: logistic ability, areas that lie close together alike, growth and wandering, form of the day, and faulty items.

    Items drift in difficulty; 2 % have a wrong key; 2 % are mistranslated, 2 logits harder for half of the members. `harder`:
    by how many logits the areas HARD are less understood than the others.
    """
    chance, dice = random.Random(seed), np.random.default_rng(seed)
    apart = np.abs(np.subtract.outer(np.arange(AREAS), np.arange(AREAS)))
    alike = np.linalg.cholesky(0.55 + 0.45 * 0.6**apart)  # correlation of two areas: 0.82 side by side, 0.55 far apart
    school = np.repeat(dice.normal(0, 0.4, SCHOOLS), MEMBERS)
    area = 1.15 * dice.standard_normal((PEOPLE, AREAS)) @ alike.T + school[:, None] + 0.45
    area -= harder * np.isin(np.arange(AREAS), HARD)
    skill = np.repeat(area, SKILLS, 1) + dice.normal(0, 0.5, (PEOPLE, LESSONS)) - dice.normal(0, 0.5, LESSONS)
    growth = np.repeat(dice.normal(growing, 0.5, (PEOPLE, AREAS)), SKILLS, 1)  # logits in the ten months
    hard, drift = dice.normal(0, 0.8, QUESTIONS), dice.normal(0, drifting, QUESTIONS)
    is_miskeyed = dice.random(QUESTIONS) < faulty
    is_mistranslated = dice.random(QUESTIONS) < faulty
    reads_it = dice.random(PEOPLE) < 0.5  # the version with the fault

    def share(level: NDArray[np.float64]) -> NDArray[np.float64]:
        return GUESS + (1 - GUESS - 0.02) / (1 + np.exp(-level))

    def marked(member: int, day: float, form: float) -> NDArray[np.float64]:
        then = day / DAYS
        level = np.repeat(skill[member] + then * growth[member], ITEMS) - hard - then * drift + forming * form
        known = share(level - 2.0 * (is_mistranslated & reads_it[member]))
        return np.where(is_miskeyed, (1 - known) / (OPTIONS - 1), known)

    sessions: dict[tuple[int, float], NDArray[np.float64]] = {}

    def right(member: int, item: int, day: float, form: float) -> bool:
        if (member, form) not in sessions:
            sessions.clear()
            sessions[member, form] = marked(member, day, form)
        return chance.random() < float(sessions[member, form][item])

    answers = _play(chance, right)
    nodes, weights = np.polynomial.hermite_e.hermegauss(15)
    spread = math.sqrt(0.8**2 + drifting**2 + forming**2)  # a new item's difficulty, its drift, and the form of the day
    new = share((skill + growth)[:, :, None] + spread * nodes) @ weights / weights.sum()
    chances = np.array([marked(m, DAYS, chance.gauss(0, 1)) for m in range(PEOPLE)])
    return World(course(), answers, new.reshape(PEOPLE, AREAS, SKILLS).mean(2), chances)


def familiar(seed: int) -> World:
    """World C: the model's own family, a probit of sums, but with gains of practice that fade by a power law (Wixted & Ebbesen
    1991), an area that wanders, and a school level, none of which the model has."""
    chance, dice = random.Random(seed), np.random.default_rng(seed)
    hard, hard_lesson = dice.normal(0, 0.5, QUESTIONS), dice.normal(0, 0.45, LESSONS)
    able = 0.25 + np.repeat(dice.normal(0, 0.35, SCHOOLS), MEMBERS) + dice.normal(0, 0.55, PEOPLE)
    area, skill = dice.normal(0, 0.42, (PEOPLE, AREAS)), dice.normal(0, 0.38, (PEOPLE, LESSONS)) - hard_lesson
    gained, times, seen = (np.zeros((PEOPLE, LESSONS)) for _ in range(3))
    moved = np.zeros((PEOPLE, AREAS))

    def wander(member: int, one: int, day: float) -> None:
        kept = math.exp(-max(0.0, day - moved[member, one]) / 500)  # two sessions may overlap by minutes
        area[member, one] = kept * area[member, one] + math.sqrt(1 - kept * kept) * chance.gauss(0, 0.42)
        moved[member, one] = day

    def faded(gain: NDArray[np.float64], days: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(gain * (1 + days / 30) ** -0.35)

    def right(member: int, item: int, day: float, form: float) -> bool:
        lesson = item // ITEMS
        wander(member, lesson // SKILLS, day)
        at = member, lesson
        gained[at] = faded(gained[at], np.maximum(0.0, day - seen[at]))
        seen[at] = day
        level = able[member] + area[member, lesson // SKILLS] + skill[at] + gained[at] - hard[item] + 0.25 * form
        gained[at] += 0.09 / (1 + 0.15 * times[at])
        times[at] += 1
        return chance.random() < _by_probit(level)

    answers = _play(chance, right)
    for member in range(PEOPLE):
        for one in range(AREAS):
            wander(member, one, DAYS)
    level = able[:, None] + np.repeat(area, SKILLS, 1) + skill + faded(gained, DAYS - seen)
    share = np.vectorize(_by_probit)
    truth = share(level / math.sqrt(1 + 0.5**2 + 0.25**2)).reshape(PEOPLE, AREAS, SKILLS).mean(2)
    form = 0.25 * np.array([chance.gauss(0, 1) for _ in range(PEOPLE)])
    return World(course(), answers, truth, share(np.repeat(level, ITEMS, 1) + form[:, None] - hard))


def _by_probit(level: float) -> float:
    return GUESS + (1 - GUESS - 0.02) * 0.5 * math.erfc(-level / math.sqrt(2))


def _play(chance: random.Random, right: Right) -> list[Answer]:
    """Everybody's sessions, sorted by time."""
    answers = []
    for member in range(PEOPLE):
        for day in _days(chance):
            form = chance.gauss(0, 1)
            for nth, item in enumerate(_asked(chance)):
                at = day + nth / 1440  # a question a minute
                skill = item // ITEMS
                is_right = right(member, item, at, form)
                names = member_name(member), item_name(item), area_name(skill // SKILLS), skill_name(skill)
                answers.append(Answer(*names, at, is_right, OPTIONS))
    return sorted(answers, key=lambda given: (given.day, given.member))


def _days(chance: random.Random) -> list[float]:
    """Of one member's sessions."""
    sessions = chance.choices(RATES, WEIGHTS)[0]
    days = sorted(chance.uniform(0, DAYS - 1) for _ in range(sessions))
    if chance.random() < ABSENT:
        left = chance.uniform(30, DAYS - 60)
        back = left + chance.uniform(60, 150)
        days = [day for day in days if not left < day < back]
    return days


def _asked(chance: random.Random) -> list[int]:
    """Five to eight different items."""
    kind, skill = chance.choices(KINDS, KIND_WEIGHTS)[0], chance.randrange(LESSONS)
    first, count = {"lesson": (skill * ITEMS, ITEMS), "area": (skill // SKILLS * SKILLS * ITEMS, SKILLS * ITEMS)}.get(
        kind, (0, QUESTIONS)
    )
    return chance.sample(range(first, first + count), chance.randint(5, 8))
