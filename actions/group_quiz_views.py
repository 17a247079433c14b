"""What the facilitator's screen and the big screen are told. The big screen must never learn a name or whose answer is whose."""

from __future__ import annotations

from collections import Counter
from typing import Any

from actions import group_questions
from actions.assets import ASSETS
from actions.desk import Desk
from actions.group_questions import Question, Way
from actions.permissions import NotAllowed, Role, Who, require
from curriculum.items import UNSURE
from progress.group_quiz import (
    FEWEST_SHOWN,
    LETTERS,
    STEPS,
    TEST_STEPS,
    GroupAnswer,
    Session,
    advice,
    counted,
    is_hidden,
    moves,
    speaking,
    speaks_as,
)
from progress.store.people import Member
from sheets import scan

KNOWN = 0.8  # the group's goal for a question: eight in ten of those who answered know it at the end


def host(desk: Desk, who: Who, session: str, lang: str) -> dict[str, Any]:
    """For the facilitator: where the session stands, who has answered (never what), the share and what it suggests."""
    require(who, "run group quiz")
    now = _found(desk, who, session)
    asked, answers = group_questions.question(desk, now, now.item), desk.groups.answers(now.school, now.session, now.item)
    standing = {one.seat: one for one in answers if one.round == (now.round or _last_round(answers))}
    circle = next(one for one in desk.people.circles(now.school) if one.circle == now.circle)
    words = desk.words
    return {
        **_common(desk, now, asked, answers, lang),
        "version": now.version,
        "kind": now.kind,
        "title": title(desk, now, lang),
        "circle": {"name": circle.name_km if lang == "km" else circle.name_en, "picture": _small(circle.picture)},
        "steps": [one for one in (TEST_STEPS if now.is_quiet else STEPS)],
        "moves": list(moves(now)),
        "mode": now.mode,
        "teams": now.teams,
        "seats": _team_seats(now, standing) if now.mode == "team" else _seats(desk, now, standing, lang),
        "missed": _missed(desk, now),
        "share": _share(now, asked, answers),
        "counts": _hands(asked, answers, now.round) if now.mode == "hands" else None,
        "judged": desk.groups.judged(now.school, now.session).get(now.item),
        "has_reader": scan.is_ready(),
        "devices": _devices(desk, now, lang),
        "say": words("group.say", lang),
        "note": _note(desk, now, lang),
    }


def projector(desk: Desk, who: Who, session: str, lang: str) -> dict[str, Any]:
    """For the big screen: the question, how many have answered, at the end both rounds. No names, no pictures of children."""
    require(who, "show group quiz")
    now = _found(desk, who, session)
    return _big(desk, now, lang)


def keyboard(desk: Desk, who: Who, session: str, lang: str) -> dict[str, Any]:
    """For the computer that is passed round: the question, and whose turn it still is, by picture alone."""
    require(who, "show group quiz")
    now = _found(desk, who, session)
    standing = {one.seat: one for one in desk.groups.answers(now.school, now.session, now.item) if one.round == now.round}
    here = [one for one in _seats(desk, now, standing, lang) if one["status"] in (None, "here")]
    return {**_big(desk, now, lang), "seats": [{name: one[name] for name in ("seat", "picture", "is_in")} for one in here]}


def _big(desk: Desk, now: Session, lang: str) -> dict[str, Any]:
    asked, answers = group_questions.question(desk, now, now.item), desk.groups.answers(now.school, now.session, now.item)
    return {**_common(desk, now, asked, answers, lang), "mode": now.mode}


def title(desk: Desk, now: Session, lang: str) -> str:
    """What this session is called."""
    lesson = desk.course.lessons.get(now.lesson)
    return str(getattr(lesson.title, lang)) if lesson else desk.words(f"group.kind_{now.kind}", lang)


def told(desk: Desk, asked: Question, lang: str, *, has_options: bool = True) -> dict[str, Any]:
    """A question in words and pictures; nothing of what is right."""
    stem = getattr(asked.stem, lang) if asked.stem else desk.words("group.trial", lang, letter(asked.right, lang))
    return {
        "item": asked.item,
        "stem": stem,
        "picture": f"{ASSETS}/pictures/drawn/scenes/{asked.picture}.svg" if asked.picture else None,
        "options": [_option(desk, way, lang) for way in asked.ways] if has_options else [],
        "discuss": getattr(asked.discuss, lang) if asked.discuss else desk.words("group.say_text", lang),
        "is_sensitive": bool(asked.sensitivity),
    }


