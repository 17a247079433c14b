"""Items whose parts are laid: steps in an order, things in baskets, rights beside lefts. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Literal

from pydantic import Field, model_validator

from curriculum.items.base import CAPPED, UNSURE, BadResponse, ItemBase, Response, WholeFeedback, unique
from curriculum.problem import Fault
from curriculum.text import Strict, Text, Words


class Step(Strict):
    """One row of an order item."""

    id: Words
    text: Text
    picture: Words | None = None


class Basket(Strict):
    """Where a sort puts things. The sign repeats the word for those who do not read yet."""

    id: Words
    text: Text
    sign: Literal["thumb", "hand"]


class Thing(Strict):
    """One card of a sort, the basket that it belongs in, and why."""

    id: Words
    text: Text
    basket: Words
    feedback: Text
    misconception: Words
    picture: Words | None = None


class Pair(Strict):
    """A left, the right that fits it, and why. The picture is the left's."""

    id: Words
    left: Text
    right: Text
    feedback: Text
    misconception: Words
    picture: Words | None = None


class Order(ItemBase):
    """Three to six steps, listed in the right order and shown shuffled."""

    type: Literal["order"]
    steps: tuple[Step, ...] = Field(min_length=3, max_length=6)
    feedback: WholeFeedback

    @model_validator(mode="after")
    def _ids_differ(self) -> Order:
        unique([step.id for step in self.steps])
        return self

    @property
    def chances(self) -> int:
        """n! orders, capped."""
        return CAPPED

    def mark(self, response: Response) -> bool:
        """True when every step is in its place. Raises BadResponse."""
        if response == UNSURE:
            return False
        ids = [step.id for step in self.steps]
        if not isinstance(response, list) or sorted(response) != sorted(ids):
            raise BadResponse(f"{self.id}: an order cannot take {response!r}; send each step's id once")
        return response == ids

    def misunderstood(self, response: Response) -> tuple[str, ...]:
        """An order names none."""
        return ()


class Sort(ItemBase):
    """Three to six things, two baskets. Right when every thing lies in its basket."""

    type: Literal["sort"]
    baskets: tuple[Basket, Basket]
    things: tuple[Thing, ...] = Field(min_length=3, max_length=6)
    feedback: WholeFeedback

    @model_validator(mode="after")
    def _each_thing_has_a_basket(self) -> Sort:
        unique([thing.id for thing in self.things])
        baskets = {basket.id for basket in self.baskets}
        if lost := [thing.id for thing in self.things if thing.basket not in baskets]:
            raise Fault(f"thing {', '.join(lost)} names a basket that is not there", f"Use one of {', '.join(sorted(baskets))}")
        if unused := baskets - {thing.basket for thing in self.things}:
            raise Fault(f"basket {', '.join(unused)} stays empty", "Give each basket at least one thing")
        return self

    @property
    def chances(self) -> int:
        """2**n ways, capped."""
        return CAPPED

    def mark(self, response: Response) -> bool:
        """True when every thing is in its basket. Raises BadResponse."""
        if response == UNSURE:
            return False
        if (
            not isinstance(response, dict)
            or set(response) != {thing.id for thing in self.things}
            or not set(response.values()) <= {basket.id for basket in self.baskets}
        ):
            raise BadResponse(f"{self.id}: a sort cannot take {response!r}; send a basket for each thing")
        return response == self.fitting

    @property
    def fitting(self) -> dict[str, str]:
        """Thing → the basket that it belongs in."""
        return {thing.id: thing.basket for thing in self.things}

    def misunderstood(self, response: Response) -> tuple[str, ...]:
        """Those of the things in the wrong basket."""
        return _misplaced(self.things, self.fitting, response)


class Match(ItemBase):
    """Three or four pairs: lefts in their order, rights shuffled. Right when every left has the right that fits it."""

    type: Literal["match"]
    pairs: tuple[Pair, ...] = Field(min_length=3, max_length=4)
    feedback: WholeFeedback

    @model_validator(mode="after")
    def _ids_differ(self) -> Match:
        unique([pair.id for pair in self.pairs])
        return self

    @property
    def chances(self) -> int:
        """3! or more ways, capped."""
        return CAPPED

    @property
    def fitting(self) -> dict[str, str]:
        """Left → the right that fits it, by the name under which the page knows it.

        A page that saw the pair's own id on both sides would know the answer. This name stays when the words are mended.
        """
        return {pair.id: hashlib.sha256(f"{self.id} {pair.id}".encode()).hexdigest()[:8] for pair in self.pairs}

    def mark(self, response: Response) -> bool:
        """`response` is {left: right}. True when all fit. Raises BadResponse."""
        if response == UNSURE:
            return False
        fitting = self.fitting
        if (
            not isinstance(response, dict)
            or set(response) != set(fitting)
            or sorted(map(str, response.values())) != sorted(fitting.values())
        ):
            raise BadResponse(f"{self.id}: a match cannot take {response!r}; send one right for each left, each right once")
        return response == fitting

    def misunderstood(self, response: Response) -> tuple[str, ...]:
        """Those of the lefts with another's right."""
        return _misplaced(self.pairs, self.fitting, response)


def _misplaced(laid: Iterable[Thing | Pair], fitting: Mapping[str, str], response: Response) -> tuple[str, ...]:
    """The misconceptions of what lies elsewhere than it fits; what lies nowhere yet speaks of none."""
    if not isinstance(response, dict):
        return ()
    return tuple(one.misconception for one in laid if response.get(one.id) not in (fitting[one.id], None))
