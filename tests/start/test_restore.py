"""`manage.py restore`, typed: what it lists, what it refuses, and the drill that ends with the same dashboard."""

import contextlib
import os
import re
import sqlite3
import subprocess
import sys
from datetime import datetime

import pytest

from actions import demo
from actions import desk as desks
from actions.desk import ROOT, open_desk
from progress.store.snapshots import take
from tests.start.conftest import Server, school


def typed(folder, *words, console="utf-8"):
    """Exit status and what was said."""
    command = [sys.executable, "-m", "actions.restore", "--in", str(folder), *words]
    there = {**os.environ, "PYTHONIOENCODING": console}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False, env=there)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout


def numbers(folder):
    """All that any dashboard can read: every row of every table, but the seats of that day."""
    with contextlib.closing(sqlite3.connect(folder / "sitthi.db")) as raw:
        names = [row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return {name: sorted(raw.execute(f"SELECT * FROM {name}").fetchall()) for name in names if name != "local_seat"}


def test_the_drill(tmp_path):
    """A school's file is lost; the newest copy comes back on a new computer, and every dashboard shows the same numbers."""
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    desk = open_desk(old)
    demo.simulate(desk, old, schools=2, members=6, rounds=2)
    made = take(old / "sitthi.db", datetime.now())
    desk.store.close()
    desks._desk = None
    before = numbers(old)
    assert len(before["member"]) == 12
    assert before["member_area"]
    (new / "snapshots").mkdir(parents=True)
    (new / "snapshots" / made.path.name).write_bytes(made.path.read_bytes())  # carried on a stick
    status, said = typed(new, "1")
    assert status == 0
    assert "Copy number 1 is back" in said
    with Server(new) as server:  # opened by the whole program, not only copied
        assert server.get("/healthz").status_code == 200
    assert numbers(new) == before


def test_the_list_names_each_copy_in_both_languages(tmp_path):
    """Number, date, children and answers, the newest first, and the command with this folder in it."""
    school(tmp_path)
    take(tmp_path / "sitthi.db", datetime(2026, 11, 23, 16, 5))
    take(tmp_path / "sitthi.db", datetime(2026, 11, 24, 16, 5))
    (tmp_path / "snapshots" / "sitthi-000001-20261123-160500.db").write_bytes(b"broken")
    status, said = typed(tmp_path)
    assert status == 0
    assert "number 2 · 24/11/2026, 16:05 · 1 children · 0 answers" in said
    assert "លេខ 2 · ២៤/១១/២០២៦ ម៉ោង ១៦:០៥ · កុមារ ១ នាក់ · ចម្លើយ ០" in said
    assert "number 1 · 23/11/2026, 16:05 · cannot be read" in said
    assert said.index("number 2") < said.index("number 1")
    assert f'python3 manage.py restore --in "{tmp_path}" 2' in said


@pytest.mark.parametrize(
    ("words", "says"),
    [(["9"], "There is no copy number “9”"), (["../x"], "There is no copy number"), (["1"], "Sitthi is running")],
)
def test_what_is_refused(tmp_path, words, says):
    """A number that is not there, and any restore under a running server: nothing moves."""
    school(tmp_path)
    take(tmp_path / "sitthi.db", datetime.now())
    with Server(tmp_path) as server:
        status, said = typed(tmp_path, *words)
        assert status == 1
        assert says in said
        assert re.search(r"[\u1780-\u17ff]{4}", said)
        assert server.get("/healthz").status_code == 200
    assert not (tmp_path / "set-aside").exists()


def test_a_damaged_copy_is_refused(tmp_path):
    """Another one is asked for, and the present file stays."""
    school(tmp_path)
    made = take(tmp_path / "sitthi.db", datetime.now())
    made.path.write_bytes(made.path.read_bytes()[:5000])
    status, said = typed(tmp_path, "1")
    assert status == 1
    assert "This copy is damaged" in said
    assert (tmp_path / "sitthi.db").exists()
    assert not (tmp_path / "set-aside").exists()


def test_beginning_empty_keeps_what_was_there(tmp_path):
    """It is said where the file of before is, and the server then begins with the set-up."""
    school(tmp_path)
    status, said = typed(tmp_path, "anew")
    assert status == 0
    assert str(tmp_path / "set-aside") in said
    assert len(list(tmp_path.glob("set-aside/*-replaced/sitthi.db"))) == 1
    with Server(tmp_path) as server:
        assert server.get("/healthz").status_code == 200
        assert "setup" in server.get("/door").headers["location"]


def test_a_console_without_khmer_still_restores(tmp_path):
    """What it cannot show becomes marks; the work is done all the same."""
    school(tmp_path)
    take(tmp_path / "sitthi.db", datetime.now())
    status, said = typed(tmp_path, "1", console="ascii")
    assert status == 0
    assert "Copy number 1 is back in its place." in said


def test_without_copies_the_list_says_so(tmp_path):
    """And how to begin empty, which never happens by itself."""
    status, said = typed(tmp_path)
    assert status == 0
    assert "There is no copy in this folder yet." in said
    assert "anew" in said
    assert list(tmp_path.iterdir()) == []
