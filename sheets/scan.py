"""Reads answer cards in pictures. It must never keep a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class NoReader(RuntimeError):
    """OpenCV is not installed."""


class BadPicture(ValueError):
    """No picture."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Cards and edges."""

    answers: Mapping[int, int]
    unclear: Mapping[int, str]
    foreign: frozenset[int]
    frames: int


def is_ready() -> bool:
    """The extra is installed."""
    return False


def read(frames: Sequence[bytes], known: frozenset[int], blocked: frozenset[int] = frozenset()) -> Reading:
    """Reads."""
    raise NoReader


def merged(before: Reading | None, now: Reading) -> Reading:
    """Adds up."""
    return now
