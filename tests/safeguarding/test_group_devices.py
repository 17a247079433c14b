"""Phones in the room: what somebody on the school's network can learn or do, with the code and without. No name, no door."""

from __future__ import annotations

import re

import httpx
import pytest

from actions import enrol, group_quiz
from actions import group_quiz_devices as devices
from actions.erase import erase
from actions.helplines import for_children
from actions.permissions import NOBODY, NotAllowed, Role, Who
from actions.sign_in import COOKIE, sign_in
from routes import network
from routes.join import JOIN
from routes.seats import DEVICE
from routes.table import ROUTES
from tests.conftest import FACILITATOR, PIN, SCHOOL, SECRET
from tests.routes.test_join import ITEMS, room, tap, view, views  # noqa: F401  # the fixture

NAMES = {"cat": "ម៉ាលីណា", "owl": "Sophearith", "duck": "វណ្ណៈពេជ្រ"}


@pytest.fixture
def members(desk):
    """Three children with names."""
    return [enrol.add_member(desk, FACILITATOR, "c1", animal, SECRET, name) for animal, name in NAMES.items()]


@pytest.fixture
def heard(monkeypatch):
    """Every byte of every reply."""
    kept: list[str] = []
    send = httpx.HTTPTransport.handle_request

    def handle(self, request):
        reply = send(self, request)
        kept.append(f"{request.method} {request.url} {reply.headers}")
        stream, iterate = reply.stream, type(reply.stream).__iter__

        class Heard(httpx.SyncByteStream):
            def __iter__(self):
                for part in iterate(stream):
                    kept.append(part.decode("utf-8", "replace"))
                    yield part

            def close(self):
                stream.close()

        reply.stream = Heard()
        return reply

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", handle)
    return kept


def test_no_reply_to_a_phone_names_a_child(room, desk, members, heard):  # noqa: F811
    """A whole session, every state, both languages: no name, no id of a member, nothing of who is right, no other's answer."""
    mine, other = room.joined("cat", members[0]), room.joined("owl")
    mine.headers["Accept-Encoding"] = other.headers["Accept-Encoding"] = "identity"
    for lang in ("km", "en"):
        mine.get(f"/join?lang={lang}")
        mine.get(f"/join/away?lang={lang}")
    for moves in ((), ("think",), ("round1",), ("discuss",), ("round2",), ("reveal",), ("next",)):
        room.go(*moves)
        for phone in (mine, other):
            assert view(phone, "km") and view(phone)
        now = room.now()
        body = tap(item=now.item, round=now.round or 1)
        mine.post("/api/join/answer", json=body)
        other.post("/api/join/answer", json=body)
    room.let_in(2, None)
    refused = view(other)
    assert refused["state"] == "refused"
    other.post("/api/join/claim", json={"seat": members[2]})
    other.post("/api/join/claim", json={"seat": "cat"})
    room.let_in(2, members[0])
    assert view(mine)["state"] == "moved"
    group_quiz.end(desk, FACILITATOR, room.session)
    room.changed()
    everything = "".join(heard)
    assert "Elephant" not in everything and "Cat" in everything  # we look at the right bytes
    for hidden in (*NAMES.values(), *members, room.session, "is_right", "feedback", "results", "share", "present"):
        assert hidden not in everything, hidden


ELSEWHERE = re.findall(
    r"\S+",
    """
/ /door /door?adult=staff /help /away /setup /trouble /healthz /leave /group_quiz /group_quiz/projector /group_quiz/keyboard
/api/answers /api/here /api/group_quiz/x/host /_stcore/health /_stcore/host-config /_stcore/stream /static/ /media/ /stream
/assets/ /assets/words/child.yaml /assets/looks/sitthi.css /assets/stage/stage.js /assets/group_quiz/host.js
/assets/pictures/parts/ /assets/../app.py /assets/%2e%2e/app.py /assets/v-ab/../../app.py /assets/fonts/sitthi-400.woff2/..
/assets/pictures/drawn/small/../../../words/child.yaml //etc/passwd /assets//etc/passwd
""",
)


