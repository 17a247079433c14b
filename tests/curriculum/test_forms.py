"""The questions of tests and short checks: read, kept apart from those of lessons, mixed, frozen and signed."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from actions import sign_off
from curriculum import __main__ as command
from curriculum.checks import unfinished, without
from curriculum.course import Course
from curriculum.loader import LivingCourse
from curriculum.reader import read
from curriculum.reading import sections, subject_of, subjects
from curriculum.reviews import ROLES, TESTS
from tests.curriculum import tiny
from tests.curriculum.tiny import t

FIRST = "rights.trusted-adults"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A tiny course with tests."""
    return tiny.write(tmp_path, tiny.with_tests())


@pytest.fixture
def course(root: Path) -> Course:
    """The same, read."""
    return read(root)


def test_they_stand_apart(course):
    """Whoever chooses among the questions of lessons never meets one; whoever marks and checks meets all."""
    assert len(course.test_items) == 60
    assert len(course.short_items) == 3
    apart = {*course.test_items, *course.short_items}
    assert apart.isdisjoint(course.items)
    assert set(course.every_item) == {*course.items, *apart}
    assert [one.id for lesson in course.lessons for one in course.quiz(lesson) if one.id in apart] == []
    assert course.skills() == {
        area: ("rights.kind-words", "rights.trusted-adults") if area == "rights" else (area,) for area in tiny.AREAS
    }


def test_the_forms_are_parallel(course):
    """Thirty questions each, question by question of one area and weight, mixed so that no two of one area follow each other."""
    one, other = course.form("A"), course.form("B")
    assert len(one) == len(other) == 30
    assert [item.twin for item in one] == [item.id for item in other]
    assert [(item.area, item.valence) for item in one] == [(item.area, item.valence) for item in other]
    assert all(before.area != after.area for before, after in pairwise(one))


def test_without_the_folder_there_are_no_tests(tmp_path):
    """Nothing is there, and nothing is wrong."""
    course = read(tiny.write(tmp_path, tiny.good()))
    assert course.form("A") == course.form("B") == course.short_checks == ()
    assert course.problems == ()


@pytest.mark.parametrize("nth", [0, 1])
def test_what_is_unfinished_is_asked_of_nobody(root, nth):
    """A question with something still to be written is left out, and so is its twin of the form."""
    files = tiny.with_tests()
    files[tiny.TESTS]["items"][nth]["stem"] = t("…", "…")
    files[tiny.SHORT]["checks"][0]["sentence"] = t("…", "…")
    course = read(tiny.write(root, files))
    shown = without(course, unfinished(course))
    assert len(shown.test_items) == 59
    assert [one.id for one in shown.short_checks] == ["adults"]
    assert len(shown.form("A")) == len(shown.form("B")) == 29


def test_an_answer_to_a_test_has_its_fingerprint(root):
    """The running app knows what an answer was given to, here as in a lesson; and finds a change."""
    edition = LivingCourse(root).now()
    assert set(edition.fingerprints) == set(edition.course.every_item)


def test_they_are_frozen_with_the_others(root, monkeypatch):
    """`manage.py freeze` keeps their meaning too."""
    monkeypatch.setattr(command, "ROOT", root)
    assert command.main(["freeze"]) == 0
    kept = yaml.safe_load((root / tiny.FROZEN).read_text("utf-8"))
    assert {f"{FIRST}.t1", f"{FIRST}.t30b", "rights.kind-words.c1"} <= set(kept)


def test_the_tests_are_signed_as_one(root, course):
    """Both readers sign all of them at once; a changed word of one asks again, and a lesson's signature is another."""
    (root / "lessons/reviews.yaml").write_text("reviews: []\nchanges: []\n", "utf-8")
    assert course.unsigned(TESTS) == ROLES
    for role, name in zip(ROLES, ("Sok", "Nary"), strict=True):
        assert sign_off.main([TESTS, role, name], root) == 0
    assert read(root).unsigned(TESTS) == ()
    assert read(root).unsigned(FIRST) == ROLES
    files = tiny.with_tests()
    files[tiny.TESTS]["items"][0]["discuss"] = t("តើពាក្យណាល្អជាង?", "Which words are better?")
    assert read(tiny.write(root, files)).unsigned(TESTS) == ROLES


def test_every_text_of_the_tests_is_read_before_it_is_signed(course):
    """The review desk shows them question by question, each beside its twin, and knows to what a text belongs."""
    shown = sections(course, TESTS)
    assert {one.item.id for one in shown if one.item} == {*course.test_items, *course.short_items}
    assert [len(one.rows) for one in shown if not one.item] == [4]  # title and sentence of both short checks
    assert subject_of(course, "check.adults/title") == TESTS
    assert [one.item.id for one in shown[:2]] == [f"{FIRST}.t1", f"{FIRST}.t1b"]
    assert subject_of(course, f"{FIRST}.t1/stem") == TESTS
    assert subject_of(course, f"{FIRST}.q1/stem") == FIRST


def test_who_has_no_tests_cannot_sign_them(tmp_path):
    """Nothing of that name waits for anybody."""
    root = tiny.write(tmp_path, tiny.good())
    assert TESTS not in subjects(read(root))
    assert sign_off.main([TESTS, "native_reader", "Sok"], root) == 2
