"""The newer types of question in a real browser: by touch, by keyboard, through a refresh; a story with detours."""

from __future__ import annotations

import json

import pytest

from tests.browser.asking import MATCH, STATEMENT, SURE, TOLD, Asked, ready, school, to_round
from tests.browser.conftest import CHROMIUM, sign_in
from tests.browser.test_a_child_learns import rows
from tests.browser.test_every_page import look
from tests.curriculum.tiny import t


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """Children whose round asks a match, a statement, a teach-back and a scale."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    running = school(tmp_path_factory.mktemp("types"), ("cat", "owl", "duck", "hen"))
    running.start()
    yield running
    running.kill()


def kept(app, item, animal):
    """What stands on the disk of this child's answer."""
    member = f"(SELECT member FROM member WHERE picture = '{animal}')"
    return rows(app, f"SELECT response, is_right, options FROM answered WHERE item = '{item}' AND member = {member}")


def laid(page):
    """Left → right, as the page shows them."""
    return page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('*')].map((one) => one.shadowRoot).filter(Boolean)
        .concat(document).flatMap((root) => [...root.querySelectorAll('.lefts > li')])
        .map((li) => [li.dataset.option, li.querySelector('.laid')?.textContent ?? null]))"""
    )


@pytest.mark.parametrize(("animal", "lang"), [("cat", "km"), ("owl", "en")])
def test_a_match_by_touch(page, app, animal, lang):
    """A left, then a right; what was laid is taken back by a tap, survives a refresh, and is sent when each left has one."""
    to_round(page, app, animal, lang)
    done, lefts, rights = page.locator("footer .go").first, page.locator(".lefts .left"), page.locator(".rights button")
    assert page.locator(".stage").get_attribute("data-item") == MATCH
    assert not {one.get_attribute("data-option") for one in page.locator(".rights li").all()} & set(laid(page))
    lefts.nth(2).click()
    word = rights.nth(1).inner_text()
    rights.nth(1).click()
    assert list(laid(page).values()) == [None, None, word, None]
    assert done.is_hidden()
    rights.first.click()  # the next empty left is picked by itself
    assert [bool(one) for one in laid(page).values()] == [True, False, True, False]
    before = laid(page)
    look(page)
    page.reload()
    ready(page)
    assert laid(page) == before
    page.locator(".lefts .laid").first.click()
    assert next(iter(laid(page).values())) is None
    while rights.count():
        assert done.is_hidden()
        rights.first.click()
    sent = laid(page)
    assert all(sent.values())
    done.click()
    page.wait_for_selector(".stage[data-told]", timeout=20_000)
    assert page.locator(".lefts li.better, .lefts li.looked").count() == 4
    look(page)
    ((response, is_right, options),) = kept(app, MATCH, animal)
    assert set(json.loads(response)) == set(sent)
    assert options == 6 and is_right == (page.locator(".lefts li.looked").count() == 0)
    page.reload()
    page.wait_for_selector(".stage[data-told]", timeout=30_000)  # the feedback was not read yet: it is told again
    assert laid(page) == sent


def test_a_match_by_keyboard(page, app):
    """Tab and Enter alone: the focus is on the next right after each, and on Done after the last; a screen reader hears each."""
    to_round(page, app, "duck", "en")
    page.locator(".lefts .left").first.focus()
    page.keyboard.press("Enter")
    page.locator(".rights button").last.focus()
    for _ in range(4):
        page.keyboard.press("Enter")
        page.wait_for_timeout(150)
        assert " goes with " in page.locator(".note").inner_text()
    assert all(laid(page).values())
    page.keyboard.press("Enter")
    page.wait_for_selector(".stage[data-told]", timeout=20_000)
    assert len(kept(app, MATCH, "duck")) == 1


def test_a_statement_a_friend_and_a_feeling(page, app):
    """Signs beside the words; the listener's five answers survive a refresh; a feeling is thanked for and not judged."""
    to_round(page, app, "hen", "en")
    page.locator(".unsure").click()
    following(page)
    assert page.locator(".options .tile .sign").count() == 2
    assert page.locator(".options .tile").all_inner_texts() == ["True", "Not true"]
    look(page)
    page.locator(".options .tile").first.click()
    following(page)
    look(page)
    page.locator(".listened").click()
    assert page.locator(".unsure").is_hidden()
    for nth in range(4):
        page.locator(".criterion").nth(nth).locator(".level").nth(2).click()
    page.reload()
    ready(page)
    assert page.locator(".levels .chosen").count() == 4
    assert "Was it kind" in page.locator(".listen").get_attribute("data-say")
    look(page)
    assert page.locator("footer .go").first.is_hidden()
    page.locator(".criterion").nth(4).locator(".level").nth(1).click()
    page.locator("footer .go").first.click()
    following(page)
    look(page)
    page.locator(".step").nth(1).click()
    page.wait_for_selector('.stage[data-told="thanks"]', timeout=20_000)
    assert page.locator(".better, .looked, .tag").count() == 0
    look(page)
    assert [one[1:] for one in kept(app, STATEMENT, "hen")] == [(1, 2)]
    assert [one[1:] for one in kept(app, TOLD, "hen")] == [(1, 0)]
    assert kept(app, SURE, "hen") == [('"2"', 0, 0)]


