"""The real course with sixty questions of our own as its tests: these stay as they are, whatever the real ones become."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import yaml

from actions.desk import ROOT, Desk, open_desk
from tests.curriculum import tiny

OF = "rights.trusted-adults"


def add_tests(root: Path) -> Path:
    """Both forms and the short checks in `root`/quizzes/tests. One question in each form asks whose fault it was."""
    files = json.loads(json.dumps(tiny.with_tests()).replace("rights.kind-words", OF))
    for item in files[tiny.TESTS]["items"][40:42]:
        next(one for one in item["options"] if not one.get("correct"))["misconception"] = "not-saying-no-is-my-fault"
    (root / "quizzes/tests").mkdir(exist_ok=True)
    for name in (tiny.TESTS, tiny.SHORT):
        (root / name).write_text(yaml.dump(files[name], allow_unicode=True, sort_keys=False), "utf-8")
    return root


def copied(root: Path) -> Path:
    """Lessons, quizzes and words, with those tests."""
    for folder in ("lessons", "quizzes", "assets/words"):
        shutil.copytree(ROOT / folder, root / folder)
    return add_tests(root)


def desk_with_tests(folder: Path) -> Desk:
    """An empty desk of that course."""
    return open_desk(folder / "data", copied(folder / "course"))
