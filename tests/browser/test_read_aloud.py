"""Reading aloud as a child hears it: the recording, else the computer's voice, else no button; and staff who record one."""

from __future__ import annotations

import shutil

import pytest

from actions import desk as desks
from actions import enrol, sounds
from actions.desk import ROOT, open_desk
from actions.permissions import NOBODY, Role, Who
from curriculum.reader import read
from curriculum.reading import all_rows
from curriculum.sounds import FOLDER, find
from tests.actions.test_sounds import tone
from tests.browser.conftest import CHROMIUM, QUIET, App, sign_in, sign_in_adult, sync_playwright
from tests.conftest import FACILITATOR, PASSWORD, PIN, SCHOOL, SECRET

STAFF = Who(Role.STAFF)
LESSON = "rights.what-is-a-right"
PARTS = ("actions", "assets", "curriculum", "lessons", "progress", "quizzes", "routes", "screens", "sheets", ".streamlit")
VOICE = """
const spoken = (window.spoken = []);
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperties(speechSynthesis, {
  getVoices: { value: () => [{ localService: true, lang: "km-KH" }, { localService: true, lang: "en-GB" }] },
  speak: { value: (one) => { spoken.push(one.text); setTimeout(() => one.onend(), 30); } },
  cancel: { value: () => {} },
});
"""
NO_VOICE = 'Object.defineProperty(speechSynthesis, "getVoices", { value: () => [] });'
EAR = """
const heard = (window.heard = []);
window.ended = 0;
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () {
  const name = new URL(this.src).pathname.split("/").slice(-2).join("/").replace(/\\.\\w+\\.mp3$/, "");
  heard.push(name);
  this.onplaying = () => this.addEventListener("ended", () => (ended += 1), { once: true });
  return play.call(this);
};
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A copy of the program, whose folder of sounds is ours to fill."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    root = tmp_path_factory.mktemp("house")
    for name in PARTS:
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "app.py", root)
    return root


@pytest.fixture(scope="module")
def app(house, tmp_path_factory):
    """A school with one circle, in that house."""
    folder = tmp_path_factory.mktemp("school")
    desk = open_desk(folder)
    name = {"km": "សាលា", "en": "School"}
    enrol.set_up(desk, NOBODY, school=SCHOOL, commune="01100201", name=name, pin=PIN, password=PASSWORD)
    enrol.add_circle(desk, FACILITATOR, 0)
    for animal in ("cat", "owl", "duck", "hen"):
        enrol.add_member(desk, FACILITATOR, "c1", animal, SECRET)
    desk.store.close()
    desks._desk = None
    running = App(folder, house)
    running.start()
    yield running
    running.kill()


@pytest.fixture
def silence(house):
    """No recording from another test."""
    shutil.rmtree(house / FOLDER, ignore_errors=True)


@pytest.fixture
def browse(app, silence):
    """`browse(VOICE)` opens a page in a browser with or without a voice, whose ear keeps what was played."""
    foreign, opened = [], []
    with sync_playwright() as playwright:

        def go(voice, *args, **more):
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *args])
            opened.append(browser)
            page = browser.new_context(viewport={"width": 1366, "height": 768}, **more).new_page()
            page.add_init_script(voice + EAR)
            page.on("request", lambda r: None if r.url.startswith((app.base, "data:", "blob:")) else foreign.append(r.url))
            return page

        yield go
        for one in opened:
            one.close()
    assert foreign == []


def until(page, expression):
    """Waits for something in the page; our own policy forbids what Playwright would wait with."""
    for _ in range(200):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{expression}; heard {page.evaluate('heard')}")


def record(house, lang, *texts, seconds=0.4):
    """A hum as the recording of each of these texts."""
    course = read(house)
    rows = {row.id: row for name in (LESSON, "words") for row in all_rows(course, name)}
    for text in texts:
        sounds.keep(house, STAFF, text, lang, getattr(rows[text], lang), tone(seconds))


def first_card(page, app, animal, lang="en"):
    """A child opens the first page of the lesson."""
    sign_in(page, app, animal, lang)
    page.goto(f"{app.base}/?page=lesson&lesson={LESSON}&card=0&lang={lang}")
    page.wait_for_selector('.lesson[data-card="0"]', timeout=30_000)
    until(page, "getComputedStyle(document.documentElement).getPropertyValue('--listen')")
    return page.locator(".lesson button.listen")


TITLE, GOAL = f"{LESSON}/title", f"{LESSON}/goal"


def test_a_recording_is_played(house, app, browse):
    """Where every text of the page is recorded: the button is there without any voice, and plays them one after the other."""
    record(house, "km", TITLE, GOAL)
    page = browse(NO_VOICE)
    listen = first_card(page, app, "cat", "km")
    listen.click()
    until(page, "ended === 2")
    assert page.evaluate("heard") == [TITLE, GOAL]


def test_without_a_recording_the_computer_s_voice_reads(app, browse):
    """Every part, in its order; nothing is fetched."""
    page = browse(VOICE)
    listen = first_card(page, app, "cat")
    listen.click()
    until(page, "spoken.length === 2")
    lesson = read(ROOT).lessons[LESSON]
    assert page.evaluate("spoken") == [lesson.title.en, lesson.goal.en]
    assert page.evaluate("heard") == []


def test_where_neither_is_there_is_no_button(house, app, browse):
    """Nor where only a part could be heard: a question without one of its answers would mislead."""
    record(house, "en", TITLE)
    page = browse(NO_VOICE)
    listen = first_card(page, app, "owl")
    assert listen.count() == 1
    assert not listen.is_visible()


def test_a_voice_fills_what_is_not_recorded(house, app, browse):
    """The recording where there is one, the voice for the rest."""
    record(house, "en", TITLE)
    page = browse(VOICE)
    first_card(page, app, "owl").click()
    until(page, "spoken.length === 1")
    assert (page.evaluate("heard"), page.evaluate("ended")) == ([TITLE], 1)
    assert page.evaluate("spoken") == [read(ROOT).lessons[LESSON].goal.en]


@pytest.mark.parametrize("voice", [VOICE, NO_VOICE], ids=["voice", "no voice"])
def test_a_broken_file_is_read_by_the_voice_or_the_button_goes(house, app, browse, voice):
    """A recording that cannot be played keeps nobody waiting."""
    record(house, "en", TITLE, GOAL)
    lesson = read(ROOT).lessons[LESSON]
    find(house, TITLE, "en", lesson.title.en).write_bytes(b"no sound")
    page = browse(voice)
    listen = first_card(page, app, "duck")
    listen.click()
    if voice is VOICE:
        until(page, "spoken.length === 1 && heard.length === 2 && ended === 1")
        assert page.evaluate("spoken") == [lesson.title.en]
    else:
        until(page, "!document.querySelector('.lesson button.listen').hasAttribute('data-recorded')")
        listen.wait_for(state="hidden")


def test_a_page_that_was_left_falls_silent(house, app, browse):
    """The next card is not read over by the one before."""
    record(house, "en", TITLE, GOAL, seconds=20)
    page = browse(NO_VOICE)
    first_card(page, app, "duck").click()
    until(page, "heard.length === 1")
    page.get_by_role("button", name="Next").click()
    page.wait_for_selector('.lesson[data-card="1"]')
    page.wait_for_timeout(1000)
    assert page.evaluate("heard") == [TITLE]


def test_a_recording_of_old_words_is_not_played(house, app, browse):
    """When the goal says something else, its recording is silent, and the button with it."""
    record(house, "en", TITLE, GOAL)
    path = find(house, GOAL, "en", read(ROOT).lessons[LESSON].goal.en)
    path.rename(path.with_name("goal.00000000.mp3"))
    listen = first_card(browse(NO_VOICE), app, "owl")
    assert not listen.is_visible()


def test_questions_and_what_is_said_to_an_answer(house, app, browse):
    """The question with all that can be chosen; after the tap a button of its own reads the feedback."""
    course = read(ROOT)
    item = next(one for one in course.quiz(LESSON) if not one.is_twin)
    mine = [row.id for row in all_rows(course, LESSON) if row.id.startswith(f"{item.id}/")]
    record(house, "en", *mine, *(f"words/stage.{name}" for name in ("well", "again", "fine")), seconds=0.35)
    page = browse(NO_VOICE)
    sign_in(page, app, "hen")
    page.goto(f"{app.base}/?page=quiz&lesson={LESSON}&lang=en")
    stage = page.locator(f"section.stage[data-item='{item.id}']")
    stage.locator(".ask button.listen").click()
    until(page, f"ended === {1 + len(item.options)}")
    assert page.evaluate("heard")[0] == f"{item.id}/stem"
    assert set(page.evaluate("heard")) == {
        f"{item.id}/stem", *(f"{item.id}/options.{one.id}.text" for one in item.options)
    }  # fmt: skip
    page.evaluate("heard.length = 0")
    right = next(one for one in item.options if one.correct)
    page.wait_for_timeout(1100)
    stage.locator(f'[data-option="{right.id}"] button').click()
    stage.locator(".feedback button.listen").click()
    until(page, "heard.length >= 2")
    assert page.evaluate("heard")[:2] == ["words/stage.well", f"{item.id}/options.{right.id}.feedback"]


def test_the_doors_read_too(house, app, browse):
    """Before anybody has signed in, and on the help page."""
    record(house, "km", "words/door.which_group", "words/help.line")
    page = browse(NO_VOICE)
    for path, text in (("/door", "words/door.which_group"), ("/help", "words/help.line")):
        page.goto(f"{app.base}{path}?lang=km")
        page.locator("button.listen").click()
        until(page, "ended === 1")
        assert page.evaluate("heard") == [text]
    page.goto(f"{app.base}/help?lang=en")
    assert not page.locator("button.listen").is_visible()


def test_staff_record_a_text_and_a_child_hears_it(house, app, browse):
    """On the page of the review: microphone, keep, the next text; the child's button plays it at once."""
    listening = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
    page = browse(NO_VOICE, *listening, permissions=["microphone"])
    sign_in_adult(page, app, "staff")
    page.goto(f"{app.base}/?page=sounds&lang=en")
    page.locator(f'a[href*="lesson={LESSON}"]').first.click()
    page.locator(f'.pairs li:has(code:text-is("{TITLE}"))').get_by_role("link", name="Record").click()
    for text in (TITLE, GOAL):
        card = page.locator(".st-key-card_record")
        card.locator(".read-me[lang=en]", has_text=getattr(read(ROOT).lessons[LESSON], text.split("/")[1]).en).wait_for()
        microphone = card.locator("[class*=st-key-sounds_en] [data-testid=stAudioInputActionButton]")
        microphone.click()
        page.wait_for_timeout(2500)
        microphone.click()
        page.wait_for_timeout(1500)
        card.locator(".st-key-sounds_keep_en button").click()
        card.get_by_text("The recording is kept.").wait_for()
        card.locator(".next-one a").click()
    lesson = read(ROOT).lessons[LESSON]
    assert find(house, TITLE, "en", lesson.title.en)
    assert find(house, GOAL, "en", lesson.goal.en)
    child = browse(NO_VOICE)
    first_card(child, app, "cat").click()
    until(child, "ended === 2")


