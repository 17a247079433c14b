"""Pages of tests: kind words before, nothing of how it went after, means for adults with what they cannot say, hands typed in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from actions import desk as desks
from actions import evaluation, referral, sign_in
from actions.desk import Desk
from actions.permissions import Role, Who
from actions.referral import Given
from tests.actions.test_evaluation_results import facilitator, sat, school
from tests.conftest import FOCAL
from tests.course_with_tests import desk_with_tests
from tests.safeguarding.pages import MAIN, body, keys, words

HERE, STAFF, CHILD = facilitator("s1"), Who(Role.STAFF, "s1", "staff"), Who(Role.CHILD, "s1", "s1-m0")
PICTURES = ("cat", "owl", "duck", "hen", "frog", "bear")


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Six members who took the baseline and the endline."""
    one = desk_with_tests(tmp_path_factory.mktemp("held"))
    members = school(one, "s1", 6)
    for member, picture in zip(members, PICTURES, strict=True):
        one.people.change("UPDATE member SET picture = ? WHERE member = ?", (picture, member))
    sat(one, "s1", "baseline", {member: 10 + nth for nth, member in enumerate(members)})
    sat(one, "s1", "endline", {member: 17 + nth for nth, member in enumerate(members)})
    yield one
    one.store.close()


@pytest.fixture
def see(held: Desk, monkeypatch: pytest.MonkeyPatch):
    """`see(who, lang, page=…)` runs a page of that school."""
    monkeypatch.setattr(desks, "_desk", held)

    def run(who: Who, lang: str = "en", **address: str) -> AppTest:
        monkeypatch.setattr(sign_in, "who_sits", lambda *_: who)
        page = AppTest.from_file(MAIN, default_timeout=30)
        for name, value in {"lang": lang, **address}.items():
            page.query_params[name] = value
        page.run()
        assert not page.exception, page.exception
        return page

    return run


def plain(page: AppTest) -> str:
    """Its words, without markup, with the labels of its buttons."""
    html = re.sub(r"<style>.*?</style>", " ", " ".join(one.proto.body for one in page.get("html")), flags=re.S)
    labels = [one.label for kind in ("button", "number_input") for one in page.get(kind)]
    return unescape(" ".join([re.sub(r"<[^>]*>", " ", html), *labels]))


@pytest.mark.parametrize("who", [HERE, STAFF], ids=["facilitator", "staff"])
def test_the_page_says_what_it_cannot_tell(see, who):
    """The sentence about the missing comparison group stands beside the change; with its interval, its size and its source."""
    said = plain(see(who, page="tests"))
    assert "The same 6 children: right answers changed by +23 points" in said
    assert "No comparison group: growing older and practice with the questions cannot be told apart" in said
    assert "Sees what is not OK (sensitivity)" in said
    assert "Sees what is OK (specificity)" in said
    assert "Hedges 1981, Lakens 2013" in said
    assert ("Forms A and B at the baseline" in said) is (who is STAFF)


def test_one_chart_and_the_same_as_a_table(see):
    """All questions and ten areas, with the tests side by side."""
    page = see(STAFF, page="tests")
    assert len(page.get("plotly_chart")) == 1
    table = next(html for one in page.get("html") if "<details>" in (html := one.proto.body))
    assert table.count("<tr>") == 1 + 1 + 10
    assert table.count("n = 6") == 11 * 3


@pytest.mark.parametrize(("lang", "others"), [("km", r"[A-Za-z]{2,}"), ("en", r"[\u1780-\u17ff]+")])
@pytest.mark.parametrize("address", ["tests", "short_check"])
def test_each_page_is_of_one_language(see, lang, others, address):
    """No word of the other one."""
    for who in (HERE, STAFF) if address == "tests" else (HERE,):
        assert re.findall(others, plain(see(who, lang, page=address))) == []


def test_no_member_is_on_the_page_of_results(see, held):
    """Neither an id nor, for staff, a picture's name."""
    for who in (HERE, STAFF):
        sent = words(see(who, page="tests"))
        assert [one.member for one in held.people.members("s1") if re.search(rf"\b{one.member}\b", sent)] == []
    assert [name for name in ("Owl", "Duck", "Frog") if name in plain(see(STAFF, page="tests"))] == []


def test_a_test_is_opened_found_and_closed(see, held):
    """With a warning when it is early; while it is open nobody can open another; the child finds it first; closed, it is gone."""
    page = see(HERE, page="tests")
    assert "Sensible from" in plain(page)
    page.button(key="open_test_followup").click().run()
    assert not page.exception
    said = plain(page)
    assert "0 of 6 children have finished" in said
    assert "Not finished yet: Bear, Cat, Duck, Frog, Hen, Owl" in said
    assert {"close_test_followup"} == {key for key in keys(page) if "_test_" in key}
    home = plain(see(CHILD, page="home"))
    assert home.index("There are 30 questions, and no marks.") < home.index("What is a right?")
    page.button(key="close_test_followup").click().run()
    assert "There are 30 questions" not in plain(see(CHILD, page="home"))
    held.people.change("DELETE FROM test_round WHERE test = 'followup'", ())


