"""The head: shape, ears, face, hair and hat; a face is never ugly or frightening, whoever it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drawing.body import ADULTS
from drawing.paint import colour, line, num, path
from drawing.schema import Hair

if TYPE_CHECKING:
    from drawing.figure import Figure

HEAD = "M-21-2C-21-16-12-22 0-22S21-16 21-2C21 12 12 21 0 21S-21 12-21-2Z"  # 42 × 43, wider at the cheeks
GROWN = "M-20.5-4C-20.5-16-12-22 0-22S20.5-16 20.5-4C20.5 4 18 11 12.5 17.5Q6.5 24 0 24T-12.5 17.5C-18 11-20.5 4-20.5-4Z"  # a jaw
SIDE = (  # a small nose, no chin
    "M-21-3C-21-17-12-22 0-22C11-22 18.5-16 18.8-8C18.9-5 18.5-3 19.3-1L23 5Q23.8 7.2 20.6 7.8"
    "C21.2 9.6 21 11.4 20 12.6C20 18.5 15 21.5 8 21.5C-8 22-21 12-21-3Z"
)
OLD = (  # at the eyes, under them, beside the mouth, on the forehead
    "M-15-1l-3-1.6M-15 2h-3M15-1l3-1.6M15 2h3M-11 5q3 1.6 6 0M11 5q-3 1.6-6 0"
    "M-10.5 9q-2.4 3-1 6M10.5 9q2.4 3 1 6M-7-14.5q7-1.6 14 0"
)
OLD_SIDE = "M4 1.5l-3.5-1.5M4.5 4h-3.5M9 6q2.5 1.2 5 .2M11 10q-2 2.6-.8 5"


def head(figure: Figure, hair: Hair) -> str:
    """From the front, a little turned."""
    turn = figure.turn
    ears = "".join(
        f'<circle cx="{num(side * 20.5 - turn * 2)}" cy="2" r="4.6" fill="@skin+{6 if side * turn >= 0 else 12}"/>'
        for side in (-1, 1)
        if side * turn < 0.9 and hair.ears
    )
    extras = "".join(
        f'<g transform="translate({num(turn * 6)} 0)">{worn}</g>' if turn else worn
        for name in figure.looks.extras
        if (worn := figure.parts.worn[name].face)
    )
    shape = GROWN if figure.looks.body in ADULTS else HEAD
    return f'{ears}<path d="{shape}" fill="@skin"/>' + face(figure) + hair.front + extras + hat(figure)


def profile(figure: Figure, hair: Hair) -> str:
    """From the side, looking right: so that two people can look at each other."""
    mood = figure.parts.moods[figure.looks.mood]
    gaze_x, gaze_y = figure.looks.gaze or mood.gaze or (0.6, 0)
    lift, tip = mood.brow2 or mood.brow
    dot = mood.eyes == "dot"
    eye = path("M", (11.4 + gaze_x, 1 + gaze_y), "v", 1.2) if dot else "M8 3q3.4-4.4 6.8 0"
    brow = path("M", (15.4, -6.5 - lift + tip), "Q", (12, -9.2 - lift), (7.6, -7.4 - lift - tip))
    lines = line(OLD_SIDE, "@skin+24", 1) if figure.looks.body == "elder" else ""
    ear = '<circle cx="-4" cy="4" r="4.8" fill="@skin+10"/>' if hair.ears else ""
    return (
        f'<path d="{SIDE}" fill="@skin"/><g fill="none">'
        + line(brow, _brow_tone(figure), 1.9)
        + line(eye, "@ink", 4.8 if dot else 2)
        + f'<path d="M6.5 9.5h1.4" stroke="@lotus" stroke-width="6" opacity=".2"/>{lines}'
        + f'<g transform="translate(14 1)scale(.62 1)">{mood.mouth}</g></g>'
        + hair.side + ear + "".join(figure.parts.worn[name].side for name in figure.looks.extras) + hat(figure)
    )  # fmt: skip


def head_behind(figure: Figure, hair: Hair) -> str:
    """From behind: hair only."""
    crown = f'<path d="{HEAD}" fill="@hair" transform="translate(0-2)scale(1.1 1.06)"/>'
    return f'<path d="{HEAD}" fill="@skin"/>' + crown + hair.nape + hat(figure)


def hat(figure: Figure) -> str:
    """The person's own hat, else the one that belongs to the clothes."""
    name = figure.looks.headwear or figure.wear.hat
    if not name:
        return ""
    worn = figure.parts.hats[name]
    return worn.side if worn.side and figure.looks.view == "side" else worn.over


def _brow_tone(figure: Figure) -> str:
    return "@hair+10" if figure.local["hair"] != colour("hair3") else "@muted"


def face(figure: Figure) -> str:
    """Brows and mouth carry the mood; the whole face moves by up to 6 units when the head turns."""
    turn, mood = figure.turn, figure.parts.moods[figure.looks.mood]
    gaze_x, gaze_y = figure.looks.gaze or mood.gaze or (turn * 1.2, 0)
    brows = eyes = cheeks = ""
    for side in (-1, 1):
        lift, tip = mood.brow if side < 0 else mood.brow2 or mood.brow
        brows += path("M", (side * 11.5, -7.5 - lift + tip), "Q", (side * 8, -10 - lift), (side * 4.5, -8 - lift - tip))
        if mood.eyes == "dot":
            eyes += path("M", (side * 8 + gaze_x, 0.4 + gaze_y), "v", 1.2)
        else:
            eyes += f"M{num(side * 8 - 3.4)} 2q3.4-4.4 6.8 0"
        cheeks += path("M", (side * (9 if side * turn > 0.3 else 12.5), 8), "h", 1.4)
    grown = figure.looks.body in ADULTS
    dot = 4.4 if grown else 4.8
    lines = line(OLD, "@skin+24", 1) if figure.looks.body == "elder" else ""
    return (
        f'<g transform="translate({num(turn * 6)} 1)" fill="none">'
        + line(brows, _brow_tone(figure), 2.1 if grown else 1.8)
        + line(eyes, "@ink", dot if mood.eyes == "dot" else 2)
        + f'<path d="{cheeks}" stroke="@lotus" stroke-width="6" opacity=".2"/>'
        + line("M-1.8 6q1.8 1.6 3.6 0", "@skin+28", 1.6)
        + lines
        + mood.mouth
        + "</g>"
    )
