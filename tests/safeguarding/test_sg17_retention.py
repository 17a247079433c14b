"""SG-17: a raw answer lives twelve months; what it came to outlives it, through rebuilds, late answers and copies."""

from __future__ import annotations

import os
import random
import subprocess
import sys

import pytest

from actions import retain as retention
from actions.desk import ROOT
from actions.retain import DAY_MS, KEPT_DAYS, retain
from curriculum.items import Choice
from progress.store.projection import TABLES
from progress.store.sqlite import SqliteStore, UsedId
from tests.conftest import SCHOOL
from tests.safeguarding.answers import NOON, answered

LINE = NOON  # what the tests take for "twelve months ago"


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """It is twelve months after LINE."""
    monkeypatch.setattr(retention, "now_ms", lambda: LINE + KEPT_DAYS * DAY_MS)


@pytest.fixture
def history(desk):
    """Two children, 80 answers over 400 days on either side of the line, in every area of the course that has choices."""
    chance = random.Random(2011)
    items = [item.id for item in desk.course.items.values() if isinstance(item, Choice)]
    made = []
    for n in range(80):
        at = LINE + chance.randrange(-200 * DAY_MS, 200 * DAY_MS)
        made.append(answered(desk, n, chance.choice(("cat", "owl")), f"attempt-{n}", at, chance.choice(items)))
    for one in sorted(made, key=lambda one: one.tapped_ms):
        desk.store.append(one).result()
    return made


def projected(desk):
    """All that is folded, as it stands."""
    return {table: [tuple(row) for row in desk.store.read(f"SELECT * FROM {table}")] for table in TABLES}


def test_sg17_old_answers_go_and_newer_ones_stay(desk, history):
    """Exactly those from before the line are deleted."""
    old = sum(one.tapped_ms < LINE for one in history)
    assert 0 < old < len(history)
    assert retain(desk) == old
    rows = desk.store.read("SELECT tapped_ms FROM answered")
    assert sorted(row[0] for row in rows) == sorted(one.tapped_ms for one in history if one.tapped_ms >= LINE)
    assert retain(desk) == 0


def test_sg17_what_they_came_to_stays_to_the_last_bit(desk, history):
    """Estimates, months, counts and misconceptions are the same after closing, after a rebuild, and after another start."""
    before = projected(desk)
    assert all(rows for table, rows in before.items() if table != "member_test")  # no test was taken
    retain(desk)
    assert projected(desk) == before
    desk.store.rebuild()
    assert projected(desk) == before


def test_sg17_a_member_whose_answers_are_all_old_keeps_the_estimates(desk):
    """Nothing raw is left, and a rebuild still knows the member."""
    desk.store.append(answered(desk, 1, "cat", at=LINE - 1)).result()
    before = projected(desk)
    retain(desk)
    desk.store.rebuild()
    assert projected(desk) == before
    assert desk.store.read("SELECT * FROM answered") == []


def test_sg17_learning_goes_on_from_there(desk, history, tmp_path):
    """A new answer after the closing gives the estimate that it gives when nothing was ever deleted."""
    whole = SqliteStore(tmp_path / "whole.db", desk.store.scheme)
    for one in [*history, answered(desk, 999, "cat", "attempt-999", LINE + 300 * DAY_MS)]:
        whole.append(one).result()
    retain(desk)
    desk.store.append(answered(desk, 999, "cat", "attempt-999", LINE + 300 * DAY_MS)).result()
    expected = {table: [tuple(row) for row in whole.read(f"SELECT * FROM {table}")] for table in TABLES}
    whole.close()
    assert projected(desk) == expected


def test_sg17_closing_month_by_month_is_closing_at_once(desk, history, monkeypatch):
    """A school that runs it every week ends where one that runs it once a year ends."""
    before = projected(desk)
    for days in range(-150, 1, 30):
        monkeypatch.setattr(retention, "now_ms", lambda days=days: LINE + (KEPT_DAYS + days) * DAY_MS)
        retain(desk)
    desk.store.rebuild()
    assert projected(desk) == before


