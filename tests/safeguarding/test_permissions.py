"""One table decides for actions, pages and routes alike: every way in is walked with every seat."""

from __future__ import annotations

import ast
import asyncio
import importlib
import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from actions import enrol, study
from actions.desk import ROOT
from actions.permissions import MAY, NOBODY, NotAllowed, Role, Who
from actions.sign_in import COOKIE, sign_in
from routes.table import ROUTES
from tests.conftest import FACILITATOR, PASSWORD, PIN, SCHOOL, SECRET
from tests.safeguarding.pages import ADULT_PAGES, CHILD_PAGES, body, keys, opened, words

BASE = "http://school"
STAFF = Who(Role.STAFF, SCHOOL, "staff")


class Reached(BaseException):
    """An action went on to its work. Not an Exception, so that no action can swallow it."""


class Untouched:
    """Stands for every argument but the seat: whoever so much as looks at it was let through."""

    def __getattribute__(self, name: str) -> Any:
        raise Reached(name)


def actions_with_a_seat() -> Iterator[tuple[str, str, str]]:
    """(module, function, verb or "") of every public action that takes a Who."""
    for file in sorted((ROOT / "actions").glob("*.py")):
        for one in ast.parse(file.read_text("utf-8")).body:
            if not isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) or one.name.startswith("_"):
                continue
            arguments = [*one.args.args, *one.args.kwonlyargs]
            if file.stem != "permissions" and any("Who" in ast.unparse(a.annotation) for a in arguments if a.annotation):
                yield file.stem, one.name, asked(one)


