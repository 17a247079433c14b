"""When an area counts as low for a member. Pure; it must never say "low" on the very answers that woke the doubt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from progress.learning.comprehension import Estimate

# Chosen on simulated worlds, most of another family than the model, and confirmed on fresh seeds (`bench worlds`, docs/flags.md):
# on the very answers that woke the doubt, P(low) > .80 was wrong in 27-37 % of flags; after a check quiz it means what it says.
SURE = 0.90  # P(low) above it, on newer answers; .80 and .85 were wrong in 11-15 % where questions are faulty
CHECK = 0.50  # above it a check quiz is worth the child's time
KNOWS = 0.20  # at or under it: in the demo's simulation 2 % of 1,582 such member-areas were truly low
CLOSES = 0.70  # at or under it a flag closes: held until .50, up to twice as many were wrong, as what was learned meanwhile hides
FEWEST_ANSWERS = 3  # fewer say more about the questions than about the member
NEWER = 8  # answers of the member's own since the doubt: most of a check quiz of ten
WITHIN_MS = 14 * 86_400_000  # … and all of them in a fortnight: answers of months tell of months, not of today
CLOSING = 3  # answers since it was last sure: days away and one lucky guess close nothing


class State(Enum):
    """What a facilitator is told about a member's area."""

    LOW = "again"
    CHECK = "check"
    GROWING = "growing"
    KNOWS = "knows"
    TOO_EARLY = "too_early"


@dataclass(frozen=True, slots=True)
class Watch:
    """A member's area under watch. Answers are counted as `Estimate.answers` counts them: the member's own, in this area.

    `doubted_ms`, `doubted_answers`: since when newer answers count, P(low) being above CHECK, and how many there were then.
    `flagged_ms`: when the flag opened; `sure_answers`: how many answers when P(low) was last above SURE.
    None: no doubt, no flag.
    """

    doubted_ms: int | None = None
    doubted_answers: int = 0
    flagged_ms: int | None = None
    sure_answers: int = 0

    @property
    def is_flagged(self) -> bool:
        """The area counts as low."""
        return self.flagged_ms is not None


NOTHING = Watch()


def step(watch: Watch, estimate: Estimate, at_ms: int) -> Watch:
    """The watch after one more answer in this area, with the estimate of that moment.

    It must be called for an answer alone: forgetting opens no flag and closes none. Who still is in doubt after a fortnight
    is doubted anew from then.
    """
    if watch.is_flagged:
        if estimate.p_low > SURE:
            return replace(watch, sure_answers=estimate.answers)
        if estimate.p_low > CLOSES or estimate.answers - watch.sure_answers < CLOSING:
            return watch
        watch = NOTHING  # what is in doubt still is doubted anew
    if estimate.p_low <= CHECK or estimate.answers < FEWEST_ANSWERS:
        return NOTHING
    if watch.doubted_ms is None or at_ms - watch.doubted_ms > WITHIN_MS:
        return Watch(at_ms, estimate.answers)
    if estimate.p_low > SURE and estimate.answers - watch.doubted_answers >= NEWER:
        return replace(watch, flagged_ms=at_ms, sure_answers=estimate.answers)
    return watch


def state(estimate: Estimate, watch: Watch = NOTHING) -> State:
    """What is said today. LOW only by an open flag; nobody is judged on hardly any answers."""
    if watch.is_flagged:
        return State.LOW
    if estimate.answers < FEWEST_ANSWERS:
        return State.TOO_EARLY
    if estimate.p_low > CHECK:
        return State.CHECK
    return State.GROWING if estimate.p_low > KNOWS else State.KNOWS


def missing(estimate: Estimate, watch: Watch = NOTHING) -> int:
    """How many more answers of the member's own in this area until something can be said: the first word when it is too early,
    whether it is low when it is doubted, that it is no longer low when it is flagged. 0: nothing is waited for."""
    found = state(estimate, watch)
    if found is State.TOO_EARLY:
        return FEWEST_ANSWERS - estimate.answers
    if found is State.CHECK:
        since = watch.doubted_answers if watch.doubted_ms is not None else estimate.answers
        return max(0, since + NEWER - estimate.answers)
    if found is State.LOW:
        return max(0, watch.sure_answers + CLOSING - estimate.answers)
    return 0
