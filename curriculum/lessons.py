"""A lesson as it is written: a story in cards, a thing to tell, a calm close, and the facilitator's page. Pure."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, PositiveInt, model_validator

from curriculum.problem import Fault
from curriculum.text import Allowed, Strict, Text, Words


class Card(Strict):
    """One picture and one or two sentences. `pause` is a question about the story, never about the child."""

    id: Words
    picture: Words
    text: Text
    pause: Text | None = None


class TellIt(Strict):
    """Thirty seconds: what, why, do."""

    what: Text
    why: Text
    do: Text


class Part(Strict):
    """A step of the session, in minutes."""

    minutes: PositiveInt
    do: Text


class Question(Strict):
    """What a child may ask, and an answer."""

    ask: Text
    answer: Text


class Facilitator(Strict):
    """The grown-up's page."""

    plan: tuple[Part, ...] = Field(min_length=1)
    prepare: Text
    discuss: tuple[Text, ...] = Field(min_length=1)
    questions: tuple[Question, ...] = ()
    care: Text


class Source(Strict):
    """Where a fact comes from, and the month it was read."""

    fact: Words
    from_: Words = Field(alias="from")
    checked: Words
    call_before_print: bool = False


class Lesson(Strict):
    """One lesson. The order of cards in the file is the order on the screen."""

    id: Words
    title: Text
    areas: tuple[Words, ...] = Field(min_length=1)
    bands: tuple[Literal["A", "B", "C"], ...] = Field(min_length=1)
    core: bool
    sensitivity: Literal[0, 1, 2]
    content_note: Text | None = None
    not_your_fault: Text | None = None
    minutes: PositiveInt
    needs: tuple[Words, ...]
    goal: Text
    cards: tuple[Card, ...] = Field(min_length=4)
    practise: Text
    tell_it: TellIt
    home_note: Text
    close: Text
    facilitator: Facilitator
    sources: tuple[Source, ...]
    allow: Allowed = ()

    @property
    def picture(self) -> str:
        """What stands for the lesson on the path: the turn of its story."""
        return self.cards[3].picture

    @model_validator(mode="after")
    def _adds_up(self) -> Lesson:
        planned = sum(part.minutes for part in self.facilitator.plan)
        if planned != self.minutes:
            raise Fault(f"the plan takes {planned} minutes, the lesson {self.minutes}", "Make them equal")
        missing = [key for key in ("content_note", "not_your_fault") if self.sensitivity and getattr(self, key) is None]
        if missing:  # SG-07, SG-09
            raise Fault(f"a sensitive lesson needs {' and '.join(missing)}", "Add them in Khmer and English")
        return self
