"""What only a browser shows: a child's whole way, in both languages, through refresh, second tab and dead server."""

import contextlib
import sqlite3

import pytest
from playwright.sync_api import Error as PlaywrightError

from tests.browser.conftest import sign_in

LESSON = "rights.what-is-a-right"


def rows(app, sql):
    """What stands on the disk."""
    connection = sqlite3.connect(f"file:{app.folder / 'sitthi.db'}?mode=ro", uri=True)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def to_quiz(page):
    """From home through every card. A page is redrawn while we look at it, so each look may miss and is taken again; a tap on
    a button that is being replaced is lost, and a child taps again."""
    page.click(".todo .start")
    turned = None
    for nth in range(300):
        if page.locator(".stage[data-item]").count():
            return
        with contextlib.suppress(PlaywrightError):
            card = page.locator(".lesson[data-card]").get_attribute("data-card", timeout=500)
            if card != turned or nth % 25 == 24:  # five seconds
                page.locator(".st-key-big_next button, .st-key-big_quiz button").first.click(timeout=1000)
                turned = card
        page.wait_for_timeout(200)
    raise AssertionError("the cards did not lead to the quiz")


def tap_tile(page, stage):
    """One of a choice."""
    stage.locator(".options .tile").first.click()


def play_story(page, stage):
    """Every way of each moment, until one goes on."""
    while not stage.get_attribute("data-told"):
        here = stage.locator(".moment").count() - 1
        for nth in range(stage.locator(".moment").nth(here).locator(".tile").count()):
            way = stage.locator(".moment").nth(here).locator(".tile").nth(nth)
            if not stage.locator(".moment").nth(here).get_attribute("data-done") and way.is_visible():
                way.click()
        page.wait_for_timeout(300)


def put_in_order(page, stage):
    """As it lies."""
    stage.locator("footer .go").first.click()


def fill_baskets(page, stage):
    """The first card into the first basket, taken back, then each into one or the other."""
    stage.locator(".put").first.click()
    stage.locator(".basket .mini").first.click()
    nth = 0
    while stage.locator(".card").count():
        stage.locator(".put").nth(nth % 2).click()
        nth += 1
    stage.locator("footer .go").first.click()


def lay_pairs(page, stage):
    """Each right to the next left."""
    while stage.locator(".rights button").count():
        stage.locator(".rights button").first.click()
    stage.locator("footer .go").first.click()


def listen(page, stage):
    """As the one who listened."""
    stage.locator(".listened").click()
    for criterion in stage.locator(".criterion").all():
        criterion.locator(".level").last.click()
    stage.locator("footer .go").first.click()


ANSWER = {
    "choice": tap_tile,
    "picture": tap_tile,
    "true_false": tap_tile,
    "story": play_story,
    "order": put_in_order,
    "sort": fill_baskets,
    "match": lay_pairs,
    "scale": tap_tile,
    "teach_back": listen,
}


def answer(page):
    """Answers the item on the stage, whatever its type, and returns its id."""
    stage = page.locator(".stage")
    item, kind = stage.get_attribute("data-item"), stage.get_attribute("data-type")
    page.wait_for_timeout(1100)  # the stage does not take a tap before anyone can have read the question
    ANSWER[kind](page, stage)
    page.wait_for_selector(".stage[data-told]", timeout=20_000)
    return item


def test_a_lesson_and_its_quiz(page, app, questions):
    """Cards, every question, feedback on each, the calm close; each answer is one row and the areas are explored."""
    sign_in(page, app, "cat")
    to_quiz(page)
    answered = []
    while page.locator(".stage").count() and page.locator(".stage").get_attribute("data-item"):
        answered.append(answer(page))
        assert page.locator(".feedback .message").first.inner_text()
        page.wait_for_timeout(700)
        page.locator(".stage .next").click()
        page.wait_for_timeout(300)
        if len(answered) == questions:
            break
    page.wait_for_selector(".tell", timeout=20_000)
    assert len(set(answered)) == questions
    assert rows(app, f"SELECT count(*) FROM answered WHERE item LIKE '{LESSON}.%'") == [(questions,)]
    assert rows(app, "SELECT is_finished FROM attempt") == [(1,)]
    page.locator(".lesson .go").click()
    page.wait_for_selector(".area.known")
    assert page.locator(".stop.done").count() == 1


