"""Phones in the room, and the computer that is passed round: asking to come in, being let in, answering.

No reply to a device may name a child, tell another's answer, or say what is right.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from actions import group_questions
from actions.answer import Unfit
from actions.assets import ASSETS
from actions.desk import Desk
from actions.group_quiz_views import told
from actions.permissions import NotAllowed, Who, require
from progress.events import UUID7, Mode
from progress.group_quiz import LETTERS, OPEN, STEPS, GroupAnswer, NotNow, Session
from progress.store.group_quiz import Device
from progress.store.people import Member, now_ms

T = TypeVar("T")
MOST = 60  # devices in one session: forty children, spare phones, and a few that were picked up twice
# answers of one room come in the same second and wait for the same fsync: each needs a thread to wait in
_waiting = ThreadPoolExecutor(MOST, thread_name_prefix="device")
_sent_off: dict[tuple[str, str, int], str] = {}  # why a device is out again; a restart forgets it, and the child picks once more


class Full(ValueError):
    """No more devices fit into this session."""


@dataclass(frozen=True, slots=True)
class Room:
    """A session as its devices see it, read once for all of them."""

    now: Session
    devices: dict[int, tuple[str, bool]]  # device → (member or "", is let in)
    pictures: dict[str, str]  # member → picture
    ways: dict[str, str]  # letter → response
    given: dict[str, str]  # member → response, of the open round
    asked: dict[str, dict[str, Any]] = field(default_factory=dict)  # language → the question, made once for all devices

    @property
    def is_for_devices(self) -> bool:
        """The facilitator has chosen this way of answering."""
        return self.now.mode == "devices" and self.now.step != "ended"


def code(session: Session) -> str:
    """Four digits that bring a phone into the room. They follow from the session's own row, so a restart changes nothing.

    Nobody outside can work them out: a session's id is random and on no page that a phone may open.
    """
    seed = hashlib.sha256(f"{session.school} {session.session} {session.opened_ms}".encode()).digest()
    return f"{int.from_bytes(seed[:4], 'big') % 10_000:04}"


async def join(desk: Desk, who: Who, school: str, session: str, token: str) -> int:
    """A phone that showed the right code gets a number; `token` is its new cookie. Raises NotAllowed, Full."""
    require(who, "join group quiz")

    def come() -> int:
        now = _session(desk, school, session)
        if now.mode != "devices" or now.step == "ended":
            raise NotAllowed("this session is not answered by phones")
        if len(desk.groups.devices(school, session)) >= MOST:
            raise Full
        return desk.groups.add_device(now, token)

    return await _in_thread(come)


async def claim(desk: Desk, who: Who, picture: str) -> None:
    """Asks to answer for the child with this picture; an empty one takes the asking back. Raises NotAllowed, Unfit."""
    require(who, "join group quiz")

    def ask() -> None:
        session, number = _place(who)
        device = _device(desk, who.school, session, number)
        if device is None or device.is_let_in:
            raise NotAllowed("this device may not choose a picture now")
        now = _session(desk, who.school, session)
        found = {one.picture: one.member for one in _members(desk, now)} | {"": ""}
        if picture not in found:
            raise Unfit("this group has no such picture")
        _sent_off.pop((who.school, session, number), None)
        desk.groups.give(who.school, session, number, found[picture], is_let_in=False)

    await _in_thread(ask)


def let_in(desk: Desk, who: Who, session: str, device: int, seat: str | None) -> None:
    """The facilitator says whose phone this is; None refuses it. Who had that child before is told that it moved."""
    require(who, "run group quiz")
    now = _session(desk, who.school, session)
    if _device(desk, who.school, session, device) is None:
        raise NotAllowed("this session has no such phone")
    if seat is None:
        _sent_off[who.school, session, device] = "refused"
        return desk.groups.give(who.school, session, device, "", is_let_in=False)
    if not any(one.member == seat for one in _members(desk, now)):
        raise NotAllowed("this group has no such child")
    for one in desk.groups.devices(who.school, session):
        if one.member == seat and one.is_let_in and one.device != device:
            _sent_off[who.school, session, one.device] = "moved"
    _sent_off.pop((who.school, session, device), None)
    return desk.groups.give(who.school, session, device, seat, is_let_in=True)


def room(desk: Desk, who: Who, session: str) -> Room:
    """What all devices of this session need, in one look. Raises NotAllowed."""
    require(who, "answer in group")
    now = _session(desk, who.school, session)
    standing = desk.groups.answers(now.school, session, now.item) if now.round else []
    return Room(
        now,
        {one.device: (one.member, one.is_let_in) for one in desk.groups.devices(now.school, session)},
        {one.member: one.picture for one in _members(desk, now)},
        _ways(desk, now, now.item),
        {one.member: one.response for one in standing if one.round == now.round},
    )


def view(desk: Desk, who: Who, seen: Room, lang: str) -> dict[str, Any]:
    """What one device shows. Raises NotAllowed when the room does not know it any more."""
    require(who, "answer in group")
    session, number = _place(who)
    if (who.school, session) != (seen.now.school, seen.now.session):
        raise NotAllowed("this device came for another session")
    if seen.now.step == "ended":
        return {"state": "ended", "device": number}
    if number not in seen.devices:
        raise NotAllowed("this session does not know the device any more")
    if not seen.is_for_devices:
        return {"state": "closed", "device": number}
    member, is_in = seen.devices[number]
    me = {"me": _picture(desk, seen.pictures[member], lang) if member in seen.pictures else None, "device": number}
    if is_in and member in seen.pictures:
        mine = next((letter for letter, response in seen.ways.items() if response == seen.given.get(member)), None)
        return {"state": "in", **me, **_asked(desk, seen, lang), "mine": mine}
    if member in seen.pictures:
        return {"state": "waiting", **me}
    state = _sent_off.get((who.school, session, number), "new")
    pictures = [_picture(desk, one, lang) for one in seen.pictures.values()]
    return {"state": state, **me, "pictures": pictures}


async def answer(desk: Desk, who: Who, body: dict[str, Any]) -> dict[str, Any]:
    """Kept on the disk before the reply: {"ok", "mine", "is_new"}, or {"why": unknown | closed | not_yet | late, "mine"}.

    The first answer of a round stands, and is told to whoever sends a second. The computer that is passed round (device 0)
    says whose answer it is in `seat`. Raises NotAllowed, Unfit, sqlite3.Error (try again).
    """
    require(who, "answer in group")
    tap = _tap(body)
    return await _in_thread(lambda: _put(desk, who, tap))


@dataclass(frozen=True, slots=True)
class _Tap:
    """What a device says it did; checked for form, not yet for truth."""

    event_id: str
    item: str
    round: int
    letter: str
    seat: str


def _tap(body: dict[str, Any]) -> _Tap:
    event_id, item, round, letter = (body.get(name) for name in ("event_id", "item", "round", "letter"))
    seat = body.get("seat", "")
    faults = [
        *([] if isinstance(event_id, str) and UUID7.fullmatch(event_id) else ["event_id is no UUIDv7"]),
        *([] if isinstance(item, str) else ["item is no text"]),
        *([] if type(round) is int and round in OPEN.values() else ["round is neither 1 nor 2"]),
        *([] if isinstance(letter, str) and letter in tuple(LETTERS) else ["letter is none of A, B, C, D"]),
        *([] if isinstance(seat, str) else ["seat is no text"]),
    ]
    if faults:
        raise Unfit("; ".join(faults))
    return _Tap(str(event_id), str(item), int(str(round)), str(letter), str(seat))


def _put(desk: Desk, who: Who, tap: _Tap) -> dict[str, Any]:
    session, number = _place(who)
    now = _session(desk, who.school, session)
    member = _answering(desk, now, number, tap.seat)
    if member is None:
        return {"why": "unknown", "mine": None}
    (stands, kept), event_id = _standing(desk, now, tap, member), _kept_id(now, tap, member)
    if kept != event_id:  # the same once more is never too late: it is here
        if why := _why_not(now, tap, number):
            return {"why": why, "mine": stands}
        if tap.letter not in _ways(desk, now, tap.item):
            raise Unfit("this question has no such letter")
    if kept:
        return {"ok": True, "mine": stands, "is_new": False}
    response = _ways(desk, now, tap.item)[tap.letter]
    right = group_questions.is_right(desk, tap.item, response)
    new = GroupAnswer(tap.item, tap.round, member, member, response, right, _mode(number), "tap", event_id, now_ms())
    try:
        is_new = bool(desk.groups.take(now, [new], came=[member]))  # the first answer is the register
    except NotNow:  # the facilitator went on between our look and the commit
        return {"why": "late", "mine": None}
    return {"ok": True, "mine": tap.letter if is_new else _standing(desk, now, tap, member)[0], "is_new": is_new}


def _why_not(now: Session, tap: _Tap, number: int) -> str:
    """Empty when this answer may come now."""
    if now.mode != _mode(number):
        return "closed"
    nth = now.items.index(tap.item) if tap.item in now.items else -1
    if nth == now.nth and now.round == tap.round:
        return ""
    opens = next(step for step, round in OPEN.items() if round == tap.round)
    is_to_come = nth > now.nth or (nth == now.nth and now.step in STEPS[: STEPS.index(opens)])
    return "not_yet" if is_to_come else "late"


def _answering(desk: Desk, now: Session, number: int, seat: str) -> str | None:
    """Whose answer a device gives: its child's; at the computer that is passed round, whoever tapped and is not missing."""
    if number:
        sql = "SELECT member FROM local_device WHERE school = ? AND session = ? AND device = ? AND is_let_in"
        seat = _one(desk, sql, now.school, now.session, number) or ""
    elif _status(desk, now, seat) not in ("here", None):
        return None
    return _one(desk, "SELECT member FROM member WHERE school = ? AND member = ? AND circle = ?", now.school, seat, now.circle)


