"""A signature holds for the words that were read, in one role, by one person; a release needs them all."""

import datetime

import pytest

from actions.desk import ROOT
from curriculum import __main__ as command
from curriculum.checks.release import release
from curriculum.reader import read
from curriculum.reading import all_rows
from curriculum.reviews import GLOSSARY, ROLES, WORDS, Review, missing, words_of
from curriculum.rows import changed, prints
from tests.curriculum import tiny
from tests.curriculum.test_checks import TODAY

COURSE = read(ROOT)
NAME = "violations.words-can-hurt"
LESSON, ITEMS = COURSE.lessons[NAME], COURSE.quiz(NAME)


def signature(role, name, words=None, of=NAME):
    """One line of reviews.yaml."""
    words = words or words_of(LESSON, ITEMS)
    return Review(id=f"{of}/{role}/{words}", lesson=of, role=role, name=name, on="2026-11-25", words=words)


def left(*reviews, words=None):
    """Whom the lesson waits for."""
    return missing(NAME, words or words_of(LESSON, ITEMS), reviews)


def test_nothing_is_signed_by_itself():
    """A lesson waits for both reviewers until both have signed."""
    assert left() == ROLES
    assert left(signature("native_reader", "A")) == ("child_protection",)
    assert left(signature("native_reader", "A"), signature("child_protection", "B")) == ()


def test_one_person_is_not_two_readers():
    """The same name in both roles leaves the lesson unsigned, also in other letters; a third person completes it."""
    same = [signature("native_reader", "Sok Nary"), signature("child_protection", "sok  nary")]
    assert left(*same) == ("child_protection",)
    assert left(*same, signature("native_reader", "Dara")) == ()


@pytest.mark.parametrize("what", ["lesson", "question"])
def test_a_changed_word_asks_again(what):
    """One sentence of the lesson, or one of a question, and both signatures are for other words."""
    text = LESSON.close.model_copy(update={"km": "ពាក្យថ្មី។"})
    lesson = LESSON.model_copy(update={"close": text}) if what == "lesson" else LESSON
    items = (ITEMS[0].model_copy(update={"stem": text}), *ITEMS[1:]) if what == "question" else ITEMS
    both = [signature("native_reader", "A"), signature("child_protection", "B")]
    assert left(*both, words=words_of(lesson, items)) == ROLES


def test_what_changed_is_known_text_by_text(tmp_path):
    """Of the fingerprints that a signature keeps, those miss whose words, picture or rightness changed; nothing else."""
    files = tiny.good()
    before = prints(all_rows(read(tiny.write(tmp_path, files)), "rights.kind-words"))
    files[tiny.WORDS]["cards"][1]["text"]["km"] = "ដារ៉ាប្រាប់អ្នកគ្រូភ្លាម។"
    files[tiny.WORDS]["cards"][2]["picture"] = "other"
    options = files[tiny.QUIZ]["items"][0]["options"]
    options[0]["text"], options[1]["text"] = options[1]["text"], options[0]["text"]
    rows = all_rows(read(tiny.write(tmp_path, files)), "rights.kind-words")
    of = "rights.kind-words"
    assert changed(rows, before) == {
        f"{of}/cards.b.text", f"{of}/cards.c.text", f"{of}.q1/options.r.text", f"{of}.q1/options.o.text"
    }  # fmt: skip
    assert len(before) == 6 * len(rows)


def test_a_changed_description_of_a_picture_asks_again(tmp_path):
    """Who reads by ear reads it too: another description makes another wording, and its rows are seen as changed."""
    files, of = tiny.good(), "rights.kind-words"
    before = read(tiny.write(tmp_path, files))
    files[tiny.ALT]["class"]["km"] = "កុមារលេងក្នុងថ្នាក់។"
    after = read(tiny.write(tmp_path, files))
    assert {name for name in after.wordings if after.wordings[name] != before.wordings[name]} == {of, "rights.trusted-adults"}
    found = all_rows(after, of)
    assert changed(found, prints(all_rows(before, of))) == {row.id for row in found if row.picture == "class"}
    assert f"{of}/title" in {row.id for row in found if row.picture}


