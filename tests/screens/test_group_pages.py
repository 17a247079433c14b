"""The pages before and after a group quiz: in one language, shut to others, and without any child's own answer."""

import re
from types import SimpleNamespace

import pytest

from actions import group_quiz, group_quiz_paper, group_quiz_plan
from actions.enrol import open_lesson
from actions.permissions import Role
from progress.store.people import now_ms
from tests.actions.rooms import CIRCLE, held
from tests.screens.conftest import SEATS, said

LESSON, SENSITIVE = "rights.four-promises", "violations.words-can-hurt"
WHO = SEATS[Role.FACILITATOR]
PAGES = ["meeting", "hands", "few", "trial", "test", "open", "paper"]


@pytest.fixture(scope="module")
def quizzes(simulated):
    """One of each: past by cards, by hands, with few answers, a trial, a test; one open; one on paper."""
    desk = simulated
    open_lesson(desk, WHO, CIRCLE, SENSITIVE, now_ms())

    def items(kind, lesson=""):
        return group_quiz_plan.items(desk, WHO, CIRCLE, kind, lesson)

    def half(item, round, nth):
        return nth < 4 + round

    past = {
        "meeting": held(desk, items("meeting"), half, kind="meeting", who=WHO),
        "hands": held(desk, items("lesson", LESSON), half, lesson=LESSON, mode="hands", who=WHO),
        "few": held(desk, items("lesson", SENSITIVE), half, lesson=SENSITIVE, members=3, who=WHO),
        "trial": held(desk, items("trial"), half, kind="trial", who=WHO),
        "test": held(desk, items("baseline"), half, kind="baseline", who=WHO),
        "paper": group_quiz_paper.prepare(desk, WHO, CIRCLE, "lesson", items("lesson", LESSON), LESSON),
        "open": group_quiz.begin(desk, WHO, CIRCLE, "lesson", items("lesson", LESSON), LESSON),
    }
    return SimpleNamespace(**{name: one.session for name, one in past.items()})


@pytest.mark.parametrize(("lang", "other"), [("km", "[A-Za-z]+"), ("en", "[\u1780-\u17ff]+")])
@pytest.mark.parametrize("what", ["", "meeting", "lesson", "baseline", "endline", "trial"])
def test_the_start_page_is_in_one_language(open_page, quizzes, lang, other, what):
    """With an open session, one on paper and past ones, whatever is chosen."""
    page = open_page(Role.FACILITATOR, lang, page="group_quiz", circle=CIRCLE, what=what, lesson=LESSON)
    assert re.findall(other, said(page)) == []


@pytest.mark.parametrize(("lang", "other"), [("km", "[A-Za-z]+"), ("en", "[\u1780-\u17ff]+")])
@pytest.mark.parametrize("name", PAGES)
def test_a_report_is_in_one_language(open_page, quizzes, lang, other, name):
    """Each kind of session, also one that is open, and one that waits on paper."""
    page = open_page(Role.FACILITATOR, lang, page="group_report", session=getattr(quizzes, name))
    assert re.findall(other, said(page)) == []


@pytest.mark.parametrize(("lang", "other"), [("km", "[A-Za-z]+"), ("en", "[\u1780-\u17ff]+")])
def test_the_tally_is_in_one_language(open_page, quizzes, lang, other):
    """Its boxes included."""
    page = open_page(Role.FACILITATOR, lang, page="group_tally", session=quizzes.paper)
    labels = " ".join(one.label for one in page.number_input)
    assert re.findall(other, said(page) + labels) == []


def test_two_clicks_begin_a_quiz(open_page, quizzes):
    """The month's meeting is chosen already; each way is a button of one plain form that says circle, kind and lesson."""
    page = open_page(Role.FACILITATOR, "en", page="group_quiz", circle=CIRCLE)
    html = " ".join(one.proto.body for one in page.get("html"))
    form = re.search(r'<form[^>]*method="post" action="/group_quiz/begin\?lang=en">(.*?)</form>', html, re.S).group(1)
    assert dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form)) == {
        "circle": CIRCLE, "kind": "meeting", "lesson": "",
    }  # fmt: skip
    assert re.findall(r'<button[^>]*name="mode" value="(\w+)"', form) == ["cards", "hands", "keyboard", "team", "devices"]


def test_an_open_quiz_is_gone_on_with(open_page, quizzes):
    """The way back into it stands first, with a whole load of its own page."""
    html = " ".join(one.proto.body for one in open_page(Role.FACILITATOR, "en", page="group_quiz", circle=CIRCLE).get("html"))
    assert f'href="/group_quiz?session={quizzes.open}&amp;lang=en" target="_self"' in html


@pytest.mark.parametrize("role", [Role.CHILD, Role.STAFF, Role.NOBODY])
@pytest.mark.parametrize("page", ["group_quiz", "group_report", "group_tally"])
def test_other_seats_are_not_shown_them(open_page, quizzes, role, page):
    """The address opens that seat's own pages."""
    words = said(open_page(role, "en", page=page, session=quizzes.meeting, circle=CIRCLE))
    assert not re.search("Group quiz|Attendance|Question by question|Type in a tally", words)


def test_a_report_names_who_came_and_not_who_answered_what(open_page, quizzes, simulated):
    """A member's name stands in the list of who came, and nowhere else on the page."""
    words = said(open_page(Role.FACILITATOR, "en", page="group_report", session=quizzes.meeting))
    for member in simulated.people.members(WHO.school, CIRCLE):
        assert words.count(simulated.words(f"things.{member.picture}", "en")) == 1


def test_few_answers_show_no_count(open_page, quizzes):
    """A sensitive question with three answers says so, and its card has no bar."""
    page = open_page(Role.FACILITATOR, "en", page="group_report", session=quizzes.few)
    html = " ".join(one.proto.body for one in page.get("html"))
    cards = re.findall(r"<li><h3>.*?</li>", html, re.S)
    hidden = [one for one in cards if "counts are not shown" in one]
    assert hidden
    assert not any('<div class="bar' in one for one in hidden)


def test_the_board_says_what_hands_said(open_page, quizzes):
    """A card of its own, which says that it is about the group; a circle without hands has none."""
    assert "By show of hands" in said(open_page(Role.FACILITATOR, "en", page="group", circle=CIRCLE))
    assert "By show of hands" not in said(open_page(Role.FACILITATOR, "en", page="group", circle="c2"))


def test_a_tally_says_every_slip_and_loses_nothing(open_page, quizzes, simulated):
    """Too many marks and a number below zero are said together; what was typed stays, is mended, and becomes the report."""
    page = open_page(Role.FACILITATOR, "en", page="group_tally", session=quizzes.paper)
    page.number_input[0].set_value(6)
    page.number_input[1].set_value(7)
    page.number_input[5].set_value(-1)
    page.button[-1].click().run()
    words = said(page)
    assert "Question 1, round 1: 7 marks, but 6 children were present." in words
    assert "Question 1, round 2: a number is less than zero." in words
    assert (page.number_input[0].value, page.number_input[1].value) == (6, 7)
    page.number_input[1].set_value(5)
    page.number_input[5].set_value(6)
    page.button[-1].click().run()
    assert not page.exception
    assert page.query_params["page"] == "group_report"
    assert simulated.groups.session(WHO.school, quizzes.paper).step == "ended"
    assert len(simulated.groups.answers(WHO.school, quizzes.paper)) == 11
    assert "They count for the group, not for a child." in said(page)
