"""A quiz item and how a response to it is marked. Pure; it must never tell the right answer before the child has answered."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from curriculum.items.base import UNSURE, BadResponse, ItemBase, Kind, Response, WholeFeedback
from curriculum.items.laid import Basket, Match, Order, Pair, Sort, Step, Thing
from curriculum.items.page import explained, shown
from curriculum.items.story import Scene, Story, Way
from curriculum.items.tiles import AGREE, DISAGREE, Choice, Option, TrueFalse, Verdicts
from curriculum.items.told import CRITERIA, LEVELS, STEPS, TELLING, WELL_TOLD, Scale, TeachBack

Item = Annotated[Choice | TrueFalse | Order | Sort | Match | Story | Scale | TeachBack, Field(discriminator="type")]
Tapped = Choice | TrueFalse  # one tap answers it: four edges of a card can say which
TYPES = ("choice", "picture", "true_false", "order", "sort", "match", "story", "scale", "teach_back")

__all__ = [
    "AGREE", "CRITERIA", "DISAGREE", "LEVELS", "STEPS", "TELLING", "TYPES", "UNSURE", "WELL_TOLD",
    "BadResponse", "Basket", "Choice", "Item", "ItemBase", "Kind", "Match", "Option", "Order", "Pair", "Response",
    "Scale", "Scene", "Sort", "Step", "Story", "Tapped", "TeachBack", "Thing", "TrueFalse", "Verdicts", "Way", "WholeFeedback",
    "explained", "shown",
]  # fmt: skip
