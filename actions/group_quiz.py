"""A group answers questions together: begin, step on, take answers, end. It must never make a group's count a child's answer.

Answers are kept as they come, and can be put right while their round is open. When it closes, those of members become events.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import get_args

from actions import group_questions
from actions.answer import answered, new_event_id
from actions.desk import Desk
from actions.permissions import NotAllowed, Who, require
from progress.events import Mode, Source
from progress.group_quiz import LETTERS, GroupAnswer, Kind, NotNow, Session, Status, Verdict, after
from progress.learning.evidence import INDIVIDUAL
from progress.store.group_quiz import Final
from progress.store.people import Member, now_ms
from sheets import scan

MOST_HANDS = 60  # more than fit into a classroom: a slip of the finger
TEAMS = 4
_gathered: dict[tuple[str, str, str, int], scan.Reading] = {}  # what the photos of an open round have shown so far


class Unusable(ValueError):
    """What was entered does not fit; the message is a word of `group.` that says why."""


def begin(desk: Desk, who: Who, circle: str, kind: Kind, items: Sequence[str], lesson: str = "", mode: Mode = "cards") -> Session:
    """A new session of this circle, at its first question. Raises NotAllowed, Unusable."""
    require(who, "run group quiz")
    if not any(one.circle == circle for one in desk.people.circles(who.school)):
        raise NotAllowed("this school has no such group")
    if not items or not set(items) <= group_questions.askable(desk, who.school, circle, kind):
        raise Unusable("no_questions")
    session = Session(
        who.school, secrets.token_hex(4), circle, kind, lesson, tuple(items), mode, TEAMS, 0, "read", 1, now_ms()
    )  # fmt: skip
    for one in desk.groups.sessions(who.school, circle):
        if one.step not in ("ended", "prepared"):  # a circle has one session at a time; what was answered in the other stays
            end(desk, who, one.session)
    desk.groups.begin(session)
    return session


def open_one(desk: Desk, who: Who, circle: str) -> Session | None:
    """The session that a power cut or a closed lid left, to go on with."""
    require(who, "run group quiz")
    return next((one for one in desk.groups.sessions(who.school, circle) if one.step not in ("ended", "prepared")), None)


def session(desk: Desk, who: Who, session: str) -> Session:
    """As it stands. Raises NotAllowed when this school has no such session."""
    require(who, "run group quiz")
    return _found(desk, who, session)


def move(desk: Desk, who: Who, session: str, version: int, move: str) -> Session:
    """A step on. When a round closes, its answers are final. Raises NotNow when somebody went on meanwhile."""
    require(who, "run group quiz")
    before = _found(desk, who, session)
    if before.version != version:
        raise NotNow("the session has gone on meanwhile; look where it stands")
    nth, step = after(before, move)
    now = replace(before, nth=nth, step=step, ended_ms=now_ms() if step == "ended" else 0)
    new = desk.groups.change(before, now, _final(desk, before))
    if before.round:
        _gathered.pop(_round(before), None)
    if new.step == "ended":
        desk.groups.forget_devices(who.school, session)
    return new


def end(desk: Desk, who: Who, session: str) -> Session:
    """Before its last question: what was answered stays, what was not asked is missing, not wrong."""
    require(who, "run group quiz")
    before = _found(desk, who, session)
    if before.step == "ended":
        return before
    ended = replace(before, step="ended", ended_ms=now_ms())
    new = desk.groups.change(before, ended, _final(desk, before))
    desk.groups.forget_devices(who.school, session)
    return new


def answer_by(desk: Desk, who: Who, session: str, mode: Mode, teams: int = TEAMS) -> Session:
    """Another way of answering, also in the middle of a round: what was answered stays."""
    require(who, "run group quiz")
    before = _found(desk, who, session)
    if mode not in get_args(Mode) or mode in ("alone", "paper") or not 2 <= teams <= 8:
        raise Unusable("no_such_way")
    _gathered.pop(_round(before), None)  # a team's card 1 is not a child's card 1
    return desk.groups.change(before, replace(before, mode=mode, teams=teams))


def read_cards(desk: Desk, who: Who, session: str, frames: Sequence[bytes], *, is_photo: bool = False) -> scan.Reading:
    """What a burst of the camera, or a photo, shows; put down at once. Raises NotNow, scan.NoReader, scan.BadPicture.

    The pictures show children: they are decoded in memory, and nothing but card, edge and time is kept.
    """
    require(who, "run group quiz")
    now = _in_round(_found(desk, who, session))
    holders = _holders(desk, now)
    key = _round(now)
    reading = scan.merged(_gathered.get(key), scan.read(frames, frozenset(holders)))
    _gathered[key] = reading
    if len(_gathered) > 8:  # rounds of sessions that were left: the newest few are enough
        _gathered.pop(next(iter(_gathered)))
    source: Source = "photo" if is_photo else "camera"
    standing = {one.seat: one for one in _standing(desk, now)}
    by_hand = {seat for seat, one in standing.items() if one.source in ("hand", "corrected")}  # the facilitator's word stands
    given = [
        _given(desk, now, holders[card], LETTERS[edge], source, is_seat=now.mode == "team")
        for card, edge in reading.answers.items()
        if card in holders and holders[card] not in by_hand and _means(desk, now, LETTERS[edge])
    ]
    lost = {holders[card] for card, why in reading.unclear.items() if card in holders and why == "contradictory"} - by_hand
    # a server that was started again has forgotten its photos, but not what it put down after them
    lost |= {one.seat for one in given if one.seat in standing and standing[one.seat].response != one.response}
    seen = [holders[card] for card in (*reading.answers, *reading.unclear) if card in holders]  # ill since then: not
    came = [] if now.mode == "team" else seen
    desk.groups.take(now, [one for one in given if one.seat not in lost], without=lost, came=came)
    return reading


def holders(desk: Desk, who: Who, session: str) -> dict[int, str]:
    """Card → seat that holds it."""
    require(who, "run group quiz")
    return _holders(desk, _found(desk, who, session))


def enter(desk: Desk, who: Who, session: str, seat: str, letter: str) -> Session:
    """The facilitator puts down the answer of one seat: a card that was not seen, or one that was read wrongly."""
    require(who, "run group quiz")
    now = _in_round(_found(desk, who, session))
    is_team = seat in _teams(now)
    if not is_team and not any(one.member == seat for one in _members(desk, now)):
        raise NotAllowed("this group has no such child")
    if not _means(desk, now, letter):
        raise Unusable("no_such_letter")
    had = next((one for one in _standing(desk, now) if one.seat == seat), None)
    source: Source = "corrected" if had and had.response else "hand"
    given = _given(desk, now, seat, letter, source, is_seat=is_team)
    desk.groups.take(now, [given], is_changing=True, came=[] if is_team else [seat])
    return now


def count(desk: Desk, who: Who, session: str, hands: Mapping[str, int]) -> Session:
    """Hands for each letter, in place of an earlier count of this round. Raises Unusable."""
    require(who, "run group quiz")
    now = _in_round(_found(desk, who, session))
    if any(not _means(desk, now, letter) or number < 0 for letter, number in hands.items()):
        raise Unusable("no_such_letter")
    if sum(hands.values()) > MOST_HANDS:
        raise Unusable("too_many_hands")
    old = [one.seat for one in _standing(desk, now) if one.mode == "hands"]
    desk.groups.take(now, tallied(desk, now, now.item, now.round, hands, "counted"), without=old)
    return now


def tallied(desk: Desk, now: Session, item: str, round: int, hands: Mapping[str, int], source: Source) -> list[GroupAnswer]:
    """A seat without a member for each hand: evidence about the group, and about nobody in it."""
    mode: Mode = "paper" if source == "typed" else "hands"
    meant = [group_questions.meaning(desk, now, item)[letter] for letter, number in hands.items() for _ in range(number)]
    rights = [group_questions.is_right(desk, item, response) for response in meant]
    return [
        GroupAnswer(item, round, f"{mode}-{nth:02}", "", response, is_right, mode, source, "", now_ms())
        for nth, (response, is_right) in enumerate(zip(meant, rights, strict=True), 1)
    ]


def mark_present(desk: Desk, who: Who, session: str, member: str, status: Status) -> None:
    """Here since this question, or not here: ill, busy, away, not said."""
    require(who, "run group quiz")
    now = _found(desk, who, session)
    if status not in get_args(Status) or not any(one.member == member for one in _members(desk, now)):
        raise NotAllowed("this group has no such child, or there is no such reason")
    desk.groups.came(now, [member], status)


def lend(desk: Desk, who: Who, session: str) -> str:
    """The computer is passed round: returns the token of a device that answers for whoever taps its picture, and sees no more."""
    require(who, "run group quiz")
    now = _found(desk, who, session)
    if now.mode != "keyboard":
        raise Unusable("not_now")
    token = secrets.token_urlsafe(32)
    desk.groups.add_device(now, token, 0)
    return token


def judge(desk: Desk, who: Who, session: str, verdict: Verdict) -> Session:
    """Clear, or needs it again."""
    require(who, "run group quiz")
    now = _found(desk, who, session)
    if verdict not in get_args(Verdict) or now.step != "reveal":
        raise Unusable("not_now")
    desk.groups.judge(now, verdict)
    return now


def _found(desk: Desk, who: Who, session: str) -> Session:
    found = desk.groups.session(who.school, session)
    if found is None:
        raise NotAllowed("this school has no such session")
    return found


def _in_round(now: Session) -> Session:
    if not now.round:
        raise NotNow("no round is open; open it, then take the answers")
    return now


def _round(now: Session) -> tuple[str, str, str, int]:
    return now.school, now.session, now.item, now.round


def _standing(desk: Desk, now: Session) -> list[GroupAnswer]:
    """What stands in the open round."""
    return [one for one in desk.groups.answers(now.school, now.session, now.item) if one.round == now.round]


def _members(desk: Desk, now: Session) -> list[Member]:
    return desk.people.members(now.school, now.circle)


def _teams(now: Session) -> dict[str, int]:
    """Seat → card, where teams answer."""
    return {f"team-{nth}": nth - 1 for nth in range(1, now.teams + 1)} if now.mode == "team" else {}


def _holders(desk: Desk, now: Session) -> dict[int, str]:
    """Cards that may be held up now: a team's, or those of the children who were not marked as missing."""
    if now.mode == "team":
        return {card: seat for seat, card in _teams(now).items()}
    missing = {member for member, (status, _) in desk.groups.present(now.school, now.session).items() if status != "here"}
    members = [one.member for one in _members(desk, now)]
    return {card: one for one, card in desk.groups.cards(now.school, now.circle, members).items() if one not in missing}


