"""The head: shape, ears, face, hair and hat; a face is never ugly or frightening, whoever it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drawing.paint import colour, line, num, path
from drawing.schema import Hair

if TYPE_CHECKING:
    from drawing.figure import Figure

HEAD = "M-21-2C-21-16-12-22 0-22S21-16 21-2C21 12 12 21 0 21S-21 12-21-2Z"  # 42 × 43, wider at the cheeks


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
    return f'{ears}<path d="{HEAD}" fill="@skin"/>' + face(figure) + hair.front + extras + hat(figure)


def head_behind(figure: Figure, hair: Hair) -> str:
    """From behind: hair only."""
    crown = f'<path d="{HEAD}" fill="@hair" transform="translate(0-2)scale(1.1 1.06)"/>'
    return f'<path d="{HEAD}" fill="@skin"/>' + crown + hair.nape + hat(figure)


def hat(figure: Figure) -> str:
    """The person's own hat, else the one that belongs to the clothes."""
    name = figure.looks.headwear or figure.wear.hat
    return figure.parts.hats[name].over if name else ""


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
    brow = "@hair+10" if figure.local["hair"] != colour("hair3") else "@muted"
    lines = line("M-15-1l-2.5-1.5M-15 2h-2.5M15-1l2.5-1.5M15 2h2.5", "@skin+22", 1) if figure.looks.body == "elder" else ""
    return (
        f'<g transform="translate({num(turn * 6)} 1)" fill="none">'
        + line(brows, brow, 1.8)
        + line(eyes, "@ink", 4.8 if mood.eyes == "dot" else 2)
        + f'<path d="{cheeks}" stroke="@lotus" stroke-width="6" opacity=".2"/>'
        + line("M-1.8 6q1.8 1.6 3.6 0", "@skin+28", 1.6)
        + lines
        + mood.mouth
        + "</g>"
    )
