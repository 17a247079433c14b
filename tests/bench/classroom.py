"""Drawn classrooms with answer cards and the truth about them; deliberately no kinder than a real room.

A laptop's camera looks at rows of children who sit 1.8 to 7 m away and hold up A4 cards (16 cm markers). Cards are turned and
tilted by hand, curled, held with fingers on the paper, shaded, shone upon and in motion; the room has windows, posters, tiled
walls, checked shirts, and dark squares with bits in them that only look like cards. Every number is drawn from the seed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from sheets.markers import cells

Picture = np.ndarray[Any, np.dtype[Any]]
HD = (1280, 720)
FIELD_OF_VIEW = 70  # degrees across, an ordinary laptop's camera
MARKER, PAPER = 0.16, 0.21  # metres: a marker on the width of A4
NEAR, FAR = 1.8, 7.0  # metres
TEXTURE = 420  # px across the drawn paper
FINE, NEARBY = 4, 50  # a card is drawn so many times finer than the picture, a near one (px of its side) half as fine
SKINS = ((88, 122, 168), (105, 145, 190), (70, 98, 140), (125, 165, 208), (55, 78, 112))  # blue, green, red
PAPERS: dict[int, Picture] = {}


@dataclass(frozen=True)
class Light:
    """What the room and its camera do to a picture."""

    gain: float = 1.0
    tint: tuple[float, float, float] = (1.0, 1.0, 1.0)
    noise: float = 5.0
    blur: float = 0.9
    glare: float = 0.0
    slope: tuple[float, float] = (0.0, 0.0)
    at: tuple[float, float] = (0.5, 0.2)
    quality: int = 88


@dataclass(frozen=True)
class Held:
    """One card in one child's hands."""

    card: int
    edge: int
    x: float
    y: float
    side: float  # px of the marker
    turn: float  # degrees off upright
    yaw: float
    pitch: float
    curl: float
    axis: float
    black: float
    white: float
    shine: float
    fingers: tuple[tuple[float, float], ...]  # along the paper's edge, and how deep
    skin: tuple[int, int, int]
    motion: float
    aim: float


@dataclass(frozen=True)
class Room:
    """A room without its cards, the cards in it from far to near, and its light."""

    walls: Picture
    held: tuple[Held, ...]
    light: Light
    covered: frozenset[int] = field(default=frozenset())  # cards that another card hides in part: they may stay unread

    @property
    def truth(self) -> dict[int, int]:
        """Every card in the room with the answer that it shows."""
        return {one.card: one.edge for one in self.held}


