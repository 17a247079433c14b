"""SG-02, SG-34: no page of children holds a number that `for_children` does not let through, today or half a year on."""

from __future__ import annotations

import ast
import datetime
import re

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from actions import referral
from actions.desk import ROOT
from actions.helplines import for_children
from actions.referral import Given
from curriculum.checks.contacts import DIALLED
from curriculum.loader import LivingCourse
from routes.join import JOIN
from routes.table import ROUTES
from tests.conftest import FACILITATOR, SCHOOL
from tests.safeguarding.pages import CHILD_PAGES, body, opened
from tests.safeguarding.sources import screens, texts
from tests.safeguarding.test_sg02_help import Helpers

FOR_CHILDREN, NOT_CALLED, FOR_ADULTS = "000000002", "000000003", "000000004"
LESSON = "rights.trusted-adults"
LATER = datetime.date(2027, 7, 1)  # every check of 2026 is old


@pytest.fixture(params=["today", "later"])
def numbers(request, desk, monkeypatch) -> set[str]:
    """A school with four kinds of numbers, today and on a day when all checks are old; the numbers a child may see."""
    given = [
        Given("police", FOR_CHILDREN, is_for_children=True, was_called=True), Given("health", NOT_CALLED, is_for_children=True),
        Given("council", FOR_ADULTS, was_called=True),
    ]  # fmt: skip
    referral.fill_in(desk, FACILITATOR, given, desk.today)
    if request.param == "later":
        monkeypatch.setattr(LivingCourse, "today", property(lambda _: LATER))
    found = {one.number for one in for_children(desk.course, desk.words, desk.today, referral.near(desk, FACILITATOR))}
    assert found == ({"1280", "117", FOR_CHILDREN} if request.param == "today" else {"1280"})
    return found


def every_number(desk) -> set[str]:
    """All that anybody has entered anywhere."""
    near = {one.number for one in referral.near(desk, FACILITATOR) if one.number}
    return near | {one.number for one in desk.course.contacts}


def held(desk, html: str) -> set[str]:
    """Those of them that stand on a page, each as a number of its own. What a lesson itself teaches is the content check's."""
    return {one for one in every_number(desk) if re.search(rf"(?<![\d.-]){re.escape(one)}(?![\d.-])", html)}


@pytest.mark.parametrize("lang", ["km", "en"])
def test_no_plain_page_of_children_holds_another_number(desk, child, numbers, lang):
    """Doors, help, the way out, and a phone's page: with a school's own numbers on the help page alone."""
    pages = ["/door", f"/door?school={SCHOOL}&circle=c1", f"/door?school={SCHOOL}&circle=c1&member={child.id}", "/away", "/help"]
    with TestClient(Starlette(routes=[*ROUTES, *JOIN]), base_url="http://school") as browser:
        html = {path: browser.get(path, params={"lang": lang} if "?" not in path else None).text for path in pages}
    for path, text in html.items():
        shown = held(desk, re.sub(r"<table>.*?</table>", "", text, flags=re.S))  # a times table is no list of numbers
        assert shown == (numbers if path == "/help" else set()), path


@pytest.mark.parametrize("page", CHILD_PAGES)
def test_no_page_of_a_child_holds_another_number(desk, child, monkeypatch, numbers, page):
    """Whichever page the address names; "talk" shows what the help page shows."""
    seen = body(opened(monkeypatch, child, page=page, lesson=LESSON, card="1", lang="en"))
    assert held(desk, seen) <= numbers
    if page == "talk":
        assert held(desk, seen) == numbers


@pytest.mark.parametrize("lang", ["km", "en"])
def test_the_help_page_in_both_languages_today_and_later(desk, numbers, lang):
    """1280 first, then the country's, then the school's with its hours; on the later day 1280 alone. No date stands on it."""
    with TestClient(Starlette(routes=ROUTES), base_url="http://school") as browser:
        html = browser.get(f"/help?lang={lang}").text
    cards = [number for number, *_ in Helpers(html).cards]
    assert cards == (["1280", "117", FOR_CHILDREN] if len(numbers) > 1 else ["1280"])
    assert not re.search(r"20\d\d|២០[០-៩]{2}", html)


@pytest.mark.parametrize("lang", ["km", "en"])
def test_what_a_facilitator_writes_is_text(desk, lang):
    """The name of an office is never markup."""
    given = Given("police", FOR_CHILDREN, "<b>8</b>", "<script>x</script>", is_for_children=True, was_called=True)
    referral.fill_in(desk, FACILITATOR, [given], desk.today)
    with TestClient(Starlette(routes=ROUTES), base_url="http://school") as browser:
        html = browser.get(f"/help?lang={lang}").text
    assert "<script>x" not in html and "<b>8" not in html
    assert "&lt;script&gt;x" in html


def test_what_children_are_taught_to_dial_is_on_the_help_page(desk):
    """Every number in the Khmer of lessons and questions: Khmer prose writes other figures in Khmer digits."""
    taught = {found.replace(" ", "") for _, km, _ in texts(for_children=True) for found in DIALLED.findall(km)}
    listed = {one.number.replace(" ", "") for one in desk.course.contacts}  # the list itself is among the texts
    assert {"1280", "117"} <= taught <= listed
    lessons = {
        found for name, one in desk.course.lessons.items() for card in one.cards for found in DIALLED.findall(card.text.km)
    }
    assert lessons <= {"1280", "117"}


def test_pages_ask_one_function():
    """No page reads `child_facing` or the list of contacts by itself; a child's page cannot import what adults are told."""
    pages = [*screens(for_children=False), *(ROOT / "routes").glob("*.py")]
    reading = [file.name for file in pages if re.search(r"course(\(\))?\.contacts", file.read_text("utf-8"))]
    assert reading == []
    imported = {
        one.name
        for file in screens(for_children=True)
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom)
        for one in node.names
    }
    assert not {"facts", "near"} & imported


def test_no_page_of_a_child_holds_a_note(desk, child, monkeypatch):
    """Dated notes are for adults: not on the lesson's own page either."""
    for card in ("0", "3", "99"):
        seen = body(opened(monkeypatch, child, page="lesson", lesson="rights.learn-play-be-heard", card=card, lang="en"))
        assert [one.id for one in desk.course.notes if one.text.en in seen] == []
