"""Simulated schools for looking around: seeded, labelled everywhere, their truth beside them. Never in a real school."""

from __future__ import annotations

import hashlib
import itertools
import json
import math
import random
import sqlite3
import sys
import time
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from actions import evaluation, group_questions, group_quiz, group_quiz_plan, short_check
from actions.answer import answered
from actions.desk import Desk, data_folder, open_desk
from actions.enrol import AVATARS, CIRCLES, FACILITATOR, SEXES, STAFF
from actions.permissions import Role, Who
from actions.sign_in import hash_secret
from actions.standings import standings
from curriculum.items import AGREE, CRITERIA, DISAGREE, LEVELS, STEPS, UNSURE, Item
from progress.evaluation import form_of
from progress.events import Answered, Receipt, Test
from progress.group_quiz import Session, moves
from progress.learning.flags import State
from progress.short_check import Moment
from progress.store.files import Damaged, InUse, Missing, Newer
from progress.store.people import Attempt
from progress.store.referrals import ROLES, Referral, keep

SEED, SCHOOLS, MEMBERS, MONTHS = 2011, 20, 30, 10
GUESSED = 4  # tiles that an item without any is simulated by, as the truth is
DAY_MS = 86_400_000
MONTH_MS = 30 * DAY_MS
KNOWN_BY_HANDS: tuple[tuple[Moment, float], ...] = (("before", 0.5), ("after", 0.8))
TESTED = range(1, 11)  # the schools that held a baseline and an endline
NOWHERE = "(គំរូ · demo)"  # the place of a helper of the demo, in both languages; a phone number is never made up
PIN, PASSWORD, SECRET = "2011", "sitthi-demo", ("sun", "moon", "star")
# how well the simulated children know each area at first (probit): tricks, telling, work and family are low, as in 2011
BASE = {"rights": 0.1, "violations": 0.0, "help": 0.5, "telling": -0.45, "family": -0.35, "migration": -0.5}

# one question is simulated to be badly translated, so that staff see how such a one is found: so much harder in English (probit)
MISTRANSLATED, HARDER = "rights.four-promises.q2", 1.6


def simulate(
    desk: Desk, folder: Path, *, schools: int = SCHOOLS, members: int = MEMBERS, rounds: int = MONTHS, seed: int = SEED
) -> int:
    """Writes schools, members, answers and `demo-truth.json` into an empty desk; returns the number of answers.

    A child knows area a at month m with probability Φ(base + school + child + 0.08 m); an item is answered right when known
    or guessed. The truth is the expected share right at the last month. Raises ValueError when the desk is not empty.
    """
    if desk.people.schools():
        raise ValueError(f"{folder} has a school in it; the demo needs an empty folder of its own")
    chance = random.Random(seed)
    secret, truth, waiting = hash_secret(" ".join(SECRET)), dict[str, float](), list[Future[Receipt]]()
    start, total = int(time.time() * 1000) - rounds * MONTH_MS, 0
    tested = TESTED if desk.course.form("A") else ()
    by_area: dict[str, list[Item]] = {}
    options = desk.course.options()
    for item in desk.course.items.values():
        by_area.setdefault(item.area, []).append(item)
    for number in range(1, schools + 1):
        school = f"demo-{number:02}"
        _school(desk, school, number, secret)
        shift, areas = chance.gauss(0, 0.25), {area: chance.gauss(0, 0.3) for area in by_area}
        is_quiet = number in (7, 16)  # two schools that hardly report: "too early" must be seen in the demo
        for nth in range(members):
            member, able = f"{school}-m{nth:02}", chance.gauss(0, 0.5)
            _member(desk, school, member, nth)
            levels = {area: BASE.get(area, 0.0) + shift + areas[area] + able for area in by_area}
            told = _tests(desk, school, member, levels, start, rounds) if number in tested else []
            for month in range(2 if is_quiet else rounds):
                for area, items in by_area.items():
                    level = BASE.get(area, 0.0) + shift + areas[area] + able + 0.08 * month
                    truth[f"{member} {area}"] = _share(level, options.get(area, 3.0))  # as the estimate: new items like these
                    if chance.random() < (0.8 if is_quiet else 0.45):
                        continue
                    for item in chance.sample(items, min(3, len(items))):
                        total += 1
                        at = start + month * MONTH_MS + chance.randrange(20 * 86_400_000)
                        told.append(_answered(desk, school, member, item, level, at, total, chance))
            # in the order of time: an answer that arrives late folds all that its member ever said anew
            waiting += [desk.store.append(one) for one in sorted(told, key=lambda one: one.tapped_ms)]
        for future in waiting:
            future.result()
        waiting.clear()
        if number in tested:
            _hold_tests(desk, school, start, rounds, random.Random(f"{seed} {school}"))
    evidence = {area: [item for item in items if item.is_evidence] for area, items in by_area.items()}
    total += _check_rounds(desk, "demo-01", evidence, truth, chance)
    _group_quizzes(desk, "demo-01", truth, chance)
    (folder / "demo-truth.json").write_text(json.dumps({"seed": seed, "share_right": truth}, indent=0), "utf-8")
    return total


