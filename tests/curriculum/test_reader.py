"""What the reader accepts, and that each fault is named with its line, in plain words, with a remedy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from curriculum.reader import read
from curriculum.source import Source
from curriculum.ui_words import read_words
from tests.curriculum import tiny
from tests.curriculum.test_checks import put
from tests.curriculum.tiny import CONTACTS, HEAD, QUIZ, TRUSTED, UI, UNIT, WORDS

OF = "item rights.kind-words.q1"
FIRST: tuple[Any, ...] = (QUIZ, "items", 0)
GONE = object()


def change(*path: Any, value: Any = GONE) -> Any:
    """Sets one value, or takes its key away."""

    def edit(files: tiny.Files) -> None:
        if value is not GONE:
            return put(*path, value=value)(files)
        here = files[path[0]]
        for step in path[1:-1]:
            here = here[step]
        del here[path[-1]]

    return edit


@pytest.mark.parametrize(
    ("breaks", "said"),
    [
        (
            change(*FIRST, "stem", "km"),
            f'{OF} has no Khmer stem. Add "km:".',
        ),
        (
            change(*FIRST, "options", 1, "feedback", "en"),
            f'{OF} has no English feedback of option o. Add "en:".',
        ),
        (
            change(*FIRST, "options", 1, "feedback"),
            f'option o of {OF} has no "feedback:". Add it, in Khmer and English.',
        ),
        (
            change(*FIRST, "area"),
            f'{OF} has no "area:". Add it.',
        ),
        (
            change(*FIRST, "twinn", value="x"),
            f'{OF} has a key "twinn:" that nobody knows. Did you mean "twin:", or remove it.',
        ),
        (
            change(*FIRST, "zzz", value="x"),
            f'{OF} has a key "zzz:" that nobody knows. Remove it, or use one of affected, allow, area,',
        ),
        (
            change(*FIRST, "options", 0, "txt", value="x"),
            f'option r of {OF} has a key "txt:" that nobody knows. Did you mean "text:"',
        ),
        (
            change(*FIRST, "stem", "en", value="  "),
            f"English stem of {OF} is empty. Write it.",
        ),
        (
            change(*FIRST, "stem", "en", value=None),
            f"English stem of {OF} is empty. Write it.",
        ),
        (
            change(*FIRST, "stem", "en", value=False),
            f"English stem of {OF} is False, which is no text. Put it in quotes.",
        ),
        (
            change(*FIRST, "stem", "en", value=["a"]),
            f"English stem of {OF} is a list of entries where one text is due. Write one text.",
        ),
        (
            change(*FIRST, "stem", value="What?"),
            f'stem of {OF} is not in two languages. Write it as {{km: "…", en: "…"}}.',
        ),
        (
            change(*FIRST, "kind", value="quiz"),
            f"kind of {OF} is 'quiz'. Use knowledge, misconception, vignette, action or tell.",
        ),
        (
            change(*FIRST, "type"),
            f'{OF} has no "type:". Add "type:" with one of choice, picture, true_false, order,',
        ),
        (
            change(*FIRST, "type", value="essay"),
            f"type of {OF} is 'essay'. Use one of choice, picture, true_false, order, sort, match, story, scale, teach_back.",
        ),
        (
            change(*FIRST, "options", value=[]),
            f"options of {OF} holds 0. Give at least 2.",
        ),
        (
            change(*FIRST, "options", value="a"),
            f'options of {OF} is not a list. Begin each entry on its own line with "- ".',
        ),
        (
            change(*FIRST, "options", 0, value="a"),
            f"option 1 of {OF} is not a list of keys. Look at a neighbouring file for the form.",
        ),
        (
            change(*FIRST, "options", 1, "misconception"),
            f'option o of {OF}: it is wrong and names no misconception. Add "misc',
        ),
        (
            change(*FIRST, "allow", value="glossary"),
            f'allow of {OF}: it is not a list of rules. Write it as {{rule: "reason"}}.',
        ),
        (
            change(*FIRST, "version", value=0),
            f"version of {OF} is 0. Write a whole number above 0.",
        ),
        (
            change(*FIRST, "known_person", value="maybe"),
            f"known_person of {OF} is 'maybe'. Write true or false.",
        ),
        (
            change(*FIRST, "id"),
            'item number 1 has no "id:". Add it.',
        ),
        (
            change(QUIZ, "items", 8, "valence"),
            "item rights.kind-words.q3b: kind is vignette, valence is not given. A vignette, and only",
        ),
        (
            change(QUIZ, "items", 10, "affected"),
            "item rights.kind-words.q5b: a not-OK vignette must say who was hurt, and by whom. Add",
        ),
        (
            change(TRUSTED, "minutes", value=30),
            "lesson rights.trusted-adults: the plan takes 10 minutes, the lesson 30. Make them equal.",
        ),
        (
            change(TRUSTED, "minutes", value="ten"),
            "minutes of lesson rights.trusted-adults is 'ten'. Write a whole number above 0.",
        ),
        (
            change(TRUSTED, "tell_it", "why"),
            'tell_it of lesson rights.trusted-adults has no "why:". Add it, in Khmer and English.',
        ),
        (
            change(TRUSTED, "facilitator", "plan", 0, "do", "km"),
            'lesson rights.trusted-adults has no Khmer do of part 1 of facilitator. Add "km:".',
        ),
        (
            change(TRUSTED, "sources", 0, "from"),
            'source 1 of lesson rights.trusted-adults has no "from:". Add it.',
        ),
        (
            change(WORDS, "content_note"),
            "a sensitive lesson needs content_note. Add them in Khmer and English.",
        ),
        (
            change(CONTACTS, "contacts", 0, "number", value="call me"),
            "number of contact child-helpline is 'call me'. Write 3 to 20 digits",
        ),
        (
            change(CONTACTS, "contacts", 0, "checked", value="May"),
            "checked of contact child-helpline is 'May'. Write year and month, as",
        ),
        (
            change(CONTACTS, "more", value=1),
            'the file has a key "more:" that nobody knows. Remove it; "contacts:" is the only one.',
        ),
        (
            change(CONTACTS, "contacts", value=3),
            'there is no list of contacts. Begin the file with "contacts:", and each entry with',
        ),
        (
            change(HEAD, "areas", 0, "tint", value="pink"),
            "tint of area rights of the course is 'pink'. Use sky, clay, lotus, rice or sun.",
        ),
        (
            change(UNIT, "sentence", "km"),
            'unit rights has no Khmer sentence. Add "km:".',
        ),
        (
            change(UI, "door", "children", "km"),
            'words door.children has no "km:". Add it.',
        ),
        (
            lambda files: files.update({TRUSTED: "- not keys"}),
            "the file is not a list of keys. Look at a neighbouring file for the form.",
        ),
        (
            lambda files: files.update({TRUSTED: "title: {km: a b: c}"}),
            "the file cannot be read from here on",
        ),
        (
            lambda files: files.update({QUIZ: "items:\n  - id: a\n    id: b\n"}),
            '"id:" stands twice in one place. Keep one of the two',
        ),
    ],
)
def test_each_fault_is_named(tmp_path: Path, breaks: Any, said: str) -> None:
    """One seeded fault gives a problem that says it in plain words, in a file and on a line."""
    files = tiny.good()
    breaks(files)
    found = read(tiny.write(tmp_path, files)).problems
    assert any(str(one).split(": ", 1)[1].startswith(said) or said in str(one) for one in found), [str(one) for one in found]
    assert all(one.place.line for one in found)


def test_the_line_is_that_of_the_key(tmp_path: Path) -> None:
    """A wrong value is said at its own line; a missing key at the line of what should hold it."""
    files = tiny.good()
    files[QUIZ] = """\
