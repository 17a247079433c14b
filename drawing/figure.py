"""One person as SVG, from looks, a pose and a mood; it must never know the scene round them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from drawing.body import BODIES, Arm, arm_of, between, drop, legs_of, spot
from drawing.clothes import cloth_colours, lower, shade, torso, worn
from drawing.fields import Hand
from drawing.head import head, head_behind, profile
from drawing.paint import Point, colour, line, num, paint, path, scaled, stroke
from drawing.schema import Looks, Outfit, Parts


def dressed(looks: Looks, parts: Parts) -> Outfit:
    """The outfit, with what the person wears differently."""
    return parts.outfits[looks.outfit].model_copy(update=looks.wear.model_dump(exclude_none=True))


class Figure:
    """Draws one person. `drop` says how far it must move so that the lowest point stands on the ground."""

    def __init__(self, looks: Looks, parts: Parts) -> None:
        self.looks, self.parts = looks, parts
        self.body, self.wear, self.pose = BODIES[looks.body], dressed(looks, parts), parts.poses[looks.pose]
        self.turn = 1.0 if looks.view == "side" else float(self._held("turn"))
        self.lean = float(self._held("lean"))
        self.local = {name: colour(getattr(looks, name)) for name in ("skin", "hair", "hat", "accent", "krama")}
        self.local |= cloth_colours(self.wear)
        self.legs = legs_of(self.body, self._held("legs"))
        self.drop = drop(self.body, self.legs) if looks.sink is None else looks.sink
        hands = self._held("hands")
        self.arms = tuple(self._arm(i, hands[i]) for i in (0, 1))

    def _held(self, key: str) -> Any:
        """What the person says, else what the pose says."""
        own = getattr(self.looks, key)
        return getattr(self.pose, key) if own is None else own

    def _arm(self, index: int, hand: Hand) -> Arm:
        side = (-1, 1)[index]
        if isinstance(hand, str):
            hand = spot(self.body, hand, side, self.turn)
        elif hand:  # it is given from the feet
            hand = (hand[0], hand[1] - self.drop)
        return arm_of(self.body, side, self._held("arms")[index], hand)

    def svg(self) -> str:
        """From back to front."""
        hair = self.parts.hair[self.looks.style]
        arms, legs, top = self._upper_limbs(), lower(self), torso(self)
        if self.looks.view == "back":
            return arms + legs + top + worn(self, "rear") + self.at_head(head_behind(self, hair))
        behind, over = (hair.side_back, profile(self, hair)) if self.looks.view == "side" else (hair.back, head(self, hair))
        return self.at_head(behind) + worn(self, "behind") + legs + top + worn(self, "over") + self.at_head(over) + arms

    def laid_hand(self, index: int) -> str:
        """One hand alone, fingers down: it is painted again over the shoulder that it lies on."""
        return self._hand(replace(self.arms[index], angle=0), True)

    def at_head(self, drawing: str) -> str:
        """A drawing round the head's centre, tilted as the head is."""
        if not drawing:
            return ""
        tilt = self._held("tilt")
        turn = f"rotate({num(tilt)} 0 20)" if tilt else ""
        return f'<g transform="translate(0 {num(self.body.head)})scale({self.body.face:g}){turn}">{self.painted(drawing)}</g>'

    def painted(self, drawing: str) -> str:
        """With this person's own colours."""
        return paint(drawing, self.local)

    # --- arms and hands -------------------------------------------------------------------
    def _upper_limbs(self) -> str:
        held = self._held("hold")
        drawn = []
        for index, arm in enumerate(self.arms):
            one = self._sleeved(arm) + self._hand(arm, self._held("open")[index] == 1)
            if isinstance(held, tuple) and held[index]:
                one = self._in_hand(arm.hand, held[index]) + one
            drawn.append(one)
        if isinstance(held, str):  # one thing in both hands
            left, right = self.arms[0].hand, self.arms[1].hand
            drawn.insert(0, self._in_hand(((left[0] + right[0]) / 2, (left[1] + right[1]) / 2), held))
        return "".join(drawn)

    def _in_hand(self, at: Point, prop: str) -> str:
        return f'<g transform="translate({num(at[0])} {num(at[1])})">{self.painted(self.parts.props[prop])}</g>'

    def _sleeved(self, arm: Arm) -> str:
        limb, cloth = self.body.limb, colour(shade(self.local["top"]), self.local)
        bare = stroke(path("M", arm.start, "L", arm.elbow, arm.hand), self.local["skin"], limb * 0.92)
        if self.wear.sleeve == "long":
            sleeve, width = path("M", arm.start, "L", arm.elbow, between(arm.elbow, arm.hand, 0.82)), limb * 1.12
        else:
            sleeve, width = path("M", arm.start, "L", between(arm.start, arm.elbow, 0.62)), limb * 1.25
        return bare + (stroke if self.wear.sleeve == "long" else line)(sleeve, cloth, width)

    def _hand(self, arm: Arm, is_open: bool) -> str:
        x, y, r, skin = num(arm.hand[0]), num(arm.hand[1]), self.body.limb * 0.6, self.local["skin"]
        palm = f'<circle cx="{x}" cy="{y}" r="{num(r)}" fill="{skin}"/>'
        if not is_open:
            return palm
        size = r / 6
        return palm + (
            f'<path d="M-3.5 0l-1.5 8M-.6 1v9M2.3 1l1.4 8M4.5-1l4.5 3" transform="translate({x} {y})'
            f'rotate({num(-arm.side * arm.angle)}){scaled(arm.side * size, size)}"'
            f' stroke="{skin}" stroke-width="2.9"/>'
        )
