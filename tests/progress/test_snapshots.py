"""Copies of the store, and the way back: what is kept, what is refused, and that nothing is ever overwritten."""

import contextlib
import errno
import shutil
import sqlite3
import threading
from collections import namedtuple
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from progress.store.files import InUse, Missing, check, snapshots
from progress.store.people import People
from progress.store.snapshots import KEPT, Keeper, NotWhole, begin_anew, holding, is_due, restore, take
from progress.store.sqlite import SqliteStore
from tests.progress.test_store import projected, tap

NOW = datetime(2026, 11, 24, 8, 30, 15)
ROW = {"school": "011002-1", "name_km": "ក", "name_en": "A", "commune": "0", "is_simulated": 0, "is_ready": 1}


@pytest.fixture
def path(tmp_path):
    """Where the store is."""
    return tmp_path / "sitthi.db"


@pytest.fixture
def store(path):
    """An open store with a school and ten answers, all still in the log."""
    store = SqliteStore(path)
    People(store).put("school", ROW)
    for n in range(10):
        store.append(tap(n, item=f"q{n}")).result()
    yield store
    with contextlib.suppress(sqlite3.Error):
        store.close()


def test_a_snapshot_has_what_the_file_alone_lacks(store, path, tmp_path):
    """Taken while the server runs, it holds every acknowledged answer; a copy of the .db alone holds none of them."""
    made = take(path, NOW)
    assert made is not None
    assert made.path.name == "sitthi-000001-20261124-083015.db"
    assert holding(made.path).answers == 10
    shutil.copy(path, tmp_path / "copied.db")
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        holding(tmp_path / "copied.db")


def test_a_restored_snapshot_gives_the_same_numbers(store, path, tmp_path):
    """The drill: on a new computer the snapshot opens with the same answers and estimates."""
    before = projected(store)
    made = take(path, NOW)
    elsewhere = tmp_path / "new computer" / "sitthi.db"
    elsewhere.parent.mkdir()
    assert restore(elsewhere, made) is None
    again = SqliteStore(elsewhere)
    assert projected(again) == before
    again.rebuild()
    assert projected(again) == before
    assert list(again.answers("011002-1", "attempt-cat")) == [f"q{n}" for n in range(10)]
    assert again.append(tap(99, item="new")).result().is_new
    again.close()


def test_the_present_file_is_set_aside(store, path):
    """What stood there before the restore is kept whole, and can itself be read."""
    made = take(path, NOW)
    store.append(tap(50, item="later")).result()
    store.close()
    aside = restore(path, made)
    assert holding(path).answers == 10
    assert holding(aside).answers == 11


def test_nothing_is_restored_under_a_running_server(store, path):
    """The file would be pulled away from under it: refused, and nothing is moved."""
    made = take(path, NOW)
    with pytest.raises(InUse):
        restore(path, made)
    with pytest.raises(InUse):
        begin_anew(path)
    assert store.append(tap(50, item="later")).result().is_new


def test_a_damaged_snapshot_is_not_restored(store, path):
    """The copy is checked before anything moves; the present file stays in its place."""
    made = take(path, NOW)
    store.close()
    made.path.write_bytes(made.path.read_bytes()[:6000] + b"\xff" * 6000)
    with pytest.raises(NotWhole):
        restore(path, made)
    assert holding(path).answers == 10
    assert not list(path.parent.glob("*.restoring"))


def test_a_restore_that_finds_no_room_changes_nothing(store, path, monkeypatch):
    """The copy is whole on the disk before the present file is touched."""
    made = take(path, NOW)
    store.close()

    def full(source, target):
        target.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(OSError, match="space"):
        restore(path, made)
    assert sorted(one.name for one in path.parent.iterdir()) == ["sitthi.db", "sitthi.db.lock", "snapshots"]
    assert holding(path).answers == 10


def test_a_restore_ends_the_search_for_a_missing_file(store, path):
    """After the file was lost the store does not open; after the restore it does."""
    made = take(path, NOW)
    store.close()
    path.unlink()
    with pytest.raises(Missing):
        SqliteStore(path)
    restore(path, made)
    SqliteStore(path).close()


def test_beginning_anew_must_be_said_and_keeps_the_old(store, path):
    """An empty store is only made when asked for; the old one is set aside, and the new one opens without a question."""
    take(path, NOW)
    store.close()
    aside = begin_anew(path)
    assert holding(aside).answers == 10
    again = SqliteStore(path)
    assert People(again).schools() == []
    again.close()


