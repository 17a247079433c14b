"""Every Streamlit page runs for its role in both languages, says nothing in the other one, and is shut to other roles."""

import re
from html import unescape

import pytest

from actions import boards, school_flags
from actions.permissions import Role, Who
from screens import charts, child, facilitator
from tests.screens.conftest import SEATS, said

LESSON, SENSITIVE = "rights.what-is-a-right", "violations.words-can-hurt"
PAGES = [
    (Role.CHILD, {}),
    (Role.CHILD, {"page": "lesson", "lesson": LESSON, "card": "0"}),
    (Role.CHILD, {"page": "lesson", "lesson": LESSON, "card": "2"}),
    (Role.CHILD, {"page": "lesson", "lesson": LESSON, "card": "99"}),
    (Role.CHILD, {"page": "quiz", "lesson": LESSON}),
    (Role.CHILD, {"page": "close", "lesson": LESSON}),
    (Role.CHILD, {"page": "together", "lesson": SENSITIVE}),
    (Role.CHILD, {"page": "talk"}),
    (Role.FACILITATOR, {}),
    (Role.FACILITATOR, {"page": "lessons"}),
    (Role.FACILITATOR, {"page": "lesson", "lesson": SENSITIVE}),
    (Role.FACILITATOR, {"page": "children"}),
    (Role.FACILITATOR, {"page": "children", "circle": "c1", "member": "demo-01-m00"}),
    (Role.FACILITATOR, {"page": "member", "member": "demo-01-m00", "area": "rights"}),
    (Role.FACILITATOR, {"page": "member", "member": "demo-01-m01", "area": "campaign"}),
    (Role.FACILITATOR, {"page": "ready"}),
    (Role.STAFF, {}),
    (Role.STAFF, {"page": "findings"}),
    (Role.STAFF, {"page": "areas"}),
    (Role.STAFF, {"page": "area", "area": "help"}),
    (Role.STAFF, {"page": "area", "area": "campaign"}),
    (Role.STAFF, {"page": "school", "school": "demo-02"}),
    (Role.STAFF, {"page": "school", "school": "demo-02", "area": "migration"}),
    (Role.STAFF, {"page": "lessons"}),
    (Role.STAFF, {"page": "content"}),
    (Role.STAFF, {"page": "item_care"}),
    (Role.STAFF, {"page": "item_care", "area": "help"}),
    (Role.STAFF, {"page": "sign_off"}),
    (Role.STAFF, {"page": "sounds"}),
    (Role.STAFF, {"page": "sign_off", "role": "child_protection"}),
    (Role.NOBODY, {}),
]
NAMES = [f"{role.value}-{'-'.join(address.values()) or 'home'}" for role, address in PAGES]


@pytest.mark.parametrize(("role", "address"), PAGES, ids=NAMES)
def test_a_khmer_page_is_khmer(open_page, role, address):
    """The page runs, no word on it has a Latin letter, and a sentence ends as Khmer sentences do."""
    words = said(open_page(role, "km", **address))
    assert re.findall(r"[A-Za-z]+", words) == []
    assert re.findall(r"[\u1780-\u17dd]+ ?[.:](?=\s|$)", words) == []


@pytest.mark.parametrize(("role", "address"), PAGES, ids=NAMES)
def test_an_english_page_is_english(open_page, role, address):
    """The page runs, and no word on it has a Khmer letter."""
    assert re.findall(r"[\u1780-\u17ff]+", said(open_page(role, "en", **address))) == []


def html(page):
    """What was sent as markup."""
    return " ".join(one.proto.body for one in page.get("html"))


def test_five_lessons_are_no_row_with_a_lonely_one():
    """A row of the path holds at most four, and the rows of a unit differ by one at most."""
    assert [child._across(lessons) for lessons in range(10)] == [1, 1, 2, 3, 4, 3, 3, 4, 4, 3]


def test_a_plan_without_questions_has_no_heading_for_them(open_page, simulated):
    """Where children ask nothing yet, nothing is announced."""
    lesson = simulated.course.lessons[LESSON]
    assert "Children may ask" in said(open_page(Role.FACILITATOR, "en", page="lesson", lesson=LESSON))
    notes = lesson.facilitator.model_copy(update={"questions": ()})
    simulated.course.lessons[LESSON] = lesson.model_copy(update={"facilitator": notes})
    try:
        assert "Children may ask" not in said(open_page(Role.FACILITATOR, "en", page="lesson", lesson=LESSON))
    finally:
        simulated.course.lessons[LESSON] = lesson


def test_a_board_shows_first_what_most_need(open_page, simulated):
    """Four lessons to teach again stand open, the others are a tap away, and none is missing."""
    board = boards.group(simulated, SEATS[Role.FACILITATOR], "c1")
    assert len(board.again) > facilitator.FIRST
    shown, _, folded = html(open_page(Role.FACILITATOR, "en")).partition("<details>")
    listed = [len(re.findall(r'class="button tight" href="[^"]*lesson=', part)) for part in (shown, folded)]
    assert listed == [facilitator.FIRST, len(board.again) - facilitator.FIRST]
    assert f"More lessons: {listed[1]}" in folded


