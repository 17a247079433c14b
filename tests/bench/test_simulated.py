"""The simulated worlds are what the bench says they are: seeded, of their size, with a truth that could be a share."""

from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np
import pytest

from tests.bench import simulated

MAKERS = (simulated.mastery, simulated.logistic, simulated.familiar)


@cache
def made(make):
    """One world of each kind for all tests."""
    return make(7)


@pytest.mark.parametrize("make", MAKERS)
def test_same_seed_same_world(make):
    """A seed gives the same answers and the same truth again; another seed gives others."""
    world, again, other = made(make), make(7), make(8)
    assert world.answers == again.answers
    assert np.array_equal(world.truth, again.truth) and np.array_equal(world.chances, again.chances)
    assert world.answers != other.answers and not np.array_equal(world.truth, other.truth)


@pytest.mark.parametrize("make", MAKERS)
def test_truth_is_a_share_that_guessing_reaches(make):
    """Nobody's truth is under what guessing among three options gives, nor above one; chances are probabilities."""
    world = made(make)
    assert world.truth.shape == (600, 10) and world.chances.shape == (600, 320)
    assert world.truth.min() >= 1 / 3 - 1e-9 and world.truth.max() <= 1
    assert world.chances.min() >= 0 and world.chances.max() <= 1


@pytest.mark.parametrize("make", MAKERS)
def test_as_many_answers_as_said(make):
    """About twenty answers a member and area, some under five, some hardly come or are away at the end; a fifth truly low."""
    world = made(make)
    counts = Counter((given.member, given.area) for given in world.answers)
    last = {given.member: given.day for given in world.answers}
    assert 18 < len(world.answers) / world.truth.size < 22
    hardly_come = sum(total < 50 for total in Counter(given.member for given in world.answers).values())
    assert sum(count < 5 for count in counts.values()) > 200 and hardly_come > 40
    assert sum(day < simulated.DAYS - 60 for day in last.values()) > 30
    assert 0.1 < (world.truth < 0.6).mean() < 0.35


@pytest.mark.parametrize("make", MAKERS)
def test_answers_fit_the_course_and_come_in_time(make):
    """Each answer names an item of a skill of its area, inside the ten months, sorted by day."""
    world = made(make)
    days = [given.day for given in world.answers]
    assert days == sorted(days) and days[0] >= 0 and days[-1] < simulated.DAYS
    for given in world.answers[:5000]:
        assert given.skill in world.areas[given.area] and given.item.startswith(f"{given.skill}.") and given.options == 3


def test_mastery_has_five_truths():
    """An area of four lessons that are known or not has five values: the gap between them is what our normal model lacks."""
    assert np.unique(made(simulated.mastery).truth.round(6)).tolist() == pytest.approx([1 / 3, 0.48, 0.626667, 0.773333, 0.92])


def test_informed_means_what_it_says():
    """Of the areas that the world's own rules call low with P = p, about p are low: the ceiling is a true one."""
    world = made(simulated.mastery)
    assert world.informed is not None
    said, is_low = world.informed(world.answers, 0.6), world.truth < 0.6
    for low, high in ((0.0, 0.1), (0.1, 0.3), (0.3, 0.6), (0.6, 1.0)):
        among = (said >= low) & (said < high)
        assert is_low[among].mean() == pytest.approx(said[among].mean(), abs=0.06)


def test_faulty_items_are_answered_against_their_key():
    """A wrong key turns an item round: somebody who knows is marked wrong. Without faults no item is under guessing."""
    faulty, sound = made(simulated.logistic).chances, simulated.logistic(7, faulty=0.0).chances
    assert 1 <= (faulty.mean(0) < 0.3).sum() <= 20
    assert (sound.mean(0) >= 1 / 3).all()


def test_the_familiar_world_wanders_and_keeps_to_chance():
    """In world C what a member's chances say on the last day is close to the truth of the area, as only form and items differ."""
    world = made(simulated.familiar)
    asked = world.chances.reshape(600, 10, 32).mean(2)
    assert 0.9 < np.corrcoef(asked.ravel(), world.truth.ravel())[0, 1] < 1
    assert abs(float((asked - world.truth).mean())) < 0.02
