"""Learners without a mind of their own, over the whole bank: who knows everything, and who follows a trick."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from curriculum.checks.tricks import ENOUGH, MOSTLY, tried
from curriculum.items import Choice, Item, Match, Order, Sort, Story, TrueFalse
from curriculum.reader import read

ROOT = Path(__file__).resolve().parents[2]
COURSE = read(ROOT)
ASKED = [item for item in COURSE.items.values() if item.is_evidence]
CHOICES = [item for item in COURSE.items.values() if isinstance(item, Choice)]


def knows(item: Item) -> Any:
    """What the file says is right, read from its own words and not from the code that marks."""
    match item:
        case Choice():
            return next(one.id for one in item.options if one.correct)
        case TrueFalse():
            return "agree" if item.holds else "disagree"
        case Order():
            return [one.id for one in item.steps]
        case Sort():
            return {one.id: one.basket for one in item.things}
        case Match():
            return dict(item.fitting)
        case Story():
            return {scene.id: next(way.id for way in scene.options if way.correct) for scene in item.scenes if not scene.detour}
    raise AssertionError(item.type)


def first(item: Item) -> Any:
    """The first tile, the first basket, the rights as they stand, the first way; back on the way after a detour."""
    match item:
        case Choice():
            return item.options[0].id
        case TrueFalse():
            return "agree"
        case Order():
            return sorted(one.id for one in item.steps)
        case Sort():
            return {one.id: item.baskets[0].id for one in item.things}
        case Match():
            return dict(zip(item.fitting, sorted(item.fitting.values()), strict=True))
        case Story():
            met = {scene.id: scene.options[0] for scene in item.scenes if not scene.detour}
            for way in list(met.values()):
                if way.to:
                    met[way.to] = next(scene for scene in item.scenes if scene.id == way.to).options[0]
            return {name: way.id for name, way in met.items()}
    raise AssertionError(item.type)


def shares(learner: Callable[[Item], Any]) -> dict[str, float]:
    """Lesson → share of its questions that the learner gets right."""
    found = defaultdict[str, list[bool]](list)
    for item in ASKED:
        found[item.lesson].append(item.mark(learner(item)))
    return {lesson: sum(marks) / len(marks) for lesson, marks in found.items()}


def test_who_knows_everything_gets_every_question_right():
    """Each question can be answered, and what its file calls right is what the marking takes."""
    assert set(shares(knows)) == set(COURSE.lessons)
    assert {lesson: share for lesson, share in shares(knows).items() if share < 1} == {}


def test_who_always_takes_the_first_is_told_what_to_learn():
    """No lesson is passed without reading: the low line is 60 of 100."""
    assert {lesson: round(share, 2) for lesson, share in shares(first).items() if share >= 0.6} == {}


@pytest.mark.parametrize("place", [0, 1, 2, -1])
def test_no_place_finds_the_right_tile(place):
    """In the order of the file, which paper shows, the right tile is about as often first, second, third."""
    items = [item for item in CHOICES if len(item.options) > place]
    assert 0.25 < sum(item.options[place].correct for item in items) / len(items) < 0.42


def test_no_length_finds_the_right_tile():
    """Neither the longest nor the shortest tile is right much more often than guessing is, in either language."""
    found = {one.name: one.share for one in tried(CHOICES) if "longest" in one.name or "shortest" in one.name}
    assert len(found) == 4
    assert {name: round(share, 2) for name, share in found.items() if not 0.2 < share < 0.45} == {}


def test_no_word_finds_the_right_tile():
    """A tile that says "because", "tell", "a grown-up" … is not right for saying so, nor for not saying it."""
    found = {one.name: round(one.share, 2) for one in tried(CHOICES) if one.questions >= ENOUGH and one.share > MOSTLY}
    assert found == {}


def test_statements_hold_about_half_of_the_time():
    """Whoever always agrees, or never does, is right about as often as a coin."""
    statements = [item for item in COURSE.items.values() if isinstance(item, TrueFalse)]
    assert 0.35 <= sum(item.holds for item in statements) / len(statements) <= 0.65
