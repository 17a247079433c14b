"""The way of a group through its questions: steps, rounds, what the share suggests. Pure; it must never know a name or a card."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from progress.events import Mode, Source
from progress.learning.evidence import INDIVIDUAL

Step = Literal["read", "think", "round1", "discuss", "round2", "reveal", "ended", "prepared"]
Kind = Literal["meeting", "lesson", "baseline", "endline", "trial"]
Advice = Literal["explain", "discuss", "go_on"]
Verdict = Literal["clear", "again"]
# present, or why not: short, and nothing of it is private
Status = Literal["here", "ill", "busy", "away", "not_said"]
STEPS: tuple[Step, ...] = ("read", "think", "round1", "discuss", "round2", "reveal")
TEST_STEPS: tuple[Step, ...] = ("read", "think", "round1")  # a test tells nothing and is not talked over
OPEN: Mapping[Step, int] = {"round1": 1, "round2": 2}  # step → the round in which answers are taken
LETTERS = "ABCD"
# Mazur's and Vickrey's protocol (Vickrey et al. 2015): under 35 % explain first, 35-70 % talk it over, above 70 % go on
EXPLAIN_UNDER, GO_ON_OVER = 0.35, 0.70
FEWEST_SHOWN = 5  # answers to a sensitive question from which on counts may be seen
TESTS: tuple[Kind, ...] = ("baseline", "endline")
QUIET: tuple[Kind, ...] = (*TESTS, "trial")  # one round, no talking, nothing told


@dataclass(frozen=True, slots=True)
class Session:
    """Where a group stands. `nth` counts questions from 0; `version` grows by one with every change of step or way."""

    school: str
    session: str
    circle: str
    kind: Kind
    lesson: str
    items: tuple[str, ...]
    mode: Mode
    teams: int
    nth: int
    step: Step
    version: int
    opened_ms: int
    ended_ms: int = 0

    @property
    def item(self) -> str:
        """The question that is on."""
        return self.items[min(self.nth, len(self.items) - 1)]

    @property
    def is_quiet(self) -> bool:
        """One round and no feedback until the end."""
        return self.kind in QUIET

    @property
    def round(self) -> int:
        """The round in which answers are taken now; 0 when none are."""
        return OPEN.get(self.step, 0)

    @property
    def is_last(self) -> bool:
        """No question comes after this one."""
        return self.nth >= len(self.items) - 1


@dataclass(frozen=True, slots=True)
class GroupAnswer:
    """What stands for a seat in a round. `member` is empty for a counted hand, a team, a mark on paper."""

    item: str
    round: int
    seat: str
    member: str
    response: str
    is_right: bool
    mode: Mode
    source: Source
    event_id: str
    at_ms: int


class NotNow(ValueError):
    """The step does not lead there, or the session has gone on meanwhile. The page shows where it stands."""


def moves(session: Session) -> tuple[str, ...]:
    """Where the facilitator may go from here; the usual way first."""
    ways: Mapping[Step, tuple[str, ...]] = {
        "read": ("think",),
        "think": ("round1", "read"),
        "round1": ("next",) if session.is_quiet else ("discuss", "reveal"),
        "discuss": ("round2",),
        "round2": ("reveal",),
        "reveal": ("next",),
    }
    return ways.get(session.step, ())


def after(session: Session, move: str) -> tuple[int, Step]:
    """(nth, step) after a move. Raises NotNow."""
    if move not in moves(session):
        raise NotNow(f"from {session.step} a session goes to {' or '.join(moves(session)) or 'nowhere'}, not to {move}")
    if move != "next":
        return session.nth, move  # type: ignore[return-value]  # a move that is no "next" is the name of a step
    return (session.nth, "ended") if session.is_last else (session.nth + 1, "read")


def advice(right: int, answered: int) -> Advice | None:
    """What the share of right answers in round 1 suggests; nothing before there are answers."""
    if not answered:
        return None
    share = right / answered
    return "explain" if share < EXPLAIN_UNDER else "discuss" if share <= GO_ON_OVER else "go_on"


def speaking(answers: Iterable[GroupAnswer], round: int) -> list[GroupAnswer]:
    """The answers that stand for a round: when the way was changed in the middle, those of the way that was used last.

    Cards that were read and hands that were counted after them are the same children: adding them up would count some twice.
    """
    ours = [one for one in answers if one.round == round and one.response]
    last = max(ours, key=lambda one: one.at_ms, default=None)
    return [one for one in ours if last and speaks_as(one.mode) == speaks_as(last.mode)]


def counted(answers: Iterable[GroupAnswer], round: int) -> Counter[str]:
    """Response → how many gave it in that round. A card that could not be read is nobody's answer."""
    return Counter(one.response for one in speaking(answers, round))


def speaks_as(mode: str) -> str:
    """Members, by whichever way; or hands, teams, paper: each speaks for the whole room."""
    return "members" if mode in INDIVIDUAL else mode


def is_hidden(sensitivity: int, answered: int) -> bool:
    """True when so few answered a sensitive question that a count could point at a child."""
    return bool(sensitivity) and answered < FEWEST_SHOWN


@dataclass(frozen=True, slots=True)
class Changes:
    """How answers moved from round 1 to round 2, over those who answered both. Counts, never who."""

    stayed_right: int
    to_right: int
    to_wrong: int
    stayed_wrong: int

    @property
    def both(self) -> int:
        """How many answered both rounds."""
        return self.stayed_right + self.to_right + self.to_wrong + self.stayed_wrong


def changes(answers: Iterable[GroupAnswer]) -> Changes:
    """Of one question. Hands have no seats that last from one round to the next, so they tell nothing here."""
    rounds: dict[str, dict[int, bool]] = {}
    kept = list(answers)
    for one in (*speaking(kept, 1), *speaking(kept, 2)):
        if one.mode not in ("hands", "paper"):
            rounds.setdefault(one.seat, {})[one.round] = one.is_right
    found = Counter((both[1], both[2]) for both in rounds.values() if set(both) == {1, 2})
    return Changes(found[True, True], found[False, True], found[True, False], found[False, False])
