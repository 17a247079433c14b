"""Writes lessons/reviews.yaml: the whole file or nothing. It must never drop a signature that it cannot read."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml
from filelock import FileLock

FILE = "lessons/reviews.yaml"
HEAD = """\
# yaml-language-server: $schema=../docs/schema/reviews.json
# Who signed which words, and what reviewers want changed: the staff's page "Review" and `manage.py sign` write here, nobody else.
# A signature holds for exactly the words that were read: any change of the lesson, its questions or a picture's description
# asks again.
# Until both have signed, a sensitive lesson opens in no real school; the demo shows it with the mark of a draft.
"""
Lists = dict[str, list[dict[str, Any]]]


@contextmanager
def editing(root: Path) -> Iterator[Lists]:
    """Its lists, to be changed in place; written when the block ends without an error. One writer at a time. Raises OSError."""
    path = root / FILE
    with FileLock(_lock(path)):
        raw = yaml.safe_load(path.read_text("utf-8")) if path.exists() else {}
        lists: Lists = {key: list((raw or {}).get(key) or ()) for key in ("reviews", "changes")}
        yield lists
        _replace(path, HEAD + "".join(_written(key, listed) for key, listed in lists.items()))


def _written(key: str, listed: list[dict[str, Any]]) -> str:
    # JSON is YAML: a name with a colon or a quote in it stays one name
    lines = "".join(f"  - {json.dumps(one, ensure_ascii=False)}\n" for one in listed)
    return f"{key}:\n{lines}" if listed else f"{key}: []\n"


def _replace(path: Path, text: str) -> None:
    """A power cut leaves the file before or the file after."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=".reviews-", delete=False) as half:
        try:
            half.write(text)
            half.flush()
            os.fsync(half.fileno())
            half.close()
            Path(half.name).chmod(0o644)
            Path(half.name).replace(path)
        except OSError:
            half.close()
            Path(half.name).unlink(missing_ok=True)
            raise


def _lock(path: Path) -> Path:
    """Outside the tree of the content: a lock is not content. Page and command are of one computer."""
    return Path(tempfile.gettempdir()) / f"sitthi-{sha256(str(path.resolve()).encode()).hexdigest()[:16]}.lock"
