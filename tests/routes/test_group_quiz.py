"""The pages and posts of a group session: who may, what is refused and why, and that pictures go nowhere."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from actions import enrol, group_quiz
from actions.permissions import Role
from actions.sign_in import COOKIE, sign_in
from routes import group_quiz as group_quiz_pages
from routes import network
from routes.guard import Guard
from routes.seats import DEVICE
from routes.table import ROUTES
from sheets import scan
from tests.conftest import FACILITATOR, PIN, SCHOOL, SECRET

BASE = "http://school"
OURS = {"Origin": BASE, "X-Stage": "1"}
LESSON = "rights.trusted-adults"


@pytest.fixture
def member(desk):
    """One child with a card."""
    return enrol.add_member(desk, FACILITATOR, "c1", "cat", SECRET, "ម៉ាលីណា")


@pytest.fixture
def session(desk, member):
    """Two questions by cards."""
    return group_quiz.begin(desk, FACILITATOR, "c1", "lesson", (f"{LESSON}.q1", f"{LESSON}.q2"), LESSON).session


@pytest.fixture
def browser(desk):
    """The routes behind the guard, with the facilitator's cookie."""
    with TestClient(Guard(Starlette(routes=ROUTES), ROUTES), base_url=BASE, follow_redirects=False) as one:
        one.cookies.set(COOKIE, sign_in(desk, Role.FACILITATOR, SCHOOL, "facilitator", PIN))
        yield one


def post(browser, session, verb, **body):
    """One verb."""
    return browser.post(f"/api/group_quiz/{session}/{verb}", json=body, headers=OURS)


def opened(browser, session):
    """Goes to the first round."""
    assert post(browser, session, "move", version=1, move="think").json() == {"ok": True, "version": 2}
    assert post(browser, session, "move", version=2, move="round1").status_code == 200


def packed(*pictures):
    """The body of …/frames."""
    return b"".join(len(one).to_bytes(4, "big") + one for one in pictures)


def test_a_session_begins_with_one_form(browser, desk, member):
    """The start page's form makes the session and leads to its page; a foreign page's form makes none."""
    form = {"circle": "c1", "kind": "lesson", "lesson": LESSON, "mode": "hands"}
    assert browser.post("/group_quiz/begin", data=form, headers={"Origin": "http://evil"}).status_code == 403
    answer = browser.post("/group_quiz/begin", data=form, headers={"Origin": BASE})
    begun = desk.groups.sessions(SCHOOL)
    assert len(begun) == 1 and begun[0].mode == "hands"
    assert answer.headers["location"] == f"/group_quiz?session={begun[0].session}"
    assert browser.get("/group_quiz").status_code == 200  # without an address: the newest one that is open


