"""The model's promises, by hand-worked numbers and by properties."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from progress.learning.comprehension import Answer, Cell, Estimate, Tracker, replay
from progress.learning.flags import State, state

AREAS = {"rights": ("needs", "promises"), "help": ("adults",)}


def lesson(right: bool, n: int, member: str = "cat", day: float = 1.0) -> list[Answer]:
    return [Answer(member, f"q{i}", "help", "adults", day, right) for i in range(n)]


def test_first_expectation_is_the_formula():
    """Before any answer: z = .45 / √(1 + all variances), guess .9/3, slip .03."""
    z = 0.45 / math.sqrt(1 + 0.50 + 0.06 + 0.30 + 0.40 + 0.20 + 0.22 + 0.03 + 0.01)
    expected = 0.3 + 0.67 * (1 + math.erf(z / math.sqrt(2))) / 2
    assert Tracker(AREAS).answer(lesson(True, 1)[0]) == pytest.approx(expected, abs=1e-12)


def test_days_away_fade_a_belief_to_the_population():
    """After one time constant a mean keeps 1/e, and the variance is wider again."""
    faded = Cell(1.0, 0.1, 0.0).faded(150.0, 0.0, 0.14, 150.0)
    assert faded.mean == pytest.approx(math.exp(-1))
    assert faded.variance == pytest.approx(0.14 - 0.04 * math.exp(-2))


@pytest.mark.parametrize(("right", "expected"), [(True, State.KNOWS), (False, State.CHECK)])
def test_thirty_equal_answers_decide(right, expected):
    """Thirty right answers are known, thirty wrong ones are in doubt: low is said by a flag alone."""
    assert state(replay(lesson(right, 30), AREAS).estimate("cat", "help", 1.0)) is expected


def test_nobody_is_flagged_for_not_having_been_asked():
    """A member without answers is "too early", whatever the model expects."""
    assert state(Estimate(0.2, 0.1, 0.3, 0.99, answers=0)) is State.TOO_EARLY
    assert state(Tracker(AREAS).estimate("new", "rights", 5.0)) is State.TOO_EARLY


def test_reading_does_not_write():
    """Asking twice, also about the future in between, gives the same number."""
    tracker = replay(lesson(False, 6), AREAS)
    before = tracker.estimate("cat", "help", 2.0)
    tracker.estimate("cat", "help", 900.0)
    assert tracker.estimate("cat", "help", 2.0) == before


def test_an_answer_in_the_room_says_less_than_one_alone():
    """Own .85: p = .85 × (what the member would reach alone) + .15 × .65, and the belief moves less than by an answer alone."""
    alone, room = Tracker(AREAS), Tracker(AREAS)
    expected = alone.answer(Answer("cat", "q1", "help", "adults", 1.0, True))
    assert room.answer(Answer("cat", "q1", "help", "adults", 1.0, True, own=0.85)) == pytest.approx(0.85 * expected + 0.15 * 0.65)
    means = [one.estimate("cat", "help", 1.0).mean for one in (Tracker(AREAS), room, alone)]
    assert means[0] < means[1] < means[2]


def test_answers_after_talking_are_not_counted_as_the_member_s():
    """Own .35 moves the estimate a little, and three of them do not make up for three answers of the member's own."""
    tracker = replay([Answer("cat", f"q{n}", "help", "adults", 1.0, False, own=0.35) for n in range(9)], AREAS)
    assert tracker.estimate("cat", "help", 1.0).answers == 0
    assert state(tracker.estimate("cat", "help", 1.0)) is State.TOO_EARLY


@pytest.mark.parametrize("own", [0.0, -0.1, 1.1])
def test_an_answer_without_weight_is_refused(own):
    """Nothing, or more than all, of an answer cannot be the member's."""
    with pytest.raises(ValueError, match="left out"):
        Answer("cat", "q1", "help", "adults", 1.0, True, own=own)


def test_unknown_skill_is_named():
    """An item whose skill no area lists is refused with place, fact and remedy."""
    with pytest.raises(ValueError, match=r"item q1: skill tell is not listed in area help; list it"):
        Tracker(AREAS).answer(Answer("cat", "q1", "help", "tell", 0.0, True))


answers = st.builds(
    Answer,
    member=st.sampled_from(["cat", "lotus"]),
    item=st.sampled_from(["q1", "q2", "q3"]),
    area=st.just("rights"),
    skill=st.sampled_from(AREAS["rights"]),
    day=st.floats(0, 400),
    right=st.booleans(),
    own=st.sampled_from([1.0, 0.85, 0.35]),
    options=st.integers(2, 5),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(answers, max_size=25).flatmap(lambda h: st.tuples(st.just(h), st.permutations(h))))
def test_order_of_arrival_does_not_matter(histories):
    """A history that arrives shuffled (a bundle on a stick) gives the same estimate to the last bit."""
    sorted_way, shuffled = (replay(h, AREAS).estimate("cat", "rights", 401.0) for h in histories)
    assert sorted_way == shuffled


@settings(max_examples=60, deadline=None)
@given(st.lists(answers, max_size=40))
def test_estimates_stay_possible(history):
    """Every estimate is a share, inside its own interval, with a probability beside it."""
    e = replay(history, AREAS).estimate("cat", "rights", 401.0)
    assert 0 <= e.low <= e.mean <= e.high <= 1
    assert 0 <= e.p_low <= 1