def paper(card: int) -> Picture:
    """The front of a card as it is printed: black on white, with the small grey letters at its edges."""
    if card not in PAPERS:
        sheet = np.full((TEXTURE, TEXTURE), 255, np.uint8)
        marker = np.uint8([[0 if black else 255 for black in row] for row in cells(card)])
        side = round(TEXTURE * MARKER / PAPER)
        margin = (TEXTURE - side) // 2
        sheet[margin : margin + side, margin : margin + side] = cv2.resize(marker, (side, side), interpolation=cv2.INTER_NEAREST)
        for letter in "ABCD":
            cv2.putText(sheet, letter, (TEXTURE // 2 - 8, 30), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 150, 2)
            sheet = np.ascontiguousarray(np.rot90(sheet))  # the right edge comes up: B, and so on
        PAPERS[card] = sheet.astype(np.float32)
    return PAPERS[card]


def curled(sheet: Picture, amount: float, axis: float, shade: float) -> Picture:
    """Paper that bows by `amount` of its side across `axis`, darker where it turns away."""
    ys, xs = np.mgrid[0:TEXTURE, 0:TEXTURE].astype(np.float32) / TEXTURE - 0.5
    along = xs * math.cos(axis) + ys * math.sin(axis)
    bow = amount * (4 * along**2 - 0.5)
    bent_x, bent_y = xs - bow * math.sin(axis), ys + bow * math.cos(axis)
    bent = cv2.remap(sheet, (bent_x + 0.5) * TEXTURE, (bent_y + 0.5) * TEXTURE, cv2.INTER_LINEAR, borderValue=255)
    return np.asarray(bent * (1 + shade * along), np.float32)


def projected(held: Held, points: Picture) -> Picture:
    """Points of the paper (in sides of the paper from its middle) as px round the card's middle."""
    roll, yaw, pitch = math.radians(held.turn - 90 * held.edge), math.radians(held.yaw), math.radians(held.pitch)
    flat = points * held.side * PAPER / MARKER
    x = flat[:, 0] * math.cos(roll) - flat[:, 1] * math.sin(roll)
    y = flat[:, 0] * math.sin(roll) + flat[:, 1] * math.cos(roll)
    x, z = x * math.cos(yaw), -x * math.sin(yaw)
    y, z = y * math.cos(pitch) - z * math.sin(pitch), y * math.sin(pitch) + z * math.cos(pitch)
    far = 11 * held.side
    return np.stack([x * far / (far + z), y * far / (far + z)], axis=1).astype(np.float32)


def outline(held: Held) -> Picture:
    """The four corners of the paper in the picture."""
    square = np.float32([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]])
    return projected(held, square) + np.float32([held.x, held.y])


def smear(length: float, aim: float) -> Picture:
    """The path of a moving hand while the shutter is open."""
    size = max(1, round(length)) | 1
    path = np.zeros((size, size), np.float32)
    middle = size // 2
    for step in np.linspace(-middle, middle, 2 * size):
        path[round(middle + step * math.sin(aim)), round(middle + step * math.cos(aim))] = 1
    return np.asarray(path / path.sum(), np.float32)


def fingers(sheet: Picture, shown: Picture, held: Held, fine: int) -> None:
    """Fingers reach over the edge of the paper, sometimes onto the black border."""
    corners = projected(held, np.float32([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]]))
    low = corners[np.argsort(corners[:, 1])[-2:]]
    unit = held.side * fine
    half = sheet.shape[0] / 2
    for along, depth in held.fingers:
        root = (low[0] + (low[1] - low[0]) * along) * fine
        inward = -root / np.hypot(*root)
        tip = root + inward * depth * unit
        a, b = root - inward * unit * 0.35 + half, tip + half
        width = max(1, round(unit * 0.085))
        for image, value in ((sheet, held.skin), (shown, (1.0, 1.0, 1.0))):
            cv2.line(image, tuple(int(v) for v in a), tuple(int(v) for v in b), value, width, cv2.LINE_AA)


def hold_up(picture: Picture, held: Held) -> None:
    """Draws one card into the picture."""
    shade = 0.25 if held.curl else 0.0
    sheet = curled(paper(held.card), held.curl, held.axis, shade)
    ink = held.black + np.clip(sheet, 0, 255) / 255 * (held.white - held.black)
    if held.shine:  # a lamp or window on smooth paper
        ys, xs = np.mgrid[0:TEXTURE, 0:TEXTURE].astype(np.float32) / TEXTURE - 0.5
        spot = np.exp(-((xs - math.cos(held.axis) * 0.3) ** 2 + (ys - math.sin(held.axis) * 0.3) ** 2) / 0.03)
        ink = ink + held.shine * spot
    square = np.float32([[0, 0], [TEXTURE, 0], [TEXTURE, TEXTURE], [0, TEXTURE]])
    corners = outline(held)
    radius = int(np.abs(corners - np.float32([held.x, held.y])).max() + held.motion + held.side * 0.4) + 3
    left, top = int(held.x) - radius, int(held.y) - radius
    fine = FINE if held.side < NEARBY else FINE // 2
    size = 2 * radius * fine
    place = cv2.getPerspectiveTransform(square, np.float32((corners - np.float32([left, top])) * fine))
    shown = cv2.warpPerspective(np.ones((TEXTURE, TEXTURE, 3), np.float32), place, (size, size))
    drawn = cv2.warpPerspective(np.repeat(ink[..., None], 3, axis=2).astype(np.float32), place, (size, size))
    fingers(drawn, shown, held, fine)
    drawn *= shown
    if held.motion > 0.3:
        path = smear(held.motion * fine, held.aim)
        drawn, shown = cv2.filter2D(drawn, -1, path), cv2.filter2D(shown, -1, path)
    small = (2 * radius, 2 * radius)
    drawn, shown = (cv2.resize(part, small, interpolation=cv2.INTER_AREA) for part in (drawn, shown))
    height, width = picture.shape[:2]
    x0, y0, x1, y1 = max(0, left), max(0, top), min(width, left + small[0]), min(height, top + small[1])
    if x0 >= x1 or y0 >= y1:
        return
    cut = np.s_[y0 - top : y1 - top, x0 - left : x1 - left]
    view = picture[y0:y1, x0:x1]
    view[:] = view * (1 - shown[cut]) + drawn[cut]


