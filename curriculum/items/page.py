"""What the page of an item may know, before the answer and after. Pure; it must never tell the right one before."""

from __future__ import annotations

from typing import Any

from curriculum.items.laid import Match, Order, Sort
from curriculum.items.story import Story
from curriculum.items.tiles import Choice, TrueFalse
from curriculum.items.told import Scale, TeachBack

AnyItem = Choice | TrueFalse | Order | Sort | Match | Story | Scale | TeachBack
_ANSWERS = {"correct", "holds", "misconception", "basket", "pairs", "feedback", "thanks"}
_ANSWERS |= {"valence", "twin", "known_person", "affected", "kind"}
_ANSWERS |= {"version", "allow"}  # notes of the writers


def shown(item: AnyItem, *, story_feedback: bool = True) -> dict[str, Any]:
    """What the page may know before the answer: nothing of what is right, save a story's feedback, needed on the way."""
    keep = {"correct", "feedback"} if item.type == "story" and story_feedback else set()
    raw: dict[str, Any] = _without(item.model_dump(exclude_none=True), _ANSWERS - keep)
    raw.pop("feedback", None)
    return raw | _sides(item) if isinstance(item, Match) else raw


def explained(item: AnyItem) -> dict[str, Any]:
    """What the page is told with the acknowledgement: which were right, and every feedback."""
    match item:
        case Choice():
            return {
                "better": [option.id for option in item.options if option.correct],
                "feedback": {option.id: option.feedback.model_dump() for option in item.options},
            }
        case TrueFalse():
            return {"better": [one for one, is_right in item.answers.items() if is_right], "feedback": item.feedback.model_dump()}
        case Order():
            return {"better": [step.id for step in item.steps], "whole": item.feedback.model_dump()}
        case Sort():
            return {
                "better": {thing.id: thing.basket for thing in item.things},
                "feedback": {thing.id: thing.feedback.model_dump() for thing in item.things},
                "whole": item.feedback.model_dump(),
            }
        case Match():
            return {
                "better": item.fitting,
                "feedback": {pair.id: pair.feedback.model_dump() for pair in item.pairs},
                "whole": item.feedback.model_dump(),
            }
        case Story():
            return {"better": {scene.id: scene.wise for scene in item.scenes}, "whole": item.feedback.model_dump()}
        case Scale():
            return {"better": [], "thanks": item.thanks.model_dump()}
        case TeachBack():
            return {"better": []}


def _sides(item: Match) -> dict[str, Any]:
    """Lefts in their order, rights in one that says nothing; each attempt shuffles them again."""
    lefts = [{"id": pair.id, "text": pair.left.model_dump(), "picture": pair.picture} for pair in item.pairs]
    rights = [{"id": item.fitting[pair.id], "text": pair.right.model_dump()} for pair in item.pairs]
    return {
        "lefts": [{key: value for key, value in one.items() if value is not None} for one in lefts],
        "rights": sorted(rights, key=lambda one: str(one["id"])),
    }


def _without(raw: Any, keys: set[str]) -> Any:
    if isinstance(raw, dict):
        return {key: _without(value, keys) for key, value in raw.items() if key not in keys}
    if isinstance(raw, list | tuple):
        return [_without(one, keys) for one in raw]
    return raw