def _held(start: int, rounds: int) -> tuple[tuple[Test, int, int], ...]:
    """(test, month of what is known, when): before the first lesson, and after the last."""
    return ("baseline", 0, start - 5 * DAY_MS), ("endline", rounds, start + rounds * MONTH_MS - 3 * DAY_MS)


def _tests(desk: Desk, school: str, member: str, levels: dict[str, float], start: int, rounds: int) -> list[Answered]:
    """One member's, alone; one in ten missed the second."""
    chance, told = random.Random(f"{SEED} {member}"), list[Answered]()
    for test, month, at in _held(start, rounds):
        if test == "endline" and chance.random() < 0.1:
            continue
        attempt, items = f"{member}-{test}", desk.course.form(form_of(school, member, test))
        desk.people.open_attempt(school, Attempt(attempt, member, test, at, True, "test", tuple(item.id for item in items)))
        for nth, item in enumerate(items):
            level = levels.get(item.area, 0.0) + 0.08 * month + chance.gauss(0, 0.2)
            response = _response(item, chance.random() < _share(level, item.chances), chance)
            digest = hashlib.sha256(f"{attempt}{nth}".encode()).hexdigest()
            event_id = f"{digest[:8]}-{digest[8:12]}-7{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"
            when = at + nth * 30_000
            one = answered(desk, school, member, item.id, response, event_id=event_id, attempt=attempt, at=when, lang="km")
            told.append(evaluation.measured(desk, one, test))
    return told


def _hold_tests(desk: Desk, school: str, start: int, rounds: int, chance: random.Random) -> None:
    """Both were closed two days later, so that their results can be seen; and two talks before listeners were counted."""
    for circle in ("c1", "c2"):
        for test, _, at in _held(start, rounds):
            row = {"school": school, "circle": circle, "test": test, "opened_ms": at, "closed_ms": at + 2 * DAY_MS}
            desk.people.put("test_round", row)
    for check in desk.course.short_checks:
        listeners, hands = chance.randrange(12, 30), dict[tuple[str, Moment], dict[str, int]]()
        for name, (moment, share) in itertools.product(check.items, KNOWN_BY_HANDS):
            right = sum(chance.random() < share for _ in range(listeners))
            ways = short_check.answers(desk.course.short_items[name])
            key, wrong = (next(one for one, is_right in ways.items() if is_right == wanted) for wanted in (True, False))
            hands[name, moment] = {one: 0 for one in ways} | {key: right, wrong: listeners - right}
        short_check.keep(desk, Who(Role.FACILITATOR, school, FACILITATOR), check.id, listeners, hands)


def _check_rounds(desk: Desk, school: str, by_area: dict[str, list[Item]], truth: dict[str, float], chance: random.Random) -> int:
    """Half of those in doubt answered a short round yesterday, so that a board shows flags; returns the number of answers."""
    yesterday, told = int(time.time() * 1000) - 86_400_000, 0
    for one in standings(desk, school, at_ms=yesterday):
        if one.state is not State.CHECK or chance.random() < 0.5:
            continue
        for item in chance.sample(by_area[one.area], min(10, len(by_area[one.area]))):
            told += 1
            digest = hashlib.sha256(f"{one.member}{one.area}check{told}".encode()).hexdigest()
            event_id = f"{digest[:8]}-{digest[8:12]}-7{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"
            response = _response(item, chance.random() < truth[f"{one.member} {one.area}"], chance)
            at, attempt = yesterday + told, f"{one.member}-{one.area}-check-{told}"
            new = answered(desk, school, one.member, item.id, response, event_id=event_id, attempt=attempt, at=at, lang="km")
            desk.store.append(new).result()
    return told


def _group_quizzes(desk: Desk, school: str, truth: dict[str, float], chance: random.Random) -> None:
    """Two past meetings of the first circle, one by cards and one by hands, each with a round before and one after talking."""
    facilitator = Who(Role.FACILITATOR, school, FACILITATOR)
    members = [one.member for one in desk.people.members(school, "c1")]
    for mode in ("cards", "hands"):
        items = group_quiz_plan.items(desk, facilitator, "c1", "meeting", "")
        now = group_quiz.begin(desk, facilitator, "c1", "meeting", items, mode=mode)
        while now.step != "ended":
            if now.round:
                _answer_together(desk, facilitator, now, members, truth, chance)
            now = group_quiz.move(desk, facilitator, now.session, now.version, moves(now)[0])


def _answer_together(
    desk: Desk, who: Who, now: Session, members: list[str], truth: dict[str, float], chance: random.Random
) -> None:
    """Each knows it as alone; talking brings half of the others over (Smith et al. 2009 found about as many)."""
    asked, area = group_questions.question(desk, now, now.item), desk.course.items[now.item].area
    hands: dict[str, int] = {}
    for member in members:
        share = truth.get(f"{member} {area}", 0.5)
        is_right = chance.random() < (share if now.round == 1 else share + (1 - share) / 2)
        letter = asked.right if is_right else chance.choice([way.letter for way in asked.ways if not way.is_right])
        hands[letter] = hands.get(letter, 0) + 1
        if now.mode == "cards":
            group_quiz.enter(desk, who, now.session, member, letter)
    if now.mode == "hands":
        group_quiz.count(desk, who, now.session, hands)