@pytest.mark.parametrize("verb", ["GET", "POST", "PUT"])
def test_nothing_else_of_the_server_is_on_the_network(room, desk, verb):  # noqa: F811
    """Not even with a facilitator's cookie: 404 or 405, and no cookie in return."""
    seat = sign_in(desk, Role.FACILITATOR, SCHOOL, "facilitator", PIN)
    with room.phone(Cookie=f"{COOKIE}={seat}") as phone:
        for path in ELSEWHERE:
            reply = phone.request(verb, f"{room.base}{path}")
            assert reply.status_code in (404, 405), path
            assert "set-cookie" not in reply.headers


def test_the_two_listeners_have_nothing_in_common_but_files():
    """No address of the join page is served on 127.0.0.1, and none of the doors on the network."""
    ours, theirs = {one.path for one in JOIN}, {one.path for one in ROUTES}
    assert {one.split("/")[1] for one in ours & theirs} <= {"assets"}
    assert {one.split("{")[0] for one in ours} == {
        "/join", "/join/away", "/api/join", "/api/join/claim", "/api/join/answer", "/api/join/live", "/assets/"
    }  # fmt: skip


@pytest.mark.parametrize("path", ["/join", "/api/join/live", "/assets/looks/tokens.css", "/door"])
def test_a_name_that_somebody_bound_to_our_address_is_refused(room, path):  # noqa: F811
    """DNS rebinding: a foreign page that reached us under its own name gets 421, and not one byte of ours."""
    port = network.address().split(":")[2].split("/")[0]
    for host in ("evil.example", f"evil.example:{port}", f"localhost:{port}", "127.0.0.1", "127.0.0.1:1", "", f"[::1]:{port}"):
        with room.phone() as phone:
            phone.headers["Host"] = host
            reply = phone.get(path)
        assert (reply.status_code, reply.text) == (421, "not here"), host


def test_the_headers_keep_foreign_pages_and_files_out(room):  # noqa: F811
    """No frame, no foreign script, no guessing of types; no name of the server; nothing kept by the browser."""
    head = room.phone().get("/join").headers
    assert "default-src 'self'" in head["content-security-policy"] and "frame-ancestors 'none'" in head["content-security-policy"]
    assert (head["x-content-type-options"], head["cache-control"]) == ("nosniff", "no-store")
    assert "server" not in head
    assert "access-control-allow-origin" not in head


@pytest.mark.parametrize("cookie", ["", "made-up", "x" * 5000, "'; DROP TABLE local_device; --"])
def test_without_a_cookie_of_this_session_nothing_is_told_or_kept(room, desk, members, cookie):  # noqa: F811
    """No stream, so no pictures; no claim; no answer. The code comes first."""
    room.go("think", "round1")
    with room.phone(Cookie=f"{DEVICE}={cookie}") as phone:
        assert phone.get("/api/join/live").status_code == 401
        assert phone.post("/api/join/claim", json={"seat": "cat"}).status_code == 401
        assert phone.post("/api/join/answer", json=tap()).status_code == 401
        assert "animal" not in phone.get("/join").text and "small/" not in phone.get("/join").text
    assert desk.groups.answers(SCHOOL, room.session) == []


def test_a_cookie_of_another_session_opens_nothing_here(room, desk, members):  # noqa: F811
    """Of the group next door, and of the computer that is passed round."""
    enrol.add_circle(desk, FACILITATOR, 1)
    other = group_quiz.begin(desk, FACILITATOR, "c2", "meeting", ITEMS, mode="devices")
    desk.groups.give(SCHOOL, other.session, desk.groups.add_device(other, "next door"), members[0], is_let_in=True)
    desk.groups.add_device(room.now(), "passed round", 0)
    room.go("think", "round1")
    for token in ("next door", "passed round"):
        with room.phone(Cookie=f"{DEVICE}={token}") as phone:
            assert phone.get("/api/join/live").status_code == 401
            assert phone.post("/api/join/answer", json=tap(seat=members[0])).status_code == 401
    assert desk.groups.answers(SCHOOL, room.session) == []


