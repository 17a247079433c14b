"""The markers on paper are the markers that the reader looks for."""

from __future__ import annotations

import pytest

from sheets.markers import CARDS, INNER, cells


def test_every_cell_is_what_opencv_draws() -> None:
    """All 40 grids, with their border, agree bit by bit with the dictionary of the reader."""
    cv2 = pytest.importorskip("cv2")
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_5X5_50)
    for card in range(CARDS):
        drawn = dictionary.generateImageMarker(card, INNER + 2)
        assert cells(card) == tuple(tuple(bool(shade == 0) for shade in row) for row in drawn), card


def test_no_two_cards_or_turns_look_alike() -> None:
    """160 pictures, one for each answer of each card, are 160 different ones, and no mirror image is among them."""

    def turned(grid: tuple[tuple[bool, ...], ...]) -> tuple[tuple[bool, ...], ...]:
        return tuple(zip(*grid[::-1], strict=True))

    seen = set()
    for card in range(CARDS):
        grid = cells(card)
        for _ in range(4):
            seen.add(grid)
            grid = turned(grid)
    mirrored = {tuple(row[::-1] for row in cells(card)) for card in range(CARDS)}
    assert len(seen) == 4 * CARDS and not seen & mirrored


@pytest.mark.parametrize("card", [-1, CARDS])
def test_there_is_no_other_card(card: int) -> None:
    """A number outside the forty is refused with the numbers that exist."""
    with pytest.raises(ValueError, match="0 to 39"):
        cells(card)
