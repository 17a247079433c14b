"""Pages of a lesson met again: the note before it, its calm words after it, and nothing of what is not offered."""

from __future__ import annotations

import pytest

from actions import enrol, review
from progress.store.people import now_ms
from progress.store.projection import DAY_MS
from tests.actions.test_review import FIRST, SENSITIVE, learn
from tests.conftest import FACILITATOR, SCHOOL
from tests.safeguarding.pages import body, keys, opened, words

CHOICES = {"big_go_on", "other_activity", "talk_to_someone"}


@pytest.fixture
def learned(desk, child, signed):
    """A sensitive lesson and a plain one, a month ago, while they were open."""
    enrol.mark_ready(desk, FACILITATOR, set(enrol.READINESS))
    enrol.open_lesson(desk, FACILITATOR, "c1", SENSITIVE, 0)
    for lesson in (FIRST, SENSITIVE):
        learn(desk, child, lesson, now_ms() - 30 * DAY_MS)


@pytest.mark.parametrize("lang", ["km", "en"])
def test_sg07_the_note_and_three_choices_come_before_a_sensitive_review(desk, child, learned, monkeypatch, lang):
    """Nothing is kept and no question is told before the child goes on; going on asks."""
    lesson, before = desk.course.lessons[SENSITIVE], desk.people.attempts(SCHOOL, child.id)
    page = opened(monkeypatch, child, page="review", lesson=SENSITIVE, lang=lang)
    assert keys(page) >= CHOICES
    assert getattr(lesson.content_note, lang) in words(page)
    assert [item.id for item in desk.course.quiz(SENSITIVE) if item.id in words(page)] == []
    assert desk.people.attempts(SCHOOL, child.id) == before
    page = opened(monkeypatch, child, page="review", lesson=SENSITIVE, lang=lang, go="on")
    assert not page.exception
    assert [one.kind for one in desk.people.attempts(SCHOOL, child.id)] == ["lesson", "lesson", "review"]


def test_a_plain_lesson_is_met_again_at_once(desk, child, learned, monkeypatch):
    """Without a warning; and home says so, quietly, in both languages."""
    assert not CHOICES & keys(opened(monkeypatch, child, page="review", lesson=FIRST))
    title = desk.course.lessons[FIRST].title
    assert f"Meet again: {title.en}" in words(opened(monkeypatch, child, page="home", lang="en"))
    assert f"ជួបម្តងទៀត៖ {title.km}" in words(opened(monkeypatch, child, page="home", lang="km"))


@pytest.mark.parametrize("page", ["review", "round"])
def test_what_is_not_offered_leads_home(desk, child, monkeypatch, page):
    """An address typed by hand shows the home, and keeps nothing."""
    home = body(opened(monkeypatch, child, page="home", lang="en"))
    seen = opened(monkeypatch, child, page=page, lesson=FIRST, area="rights", go="on", lang="en")
    assert body(seen) == home
    assert desk.people.attempts(SCHOOL, child.id) == []


def test_a_round_about_something_sensitive_ends_with_the_way_to_help(desk, child, monkeypatch):
    """SG-09; another round ends without words that could frighten."""
    line = desk.words("help.line", "en")
    assert line in body(opened(monkeypatch, child, page="rounded", care="yes", lang="en"))
    assert line not in body(opened(monkeypatch, child, page="rounded", lang="en"))


def test_no_page_tells_how_it_went(desk, child, learned, monkeypatch):
    """After a review: no share, no number of right answers, no word of weakness."""
    opened_ = review.meet_again(desk, child, FIRST)
    assert opened_.items
    seen = body(opened(monkeypatch, child, page="met", lesson=FIRST, lang="en")).lower()
    assert [word for word in ("weak", "score", "%", "streak", "wrong") if word in seen] == []
