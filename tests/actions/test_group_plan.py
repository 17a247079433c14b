"""What a group is asked next is chosen by what is known of it, never by chance, and never from what is shut."""

from __future__ import annotations

import pytest

from actions import demo, group_questions, group_quiz
from actions import group_quiz_plan as plan
from actions.desk import Desk, open_desk
from actions.enrol import open_lesson
from actions.group_quiz_plan import Candidate, Chosen
from actions.permissions import NotAllowed, Role, Who
from progress.store.people import now_ms

SCHOOL, CIRCLE = "demo-01", "c1"
HERE = Who(Role.FACILITATOR, SCHOOL, "facilitator")
TABLE = [
    ("an area in which all are low comes first", Candidate("q", "l", low=1.0), 2.0, "low"),
    ("what all missed counts as much", Candidate("q", "l", missed=1.0), 2.0, "missed"),
    ("a misconception that speaks in half of them counts for what was missed", Candidate("q", "l", speaks=0.5), 0.5, "missed"),
    ("what is due alone is asked too", Candidate("q", "l", is_due=True), 1.0, "due"),
    ("reasons add up, and the weightiest is told", Candidate("q", "l", low=0.25, missed=0.5, is_due=True), 2.5, "missed"),
    ("a new lesson fills up and outweighs nothing", Candidate("q", "l", low=1.0, is_new=True), 0.0, "new"),
]


@pytest.fixture(scope="module")
def simulated(tmp_path_factory):
    """A small school of the demo."""
    folder = tmp_path_factory.mktemp("plan")
    desk = open_desk(folder)
    demo.simulate(desk, folder, schools=1, members=18, rounds=3)
    yield desk
    desk.store.close()


