"""When a skill is met again: golden histories, Cambodian days, and the same card in any order of a day's answers."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.learning.review import Card, Meeting, day, fold
from progress.review import LONGEST_DAYS, RETENTION, grade, recalled


def folded(history: list[tuple[int, bool]]) -> Meeting:
    """(day, right) in their order."""
    last = None
    for on, is_right in history:
        last = fold(last, on, is_right, grade)
    assert last is not None
    return last


def intervals(grades: str) -> list[int]:
    """Days to the next meeting when each is kept on its day: + recalled, - not."""
    last, on, found = None, 20_000, list[int]()
    for one in grades:
        last = fold(last, on, one == "+", grade)
        found.append(last.card.due - on)
        on = last.card.due
    return found


GOLDEN = [
    ("++++++", [4, 31, 173, 180, 180, 180]),  # the longest is half a year
    ("-+++", [1, 4, 17, 61]),
    ("++-++", [4, 31, 4, 14, 44]),
    ("----", [1, 1, 1, 1]),
]


@pytest.mark.parametrize(("grades", "days"), GOLDEN, ids=[row[0] for row in GOLDEN])
def test_golden_histories(grades, days):
    """What is recalled is met later and later; what is not, soon again."""
    assert intervals(grades) == days


@pytest.mark.parametrize(
    ("rights", "answers", "is_recalled"),
    [(3, 5, True), (2, 4, False), (6, 10, True), (5, 9, False), (21, 35, True), (0, 1, False)],
)
def test_six_in_ten_right_is_recalled(rights, answers, is_recalled):
    """The line itself counts as recalled."""
    history = [(7, True)] * rights + [(7, False)] * (answers - rights)
    assert folded(history).is_recalled is is_recalled
    assert folded(history).card == grade(None, 7, is_recalled)


def test_a_day_s_answers_are_one_meeting():
    """Ten right answers of one day leave the card of one; the same answers on ten days do not."""
    assert folded([(3, True)] * 10).card == folded([(3, True)]).card
    assert folded([(3 + n, True) for n in range(10)]).card != folded([(3, True)]).card


def test_a_day_is_graded_from_the_card_before_it():
    """Wrong first and right in the end: as if the day had begun well."""
    before = [(0, True), (10, True)]
    assert folded([*before, (40, False), (40, True), (40, True)]).card == folded([*before, (40, True)]).card


def test_an_answer_of_an_earlier_day_counts_today():
    """It changes the day's share and no date."""
    late = folded([(5, True), (9, True), (6, False), (2, False)])
    assert (late.day, late.rights, late.answers) == (9, 1, 3)
    assert late.card.met == 9
    assert late.card == folded([(5, True), (9, False)]).card


@pytest.mark.parametrize(
    ("moment", "same_day"),
    [
        (datetime(2026, 11, 25, 16, 59, 59, tzinfo=UTC), True),  # 23:59:59 in Phnom Penh
        (datetime(2026, 11, 25, 17, 0, 0, tzinfo=UTC), False),  # midnight there
    ],
)
def test_a_day_ends_at_midnight_in_cambodia(moment, same_day):
    """Not in Greenwich, where it would end at seven in the morning, in the middle of a lesson."""
    noon = day(int(datetime(2026, 11, 25, 5, tzinfo=UTC).timestamp() * 1000))
    assert (day(int(moment.timestamp() * 1000)) == noon) is same_day


def test_what_fades():
    """On the day it is due the chance to recall is about the wanted one, as far as whole days allow; later it is less."""
    card = folded([(0, True), (4, True)]).card
    assert recalled(card, card.due) == pytest.approx(RETENTION, abs=0.005)
    assert recalled(card, 4) == 1.0 > recalled(card, card.due) > recalled(card, card.due + 100)


def test_the_scheduler_does_without_learning_machinery():
    """Its optimizer would bring a gigabyte: nothing of it is loaded."""
    program = "import sys, progress.review; print({'torch', 'pandas', 'numpy'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"


days = st.lists(
    st.tuples(st.integers(0, 400), st.lists(st.booleans(), min_size=1, max_size=6)), max_size=8, unique_by=lambda it: it[0]
)


@given(days, st.randoms())
def test_the_order_within_a_day_does_not_matter(history, chance):
    """A tally has no order, so the card has none."""
    ordered = [(on, is_right) for on, answers in sorted(history) for is_right in answers]
    shuffled = [(on, is_right) for on, answers in sorted(history) for is_right in chance.sample(answers, len(answers))]
    if ordered:
        assert folded(shuffled) == folded(ordered)


@given(days)
def test_a_card_is_always_due_later(history):
    """At the earliest tomorrow, at the latest in half a year; the same history gives the same card."""
    ordered = [(on, is_right) for on, answers in sorted(history) for is_right in answers]
    if ordered:
        card = folded(ordered).card
        assert card.met == ordered[-1][0]
        assert card.met + 1 <= card.due <= card.met + LONGEST_DAYS
        assert folded(ordered).card == card == Card(card.stability, card.difficulty, card.met, card.due)
