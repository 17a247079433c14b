"""A whole session of ten questions with twenty children, by five ways of answering, through two kills of the server."""

from __future__ import annotations

import contextlib
import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from actions import desk as desks
from actions import enrol, group_questions, group_quiz
from actions.desk import open_desk
from actions.permissions import NOBODY
from tests.bench.classroom import frame, video
from tests.browser.conftest import CHROMIUM, QUIET, App
from tests.browser.test_a_child_learns import rows
from tests.conftest import FACILITATOR, PASSWORD, PIN, SCHOOL, SECRET

CHILDREN, QUESTIONS, CALM_MS = 20, 10, 900


class Room(App):
    """The school with its group, one session prepared, and what its twenty children hold up for the camera."""

    session: str
    members: list[str]
    held: dict[str, str]  # member → letter
    meant: dict[str, dict[str, str]]  # item → letter → response
    film: Path


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """Twenty children with cards; a session of ten questions of the open lessons."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    folder = tmp_path_factory.mktemp("group")
    desk = open_desk(folder)
    name = {"km": "សាលា", "en": "School"}
    enrol.set_up(desk, NOBODY, school=SCHOOL, commune="01100201", name=name, pin=PIN, password=PASSWORD)
    enrol.add_circle(desk, FACILITATOR, 0)
    members = [enrol.add_member(desk, FACILITATOR, "c1", animal, SECRET) for animal in enrol.AVATARS[:CHILDREN]]
    items = sorted(group_questions.askable(desk, SCHOOL, "c1", "lesson"))[:QUESTIONS]
    session = group_quiz.begin(desk, FACILITATOR, "c1", "lesson", items, "rights.trusted-adults", "hands")
    holders = group_quiz.holders(desk, FACILITATOR, session.session)
    running = Room(folder)
    running.session, running.members = session.session, members
    running.held = {member: "ABC"[nth % 3] for nth, member in enumerate(members)}
    letters = {card: "ABCD".index(running.held[member]) for card, member in holders.items()}
    running.meant = {item: group_questions.meaning(desk, session, item) for item in items}
    running.film = folder / "class.mjpeg"
    video([frame(letters, seed) for seed in (5, 6, 7)], running.film)
    desk.store.close()
    desks._desk = None
    running.start()
    yield running
    running.kill()


@pytest.fixture
def page(room: Room) -> Iterator[Page]:
    """A browser with a camera that films this class. Requests to other hosts, and script errors, fail the test."""
    filming = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    filming.append(f"--use-file-for-fake-video-capture={room.film}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *filming])
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        one, foreign, errors = context.new_page(), list[str](), list[str]()
        one.on("request", lambda r: None if r.url.startswith((room.base, "data:", "blob:")) else foreign.append(r.url))
        one.on("pageerror", lambda error: errors.append(str(error)))
        one.set_default_timeout(30_000)
        yield one
        browser.close()
        assert foreign == []
        assert errors == []


def pin(page: Page) -> None:
    """Types the facilitator's PIN."""
    page.fill("input[type=password]", PIN)
    page.click("button.go")


def step(page: Page, name: str) -> None:
    """Waits until the facilitator's page shows this step."""
    page.wait_for_selector(f"body[data-step={name}]")


def key(page: Page, key: str, leads_to: str) -> None:
    """One key of the keyboard, and the step that it leads to."""
    if page.locator("body[data-step=reveal]").count():
        page.wait_for_timeout(CALM_MS)  # a key held too long must not skip what is explained
    page.keyboard.press(key)
    step(page, leads_to)


def hands(page: Page, counts: tuple[int, ...]) -> None:
    """Types four counts; the field of the first letter has the focus when the round opens."""
    expect(page.locator("[data-count=A]")).to_be_focused()
    for number in counts:
        page.keyboard.type(str(number))
        page.keyboard.press("Enter")
    answered(page, sum(counts))


def answered(page: Page, number: int, timeout: float = 30_000) -> None:
    """What the page tells a screen reader: so many have answered."""
    expect(page.get_by_role("status").filter(has_text=f"{number} of ").first).to_be_attached(timeout=timeout)


def way(page: Page, mode: str) -> None:
    """Changes the way of answering."""
    page.click(f"[data-way={mode}]")
    page.wait_for_selector(f"body[data-mode={mode}]")


def kill(room: Room) -> None:
    """Pulls the plug, and starts the computer again."""
    room.kill()
    time.sleep(0.5)
    room.start()


def stands(room: Room, item: str, round: int) -> Counter[str]:
    """Source → how many answers stand on the disk."""
    sql = f"SELECT source FROM group_answer WHERE session = '{room.session}' AND item = '{item}' AND round = {round}"
    return Counter(source for (source,) in rows(room, sql))


def asked(room: Room) -> list[str]:
    """The items of the session."""
    return json.loads(rows(room, f"SELECT items FROM group_session WHERE session = '{room.session}'")[0][0])


