"""A child back after weeks: meets a lesson again, keeps the place through a refresh, and finds it gone from the home."""

import pytest

from actions import enrol, study
from actions.permissions import Role, Who
from progress.store.people import now_ms
from progress.store.projection import DAY_MS
from tests.actions.test_review import take
from tests.browser.conftest import new_school, served, sign_in
from tests.browser.test_a_child_learns import answer, rows
from tests.browser.test_every_page import look, settle
from tests.conftest import FACILITATOR, SCHOOL, SECRET

LESSONS = ("rights.what-is-a-right", "rights.four-promises", "rights.learn-play-be-heard", "rights.trusted-adults")


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """A school whose cat and owl learned four lessons forty days ago, every second question right."""
    folder = tmp_path_factory.mktemp("again")
    desk = new_school(folder)
    enrol.add_circle(desk, FACILITATOR, 0)
    for animal in ("cat", "owl"):
        who = Who(Role.CHILD, SCHOOL, enrol.add_member(desk, FACILITATOR, "c1", animal, SECRET))
        for lesson in LESSONS:
            attempt = study.quiz(desk, who, lesson, "en")["attempt"]
            for nth, item in enumerate(desk.quiz(lesson)):
                take(desk, who, item.id, now_ms() - 40 * DAY_MS + nth, attempt, is_right=nth % 2 == 0)
            study.finish(desk, who, attempt)
    with served(desk, folder) as running:
        yield running


def test_a_lesson_is_met_again(page, app):
    """From the quiet card to the calm close; a refresh on the way shows the same question; afterwards the card is gone."""
    sign_in(page, app, "cat")
    card = page.locator('.again a[href*="page=review"]').first
    lesson = card.get_attribute("href").split("lesson=")[1]
    card.click()
    page.wait_for_selector(".stage[data-item]")
    first = answer(page)
    page.wait_for_timeout(700)
    page.locator(".stage .next").click()
    page.wait_for_function("it => document.querySelector('.stage')?.dataset.item !== it", arg=first, timeout=20_000)
    second = page.locator(".stage").get_attribute("data-item")
    page.reload()
    page.wait_for_selector(".stage[data-item]")
    assert page.locator(".stage").get_attribute("data-item") == second
    page.goto(f"{app.base}/?page=home&lang=en")
    page.wait_for_selector(f'.again a[href*="{lesson}"]', timeout=20_000)  # begun: it waits
    page.locator(f'.again a[href*="{lesson}"]').click()
    ((asked,),) = rows(app, "SELECT items FROM attempt WHERE kind = 'review'")
    for _ in range(asked.count('", "')):
        page.wait_for_selector(".stage[data-item]:not([data-told])", timeout=20_000)
        answer(page)
        page.wait_for_timeout(700)
        page.locator(".stage .next").click()
        page.wait_for_timeout(300)
    page.wait_for_selector(".lesson .message.well", timeout=20_000)
    look(page)
    assert rows(app, "SELECT is_finished FROM attempt WHERE kind = 'review'") == [(1,)]
    page.locator(".lesson .go").click()
    page.wait_for_selector(".homepage")
    assert page.locator(f'.again a[href*="{lesson}"]').count() == 0
    page.goto(f"{app.base}/?page=review&lesson={lesson}&lang=en")  # its address leads home
    page.wait_for_selector(".homepage")


@pytest.mark.parametrize("lang", ["km", "en"])
def test_home_and_the_end_of_a_round(page, app, lang):
    """Accessible and no wider than a phone, in both languages."""
    sign_in(page, app, "owl", lang)
    assert page.locator(".again a").count() == 3
    for address in ("page=home", "page=met&lesson=rights.four-promises", "page=rounded"):
        page.goto(f"{app.base}/?{address}&lang={lang}")
        settle(page)
        look(page)


def test_a_short_round(page, app):
    """It is opened from the home and asks its first question."""
    sign_in(page, app, "owl")
    page.locator('.again a[href*="page=round"]').click()
    page.wait_for_selector(".stage[data-item]")
    answer(page)
    assert rows(app, "SELECT count(*) FROM attempt WHERE kind = 'check'") == [(1,)]
