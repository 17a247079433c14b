"""Answers for the tests of this room, to real items of the course."""

from __future__ import annotations

from actions import answer
from actions.desk import Desk
from progress.events import Answered
from tests.conftest import SCHOOL

NOON = 1_764_000_000_000  # a fixed moment, November 2025


def answered(
    desk: Desk, n: int, member: str, attempt: str = "a1", at: int = NOON, item: str = "rights.what-is-a-right.q1"
) -> Answered:
    """The n-th tap: the first option of a choice."""
    options = desk.course.items[item].options
    event_id = f"00000000-0000-7000-8000-{n:012d}"
    response = options[n % len(options)].id
    return answer.answered(desk, SCHOOL, member, item, response, event_id=event_id, attempt=attempt, at=at)