def test_a_whole_session(page: Page, room: Room) -> None:
    """Hands, the list of cards not seen, the computer passed round, teams, the camera; nothing is lost and all is counted."""
    items = asked(room)
    page.goto(f"{room.base}/door?adult=facilitator&lang=en")
    pin(page)
    page.goto(f"{room.base}/?page=group_quiz&lang=en")
    page.click('a[href^="/group_quiz?"]')  # continue
    step(page, "read")

    # 1: hands, by the keyboard alone
    key(page, "ArrowRight", "think")
    key(page, "ArrowRight", "round1")
    hands(page, (5, 8, 6, 1))
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    key(page, "d", "discuss")
    key(page, "v", "round2")
    hands(page, (2, 14, 4, 0))
    page.evaluate("document.activeElement.blur()")
    key(page, "r", "reveal")
    page.click("[data-judge=clear]")
    key(page, "ArrowRight", "read")

    # 2: cards by hand from the list; the plug is pulled in the middle of the round
    way(page, "cards")
    key(page, "ArrowRight", "think")
    key(page, "ArrowRight", "round1")
    if page.get_attribute("[data-by-hand]", "aria-expanded") == "false":
        page.click("[data-by-hand]")
    for nth, member in enumerate(room.members[:7]):
        page.click(f"[data-enter='{member}-{'ABC'[nth % 3]}']")
        answered(page, nth + 1)
    kill(room)
    assert stands(room, items[1], 1) == {"hand": 7}
    for nth, member in enumerate(room.members[7:], 7):  # the page found its way back by itself: same question, same round
        page.click(f"[data-enter='{member}-{'ABC'[nth % 3]}']")
        answered(page, nth + 1)
    step(page, "round1")
    key(page, "d", "discuss")
    assert len(rows(room, f"SELECT 1 FROM answered WHERE item = '{items[1]}' AND round = 1 AND source = 'hand'")) == CHILDREN
    key(page, "v", "round2")
    key(page, "r", "reveal")
    key(page, "ArrowRight", "read")

    # 3: the computer goes round; the adult's seat is closed meanwhile
    key(page, "ArrowRight", "think")
    key(page, "ArrowRight", "round1")
    way(page, "keyboard")
    page.click("[data-pass]")
    page.wait_for_url("**/group_quiz/keyboard**")
    for nth, member in enumerate(room.members):
        page.click(f"[data-seat='{member}']")
        page.click(f"[data-letter={'ABC'[nth % 3]}]")
        page.click("[data-next]")
    assert stands(room, items[2], 1) == {"tap": CHILDREN}
    assert rows(room, "SELECT * FROM local_seat") == []
    page.goto(f"{room.base}/group_quiz?session={room.session}")
    pin(page)
    step(page, "round1")
    key(page, "r", "reveal")
    key(page, "ArrowRight", "read")

    # 4: teams
    way(page, "team")
    key(page, "ArrowRight", "think")
    key(page, "ArrowRight", "round1")
    for team, letter in (("team-1", "A"), ("team-2", "B"), ("team-3", "B"), ("team-4", "C")):
        page.click(f"[data-enter={team}-{letter}]")
    answered(page, 4)
    key(page, "r", "reveal")
    key(page, "ArrowRight", "read")

    # 5: the camera reads the class; the plug is pulled before the round is closed
    way(page, "cards")
    key(page, "ArrowRight", "think")
    key(page, "ArrowRight", "round1")
    read_all(page, room)
    seen = stands(room, items[4], 1)
    assert seen.total() == CHILDREN and seen["camera"] >= CHILDREN - 2, seen
    kill(room)
    page.reload()  # the browser, too, was closed
    step(page, "round1")
    answered(page, CHILDREN)
    key(page, "d", "discuss")
    key(page, "v", "round2")
    read_all(page, room)
    key(page, "r", "reveal")
    key(page, "ArrowRight", "read")
    read = dict(rows(room, f"SELECT member, response FROM answered WHERE item = '{items[4]}' AND round = 1"))
    assert {member: json.loads(response) for member, response in read.items()} == {
        member: room.meant[items[4]][letter] for member, letter in room.held.items()
    }

    # 6 to 10: hands again, one round each
    way(page, "hands")
    for nth in range(5, QUESTIONS):
        key(page, "ArrowRight", "think")
        key(page, "ArrowRight", "round1")
        hands(page, (4, 4, 4, 8))
        page.evaluate("document.activeElement.blur()")
        key(page, "r", "reveal")
        key(page, "ArrowRight", "read" if nth < QUESTIONS - 1 else "ended")

    assert all_counts(room) == {
        "hands": 20 + 20 + 20 * 5, "cards": CHILDREN + 2 * CHILDREN, "keyboard": CHILDREN, "team": 4
    }  # fmt: skip
    page.goto(f"{room.base}/?page=group_report&session={room.session}&lang=en")
    page.wait_for_selector("ol.results")
    assert page.locator("ol.results > li").count() == QUESTIONS


def read_all(page: Page, room: Room) -> None:
    """Bursts until all are read; a last child or two may be entered by hand from the list, as in a real room."""
    for _ in range(3):
        page.click("[data-read-cards]")
        with contextlib.suppress(AssertionError):
            answered(page, CHILDREN, timeout=15_000)
            return
    for member in room.members:
        one = page.locator(f"[data-enter='{member}-{room.held[member]}']")
        if one.count():
            one.click()
    answered(page, CHILDREN)


def all_counts(room: Room) -> Counter[str]:
    """Way → answers that stand, over the whole session."""
    return Counter(mode for (mode,) in rows(room, f"SELECT mode FROM group_answer WHERE session = '{room.session}'"))
