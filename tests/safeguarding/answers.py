"""Answers for the tests of this room, to real items of the course."""

from __future__ import annotations

from actions.desk import Desk
from progress.events import Answered
from tests.conftest import SCHOOL

NOON = 1_764_000_000_000  # a fixed moment, November 2025


def answered(
    desk: Desk, n: int, member: str, attempt: str = "a1", at: int = NOON, item: str = "rights.what-is-a-right.q1"
) -> Answered:
    """The n-th tap: the first option of a choice."""
    asked = desk.course.items[item]
    response = asked.options[n % len(asked.options)].id
    return Answered(
        school=SCHOOL,
        event_id=f"00000000-0000-7000-8000-{n:012d}",
        attempt=attempt,
        member=member,
        item=item,
        fingerprint=desk.fingerprints[item],
        area=asked.area,
        skill=asked.lesson,
        response=response,
        right=asked.mark(response),
        options=asked.chances,
        tapped_ms=at,
        misunderstood=asked.misunderstood(response),
    )
