"""Tests of a circle on a real desk: opened, taken alone, told nothing of, kept apart from every estimate and every quiz."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Any

import pytest

from actions import answer as answers
from actions import boards, enrol, evaluation, group_quiz_plan, referral, review, study
from actions.answer import Unfit, new_event_id
from actions.desk import Desk, open_desk
from actions.erase import erase
from actions.permissions import NOBODY, NotAllowed, Role, Who
from actions.referral import Given
from actions.standings import standings
from curriculum.items import UNSURE
from progress.evaluation import WEEK_MS, form_of
from progress.store.people import now_ms
from progress.store.projection import TABLES
from tests.conftest import FACILITATOR, FOCAL, PASSWORD, PIN, SCHOOL, SECRET
from tests.course_with_tests import copied, desk_with_tests

ANIMALS = ("cat", "owl", "duck", "hen", "frog", "bear", "crab", "bee")


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    """A ready school with one circle, its words signed as in the demo."""
    one = desk_with_tests(tmp_path)
    name = {"km": "សាលា", "en": "School"}
    enrol.set_up(one, NOBODY, school=SCHOOL, commune="01100201", name=name, pin=PIN, password=PASSWORD)
    enrol.add_circle(one, FACILITATOR, 0)
    one.people.change("UPDATE school SET is_simulated = 1, is_ready = 1", ())
    yield one
    one.store.close()


@pytest.fixture
def child(desk: Desk) -> Who:
    """A member of that circle."""
    return Who(Role.CHILD, SCHOOL, enrol.add_member(desk, FACILITATOR, "c1", "cat", SECRET))


def right(desk: Desk, item: str, *, is_right: bool = True) -> str:
    """The tile."""
    return next(one.id for one in desk.course.test_items[item].options if one.correct == is_right)


def send(desk: Desk, who: Who, attempt: str, item: str, response: Any) -> dict[str, Any]:
    """As the stage sends it."""
    body = {"attempt": attempt, "event_id": new_event_id(), "item": item, "response": response, "lang": "en"}
    return asyncio.run(answers.answer(desk, who, body))


def sit(desk: Desk, who: Who, *, rights: int = 30, answered: int = 30) -> str:
    """The open test from its first question: so many answered, so many of them right; finished when all are."""
    told = evaluation.take(desk, who, "en")
    for nth, item in enumerate(told["items"][:answered]):
        send(desk, who, told["attempt"], item["id"], right(desk, item["id"], is_right=nth < rights))
    if answered == len(told["items"]):
        study.finish(desk, who, told["attempt"])
    return told["attempt"]


def test_nothing_is_offered_until_the_facilitator_opens_it(desk, child):
    """A home without a test; then the test, with its number of questions; then, when it is closed, none."""
    assert evaluation.offered(desk, child) is None
    with pytest.raises(NotAllowed):
        evaluation.take(desk, child, "km")
    evaluation.open_test(desk, FACILITATOR, "c1", "baseline")
    assert evaluation.offered(desk, child) == evaluation.Offer("baseline", 0, 30, True)
    evaluation.close_test(desk, FACILITATOR, "c1", "baseline")
    assert evaluation.offered(desk, child) is None


def test_one_test_is_open_at_a_time(desk, child):
    """A second one is refused with the name of the first; closing makes room; a closed one may go on."""
    evaluation.open_test(desk, FACILITATOR, "c1", "baseline")
    with pytest.raises(NotAllowed, match="baseline is still open"):
        evaluation.open_test(desk, FACILITATOR, "c1", "endline")
    evaluation.close_test(desk, FACILITATOR, "c1", "baseline")
    evaluation.open_test(desk, FACILITATOR, "c1", "endline")
    evaluation.close_test(desk, FACILITATOR, "c1", "endline")
    first = evaluation.rounds_of(desk, SCHOOL, "c1")["baseline"].opened_ms
    evaluation.open_test(desk, FACILITATOR, "c1", "baseline")
    assert evaluation.rounds_of(desk, SCHOOL, "c1")["baseline"].opened_ms == first
    with pytest.raises(NotAllowed, match="not open"):
        evaluation.close_test(desk, FACILITATOR, "c1", "endline")


@pytest.mark.parametrize(("circle", "test"), [("c9", "baseline"), ("c1", "midline")])
def test_only_what_there_is_can_be_opened(desk, circle, test):
    """Another circle or another word is refused."""
    with pytest.raises(NotAllowed):
        evaluation.open_test(desk, FACILITATOR, circle, test)


def test_sg08_sg33_no_test_before_the_school_is_ready_and_its_words_are_signed(desk, child, monkeypatch):
    """Some questions are mild stories of what is not OK: the same gate as a sensitive lesson, asked again at every page."""
    evaluation.open_test(desk, FACILITATOR, "c1", "baseline")
    assert evaluation.offered(desk, child)
    desk.people.change("UPDATE school SET is_ready = 0", ())
    assert evaluation.hindrance(desk, SCHOOL) == "not_ready"
    assert evaluation.offered(desk, child) is None
    desk.people.change("UPDATE school SET is_ready = 1, is_simulated = 0", ())
    assert evaluation.hindrance(desk, SCHOOL) == "not_ready"  # nobody has called the focal point yet
    referral.fill_in(desk, FACILITATOR, [Given("focal", FOCAL, was_called=True)], desk.today)
    assert evaluation.hindrance(desk, SCHOOL) == "unsigned"
    with pytest.raises(NotAllowed, match="unsigned"):
        evaluation.open_test(desk, FACILITATOR, "c1", "baseline")
    monkeypatch.setattr(type(desk.course), "unsigned", lambda *_: ())
    assert evaluation.hindrance(desk, SCHOOL) == ""


def test_the_form_is_swapped_from_test_to_test(desk, child):
    """A, B, A or B, A, B: never the same questions twice in a row, and the same order for both."""
    asked = {}
    for test in ("baseline", "endline", "followup"):
        evaluation.open_test(desk, FACILITATOR, "c1", test)
        asked[test] = [item["id"] for item in evaluation.take(desk, child, "en")["items"]]
        assert asked[test] == [one.id for one in desk.course.form(form_of(SCHOOL, child.id, test))]
        sit(desk, child)
        evaluation.close_test(desk, FACILITATOR, "c1", test)
    assert asked["baseline"] == asked["followup"]
    assert asked["endline"] == [desk.course.test_items[one].twin for one in asked["baseline"]]


def test_no_feedback(desk, child):
    """Neither the page nor the acknowledgement, nor the page after a refresh, knows or says what is right."""
    evaluation.open_test(desk, FACILITATOR, "c1", "baseline")
    told = evaluation.take(desk, child, "en")
    first = told["items"][0]["id"]
    for response in (right(desk, first), UNSURE):
        ack = send(desk, child, told["attempt"], first, response)
        assert {key: ack[key] for key in ("item", "right", "better", "is_quiet")} == {
            "item": first, "right": None, "better": [], "is_quiet": True
        }  # fmt: skip
        assert ack["response"] == right(desk, first)  # the first answer stands
        assert set(ack) == {"item", "response", "right", "better", "is_quiet", "is_new", "answered"}
    again = evaluation.take(desk, child, "km")
    assert again["acks"][first] == {"item": first, "response": right(desk, first), "right": None, "better": [], "is_quiet": True}
    whole = str(again) + str(told)
    for word in ("correct", "feedback", "misconception", "valence", "discuss", "twin"):
        assert f"'{word}'" not in whole


def test_it_goes_on_where_the_child_stopped(desk, child):
    """The same attempt, the same tiles in the same places, from whichever computer; finished, it is gone from the home."""
    evaluation.open_test(desk, FACILITATOR, "c1", "baseline")
    attempt = sit(desk, child, answered=7)
    told = evaluation.take(desk, child, "en")
    assert (told["attempt"], len(told["acks"])) == (attempt, 7)
    assert evaluation.offered(desk, child).answered == 7
    assert told["items"] == evaluation.take(desk, child, "en")["items"]
    sit(desk, child)
    assert evaluation.offered(desk, child) is None
    assert evaluation.lines(desk, FACILITATOR, "c1")[0].done == {child.id}


def test_a_test_takes_its_own_questions_only(desk, child):
    """Not a lesson's, not the twin; and a lesson's quiz takes none of a test, though both name the same lesson."""
    evaluation.open_test(desk, FACILITATOR, "c1", "baseline")
    told = evaluation.take(desk, child, "en")
    twin = desk.course.test_items[told["items"][0]["id"]].twin
    lesson = study.quiz(desk, child, "rights.trusted-adults", "en")["attempt"]
    question = desk.quiz("rights.trusted-adults")[0].id
    for attempt, item in ((told["attempt"], question), (told["attempt"], twin), (lesson, told["items"][0]["id"])):
        with pytest.raises(NotAllowed):
            send(desk, child, attempt, item, UNSURE)
    with pytest.raises(NotAllowed):
        send(desk, child, lesson, "rights.trusted-adults.c1", UNSURE)
    neighbour = Who(Role.CHILD, SCHOOL, enrol.add_member(desk, FACILITATOR, "c1", "owl", SECRET))
    with pytest.raises(NotAllowed):
        send(desk, neighbour, told["attempt"], told["items"][0]["id"], UNSURE)
    with pytest.raises(Unfit):
        send(desk, child, told["attempt"], told["items"][0]["id"], "no such tile")


def test_nothing_is_learned_from_a_test(desk, child):
    """No estimate, no flag, no card, no leaf on the path, no star of an area: answers are kept, and measured apart."""
    evaluation.open_test(desk, FACILITATOR, "c1", "baseline")
    sit(desk, child, rights=0)
    assert len(desk.store.read("SELECT * FROM answered WHERE test = 'baseline'")) == 30
    folded = {table: desk.store.read(f"SELECT * FROM {table}") for table in TABLES}
    assert [table for table, rows in folded.items() if rows] == ["member_test"]
    assert standings(desk, SCHOOL) == []
    assert boards.explored(desk, child) == set()
    assert boards.group(desk, FACILITATOR, "c1").again == {}
    assert [stop.state for stop in study.path(desk, child)].count("done") == 0
    assert review.offers(desk, child, now_ms() + 30 * 86_400_000) == review.Offers((), "")


def test_no_quiz_ever_asks_a_question_of_a_test(desk, child):
    """Lessons, twins, group quizzes of every kind: none of the sixty, nor of the short checks."""
    apart = {*desk.course.test_items, *desk.course.short_items}
    asked = {item["id"] for lesson in desk.course.lessons.values() if not lesson.sensitivity
             for item in study.quiz(desk, child, lesson.id, "en")["items"]}  # fmt: skip
    for kind in ("meeting", "lesson", "endline"):
        asked |= set(group_quiz_plan.items(desk, FACILITATOR, "c1", kind, "rights.trusted-adults"))
    assert asked
    assert asked.isdisjoint(apart)


def test_what_it_came_to(desk, child):
    """Sums by area, by vignettes that are OK and not, and by whose fault: thirty answers, nothing else."""
    evaluation.open_test(desk, FACILITATOR, "c1", "baseline")
    sit(desk, child, rights=12)
    rows = desk.store.read("SELECT measure, form, answers, rights FROM member_test")
    came_to = {row["measure"]: (row["answers"], row["rights"]) for row in rows}
    assert {row["form"] for row in rows} == {form_of(SCHOOL, child.id, "baseline")}
    assert came_to["all"] == (30, 12)
    assert came_to["ok"][0] == came_to["not_ok"][0] == 5
    assert came_to["fault"][0] == 1
    assert sum(answers for measure, (answers, _) in came_to.items() if measure.startswith("area:")) == 30
    assert {answers for measure, (answers, _) in came_to.items() if measure.startswith("area:")} == {3}


def test_a_rebuild_gives_the_same(desk, child):
    """Beside the answers of lessons, and after another start."""
    evaluation.open_test(desk, FACILITATOR, "c1", "baseline")
    sit(desk, child, rights=12)
    quiz = study.quiz(desk, child, "rights.trusted-adults", "en")
    send(desk, child, quiz["attempt"], quiz["items"][0]["id"], UNSURE)
    before = {table: [tuple(row) for row in desk.store.read(f"SELECT * FROM {table}")] for table in TABLES}
    desk.store.rebuild()
    assert {table: [tuple(row) for row in desk.store.read(f"SELECT * FROM {table}")] for table in TABLES} == before


def test_sg17_answers_go_after_a_year_and_sums_stay(desk, child, monkeypatch):
    """Then a rebuild and a late answer to the same test still find them."""
    from actions import retain

    evaluation.open_test(desk, FACILITATOR, "c1", "baseline")
    attempt = sit(desk, child, rights=12, answered=29)
    before = [tuple(row) for row in desk.store.read("SELECT * FROM member_test")]
    monkeypatch.setattr(retain, "now_ms", lambda: now_ms() + 366 * 86_400_000)
    assert retain.retain(desk) == 29
    assert desk.store.read("SELECT * FROM answered") == []
    desk.store.rebuild()
    assert [tuple(row) for row in desk.store.read("SELECT * FROM member_test")] == before
    last = evaluation.take(desk, child, "en")["items"][29]["id"]
    send(desk, child, attempt, last, right(desk, last))
    (whole,) = desk.store.read("SELECT answers, rights FROM member_test WHERE measure = 'all'")
    assert tuple(whole) == (30, 13)


def test_sg17_an_erased_child_is_in_no_test(desk, child):
    """Sums and the attempt go with the child."""
    evaluation.open_test(desk, FACILITATOR, "c1", "baseline")
    sit(desk, child)
    erase(desk, FACILITATOR, child.id)
    assert desk.store.read("SELECT * FROM member_test") == []
    assert desk.store.read("SELECT * FROM attempt") == []


def test_the_facilitator_is_told_when_a_test_is_sensible(desk, child):
    """A warning for each that comes too early, and no lock; the follow-up twelve weeks after the endline was closed."""

    def advised(at_ms=None):
        return [line.advice.sense for line in evaluation.lines(desk, FACILITATOR, "c1", at_ms)]

    assert advised() == ["", "baseline_first", "baseline_first"]
    for test in ("baseline", "endline"):
        evaluation.open_test(desk, FACILITATOR, "c1", test)
        evaluation.close_test(desk, FACILITATOR, "c1", test)
    assert advised() == ["", "lessons_first", "wait"]
    assert advised(now_ms() + 13 * WEEK_MS) == ["", "lessons_first", ""]
    until = evaluation.lines(desk, FACILITATOR, "c1")[2].advice.until_ms
    assert until == evaluation.rounds_of(desk, SCHOOL, "c1")["endline"].closed_ms + 12 * WEEK_MS


def test_a_course_without_tests_has_none(tmp_path):
    """Where the folder is absent nothing is offered and nothing fails."""
    root = copied(tmp_path / "course")
    shutil.rmtree(root / "quizzes/tests")
    bare = open_desk(tmp_path / "data", root)
    enrol.set_up(bare, NOBODY, school=SCHOOL, commune="01100201", name={"km": "ស", "en": "S"}, pin=PIN, password=PASSWORD)
    enrol.add_circle(bare, FACILITATOR, 0)
    child = Who(Role.CHILD, SCHOOL, enrol.add_member(bare, FACILITATOR, "c1", "cat", SECRET))
    assert evaluation.lines(bare, FACILITATOR, "c1") == []
    assert evaluation.offered(bare, child) is None
    with pytest.raises(NotAllowed, match="none"):
        evaluation.open_test(bare, FACILITATOR, "c1", "baseline")
    bare.store.close()
