"""Streamlit pages run for a seat of our choosing, on a small simulated desk."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from actions import demo, sign_in
from actions import desk as desks
from actions.desk import ROOT, Desk, open_desk
from actions.permissions import Role, Who

SCHOOL = "demo-01"
SEATS = {
    Role.CHILD: Who(Role.CHILD, SCHOOL, f"{SCHOOL}-m00"),
    Role.FACILITATOR: Who(Role.FACILITATOR, SCHOOL, "facilitator"),
    Role.STAFF: Who(Role.STAFF, SCHOOL, "staff"),
    Role.NOBODY: Who(Role.NOBODY),
}
Open = Callable[..., AppTest]


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Three simulated schools, one of them with too few answers."""
    folder = tmp_path_factory.mktemp("demo")
    desk = open_desk(folder)
    demo.simulate(desk, folder, schools=3, members=8, rounds=4)
    yield desk
    desk.store.close()


@pytest.fixture
def open_page(simulated: Desk, monkeypatch: pytest.MonkeyPatch) -> Open:
    """`open_page(role, page="area", area="help", lang="km")` runs the page and fails on any exception in it."""
    monkeypatch.setattr(desks, "_desk", simulated)

    def run(seat: Role | Who, lang: str = "km", **address: str) -> AppTest:
        monkeypatch.setattr(sign_in, "who_sits", lambda *_: seat if isinstance(seat, Who) else SEATS[seat])
        page = AppTest.from_file(str(ROOT / "screens" / "main.py"), default_timeout=30)
        for name, value in {"lang": lang, **address}.items():
            page.query_params[name] = value
        page.run()
        assert not page.exception, page.exception
        return page

    return run


def said(page: AppTest) -> str:
    """Every word that the page shows, without markup."""
    html = " ".join(one.proto.body for one in page.get("html"))
    html = re.sub(r"<style>.*?</style>", " ", html, flags=re.S)
    alts = re.findall(r'alt="([^"]*)"', html)
    text = re.sub(r"<[^>]*>", " ", html)
    widgets = [one.label for kind in ("button", "checkbox", "text_input") for one in page.get(kind)]
    return unescape(" ".join([text, *alts, *widgets]))
