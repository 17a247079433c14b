"""SG-02: the help page names 1280 first, and only numbers that are meant for children, each with its source and date."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.testclient import TestClient

from curriculum.course import Contact
from routes.table import ROUTES

SHOWN = {
    "km": [
        ("1280", "ខ្សែទូរស័ព្ទជំនួយកុមារកម្ពុជា", "ស្តាប់កុមារ ហើយជួយ។ ការទូរស័ព្ទឥតគិតថ្លៃ។"),
        ("117", "ប៉ូលិស", "ពេលមានគ្រោះថ្នាក់ឥឡូវនេះ។"),
    ],
    "en": [
        ("1280", "Child Helpline Cambodia", "Listens to children and helps. The call is free."),
        ("117", "Police", "When there is danger now."),
    ],
}


class Helpers(HTMLParser):
    """The cards that have a number: [number, name, sentence], as they stand on the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.cards: list[tuple[str, ...]] = []
        self._card: dict[str, str] = {}
        self._part = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "li":
            self._card = {}
        self._part = "number" if "number" in (dict(attrs).get("class") or "") else {"h2": "name", "p": "does"}.get(tag, "")

    def handle_endtag(self, tag):
        self._part = ""
        if tag == "li" and "number" in self._card:
            self.cards.append(tuple(self._card.get(part, "") for part in ("number", "name", "does")))

    def handle_data(self, data):
        if self._part:
            self._card[self._part] = data.strip()  # the last sentence of a card says what they do


@pytest.fixture
def html(desk):
    """GET /help without a seat."""
    with TestClient(Starlette(routes=ROUTES), base_url="http://school") as browser:
        yield lambda lang: browser.get(f"/help?lang={lang}").text


@pytest.mark.parametrize("lang", ["km", "en"])
def test_sg02_the_help_page_is_as_it_was_checked(html, lang):
    """Numbers, names and sentences in order, word for word: whoever changes them calls the numbers again and changes this."""
    assert Helpers(html(lang)).cards == SHOWN[lang]


@pytest.mark.parametrize("lang", ["km", "en"])
def test_sg02_numbers_for_adults_and_abroad_are_not_shown_to_children(desk, html, lang):
    """Whatever is not child_facing stands nowhere on the page."""
    hidden = [one.number for one in desk.course.contacts if not one.child_facing]
    assert hidden
    assert [number for number in hidden if number in html(lang)] == []


@pytest.mark.parametrize("missing", ["source", "checked", "child_facing", "verified", "call_before_print", "number"])
def test_sg02_a_contact_without_source_or_date_is_not_read(desk, missing):
    """The schema refuses it, so it cannot come to the page."""
    whole = desk.course.contacts[0].model_dump()
    assert Contact.model_validate(whole)
    del whole[missing]
    with pytest.raises(ValidationError, match=missing):
        Contact.model_validate(whole)


@pytest.mark.parametrize("number", ["1280 or 1281", "call us", "http://help", "12"])
def test_sg02_a_number_is_a_number(desk, number):
    """No sentence and no address in its place."""
    with pytest.raises(ValidationError, match="number"):
        Contact.model_validate({**desk.course.contacts[0].model_dump(), "number": number})


def test_sg02_help_writes_nothing(desk, html):
    """Looking for help leaves the file as it was: no row in any table."""
    tables = [row["name"] for row in desk.store.read("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    before, commits = {t: len(desk.store.read(f"SELECT * FROM {t}")) for t in tables}, desk.store.writer.commits
    html("km")
    assert {t: len(desk.store.read(f"SELECT * FROM {t}")) for t in tables} == before
    assert desk.store.writer.commits == commits
