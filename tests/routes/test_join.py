"""The listener on the school's network: what it serves, whom it refuses, and that it is there only while it is needed."""

import asyncio
import json
import re
import socket
import threading
import time

import httpx
import pytest

from actions import enrol, group_quiz
from actions import group_quiz_devices as devices
from actions.desk import ROOT
from progress.group_quiz import Session
from routes import network
from routes.group_quiz_live import HUB
from routes.join import SOON_S
from routes.seats import DEVICE
from tests.conftest import FACILITATOR, SCHOOL, SECRET

ITEMS = ("rights.what-is-a-right.q1", "rights.what-is-a-right.q3")
EVENT = "01930000-0000-7000-8000-0000000000"


class Classroom:
    """A running listener, the facilitator's verbs, and phones on real sockets."""

    def __init__(self, desk, session):
        self.desk, self.session, self.loop = desk, session, asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.run(self._hub())
        self.follow()

    async def _hub(self):
        HUB.open()

    def run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(10)

    def now(self) -> Session:
        return group_quiz.session(self.desk, FACILITATOR, self.session)

    def follow(self):
        return self.run(network.follow(self.now()))

    def changed(self):
        HUB.changed(SCHOOL, self.session)

    def go(self, *moves):
        for move in moves:
            group_quiz.move(self.desk, FACILITATOR, self.session, self.now().version, move)
        self.changed()

    def let_in(self, device, seat):
        devices.let_in(self.desk, FACILITATOR, self.session, device, seat)
        self.changed()

    @property
    def base(self):
        return (network.address() or "").removesuffix("/join")

    def phone(self, **headers):
        """Not in yet."""
        ours = {"X-Stage": "1", "Origin": self.base, **headers}
        return httpx.Client(base_url=self.base, headers={name: value for name, value in ours.items() if value})

    def joined(self, picture=None, seat=None):
        """A phone that is in, waiting or new."""
        one = self.phone()
        assert one.post("/api/join", json={"code": devices.code(self.now())}).json() == {"ok": True}
        number = view(one)["device"]
        if picture:
            assert one.post("/api/join/claim", json={"seat": picture}).status_code == 200
        if seat:
            self.let_in(number, seat)
        return one

    def close(self):
        self.run(network.close())
        self.loop.call_soon_threadsafe(self.loop.stop)


def views(phone, lang="en"):
    """The stream, as parsed views."""
    with phone.stream("GET", f"/api/join/live?lang={lang}", timeout=10) as stream:
        assert stream.status_code == 200
        for line in stream.iter_lines():
            if line.startswith("data: "):
                yield json.loads(line[6:])


def view(phone, lang="en"):
    """What it shows now."""
    for one in views(phone, lang):
        return one


def tap(n=1, item=ITEMS[0], round=1, letter="A", **more):
    """The body of one tap."""
    return {"event_id": f"{EVENT}{n:02}", "item": item, "round": round, "letter": letter, **more}


@pytest.fixture
def members(desk):
    """Three children."""
    return [enrol.add_member(desk, FACILITATOR, "c1", animal, SECRET) for animal in ("cat", "owl", "duck")]


@pytest.fixture
def room(desk, members, monkeypatch):
    """A session that phones answer, with its listener open on this computer's own address."""
    monkeypatch.setattr(network, "addresses", lambda: ["127.0.0.1"])
    monkeypatch.setattr(network, "PORT", 20_000 + time.time_ns() % 30_000)
    monkeypatch.setattr(network, "_turn", asyncio.Lock())
    one = Classroom(desk, group_quiz.begin(desk, FACILITATOR, "c1", "meeting", ITEMS, mode="devices").session)
    yield one
    one.close()


def test_from_the_code_to_the_kept_answer(room, desk, members):
    """A phone asks, is let in, gets each step by itself, answers once, and sees the end."""
    phone = room.joined("owl")
    told = views(phone)
    assert next(told)["state"] == "waiting"
    room.let_in(1, members[1])
    assert next(told)["state"] == "in"
    room.go("think", "round1")
    assert [next(told)["step"]] == ["round1"]
    assert phone.post("/api/join/answer", json=tap(letter="C")).json() == {"ok": True, "mine": "C", "is_new": True}
    assert [(one.member, one.mode) for one in desk.groups.answers(SCHOOL, room.session)] == [(members[1], "devices")]
    assert view(phone)["mine"] == "C"
    group_quiz.end(desk, FACILITATOR, room.session)
    room.changed()
    assert next(told)["state"] == "ended"
    assert list(told) == []
    assert phone.post("/api/join/answer", json=tap(2)).status_code == 401


