"""Hands of an audience, before and after a talk. Pure; it must never count more hands than people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Moment = Literal["before", "after"]
MOMENTS: tuple[Moment, ...] = ("before", "after")
MOST_LISTENERS = 500  # a village's square; more is a slip of the finger
Slip = Literal["nobody", "too_many", "negative", "hands", "empty"]


@dataclass(frozen=True, slots=True)
class Slipped:
    """What cannot be, and at which question (from 1; 0 for the number of listeners)."""

    why: Slip
    question: int = 0
    moment: Moment = "before"


def slips(listeners: int, counts: Mapping[tuple[int, Moment], Mapping[str, int]]) -> list[Slipped]:
    """Everything at once. `counts`: (question from 1, moment) → answer → hands."""
    found: list[Slipped] = []
    if listeners < 1:
        found.append(Slipped("nobody"))
    elif listeners > MOST_LISTENERS:
        found.append(Slipped("too_many"))
    for (question, moment), hands in sorted(counts.items()):
        if min(hands.values(), default=0) < 0:
            found.append(Slipped("negative", question, moment))
        elif listeners > 0 and sum(hands.values()) > listeners:
            found.append(Slipped("hands", question, moment))
    if not any(sum(hands.values()) for hands in counts.values()):
        found.append(Slipped("empty"))
    return found
