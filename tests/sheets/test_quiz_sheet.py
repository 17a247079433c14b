"""The quiz on paper: everything to read aloud and to tally is there, nothing runs off the page, a test keeps its answers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from sheets.layout import Sheet, SheetError
from sheets.quiz_sheet import Paper, PaperOption, PaperQuestion, quiz_sheet, read_aloud, tally, tally_sheet
from tests.sheets.seen import HOSTILE, is_white, pages, texts, words

QUIZZES = Path(__file__).parents[2] / "quizzes"
DPI = 50
MM = DPI / 25.4
TITLE = {"km": "មនុស្សដែលខ្ញុំទុកចិត្ត", "en": "People I can trust"}
CIRCLE = {"km": "ផ្កាឈូក", "en": "Lotus"}


def question(number: int, item: dict, lang: str) -> PaperQuestion:  # type: ignore[type-arg]
    options = list(zip("ABCD", item["options"], strict=False))
    return PaperQuestion(
        number,
        item["stem"][lang],
        tuple(PaperOption(letter, option["text"][lang]) for letter, option in options),
        item["discuss"][lang],
        next(letter for letter, option in options if option.get("correct")),
        tuple((letter, option["feedback"][lang]) for letter, option in options),
    )


def paper(lang: str, *names: str) -> Paper:
    """A quiz of real items: all that have options."""
    items = [item for name in names for item in yaml.safe_load((QUIZZES / f"{name}.yaml").read_text("utf-8"))["items"]]
    asked = [item for item in items if item["type"] == "choice"]
    questions = tuple(question(number, item, lang) for number, item in enumerate(asked, start=1))
    return Paper(TITLE[lang], CIRCLE[lang], "K7M2", lang, False, questions, words("paper", lang))


def short(lang: str = "en") -> Paper:
    made = paper(lang, "rights/trusted-adults")
    return replace(made, questions=made.questions[:3])


def as_test(made: Paper) -> Paper:
    return replace(made, is_test=True, questions=tuple(replace(each, discuss="") for each in made.questions))


@pytest.mark.parametrize("lang", ["km", "en"])
def test_all_of_the_quiz_is_there_to_read_aloud(lang: str) -> None:
    """Each stem and option stands twice, to ask and to explain; prompts and explanations stand once for each question."""
    made = paper(lang, "rights/trusted-adults")
    drawn = texts(read_aloud(made))
    for each in made.questions:
        assert drawn.count(each.stem) == 2 and each.discuss in drawn
        assert all(option.text in drawn for option in each.options) and all(said in drawn for _, said in each.explain)
    assert drawn.count(made.words["better"]) == len(made.questions)
    letters = "".join(part for part in drawn if part in "កខគឃABCD")
    assert letters == ("កខគ" if lang == "km" else "ABC") * 2 * len(made.questions)


@pytest.mark.parametrize("lang", ["km", "en"])
def test_the_answers_begin_on_a_page_of_their_own(lang: str) -> None:
    """Whoever looks over the facilitator's shoulder at a question sees no answer: those pages have no green."""
    made = short(lang)
    all_pages = pages(read_aloud(made), DPI)
    asking = len(pages(read_aloud(replace(made, is_test=True)), DPI))
    green = [bool((page == [218, 235, 213]).all(axis=2).any()) for page in all_pages]  # rice-light, blue first
    assert green[:asking] == [False] * asking and all(green[asking:]) and len(green) > asking


def test_a_test_is_not_explained_and_its_file_does_not_know_the_answers() -> None:
    """Neither the page nor the data behind it has a right answer or a word of feedback."""
    made = as_test(short())
    known = read_aloud(made).inputs()["content"]
    drawn = texts(read_aloud(made))
    for each in made.questions:
        assert not any(said in known for _, said in each.explain)
    assert '"right": ""' in known and made.words["how_test"] in drawn
    assert not {made.words[name] for name in ("better", "answers", "how_explain", "how_talk")} & set(drawn)


@pytest.mark.parametrize("lang", ["km", "en"])
def test_nothing_runs_off_the_page(lang: str) -> None:
    """With every item of a whole unit the margins of all pages stay white."""
    names = [f"violations/{each.stem}" for each in sorted((QUIZZES / "violations").glob("*.yaml"))]
    made = paper(lang, *names)
    assert len(made.questions) > 30
    for sheet, side, top in ((read_aloud(made), 19, 17), (tally(made), 12, 12)):
        for page in pages(sheet, DPI):
            wide, high, low = int(side * MM), int(top * MM), int(5 * MM)
            assert is_white(page[:high]) and is_white(page[-low:])
            assert is_white(page[:, :wide]) and is_white(page[:, -wide:])


def test_a_question_longer_than_a_page_goes_on_on_the_next() -> None:
    """Even a story of two pages is read to its end: nothing is drawn into the foot."""
    long = replace(short().questions[0], stem=("A child walks home along the river and thinks of many things. " * 90).strip())
    sheet = read_aloud(replace(short(), questions=(long,)))
    assert long.stem in texts(sheet)
    for page in pages(sheet, DPI):
        assert is_white(page[-int(17 * MM) : -int(15 * MM)])  # between the text and the foot


@pytest.mark.parametrize("lang", ["km", "en"])
def test_the_tally_sheet_has_a_row_for_each_question_and_the_code(lang: str) -> None:
    """Numbers in the language's figures, both rounds, places to write by hand, and the code to type in later."""
    made = paper(lang, "rights/trusted-adults")
    drawn, say = texts(tally(made)), made.words
    figures = "០១២៣៤៥៦៧៨៩" if lang == "km" else "0123456789"
    for each in made.questions:
        assert "".join(figures[int(digit)] for digit in str(each.number)) in drawn
        assert any(part.removesuffix(" …") in each.stem for part in drawn if len(part) > 10)
    assert all(say[name] in drawn for name in ("round_1", "round_2", "total", "present", "date", "place", "no_names", "type_in"))
    assert "K7M2" in drawn