def test_sg17_an_old_stick_counts_nothing_twice(desk, history):
    """A deleted answer that comes in again is known: refused alone, and nothing changes."""
    retain(desk)
    before = projected(desk)
    old = next(one for one in history if one.tapped_ms < LINE)
    with pytest.raises(UsedId):
        desk.store.append(old).result()
    assert projected(desk) == before


def test_sg17_a_late_first_copy_still_counts(desk, history):
    """An old answer that was never here before is folded on, rebuilt or not, and goes at the next closing."""
    retain(desk)
    desk.store.append(answered(desk, 500, "cat", "attempt-500", LINE - 90 * DAY_MS)).result()
    before = projected(desk)
    assert desk.store.read("SELECT count(*) FROM answered WHERE tapped_ms < ?", (LINE,))[0][0] == 1
    desk.store.rebuild()
    assert projected(desk) == before
    assert retain(desk) == 1
    assert projected(desk) == before


def test_sg17_no_single_answer_is_left(desk, history):
    """What is kept holds no attempt and no chosen option, and the ids of deleted answers are tied to no child."""
    retain(desk)
    kept = "".join(row["folded"] for row in desk.store.read("SELECT folded FROM closed_member"))
    assert "attempt-" not in kept
    assert '"response"' not in kept
    assert "event_id" not in kept
    assert [row["name"] for row in desk.store.read("SELECT name FROM pragma_table_info('closed_answer')")] == [
        "school",
        "event_id",
    ]


def test_sg17_an_undone_closing_changes_nothing(desk, history):
    """When the disk fails half-way, answers and estimates stand as before."""
    before, rows = projected(desk), len(desk.store.read("SELECT * FROM answered"))
    projection = desk.store._projection
    undone = desk.store.writer.do(lambda c: (projection.close(c, SCHOOL, "cat", LINE), c.execute("no sql")))
    assert undone.exception()
    assert projected(desk) == before
    assert len(desk.store.read("SELECT * FROM answered")) == rows


def test_sg17_the_command_does_it(desk, tmp_path):
    """`manage.py retain` runs this module: old answers are gone after it, and it says how many; what is recent stays."""
    desk.store.append(answered(desk, 1, "cat", at=1_600_000_000_000)).result()  # 2020
    desk.store.append(answered(desk, 2, "cat", "a2", at=4_000_000_000_000)).result()  # not yet
    desk.store.close()
    environment = {**os.environ, "SITTHI_DATA": str(tmp_path)}
    run = subprocess.run([sys.executable, "-m", "actions.retain"], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("1 answers older than 365 days are gone")
    again = SqliteStore(tmp_path / "sitthi.db")
    assert [row["tapped_ms"] for row in again.read("SELECT tapped_ms FROM answered")] == [4_000_000_000_000]
    again.close()


def test_sg17_every_start_does_it(desk, history):
    """Nobody has to remember the command: app.py closes old answers before the first child comes."""
    assert "    retain.at_start(desk.desk())\n    yield" in (ROOT / "app.py").read_text("utf-8")
    retention.at_start(desk)
    assert desk.store.read("SELECT * FROM answered WHERE tapped_ms < ?", (LINE,)) == []


def test_sg17_a_full_disk_does_not_stop_the_start(desk, history, caplog):
    """When nothing can be written the server starts all the same, says so, and nothing is lost."""
    before, rows = projected(desk), len(desk.store.read("SELECT * FROM answered"))
    pages = desk.store.writer.do(lambda c: c.execute("PRAGMA page_count").fetchone()[0]).result()
    desk.store.writer.do(lambda c: c.execute(f"PRAGMA max_page_count={pages}").fetchone()).result()
    retention.at_start(desk)
    assert "Old answers are still there: database or disk is full" in caplog.text
    assert projected(desk) == before
    assert len(desk.store.read("SELECT * FROM answered")) == rows
