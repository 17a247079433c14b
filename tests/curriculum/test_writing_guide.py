"""The guide for writers is true: its commands, rules and files exist, its examples are right, and its steps end as it says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter

import manage
from curriculum import __main__ as command
from curriculum import skeleton
from curriculum.checks import NAMES
from curriculum.items import TYPES, Item
from curriculum.reviews import ROLES

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs/writing-lessons.md").read_text("utf-8")
LESSON = "rights.join-our-game"
EXAMPLES = [one.rstrip() + "\n" for one in re.findall(r"```yaml\n(.*?)```", GUIDE, re.S)]
OF_TYPES = {yaml.safe_load(one)["type"]: one for one in EXAMPLES if one.startswith("type:")}
OF_READER = {"unwritten", "form", "ids", "allow"}  # said before the rules look, and of their use


def item(kind: str, name: str) -> dict[str, Any]:
    """What a writer has who puts an example of the guide into the skeleton, from "type:" on."""
    new = yaml.safe_load(skeleton.with_item("items:\n", name, LESSON, "rights", kind))["items"][0]
    head = {key: new[key] for key in ("id", "lesson", "area", "kind", "sensitivity")}
    return {**head, "area": "rights", **yaml.safe_load(OF_TYPES[kind])}


@pytest.fixture
def house(tmp_path, monkeypatch):
    """The whole course, to write in."""
    for folder in ("lessons", "quizzes", "assets/words"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "assets/pictures").mkdir()
    (tmp_path / "assets/pictures/drawn").symlink_to(ROOT / "assets/pictures/drawn", target_is_directory=True)
    monkeypatch.setattr(command, "ROOT", tmp_path)
    return tmp_path


def test_every_command_of_the_guide_exists():
    """Each `manage.py` word is one of its commands, and what stands behind it is taken."""
    said = re.findall(r"python3 manage\.py (\w+)(?: (\w+))?(?: ([\w.-]+))?(?: (\w+))?", GUIDE)
    assert {one[0] for one in said} - set(manage.COMMANDS) == set()
    assert {one[1] for one in said if one[0] == "new"} == {"lesson", "item"}
    assert {one[3] for one in said if one[:2] == ("new", "item")} - {"TYPE"} <= set(skeleton.BODIES)
    assert {one[1] for one in said if one[0] == "sounds"} == {"list", "import"}
    assert set(re.findall(r"manage\.py sign \S+ (\w+)", GUIDE)) == set(ROLES)


def test_every_rule_of_the_guide_exists():
    """`[name]` is a rule of the checks, or what the reader says."""
    named = set(re.findall(r"`\[([\w-]+)\]`", GUIDE))
    assert len(named) > 25
    assert named - set(NAMES) - OF_READER == set()


def test_every_file_and_link_of_the_guide_exists():
    """But for the lesson that the guide lets one write."""
    named = {
        one for one in re.findall(r"`((?:lessons|quizzes|assets|curriculum)/[\w./-]*)`", GUIDE) if "join-our-game" not in one
    }
    assert named
    assert [one for one in sorted(named) if not (ROOT / one).exists()] == []
    assert [one for one in re.findall(r"\]\(([\w-]+\.md)\)", GUIDE) if not (ROOT / "docs" / one).exists()] == []
    heads = {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in re.findall(r"^#+ (.*)$", GUIDE, re.M)}
    assert [one for one in re.findall(r"\]\(#([\w-]+)\)", GUIDE) if one not in heads] == []


def test_each_type_has_an_example_of_a_few_lines():
    """All nine, each of three to eight lines."""
    assert set(OF_TYPES) == set(TYPES)
    assert {kind: lines for kind, one in OF_TYPES.items() if not 3 <= (lines := one.count("\n")) <= 8} == {}


@pytest.mark.parametrize("kind", TYPES)
def test_an_example_is_an_item(kind):
    """The models take it as it stands in the guide."""
    made: Any = TypeAdapter(Item).validate_python(item(kind, f"{LESSON}.q1"))
    assert made.type == kind


def test_the_steps_of_the_guide_end_without_an_error_or_a_warning(house, capsys):
    """New lesson, both texts put in below the first line, check: nothing is left to say, and the second question is unwritten."""
    assert command.main(["new", "lesson", *LESSON.split(".")]) == 0
    assert command.main(["check", LESSON]) == 1
    for folder, text in zip(("lessons", "quizzes"), EXAMPLES[:2], strict=True):
        path = house / folder / "rights" / "join-our-game.yaml"
        path.write_text(path.read_text("utf-8").splitlines()[0] + "\n" + text, "utf-8")
    capsys.readouterr()
    assert command.main(["check", LESSON]) == 0
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert "0 errors, 0 warnings" in said
    assert command.main(["new", "item", LESSON, "true_false"]) == 0
    assert command.main(["check", LESSON]) == 1
    assert "[unwritten]" in capsys.readouterr().out


def test_all_examples_together_are_a_quiz_without_fault(house, capsys):
    """The check has nothing to say about any of them."""
    command.main(["new", "lesson", *LESSON.split(".")])
    path = house / "lessons/rights/join-our-game.yaml"
    path.write_text(EXAMPLES[0], "utf-8")
    items = [item(kind, f"{LESSON}.q{nth}") for nth, kind in enumerate(TYPES, 1)]
    quiz = yaml.safe_dump({"items": items}, allow_unicode=True, sort_keys=False)
    (house / "quizzes/rights/join-our-game.yaml").write_text(quiz, "utf-8")
    capsys.readouterr()
    command.main(["check", LESSON])
    said = [line for line in capsys.readouterr().out.splitlines() if "join-our-game" in line]
    assert said == []


def test_the_check_of_one_lesson_keeps_to_its_files(house, capsys):
    """A fault elsewhere is not said; a lesson that is not there is, with the one that was meant."""
    (house / "lessons/body/touches.yaml").write_text("id: [\n", "utf-8")
    assert command.main(["check"]) == 1
    capsys.readouterr()
    assert command.main(["check", "rights.four-promises"]) == 0
    assert command.main(["check", "rights.four-promise"]) == 2
    assert "Did you mean rights.four-promises?" in capsys.readouterr().out
