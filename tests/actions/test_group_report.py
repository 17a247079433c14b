"""A report says what the group's answers came to, in counts, and never whose answer was whose."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict

import pytest

from actions import group_quiz, group_quiz_plan
from actions import group_quiz_report as reports
from actions.enrol import open_lesson
from actions.group_questions import TRIAL
from actions.permissions import NotAllowed, Role, Who
from progress.group_quiz import Changes
from progress.learning.evidence import INDIVIDUAL
from progress.store.people import now_ms
from tests.actions.rooms import ANIMALS, CIRCLE, HERE, LESSON, SCHOOL, held, room

ITEMS = (f"{LESSON}.q1", f"{LESSON}.q2", f"{LESSON}.q5")
SENSITIVE = "violations.words-can-hurt"
# question 1: half, then all; question 2: none, then two of eight; question 3: five of eight in both rounds
GROWN = {0: {1: 4, 2: 8}, 1: {1: 0, 2: 2}, 2: {1: 5, 2: 5}}


@pytest.fixture
def desk(tmp_path):
    """An empty room."""
    desk = room(tmp_path)
    yield desk
    desk.store.close()


def test_both_rounds_in_counts_and_what_to_do(desk):
    """Counts of both rounds; known, taught again, or its twin alone, by the last round; the lesson to take up once."""
    now = held(desk, ITEMS, lambda item, round, nth: nth < GROWN[item][round])
    found = reports.report(desk, HERE, now.session, "en")
    assert [one.totals for one in found.asked] == [[8, 8]] * 3
    assert [one.last for one in found.asked] == [(8, 8), (2, 8), (5, 8)]
    assert [one.next for one in found.asked] == ["known", "repeat", "twin"]
    assert found.repeats == [LESSON]
    assert found.reached == (1, 3)
    assert found.areas == {"rights": (15, 24)}
    assert found.ways == {"cards": 48}


def test_who_changed_is_a_count(desk):
    """Four who were wrong became right in question 1, and no member's id, name or picture stands near any answer."""
    now = held(desk, ITEMS, lambda item, round, nth: nth < GROWN[item][round])
    found = reports.report(desk, HERE, now.session, "en")
    assert found.asked[0].changes == Changes(4, 4, 0, 0)
    told = str([asdict(one) for one in found.asked]) + str(found.spoken)
    assert not [one for one in (*ANIMALS, *(f"m{nth}'" for nth in range(8))) if one in told]


def test_misconceptions_that_speak_are_counted(desk):
    """Those of the last round alone: what was put right by talking is not left."""
    now = held(desk, ITEMS[:1], lambda item, round, nth: round == 2 and nth < 5)
    wrong = {one.misconception for one in desk.course.items[ITEMS[0]].options if one.misconception}
    spoken = reports.report(desk, HERE, now.session, "en").spoken
    assert [(one.area, one.times) for one in spoken] == [("rights", 3)]
    assert {one.misconception for one in spoken} <= wrong


def test_hands_count_and_nobody_changed(desk):
    """A show of hands has no seats that last: counts, no changes, and the way says that it is the group's."""
    now = held(desk, ITEMS[:1], lambda item, round, nth: nth < 6, mode="hands")
    found = reports.report(desk, HERE, now.session, "en")
    assert found.asked[0].last == (6, 8)
    assert found.asked[0].changes is None
    assert [one for one in found.ways if one in INDIVIDUAL] == []
    assert [status for _, status in found.present] == [None] * 8


def test_few_answers_to_a_sensitive_question_have_no_counts(desk):
    """Four answered: no counts, no changes, no misconceptions, no share of the area; the table says so instead."""
    open_lesson(desk, HERE, CIRCLE, SENSITIVE, now_ms())
    item = next(one.id for one in desk.course.quiz(SENSITIVE) if one.sensitivity and one.type == "choice")
    now = held(desk, [item], lambda item, round, nth: nth < 2, members=4)
    found = reports.report(desk, HERE, now.session, "en")
    assert found.asked[0].is_hidden
    assert found.asked[0].totals is None
    assert found.asked[0].changes is None
    assert found.asked[0].next == "few"
    assert (found.areas, found.spoken, found.reached) == ({}, [], (0, 0))
    counts = {row[5] for row in _rows(desk, now.session)[1:]}
    assert counts == {"fewer than 5 answers"}


def test_five_answers_to_a_sensitive_question_may_be_counted(desk):
    """The line is where it is said to be."""
    open_lesson(desk, HERE, CIRCLE, SENSITIVE, now_ms())
    item = next(one.id for one in desk.course.quiz(SENSITIVE) if one.sensitivity and one.type == "choice")
    now = held(desk, [item], lambda item, round, nth: nth < 2, members=5)
    assert reports.report(desk, HERE, now.session, "en").asked[0].totals == [5, 5]


