"""What staff must know about the content: what is wrong in it now. It must never change a file."""

from __future__ import annotations

from actions.desk import Desk
from actions.permissions import Who, require
from curriculum.problem import Problem


def problems(desk: Desk, who: Who) -> tuple[Problem, ...]:
    """Each with place, fact and remedy; errors before warnings. Raises NotAllowed."""
    require(who, "see content")
    return tuple(sorted(desk.problems, key=lambda one: (one.is_warning, one)))
