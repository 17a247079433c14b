"""`manage.py bench devices`: forty phones in one group quiz, through the whole app, beside a bare route with the same store.

Measured: the facilitator's tap to the question on each phone, an answer to its acknowledgement (forty within two seconds, and
forty at once), and what an answer costs the server. The floor is a Starlette app that sends a line to all and appends an event:
no seats, no marking, no second listener. App and floor run by turns, each in a process of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, StreamingResponse
from starlette.routing import Route

from actions import desk as desks
from actions import enrol, group_questions, group_quiz
from actions.answer import new_event_id
from actions.desk import ROOT, desk, open_desk
from actions.permissions import NOBODY, Role, Who
from actions.sign_in import COOKIE, sign_in
from progress.store.people import now_ms
from tests.bench.answers import cpu_ms

PHONES, QUESTIONS, ROUNDS, SPREAD_S, SCHOOL = 40, 30, 3, 2.0, "bench-1"
STEPS = ("think", "round1")  # what brings something new to a phone
FACILITATOR = Who(Role.FACILITATOR, SCHOOL, "facilitator")


# ---- the floor -----------------------------------------------------------------------------------------------------

_lines: set[asyncio.Queue[bytes]] = set()


async def _bare_live(request: Request) -> StreamingResponse:
    mine: asyncio.Queue[bytes] = asyncio.Queue()
    _lines.add(mine)

    async def lines() -> AsyncIterator[bytes]:
        yield b'data: {"nth": 0}\n\n'
        while True:
            yield await mine.get()

    return StreamingResponse(lines(), media_type="text/event-stream")


async def _bare_move(request: Request) -> JSONResponse:
    line = b"data: " + json.dumps({**await request.json(), "filler": "x" * 600}).encode() + b"\n\n"
    for one in _lines:
        one.put_nowait(line)
    return JSONResponse({"ok": True})


async def _bare_answer(request: Request) -> JSONResponse:
    body: dict[str, Any] = await request.json()
    row = (SCHOOL, "bare", body["item"], 1, body["event_id"], "", body["letter"], 1, "devices", "tap", body["event_id"], now_ms())
    sql = f"INSERT INTO group_answer VALUES ({', '.join('?' * len(row))})"
    await asyncio.wrap_future(desk().store.writer.do(lambda connection: connection.execute(sql, row).rowcount))
    return JSONResponse({"is_new": True})


async def _bare_health(request: Request) -> JSONResponse:
    return JSONResponse({"ok": bool(desk())})


floor = Starlette(
    routes=[
        Route("/live", _bare_live),
        Route("/move", _bare_move, methods=["POST"]),
        Route("/answer", _bare_answer, methods=["POST"]),
        Route("/healthz", _bare_health),
    ]
)


# ---- one phone, on plain sockets: a client library would be slower than the server ----------------------------------


class Line:
    """Where a browser posts and listens, with its cookie. Each post opens a connection: answers come minutes apart."""

    def __init__(self, address: str, cookie: str = "") -> None:
        self.address, self.cookie = address, cookie

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        host, port = self.address.split(":")
        return await asyncio.open_connection(host, int(port))

    def head(self, verb: str, path: str) -> str:
        cookie = f"Cookie: {self.cookie}\r\n" if self.cookie else ""
        return f"{verb} {path} HTTP/1.1\r\nHost: {self.address}\r\nOrigin: http://{self.address}\r\nX-Stage: 1\r\n{cookie}"

    async def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Raises RuntimeError for anything but 200."""
        reader, writer = await self.connect()
        text = json.dumps(body)
        writer.write(f"{self.head('POST', path)}Connection: close\r\nContent-Length: {len(text)}\r\n\r\n{text}".encode())
        head, answer = (await reader.read()).decode().split("\r\n\r\n", 1)
        writer.close()
        told: dict[str, Any] = json.loads(answer)
        if " 200 " not in head.split("\r\n")[0]:
            raise RuntimeError(f"{path}: {head} {told}")
        for one in head.split("\r\n"):
            if one.lower().startswith("set-cookie:"):
                self.cookie = one.split(":", 1)[1].split(";")[0].strip()
        return told

    async def listen(self, path: str) -> AsyncIterator[dict[str, Any]]:
        """Views, as they come."""
        reader, writer = await self.connect()
        writer.write(f"{self.head('GET', path)}\r\n".encode())
        await reader.readuntil(b"\r\n\r\n")
        while True:
            line = await reader.readuntil(b"\n\n")
            if b"data: " in line:
                yield json.loads(line.split(b"data: ", 1)[1])


