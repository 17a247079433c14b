"""What every store promises, on a real file."""

import contextlib
import json
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

from progress.events import Answered, Mode
from progress.learning.comprehension import Cell, ParameterSet, estimate
from progress.store.files import Damaged, InUse, Missing, Newer
from progress.store.people import People, Taken
from progress.store.projection import TABLES, Scheme
from progress.store.sqlite import SqliteStore, UsedId


def tap(
    n: int,
    item: str = "q1",
    member: str = "cat",
    area: str = "help",
    right: bool = True,
    round: int = 1,
    mode: Mode = "alone",
) -> Answered:
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
        round=round,
        mode=mode,
        source="tap" if mode == "alone" else "camera",
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


def test_a_damaged_file_is_kept_whole_with_its_log(tmp_path):
    """Looking at a broken file changes no byte of it or of its log, and both are set aside together."""
    first = tmp_path / "first" / "sitthi.db"
    SqliteStore(first).close()
    store = SqliteStore(first)
    store.append(tap(1)).result()
    path, log = tmp_path / "sitthi.db", tmp_path / "sitthi.db-wal"
    page = store.read("SELECT rootpage FROM sqlite_master WHERE name = 'school'")[0][0]  # the log has no newer one of it
    file = first.read_bytes()
    path.write_bytes(file[: (page - 1) * 4096] + b"\xff" * 4096 + file[page * 4096 :])
    log.write_bytes((first.parent / log.name).read_bytes())
    store.close()
    pieces = {one.name: one.read_bytes() for one in (path, log)}
    with pytest.raises(Damaged) as caught:
        SqliteStore(path)
    assert {name: (caught.value.kept.parent / name).read_bytes() for name in pieces} == pieces
    assert not path.exists()


def test_no_overwritten_page_goes_unnoticed(tmp_path):
    """Whichever page of the file a failing disk wrote over, the start finds it and the file is not opened."""
    path = tmp_path / "sitthi.db"
    store = SqliteStore(path)
    for n in range(60):
        store.append(tap(n, item=f"q{n}", member=f"m{n % 5}")).result()
    store.close()
    whole = path.read_bytes()
    for start in range(0, len(whole), 4096):
        path.write_bytes(whole[:start] + b"\xa5" * 4096 + whole[start + 4096 :])
        with pytest.raises(Damaged):
            SqliteStore(path)


def test_any_name_of_a_folder_will_do(tmp_path):
    """Khmer, spaces and signs that mean something in an address: the same file is written and read."""
    path = tmp_path / "ថត ចម្លើយ #1?a=b%20&c" / "sitthi.db"
    store = SqliteStore(path)
    store.append(tap(1)).result()
    assert store.answers("011002-1", "attempt-cat") == {"q1": tap(1)}
    store.close()
    assert path.exists()


def test_after_damage_nothing_begins_empty_by_itself(tmp_path):
    """The second start says that the answers are missing, and where the file is, instead of making an empty one."""
    path = tmp_path / "sitthi.db"
    path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 8000)
    with pytest.raises(Damaged) as damaged:
        SqliteStore(path)
    with pytest.raises(Missing) as missing:
        SqliteStore(path)
    assert missing.value.kept == damaged.value.kept
    assert not path.exists()


@pytest.mark.parametrize(
    "sign", ["sitthi.db-wal", "snapshots/sitthi-000001-20261124-080000.db", "set-aside/x-replaced/sitthi.db"]
)
def test_a_file_that_is_gone_is_missed(tmp_path, sign):
    """A log, a snapshot or a file set aside says that answers were here: no empty store is made in their place."""
    there = tmp_path / sign
    there.parent.mkdir(parents=True, exist_ok=True)
    there.write_bytes(b"answers")
    with pytest.raises(Missing):
        SqliteStore(tmp_path / "sitthi.db")
    assert there.read_bytes() == b"answers"


