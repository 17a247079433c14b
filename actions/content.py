"""What adults must know about the content: what is wrong in it now, what was new. It must never change a file."""

from __future__ import annotations

from actions.desk import Desk
from actions.permissions import Who, require
from curriculum.course import Entry
from curriculum.problem import Problem

SHOWN = 5  # entries of the changelog: more is history, and no news


def problems(desk: Desk, who: Who) -> tuple[Problem, ...]:
    """Each with place, fact and remedy; errors before warnings. Raises NotAllowed."""
    require(who, "see content")
    return tuple(sorted(desk.problems, key=lambda one: (one.is_warning, one)))


def newest(desk: Desk, who: Who) -> tuple[Entry, ...]:
    """The newest entries of the changelog, the newest first. Raises NotAllowed."""
    require(who, "see content")
    return tuple(sorted(desk.course.changelog, key=lambda one: one.on, reverse=True)[:SHOWN])
