"""What children see of the numbers, by tables with today as an argument; and what adults are told."""

from __future__ import annotations

import dataclasses
import datetime

import pytest

from actions import helplines
from actions.desk import ROOT
from curriculum.course import Course
from curriculum.reader import read
from curriculum.ui_words import UiWords
from progress.store.referrals import ROLES, Referral, is_tried

COURSE = read(ROOT)
WORDS = UiWords(COURSE.words)
TODAY = datetime.date(2026, 11, 25)
NEAR = Referral("police", "000000002", "8–17", "", "2026-11-01", "facilitator", is_for_children=True)


def course(**changes: dict[str, object]) -> Course:
    """Ours, with some fields of some contacts changed: `course(police={"verified": False})`."""
    changed = [one.model_copy(update=changes.get(one.id.replace("-", "_"), {})) for one in COURSE.contacts]
    return dataclasses.replace(COURSE, contacts=tuple(changed))


def seen(now: Course, today: datetime.date = TODAY, *near: Referral) -> list[str]:
    """The numbers that a child sees, in order."""
    return [one.number for one in helplines.for_children(now, WORDS, today, near)]


OLD, BAD = {"checked": "2026-05"}, {"verified": False}
TABLE = [
    ({}, ["1280", "117"]),
    ({"police": OLD}, ["1280"]),
    ({"police": BAD}, ["1280"]),
    ({"police": {"checked": "2026-13"}}, ["1280"]),
    ({"police": {"checked": "2027-01"}}, ["1280"]),
    ({"child_helpline": OLD}, ["1280", "117"]),
    ({"child_helpline": BAD}, ["1280", "117"]),
    ({"child_helpline": {"child_facing": False}}, ["1280", "117"]),
    ({"child_helpline": OLD, "police": OLD}, ["1280"]),
    ({"police_children": {"child_facing": True}}, ["1280", "117", "1288"]),
    ({"employment_thailand": {"child_facing": True}}, ["1280", "117"]),
]


@pytest.mark.parametrize(("changes", "numbers"), TABLE, ids=[f"{n}" for n in range(len(TABLE))])
def test_children_see_what_is_verified_and_fresh_and_1280_first(changes, numbers):
    """Old, unverified or with a date that cannot be: not shown. 1280 is shown whatever happens to its entry."""
    assert seen(course(**changes)) == numbers


@pytest.mark.parametrize(("day", "numbers"), [("2027-04-30", ["1280", "117"]), ("2027-05-01", ["1280"])])
def test_a_number_goes_by_itself_after_180_days(day, numbers):
    """Nobody changes a file: the day alone takes 117 away, and 1280 stays (checked in November 2026)."""
    assert seen(COURSE, datetime.date.fromisoformat(day)) == numbers


def test_1280_comes_first_wherever_it_stands():
    """Also last in the file, and also when the list is empty or cannot be read: then with its words from the screens."""
    assert seen(dataclasses.replace(COURSE, contacts=COURSE.contacts[::-1])) == ["1280", "117"]
    [only] = helplines.for_children(dataclasses.replace(COURSE, contacts=()), WORDS, TODAY)
    assert (only.number, only.does.en) == ("1280", WORDS("trouble.helpline", "en"))


NEAR_TABLE = [
    ({}, True),
    ({"is_for_children": False}, False),
    ({"tried": ""}, False),
    ({"tried": "2026-11-26"}, False),
    ({"number": ""}, False),
]


@pytest.mark.parametrize(("changes", "is_shown"), NEAR_TABLE)
def test_a_number_of_the_school_is_shown_when_children_may_call_and_it_was_called(changes, is_shown):
    """After the national ones. Never called, called tomorrow, or not for children: not shown."""
    near = dataclasses.replace(NEAR, **changes)
    assert seen(COURSE, TODAY, near) == ["1280", "117", *(["000000002"] if is_shown else [])]


@pytest.mark.parametrize(("days", "is_shown"), [(0, True), (180, True), (181, False)])
def test_a_test_call_lasts_180_days(days, is_shown):
    """To the day; then the number drops out for children."""
    then = dataclasses.replace(NEAR, tried=(TODAY - datetime.timedelta(days)).isoformat())
    assert is_tried(then, TODAY) == is_shown
    assert ("000000002" in seen(COURSE, TODAY, then)) == is_shown


@pytest.mark.parametrize("role", ROLES)
def test_every_helper_has_words_in_both_languages(role):
    """A place without a name of its own is called by what it is; its hours are shown, the day of the call is not."""
    *_, one = helplines.for_children(COURSE, WORDS, TODAY, [dataclasses.replace(NEAR, role=role)])
    assert one.is_near
    assert one.name.en == WORDS(f"near.{role}", "en")
    assert one.does.km == WORDS(f"near.does_{role}", "km")
    assert (one.hours and one.hours.km) == "8–17"
    named = dataclasses.replace(NEAR, role=role, office="Post 3")
    assert helplines.for_children(COURSE, WORDS, TODAY, [named])[-1].name.km == "Post 3"


def test_staff_are_told_of_every_doubt_and_of_1280_first():
    """The facilitator only of those that children see, or saw."""
    now = course(police=OLD, child_helpline=OLD, childline_thailand=OLD)
    told = [(one.contact.number, one.state, one.is_first) for one in helplines.in_doubt(now, TODAY)]
    assert told == [
        ("1280", "stale", True), ("117", "stale", False), ("1387", "stale", False), ("1694", "unverified", False),
    ]  # fmt: skip
    assert [one.contact.number for one in helplines.in_doubt(now, TODAY, children_only=True)] == ["1280", "117"]


def test_what_is_unverified_in_our_list_is_for_adults():
    """The number of 2014 is marked; whoever shows children another unverified one finds it missing on their pages."""
    assert [one.contact.number for one in helplines.in_doubt(COURSE, TODAY)] == ["1694"]
    assert {one.number for one in COURSE.contacts} == {"1280", "117", "1288", "092 311 511", "1387", "1300", "1694"}
