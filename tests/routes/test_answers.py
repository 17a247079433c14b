"""The one way in for answers: who is let through, what is kept, what is told."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from actions import enrol, study
from actions.permissions import Role
from actions.sign_in import COOKIE, sign_in
from routes.table import ROUTES
from tests.conftest import FACILITATOR, SCHOOL, SECRET

BASE = "http://school"
HEADERS = {"X-Stage": "1", "Origin": BASE}
EVENT = "01930000-0000-7000-8000-00000000000"
LESSON = "rights.what-is-a-right"


@pytest.fixture
def client(desk, child):
    """A browser in the child's seat."""
    with TestClient(Starlette(routes=ROUTES), base_url=BASE) as browser:
        browser.cookies.set(COOKIE, sign_in(desk, Role.CHILD, SCHOOL, child.id, " ".join(SECRET)))
        yield browser


@pytest.fixture
def attempt(desk, child):
    """An open quiz."""
    return study.quiz(desk, child, LESSON, "en")["attempt"]


def body(attempt, n=1, item="q1", response="a", **more):
    """What the stage sends."""
    return {"event_id": f"{EVENT}{n}", "attempt": attempt, "item": f"{LESSON}.{item}", "response": response, "lang": "en", **more}


def test_an_answer_is_kept_and_explained(client, desk, attempt):
    """The acknowledgement tells which was better and why; the row is on the disk."""
    told = client.post("/api/answers", json=body(attempt), headers=HEADERS).json()
    assert told["better"] == ["b"]
    assert told["is_new"]
    assert "prize" in told["feedback"]["a"]
    assert desk.store.answers(SCHOOL, attempt)[f"{LESSON}.q1"].misunderstood == ("rights-are-earned",)


def test_a_retry_and_a_second_tab_change_nothing(client, desk, attempt):
    """The same id again, or another id for the same item: the first answer stands and is told."""
    client.post("/api/answers", json=body(attempt), headers=HEADERS)
    again = client.post("/api/answers", json=body(attempt), headers=HEADERS).json()
    other = client.post("/api/answers", json=body(attempt, 2, response="b"), headers=HEADERS).json()
    assert not again["is_new"]
    assert not other["is_new"]
    assert other["response"] == "a"
    assert len(desk.store.answers(SCHOOL, attempt)) == 1


@pytest.mark.parametrize(
    ("change", "headers", "status"),
    [
        ({}, {"Origin": BASE}, 403),  # no header of ours: a form of another page
        ({}, {"X-Stage": "1", "Origin": "http://school:9000"}, 403),  # same site, other origin
        ({}, {"X-Stage": "1"}, 403),
        ({"event_id": "1"}, HEADERS, 422),
        ({"item": "gone"}, HEADERS, 422),
        ({"response": "z"}, HEADERS, 422),
        ({"response": {"a": "b"}}, HEADERS, 422),
        ({"attempt": "other"}, HEADERS, 403),
        ({"noise": "x" * 5000}, HEADERS, 413),
    ],
)
def test_what_does_not_belong_is_refused(client, desk, attempt, change, headers, status):
    """Foreign pages, foreign attempts, malformed and oversized bodies leave nothing behind."""
    assert client.post("/api/answers", json={**body(attempt), **change}, headers=headers).status_code == status
    assert not desk.store.answers(SCHOOL, attempt)


def test_without_a_seat_nothing_is_kept(client, desk, attempt):
    """401 tells the page to keep the answer and ask who it is."""
    client.cookies.clear()
    assert client.post("/api/answers", json=body(attempt), headers=HEADERS).status_code == 401


def test_nobody_answers_for_another_child(client, desk, attempt):
    """A second child's seat cannot write into the first one's attempt."""
    other = enrol.add_member(desk, FACILITATOR, "c1", "owl", SECRET)
    client.cookies.set(COOKIE, sign_in(desk, Role.CHILD, SCHOOL, other, " ".join(SECRET)))
    assert client.post("/api/answers", json=body(attempt), headers=HEADERS).status_code == 403


def test_a_clock_ahead_is_clamped(client, desk, attempt):
    """A tap cannot come from tomorrow."""
    client.post("/api/answers", json=body(attempt, tapped_at=4_000_000_000_000), headers=HEADERS)
    assert desk.store.answers(SCHOOL, attempt)[f"{LESSON}.q1"].tapped_ms < 4_000_000_000_000


@pytest.mark.parametrize("lang", ["km", "en"])
def test_help_needs_no_seat_and_names_1280_first(client, desk, lang):
    """SG-01, SG-02: help is open to all, 1280 stands first, and looking leaves no trace."""
    before = desk.store.read("SELECT count(*) FROM answered")[0][0]
    client.cookies.clear()
    page = client.get(f"/help?lang={lang}").text
    numbers = [number for number in ("1280", "117", "1288", "1387", "1300") if f">{number}<" in page]
    assert numbers == ["1280", "117"]
    assert page.index(">1280<") < page.index(">117<")
    assert desk.store.read("SELECT count(*) FROM answered")[0][0] == before


def test_the_way_out_shows_nothing_of_us(client):
    """SG-03: who looks over the shoulder sees a times table, no name of ours and no child."""
    page = client.get("/away?lang=en").text
    assert "Times table" in page
    assert "Sitthi" not in page


def test_a_foreign_page_cannot_sign_a_child_out(client, desk):
    """The Strict cookie goes along from another port of the same host: the Origin is what stops it."""
    assert client.post("/leave", headers={"Origin": "http://school:9000"}).status_code == 403


def test_the_front_page_carries_its_policy(client):
    """No other host may be called, and no other page may frame us."""
    policy = client.get("/").headers["content-security-policy"]
    assert "connect-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
