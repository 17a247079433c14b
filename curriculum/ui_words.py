"""The words of buttons and pages, Khmer beside English, from assets/words. A missing word is an error, never a gap."""

from __future__ import annotations

import string
from pathlib import Path
from typing import Any

from curriculum.reader import bind, read_sheet

KHMER_DIGITS = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")


def digits(number: object, lang: str) -> str:
    """A number as it is read on this page. Phone numbers and PINs are not numbers: they stay as they are dialled."""
    return str(number).translate(KHMER_DIGITS) if lang == "km" else str(number)


class UiWords:
    """`words("frame.help", "km")`; `{0:d}` in a pattern takes digits of the language, `{0}` takes text."""

    def __init__(self, texts: dict[str, dict[str, str]]) -> None:
        self._texts = texts

    def __call__(self, name: str, lang: str, *values: object) -> str:
        if name not in self._texts:
            raise KeyError(f"assets/words has no {name}; write it in Khmer and English")
        pattern = self._texts[name][lang]
        return _Localised(lang).format(pattern, *values) if values else pattern

    def under(self, prefix: str, lang: str) -> dict[str, str]:
        """All words of a branch: {"frame.help": …} → {"help": …}."""
        return {name[len(prefix) + 1 :]: text[lang] for name, text in self._texts.items() if name.startswith(f"{prefix}.")}


class _Localised(string.Formatter):
    def __init__(self, lang: str) -> None:
        self._lang = lang

    def format_field(self, value: Any, format_spec: str) -> str:
        return digits(value, self._lang) if format_spec == "d" else str(value)


def read_words(root: Path) -> UiWords:
    """The words alone, for who needs no course: a command, a page while the store is shut. What is not well formed is missing."""
    return UiWords(bind(read_sheet(root, path) for path in sorted(root.glob("assets/words/*.yaml"))).words)
