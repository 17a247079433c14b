"""The lessons and quizzes themselves: complete, balanced, safe, readable. SG- are the safeguarding rules."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from curriculum.items import Choice, Story
from curriculum.reader import read

ROOT = Path(__file__).resolve().parents[2]
COURSE = read(ROOT)
KHMER_ONLY = re.compile(r"[A-Za-z]")
ASKS_ABOUT_THE_CHILD = re.compile(r"\b(have you ever|did anyone|has anyone|were you)\b|ធ្លាប់", re.IGNORECASE)


def texts():
    """(place, km, en) of every text in the course."""
    found = []

    def walk(place, value):
        if isinstance(value, dict) and set(value) == {"km", "en"}:
            found.append((place, value["km"], value["en"]))
        elif isinstance(value, dict):
            for name, one in value.items():
                walk(f"{place}.{name}", one)
        elif isinstance(value, list | tuple):
            for n, one in enumerate(value):
                walk(f"{place}.{n}", one)

    for part in (COURSE.lessons, COURSE.items):
        for name, one in part.items():
            walk(name, one.model_dump())
    for group in (COURSE.units, COURSE.areas, COURSE.contacts, COURSE.terms):
        for one in group:
            walk(one.id, one.model_dump())
    return found


TEXTS = texts()


def test_the_content_reads_without_a_problem():
    """`manage.py check` has nothing to say."""
    assert COURSE.problems == ()


def test_khmer_is_khmer():
    """No Latin letter, no Western digit but phone numbers, no space before ។, the newer spelling ឱ្យ."""
    bad = []
    for place, km, _ in TEXTS:
        numbers = set(re.findall(r"[0-9]+", km)) - {"1280", "117", "1288", "1387", "1300"}
        if KHMER_ONLY.search(km) or numbers or " ។" in km or "អោយ" in km or "ឲ្យ" in km:
            bad.append((place, km))
    assert bad == []


def test_phone_numbers_stand_in_both_languages():
    """A number said in one language is said in the other."""
    pattern = re.compile(r"\b(1280|1288|1387|1300)\b")
    assert [place for place, km, en in TEXTS if Counter(pattern.findall(km)) != Counter(pattern.findall(en))] == []


def test_nothing_asks_about_the_child_s_own_life():
    """SG-06: stories, never "has this happened to you"."""
    assert [place for place, km, en in TEXTS if ASKS_ABOUT_THE_CHILD.search(km) or ASKS_ABOUT_THE_CHILD.search(en)] == []


def test_no_address_and_no_markup():
    """Content never leads away, and never draws by itself."""
    assert [place for place, km, en in TEXTS if re.search(r"https?:|www\.|<\w", km + en)] == []


@pytest.mark.parametrize("lesson", list(COURSE.lessons))
def test_every_lesson_is_asked_enough(lesson):
    """At least six items in the first quiz, and a twin for what core lessons must prove."""
    items = COURSE.quiz(lesson)
    assert len([item for item in items if not item.id.endswith("b")]) >= 6
    if COURSE.lessons[lesson].core:
        assert any(item.twin for item in items)


def test_every_type_is_used():
    """Five types of question."""
    assert {item.type for item in COURSE.items.values()} == {"choice", "picture", "sort", "order", "story"}


def test_twins_know_each_other():
    """A twin asks the same area and kind, both ways."""
    for item in COURSE.items.values():
        if item.twin:
            twin = COURSE.items[item.twin]
            assert (twin.twin, twin.area, twin.kind) == (item.id, item.area, item.kind), item.id


def test_ok_and_not_ok_are_balanced():
    """SG-11: 40–60 % of the vignettes are OK; a known person in at least 60 % of the others; boys in at least 35 %."""
    vignettes = [item for item in COURSE.items.values() if item.kind == "vignette"]
    bad = [item for item in vignettes if item.valence == "not_ok"]
    assert 0.4 <= 1 - len(bad) / len(vignettes) <= 0.6
    assert sum(bool(item.known_person) for item in bad) / len(bad) >= 0.6
    assert sum(item.affected == "boy" for item in bad) / len(bad) >= 0.35


def test_no_feedback_calls_a_child_wrong():
    """SG-13: what is said to an unwise answer begins with what is good in it, never with "wrong"."""
    said = []
    for item in COURSE.items.values():
        options = item.options if isinstance(item, Choice) else ()
        scenes = item.scenes if isinstance(item, Story) else ()
        said += [o.feedback.en for o in [*options, *(o for scene in scenes for o in scene.options)]]
    assert [text for text in said if re.match(r"(no[,.!]|wrong|false|incorrect)\b", text, re.IGNORECASE)] == []


def test_sensitive_lessons_come_after_help():
    """SG-05: whoever meets a sensitive lesson has learned whom to tell."""
    for lesson in COURSE.lessons.values():
        if lesson.sensitivity:
            assert "rights.trusted-adults" in lesson.needs


def test_children_see_1280_first():
    """SG-02: with source and date."""
    shown = [contact for contact in COURSE.contacts if contact.child_facing]
    assert shown[0].number == "1280"
    assert all(contact.source and contact.checked for contact in shown)


def test_every_picture_is_there_small_and_plain():
    """Each named scene is drawn, under 12 kB, and holds no text, script or link."""
    raw = json.dumps([one.model_dump() for one in [*COURSE.lessons.values(), *COURSE.items.values()]])
    for name in set(re.findall(r'"picture": "([a-z-]+)"', raw)):
        svg = (ROOT / "assets/pictures/drawn/scenes" / f"{name}.svg").read_text("utf-8")
        assert len(svg.encode()) <= 12_000, name
        assert not re.search(r"<(text|script|a|image|foreignObject)\b|https?://(?!www\.w3\.org/2000/svg)", svg), name


def test_no_key_is_guessable_by_place():
    """The right option is not mostly the longest one."""
    choices = [item for item in COURSE.items.values() if isinstance(item, Choice)]
    longest = sum(max(item.options, key=lambda o: len(o.text.km)).correct for item in choices)
    assert longest / len(choices) <= 0.6
