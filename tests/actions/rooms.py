"""A ready school with one circle, and sessions that run through with the answers that a test wants."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from actions import group_questions, group_quiz
from actions.desk import Desk, open_desk
from actions.permissions import Role, Who
from curriculum.items import UNSURE
from curriculum.loader import LivingCourse
from progress.events import Mode
from progress.group_quiz import Kind, Session
from tests.curriculum.test_checks import TODAY

SCHOOL, CIRCLE, LESSON = "s1", "c1", "rights.four-promises"
HERE = Who(Role.FACILITATOR, SCHOOL, "facilitator")
ANIMALS = ("elephant", "gecko", "buffalo", "frog", "duck", "bear", "cat", "owl")
Answers = Callable[[int, int, int], bool]  # (question from 0, round, member from 0) → is it right


@contextmanager
def watched(house: Path, folder: Path) -> Iterator[Desk]:
    """A desk on the content of `house` that looks at its files whenever it is asked."""
    desk, ticks = open_desk(folder, house), count()
    desk.living = LivingCourse(house, clock=lambda: float(next(ticks)), today=lambda: TODAY)
    yield desk
    desk.store.close()


def room(folder: Path, members: int = 8) -> Desk:
    """Members m0, m1, …; nobody has answered anything."""
    desk = open_desk(folder)
    names = {"name_km": "ក", "name_en": "A"}
    desk.people.put("school", {"school": SCHOOL, **names, "commune": "", "is_simulated": 1, "is_ready": 1})
    desk.people.put("circle", {"school": SCHOOL, "circle": CIRCLE, **names, "picture": "lotus"})
    for nth in range(members):
        desk.people.put("member", {"school": SCHOOL, "member": f"m{nth}", "circle": CIRCLE, "picture": ANIMALS[nth]})
    return desk


def held(
    desk: Desk,
    items: Iterable[str],
    answers: Answers,
    *,
    kind: Kind = "lesson",
    lesson: str = "",
    mode: Mode = "cards",
    members: int = 8,
    who: Who = HERE,
) -> Session:
    """A session from its first question to its end, answered by the first `members` of the circle."""
    here = [one.member for one in desk.people.members(who.school, CIRCLE)][:members]
    now = group_quiz.begin(desk, who, CIRCLE, kind, tuple(items), lesson, mode)
    while now.step != "ended":
        if now.round:
            letters = [_letter(desk, now, is_right=answers(now.nth, now.round, nth)) for nth in range(len(here))]
            if mode == "hands":
                group_quiz.count(desk, who, now.session, {one: letters.count(one) for one in letters})
            else:
                for member, letter in zip(here, letters, strict=True):
                    group_quiz.enter(desk, who, now.session, member, letter)
        now = group_quiz.session(desk, who, now.session)
        now = group_quiz.move(desk, who, now.session, now.version, _on(now))
    return now


def _letter(desk: Desk, now: Session, *, is_right: bool) -> str:
    asked = group_questions.question(desk, now, now.item)
    return asked.right if is_right else next(way.letter for way in asked.ways if not way.is_right and way.id != UNSURE)


def _on(now: Session) -> str:
    whole = {"read": "think", "think": "round1", "round1": "discuss", "discuss": "round2", "round2": "reveal", "reveal": "next"}
    return "next" if now.is_quiet and now.step == "round1" else whole[now.step]
