"""A signature holds for the words that were read, in one role, by one person."""

import shutil

import pytest

from actions.desk import ROOT
from curriculum import __main__ as command
from curriculum.reader import read
from curriculum.reviews import ROLES, Review, missing, words_of

COURSE = read(ROOT)
NAME = "violations.words-can-hurt"
LESSON, ITEMS = COURSE.lessons[NAME], COURSE.quiz(NAME)


def signature(role, name, words=None):
    """One line of reviews.yaml."""
    words = words or words_of(LESSON, ITEMS)
    return Review(id=f"{NAME}/{role}/{words}", lesson=NAME, role=role, name=name, on="2026-11-25", words=words)


def test_nothing_is_signed_by_itself():
    """A lesson waits for both reviewers until both have signed."""
    assert missing(LESSON, ITEMS, ()) == ROLES
    assert missing(LESSON, ITEMS, [signature("native_reader", "A")]) == ("child_protection",)
    assert missing(LESSON, ITEMS, [signature("native_reader", "A"), signature("child_protection", "B")]) == ()


def test_one_person_is_not_two_readers():
    """The same name in both roles leaves the lesson unsigned."""
    assert missing(LESSON, ITEMS, [signature(role, "A") for role in ROLES]) == ("child_protection",)


@pytest.mark.parametrize("what", ["lesson", "question"])
def test_a_changed_word_asks_again(what):
    """One sentence of the lesson, or one of a question, and both signatures are for other words."""
    both = [signature("native_reader", "A"), signature("child_protection", "B")]
    text = LESSON.close.model_copy(update={"km": "ពាក្យថ្មី។"})
    lesson = LESSON.model_copy(update={"close": text}) if what == "lesson" else LESSON
    items = (ITEMS[0].model_copy(update={"stem": text}), *ITEMS[1:]) if what == "question" else ITEMS
    assert missing(lesson, items, both) == ROLES


def test_signing_writes_one_line(tmp_path, monkeypatch, capsys):
    """`manage.py sign` keeps the comments, takes any name, says whom the lesson still waits for, and signs nothing twice."""
    for folder in ("lessons", "quizzes", "assets/words", "assets/pictures/drawn"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.setattr(command, "ROOT", tmp_path)
    assert command.main(["sign", NAME, "native_reader", 'សុខ "Sok": a reader']) == 0
    assert "still waits for: child_protection" in capsys.readouterr().out
    assert command.main(["sign", NAME, "native_reader", 'សុខ "Sok": a reader']) == 0
    assert command.main(["sign", NAME, "child_protection", "Nary"]) == 0
    course = read(tmp_path)
    assert course.problems == ()
    assert [one.name for one in course.reviews] == ['សុខ "Sok": a reader', "Nary"]
    assert course.unsigned(NAME) == ()
    assert course.unsigned("violations.left-out") == ROLES
    assert (tmp_path / "lessons" / "reviews.yaml").read_text("utf-8").startswith("# yaml")
    assert command.main(["sign", "no.such", "native_reader", "X"]) == 2