def _means(desk: Desk, now: Session, letter: str) -> bool:
    return letter in group_questions.meaning(desk, now, now.item)


def _given(desk: Desk, now: Session, seat: str, letter: str, source: Source, *, is_seat: bool) -> GroupAnswer:
    response = group_questions.meaning(desk, now, now.item)[letter]
    is_right = group_questions.is_right(desk, now.item, response)
    member, mode = ("", "team") if is_seat else (seat, now.mode if now.mode in INDIVIDUAL else "cards")
    kept: Mode = mode  # type: ignore[assignment]  # both come from Mode
    return GroupAnswer(now.item, now.round, seat, member, response, is_right, kept, source, new_event_id(), now_ms())


def _final(desk: Desk, now: Session) -> Final | None:
    """Makes events of the members' answers when a round closes. A trial of the cards says nothing about knowing."""
    if not now.round or now.kind == "trial":
        return None
    return lambda standing: [
        answered(
            desk,
            now.school,
            one.member,
            one.item,
            one.response,
            event_id=one.event_id,
            attempt=f"{now.session}-{one.member}-{one.round}",
            at=one.at_ms,
            round=one.round,
            mode=one.mode,
            source=one.source,
        )
        for one in standing
        if one.member and one.response and one.item in desk.course.items
    ]