def lookalike(picture: Picture, chance: np.random.Generator) -> None:
    """A dark square with bits in it, of 4 to 8 cells a side: what a puzzle, a calendar or a code on a poster can be."""
    count, size = int(chance.integers(4, 9)), int(chance.integers(14, 70))
    bits = np.pad(chance.integers(0, 2, (count, count)).astype(np.float32), 1)
    tile = cv2.resize(np.pad(bits, 1, constant_values=1), (size * 2, size * 2), interpolation=cv2.INTER_NEAREST)
    tile = np.repeat((tile * chance.uniform(120, 200) + 30)[..., None], 3, axis=2).astype(np.uint8)
    place = cv2.getRotationMatrix2D((size, size), float(chance.normal(0, 40)), 0.5)
    height, width = picture.shape[:2]
    place[:, 2] += (chance.uniform(0, width) - size, chance.uniform(0, height) - size)
    cv2.warpAffine(tile, place, (width, height), dst=picture, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_TRANSPARENT)


def box(picture: Picture, x: float, y: float, wide: float, high: float, colour: Sequence[float], line: int = -1) -> None:
    """A rectangle at a corner."""
    cv2.rectangle(picture, (int(x), int(y)), (int(x + wide), int(y + high)), tuple(float(c) for c in colour), line)


