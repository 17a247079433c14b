"""A flag's life, told by hand: what opens it, what leaves it open, and what alone closes it. Time is an argument."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.learning.comprehension import Answer, Estimate, Tracker
from progress.learning.flags import (
    CHECK,
    CLOSES,
    CLOSING,
    FEWEST_ANSWERS,
    KNOWS,
    NEWER,
    NOTHING,
    SURE,
    WITHIN_MS,
    State,
    Watch,
    missing,
    state,
    step,
)

DAY = 86_400_000


def seen(p_low: float, answers: int) -> Estimate:
    """An estimate of which only P(low) and the count matter here."""
    return Estimate(0.5, 0.4, 0.6, p_low, answers)


def told(history: list[tuple[int, float]], watch: Watch = NOTHING, answers: int = 0) -> tuple[Watch, list[int | None]]:
    """Steps through (day, P(low)) of answer after answer; the watch at the end, and the flag's day after each."""
    days: list[int | None] = []
    for nth, (day, p_low) in enumerate(history, answers + 1):
        watch = step(watch, seen(p_low, nth), day * DAY)
        days.append(None if watch.flagged_ms is None else watch.flagged_ms // DAY)
    return watch, days


FLAGGED = Watch(5 * DAY, 3, 5 * DAY, 11)
GOLDEN = {
    "a check quiz opens it at the eighth answer after the doubt": (
        [(1, 0.4), (1, 0.5), (3, 0.93)] + [(5, 0.95)] * 9,
        [None] * 10 + [5, 5],
    ),
    "one that is nearly sure is not low, however long the quiz": ([(1, 0.9)] * 30, [None] * 30),
    "the answers that woke the doubt do not count, however many": ([(1, 0.3)] * 20 + [(1, 0.95)] * 8, [None] * 28),
    "no doubt in between: what is newer is counted from the second doubt": (
        [(1, 0.6)] * 8 + [(1, 0.5)] + [(2, 0.95)] * 9,
        [None] * 17 + [2],
    ),
    "one answer a month never makes a flag": ([(30 * month, 0.95) for month in range(1, 25)], [None] * 24),
    "a doubt older than a fortnight begins anew with the check quiz": (
        [(1, 0.6)] * 4 + [(40, 0.95)] * 10,
        [None] * 12 + [40, 40],
    ),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_a_flag_opens_as_told(name):
    """Each history flags on that answer and on no earlier one."""
    history, expected = GOLDEN[name]
    assert told(history)[1] == expected


def test_a_fortnight_is_a_fortnight():
    """Newer answers count to the last moment of fourteen days, and no millisecond longer."""
    doubted = Watch(0, 3)
    assert step(doubted, seen(0.95, 3 + NEWER), WITHIN_MS).is_flagged
    assert step(doubted, seen(0.95, 3 + NEWER), WITHIN_MS + 1) == Watch(WITHIN_MS + 1, 3 + NEWER)


def test_two_right_answers_close_nothing():
    """However much two answers move the estimate, the flag is open; the third closes it."""
    assert told([(6, 0.2), (6, 0.1)], FLAGGED, 11)[1] == [5, 5]
    assert told([(6, 0.2), (6, 0.1), (6, 0.1)], FLAGGED, 11) == (NOTHING, [5, 5, None])


def test_between_the_lines_a_flag_stays():
    """Answers that leave P(low) between CLOSES and SURE neither close it nor make it younger."""
    assert told([(day, 0.75) for day in range(6, 60)], FLAGGED, 11) == (FLAGGED, [5] * 54)


def test_what_makes_sure_again_counts_anew():
    """An answer after which P(low) is above SURE keeps the flag's day, and three newer ones are needed from there."""
    watch, days = told([(9, 0.95), (90, 0.1), (90, 0.1)], FLAGGED, 40)
    assert watch == Watch(5 * DAY, 3, 5 * DAY, 41) and days == [5, 5, 5]


def test_what_closes_can_be_in_doubt_still():
    """A flag that closes above CHECK leaves a doubt that begins with that answer: a new flag needs newer answers again."""
    watch, _ = told([(9, 0.6)] * CLOSING, FLAGGED, 11)
    assert watch == Watch(9 * DAY, 11 + CLOSING)
    assert state(seen(0.6, 14), watch) is State.CHECK


def test_an_answer_that_is_not_the_member_s_own_is_no_newer_one():
    """After talking in a group the count stands still (`Estimate.answers`), so neither a flag opens nor one closes by it."""
    doubted = Watch(DAY, 3)
    for _ in range(30):
        doubted = step(doubted, seen(0.97, 10), DAY)
    assert doubted == Watch(DAY, 3)
    assert step(FLAGGED, seen(0.1, 11), 6 * DAY) is FLAGGED


def test_forgetting_alone_changes_no_flag():
    """A flagged member who stays away is still flagged, though the estimate has faded to what is usual, and two right answers
    after that close nothing; right answers, a month apart, are what closes it."""
    tracker, watch = Tracker({"help": ("adults", "numbers")}), NOTHING

    def answer(nth: int, day: float, right: bool) -> Estimate:
        tracker.answer(Answer("cat", f"q{nth}", "help", ("adults", "numbers")[nth % 2], day, right))
        return tracker.estimate("cat", "help", day)

    for nth in range(14):
        watch = step(watch, answer(nth, 1.0, False), DAY)
    assert watch.is_flagged
    faded = tracker.estimate("cat", "help", 3000.0)
    assert faded.p_low < CLOSES
    assert state(faded, watch) is State.LOW
    closed = [watch := step(watch, answer(nth, 30.0 * nth, True), 30 * nth * DAY) for nth in range(14, 28)]
    assert closed[1].is_flagged and closed[-1] == NOTHING


@pytest.mark.parametrize(
    ("p_low", "answers", "expected"),
    [
        (0.99, FEWEST_ANSWERS - 1, State.TOO_EARLY),
        (0.99, FEWEST_ANSWERS, State.CHECK),
        (CHECK, 50, State.GROWING),
        (KNOWS, 50, State.KNOWS),
    ],
)
def test_without_a_flag_nothing_is_low(p_low, answers, expected):
    """An estimate alone, however low, is a reason to check; hardly any answers are their own state."""
    assert state(seen(p_low, answers)) is expected


def test_what_is_missing_is_said():
    """Too early: up to the third answer. Doubted: up to the eighth newer one. Flagged: up to the third after it. Else nothing."""
    assert [missing(seen(0.9, n)) for n in range(4)] == [3, 2, 1, NEWER]
    assert [missing(seen(0.9, n), Watch(DAY, 3)) for n in (3, 6, 11, 20)] == [8, 5, 0, 0]
    assert [missing(seen(0.9, n), FLAGGED) for n in (11, 13, 14)] == [3, 1, 0]
    assert missing(seen(0.1, 10)) == missing(seen(0.4, 10)) == 0


steps = st.lists(st.tuples(st.integers(0, 5 * DAY), st.floats(0, 1), st.booleans()), max_size=60)


@given(steps)
def test_whatever_happens_a_flag_stands_on_newer_answers(history):
    """Any history: at its opening P(low) is above SURE, NEWER own answers came since the doubt and within a fortnight; at its
    closing P(low) is at or under CLOSES and CLOSING own answers came since."""
    watch, at, answers = NOTHING, 0, 0
    for later, p_low, is_own in history:
        at, answers, before = at + later, answers + is_own, watch
        watch = step(before, seen(p_low, answers), at)
        if watch.is_flagged and not before.is_flagged:
            assert p_low > SURE and answers - before.doubted_answers >= NEWER
            assert before.doubted_ms is not None and at - before.doubted_ms <= WITHIN_MS
            assert watch.flagged_ms == at
        if before.is_flagged and not watch.is_flagged:
            assert p_low <= CLOSES and answers - before.sure_answers >= CLOSING
        if before.is_flagged and watch.is_flagged:
            assert watch.flagged_ms == before.flagged_ms
