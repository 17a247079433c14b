"""When an area counts as low for a member. Pure, and time is an argument; it must never say "low" on the answers that woke the doubt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from progress.learning.comprehension import Estimate

# Chosen on simulated worlds of other families than the model, confirmed on fresh seeds (`bench worlds`, docs/flags.md): a P(low)
# above SURE on the very answers that woke the doubt was wrong in 27-37 % of flags; on newer answers it means about what it says.
SURE = 0.85  # P(low) above it, from newer answers
CHECK = 0.50  # above it a check quiz is worth the child's time
KNOWS = 0.20  # at or under it: in the demo's simulation 2 % of 1,582 such member-areas were truly low
FEWEST_ANSWERS = 3  # fewer say more about the questions than about the member
NEWER = 8  # answers of the member's own since the doubt: most of a check quiz of ten, so that two left out do not spoil it
CLOSING = 3  # answers since the flag: one lucky guess closes nothing


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

    `doubted_ms`, `doubted_answers`: when P(low) first went above CHECK, and how many answers there were then.
    `flagged_ms`, `flagged_answers`: the same of the flag. None: no doubt, no flag.
    """

    doubted_ms: int | None = None
    doubted_answers: int = 0
    flagged_ms: int | None = None
    flagged_answers: int = 0

    @property
    def is_flagged(self) -> bool:
        """The area counts as low."""
        return self.flagged_ms is not None


NOTHING = Watch()


def step(watch: Watch, estimate: Estimate, at_ms: int) -> Watch:
    """The watch after one more answer in this area, with the estimate of that moment. Without an answer nothing may be stepped:
    forgetting alone opens no flag and closes none."""
    if watch.is_flagged:
        is_over = estimate.p_low <= CHECK and estimate.answers - watch.flagged_answers >= CLOSING
        return NOTHING if is_over else watch
    if estimate.p_low <= CHECK or estimate.answers < FEWEST_ANSWERS:
        return NOTHING
    if watch.doubted_ms is None:
        return Watch(at_ms, estimate.answers)
    if estimate.p_low > SURE and estimate.answers - watch.doubted_answers >= NEWER:
        return Watch(watch.doubted_ms, watch.doubted_answers, at_ms, estimate.answers)
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
        return max(0, watch.flagged_answers + CLOSING - estimate.answers)
    return 0
