"""`manage.py bench weight`: bytes on the wire of the quiz page and the overview, cold and warm, in a real browser.

Sums what the browser's network layer received (encoded, with heads) and the frames of the socket.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from actions import demo
from actions.desk import open_desk
from tests.browser.conftest import CHROMIUM, QUIET, App

SCHOOL = "demo-01"


class Meter:
    """Bytes and requests since the last `read`."""

    def __init__(self, page: Page) -> None:
        self.bytes = self.requests = self.frames = 0
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.on("Network.loadingFinished", self._load)
        wire.on("Network.webSocketFrameReceived", self._frame)

    def _load(self, event: dict[str, Any]) -> None:
        self.bytes += int(event["encodedDataLength"])
        self.requests += bool(event["encodedDataLength"])

    def _frame(self, event: dict[str, Any]) -> None:
        data = event["response"]["payloadData"]
        self.frames += len(data) * 3 // 4 if event["response"]["opcode"] == 2 else len(data)

    def read(self) -> str:
        """And begins again."""
        said = f"{self.bytes / 1000:.0f} kB in {self.requests} requests, and {self.frames / 1000:.0f} kB through the socket"
        self.bytes = self.requests = self.frames = 0
        return said


def weigh(app: App, name: str, sign_in: dict[str, str | float | bool], address: str, ready: str) -> None:
    """A browser that has never been here, then the same page again in it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page()
        seat = page.request.post(f"{app.base}/door", form=sign_in, headers={"Origin": app.base}, max_redirects=0)
        assert seat.status == 303, seat.status
        meter = Meter(page)
        for state in ("cold", "warm"):
            page.goto(f"{app.base}/?{address}")
            page.wait_for_selector(ready, timeout=60_000)
            page.wait_for_timeout(2500)
            print(f"{name} {state}: {meter.read()}", flush=True)
            page.goto("about:blank")
            meter.read()
        browser.close()


def main() -> None:
    """Both pages."""
    if CHROMIUM is None:
        print("No Chromium here: nothing was weighed.")
        return
    with tempfile.TemporaryDirectory() as name:
        desk = open_desk(Path(name))
        demo.simulate(desk, Path(name))
        desk.store.close()
        app = App(Path(name))
        app.start()
        child: dict[str, str | float | bool] = {
            "role": "child",
            "school": SCHOOL,
            "who": f"{SCHOOL}-m00",
            "secret": " ".join(demo.SECRET),
        }
        staff: dict[str, str | float | bool] = {"role": "staff", "school": SCHOOL, "who": "staff", "secret": demo.PASSWORD}
        quiz = "page=quiz&lesson=rights.what-is-a-right&lang=km"
        weigh(app, "warm-up", child, quiz, ".stage h2")  # the server packs each file once
        weigh(app, "warm-up", staff, "lang=km", ".js-plotly-plot")
        weigh(app, "quiz page", child, quiz, ".stage h2")
        weigh(app, "staff overview", staff, "lang=km", ".js-plotly-plot")
        app.kill()
