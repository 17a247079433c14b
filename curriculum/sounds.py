"""Recordings of texts: which file speaks which words. It must never take a recording of other words for one of these."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from curriculum.course import Course
from curriculum.reading import ADULT
from curriculum.rows import Row

FOLDER = "assets/sounds"  # <language>/<before the "/" of the id>/<after it>.<print of the words>.mp3
SUFFIX = ".mp3"
# what a button reads beside the texts of lessons and questions
SPOKEN_WORDS = (
    "door.which_group", "door.which_you", "door.secret", "help.line", "lesson.practise", "lesson.tell_it",
    "test.stop", "test.note", "test.thanks", "review.thanks", "review.rest",
    "stage.well", "stage.again", "stage.fine", "stage.saved", "stage.agree", "stage.disagree",
    "teach_back.first", "teach_back.hand_over", "teach_back.listen_for", "teach_back.well", "teach_back.again",
    "teach_back.give_back", "teach_back.later",
)  # fmt: skip
State = Literal["recorded", "again", "missing"]


class BadSound(ValueError):
    """Why a recording is not kept: "unreadable", "silent", "short", "long", "encoder" (this computer cannot make the file)."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text as a narrator reads it: its words in one language, and what there is of it. `again`: the words changed since."""

    id: str
    lang: str
    words: str
    state: State


def print_of(words: str) -> str:
    """Of the words in one language: a changed word needs another recording."""
    return hashlib.sha256(words.encode()).hexdigest()[:8]


def file_of(text: str, lang: str, words: str) -> str:
    """Where a recording of exactly these words lies, from the folder of sounds."""
    base, _, rest = text.partition("/")
    return f"{lang}/{base}/{rest}.{print_of(words)}{SUFFIX}"


def find(root: Path, text: str, lang: str, words: str) -> Path | None:
    """The recording of exactly these words."""
    path = root / FOLDER / file_of(text, lang, words)
    return path if path.is_file() else None


def of_other_words(root: Path, text: str, lang: str, words: str) -> list[Path]:
    """Recordings of what the text said before."""
    now = root / FOLDER / file_of(text, lang, words)
    rest = text.partition("/")[2]
    return [one for one in now.parent.glob(f"{rest}.*{SUFFIX}") if one != now and one.name.count(".") == now.name.count(".")]


def is_spoken(course: Course, row: Row) -> bool:
    """True when a button on a child's page reads it: all that a child meets of a lesson, and some words of the screens."""
    base, _, rest = row.id.partition("/")
    if base in course.items:
        return True
    if base in course.lessons:
        return row.path[0] not in (*ADULT, "sources")
    return rest in SPOKEN_WORDS and base == "words"


def spoken(root: Path, course: Course, rows: Iterable[Row], langs: Iterable[str]) -> list[Spoken]:
    """What buttons read of these texts, by language, with what there is of each."""
    mine = [row for row in rows if is_spoken(course, row)]
    return [Spoken(row.id, lang, said := getattr(row, lang), _state(root, row.id, lang, said)) for lang in langs for row in mine]


def _state(root: Path, text: str, lang: str, words: str) -> State:
    if find(root, text, lang, words):
        return "recorded"
    return "again" if of_other_words(root, text, lang, words) else "missing"
