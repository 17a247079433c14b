"""Marking: what counts as right, what a wrong answer speaks of, and what a page may know before the child has answered."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from curriculum.faults import faults
from curriculum.items import CRITERIA, TYPES, UNSURE, BadResponse, Item, explained, shown

ITEM: TypeAdapter[Any] = TypeAdapter(Item)
EVERY = (*TYPES, "branching")


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
    options: list[dict[str, Any]] = [
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
        "true_false": {
            "holds": False,
            "misconception": "SECRET-m",
            "feedback": {"agree": text("SECRET"), "disagree": text("SECRET")},
        },
        "match": {
            "pairs": [
                {
                    "id": one,
                    "left": text(f"left {one}"),
                    "right": text(f"right {one}"),
                    "feedback": text("SECRET"),
                    "misconception": f"SECRET-{one}",
                }
                for one in "xyz"
            ],
            "feedback": whole,
        },
        "scale": {"kind": "tell", "low": text("hard"), "high": text("easy"), "thanks": text("SECRET")},
        "teach_back": {"kind": "tell", "area": "telling", "listen_for": text("that kind words help")},
        "branching": {
            "type": "story",
            "scenes": [
                {"id": "s1", "text": text("first"), "options": [options[0], {**options[1], "to": "d1"}], "to": "s2"},
                {
                    "id": "s2",
                    "text": text("then"),
                    "options": [options[0], {**options[1], "id": "worse"}, {**options[1], "to": "d2"}],
                },
                {"id": "d1", "text": text("aside"), "options": options, "detour": True, "to": "s2"},
                {"id": "d2", "text": text("aside"), "options": options, "detour": True, "to": "s2"},
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
    return json.loads(json.dumps({**base, **shapes[kind], **more}))  # a copy in which no two parts are one


def laid(pairs: str) -> dict[str, str]:
    """The lefts x, y, z of the small match with the rights of these pairs, as a page names them."""
    fitting = ITEM.validate_python(item("match")).fitting
    return {left: fitting[right] for left, right in zip("xyz", pairs, strict=False)}


def heard(*levels: int) -> dict[str, str]:
    """What a listener says of the five criteria."""
    return {one: str(level) for one, level in zip(CRITERIA, levels, strict=True)}


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
        ("true_false", "disagree", True, ()),
        ("true_false", "agree", False, ("SECRET-m",)),
        ("true_false", UNSURE, False, ()),
        ("match", laid("xyz"), True, ()),
        ("match", laid("yxz"), False, ("SECRET-x", "SECRET-y")),
        ("match", UNSURE, False, ()),
        ("branching", {"s1": "good", "s2": "good"}, True, ()),
        ("branching", {"s1": "bad", "d1": "good", "s2": "good"}, False, ("SECRET-m",)),
        ("branching", {"s1": "bad", "d1": "bad", "s2": "bad", "d2": "good"}, False, ("SECRET-m",) * 3),
        ("branching", {"s1": "good", "s2": "worse"}, False, ("SECRET-m",)),
        ("branching", {"s1": "good", "s2": "worse", "d2": "good"}, False, ("SECRET-m",)),  # met at the second try
        ("branching", UNSURE, False, ()),
        ("scale", "1", False, ()),
        ("scale", "4", False, ()),
        ("scale", UNSURE, False, ()),
        ("teach_back", heard(2, 2, 2, 1, 0), True, ()),
        ("teach_back", heard(2, 2, 1, 1, 0), False, ()),
        ("teach_back", UNSURE, False, ()),
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
        ("true_false", "true"),
        ("true_false", {"agree": "agree"}),
        ("match", laid("xxz")),
        ("match", laid("xy")),
        ("match", {"x": "x", "y": "y", "z": "z"}),
        ("match", laid("xyz") | {"x": ["x"]}),
        ("match", "x"),
        ("branching", {"s1": "bad", "s2": "good"}),  # the detour must follow
        ("branching", {"s1": "good", "d1": "good", "s2": "good"}),  # nothing led to it
        ("branching", {"s1": "bad", "d1": "gone", "s2": "good"}),
        ("branching", {"s1": "bad", "d1": "good"}),
        ("branching", {"s1": "good", "s2": "good", "gone": "good"}),
        ("scale", "5"),
        ("scale", {"1": "1"}),
        ("teach_back", "2"),
        ("teach_back", {"message": "2"}),
        ("teach_back", heard(2, 2, 2, 2, 3)),
    ],
)
def test_what_does_not_fit_is_refused(kind: str, response: Any) -> None:
    """A response of another shape, or from an older version of the item, is refused with the item's name."""
    with pytest.raises(BadResponse, match=r"u\.l\.q1"):
        ITEM.validate_python(item(kind)).mark(response)


@pytest.mark.parametrize("kind", EVERY)
def test_nothing_of_the_answer_is_shown_before(kind: str) -> None:
    """The page of an unanswered item holds no feedback, no misconception and no mark of what is right."""
    before = str(shown(ITEM.validate_python(item(kind)), story_feedback=False))
    assert "SECRET" not in before
    assert "correct" not in before
    assert "basket'" not in before
    assert "holds" not in before


@pytest.mark.parametrize("kind", EVERY)
def test_everything_is_explained_after(kind: str) -> None:
    """With the acknowledgement come the better answer and words for it."""
    after = explained(ITEM.validate_python(item(kind)))
    assert "better" in after  # the page knows by this key that it is told
    assert "SECRET" in str(after) or kind == "teach_back"  # whose words belong to the screens


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


