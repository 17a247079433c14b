"""What a group is asked: which items fit four cards, which letter means which option, what may be asked of whom. Words only."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import lru_cache

from actions.desk import Desk
from actions.enrol import may_open
from curriculum.items import AGREE, DISAGREE, UNSURE, Choice, Tapped
from curriculum.text import Text
from progress.group_quiz import LETTERS, Kind, Session

TRIAL = tuple(f"trial.{letter.lower()}" for letter in LETTERS)  # "all hold up A": the cards are tried at the start of a term


@dataclass(frozen=True, slots=True)
class Way:
    """One answer of a question: the letter on the card, the option behind it."""

    letter: str
    id: str
    text: Text | None  # None: "I'm not sure", or the letter itself in a trial
    picture: str | None
    feedback: Text | None
    is_right: bool


@dataclass(frozen=True, slots=True)
class Question:
    """An item as a group meets it."""

    item: str
    stem: Text | None
    picture: str | None
    discuss: Text | None
    care: Text | None  # the not-your-fault line of a story that was not OK
    sensitivity: int
    ways: tuple[Way, ...]

    @property
    def right(self) -> str:
        """The letter of the right way."""
        return next(way.letter for way in self.ways if way.is_right)


def question(desk: Desk, session: Session, item: str) -> Question:
    """The same for everybody in the session, and shuffled anew in the next one. Raises KeyError for an item that is gone."""
    if item in TRIAL:
        ways = tuple(Way(one, one, None, None, None, f"trial.{one.lower()}" == item) for one in LETTERS)
        return Question(item, None, None, None, None, 0, ways)
    found = desk.course.items[item]
    assert isinstance(found, Tapped)  # askable() lets no other in
    lesson = desk.course.lessons.get(found.lesson)
    care = lesson.not_your_fault if lesson and found.valence == "not_ok" else None
    return _question(found, care, session.session, verdicts(desk))


def verdicts(desk: Desk) -> tuple[Text, Text]:
    """The words of the two answers to a statement."""
    agree, disagree = (
        Text(**{lang: desk.words(f"stage.{one}", lang) for lang in desk.course.languages}) for one in (AGREE, DISAGREE)
    )
    return agree, disagree


def meaning(desk: Desk, session: Session, item: str) -> dict[str, str]:
    """Letter → response."""
    return {way.letter: way.id for way in question(desk, session, item).ways}


def is_right(desk: Desk, item: str, response: str) -> bool:
    """Marked by the item itself."""
    return item == f"trial.{response.lower()}" if item in TRIAL else desk.course.items[item].mark(response)


def fits(desk: Desk, item: str) -> bool:
    """One choice of at most four, or a statement: what four edges of a card can say. All else stays at the computer."""
    return isinstance(desk.course.items.get(item), Tapped)


def askable(desk: Desk, school: str, circle: str, kind: Kind) -> set[str]:
    """All that this circle may be asked. SG-08, SG-33: of a sensitive lesson only what was opened for it, signed, and ready."""
    if kind == "trial":
        return set(TRIAL)
    lessons = open_lessons(desk, school, circle)
    return {item.id for item in desk.course.items.values() if item.lesson in lessons and fits(desk, item.id)}


def open_lessons(desk: Desk, school: str, circle: str) -> set[str]:
    """Lessons that this circle may do together."""
    found = next((one for one in desk.people.schools() if one.school == school), None)
    if found is None:
        return set()
    opened = desk.people.opened(school, circle) if found.is_ready else set()
    return {
        lesson.id
        for lesson in desk.course.lessons.values()
        if lesson.sensitivity == 0 or (lesson.id in opened and may_open(desk.course, found, lesson.id))
    }


@lru_cache(maxsize=512)
def _question(item: Tapped, care: Text | None, session: str, said: tuple[Text, Text]) -> Question:
    """Asked at every answer; the texts are part of the key, so that a mended one is shown at once."""
    if isinstance(item, Choice):
        options = list(item.options)
        random.Random(f"{session}{item.id}").shuffle(options)
        found = [(one.id, one.text, one.picture, one.feedback, one.correct) for one in options]
    else:  # in the order of the stage: "true" is always the same edge
        told = zip(item.answers.items(), said, (item.feedback.agree, item.feedback.disagree), strict=True)
        found = [(one, text, None, feedback, is_right) for (one, is_right), text, feedback in told]
    ways = [Way(letter, *one) for letter, one in zip(LETTERS, found, strict=False)]
    if len(ways) < len(LETTERS):
        ways.append(Way(LETTERS[-1], UNSURE, None, None, None, False))  # always the dark edge, so that it is soon known
    return Question(item.id, item.stem, item.picture, item.discuss, care, item.sensitivity, tuple(ways))
