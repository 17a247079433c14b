"""A quiz item and how a response to it is marked. Pure; it must never tell the right answer before the child has answered."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, PositiveInt, model_validator

from curriculum.problem import Fault
from curriculum.text import Allowed, Strict, Text, Words

Kind = Literal["knowledge", "misconception", "vignette", "action", "tell"]
UNSURE = "unsure"  # "I'm not sure": offered with every item, never right, shown on its own
Response = str | list[str] | dict[str, str]


class BadResponse(ValueError):
    """The response does not fit the item: an old page, changed content, tampering."""


class Option(Strict):
    """One tile of a choice. Every option has feedback that teaches."""

    id: Words
    text: Text
    feedback: Text
    correct: bool = False
    misconception: Words | None = None
    picture: Words | None = None

    @model_validator(mode="after")
    def _names_what_is_misunderstood(self) -> Option:
        if self.id == UNSURE:
            raise Fault(f"its id {UNSURE} is taken by the stage", "Choose another id")
        if self.correct and self.misconception:
            raise Fault("it is right and yet has a misconception", "Remove one of the two")
        if not self.correct and not self.misconception:
            raise Fault("it is wrong and names no misconception", 'Add "misconception:"')
        return self


class Step(Strict):
    """One row of an order item."""

    id: Words
    text: Text
    picture: Words | None = None


class Basket(Strict):
    """Where a sort puts things. The sign repeats the word for those who do not read yet."""

    id: Words
    text: Text
    sign: Literal["thumb", "hand"]


class Thing(Strict):
    """One card of a sort, the basket that it belongs in, and why."""

    id: Words
    text: Text
    basket: Words
    feedback: Text
    misconception: Words
    picture: Words | None = None


class Scene(Strict):
    """One moment of a story: what happens, and two or three ways on. A wise option leads `to` the next scene."""

    id: Words
    text: Text
    picture: Words | None = None
    options: tuple[Option, ...] = Field(min_length=2, max_length=3)
    to: Words | None = None

    @model_validator(mode="after")
    def _one_is_wise(self) -> Scene:
        _one_right(self.options)
        return self


class WholeFeedback(Strict):
    """What is said to the whole of an order, a sort or a story."""

    right: Text
    partly: Text


class _Item(Strict):
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

    @model_validator(mode="after")
    def _a_vignette_is_ok_or_not(self) -> _Item:
        if (self.kind == "vignette") != (self.valence is not None):
            remedy = 'A vignette, and only a vignette, says "valence: ok" or "valence: not_ok"'
            raise Fault(f"kind is {self.kind}, valence is {self.valence or 'not given'}", remedy)
        if self.valence == "not_ok" and (self.known_person is None or self.affected is None):
            remedy = 'Add "known_person: true|false" and "affected: girl|boy"'
            raise Fault("a not-OK vignette must say who was hurt, and by whom", remedy)  # SG-11 counts them
        return self


class Choice(_Item):
    """One of two to four tiles is right. A `picture` item is a choice whose tiles all have pictures."""

    type: Literal["choice", "picture"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=4)

    @model_validator(mode="after")
    def _one_is_right(self) -> Choice:
        _one_right(self.options)
        if self.type == "picture" and (bare := [option.id for option in self.options if option.picture is None]):
            raise Fault(f"option {', '.join(bare)} has no picture", 'Add "picture:", or make the item a choice')
        return self

    @property
    def chances(self) -> int:
        """One right answer among so many tiles: what guessing alone would reach is 1/chances."""
        return len(self.options)

    def mark(self, response: Response) -> bool:
        """True for the right tile. Raises BadResponse."""
        if response == UNSURE:
            return False
        if not isinstance(response, str) or response not in {option.id for option in self.options}:
            raise BadResponse(f"{self.id}: a choice cannot take {response!r}; send the id of one option")
        return any(option.correct for option in self.options if option.id == response)

    def misunderstood(self, response: Response) -> tuple[str, ...]:
        """The misconceptions that the response speaks of."""
        return tuple(option.misconception for option in self.options if option.id == response and option.misconception)


class Order(_Item):
    """Three to six steps, listed in the right order and shown shuffled."""

    type: Literal["order"]
    steps: tuple[Step, ...] = Field(min_length=3, max_length=6)
    feedback: WholeFeedback

    @model_validator(mode="after")
    def _ids_differ(self) -> Order:
        _unique([step.id for step in self.steps])
        return self

    @property
    def chances(self) -> int:
        """n! orders, one of them right; six are enough to call a guess unlikely."""
        return 6

    def mark(self, response: Response) -> bool:
        """True when every step is in its place. Raises BadResponse."""
        if response == UNSURE:
            return False
        ids = [step.id for step in self.steps]
        if not isinstance(response, list) or sorted(response) != sorted(ids):
            raise BadResponse(f"{self.id}: an order cannot take {response!r}; send each step's id once")
        return response == ids

    def misunderstood(self, response: Response) -> tuple[str, ...]:
        """An order names none."""
        return ()


class Sort(_Item):
    """Three to six things, two baskets. Right when every thing lies in its basket."""

    type: Literal["sort"]
    baskets: tuple[Basket, Basket]
    things: tuple[Thing, ...] = Field(min_length=3, max_length=6)
    feedback: WholeFeedback

    @model_validator(mode="after")
    def _each_thing_has_a_basket(self) -> Sort:
        _unique([thing.id for thing in self.things])
        baskets = {basket.id for basket in self.baskets}
        if lost := [thing.id for thing in self.things if thing.basket not in baskets]:
            raise Fault(f"thing {', '.join(lost)} names a basket that is not there", f"Use one of {', '.join(sorted(baskets))}")
        if unused := baskets - {thing.basket for thing in self.things}:
            raise Fault(f"basket {', '.join(unused)} stays empty", "Give each basket at least one thing")
        return self

    @property
    def chances(self) -> int:
        """2**n ways; capped like an order."""
        return 6

    def mark(self, response: Response) -> bool:
        """True when every thing is in its basket. Raises BadResponse."""
        if response == UNSURE:
            return False
        if (
            not isinstance(response, dict)
            or set(response) != {thing.id for thing in self.things}
            or not set(response.values()) <= {basket.id for basket in self.baskets}
        ):
            raise BadResponse(f"{self.id}: a sort cannot take {response!r}; send a basket for each thing")
        return all(response[thing.id] == thing.basket for thing in self.things)

    def misunderstood(self, response: Response) -> tuple[str, ...]:
        """Those of the things in the wrong basket."""
        if not isinstance(response, dict):
            return ()
        return tuple(thing.misconception for thing in self.things if response.get(thing.id) not in (thing.basket, None))


class Story(_Item):
    """Scenes with ways on. An unwise way is explained and tried again; what counts is the first way taken in each scene."""

    type: Literal["story"]
    scenes: tuple[Scene, ...] = Field(min_length=2, max_length=4)
    feedback: WholeFeedback

    @model_validator(mode="after")
    def _leads_to_an_end(self) -> Story:
        _unique([scene.id for scene in self.scenes])
        for here, after in zip(self.scenes, [*self.scenes[1:], None], strict=True):
            if here.to != (after.id if after else None):
                remedy = f'It must lead "to: {after.id}"' if after else 'The last scene has no "to:"'
                raise Fault(f"scene {here.id} leads to {here.to or 'no other scene'}", remedy)
        return self

    @property
    def chances(self) -> int:
        """Every way through the story is one of so many."""
        ways = 1
        for scene in self.scenes:
            ways *= len(scene.options)
        return min(ways, 6)

    def mark(self, response: Response) -> bool:
        """`response` is {scene: first option taken}. True when each was wise. Raises BadResponse."""
        if response == UNSURE:
            return False
        ways = {scene.id: {option.id: option.correct for option in scene.options} for scene in self.scenes}
        if (
            not isinstance(response, dict)
            or set(response) != set(ways)
            or not all(way in ways[scene] for scene, way in response.items())
        ):
            raise BadResponse(f"{self.id}: a story cannot take {response!r}; send the first option taken in each scene")
        return all(ways[scene][way] for scene, way in response.items())

    def misunderstood(self, response: Response) -> tuple[str, ...]:
        """Those of the unwise ways taken."""
        if not isinstance(response, dict):
            return ()
        taken = [option for scene in self.scenes for option in scene.options if response.get(scene.id) == option.id]
        return tuple(option.misconception for option in taken if option.misconception)


Item = Annotated[Choice | Order | Sort | Story, Field(discriminator="type")]
_ANSWERS = {"correct", "misconception", "basket", "feedback", "valence", "twin", "known_person", "affected", "kind"}
_ANSWERS |= {"version", "allow"}  # notes of the writers


def shown(item: Choice | Order | Sort | Story, *, story_feedback: bool = True) -> dict[str, Any]:
    """What the page may know before the answer: nothing of what is right, save a story's feedback, needed on the way."""
    keep = {"correct", "feedback"} if item.type == "story" and story_feedback else set()
    raw: dict[str, Any] = _without(item.model_dump(exclude_none=True), _ANSWERS - keep)
    raw.pop("feedback", None)
    return raw