def poster(picture: Picture, chance: np.random.Generator) -> None:
    """Lines of writing in a frame."""
    height, width = picture.shape[:2]
    x, y, wide, high = chance.uniform(0, width), chance.uniform(0, height * 0.5), chance.uniform(50, 230), chance.uniform(40, 170)
    box(picture, x, y, wide, high, chance.uniform(140, 250, 3))
    box(picture, x, y, wide, high, (chance.uniform(10, 80),) * 3, int(chance.integers(1, 7)))
    for row in range(int(high // 15)):
        words = "".join(chr(c) for c in chance.integers(65, 122, int(wide // 10)))
        at = (int(x + 5), int(y + 14 + 15 * row))
        cv2.putText(picture, words, at, cv2.FONT_HERSHEY_SIMPLEX, float(chance.uniform(0.3, 0.7)), (30.0, 30.0, 40.0), 1)


def grid(picture: Picture, chance: np.random.Generator, x: float, y: float, cell: float, count: int) -> None:
    """Squares in two shades: tiles, a calendar, a checked cloth."""
    light, dark = chance.uniform(150, 250, 3), chance.uniform(15, 110, 3)
    for row in range(count):
        for column in range(count):
            shade = dark if (row + column) % 2 or chance.random() < 0.2 else light
            box(picture, x + column * cell, y + row * cell, cell, cell, shade)


def window(picture: Picture, chance: np.random.Generator) -> None:
    """A bright window with dark bars."""
    height, width = picture.shape[:2]
    x, y, wide, high = chance.uniform(0, width), chance.uniform(0, height * 0.2), chance.uniform(90, 260), chance.uniform(90, 240)
    box(picture, x, y, wide, high, (255, 250, 240))
    for part in range(int(chance.integers(2, 6))):
        box(picture, x + wide * part / 5, y, 5, high, (60, 60, 60))
        box(picture, x, y + high * part / 5, wide, 5, (60, 60, 60))


def child(picture: Picture, chance: np.random.Generator, x: float, y: float, unit: float) -> tuple[int, int, int]:
    """One child from the waist up; `unit` is a metre in px. Gives the skin."""
    skin = SKINS[int(chance.integers(len(SKINS)))]
    shirt = chance.uniform(30, 240, 3)
    wide, high = unit * 0.17, unit * 0.5
    box(picture, x - wide, y, 2 * wide, high, shirt)
    pattern, cell = int(chance.integers(0, 4)), max(2, unit * 0.03)
    if pattern == 1:
        grid(picture, chance, x - wide, y + cell, cell, int(2 * wide // cell))
    elif pattern == 2:
        for step in range(int(2 * wide // cell / 2)):
            box(picture, x - wide + step * 2 * cell, y, cell, high, 255 - shirt)
    head = (int(x), int(y - unit * 0.11))
    cv2.ellipse(picture, head, (max(2, int(unit * 0.08)), max(2, int(unit * 0.11))), 0, 0, 360, skin, -1, cv2.LINE_AA)
    hair = (max(2, int(unit * 0.085)), max(2, int(unit * 0.1)))
    cv2.ellipse(picture, (head[0], int(head[1] - unit * 0.03)), hair, 0, 180, 360, (25, 22, 20), -1, cv2.LINE_AA)
    return skin


def walls(chance: np.random.Generator, size: tuple[int, int], lookalikes: int) -> Picture:
    """The room behind the children."""
    width, height = size
    picture = np.empty((height, width, 3), np.uint8)
    picture[:] = (chance.uniform(60, 215) * chance.uniform(0.85, 1.0, 3)).astype(np.uint8)
    for _ in range(int(chance.integers(0, 3))):
        window(picture, chance)
    for _ in range(int(chance.integers(3, 12))):
        poster(picture, chance)
    for _ in range(int(chance.integers(1, 5))):
        at = chance.uniform(0, width), chance.uniform(0, height)
        grid(picture, chance, *at, chance.uniform(6, 26), int(chance.integers(4, 10)))
    for _ in range(lookalikes):
        lookalike(picture, chance)
    return picture


def some_light(chance: np.random.Generator) -> Light:
    """Day, a window behind the class, or one warm lamp."""
    slope = (float(chance.uniform(-0.35, 0.35)), float(chance.uniform(-0.2, 0.2)))
    at = (float(chance.uniform(0, 1)), float(chance.uniform(0, 0.5)))
    blur, quality = float(chance.uniform(0.6, 1.1)), int(chance.integers(78, 95))
    kind = int(chance.integers(0, 3))
    if kind == 0:
        return Light(float(chance.uniform(0.8, 1.1)), (1.0, 1.0, 1.0), 4.0, blur, 0.0, slope, at, quality)
    if kind == 1:
        return Light(
            float(chance.uniform(0.65, 0.95)), (1.05, 1.0, 0.97), 5.0, blur, float(chance.uniform(60, 130)), slope, at, quality
        )
    return Light(float(chance.uniform(0.4, 0.6)), (0.62, 0.88, 1.12), 6.0, blur, 0.0, slope, at, quality)


def somebody(chance: np.random.Generator, card: int, x: float, y: float, side: float, skin: tuple[int, int, int]) -> Held:
    """A card as a child holds it."""
    count = int(chance.choice([0, 1, 1, 2, 2]))
    fingers = tuple((float(chance.uniform(0, 1)), float(chance.uniform(0.03, 0.2))) for _ in range(count))
    return Held(
        card,
        int(chance.integers(0, 4)),
        x,
        y,
        side,
        float(np.clip(chance.normal(0, 9), -28, 28)),
        float(chance.uniform(-30, 30)),
        float(chance.uniform(-30, 30)),
        float(chance.uniform(0, 0.04)) if chance.random() < 0.4 else 0.0,
        float(chance.uniform(0, 2 * math.pi)),
        float(chance.uniform(15, 60)),
        float(chance.uniform(165, 245)),
        float(chance.uniform(20, 90)) if chance.random() < 0.15 else 0.0,
        fingers,
        skin,
        0.0,
        0.0,
    )


def classroom(seed: int, count: int, size: tuple[int, int] = HD, crowded: float = 0.04, lookalikes: int = 20) -> Room:
    """`count` children in five rows. Some (`crowded`) hold their card partly behind a neighbour's; they are named as covered."""
    chance = np.random.default_rng([seed, count])
    width, height = size
    focus = width / 2 / math.tan(math.radians(FIELD_OF_VIEW / 2))
    picture = walls(chance, size, lookalikes)
    cards = [int(card) for card in chance.permutation(40)[:count]]
    rows = sorted((NEAR + (FAR - NEAR) * ((n % 5) + chance.uniform(0, 0.6)) / 5 for n in range(count)), reverse=True)
    seats: list[tuple[int, float, float, float]] = []
    for card, far in zip(cards, rows, strict=True):
        side = focus * MARKER / far
        reach = side * 0.98  # half the diagonal of the paper, and a little
        pushes = bool(seats) and chance.random() < crowded
        for _ in range(400):
            x = chance.uniform(0.04, 0.96) * width
            y = height * (0.82 - 0.5 * (far - NEAR) / (FAR - NEAR)) + chance.normal(0, 0.12) * height
            if pushes:
                _, a, b, behind = seats[int(chance.integers(len(seats)))]
                x, y = a + chance.choice([-1, 1]) * (side + behind) * 0.5, b + chance.normal(0, 0.2) * side
            free = pushes or all(math.hypot(x - a, y - b) > reach + other * 0.98 for _, a, b, other in seats)
            if free and reach < x < width - reach and reach < y < height - reach:
                seats.append((card, float(x), float(y), side))
                break
    covered = {
        seat[0]
        for place, seat in enumerate(seats)
        for nearer in seats[place + 1 :]
        if max(abs(seat[1] - nearer[1]), abs(seat[2] - nearer[2])) < (seat[3] + nearer[3]) * 0.8
    }
    skins = [
        child(picture, chance, x + chance.normal(0, 5), y - chance.uniform(-0.1, 0.45) * side, side / MARKER)
        for _, x, y, side in seats
    ]
    held = tuple(somebody(chance, int(card), x, y, side, skin) for (card, x, y, side), skin in zip(seats, skins, strict=True))
    return Room(picture, held, some_light(chance), frozenset(covered))


def photograph(room: Room, shot: int) -> bytes:
    """One JPEG of the room: hands tremble from shot to shot, the light stays."""
    chance = np.random.default_rng([shot, len(room.held), int(room.walls.sum())])
    picture = room.walls.astype(np.float32)
    for one in room.held:
        moved = replace(
            one,
            x=one.x + float(chance.normal(0, 2)),
            y=one.y + float(chance.normal(0, 2)),
            turn=one.turn + float(chance.normal(0, 2)),
            yaw=one.yaw + float(chance.normal(0, 3)),
            pitch=one.pitch + float(chance.normal(0, 3)),
            motion=float(chance.uniform(0, 2.5)) * one.side / 40,
            aim=float(chance.uniform(0, math.pi)),
        )
        hold_up(picture, moved)
    return developed(picture, room.light, chance)


def developed(picture: Picture, light: Light, chance: np.random.Generator) -> bytes:
    """What the camera makes of it."""
    height, width = picture.shape[:2]
    ys, xs = np.linspace(-1, 1, height, dtype=np.float32)[:, None], np.linspace(-1, 1, width, dtype=np.float32)[None]
    shade = np.clip(1 + light.slope[0] * xs + light.slope[1] * ys, 0.4, 1.5) * light.gain
    seen = picture * shade[..., None] * np.float32(light.tint)
    if light.glare:
        bloom = np.exp(-((xs / 2 + 0.5 - light.at[0]) ** 2 + (ys / 2 + 0.5 - light.at[1]) ** 2) / 0.05)
        seen += (light.glare * bloom)[..., None]
    seen = cv2.GaussianBlur(seen, (0, 0), light.blur) if light.blur else seen
    seen = seen + chance.normal(0, light.noise, (height, width, 1)) + chance.normal(0, light.noise / 3, seen.shape)
    done, jpeg = cv2.imencode(".jpg", np.clip(seen, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, light.quality])
    assert done
    return bytes(jpeg.tobytes())


def frame(answers: Mapping[int, int], seed: int, size: tuple[int, int] = HD) -> bytes:
    """A JPEG of these cards with these answers (0 to 3 for A to D), each near enough and free enough to be read."""
    chance = np.random.default_rng(seed)
    width, height = size
    columns = next((n for n in range(1, 41) if n * max(1, int(n * height / width)) >= len(answers)), 8)
    rows = max(1, math.ceil(len(answers) / columns))
    step_x, step_y = width / columns, height / rows
    side = min(step_x, step_y, height / 2) * 0.52
    held = []
    for place, (card, edge) in enumerate(answers.items()):
        row, column = divmod(place, columns)
        x, y = (column + 0.5) * step_x + chance.normal(0, 2), (row + 0.5) * step_y + chance.normal(0, 2)
        one = somebody(chance, card, x, y, side, SKINS[card % len(SKINS)])
        near = {"edge": edge, "turn": one.turn / 3, "yaw": one.yaw / 2, "pitch": one.pitch / 2, "curl": one.curl / 2}
        held.append(replace(one, **near, shine=0.0, fingers=tuple((along, 0.05) for along, _ in one.fingers)))
    return photograph(Room(walls(chance, size, 0), tuple(held), Light(noise=3.0, blur=0.6)), seed)


def video(frames: Sequence[bytes], file: Path) -> None:
    """JPEGs one after the other: what Chromium's --use-file-for-fake-video-capture plays as a camera."""
    file.write_bytes(b"".join(frames))
