"""The texts and sources of the project, for rules about what must nowhere be."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import yaml

from actions.desk import ROOT
from curriculum.reader import read

COURSE = read(ROOT)
FOR_ADULTS = ("facilitator", "sources", "home_note")  # parts of a lesson that are not a child's


def texts(*, for_children: bool) -> list[tuple[str, str, str]]:
    """(place, km, en) of every text of lessons, items, areas, contacts and terms."""
    found: list[tuple[str, str, str]] = []

    def walk(place: str, value: object) -> None:
        if isinstance(value, dict) and set(value) == {"km", "en"}:
            found.append((place, value["km"], value["en"]))
        elif isinstance(value, dict):
            for name, one in value.items():
                if not (for_children and name in FOR_ADULTS):
                    walk(f"{place}.{name}", one)
        elif isinstance(value, list | tuple):
            for n, one in enumerate(value):
                walk(f"{place}.{n}", one)

    for part in (COURSE.lessons, COURSE.every_item):
        for name, one in part.items():
            walk(name, one.model_dump())
    for group in (COURSE.units, COURSE.areas, COURSE.contacts, COURSE.terms, COURSE.short_checks):
        for one in group:
            walk(one.id, one.model_dump())
    return found


def ui_words(file: str) -> list[tuple[str, str, str]]:
    """(name, km, en) of `assets/words/<file>.yaml`."""
    raw = yaml.safe_load((ROOT / "assets" / "words" / f"{file}.yaml").read_text("utf-8"))
    return [(f"{group}.{name}", text["km"], text["en"]) for group, words in raw.items() for name, text in words.items()]


def screens(*, for_children: bool) -> list[Path]:
    """The Python files that draw pages: all, or those that a child's page is made of: `screens/child`, and what it imports."""
    folder = ROOT / "screens"
    files = sorted(folder.rglob("*.py"))
    if not for_children:
        return files
    named = {".".join(file.relative_to(ROOT).with_suffix("").parts): file for file in files}
    reached, waiting = {"screens.main"}, [name for name in named if name.split(".")[1] == "child"]
    while waiting:
        name = waiting.pop()
        if name in named and name not in reached:
            reached.add(name)
            waiting += _imported(named[name])
    return [named[name] for name in sorted(reached)]


def _imported(file: Path) -> list[str]:
    """`from screens import look` and `from screens.look import w` are both screens.look."""
    found = []
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "screens":
            found += [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
        elif isinstance(node, ast.Import):
            found += [one.name for one in node.names if one.name.startswith("screens")]
    return found


def scripts() -> list[Path]:
    """All our JavaScript."""
    return sorted((ROOT / "assets").rglob("*.js"))


def called(file: Path) -> Iterator[tuple[str, ast.Call]]:
    """(last name, call) of every call in a file: `st.sidebar.text_input(…)` and `left.text_input(…)` are both text_input."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield node.func.attr, node
            elif isinstance(node.func, ast.Name):
                yield node.func.id, node
