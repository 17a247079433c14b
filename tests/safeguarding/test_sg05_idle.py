"""SG-05: five minutes without activity end a child's seat, on the server and in the browser; what was answered is kept."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from actions import sign_in
from actions.desk import open_desk
from actions.permissions import NOBODY, Role, Who
from actions.sign_in import IDLE_MINUTES, MINUTE_MS, SEAT_MS, who_sits
from routes.table import ROUTES
from tests.conftest import PASSWORD, PIN, SCHOOL, SECRET

BASE = "http://school"
OURS = {"X-Stage": "1", "Origin": BASE}
FIVE = 5 * MINUTE_MS


@pytest.fixture
def token(desk, child, clock):
    """The child's open seat."""
    return sign_in.sign_in(desk, Role.CHILD, SCHOOL, child.id, " ".join(SECRET))


@pytest.fixture
def browser(desk, token):
    """The child's browser."""
    with TestClient(Starlette(routes=ROUTES), base_url=BASE, follow_redirects=False) as one:
        one.cookies.set(sign_in.COOKIE, token)
        yield one


def test_sg05_five_minutes_end_a_child_s_seat(desk, child, clock, token):
    """A moment before it is hers; at five minutes it is nobody's, and no later activity brings it back."""
    assert IDLE_MINUTES[Role.CHILD] == 5
    clock.now += FIVE - 1
    assert who_sits(desk, token) == child
    clock.now += FIVE
    assert who_sits(desk, token) == NOBODY
    assert who_sits(desk, token) == NOBODY
    assert desk.store.read("SELECT * FROM local_seat") == []


@pytest.mark.parametrize(("role", "who", "secret"), [(Role.FACILITATOR, "facilitator", PIN), (Role.STAFF, "staff", PASSWORD)])
def test_sg05_adults_have_thirty_minutes(desk, clock, role, who, secret):
    """A facilitator speaks to the group for a while; after half an hour the seat is closed."""
    token = sign_in.sign_in(desk, role, SCHOOL, who, secret)
    clock.now += 30 * MINUTE_MS - 1
    assert who_sits(desk, token) == Who(role, SCHOOL, who)
    clock.now += 30 * MINUTE_MS
    assert who_sits(desk, token) == NOBODY


def test_sg05_activity_of_any_kind_keeps_the_seat(desk, child, clock, token, browser):
    """A run, an answer, a page and a sign of life each begin the five minutes anew."""
    for act in (
        lambda: who_sits(desk, token),
        lambda: browser.post("/api/answers", json={}, headers=OURS),
        lambda: browser.get("/"),
        lambda: browser.post("/api/here", headers=OURS),
    ):
        clock.now += FIVE - 1
        act()
    assert who_sits(desk, token) == child


def test_sg05_every_way_in_refuses_an_idle_seat(clock, browser):
    """Answers, signs of life and pages: the answer stays in the page's outbox (401), the page leads to the door."""
    clock.now += FIVE
    assert browser.post("/api/answers", json={}, headers=OURS).status_code == 401
    assert browser.post("/api/here", headers=OURS).status_code == 401
    assert browser.get("/").headers["location"] == "/door"


def test_sg05_a_sign_of_life_says_nothing_and_writes_no_content(desk, clock, browser):
    """204 without a body, and no row but the seat's own moment."""
    before = {table: len(desk.store.read(f"SELECT * FROM {table}")) for table in ("answered", "attempt", "reading", "audit")}
    clock.now += 2 * MINUTE_MS
    reply = browser.post("/api/here", headers=OURS)
    assert (reply.status_code, reply.content) == (204, b"")
    assert {table: len(desk.store.read(f"SELECT * FROM {table}")) for table in before} == before


def test_sg05_the_disk_is_written_once_a_minute(desk, clock, token, monkeypatch):
    """Six hundred answers in five minutes are five writes: the answers route stays fast."""
    seen, saw = list[int](), desk.people.saw
    monkeypatch.setattr(desk.people, "saw", lambda token, ms: (seen.append(ms), saw(token, ms)))
    for _ in range(600):
        clock.now += MINUTE_MS // 120
        who_sits(desk, token)
    assert len(seen) == 5
    desk.people.change("DELETE FROM audit WHERE 0", ())  # waits for all that was handed to the writer before
    assert desk.store.read("SELECT seen_ms FROM local_seat")[0][0] == seen[-1]


def test_sg05_a_restart_neither_ends_nor_prolongs_a_seat(desk, child, clock, token, tmp_path):
    """After the server comes back an active child goes on, and one who left before is out."""
    clock.now += 2 * MINUTE_MS
    who_sits(desk, token)
    desk.store.close()
    sign_in._seats.clear()
    again = open_desk(tmp_path)
    clock.now += FIVE - 1
    assert who_sits(again, token) == child
    sign_in._seats.clear()
    clock.now += 2 * FIVE
    assert who_sits(again, token) == NOBODY
    again.store.close()


def test_sg05_no_seat_lives_longer_than_a_school_day(desk, clock, token):
    """Activity without end: after eight hours the secret is asked again, in a server that never restarted, too."""
    for _ in range(SEAT_MS // MINUTE_MS):
        clock.now += MINUTE_MS
        who_sits(desk, token)
    assert who_sits(desk, token) != NOBODY
    clock.now += MINUTE_MS
    assert who_sits(desk, token) == NOBODY


@pytest.mark.parametrize("minutes", [30, 10 * 365 * 24 * 60])
def test_sg05_a_clock_set_back_ends_the_seat(desk, clock, token, minutes):
    """Otherwise a seat would be open until the clock has caught up: half an hour, or years after a flat battery."""
    clock.now -= minutes * MINUTE_MS
    assert who_sits(desk, token) == NOBODY


@pytest.mark.parametrize("headers", [{"Origin": BASE}, {"X-Stage": "1", "Origin": "http://school:9000"}, {"X-Stage": "1"}])
def test_sg05_no_other_page_keeps_a_seat_alive(clock, browser, headers):
    """A page from elsewhere cannot hold a child's seat open."""
    clock.now += FIVE - 1
    assert browser.post("/api/here", headers=headers).status_code == 403
    clock.now += 1
    assert browser.post("/api/here", headers=OURS).status_code == 401
