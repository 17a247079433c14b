"""The share of right answers in a group: right in the middle, wide enough at the edges."""

import random

import pytest

from progress.learning.shares import clustered_share


def test_nobody_has_no_share():
    """An empty group is not nought per cent."""
    assert clustered_share([]) is None


def test_one_child_says_nothing_of_a_group():
    """The range of one member is everything."""
    share = clustered_share([(3, 4)])
    assert (share.mean, share.low, share.high) == (0.75, 0.0, 1.0)


def test_all_right_is_not_certain():
    """Five children who answered everything right may still be a lucky five."""
    share = clustered_share([(4, 4)] * 5)
    assert share.mean == 1.0
    assert share.low < 0.9


def test_children_count_not_answers():
    """Ten answers alike from each of four children are four pieces of evidence: the range is far wider than forty would give."""
    few = clustered_share([(10, 10), (10, 10), (0, 10), (0, 10)])
    many = clustered_share([(1, 1)] * 20 + [(0, 1)] * 20)
    assert few.mean == many.mean == 0.5
    assert few.high - few.low > 2 * (many.high - many.low)


@pytest.mark.parametrize(("members", "at_least"), [(10, 0.82), (40, 0.86)])
def test_the_range_holds_the_truth(members, at_least):
    """In 400 seeded groups of unlike children the nominal 90 % range holds the true share about nine times in ten."""
    chance, inside = random.Random(7), 0
    for _ in range(400):
        able = [min(0.95, max(0.05, chance.gauss(0.6, 0.2))) for _ in range(members)]
        answers = [(sum(chance.random() < p for _ in range(6)), 6) for p in able]
        share = clustered_share(answers)
        inside += share.low <= 0.6 <= share.high
    assert inside / 400 >= at_least
