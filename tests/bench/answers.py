"""`manage.py bench answers`: 40 children answer at once through the whole app, beside a bare route with the same store.

Each client is a closed loop: it posts an answer and waits for its acknowledgement. The floor is a Starlette app whose one
route appends the same event, without seats, marking or Streamlit. Both run in a process of their own, by turns.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import astuple, dataclass
from pathlib import Path

from actions import desk as desks
from actions import enrol, study
from actions.answer import new_event_id
from actions.desk import ROOT, open_desk
from actions.permissions import NOBODY, Role, Who
from actions.sign_in import COOKIE, sign_in

CHILDREN, SECONDS, ROUNDS, SCHOOL, PORT = 40, 5, 5, "bench-1", 8599
LESSON, SECRET = "rights.what-is-a-right", ("sun", "moon", "star")


def prepare(folder: Path, attempts: int) -> list[tuple[str, list[str]]]:
    """Forty children with a seat and enough open attempts each: (token, attempts)."""
    desk = open_desk(folder)
    enrol.set_up(desk, NOBODY, school=SCHOOL, commune="0", name={"km": "x", "en": "x"}, pin="2580", password="far-away-staff")
    facilitator, ready = Who(Role.FACILITATOR, SCHOOL, "facilitator"), []
    for circle in (0, 1):
        enrol.add_circle(desk, facilitator, circle)
    for n in range(CHILDREN):
        member = enrol.add_member(desk, facilitator, f"c{n // 20 + 1}", enrol.AVATARS[n % 20], SECRET)
        first = study.quiz(desk, Who(Role.CHILD, SCHOOL, member), LESSON, "km")["attempt"]
        more = [f"{member}-{i}" for i in range(attempts)]
        rows = [
            {"school": SCHOOL, "attempt": a, "member": member, "lesson": LESSON, "opened_ms": 0, "is_finished": 0} for a in more
        ]
        desk.people.put("attempt", *rows)
        ready.append((sign_in(desk, Role.CHILD, SCHOOL, member, " ".join(SECRET)), [first, *more]))
    desk.store.close()
    desks._desk = None
    return ready


async def child(path: str, token: str, attempts: list[str], until: float, think: float, took: list[float]) -> None:
    """One closed loop on one kept connection; plain sockets, because a client library would be slower than the server."""
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\nOrigin: http://127.0.0.1:{PORT}\r\nX-Stage: 1\r\n"
    head += f"Cookie: {COOKIE}={token}\r\nContent-Type: application/json\r\nContent-Length: "
    items = [(f"{LESSON}.q{n}", "b") for n in (1, 3, 4)]
    if think:
        await asyncio.sleep(think * secrets.randbelow(1000) / 1000)  # children do not tap in step
    for attempt in attempts:
        for item, response in items:
            if time.perf_counter() > until:
                writer.close()
                return
            body = json.dumps({"event_id": new_event_id(), "attempt": attempt, "item": item, "response": response, "lang": "km"})
            start = time.perf_counter()
            writer.write(f"{head}{len(body)}\r\n\r\n{body}".encode())
            answer = await reader.readuntil(b"\r\n\r\n")
            length = int(answer.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            text = await reader.readexactly(length)
            took.append(time.perf_counter() - start)
            if b" 200 " not in answer.split(b"\r\n")[0]:
                raise RuntimeError(f"{answer!r} {text!r}")
            if think:
                await asyncio.sleep(think)


async def load(ready: list[tuple[str, list[str]]], seconds: float, think: float) -> list[float]:
    """All children at once."""
    took: list[float] = []
    until = time.perf_counter() + seconds
    await asyncio.gather(*(child("/api/answers", token, attempts, until, think, took) for token, attempts in ready))
    return took


def cpu_ms(pid: int) -> float:
    """User and system time of a process, all threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mb(pid: int) -> float:
    """Resident memory."""
    line = next(one for one in Path(f"/proc/{pid}/status").read_text().splitlines() if one.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


@dataclass(frozen=True)
class Run:
    """One server under load: answers a second, milliseconds, seconds, megabytes."""

    rate: float
    p50: float
    p95: float
    cpu: float
    health: float
    resident: float


def run(command: list[str], think: float = 0.0) -> Run:
    """Starts a server on fresh data and loads it for SECONDS."""
    with tempfile.TemporaryDirectory() as folder:
        ready = prepare(Path(folder), 1200)
        started = time.perf_counter()
        server = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, "SITTHI_DATA": folder}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while True:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=1).close()
                break
            time.sleep(0.02)
        health = time.perf_counter() - started
        asyncio.run(load(ready, 1, 0))  # warm
        before, begun = cpu_ms(server.pid), time.perf_counter()
        rest = [(token, attempts[150:]) for token, attempts in ready]
        took = asyncio.run(load(rest, SECONDS, think))
        spent, cpu = time.perf_counter() - begun, cpu_ms(server.pid) - before
        cuts = statistics.quantiles(took, n=20)
        found = Run(len(took) / spent, 1000 * cuts[9], 1000 * cuts[18], cpu / len(took), health, resident_mb(server.pid))
        server.send_signal(signal.SIGKILL)
        server.wait()
        return found


APP = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(PORT)]
BARE = [sys.executable, "-m", "uvicorn", "tests.bench.bare:app", "--port", str(PORT), "--log-level", "critical"]


def main() -> None:
    """App and floor by turns, ROUNDS times; medians."""
    rounds = [(run(APP), run(BARE)) for _ in range(ROUNDS)]
    say("the app, 40 at once", [app for app, _ in rounds])
    say("bare route, same store", [bare for _, bare in rounds])
    ratios = [app.rate / bare.rate for app, bare in rounds]
    print(f"ratio {statistics.median(ratios):.2f} (rounds {' '.join(f'{one:.2f}' for one in ratios)})")
    say("the app, 2 s thinking", [run(APP, think=2.0)])


def say(name: str, runs: list[Run]) -> None:
    """One line: the median of each figure."""
    rate, p50, p95, cpu, health, resident = (statistics.median(values) for values in zip(*map(astuple, runs), strict=True))
    print(
        f"{name:24} {rate:6.0f} answers/s  p50 {p50:5.1f} ms  p95 {p95:5.1f} ms  cpu {cpu:.2f} ms/answer  "
        f"health after {health:.2f} s  resident {resident:.0f} MB",
        flush=True,
    )
