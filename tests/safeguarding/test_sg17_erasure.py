"""SG-17: a child is erased in one step, for good, and nobody can tell from the records whose data it was."""

from __future__ import annotations

import sqlite3
from datetime import datetime

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from actions import enrol, study
from actions.erase import erase
from actions.permissions import NOBODY, NotAllowed, Role, Who
from actions.sign_in import COOKIE, Refused, sign_in, who_sits
from progress.store import snapshots
from progress.store.files import snapshots as list_of_snapshots
from progress.store.people import ABOUT_A_MEMBER
from routes.table import ROUTES
from tests.conftest import FACILITATOR, SCHOOL, SECRET
from tests.progress.test_store import tap
from tests.safeguarding.answers import answered

NAME = "ម៉ាលីណា"


@pytest.fixture
def seated(desk):
    """A child with a name, who has read, answered and sits at a computer."""
    member = enrol.add_member(desk, FACILITATOR, "c1", "owl", SECRET, NAME)
    who = Who(Role.CHILD, SCHOOL, member)
    study.turn(desk, who, "rights.what-is-a-right", 2)
    attempt = study.quiz(desk, who, "rights.what-is-a-right", "km")["attempt"]
    desk.store.append(answered(desk, 1, member, attempt)).result()
    return who, sign_in(desk, Role.CHILD, SCHOOL, member, " ".join(SECRET)), attempt


def about(desk, member):
    """Table → rows that speak of this member, in every table that can."""
    found = {}
    for table, column in desk.store.read(ABOUT_A_MEMBER):
        if rows := desk.store.read(f"SELECT * FROM {table} WHERE {column} = ?", (member,)):
            found[table] = len(rows)
    return found


def test_sg17_everything_about_the_child_goes(desk, seated, child):
    """Answers, estimates, attempts, readings, name, secret and seats are gone from every table; the neighbour's stay."""
    who, _, _ = seated
    assert {"answered", "member_area", "attempt", "reading", "local_name", "local_secret", "local_seat"} <= set(
        about(desk, who.id)
    )
    before = about(desk, child.id)
    erase(desk, FACILITATOR, who.id)
    assert about(desk, who.id) == {}
    assert about(desk, child.id) == before


def test_sg17_the_seat_ends_at_once(desk, seated):
    """The page that the child has open is nobody's, and the three pictures open nothing."""
    who, token, _ = seated
    assert who_sits(desk, token) == who
    erase(desk, FACILITATOR, who.id)
    assert who_sits(desk, token) == NOBODY
    with pytest.raises(Refused):
        sign_in(desk, Role.CHILD, SCHOOL, who.id, " ".join(SECRET))


def test_sg17_nothing_resurrects_the_child(desk, seated):
    """Every table about members refuses a row of an erased one, whatever way it comes in; for the neighbour it takes it."""
    who, _, attempt = seated
    erase(desk, FACILITATOR, who.id)
    with pytest.raises(sqlite3.IntegrityError, match="erased"):
        desk.store.append(answered(desk, 2, who.id, attempt)).result()
    for table, column in desk.store.read(ABOUT_A_MEMBER):
        columns = [row["name"] for row in desk.store.read(f"SELECT name, type FROM pragma_table_info('{table}')")]
        numbers = {r["name"] for r in desk.store.read(f"SELECT name FROM pragma_table_info('{table}') WHERE type != 'TEXT'")}
        row = {name: 0 if name in numbers else "x" for name in columns} | {"school": SCHOOL}
        with pytest.raises(sqlite3.IntegrityError, match="erased"):
            desk.people.put(table, {**row, column: who.id})
        desk.people.put(table, {**row, column: "another"})
    assert about(desk, who.id) == {}
    assert desk.people.is_erased(SCHOOL, who.id)