def test_the_tally_sheet_never_shows_what_is_right() -> None:
    """Two quizzes that differ in their right answers alone have the same tally sheet."""
    made = short()
    other = replace(made, questions=tuple(replace(each, right="C") for each in made.questions))
    assert tally_sheet(made) == tally_sheet(other)


def test_without_talk_there_is_one_round() -> None:
    """A second round follows talk. A test has none, so its boxes are asked for once."""
    drawn = texts(tally(as_test(short())))
    assert "First round" in drawn and "Second round" not in drawn


def test_an_option_that_a_question_lacks_has_no_box() -> None:
    """A dash closes D for a question with three options, in both rounds."""
    made = short()
    four = replace(
        made.questions[0],
        options=(*made.questions[0].options, PaperOption("D", "I'm not sure")),
        explain=(*made.questions[0].explain, ("D", "It is good to say so.")),
    )
    assert texts(tally(made)).count("–") == 6
    assert texts(tally(replace(made, questions=(four, *made.questions[1:])))).count("–") == 4


def test_not_sure_is_the_dark_edge_even_after_two_options() -> None:
    """A question may be lettered A, B, D; then C has no box."""
    made = short()
    one = replace(
        made.questions[0],
        options=(*made.questions[0].options[:2], PaperOption("D", "I'm not sure")),
        explain=(*made.questions[0].explain[:2], ("D", "It is good to say so.")),
    )
    made = replace(made, questions=(one,))
    assert texts(tally(made)).count("–") == 2
    assert "".join(part for part in texts(read_aloud(made)) if part in "ABCD") == "ABD" * 2


def test_the_not_your_fault_line_is_read_with_the_explanations_only() -> None:
    """It stands once, after the options, and never in a test: it would tell that the story was not OK."""
    made = short()
    care = "It is never the child's fault."
    made = replace(made, questions=(replace(made.questions[0], care=care),))
    drawn = texts(read_aloud(made))
    assert drawn.count(care) == 1 and drawn.index(care) > drawn.index(made.words["answers"])
    assert care not in read_aloud(as_test(made)).inputs()["content"]


def test_a_short_stem_is_whole_sentences() -> None:
    """A long stem ends after a sentence, with a sign that there is more."""
    story = "ណារីអាយុ ១៤ ឆ្នាំ។ " + "នាងជួយហាងមីងពីរម៉ោងថ្ងៃអាទិត្យ ហើយទៅសាលារាល់ថ្ងៃរៀន។ " * 2 + "តើនេះល្អទេ?"
    made = replace(short("km"), questions=(replace(short("km").questions[0], stem=story),))
    assert "ណារីអាយុ ១៤ ឆ្នាំ។ នាងជួយហាងមីងពីរម៉ោងថ្ងៃអាទិត្យ ហើយទៅសាលារាល់ថ្ងៃរៀន។ …" in texts(tally(made))


def hostile(sheet_of: str) -> Sheet:
    made = short()
    bad = replace(
        made.questions[0], stem=HOSTILE, options=tuple(replace(each, text=HOSTILE) for each in made.questions[0].options),
        discuss=HOSTILE, explain=tuple((letter, HOSTILE) for letter in "ABC"),
    )  # fmt: skip
    words_too = dict.fromkeys(made.words, HOSTILE)
    made = replace(made, title=HOSTILE, circle=HOSTILE, code=HOSTILE, questions=(bad,), words=words_too)
    return {"read_aloud": read_aloud, "tally": tally}[sheet_of](made)


@pytest.mark.parametrize("sheet_of", ["read_aloud", "tally"])
def test_no_text_is_ever_markup(sheet_of: str) -> None:
    """A text full of typst's signs is drawn as it is written, wherever it stands."""
    drawn = texts(hostile(sheet_of))
    ours = {"·", "/", "=", "–", "1", "2", "3", "4", "5", "6", "A", "B", "C", "D"}
    assert drawn.count(HOSTILE) >= 10
    assert set(drawn) - ours <= {HOSTILE, f"{HOSTILE[: HOSTILE.index(' https')]} …"}  # the tally sheet ends a stem after "..."


def test_the_same_paper_is_the_same_file() -> None:
    """A second print differs in no byte."""
    assert quiz_sheet(short("km")) == quiz_sheet(short("km")) and quiz_sheet(short("km")).startswith(b"%PDF-")


def test_every_fault_of_a_paper_is_said_at_once() -> None:
    """Letters, answers, explanations, numbers and words: the caller hears of all of them in one go."""
    made = short()
    first, second, third = made.questions
    wrong = (
        replace(first, right="D"),
        replace(second, options=second.options[::-1]),
        replace(third, number=2, explain=third.explain[:1]),
    )
    with pytest.raises(SheetError) as told:
        quiz_sheet(replace(made, questions=wrong, words={**made.words, "better": " "}))
    said = str(told.value).splitlines()
    for part in (
        "better is missing",
        "question 2: the number is given 2 times",
        "right answer is 'D'",
        "lettered ['C', 'B', 'A']",
    ):
        assert any(part in line for line in said)
    assert sum("explanation" in line for line in said) == 1
    with pytest.raises(SheetError, match="there are none"):
        tally_sheet(replace(made, questions=()))
