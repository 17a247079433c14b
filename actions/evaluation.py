"""Baseline, endline and follow-up of a circle: opened and closed by the facilitator, taken by a member alone.

It must never say how a member did, and never practise what it asks: docs/decisions/tests.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, cast

from actions import study
from actions.desk import Desk
from actions.permissions import NotAllowed, Who, require
from curriculum.items import Item
from curriculum.reviews import TESTS as SIGNED
from curriculum.text import leaves
from progress.evaluation import TESTS, Advice, Round, advice, form_of
from progress.events import Answered, Form, Test
from progress.store.people import Attempt, now_ms

ROUNDS = "SELECT test, opened_ms, closed_ms FROM test_round WHERE school = ? AND circle = ? ORDER BY opened_ms"
# lessons that half of a circle have met
MET = """
SELECT skill FROM member_skill JOIN member USING (school, member) WHERE school = :school AND circle = :circle
GROUP BY skill HAVING 2 * count(*) >= (SELECT count(*) FROM member WHERE school = :school AND circle = :circle)
"""
DONE = """
SELECT a.member FROM attempt AS a JOIN member AS m USING (school, member)
WHERE a.school = ? AND m.circle = ? AND a.kind = 'test' AND a.lesson = ? AND a.is_finished = 1
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A test of a circle as the facilitator sees it: who has finished it, as a number and as members; never how."""

    test: Test
    round: Round | None
    advice: Advice
    done: frozenset[str]


@dataclass(frozen=True, slots=True)
class Offer:
    """What a child finds first on the home."""

    test: Test
    answered: int
    questions: int
    is_sensitive: bool


def lines(desk: Desk, who: Who, circle: str, at_ms: int | None = None) -> list[Line]:
    """The three tests in their order; none where the course has no tests."""
    require(who, "run tests")
    if not desk.course.form("A"):
        return []
    rounds, at = rounds_of(desk, who.school, circle), now_ms() if at_ms is None else at_ms
    met = {row["skill"] for row in desk.store.read(MET, {"school": who.school, "circle": circle})}
    core = [one.id for one in desk.course.lessons.values() if one.core]
    ready = (len(met & set(core)), len(core))
    return [Line(one, rounds.get(one), advice(one, rounds, *ready, at), _done(desk, who.school, circle, one)) for one in TESTS]


def hindrance(desk: Desk, school: str) -> str:
    """Why no test may be asked here: "none", "not_ready", "unsigned"; "" when it may (SG-08, SG-33: some questions are mild
    stories of what is not OK). Asks nobody's leave: whoever calls it has to."""
    items = desk.course.form("A") + desk.course.form("B")
    at = next((one for one in desk.people.schools() if one.school == school), None)
    if not items or at is None:
        return "none"
    if not _is_sensitive(items):
        return ""
    if not at.is_ready:
        return "not_ready"
    return "unsigned" if desk.course.unsigned(SIGNED) and not at.is_simulated else ""


def open_test(desk: Desk, who: Who, circle: str, test: Test) -> None:
    """Every child of the circle finds it on the home; one that was closed goes on. Raises NotAllowed while another is open."""
    require(who, "run tests")
    rounds = rounds_of(desk, who.school, circle)
    if why := hindrance(desk, who.school):
        raise NotAllowed(f"no test can be opened here: {why}")
    if circle not in {one.circle for one in desk.people.circles(who.school)} or test not in TESTS:
        raise NotAllowed("this school has no such circle or test")
    if other := next((one.test for one in rounds.values() if one.is_open and one.test != test), ""):
        raise NotAllowed(f"the {other} is still open; close it first")
    opened = rounds[test].opened_ms if test in rounds else now_ms()
    _keep(desk, who.school, circle, Round(test, opened))


