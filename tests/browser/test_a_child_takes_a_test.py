"""A child takes the open test: kind words, no feedback, the same place after a refresh, a thank you, and a home without it."""

import re
import shutil

import pytest

from actions import desk as desks
from actions import enrol, evaluation
from actions.desk import ROOT, open_desk
from actions.permissions import NOBODY
from tests.browser.conftest import CHROMIUM, App, sign_in
from tests.browser.test_a_child_learns import rows
from tests.browser.test_every_page import accessible, look, settle
from tests.conftest import FACILITATOR, PASSWORD, PIN, SCHOOL, SECRET
from tests.course_with_tests import add_tests

LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".demo", "docs", "tests", "__pycache__", ".*_cache", ".hypothesis")
REST = """async (attempt) => {
  const acks = [];
  for (let n = 1; n <= 30; n++)
    for (const end of ["", "b"]) {
      const event_id = `01930000-0000-7000-8000-${String(n).padStart(11, "0")}${end ? 1 : 0}`;
      const item = `rights.trusted-adults.t${n}${end}`, response = n % 2 ? "r" : "o";
      const body = {event_id, attempt, item, response, lang: "en"};
      if (n === 30) continue;
      const headers = {"Content-Type": "application/json", "X-Stage": "1"};
      const reply = await fetch("/api/answers", {method: "POST", headers, body: JSON.stringify(body)});
      if (reply.ok) acks.push(await reply.json());
    }
  return acks;
}"""


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """A school with sixty questions of our own, whose baseline is open."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    folder = tmp_path_factory.mktemp("tested")
    root = folder / "sitthi"
    shutil.copytree(ROOT, root, ignore=LEFT_OUT)
    add_tests(root)
    desk = open_desk(folder / "data", root)
    name = {"km": "សាលា", "en": "School"}
    enrol.set_up(desk, NOBODY, school=SCHOOL, commune="01100201", name=name, pin=PIN, password=PASSWORD)
    enrol.add_circle(desk, FACILITATOR, 0)
    for animal in ("cat", "owl"):
        enrol.add_member(desk, FACILITATOR, "c1", animal, SECRET)
    desk.people.change("UPDATE school SET is_ready = 1, is_simulated = 1", ())
    evaluation.open_test(desk, FACILITATOR, "c1", "baseline")
    desk.store.close()
    desks._desk = None
    running = App(folder / "data", root)
    running.start()
    yield running
    running.kill()


def begin(page, app, animal, lang="en"):
    """From the home to the first question."""
    sign_in(page, app, animal, lang)
    page.locator("[data-test] a.go").click()
    page.locator('[class*="st-key-big_go_on"] button').click()
    page.wait_for_selector(".stage[data-item]", timeout=30_000)


def here(page):
    """The question on the stage."""
    return page.locator(".stage").get_attribute("data-item")


def test_nothing_is_said_of_how_it_went(page, app):
    """A tap is thanked for: no tile is marked as better, no sentence explains, and the reply does not know what is right."""
    begin(page, app, "cat")
    page.wait_for_timeout(1200)
    with page.expect_response("**/api/answers") as replied:
        page.locator(".stage .options button").first.click()
    page.wait_for_selector('.stage[data-told="thanks"]')
    assert page.locator(".stage .feedback").inner_text() == "Thank you."
    assert page.locator(".stage .better, .stage .tag, .stage .looked, .stage .rest, .stage .care, .stage .discuss").count() == 0
    ack = replied.value.json()
    assert (ack["right"], ack["better"], "feedback" in ack) == (None, [], False)
    accessible(page)
    first = here(page)
    page.reload()  # before Next: the thank you is still there, and so is the choice
    page.wait_for_selector('.stage[data-told="thanks"]', timeout=30_000)
    assert here(page) == first
    assert page.locator(".stage .options .chosen").count() == 1
    page.wait_for_timeout(900)
    page.locator(".stage .next").click()
    page.wait_for_function("it => document.querySelector('.stage')?.dataset.item !== it", arg=first)
    second = here(page)
    page.wait_for_timeout(1200)
    page.locator(".stage .unsure").click()
    page.wait_for_selector('.stage[data-told="thanks"]')
    assert page.locator(".stage .feedback").inner_text() == "Thank you."
    page.wait_for_timeout(900)
    page.locator(".stage .next").click()
    page.wait_for_function("it => document.querySelector('.stage')?.dataset.item !== it", arg=second)
    third = here(page)
    page.goto(f"{app.base}/?page=home&lang=en")  # stops, and goes on later
    page.wait_for_selector("[data-test]")
    assert "You have answered 2 of 30." in page.locator("[data-test]").inner_text()
    page.locator("[data-test] a.go").click()
    page.locator('[class*="st-key-big_go_on"] button').click()
    page.wait_for_selector(".stage[data-item]", timeout=30_000)
    assert here(page) == third
    assert rows(app, "SELECT count(*), sum(test = 'baseline') FROM answered") == [(2, 2)]


def test_it_ends_with_a_thank_you(page, app):
    """The last question, then calm words with the way to help; no number; the home is without the test, the path as before."""
    begin(page, app, "owl")
    ((attempt,),) = rows(app, "SELECT attempt FROM attempt JOIN member USING (school, member) WHERE picture = 'owl'")
    acks = page.evaluate(REST, attempt)
    assert len(acks) == 29
    assert {(ack["right"], ack["is_quiet"], str(ack["better"])) for ack in acks} == {(None, True, "[]")}
    page.reload()
    page.wait_for_selector(".stage[data-item]", timeout=30_000)
    page.wait_for_timeout(1200)
    page.locator(".stage .options button").first.click()
    page.wait_for_selector('.stage[data-told="thanks"]')
    page.wait_for_timeout(900)
    page.locator(".stage .next").click()
    page.wait_for_selector(".lesson .message.well", timeout=30_000)
    said = page.locator(".lesson").inner_text()
    assert "You have answered every question!" in said
    assert re.findall(r"\d+", said.replace("1280", "").replace("117", "")) == []
    look(page)
    page.locator(".lesson a.go").click()
    page.wait_for_selector(".homepage .path")
    assert page.locator("[data-test]").count() == 0
    assert page.locator(".stop.done").count() == 0
    assert rows(app, "SELECT answers FROM member_test WHERE measure = 'all' AND answers = 30") == [(30,)]


@pytest.mark.parametrize("lang", ["km", "en"])
def test_its_pages_fit_and_are_accessible(page, app, lang):
    """The home with the test, the page before it and a question, on a school computer and on a phone."""
    sign_in(page, app, "cat", lang)
    for address in ("page=home", "page=test", "page=test&go=on"):
        page.goto(f"{app.base}/?{address}&lang={lang}")
        settle(page)
        look(page)
