"""What a group session came to: both rounds, misconceptions, what to do next. It must never tie an answer to a child."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable
from csv import writer
from dataclasses import dataclass
from typing import Any, Literal

from actions import group_questions, group_quiz
from actions.desk import Desk
from actions.group_quiz_views import KNOWN, goal, results, title, told
from actions.permissions import Who, require
from curriculum.items import Tapped
from progress.events import Mode
from progress.group_quiz import (
    EXPLAIN_UNDER,
    FEWEST_SHOWN,
    Changes,
    GroupAnswer,
    Session,
    Status,
    Verdict,
    changes,
    is_hidden,
    speaking,
)
from progress.learning.evidence import INDIVIDUAL
from progress.store.people import Member

GROUP_WAYS: tuple[Mode, ...] = ("hands", "team", "paper")  # answers of the group, of nobody in it
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run a cell that begins so
MOST_SPOKEN = 8  # more than can be taken up at one meeting
Next = Literal["known", "twin", "repeat", "few"]  # go on; the twin alone at the computer; teach it again; too few to tell


@dataclass(frozen=True, slots=True)
class Asked:
    """One question and both its rounds, in counts."""

    nth: int
    item: str
    area: str
    stem: str
    rows: list[dict[str, Any]]  # as the reveal shows them; `rounds` is None where counts are not told
    totals: list[int] | None
    is_hidden: bool
    changes: Changes | None  # None: nobody's two answers can be laid side by side, or too few
    verdict: Verdict | None
    next: Next

    @property
    def last(self) -> tuple[int, int] | None:
        """(right, answers) of the last round that has any."""
        if not self.totals or not any(self.totals):
            return None
        round = 1 if self.totals[1] else 0
        return next(row["rounds"][round] for row in self.rows if row["is_right"]), self.totals[round]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A misconception that spoke from answers of the last rounds."""

    area: str
    misconception: str
    times: int


@dataclass(frozen=True, slots=True)
class Checked:
    """How often a member's card was read as it was held, when the cards were tried."""

    member: Member
    card: int  # as it is printed, from 1
    right: int
    of: int


@dataclass(frozen=True, slots=True)
class Report:
    """A session, as its facilitator may read and print it."""

    session: Session
    title: str
    asked: list[Asked]
    is_waiting: bool  # a test that still runs tells nothing
    areas: dict[str, tuple[int, int]]  # area → (right, answers) of the last rounds
    spoken: list[Spoken]
    ways: Counter[Mode]
    present: list[tuple[Member, Status | None]]
    least: str  # the area that is least known, when not all of it is
    reached: tuple[int, int]  # questions that eight in ten know at the end, of how many
    repeats: list[str]  # lessons to take up again
    cards: list[Checked]


def report(desk: Desk, who: Who, session: str, lang: str) -> Report:
    """Counts of a session of this school. Raises NotAllowed when there is none."""
    require(who, "run group quiz")
    now = group_quiz.session(desk, who, session)
    answers = desk.groups.answers(now.school, now.session)
    is_waiting = now.is_quiet and now.step != "ended"
    asked = [] if is_waiting or now.kind == "trial" else _asked(desk, now, answers, lang)
    reached = goal(desk, now) if asked and not now.is_quiet else {"reached": 0, "of": 0}
    areas = _areas((one.area, one.last) for one in asked)
    least = min(areas, key=lambda area: areas[area][0] / areas[area][1], default="")
    again = [desk.course.items[one.item].lesson for one in asked if one.next == "repeat"]
    return Report(
        now,
        title(desk, now, lang),
        asked,
        is_waiting,
        areas,
        _spoken(desk, asked, answers),
        Counter(one.mode for one in answers if one.response),
        _present(desk, now),
        least if least and areas[least][0] < areas[least][1] else "",
        (reached["reached"], reached["of"]),
        list(dict.fromkeys(again)),
        _cards(desk, now, answers) if now.kind == "trial" else [],
    )


def twins(desk: Desk, school: str, circle: str, since_ms: int) -> dict[str, int]:
    """Questions whose twin each member should meet alone → when their session ended, of meetings and lessons since then.

    Tests are not in it: what they ask must not be practised. Asks nobody's leave: it is for a child's own home.
    """
    found = dict[str, int]()
    for now in desk.groups.sessions(school, circle):
        if now.kind in ("meeting", "lesson") and now.step == "ended" and now.ended_ms >= since_ms:
            asked = _asked(desk, now, desk.groups.answers(school, now.session), desk.course.languages[0])
            found |= {one.item: max(now.ended_ms, found.get(one.item, 0)) for one in asked if one.next == "twin"}
    return found


def by_hands(desk: Desk, who: Who, circle: str) -> dict[str, tuple[int, int]]:
    """Area → (right, answers) of what hands, teams and paper said in this circle: about the group, about nobody in it."""
    require(who, "see group")
    return _by_hands(desk, who.school, circle, 1)


def by_hands_at(desk: Desk, who: Who, school: str) -> dict[str, tuple[int, int]]:
    """The same of a whole school, for staff; a count of fewer than five is not in it."""
    require(who, "see schools")
    return _by_hands(desk, school, None, FEWEST_SHOWN)


