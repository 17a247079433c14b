"""Published items never change their meaning: answers of years ago must still mean what they meant. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from curriculum.checks.matter import Finding, Matter
from curriculum.checks.rule import Rule
from curriculum.freeze import fingerprint


def _changed(matter: Matter) -> Iterator[Finding]:
    """An item is as it was published, or has a new version."""
    for item in matter.course.every_item.values():
        versions = matter.around.frozen.get(item.id, {})
        if not versions:
            continue
        here, newest = f"item {item.id}", max(versions)
        if item.version < newest:
            fact = f"{here} has version {item.version}, and {newest} is published"
            yield Finding(here, ("version",), fact, f'Write "version: {newest}", or a higher one if it changed')
        elif item.version == newest and fingerprint(item) != versions[newest]:
            fact = f"{here} was published as version {newest} and has changed since"
            yield Finding(here, ("version",), fact, f'Write "version: {newest + 1}", or take the change back')


def _gone(matter: Matter) -> Iterator[Finding]:
    """An item that was published and is no longer there: its answers cannot be explained any more."""
    there = matter.course.every_item
    for name in matter.around.frozen:
        if name not in there:
            fact = f"item {name} was published and is not there"
            yield Finding("", (), fact, "Put it back, or be sure that nobody needs its answers", file="quizzes/frozen.yaml")


RULES = (Rule("frozen", _changed), Rule("frozen-gone", _gone, is_warning=True))
