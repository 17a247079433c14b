"""A quiz on paper asks what its session asks, under the same letters; its tally becomes the group's answers, and nobody's own."""

from __future__ import annotations

import pytest

from actions import group_questions, group_quiz
from actions import group_quiz_paper as papers
from actions import group_quiz_report as reports
from actions.enrol import open_lesson
from actions.group_quiz import Unusable
from actions.group_quiz_paper import BadTally, Slip
from actions.permissions import NotAllowed, Role, Who
from progress.group_quiz import NotNow
from progress.store.people import now_ms
from tests.actions.rooms import CIRCLE, HERE, LESSON, SCHOOL, room

SENSITIVE = "violations.words-can-hurt"
ITEMS = (f"{LESSON}.q1", f"{LESSON}.q2")


@pytest.fixture
def desk(tmp_path):
    """An empty room of eight."""
    desk = room(tmp_path)
    yield desk
    desk.store.close()


@pytest.fixture
def prepared(desk):
    """Two questions that wait on paper."""
    return papers.prepare(desk, HERE, CIRCLE, "lesson", ITEMS, LESSON)


def test_a_prepared_quiz_waits_and_is_not_open(desk, prepared):
    """Its code is six digits, the same in every language; a quiz on the screen does not end it."""
    assert prepared.session.isdigit()
    assert len(prepared.session) == 6
    group_quiz.begin(desk, HERE, CIRCLE, "lesson", ITEMS, LESSON)
    assert papers.waiting(desk, HERE, CIRCLE) == [prepared]
    assert group_quiz.open_one(desk, HERE, CIRCLE) != prepared


@pytest.mark.parametrize("lang", ["km", "en"])
def test_paper_has_the_letters_of_the_session(desk, prepared, lang):
    """Each option stands under the letter that the session gives it; the right one is the session's right one."""
    sheet = papers.paper(desk, HERE, prepared.session, lang)
    assert sheet.code == prepared.session
    for printed, item in zip(sheet.questions, ITEMS, strict=True):
        asked = group_questions.question(desk, prepared, item)
        assert printed.right == asked.right
        texts = {way.letter: getattr(way.text, lang) for way in asked.ways if way.text}
        assert {one.letter: one.text for one in printed.options if one.letter in texts} == texts
        assert [letter for letter, _ in printed.explain] == [one.letter for one in printed.options]
        assert printed.discuss


def test_a_story_that_was_not_ok_carries_its_line(desk):
    """Nobody reads such a story aloud without saying that it was not the child's fault."""
    open_lesson(desk, HERE, CIRCLE, SENSITIVE, now_ms())
    lesson = desk.course.lessons[SENSITIVE]
    item = next(one.id for one in desk.course.quiz(SENSITIVE) if one.valence == "not_ok" and one.type == "choice")
    now = papers.prepare(desk, HERE, CIRCLE, "lesson", (item,), SENSITIVE)
    assert [one.care for one in papers.paper(desk, HERE, now.session, "km").questions] == [lesson.not_your_fault.km]


def test_a_test_on_paper_is_not_talked_over(desk):
    """No prompt to discuss, so one round."""
    items = ("rights.four-promises.q1",)
    now = papers.prepare(desk, HERE, CIRCLE, "baseline", items, "")
    sheet = papers.paper(desk, HERE, now.session, "en")
    assert sheet.is_test
    assert not sheet.has_two_rounds


@pytest.mark.parametrize("lang", ["km", "en"])
def test_paper_is_printed(desk, prepared, lang):
    """Sheet, tally and cards come out as PDF in both languages: every word of theirs is there."""
    for pdf in (
        papers.pdf_paper(desk, HERE, prepared.session, lang, "quiz"),
        papers.pdf_paper(desk, HERE, prepared.session, lang, "tally"),
        papers.pdf_cards(desk, HERE, CIRCLE, "A5", lang),
    ):
        assert pdf.startswith(b"%PDF-")


def test_a_tally_becomes_the_report(desk, prepared):
    """Marks by letter count for what the letter meant; they are the group's, and the session is over."""
    first, second = (group_questions.question(desk, prepared, item) for item in ITEMS)
    wrong = next(way.letter for way in second.ways if not way.is_right)
    tallies = {(ITEMS[0], 1): {first.right: 3}, (ITEMS[0], 2): {first.right: 7}, (ITEMS[1], 1): {wrong: 6, second.right: 1}}
    ended = papers.type_in(desk, HERE, prepared.session, tallies, 7)
    assert ended.step == "ended"
    found = reports.report(desk, HERE, prepared.session, "en")
    assert [one.last for one in found.asked] == [(7, 7), (1, 7)]
    assert found.ways == {"paper": 17}
    assert reports.by_hands(desk, HERE, CIRCLE) == {"rights": (8, 14)}
    assert desk.store.read("SELECT * FROM answered") == []
    with pytest.raises(NotNow):
        papers.type_in(desk, HERE, prepared.session, tallies, 7)


def test_all_slips_are_said_at_once(desk, prepared):
    """More marks than children, less than none, more children than the group has, a letter that is not there: all of them."""
    tallies = {(ITEMS[0], 1): {"A": 9}, (ITEMS[0], 2): {"B": -1}, (ITEMS[1], 1): {"E": 1}, (ITEMS[1], 3): {"A": 1}}
    with pytest.raises(BadTally) as told:
        papers.type_in(desk, HERE, prepared.session, tallies, 8)
    assert told.value.slips == (
        Slip("too_many", (1, 1, 9, 8)),
        Slip("negative", (1, 2)),
        Slip("no_such", (2, 1)),
        Slip("no_such", (2, 3)),
    )
    with pytest.raises(BadTally) as empty:
        papers.type_in(desk, HERE, prepared.session, {(ITEMS[0], 1): {"A": 0}}, 0)
    assert [one.why for one in empty.value.slips] == ["nobody", "nothing"]
    with pytest.raises(BadTally) as crowded:
        papers.type_in(desk, HERE, prepared.session, {(ITEMS[0], 1): {"A": 9}}, 9)
    assert crowded.value.slips == (Slip("whole_group", (9, 8)),)
    assert desk.groups.answers(SCHOOL, prepared.session) == []


def test_only_what_may_be_asked_is_prepared(desk):
    """Nothing of a sensitive lesson that is shut, no trial, nothing at all, no other circle."""
    for kind, items in (("lesson", ("violations.left-out.q1",)), ("trial", group_questions.TRIAL), ("lesson", ())):
        with pytest.raises(Unusable):
            papers.prepare(desk, HERE, CIRCLE, kind, items, "")
    with pytest.raises(NotAllowed):
        papers.prepare(desk, HERE, "c9", "lesson", ITEMS, LESSON)


@pytest.mark.parametrize("who", [Who(role, SCHOOL, "x") for role in Role if role is not Role.FACILITATOR])
def test_paper_is_the_facilitator_s(desk, prepared, who):
    """Nobody else prepares, prints or types in."""
    for ask in (
        lambda: papers.prepare(desk, who, CIRCLE, "lesson", ITEMS, LESSON),
        lambda: papers.waiting(desk, who, CIRCLE),
        lambda: papers.paper(desk, who, prepared.session, "en"),
        lambda: papers.pdf_paper(desk, who, prepared.session, "en", "quiz"),
        lambda: papers.pdf_cards(desk, who, CIRCLE, "A4", "en"),
        lambda: papers.type_in(desk, who, prepared.session, {(ITEMS[0], 1): {"A": 1}}, 5),
    ):
        with pytest.raises(NotAllowed):
            ask()
