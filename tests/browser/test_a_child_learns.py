"""What only a browser shows: a child's whole way, in both languages, through refresh, dead server and other eyes."""

import sqlite3
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM, QUIET, App, sign_in
from tests.conftest import PASSWORD, PIN

LESSON = "rights.what-is-a-right"
SELECTORS = [
    '[data-testid="stMainBlockContainer"]',
    '[data-testid^="stBaseButton"]',
    '[data-testid="stBaseButton-primary"]',
    ".st-key-big_start",
]


def rows(app, sql):
    """What stands on the disk."""
    connection = sqlite3.connect(f"file:{app.folder / 'sitthi.db'}?mode=ro", uri=True)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def to_quiz(page):
    """From home through every card."""
    page.click(".st-key-big_start button")
    for _ in range(30):
        page.wait_for_selector(".st-key-big_next button, .st-key-big_quiz button, .stage")
        if page.locator(".stage").count():
            return
        before = page.locator('[data-testid="stCaptionContainer"]').first.inner_text()
        page.locator(".st-key-big_next button, .st-key-big_quiz button").first.click()
        for _ in range(75):  # not wait_for_function: the page's policy forbids the eval that it needs
            caption = page.locator('[data-testid="stCaptionContainer"]').first
            if page.locator(".stage").count() or (caption.count() and caption.inner_text() != before):
                break
            page.wait_for_timeout(200)


def answer(page):
    """Answers the item on the stage, whatever its type, and returns its id."""
    stage = page.locator(".stage")
    item, kind = stage.get_attribute("data-item"), stage.get_attribute("data-type")
    time.sleep(1.1)  # the stage does not take a tap before anyone can have read the question
    if kind in ("choice", "picture"):
        stage.locator(".tile").first.click()
    elif kind == "story":
        while not stage.get_attribute("data-told"):
            last = stage.locator(".moment").last
            for n in range(last.locator(".tile").count()):
                if not last.get_attribute("data-done"):
                    last.locator(".tile").nth(n).click()
            page.wait_for_timeout(300)
    else:
        for n in range(stage.locator(".options > li").count() if kind == "sort" else 0):
            stage.locator(".options > li").nth(n).locator("label").first.click()
        stage.locator("footer .go").first.click()
    page.wait_for_selector(".stage[data-told]", timeout=20_000)
    return item


def test_a_lesson_and_its_quiz(page, app):
    """Cards, every type of question, feedback on each, the calm close; each answer is one row and the areas are explored."""
    sign_in(page, app, "cat")
    assert all(page.locator(selector).count() for selector in SELECTORS), "Streamlit's names changed: look at streamlit.css"
    to_quiz(page)
    answered = []
    while page.locator(".stage").count() and page.locator(".stage").get_attribute("data-item"):
        answered.append(answer(page))
        assert page.locator(".feedback .message").inner_text()
        page.wait_for_timeout(700)
        page.locator(".stage .next").click()
        page.wait_for_timeout(300)
        if len(answered) == 6:
            break
    page.wait_for_selector(".keyline", timeout=20_000)
    assert len(set(answered)) == 6
    assert rows(app, "SELECT count(*) FROM answered WHERE item LIKE 'rights.what-is-a-right.%'") == [(6,)]
    assert rows(app, "SELECT is_finished FROM attempt") == [(1,)]
    page.locator(".st-key-big_home button").click()
    page.wait_for_selector(".area.known")


def test_a_dead_server_loses_no_answer(page, app):
    """The server is killed before the tap: the page keeps the answer, and sends it with the same id when the server is back."""
    sign_in(page, app, "owl", "km")
    to_quiz(page)
    item = page.locator(".stage").get_attribute("data-item")
    page.wait_for_timeout(1100)
    app.kill()
    page.locator(".stage .tile").first.click()
    page.wait_for_timeout(1500)
    assert not page.locator(".stage").get_attribute("data-told")
    app.start()
    page.wait_for_selector(".stage[data-told]", timeout=30_000)
    assert rows(
        app,
        f"SELECT count(*) FROM answered WHERE item = '{item}' AND attempt IN (SELECT attempt FROM attempt WHERE is_finished = 0)",
    ) == [(1,)]
    page.reload()
    page.wait_for_selector(".stage[data-told]", timeout=30_000)
    assert page.locator(".stage").get_attribute("data-item") == item
    page.locator(".stage .next").wait_for()


def test_the_language_changes_without_losing_the_place(page, app):
    """Half-way through a lesson, Khmer becomes English on the same card, and the page says so to readers of screens."""
    sign_in(page, app, "duck", "km")
    page.click(".st-key-big_start button")
    page.wait_for_selector(".st-key-big_next button")
    page.click(".st-key-big_next button")
    page.wait_for_selector("text=កាតទី២")
    page.get_by_role("button", name="English").click()
    page.wait_for_selector("text=Card 2 of")
    assert page.evaluate("document.documentElement.lang") == "en"


@pytest.mark.parametrize("lang", ["km", "en"])
@pytest.mark.parametrize("path", ["/door", "/door?adult=facilitator", "/help", "/away"])
def test_plain_pages_are_accessible(page, app, path, lang):
    """axe finds nothing serious on the doors, help and the way out; nothing is wider than a phone."""
    page.goto(f"{app.base}{path}{'&' if '?' in path else '?'}lang={lang}")
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")] == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize(
    ("role", "secret", "sees"), [("facilitator", PIN, "Lotus group"), ("staff", PASSWORD, "What the children understand")]
)
def test_adults_see_their_pages(page, app, role, secret, sees):
    """PIN and password open the board and the overview, and Leave replaces the page."""
    page.goto(f"{app.base}/door?adult={role}&lang=en")
    page.fill("input[type=password]", secret)
    page.click("button.go")
    page.wait_for_selector(f"text={sees}", timeout=30_000)
    page.get_by_role("button", name="Leave").click()
    page.wait_for_selector("text=Times table")


def test_first_start_shows_two_ways(tmp_path):
    """An empty folder opens on the set-up with the demo beside it, in Khmer; a whole school is set up there."""
    fresh = App(tmp_path)
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    fresh.start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
            page = browser.new_page()
            page.goto(f"{fresh.base}/")
            page.wait_for_selector("text=រៀបចំសាលានេះ", timeout=30_000)
            page.wait_for_selector(".st-key-big_demo button")
            page.wait_for_selector(".st-key-big_setup button")
            page.locator("input[type=text]").last.fill("សាលាប៉ោយប៉ែត")
            page.locator("input[type=password]").nth(0).fill("2580")
            page.locator("input[type=password]").nth(1).fill("far-away-staff")
            page.locator(".st-key-big_setup button").click()
            page.wait_for_selector('a[href="/door"].go', timeout=30_000)
            browser.close()
        assert rows(fresh, "SELECT name_km FROM school") == [("សាលាប៉ោយប៉ែត",)]
    finally:
        fresh.kill()
