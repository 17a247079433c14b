"""Fingerprints of published items. Pure; it must never give a published version another fingerprint."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from curriculum.items import Item

NOT_MEANING = {"version", "allow", "twin", "discuss", "picture"}  # may change without a child being asked something else
HEAD = """\
# Fingerprints of published items, by version: `manage.py freeze` adds, and nobody changes a line.
# An item whose fingerprint is no longer the one below needs a new "version:".
"""


def fingerprint(item: Item) -> str:
    """What an answer was given to: changes with the words and the key of an item, so that a mended item starts a new history."""
    return hashlib.sha256(item.model_dump_json(exclude=NOT_MEANING).encode()).hexdigest()[:12]


def frozen(items: Iterable[Item], before: Mapping[str, Mapping[int, str]]) -> str:
    """The text of quizzes/frozen.yaml with these items added. What stands in `before` stays as it is."""
    kept = {name: dict(versions) for name, versions in before.items()}
    for item in items:
        kept.setdefault(item.id, {}).setdefault(item.version, fingerprint(item))
    lines = [f"{name}: {{{', '.join(f'{v}: {p!r}' for v, p in sorted(kept[name].items()))}}}" for name in sorted(kept)]
    return HEAD + "".join(f"{line}\n" for line in lines)