def following(page):
    """On to the next question, once the feedback can have been read."""
    page.wait_for_selector(".stage[data-told]", timeout=20_000)
    page.wait_for_timeout(700)
    page.locator(".stage .next").click()
    page.wait_for_selector(".stage:not([data-told])")
    page.wait_for_timeout(1200)


def branching():
    """Two scenes; an unwise way of each leads aside: from the first back to it, from the last back to it too."""
    heard, seen = t("មែនហើយ។ គេស្តាប់។", "Yes. She listens."), t("ដារ៉ាគិត។ មើលសិន។", "Dara thinks. Let us see.")
    good = {"id": "good", "text": t("ប្រាប់ម្តាយ", "Tell mother"), "feedback": heard, "correct": True}
    silent = {"id": "silent", "text": t("នៅស្ងៀម", "Stay silent"), "feedback": seen, "misconception": "m"}
    other = {**silent, "id": "other", "text": t("រត់ទៅលេង", "Run off to play")}
    scene = {"picture": "mother-busy", "text": t("ដារ៉ាបារម្ភ។", "Dara is worried.")}
    night = {**scene, "text": t("យប់ហើយ។ ដារ៉ាគេងមិនលក់ទេ។", "Night. Dara cannot sleep.")}
    return {
        "id": "u.l.q1",
        "lesson": "u.l",
        "area": "rights",
        "type": "story",
        "kind": "action",
        "sensitivity": 0,
        "stem": t("ដារ៉ានិងម្តាយ។", "Dara and his mother."),
        "scenes": [
            {"id": "yard", **scene, "options": [{**silent, "to": "night"}, other, good], "to": "home"},
            {"id": "home", **scene, "options": [good, {**silent, "to": "late"}]},
            {"id": "night", **night, "options": [good, other], "detour": True, "to": "yard"},
            {"id": "late", **scene, "options": [other, good], "detour": True, "to": "home"},
        ],
        "feedback": {"right": t("ល្អណាស់។", "Well done."), "partly": t("ដារ៉ារកឃើញផ្លូវ។", "Dara found the way.")},
    }


def way(page, option):
    """Taps a way of the moment that is open."""
    page.locator(f'.moment:last-child li[data-option="{option}"]:not([hidden]) .tile').click()


def scenes(page):
    """Those that are on the page, in order."""
    return [one.get_attribute("data-scene") for one in page.locator(".moment").all()]


@pytest.mark.parametrize("lang", ["km", "en"])
def test_a_story_goes_aside_and_comes_back(page, app, lang):
    """An unwise way shows what comes of it and leads back; a refresh finds the same scene; first ways are sent."""
    sign_in(page, app, "cat", lang)
    asked = Asked(page, branching(), lang)
    way(page, "other")
    assert scenes(page) == ["yard"]  # explained, and tried again
    way(page, "silent")
    assert scenes(page) == ["yard", "night"]
    assert page.locator(".moment[data-detour]").count() == 1
    page.reload()
    page.wait_for_selector(".homepage")
    asked.mount()
    assert scenes(page) == ["yard", "night"]
    way(page, "good")
    assert scenes(page) == ["yard", "night", "yard"]
    assert page.locator('.moment:last-child li[data-option="silent"]').is_hidden()  # where it leads has been seen
    way(page, "good")
    way(page, "silent")
    way(page, "other")
    way(page, "good")
    assert scenes(page) == ["yard", "night", "yard", "home", "late", "home"]
    look(page)
    assert asked.sent == []
    way(page, "good")
    page.wait_for_selector(".stage[data-told]", timeout=20_000)
    assert asked.sent == [{"yard": "other", "night": "good", "home": "silent", "late": "other"}]
    assert asked.item.mark(asked.sent[0]) is False
    assert page.locator(".stage").get_attribute("data-told") == "again"


def test_a_story_straight_on(page, app):
    """Wise at once: no scene aside, nothing more to tap, right. What is begun is kept until it is sent, for its own child."""
    sign_in(page, app, "owl", "en")
    page.evaluate("localStorage.setItem('stage:draft:of-another-child:u.l.q1', '[]')")
    drafts = "Object.keys(localStorage).filter((key) => key.startsWith('stage:draft:'))"
    asked = Asked(page, branching(), "en")
    assert page.evaluate(drafts) == []
    way(page, "good")
    assert page.evaluate(drafts) == ["stage:draft:a1:u.l.q1"]
    way(page, "good")
    page.wait_for_selector('.stage[data-told="well"]', timeout=20_000)
    assert asked.sent == [{"yard": "good", "home": "good"}]
    assert scenes(page) == ["yard", "home"]
    assert page.evaluate(drafts) == []
