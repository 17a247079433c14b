"""Which questions a group is asked."""

from __future__ import annotations

from actions import group_questions
from actions.desk import Desk
from actions.permissions import Who, require
from progress.group_quiz import Kind


def items(desk: Desk, who: Who, circle: str, kind: Kind, lesson: str) -> tuple[str, ...]:
    """Items."""
    require(who, "run group quiz")
    if kind == "trial":
        return group_questions.TRIAL
    may = group_questions.askable(desk, who.school, circle, kind)
    return tuple(one.id for one in desk.course.items.values() if one.id in may and one.lesson == lesson and not one.is_twin)
