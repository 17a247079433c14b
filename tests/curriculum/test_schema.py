"""What editors know about our files, and what `manage.py new` writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from curriculum import __main__ as command
from curriculum import skeleton
from curriculum.items import Item
from curriculum.reader import read
from curriculum.schema import FOLDER, LINE, kind, linked, schemas
from tests.curriculum import tiny
from tests.curriculum.test_checks import problems
from tests.curriculum.tiny import FIRST_QUIZ, QUIZ, UNIT

ROOT = Path(__file__).resolve().parents[2]
OF = "rights.kind-words"


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A tiny course where the command works."""
    monkeypatch.setattr(command, "ROOT", tiny.write(tmp_path, tiny.good()))
    return tmp_path


def left(root: Path) -> list[str]:
    """The rules that have something to say."""
    return sorted({one.rule for one in problems(root, {})})


@pytest.mark.parametrize("name", list(schemas()))
def test_the_schemas_are_up_to_date(name):
    """docs/schema is what the models say now; `manage.py schema` writes it."""
    assert (ROOT / FOLDER / f"{name}.json").read_text("utf-8") == schemas()[name]


def test_a_schema_knows_keys_and_refuses_others():
    """An editor completes "feedback", and marks what is unknown."""
    option = json.loads(schemas()["quiz"])["$defs"]["Option"]
    assert "feedback" in option["properties"]
    assert option["additionalProperties"] is False
    assert "from" in json.loads(schemas()["lesson"])["$defs"]["Source"]["properties"]


@pytest.mark.parametrize(
    ("file", "name"),
    [
        (QUIZ, "quiz"),
        (UNIT, "unit"),
        (tiny.WORDS, "lesson"),
        (tiny.HEAD, "course"),
        (tiny.CONTACTS, "contacts"),
        (tiny.NOTES, "notes"),
        (tiny.UI, None),
    ],
)
def test_each_file_links_to_its_schema(file, name):
    """The link is relative to the file and leads to a schema; a second one is never added."""
    assert kind(file) == name
    once = linked(file, "id: x\n")
    if name is None:
        assert once == "id: x\n"
    else:
        path = once.splitlines()[0].removeprefix(LINE)
        assert (ROOT / file).parent.joinpath(path).resolve() == ROOT / FOLDER / f"{name}.json"
    assert linked(file, once) == once


def test_linking_adds_one_line_and_nothing_else(house):
    """Each content file keeps its text and begins with the link."""
    before = (house / QUIZ).read_text("utf-8")
    assert command.main(["schema", "--link"]) == 0
    assert (house / QUIZ).read_text("utf-8").split("\n", 1)[1] == before
    assert left(house) == []


def test_a_new_lesson_is_only_unwritten(house):
    """It reads, its unit names it, every "…" is said, and nothing else is wrong."""
    assert command.main(["new", "lesson", "rights", "new-one"]) == 0
    assert left(house) == ["unwritten"]
    course = read(house)
    assert list(course.lessons)[-1] == "rights.new-one"
    assert [item.id for item in course.quiz("rights.new-one")] == ["rights.new-one.q1"]
    said = (house / "lessons/rights/new-one.yaml").read_text("utf-8")
    assert said.startswith(LINE)
    lines = {one.place.line for one in problems(house, {}) if one.place.file.startswith("lessons")}
    assert lines == {
        n for n, line in enumerate(said.splitlines(), 1) if '"…"' in line.split(" #")[0] and not line.startswith("#")
    }


@pytest.mark.parametrize("type_", list(skeleton.BODIES))
def test_a_new_item_is_only_unwritten(house, type_):
    """Of every type, with an id that was never used, at the end of the file of its lesson."""
    before = (house / QUIZ).read_text("utf-8")
    assert command.main(["new", "item", OF, type_]) == 0
    assert (house / QUIZ).read_text("utf-8").startswith(before)
    assert left(house) == ["unwritten"]
    new: Item = read(house).items[f"{OF}.q8"]
    assert new.type == type_


