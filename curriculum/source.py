"""One YAML file: what it says, and on which line each part stands. Pure; it must never drop a key that is written twice."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

import yaml

from curriculum.problem import Path, Place, Problem

_BASE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times faster; a few platforms come without it


_PLAIN = re.compile("(?:yes|no|on|off)$", re.IGNORECASE)  # words, as in YAML 1.2 and in editors; only true and false are not


class _Loader(_BASE):  # type: ignore[misc]
    """Reads as usual, and remembers keys that stand twice in one place: YAML itself keeps the last one silently.

    "on:" and "no" are words here, and 2026-11-25 is a text: YAML 1.1 would make a truth value and a date of them.
    """

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        tag = super().resolve(kind, value, implicit)
        is_word = tag.endswith(":timestamp") or (tag.endswith(":bool") and _PLAIN.match(value))
        return "tag:yaml.org,2002:str" if is_word and implicit[0] else tag

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.twice: list[tuple[str, int]] = []

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        made = super().construct_mapping(node, deep)
        if len(made) < len(node.value):
            seen: set[str] = set()
            for key, _ in node.value:
                if key.value in seen:
                    self.twice.append((key.value, key.start_mark.line + 1))
                seen.add(key.value)
        return made


class Source:
    """The text of one file. Lines are looked up only when there is something to say about one."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self.text = file, text

    def load(self) -> tuple[Any, list[Problem]]:
        """(what the file says, its problems as YAML). What it says is None when it cannot be read."""
        try:
            loader = _Loader(self.text)
            raw = loader.get_single_data()
        except yaml.YAMLError as problem:
            return None, [self._unreadable(problem)]
        again = "Keep one of the two, or give the other its own name"
        twice = [Problem(Place(self.file, line), f'"{key}:" stands twice in one place', again) for key, line in loader.twice]
        return raw, twice

    def place(self, path: Path = ()) -> Place:
        """The line of the last key of `path` that is written; for a missing key, that of what should hold it."""
        node = self._root
        line = node.start_mark.line if node else 0
        for step in path:
            if isinstance(node, yaml.MappingNode):
                found = next(((key, value) for key, value in node.value if key.value == step), None)
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                found = (node.value[step], node.value[step])
            else:
                found = None
            if found is None:
                break
            line, node = found[0].start_mark.line, found[1]
        return Place(self.file, line + 1)

    @cached_property
    def _root(self) -> Any:
        try:
            return yaml.compose(self.text, Loader=_BASE)
        except yaml.YAMLError:
            return None

    def _unreadable(self, problem: yaml.YAMLError) -> Problem:
        mark = getattr(problem, "problem_mark", None)
        said = getattr(problem, "problem", None) or str(problem)
        return Problem(
            Place(self.file, mark.line + 1 if mark else 0),
            f"the file cannot be read from here on ({said})",
            "Indent with spaces, and in the short form {km: …, en: …} quote both texts when one holds ? , or :",
        )
