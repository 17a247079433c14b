"""SG-07 to SG-09: sensitive lessons begin with a note and a choice, wait behind two locks, and end kindly."""

from __future__ import annotations

import pytest
import yaml
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.testclient import TestClient

from actions import demo, enrol, group_questions, study
from actions.desk import ROOT
from actions.permissions import NotAllowed, Role, Who
from actions.sign_in import COOKIE, sign_in
from curriculum.course import Course
from curriculum.lessons import Lesson
from routes.table import ROUTES
from tests.conftest import FACILITATOR, SCHOOL, SECRET
from tests.safeguarding.pages import body, keys, opened, words

CHOICES = ("big_go_on", "other_activity", "talk_to_someone")


@pytest.fixture
def lesson(desk, signed):
    """The first sensitive lesson of the course."""
    return next(one for one in desk.course.lessons.values() if one.sensitivity)


@pytest.fixture
def unlocked(desk, lesson):
    """The school is ready and the facilitator has opened it."""
    enrol.mark_ready(desk, FACILITATOR, set(enrol.READINESS))
    enrol.open_lesson(desk, FACILITATOR, "c1", lesson.id, 0)


def standing(desk, child):
    """All that tells how far a child is: path, areas, and every row about readings, attempts and answers."""
    tables = ("reading", "attempt", "answered", "member_area")
    rows = {table: [tuple(row) for row in desk.store.read(f"SELECT * FROM {table}")] for table in tables}
    return [(stop.lesson.id, stop.state) for stop in study.path(desk, child)], rows


@pytest.mark.parametrize("lang", ["km", "en"])
def test_sg07_a_sensitive_lesson_begins_with_a_note_and_three_choices(desk, child, lesson, unlocked, monkeypatch, lang):
    """The first page says what the story is about, and offers to go on, to do something else, and to talk to someone."""
    seen = words(opened(monkeypatch, child, page="lesson", lesson=lesson.id, card="0", lang=lang))
    assert getattr(lesson.content_note, lang) in seen
    assert [name for name in CHOICES if name not in seen] == []


def test_sg07_the_story_waits_for_the_choice(desk, child, lesson, unlocked, monkeypatch):
    """No sentence of the story is on the page of the note."""
    seen = words(opened(monkeypatch, child, page="lesson", lesson=lesson.id, card="0", lang="en"))
    assert [card.text.en for card in lesson.cards if card.text.en in seen] == []


def test_sg07_a_lesson_for_all_has_no_warning(desk, child, monkeypatch):
    """Only sensitive lessons are announced so: else nobody would read the note."""
    assert not set(CHOICES) & keys(opened(monkeypatch, child, page="lesson", lesson="rights.what-is-a-right", card="0"))


@pytest.mark.parametrize("choice", ["other_activity", "talk_to_someone"])
def test_sg07_skipping_costs_nothing(desk, child, lesson, unlocked, monkeypatch, choice):
    """Whoever does something else, or talks to someone, stands exactly where they stood, and nothing says that they chose so."""
    before = standing(desk, child)
    page = opened(monkeypatch, child, page="lesson", lesson=lesson.id, card="0")
    button = next((one for one in page.button if one.key == choice), None)
    if button is not None:  # talking to someone may be a link to /help: then there is nothing to run
        assert not button.click().run().exception
        assert page.query_params.get("page") not in (["lesson"], "lesson")
    assert standing(desk, child) == before


def locked(desk, lesson, way):
    """A lesson behind one lock or both."""
    if way == "ready, not opened":
        enrol.mark_ready(desk, FACILITATOR, set(enrol.READINESS))
    if way == "opened, not ready any more":
        enrol.mark_ready(desk, FACILITATOR, set(enrol.READINESS))
        enrol.open_lesson(desk, FACILITATOR, "c1", lesson.id, 0)
        enrol.mark_ready(desk, FACILITATOR, set(enrol.READINESS[1:]))
    if way == "opened for another group":
        enrol.mark_ready(desk, FACILITATOR, set(enrol.READINESS))
        enrol.open_lesson(desk, FACILITATOR, enrol.add_circle(desk, FACILITATOR, 1), lesson.id, 0)


