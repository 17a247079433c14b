"""Legs, shoes, skirts, torso and what is worn on it; a person is always dressed, in every picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from drawing.body import between
from drawing.paint import Point, colour, is_pale, line, num, path, scaled, stroke
from drawing.schema import Outfit

if TYPE_CHECKING:
    from drawing.figure import Figure


def shade(cloth: str) -> str:
    """Sleeves stand out from the shirt; those of pale cloth more, for a white shirt on a light wall has only 1.2 : 1."""
    return "top+11" if is_pale(cloth) else "top+7"


def cloth_colours(wear: Outfit) -> dict[str, str]:
    """The two colours that collars and bags may refer to."""
    return {"top": colour(wear.top), "bottom": colour(wear.bottom)}


def torso(figure: Figure) -> str:
    """Shirt and neck."""
    body, cloth = figure.body, figure.local["top"]
    top, bottom, half, hip = body.shoulder, body.hip + (3 if figure.wear.tucked else 7), body.half, body.half * 0.86
    shape = path(
        "M", (-half, top + 8), "Q", (-half, top), (-half + 8, top - 2), "L", (half - 8, top - 2), "Q", (half, top),
        (half, top + 8), "L", (hip, bottom), "Q", (0, bottom + 4), (-hip, bottom), "Z",
    )  # fmt: skip
    neck = path("M", (0, body.head + 14), "V", top + 1)
    edge = f' stroke="{colour(shade(cloth), figure.local)}"' if is_pale(cloth) else ""
    return f'<path d="{shape}" fill="{cloth}"{edge}/>' + line(neck, colour("skin+12", figure.local), body.limb * 1.1)


def worn(figure: Figure, layer: Literal["behind", "over", "rear"]) -> str:
    """Collars, scarves, bags: drawn on a child's torso (x ±17, y 0–48), stretched to this body."""
    body, names = figure.body, (*figure.wear.extras, *figure.looks.extras)
    drawn = "".join(getattr(figure.parts.worn[name], layer) for name in names)
    if not drawn:
        return ""
    size = "" if body.half == 17 else f"scale({body.half / 17:.2f} {(body.hip - body.shoulder) / 48:.2f})"
    return f'<g transform="translate(0 {num(body.shoulder)}){size}">{figure.painted(drawn)}</g>'


def lower(figure: Figure) -> str:
    """Legs in trousers or shorts, shoes, and a skirt over them."""
    kind, limb, cloth = figure.wear.lower, figure.body.limb, figure.local["bottom"]
    left, right = figure.legs
    legs = path("M", left.foot, "L", left.knee, left.hip, right.hip, right.knee, right.foot)
    drawn = stroke(legs, cloth if kind == "trousers" else figure.local["skin"], limb * 1.25)
    if kind == "shorts":
        ends = [between(leg.hip, leg.knee, 0.8) for leg in figure.legs]
        drawn += stroke(path("M", ends[0], "L", left.hip, right.hip, ends[1]), cloth, limb * 1.6)
    drawn += "".join(_shoe(figure, side, leg.foot) for side, leg in zip((-1, 1), figure.legs, strict=True))
    return drawn + (_skirt(figure) if kind in ("skirt", "sampot") else "")


def _shoe(figure: Figure, side: int, foot: Point) -> str:
    toe = figure.turn if abs(figure.turn) > 0.4 else side
    limb = figure.body.limb / 10
    return (
        f'<path d="M-8-1q0-4 4-4h6c7 0 12 5 12 11.6h-22z" fill="{colour(figure.wear.shoes)}"'
        f' transform="translate({num(foot[0])} {num(foot[1])}){scaled(limb if toe > 0 else -limb, limb)}"/>'
    )


def _skirt(figure: Figure) -> str:
    """Cloth from the waist to the knees (or ankles), drawn round wherever the legs are."""
    body, cloth, is_long, hem = figure.body, figure.local["bottom"], figure.wear.lower == "sampot", figure.wear.hem
    left, right = figure.legs
    if abs(left.knee[1] - body.hip) < body.thigh * 0.75:  # sitting: wrap the cloth round the legs
        feet = [(leg.foot[0], leg.foot[1] - body.limb) for leg in figure.legs] if is_long else []
        wrap = path("M", left.hip, "L", left.knee, *feet, right.knee, right.hip, "Z")
        return f'<path d="{wrap}" fill="{cloth}" stroke="{cloth}" stroke-width="{num(body.limb * 1.9)}"/>'
    ends = (left.foot, right.foot) if is_long else (left.knee, right.knee)
    edge = max(y for _, y in ends) - (body.limb * 0.7 if is_long else -3)
    from_x, to_x = min(left.knee[0], ends[0][0]) - body.limb * 0.55, max(right.knee[0], ends[1][0]) + body.limb * 0.55
    waist, middle = body.half * 0.62, (from_x + to_x) / 2
    shape = path("M", (-waist, body.hip - body.limb), "L", (from_x, edge), "Q", (middle, edge + 5), (to_x, edge), "L",
                 (waist, body.hip - body.limb), "Z")  # fmt: skip
    drawn = f'<path d="{shape}" fill="{cloth}" stroke="{cloth}" stroke-width="{num(body.limb * 0.7)}"/>'
    if hem:
        drawn += stroke(path("M", (from_x, edge - 3), "Q", (middle, edge + 2), (to_x, edge - 3)), colour(hem), 3.5)
    return drawn