def close_test(desk: Desk, who: Who, circle: str, test: Test) -> None:
    """Nobody begins it any more, and its results can be seen."""
    require(who, "run tests")
    found = rounds_of(desk, who.school, circle).get(test)
    if found is None or not found.is_open:
        raise NotAllowed("this test is not open")
    _keep(desk, who.school, circle, replace(found, closed_ms=now_ms()))


def offered(desk: Desk, who: Who) -> Offer | None:
    """The open test that this child has not finished."""
    require(who, "study")
    member = desk.people.member(who.school, who.id)
    rounds = rounds_of(desk, who.school, member.circle) if member else {}
    test = next((one.test for one in rounds.values() if one.is_open), None)
    if test is None or hindrance(desk, who.school):
        return None
    attempt = desk.people.attempt(who.school, _attempt(who, test))
    if attempt and attempt.is_finished:
        return None
    items = _asked(desk, attempt) if attempt else desk.course.form(form_of(who.school, who.id, test))
    answered = len(desk.store.answers(who.school, attempt.attempt)) if attempt else 0
    return Offer(test, answered, len(items), _is_sensitive(items))


def take(desk: Desk, who: Who, lang: str) -> dict[str, Any]:
    """What the stage is told; the same place after a refresh. Raises NotAllowed when nothing is open for this child."""
    require(who, "study")
    found = offered(desk, who)
    if found is None:
        raise NotAllowed("no test is open for this child")
    name = _attempt(who, found.test)
    attempt = desk.people.attempt(who.school, name)
    if attempt is None:
        items = tuple(one.id for one in desk.course.form(form_of(who.school, who.id, found.test)))
        attempt = Attempt(name, who.id, found.test, now_ms(), False, "test", items)
        desk.people.open_attempt(who.school, attempt)
    told = study.served(desk, who, name, _asked(desk, attempt), lang)
    for item in told["items"]:
        item.pop("discuss", None)  # speaks of the answer
    return {**told, "words": {**told["words"], **desk.words.under("test_stage", lang)}}


def measured(desk: Desk, answered: Answered, test: str) -> Answered:
    """The same answer, as one to a test. The form is that of the question; the twin of the first one ends in "b"."""
    item = desk.course.test_items[answered.item]
    form: Form = "B" if item.is_twin else "A"
    return replace(answered, test=cast(Test, test), form=form, is_about_fault=is_about_fault(item))


@lru_cache(maxsize=512)
def is_about_fault(item: Item) -> bool:
    """K8: a wrong answer to it blames the child. Known by the names of its misconceptions: "not-saying-no-is-my-fault"."""
    return any(path[-1] == "misconception" and "fault" in said.split("-") for path, said in leaves(item))


def rounds_of(desk: Desk, school: str, circle: str) -> Mapping[Test, Round]:
    """By test, in the order of opening. Asks nobody's leave: whoever calls it has to."""
    rows = desk.store.read(ROUNDS, (school, circle))
    return {row["test"]: Round(row["test"], row["opened_ms"], row["closed_ms"]) for row in rows}


def _keep(desk: Desk, school: str, circle: str, one: Round) -> None:
    row = {"school": school, "circle": circle, "test": one.test, "opened_ms": one.opened_ms, "closed_ms": one.closed_ms}
    desk.people.put("test_round", row)


def _done(desk: Desk, school: str, circle: str, test: Test) -> frozenset[str]:
    return frozenset(row["member"] for row in desk.store.read(DONE, (school, circle, test)))


def _attempt(who: Who, test: Test) -> str:
    """One for each member and test: two tabs that open it at once open the same."""
    return hashlib.sha256(f"{who.school} {who.id} {test}".encode()).hexdigest()[:16]


def _asked(desk: Desk, attempt: Attempt) -> tuple[Item, ...]:
    """Fixed when it was begun; a question that left the course is not asked."""
    return tuple(desk.course.test_items[one] for one in attempt.items if one in desk.course.test_items)


def _is_sensitive(items: tuple[Item, ...]) -> bool:
    return any(one.sensitivity for one in items)
