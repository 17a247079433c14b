"""SG-16: nothing calls another computer. Shown by the settings, by what is served, and by a server that has no network at all."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tomllib

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from actions.desk import ROOT
from routes.table import ROUTES

ADDRESS = re.compile(r"(?:https?:)?//(?!/)[a-z0-9.-]+\.[a-z]{2,}[^\s\"'<>)]*", re.IGNORECASE)
NAMESPACE = re.compile(r"(https?:)?//www\.w3\.org/(2000/svg|1999/xlink|1999/xhtml)")
READABLE = {".js", ".css", ".svg", ".json", ".yaml", ".html", ".md", ".txt"}


def foreign(text: str) -> list[str]:
    """Addresses of other computers in a text: all but the names of XML namespaces, which nobody calls."""
    return [hit for hit in (match.group() for match in ADDRESS.finditer(text)) if not NAMESPACE.match(hit)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<img src="https://cdn.example.org/x.png">', 1),
        ("@import url(//fonts.example.com/css)", 1),
        ('<svg xmlns="http://www.w3.org/2000/svg">', 0),
        ("// a comment", 0),
        ("/assets//x", 0),
    ],
)
def test_sg16_the_search_finds_addresses(text, found):
    """With and without a scheme; a namespace is none."""
    assert len(foreign(text)) == found


def test_sg16_no_file_that_is_served_names_another_computer():
    """Scripts, styles, drawings and words under assets/: no address to load, link or send to."""
    files = [file for file in (ROOT / "assets").rglob("*") if file.is_file() and file.suffix in READABLE]
    assert len(files) > 50
    assert [(file.name, hit) for file in files for hit in foreign(file.read_text("utf-8"))] == []


@pytest.mark.parametrize("path", ["/door", "/door?adult=staff", "/help", "/away", "/"])
@pytest.mark.parametrize("lang", ["km", "en"])
def test_sg16_no_page_names_another_computer(empty, desk, path, lang):
    """The same of the pages that our routes write, headers and all; Streamlit's page keeps its licence in a comment."""
    with TestClient(Starlette(routes=ROUTES), base_url="http://school") as browser:
        reply = browser.get(f"{path}{'&' if '?' in path else '?'}lang={lang}")
    assert reply.status_code == 200
    assert foreign(re.sub(r"<!--.*?-->", "", reply.text, flags=re.S)) == []
    assert foreign(" ".join(reply.headers.values())) == []


def test_sg16_the_settings_call_nobody_and_answer_nobody_else():
    """No usage statistics; the server listens on this computer alone; fonts are ours; no developer's help for a stranger."""
    settings = tomllib.loads((ROOT / ".streamlit/config.toml").read_text("utf-8"))
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["server"]["address"] == "127.0.0.1"
    assert settings["client"]["showErrorDetails"] == "none"
    assert not settings["server"].get("enableAgentApi")
    assert not settings["server"].get("enableStaticServing")
    assert settings["server"].get("enableXsrfProtection", True)
    assert [face["url"] for face in settings["theme"]["fontFaces"] if not face["url"].startswith("/assets/")] == []
    assert not {"sentry", "mapbox"} & set(settings)


INSIDE = """
import fcntl, json, socket, struct, subprocess, sys, time, urllib.request
plug = socket.socket()
fcntl.ioctl(plug, 0x8914, struct.pack("16sH14x", b"lo", 1))  # SIOCSIFFLAGS, IFF_UP: this computer may speak to itself
try:
    socket.create_connection(("192.0.2.1", 80), timeout=3)
    outside = "reached"
except OSError as problem:
    outside = problem.strerror
port = sys.argv[1]
server = subprocess.Popen([sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", port], stdout=2)
told = {}
try:
    for path in ("/healthz", "/", "/help", "/away", "/assets/looks/tokens.css"):
        for _ in range(150):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as reply:
                    told[path] = (reply.status, len(reply.read()))
                break
            except OSError:
                time.sleep(0.2)
finally:
    server.kill()
    server.wait()
print(json.dumps({"outside": outside, "told": told}))
"""


def test_sg16_the_server_works_without_any_network(tmp_path):
    """In a network namespace of its own, with nothing but the loopback, the app starts and answers; outside is unreachable."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("unshare") is None:
        pytest.skip("needs root and unshare (Linux): run as root to prove it here")
    if subprocess.run(["unshare", "-n", "true"], capture_output=True).returncode:
        pytest.skip("this machine lets nobody make a network namespace")
    with contextlib.closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = ["unshare", "-n", sys.executable, "-c", INSIDE, port]
    run = subprocess.run(command, cwd=ROOT, env={**os.environ, "SITTHI_DATA": str(tmp_path)}, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert '"outside": "Network is unreachable"' in run.stdout
    for path in ("/healthz", "/", "/help", "/away", "/assets/looks/tokens.css"):
        assert f'"{path}": [200, ' in run.stdout
