"""The helpers near a school: what may be written, what a test call is worth, and what leaves the school (counts)."""

from __future__ import annotations

import dataclasses
import datetime
import sqlite3

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from actions import enrol, referral
from actions.desk import open_desk
from actions.permissions import NotAllowed, Role, Who
from actions.referral import Given
from progress.store.referrals import ROLES, Referral, of_school
from routes.table import ROUTES
from tests.conftest import FACILITATOR, FOCAL, PASSWORD, PIN, SCHOOL

TODAY = datetime.date(2026, 11, 25)
STAFF = Who(Role.STAFF, SCHOOL, "staff")


def kept(desk) -> dict[str, Referral]:
    """Role → what is kept."""
    return {one.role: one for one in of_school(desk.store, SCHOOL)}


@pytest.mark.parametrize(
    ("written", "stands"),
    [("012 345 678", "012345678"), ("012-345.678", "012345678"), ("០១២ ៣៤៥", "012345"), ("+855 12 345", "+85512345"), ("", "")],
)
def test_a_number_is_kept_as_it_is_dialled(desk, written, stands):
    """Spaces, dashes and the digits of a Khmer keyboard are no fault."""
    referral.fill_in(desk, FACILITATOR, [Given("police", written)], TODAY)
    assert kept(desk)["police"].number == stands


def test_every_fault_is_said_at_once_and_nothing_is_kept(desk):
    """Letters, too short, too long, a promise without a number: each with its helper; the good one among them waits too."""
    before = kept(desk)
    given = [
        Given("focal", "call Dara"), Given("council", "12"), Given("police", "0" * 16), Given("health", "", was_called=True),
        Given("organisation", "012345"),
    ]  # fmt: skip
    with pytest.raises(ValueError, match=r"^focal\.number council\.number police\.number health\.empty$"):
        referral.fill_in(desk, FACILITATOR, given, TODAY)
    assert kept(desk) == before


def test_a_number_that_changed_must_be_called_again(desk):
    """The same number keeps its call, whatever else changes; another one, or none, has none."""
    called = Given("police", "000000002", was_called=True, by="head")
    referral.fill_in(desk, FACILITATOR, [called], TODAY)
    assert (kept(desk)["police"].tried, kept(desk)["police"].tried_by) == ("2026-11-25", "head")
    later = datetime.date(2027, 1, 1)
    referral.fill_in(desk, FACILITATOR, [Given("police", "000 000 002", hours="8–17")], later)
    assert (kept(desk)["police"].tried, kept(desk)["police"].hours) == ("2026-11-25", "8–17")
    referral.fill_in(desk, FACILITATOR, [Given("police", "000000003")], later)
    assert kept(desk)["police"].tried == ""


def test_sensitive_lessons_wait_for_a_focal_point_who_was_called(desk, signed):
    """SG-30: with all six points ticked, a school without that number, or with one that nobody called, is not ready."""
    lesson = next(one.id for one in desk.course.lessons.values() if one.sensitivity)
    referral.fill_in(desk, FACILITATOR, [Given("focal", "")], TODAY)
    assert not enrol.mark_ready(desk, FACILITATOR, set(enrol.READINESS))
    for given, is_ready in ((Given("focal", FOCAL), False), (Given("focal", FOCAL, was_called=True), True)):
        with pytest.raises(NotAllowed, match="readiness"):
            enrol.open_lesson(desk, FACILITATOR, "c1", lesson, 0)
        referral.fill_in(desk, FACILITATOR, [given], TODAY)
        [school] = desk.people.schools()
        assert (school.is_listed, school.is_ready) == (True, is_ready)
    enrol.open_lesson(desk, FACILITATOR, "c1", lesson, 0)
    referral.fill_in(desk, FACILITATOR, [Given("focal", "000000009")], TODAY)
    assert not desk.people.schools()[0].is_ready


def test_a_number_alone_makes_no_school_ready(desk):
    """The six points are asked as before."""
    assert not enrol.mark_ready(desk, FACILITATOR, set(enrol.READINESS[1:]))


