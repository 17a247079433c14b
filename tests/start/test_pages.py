"""A route that fails while the store is open: the page says it, in the user's language, and Help stays."""

import sqlite3

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from actions import desk as desks
from actions.desk import ROOT
from curriculum.ui_words import read_words
from progress.parameter_sets import BadSet
from routes import trouble as troubles
from routes.table import ROUTES
from routes.trouble import Troubles
from tests.conftest import SCHOOL

WORDS = read_words(ROOT)


@pytest.fixture
def client(desk):
    """Our routes behind the middleware, as in app.py."""
    with TestClient(Starlette(routes=ROUTES, middleware=[Middleware(Troubles)]), base_url="http://school") as browser:
        yield browser


@pytest.mark.parametrize(
    ("problem", "kind"),
    [
        (sqlite3.OperationalError("database or disk is full"), "full"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "read_only"),
        (PermissionError(13, "Permission denied"), "read_only"),
        (sqlite3.DatabaseError("database disk image is malformed"), "other"),
        (KeyError("no such word"), "other"),
    ],
)
@pytest.mark.parametrize("lang", ["km", "en"])
def test_a_failing_page_says_what_to_do(client, desk, monkeypatch, problem, kind, lang):
    """No traceback and no blank page, whatever the route met; the fact is there for who looks after the computer."""

    def fails():
        raise problem

    monkeypatch.setattr(desk.people, "schools", fails)
    page = client.get(f"/door?lang={lang}")
    assert page.status_code == 503
    assert WORDS(f"trouble.{kind}.what", lang) in page.text
    assert WORDS("trouble.again", lang) in page.text
    assert "Traceback" not in page.text


@pytest.mark.parametrize("lang", ["km", "en"])
def test_help_reads_nothing_that_can_fail(client, desk, monkeypatch, lang):
    """SG-01: with a store that fails at every reading, Help and the way out are whole."""

    def fails(*_):
        raise sqlite3.DatabaseError("database disk image is malformed")

    monkeypatch.setattr(desk.store, "read", fails)
    guidance = client.get(f"/help?lang={lang}")
    assert guidance.status_code == 200
    assert WORDS("help.title", lang) in guidance.text
    assert WORDS("away.title", lang) in client.get(f"/away?lang={lang}").text


def test_without_words_1280_is_still_there(client, desk, monkeypatch):
    """When not even the words can be read, one page in both languages names the helpline."""
    monkeypatch.setattr(troubles, "Page", lambda _: 1 / 0)
    monkeypatch.setattr(desk.people, "schools", lambda: 1 / 0)
    page = client.get("/door")
    assert page.status_code == 503
    assert "1280" in page.text
    assert 'lang="km"' in page.text
    assert 'lang="en"' in page.text


def cannot_start(monkeypatch, problem):
    """No desk is open, and opening one meets `problem`."""

    def fails(_):
        raise problem

    monkeypatch.setattr(desks, "_desk", None)
    monkeypatch.setattr(desks, "_trouble", None)
    monkeypatch.setattr(desks, "open_desk", fails)


@pytest.mark.parametrize("lang", ["km", "en"])
def test_lessons_that_cannot_be_read(client, monkeypatch, lang):
    """When the content stops the start, the page names the command that finds every fault, and the faults stand below."""
    cannot_start(monkeypatch, ValueError("quizzes/rights.yaml:42: item q3 has no Khmer stem"))
    assert desks.try_again().kind == "lessons"
    page = client.get(f"/?lang={lang}")
    assert WORDS("trouble.lessons.what", lang) in page.text
    assert "python3 manage.py check" in page.text
    assert "quizzes/rights.yaml:42" in page.text


def test_a_refusal_is_not_a_trouble(client):
    """What a route decides by itself passes untouched."""
    assert client.post("/leave", headers={"Origin": "http://elsewhere"}).status_code == 403
    assert client.get(f"/door?school={SCHOOL}").status_code == 200
    assert client.get("/nothing").status_code == 404


@pytest.mark.parametrize("lang", ["km", "en"])
def test_numbers_that_cannot_be_read(client, monkeypatch, lang):
    """When the parameter set in use is broken, the page says that all answers are safe, and the command that leaves the set."""
    cannot_start(monkeypatch, BadSet("parameters/2026-11-25-a.yaml: slip is missing. Add it."))
    assert desks.try_again().kind == "numbers"
    page = client.get(f"/?lang={lang}")
    assert WORDS("trouble.numbers.what", lang) in page.text
    assert "manage.py calibrate --use 2026-12" in page.text
    assert "slip is missing" in page.text