def test_other_phones_answers_wake_nobody(room, members):
    """Forty answers must not become forty times forty messages: only what changes on a phone is sent to it."""
    first, second = room.joined(seat=members[0]), room.joined(seat=members[1])
    room.go("think", "round1")
    told = views(first)
    assert next(told)["step"] == "round1"
    phones = HUB._topic(SCHOOL, f"{room.session}/devices")
    time.sleep(5 * SOON_S)  # what came before has been told
    before = phones.version
    assert second.post("/api/join/answer", json=tap()).json()["is_new"]
    time.sleep(5 * SOON_S)  # the facilitator's screen has been woken by then
    assert phones.version == before
    room.go("discuss")
    assert next(told)["step"] == "discuss"  # and nothing between


def test_the_cookie_is_the_phone_s_alone(room, desk):
    """HttpOnly and Strict, long, and on the disk only as a hash; asking again makes no second number."""
    phone = room.phone()
    reply = phone.post("/api/join", json={"code": devices.code(room.now())})
    cookie = reply.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie and "Path=/" in cookie
    token = phone.cookies[DEVICE]
    assert len(token) >= 43
    (row,) = desk.store.read("SELECT * FROM local_device")
    assert token not in str(dict(row))
    assert phone.post("/api/join", json={"code": devices.code(room.now())}).status_code == 200
    assert len(desk.groups.devices(SCHOOL, room.session)) == 1


def test_it_is_open_only_while_phones_answer(room, desk):
    """Another way of answering, and the end, close the port; choosing phones again opens it, and who was in is in."""
    phone, base = room.joined("cat"), room.base
    host, port = base.removeprefix("http://").split(":")
    group_quiz.answer_by(desk, FACILITATOR, room.session, "cards")
    told = views(phone)
    assert next(told)["state"] == "closed"
    room.follow()
    assert (network.address(), network.invitation(room.now())) == (None, None)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)), timeout=2)
    group_quiz.answer_by(desk, FACILITATOR, room.session, "devices")
    assert room.follow() == f"{base}/join"
    assert view(phone)["state"] == "waiting"
    group_quiz.end(desk, FACILITATOR, room.session)
    assert room.follow() is None
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)), timeout=2)


def test_a_taken_port_is_stepped_over(room):
    """A neighbour of ours may have it; a second session takes the listener from the first."""
    first = network.address()
    group_quiz.answer_by(room.desk, FACILITATOR, room.session, "cards")
    room.follow()
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("0.0.0.0", network.PORT))
        other.listen()
        group_quiz.answer_by(room.desk, FACILITATOR, room.session, "devices")
        assert room.follow() not in (None, first)
    new = group_quiz.begin(room.desk, FACILITATOR, "c1", "meeting", ITEMS, mode="devices")
    room.run(network.follow(new))
    assert network.invitation(room.now()) is None
    assert network.invitation(new) == f"{network.address()}?c={devices.code(new)}"


def test_without_a_network_it_says_so(room, monkeypatch):
    """No address that a phone could reach: the facilitator reads what to do, and nothing listens."""
    room.run(network.close())
    monkeypatch.setattr(network, "addresses", list)
    with pytest.raises(network.NoNetwork, match="router"):
        room.follow()
    assert network.address() is None


def test_addresses_are_private_and_ours(monkeypatch):
    """What the routing table names, no loopback, double or address of the internet; else what this computer is called."""
    ways = {network.NEIGHBOURS[0]: "192.168.1.7", network.NEIGHBOURS[1]: "192.168.1.7", network.NEIGHBOURS[2]: "8.8.8.8"}
    monkeypatch.setattr(network, "_facing", ways.get)
    assert network.addresses() == ["192.168.1.7"]
    monkeypatch.setattr(network, "_facing", lambda _: None)
    monkeypatch.setattr(socket, "gethostbyname_ex", lambda _: ("pc", [], ["127.0.1.1", "10.0.0.4", "169.254.3.3"]))
    assert network.addresses() == ["10.0.0.4"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"X-Stage": None}, 403),
        ({"Origin": None}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1:8511"}, 403),
        ({"Origin": "https://evil.example"}, 403),
    ],
)
@pytest.mark.parametrize("path", ["/api/join", "/api/join/claim", "/api/join/answer"])
def test_only_our_own_page_may_post(room, path, headers, status):
    """The header of ours and our origin, on every post."""
    assert room.phone(**headers).post(path, json={"code": devices.code(room.now())}).status_code == status


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"{}" + b" " * 5000, 413),
        (b"[" * 4000, 400),
        (b"[]", 400),
        (b"", 400),
        (b"\xff", 400),
        (b'{"a": ' + b"1" * 4000 + b"}", 422),
        (b'{"event_id": "\\ud800", "item": "\\ud800", "letter": "\\ud800", "round": NaN, "seat": "\\ud800"}', 422),
    ],
)
def test_what_is_no_answer_is_refused_in_words(room, members, content, status):
    """Too long, too deep, no JSON, no object, no text: a word and 4xx, never a fault of the server."""
    phone = room.joined(seat=members[0])
    reply = phone.post("/api/join/answer", content=content)
    assert (reply.status_code, set(reply.json())) == (status, {"why"})


