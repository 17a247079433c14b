"""Who signed which words, and what reviewers want changed. Pure; a changed word is unsigned, and nobody signs in both roles."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from pydantic import Field

from curriculum.items import Item
from curriculum.lessons import Lesson
from curriculum.text import Strict, Words

Role = Literal["native_reader", "child_protection"]
TESTS = "tests"  # signed like a lesson: the questions of both forms, and of the short checks
ROLES: tuple[Role, ...] = ("native_reader", "child_protection")
WORDS, GLOSSARY = "words", "glossary"  # signed like lessons, by a native reader alone: nothing is told in them
DAY = r"^20\d\d-\d\d-\d\d$"


class Review(Strict):
    """One signature: this person, in this role, read exactly these words of the lesson and its questions."""

    id: Words  # lesson/role/words
    lesson: Words
    role: Role
    name: Words
    on: str = Field(pattern=DAY)
    words: str = Field(pattern=r"^[0-9a-f]{12}$")
    texts: str = Field(default="", pattern=r"^[\w-]*$")  # the fingerprint of each text, so that a change is seen at its row
    comment: Words | None = None


class Resolved(Strict):
    """Who looked at a wish and found it done, or not needed."""

    name: Words
    on: str = Field(pattern=DAY)


class Change(Strict):
    """What a reviewer asks to be changed at one text. `print` is of the text that was read: other words are looked at again."""

    id: Words
    lesson: Words
    role: Role
    name: Words
    on: str = Field(pattern=DAY)
    text: Words
    print: Words
    says: Words
    resolved: Resolved | None = None


class ReviewsFile(Strict):
    """`lessons/reviews.yaml`."""

    reviews: tuple[Review, ...] = ()
    changes: tuple[Change, ...] = ()


@lru_cache(maxsize=256)
def words_of(lesson: Lesson | None, items: tuple[Item, ...], told: str = "") -> str:
    """The fingerprint that a signature is bound to: every text of the lesson and of its questions, in both languages.

    `told`: what their pictures say to who cannot see them.
    """
    digest = hashlib.sha256(lesson.model_dump_json(by_alias=True).encode() if lesson else b"")
    for item in sorted(items, key=lambda one: one.id):
        digest.update(item.model_dump_json().encode())
    digest.update(told.encode())
    return digest.hexdigest()[:12]


def roles_of(name: str) -> tuple[Role, ...]:
    """Whose signature a lesson, the words or the glossary needs."""
    return (ROLES[0],) if name in (WORDS, GLOSSARY) else ROLES


def person(name: str) -> str:
    """A name as it is compared: "Sok  Nary" and "sok nary" are one person."""
    return " ".join(name.split()).casefold()


def missing(name: str, words: str, reviews: Iterable[Review]) -> tuple[Role, ...]:
    """The roles whose signature these words still wait for. One person cannot be both readers."""
    signed: dict[Role, set[str]] = {}
    for one in reviews:
        if one.lesson == name and one.words == words:
            signed.setdefault(one.role, set()).add(person(one.name))
    wanted = roles_of(name)
    if len(wanted) > 1 and set(signed) == set(wanted) and len(set.union(*signed.values())) == 1:
        return (ROLES[1],)
    return tuple(role for role in wanted if role not in signed)
