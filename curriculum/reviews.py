"""Who signed which words of a lesson. Pure; a changed word is unsigned again, and nobody signs for both roles at once."""

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
TESTS = "tests"  # stands in place of a lesson for the questions of both forms
ROLES: tuple[Role, ...] = ("native_reader", "child_protection")


class Review(Strict):
    """One signature: this person, in this role, read exactly these words of the lesson and its questions."""

    id: Words  # lesson/role
    lesson: Words
    role: Role
    name: Words
    on: str = Field(pattern=r"^20\d\d-\d\d-\d\d$")
    words: str = Field(pattern=r"^[0-9a-f]{12}$")


class ReviewsFile(Strict):
    """`lessons/reviews.yaml`."""

    reviews: tuple[Review, ...] = ()


@lru_cache(maxsize=256)  # asked at every page of a child whose group has a sensitive lesson open
def words_of(lesson: Lesson | None, items: tuple[Item, ...]) -> str:
    """The fingerprint that a signature is bound to: every text of the lesson and of its questions, in both languages."""
    digest = hashlib.sha256(lesson.model_dump_json(by_alias=True).encode() if lesson else b"")
    for item in sorted(items, key=lambda one: one.id):
        digest.update(item.model_dump_json().encode())
    return digest.hexdigest()[:12]


def missing(lesson: Lesson | None, items: tuple[Item, ...], reviews: Iterable[Review]) -> tuple[Role, ...]:
    """The roles whose signature these words still wait for; without a lesson, those of the tests. One person cannot be both."""
    words, name = words_of(lesson, items), lesson.id if lesson else TESTS
    signed = {one.role: one.name for one in reviews if one.lesson == name and one.words == words}
    if len(signed) == len(ROLES) and len(set(signed.values())) == 1:
        return (ROLES[1],)
    return tuple(role for role in ROLES if role not in signed)
