"""A text as a reviewer or a narrator meets it: one row with a permanent id and fingerprints. Pure; one id is never two texts."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from curriculum.problem import Path
from curriculum.text import Text

PRINT = 6  # characters of 6 bits: by chance, one changed text in seventy thousand million would look unchanged
PICTURED = ("text", "stem", "left")  # the words beside which the picture of a part stands
LAST = ("discuss",)  # said after the question is answered


@dataclass(frozen=True, slots=True)
class Row:
    """`id`: `rights.x/cards.circle.text`. `subject` and `path` lead to its line. `mark`: whether it is right, or its basket."""

    id: str
    km: str
    en: str
    subject: str
    path: Path
    picture: str = ""
    mark: str = ""
    told: str = ""  # what the picture says to who cannot see it, in both languages

    @property
    def key(self) -> str:
        """What kind of text it is: "feedback", "stem"."""
        return str(next((step for step in reversed(self.path) if isinstance(step, str)), ""))

    @property
    def print(self) -> str:
        """Changes with its words in either language, its picture and what that says, and whether it is right."""
        whole = "\0".join((self.id, self.km, self.en, self.picture, self.mark, self.told))
        return base64.urlsafe_b64encode(hashlib.sha256(whole.encode()).digest())[:PRINT].decode()


def rows(base: str, subject: str, part: Any) -> Iterator[Row]:
    """Every text of a part, in the order of its keys. `base` stands before the "/" of each id."""
    yield from _walk(base, subject, part, (), ())


def prints(found: Iterable[Row]) -> str:
    """What a signature keeps of the texts that were read: their fingerprints in one string."""
    return "".join(row.print for row in found)


def changed(found: Iterable[Row], signed: str) -> frozenset[str]:
    """The ids of the rows that are new or other than when `signed` was kept."""
    known = {signed[at : at + PRINT] for at in range(0, len(signed), PRINT)}
    return frozenset(row.id for row in found if row.print not in known)


def _walk(base: str, subject: str, value: Any, path: Path, names: tuple[str, ...], **more: str) -> Iterator[Row]:
    if isinstance(value, Text):
        yield Row(f"{base}/{'.'.join(names)}", value.km, value.en, subject, path, **more)
    elif isinstance(value, BaseModel):
        fields = type(value).model_fields
        for name in sorted(fields, key=lambda one: one in LAST):
            key, child = fields[name].alias or name, getattr(value, name)
            yield from _walk(base, subject, child, (*path, key), (*names, key), **_beside(value, name))
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            name = str(getattr(one, "id", number + 1))
            yield from _walk(base, subject, one, (*path, number), (*names, name))


def _beside(part: BaseModel, name: str) -> dict[str, str]:
    """The picture that stands at these words, and what the key says of them."""
    if name not in PICTURED:
        return {}
    mark = "right" if getattr(part, "correct", False) else getattr(part, "basket", "")
    if (holds := getattr(part, "holds", None)) is not None:  # a statement, true or not
        mark = "agree" if holds else "disagree"
    return {"picture": getattr(part, "picture", None) or "", "mark": mark}