def _share(level: float, options: float) -> float:
    known = 0.5 * (1 + math.erf(level / math.sqrt(2)))
    return known * 0.97 + (1 - known) * 0.9 / options


def _school(desk: Desk, school: str, number: int, secret: str) -> None:
    km = str(number).translate(str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩"))
    row: dict[str, Any] = {"school": school, "name_km": f"សាលាគំរូ {km}", "name_en": f"Demo school {number}", "commune": ""}
    desk.people.put("school", {**row, "is_simulated": 1, "is_ready": 1})
    picture, name_km, name_en = CIRCLES[0]
    desk.people.put("circle", {"school": school, "circle": "c1", "name_km": name_km, "name_en": name_en, "picture": picture})
    picture, name_km, name_en = CIRCLES[1]
    desk.people.put("circle", {"school": school, "circle": "c2", "name_km": name_km, "name_en": name_en, "picture": picture})
    keep(desk.people, school, *(Referral(role, office=NOWHERE) for role in ROLES))
    for role, word in ((FACILITATOR, PIN), (STAFF, PASSWORD)):
        desk.people.put("local_secret", _secret_row(school, role, role, hash_secret(word)))
    desk.people.put(
        "local_secret", *(_secret_row(school, f"{school}-m{nth:02}", Role.CHILD.value, secret) for nth in range(MEMBERS))
    )


def _secret_row(school: str, who: str, role: str, hashed: str) -> dict[str, Any]:
    return {"school": school, "who": who, "role": role, "hash": hashed, "failures": 0, "wait_until_ms": 0}


def _member(desk: Desk, school: str, member: str, nth: int) -> None:
    circle, picture = ("c1", AVATARS[nth]) if nth < 16 else ("c2", AVATARS[nth - 16])
    sex = SEXES[(nth + 1) % 3] if nth % 5 else ""  # a few facilitators say nothing
    desk.people.put("member", {"school": school, "member": member, "circle": circle, "picture": picture, "sex": sex})


def _answered(desk: Desk, school: str, member: str, item: Item, level: float, at: int, n: int, chance: random.Random) -> Answered:
    digest = hashlib.sha256(f"{school}{member}{n}".encode()).hexdigest()
    lang = "en" if digest[-1] in "01234" else "km"
    level -= HARDER * (item.id == MISTRANSLATED and lang == "en")
    is_right = chance.random() < _share(level - chance.gauss(0, 0.2), item.chances or GUESSED)
    event_id = f"{digest[:8]}-{digest[8:12]}-7{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"
    response = _response(item, is_right, chance)
    return answered(desk, school, member, item.id, response, event_id=event_id, attempt=f"{member}-{at}-{n}", at=at, lang=lang)


def _response(item: Item, is_right: bool, chance: random.Random) -> Any:
    """A response of the item's own form, so that marking is exercised and misconceptions come about."""
    if not is_right and chance.random() < 0.15:
        return UNSURE
    match item.type:
        case "choice" | "picture":
            return chance.choice([option.id for option in item.options if option.correct == is_right])
        case "order":
            ids = [step.id for step in item.steps]
            return ids if is_right else [*ids[1:], ids[0]]
        case "sort":
            right = {thing.id: thing.basket for thing in item.things}
            if not is_right:
                wrong = chance.choice(item.things)
                right[wrong.id] = next(basket.id for basket in item.baskets if basket.id != wrong.basket)
            return right
        case "true_false":
            return AGREE if item.holds == is_right else DISAGREE
        case "match":
            lefts, rights = list(item.fitting), list(item.fitting.values())
            return dict(zip(lefts, rights if is_right else [*rights[1:], rights[0]], strict=True))
        case "scale":
            return chance.choice(STEPS[2:] if is_right else STEPS)  # most children are rather sure
        case "teach_back":
            return {one: LEVELS[2] if is_right else chance.choice(LEVELS[:2]) for one in CRITERIA}
        case _:
            ways = {scene.id: scene.wise for scene in item.main}
            if not is_right:
                scene = chance.choice(item.main)
                way = next(o for o in scene.options if not o.correct)
                ways[scene.id] = way.id
                if way.to:
                    ways[way.to] = next(one.wise for one in item.scenes if one.id == way.to)
            return ways


def main() -> int:
    """`manage.py demo`: fills the folder once, then says how to get in; returns the exit status."""
    folder = data_folder()
    try:
        desk = open_desk(folder)
    except (InUse, Damaged, Missing, Newer, OSError, sqlite3.Error) as problem:
        print(f"{folder} cannot be opened: {problem}")
        return 1
    try:
        if not desk.people.schools():
            print(f"Making {SCHOOLS} simulated schools in {folder} … half a minute on a quick machine.", flush=True)
            print(f"{simulate(desk, folder)} simulated answers; their truth is in demo-truth.json.")
    finally:
        desk.store.close()
    print(f"Child: any picture, then sun, moon, star. Facilitator: PIN {PIN}. Staff: password {PASSWORD}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
