"""Items that are no evidence of understanding: how sure a child feels, how a friend heard what was told. Pure.

Their answers are kept, and must never enter an estimate: docs/decisions/teach-back.md.
"""

from __future__ import annotations

from typing import Literal

from curriculum.items.base import UNSURE, BadResponse, ItemBase, Response
from curriculum.text import Text

STEPS = ("1", "2", "3", "4")  # four faces, none in the middle: nobody hides there (indicator K9)
CRITERIA = ("message", "own-words", "action", "question", "kind")  # the teach-back rubric of the strand Telling others
LEVELS = ("0", "1", "2")
TELLING = ("telling", "family", "campaign")  # the areas that are about telling
WELL_TOLD = 7  # of 10: indicator K6 counts from here


class Scale(ItemBase):
    """How sure the child feels, between two ends. There is no right step, and nothing is marked."""

    type: Literal["scale"]
    low: Text
    high: Text
    thanks: Text

    def mark(self, response: Response) -> bool:
        """Never right: it only sees that the response fits. Raises BadResponse."""
        if response not in (*STEPS, UNSURE):
            raise BadResponse(f"{self.id}: a scale cannot take {response!r}; send one of {', '.join(STEPS)}")
        return False

    def misunderstood(self, response: Response) -> tuple[str, ...]:
        """A feeling is no misconception."""
        return ()


class TeachBack(ItemBase):
    """The child has told the lesson's tell-it card aloud, and who listened marks it. `listen_for`: what must be in it."""

    type: Literal["teach_back"]
    kind: Literal["tell"]
    listen_for: Text

    def mark(self, response: Response) -> bool:
        """`response` is {criterion: level}. True from 7 of 10. Raises BadResponse."""
        if response == UNSURE:
            return False
        if not isinstance(response, dict) or set(response) != set(CRITERIA) or not set(response.values()) <= set(LEVELS):
            raise BadResponse(f"{self.id}: a teach-back cannot take {response!r}; send 0, 1 or 2 for {', '.join(CRITERIA)}")
        return sum(map(int, response.values())) >= WELL_TOLD

    def misunderstood(self, response: Response) -> tuple[str, ...]:
        """A listener's mark names none."""
        return ()
