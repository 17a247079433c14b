"""The big screen and the computer that is passed round, as a class meets them: no count before the reveal, no scrolling."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import App, sign_in_adult
from tests.conftest import PIN

ANIMALS = ("cat", "owl", "duck", "hen", "frog")
POST = """async ([url, body]) => (await fetch(url, {method: "POST", headers: {"X-Stage": "1", "Content-Type": "application/json"},
  body: JSON.stringify(body)})).json()"""
BEGIN = """async () => (await fetch("/group_quiz/begin", {method: "POST", body: new URLSearchParams(
  {circle: "c1", kind: "lesson", lesson: "rights.trusted-adults", mode: "hands"})})).url"""
OVERFULL = """() => [document.documentElement, ...document.querySelectorAll("main, main *:not(svg, svg *, i)")].filter((one) =>
  one.clientHeight && (one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1))
  .map((one) => one.outerHTML.slice(0, 90))"""


class Room:
    """The facilitator's window, and the session that is open in it."""

    def __init__(self, page: Page, app: App) -> None:
        self.page, self.app, self.version = page, app, 1
        sign_in_adult(page, app, "facilitator")
        page.goto(f"{app.base}/help")  # a plain page of the same origin
        self.session = page.evaluate(BEGIN).split("session=")[1].split("&")[0]

    def post(self, verb: str, **body: Any) -> dict[str, Any]:
        """One verb of the facilitator."""
        answer: dict[str, Any] = self.page.evaluate(POST, [f"/api/group_quiz/{self.session}/{verb}", body])
        assert answer.get("ok"), answer
        return answer

    def move(self, where: str) -> None:
        """To another step."""
        self.version = self.post("move", version=self.version, move=where)["version"]

    def open(self, name: str, lang: str = "km") -> Page:
        """A second window."""
        window = self.page.context.new_page()
        window.goto(f"{self.app.base}/group_quiz/{name}?session={self.session}&lang={lang}")
        return window


@pytest.fixture
def room(page: Page, app: App) -> Room:
    """A session by hands at its first question."""
    return Room(page, app)


@pytest.mark.parametrize("lang", ["km", "en"])
@pytest.mark.parametrize("size", [(1024, 600), (1366, 768), (1920, 1080)])
def test_the_big_screen_goes_with_the_session_and_nothing_scrolls(room: Room, size: tuple[int, int], lang: str) -> None:
    """Each step fits into each screen; options come after reading, counts come at the reveal and not before."""
    screen = room.open("projector", lang)
    screen.set_viewport_size({"width": size[0], "height": size[1]})
    least = 25 if size[1] == 600 else 32

    def stands(step: str) -> None:
        expect(screen.locator(f"body[data-step={step}] main > *").first).to_be_visible()
        screen.wait_for_function("() => document.fonts.status === 'loaded'")
        assert screen.evaluate(OVERFULL) == []
        assert int(screen.locator("main").get_attribute("data-size") or 0) >= least
        assert screen.locator("[data-count]").count() == (8 if step == "reveal" else 0)

    stands("read")
    assert screen.locator("[data-letter]").count() == 0
    room.move("think")
    stands("think")
    assert screen.locator(".option[data-letter]").count() == 4
    room.move("round1")
    room.post("count", hands={"A": 2, "B": 1, "C": 1, "D": 0})
    expect(screen.locator("[data-round-count='4']")).to_be_visible()
    stands("round1")
    room.move("discuss")
    room.post("aside", sand=90)
    expect(screen.locator(".sand")).to_be_visible()
    stands("discuss")
    room.move("round2")
    room.post("count", hands={"A": 0, "B": 4, "C": 1, "D": 0})
    room.move("reveal")
    stands("reveal")
    assert screen.locator(".result.right .sign.check").count() == 1
    assert screen.locator(".result [data-round='1']").count() == 4
    room.post("aside", help=True)
    expect(screen.locator("main .number")).to_have_text("1280")
    assert screen.evaluate(OVERFULL) == []


def test_keys_pressed_on_the_big_screen_go_to_the_facilitators_window(room: Room) -> None:
    """Focus in the wrong window does no harm: the key is passed on, the big screen itself does nothing."""
    screen = room.open("projector")
    room.page.evaluate(
        "() => { window.heard = []; new BroadcastChannel('sitthi-group').onmessage = ({data}) => heard.push(data.key) }"
    )
    expect(screen.locator("body[data-step=read] h1")).to_be_visible()
    screen.keyboard.press("Space")
    screen.keyboard.press("h")
    room.page.wait_for_function("() => heard.length === 2")
    assert room.page.evaluate("heard") == [" ", "h"]
    assert screen.locator("body").get_attribute("data-step") == "read"


def test_each_child_answers_at_the_computer_that_is_passed_round(room: Room) -> None:
    """By keyboard alone: picture, answer, blank screen; who has answered cannot be chosen again; a drop loses no answer."""
    room.post("way", mode="keyboard")
    room.version += 1
    room.move("think")
    room.move("round1")
    go = room.post("keyboard")["go"]
    page = room.page
    page.goto(f"{room.app.base}{go}&lang=en")
    expect(page.locator("button[data-seat]")).to_have_count(len(ANIMALS))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.locator("[data-back]").click()
    expect(page.locator("button[data-seat]")).to_have_count(len(ANIMALS))
    page.locator("button[data-seat]").first.focus()
    page.keyboard.press("Enter")
    page.context.set_offline(True)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("[data-next]")).to_be_focused()
    assert page.locator("[data-letter]").count() == 0
    assert page.evaluate("JSON.parse(sessionStorage.getItem(Object.keys(sessionStorage)[0])).length") == 1
    page.context.set_offline(False)
    page.wait_for_function("() => sessionStorage.getItem(Object.keys(sessionStorage)[0]) === '[]'")
    page.keyboard.press("Enter")
    expect(page.locator("span[data-seat]")).to_have_count(1)
    while page.locator("button[data-seat]").count():
        page.locator("button[data-seat]").first.click()
        page.locator("[data-letter=D]").click()
        page.locator("[data-next]").click()
    expect(page.locator("h1")).to_have_text("Everybody has answered.")
    page.reload()
    expect(page.locator("h1")).to_have_text("Everybody has answered.")
    page.locator("main a").click()
    page.fill("input[type=password]", PIN)
    page.click("button.go")
    page.wait_for_url("**/group_quiz")