@pytest.mark.parametrize(
    ("verb", "body", "status", "why"),
    [
        ("move", {"version": 1, "move": "reveal"}, 409, "not_now"),
        ("move", {"version": 7, "move": "think"}, 409, "not_now"),
        ("move", {"move": "think"}, 422, "malformed"),
        ("way", {"mode": "telepathy"}, 422, "no_such_way"),
        ("way", {"mode": "team", "teams": 99}, 422, "no_such_way"),
        ("enter", {"seat": "x", "letter": "A"}, 409, "not_now"),
        ("count", {"hands": [1, 2]}, 422, "malformed"),
        ("present", {"member": "nobody", "status": "here"}, 403, "not_allowed"),
        ("judge", {"verdict": "clear"}, 422, "not_now"),
        ("keyboard", {}, 422, "not_now"),
        ("aside", {"sand": "x"}, 422, "malformed"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_reason(browser, session, desk, verb, body, status, why):
    """Each in one word, and the session stands where it stood."""
    before = desk.groups.session(SCHOOL, session)
    answer = post(browser, session, verb, **body)
    assert (answer.status_code, answer.json()) == (status, {"why": why})
    assert desk.groups.session(SCHOOL, session) == before


def test_only_our_page_may_post(browser, session):
    """Without the header, or from another origin, nothing moves."""
    for headers in ({"Origin": BASE}, {"Origin": "http://evil", "X-Stage": "1"}, {"X-Stage": "1"}):
        answer = browser.post(f"/api/group_quiz/{session}/move", json={"version": 1, "move": "think"}, headers=headers)
        assert answer.status_code == 403


def test_the_camera_may_be_asked_for_on_the_facilitator_s_page_alone(browser, session):
    """SG-14: its policy names the camera; the big screen's, the doors' and the child's do not."""
    assert "camera=(self)" in browser.get(f"/group_quiz?session={session}").headers["permissions-policy"]
    for path in (f"/group_quiz/projector?session={session}", "/door", "/help", "/"):
        assert "camera=()" in browser.get(path).headers["permissions-policy"]


def test_a_picture_is_read_and_let_go(browser, session, monkeypatch):
    """What the reader sees comes back as counts; a body that does not add up, or no reader, is said in a word."""
    opened(browser, session)
    monkeypatch.setattr(scan, "read", lambda frames, known, blocked=frozenset(): scan.Reading({0: 1}, {}, frozenset({7}), 1))
    url = f"/api/group_quiz/{session}/frames"
    assert browser.post(url, content=packed(b"jpeg"), headers=OURS).json() == {"ok": True, "read": 1, "unclear": [], "foreign": 1}
    assert browser.post(url, content=packed(b"jpeg") + b"x", headers=OURS).json() == {"why": "bad_picture"}
    assert browser.post(url, content=b"", headers=OURS).status_code in (413, 422)

    def missing(*_):
        raise scan.NoReader

    monkeypatch.setattr(scan, "read", missing)
    assert browser.post(url, content=packed(b"jpeg"), headers=OURS).json() == {"why": "no_reader"}


def test_no_picture_reaches_the_disk(browser, session, desk, tmp_path):
    """While pictures are read, nothing but the store's own files is opened for writing, and no byte of them is in those."""
    opened(browser, session)
    mark = b"PICTURE-OF-A-CHILD-9f2c"
    written: list[str] = []
    watching = [True]

    def hook(event, args):
        if watching[0] and event == "open" and isinstance(args[0], str | bytes | os.PathLike):
            mode, flags = args[1], args[2] if len(args) > 2 and isinstance(args[2], int) else 0
            if (isinstance(mode, str) and set(mode) & set("wax+")) or flags & (os.O_WRONLY | os.O_RDWR):
                written.append(str(args[0]))

    sys.addaudithook(hook)
    try:
        browser.post(f"/api/group_quiz/{session}/frames", content=packed(mark * 500), headers=OURS)
        browser.post(f"/api/group_quiz/{session}/frames?photo=1", content=packed(b"\xff\xd8\xff\xe0" + mark * 500), headers=OURS)
    finally:
        watching[0] = False
    assert [one for one in written if "sitthi.db" not in one and not one.endswith((".pyc", "/dev/null"))] == []
    for file in Path(tmp_path).rglob("*"):
        assert not file.is_file() or mark not in file.read_bytes()


def test_the_adult_s_seat_ends_before_a_child_has_the_keys(browser, session, desk, member):
    """Passing the computer round closes the facilitator's seat; the device's cookie opens that page and nothing of an adult's."""
    assert post(browser, session, "way", mode="keyboard").status_code == 200
    answer = post(browser, session, "keyboard")
    assert answer.json() == {"ok": True, "go": f"/group_quiz/keyboard?session={session}"}
    assert desk.store.read("SELECT * FROM local_seat") == []
    browser.cookies.delete(COOKIE)  # set by hand above, so the answer's deletion does not reach it
    assert browser.cookies.get(DEVICE)
    assert browser.get(answer.json()["go"]).status_code == 200
    assert browser.get(f"/group_quiz?session={session}").headers["location"] == "/door?adult=facilitator&then=group_quiz"
    assert post(browser, session, "move", version=2, move="think").status_code == 401
    assert browser.get(f"/api/group_quiz/{session}/host").status_code == 401


def test_the_pin_brings_the_facilitator_back_to_the_group(browser, session):
    """The door's hidden way on is kept through a wrong PIN, and it leads to our own page only."""
    browser.cookies.clear()
    page = browser.get("/door?adult=facilitator&then=group_quiz").text
    assert 'name="then" value="group_quiz"' in page
    assert 'name="then"' not in browser.get("/door?adult=facilitator&then=http://evil").text
    form = {"role": "facilitator", "who": "facilitator", "school": SCHOOL, "then": "group_quiz"}
    wrong = browser.post("/door", data={**form, "secret": "0000"}, headers={"Origin": BASE})
    assert 'name="then" value="group_quiz"' in wrong.text
    assert browser.post("/door", data={**form, "secret": PIN}, headers={"Origin": BASE}).headers["location"] == "/group_quiz"
    other = browser.post("/door", data={**form, "secret": PIN, "then": "http://evil"}, headers={"Origin": BASE})
    assert other.headers["location"] == "/"


def test_a_device_of_another_session_sees_nothing_of_this_one(browser, session, desk):
    """Its cookie opens its own session's big screen, not another's."""
    post(browser, session, "way", mode="keyboard")
    post(browser, session, "keyboard")
    other = group_quiz.begin(desk, FACILITATOR, "c1", "lesson", (f"{LESSON}.q1",), LESSON).session
    assert browser.get(f"/group_quiz/projector?session={other}").status_code == 303
    assert browser.get(f"/api/group_quiz/{other}/projector").status_code == 401


def test_the_words_of_a_page_are_safe_in_it(browser, session):
    """The shell holds its words as data; no word can end the attribute."""
    text = browser.get(f"/group_quiz?session={session}&lang=en").text
    told = text.split('data-words="')[1].split('"')[0]
    assert isinstance(json.loads(told.replace("&quot;", '"').replace("&#x27;", "'").replace("&amp;", "&")), dict)


def test_every_address_of_the_computer_is_told(session, monkeypatch):
    """In several networks the likeliest comes first and the others beside it; closed a moment ago, there is none."""
    monkeypatch.setattr(network, "invitation", lambda now: "x")
    monkeypatch.setattr(network, "all_addresses", lambda: ["http://10.0.0.2:8512/join", "http://192.168.43.1:8512/join"])
    told = group_quiz_pages._invited({"session": session}, SCHOOL)
    assert (told["address"], told["others"]) == ("http://10.0.0.2:8512/join", ["http://192.168.43.1:8512/join"])
    monkeypatch.setattr(network, "all_addresses", lambda: [])
    assert group_quiz_pages._invited({"session": session}, SCHOOL)["address"] is None