@dataclass
class Phone:
    """What it heard when: (question, step) → moment."""

    line: Line
    heard: dict[tuple[int, str], asyncio.Future[float]] = field(default_factory=dict)

    def at(self, nth: int, step: str) -> asyncio.Future[float]:
        return self.heard.setdefault((nth, step), asyncio.get_running_loop().create_future())

    async def hear(self, path: str) -> None:
        async for view in self.line.listen(path):
            now = time.perf_counter()
            for one in (self.at(0, "listens"), self.at(view.get("nth", 0), view.get("step", ""))):
                if not one.done():
                    one.set_result(now)


@dataclass
class Server:
    """How the phones and the facilitator reach one of the two."""

    phones: list[Phone]
    live: str
    answer: str
    items: list[str]
    move: Callable[[int, str], Awaitable[None]]


@dataclass
class Found:
    """Seconds; cpu in milliseconds for an answer."""

    seen: list[float] = field(default_factory=list)
    spread: list[float] = field(default_factory=list)
    at_once: list[float] = field(default_factory=list)
    cpu: float = 0.0


async def lesson(server: Server, pid: int) -> Found:
    """All questions, one after the other: shown, thought over, answered by all."""
    found, listening = Found(), [asyncio.create_task(one.hear(server.live)) for one in server.phones]
    await asyncio.gather(*(one.at(0, "listens") for one in server.phones))
    spent, given = 0.0, 0
    for nth, item in enumerate(server.items, 1):
        for step in STEPS:
            start = time.perf_counter()
            waiting = asyncio.gather(*(one.at(nth, step) for one in server.phones))
            await server.move(nth, step)
            found.seen += [at - start for at in await asyncio.wait_for(waiting, 20)]
        before, is_spread = cpu_ms(pid), nth % 2
        took = await asyncio.gather(*(_answered(server, one, item, SPREAD_S if is_spread else 0) for one in server.phones))
        spent, given = spent + cpu_ms(pid) - before, given + len(took)
        (found.spread if is_spread else found.at_once).extend(took)
        for step in ("reveal", "next"):
            await server.move(nth, step)
    for one in listening:
        one.cancel()
    found.cpu = spent / given
    return found


async def _answered(server: Server, phone: Phone, item: str, spread: float) -> float:
    await asyncio.sleep(spread * random.random())
    body = {"event_id": new_event_id(), "item": item, "round": 1, "letter": random.choice("AB")}
    start = time.perf_counter()
    told = await phone.line.post(server.answer, body)
    if not told.get("is_new"):
        raise RuntimeError(f"not kept: {told}")
    return time.perf_counter() - start


# ---- the two servers -------------------------------------------------------------------------------------------------


@dataclass
class Ready:
    """A session of forty children, in its folder."""

    session: str
    pin: str
    members: dict[str, str]  # picture → member
    items: list[str]


def prepare(folder: Path) -> Ready:
    """Forty children; their pictures are made up, because the house has drawn 24."""
    one = open_desk(folder)
    enrol.set_up(one, NOBODY, school=SCHOOL, commune="0", name={"km": "x", "en": "x"}, pin="2580", password="far-away-staff")
    enrol.add_circle(one, FACILITATOR, 0)
    members = {f"bench{n}": f"m{n}" for n in range(PHONES)}
    one.people.put("member", *({"school": SCHOOL, "member": m, "circle": "c1", "picture": p} for p, m in members.items()))
    items = sorted(group_questions.askable(one, SCHOOL, "c1", "meeting"))[:QUESTIONS]
    session = group_quiz.begin(one, FACILITATOR, "c1", "meeting", items, mode="devices").session
    pin = sign_in(one, Role.FACILITATOR, SCHOOL, "facilitator", "2580")
    one.store.close()
    desks._desk = None
    return Ready(session, pin, members, items)


def copied(place: Path) -> Path:
    """The program with forty pictures' words."""
    shutil.copytree(ROOT, place, ignore=shutil.ignore_patterns(".venv", ".git", "tests", "docs", "__pycache__"))
    words = "".join(f'  bench{n}: {{km: "រូប", en: "Picture"}}\n' for n in range(PHONES))
    (place / "assets" / "words" / "bench.yaml").write_text(f"things:\n{words}", "utf-8")
    return place