WAYS = ["neither", "ready, not opened", "opened, not ready any more", "opened for another group"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("page", ["lesson", "quiz", "close"])
def test_sg08_a_direct_address_is_refused(desk, child, lesson, monkeypatch, way, page):
    """Typing the address of a locked lesson shows the child's home and no word of the lesson but its title."""
    locked(desk, lesson, way)
    home = body(opened(monkeypatch, child, page="home", lang="en"))
    seen = opened(monkeypatch, child, page=page, lesson=lesson.id, card="2", lang="en")
    assert not seen.exception
    assert body(seen) == home
    told = [lesson.content_note, lesson.goal, lesson.practise, lesson.close, *(card.text for card in lesson.cards)]
    assert [text.en for text in told if text.en in words(seen)] == []


@pytest.mark.parametrize("way", WAYS)
def test_sg08_the_actions_refuse(desk, child, lesson, way):
    """No reading place, no attempt and no question of a locked lesson, whoever calls."""
    locked(desk, lesson, way)
    for act in (
        lambda: study.quiz(desk, child, lesson.id, "en"),
        lambda: study.turn(desk, child, lesson.id, 1),
    ):
        with pytest.raises(NotAllowed, match="not open"):
            act()
    assert not study.may_read(desk, child, lesson.id)
    assert not desk.people.attempts(SCHOOL, child.id)
    assert not desk.people.readings(SCHOOL, child.id)


def test_sg08_the_route_refuses(desk, child, lesson):
    """An answer to a locked lesson's question, sent by hand with a made-up or another lesson's attempt, is not kept."""
    other = study.quiz(desk, child, "rights.what-is-a-right", "en")["attempt"]
    item = desk.quiz(lesson.id)[0].id
    with TestClient(Starlette(routes=ROUTES), base_url="http://school") as browser:
        browser.cookies.set(COOKIE, sign_in(desk, Role.CHILD, SCHOOL, child.id, " ".join(SECRET)))
        for attempt in ("made-up", other):
            one = {"event_id": "01930000-0000-7000-8000-000000000009", "attempt": attempt, "item": item, "response": "unsure"}
            reply = browser.post("/api/answers", json=one, headers={"X-Stage": "1", "Origin": "http://school"})
            assert reply.status_code == 403
    assert desk.store.read("SELECT * FROM answered") == []


@pytest.mark.parametrize("kept", range(len(enrol.READINESS)))
def test_sg08_each_point_of_the_readiness_list_counts(desk, lesson, kept):
    """Five of six is not ready, whichever is missing, and then the facilitator cannot open it."""
    assert not enrol.mark_ready(desk, FACILITATOR, set(enrol.READINESS) - {enrol.READINESS[kept]})
    with pytest.raises(NotAllowed, match="readiness"):
        enrol.open_lesson(desk, FACILITATOR, "c1", lesson.id, 0)


def test_sg08_with_both_locks_open_the_group_reads(desk, child, lesson, unlocked):
    """The rule does not shut the lesson for ever."""
    assert study.may_read(desk, child, lesson.id)
    assert study.quiz(desk, child, lesson.id, "km")["items"]


@pytest.mark.parametrize("key", ["content_note", "not_your_fault", "close"])
def test_sg09_a_sensitive_lesson_without_its_care_is_not_read(desk, lesson, key):
    """Content note, "it is not your fault" and the calm close are required, in both languages."""
    files = [yaml.safe_load(file.read_text("utf-8")) for file in (ROOT / "lessons").glob("*/*.yaml")]
    whole = next(one for one in files if one.get("id") == lesson.id)
    assert Lesson.model_validate(whole)
    with pytest.raises(ValidationError, match=key):
        Lesson.model_validate({name: value for name, value in whole.items() if name != key})
    with pytest.raises(ValidationError):
        Lesson.model_validate({**whole, key: {"en": "only English"}})


def test_sg09_it_is_said_on_the_page(desk, child, lesson, unlocked, monkeypatch):
    """The line stands on a page of the lesson, and the last page is the calm close."""
    last = len(lesson.cards) + 2
    read = "".join(
        words(opened(monkeypatch, child, page="lesson", lesson=lesson.id, card=str(n), lang="en")) for n in range(last + 1)
    )
    assert lesson.not_your_fault.en.replace("'", "&#x27;") in read or lesson.not_your_fault.en in read
    assert lesson.close.en in words(opened(monkeypatch, child, page="close", lesson=lesson.id, lang="en"))


def test_sg33_unsigned_words_open_in_no_real_school(desk, child):
    """Ready and willing, a school still waits for both reviewers, for every sensitive lesson: nothing is kept, nothing is shown.

    Nor does a row that says "open", of a time when the words were signed.
    """
    sensitive = [one.id for one in desk.course.lessons.values() if one.sensitivity and desk.course.unsigned(one.id)]
    assert len(sensitive) >= 5
    enrol.mark_ready(desk, FACILITATOR, set(enrol.READINESS))
    for lesson in sensitive:
        with pytest.raises(NotAllowed, match="signed"):
            enrol.open_lesson(desk, FACILITATOR, "c1", lesson, 0)
    assert not desk.people.opened(SCHOOL, "c1")
    for lesson in sensitive:
        desk.people.put("opened_lesson", {"school": SCHOOL, "circle": "c1", "lesson": lesson, "opened_ms": 0})
    assert not group_questions.open_lessons(desk, SCHOOL, "c1") & set(sensitive)
    states = {stop.lesson.id: stop.state for stop in study.path(desk, child)}
    for lesson in sensitive:
        assert not study.may_read(desk, child, lesson)
        assert states[lesson] == "together"
        with pytest.raises(NotAllowed):
            study.quiz(desk, child, lesson, "km")


def test_sg33_a_changed_word_closes_an_open_lesson(desk, child, monkeypatch):
    """Opened while it was signed; when its words change, no child sees it until both have signed again."""
    lesson = next(one for one in desk.course.lessons.values() if one.sensitivity)
    enrol.mark_ready(desk, FACILITATOR, set(enrol.READINESS))
    with monkeypatch.context() as both:
        both.setattr(Course, "unsigned", lambda *_: ())
        enrol.open_lesson(desk, FACILITATOR, "c1", lesson.id, 0)
        assert study.may_read(desk, child, lesson.id)
    assert not study.may_read(desk, child, lesson.id)


def test_sg33_the_demo_shows_drafts(empty, tmp_path, monkeypatch):
    """Simulated schools may look at every lesson: there the mark of a draft and of simulated data stand on each page."""
    demo.simulate(empty, tmp_path, schools=1, members=2, rounds=1)
    member = Who(Role.CHILD, "demo-01", "demo-01-m00")
    sensitive = [one for one in empty.course.lessons.values() if one.sensitivity]
    assert len(sensitive) >= 5
    for lesson in sensitive:
        enrol.open_lesson(empty, Who(Role.FACILITATOR, "demo-01", "facilitator"), "c1", lesson.id, 0)
        assert study.may_read(empty, member, lesson.id)
        sent = words(opened(monkeypatch, member, page="lesson", lesson=lesson.id, lang="km"))
        assert '\\"draft\\":true' in sent.replace(" ", "")
        assert '\\"simulated\\":true' in sent.replace(" ", "")
