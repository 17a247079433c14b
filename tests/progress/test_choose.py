"""Which questions are asked of a member: what tells most, spread and balanced, the same words last."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.learning.choose import CHECK_QUESTIONS, FEWEST, MOST, Belief, Candidate, check_quiz, review, told

SKILLS = ("a", "b", "c")
FLAT = Belief(0.0, 0.5, {skill: (0.0, 0.3) for skill in SKILLS})


def one(name: str, skill: str = "a", **known: object) -> Candidate:
    """A question without a twin, of which nothing is known."""
    return Candidate(name, name, skill, **known)  # type: ignore[arg-type]


TABLE = [
    ("one that half of such children know tells more than one that all know", one("q"), one("q", difficulty=-2.0)),
    ("and more than one that nobody knows, where guessing is half of it", one("q"), one("q", difficulty=2.5)),
    ("four options tell more than two, of which one is guessed", one("q", options=4), one("q", options=2)),
    ("a question whose difficulty is known tells more", one("q", variance=0.02), one("q", variance=0.6)),
]


@pytest.mark.parametrize(("more", "less"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_what_tells_more(more, less):
    """Both in one skill, of a member in the middle."""
    assert told(more, FLAT) > told(less, FLAT)


def test_a_skill_that_is_less_known_tells_more():
    """Of two skills, the wider belief is asked about first."""
    belief = replace(FLAT, skills={"a": (0.0, 0.1), "b": (0.0, 0.4)})
    assert told(one("q", "b"), belief) > told(one("q", "a"), belief)


def test_what_is_told_is_the_fall_of_the_variance():
    """With one skill and no other doubt, the law of total variance: the expected variance afterwards is that much smaller."""
    belief, question = Belief(0.0, 0.5, {"a": (0.0, 0.0)}), one("q", variance=0.0)
    grid = [-6 + n / 500 for n in range(6001)]
    prior = [math.exp(-x * x / (2 * 0.5)) for x in grid]
    width = math.sqrt(1 + 0.06)  # the chance of the day, and today's form
    right = [0.225 + 0.745 * 0.5 * (1 + math.erf(x / width / math.sqrt(2))) for x in grid]
    after = 0.0
    for likelihood in (right, [1 - it for it in right]):
        weights = [a * b for a, b in zip(prior, likelihood, strict=True)]
        total, mean = sum(weights), sum(w * x for w, x in zip(weights, grid, strict=True)) / sum(weights)
        after += total / sum(prior) * sum(w * (x - mean) ** 2 for w, x in zip(weights, grid, strict=True)) / total
    assert 0.5 - after == pytest.approx(told(question, belief), rel=0.01)


def test_a_check_quiz_is_spread_over_the_skills():
    """Ten of three skills: no skill has more than four, though one of them tells most each time."""
    pool = [one(f"{skill}{n}", skill, difficulty=0.0 if skill == "a" else 1.5) for skill in SKILLS for n in range(9)]
    chosen = check_quiz(pool, FLAT)
    assert len(chosen) == CHECK_QUESTIONS
    assert Counter(name[0] for name in chosen) == {"a": 4, "b": 3, "c": 3}


def test_a_lone_skill_fills_the_quiz():
    """Where other skills have no more questions, the share is no limit."""
    pool = [one("b0", "b"), *(one(f"a{n}") for n in range(20))]
    assert Counter(name[0] for name in check_quiz(pool, FLAT)) == {"a": 9, "b": 1}


def test_rested_words_come_first_and_the_twin_before_the_same_words():
    """Never met, then a twin of what was met lately, then the very words of last week."""
    pool = [
        one("again", seen_days=7.0, pair_seen_days=7.0),
        one("rested", seen_days=40.0, pair_seen_days=40.0, difficulty=3.0),
        one("twin", pair_seen_days=7.0),
    ]
    assert check_quiz(pool, FLAT) == ("rested", "twin", "again")


def test_a_pair_is_asked_once():
    """One answer to both forms would count twice, and the feedback of the first tells the second."""
    pool = [replace(one("q1"), pair="q1"), replace(one("q1b"), pair="q1"), one("q2")]
    assert check_quiz(pool, FLAT) == ("q1", "q2")


def test_stories_keep_their_balance():
    """Five stories that are not OK and one that is: two of them, and one more that is not, at most."""
    pool = [one(f"n{n}", valence="not_ok") for n in range(5)] + [one("o", valence="ok", difficulty=4.0)]
    chosen = check_quiz(pool, FLAT)
    assert sorted(name[0] for name in chosen) == ["n", "n", "o"]


def test_ties_go_by_id():
    """Nothing known of any of them, the order of the ids stands, whatever order they came in."""
    pool = [one(f"q{n}") for n in range(5)]
    assert check_quiz(pool[::-1], FLAT, 3) == check_quiz(pool, FLAT, 3) == ("q0", "q1", "q2")


def test_a_review_begins_with_what_was_missed_in_other_words():
    """The twin of what was missed, what was never met, what was met long ago; the words of this month last of all."""
    pool = [
        replace(one("lately", seen_days=2.0, pair_seen_days=2.0), was_missed=True),
        one("long", seen_days=90.0, pair_seen_days=90.0),
        replace(one("q1b", pair_seen_days=2.0), was_missed=True),
        one("new"),
    ]
    assert review(pool) == ("q1b", "new", "long", "lately")


@pytest.mark.parametrize("number", range(FEWEST))
def test_a_review_of_fewer_than_three_is_none(number):
    """A share of right answers would hang on one question."""
    assert review([one(f"q{n}") for n in range(number)]) == ()


pools = st.lists(
    st.builds(
        Candidate,
        item=st.uuids().map(str),
        pair=st.sampled_from([f"p{n}" for n in range(20)]),
        skill=st.sampled_from(SKILLS),
        valence=st.sampled_from(["", "ok", "not_ok"]),
        options=st.integers(2, 6),
        difficulty=st.floats(-3, 3),
        variance=st.floats(0, 1),
        seen_days=st.none() | st.floats(0, 400),
        pair_seen_days=st.none() | st.floats(0, 400),
        was_missed=st.booleans(),
    ),
    max_size=40,
    unique_by=lambda it: it.item,
)


@given(pools, st.randoms())
def test_no_pool_breaks_a_round(pool, chance):
    """Whatever may be asked: no pair twice, stories balanced, not too long, and the same when the pool is shuffled."""
    by_id, shuffled = {it.item: it for it in pool}, list(pool)
    chance.shuffle(shuffled)
    for chosen, most in ((check_quiz(pool, FLAT), CHECK_QUESTIONS), (review(pool), MOST)):
        stories = Counter(by_id[name].valence for name in chosen)
        assert len(chosen) <= most
        assert len({by_id[name].pair for name in chosen}) == len(chosen)
        assert abs(stories["ok"] - stories["not_ok"]) <= 1
    assert check_quiz(shuffled, FLAT) == check_quiz(pool, FLAT)
    assert review(shuffled) == review(pool)