def test_seven_are_kept_and_a_clock_that_went_back_removes_no_new_one(store, path):
    """Order is by number: a battery that died sets the clock to 2009, and the copy of today must not be the first to go."""
    days = [NOW + timedelta(days=n) for n in range(KEPT + 2)] + [datetime(2009, 1, 1, 8)]
    for day in days:
        take(path, day)
    kept = snapshots(path.parent)
    assert [one.number for one in kept] == list(range(KEPT + 3, 3, -1))
    assert kept[0].made.year == 2009


@pytest.mark.parametrize(
    ("age", "due"),
    [
        (timedelta(0), False),
        (timedelta(hours=23), False),
        (timedelta(days=1), True),
        (timedelta(hours=-23), False),
        (timedelta(days=-4000), True),
    ],
)
def test_when_a_copy_is_due(store, path, age, due):
    """After a day; also when the newest is far in the future, for then the clock was wrong."""
    assert is_due(path.parent, NOW)
    take(path, NOW)
    assert is_due(path.parent, NOW + age) is due


def test_a_school_that_does_not_exist_is_not_copied(tmp_path):
    """Before the set-up there is nothing to keep, and no sign that there ever was."""
    SqliteStore(tmp_path / "sitthi.db").close()
    assert take(tmp_path / "sitthi.db", NOW) is None
    assert not (tmp_path / "snapshots").exists()


def test_a_copy_leaves_room_for_answers(store, path, monkeypatch):
    """On a nearly full disk the last megabytes belong to the children, not to a copy; copies of before stay."""
    take(path, NOW)
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9 - 10**7, 10**7))
    with pytest.raises(OSError, match="no room"):
        take(path, NOW + timedelta(days=1))
    assert [one.number for one in snapshots(path.parent)] == [1]


def test_a_half_made_copy_is_no_snapshot(store, path):
    """What a power cut left of a copy has another name, and the next copy replaces it."""
    (path.parent / "snapshots").mkdir()
    (path.parent / "snapshots" / "half-made").write_bytes(b"SQLite format 3\x00")
    assert snapshots(path.parent) == []
    take(path, NOW)
    assert [one.name for one in (path.parent / "snapshots").iterdir()] == ["sitthi-000001-20261124-083015.db"]


def test_answers_are_taken_while_a_copy_is_made(store, path):
    """The copy stands as of one commit; what comes meanwhile is kept and is not waited for."""
    gate, came = threading.Event(), threading.Event()

    def hold(connection):
        connection.set_progress_handler(lambda: came.set() or (not gate.wait(30)), 50)

    made: list[object] = []
    copying = threading.Thread(target=lambda: made.append(take(path, NOW, hold)))
    copying.start()
    assert came.wait(30)
    assert store.append(tap(50, item="meanwhile")).result(timeout=30).is_new
    gate.set()
    copying.join()
    assert holding(made[0].path).answers in (10, 11)
    assert len(store.answers("011002-1", "attempt-cat")) == 11


def test_the_keeper_takes_what_is_due(store, path):
    """Beside the running store a copy appears, once; a day has not passed, so the second look makes none."""
    keeper = Keeper(path, first_s=0, again_s=0.01)
    for _ in range(500):
        if snapshots(path.parent):
            break
        threading.Event().wait(0.02)
    threading.Event().wait(0.1)
    keeper.stop()
    assert [one.number for one in snapshots(path.parent)] == [1]


def test_the_keeper_stops_at_once(store, path):
    """A server that closes before the first copy is due does not wait for it."""
    keeper = Keeper(path, first_s=3600)
    keeper.stop()
    assert not keeper._thread.is_alive()
    assert snapshots(path.parent) == []


def test_a_damaged_store_pushes_out_no_good_copy(store, path):
    """When the copy cannot be made or read, the seven of before stay."""
    for n in range(KEPT):
        take(path, NOW + timedelta(days=n))
    for n in range(200):
        store.append(replace(tap(1000 + n, item=f"big{n}"), response="x" * 3000)).result()
    store.close()
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2] + b"\xff" * 8192 + content[len(content) // 2 + 8192 :])
    with pytest.raises((sqlite3.DatabaseError, NotWhole)):
        take(path, NOW + timedelta(days=30))
    assert [one.number for one in snapshots(path.parent)] == list(range(KEPT, 0, -1))
    assert not (path.parent / "snapshots" / "half-made").exists()


def test_a_copy_that_does_not_read_back_is_not_named(store, path, monkeypatch):
    """A failing disk may give back other bytes than were written: such a copy never becomes a snapshot."""

    def on_a_bad_disk(file):
        content = file.read_bytes()
        file.write_bytes(content[:6000] + b"\xff" * (len(content) - 6000))
        return check(file)

    monkeypatch.setattr("progress.store.snapshots.check", on_a_bad_disk)
    with pytest.raises(NotWhole):
        take(path, NOW)
    assert list((path.parent / "snapshots").iterdir()) == []
