"""What a child reads is whole: no label is cut on a phone, and nothing of the path lies over a unit's title."""

import pytest

from actions import enrol, evaluation
from progress.store.people import now_ms
from tests.browser.conftest import new_school, served, sign_in, sign_in_adult
from tests.browser.test_every_page import settle
from tests.conftest import FACILITATOR, SECRET

SENSITIVE = "body.say-no-go-tell"
# a word or part of one that its own box, or one around it, does not show
CUT = """(buttons) => buttons.flatMap((button) => [button, ...button.querySelectorAll("*")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== "visible"))
  .map((one) => one.textContent)"""
# what is seen at the first and the last letter of each title, when that is not the title
COVERED = """(titles) => titles.flatMap((title) => {
  title.scrollIntoView({block: "center"});
  const range = document.createRange();
  range.selectNodeContents(title);
  const box = range.getBoundingClientRect(), middle = (box.top + box.bottom) / 2;
  return [box.left + 3, box.right - 3].map((x) => document.elementFromPoint(x, middle))
    .filter((seen) => seen !== title).map((seen) => `${title.textContent}: ${seen?.outerHTML.slice(0, 40)}`);
})"""


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The cat's circle has a sensitive lesson open, the owl's a test."""
    folder = tmp_path_factory.mktemp("whole")
    desk = new_school(folder)
    desk.people.change("UPDATE school SET is_ready = 1, is_simulated = 1", ())
    for nth, animal in enumerate(("cat", "owl")):
        enrol.add_member(desk, FACILITATOR, enrol.add_circle(desk, FACILITATOR, nth), animal, SECRET)
    enrol.open_lesson(desk, FACILITATOR, "c1", SENSITIVE, now_ms())
    evaluation.open_test(desk, FACILITATOR, "c2", "baseline")
    with served(desk, folder) as running:
        yield running


@pytest.mark.parametrize("lang", ["km", "en"])
@pytest.mark.parametrize(("animal", "address"), [("cat", f"page=lesson&lesson={SENSITIVE}&card=0"), ("owl", "page=test")])
def test_three_ways_are_whole_on_a_phone(page, app, animal, address, lang):
    """Before a sensitive lesson, and before a test, each of the three labels is read in full at 390 pixels (SG-07)."""
    sign_in(page, app, animal, lang, group=["cat", "owl"].index(animal))
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{app.base}/?{address}&lang={lang}")
    page.wait_for_selector(".st-key-talk_to_someone button")
    settle(page)
    ways = page.locator('[class*="st-key-foot_ways"] button')
    assert page.locator('[class*="st-key-big_go_on"]').count() == 1
    assert ways.count() == 3
    assert ways.evaluate_all(CUT) == []
    for one in ways.all():
        box = one.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390


@pytest.mark.parametrize("lang", ["km", "en"])
@pytest.mark.parametrize("width", [1366, 390])
def test_each_unit_s_title_is_seen(page, app, lang, width):
    """The road turns beside the titles, not over them, at any width."""
    sign_in(page, app, "cat", lang)
    page.set_viewport_size({"width": width, "height": 768})
    settle(page)
    titles = page.locator(".path h2")
    assert titles.count() == 8
    assert titles.evaluate_all(COVERED) == []


def test_a_lesson_stands_under_lessons(page, app):
    """Its page marks the lessons in the frame, for the eye and for a screen reader."""
    sign_in_adult(page, app, "facilitator", "en")
    page.goto(f"{app.base}/?page=lesson&lesson={SENSITIVE}&lang=en")
    settle(page)
    assert page.locator(".pages .on").all_inner_texts() == ["Lessons"]
    assert page.locator(".pages [aria-current=page]").all_inner_texts() == ["Lessons"]
