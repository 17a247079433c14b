"""Published items keep their meaning."""

from __future__ import annotations

from pathlib import Path

import yaml

from curriculum.freeze import fingerprint, frozen
from curriculum.reader import read
from tests.curriculum import tiny
from tests.curriculum.test_checks import problems, put
from tests.curriculum.tiny import FROZEN, QUIZ

OF = "rights.kind-words"
FIRST = f"{OF}.q1"


def freeze(root: Path, files: tiny.Files) -> None:
    """As `manage.py freeze` does."""
    items = read(tiny.write(root, files)).items.values()
    files[FROZEN] = yaml.safe_load(frozen(items, files[FROZEN])) or {}


def test_an_unchanged_course_stays_published(tmp_path):
    """Freezing and checking what was frozen finds nothing, and freezing again writes the same."""
    files = tiny.good()
    freeze(tmp_path, files)
    once = dict(files[FROZEN])
    assert len(once) == 14
    assert problems(tmp_path, files) == []
    freeze(tmp_path, files)
    assert files[FROZEN] == once


def test_a_changed_item_needs_a_version(tmp_path):
    """New words are an error until the item says that it is another version; then both are kept."""
    files = tiny.good()
    freeze(tmp_path, files)
    before = files[FROZEN][FIRST][1]
    put(QUIZ, "items", 0, "stem", value=tiny.t("តើចន្ទអាចធ្វើអ្វីបាន?", "What can Chan do now?"))(files)
    [found] = problems(tmp_path, files)
    assert str(found).endswith('has changed since. Write "version: 2", or take the change back.')
    freeze(tmp_path, files)
    assert files[FROZEN][FIRST] == {1: before}  # never changed silently
    files[QUIZ]["items"][0]["version"] = 2
    assert problems(tmp_path, files) == []
    freeze(tmp_path, files)
    assert files[FROZEN][FIRST].keys() == {1, 2}
    assert files[FROZEN][FIRST][1] == before


def test_what_does_not_change_the_question_needs_no_version(tmp_path):
    """A picture, a twin or a talk afterwards may be added; another right answer may not."""
    course = read(tiny.write(tmp_path, tiny.good()))
    item = course.items[FIRST]
    assert fingerprint(item) == fingerprint(item.model_copy(update={"picture": "class", "twin": None, "version": 3}))
    files = tiny.good()
    for option in files[QUIZ]["items"][0]["options"]:
        if option.pop("correct", False):
            option["misconception"] = "m"
        else:
            del option["misconception"]
            option["correct"] = True
    changed = read(tiny.write(tmp_path, files)).items[FIRST]
    assert fingerprint(item) != fingerprint(changed)


def test_new_ways_of_asking_leave_published_items_alone(tmp_path):
    """The fingerprint of a story and of a choice is what it was when neither could say where a way leads."""
    files = tiny.good()
    told = tiny.story(f"{OF}.q8", OF)
    del told["scenes"][2], told["scenes"][0]["options"][1]["to"]
    files[QUIZ]["items"].append(told)
    items = read(tiny.write(tmp_path, files)).items
    assert fingerprint(items[FIRST]) == "035a4a265fcf"
    assert fingerprint(items[f"{OF}.q8"]) == "aeb2cecb0cc7"
    assert fingerprint(items[f"{OF}.q7"]) == "298dfc837a4e"
    there = read(tiny.write(tmp_path, tiny.every_type())).items[f"{OF}.q10"]
    assert '"to":"later"' in there.model_dump_json()
