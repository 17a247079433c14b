"""FSRS, by its own library, in whole days. It must never give two answers to one history: no chance, no clock.

The library wants moments, the rule in `learning.review` is free of them: they meet here.
Its default numbers come from adults' flash cards, so `due` is a default and not a finding: docs/decisions/meet-again.md.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import fsrs

from progress.learning.review import Card

RETENTION = 0.85  # met again when the chance to recall it has fallen so far
LONGEST_DAYS = 180  # whatever was known is met again within half a school year
_START = datetime(1970, 1, 1, tzinfo=UTC)
_SCHEDULER = fsrs.Scheduler(
    desired_retention=RETENTION,
    learning_steps=(),  # no steps of minutes: a card is graded once a day
    relearning_steps=(),
    maximum_interval=LONGEST_DAYS,
    enable_fuzzing=False,  # else a rebuild would differ
)


def grade(before: Card | None, on: int, is_recalled: bool) -> Card:
    """The card after it was met that day."""
    rating = fsrs.Rating.Good if is_recalled else fsrs.Rating.Again
    after, _ = _SCHEDULER.review_card(_of_fsrs(before), rating, _START + timedelta(days=on))
    assert after.stability is not None and after.difficulty is not None  # so after any review
    return Card(after.stability, after.difficulty, on, (after.due - _START).days)


def recalled(card: Card, on: int) -> float:
    """The chance that the skill is still there that day, as the scheduler sees it."""
    return float(_SCHEDULER.get_card_retrievability(_of_fsrs(card), _START + timedelta(days=on)))


def _of_fsrs(card: Card | None) -> fsrs.Card:
    if card is None:
        return fsrs.Card(card_id=0, due=_START)  # an id of its own choice would cost a millisecond of sleep
    met, due = _START + timedelta(days=card.met), _START + timedelta(days=card.due)
    return fsrs.Card(0, fsrs.State.Review, None, card.stability, card.difficulty, due, met)
