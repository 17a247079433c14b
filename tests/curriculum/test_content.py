"""The lessons and quizzes that we ship: read, checked, drawn."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

from curriculum import figures
from curriculum.checks import check
from curriculum.checks.matter import Matter, lessons_and_items
from curriculum.items import TYPES
from curriculum.reader import read, surroundings
from curriculum.text import leaves

ROOT = Path(__file__).resolve().parents[2]
COURSE = read(ROOT)


def test_our_content_has_no_error():
    """`manage.py check` ends well: whatever may stand in the way of a release is said here, all of it."""
    found = [*COURSE.problems, *check(COURSE, surroundings(ROOT, datetime.date.today()))]
    assert [f"{one} [{one.rule}]" for one in found if not one.is_warning] == []


def test_every_type_is_used():
    """No type of question is there without one."""
    assert {item.type for item in COURSE.items.values()} == set(TYPES)


def test_every_question_of_a_core_lesson_can_be_asked_again():
    """Each has a twin, in sorts, orders and pairs too (a writer may leave these out, our course does not); a story is walked
    again by another way, and scales and teach-backs prove nothing."""
    asked = [one for one in COURSE.items.values() if COURSE.lessons[one.lesson].core and not one.is_twin]
    assert {one.id for one in asked if one.twin is None and one.type not in ("story", "scale", "teach_back")} == set()


def test_every_picture_is_small_and_plain():
    """A named scene is under 12 kB and holds no text, script or link."""
    names = {said for _, part in lessons_and_items(COURSE) for path, said in leaves(part) if path[-1] == "picture"}
    drawn = {name: ROOT / "assets/pictures/drawn/scenes" / f"{name}.svg" for name in names}
    assert names
    for name, path in drawn.items():
        svg = path.read_text("utf-8") if path.exists() else ""  # one that is missing is an error of the check above
        assert len(svg.encode()) <= 12_000, name
        assert not re.search(r"<(text|script|a|image|foreignObject)\b|https?://(?!www\.w3\.org/2000/svg)", svg), name


def test_the_page_of_figures_is_of_this_course():
    """docs/content.md says what there is now."""
    page = figures.page(Matter(COURSE, surroundings(ROOT, datetime.date.today())))
    assert (ROOT / "docs/content.md").read_text("utf-8") == page, "Run `python3 manage.py figures`"