def test_a_new_item_of_a_lesson_without_a_quiz_begins_one(house):
    """The file is made, with its link."""
    (house / FIRST_QUIZ).unlink()
    assert command.main(["new", "item", "rights.trusted-adults", "choice"]) == 0
    assert left(house) == ["unwritten"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["lesson", "nowhere", "x"],
        ["lesson", "rights", "Not A Slug"],
        ["lesson", "rights", "kind-words"],
        ["item", "rights.nowhere", "choice"],
        ["item", OF, "essay"],
        [],
    ],
)
def test_nothing_is_written_over(house, arguments, capsys):
    """A wrong name is refused with what would do."""
    before = {path: path.read_bytes() for path in house.rglob("*.yaml")}
    assert command.main(["new", *arguments]) == 2
    assert capsys.readouterr().out
    assert {path: path.read_bytes() for path in house.rglob("*.yaml")} == before


@pytest.mark.parametrize(
    "text", ["id: u\nlessons: [u.a, u.b]\npicture: x\n", "id: u\nlessons:  # in order\n  - u.a\n  - u.b  # last\npicture: x\n"]
)
def test_a_unit_names_one_lesson_more(text):
    """In both forms of a list; all other lines stay as they are."""
    after = skeleton.with_lesson(text, "u.c")
    assert yaml.safe_load(after) == {**yaml.safe_load(text), "lessons": ["u.a", "u.b", "u.c"]}
    assert after.count("#") == text.count("#")


@pytest.mark.parametrize("start", ["items:\n  - id: a\n", "# of a lesson\nitems:\n  # first\n\n  - id: a\n", "items:\n- id: a\n"])
def test_a_new_item_stands_as_the_others_do(start):
    """With their indentation, so that the file stays one list."""
    after = skeleton.with_item(start, "b", "l", "rights", "story")
    assert after.startswith(start)
    assert [one["id"] for one in yaml.safe_load(after)["items"]] == ["a", "b"]


def test_check_ends_with_1_only_for_errors(house, capsys):
    """Every problem is printed with the name of its rule; warnings alone end well."""
    assert command.main(["check"]) == 0
    files = tiny.good()
    files[tiny.WORDS]["cards"][0]["text"] = tiny.t("ដារ៉ាមិនទៅសាលា។", "Dara goes to school.")
    tiny.write(house, files)
    assert command.main(["check"]) == 0
    assert "warning: lessons/rights/kind-words.yaml:" in capsys.readouterr().out
    files[tiny.WORDS]["needs"] = []
    tiny.write(house, files)
    assert command.main([]) == 1
    assert "[help-first]" in capsys.readouterr().out


def test_nothing_is_frozen_while_there_are_errors(house, capsys):
    """Then frozen.yaml stays as it was; without errors, a lesson can be frozen alone."""
    assert command.main(["freeze", "rights.trusted-adults"]) == 0
    assert list(yaml.safe_load((house / tiny.FROZEN).read_text("utf-8"))) == ["rights.trusted-adults.q1"]
    files = tiny.good()
    del files[tiny.FROZEN]
    files[tiny.WORDS]["needs"] = []
    tiny.write(house, files)
    assert command.main(["freeze"]) == 1
    assert list(yaml.safe_load((house / tiny.FROZEN).read_text("utf-8"))) == ["rights.trusted-adults.q1"]
    assert command.main(["freeze", "rights.nowhere"]) in (1, 2)


def test_what_is_unwritten_is_said_once_and_by_its_name(house):
    """One line for a text that lacks both languages; one language alone is named, at its own line."""
    command.main(["new", "lesson", "rights", "new-one"])
    path = house / "lessons/rights/new-one.yaml"
    path.write_text(path.read_text("utf-8").replace('title: {km: "…"', 'title: {km: "ពាក្យល្អ"'), "utf-8")
    said = [one.fact for one in problems(house, {}) if one.place.file.endswith("lessons/rights/new-one.yaml")]
    assert "title of lesson rights.new-one is still to be written in English" in said
    assert said.count("text of card start of lesson rights.new-one is still to be written in Khmer and English") == 1


@pytest.mark.parametrize(("asked", "said"), [(("rights.kind-word", "choice"), OF), ((OF, "choise"), "choice")])
def test_a_misspelt_name_is_answered_with_the_one_that_was_meant(house, capsys, asked, said):
    """Whether the lesson or the type is wrong, and what it should be."""
    assert command.main(["new", "item", *asked]) == 2
    assert f"Did you mean {said}?" in capsys.readouterr().out
