"""The group quiz on paper, for a power cut: one sheet to read aloud, one to tally on. Neither has room for a child's name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from sheets.layout import OPTIONS, Sheet, SheetError, missing_words

QUIZ_WORDS = (
    "read_aloud", "for_facilitator", "group", "code", "how_read", "how_alone", "how_cards", "how_talk", "how_again",
    "how_explain", "how_test", "discuss", "answers", "answers_when", "better",
)  # fmt: skip
TALLY_WORDS = (
    "tally", "group", "code", "type_in", "date", "place", "present", "stroke", "no_names", "question",
    "round_1", "round_2", "total",
)  # fmt: skip
SHORT = 75  # characters: three lines of the first column in either script, as high as the boxes beside them
SENTENCE = re.compile(r".+?(?:[។.?!](?=\s|$)|$)", re.S)


@dataclass(frozen=True)
class PaperOption:
    letter: str  # A, B, C or D; printed as the paper's language writes it
    text: str


@dataclass(frozen=True)
class PaperQuestion:
    number: int
    stem: str
    options: tuple[PaperOption, ...]
    discuss: str  # "" where nothing is to be talked over
    right: str  # its letter
    explain: tuple[tuple[str, str], ...]  # letter, feedback
    care: str = ""  # the not-your-fault line of a story that was not OK; read with the explanations


@dataclass(frozen=True)
class Paper:
    title: str
    circle: str
    code: str
    lang: str
    is_test: bool  # a test is never explained
    questions: tuple[PaperQuestion, ...]
    words: Mapping[str, str]

    @property
    def has_two_rounds(self) -> bool:
        """A second round follows talk; where nothing is talked over, a question is asked once."""
        return any(question.discuss for question in self.questions)


def quiz_sheet(paper: Paper) -> bytes:
    """A PDF for the facilitator to read aloud from; the answers begin on a page of their own."""
    return read_aloud(paper).pdf()


def tally_sheet(paper: Paper) -> bytes:
    """A PDF with a row of boxes for each question, to be typed in under the code when the power is back."""
    return tally(paper).pdf()


def read_aloud(paper: Paper) -> Sheet:
    """The quiz sheet before it is printed."""
    _check(paper, QUIZ_WORDS)
    questions = [asdict(question) for question in paper.questions]
    if paper.is_test:  # the file itself must not know, for a PDF is easily searched
        questions = [{**question, "right": "", "explain": [], "care": ""} for question in questions]
    return _sheet("quiz_sheet", paper, questions)


def tally(paper: Paper) -> Sheet:
    """The tally sheet before it is printed; it must never show which answer is right."""
    _check(paper, TALLY_WORDS)
    rows = [
        {"number": each.number, "stem": _short(each.stem), "options": [option.letter for option in each.options]}
        for each in paper.questions
    ]
    return _sheet("tally_sheet", paper, rows)


def _sheet(template: str, paper: Paper, questions: list[dict[str, object]]) -> Sheet:
    content = {
        "title": paper.title,
        "circle": paper.circle,
        "code": paper.code,
        "is_test": paper.is_test,
        "has_two_rounds": paper.has_two_rounds,
        "questions": questions,
        "words": dict(paper.words),
    }
    return Sheet(template, paper.lang, content)


def _short(stem: str) -> str:
    """Its first sentences: enough to find the row, since the numbers agree. Never cut within a sentence, let alone a syllable."""
    kept = ""
    for sentence in SENTENCE.findall(stem):
        if kept and len(kept) + len(sentence) > SHORT:
            return f"{kept.strip()} …"
        kept += sentence
    return kept.strip()


def _check(paper: Paper, needed: tuple[str, ...]) -> None:
    problems = missing_words(paper.words, needed, paper.lang)
    if not paper.questions:
        problems.append("questions: there are none. Give at least one.")
    for number, count in Counter(question.number for question in paper.questions).items():
        if count > 1:
            problems.append(f"question {number}: the number is given {count} times. Number every question once.")
    for question in paper.questions:
        problems += [f"question {question.number}: {fault}" for fault in _faults(question, paper.is_test)]
    if problems:
        raise SheetError(problems)


def _faults(question: PaperQuestion, is_test: bool) -> list[str]:
    letters = [option.letter for option in question.options]
    faults = []
    if len(letters) < 2 or letters != [letter for letter in OPTIONS if letter in letters]:  # two options and "not sure": A, B, D
        faults.append(f"its options are lettered {letters}. Letter two to four of them, each once, in the order A, B, C, D.")
    if not is_test and question.right not in letters:
        faults.append(f"the right answer is {question.right!r}, which is no option. Give the letter of one.")
    if not is_test and sorted(letter for letter, _ in question.explain) != sorted(letters):
        faults.append("not every option has one explanation. Write feedback for each.")
    return faults
