"""Answer cards: a marker for the camera in front, letters for the child behind. A card has number and picture, never a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sheets import markers
from sheets.layout import Sheet, SheetError, missing_words, picture

Size = Literal["A4", "A5"]


@dataclass(frozen=True)
class Card:
    number: int  # 0..39, the marker's id; people read it as 1..40
    picture: str  # the member's small picture


@dataclass(frozen=True)
class Format:
    """One card on paper, in millimetres."""

    width: float
    height: float
    marker: int
    to_a_sheet: int


# 16 cm of marker are read up to 4.5 m away by a soft camera of 720 lines, 11 cm up to 3 m: simulated, no real room yet.
FORMATS: dict[Size, Format] = {"A4": Format(210, 297, 160, 1), "A5": Format(210, 148.5, 110, 2)}
CARDS = range(markers.CARDS)

# The one table of which edge means what. An edge has the option that it answers when it is uppermost;
# the turn, clockwise, makes a sign stand upright then.
TURNS = {"top": 0, "right": 90, "bottom": 180, "left": 270}
FRONT = {"top": "A", "right": "B", "bottom": "C", "left": "D"}
# The sheet is turned over about its long, upright edge: right becomes left, top stays top.
TURNED_OVER = {"top": "top", "right": "left", "bottom": "bottom", "left": "right"}
BACK = {TURNED_OVER[edge]: option for edge, option in FRONT.items()}

WORDS = (
    "title", "printing", "both_sides", "actual_size", "one_to_a_sheet", "two_to_a_sheet", "matte", "first_sheet",
    "using", "answer", "hold", "near_A4", "near_A5", "keep", "front", "back", "list", "no_names",
)  # fmt: skip


def answer_cards(cards: Sequence[Card], size: Size, lang: str, words: Mapping[str, str]) -> bytes:
    """A PDF to print on both sides: first a sheet that says how, then the cards, each front followed by its back."""
    return laid_out(cards, size, lang, words).pdf()


def laid_out(cards: Sequence[Card], size: Size, lang: str, words: Mapping[str, str]) -> Sheet:
    """The same before it is printed; refuses what would give a child a wrong card."""
    problems = [*_problems(cards, size), *missing_words(words, WORDS, lang)]
    if problems:
        raise SheetError(problems)
    form = FORMATS[size]
    content = {
        "words": dict(words),
        "size": size,
        "width": form.width,
        "height": form.height,
        "marker": form.marker,
        "front": _edges(FRONT),
        "back": _edges(BACK),
        "cards": [_drawn(card) for card in cards],
        "sheets": [list(range(len(cards)))[at : at + form.to_a_sheet] for at in range(0, len(cards), form.to_a_sheet)],
    }
    return Sheet("answer_card", lang, content)


def _edges(side: Mapping[str, str]) -> list[dict[str, object]]:
    return [{"edge": edge, "option": option, "turn": TURNS[edge]} for edge, option in side.items()]


def _drawn(card: Card) -> dict[str, object]:
    return {"number": card.number + 1, "picture": picture(card.picture), "cells": markers.cells(card.number)}


def _problems(cards: Sequence[Card], size: str) -> list[str]:
    problems = [f"size: {size!r} is no card. Give A4 or A5."] if size not in FORMATS else []
    if not cards:
        problems.append("cards: there are none. Give at least one member's card.")
    for card in cards:
        if card.number not in CARDS:
            problems.append(f"card {card.number}: there is no such marker. Numbers go from {CARDS[0]} to {CARDS[-1]}.")
        if picture(card.picture) is None:
            problems.append(f"card {card.number}: nobody has drawn {card.picture!r}. Take one of drawn/small.")
    twice = [number for number, count in Counter(card.number for card in cards).items() if count > 1]
    return problems + [f"card {number}: two members have it. Give each a number of its own." for number in twice]
