"""The desk follows the content while the app runs: new lessons can be answered, faults are shown to staff and stop nobody."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from actions import content, enrol, study
from actions.answer import Unfit, answer
from actions.desk import ROOT, Desk, open_desk
from actions.enrol import STORY_CHILDREN
from actions.permissions import NOBODY, NotAllowed, Role, Who
from curriculum.loader import LivingCourse
from curriculum.reader import read
from tests.conftest import FACILITATOR, PASSWORD, PIN, SCHOOL, SECRET
from tests.curriculum import tiny
from tests.curriculum.test_checks import TODAY
from tests.curriculum.tiny import QUIZ, TRUSTED, UNIT, t

STAFF = Who(Role.STAFF, SCHOOL, "staff")
NEW = "rights.new"
_ids = itertools.count()


def event_id() -> str:
    """A fresh id as the stage makes them."""
    return f"01900000-0000-7000-8000-{next(_ids):012x}"


class House:
    """A desk on a tiny course, and a clock that only we turn."""

    def __init__(self, root: Path, files: tiny.Files | None = None) -> None:
        self.root, self.files, self.seconds = tiny.write(root / "house", files or tiny.good()), files or tiny.good(), 0.0
        self.desk = open_desk(root / "data", self.root)
        self.desk.living = LivingCourse(self.root, clock=lambda: self.seconds, today=lambda: TODAY)
        enrol.set_up(self.desk, NOBODY, school=SCHOOL, commune="01100201", name=t("សាលា", "School"), pin=PIN, password=PASSWORD)
        enrol.add_circle(self.desk, FACILITATOR, 0)
        self.child = Who(Role.CHILD, SCHOOL, enrol.add_member(self.desk, FACILITATOR, "c1", "cat", SECRET))

    def save(self, *names: str) -> None:
        """Writes some files again, and lets a second pass."""
        tiny.write(self.root, {name: self.files[name] for name in names})
        self.seconds += 1

    def add_lesson(self) -> None:
        """A lesson that was not there when the store was opened."""
        self.files[UNIT]["lessons"].append(NEW)
        self.files["lessons/rights/new.yaml"] = tiny.lesson(NEW)
        self.files["quizzes/rights/new.yaml"] = {"items": [tiny.choice(f"{NEW}.q{n}", NEW, n) for n in (1, 2)]}
        self.save(UNIT, "lessons/rights/new.yaml", "quizzes/rights/new.yaml")

    def answers(self, lesson: str, item: str, response: str) -> dict[str, Any]:
        """The child answers one item on an open page."""
        attempt = study.quiz(self.desk, self.child, lesson, "en")["attempt"]
        body = {"event_id": event_id(), "attempt": attempt, "item": item, "response": response, "lang": "en", "tapped_at": 1}
        return asyncio.run(answer(self.desk, self.child, body))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """One that has just been opened."""
    made = House(tmp_path)
    yield made
    made.desk.store.close()


def areas(desk: Desk) -> list[tuple[Any, ...]]:
    """What the boards read."""
    return [tuple(row) for row in desk.store.read("SELECT * FROM member_area ORDER BY member, area")]


def test_a_lesson_that_comes_while_the_app_runs_can_be_answered(house: House) -> None:
    """The store was opened without it: its answers are kept, counted and estimated, and a rebuild gives the same."""
    house.answers("rights.trusted-adults", "rights.trusted-adults.q1", "r")
    house.add_lesson()
    assert house.answers(NEW, f"{NEW}.q1", "r")["right"]
    assert not house.answers(NEW, f"{NEW}.q2", "o")["right"]
    assert house.desk.store.counts(SCHOOL)[house.child.id, "rights"][:2] == (3, 2)
    before = areas(house.desk)
    house.desk.store.rebuild()
    assert areas(house.desk) == before


def test_an_answer_to_a_lesson_that_went_is_refused_and_the_page_goes_on(house: House) -> None:
    """Its stored answers stay; a new one is unfit, and nothing breaks."""
    house.add_lesson()
    attempt = study.quiz(house.desk, house.child, NEW, "en")["attempt"]
    house.answers(NEW, f"{NEW}.q1", "r")
    house.files[UNIT]["lessons"].remove(NEW)
    for name in ("lessons/rights/new.yaml", "quizzes/rights/new.yaml"):
        (house.root / name).unlink()
    house.save(UNIT)
    body = {"event_id": event_id(), "attempt": attempt, "item": f"{NEW}.q2", "response": "r", "lang": "en"}
    with pytest.raises(Unfit):
        asyncio.run(answer(house.desk, house.child, body))
    assert house.desk.store.counts(SCHOOL)[house.child.id, "rights"][0] == 1


def test_a_mended_item_starts_a_new_history(house: House) -> None:
    """The fingerprint of the answer is that of the words that the child saw."""
    house.answers("rights.trusted-adults", "rights.trusted-adults.q1", "r")
    study.finish(house.desk, house.child, study.quiz(house.desk, house.child, "rights.trusted-adults", "en")["attempt"])
    house.files[tiny.FIRST_QUIZ]["items"][0]["stem"] = t("តើចន្ទអាចធ្វើអ្វីបាន?", "What can Chan do now?")
    house.save(tiny.FIRST_QUIZ)
    shown = study.quiz(house.desk, house.child, "rights.trusted-adults", "en")["items"][0]
    assert shown["stem"] == "What can Chan do now?"
    house.answers("rights.trusted-adults", "rights.trusted-adults.q1", "r")
    prints = house.desk.store.read("SELECT DISTINCT fingerprint FROM answered")
    assert len(prints) == 2


def test_a_broken_file_stops_nobody(tmp_path: Path) -> None:
    """The desk opens, children learn what is good, staff read what is wrong."""
    files = tiny.good()
    del files[QUIZ]["items"][0]["stem"]
    house = House(tmp_path, files)
    assert house.answers("rights.trusted-adults", "rights.trusted-adults.q1", "r")["right"]
    [problem] = content.problems(house.desk, STAFF)
    assert problem.place.file == QUIZ
    assert "stem" in problem.fact
    house.desk.store.close()


def test_errors_come_before_warnings(house: House) -> None:
    """Staff see first what must be mended."""
    house.files[TRUSTED]["cards"][0]["text"] = t("ដារ៉ាមិនទៅសាលា។", "Dara goes to school.")
    house.files[TRUSTED]["cards"][1]["text"] = t("ដារ៉ាអោយសៀវភៅ។", "Dara gives a book.")
    house.save(TRUSTED)
    assert [one.is_warning for one in content.problems(house.desk, STAFF)] == [False, True]


def test_children_do_not_see_problems(house: House) -> None:
    """Only a seat that may see the content."""
    for who in (house.child, NOBODY):
        with pytest.raises(NotAllowed):
            content.problems(house.desk, who)


def test_nothing_of_the_writers_is_shown_to_a_child(house: House) -> None:
    """Versions and reasons of rules are notes, not questions."""
    house.files[tiny.FIRST_QUIZ]["items"][0]["version"] = 4
    house.save(tiny.FIRST_QUIZ)
    [item] = study.quiz(house.desk, house.child, "rights.trusted-adults", "en")["items"]
    assert not {"version", "allow", "twin", "kind"} & set(item)


def test_no_member_is_named_as_a_child_of_a_story() -> None:
    """The names of lessons/course.yaml are those that enrolment refuses."""
    names = read(ROOT).names
    assert {name.en.casefold() for name in names} | {name.km for name in names} == STORY_CHILDREN


def test_the_newest_entries_come_first_and_no_more_than_five(tmp_path: Path) -> None:
    """Whatever the order of the file; a child does not read them."""
    files, lessons = tiny.good(), ["rights.kind-words"]
    days = [f"2026-11-{day:02}" for day in range(3, 10)]
    files[tiny.NEWS]["entries"] = [{"on": day, "what": t("មេរៀនថ្មី។", "A new lesson."), "lessons": lessons} for day in days]
    house = House(tmp_path, files)
    assert [one.on for one in content.newest(house.desk, STAFF)] == days[:1:-1]
    assert len(content.newest(house.desk, FACILITATOR)) == content.SHOWN
    with pytest.raises(NotAllowed):
        content.newest(house.desk, house.child)
    house.desk.store.close()
