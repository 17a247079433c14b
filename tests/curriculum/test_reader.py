"""What the reader accepts, and that each fault is named with its place."""

import shutil
from pathlib import Path

import pytest

from curriculum.items import UNSURE, BadResponse
from curriculum.reader import read

ROOT = Path(__file__).parents[2]
LESSON = "lessons/rights/trusted-adults.yaml"
QUIZ = "quizzes/rights/trusted-adults.yaml"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    for folder in ("lessons", "quizzes"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def test_our_content_has_no_problem():
    """Every lesson and item that we ship reads without a problem."""
    course = read(ROOT)
    assert course.problems == ()
    assert course.lessons
    assert course.items


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (LESSON, "tell_it:", "tel_it:", "tel_it"),
        (LESSON, "minutes: 25", "minutes: 30", "the plan takes 25 minutes, the lesson 30"),
        (LESSON, "sensitivity: 0", "sensitivity: 1", "content_note and not_your_fault"),
        (LESSON, '{km: "ស្វាគមន៍ និងប្រាប់គោលបំណង", en: ', "{en: ", "facilitator.plan.0.do.km"),
        (QUIZ, "        correct: true\n", "        misconception: m\n", "0 options are right"),
        (QUIZ, "        misconception: only-parents\n", "", "names no misconception"),
        (QUIZ, "    valence: ok\n", "", "a vignette, and only a vignette"),
        (QUIZ, '- {id: b, text: {km: "និយាយ', '- {id: a, text: {km: "និយាយ', "id used twice: a"),
        (QUIZ, "lesson: rights.trusted-adults", "lesson: rights.gone", "its lesson rights.gone is not there"),
        (QUIZ, "twin: rights.trusted-adults.q1b", "twin: rights.nowhere", "its twin rights.nowhere is not there"),
        (QUIZ, "id: rights.trusted-adults.q2", "id: rights.trusted-adults.q3", "q3 is used twice"),
        (LESSON, "title: {", "title: {{", "quote both texts"),
    ],
)
def test_each_fault_is_named(content, file, old, new, said):
    """One seeded fault gives a problem that says it."""
    path = content / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    assert any(said in str(problem) for problem in read(content).problems), read(content).problems


def test_all_faults_in_one_run(content):
    """Faults in two files are both reported, and what is whole is still read."""
    (content / LESSON).write_text("- not a mapping", "utf-8")
    (content / QUIZ).write_text("items: 3", "utf-8")
    assert {LESSON, QUIZ} <= {problem.place for problem in read(content).problems}


@pytest.mark.parametrize(
    ("item", "response", "right"),
    [("q1", "b", True), ("q1", "a", False), ("q1", UNSURE, False), ("q3", list("abcd"), True), ("q3", list("bacd"), False)],
)
def test_marking(item, response, right):
    """The right tile or order is right; another, or "I'm not sure", is not."""
    assert read(ROOT).items[f"rights.trusted-adults.{item}"].mark(response) is right


@pytest.mark.parametrize(
    ("item", "response"), [("q1", "z"), ("q1", ["a"]), ("q3", "a"), ("q3", ["a", "a", "b", "c"]), ("q3", [])]
)
def test_a_response_that_does_not_fit(item, response):
    """A response of another shape is refused, not marked wrong."""
    with pytest.raises(BadResponse, match=r"rights\.trusted-adults"):
        read(ROOT).items[f"rights.trusted-adults.{item}"].mark(response)
