"""What a reviewer reads: every text once, with an id for ever, in the order in which a child meets it."""

import datetime

import pytest

from actions.desk import ROOT
from curriculum.checks import check
from curriculum.checks.matter import Matter
from curriculum.problem import Place, Problem
from curriculum.reader import read, surroundings
from curriculum.reading import all_rows, files_of, is_of_test, said_of, sections, subject_of, subjects

COURSE = read(ROOT)
NAME = "violations.words-can-hurt"


def test_no_text_is_left_out():
    """Every Khmer text of the course that the checks know is a row of exactly one subject."""
    rows = [(row.subject, row.path, row.km, row.en) for name in subjects(COURSE) for row in all_rows(COURSE, name) if row.km]
    known = [(one.subject, one.path, one.km, one.en) for one in Matter(COURSE, surroundings(ROOT, datetime.date.today())).texts]
    assert sorted(rows, key=str) == sorted(known, key=str)


@pytest.mark.parametrize("name", subjects(COURSE))
def test_each_text_has_an_id_of_its_own(name):
    """The id leads back to its lesson, and holds nothing that a file could not be named by."""
    ids = [row.id for row in all_rows(COURSE, name)]
    assert len(ids) == len(set(ids))
    assert {subject_of(COURSE, one) for one in ids} == {name}
    assert not any(set(one) & set('\\:*?"<>| ') or one.count("/") != 1 for one in ids)


def test_the_order_is_the_child_s():
    """Title, goal and note; cards; practise; tell-it card; each question, then its twin; then the close."""
    found = sections(COURSE, NAME)
    ids = [row.id.partition("/")[2] for row in found[0].rows]
    assert ids[:5] == ["title", "goal", "content_note", "cards.read.text", "cards.laugh.text"]
    assert ids[-5:] == ["practise", "not_your_fault", "tell_it.what", "tell_it.why", "tell_it.do"]
    questions = [one.item.id.removeprefix(f"{NAME}.") for one in found if one.item]
    assert questions[:6] == ["q1", "q1b", "q2", "q2b", "q3", "q3b"]
    tests = [is_of_test(one.item) for one in found if one.item]
    assert tests == sorted(tests)
    assert [one.kind for one in found if one.kind != "question"] == ["lesson", "close", "facilitator", "sources"]
    assert [row.id.partition("/")[2] for row in found[1].rows][:3] == ["stem", "options.a.text", "options.a.feedback"]


def test_a_row_knows_its_picture_and_whether_it_is_right():
    """What a reviewer must see beside the words."""
    rows = {row.id: row for row in all_rows(COURSE, NAME)}
    assert rows[f"{NAME}/cards.read.text"].picture == "sreymom-reads"
    assert rows[f"{NAME}.q1/options.a.text"].mark == "right"
    assert [rows[f"{NAME}.q1/options.{one}.text"].mark for one in "bc"] == ["", ""]
    assert {row.mark for row in rows.values() if row.id.startswith(f"{NAME}.q5/things")} > {""}


def test_what_the_checks_say_stands_at_its_row():
    """By line, in Khmer, in English or at the text itself; what is no text is said apart; other lessons' notes are not here."""
    row = next(one for one in all_rows(COURSE, NAME) if one.id.endswith("q1/stem"))
    here = Problem(COURSE.place(row.subject, (*row.path, "km")), "long", "Cut it", "r", True)
    apart = Problem(COURSE.place(f"lesson {NAME}", ("minutes",)), "long", "Cut it", "r", True)
    foreign = Problem(Place("lessons/glossary.yaml", 3), "long", "Cut it", "r", True)
    at, rest = said_of(COURSE, NAME, [here, apart, foreign])
    assert (at, rest) == ({row.id: [here]}, [apart])
    own = {"lessons/violations/words-can-hurt.yaml", "quizzes/violations/words-can-hurt.yaml"}
    assert own <= files_of(COURSE, NAME) <= own | {"quizzes/tests/items.yaml", "quizzes/tests/short.yaml"}


def test_every_warning_of_today_has_a_place():
    """No note of the checks about a text is lost between the list and the rows."""
    found = check(COURSE, surroundings(ROOT, datetime.date.today()))
    placed = [one for name in subjects(COURSE) for ones in said_of(COURSE, name, found)[0].values() for one in ones]
    assert [one for one in found if one.rule in ("negation", "length", "long-sentence", "numbers") and one not in placed] == []