def test_a_body_without_a_length_is_refused(room, members):
    """Nobody can send without end."""
    phone = room.joined(seat=members[0])
    assert phone.post("/api/join/answer", content=iter([b"{}", b" "])).status_code == 413


@pytest.mark.parametrize("code", ["", "0", "00000", None, 12, ["1"], "\ud800", "១២៣៤"])
def test_a_wrong_code_opens_nothing(room, desk, code):
    """403 and no cookie, whatever it is made of."""
    reply = room.phone().post("/api/join", content=json.dumps({"code": code}))
    assert (reply.status_code, reply.json(), "set-cookie" in reply.headers) == (403, {"why": "code"}, False)
    assert desk.groups.devices(SCHOOL, room.session) == []


def test_guessing_is_slow(room):
    """After six wrong codes from one address even the right one waits; a minute later it opens."""
    phone, right = room.phone(), devices.code(room.now())
    wrong = f"{(int(right) + 1) % 10_000:04}"
    assert [phone.post("/api/join", json={"code": wrong}).status_code for _ in range(7)] == [403] * 6 + [429]
    assert phone.post("/api/join", json={"code": right}).json() == {"why": "wait"}


def test_guessing_from_many_addresses_is_slow_too():
    """Twenty in a minute over all, and then everyone who has no cookie waits; what is a minute old is forgotten."""
    from routes import join

    here = join.Open(SCHOOL, "x")
    for n in range(join.WRONG_CODES):
        assert not here.must_wait(f"10.0.0.{n}")
        here.has_failed(f"10.0.0.{n}")
    assert here.must_wait("10.0.0.99")
    here.wrong = type(here.wrong)((at - join.WINDOW_S, one) for at, one in here.wrong)
    assert not here.must_wait("10.0.0.99")


def test_the_page_is_light(room):
    """Page, script, sheets and both fonts: under 60 kB on the wire, so that forty old phones begin at once."""
    phone = room.phone(**{"Accept-Encoding": "gzip"})
    html = phone.get("/join?lang=km")
    wanted = re.findall(r'(?:src|href)="(/assets/[^"]+)"', html.text)
    tokens = phone.get(next(one for one in wanted if "tokens" in one)).text
    wanted = [one for one in wanted if "icon.png" not in one] + re.findall(r'url\("([^"]+)"\)', tokens)
    assert len(wanted) == 5
    total = 0
    for path in ("/join?lang=km", *wanted):
        with phone.stream("GET", path) as reply:
            assert reply.status_code == 200, path
            total += sum(map(len, reply.iter_raw()))
    assert total < 60_000, total


def test_old_phones_can_read_the_script():
    """Nothing younger than ES2019, and nothing that plain http hides: one such sign and the page stays white."""
    text = (ROOT / "assets/group_quiz/join.js").read_text("utf-8")
    code = re.sub(r"//.*", "", text)
    for young in ("?.", "??", "=>", "import ", "export ", "await ", "replaceChildren", "randomUUID", ".at(", "#this"):
        assert young not in code, young
    assert "<script src=" in (ROOT / "routes/join.py").read_text("utf-8")


def test_the_qr_code_says_the_address(room):
    """As SVG, black on white with its quiet zone."""
    svg = network.qr_svg(network.invitation(room.now()))
    assert svg.startswith("<svg") and "#fff" in svg


def test_the_shapes_are_those_of_the_big_screen():
    """A circle on the wall is a circle in the hand: outline, colour and ink of all four."""
    drawn = [
        re.search(r"FORMS = \{(.*?)\};", (ROOT / "assets/group_quiz" / one).read_text("utf-8"), re.S)
        for one in ("live.js", "join.js")
    ]
    big, small = (re.sub(r"\s", "", one[1]) for one in drawn)
    assert big == small