@pytest.mark.parametrize("kind", EVERY)
def test_an_item_can_be_a_key(kind: str) -> None:
    """Equal items are one: what was worked out for an item may be kept beside it."""
    one, same = (ITEM.validate_python(item(kind, allow={"glossary": "a reason"})) for _ in range(2))
    assert len({one, same}) == 1


def test_the_page_of_a_match_names_nothing_by_its_pair() -> None:
    """Neither ids nor order of the rights say which left they belong to, and they are the same whenever they are read."""
    one, again = (ITEM.validate_python(item("match")) for _ in range(2))
    before = shown(one)
    assert [left["id"] for left in before["lefts"]] == ["x", "y", "z"]
    ids = [right["id"] for right in before["rights"]]
    assert ids == sorted(ids)
    assert not set(ids) & {"x", "y", "z"}
    assert shown(again) == before
    assert set(ids) == set(explained(one)["better"].values())
    mended = item("match")
    mended["pairs"][0]["right"] = text("mended")
    assert ITEM.validate_python(mended).fitting == one.fitting  # a page that is open takes the answer still
    assert {*one.fitting.values()}.isdisjoint(ITEM.validate_python(item("match", id="u.l.q2")).fitting.values())


@pytest.mark.parametrize("kind", EVERY)
def test_only_what_is_marked_by_itself_is_evidence(kind: str) -> None:
    """How sure a child is, and how kindly a friend listened, say nothing of what the child understands."""
    one = ITEM.validate_python(item(kind))
    assert one.is_evidence == (kind not in ("scale", "teach_back"))
    assert one.chances == {"choice": 2, "picture": 2, "true_false": 2, "story": 4, "scale": 0, "teach_back": 0}.get(kind, 6)


def broken(change: Callable[[list[Any]], Any]) -> list[tuple[tuple[Any, ...], str]]:
    """Where and what is said of the branching story when its scenes are changed."""
    raw = item("branching")
    change(raw["scenes"])
    with pytest.raises(ValidationError) as found:
        ITEM.validate_python(raw)
    return [(path, f"{fact}. {remedy}.") for path, fact, remedy in faults("item u.l.q1", raw, found.value, Item)]


def way_to(scene: int, option: int) -> tuple[Any, ...]:
    """Where a way says where it leads."""
    return ("scenes", scene, "options", option, "to")


@pytest.mark.parametrize(
    ("change", "path", "said"),
    [
        (lambda s: s[0].pop("to"), ("scenes", 0), 'scene s1 leads to no other scene. It must lead "to: s2".'),
        (lambda s: s[0].update(to="d1"), ("scenes", 0, "to"), 'scene s1 leads to d1. It must lead "to: s2".'),
        (lambda s: s[1].update(to="s1"), ("scenes", 1, "to"), 'scene s2 leads to s1. The last main scene has no "to:".'),
        (lambda s: s[0]["options"][0].update(to="d1"), way_to(0, 0), "option good of scene s1 leads to d1, and is wise"),
        (lambda s: s[1]["options"][1].update(to="s1"), way_to(1, 1), "leads to s1, which is no detour. Use one of d1, d2."),
        (lambda s: s[1]["options"][1].update(to="gone"), way_to(1, 1), "leads to gone, which is no detour"),
        (lambda s: s[2]["options"][1].update(to="d2"), way_to(2, 1), "leads to d2 out of a detour"),
        (lambda s: s[2].pop("to"), ("scenes", 2), 'detour d1 is a dead end. Add "to: s1", or the next main scene.'),
        (lambda s: s[3].update(to="s1"), ("scenes", 3, "to"), "d2 leads to s1, which is neither where it came from nor the next"),
        (lambda s: s[2].update(to="d2"), ("scenes", 2, "to"), "detour d1 leads to d2, which is neither"),
        (lambda s: s[0]["options"][1].pop("to"), ("scenes", 2), "nothing leads to detour d1. Let an unwise option lead"),
        (lambda s: s[1].update(detour=True), ("scenes",), "1 main scenes. Write 2 to 4 without detour."),
        (lambda s: s[3].update(id="d1"), (), "id used twice: d1"),
    ],
)  # fmt: skip
def test_a_story_leaves_nobody_in_a_dead_end(change: Callable[[list[Any]], Any], path: tuple[Any, ...], said: str) -> None:
    """Each scene is reached and leads to the end; what does not is said at its own place, with a remedy."""
    found = broken(change)
    assert [where for where, words in found if said in words] == [path], found


def test_all_faults_of_a_story_are_said_at_once() -> None:
    """A dead end in one scene hides none in another."""

    def change(scenes: list[Any]) -> None:
        scenes[1]["to"] = "s1"
        scenes[0]["options"][0]["to"] = "d1"
        del scenes[3]["to"]

    assert [path for path, _ in broken(change)] == [("scenes", 1, "to"), way_to(0, 0), ("scenes", 3)]


def test_a_way_to_another_scene_is_only_for_stories() -> None:
    """The tiles of a choice lead nowhere."""
    raw = item("choice")
    raw["options"][1]["to"] = "elsewhere"
    with pytest.raises(ValidationError, match="to"):
        ITEM.validate_python(raw)


def test_four_scenes_and_their_detours_are_enough() -> None:
    """A story keeps its length; detours do not count."""
    scenes = item("story")["scenes"]
    five = [{**scenes[0], "id": f"s{n}", "to": f"s{n + 1}"} for n in range(1, 5)] + [{**scenes[1], "id": "s5"}]
    with pytest.raises(ValidationError, match="5 main scenes"):
        ITEM.validate_python(item("story", scenes=five))
    four = [*five[:3], {**five[4], "id": "s4"}]
    assert ITEM.validate_python(item("story", scenes=four)).main
