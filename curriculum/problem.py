"""What is wrong, where, and what mends it. Pure; it must never leave a writer without a remedy."""

from __future__ import annotations

from dataclasses import dataclass

Path = tuple[str | int, ...]  # the keys and positions that lead to a value inside one file


class Fault(ValueError):
    """A rule of the models that is broken, as fact and remedy: two sentences."""

    def __init__(self, fact: str, remedy: str) -> None:
        super().__init__(f"{fact}. {remedy}.")
        self.fact, self.remedy = fact, remedy


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A file of the house and a line in it; line 0 stands for the whole file."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend. `rule` is the name that a text's `allow:` may take; a warning stops nobody."""

    place: Place
    fact: str
    remedy: str
    rule: str = "form"
    is_warning: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {self.fact}. {self.remedy}."