@pytest.mark.parametrize(("animal", "is_frozen"), [("owl", False), ("hen", True)])
def test_a_dead_server_loses_no_answer(page, app, animal, is_frozen):
    """Killed before the tap, or frozen at the tap and killed before its acknowledgement: the page keeps the answer, sends it
    with the same id when the server is back, and it stands there once. A refresh shows the same question and its feedback."""
    sign_in(page, app, animal, "km")
    to_quiz(page)
    item = page.locator(".stage").get_attribute("data-item")
    kind = page.locator(".stage").get_attribute("data-type")
    page.wait_for_timeout(1100)
    if is_frozen:
        app.freeze()
    else:
        app.kill()
    ANSWER[kind](page, page.locator(".stage"))
    page.wait_for_timeout(1500)
    if is_frozen:
        app.kill()
    assert not page.locator(".stage").get_attribute("data-told")
    assert page.locator(".note.shown").inner_text()
    app.start()
    page.wait_for_selector(".stage[data-told]", timeout=40_000)
    member = f"(SELECT member FROM member WHERE picture = '{animal}')"
    assert rows(app, f"SELECT count(*) FROM answered WHERE item = '{item}' AND member = {member}") == [(1,)]
    page.reload()
    page.wait_for_selector(".stage[data-told]", timeout=30_000)
    assert page.locator(".stage").get_attribute("data-item") == item
    page.locator(".stage .next").wait_for()


def test_a_dropped_line_keeps_the_tap(page, app):
    """Without a network for a while the child's answer waits in the page, and is sent once when the line is back."""
    sign_in(page, app, "frog", "en")
    to_quiz(page)
    kind = page.locator(".stage").get_attribute("data-type")
    page.wait_for_timeout(1100)
    page.context.set_offline(True)
    ANSWER[kind](page, page.locator(".stage"))
    page.wait_for_selector(".note.shown")
    page.wait_for_timeout(2000)
    assert not page.locator(".stage").get_attribute("data-told")
    page.context.set_offline(False)
    page.wait_for_selector(".stage[data-told]", timeout=30_000)
    member = "(SELECT member FROM member WHERE picture = 'frog')"
    assert rows(app, f"SELECT count(*) FROM answered WHERE member = {member}") == [(1,)]


def test_a_second_tab_shows_what_the_first_one_kept(page, app):
    """Two tabs on one question: the second tap is not stored, and its tab shows the answer that was."""
    sign_in(page, app, "duck", "km")
    to_quiz(page)
    other = page.context.new_page()
    other.goto(page.url)
    other.wait_for_selector(".stage[data-item]")
    item = answer(page)
    other.wait_for_timeout(1100)
    other.bring_to_front()
    other.locator(".stage .unsure").click()
    other.wait_for_selector(".stage[data-told]", timeout=20_000)
    mine = f"SELECT response FROM answered WHERE item = '{item}' AND member = (SELECT member FROM member WHERE picture = 'duck')"
    assert len(rows(app, mine)) == 1
    assert rows(app, mine) != [('"unsure"',)]
    other.close()


def test_the_whole_quiz_by_keyboard(page, app):
    """Tab and Enter alone answer a question and go on to the next."""
    sign_in(page, app, "duck", "en")
    page.goto(f"{app.base}/?page=quiz&lesson=rights.four-promises&lang=en")
    page.wait_for_selector(".stage[data-item]")
    first = page.locator(".stage").get_attribute("data-item")
    page.wait_for_timeout(1100)
    page.locator(".stage .unsure").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".stage[data-told]", timeout=20_000)
    page.wait_for_timeout(700)
    page.keyboard.press("Enter")  # the focus is on Next
    page.wait_for_timeout(500)
    assert page.locator(".stage").get_attribute("data-item") != first


def test_the_language_changes_without_losing_the_place(page, app):
    """Half-way through a lesson, Khmer becomes English on the same card, and the page says so to readers of screens."""
    sign_in(page, app, "cat", "km")
    page.goto(f"{app.base}/?page=lesson&lesson=rights.four-promises&card=2&lang=km")
    page.wait_for_selector('.lesson[data-card="2"]')
    page.get_by_role("button", name="English").click()
    page.wait_for_selector("text=Card 3 of")
    assert page.locator(".lesson").get_attribute("data-card") == "2"
    assert page.evaluate("document.documentElement.lang") == "en"


@pytest.mark.parametrize("lang", ["km", "en"])
def test_a_locked_stop_says_why(page, app, lang):
    """A sensitive lesson on the path is no dead button: a tap says that it opens in the group, and the way home is there."""
    sign_in(page, app, "cat", lang)
    page.locator(".stop.together").first.click()
    page.wait_for_selector(".lesson .go")
    assert "page=together" in page.url
    page.locator(".lesson .go").click()
    page.wait_for_selector(".homepage .path")