def test_a_file_of_a_newer_program_is_left_alone(tmp_path):
    """An older program does not write into tables that it does not know."""
    path = tmp_path / "sitthi.db"
    SqliteStore(path).close()
    with contextlib.closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('sitthi', '999_later', '')")
    before = path.read_bytes()
    with pytest.raises(Newer, match="999_later"):
        SqliteStore(path)
    assert path.read_bytes() == before


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


STREAM = """
import sys, threading
from pathlib import Path
from progress.store.sqlite import SqliteStore
from tests.progress.test_store import tap
store, start = SqliteStore(Path(sys.argv[1])), int(sys.argv[2])
def child(k):
    for i in range(start + k * 1000, start + k * 1000 + 1000):
        store.append(tap(i, item=f"q{i}", member=f"m{k}")).result()
        sys.stdout.write(f"{i}\\n"); sys.stdout.flush()
for k in range(4):
    threading.Thread(target=child, args=(k,)).start()
"""


def test_acknowledged_answers_survive_kills(tmp_path):
    """Four children answer, and the process is killed between any two steps, five times: all that was acknowledged is there."""
    path, acknowledged = tmp_path / "sitthi.db", set[int]()
    for turn in range(5):
        command = [sys.executable, "-c", STREAM, str(path), str(10_000 * (turn + 1))]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2])
        assert process.stdout is not None
        for _ in range(20 + 7 * turn):
            acknowledged.add(int(process.stdout.readline()))
        os.kill(process.pid, signal.SIGKILL)
        acknowledged.update(int(line) for line in process.stdout.read().splitlines(keepends=True) if line.endswith(b"\n"))
        process.wait()
    store = SqliteStore(path)
    assert acknowledged <= {row["tapped_ms"] - 1000 for row in store.read("SELECT tapped_ms FROM answered")}
    before = projected(store)
    store.rebuild()
    assert projected(store) == before
    store.close()


def test_a_transaction_holds_the_file_before_it_reads(store, tmp_path):
    """BEGIN IMMEDIATE: a foreign writer waits; with a deferred begin it would slip in, and our own write would fail."""

    def read_then_write(connection: sqlite3.Connection) -> str:
        connection.execute("SELECT count(*) FROM answered").fetchone()
        with contextlib.closing(sqlite3.connect(tmp_path / "sitthi.db", timeout=0)) as foreign:
            try:
                with foreign:
                    foreign.execute("DELETE FROM reading")
                said = "slipped in"
            except sqlite3.OperationalError as problem:
                said = str(problem)
        connection.execute("INSERT INTO reading VALUES ('s', 'm', 'l', 1, 0)")
        return said

    assert store.writer.do(read_then_write).result() == "database is locked"


