"""What happened, in the past tense. An event carries ids, never content, and never a child's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
Mode = Literal["alone", "cards", "hands", "keyboard", "team", "devices", "paper"]  # the way of answering
# who or what put it down: the child's own tap, the camera, a photo of a phone, the facilitator for a child whose card was not
# seen, the facilitator over what was there, a count of hands, a tally sheet
Source = Literal["tap", "camera", "photo", "hand", "corrected", "counted", "typed"]
Test = Literal["", "baseline", "endline", "followup"]  # "" for what is no answer to a test
Form = Literal["A", "B"]
Valence = Literal["", "ok", "not_ok"]  # what a vignette shows; "" for any other item
Response = str | list[str] | dict[str, str]  # one option | an order | card → basket, left → right, scene → way, criterion → level


@dataclass(frozen=True, slots=True)
class Answered:
    """A member answered an item. `event_id` is a UUIDv7 made at the tap; `tapped_ms` is Unix time in milliseconds."""

    school: str
    event_id: str
    attempt: str
    member: str
    item: str
    fingerprint: str  # of the item as it was shown: a mended item starts a new history
    area: str
    skill: str
    response: Response
    right: bool
    options: int  # 1/options: what a guess would reach; 0: the answer is kept, and is no evidence of what the member understands
    tapped_ms: int
    misunderstood: tuple[str, ...] = ()  # ids of the misconceptions that the response speaks of
    round: int = 1  # 2: after the group talked it over
    mode: Mode = "alone"
    source: Source = "tap"
    valence: Valence = ""
    lang: str = ""  # in which it was asked; "" where both stood on the screen, or nobody knows
    test: Test = ""  # answers to a test measure what was learned, and enter no estimate: docs/decisions/tests.md
    form: Form | Literal[""] = ""
    is_about_fault: bool = False  # a question of a test about whose fault it is: reported alone

    def __post_init__(self) -> None:
        if not UUID7.fullmatch(self.event_id):
            raise ValueError(f"event id {self.event_id!r} is not a UUIDv7; make it at the tap and send the same one again")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What stands in the store for (attempt, item): the first answer, whoever sent it."""

    stored: Answered
    is_new: bool
