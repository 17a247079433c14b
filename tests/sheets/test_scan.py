"""What the camera may say about the children's cards, and what it must never say."""

from __future__ import annotations

import io
import os
import struct
import sys
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from sheets import scan
from sheets.markers import CARDS, cells
from sheets.scan import BadPicture, NoReader, Reading, merged, read

cv2 = pytest.importorskip("cv2")
np = pytest.importorskip("numpy")
ALL = frozenset(range(CARDS))
SIDE = 84  # px of a marker on the test's pictures: a card about 2 m from a laptop's camera


def picture(*cards: tuple[int, int, float], columns: int = 4) -> Any:
    """Cards on a grey wall: number, edge held up, and how far it leans in degrees."""
    step = 2 * SIDE
    rows = -(-max(len(cards), 1) // columns)
    wall = np.full((max(1, rows) * step, columns * step), 150, np.uint8)
    for place, (card, edge, lean) in enumerate(cards):
        grid = np.uint8([[0 if black else 255 for black in row] for row in cells(card)])
        paper = cv2.copyMakeBorder(
            cv2.resize(grid, (SIDE, SIDE), interpolation=cv2.INTER_NEAREST), 14, 14, 14, 14, cv2.BORDER_CONSTANT, value=255
        )
        middle = (paper.shape[0] - 1) / 2
        turn = cv2.getRotationMatrix2D((middle, middle), 90 * edge - lean, 1)  # anticlockwise: B is the right edge
        turn[:, 2] += step / 2 - middle
        held = cv2.warpAffine(paper, turn, (step, step), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=150)
        row, column = divmod(place, columns)
        wall[row * step : (row + 1) * step, column * step : (column + 1) * step] = held
    return wall


def jpeg(grey: Any) -> bytes:
    """As a camera sends it."""
    return bytes(cv2.imencode(".jpg", grey)[1].tobytes())


def photo(*cards: tuple[int, int, float]) -> bytes:
    """The same as a JPEG."""
    return jpeg(picture(*cards))


@pytest.mark.parametrize("edge", range(4))
def test_every_card_reads_in_every_turn(edge: int) -> None:
    """All 40 cards, with each of the four edges up, are read and nothing else is."""
    seen = read([jpeg(picture(*((card, edge, 0.0) for card in range(CARDS)), columns=8))], ALL)
    assert seen == Reading(dict.fromkeys(range(CARDS), edge), {}, frozenset(), 1)


@pytest.mark.parametrize("lean", [-34, -20, 20, 34])
@pytest.mark.parametrize("edge", range(4))
def test_a_card_within_35_degrees_counts(edge: int, lean: float) -> None:
    """Leaning left or right by 34 degrees is still the edge that is up."""
    assert read([photo((7, edge, lean))], ALL).answers == {7: edge}


@pytest.mark.parametrize("lean", [-44, -40, 40, 44])
@pytest.mark.parametrize("edge", range(4))
def test_a_card_beyond_35_degrees_is_refused(edge: int, lean: float) -> None:
    """Leaning by 40 degrees is named as tilted, never guessed."""
    seen = read([photo((7, edge, lean))], ALL)
    assert (dict(seen.answers), dict(seen.unclear)) == ({}, {7: "tilted"})


STRAIGHT, TILTED, OTHER, NONE = (3, 1, 0.0), (3, 1, 40.0), (3, 2, 0.0), (9, 0, 0.0)


@pytest.mark.parametrize(
    ("burst", "answer", "unclear"),
    [
        ([STRAIGHT], 1, None),
        ([STRAIGHT, NONE], 1, None),
        ([STRAIGHT, NONE, NONE], None, None),
        ([STRAIGHT, STRAIGHT, NONE], 1, None),
        ([STRAIGHT, OTHER], None, "contradictory"),
        ([STRAIGHT, STRAIGHT, STRAIGHT, STRAIGHT, OTHER], None, "contradictory"),
        ([STRAIGHT, TILTED], None, "tilted"),
        ([STRAIGHT, TILTED, NONE], None, "tilted"),
        ([STRAIGHT, TILTED, STRAIGHT], 1, None),
        ([STRAIGHT, TILTED, OTHER], None, "contradictory"),
        ([TILTED, TILTED, TILTED], None, "tilted"),
    ],
)
def test_a_burst_agrees_or_does_not_count(burst: list[tuple[int, int, float]], answer: int | None, unclear: str | None) -> None:
    """Of three pictures or more two must agree; a contradiction is never outvoted; a tilt needs two straight views."""
    seen = read([photo(one) for one in burst], ALL)
    assert (seen.answers.get(3), seen.unclear.get(3), seen.frames) == (answer, unclear, len(burst))


def test_the_same_number_twice_with_two_answers_is_refused() -> None:
    """Two cards with one number in one picture contradict each other."""
    assert dict(read([photo((5, 0, 0.0), (5, 2, 0.0))], ALL).unclear) == {5: "contradictory"}


def test_a_card_that_nobody_holds_is_foreign() -> None:
    """It is named and not counted; in a burst it must be there twice, as a card must."""
    one, two = photo((5, 0, 0.0), (6, 1, 0.0)), photo((5, 0, 0.0))
    assert read([one], frozenset({5})) == Reading({5: 0}, {}, frozenset({6}), 1)
    assert read([one, two, two], frozenset({5})).foreign == frozenset()
    assert read([one, one, two], frozenset({5})).foreign == {6}


def test_what_hung_in_the_empty_room_is_ignored() -> None:
    """A blocked number is neither an answer nor foreign nor unclear."""
    shot = photo((5, 0, 0.0), (6, 1, 0.0), (7, 0, 40.0))
    assert read([shot], frozenset({5, 7}), blocked=frozenset({6, 7})) == Reading({5: 0}, {}, frozenset(), 1)


def test_a_mirrored_picture_never_gives_an_answer() -> None:
    """None of the 40 cards in any turn is read, as itself or as another, in a picture that a selfie camera turned round."""
    for edge in range(4):
        mirrored = picture(*((card, edge, 0.0) for card in range(CARDS)), columns=8)[:, ::-1]
        for shot in (mirrored, cv2.resize(mirrored, None, fx=0.3, fy=0.3, interpolation=cv2.INTER_AREA)):
            seen = read([jpeg(shot)], ALL)
            assert not seen.answers and not seen.unclear and not seen.foreign


def test_no_pictures_say_nothing() -> None:
    """An empty burst is an empty reading."""
    assert read([], ALL) == Reading({}, {}, frozenset(), 0)


def png_head(wide: int, high: int) -> bytes:
    """A PNG that claims a size and has no picture: 60 bytes that would unpack to gigabytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 10)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (b"", "not a JPEG or PNG"),
        (b"junk" * 100, "not a JPEG or PNG"),
        (b"\xff\xd8\xff\xe0", "not a JPEG or PNG"),
        (b"GIF89a" + bytes(200), "not a JPEG or PNG"),
        (png_head(60_000, 60_000), "million"),
        (png_head(9_000, 9_000), "million"),
        (png_head(100, 100), "too few"),
        (b"\xff\xd8" + bytes(scan.MAX_BYTES), "MB"),
    ],
    ids=["empty", "junk", "head only", "gif", "bomb", "too large", "too small", "too heavy"],
)
def test_what_is_no_picture_is_refused_before_it_is_unpacked(frame: bytes, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Junk, tiny pictures and decompression bombs are named with the remedy, and the decoder never sees them."""
    monkeypatch.setattr(cv2, "imdecode", lambda *_: pytest.fail("it was unpacked"))
    with pytest.raises(BadPicture, match=said):
        read([frame], ALL)


def test_all_bad_pictures_of_a_burst_are_named_at_once() -> None:
    """The second and the third are bad, and both are in the message."""
    with pytest.raises(BadPicture, match=r"Picture 2: .*\nPicture 3: "):
        read([photo(STRAIGHT), b"junk", png_head(100, 100)], ALL)


def test_half_a_jpeg_is_refused() -> None:
    """A picture whose transfer broke off asks for a new photo."""
    whole = photo(STRAIGHT)
    with pytest.raises(BadPicture, match="again"):
        read([whole[: len(whole) // 2]], ALL)


@pytest.mark.parametrize(("orientation", "undo"), [(3, 180), (6, 90), (8, 270)])
def test_a_phone_held_sideways_reads_upright(orientation: int, undo: int) -> None:
    """The picture lies on its side and its EXIF says so: the answers are those that the eye sees."""
    upright = Image.fromarray(picture((4, 0, 0.0), (11, 1, 0.0), (20, 2, 0.0), (39, 3, 0.0)))
    exif, out = Image.Exif(), io.BytesIO()
    exif[274] = orientation
    upright.rotate(undo, expand=True).save(out, "JPEG", exif=exif)
    assert read([out.getvalue()], ALL).answers == {4: 0, 11: 1, 20: 2, 39: 3}


def test_a_large_phone_picture_is_read_too() -> None:
    """12 megapixels are shrunk first and read the same."""
    large = cv2.resize(picture((4, 0, 0.0), (11, 1, 0.0)), (4032, 1008), interpolation=cv2.INTER_CUBIC)
    assert read([jpeg(large)], ALL).answers == {4: 0, 11: 1}


def test_without_opencv_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is optional: `is_ready` says no, and reading names the command and the way without it."""
    assert scan.is_ready()
    monkeypatch.setitem(sys.modules, "cv2", None)
    assert not scan.is_ready()
    with pytest.raises(NoReader, match=r"manage\.py cards.*by hand"):
        read([], ALL)


WRITES: list[str] = []
WATCHING = [False]


def watch(event: str, details: tuple[Any, ...]) -> None:
    """Python's own record of every file that is opened; a hook cannot be taken away, so it sleeps outside its test."""
    if WATCHING[0] and event == "open":
        path, mode, flags = details
        if (isinstance(mode, str) and set(mode) & set("wax+")) or (flags or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            WRITES.append(str(path))


@pytest.fixture
def watched(tmp_path: Any) -> Iterator[list[str]]:
    """Whatever this process opens for writing."""
    sys.addaudithook(watch)
    WRITES.clear()
    WATCHING[0] = True
    yield WRITES
    WATCHING[0] = False


def test_nothing_is_ever_written(watched: list[str], tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file is opened for writing and none appears, by Python or by OpenCV, while pictures of children are read."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    for write in ("imwrite", "imwritemulti"):
        monkeypatch.setattr(cv2, write, lambda *_: pytest.fail("a picture was written"))
    shot = photo(STRAIGHT, NONE)
    assert read([shot, shot, shot], ALL).answers == {3: 1, 9: 0}
    with pytest.raises(BadPicture):
        read([b"junk"], ALL)
    assert watched == [] and list(tmp_path.iterdir()) == []


# Several photos of one round


def reading(answers: dict[int, int], unclear: dict[int, str] | None = None) -> Reading:
    """One photo's."""
    return Reading(answers, unclear or {}, frozenset(), 1)


@pytest.mark.parametrize(
    ("first", "second", "answers", "unclear"),
    [
        (reading({1: 0}), reading({2: 3}), {1: 0, 2: 3}, {}),
        (reading({1: 0}), reading({1: 0}), {1: 0}, {}),
        (reading({1: 0}), reading({1: 2}), {}, {1: "contradictory"}),
        (reading({}, {1: "tilted"}), reading({1: 2}), {1: 2}, {}),
        (reading({}, {1: "tilted"}), reading({}), {}, {1: "tilted"}),
        (reading({}, {1: "contradictory"}), reading({1: 2}), {}, {1: "contradictory"}),
        (reading({}, {1: "contradictory"}), reading({}, {1: "tilted"}), {}, {1: "contradictory"}),
    ],
)
def test_photos_of_one_round_add_up(first: Reading, second: Reading, answers: dict[int, int], unclear: dict[int, str]) -> None:
    """New cards are added, a new answer settles a tilt, and a contradiction stays."""
    both = merged(merged(None, first), second)
    assert (dict(both.answers), dict(both.unclear), both.frames) == (answers, unclear, 2)


CARD = st.integers(0, 5)
STATES = st.one_of(st.integers(0, 3), st.sampled_from(["tilted", "contradictory"]))


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """Any reading of a few cards."""
    states = draw(st.dictionaries(CARD, STATES))
    answers = {card: state for card, state in states.items() if isinstance(state, int)}
    unclear = {card: state for card, state in states.items() if isinstance(state, str)}
    return Reading(answers, unclear, draw(st.frozensets(st.integers(6, 9))), draw(st.integers(1, 5)))


@given(st.lists(readings(), min_size=1, max_size=5).flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))))
def test_the_order_of_photos_does_not_matter(both: tuple[list[Reading], list[Reading]]) -> None:
    """Whatever was seen first, the round says the same; and no card is both answered and unclear."""
    ends = []
    for photos in both:
        end: Reading | None = None
        for one in photos:
            end = merged(end, one)
        ends.append(end)
    assert ends[0] == ends[1] and ends[0] is not None
    assert not ends[0].answers.keys() & ends[0].unclear.keys()
    counted = [one.answers[card] for one in both[0] for card in one.answers]
    assert set(ends[0].answers.values()) <= set(counted)


# Drawn classrooms: the small version of `manage.py bench cards`


def test_a_drawn_classroom_is_read_without_a_wrong_answer() -> None:
    """60 children in three rooms: at least 95 of 100 in a burst, none wrong, and no card that nobody held."""
    from tests.bench import classroom

    held = right = 0
    for seed in (41, 42, 43):
        room = classroom.classroom(seed, 20)
        seen = read([classroom.photograph(room, shot) for shot in range(4)], frozenset(room.truth))
        assert all(room.truth[card] == edge for card, edge in seen.answers.items()) and not seen.foreign
        sight = room.truth.keys() - room.covered
        held, right = held + len(sight), right + len(sight & seen.answers.keys())
    assert held > 50 and right >= 0.95 * held


def test_an_untidy_room_without_cards_has_no_ghosts() -> None:
    """Posters, windows, checks, and 60 squares with bits: nobody answered."""
    from tests.bench import classroom

    for seed in (8001, 8004):  # the second has a square that is nearly card 12
        shot = classroom.photograph(classroom.classroom(seed, 0, lookalikes=60), seed % 8000)
        assert read([shot], ALL) == Reading({}, {}, frozenset(), 1)
        assert read([shot], frozenset()) == Reading({}, {}, frozenset(), 1)


def test_a_drawn_frame_shows_the_answers_that_were_asked_for() -> None:
    """What the browser's fake camera shows is read completely, for one card and for forty."""
    from tests.bench import classroom

    for count in (1, 40):
        answers = {card: (card * 7) % 4 for card in range(count)}
        assert read([classroom.frame(answers, seed=count)], ALL).answers == answers


def test_a_video_is_the_frames_in_a_row(tmp_path: Any) -> None:
    """The fake camera's file holds every JPEG, whole and in order."""
    from tests.bench import classroom

    frames = [photo(STRAIGHT), photo(NONE)]
    classroom.video(frames, tmp_path / "camera.mjpeg")
    assert (tmp_path / "camera.mjpeg").read_bytes() == frames[0] + frames[1]
