"""Cards in the store: the same in any order of arrival, after a rebuild, a closing, an update; gone with the child."""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from progress.events import Answered
from progress.learning.review import DAY_MS, Card, fold
from progress.review import grade
from progress.store import reviews
from progress.store.people import People
from progress.store.sqlite import SqliteStore
from tests.progress.test_store import projected, tap

SCHOOL = "011002-1"


def on(day: int, n: int, *, right: bool = True, skill: str = "adults", round: int = 1, member: str = "cat") -> Answered:
    """An answer at noon in Cambodia, `n` thousandths of a second later."""
    one = tap(n, item=f"q{n}", member=member, right=right, round=round, mode="cards" if round == 2 else "alone")
    return replace(one, skill=skill, tapped_ms=day * DAY_MS + 5 * 3_600_000 + n)


def cards(store: SqliteStore) -> dict[tuple[str, str], Card]:
    """(member, skill) → card."""
    return {(row["member"], row["skill"]): reviews.card(row) for row in store.read("SELECT * FROM member_skill")}


@pytest.fixture
def store(tmp_path):
    """Without answers."""
    store = SqliteStore(tmp_path / "sitthi.db")
    yield store
    store.close()


def test_each_skill_has_its_card(store):
    """Graded by day and skill, as the rule says."""
    for one in (on(10, 1), on(10, 2, right=False), on(12, 3, skill="police"), on(14, 4)):
        store.append(one).result()
    first = fold(fold(None, 10, True, grade), 10, False, grade)
    assert cards(store) == {
        ("cat", "adults"): fold(first, 14, True, grade).card,
        ("cat", "police"): fold(None, 12, True, grade).card,
    }


def test_a_day_of_cards_ends_at_midnight_in_cambodia(store):
    """Two answers of one Cambodian morning, before and after seven, when Greenwich has its midnight, are one meeting."""
    morning = replace(on(10, 1), tapped_ms=10 * DAY_MS - 3_600_000)
    for one in (morning, replace(on(10, 2), tapped_ms=10 * DAY_MS + 3_600_000)):
        store.append(one).result()
    (row,) = store.read("SELECT met, answers FROM member_skill")
    assert tuple(row) == (10, 2)


def test_what_was_said_after_talking_changes_no_card(store):
    """The second round is as much the neighbour's."""
    store.append(on(10, 1)).result()
    before = cards(store)
    store.append(on(12, 2, round=2, right=False)).result()
    assert cards(store) == before


answers = st.builds(
    on,
    day=st.integers(100, 140),
    n=st.integers(0, 40),
    right=st.booleans(),
    skill=st.sampled_from(["adults", "police"]),
    round=st.sampled_from([1, 1, 2]),
    member=st.sampled_from(["cat", "owl"]),
)
histories = st.lists(answers, max_size=14, unique_by=(lambda one: one.event_id, lambda one: (one.attempt, one.item)))


@settings(max_examples=25, deadline=None)
@given(histories, st.randoms())
def test_cards_do_not_depend_on_the_order_of_arrival(history, chance):
    """In time, shuffled as from sticks, or rebuilt: the same rows."""
    shuffled = list(history)
    chance.shuffle(shuffled)
    outcomes = []
    for arrival in (sorted(history, key=lambda one: one.tapped_ms), shuffled):
        with tempfile.TemporaryDirectory() as folder:
            store = SqliteStore(Path(folder) / "sitthi.db")
            for one in arrival:
                store.append(one).result()
            outcomes.append(projected(store))
            store.rebuild()
            outcomes.append(projected(store))
            store.close()
    assert outcomes[1:] == outcomes[:1] * 3


@settings(max_examples=15, deadline=None)
@given(histories, st.integers(100, 140))
def test_cards_outlive_the_answers(history, day):
    """After the old answers were closed the cards stand as they stood, and so they do after a rebuild."""
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "sitthi.db")
        for one in history:
            store.append(one).result()
        before = cards(store)
        for school, member in People(store).answered_before(day * DAY_MS):
            People(store).close(school, member, day * DAY_MS)
        assert cards(store) == before
        store.rebuild()
        assert cards(store) == before
        store.close()


def test_a_store_of_before_gets_its_cards(store, tmp_path):
    """A file whose cards were never folded, as an update finds it, has them when it is opened again."""
    store.append(on(10, 1)).result()
    store.append(on(30, 2, right=False)).result()
    before = projected(store)
    store.close()
    with contextlib.closing(sqlite3.connect(tmp_path / "sitthi.db")) as raw, raw:
        raw.execute("DELETE FROM _sqlite_migrations WHERE name = '006_review'")
        raw.execute("DROP TABLE member_skill")
        for column in ("kind", "items"):
            raw.execute(f"ALTER TABLE attempt DROP COLUMN {column}")
    store._open(tmp_path / "sitthi.db")
    assert projected(store) == before


def test_no_card_of_a_child_who_was_erased(store):
    """It goes with the child, and none is ever written again."""
    people = People(store)
    people.put("member", {"school": SCHOOL, "member": "cat", "circle": "c1", "picture": "cat"})
    store.append(on(10, 1)).result()
    people.erase(SCHOOL, "cat", "facilitator")
    assert cards(store) == {}
    columns = "school, member, skill, stability, difficulty, met, due, rights, answers"
    sql = f"INSERT INTO member_skill ({columns}) VALUES (?, 'cat', 'adults', 1, 1, 1, 1, 1, 1)"
    with pytest.raises(sqlite3.IntegrityError, match="erased"):
        people.change(sql, (SCHOOL,))
