"""The way of a group through its questions, by tables."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.group_quiz import (
    GroupAnswer,
    NotNow,
    Session,
    advice,
    after,
    changes,
    counted,
    is_hidden,
    moves,
)
from progress.learning.evidence import weight

SESSION = Session("s", "ab", "c1", "lesson", "l", ("q1", "q2"), "cards", 4, 0, "read", 1, 0)


def answer(seat: str, round: int, right: bool, mode: str = "cards", response: str = "a", at: int = 0) -> GroupAnswer:
    """One seat's answer."""
    member = "" if mode in ("hands", "team", "paper") else seat
    return GroupAnswer("q1", round, seat, member, response, right, mode, "camera", "", at)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "nth", "step", "move", "leads_to"),
    [
        ("lesson", 0, "read", "think", (0, "think")),
        ("lesson", 0, "think", "read", (0, "read")),
        ("lesson", 0, "think", "round1", (0, "round1")),
        ("lesson", 0, "round1", "discuss", (0, "discuss")),
        ("lesson", 0, "round1", "reveal", (0, "reveal")),
        ("lesson", 0, "discuss", "round2", (0, "round2")),
        ("lesson", 0, "round2", "reveal", (0, "reveal")),
        ("lesson", 0, "reveal", "next", (1, "read")),
        ("lesson", 1, "reveal", "next", (1, "ended")),
        ("baseline", 0, "round1", "next", (1, "read")),
        ("endline", 1, "round1", "next", (1, "ended")),
        ("trial", 0, "round1", "next", (1, "read")),
    ],
)
def test_where_a_move_leads(kind, nth, step, move, leads_to):
    """Each allowed move of the flow, with two rounds or, in a test, with one."""
    assert after(replace(SESSION, kind=kind, nth=nth, step=step), move) == leads_to


@pytest.mark.parametrize(
    ("kind", "step", "move"),
    [
        ("lesson", "read", "round1"),
        ("lesson", "round1", "next"),
        ("lesson", "reveal", "round2"),
        ("lesson", "ended", "read"),
        ("baseline", "round1", "reveal"),
        ("baseline", "round1", "discuss"),
        ("lesson", "read", "ended"),
        ("lesson", "read", "nonsense"),
    ],
)
def test_what_is_no_way(kind, step, move):
    """Nothing is skipped: no reveal before an answer, no reveal in a test, no way back into a closed round."""
    with pytest.raises(NotNow):
        after(replace(SESSION, kind=kind, step=step), move)


@given(st.sampled_from(["lesson", "baseline", "trial"]), st.lists(st.integers(0, 5), max_size=60))
def test_every_way_comes_to_the_end(kind, choices):
    """Whatever is chosen, a session never stands in a place without a way on, and its question number never falls."""
    here = replace(SESSION, kind=kind)
    for choice in choices:
        ways = moves(here)
        if not ways:
            assert here.step == "ended"
            return
        nth, step = after(here, ways[choice % len(ways)])
        assert nth >= here.nth
        here = replace(here, nth=nth, step=step)


@pytest.mark.parametrize(
    ("right", "answered", "said"),
    [(0, 0, None), (6, 20, "explain"), (7, 20, "discuss"), (14, 20, "discuss"), (15, 20, "go_on"), (20, 20, "go_on")],
)
def test_what_a_share_suggests(right, answered, said):
    """Under 35 % explain, from 35 to 70 % talk, above 70 % go on; the borders belong to talking."""
    assert advice(right, answered) == said


@pytest.mark.parametrize(("sensitivity", "answered", "hidden"), [(0, 1, False), (1, 4, True), (1, 5, False), (2, 0, True)])
def test_when_counts_are_hidden(sensitivity, answered, hidden):
    """A sensitive question shows its counts from five answers on."""
    assert is_hidden(sensitivity, answered) is hidden


def test_who_changed_is_a_count():
    """Only seats that answered both rounds count; a card that could not be read is no answer."""
    rounds = [
        answer("a", 1, False), answer("a", 2, True), answer("b", 1, True), answer("b", 2, True), answer("c", 1, True),
        answer("c", 2, False), answer("d", 1, False), answer("d", 2, False), answer("e", 1, True),
        answer("f", 1, True), answer("f", 2, False, response=""),
    ]  # fmt: skip
    assert changes(rounds) == changes(reversed(rounds))
    found = changes(rounds)
    assert (found.stayed_right, found.to_right, found.to_wrong, found.stayed_wrong, found.both) == (1, 1, 1, 1, 4)
    assert counted(rounds, 2)["a"] == 4


def test_hands_have_no_seat_that_lasts():
    """The first hand of one count is not the first hand of the next: nothing is said of who changed."""
    assert changes([answer("hands-01", 1, False, "hands"), answer("hands-01", 2, True, "hands")]).both == 0


@pytest.mark.parametrize(
    ("answers", "counts"),
    [
        ([answer("a", 1, True, at=1), answer("b", 1, True, "keyboard", at=2)], {"a": 2}),
        ([answer("a", 1, True, at=1), answer("hands-01", 1, True, "hands", "x", 2)], {"x": 1}),
        ([answer("hands-01", 1, True, "hands", "x", 1), answer("a", 1, True, at=2), answer("b", 1, True, at=3)], {"a": 2}),
        ([answer("team-1", 1, True, "team", "x", 2), answer("a", 1, True, at=1)], {"x": 1}),
        ([], {}),
    ],
)
def test_nobody_is_counted_twice_when_the_way_changes(answers, counts):
    """Ways that know the children add up; hands or teams after them speak for the room, as the last way does."""
    assert counted(answers, 1) == counts


def test_what_a_way_says_about_a_member():
    """Alone says most, after talking least; a count of hands says nothing about a member and is refused."""
    assert weight("alone", 1) == 1.0
    assert weight("alone", 1) > weight("cards", 1) == weight("keyboard", 1) == weight("devices", 1) > weight("cards", 2) > 0
    for mode in ("hands", "team", "paper"):
        with pytest.raises(ValueError, match="group"):
            weight(mode, 1)