def _by_hands(desk: Desk, school: str, circle: str | None, least: int) -> dict[str, tuple[int, int]]:
    found = list[tuple[str, tuple[int, int] | None]]()
    for now in desk.groups.sessions(school, circle):
        if now.kind != "trial":
            answers = desk.groups.answers(now.school, now.session)
            for item in (one for one in now.items if one in desk.course.items):
                ours = _last_round([one for one in answers if one.item == item])
                is_shown = len(ours) >= least and not is_hidden(desk.course.items[item].sensitivity, len(ours))
                if ours and ours[0].mode in GROUP_WAYS and is_shown:
                    found.append((desk.course.items[item].area, (sum(one.is_right for one in ours), len(ours))))
    return _areas(found)


def csv(desk: Desk, who: Who, session: str, lang: str) -> str:
    """The same as a long table for a spreadsheet: a row for each question, round and letter."""
    require(who, "run group quiz")
    found, words = report(desk, who, session, lang), desk.words
    file = io.StringIO()
    table = writer(file)
    heads = ("question", "text", "round", "letter", "option", "count", "right")
    table.writerow([words(f"report.csv_{one}", lang) for one in heads])
    yes, no = words("report.csv_yes", lang), words("report.csv_no", lang)
    few = words("report.few", lang, FEWEST_SHOWN)
    for one in found.asked:
        for round in (1,) if found.session.is_quiet else (1, 2):
            for row in one.rows:
                count = row["rounds"][round - 1] if row["rounds"] else few
                cells = (one.nth, one.stem, round, row["said"], row["text"], count, yes if row["is_right"] else no)
                table.writerow([_safe(cell) for cell in cells])
    return "\ufeff" + file.getvalue()  # the mark by which spreadsheets know that the letters are not Latin


def _safe(cell: object) -> str:
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text


def _asked(desk: Desk, now: Session, answers: list[GroupAnswer], lang: str) -> list[Asked]:
    """Questions that are through. What was not asked, or is on the screen now, tells nothing yet."""
    through = now.items if now.step == "ended" else now.items[: now.nth + (now.step == "reveal")]
    judged = desk.groups.judged(now.school, now.session)
    found = list[Asked]()
    for nth, item in enumerate(through, 1):
        ours = [one for one in answers if one.item == item and one.response]
        if ours and item in desk.course.items:
            found.append(_one(desk, now, nth, item, ours, judged.get(item), lang))
    return found


def _one(desk: Desk, now: Session, nth: int, item: str, ours: list[GroupAnswer], verdict: Verdict | None, lang: str) -> Asked:
    asked = group_questions.question(desk, now, item)
    told_, both = results(desk, now, asked, ours, lang), changes(ours)
    is_told = both.both and not told_["is_hidden"] and not is_hidden(asked.sensitivity, both.both)
    last = _last_round(ours)
    share = sum(one.is_right for one in last) / len(last)
    step = _next(share, verdict)
    if told_["is_hidden"] and verdict != "again":  # what to do must not tell what the counts may not
        step = "few"
    stem = str(told(desk, asked, lang)["stem"])
    return Asked(
        nth, item, desk.course.items[item].area, stem, told_["rows"], told_["totals"], told_["is_hidden"],
        both if is_told else None, verdict, step,
    )  # fmt: skip


def _next(share: float, verdict: Verdict | None) -> Next:
    if verdict == "again" or share < EXPLAIN_UNDER:
        return "repeat"
    return "known" if share >= KNOWN else "twin"


def _last_round(answers: list[GroupAnswer]) -> list[GroupAnswer]:
    return speaking(answers, max((one.round for one in answers if one.response), default=0))


def _areas(shares: Iterable[tuple[str, tuple[int, int] | None]]) -> dict[str, tuple[int, int]]:
    found = dict[str, tuple[int, int]]()
    for area, share in shares:
        if share:
            right, of = found.get(area, (0, 0))
            found[area] = right + share[0], of + share[1]
    return found


def _spoken(desk: Desk, asked: list[Asked], answers: list[GroupAnswer]) -> list[Spoken]:
    """Most often first. Of a question whose counts are not told, nothing."""
    times = Counter[tuple[str, str]]()
    for one in (one for one in asked if not one.is_hidden):
        item = desk.course.items[one.item]
        assert isinstance(item, Tapped)  # askable() lets no other in
        for answer in _last_round([it for it in answers if it.item == one.item]):
            times.update((item.area, idea) for idea in item.misunderstood(answer.response))
    often = sorted(times.items(), key=lambda pair: (-pair[1], pair[0]))
    return [Spoken(area, idea, number) for (area, idea), number in often[:MOST_SPOKEN]]


def _present(desk: Desk, now: Session) -> list[tuple[Member, Status | None]]:
    """All of the circle, and what is known of their coming."""
    known = desk.groups.present(now.school, now.session)
    return [(one, known[one.member][0] if one.member in known else None) for one in desk.people.members(now.school, now.circle)]


def _cards(desk: Desk, now: Session, answers: list[GroupAnswer]) -> list[Checked]:
    """Of those who held one up: by the number on the card."""
    here = {one.member for one in answers if one.member}
    members = [one for one in desk.people.members(now.school, now.circle) if one.member in here]
    cards = desk.groups.cards(now.school, now.circle, [one.member for one in members]) if members else {}
    of = len({one.item for one in answers})
    found = [
        Checked(one, cards[one.member] + 1, sum(it.is_right for it in answers if it.member == one.member), of) for one in members
    ]
    return sorted(found, key=lambda one: one.card)


def is_individual(mode: Mode) -> bool:
    """True for a way by which a member's own answer is known."""
    return mode in INDIVIDUAL
