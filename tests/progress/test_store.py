"""What every store promises, on a real file."""

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from progress.events import Answered
from progress.store.files import Damaged, InUse
from progress.store.projection import TABLES
from progress.store.sqlite import SqliteStore, UsedId


def tap(n: int, item: str = "q1", member: str = "cat", area: str = "help", right: bool = True) -> Answered:
    return Answered(
        school="011002-1",
        event_id=f"00000000-0000-7000-8000-{n:012d}",
        attempt=f"attempt-{member}",
        member=member,
        item=item,
        fingerprint="f1",
        area=area,
        skill="adults",
        response=["b", "ក"],
        right=right,
        options=3,
        tapped_ms=1000 + n,
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    store = SqliteStore(tmp_path / "sitthi.db")
    yield store
    store.close()


def test_an_answer_comes_back_as_it_was(store):
    """What was appended is read back equal, Khmer letters and all."""
    assert store.append(tap(1)).result().is_new
    assert store.answers("011002-1", "attempt-cat") == {"q1": tap(1)}


def test_the_same_tap_twice_is_one_answer(store):
    """A retry with the same id adds no row and no count."""
    store.append(tap(1)).result()
    assert not store.append(tap(1)).result().is_new
    assert store.counts("011002-1") == {("cat", "help"): (1, 1, 1001)}


def test_the_first_of_two_tabs_stands(store):
    """Another id for the same attempt and item gets the stored answer back."""
    store.append(tap(1)).result()
    receipt = store.append(replace(tap(2), response="c", right=False)).result()
    assert (receipt.stored, receipt.is_new) == (tap(1), False)


def test_one_id_for_two_items_is_refused_alone(store):
    """The dishonest answer fails; the honest ones around it are kept."""
    futures = [store.append(one) for one in (tap(1), tap(1, item="q2"), tap(3, item="q3"))]
    with pytest.raises(UsedId):
        futures[1].result()
    assert futures[2].result().is_new
    assert list(store.answers("011002-1", "attempt-cat")) == ["q1", "q3"]


def test_forty_children_at_once(store):
    """Forty threads, twenty answers each: every one is there once."""

    def child(k: int) -> None:
        for i in range(20):
            store.append(tap(k * 100 + i, item=f"q{i}", member=f"m{k}")).result()

    threads = [threading.Thread(target=child, args=(k,)) for k in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {counts[0] for counts in store.counts("011002-1").values()} == {20}
    assert len(store.counts("011002-1")) == 40


def test_commits_are_flushed_to_the_disk(store):
    """synchronous is FULL (2): an acknowledged answer survives a power cut."""
    assert store.writer.do(lambda c: c.execute("PRAGMA synchronous").fetchone()[0]).result() == 2


def test_columns_keep_to_their_type(store):
    """A text in a number's column is refused, not stored."""
    with pytest.raises(sqlite3.IntegrityError):
        store.append(replace(tap(1), options="many")).result()  # type: ignore[arg-type]


def test_no_writing_after_closing(tmp_path):
    """A closed store says so instead of waiting for ever."""
    store = SqliteStore(tmp_path / "a.db")
    store.close()
    with pytest.raises(RuntimeError, match="closed"):
        store.append(tap(1))


def test_a_damaged_file_is_kept_and_said(tmp_path):
    """The broken file is set aside byte for byte, and the next start works."""
    path = tmp_path / "sitthi.db"
    broken = b"SQLite format 3\x00" + b"\xff" * 8000
    path.write_bytes(broken)
    with pytest.raises(Damaged) as caught:
        SqliteStore(path)
    assert caught.value.kept.read_bytes() == broken
    SqliteStore(path).close()


def test_two_servers_on_one_file(tmp_path):
    """The second server is refused with the place and the remedy; after the first one stopped it may start."""
    first = SqliteStore(tmp_path / "sitthi.db")
    with pytest.raises(InUse, match=r"sitthi\.db is open in another server.*stop it"):
        SqliteStore(tmp_path / "sitthi.db")
    first.close()
    SqliteStore(tmp_path / "sitthi.db").close()


def test_a_full_disk_loses_nothing(store):
    """When the file cannot grow the answer is refused, not acknowledged; what was there stays, and writing goes on after."""
    store.append(tap(1)).result()
    pages = store.writer.do(lambda c: c.execute("PRAGMA page_count").fetchone()[0]).result()
    store.writer.do(lambda c: c.execute(f"PRAGMA max_page_count={pages}").fetchone()).result()
    with pytest.raises(sqlite3.OperationalError, match="full"):
        store.append(replace(tap(2, item="q2"), response="x" * 200_000)).result()
    assert store.answers("011002-1", "attempt-cat") == {"q1": tap(1)}
    store.writer.do(lambda c: c.execute("PRAGMA max_page_count=1073741823").fetchone()).result()
    assert store.append(tap(2, item="q2")).result().is_new


def test_an_acknowledged_answer_survives_a_kill(tmp_path):
    """The process is killed the moment it has acknowledged: the answer is there, once."""
    child = (
        "import sys; from pathlib import Path; from progress.store.sqlite import SqliteStore\n"
        "from tests.progress.test_store import tap\n"
        "s = SqliteStore(Path(sys.argv[1])); s.append(tap(1)).result(); print('ack', flush=True); sys.stdin.read()"
    )
    path = tmp_path / "sitthi.db"
    process = subprocess.Popen(
        [sys.executable, "-c", child, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ack\n"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    store = SqliteStore(path)
    assert store.answers("011002-1", "attempt-cat") == {"q1": tap(1)}
    store.close()


taps = st.builds(
    tap,
    n=st.integers(0, 12),
    item=st.sampled_from(["q1", "q2"]),
    member=st.sampled_from(["cat", "owl"]),
    area=st.sampled_from(["help", "rights"]),
    right=st.booleans(),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(taps, max_size=20))
def test_rebuilding_changes_nothing(history):
    """The projection stepped at each answer equals the one folded from scratch."""
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "sitthi.db")
        for future in [store.append(one) for one in history]:
            future.exception()  # a used id is refused; the others must count
        before = projected(store)
        store.rebuild()
        assert projected(store) == before
        store.close()


@settings(max_examples=25, deadline=None)
@given(st.lists(taps, max_size=12, unique_by=(lambda one: one.event_id, lambda one: (one.attempt, one.item))), st.randoms())
def test_the_order_of_arrival_does_not_matter(history, chance):
    """Answers that come late, from a stick, leave the same estimates as those that came in time."""
    shuffled = list(history)
    chance.shuffle(shuffled)
    outcomes = []
    for arrival in (history, shuffled):
        with tempfile.TemporaryDirectory() as folder:
            store = SqliteStore(Path(folder) / "sitthi.db")
            for one in arrival:
                store.append(one).result()
            outcomes.append(projected(store))
            store.close()
    assert outcomes[0] == outcomes[1]


def test_an_undone_answer_leaves_no_trace_in_memory(store):
    """After a transaction was undone, the next answer is folded from what is on the disk, not from what was in memory."""
    store.append(tap(1)).result()
    undone = store.writer.do(lambda c: (store._append(c, tap(2, "q2")), c.execute("no sql")))
    assert isinstance(undone.exception(), sqlite3.Error)
    store.append(tap(3, "q3")).result()
    before = projected(store)
    store.rebuild()
    assert projected(store) == before
    assert store.counts("011002-1") == {("cat", "help"): (2, 2, 1003)}


def projected(store):
    """All that is folded from the answers."""
    return {table: [tuple(row) for row in store.read(f"SELECT * FROM {table}")] for table in TABLES}
