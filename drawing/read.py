"""The YAML of parts and scenes, read with every problem found in one run; it must never stop at the first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from drawing.schema import Parts, Person, Scene, Thing

_PARTS, _SCENES = TypeAdapter(Parts), TypeAdapter(dict[str, Scene])
KINDS = tuple(Parts.model_fields)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Problem:
    """Place, and fact with remedy."""

    file: str
    line: int | None
    fact: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.fact}" if self.line else f"{self.file}: {self.fact}"


@dataclass(frozen=True)
class Pictures:
    """What was read. With problems, parts is None or scenes are missing: draw nothing then."""

    parts: Parts | None
    scenes: dict[str, Scene] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def read(folder: Path) -> Pictures:
    """Reads parts/*.yaml and scenes/*.yaml under `folder`."""
    reading = _Reading(folder)
    return reading.pictures()


class _Reading:
    def __init__(self, folder: Path) -> None:
        self.folder, self.problems = folder, set[Problem]()

    def pictures(self) -> Pictures:
        files = {kind: self.folder / "parts" / f"{kind}.yaml" for kind in KINDS}
        raw, nodes = {}, {}
        for kind, file in files.items():
            raw[kind], nodes[kind] = self._load(file)
        for file in sorted(set(self.folder.glob("parts/*.yaml")) - set(files.values())):
            self._say(file, None, "no such part is known. Name it one of: " + ", ".join(KINDS) + ".")
        names = {kind: list(content) for kind, content in raw.items()}
        parts = self._valid(_PARTS, raw, names, lambda loc: (files[str(loc[0])], nodes[str(loc[0])], loc[1:]))
        scenes: dict[str, Scene] = {}
        for file in sorted(self.folder.glob("scenes/*.yaml")):
            content, node = self._load(file)
            for name in content.keys() & scenes.keys():
                self._say(file, _at(node, (name,)), f"{name}: another file has a scene of this name. Rename one.")
            read = self._valid(_SCENES, content, names, lambda loc, f=file, n=node: (f, n, loc))
            scenes |= read or {}
        return Pictures(parts, scenes, tuple(sorted(self.problems, key=lambda each: (each.file, each.line or 0, each.fact))))

    def _load(self, file: Path) -> tuple[dict[str, Any], yaml.Node | None]:
        """The content, and its nodes for the line numbers; a broken file counts as empty, and is reported."""
        try:
            text = file.read_text("utf-8")
            node, content = yaml.compose(text, yaml.SafeLoader), yaml.safe_load(text)
        except FileNotFoundError:
            self._say(file, None, "the file is missing. Put it back.")
            return {}, None
        except yaml.YAMLError as problem:
            mark = getattr(problem, "problem_mark", None)
            self._say(file, mark.line + 1 if mark else None, "this is no YAML. Quote texts and drawings with ' or \".")
            return {}, None
        for line, key in _twice(node):
            self._say(file, line, f"`{key}` is there twice. Remove or rename one: only the last would count.")
        if not isinstance(content, dict):
            self._say(file, 1, "there are no names. Write `name: …` for each entry.")
            return {}, None
        return content, node

    def _valid(self, wanted: TypeAdapter[T], content: Any, names: dict[str, list[str]], where: Any) -> T | None:
        try:
            return wanted.validate_python(content, context=names)
        except ValidationError as problem:
            for error in problem.errors(include_url=False):
                file, node, loc = where(error["loc"])
                keys = _keys(node, loc) + ([loc[-1]] if error["type"] == "missing" else [])
                self._say(file, _at(node, keys), ".".join(map(str, keys)) + ": " + _fact(error))
            return None

    def _say(self, file: Path, line: int | None, fact: str) -> None:
        self.problems.add(Problem(file.relative_to(self.folder).as_posix(), line, fact))


def _fact(error: ErrorDetails) -> str:
    """Pydantic's error as fact and remedy."""
    if error["type"] == "extra_forbidden":
        key, known = str(error["loc"][-1]), _keys_beside(error["loc"])
        close = get_close_matches(key, known, 1)
        return f"`{key}` is no key here. " + (f"Did you mean `{close[0]}`?" if close else "Remove it.")
    if error["type"] == "missing":
        return "this key is missing. Add it."
    return error["msg"] if error["type"] == "refused" else error["msg"] + ". Change it."


def _keys_beside(loc: Sequence[int | str]) -> list[str]:
    """Which keys the model knows that refused this one."""
    models: dict[str, type[BaseModel]] = {"person": Person, "thing": Thing}
    for step in reversed(loc[:-1]):
        if step in models:
            return list(models[str(step)].model_fields)
    return list(Scene.model_fields)


def _children(node: yaml.Node | None) -> dict[str | int, tuple[yaml.Node, yaml.Node]]:
    """Key or index → the node that names it and the node that holds it."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: (key, value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return {index: (value, value) for index, value in enumerate(node.value)}
    return {}


def _keys(node: yaml.Node | None, loc: Sequence[int | str]) -> list[int | str]:
    """The steps of a place that are really in the file: pydantic also names the branch of a union that it tried."""
    steps = list[int | str]()
    for step in loc:
        children = _children(node)
        if step in children:
            steps.append(step)
            node = children[step][1]
    return steps


def _at(node: yaml.Node | None, keys: Sequence[int | str]) -> int | None:
    """The line of the last step that is there."""
    line = node.start_mark.line + 1 if node else None
    for step in keys:
        children = _children(node)
        if step not in children:
            break
        named, node = children[step]
        line = named.start_mark.line + 1
    return line


def _twice(node: yaml.Node | None) -> Iterator[tuple[int, str]]:
    """Keys that stand twice in one mapping, anywhere in the file."""
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                yield key.start_mark.line + 1, key.value
            seen.add(key.value)
    for _, child in _children(node).values():
        yield from _twice(child)