@pytest.fixture
def opened(held: Desk) -> Iterator[None]:
    """The follow-up is open."""
    evaluation.open_test(held, HERE, "c1", "followup")
    yield
    held.people.change("DELETE FROM test_round WHERE test = 'followup'", ())
    held.people.change("DELETE FROM attempt", ())


@pytest.mark.parametrize("lang", ["km", "en"])
def test_sg07_three_ways_before_a_test(see, held, opened, lang):
    """What it is, that one may stop, and a note; nothing is asked and nothing kept before the child goes on."""
    page = see(CHILD, lang, page="test")
    assert keys(page) == {"other_activity", "talk_to_someone", "big_go_on"}
    for word in ("test.why", "test.stop", "test.note"):
        assert held.words(word, lang, 30) in plain(page)
    assert held.people.attempts("s1", CHILD.id) == []
    assert "rights.trusted-adults.t" not in words(page)
    asked = see(CHILD, lang, page="test", go="on")
    assert len(set(re.findall(r"rights\.trusted-adults\.t\d+b?", words(asked)))) == 30
    (attempt,) = held.people.attempts("s1", CHILD.id)
    assert (attempt.kind, attempt.lesson) == ("test", "followup")


@pytest.mark.parametrize("lang", ["km", "en"])
def test_sg09_the_end_says_thank_you_and_who_can_help(see, held, lang):
    """And nothing of how it went: no number but those to call, no share, no word of right or wrong."""
    page = see(CHILD, lang, page="tested")
    said = plain(page)
    assert held.words("test.thanks", lang) in said
    assert held.words("help.line", lang) in said
    assert re.findall(r"\d+", said.replace("1280", "").replace("117", "")) == []
    assert re.findall(r"[០-៩]+|%", said) == []
    assert re.findall(r"\b(right|wrong|score|correct)\b", said) == []


@pytest.mark.parametrize("go", ["", "on"])
def test_no_test_leads_home(see, held, go):
    """An address typed by hand opens nothing, and keeps nothing."""
    home = body(see(CHILD, page="home"))
    assert body(see(CHILD, page="test", go=go)) == home
    assert held.people.attempts("s1", CHILD.id) == []


def test_hands_are_typed_in(see, held):
    """An audience, its number, hands for each answer; a slip is said and keeps nothing; then it stands on the page of tests."""
    page = see(HERE, page="short_check", audience="adults")
    item = "rights-trusted-adults-c3"
    page.number_input(key=f"hands_{item}_before_r").set_value(7)
    page.number_input(key=f"hands_{item}_before_o").set_value(5)
    page.button(key="big_hands").click().run()
    assert "Write how many listened." in plain(page)
    assert held.store.read("SELECT * FROM short_check") == []
    page.number_input(key="hands_adults_listeners").set_value(12)
    page.button(key="big_hands").click().run()
    assert not page.exception
    said = plain(page)
    assert "Saved. Thank you." in said
    assert "Adults · talks: 1 · listeners: 12" in said
    assert "58 % (12 hands)" in said
    held.people.change("DELETE FROM short_check", ())
    held.people.change("DELETE FROM short_count", ())


def test_a_school_that_is_not_ready_is_told_why(see, held):
    """No button to open, and the way to the list; unsigned words are said too."""
    held.people.change("UPDATE school SET is_ready = 0", ())
    page = see(HERE, page="tests")
    assert "The school's readiness list is not complete." in plain(page)
    assert [key for key in keys(page) if "_test_" in key] == []
    held.people.change("UPDATE school SET is_ready = 1, is_simulated = 0", ())
    referral.fill_in(held, HERE, [Given("focal", FOCAL, was_called=True)], held.today)
    assert "two reviewers have not signed them yet" in plain(see(HERE, page="tests"))
    held.people.change("UPDATE school SET is_simulated = 1", ())


def test_the_review_desk_shows_the_tests(see, held):
    """All sixty questions and the short checks, in both languages; both roles are asked."""
    page = see(STAFF, page="sign_off", lesson="tests")
    sent = words(page)
    for item in (*held.course.test_items.values(), *held.course.short_items.values()):
        assert item.stem.km in sent
        assert item.stem.en in sent
    assert "Questions of the tests" in plain(see(STAFF, page="sign_off"))
