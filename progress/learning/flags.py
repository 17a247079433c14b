"""When an area counts as low for a member. Pure; it must never say "sure" of what the model is not sure of."""

from __future__ import annotations

from enum import Enum

from progress.learning.comprehension import Estimate

# In simulations of the model's own family 7.5 % of the flags at SURE were wrong and 24 % at CHECK. In worlds of another family
# (`bench worlds`, docs/measured.md) it was 27-37 % and 43-55 %: a flag is a reason to look, with its evidence, never a verdict.
SURE = 0.80  # P(low) above it
CHECK = 0.50  # above it a check quiz is worth the child's time
KNOWS = 0.20  # at or under it: in the demo's simulation 2 % of 1,582 such member-areas were truly low
FEWEST_ANSWERS = 3  # fewer say more about the questions than about the member


class State(Enum):
    """What a facilitator is told about a member's area."""

    LOW = "again"
    CHECK = "check"
    GROWING = "growing"
    KNOWS = "knows"
    TOO_EARLY = "too_early"


def state(estimate: Estimate) -> State:
    """By the probability that the member would get less than the low line right; nobody is judged on hardly any answers."""
    if estimate.answers < FEWEST_ANSWERS:
        return State.TOO_EARLY
    if estimate.p_low > SURE:
        return State.LOW
    if estimate.p_low > CHECK:
        return State.CHECK
    return State.GROWING if estimate.p_low > KNOWS else State.KNOWS
