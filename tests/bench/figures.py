"""Writes what was measured into a page of docs, between two marks, and nowhere else."""

from __future__ import annotations

import sys
from pathlib import Path


def write(text: str, file: Path, name: str = "measured") -> None:
    """`text` ends with a line's end. Stops with place and remedy when a mark is missing; the page stays as it is."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    head, found, rest = file.read_text(encoding="utf-8").partition(begin)
    _, ended, tail = rest.partition(end)
    if not (found and ended):
        sys.exit(f"{file}: {begin} or {end} is missing. Put both back; the figures go between them.")
    file.write_text(f"{head}{begin}\n{text}{end}{tail}", encoding="utf-8")
