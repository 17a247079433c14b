"""Items that one tap answers: a choice among tiles, a statement that holds or does not. Pure."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from curriculum.items.base import UNSURE, BadResponse, ItemBase, Response, unique
from curriculum.problem import Fault
from curriculum.text import Strict, Text, Words

AGREE, DISAGREE = "agree", "disagree"


class Option(Strict):
    """One tile of a choice. Every option has feedback that teaches."""

    id: Words
    text: Text
    feedback: Text
    correct: bool = False
    misconception: Words | None = None
    picture: Words | None = None

    @model_validator(mode="after")
    def _names_what_is_misunderstood(self) -> Option:
        if self.id == UNSURE:
            raise Fault(f"its id {UNSURE} is taken by the stage", "Choose another id")
        if self.correct and self.misconception:
            raise Fault("it is right and yet has a misconception", "Remove one of the two")
        if not self.correct and not self.misconception:
            raise Fault("it is wrong and names no misconception", 'Add "misconception:"')
        return self


class Choice(ItemBase):
    """One of two to four tiles is right. A `picture` item is a choice whose tiles all have pictures."""

    type: Literal["choice", "picture"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=4)

    @model_validator(mode="after")
    def _one_is_right(self) -> Choice:
        one_right(self.options)
        if self.type == "picture" and (bare := [option.id for option in self.options if option.picture is None]):
            raise Fault(f"option {', '.join(bare)} has no picture", 'Add "picture:", or make the item a choice')
        return self

    @property
    def answers(self) -> dict[str, bool]:
        """What may be tapped, and whether it is right."""
        return {option.id: option.correct for option in self.options}

    @property
    def misconceptions(self) -> set[str]:
        """All that its wrong answers may speak of."""
        return {option.misconception for option in self.options if option.misconception}

    @property
    def chances(self) -> int:
        """One right answer among so many tiles."""
        return len(self.options)

    def mark(self, response: Response) -> bool:
        """True for the right tile. Raises BadResponse."""
        if response == UNSURE:
            return False
        if not isinstance(response, str) or response not in self.answers:
            raise BadResponse(f"{self.id}: a choice cannot take {response!r}; send the id of one option")
        return self.answers[response]

    def misunderstood(self, response: Response) -> tuple[str, ...]:
        """The misconceptions that the response speaks of."""
        return tuple(option.misconception for option in self.options if option.id == response and option.misconception)


class Verdicts(Strict):
    """What is said to each of the two answers to a statement."""

    agree: Text
    disagree: Text


class TrueFalse(ItemBase):
    """The stem is a statement; `holds` says whether it is true. The words of the two tiles belong to the screens."""

    type: Literal["true_false"]
    holds: bool
    misconception: Words
    feedback: Verdicts

    @property
    def answers(self) -> dict[str, bool]:
        """What may be tapped, and whether it is right."""
        return {AGREE: self.holds, DISAGREE: not self.holds}

    @property
    def misconceptions(self) -> set[str]:
        """The one that its wrong answer speaks of."""
        return {self.misconception}

    @property
    def chances(self) -> int:
        """Two tiles."""
        return 2

    def mark(self, response: Response) -> bool:
        """True for the right one of the two. Raises BadResponse."""
        if response == UNSURE:
            return False
        if not isinstance(response, str) or response not in self.answers:
            raise BadResponse(f"{self.id}: a statement cannot take {response!r}; send {AGREE} or {DISAGREE}")
        return self.answers[response]

    def misunderstood(self, response: Response) -> tuple[str, ...]:
        """The one that the wrong answer speaks of."""
        is_wrong = isinstance(response, str) and self.answers.get(response) is False
        return (self.misconception,) if is_wrong else ()


def one_right(options: tuple[Option, ...]) -> None:
    """Raises the Fault of options of which none, or more than one, is right."""
    unique([option.id for option in options])
    if (right := sum(option.correct for option in options)) != 1:
        raise Fault(f"{right} options are right", 'Mark exactly one with "correct: true"')