@pytest.mark.parametrize(("one", "worth", "reason"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_what_asking_is_worth(one, worth, reason):
    """Each thing known of a question has its weight and its word."""
    assert plan.score(one) == (pytest.approx(worth), reason)


def test_two_of_a_lesson_at_most_then_the_new_one():
    """The third of a lesson gives way to the new lesson, which fills all that is left."""
    known = [Candidate(f"a{n}", "a", low=0.9 - n / 10) for n in range(4)]
    new = [Candidate(f"n{n}", "new", is_new=True) for n in range(4)]
    found = plan.chosen([*new, *known, Candidate("idle", "b")])
    assert found == (Chosen("a0", "low"), Chosen("a1", "low"), Chosen("n0", "new"), Chosen("n1", "new"), Chosen("n2", "new"))


def test_a_meeting_is_the_same_when_composed_again(simulated):
    """Five questions, each with a reason, all of which may be asked, no more than two of a lesson that is not new."""
    when = now_ms()
    found = plan.composed(simulated, HERE, CIRCLE, when)
    assert found == plan.composed(simulated, HERE, CIRCLE, when)
    assert len(found) == len({one.item for one in found}) == plan.QUESTIONS == 5
    assert {one.item for one in found} <= group_questions.askable(simulated, SCHOOL, CIRCLE, "meeting")
    lessons = [simulated.course.items[one.item].lesson for one in found if one.reason != "new"]
    assert max(lessons.count(one) for one in lessons) <= 2


def test_what_was_asked_this_month_rests(simulated):
    """None of a meeting's questions comes again within four weeks; after them they may."""
    month_on = now_ms() + 29 * plan.DAY_MS
    items, later = plan.meeting(simulated, HERE, CIRCLE, now_ms()), plan.meeting(simulated, HERE, CIRCLE, month_on)
    now = group_quiz.begin(simulated, HERE, CIRCLE, "meeting", items)
    group_quiz.end(simulated, HERE, now.session)
    after = plan.meeting(simulated, HERE, CIRCLE, now_ms())
    assert items[0] not in after
    assert items[1] in after  # it ended at its first question: the others were not asked
    assert plan.meeting(simulated, HERE, CIRCLE, month_on) == later


def test_the_twin_comes_where_the_first_was_missed(tmp_path):
    """Of a pair of which the first form was missed, the other words are asked."""
    desk = _school(tmp_path)
    first, second = "rights.what-is-a-right.q1", "rights.what-is-a-right.q1b"
    _answer(desk, first, is_right=False)
    chosen = {one.item: one.reason for one in plan.composed(desk, HERE, CIRCLE, now_ms())}
    assert chosen[second] == "missed"
    assert first not in chosen
    desk.store.close()


def test_a_circle_that_has_answered_nothing_begins_at_the_beginning(tmp_path):
    """All questions are of the first lesson, and new."""
    desk = _school(tmp_path)
    found = plan.composed(desk, HERE, CIRCLE, now_ms())
    assert {one.reason for one in found} == {"new"}
    assert {desk.course.items[one.item].lesson for one in found} == {next(iter(desk.course.lessons))}
    desk.store.close()


def test_what_was_known_is_due_after_three_weeks(tmp_path):
    """Right answers of today are not asked again; three weeks on they are due."""
    desk = _school(tmp_path)
    _answer(desk, "rights.what-is-a-right.q1", is_right=True)
    today = {one.item: one.reason for one in plan.composed(desk, HERE, CIRCLE, now_ms())}
    assert "rights.what-is-a-right.q1" not in today
    later = {one.item: one.reason for one in plan.composed(desk, HERE, CIRCLE, now_ms() + 22 * plan.DAY_MS)}
    assert later["rights.what-is-a-right.q1"] == "due"
    desk.store.close()


def test_a_lesson_asks_its_first_forms(simulated):
    """No question beside its own twin; nothing of a sensitive lesson before it is opened for this circle."""
    found = plan.lesson(simulated, HERE, CIRCLE, "rights.four-promises")
    assert found
    assert not any(one.endswith("b") for one in found)
    assert plan.lesson(simulated, HERE, CIRCLE, "violations.left-out") == ()
    open_lesson(simulated, HERE, CIRCLE, "violations.left-out", now_ms())
    assert plan.lesson(simulated, HERE, CIRCLE, "violations.left-out")


def test_first_and_last_test_are_parallel(simulated):
    """Ten pairs of twins, same area, kind and valence; half or more are vignettes, as many OK as not OK; sensitive ones none."""
    first, last = plan.test(simulated, HERE, CIRCLE, "baseline"), plan.test(simulated, HERE, CIRCLE, "endline")
    assert len(first) == len(last) == plan.TEST_QUESTIONS
    assert not set(first) & set(last)
    pairs = [(simulated.course.items[a], simulated.course.items[b]) for a, b in zip(first, last, strict=True)]
    assert all((a.area, a.kind, a.valence, a.twin) == (b.area, b.kind, b.valence, b.id) for a, b in pairs)
    stories = [a.valence for a, _ in pairs if a.kind == "vignette"]
    assert len(stories) >= 5
    assert stories.count("ok") == stories.count("not_ok")
    assert not any(simulated.course.lessons[a.lesson].sensitivity for a, _ in pairs)


def test_every_circle_has_the_same_test(simulated):
    """Whatever was opened for a circle: tests are compared."""
    open_lesson(simulated, HERE, "c2", "violations.words-can-hurt", now_ms())
    assert plan.test(simulated, HERE, "c2", "baseline") == plan.test(simulated, HERE, CIRCLE, "baseline")


@pytest.mark.parametrize("role", [Role.CHILD, Role.STAFF, Role.NOBODY, Role.DEVICE])
def test_a_plan_is_the_facilitator_s(simulated, role):
    """Nobody else is told what a group will be asked."""
    who = Who(role, SCHOOL, "x")
    for ask in (
        lambda: plan.meeting(simulated, who, CIRCLE, 0),
        lambda: plan.lesson(simulated, who, CIRCLE, "rights.four-promises"),
        lambda: plan.test(simulated, who, CIRCLE, "baseline"),
        lambda: plan.items(simulated, who, CIRCLE, "trial", ""),
    ):
        with pytest.raises(NotAllowed):
            ask()


def _school(folder) -> Desk:
    """One ready school with a circle of three who have answered nothing."""
    desk = open_desk(folder)
    names = {"name_km": "ក", "name_en": "A"}
    desk.people.put("school", {"school": SCHOOL, **names, "commune": "", "is_simulated": 1, "is_ready": 1})
    desk.people.put("circle", {"school": SCHOOL, "circle": CIRCLE, **names, "picture": "lotus"})
    for nth in range(3):
        desk.people.put("member", {"school": SCHOOL, "member": f"m{nth}", "circle": CIRCLE, "picture": f"p{nth}"})
    return desk


def _answer(desk: Desk, item: str, *, is_right: bool) -> None:
    """All three hold up the same card; the session itself then is out of the way."""
    now = group_quiz.begin(desk, HERE, CIRCLE, "lesson", [item], desk.course.items[item].lesson)
    asked = group_questions.question(desk, now, item)
    letter = asked.right if is_right else next(way.letter for way in asked.ways if not way.is_right)
    for move in ("think", "round1"):
        now = group_quiz.move(desk, HERE, now.session, now.version, move)
    for nth in range(3):
        group_quiz.enter(desk, HERE, now.session, f"m{nth}", letter)
    group_quiz.end(desk, HERE, now.session)
    desk.people.change("DELETE FROM group_session WHERE school = ?", (SCHOOL,))