@pytest.mark.parametrize(
    ("helpers", "asked"),
    [
        ([], ["focal"]),
        ([Given("focal", FOCAL)], ["focal"]),
        ([Given("focal", FOCAL, was_called=True)], []),
        ([Given("focal", FOCAL, was_called=True), Given("police", "000000002"), Given("health", "")], ["police"]),
    ],
)
def test_a_facilitator_is_asked_to_call(desk, helpers, asked):
    """The focal point in any case; the others once they have a number. After 180 days all of them again."""
    referral.fill_in(desk, FACILITATOR, [Given("focal", "")], TODAY)
    referral.fill_in(desk, FACILITATOR, helpers, TODAY)
    assert [one.role for one in referral.wanting(desk, FACILITATOR, TODAY)] == asked
    later = TODAY + datetime.timedelta(181)
    assert {one.role for one in referral.wanting(desk, FACILITATOR, later)} >= {one.role for one in helpers if one.number}


def test_staff_get_counts_and_no_number(desk):
    """How many are filled in and were called this term, of each school."""
    referral.fill_in(desk, FACILITATOR, [Given("focal", FOCAL, was_called=True), Given("police", "000000002")], TODAY)
    told = referral.told(desk, STAFF, TODAY)
    assert {school: dataclasses.astuple(one) for school, one in told.items()} == {SCHOOL: (2, 1)}
    with pytest.raises(NotAllowed):
        referral.fill_in(desk, STAFF, [], TODAY)


def test_the_help_page_knows_the_school_only_when_there_is_one(desk):
    """Without a seat: of the single school. With two schools and no seat nobody's numbers are shown."""
    assert [one.number for one in referral.here(None) if one.number] == [FOCAL]
    desk.people.put("school", {"school": "02-1", "name_km": "x", "name_en": "x", "commune": "", "is_simulated": 0, "is_ready": 0})
    assert referral.here(None) == ()


FORM = {"province": "1", "district": "1", "commune": "010203", "name": "សាលា", "pin": PIN, "password": PASSWORD}


def post(**more: str):
    """The set-up form, sent from our page."""
    with TestClient(Starlette(routes=ROUTES), base_url="http://school", follow_redirects=False) as browser:
        return browser.post("/setup?lang=en", data={**FORM, **more}, headers={"Origin": "http://school"})


def test_the_set_up_takes_the_helpers_along(empty):
    """Number, hours, a call of today, and whether children may call: all in the same form, none of it needed."""
    more = {"police.number": "000 000 002", "police.hours": "8–17", "police.called": "1", "police.for_children": "1"}
    assert post(**more).status_code == 303
    [school] = empty.people.schools()
    found = {one.role: one for one in of_school(empty.store, school.school)}
    today = empty.today.isoformat()
    assert found["police"] == Referral("police", "000000002", "8–17", "", today, "facilitator", is_for_children=True)
    assert not any(found[role].number for role in ROLES if role != "police")


def test_the_set_up_says_every_fault_and_keeps_what_was_written(empty):
    """Of the secrets and of the helpers together; nothing is set up, the list stays open with its words in it."""
    reply = post(pin="1", **{"police.number": "ask <Dara>", "health.called": "1"})
    assert reply.status_code == 422
    assert "The PIN needs at least 4 digits." in reply.text
    assert "Police post: write the number as it is dialled" in reply.text
    assert "Health centre: write the number, or take the ticks away." in reply.text
    assert '<details class="nearby" open>' in reply.text
    assert 'value="ask &lt;Dara&gt;"' in reply.text
    assert empty.people.schools() == []


def test_a_school_of_an_older_version_waits_for_its_focal_point(desk, tmp_path):
    """Its file gets the table; its ticks stay; it is not ready until the number was called."""
    enrol.mark_ready(desk, FACILITATOR, set(enrol.READINESS))
    desk.store.close()
    with sqlite3.connect(tmp_path / "sitthi.db") as raw:
        raw.execute("DROP TABLE local_referral")
        raw.execute("DELETE FROM _sqlite_migrations WHERE name = '009_referrals'")
    raw.close()
    again = open_desk(tmp_path)
    [school] = again.people.schools()
    assert (school.is_listed, school.is_ready) == (True, False)
    again.store.close()
