"""The whole app on a free port, and a real browser that may call no other host."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from actions import desk as desks
from actions import enrol, referral
from actions.desk import ROOT, Desk, open_desk
from actions.permissions import NOBODY
from actions.referral import Given
from curriculum.reader import read
from tests.conftest import FACILITATOR, FOCAL, PASSWORD, PIN, SCHOOL, SECRET

CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]


class App:
    """A server that can be killed and started again on the same data."""

    def __init__(self, folder: Path, root: Path = ROOT) -> None:
        with contextlib.closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.root, self.folder, self.base = root, folder, f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(self.port)]
        log = (self.folder / "server.log").open("ab")
        self.process = subprocess.Popen(
            command, cwd=self.root, env={**os.environ, "SITTHI_DATA": str(self.folder)}, stdout=log, stderr=log
        )
        for _ in range(150):
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.base}/healthz", timeout=1) as answer:
                if answer.status == 200:
                    return
            time.sleep(0.2)
        raise RuntimeError((self.folder / "server.log").read_text("utf-8"))

    def freeze(self) -> None:
        """Takes connections, answers nothing."""
        assert self.process
        self.process.send_signal(signal.SIGSTOP)

    def kill(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def new_school(folder: Path) -> Desk:
    """A desk with a school that was just set up; the test is skipped where there is no browser to look at it."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    desk, name = open_desk(folder), {"km": "សាលា", "en": "School"}
    enrol.set_up(desk, NOBODY, school=SCHOOL, commune="01100201", name=name, pin=PIN, password=PASSWORD)
    return desk


@contextlib.contextmanager
def served(desk: Desk, folder: Path) -> Iterator[App]:
    """The desk is closed, and the app runs over its folder."""
    desk.store.close()
    desks._desk = None
    running = App(folder)
    running.start()
    yield running
    running.kill()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """A school with one circle of five, ready for sensitive lessons."""
    folder = tmp_path_factory.mktemp("school")
    desk = new_school(folder)
    enrol.add_circle(desk, FACILITATOR, 0)
    referral.fill_in(desk, FACILITATOR, [Given("focal", FOCAL, was_called=True)], desk.today)
    for animal in ("cat", "owl", "duck", "hen", "frog"):
        enrol.add_member(desk, FACILITATOR, "c1", animal, SECRET)
    with served(desk, folder) as running:
        yield running


@pytest.fixture
def page(app: App) -> Iterator[Page]:
    """A browser of 1366 × 768. Requests to any other host, and script errors, fail the test."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        one = context.new_page()
        foreign: list[str] = []
        errors: list[str] = []
        one.on("request", lambda r: None if r.url.startswith((app.base, "data:", "blob:")) else foreign.append(r.url))
        one.on("pageerror", lambda error: errors.append(str(error)))
        yield one
        browser.close()
        assert foreign == []
        assert errors == []


def sign_in(page: Page, app: App, animal: str, lang: str = "en", group: int = 0) -> None:
    """The three pictures of a child."""
    page.goto(f"{app.base}/door?lang={lang}")
    page.locator(".groups .tile").nth(group).click()
    page.click(f'.members .tile:has(img[src*="/{animal}.svg"])')
    page.wait_for_selector("#secret[data-ready]")
    for thing in SECRET:
        page.click(f".secrets button[value={thing}]")
    page.wait_for_selector(".homepage .path", timeout=30_000)


def sign_in_adult(page: Page, app: App, role: str, lang: str = "en") -> None:
    """PIN or password."""
    page.goto(f"{app.base}/door?adult={role}&lang={lang}")
    page.fill("input[type=password]", PIN if role == "facilitator" else PASSWORD)
    page.click("button.go")
    page.wait_for_selector(".frame .pages", timeout=30_000)


@pytest.fixture
def questions() -> int:
    """How many the first quiz of the first lesson asks."""
    course = read(ROOT)
    return len([item for item in course.quiz("rights.what-is-a-right") if not item.id.endswith("b")])