def test_a_story_is_read_moment_by_moment(app, browse):
    """The button on top reads the moment that is there; what is said to a way has a button beside it."""
    course = read(ROOT)
    lesson, story = next(
        (one.id, item)
        for one in course.lessons.values()
        for item in course.quiz(one.id)
        if item.type == "story" and not item.is_twin and not one.sensitivity
    )
    page = browse(VOICE)
    sign_in(page, app, "cat")
    page.goto(f"{app.base}/?page=quiz&lesson={lesson}&lang=en")
    stage = page.locator("section.stage")
    stage.locator("h2").wait_for()
    for _ in course.quiz(lesson):
        if stage.get_attribute("data-item") == story.id:
            break
        before = stage.get_attribute("data-item")
        page.wait_for_timeout(1100)
        stage.locator("button.unsure").click()
        page.wait_for_timeout(700)
        stage.locator("button.next").click()
        page.locator(f"section.stage:not([data-item='{before}'])").wait_for()
    first = next(one for one in story.scenes if not getattr(one, "detour", None))
    stage.locator(".ask button.listen").click()
    until(page, f"spoken.length === {2 + len(first.options)}")
    assert page.evaluate("spoken")[:2] == [story.stem.en, first.text.en]
    page.evaluate("spoken.length = 0")
    way = next(one for one in first.options if one.correct)
    page.wait_for_timeout(1100)
    stage.locator(f'[data-scene="{first.id}"] [data-option="{way.id}"] button').click()
    stage.locator(f'[data-scene="{first.id}"] button.listen').click()
    until(page, "spoken.length === 1")
    assert page.evaluate("spoken") == [way.feedback.en]
