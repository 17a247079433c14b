"""The waterfall behind an estimate adds up, and says what time and the next answer do."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from progress.learning.comprehension import Answer, replay
from progress.learning.explain import explain

AREAS = {"help": ("adults", "words"), "rights": ("needs",)}


def tap(day: float, right: bool, area: str = "help", skill: str = "adults", item: str = "q1") -> Answer:
    return Answer("cat", item, area, skill, day, right)


answers = st.lists(
    st.builds(
        lambda at, right, where, item: tap(at, right, *where, item),
        st.floats(0, 300),
        st.booleans(),
        st.sampled_from([("help", "adults"), ("help", "words"), ("rights", "needs")]),
        st.sampled_from(["q1", "q2", "q3"]),
    ),
    min_size=1,
    max_size=20,
).map(lambda found: sorted(found, key=lambda one: (one.day, one.item, one.area, one.skill, one.right)))


@settings(max_examples=50, deadline=None)
@given(answers, st.floats(300, 700))
def test_the_steps_add_up(history, day):
    """Start, every step and fading together are the estimate of the day, which is the one that a board shows."""
    found = explain("cat", history, AREAS, "help", day)
    assert found.start + sum(step.moved for step in found.steps) + found.faded == pytest.approx(found.now.mean, abs=1e-9)
    assert found.now == replay(history, AREAS).estimate("cat", "help", day)


def test_an_answer_moves_its_own_way():
    """A right answer lifts its area, a wrong one lowers it; another area's answer moves it the same way, and less."""
    right, wrong, elsewhere = (
        explain("cat", [one], AREAS, "help", 1.0).steps[0].moved
        for one in (tap(1, True), tap(1, False), tap(1, True, "rights", "needs"))
    )
    assert wrong < 0 < elsewhere < right


def test_time_takes_back_what_was_far_from_the_rest():
    """After nine right answers a year without any lowers the estimate; after nine wrong ones it lifts it."""
    assert explain("cat", [tap(1, True, item=f"q{n}") for n in range(9)], AREAS, "help", 366.0).faded < -0.01
    assert explain("cat", [tap(1, False, item=f"q{n}") for n in range(9)], AREAS, "help", 366.0).faded > 0.01


def test_the_next_answer_is_foretold_and_changes_nothing():
    """What one more answer would give lies on either side of now, and asking does not move now."""
    history = [tap(1, True), tap(2, False, item="q2")]
    found = explain("cat", history, AREAS, "help", 3.0)
    assert found.if_wrong < found.now.mean < found.if_right
    assert explain("cat", history, AREAS, "help", 3.0) == found


def test_one_member_at_a_time():
    """Another member's answer is refused."""
    with pytest.raises(ValueError, match="of one member; 1 others"):
        explain("cat", [tap(1, True), Answer("owl", "q1", "help", "adults", 2, True)], AREAS, "help", 3.0)


def test_who_has_not_answered_stands_where_anybody_does():
    """Without an answer nothing moved, and the next one is foretold all the same."""
    found = explain("cat", [], AREAS, "help", 3.0)
    assert (found.start, found.steps, found.faded) == (found.now.mean, (), 0.0)
    assert found.if_wrong < found.start < found.if_right


def test_what_was_closed_is_where_it_starts():
    """Answers that are no longer kept are the start of the way, and the end is the same as with them."""
    old, new = [tap(1, False), tap(2, False, item="q2")], [tap(3, True, item="q3")]
    closed = replay(old, AREAS).beliefs()
    found, whole = explain("cat", new, AREAS, "help", 9.0, closed=closed), explain("cat", old + new, AREAS, "help", 9.0)
    assert len(found.steps) == 1
    assert found.now == whole.now
    assert found.start < whole.start