def test_no_finding_is_a_sentence(open_page, monkeypatch):
    """An empty list of findings is said across the page, and is no entry of a list."""
    monkeypatch.setattr(school_flags, "flags", lambda *_: [])
    shown = html(open_page(Role.STAFF, "en", page="findings"))
    assert '<p class="message well"><span>No area is likely low.</span></p>' in shown
    assert 'class="flags findings"' not in shown


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Words can hurt", 1),
        ("What the law says about children and work, here and there", 2),
        ("រឿងភ្ញាក់ផ្អើលរីករាយនិងរឿងសម្ងាត់គ្មានសុវត្ថិភាព", 1),
        ("A <b> & what it means to a reader of tags", 2),
    ],
)
def test_a_long_title_is_two_lines_of_a_chart(name, lines):
    """Torn at a space near its middle, never inside a word, and no tag comes from it."""
    shown = charts._in_two(name)
    assert shown.count("<br>") == lines - 1
    assert unescape(shown.replace("<br>", " ")) == name
    assert "<b>" not in shown


@pytest.mark.parametrize("role", [Role.CHILD, Role.FACILITATOR])
@pytest.mark.parametrize("page", ["overview", "area", "school", "findings", "content", "item_care", "sign_off", "sounds"])
def test_a_staff_address_shows_nobody_else_a_school(open_page, role, page):
    """The address of a staff page, opened by another seat, shows that seat's own pages."""
    words = said(open_page(role, "en", page=page, school="demo-02", area="help"))
    assert "Demo school 2" not in words
    assert "Look here first" not in words


def test_a_child_s_page_holds_no_number_about_the_child(open_page):
    """Home shows explored areas as signs: no per cent and no count of right answers (SG-23)."""
    words = said(open_page(Role.CHILD, "en"))
    assert "%" not in words
    assert not re.search(r"\b(score|points?|right answers|out of)\b", words, re.IGNORECASE)
    assert set(re.findall(r"\d+", words)) <= {"7", "8", "10", "11", "12", "25", "30"}  # cards and minutes of the next lesson


def test_sg23_why_a_sign_is_so_names_no_question(open_page, simulated):
    """The page behind a sign holds no question, no option and no word of right or wrong about a single answer."""
    words = said(open_page(Role.FACILITATOR, "en", page="member", member="demo-01-m00", area="rights"))
    assert "Where does this estimate come from?" in words
    assert [item.id for item in simulated.course.items.values() if item.stem.en in words] == []
    assert min(int(found) for found in re.findall(r"(\d+) answers", words)) >= 3


def test_a_facilitator_enrols_a_child(open_page, simulated):
    """Picture and three secret pictures are enough; without them the page says both at once and keeps nothing."""
    before = len(simulated.people.members("demo-01"))
    page = open_page(Role.FACILITATOR, "en", page="children", circle="c1")
    page.button(key="big_add").click().run()
    assert "Choose a picture." in said(page)
    assert "Choose three secret pictures." in said(page)
    assert len(simulated.people.members("demo-01")) == before
    page.button(key="ani_animal_snail").click().run()
    for thing in ("sun", "moon", "star"):
        page.button(key=f"ani_new_{thing}").click().run()
    page.button(key="big_add").click().run()
    assert not page.exception
    assert len(simulated.people.members("demo-01")) == before + 1
    assert "Added." in said(page)


def test_a_lesson_keeps_its_place(open_page, simulated):
    """Next turns the card and the store knows it: a restart returns to the same card."""
    page = open_page(Role.CHILD, "en", page="lesson", lesson=LESSON, card="1")
    page.button(key="big_next").click().run()
    assert simulated.people.readings("demo-01", "demo-01-m00")[LESSON][0] == 2
    assert 'data-card="2"' in " ".join(
        one.proto.body for one in open_page(Role.CHILD, "en", page="lesson", lesson=LESSON).get("html")
    )


def test_a_facilitator_erases_a_child(open_page, simulated):
    """Only when it is meant: without the tick nothing happens and the page says why; with it the child is gone for good."""
    member = next(one for one in simulated.people.members("demo-03") if one.circle == "c1").member
    seat = Who(Role.FACILITATOR, "demo-03", "facilitator")
    page = open_page(seat, "en", page="children", circle="c1", member=member)
    page.button(key="erase").click().run()
    assert "First tick that you mean it." in said(page)
    assert simulated.people.member("demo-03", member)
    page.checkbox(key=f"erase_{member}").check().run()
    page.button(key="erase").click().run()
    assert not page.exception
    assert simulated.people.member("demo-03", member) is None
    assert "Erased." in said(page)
