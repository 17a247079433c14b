"""Every trouble at the start, made for real: the server comes up, says it in both languages, and goes on when it is mended."""

import contextlib
import http.client
import shutil
import sqlite3
import subprocess
import sys
from datetime import datetime
from html import escape, unescape

from actions.desk import ROOT
from curriculum.ui_words import read_words
from progress.store.snapshots import take
from progress.store.sqlite import SqliteStore
from tests.start.conftest import Server, school

WORDS = read_words(ROOT)


def says(server, kind):
    """The page speaks of this trouble in the language asked for, and of no other; Help and the way out are there."""
    for lang, other in (("km", "en"), ("en", "km")):
        page = server.get(f"/?lang={lang}")
        assert page.status_code == 503
        assert escape(WORDS(f"trouble.{kind}.what", lang)) in page.text
        assert escape(WORDS("trouble.do", lang)) in page.text
        assert WORDS(f"trouble.{kind}.what", other) not in unescape(page.text)
        assert "Traceback" not in page.text
        guidance = server.get(f"/help?lang={lang}")
        assert guidance.status_code == 200
        assert ">1280<" in guidance.text
        assert WORDS("away.title", lang) in server.get(f"/away?lang={lang}").text
    for path in ('href="/help"', 'href="/away"', 'action="/trouble"'):
        assert path in page.text
    assert server.get("/door?lang=en").status_code == 503
    assert server.get("/assets/looks/sitthi.css").status_code == 200


def mended(server):
    """ "Try again" opens the desk."""
    assert server.post("/trouble").headers["location"] == "/"
    assert server.get("/healthz").json()["ok"]


def still(server):
    """ "Try again" before it is mended says so."""
    assert server.post("/trouble").headers["location"] == "/trouble?still=1"
    assert escape(WORDS("trouble.still", "en")) in server.get("/trouble?still=1&lang=en").text


def test_two_servers_on_one_folder(tmp_path):
    """The second one says that another is open, and takes over when that one has stopped."""
    school(tmp_path)
    with Server(tmp_path) as second_later, Server(tmp_path) as second:
        says(second, "in_use")
        still(second)
        second_later.__exit__()
        mended(second)


def test_a_folder_that_may_not_be_written(disk):
    """A read-only disk: said, tried again, and open after it was unlocked."""
    school(disk.at)
    disk.lock("ro")
    with Server(disk.at) as server:
        says(server, "read_only")
        still(server)
        disk.lock("rw")
        mended(server)


def test_a_full_disk_at_the_start(disk):
    """No room for the log's index: said; after room was made the same page opens the store."""
    school(disk.at)
    disk.fill()
    with Server(disk.at) as server:
        says(server, "full")
        still(server)
        disk.free()
        mended(server)


def test_a_full_disk_at_the_very_first_start(disk):
    """Without room for a new file nothing half-made stands in the way later."""
    disk.fill()
    with Server(disk.at) as server:
        says(server, "full")
        disk.free()
        mended(server)


def test_a_folder_that_cannot_be_made(tmp_path):
    """A file lies where the folder should be."""
    (tmp_path / "in-the-way").write_text("")
    with Server(tmp_path / "in-the-way" / "sitthi") as server:
        says(server, "no_folder")
        (tmp_path / "in-the-way").unlink()
        mended(server)


def test_a_damaged_file_and_its_newest_copy(tmp_path):
    """The page names the copy's date and the command; the server never begins empty; the restored copy opens."""
    school(tmp_path)
    take(tmp_path / "sitthi.db", datetime(2026, 11, 23, 16, 5))
    broken = (tmp_path / "sitthi.db").read_bytes()[:4096] + b"\xff" * 4096 * 20
    (tmp_path / "sitthi.db").write_bytes(broken)
    with Server(tmp_path) as server:
        says(server, "damaged")
        assert "២៣/១១/២០២៦ ម៉ោង ១៦:០៥" in server.get("/?lang=km").text
        page = unescape(server.get("/?lang=en").text)
        assert "23/11/2026, 16:05" in page
        assert f'python3 manage.py restore --in "{tmp_path}"' in page
        still(server)
        assert not (tmp_path / "sitthi.db").exists()
        command = [sys.executable, "-m", "actions.restore", "--in", str(tmp_path), "1"]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        mended(server)
        assert server.get("/door?lang=en").status_code == 200
    assert [one.read_bytes() for one in tmp_path.glob("set-aside/*-damaged/sitthi.db")] == [broken]


