"""The forty markers of the answer cards as pure data, so that paper can be made without a camera's library; never anything drawn.

They are the first forty of OpenCV's ArUco dictionary DICT_5X5_50; a test compares every cell.
"""

from __future__ import annotations

from functools import cache

CARDS = 40  # a circle has at most 40 children, and a shorter dictionary is read faster and with fewer ghosts
INNER = 5  # cells a side that carry the card's number; one black cell goes round them
_WHITE = (  # 25 bits a card, row by row from the top left; 1 is white
    "145B2BC 01C06E6 1AF0EDD 10395F7 1AEB524 1D4082D 0D3D7EC 0E2146B 10D6132 1313FA5 "
    "13CEE03 1A2DAC0 1E62B11 05E7166 1FCFCA8 051E37F 097A758 0BEA26F 0F64DC4 1061DE8 "
    "12DDA75 150E440 16B0CA1 0BA12DE 19CD023 1A59972 1C3CE8B 0224246 03B9672 024223B "
    "027376E 0368873 040D0CE 04AAAC8 04643BA 07A6FEA 0998AAC 082D101 09AAD1D 0863C72"
)


@cache
def cells(card: int) -> tuple[tuple[bool, ...], ...]:
    """The 7 by 7 grid of one card with edge A uppermost, row by row from the top; True is black."""
    if not 0 <= card < CARDS:
        raise ValueError(f"There is no card {card}: cards are numbered 0 to {CARDS - 1}.")
    bits = int(_WHITE.split()[card], 16)
    inner = [not bits >> place & 1 for place in reversed(range(INNER * INNER))]
    middle = [(True, *inner[row * INNER : (row + 1) * INNER], True) for row in range(INNER)]
    edge = (True,) * (INNER + 2)
    return (edge, *middle, edge)