def asked(function: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """The verb of a `require(who, "verb")` that stands first in the function."""
    first = function.body[1 if ast.get_docstring(function) else 0]
    match first:
        case ast.Expr(ast.Call(ast.Name("require"), [ast.Name("who"), ast.Constant(str(verb))])):
            return verb
    return ""


def was_refused(function: Any, arguments: dict[str, Any]) -> bool:
    """True when NotAllowed came before anything else was looked at."""
    try:
        result = function(**arguments)
        if inspect.iscoroutine(result):
            asyncio.run(result)
    except NotAllowed:
        return True
    except (Reached, Exception):
        return False
    return False


ACTIONS = list(actions_with_a_seat())


def test_the_walk_finds_the_actions():
    """The list is not empty by mistake: it knows a reader, a writer and an asynchronous one."""
    assert {("boards", "group"), ("erase", "erase"), ("answer", "answer")} <= {one[:2] for one in ACTIONS}


@pytest.mark.parametrize(("module", "name", "verb"), ACTIONS)
@pytest.mark.parametrize("role", Role)
def test_every_action_asks_the_table_before_it_looks_at_anything(module, name, verb, role):
    """The first thing is `require` with a verb of the table; a wrong role gets NotAllowed before any argument is touched."""
    assert verb in MAY, f'actions/{module}.py: {name} takes a seat; begin it with require(who, "…") and a verb of permissions.MAY'
    function = getattr(importlib.import_module(f"actions.{module}"), name)
    arguments = {one: Untouched() for one in inspect.signature(function).parameters} | {"who": Who(role, SCHOOL, "x")}
    assert was_refused(function, arguments) == (role not in MAY[verb])


def test_no_verb_of_adults_is_a_child_s_or_nobody_s():
    """The table itself: what children and empty seats may do is this and no more."""
    assert {verb for verb, roles in MAY.items() if Role.CHILD in roles} == {
        "sign in", "get help", "study", "answer", "see own areas"
    }  # fmt: skip
    assert {verb for verb, roles in MAY.items() if Role.NOBODY in roles} == {
        "sign in", "get help", "set up", "join group quiz"
    }  # fmt: skip
    assert {verb for verb, roles in MAY.items() if Role.DEVICE in roles} == {
        "sign in", "get help", "show group quiz", "join group quiz", "answer in group"
    }  # fmt: skip


@pytest.mark.parametrize("page", ADULT_PAGES)
def test_a_child_s_address_opens_no_adult_s_page(desk, child, monkeypatch, page):
    """Whatever page a child types into the address, it is the child's home; no PIN, name or group is in what is sent."""
    enrol.add_member(desk, FACILITATOR, "c1", "owl", SECRET, "ម៉ាលីណា")
    home = body(opened(monkeypatch, child, page="home"))
    seen = opened(monkeypatch, child, page=page, school=SCHOOL, circle="c1", area="rights")
    assert not seen.exception
    assert body(seen) == home
    assert "ម៉ាលីណា" not in words(seen)


@pytest.mark.parametrize("page", [*CHILD_PAGES, *ADULT_PAGES])
def test_an_empty_seat_sees_nothing(desk, child, monkeypatch, page):
    """Without a seat every address shows the way to the door and no widget at all."""
    seen = opened(monkeypatch, NOBODY, page=page, lesson="rights.what-is-a-right", school=SCHOOL)
    assert not seen.exception
    assert keys(seen) == set()
    assert "/door" in words(seen)


@pytest.mark.parametrize("page", [*CHILD_PAGES, *ADULT_PAGES])
def test_staff_never_meet_a_child(desk, child, monkeypatch, page):
    """Staff see codes and groups: no member's id or name reaches their browser, under any address."""
    named = enrol.add_member(desk, FACILITATOR, "c1", "owl", SECRET, "ម៉ាលីណា")
    seen = words(opened(monkeypatch, STAFF, page=page, school=SCHOOL, area="rights", circle="c1", member=named))
    assert "ម៉ាលីណា" not in seen
    assert named not in seen


def test_another_school_s_ids_open_nothing(desk, child, monkeypatch):
    """A facilitator who types another school's circle, and one whose own school is another, get no child of it."""
    named = enrol.add_member(desk, FACILITATOR, "c1", "owl", SECRET, "ម៉ាលីណា")
    desk.people.put("school", {"school": "02-1", "name_km": "x", "name_en": "x", "commune": "", "is_simulated": 0, "is_ready": 0})
    desk.people.put("circle", {"school": "02-1", "circle": "c1", "name_km": "x", "name_en": "x", "picture": "sun"})
    other = Who(Role.FACILITATOR, "02-1", "facilitator")
    seen = opened(monkeypatch, other, page="group", school=SCHOOL, circle="c1", member=named)
    assert not seen.exception
    assert "ម៉ាលីណា" not in words(seen)
    assert named not in words(seen)
    with pytest.raises(ValueError, match="secret"):
        enrol.new_secret(desk, other, named, SECRET)


def test_another_child_s_attempt_is_not_finished(desk, child):
    """Ids of a neighbour's attempt change nothing of it."""
    attempt = study.quiz(desk, child, "rights.what-is-a-right", "km")["attempt"]
    study.finish(desk, Who(Role.CHILD, SCHOOL, "neighbour"), attempt)
    study.finish(desk, Who(Role.CHILD, "02-1", child.id), attempt)
    assert [one.is_finished for one in desk.people.attempts(SCHOOL, child.id)] == [False]


@pytest.fixture
def browser(desk):
    """A browser without a seat."""
    with TestClient(Starlette(routes=ROUTES), base_url=BASE, follow_redirects=False) as one:
        yield one


OURS = {"X-Stage": "1", "Origin": BASE}
POSTS = [one.path for one in ROUTES if isinstance(one, Route) and "POST" in (one.methods or ())]


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("origin", [None, "null", "http://school:9000", "https://school"])
def test_no_other_page_may_post(empty, path, origin):
    """Same-site is not same-origin: a page on another port is refused by every route, before the set-up too."""
    headers = {"X-Stage": "1"} | ({"Origin": origin} if origin else {})
    with TestClient(Starlette(routes=ROUTES), base_url=BASE, follow_redirects=False) as browser:
        assert browser.post(path, headers=headers).status_code == 403


@pytest.mark.parametrize("path", [path for path in POSTS if path.startswith("/api/")])
def test_every_api_route_refuses_an_empty_seat(browser, path):
    """401, with nobody's cookie and with a made-up one."""
    assert browser.post(path, json={}, headers=OURS).status_code == 401
    browser.cookies.set(COOKIE, "made-up")
    assert browser.post(path, json={}, headers=OURS).status_code == 401


@pytest.mark.parametrize(("role", "who", "secret"), [(Role.FACILITATOR, "facilitator", PIN), (Role.STAFF, "staff", PASSWORD)])
def test_an_adult_gives_no_answers(browser, desk, child, role, who, secret):
    """The answers route asks the same table: an adult's seat is refused, even with a child's open attempt."""
    attempt = study.quiz(desk, child, "rights.what-is-a-right", "km")["attempt"]
    browser.cookies.set(COOKIE, sign_in(desk, role, SCHOOL, who, secret))
    one = {"event_id": "01930000-0000-7000-8000-000000000009", "attempt": attempt, "item": "rights.what-is-a-right.q1"}
    assert browser.post("/api/answers", json={**one, "response": "a"}, headers=OURS).status_code == 403
    assert desk.store.answers(SCHOOL, attempt) == {}


def test_the_front_page_without_a_seat_leads_to_the_door(browser):
    """Whatever the address asks for."""
    for query in ("", "?page=group", "?page=lesson&lesson=violations.words-can-hurt"):
        reply = browser.get(f"/{query}")
        assert (reply.status_code, reply.headers["location"]) == (303, "/door")