def test_words_and_glossary_need_one_reader():
    """A native reader alone signs them; a word of a button, a helper's name or a term asks again."""
    for name in (WORDS, GLOSSARY):
        assert COURSE.unsigned(name) == ("native_reader",)
        assert missing(name, COURSE.wordings[name], [signature("native_reader", "A", COURSE.wordings[name], name)]) == ()


@pytest.mark.parametrize(
    ("file", "path", "name"),
    [
        (tiny.UI, ("door", "children"), WORDS),
        (tiny.CONTACTS, ("contacts", 0, "does"), WORDS),
        (tiny.UNIT, ("title",), WORDS),
        (tiny.HEAD, ("areas", 0, "can"), WORDS),
        (tiny.GLOSSARY, ("terms", 0, "means"), GLOSSARY),
    ],
)
def test_each_shared_text_is_signed(tmp_path, file, path, name):
    """Units, areas, helpers, buttons and terms: one changed Khmer word of any makes another wording, of that subject alone."""
    files = tiny.good()
    before = read(tiny.write(tmp_path, files)).wordings
    here = files[file]
    for step in path:
        here = here[step]
    here["km"] += "ៗ"
    after = read(tiny.write(tmp_path, files)).wordings
    assert {one for one in after if after[one] != before[one]} == {name}


def test_a_release_names_all_that_is_unsigned(tmp_path):
    """Each lesson in both roles, words and glossary in one, and each number for children that nobody called or that is old."""
    files = tiny.good()
    files[tiny.CONTACTS]["contacts"][1]["checked"] = "2026-01"
    files[tiny.CONTACTS]["contacts"].append({**files[tiny.CONTACTS]["contacts"][1], "id": "adults", "child_facing": False})
    found = release(read(tiny.write(tmp_path, files)), TODAY)
    assert [one.rule for one in found].count("unsigned") == 2 * 2 + 2
    assert [one.rule for one in found].count("uncalled") == 2
    assert [one.fact for one in found if one.rule == "stale"] == [
        "contact police is shown to children and was checked 327 days ago"
    ]
    assert not any(one.is_warning or not one.remedy or not one.place.file for one in found)
    assert not any("contact adults" in one.fact for one in found)


def test_a_release_is_possible(tmp_path):
    """Signed by two people, called and dated, with every wish resolved: nothing is left to say; an open wish is."""
    files = tiny.good()
    for one in files[tiny.CONTACTS]["contacts"]:
        one["call_before_print"] = False
    wordings = read(tiny.write(tmp_path, files)).wordings
    lines = [(name, role) for name in wordings for role in (ROLES if name not in (WORDS, GLOSSARY) else ROLES[:1])]
    reviews = [signature(role, role, wordings[name], name).model_dump(exclude_none=True) for name, role in lines]
    files["lessons/reviews.yaml"] = {"reviews": reviews}
    assert release(read(tiny.write(tmp_path, files)), TODAY) == ()
    of = {"lesson": "rights.kind-words", "text": "rights.kind-words/close", "print": "abcdef", "role": "native_reader"}
    wish = {"id": "rights.kind-words/close/1", **of, "name": "A", "on": "2026-11-25", "says": "Shorter"}
    files["lessons/reviews.yaml"]["changes"] = [wish]
    [found] = release(read(tiny.write(tmp_path, files)), TODAY)
    assert (found.rule, found.place.file) == ("asked", "lessons/reviews.yaml")


def test_check_alone_asks_for_no_signature(tmp_path, monkeypatch, capsys):
    """`check` ends well on good content; `check --release` ends with 1 and lists what is missing."""
    files = tiny.good()
    month = f"{datetime.date.today():%Y-%m}"
    for one in files[tiny.CONTACTS]["contacts"]:
        one["checked"] = month
    monkeypatch.setattr(command, "ROOT", tiny.write(tmp_path, files))
    assert command.main(["check"]) == 0
    assert "unsigned" not in capsys.readouterr().out
    assert command.main(["check", "--release"]) == 1
    assert capsys.readouterr().out.count("[unsigned]") == 6
