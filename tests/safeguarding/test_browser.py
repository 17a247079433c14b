"""SG-01, 03, 04, 05 and 16 as a child meets them: in a real browser that reaches this computer and no other."""

from __future__ import annotations

import re
import sqlite3

import pytest

from tests.browser.conftest import app, page  # noqa: F401
from tests.conftest import SCHOOL, SECRET

LESSON = "rights.what-is-a-right"
CARDS = 12  # more than any page of that lesson: the last ones show its last card
CHILD = [
    "/?page=home",
    *(f"/?page=lesson&lesson={LESSON}&card={n}" for n in range(CARDS)),
    f"/?page=quiz&lesson={LESSON}",
    f"/?page=close&lesson={LESSON}",
    "/?page=talk",
]
DOORS = ["/door", f"/door?school={SCHOOL}&circle=c1", "/help"]
NEUTRAL = re.compile(r"^(Sitthi|សិទ្ធិ)( · (Welcome!|Home|ទំព័រដើម))?$|^(10 × 10|១០ × ១០)$")
HELP = 'a[href="/help"]:visible'


@pytest.fixture
def cut_off(page, app):  # noqa: F811
    """The network is cut: whatever is not this server does not answer. What was asked for elsewhere is in the list."""
    asked: list[str] = []

    def only_us(route):
        if route.request.url.startswith(app.base):
            return route.continue_()
        asked.append(route.request.url)
        return route.abort("internetdisconnected")

    page.context.route(re.compile("^(?!data:|blob:)"), only_us)
    page.on(
        "websocket", lambda socket: None if socket.url.startswith(app.base.replace("http", "ws")) else asked.append(socket.url)
    )
    return asked


def sit(page, app, animal):  # noqa: F811
    """The child with this picture takes a seat, as the form of the door sends it."""
    connection = sqlite3.connect(f"file:{app.folder / 'sitthi.db'}?mode=ro", uri=True)
    ((member,),) = connection.execute("SELECT member FROM member WHERE picture = ?", (animal,)).fetchall()
    connection.close()
    form = {"role": "child", "school": SCHOOL, "who": member, "secret": " ".join(SECRET)}
    assert page.request.post(f"{app.base}/door", form=form, headers={"Origin": app.base}).ok


def drawn(page):  # noqa: F811
    """Waits until a page of Streamlit stands: its frame is there, and something under it."""
    page.wait_for_selector("header.frame", timeout=30_000)
    page.wait_for_selector(HELP, timeout=30_000)


@pytest.mark.parametrize("lang", ["km", "en"])
def test_sg01_sg04_every_page_of_a_child_leads_to_help_and_has_a_neutral_title(page, app, cut_off, lang):  # noqa: F811
    """One visible link to /help on each page, the title and icon say nothing of a lesson, and no other computer is asked."""
    for path in DOORS:
        page.goto(f"{app.base}{path}{'&' if '?' in path else '?'}lang={lang}")
        assert page.locator(HELP).count(), path
    sit(page, app, "cat")
    titles = set()
    for path in CHILD:
        page.goto(f"{app.base}{path}&lang={lang}")
        drawn(page)
        titles.add(page.title())
    assert [title for title in titles if title not in ("Sitthi", "សិទ្ធិ")] == []
    assert cut_off == []


@pytest.mark.parametrize("lang", ["km", "en"])
def test_sg01_help_is_one_tap_away_without_a_seat(page, app, cut_off, lang):  # noqa: F811
    """From a lesson, after the seat was lost, a tap on Help shows 1280 first."""
    sit(page, app, "owl")
    page.goto(f"{app.base}/?page=lesson&lesson={LESSON}&card=2&lang={lang}")
    drawn(page)
    page.context.clear_cookies()
    page.locator(HELP).first.click()
    page.wait_for_url(f"{app.base}/help*")
    numbers = re.findall(r"\b(1280|117|1288|1387|1300)\b", page.locator("main").inner_text())
    assert numbers[0] == "1280"
    assert cut_off == []


def leave(page, how):  # noqa: F811
    """By the button, or by Shift + Escape."""
    if how == "button":
        page.get_by_role("button", name="Leave").click()
    else:
        page.keyboard.press("Shift+Escape")


@pytest.mark.parametrize("how", ["button", "keyboard"])
def test_sg03_leaving_is_at_once_and_leaves_no_trace_in_the_window(page, app, cut_off, how):  # noqa: F811
    """No question is asked; address and title name no lesson; the tab and its history hold no sensitive page to go back to."""
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    sit(page, app, "duck")
    page.goto(f"{app.base}/?page=lesson&lesson={LESSON}&card=1&lang=en")
    drawn(page)
    page.wait_for_selector(".st-key-big_next button")
    page.click(".st-key-big_next button")
    page.wait_for_url("**card=2*")
    leave(page, how)
    page.wait_for_selector("table")
    assert asked == []
    assert page.url == f"{app.base}/away"
    assert NEUTRAL.match(page.title())
    assert not re.search("lesson|right|help|child", page.title() + page.locator("body").inner_text(), re.IGNORECASE)
    page.go_back()
    page.wait_for_timeout(1500)
    assert LESSON not in page.url
    assert page.locator(".st-key-big_next").count() == 0


