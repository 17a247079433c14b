"""A child's phone in a real browser: a dropped line, a reload, a sleeping screen; one tap is one answer."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from actions import group_quiz
from routes import network
from tests.browser.conftest import CHROMIUM, QUIET
from tests.conftest import FACILITATOR, SCHOOL
from tests.routes.test_join import members, room  # noqa: F401  # fixtures


@pytest.fixture
def phone(room):  # noqa: F811
    """A small old phone; a script error fails the test."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page(viewport={"width": 360, "height": 640}, has_touch=True)
        problems: list[str] = []
        page.on("pageerror", lambda problem: problems.append(str(problem)))
        yield page
        browser.close()
        assert problems == []


def come_in(room, phone, members, lang="en"):  # noqa: F811
    """By the QR code, as the owl; the first round opens."""
    phone.goto(f"{network.invitation(room.now())}&lang={lang}")
    phone.get_by_role("button", name={"en": "Owl", "km": "ទីទុយ"}[lang]).click()
    phone.wait_for_selector("h1.number")
    room.let_in(1, members[1])
    room.go("think", "round1")
    phone.wait_for_selector(".keys [aria-pressed=false]:not([aria-disabled])")
    phone.wait_for_timeout(700)  # nobody has read new keys sooner, so the page takes no tap


def test_a_tap_on_a_dead_line_is_kept_and_sent_once(room, phone, members, desk):  # noqa: F811
    """The phone says that the answer is safe here; when the line is back it is sent; after a reload it still stands."""
    come_in(room, phone, members)
    phone.context.set_offline(True)
    phone.locator(".keys button").nth(1).click()
    phone.get_by_text("Your answer is safe here.").wait_for()
    phone.locator(".keys button").nth(2).click(force=True)  # a second tap changes nothing
    assert desk.groups.answers(SCHOOL, room.session) == []
    phone.context.set_offline(False)
    phone.get_by_text("Saved. Look up at the screen.").wait_for()
    (kept,) = desk.groups.answers(SCHOOL, room.session)
    assert (kept.member, kept.source) == (members[1], "tap")
    phone.reload()
    phone.get_by_text("Saved. Look up at the screen.").wait_for()
    assert phone.locator(".keys [aria-pressed=true]").count() == 1
    assert [one.event_id for one in desk.groups.answers(SCHOOL, room.session)] == [kept.event_id]


def test_a_tap_survives_a_reload_before_it_is_sent(room, phone, members, desk):  # noqa: F811
    """The server is away, the child reloads when it is back: the same tap, with the same id, arrives."""
    come_in(room, phone, members)
    phone.route("**/api/join/answer", lambda route: route.abort())
    phone.locator(".keys button").first.click()
    phone.get_by_text("Your answer is safe here.").wait_for()
    tapped = phone.evaluate("JSON.parse(localStorage.sitthi_join).event_id")
    phone.unroute("**/api/join/answer")
    phone.reload()
    phone.get_by_text("Saved. Look up at the screen.").wait_for()
    (kept,) = desk.groups.answers(SCHOOL, room.session)
    assert kept.event_id[:15] == tapped[:15]


def test_the_way_may_change_and_come_back(room, phone, members, desk):  # noqa: F811
    """Cards for a while: the phone says so and waits; phones again: it is in without being asked anything. The end is said."""
    come_in(room, phone, members)
    group_quiz.answer_by(desk, FACILITATOR, room.session, "cards")
    room.changed()
    phone.get_by_text("We answer another way now").wait_for()
    room.follow()
    group_quiz.answer_by(desk, FACILITATOR, room.session, "devices")
    room.follow()
    phone.wait_for_selector(".keys")
    group_quiz.end(desk, FACILITATOR, room.session)
    room.changed()
    phone.get_by_text("That is the end. Thank you!").wait_for()


@pytest.mark.parametrize("lang", ["km", "en"])
def test_every_state_passes_axe_and_fits(room, phone, members, lang):  # noqa: F811
    """Code, picture, number, keys, saved, help: no violation, nothing wider than the phone, Khmer at 20 px or more."""

    def look():
        assert [one["id"] for one in Axe().run(phone).response["violations"]] == []
        assert not phone.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert (
            phone.evaluate(
                "Math.min(...[...document.querySelectorAll('main *')].map(e => parseFloat(getComputedStyle(e).fontSize)))"
            )
            >= 20
        )

    phone.goto(f"{room.base}/join?lang={lang}")
    look()
    phone.locator("#code").fill("00001")
    come_in(room, phone, members, lang)
    look()
    phone.locator(".keys button").first.click()
    phone.wait_for_selector("#status.well")
    look()
    phone.locator("#ask").click()
    phone.wait_for_selector("#help .number")
    look()
