"""The page of questions that need a look: one sentence each, both texts where the translation is in question, no small cell."""

import re

import pytest

from actions import desk as desks
from actions.permissions import Role, Who
from tests.actions.rooms import SCHOOL
from tests.actions.test_item_care import FAULTS, asked, filled
from tests.screens.conftest import said

STAFF = Who(Role.STAFF, SCHOOL, "staff")


@pytest.fixture(scope="module")
def faulty(tmp_path_factory):
    """A school of 320 with five questions that behave badly."""
    one = filled(tmp_path_factory.mktemp("faulty"))
    yield one
    one.store.close()


@pytest.fixture
def page(open_page, faulty, monkeypatch):
    """`page(lang)` → its HTML, on that desk."""
    monkeypatch.setattr(desks, "_desk", faulty)

    def run(lang="en", **address):
        return " ".join(one.proto.body for one in open_page(STAFF, lang, page="item_care", **address).get("html"))

    return run


def plain(html):
    """Its words, without those that say that they are of a language of their own."""
    html = re.sub(r"<style>.*?</style>|<span lang=.*?</span>", " ", html, flags=re.S)
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_each_question_has_its_sentence(page):
    """What was found, in the words of a person: letters of the options, shares of the groups, and what to do for whom."""
    words = plain(page())
    for sentence in (
        r"Those who understand the other questions well choose [ABC] rather than [ABC]\. Is [ABC] the right answer\?",
        r"often choose [ABC] in place of [ABC]\. Is [ABC] right too\?",
        r"Of 100 children who understand equally much, about \d+ get this right in English and \d+ in Khmer\.",
        r"Of 100 boys who understand equally much, about \d+ get this right; of as many girls, \d+\.",
        r"Nearly every child gets this right",
    ):
        assert re.search(sentence, words), sentence
    assert words.count("What to do") == len(FAULTS)
    assert [one for one in ("For the translator", "For who writes questions", "For who plans tests") if one not in words] == []


def test_what_behaves_is_one_line(page):
    """Counts of the good and of those with too few answers, and the number that it takes."""
    assert re.search(
        r"18 behave as they should · 5 to look at · \d+ with too few answers \(fewer than 40 children\)", plain(page())
    )


def test_the_khmer_page_is_khmer(page):
    """No Latin letter outside a text that says it is English."""
    assert re.findall(r"[A-Za-z]+", plain(page("km"))) == []


def test_the_english_page_is_english(page):
    """No Khmer letter outside a text that says it is Khmer."""
    assert re.findall(r"[\u1780-\u17ff]+", plain(page("en"))) == []


@pytest.mark.parametrize("lang", ["km", "en"])
def test_a_bad_translation_shows_both_texts(page, faulty, lang):
    """The question and its answers, each language beside the other; the other questions in the language of the page alone."""
    html = page(lang)
    item = asked(faulty)[next(place for place, fault in FAULTS.items() if fault == "language")]
    for text in (item.stem, *(option.text for option in item.options)):
        for each in ("km", "en"):
            assert f'<span lang="{each}">' in html
            assert getattr(text, each).replace("'", "&#x27;") in html
    assert html.count('class="stem"><span lang') == 1


def test_small_cells_are_dashes(page):
    """A hidden count says so to who listens; where none can be shown, as of what nearly all got right, there is no column."""
    html = page("en")
    cells = [one for pair in re.findall(r"</td><td>(.*?)</td><td>(.*?)</td></tr>", html) for one in pair]
    assert len(cells) == 4 * 2 * 4  # questions with counts, columns, options
    assert {one for one in cells if not one.isdigit()} == {'<span aria-hidden="true">–</span><span class="sr">not shown</span>'}
    assert all(int(one) >= 5 for one in cells if one.isdigit())
    assert "more than 95 of 100" in html.split("Nearly every child")[1]


def test_the_page_names_no_child(page, faulty):
    """No id of a member, no school."""
    html = page("en")
    assert not [one.member for one in faulty.people.members(SCHOOL) if re.search(rf"\b{one.member}\b", html)]


def test_an_area_s_page_leads_there(open_page, faulty, monkeypatch):
    """From the content page and from an area, which shows its own."""
    monkeypatch.setattr(desks, "_desk", faulty)
    for address in ({"page": "content"}, {"page": "area", "area": asked(faulty)[0].area}):
        html = " ".join(one.proto.body for one in open_page(STAFF, "en", **address).get("html"))
        assert "page=item_care" in html


def test_the_facilitator_may_say_girl_or_boy(open_page, simulated):
    """Three choices in this order, nothing said first; what was said of a child who is there already can be taken back."""
    page = open_page(Role.FACILITATOR, "en", page="children", circle="c1")
    [asking] = page.radio
    assert (asking.options, asking.value) == (["Not said", "Girl", "Boy"], "")
    page = open_page(Role.FACILITATOR, "km", page="children", circle="c1", member="demo-01-m01")
    [asking] = page.radio
    assert asking.value == simulated.people.member("demo-01", "demo-01-m01").sex == "boy"
    asking.set_value("")
    page.button(key="save_sex").click().run()
    assert not page.exception
    assert "បានរក្សាទុកហើយ" in said(page)
    assert simulated.people.member("demo-01", "demo-01-m01").sex == ""


def test_a_new_child_is_kept_as_it_was_said(open_page, simulated):
    """Picture, three secret pictures and the choice; the form stands empty again afterwards."""
    page = open_page(Role.FACILITATOR, "en", page="children", circle="c2")
    page.button(key="ani_animal_crab").click().run()
    for thing in ("sun", "moon", "star"):
        page.button(key=f"ani_new_{thing}").click().run()
    page.radio[0].set_value("girl")
    page.button(key="big_add").click().run()
    assert not page.exception
    [new] = [one for one in simulated.people.members("demo-01", "c2") if one.picture == "crab"]
    assert new.sex == "girl"
    assert page.radio[0].value == ""
