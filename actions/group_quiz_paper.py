"""The same quiz on paper, for a day without power: prepared, printed, typed in afterwards. It must never carry a child's name."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from actions import group_questions, group_quiz
from actions.desk import Desk
from actions.group_quiz import Unusable
from actions.group_quiz_views import title
from actions.permissions import NotAllowed, Who, require
from curriculum.items import UNSURE
from progress.group_quiz import Kind, NotNow, Session
from progress.store.people import now_ms
from sheets.answer_card import Card, Size, answer_cards
from sheets.quiz_sheet import Paper, PaperOption, PaperQuestion, quiz_sheet, tally_sheet

What = Literal["quiz", "tally"]
Tallies = Mapping[tuple[str, int], Mapping[str, int]]  # (item, round) → letter → marks


@dataclass(frozen=True, slots=True)
class Slip:
    """Something in a tally that cannot be: a word of `tally.slip_` with its figures."""

    why: Literal["nothing", "negative", "too_many", "nobody", "whole_group", "no_such"]
    values: tuple[int, ...] = ()


class BadTally(ValueError):
    """All that keeps a tally from being taken over."""

    def __init__(self, slips: Sequence[Slip]) -> None:
        super().__init__(", ".join(f"{one.why} {one.values}" for one in slips))
        self.slips = tuple(slips)


def prepare(desk: Desk, who: Who, circle: str, kind: Kind, items: Sequence[str], lesson: str) -> Session:
    """A session that waits on paper: its id is the code, and letters the options for good. Raises NotAllowed, Unusable."""
    require(who, "run group quiz")
    if not any(one.circle == circle for one in desk.people.circles(who.school)):
        raise NotAllowed("this school has no such group")
    if kind == "trial" or not items or not set(items) <= group_questions.askable(desk, who.school, circle, kind):
        raise Unusable("no_questions")
    code = f"{secrets.randbelow(10**6):06}"  # digits alone: read and typed the same in every language
    while desk.groups.session(who.school, code):
        code = f"{secrets.randbelow(10**6):06}"
    now = Session(
        who.school, code, circle, kind, lesson, tuple(items), "paper", group_quiz.TEAMS, 0, "prepared", 1, now_ms()
    )  # fmt: skip
    desk.groups.begin(now)
    return now


def waiting(desk: Desk, who: Who, circle: str) -> list[Session]:
    """Prepared on paper and not yet typed in; the newest first."""
    require(who, "run group quiz")
    return [one for one in desk.groups.sessions(who.school, circle) if one.step == "prepared"]


def paper(desk: Desk, who: Who, session: str, lang: str) -> Paper:
    """The questions as they are printed. Raises NotAllowed."""
    require(who, "run group quiz")
    now = group_quiz.session(desk, who, session)
    circle = next(one for one in desk.people.circles(now.school) if one.circle == now.circle)
    questions = [_question(desk, now, nth, item, lang) for nth, item in enumerate(now.items, 1) if item in desk.course.items]
    called = circle.name_km if lang == "km" else circle.name_en
    words = desk.words.under("paper", lang)
    return Paper(title(desk, now, lang), called, now.session, lang, now.is_quiet, tuple(questions), words)


def pdf_paper(desk: Desk, who: Who, session: str, lang: str, what: What) -> bytes:
    """The sheet to read aloud from, or the one to tally on."""
    require(who, "run group quiz")
    sheet = paper(desk, who, session, lang)
    return quiz_sheet(sheet) if what == "quiz" else tally_sheet(sheet)


def pdf_cards(desk: Desk, who: Who, circle: str, size: Size, lang: str) -> bytes:
    """The circle's answer cards: each member keeps its own all year. Raises NotAllowed when nobody is in it."""
    require(who, "run group quiz")
    members = desk.people.members(who.school, circle)
    if not members:
        raise NotAllowed("this school has no such group, or nobody is in it")
    cards = desk.groups.cards(who.school, circle, [one.member for one in members])
    drawn = sorted((Card(cards[one.member], one.picture) for one in members), key=lambda card: card.number)
    return answer_cards(drawn, size, lang, desk.words.under("card", lang))


def type_in(desk: Desk, who: Who, session: str, tallies: Tallies, present: int) -> Session:
    """What the tally sheet says; the session is over then. Raises BadTally with every slip, NotNow when it is in already."""
    require(who, "run group quiz")
    now = group_quiz.session(desk, who, session)
    if now.step != "prepared":
        raise NotNow("this tally is in already; its report is on the page of group quizzes")
    if found := slips(desk, now, tallies, present):
        raise BadTally(found)
    answers = [
        answer
        for (item, round), marks in tallies.items()
        for answer in group_quiz.tallied(desk, now, item, round, marks, "typed")
    ]
    return desk.groups.put_down(now, replace(now, step="ended", nth=len(now.items) - 1, ended_ms=now_ms()), answers)


def slips(desk: Desk, now: Session, tallies: Tallies, present: int) -> list[Slip]:
    """Everything that cannot be, question by question."""
    members, number = len(desk.people.members(now.school, now.circle)), {item: nth for nth, item in enumerate(now.items, 1)}
    found = [Slip("nobody")] if present < 1 else []
    if present > members:
        found.append(Slip("whole_group", (present, members)))
    if not any(sum(marks.values()) for marks in tallies.values()):
        found.append(Slip("nothing"))
    for (item, round), marks in tallies.items():
        rounds = (1,) if now.is_quiet else (1, 2)
        if item not in number or round not in rounds or not set(marks) <= set(group_questions.meaning(desk, now, item)):
            found.append(Slip("no_such", (number.get(item, 0), round)))
        elif any(one < 0 for one in marks.values()):
            found.append(Slip("negative", (number[item], round)))
        elif 1 <= present < sum(marks.values()):
            found.append(Slip("too_many", (number[item], round, sum(marks.values()), present)))
    return found


def _question(desk: Desk, now: Session, nth: int, item: str, lang: str) -> PaperQuestion:
    asked, words = group_questions.question(desk, now, item), desk.words
    assert asked.stem  # only a trial has none
    options = [
        PaperOption(way.letter, getattr(way.text, lang) if way.text else words("stage.unsure", lang) if way.id == UNSURE else "")
        for way in asked.ways
    ]
    explained = [
        (way.letter, getattr(way.feedback, lang) if way.feedback else words("group.unsure_feedback", lang)) for way in asked.ways
    ]
    discuss = getattr(asked.discuss, lang) if asked.discuss else words("group.say_text", lang)
    care = getattr(asked.care, lang) if asked.care else ""
    return PaperQuestion(
        nth, getattr(asked.stem, lang), tuple(options), "" if now.is_quiet else discuss, asked.right, tuple(explained), care
    )  # fmt: skip
