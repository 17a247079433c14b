"""The cards: what the camera reads in front is what the child sees behind, on real pages."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from sheets.answer_card import CARDS, FORMATS, Card, Size, answer_cards, laid_out
from sheets.layout import PICTURES, Sheet, SheetError, colours
from tests.sheets.seen import HOSTILE, Picture, is_white, pages, texts, words

DPI = 75
MM = DPI / 25.4
SIZES: list[Size] = ["A4", "A5"]
DRAWN = sorted(each.stem for each in PICTURES.glob("*.svg"))
HOUSE = {"A": "sky", "B": "sun", "C": "lotus", "D": "ink"}
READER = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_5X5_50))


def cards(numbers: range | tuple[int, ...] = CARDS) -> list[Card]:
    return [Card(number, DRAWN[number % len(DRAWN)]) for number in numbers]


def sheet(size: Size, numbers: range | tuple[int, ...] = CARDS, lang: str = "en") -> Sheet:
    return laid_out(cards(numbers), size, lang, words("card", lang))


def cut(page: Picture, size: Size) -> list[Picture]:
    """The cards of one page, from the top."""
    return np.array_split(page, FORMATS[size].to_a_sheet)


def sides(made: Sheet, size: Size) -> list[tuple[Picture, Picture]]:
    """Front and back of every card, in order; the first two pages are the sheet that explains."""
    drawn = pages(made, DPI)[2:]
    sheets = zip(drawn[::2], drawn[1::2], strict=True)
    return [both for front, back in sheets for both in zip(cut(front, size), cut(back, size), strict=True)]


def read(front: Picture) -> tuple[int, str, float]:
    """As a camera does: which card, the option whose edge is uppermost, and the side of the marker in dots."""
    corners, ids, _ = READER.detectMarkers(front)
    assert ids is not None and len(ids) == 1, "the camera sees no card, or more than one"
    points = corners[0].reshape(4, 2)
    height = [(points[edge][1] + points[(edge + 1) % 4][1]) / 2 for edge in range(4)]  # from the marker's own top, clockwise
    return int(ids.flat[0]), "ABCD"[int(np.argmin(height))], float(np.linalg.norm(points[1] - points[0]))


def uppermost(back: Picture) -> str:
    """The option whose colour fills the middle of the top, as the child sees it."""
    wide = back.shape[1]
    top = back[: int(40 * MM), wide // 2 - int(15 * MM) : wide // 2 + int(15 * MM)].reshape(-1, 3).astype(int)
    counts = {option: int((np.abs(top - bgr(name)).sum(axis=1) < 12).sum()) for option, name in HOUSE.items()}
    return max(counts, key=counts.__getitem__)


def bgr(name: str) -> list[int]:
    code = colours()[name]
    return [int(code[at : at + 2], 16) for at in (5, 3, 1)]


@pytest.mark.parametrize("size", SIZES)
def test_every_printed_card_is_read_in_all_four_turns(size: Size) -> None:
    """A camera reads each of the forty cards, whichever edge is uppermost: 160 of 160."""
    seen = [read(np.rot90(front, turn).copy())[:2] for front, _ in sides(sheet(size), size) for turn in range(4)]
    assert seen == [(number, option) for number in CARDS for option in "ABCD"]  # turning left brings the right edge to the top


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", ["km", "en"])
def test_the_letter_on_top_behind_is_the_edge_on_top_in_front(size: Size, lang: str) -> None:
    """A card turned over about its long edge and held in any turn means the same to the child and to the camera."""
    for front, back in sides(sheet(size, (0, 11, 27, 39), lang), size):
        for turn in range(4):
            option = read(np.rot90(front, turn).copy())[1]
            assert uppermost(np.rot90(back, -turn)) == option  # what turns left in front turns right behind


@pytest.mark.parametrize("size", SIZES)
def test_a_shape_stands_upright_when_its_edge_is_uppermost(size: Size) -> None:
    """The triangle of C points up for the child who holds C on top."""
    _, back = sides(sheet(size, (0,)), size)[0]
    lotus = np.abs(np.rot90(back, 2).astype(int) - bgr("lotus")).sum(axis=2) < 12
    widths = lotus[: int(70 * MM)].sum(axis=1)
    rows = np.flatnonzero(widths)
    assert widths[rows[len(rows) // 8]] < widths[rows[-len(rows) // 8]] / 2


@pytest.mark.parametrize("size", SIZES)
def test_the_marker_has_its_size_and_a_clean_white_margin(size: Size) -> None:
    """160 and 110 mm when printed, and one module of white all round, so that distances hold and the camera finds it."""
    form = FORMATS[size]
    for front, _ in sides(sheet(size, (3, 30)), size):
        assert read(front)[2] == pytest.approx(form.marker * MM, rel=0.01)
        tall, wide = front.shape[:2]
        half, module = form.marker / 2 * MM, form.marker / 7 * MM
        ring = front.copy()
        inner = [int(tall / 2 - half) - 1, int(tall / 2 + half) + 2, int(wide / 2 - half) - 1, int(wide / 2 + half) + 2]
        ring[inner[0] : inner[1], inner[2] : inner[3]] = 255
        outer = [max(0, math.ceil(middle - half - module)) for middle in (tall / 2, wide / 2)]
        assert is_white(ring[outer[0] : tall - outer[0], outer[1] : wide - outer[1]])


@pytest.mark.parametrize(("size", "count", "expected"), [("A4", 1, 4), ("A4", 5, 12), ("A5", 1, 4), ("A5", 4, 6), ("A5", 5, 8)])
def test_every_front_has_its_back_on_the_same_sheet(size: Size, count: int, expected: int) -> None:
    """Two pages say how, then each sheet has a front and a back, an odd last card too: printing on both sides fits."""
    made = pages(sheet(size, range(count)), 20)
    assert len(made) == expected
    assert {page.shape[:2] for page in made} == {(round(297 * 20 / 25.4), round(210 * 20 / 25.4))}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", ["km", "en"])
def test_nothing_is_drawn_where_printers_cannot_print(size: Size, lang: str) -> None:
    """The outer 5 mm of every page are white, but for the ends of the line to cut along."""
    rim = int(5 * MM)
    for page in pages(sheet(size, CARDS, lang), DPI):
        middle = page.shape[0] // 2
        page[middle - 2 : middle + 3] = 255
        assert is_white(page[:rim]) and is_white(page[-rim:]) and is_white(page[:, :rim]) and is_white(page[:, -rim:])


def test_a_card_shows_its_number_as_people_count_and_says_nothing_else() -> None:
    """The first marker is card 1; on Khmer paper letters and figures are Khmer; there is no other text on a card."""
    front = [part for letter in "កខគឃ" for part in (letter, "·", "៣៩")]
    back = ["ក", "ឃ", "គ", "ខ", "៣៩"]
    drawn = texts(sheet("A4", (0, 38), "km"))[-17:]
    assert drawn[:12] == front and sorted(drawn[12:]) == sorted(back)


def test_the_first_sheet_says_how_to_print_and_to_hold() -> None:
    """Distance and number of cards on a sheet go with the size; everything else is said for both."""
    say = words("card", "en")
    for size, other in zip(SIZES, reversed(SIZES), strict=True):
        unsaid = {"A4": say["one_to_a_sheet"], "A5": say["two_to_a_sheet"]}[other], say[f"near_{other}"]
        drawn = " ".join(texts(sheet(size, (0,))))
        assert all((text in drawn) != (text in unsaid) for text in say.values())


def test_the_same_cards_are_the_same_file() -> None:
    """A second print differs in no byte, so a file can be compared and kept."""
    first, again = (answer_cards(cards((0, 1)), "A5", "km", words("card", "km")) for _ in range(2))
    assert first == again and first.startswith(b"%PDF-")


def test_words_are_never_markup() -> None:
    """What typst would act upon is drawn as it is written."""
    made = laid_out(cards((0,)), "A4", "en", words("card", "en") | {"keep": HOSTILE})
    assert HOSTILE in texts(made)


def test_every_wrong_card_is_said_at_once() -> None:
    """Numbers, pictures, words: the caller hears of all of them in one go."""
    wrong = [Card(40, "bear"), Card(2, "../../words/child"), Card(2, "bee")]
    with pytest.raises(SheetError) as told:
        answer_cards(wrong, "A6", "km; x", {})  # type: ignore[arg-type]
    said = str(told.value)
    assert all(part in said for part in ("A6", "card 40", "../../words/child", "two members", "title is missing", "km; x"))
    with pytest.raises(SheetError, match="there are none"):
        answer_cards([], "A4", "en", words("card", "en"))
