"""A rule: its name, what it looks for, and whether it stops a release. Pure; it must never be silent about what it found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from curriculum.checks.matter import Finding, Matter


@dataclass(frozen=True, slots=True)
class Rule:
    """`may_be_allowed`: a text may say `allow: {name: reason}`. Never for what keeps children safe."""

    name: str
    find: Callable[[Matter], Iterator[Finding]]
    is_warning: bool = False
    may_be_allowed: bool = False