def test_no_increment_is_lost_among_threads(store):
    """Eight threads read a number and write the next one: as many as were acknowledged are counted."""
    store.writer.do(lambda c: c.execute("INSERT INTO reading VALUES ('s', 'm', 'l', 0, 0)")).result()

    def one_more(connection: sqlite3.Connection) -> None:
        card = connection.execute("SELECT card FROM reading").fetchone()[0]
        connection.execute("UPDATE reading SET card = ?", (card + 1,))

    threads = [threading.Thread(target=lambda: [store.writer.do(one_more).result() for _ in range(50)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.read("SELECT card FROM reading")[0]["card"] == 400


def test_a_closed_page_does_not_stop_the_writer(store):
    """Whoever waited for an answer may be gone: it is kept all the same, and the next one is taken too."""
    gate = threading.Event()
    waiting = store.writer.do(lambda _: gate.wait())
    gone, failing = store.append(tap(1)), store.writer.do(lambda c: c.execute("no sql"))
    assert not gone.cancel()
    assert not failing.cancel()
    gate.set()
    assert waiting.result()
    assert store.append(tap(2, item="q2")).result(timeout=30).is_new
    assert list(store.answers("011002-1", "attempt-cat")) == ["q1", "q2"]


def test_a_mistyped_table_is_never_made(store):
    """A table that no migration knows is an error, not a new table; and each of ours keeps to its columns' types."""
    before = store.read("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE '%sqlite_%'")
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        People(store).put("scool", {"school": "s"})
    assert store.read("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE '%sqlite_%'") == before
    assert {row["strict"] for row in before} == {1}


def test_a_picture_given_twice_removes_nobody(store):
    """Two facilitators give the cat at the same moment: the second one is told, and the first child stays."""
    people = People(store)
    row = {"school": "s", "circle": "c1", "picture": "cat"}
    people.put("member", {**row, "member": "first"})
    with pytest.raises(Taken):
        people.put("member", {**row, "member": "second"})
    people.put("member", {**row, "member": "first", "picture": "owl"})
    assert [(one.member, one.picture) for one in people.members("s")] == [("first", "owl")]


def test_references_would_hold(store):
    """SQLite ignores references unless it is told otherwise on each connection."""
    assert store.writer.do(lambda c: c.execute("PRAGMA foreign_keys").fetchone()[0]).result() == 1


def test_another_sqlite_library_is_said(tmp_path):
    """With pysqlite3 installed, sqlite-utils would use it in our place, with other exceptions: the start says how to mend it."""
    (tmp_path / "pysqlite3").mkdir()
    (tmp_path / "pysqlite3" / "__init__.py").write_text("from sqlite3 import *")
    (tmp_path / "pysqlite3" / "dbapi2.py").write_text("from sqlite3.dbapi2 import *")
    program = "import pathlib, sys; from progress.store.sqlite import SqliteStore; SqliteStore(pathlib.Path(sys.argv[1]))"
    command = [sys.executable, "-c", program, str(tmp_path / "a.db")]
    there = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, cwd=Path(__file__).parents[2], env=there, capture_output=True, text=True, check=False)
    assert "Remove it: python -m pip uninstall pysqlite3" in done.stderr


LOG_LIMIT = 16 * 2**20


def fill(store: SqliteStore, first: int, answers: int, letters: int) -> None:
    for n in range(first, first + answers):
        store.append(replace(tap(n, item=f"q{n}", member=f"m{n}"), response="x" * letters)).result()
    store.append(tap(first + answers, item="last")).result()


def test_the_log_stays_short_after_reading(store, tmp_path):
    """A reading is fetched whole and holds nothing back: 40 MB of answers after it leave a log below 8 MB."""
    fill(store, 1001, 3, 10)
    store.read("SELECT * FROM answered")
    fill(store, 1, 400, 100_000)
    assert (tmp_path / "sitthi.db-wal").stat().st_size < LOG_LIMIT / 2
    assert (tmp_path / "sitthi.db").stat().st_size > 2 * LOG_LIMIT


def test_the_log_shrinks_after_a_foreign_reader(store, tmp_path):
    """A reader from outside holds the log open and it grows; when the reader is gone, the file is cut back to its limit."""
    with contextlib.closing(sqlite3.connect(tmp_path / "sitthi.db")) as foreign:
        foreign.execute("BEGIN")
        foreign.execute("SELECT count(*) FROM answered").fetchone()
        fill(store, 1, 250, 100_000)
        assert (tmp_path / "sitthi.db-wal").stat().st_size > LOG_LIMIT
    fill(store, 1001, 30, 100_000)
    assert (tmp_path / "sitthi.db-wal").stat().st_size <= LOG_LIMIT


def test_only_the_writer_can_write(store):
    """SQLite before 3.51.3 may damage a file that two connections write or checkpoint at once: the reading one cannot."""
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        store._reading.execute("DELETE FROM answered")


def test_a_closed_store_is_one_file(tmp_path):
    """After closing, whoever copies sitthi.db in a file manager has everything: there is no log beside it."""
    store = SqliteStore(tmp_path / "sitthi.db")
    store.append(tap(1)).result()
    store.close()
    assert [one.name for one in sorted(tmp_path.glob("sitthi.db*"))] == ["sitthi.db", "sitthi.db.lock"]


def test_an_old_file_keeps_its_answers_and_counts(tmp_path):
    """A file of the first schema, as it was released, opens with the same answers and counts; estimates are folded anew."""
    path = tmp_path / "sitthi.db"
    with contextlib.closing(sqlite3.connect(path)) as raw:
        raw.executescript((Path(__file__).parent / "old" / "001_answers.sql").read_text("utf-8"))
        before = {table: raw.execute(f"SELECT * FROM {table}").fetchall() for table in ("member_item", "misunderstood")}
    store = SqliteStore(path)
    assert store.counts("011002-1") == {("cat", "help"): (3, 2, 1003), ("owl", "rights"): (2, 0, 1005)}
    assert store.answers("011002-1", "attempt-cat")["q1"] == tap(1)
    now = projected(store)
    assert {table: now[table] for table in before} == before
    assert [row["version"] for row in store.read("SELECT version FROM member_belief")] == ["2026-12", "2026-12"]
    assert len(now["member_area"]) == len(now["member_area_month"]) == 2
    assert People(store).schools() == []
    store.close()


def test_a_year_that_was_closed_before_beliefs_were_kept_still_counts(tmp_path):
    """Beliefs and counts of deleted answers come over from the fourth schema: the same area, nearly the same estimate."""
    path = tmp_path / "sitthi.db"
    with contextlib.closing(sqlite3.connect(path)) as raw:
        raw.executescript((Path(__file__).parent / "old" / "004_closed.sql").read_text("utf-8"))
    scheme = Scheme({"help": ("adults", "tell"), "rights": ("adults",)}, {"help": 4, "rights": 4})
    store = SqliteStore(path, scheme)
    tables = {table: len(store.read(f"SELECT * FROM {table}")) for table in ("answered", "closed_member", "member_item")}
    assert tables == {"answered": 2, "closed_member": 1, "member_item": 8}
    assert store.counts("011002-1")["cat", "help"][:2] == (6, 4)
    cells = json.loads(store.read("SELECT cells FROM member_area WHERE area = 'rights'")[0]["cells"])
    common = Cell(*json.loads(store.read("SELECT cells FROM member_belief")[0]["cells"])["overall"])
    met = {skill: Cell(*cell) for skill, cell in cells["skills"].items()}
    now = estimate(scheme.known, ("adults",), common, Cell(*cells["area"]), met, 170.0, 2, options=4)
    assert now.mean == pytest.approx(0.641, abs=0.02)  # what the release before this said
    assert (now.low, now.high) == pytest.approx((0.308, 0.929), abs=0.05)
    store.close()


def test_another_parameter_set_folds_everything_again(tmp_path):
    """A store that opens under a newer set has all its estimates by that set, and keeps none of the older."""
    hard = ParameterSet("2027-01", items={"q1": (1.0, 0.1)})
    store = SqliteStore(tmp_path / "sitthi.db")
    store.append(tap(1)).result()
    before = projected(store)
    store.close()
    store = SqliteStore(tmp_path / "sitthi.db", Scheme(known=hard))
    after = projected(store)
    assert [row["version"] for row in store.read("SELECT version FROM member_belief")] == ["2027-01"]
    assert after["member_area"] != before["member_area"]
    assert after["member_item"] == before["member_item"]
    store.rebuild()
    assert projected(store) == after
    store.close()


taps = st.builds(
    tap,
    n=st.integers(0, 12),
    item=st.sampled_from(["q1", "q2"]),
    member=st.sampled_from(["cat", "owl"]),
    area=st.sampled_from(["help", "rights"]),
    right=st.booleans(),
    round=st.sampled_from([1, 2]),
    mode=st.sampled_from(["alone", "cards"]),
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
    undone = store.writer.do(lambda c: (store.put(c, tap(2, "q2")), c.execute("no sql")))
    assert isinstance(undone.exception(), sqlite3.Error)
    store.append(tap(3, "q3")).result()
    before = projected(store)
    store.rebuild()
    assert projected(store) == before
    assert store.counts("011002-1") == {("cat", "help"): (2, 2, 1003)}


def projected(store):
    """All that is folded from the answers."""
    return {table: [tuple(row) for row in store.read(f"SELECT * FROM {table}")] for table in TABLES}
