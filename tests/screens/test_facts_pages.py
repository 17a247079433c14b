"""What adults see of facts that age: readiness with the helpers near the school, doubts, numbers, dated notes. By AppTest."""

from __future__ import annotations

import dataclasses
import datetime
import re

import pytest

from actions import enrol, referral
from actions.permissions import Role, Who
from actions.referral import Given
from curriculum.loader import LivingCourse
from progress.store.referrals import ROLES, of_school
from tests.conftest import FACILITATOR, FOCAL, SCHOOL
from tests.safeguarding.pages import opened
from tests.screens.conftest import said

STAFF = Who(Role.STAFF, SCHOOL, "staff")
LATER = datetime.date(2027, 7, 1)
LESSON = "migration.job-offers"


@pytest.fixture
def later(monkeypatch):
    """A day on which every check of 2026 is old."""
    monkeypatch.setattr(LivingCourse, "today", property(lambda _: LATER))


def fresh(desk):
    """The school as it is before anybody filled in a number."""
    referral.fill_in(desk, FACILITATOR, [Given("focal", "")], desk.today)


def field(page, role: str, name: str):
    """A field of the form of the helpers."""
    kind = "checkbox" if name in ("called", "for_children") else "selectbox" if name == "by" else "text_input"
    return next(one for one in page.get(kind) if one.key == f"near_{role}_{name}" + ("_en" if name == "by" else ""))


def save(page):
    """The form's own button."""
    return next(one for one in page.button if one.label == "Save the numbers").click().run()


def test_a_school_becomes_ready_in_two_steps(desk, monkeypatch):
    """The six points, then the focal point's number with its call: only then is it said to be ready."""
    fresh(desk)
    page = opened(monkeypatch, FACILITATOR, page="ready", lang="en")
    assert "The focal point's number was not called yet." in said(page)
    for name in enrol.READINESS:
        next(one for one in page.checkbox if one.key == f"ready_{name}").check()
    page.button(key="big_ready").click().run()
    assert "The school is ready." not in said(page)
    assert "6 of 6 done" in said(opened(monkeypatch, FACILITATOR, page="ready", lang="en"))
    page = opened(monkeypatch, FACILITATOR, page="ready", lang="en")
    field(page, "focal", "number").input("000 000 001")
    field(page, "focal", "called").check()
    field(page, "focal", "by").select("head")
    save(page)
    assert not page.exception
    words = said(page)
    assert "The school is ready." in words and "Saved." in words
    [kept, *_] = of_school(desk.store, SCHOOL)
    assert (kept.number, kept.tried, kept.tried_by) == (FOCAL, desk.today.isoformat(), "head")
    assert not field(page, "focal", "called").value  # the call of today is noted once


def test_faults_are_all_said_and_the_words_stay(desk, monkeypatch):
    """Each with its helper; what was written is still in its field, and nothing was kept."""
    before = of_school(desk.store, SCHOOL)
    page = opened(monkeypatch, FACILITATOR, page="ready", lang="en")
    field(page, "police", "number").input("ask Dara")
    field(page, "health", "for_children").check()
    save(page)
    words = said(page)
    assert "Police post: write the number as it is dialled" in words
    assert "Health centre: write the number, or take the ticks away." in words
    assert "Saved." not in words
    assert field(page, "police", "number").value == "ask Dara"
    assert of_school(desk.store, SCHOOL) == before


def test_a_demo_shows_helpers_without_a_number_and_is_not_locked(open_page, simulated):
    """Every school has all five, made up and without a number; sensitive lessons open as before."""
    for school in simulated.people.schools():
        assert school.is_ready
        helpers = of_school(simulated.store, school.school)
        assert [(one.role, one.number, one.tried) for one in helpers] == [(role, "", "") for role in ROLES]
        assert all("demo" in one.office for one in helpers)
    page = open_page(Role.FACILITATOR, "en", page="ready")
    assert [one.label.count("number to be filled in") for one in page.expander] == [1] * len(ROLES)
    assert "The school is ready." in said(page)