def test_a_damaged_file_without_a_copy(tmp_path):
    """The page sends to the staff first, and gives the command that begins empty; it never does so by itself."""
    (tmp_path / "sitthi.db").write_bytes(b"SQLite format 3\x00" + b"\xff" * 9000)
    with Server(tmp_path) as server:
        says(server, "damaged")
        page = unescape(server.get("/?lang=en").text)
        assert WORDS("trouble.no_copies.do_1", "en") in page
        assert "restore --in" in page
        assert " anew" in page
        still(server)


def test_a_file_that_is_gone(tmp_path):
    """Somebody moved it: the server asks for it and does not begin empty; back in its place, it opens."""
    school(tmp_path)
    take(tmp_path / "sitthi.db", datetime.now())
    shutil.move(tmp_path / "sitthi.db", tmp_path / "elsewhere")
    for log in tmp_path.glob("sitthi.db-*"):
        log.unlink()
    with Server(tmp_path) as server:
        says(server, "missing")
        shutil.move(tmp_path / "elsewhere", tmp_path / "sitthi.db")
        mended(server)


def test_a_file_of_a_newer_program(tmp_path):
    """The older program leaves it alone and says which one to start."""
    school(tmp_path)
    with contextlib.closing(sqlite3.connect(tmp_path / "sitthi.db")) as raw, raw:
        raw.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('sitthi', '999_later', '')")
    with Server(tmp_path) as server:
        says(server, "newer")


def test_help_without_its_list(tmp_path):
    """A program whose list of contacts is broken still shows 1280 with what it is for, in both languages."""
    root = tmp_path / "program"
    rooms = ("lessons", "quizzes", "assets", "curriculum", "progress", "actions", "sheets", "screens", "routes")
    for part in (*rooms, ".streamlit"):
        shutil.copytree(ROOT / part, root / part)
    shutil.copy(ROOT / "app.py", root)
    (root / "lessons" / "contacts.yaml").write_text("contacts: [", "utf-8")
    with Server(tmp_path / "data", root) as server:
        for lang in ("km", "en"):
            guidance = server.get(f"/help?lang={lang}")
            assert guidance.status_code == 200
            assert ">1280<" in guidance.text
            assert escape(WORDS("trouble.helpline", lang)) in guidance.text


def test_an_open_page_waits_instead_of_running(tmp_path):
    """While the store is not open, answers get a 503 to try again, and a page's socket is refused: it keeps what it shows."""
    (tmp_path / "sitthi.db").write_bytes(b"broken" * 2000)
    with Server(tmp_path) as server:
        told = server.post("/api/answers", json={}, headers={"X-Stage": "1"})
        assert (told.status_code, told.json()["why"]) == (503, "damaged")
        socket = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        upgrade = {
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "a" * 22 + "==",
        }
        socket.request("GET", "/_stcore/stream", headers=upgrade)
        assert socket.getresponse().status == 403
        socket.close()


def test_a_foreign_page_cannot_press_the_button(tmp_path):
    """Opening the store is asked for on our own page only."""
    (tmp_path / "sitthi.db").write_bytes(b"broken" * 2000)
    with Server(tmp_path) as server:
        assert server.post("/trouble", headers={"Origin": "http://127.0.0.1:1"}).status_code == 403


def test_without_a_trouble_there_is_no_page_of_it(tmp_path):
    """The address leads home when all is well, and the store can be opened by one server only once."""
    with Server(tmp_path) as server:
        assert server.get("/trouble").headers["location"] == "/"
        mended(server)
        assert server.get("/").status_code < 400
    SqliteStore(tmp_path / "sitthi.db").close()
