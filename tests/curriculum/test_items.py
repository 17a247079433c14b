"""Marking: what counts as right, what a wrong answer speaks of, and what a page may know before the child has answered."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from curriculum.items import UNSURE, BadResponse, Item, explained, shown

ITEM: TypeAdapter[Any] = TypeAdapter(Item)


def text(words: str) -> dict[str, str]:
    """The same words in both languages are enough for rules that do not read."""
    return {"km": words, "en": words}


def item(kind: str, /, **more: Any) -> Any:
    """A small item of each type."""
    base = {
        "id": "u.l.q1",
        "lesson": "u.l",
        "area": "rights",
        "kind": "knowledge",
        "sensitivity": 0,
        "stem": text("stem"),
        "type": kind,
    }
    whole = {"right": text("SECRET"), "partly": text("SECRET")}
    options = [
        {"id": "good", "text": text("good"), "feedback": text("SECRET"), "correct": True, "picture": "p"},
        {"id": "bad", "text": text("bad"), "feedback": text("SECRET"), "misconception": "SECRET-m", "picture": "p"},
    ]
    shapes: dict[str, dict[str, Any]] = {
        "choice": {"options": options},
        "picture": {"options": options},
        "order": {"steps": [{"id": one, "text": text(one)} for one in "abc"], "feedback": whole},
        "sort": {
            "baskets": [{"id": "ok", "text": text("ok"), "sign": "thumb"}, {"id": "not", "text": text("not"), "sign": "hand"}],
            "things": [
                {"id": one, "text": text(one), "basket": basket, "feedback": text("SECRET"), "misconception": f"m-{one}"}
                for one, basket in (("x", "ok"), ("y", "not"), ("z", "ok"))
            ],
            "feedback": whole,
        },
        "story": {
            "scenes": [
                {"id": "s1", "text": text("first"), "options": options, "to": "s2"},
                {"id": "s2", "text": text("then"), "options": options},
            ],
            "feedback": whole,
        },
    }
    return {**base, **shapes[kind], **more}


@pytest.mark.parametrize(
    ("kind", "response", "right", "misunderstood"),
    [
        ("choice", "good", True, ()),
        ("choice", "bad", False, ("SECRET-m",)),
        ("choice", UNSURE, False, ()),
        ("picture", "good", True, ()),
        ("order", ["a", "b", "c"], True, ()),
        ("order", ["b", "a", "c"], False, ()),
        ("order", UNSURE, False, ()),
        ("sort", {"x": "ok", "y": "not", "z": "ok"}, True, ()),
        ("sort", {"x": "not", "y": "not", "z": "not"}, False, ("m-x", "m-z")),
        ("sort", UNSURE, False, ()),
        ("story", {"s1": "good", "s2": "good"}, True, ()),
        ("story", {"s1": "bad", "s2": "good"}, False, ("SECRET-m",)),
        ("story", UNSURE, False, ()),
    ],
)
def test_a_response_is_marked(kind: str, response: Any, right: bool, misunderstood: tuple[str, ...]) -> None:
    """Each type knows its right answer, takes "not sure" as not right, and names what a wrong answer speaks of."""
    one = ITEM.validate_python(item(kind))
    assert one.mark(response) is right
    assert one.misunderstood(response) == misunderstood


@pytest.mark.parametrize(
    ("kind", "response"),
    [
        ("choice", "gone"),
        ("choice", ["good"]),
        ("order", ["a", "b"]),
        ("order", "a"),
        ("sort", {"x": "ok"}),
        ("sort", {"x": "ok", "y": "not", "z": "elsewhere"}),
        ("story", {"s1": "good"}),
        ("story", {"s1": "good", "s2": "gone"}),
        ("story", "good"),
    ],
)
def test_what_does_not_fit_is_refused(kind: str, response: Any) -> None:
    """A response of another shape, or from an older version of the item, is refused with the item's name."""
    with pytest.raises(BadResponse, match=r"u\.l\.q1"):
        ITEM.validate_python(item(kind)).mark(response)


@pytest.mark.parametrize("kind", ["choice", "picture", "order", "sort", "story"])
def test_nothing_of_the_answer_is_shown_before(kind: str) -> None:
    """The page of an unanswered item holds no feedback, no misconception and no mark of what is right."""
    before = str(shown(ITEM.validate_python(item(kind)), story_feedback=False))
    assert "SECRET" not in before
    assert "correct" not in before
    assert "basket'" not in before


@pytest.mark.parametrize("kind", ["choice", "picture", "order", "sort", "story"])
def test_everything_is_explained_after(kind: str) -> None:
    """With the acknowledgement come the better answer and words for it."""
    after = explained(ITEM.validate_python(item(kind)))
    assert after["better"]
    assert "SECRET" in str(after)


@pytest.mark.parametrize(
    ("kind", "change", "said"),
    [
        ("choice", {"options": [{"id": "a", "text": text("a"), "feedback": text("f"), "correct": True}] * 2}, "id used twice"),
        (
            "picture",
            {
                "options": [
                    {"id": i, "text": text(i), "feedback": text("f"), **k}
                    for i, k in (("a", {"correct": True}), ("b", {"misconception": "m"}))
                ]
            },
            "has no picture",
        ),
        ("order", {"steps": [{"id": "a", "text": text("a")}] * 3}, "id used twice"),
        ("choice", {"kind": "vignette"}, "valence"),
        ("choice", {"kind": "vignette", "valence": "not_ok"}, "known_person"),
    ],
)
def test_a_badly_made_item_is_refused(kind: str, change: dict[str, Any], said: str) -> None:
    """A mistake in the content is found when it is read, and named."""
    with pytest.raises(ValidationError, match=said):
        ITEM.validate_python(item(kind, **change))


@pytest.mark.parametrize("kind", ["choice", "picture", "order", "sort", "story"])
def test_an_item_can_be_a_key(kind: str) -> None:
    """Equal items are one: what was worked out for an item may be kept beside it."""
    one, same = (ITEM.validate_python(item(kind, allow={"glossary": "a reason"})) for _ in range(2))
    assert len({one, same}) == 1


def test_a_story_leads_to_its_end() -> None:
    """Every scene but the last leads to the next, so that no child is left in a dead end."""
    raw = item("story")
    del raw["scenes"][0]["to"]
    with pytest.raises(ValidationError, match="must lead"):
        ITEM.validate_python(raw)