def letter(letter: str, lang: str) -> str:
    """A B C D, or ក ខ គ ឃ."""
    return "កខគឃ"[LETTERS.index(letter)] if lang == "km" else letter


def goal(desk: Desk, now: Session) -> dict[str, Any]:
    """What the group reached together: in how many questions eight in ten know it at the end. Hidden ones are not counted."""
    reached = of = 0
    judged = []
    for item in now.items[: now.nth + 1]:
        if item in group_questions.TRIAL or item not in desk.course.items:
            continue
        last = counted_last(desk.groups.answers(now.school, now.session, item))
        total = sum(last.values())
        asked = group_questions.question(desk, now, item)
        if not total or is_hidden(asked.sensitivity, total):
            continue
        is_reached = last[_way(asked, asked.right).id] / total >= KNOWN
        of, reached = of + 1, reached + is_reached
        judged.append(is_reached)
    return {"reached": reached, "of": of, "each": judged}


def counted_last(answers: list[GroupAnswer]) -> Counter[str]:
    """The counts of the last round that has any."""
    return counted(answers, _last_round(answers))


def results(desk: Desk, now: Session, asked: Question, answers: list[GroupAnswer], lang: str) -> dict[str, Any]:
    """Both rounds side by side with what each option teaches. Of a sensitive question few answered, no count at all."""
    rounds = [counted(answers, one) for one in (1, 2)]
    totals = [sum(one.values()) for one in rounds]
    most = max(totals)
    hidden = is_hidden(asked.sensitivity, min(one for one in totals if one) if most else 0)
    rows = [
        {
            **_option(desk, way, lang),
            "is_right": way.is_right,
            "feedback": getattr(way.feedback, lang) if way.feedback else desk.words("group.unsure_feedback", lang),
            "rounds": None if hidden else [one[way.id] for one in rounds],
        }
        for way in asked.ways
    ]
    right = _way(asked, asked.right).id
    grown = None if hidden or not all(totals) else {"before": rounds[0][right], "after": rounds[1][right], "of": totals[1]}
    return {
        "rows": rows,
        "totals": None if hidden else totals,
        "is_hidden": hidden,
        "grown": grown,
        "care": getattr(asked.care, lang) if asked.care else None,
    }


def _common(desk: Desk, now: Session, asked: Question, answers: list[GroupAnswer], lang: str) -> dict[str, Any]:
    present = desk.groups.present(now.school, now.session)
    missing = sum(status != "here" for status, _ in present.values())
    of = now.teams if now.mode == "team" else len(desk.people.members(now.school, now.circle)) - missing
    return {
        "session": now.session,
        "lang": lang,
        "is_quiet": now.is_quiet,
        "is_trial": now.kind == "trial",
        "step": now.step,
        "nth": now.nth + 1,
        "of": len(now.items),
        "question": None if now.step == "ended" else told(desk, asked, lang, has_options=now.step != "read"),
        "answered": _answered(now, answers),
        "present": of,
        "results": results(desk, now, asked, answers, lang) if now.step == "reveal" else None,
        "goal": goal(desk, now) if now.step in ("reveal", "ended") and not now.is_quiet else None,
    }


def _answered(now: Session, answers: list[GroupAnswer]) -> int:
    """How many have answered by the way that is on; between rounds, how many did in the last one."""
    if not now.round:
        return len(speaking(answers, _last_round(answers)))
    return sum(one.round == now.round and bool(one.response) and speaks_as(one.mode) == speaks_as(now.mode) for one in answers)


def _seats(desk: Desk, now: Session, standing: dict[str, GroupAnswer], lang: str) -> list[dict[str, Any]]:
    """One for each child of the circle: its picture, and whether its answer is there."""
    present = desk.groups.present(now.school, now.session)
    members = desk.people.members(now.school, now.circle)
    cards = desk.groups.cards(now.school, now.circle, [one.member for one in members]) if now.mode == "cards" else {}
    return [
        {
            "seat": one.member,
            "name": _name(desk, one, lang),
            "picture": _small(one.picture),
            "card": cards[one.member] + 1 if one.member in cards else None,
            "status": present[one.member][0] if one.member in present else None,
            "is_in": one.member in standing and bool(standing[one.member].response),
        }
        for one in members
    ]