def test_sg17_a_late_answer_of_the_open_page_is_refused(desk, seated):
    """The outbox of the erased child's page gets 401, not a place in the store."""
    who, token, attempt = seated
    erase(desk, FACILITATOR, who.id)
    with TestClient(Starlette(routes=ROUTES), base_url="http://school") as browser:
        browser.cookies.set(COOKIE, token)
        one = {"event_id": "01930000-0000-7000-8000-000000000009", "attempt": attempt, "item": "rights.what-is-a-right.q2"}
        reply = browser.post("/api/answers", json={**one, "response": "a"}, headers={"X-Stage": "1", "Origin": "http://school"})
    assert reply.status_code == 401
    assert about(desk, who.id) == {}


def test_sg17_the_deletion_is_logged_without_content(desk, seated):
    """When, where, which role, what: no id, no name, no picture."""
    erase(desk, FACILITATOR, seated[0].id)
    (line,) = [dict(row) for row in desk.store.read("SELECT * FROM audit")]
    assert set(line) == {"school", "done_ms", "role", "verb"}
    assert (line["school"], line["role"], line["verb"]) == (SCHOOL, "facilitator", "erased a member")


def test_sg17_the_name_is_not_left_in_the_file(desk, seated, tmp_path):
    """After the store is closed no byte of the name or of the answer is in the file, not even in its free pages."""
    who, _, attempt = seated
    desk.store.writer.do(lambda c: c.execute("PRAGMA secure_delete=OFF").fetchone()).result()  # as SQLite is on Windows
    erase(desk, FACILITATOR, who.id)
    desk.store.close()
    files = b"".join(file.read_bytes() for file in tmp_path.glob("sitthi.db*"))
    assert who.id.encode() in files  # the tombstone: we look at the right file
    assert NAME.encode() not in files
    assert attempt.encode() not in files


@pytest.mark.parametrize("who", [NOBODY, Who(Role.CHILD, SCHOOL, "x"), Who(Role.STAFF, SCHOOL, "staff")])
def test_sg17_only_the_facilitator_erases(desk, child, who):
    """A child, staff far away or nobody cannot."""
    with pytest.raises(NotAllowed):
        erase(desk, who, child.id)
    assert desk.people.member(SCHOOL, child.id)


def test_sg17_another_school_s_facilitator_erases_nobody_here(desk, child):
    """Ids of another school are unknown ids, said plainly; so are those erased before."""
    with pytest.raises(ValueError, match="no such member"):
        erase(desk, Who(Role.FACILITATOR, "02020202-1", "facilitator"), child.id)
    assert desk.people.member(SCHOOL, child.id)
    erase(desk, FACILITATOR, child.id)
    with pytest.raises(ValueError, match="no such member"):
        erase(desk, FACILITATOR, child.id)


def test_sg17_the_group_goes_on(desk, seated, child):
    """Rebuilding after an erasure works, and the picture is free for another child."""
    desk.store.append(tap(7, member=child.id)).result()
    erase(desk, FACILITATOR, seated[0].id)
    desk.store.rebuild()
    again = enrol.add_member(desk, FACILITATOR, "c1", "owl", SECRET)
    assert {one.member for one in desk.people.members(SCHOOL)} == {child.id, again}


@pytest.mark.parametrize("has_room", [True, False])
def test_sg17_no_snapshot_still_holds_the_child(desk, seated, monkeypatch, has_room):
    """The copies of before go, also on a full disk; with room there is a new one, in which nothing speaks of the child."""
    who, _, _ = seated
    path = desk.store.path
    for day in (1, 2):
        snapshots.take(path, datetime(2026, 11, day))
    if not has_room:
        monkeypatch.setattr(snapshots, "SPARE", 2**60)
    erase(desk, FACILITATOR, who.id)
    kept = list_of_snapshots(path.parent)
    assert len(kept) == int(has_room)
    for one in kept:
        assert who.id.encode() not in one.path.read_bytes().replace(tombstone(one.path), b"")
    assert desk.store.read("SELECT count(*) AS n FROM member WHERE member = ?", (who.id,))[0]["n"] == 0


def tombstone(file):
    """The opaque id as the erased table holds it: the only place where it may stand."""
    with sqlite3.connect(file) as copy:
        rows = copy.execute("SELECT school || member FROM erased").fetchall()
    return rows[0][0].encode()