def test_nothing_in_doubt_shows_no_warning_to_a_facilitator(desk, monkeypatch):
    """The unverified number of adults abroad is not this school's affair; the staff's page names it."""
    assert "need a call" not in said(opened(monkeypatch, FACILITATOR, page="group", lang="en"))
    words = said(opened(monkeypatch, STAFF, page="content", lang="en"))
    assert "1694 (Employment Department, Thailand) is not verified." in words
    assert "Urgent" not in words


@pytest.mark.parametrize("who", [FACILITATOR, STAFF])
def test_an_old_1280_is_said_first_and_loudest(desk, monkeypatch, later, who):
    """Before every other doubt, with what to do today; an old 117 is no longer shown to children."""
    words = said(opened(monkeypatch, who, page="group" if who == FACILITATOR else "content", lang="en"))
    urgent, police = words.index("Urgent: 1280"), words.index("117 (Police) was last checked in November 2026.")
    assert urgent < police
    assert "Children still see it." in words and "Children no longer see it." in words


def test_a_facilitator_is_told_whom_to_call_in_the_own_school(desk, monkeypatch):
    """No focal point; a number that nobody called and that children therefore do not see."""
    fresh(desk)
    referral.fill_in(desk, FACILITATOR, [Given("police", "000000002", is_for_children=True)], desk.today)
    words = said(opened(monkeypatch, FACILITATOR, page="group", lang="en"))
    assert "This school has no number of its focal point yet." in words
    assert "Nobody has called it yet: Police post. Children do not see this number." in words
    assert "000000002" not in said(opened(monkeypatch, STAFF, page="content", lang="en"))


def test_an_old_call_is_said_with_its_helper(desk, monkeypatch, later):
    """Half a year after the test call."""
    words = said(opened(monkeypatch, FACILITATOR, page="group", lang="en"))
    assert "More than 180 days since the last test call: Focal point for child protection." in words


def test_staff_see_counts_of_the_helpers(desk, monkeypatch):
    """Filled in and called, of five; no number of theirs."""
    words = said(opened(monkeypatch, STAFF, page="content", lang="en"))
    assert re.search(r"School\s+1 of 5\s+1 of 5", words)
    assert FOCAL not in words


@pytest.mark.parametrize(("who", "sees_staffs"), [(FACILITATOR, False), (STAFF, True)])
def test_the_notes_of_a_lesson_stand_on_its_page_with_their_date(desk, monkeypatch, who, sees_staffs):
    """A facilitator's for both; staff's own for staff alone; none of another lesson."""
    words = said(opened(monkeypatch, who, page="lesson", lesson=LESSON, lang="en"))
    for note in desk.course.notes:
        is_here = LESSON in note.lessons and (note.for_ == "facilitator" or sees_staffs)
        assert (note.text.en in words) == is_here, note.id
    assert "Checked November 2026" in words
    assert "This may have changed: ask" not in words


def test_an_old_note_says_that_it_may_have_changed(desk, monkeypatch, later):
    """On the lesson's page and on the staff's, which has its age too."""
    assert "This may have changed: ask" in said(opened(monkeypatch, FACILITATOR, page="lesson", lesson=LESSON, lang="en"))
    words = said(opened(monkeypatch, STAFF, page="content", lang="en"))
    assert words.count("This may have changed: ask") == len(desk.course.notes)
    assert "Checked November 2026 · 242 days ago" in words


def test_a_date_that_cannot_be_breaks_no_page(desk, monkeypatch):
    """The month 13 is shown as it was written, marked, and not to children."""
    contact = desk.course.contacts[1].model_copy(update={"checked": "2026-13"})
    note = desk.course.notes[0].model_copy(update={"checked": "2026-13"})
    course = dataclasses.replace(desk.course, contacts=(desk.course.contacts[0], contact), notes=(note,))
    monkeypatch.setattr(type(desk), "course", property(lambda _: course))
    words = said(opened(monkeypatch, STAFF, page="content", lang="en"))
    assert "117 (Police) was last checked in 2026-13." in words
