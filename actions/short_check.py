"""Short checks: what listeners of a campaign knew before and after, counted by hands. It must never know who they were."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.desk import Desk
from actions.permissions import NotAllowed, Role, Who, require
from curriculum.course import ShortCheck
from curriculum.items import Item, Tapped
from progress.learning.evaluation import FEWEST
from progress.short_check import MOMENTS, Moment, Slipped, slips
from progress.store.people import now_ms

# of sessions with as many listeners as may be shown
HELD = """
SELECT audience, count(*) AS sessions, sum(listeners) AS listeners FROM short_check
WHERE (:school IS NULL OR school = :school) AND listeners >= :fewest GROUP BY audience
"""
COUNTED = """
SELECT s.audience, c.item, c.moment, sum(c.hands) AS hands, sum(c.rights) AS rights FROM short_count AS c
JOIN short_check AS s USING (school, session)
WHERE (:school IS NULL OR c.school = :school) AND s.listeners >= :fewest AND c.hands > 0 GROUP BY 1, 2, 3
"""
Hands = Mapping[tuple[str, Moment], Mapping[str, int]]  # (item, moment) → answer → hands


class BadCount(ValueError):
    """What was typed cannot be: every slip of it."""

    def __init__(self, found: list[Slipped]) -> None:
        super().__init__(f"{len(found)} counts cannot be")
        self.slips = found


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: (right, hands) at each moment; None where fewer than FEWEST hands were raised."""

    item: Item
    shares: dict[Moment, tuple[int, int] | None]


@dataclass(frozen=True, slots=True)
class Audience:
    """Those who listened, and what they knew."""

    check: ShortCheck
    sessions: int
    listeners: int
    asked: tuple[Asked, ...]
    together: dict[Moment, tuple[int, int] | None]


def keep(desk: Desk, who: Who, audience: str, listeners: int, hands: Hands) -> str:
    """One talk, on the disk when this returns; its id. Raises NotAllowed, BadCount with every slip."""
    require(who, "run short checks")
    check = next((one for one in desk.course.short_checks if one.id == audience), None)
    if check is None or not {item for item, _ in hands} <= set(check.items):
        raise NotAllowed("this course has no such short check or question")
    numbers = {item: nth for nth, item in enumerate(check.items, 1)}
    if found := slips(listeners, {(numbers[item], moment): given for (item, moment), given in hands.items()}):
        raise BadCount(found)
    session = secrets.token_hex(6)
    row = {"school": who.school, "session": session, "audience": audience, "listeners": listeners, "held_ms": now_ms()}
    counted = [_row(desk, who, session, item, moment, given) for (item, moment), given in hands.items() if sum(given.values())]
    desk.people.put("short_check", row)
    desk.people.put("short_count", *counted)
    return session


def answers(item: Item) -> dict[str, bool]:
    """What hands may answer, and whether it is right."""
    return item.answers if isinstance(item, Tapped) else {}


def heard(desk: Desk, who: Who) -> list[Audience]:
    """What each audience knew, of the facilitator's school or of all. Talks before fewer than FEWEST people are left out."""
    require(who, "see test results")
    where = {"school": None if who.role is Role.STAFF else who.school, "fewest": FEWEST}
    held = {row["audience"]: row for row in desk.store.read(HELD, where)}
    counted = {
        (row["audience"], row["item"], row["moment"]): (row["rights"], row["hands"]) for row in desk.store.read(COUNTED, where)
    }
    found = []
    for check in desk.course.short_checks:
        if check.id not in held:
            continue
        cells = {(name, moment): counted.get((check.id, name, moment), (0, 0)) for name in check.items for moment in MOMENTS}
        asked = tuple(
            Asked(desk.course.short_items[name], {moment: _shown(cells[name, moment]) for moment in MOMENTS})
            for name in check.items
            if name in desk.course.short_items
        )
        together = {moment: _sum([cells[name, moment] for name in check.items]) for moment in MOMENTS}
        found.append(Audience(check, held[check.id]["sessions"], held[check.id]["listeners"], asked, together))
    return found


def _row(desk: Desk, who: Who, session: str, item: str, moment: Moment, given: Mapping[str, int]) -> dict[str, Any]:
    right = answers(desk.course.short_items[item])
    rights = sum(count for answer, count in given.items() if right.get(answer))
    named = {"school": who.school, "session": session, "item": item, "moment": moment}
    return {**named, "hands": sum(given.values()), "rights": rights}


def _shown(cell: tuple[int, int]) -> tuple[int, int] | None:
    return cell if cell[1] >= FEWEST else None


def _sum(cells: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Of the questions that are shown: else the hidden one could be had by taking the others away."""
    of = [cell for cell in cells if _shown(cell)]
    return (sum(right for right, _ in of), sum(hands for _, hands in of)) if of else None
