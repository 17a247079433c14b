"""A story with ways on, some of them detours that come back. Pure; no child may be left in a scene without a way to the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from curriculum.items.base import CAPPED, UNSURE, BadResponse, ItemBase, Response, WholeFeedback, refuse, unique
from curriculum.items.tiles import Option, one_right
from curriculum.problem import Fault, Path
from curriculum.text import Strict, Text, Words

FEWEST, MOST = 2, 4  # main scenes: a story that a child of nine reads to its end
Found = tuple[Path, Fault]


class Way(Option):
    """One way on. An unwise one may lead `to` a detour, which shows what comes of it."""

    to: Words | None = None

    @model_serializer(mode="wrap")
    def _as_before(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Without the key when it is not used: the fingerprint of a published story stays."""
        return {key: value for key, value in write(self).items() if key != "to" or value is not None}


class Scene(Strict):
    """One moment of a story: what happens, and two or three ways on. A wise option leads `to` the next scene."""

    id: Words
    text: Text
    picture: Words | None = None
    options: tuple[Way, ...] = Field(min_length=2, max_length=3)
    to: Words | None = None
    detour: bool = False

    @model_validator(mode="after")
    def _one_is_wise(self) -> Scene:
        one_right(self.options)
        return self

    @model_serializer(mode="wrap")
    def _as_before(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Without the mark of a detour when it is none, as above."""
        return {key: value for key, value in write(self).items() if key != "detour" or value}

    @property
    def wise(self) -> str:
        """The id of its wise way."""
        return next(option.id for option in self.options if option.correct)


class Story(ItemBase):
    """Scenes with ways on. What counts is the first way taken in each main scene.

    An unwise way is explained and tried again, or leads to a detour that leads back to the same or the next main scene.
    """

    type: Literal["story"]
    scenes: tuple[Scene, ...] = Field(min_length=FEWEST, max_length=2 * MOST)
    feedback: WholeFeedback

    @property
    def main(self) -> tuple[Scene, ...]:
        """What every child meets, in order."""
        return tuple(scene for scene in self.scenes if not scene.detour)

    @model_validator(mode="after")
    def _leads_to_an_end(self) -> Story:
        unique([scene.id for scene in self.scenes])
        refuse("Story", [*self._main_faults(), *self._way_faults(), *self._detour_faults()])
        return self

    def _main_faults(self) -> Iterator[Found]:
        """One chain through all main scenes: each is reached, none twice, and the last one is the end."""
        if not FEWEST <= len(self.main) <= MOST:
            yield ("scenes",), Fault(f"{len(self.main)} main scenes", f"Write {FEWEST} to {MOST} without detour")
        for here, after in zip(self.main, [*self.main[1:], None], strict=False):
            if here.to != (after.id if after else None):
                remedy = f'It must lead "to: {after.id}"' if after else 'The last main scene has no "to:"'
                fact = f"scene {here.id} leads to {here.to or 'no other scene'}"
                yield (*self._at(here), "to") if here.to else self._at(here), Fault(fact, remedy)

    def _way_faults(self) -> Iterator[Found]:
        """Only an unwise way of a main scene leads elsewhere, and only to a detour."""
        detours = sorted(scene.id for scene in self.scenes if scene.detour)
        for scene in self.scenes:
            for nth, way in enumerate(scene.options):
                what, path = f"option {way.id} of scene {scene.id} leads to {way.to}", (*self._at(scene), "options", nth, "to")
                if way.to is None:
                    continue
                if way.correct:
                    yield path, Fault(f"{what}, and is wise", 'Remove "to:": a wise option goes where its scene leads')
                elif scene.detour:
                    yield path, Fault(f"{what} out of a detour", 'Remove "to:": in a detour an unwise option is only explained')
                elif way.to not in detours:
                    remedy = f"Use one of {', '.join(detours)}" if detours else 'Let it lead to a scene with "detour: true"'
                    yield path, Fault(f"{what}, which is no detour", remedy)

    def _detour_faults(self) -> Iterator[Found]:
        """Each detour is met, and leads back without passing over a main scene: each of them must be answered."""
        order = [scene.id for scene in self.main]
        for scene in (one for one in self.scenes if one.detour):
            here, what = self._at(scene), f"detour {scene.id}"
            places = [order.index(one.id) for one in self.main if any(way.to == scene.id for way in one.options)]
            back = set.intersection(*({*order[place : place + 2]} for place in places)) if places else set()
            if not places:
                yield here, Fault(f"nothing leads to {what}", f'Let an unwise option lead "to: {scene.id}"')
            elif scene.to is None:
                yield here, Fault(f"{what} is a dead end", f'Add "to: {order[places[0]]}", or the next main scene')
            elif scene.to not in back:
                remedy = f"Use one of {', '.join(one for one in order if one in back)}" if back else "Write one for each scene"
                fact = f"{what} leads to {scene.to}, which is neither where it came from nor the next main scene"
                yield (*here, "to"), Fault(fact, remedy)

    def _at(self, scene: Scene) -> Path:
        return ("scenes", self.scenes.index(scene))

    @property
    def chances(self) -> int:
        """Every way through the main scenes is one of so many."""
        ways = 1
        for scene in self.main:
            ways *= len(scene.options)
        return min(ways, CAPPED)

    def mark(self, response: Response) -> bool:
        """`response` is {scene: first option taken}, of each scene that was met. True when all in main scenes were wise.

        Raises BadResponse.
        """
        if response == UNSURE:
            return False
        ways = {scene.id: {option.id for option in scene.options} for scene in self.scenes}
        if (
            not isinstance(response, dict)
            or not set(response) <= set(ways)
            or not all(way in ways[scene] for scene, way in response.items())
            or not self._could_be_met(response)
        ):
            raise BadResponse(f"{self.id}: a story cannot take {response!r}; send the first option taken in each scene")
        return all(response[scene.id] == scene.wise for scene in self.main)

    def _could_be_met(self, response: dict[str, str]) -> bool:
        """All main scenes, the detours of the first ways, and none that lies behind a scene where the first way was wise."""
        if not all(scene.id in response for scene in self.main):
            return False
        met = {scene.id for scene in self.scenes if scene.detour and scene.id in response}
        first = {way.to for scene in self.main for way in scene.options if way.to and way.id == response[scene.id]}
        later = {way.to for scene in self.main for way in scene.options if way.to and response[scene.id] != scene.wise}
        return first <= met <= later

    def misunderstood(self, response: Response) -> tuple[str, ...]:
        """Those of the unwise ways taken."""
        if not isinstance(response, dict):
            return ()
        taken = [option for scene in self.scenes for option in scene.options if response.get(scene.id) == option.id]
        return tuple(option.misconception for option in taken if option.misconception)
