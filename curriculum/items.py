"""A quiz item and how a response to it is marked. Pure; it must never tell the right answer before the child has answered."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from curriculum.text import Strict, Text, Words

Kind = Literal["knowledge", "misconception", "vignette", "action", "tell"]
UNSURE = "unsure"  # "I'm not sure": offered with every choice, never right, shown on its own
Response = str | list[str] | dict[str, str]


class BadResponse(ValueError):
    """The response does not fit the item: an old page, changed content, tampering."""


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
            raise ValueError(f"option id {UNSURE} is taken by the stage; choose another")
        if self.correct and self.misconception:
            raise ValueError(f"option {self.id} is right and yet has a misconception; remove one of the two")
        if not self.correct and not self.misconception:
            raise ValueError(f'option {self.id} is wrong and names no misconception; add "misconception:"')
        return self


class Step(Strict):
    """One row of an order item."""

    id: Words
    text: Text
    picture: Words | None = None


class OrderFeedback(Strict):
    """What is said to the whole order."""

    right: Text
    partly: Text


class _Item(Strict):
    id: Words
    lesson: Words
    area: Words
    kind: Kind
    sensitivity: Literal[0, 1, 2]
    stem: Text
    valence: Literal["ok", "not_ok"] | None = None
    twin: Words | None = None
    picture: Words | None = None
    discuss: Text | None = None

    @model_validator(mode="after")
    def _a_vignette_is_ok_or_not(self) -> _Item:
        if (self.kind == "vignette") != (self.valence is not None):
            raise ValueError('a vignette, and only a vignette, says "valence: ok" or "valence: not_ok"')
        return self


class Choice(_Item):
    """One of two to four tiles is right."""

    type: Literal["choice"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=4)

    @model_validator(mode="after")
    def _one_is_right(self) -> Choice:
        _unique([option.id for option in self.options])
        if (right := sum(option.correct for option in self.options)) != 1:
            raise ValueError(f'{right} options are right; mark exactly one with "correct: true"')
        return self

    def mark(self, response: Response) -> bool:
        """True for the right tile. Raises BadResponse."""
        if not isinstance(response, str) or response not in {UNSURE, *(option.id for option in self.options)}:
            raise BadResponse(f"{self.id}: a choice cannot take {response!r}; send the id of one option")
        return any(option.correct for option in self.options if option.id == response)


class Order(_Item):
    """Three to six steps, listed in the right order and shown shuffled."""

    type: Literal["order"]
    steps: tuple[Step, ...] = Field(min_length=3, max_length=6)
    feedback: OrderFeedback

    @model_validator(mode="after")
    def _ids_differ(self) -> Order:
        _unique([step.id for step in self.steps])
        return self

    def mark(self, response: Response) -> bool:
        """True when every step is in its place. Raises BadResponse."""
        ids = [step.id for step in self.steps]
        if not isinstance(response, list) or sorted(response) != sorted(ids):
            raise BadResponse(f"{self.id}: an order cannot take {response!r}; send each step's id once")
        return response == ids


Item = Annotated[Choice | Order, Field(discriminator="type")]


def _unique(ids: list[str]) -> None:
    if twice := sorted({one for one in ids if ids.count(one) > 1}):
        raise ValueError(f"id used twice: {', '.join(twice)}; ids must differ")
