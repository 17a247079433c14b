"""A real desk for every test: SQLite in tmp_path, the real course, no mocks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from actions import desk as desks
from actions import enrol, referral
from actions import sign_in as seats
from actions.desk import Desk, open_desk
from actions.permissions import NOBODY, Role, Who
from actions.referral import Given
from curriculum.course import Course

FOCAL = "000000001"  # nobody has this number
SCHOOL, PIN, PASSWORD, SECRET = "01100201-1", "2580", "far-away-staff", ("sun", "moon", "star")
FACILITATOR = Who(Role.FACILITATOR, SCHOOL, "facilitator")


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Desk]:
    """A desk without a school, also as the desk of this process."""
    opened = open_desk(tmp_path)
    desks._desk = opened
    seats._seats.clear()
    yield opened
    opened.store.close()
    desks._desk = None


@pytest.fixture
def desk(empty: Desk) -> Desk:
    """A school with one circle, and a focal point whose number was called."""
    enrol.set_up(
        empty, NOBODY, school=SCHOOL, commune="01100201", name={"km": "សាលា", "en": "School"}, pin=PIN, password=PASSWORD
    )
    enrol.add_circle(empty, FACILITATOR, 0)
    referral.fill_in(empty, FACILITATOR, [Given("focal", FOCAL, was_called=True)], empty.today)
    return empty


@pytest.fixture
def signed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if both reviewers had signed every lesson as it stands."""
    monkeypatch.setattr(Course, "unsigned", lambda *_: ())


@pytest.fixture
def child(desk: Desk) -> Who:
    """One member of that circle."""
    return Who(Role.CHILD, SCHOOL, enrol.add_member(desk, FACILITATOR, "c1", "cat", SECRET))