def test_a_test_tells_nothing_before_its_end(desk):
    """While it runs there is no question in the report; afterwards there is each area's share."""
    items = group_quiz_plan.items(desk, HERE, CIRCLE, "baseline", "")
    now = group_quiz.begin(desk, HERE, CIRCLE, "baseline", items)
    for move in ("think", "round1"):
        now = group_quiz.move(desk, HERE, now.session, now.version, move)
    group_quiz.enter(desk, HERE, now.session, "m0", "A")
    found = reports.report(desk, HERE, now.session, "en")
    assert found.is_waiting
    assert (found.asked, found.areas, found.spoken) == ([], {}, [])
    ended = held(desk, items, lambda item, round, nth: nth < 6, kind="baseline")
    after = reports.report(desk, HERE, ended.session, "en")
    assert len(after.asked) == len(items)
    assert sum(of for _, of in after.areas.values()) == 8 * len(items)
    assert after.least in after.areas


def test_an_open_quiz_tells_what_was_explained(desk):
    """Not the question that is on, before its reveal."""
    now = group_quiz.begin(desk, HERE, CIRCLE, "lesson", ITEMS, LESSON)
    for move in ("think", "round1"):
        now = group_quiz.move(desk, HERE, now.session, now.version, move)
    group_quiz.enter(desk, HERE, now.session, "m0", "A")
    assert reports.report(desk, HERE, now.session, "en").asked == []
    group_quiz.move(desk, HERE, now.session, now.version, "reveal")
    assert len(reports.report(desk, HERE, now.session, "en").asked) == 1


def test_a_trial_is_about_cards(desk):
    """By card, how many letters were read from it; nothing about knowing."""
    now = held(desk, TRIAL, lambda item, round, nth: (item, nth) != (2, 1), kind="trial")
    found = reports.report(desk, HERE, now.session, "en")
    assert [one.card for one in found.cards] == list(range(1, 9))
    assert [(one.right, one.of) for one in found.cards] == [(3 if nth == 1 else 4, 4) for nth in range(8)]
    assert found.asked == []


def test_the_board_says_what_hands_said(desk):
    """Right of the last round's hands by area; cards, which are members' own, are not among them."""
    held(desk, ITEMS[:1], lambda item, round, nth: nth < 8, mode="cards")
    assert reports.by_hands(desk, HERE, CIRCLE) == {}
    held(desk, ITEMS[:1], lambda item, round, nth: nth < (3 if round == 1 else 6), mode="hands")
    assert reports.by_hands(desk, HERE, CIRCLE) == {"rights": (6, 8)}


def test_staff_see_what_hands_said_at_a_school_from_five_on(desk):
    """A whole school by area; a question that fewer than five answered is not in it, and a facilitator does not see it."""
    staff = Who(Role.STAFF, SCHOOL, "staff")
    held(desk, ITEMS[:1], lambda item, round, nth: nth < (3 if round == 1 else 6), mode="hands")
    assert reports.by_hands_at(desk, staff, SCHOOL) == {"rights": (6, 8)}
    assert reports.by_hands_at(desk, staff, "s2") == {}
    with pytest.raises(NotAllowed):
        reports.by_hands_at(desk, HERE, SCHOOL)
    assert reports._by_hands(desk, SCHOOL, None, 9) == {}


def test_the_table_is_long_and_opens_in_a_spreadsheet(desk):
    """A mark for its letters; a head; a row for each question, round and letter, which add up."""
    now = held(desk, ITEMS, lambda item, round, nth: nth < GROWN[item][round])
    assert reports.csv(desk, HERE, now.session, "km").startswith("\ufeff")
    head, *rows = _rows(desk, now.session)
    assert head == ["question", "text", "round", "letter", "option", "count", "right"]
    assert len(rows) == 3 * 2 * 4
    assert sum(int(row[5]) for row in rows) == 48
    assert [int(row[5]) for row in rows if row[0] == "1" and row[6] == "yes"] == [4, 8]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_no_cell_is_a_formula(text):
    """What a spreadsheet would run is read as text."""
    assert reports._safe(text) == f"'{text}"
    assert reports._safe("1+1=2") == "1+1=2"


@pytest.mark.parametrize("who", [Who(role, SCHOOL, "x") for role in Role if role is not Role.FACILITATOR])
def test_a_report_is_the_facilitator_s(desk, who):
    """Nobody else reads one, and nobody that of another school."""
    now = held(desk, ITEMS[:1], lambda *_: True)
    for ask in (reports.report, reports.csv):
        with pytest.raises(NotAllowed):
            ask(desk, who, now.session, "en")
        with pytest.raises(NotAllowed):
            ask(desk, Who(Role.FACILITATOR, "s2", "facilitator"), now.session, "en")
    with pytest.raises(NotAllowed):
        reports.by_hands(desk, who, CIRCLE)


def _rows(desk, session):
    return list(csv.reader(io.StringIO(reports.csv(desk, HERE, session, "en").removeprefix("\ufeff"))))