def test_a_phone_answers_for_its_own_child_only(room, desk, members):  # noqa: F811
    """Whatever seat it names; and its neighbour's answer is told to nobody."""
    mine, other = room.joined("cat", members[0]), room.joined("owl", members[1])
    room.go("think", "round1")
    assert mine.post("/api/join/answer", json=tap(letter="B", seat=members[1], member=members[1])).json()["mine"] == "B"
    assert [one.member for one in desk.groups.answers(SCHOOL, room.session)] == [members[0]]
    assert view(other)["mine"] is None


def test_the_phone_s_streams_are_few(room):  # noqa: F811
    """One phone cannot hold the school's computer by opening streams without end."""
    phone = room.joined("cat")
    held = [views(phone) for _ in range(3)]
    assert [next(one)["state"] for one in held] == ["waiting"] * 3
    assert phone.get("/api/join/live").status_code == 429
    for one in held:
        one.close()


def test_sg17_an_erased_child_s_phone_is_nobody_s(room, desk, members):  # noqa: F811
    """Row and cookie go with the child, and the answers that were in the open round; the neighbour's stay."""
    mine, other = room.joined("cat", members[0]), room.joined("owl", members[1])
    room.go("think", "round1")
    for phone in (mine, other):
        assert phone.post("/api/join/answer", json=tap()).json()["is_new"]
    erase(desk, FACILITATOR, members[0])
    assert [one.member for one in desk.groups.devices(SCHOOL, room.session)] == [members[1]]
    assert mine.get("/api/join/live").status_code == 401
    assert mine.post("/api/join/answer", json=tap()).status_code == 401
    assert [one.member for one in desk.groups.answers(SCHOOL, room.session)] == [members[1]]
    assert [one["seat"] for one in view(room.joined())["pictures"]] == ["duck", "owl"]


OTHERS = [NOBODY, *(Who(role, SCHOOL, "x/1") for role in (Role.CHILD, Role.STAFF, Role.DEVICE))]


@pytest.mark.parametrize("who", OTHERS)
def test_only_the_facilitator_lets_anyone_in(room, desk, members, who):  # noqa: F811
    """And only into the facilitator's own school's sessions, only children of this group, only phones that came."""
    room.joined("cat")
    with pytest.raises(NotAllowed):
        devices.let_in(desk, who, room.session, 1, members[0])
    for facilitator, device, seat in (
        (Who(Role.FACILITATOR, "02-1", "facilitator"), 1, members[0]), (FACILITATOR, 2, members[0]), (FACILITATOR, 1, "somebody")
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            devices.let_in(desk, facilitator, room.session, device, seat)
    assert [one.is_let_in for one in desk.groups.devices(SCHOOL, room.session)] == [False]


@pytest.mark.parametrize("lang", ["km", "en"])
def test_help_is_in_the_page(room, desk, lang):  # noqa: F811
    """SG-01, SG-02: 1280 first, only numbers for children, without code, script or seat; the way out beside it (SG-03)."""
    html = room.phone().get(f"/join?lang={lang}").text
    assert re.findall(r"tel:(\d+)", html) == [one.number for one in for_children(desk.course, desk.words, desk.today)]
    assert re.findall(r"tel:(\d+)", html)[0] == "1280"
    assert 'href="#help"' in html and 'href="/join/away"' in html
    out = room.phone().get(f"/join/away?lang={lang}").text
    assert "Sitthi" not in out and desk.words("join.title", lang) not in out


def test_sg16_the_page_calls_no_other_computer(room):  # noqa: F811
    """Its files are ours, and there is no address of elsewhere in them."""
    phone = room.phone()
    html = phone.get("/join").text
    for path in re.findall(r'(?:src|href)="(/assets/[^"]+)"', html):
        text = phone.get(path).text if not path.endswith(".png") else ""
        assert re.findall(r"https?://(?!www\.w3\.org/2000/svg)[^\s\"']+", text) == []
    assert re.findall(r"https?://", html) == []