def explained(item: Choice | Order | Sort | Story) -> dict[str, Any]:
    """What the page is told with the acknowledgement: which were right, and every feedback."""
    match item:
        case Choice():
            return {
                "better": [option.id for option in item.options if option.correct],
                "feedback": {option.id: option.feedback.model_dump() for option in item.options},
            }
        case Order():
            return {"better": [step.id for step in item.steps], "whole": item.feedback.model_dump()}
        case Sort():
            return {
                "better": {thing.id: thing.basket for thing in item.things},
                "feedback": {thing.id: thing.feedback.model_dump() for thing in item.things},
                "whole": item.feedback.model_dump(),
            }
        case Story():
            return {
                "better": {scene.id: next(o.id for o in scene.options if o.correct) for scene in item.scenes},
                "whole": item.feedback.model_dump(),
            }


def _without(raw: Any, keys: set[str]) -> Any:
    if isinstance(raw, dict):
        return {key: _without(value, keys) for key, value in raw.items() if key not in keys}
    if isinstance(raw, list | tuple):
        return [_without(one, keys) for one in raw]
    return raw


def _one_right(options: tuple[Option, ...]) -> None:
    _unique([option.id for option in options])
    if (right := sum(option.correct for option in options)) != 1:
        raise Fault(f"{right} options are right", 'Mark exactly one with "correct: true"')


def _unique(ids: list[str]) -> None:
    if twice := sorted({one for one in ids if ids.count(one) > 1}):
        raise Fault(f"id used twice: {', '.join(twice)}", "Give each its own id")
