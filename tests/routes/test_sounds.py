"""Recordings on the wire: only from their folder, only whole ones, kept by the browser as long as they are the same."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from routes import live
from routes.guard import Guard

FILE = "sounds/km/rights.x/goal.12345678.mp3"


@pytest.fixture
def browser(tmp_path):
    """A house with one recording, one that is being written, and a secret beside its assets."""
    for name in (FILE, "sounds/km/rights.x/goal.12345678.7.half", "sounds/notes.html"):
        path = tmp_path / "assets" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"ID3sound")
    (tmp_path / "secret.mp3").write_text("secret")
    with contextlib.suppress(OSError):  # where links can be made, one leads out
        (tmp_path / "assets/sounds/km/link.mp3").symlink_to(tmp_path / "secret.mp3")
    routes = [Mount("/assets", live.Assets(directory=tmp_path / "assets"))]
    with TestClient(Guard(Starlette(routes=routes), routes), base_url="http://school") as one:
        yield one


def test_a_recording_is_served_and_kept(browser):
    """As sound, for ever under its version; a part of it can be asked for, as browsers do."""
    reply = browser.get(f"/assets/{FILE}?v=abc")
    assert (reply.status_code, reply.headers["content-type"], reply.content) == (200, "audio/mpeg", b"ID3sound")
    assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
    part = browser.get(f"/assets/{FILE}?v=abc", headers={"Range": "bytes=0-2"})
    assert (part.status_code, part.content) == (206, b"ID3")


@pytest.mark.parametrize(
    "path",
    [
        "sounds/../../secret.mp3",
        "sounds/%2e%2e/%2e%2e/secret.mp3",
        "sounds/..%2f..%2fsecret.mp3",
        "sounds/..\\..\\secret.mp3",
        "sounds/km/link.mp3",
        "sounds/%00.mp3",
        "sounds//etc/passwd.mp3",
        "sounds/km/rights.x/goal.12345678.7.half",
        "sounds/notes.html",
        "sounds/km/rights.x",
        "sounds/",
        "sounds/km/rights.x/goal.00000000.mp3",
    ],
)
def test_nothing_else_comes_out_of_the_folder(browser, path):
    """No way up, no link out, no half file, no page, no list, no recording of other words: 404, and no word of the secret."""
    reply = browser.get(f"/assets/{path}")
    assert reply.status_code in (400, 404)
    assert "secret" not in reply.text


def test_no_page_of_ours_asks_another_computer_for_a_sound():
    """The reader takes addresses from our pages alone, and these begin at our own root."""
    script = (Path(live.ROOT) / "assets/looks/aloud.js").read_text("utf-8")
    assert "fetch(" not in script
    assert "http" not in script