def test_sg03_leaving_works_when_the_server_is_dead(page, app):  # noqa: F811
    """The page of the lesson is gone even then: nothing waits for an answer."""
    sit(page, app, "duck")
    page.goto(f"{app.base}/?page=lesson&lesson={LESSON}&card=1&lang=en")
    drawn(page)
    app.kill()
    try:
        leave(page, "keyboard")
        page.wait_for_timeout(1500)
        assert LESSON not in page.url
        assert page.locator("header.frame").count() == 0
    finally:
        app.start()


@pytest.mark.parametrize("path", ["/door", "/away", "/help"])
def test_sg04_plain_pages_are_neutral_in_the_tab(page, app, path):  # noqa: F811
    """The name of the app or a sum; the icon is the lotus, not a sign of help or of another maker."""
    page.goto(f"{app.base}{path}?lang=en")
    assert NEUTRAL.match(page.title())
    own = page.request.get(f"{app.base}/assets/pictures/icon.png").body()
    assert page.request.get(f"{app.base}/favicon.ico").body() == own
    assert page.request.get(f"{app.base}/favicon.png").body() == own


@pytest.fixture
def watched(page, app):  # noqa: F811
    """A plain page with the idle watch at five minutes, a clock that the test moves, and how often the server was told."""
    page.clock.install()
    told: list[str] = []
    status = {"code": 204}

    def reply(route):
        told.append(route.request.headers.get("x-stage", ""))
        return route.abort() if status["code"] == 0 else route.fulfill(status=status["code"])

    page.route("**/api/here", reply)
    page.goto(f"{app.base}/door")
    page.evaluate(
        "import('/assets/looks/idle.js').then((m) => { window.left = 0; window.stop = m.watch(5, () => (window.left += 1)) })"
    )
    page.wait_for_timeout(100)
    return told, status


def left(page):  # noqa: F811
    """How often the watch has called leave."""
    return page.evaluate("window.left")


def touch(page, n=[0]):  # noqa: B006, F811
    """The mouse moves a little."""
    n[0] += 1
    page.mouse.move(10 + n[0] % 7, 10 + n[0] % 5)


def test_sg05_five_minutes_without_a_touch_leave_once(page, watched):  # noqa: F811
    """Not a moment before, and not twice."""
    page.clock.run_for(4 * 60_000 + 50_000)
    assert left(page) == 0
    page.clock.run_for(15_000)
    assert left(page) == 1
    page.clock.run_for(10 * 60_000)
    assert left(page) == 1


def test_sg05_a_child_who_reads_and_moves_stays(page, watched):  # noqa: F811
    """An hour with a movement every four minutes is no idle hour; the server hears of it at most once a minute."""
    told, _ = watched
    for _ in range(15):
        page.clock.run_for(4 * 60_000)
        touch(page)
    page.clock.run_for(61_000)
    assert left(page) == 0
    assert 10 <= len(told) <= 16
    assert set(told) == {"1"}


def test_sg05_much_movement_is_one_call_a_minute(page, watched):  # noqa: F811
    """Five minutes of lively moving: five calls, not hundreds."""
    told, _ = watched
    for _ in range(60):
        page.clock.run_for(5_000)
        touch(page)
    assert 4 <= len(told) <= 5


@pytest.mark.parametrize("sign", ["key", "wheel"])
def test_sg05_keys_and_scrolling_count(page, watched, sign):  # noqa: F811
    """A child without a mouse, or with one wheel, is there too."""
    page.clock.run_for(4 * 60_000)
    page.keyboard.press("Tab") if sign == "key" else page.mouse.wheel(0, 40)
    page.wait_for_timeout(100)
    page.clock.run_for(4 * 60_000)
    assert left(page) == 0


def test_sg05_a_lid_that_opens_after_an_hour_opens_on_the_start(page, watched):  # noqa: F811
    """No timer ran while it was closed: the first touch does not bring the seat back, it ends it."""
    now = page.evaluate("Date.now()")
    page.clock.set_system_time(now + 3_600_000)
    touch(page)
    page.wait_for_timeout(100)
    assert left(page) == 1


def test_sg05_the_server_s_word_counts_and_its_silence_does_not(page, watched):  # noqa: F811
    """A dead server sends nobody away; one that says "nobody sits here" does."""
    _, status = watched
    status["code"] = 0
    touch(page)
    page.clock.run_for(61_000)
    page.wait_for_timeout(200)
    assert left(page) == 0
    status["code"] = 401
    touch(page)
    page.clock.run_for(61_000)
    page.wait_for_timeout(200)
    assert left(page) == 1


def test_sg05_the_watch_ends_when_it_is_told(page, watched):  # noqa: F811
    """What was unmounted calls nobody; drawing the frame again does not watch twice."""
    page.evaluate("window.stop()")
    page.clock.run_for(20 * 60_000)
    assert left(page) == 0
    page.evaluate(
        "import('/assets/looks/idle.js').then((m) => { for (const _ of [1, 2, 3]) m.watch(5, () => (window.left += 1)) })"
    )
    page.wait_for_timeout(100)
    page.clock.run_for(20 * 60_000)
    assert left(page) == 1