async def the_app(port: int, ready: Ready) -> Server:
    """Forty phones come in by the code and are let in, as in a room."""
    base, host = f"/api/group_quiz/{ready.session}", Line(f"127.0.0.1:{port}", f"{COOKIE}={ready.pin}")
    reader, writer = await host.connect()
    writer.write(f"{host.head('GET', f'/group_quiz?session={ready.session}')}Connection: close\r\n\r\n".encode())
    await reader.read()  # the page opens the listener
    views = host.listen(f"{base}/host")
    view = await anext(views)
    listening = asyncio.create_task(_drain(views))
    invited, phones = view["devices"], []
    for number, (picture, member) in enumerate(ready.members.items(), 1):
        line = Line(invited["address"].removeprefix("http://").removesuffix("/join"))
        await line.post("/api/join", {"code": invited["code"]})
        await line.post("/api/join/claim", {"seat": picture})
        await host.post(f"{base}/let_in", {"device": number, "seat": member})
        phones.append(Phone(line))
    version = [view["version"]]

    async def move(nth: int, step: str) -> None:
        version[0] = (await host.post(f"{base}/move", {"version": version[0], "move": step}))["version"]

    server = Server(phones, "/api/join/live?lang=km", "/api/join/answer", ready.items, move)
    server.host_stream = listening  # type: ignore[attr-defined]  # kept, so that it is not collected
    return server


async def _drain(views: AsyncIterator[dict[str, Any]]) -> None:
    async for _ in views:
        pass


async def the_floor(port: int, ready: Ready) -> Server:
    """The same phones on the bare routes."""
    host, address = Line(f"127.0.0.1:{port}"), f"127.0.0.1:{port}"

    async def move(nth: int, step: str) -> None:
        await host.post("/move", {"nth": nth, "step": step})

    return Server([Phone(Line(address)) for _ in range(PHONES)], "/live", "/answer", ready.items, move)


def run(command: list[str], cwd: Path, reach: Callable[[int, Ready], Awaitable[Server]]) -> Found:
    """Starts a server on fresh data, and holds one session in it."""
    with tempfile.TemporaryDirectory() as folder, contextlib.closing(socket.socket()) as free:
        ready = prepare(Path(folder))
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        environment = {**os.environ, "SITTHI_DATA": folder}
        log = (Path(folder) / "log").open("wb")
        server = subprocess.Popen([*command, str(port)], cwd=cwd, env=environment, stdout=log, stderr=log)
        try:
            for _ in range(600):
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1).close()
                    break
                time.sleep(0.05)

            async def whole() -> Found:
                return await lesson(await reach(port, ready), server.pid)

            return asyncio.run(whole())
        finally:
            server.send_signal(signal.SIGKILL)
            server.wait()


APP = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port"]
BARE = [sys.executable, "-m", "uvicorn", "tests.bench.devices:floor", "--log-level", "critical", "--port"]


def main() -> None:
    """App and floor by turns, ROUNDS times."""
    with tempfile.TemporaryDirectory() as place:
        program = copied(Path(place) / "sitthi")
        rounds = [(run(APP, program, the_app), run(BARE, ROOT, the_floor)) for _ in range(ROUNDS)]
    for name, title, target in (
        ("seen", "tap of the facilitator → question on the phone", 50),
        ("spread", f"answer → kept, {PHONES} within {SPREAD_S:.0f} s", 50),
        ("at_once", f"answer → kept, {PHONES} at once", 50),
    ):
        (app50, app95), (bare50, bare95) = (_cuts([getattr(one[side], name) for one in rounds]) for side in (0, 1))
        print(
            f"{title:48} app p50 {app50:5.1f} ms  p95 {app95:5.1f} ms (at most {target})   "
            f"bare p50 {bare50:5.1f} ms  p95 {bare95:5.1f} ms   ratio of p95 {app95 / bare95:.1f}",
            flush=True,
        )
    app, bare = (statistics.median(one[side].cpu for one in rounds) for side in (0, 1))
    print(f"{'cpu of the server for an answer':48} app {app:.2f} ms (at most 3)   bare {bare:.2f} ms   ratio {app / bare:.1f}")


def _cuts(samples: list[list[float]]) -> tuple[float, float]:
    """Median over the rounds of p50 and p95, in milliseconds."""
    cuts = [statistics.quantiles(one, n=20) for one in samples]
    return 1000 * statistics.median(one[9] for one in cuts), 1000 * statistics.median(one[18] for one in cuts)
