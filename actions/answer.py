"""One answer: who gave it, does it fit the item, is it right, is it kept. It must never trust the page about any of these."""

from __future__ import annotations

import asyncio
import secrets
from typing import Any

from actions import evaluation
from actions.desk import Desk
from actions.permissions import NotAllowed, Who, require
from actions.study import acknowledgement
from curriculum.items import BadResponse
from progress.events import UUID7, Answered, Mode, Response, Source
from progress.store.people import Attempt, now_ms
from progress.store.sqlite import UsedId

_attempts: dict[tuple[str, str], Attempt] = {}  # by school and id: whose it is, what it asks. That never changes; asked each time


class Unfit(ValueError):
    """The server will never take this answer: say so, and keep it aside on the page."""


async def answer(desk: Desk, who: Who, body: dict[str, Any]) -> dict[str, Any]:
    """Returns the acknowledgement, after the commit. Raises NotAllowed, Unfit, sqlite3.Error (try again)."""
    require(who, "answer")
    attempt, event_id = str(body.get("attempt")), str(body.get("event_id"))
    item = desk.course.every_item.get(str(body.get("item")))
    if item is None or not UUID7.fullmatch(event_id):
        raise Unfit("unknown item or malformed event id")
    owned = (who.school, attempt)
    if owned not in _attempts and (found := await asyncio.to_thread(desk.people.attempt, who.school, attempt)):
        _attempts[owned] = found
    known = _attempts.get(owned)
    is_test = known is not None and known.kind == "test"
    asked = desk.course.test_items if is_test else desk.course.items
    if known is None or known.member != who.id or item.id not in asked or not known.asks(item.id, item.lesson):
        raise NotAllowed("this attempt belongs to another member, or asks other questions")
    tapped, lang = body.get("tapped_at"), body.get("lang")
    at = min(tapped, now_ms()) if isinstance(tapped, int) and tapped > 0 else now_ms()
    lang = lang if lang in desk.course.languages else ""
    try:
        response = body.get("response", "")
        new = answered(desk, who.school, who.id, item.id, response, event_id=event_id, attempt=attempt, at=at, lang=lang)
        if is_test:
            new = evaluation.measured(desk, new, known.lesson)
        receipt = await asyncio.wrap_future(desk.store.append(new))
    except (BadResponse, UsedId) as problem:
        raise Unfit(str(problem)) from problem
    told = acknowledgement(desk, receipt.stored, lang or desk.course.languages[0])
    is_answered = [item.id] if receipt.is_new else list(desk.store.answers(who.school, attempt))
    return {**told, "is_new": receipt.is_new, "answered": is_answered}


def answered(
    desk: Desk,
    school: str,
    member: str,
    item_id: str,
    response: Response,
    *,
    event_id: str,
    attempt: str,
    at: int,
    round: int = 1,
    mode: Mode = "alone",
    source: Source = "tap",
    lang: str = "",
) -> Answered:
    """The event of a response, marked by its item. Raises BadResponse."""
    item = desk.course.every_item[item_id]
    return Answered(
        school=school,
        event_id=event_id,
        attempt=attempt,
        member=member,
        item=item.id,
        fingerprint=desk.fingerprints[item.id],
        area=item.area,
        skill=item.lesson,
        response=response,
        right=item.mark(response),
        options=item.chances,
        tapped_ms=at,
        misunderstood=item.misunderstood(response),
        round=round,
        mode=mode,
        source=source,
        valence=getattr(item, "valence", None) or "",
        lang=lang,
    )


def new_event_id() -> str:
    """A UUIDv7 (RFC 9562) for an answer that reaches the server without one: a card that was read, a hand that was counted."""
    digits = f"{now_ms():012x}7{secrets.token_hex(2)[:3]}{secrets.choice('89ab')}{secrets.token_hex(8)[:15]}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
