"""What every item has, whatever its type. Pure; an item that is no evidence of understanding must never be folded into any."""

from __future__ import annotations

from typing import Literal

from pydantic import PositiveInt, ValidationError, model_validator
from pydantic_core import InitErrorDetails

from curriculum.problem import Fault, Path
from curriculum.text import Allowed, Strict, Text, Words

Kind = Literal["knowledge", "misconception", "vignette", "action", "tell"]
UNSURE = "unsure"  # "I'm not sure": offered with every item, never right, shown on its own
CAPPED = 6  # n! orders or 2**n ways, one of them right: six are enough to call a guess unlikely
Response = str | list[str] | dict[str, str]


class BadResponse(ValueError):
    """The response does not fit the item: an old page, changed content, tampering."""


class WholeFeedback(Strict):
    """What is said to the whole of an order, a sort, a match or a story."""

    right: Text
    partly: Text


class ItemBase(Strict):
    """The parts that all types share."""

    id: Words
    lesson: Words
    area: Words
    kind: Kind
    sensitivity: Literal[0, 1, 2]
    stem: Text
    valence: Literal["ok", "not_ok"] | None = None
    known_person: bool | None = None
    affected: Literal["girl", "boy"] | None = None
    twin: Words | None = None
    picture: Words | None = None
    discuss: Text | None = None
    version: PositiveInt = 1  # a published item that changes its meaning gets the next one
    allow: Allowed = ()

    @property
    def is_twin(self) -> bool:
        """Waits for the re-test; the first quiz asks the other one."""
        return self.id.endswith("b")

    @property
    def chances(self) -> int:
        """What guessing alone would reach is 1/chances; 0 where an answer is no evidence of what the child understands."""
        return 0

    @property
    def is_evidence(self) -> bool:
        """Its answers enter estimates, flags, reviews, tests and counts of right answers. The others are kept, and no more."""
        return self.chances > 0

    @model_validator(mode="after")
    def _a_vignette_is_ok_or_not(self) -> ItemBase:
        if (self.kind == "vignette") != (self.valence is not None):
            remedy = 'A vignette, and only a vignette, says "valence: ok" or "valence: not_ok"'
            raise Fault(f"kind is {self.kind}, valence is {self.valence or 'not given'}", remedy)
        if self.valence == "not_ok" and (self.known_person is None or self.affected is None):
            remedy = 'Add "known_person: true|false" and "affected: girl|boy"'
            raise Fault("a not-OK vignette must say who was hurt, and by whom", remedy)  # SG-11 counts them
        return self


def unique(ids: list[str]) -> None:
    """Raises the Fault of an id that is there twice."""
    if twice := sorted({one for one in ids if ids.count(one) > 1}):
        raise Fault(f"id used twice: {', '.join(twice)}", "Give each its own id")


def refuse(title: str, found: list[tuple[Path, Fault]]) -> None:
    """Raises all faults of one model at once, each at its own place. Nothing when there are none."""
    if found:
        lines = [InitErrorDetails(type="value_error", loc=path, input=None, ctx={"error": fault}) for path, fault in found]
        raise ValidationError.from_exception_data(title, lines)
