"""How every paper is set in type: fonts, colours, figures, words. A text reaches the page as a string and is never markup."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import typst

ROOM = Path(__file__).parent
ASSETS = ROOM.parent / "assets"
FONTS = ASSETS / "fonts" / "print"
PICTURES = ASSETS / "pictures" / "drawn" / "small"
TOKENS = ASSETS / "looks" / "tokens.css"

OPTIONS = "ABCD"  # an option's name in data; its shape and colour go with its place
LETTERS = {"km": "កខគឃ"}  # as read on paper; any other language reads A B C D
DIGITS = {"km": "០១២៣៤៥៦៧៨៩"}
LANGUAGE = re.compile(r"[a-z]{2,3}")
TOKEN = re.compile(r"--([a-z-]+): (#[0-9A-Fa-f]{6});")
CREATED = 1_767_225_600  # 1 January 2026: the same content is the same file, byte for byte, on every computer


class SheetError(ValueError):
    """All that keeps a paper from being made, one line for each: the place, the fact, the remedy."""

    def __init__(self, problems: Collection[str]) -> None:
        super().__init__("\n".join(problems))


@dataclass(frozen=True)
class Sheet:
    """A template of this room with what it shows."""

    template: str
    lang: str
    content: Mapping[str, object]

    def pdf(self) -> bytes:
        return typst.compile(
            ROOM / f"{self.template}.typ",
            root=ROOM,  # a template can read nothing outside this room
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs=self.inputs(),
            timestamp=CREATED,
        )

    def inputs(self) -> dict[str, str]:
        """What the template gets: one JSON text, read as data."""
        frame = {
            "lang": self.lang,
            "colours": colours(),
            "letters": list(LETTERS.get(self.lang, OPTIONS)),
            "digits": list(DIGITS.get(self.lang, "0123456789")),
        }
        return {"content": json.dumps({**self.content, "frame": frame}, ensure_ascii=False)}


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


@cache
def colours() -> dict[str, str]:
    """The colours of the house; paper invents none."""
    return dict(TOKEN.findall(TOKENS.read_text("utf-8")))


def picture(name: str) -> str | None:
    """The drawing of an animal or a thing, or None when nobody has drawn it."""
    drawing = PICTURES / f"{name}.svg"
    return drawing.read_text("utf-8") if drawing.name in _drawn() else None


@cache
def _drawn() -> frozenset[str]:
    return frozenset(each.name for each in PICTURES.glob("*.svg"))


def missing_words(words: Mapping[str, str], needed: Collection[str], lang: str) -> list[str]:
    """A problem for each fixed word that the caller did not bring, and for a language that is none."""
    problems = [f"words: {name} is missing. Write it in Khmer and English." for name in needed if not words.get(name, "").strip()]
    if not LANGUAGE.fullmatch(lang):
        problems.append(f"lang: {lang!r} is not a language code. Give one like km or en.")
    return problems