def _team_seats(now: Session, standing: dict[str, GroupAnswer]) -> list[dict[str, Any]]:
    seats = [f"team-{nth}" for nth in range(1, now.teams + 1)]
    return [
        {"seat": seat, "name": "", "picture": None, "card": nth, "status": "here", "is_in": seat in standing}
        for nth, seat in enumerate(seats, 1)
    ]


def _note(desk: Desk, now: Session, lang: str) -> str | None:
    """SG-07: what a sensitive lesson says before it begins, said before its questions too; nobody has to take part."""
    item = desk.course.items.get(now.item)
    lesson = desk.course.lessons.get(item.lesson) if item else None
    if lesson is None or lesson.content_note is None or now.step not in ("read", "think"):
        return None
    return str(getattr(lesson.content_note, lang))


def _missed(desk: Desk, now: Session) -> list[str]:
    """Seats that are here (or not marked as missing) and have no answer in the open round: the list to finish by hand."""
    if not now.round or now.mode == "hands":
        return []
    present = desk.groups.present(now.school, now.session)
    standing = desk.groups.answers(now.school, now.session, now.item)
    has = {one.seat for one in standing if one.round == now.round and one.response}
    if now.mode == "team":
        return [f"team-{nth}" for nth in range(1, now.teams + 1) if f"team-{nth}" not in has]
    members = [one.member for one in desk.people.members(now.school, now.circle)]
    return [one for one in members if one not in has and (one not in present or present[one][0] == "here")]


def _share(now: Session, asked: Question, answers: list[GroupAnswer]) -> dict[str, Any] | None:
    """How many were right, and what that suggests: for the facilitator alone, while the children cannot see it."""
    round = now.round or (1 if now.step == "discuss" else 0)
    ours = sorted(speaking(answers, round), key=lambda one: (one.at_ms, one.seat)) if round else []
    if asked.sensitivity and now.round:  # while they come in one by one, a share that grew by one would tell whose it was
        ours = ours[: len(ours) - len(ours) % FEWEST_SHOWN] or ours
    total = len(ours)
    if not total or now.is_quiet:
        return None
    if is_hidden(asked.sensitivity, total):
        return {"is_hidden": True, "right": None, "answered": total, "advice": None}
    right = sum(one.is_right for one in ours)
    return {"is_hidden": False, "right": right, "answered": total, "advice": advice(right, total) if round == 1 else None}


def _hands(asked: Question, answers: list[GroupAnswer], round: int) -> dict[str, int]:
    """Letter → what was keyed in for it."""
    found = Counter(one.response for one in answers if one.round == round and one.mode == "hands")
    return {way.letter: found[way.id] for way in asked.ways}


def _devices(desk: Desk, now: Session, lang: str) -> dict[str, Any]:
    """Phones that wait to be let in, and how many are in."""
    if now.mode != "devices":
        return {"waiting": [], "in": 0}
    members = {one.member: one for one in desk.people.members(now.school, now.circle)}
    devices = desk.groups.devices(now.school, now.session)
    taken = Counter(one.member for one in devices if one.member)
    waiting = [
        {
            "device": one.device,
            "seat": one.member,
            "name": _name(desk, members[one.member], lang),
            "picture": _small(members[one.member].picture),
            "is_claimed_twice": taken[one.member] > 1,
        }
        for one in devices
        if not one.is_let_in and one.member in members
    ]
    return {"waiting": waiting, "in": sum(one.is_let_in for one in devices)}


def _found(desk: Desk, who: Who, session: str) -> Session:
    found = desk.groups.session(who.school, session)
    if found is None or (who.role is Role.DEVICE and who.id.split("/")[0] != session):
        raise NotAllowed("this school has no such session")
    return found


def _last_round(answers: list[GroupAnswer]) -> int:
    return max((one.round for one in answers if one.response), default=0)


def _name(desk: Desk, member: Member, lang: str) -> str:
    return member.name or desk.words(f"things.{member.picture}", lang)


def _option(desk: Desk, way: Way, lang: str) -> dict[str, Any]:
    text = getattr(way.text, lang) if way.text else desk.words("stage.unsure", lang) if way.id == UNSURE else ""
    picture = f"{ASSETS}/pictures/drawn/scenes/{way.picture}.svg" if way.picture else None
    return {"letter": way.letter, "said": letter(way.letter, lang), "text": text, "picture": picture}


def _way(asked: Question, letter: str) -> Way:
    return next(way for way in asked.ways if way.letter == letter)


def _small(name: str) -> str:
    return f"{ASSETS}/pictures/drawn/small/{name}.svg"
