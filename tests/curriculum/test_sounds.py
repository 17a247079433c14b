"""A recording is of exactly these words, and every text that a button reads has a name for one."""

from __future__ import annotations

import ast
import re

from actions.desk import ROOT
from curriculum.reader import read
from curriculum.reading import all_rows, subjects
from curriculum.sounds import FOLDER, SPOKEN_WORDS, file_of, find, is_spoken, of_other_words, print_of, spoken

COURSE = read(ROOT)
TEXT, WORDS = "rights.kind-words/cards.a.text", "ដារ៉ាប្រាប់អ្នកគ្រូ។"


def record(root, text, lang, words):
    """An (empty) recording of these words."""
    path = root / FOLDER / file_of(text, lang, words)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")
    return path


def test_a_file_is_named_by_text_language_and_words():
    """One folder for each language and lesson; the words are in the name, so that a changed one finds nothing."""
    assert file_of(TEXT, "km", WORDS) == f"km/rights.kind-words/cards.a.text.{print_of(WORDS)}.mp3"
    assert len({print_of(WORDS), print_of(WORDS + " "), print_of("")}) == 3


def test_only_these_words_are_found(tmp_path):
    """Not those of another language, of another text, nor what the text said before; the old file is known as such."""
    path = record(tmp_path, TEXT, "km", WORDS)
    assert find(tmp_path, TEXT, "km", WORDS) == path
    assert find(tmp_path, TEXT, "en", WORDS) is None
    assert find(tmp_path, TEXT.replace(".a.", ".b."), "km", WORDS) is None
    assert find(tmp_path, TEXT, "km", "ពាក្យថ្មី។") is None
    assert of_other_words(tmp_path, TEXT, "km", "ពាក្យថ្មី។") == [path]
    assert of_other_words(tmp_path, TEXT, "km", WORDS) == []


def test_a_longer_name_is_another_text(tmp_path):
    """ "cards.a" is not the old recording of "cards.a.text"."""
    record(tmp_path, "x/cards.a.text", "km", WORDS)
    assert of_other_words(tmp_path, "x/cards.a", "km", "other") == []
    assert of_other_words(tmp_path, "x/cards", "km", "other") == []


def test_each_text_says_what_there_is_of_it(tmp_path):
    """Recorded, to be recorded again, missing; in each language by itself."""
    rows = all_rows(COURSE, "rights.what-is-a-right")[:3]
    record(tmp_path, rows[0].id, "km", rows[0].km)
    record(tmp_path, rows[1].id, "km", "what it said before")
    found = {(one.id, one.lang): one.state for one in spoken(tmp_path, COURSE, rows, ("km", "en"))}
    assert [found[row.id, "km"] for row in rows] == ["recorded", "again", "missing"]
    assert [found[row.id, "en"] for row in rows] == ["missing"] * 3


def test_what_children_hear_and_what_is_for_adults():
    """All of a story and its questions; not the facilitator's page, the note for home, sources, nor words of other buttons."""
    rows = [row for name in subjects(COURSE) for row in all_rows(COURSE, name)]
    heard = {row.id for row in rows if is_spoken(COURSE, row)}
    of = "violations.words-can-hurt"
    assert {f"{of}/content_note", f"{of}/cards.read.text", f"{of}/close", f"{of}.q1/options.b.feedback"} <= heard
    assert not [one for one in heard if re.search(r"/(facilitator|sources|home_note)\b", one) or one.startswith("glossary")]
    assert {one for one in heard if one.startswith("words/")} == {f"words/{name}" for name in SPOKEN_WORDS}


def test_every_word_that_a_button_reads_can_be_recorded():
    """Each `listen("…")` of the doors and each `said_word("…")` of the screens is on the narrator's list."""
    asked = set()
    for file in [*(ROOT / "routes").glob("*.py"), *(ROOT / "screens").glob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in ("listen", "said_word"):
                asked |= {one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    assert len(asked) >= 8
    assert asked <= set(SPOKEN_WORDS)
    assert {one.partition(".")[0] for one in set(SPOKEN_WORDS) - asked} == {"stage", "teach_back"}  # which the stage reads
    assert set(SPOKEN_WORDS) <= set(COURSE.words)
