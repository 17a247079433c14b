"""When an area counts as low for a member. Pure; it must never say "sure" of what the model is not sure of."""

from __future__ import annotations

from enum import Enum

from progress.learning.comprehension import Estimate

SURE = 0.80  # P(low) above it: in simulation 7.5 % of such flags were wrong, 44 % of members truly < 50 % were found
CHECK = 0.50  # above it a check quiz is worth the child's time (24 % wrong, 60 % found)
TOO_WIDE = 0.16  # half-width of the 90 % interval: above it the dashboards say "too early"


class State(Enum):
    """What a facilitator is told about a member's area."""

    LOW = "again"
    CHECK = "check"
    TOO_EARLY = "too_early"
    KNOWS = "knows"


def state(estimate: Estimate) -> State:
    """LOW and CHECK need at least one answer: nobody is flagged for not having been asked."""
    if estimate.answers and estimate.p_low > SURE:
        return State.LOW
    if (estimate.high - estimate.low) / 2 > TOO_WIDE or not estimate.answers:
        return State.TOO_EARLY
    return State.CHECK if estimate.p_low > CHECK else State.KNOWS
