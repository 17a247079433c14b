"""The texts and sources of the project, for rules about what must nowhere be. Adults' pages are told from children's by name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import yaml

from actions.desk import ROOT
from curriculum.reader import read

COURSE = read(ROOT)
ADULTS = ("facilitator", "staff", "setup", "charts")  # modules or folders of screens/; whatever else there is, children may meet
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

    for part in (COURSE.lessons, COURSE.items):
        for name, one in part.items():
            walk(name, one.model_dump())
    for group in (COURSE.units, COURSE.areas, COURSE.contacts, COURSE.terms):
        for one in group:
            walk(one.id, one.model_dump())
    return found


def ui_words(file: str) -> list[tuple[str, str, str]]:
    """(name, km, en) of `assets/words/<file>.yaml`."""
    raw = yaml.safe_load((ROOT / "assets" / "words" / f"{file}.yaml").read_text("utf-8"))
    return [(f"{group}.{name}", text["km"], text["en"]) for group, words in raw.items() for name, text in words.items()]


def screens(*, for_children: bool) -> list[Path]:
    """The Python files that draw pages: all, or those that a child's seat can reach."""
    files = sorted((ROOT / "screens").rglob("*.py"))
    if not for_children:
        return files
    return [file for file in files if not any(part.startswith(ADULTS) for part in file.relative_to(ROOT / "screens").parts)]


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
