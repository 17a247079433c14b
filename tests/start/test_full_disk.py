"""The disk fills up while children answer: nothing that was acknowledged is lost, nothing is lost that was tapped."""

import sqlite3
from html import escape

import pytest
from playwright.sync_api import sync_playwright

from actions import desk as desks
from actions import study
from actions.desk import ROOT, open_desk
from actions.permissions import Role, Who
from actions.sign_in import COOKIE
from curriculum.ui_words import read_words
from progress.store.sqlite import SqliteStore
from tests.browser.conftest import CHROMIUM, QUIET
from tests.browser.test_a_child_learns import to_quiz
from tests.conftest import SCHOOL, SECRET
from tests.start.conftest import Disk, Server, school

LESSON = "rights.what-is-a-right"
WORDS = read_words(ROOT)


@pytest.fixture
def quiz(disk):
    """(child, attempt, items) on the small disk."""
    child = Who(Role.CHILD, SCHOOL, school(disk.at))
    desk = open_desk(disk.at)
    attempt = study.quiz(desk, child, LESSON, "en")["attempt"]
    items = [item.id for item in desk.quiz(LESSON)]
    desk.store.close()
    desks._desk = None
    return child, attempt, items


def sign_in(server, child):
    form = {"role": "child", "school": SCHOOL, "who": child.id, "secret": " ".join(SECRET)}
    return server.post("/door", data=form)


def answer(server, attempt, items, n):
    event = f"01930000-0000-7000-8000-{n:012}"
    body = {"event_id": event, "attempt": attempt, "item": items[n], "response": "unsure", "lang": "en"}
    return server.post("/api/answers", json=body, headers={"X-Stage": "1"})


def test_answers_wait_until_there_is_room(disk, quiz):
    """200 until the disk is full, then 503 to try again; with room the same event is taken, once; none is lost or doubled."""
    child, attempt, items = quiz
    with Server(disk.at) as server:
        assert sign_in(server, child).status_code == 303
        assert answer(server, attempt, items, 0).json()["is_new"]
        disk.fill()
        refused = [answer(server, attempt, items, n).status_code for n in (1, 2, 1)]
        assert refused == [503, 503, 503]
        assert server.get("/help").status_code == 200
        disk.free()
        assert answer(server, attempt, items, 1).json()["is_new"]
        assert not answer(server, attempt, items, 0).json()["is_new"]
    store = SqliteStore(disk.at / "sitthi.db")
    assert list(store.answers(SCHOOL, attempt)) == items[:2]
    assert store.counts(SCHOOL)[child.id, "rights"][0] == 2
    store.close()


@pytest.mark.parametrize("lang", ["km", "en"])
def test_a_full_disk_at_the_door(disk, quiz, lang):
    """A seat cannot be written down: the page says why in the child's language; after room was made the door opens."""
    with Server(disk.at) as server:
        disk.fill()
        server.get(f"/help?lang={lang}")
        page = sign_in(server, quiz[0])
        assert page.status_code == 503
        assert escape(WORDS("trouble.full.what", lang)) in page.text
        disk.free()
        assert sign_in(server, quiz[0]).status_code == 303


def test_leaving_works_on_a_full_disk(disk, quiz):
    """The next child must not sit in this one's seat: the cookie goes even when the row cannot."""
    with Server(disk.at) as server:
        sign_in(server, quiz[0])
        assert COOKIE in server.http.cookies
        disk.fill()
        assert server.post("/leave").headers["location"] == "/door"
        assert COOKIE not in server.http.cookies


@pytest.fixture
def browser_page(tmp_path):
    """(page, server, disk): a browser in a child's seat, on a disk with room for the packed copies of Streamlit's scripts."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    disk = Disk(tmp_path / "disk", 60)
    try:
        child = Who(Role.CHILD, SCHOOL, school(disk.at))
        with Server(disk.at) as server, sync_playwright() as playwright:
            sign_in(server, child)
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
            page = browser.new_page(viewport={"width": 1366, "height": 768})
            page.context.add_cookies([{"name": COOKIE, "value": server.http.cookies[COOKIE], "url": server.base}])
            yield page, server, disk
            browser.close()
    finally:
        disk.unmount()


def test_the_page_keeps_the_answer(browser_page):
    """The tap on a full disk stays on the page, says that it waits, and is told when there is room again."""
    page, server, disk = browser_page
    page.goto(f"{server.base}/?lang=en")
    to_quiz(page)
    disk.fill()
    page.wait_for_timeout(1100)  # the stage takes no tap before the question can have been read
    page.locator(".stage .tile").first.click()
    page.wait_for_selector(f"text={WORDS('stage.waiting', 'en')}")
    assert not page.locator(".stage").get_attribute("data-told")
    disk.free()
    page.wait_for_selector(".stage[data-told]", timeout=30_000)
    connection = sqlite3.connect(disk.at / "sitthi.db")
    assert connection.execute("SELECT count(*) FROM answered").fetchone() == (1,)
    connection.close()


@pytest.mark.parametrize("lang", ["km", "en"])
def test_a_page_that_cannot_write_says_so(browser_page, lang):
    """A card cannot be turned: what to do is said in the child's language, Help and Leave stay, and then it goes on."""
    page, server, disk = browser_page
    page.goto(f"{server.base}/?page=lesson&lesson={LESSON}&lang={lang}")
    page.wait_for_selector(".st-key-big_next button")
    disk.fill()
    page.click(".st-key-big_next button")
    page.wait_for_selector(f"text={WORDS('trouble.full.do_1', lang)}")
    assert page.locator(f"a.help:has-text('{WORDS('frame.help', lang)}')").is_visible()
    assert page.locator("button.exit").is_visible()
    assert not page.locator("text=Google").count()
    disk.free()
    page.click(".st-key-big_again button")
    page.wait_for_selector(".st-key-big_next button")
    page.click(".st-key-big_next button")
    page.wait_for_selector(".st-key-big_back button")
    assert not page.locator(".st-key-big_again").count()
