"""What lies in assets/pictures/drawn/ is what the descriptions say, byte for byte."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from drawing.__main__ import PICTURES, check, draw, main, write
from drawing.read import read

ROOT = PICTURES.parents[1]
DRAWN = PICTURES / "drawn"


@pytest.fixture(scope="module")
def drawn(pictures) -> dict[str, str]:
    return draw(pictures)


def test_every_drawn_file_is_up_to_date(drawn):
    """Drawing again changes nothing, and nothing lies there that no description asks for: else run manage.py draw."""
    in_the_tree = {file.relative_to(DRAWN).as_posix(): file.read_bytes() for file in DRAWN.rglob("*") if file.is_file()}
    assert in_the_tree.keys() == drawn.keys()
    assert [name for name, content in drawn.items() if in_the_tree[name] != content.encode()] == []


def test_the_same_descriptions_give_the_same_bytes(drawn):
    """A second process with another hash seed draws the same."""
    script = "import sys; from drawing.__main__ import *; sys.stdout.buffer.write(repr(draw(read(PICTURES))).encode())"
    for seed in "17":
        again = subprocess.check_output([sys.executable, "-c", script], cwd=ROOT, env={"PYTHONHASHSEED": seed})
        assert again.decode() == repr(drawn)


def test_every_picture_keeps_to_the_rules(drawn):
    """Size, elements, colours: no fault in any picture."""
    assert check(drawn) == []


def test_every_scene_has_alt_text_in_both_languages(pictures):
    """Under 140 characters, Khmer in Khmer letters, and never "picture of"."""
    alts = json.loads((DRAWN / "alt.json").read_text("utf-8"))
    assert alts.keys() == pictures.scenes.keys()
    for name, alt in alts.items():
        assert 0 < len(alt["en"]) < 140, name
        assert 0 < len(alt["km"]) < 140, name
        assert not re.search("[A-Za-z]", alt["km"]), name
        assert "picture of" not in alt["en"].lower(), name


def test_every_area_of_the_course_has_an_icon(drawn):
    """icons/area-ID.svg for each of the ten areas."""
    areas = re.findall(r"^  - id: ([a-z]+)$", (ROOT / "lessons/course.yaml").read_text("utf-8").split("areas:")[1], re.M)[:10]
    assert len(areas) == 10
    assert {f"icons/area-{area}.svg" for area in areas} <= drawn.keys()


def test_no_two_pictures_are_the_same(drawn):
    """A copied description would teach two things with one picture."""
    svgs = [svg for name, svg in drawn.items() if name.endswith(".svg")]
    assert len(set(svgs)) == len(svgs)


def test_writing_touches_only_what_changed(tmp_path: Path, drawn):
    """The second run writes nothing; a stale picture goes away."""
    assert len(write(drawn, tmp_path)) == len(drawn)
    (tmp_path / "scenes" / "gone.svg").write_text("<svg/>")
    assert write(drawn, tmp_path) == ["scenes/gone.svg"]
    assert write(drawn, tmp_path) == []


def test_with_a_problem_nothing_is_written(tmp_path: Path, monkeypatch, capsys):
    """One misspelt key: every problem is said, the exit status is 1, and the old pictures stay."""
    for folder in ("parts", "scenes"):
        shutil.copytree(PICTURES / folder, tmp_path / folder)
    file = tmp_path / "scenes" / "answers.yaml"
    file.write_text(file.read_text("utf-8").replace("mood: firm", "mod: firm"), "utf-8")
    monkeypatch.setattr("drawing.__main__.PICTURES", tmp_path)
    assert main() == 1
    assert "Did you mean `mood`?" in capsys.readouterr().out
    assert not (tmp_path / "drawn").exists()


def test_a_picture_over_its_budget_is_not_written(tmp_path: Path, monkeypatch, capsys):
    """Too many people: it is said, and nothing is written."""
    for folder in ("parts", "scenes"):
        shutil.copytree(PICTURES / folder, tmp_path / folder)
    people = "".join(f"    - {{who: maly, at: [{x}, 580]}}\n" for x in range(20, 800, 80))
    crowd = '\ncrowd:\n  alt: {en: "Many girls.", km: "ក្មេងស្រីជាច្រើន។"}\n  place: yard\n  items:\n' + people
    with (tmp_path / "scenes" / "answers.yaml").open("a", encoding="utf-8") as file:
        file.write(crowd)
    assert read(tmp_path).problems == ()
    monkeypatch.setattr("drawing.__main__.PICTURES", tmp_path)
    assert main() == 1
    assert "scenes/crowd.svg: it has" in capsys.readouterr().out
    assert not (tmp_path / "drawn").exists()


def test_the_app_never_imports_this_room():
    """The running app draws nothing: no other room names it; and this room needs no other."""
    rooms = [folder for folder in ROOT.iterdir() if folder.is_dir() and folder.name not in {"drawing", "tests"}]
    for file in [*(each for room in rooms if not room.name.startswith(".") for each in room.rglob("*.py")), ROOT / "app.py"]:
        assert not re.search(r"^\s*(from|import) drawing\b", file.read_text("utf-8"), re.M), file
    ours = {room.name for room in rooms} | {"app", "manage"}
    for file in (ROOT / "drawing").glob("*.py"):
        for name in re.findall(r"^\s*(?:from|import) (\w+)", file.read_text("utf-8"), re.M):
            assert name not in ours, (file, name)