def _kept_id(now: Session, tap: _Tap, member: str) -> str:
    """The tap's own id bound to what it answers: a device that sends one id twice cannot block another answer with it.

    Keeps the time of the tap and the marks of a UUIDv7.
    """
    digest = hashlib.sha256(f"{tap.event_id} {now.session} {tap.item} {tap.round} {member}".encode()).hexdigest()
    return f"{tap.event_id[:15]}{digest[:3]}-a{digest[3:6]}-{digest[6:18]}"


def _standing(desk: Desk, now: Session, tap: _Tap, member: str) -> tuple[str | None, str | None]:
    """(letter, event id) of the answer that this member gave to it, if any."""
    sql = "SELECT {} FROM group_answer WHERE school = ? AND session = ? AND item = ? AND round = ? AND seat = ?"
    found = (now.school, now.session, tap.item, tap.round, member)
    response, event_id = _one(desk, sql.format("response"), *found), _one(desk, sql.format("event_id"), *found)
    return next((one for one, way in _ways(desk, now, tap.item).items() if way == response), None), event_id


def _status(desk: Desk, now: Session, member: str) -> str | None:
    sql = "SELECT status FROM group_present WHERE school = ? AND session = ? AND member = ?"
    return _one(desk, sql, now.school, now.session, member)


