"""A scene as SVG: a place, people and things, painted from far to near; the same description always gives the same bytes."""

from __future__ import annotations

from math import cos, radians, sin

from drawing.fields import LOCAL, Hand
from drawing.figure import Figure
from drawing.paint import Point, colour, num, page, paint
from drawing.schema import Item, Looks, Parts, Person, Scene, Thing, Wear

BOX = "0 0 800 600"
Layer = tuple[float, str]  # z, and what is painted there


def compose(scene: Scene, parts: Parts) -> str:
    """The whole picture. Items with `z` are painted by it, others by the y of their feet."""
    drawn = [layer for item in scene.items for layer in _layers(item, parts)]
    drawn.sort(key=lambda layer: layer[0])
    place = parts.places[scene.place]
    return page(paint(place.back) + "".join(svg for _, svg in drawn) + paint(place.front), BOX)


def _layers(item: Item, parts: Parts) -> list[Layer]:
    z = item.at[1] if item.z is None else item.z
    return _person(item, parts, z) if isinstance(item, Person) else [(z, _thing(item, parts))]


def as_in_the_cast(person: Person, parts: Parts) -> Looks:
    """The looks from cast.yaml with what the scene changes; clothes change piece by piece, extras come on top."""
    cast = parts.cast[person.who] if person.who else Looks()
    said = {key: getattr(person, key) for key in person.model_fields_set & set(Looks.model_fields)}
    said["extras"] = (*cast.extras, *(name for name in person.extras if name not in cast.extras))
    said["wear"] = Wear(**{**cast.wear.model_dump(exclude_none=True), **person.wear.model_dump(exclude_none=True)})
    return cast.model_copy(update=said)


def figure_of(person: Person, parts: Parts) -> Figure:
    """The person as a figure, with the hands where `touch` wants them."""
    looks = as_in_the_cast(person, parts)
    if person.touch:
        lean = parts.poses[looks.pose].lean if looks.lean is None else looks.lean
        left, right = (_from_the_feet(person, target, lean) for target in person.touch)
        looks = looks.model_copy(update={"hands": (left, right)})
    return Figure(looks, parts)


def _person(person: Person, parts: Parts, z: float) -> list[Layer]:
    figure = figure_of(person, parts)
    moves = f"rotate({num(figure.lean)})" if figure.lean else ""
    moves += f"translate(0 {num(figure.drop)})" if abs(figure.drop) > 1 else ""
    width = figure.body.half * 1.7 if figure.looks.shadow is None else figure.looks.shadow
    hands = [(over, figure.laid_hand(index)) for index, over in enumerate(person.over) if over is not None]
    return [(z, _placed(person, _shadow(width) + _moved(figure.svg(), moves)))] + [
        (over, _placed(person, _moved(hand, moves))) for over, hand in hands
    ]


def _moved(svg: str, moves: str) -> str:
    return f'<g transform="{moves}">{svg}</g>' if moves else svg


def _from_the_feet(person: Person, target: Point | None, lean: float) -> Hand:
    """A point of the page in the person's own units; a flipped person sees it mirrored, a leaning one turned."""
    if target is None:
        return None
    mirror, c, s = -1 if person.flip else 1, cos(radians(lean)), sin(radians(lean))
    x, y = (target[0] - person.at[0]) / person.size * mirror, (target[1] - person.at[1]) / person.size
    return x * c + y * s, y * c - x * s


def _thing(thing: Thing, parts: Parts) -> str:
    local = {name: colour(getattr(thing, name)) for name in LOCAL}
    turn = f"rotate({thing.turn:g})" if thing.turn else ""
    return _placed(thing, _shadow(thing.shadow) + paint(parts.props[thing.prop], local), turn)


def _placed(item: Item, svg: str, turn: str = "") -> str:
    scale = f"-{item.size:g} {item.size:g}" if item.flip else f"{item.size:g}"
    return f'<g transform="translate({num(item.at[0])} {num(item.at[1])})scale({scale}){turn}">{svg}</g>'


def _shadow(width: float) -> str:
    return f'<ellipse rx="{num(width)}" ry="{num(width * 0.2)}" fill="#2B2A33" opacity=".13"/>' if width else ""