items:
  - id: rights.kind-words.q1
    lesson: rights.kind-words
    area: rights
    type: choice
    kind: action
    sensitivity: 7
    stem:
      en: "What?"
    options:
      - {id: a, text: {km: "ក", en: "a"}, feedback: {km: "ក", en: "a"}, correct: true}
      - id: b
        text: {km: "ក", en: "a"}
        misconception: m
        feedback: {en: "a"}
"""
    found = read(tiny.write(tmp_path, files)).problems
    assert [str(one.place) for one in found] == [f"{QUIZ}:{line}" for line in (7, 8, 15)]


def test_all_faults_in_one_run_and_the_rest_is_read(tmp_path: Path) -> None:
    """Faults in two files are all reported, and what is whole is still there."""
    files = tiny.good()
    files[TRUSTED] = "- not a mapping"
    del files[QUIZ]["items"][0]["stem"], files[QUIZ]["items"][1]["area"]
    course = read(tiny.write(tmp_path, files))
    assert {one.place.file for one in course.problems} == {TRUSTED, QUIZ}
    assert len(course.problems) == 3
    assert list(course.lessons) == ["rights.kind-words"]
    assert len(course.items) == 12  # thirteen of this quiz and one of the other, but for the two


def test_a_file_that_is_not_utf_8_is_still_a_problem_with_a_place(tmp_path: Path) -> None:
    """Bytes that are no text do not stop the reading of the others."""
    tiny.write(tmp_path, tiny.good())
    (tmp_path / TRUSTED).write_bytes(b"\xff\xfe\x00id: x")
    course = read(tmp_path)
    assert {one.place.file for one in course.problems} == {TRUSTED}
    assert "rights.kind-words" in course.lessons


def test_a_source_without_lines_answers_all_the_same() -> None:
    """An empty or broken file has a place: its first line."""
    for text in ("", "a: [", "# nothing"):
        assert Source("x.yaml", text).place(("a", 0)).file == "x.yaml"


def test_lessons_stand_in_the_order_of_their_units(tmp_path: Path) -> None:
    """Not in that of their files."""
    files = tiny.good()
    files[UNIT]["lessons"] = files[UNIT]["lessons"][::-1]
    assert list(read(tiny.write(tmp_path, files)).lessons) == files[UNIT]["lessons"]


def test_words_can_be_read_alone(tmp_path: Path) -> None:
    """Digits follow the language, and so do numbers in a pattern."""
    words = read_words(tiny.write(tmp_path, tiny.good()))
    assert (words("door.children", "km", 12), words("door.children", "en", 12)) == ("កុមារ ១២ នាក់", "12 children")
    assert words.under("door", "en") == {"children": "{0:d} children"}
    with pytest.raises(KeyError, match=r"has no door\.gone"):
        words("door.gone", "en")


@pytest.mark.parametrize("word", ["on", "no", "Yes", "off", "2026-11-25", "2026-02-30"])
def test_a_word_stays_a_word(word: str) -> None:
    """A key "on:", an option "no" and a day are texts as they stand, as in an editor; true, numbers and nothing are not."""
    raw, found = Source("x.yaml", f"{word}: {word}\nyes_no: true\nmany: 3\nnone: null\n").load()
    assert (raw, found) == ({word: word, "yes_no": True, "many": 3, "none": None}, [])
