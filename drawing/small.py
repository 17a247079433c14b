"""Small pictures: animals and things to choose from, and icons; each must be told apart at 28 px."""

from __future__ import annotations

import re

from drawing.fields import MACRO
from drawing.paint import num, page, paint
from drawing.schema import Small

DISC, GRID = "-60 -60 120 120", "0 0 96 96"


def _face(found: re.Match[str]) -> str:
    """{eyes GAP Y}, {cheeks GAP Y}, {smile Y}: one family of faces."""
    numbers = [float(each) for each in found[2].split()]
    gap, y = num(numbers[0]), numbers[-1]
    return {
        "eyes": f'<path d="M-{gap} {num(y - 0.7)}v1.4M{gap} {num(y - 0.7)}v1.4" stroke="@ink" stroke-width="6"/>',
        "cheeks": f'<path d="M-{gap} {num(y)}h.1M{gap} {num(y)}h.1" stroke="@lotus" stroke-width="9" opacity=".25"/>',
        "smile": f'<path d="M-6 {num(y)}q6 6 12 0" fill="none" stroke="@ink" stroke-width="2.6"/>',
    }[found[1]]


def on_a_disc(small: Small) -> str:
    """An animal or a thing on its round ground."""
    disc, drawing = small
    return page(paint(f'<circle r="60" fill="@{disc}"/>' + MACRO.sub(_face, drawing)), DISC)


def icon(drawing: str) -> str:
    """Flat, on a grid of 96 × 96."""
    return page(paint(drawing), GRID)