def _one(desk: Desk, sql: str, *values: str | int) -> str | None:
    """One cell by primary key: forty answers of one second must not each read all that the room has given."""
    rows = desk.store.read(sql, values)
    return str(rows[0][0]) if rows else None


def _ways(desk: Desk, now: Session, item: str) -> dict[str, str]:
    """Letter → response; nothing for a question that was taken out of the course meanwhile."""
    try:
        return group_questions.meaning(desk, now, item)
    except KeyError:
        return {}


def _asked(desk: Desk, seen: Room, lang: str) -> dict[str, Any]:
    """The question for a small screen, where it is asked; nothing of it while the big screen shows what is right."""
    if lang not in seen.asked:
        now, question = seen.now, None
        if now.step in STEPS[:-1] and seen.ways:
            asked = group_questions.question(desk, now, now.item)
            whole = told(desk, asked, lang, has_options=now.step != "read")
            options = [{name: one[name] for name in ("letter", "said", "text")} for one in whole["options"]]
            question = {"stem": whole["stem"], "options": options}
        where = {"step": now.step, "round": now.round, "nth": now.nth + 1, "of": len(now.items), "item": now.item}
        seen.asked[lang] = {**where, "question": question}
    return seen.asked[lang]


def _picture(desk: Desk, picture: str, lang: str) -> dict[str, str]:
    """A tile. Its `seat` is the picture itself: no id of a child ever reaches a phone."""
    words = desk.words(f"things.{picture}", lang)
    return {"seat": picture, "picture": f"{ASSETS}/pictures/drawn/small/{picture}.svg", "said": words}


def _mode(number: int) -> Mode:
    return "devices" if number else "keyboard"


def _place(who: Who) -> tuple[str, int]:
    """(session, device) of a seat that is a device."""
    session, number = who.id.split("/")
    return session, int(number)


def _session(desk: Desk, school: str, session: str) -> Session:
    found = desk.groups.session(school, session)
    if found is None:
        raise NotAllowed("this school has no such session")
    return found


def _device(desk: Desk, school: str, session: str, number: int) -> Device | None:
    return next((one for one in desk.groups.devices(school, session) if one.device == number), None)


def _members(desk: Desk, now: Session) -> list[Member]:
    return desk.people.members(now.school, now.circle)


async def _in_thread(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_waiting, work)
