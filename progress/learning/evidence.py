"""How much an answer says about the member who gave it. Pure; it must never take a group's answer for a child's."""

from __future__ import annotations

# The chance that the answer is the member's own and was read rightly. Assumptions, not measurements: of an item answered alone,
# all of it; in a room, some look at a neighbour, and 1-2 % of cards are held or read wrongly (Microsoft's qCards, UIST 2012);
# after talking in pairs, an answer is as much the pair's (Smith et al. 2009: talking changes half of the wrong ones).
ALONE, IN_THE_ROOM, AFTER_TALKING = 1.0, 0.85, 0.35
INDIVIDUAL = ("cards", "keyboard", "devices")


def weight(mode: str, round: int) -> float:
    """In (0, 1] for an answer of one member. Raises ValueError for a way that speaks of the group alone."""
    if mode == "alone":
        return ALONE
    if mode not in INDIVIDUAL:
        raise ValueError(f"{mode}: such answers are the group's; keep them without a member")
    return IN_THE_ROOM if round == 1 else AFTER_TALKING
