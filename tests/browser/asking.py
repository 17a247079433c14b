"""A school whose children have a round open that asks in the newer ways, and a stage for an item that no lesson has."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route
from pydantic import TypeAdapter

from actions import desk as desks
from actions import enrol
from actions.assets import ASSETS
from actions.desk import ROOT, open_desk
from actions.permissions import NOBODY, Role, Who
from actions.study import _localised
from curriculum.items import Item, explained, shown
from curriculum.ui_words import read_words
from progress.store.people import Attempt, now_ms
from tests.browser.conftest import App, sign_in
from tests.conftest import FACILITATOR, PASSWORD, PIN, SCHOOL, SECRET

LESSON = "rights.four-promises"
MATCH, STATEMENT = f"{LESSON}.q10", "rights.what-is-a-right.q7"
TOLD, SURE = "rights.trusted-adults.q11", "rights.trusted-adults.q12"
ITEM: TypeAdapter[Any] = TypeAdapter(Item)
MOUNT = """async ({assets, data}) => {
  const host = document.createElement("main");
  document.body.append(host); // above the page, whose tokens it needs
  host.style.cssText = "position: fixed; inset: 0; z-index: 9999999; overflow: auto; padding: 20px; background: var(--paper)";
  const root = host.attachShadow({mode: "open"});
  const sheet = Object.assign(document.createElement("link"), {rel: "stylesheet", href: `${assets}/stage/stage.css`});
  root.append(sheet);
  await new Promise((go) => (sheet.onload = go));
  const {mount} = await import(`${assets}/stage/stage.js`);
  mount(root, data, () => (window.isFinished = true));
}"""


def school(folder: Path, animals: tuple[str, ...]) -> App:
    """Not started yet; the round of each child is begun."""
    desk = open_desk(folder)
    name = {"km": "សាលា", "en": "School"}
    enrol.set_up(desk, NOBODY, school=SCHOOL, commune="01100201", name=name, pin=PIN, password=PASSWORD)
    enrol.add_circle(desk, FACILITATOR, 0)
    for animal in animals:
        who = Who(Role.CHILD, SCHOOL, enrol.add_member(desk, FACILITATOR, "c1", animal, SECRET))
        items = (MATCH, STATEMENT, TOLD, SURE)
        desk.people.open_attempt(SCHOOL, Attempt(f"round-{animal}", who.id, LESSON, now_ms(), False, "review", items))
    desk.store.close()
    desks._desk = None
    return App(folder)


def to_round(page: Page, app: App, animal: str, lang: str) -> None:
    """Signed in, at the first question that is not answered."""
    sign_in(page, app, animal, lang)
    page.goto(f"{app.base}/?page=review&lesson={LESSON}&lang={lang}")
    ready(page)


def ready(page: Page) -> None:
    """The stage takes no tap before anyone can have read the question."""
    page.wait_for_selector(".stage[data-item]", timeout=30_000)
    page.wait_for_timeout(1200)


class Asked:
    """One item on a stage of its own; what is sent is marked here, and told as the server tells it."""

    def __init__(self, page: Page, raw: dict[str, Any], lang: str) -> None:
        self.page, self.item, self.lang = page, ITEM.validate_python(raw), lang
        self.sent: list[Any] = []
        page.route("**/api/answers", self._take)
        self.mount()

    def mount(self) -> None:
        """Also again, after a refresh."""
        words = read_words(ROOT).under("stage", self.lang)
        one = _localised(shown(self.item), self.lang)
        data = {"attempt": "a1", "lang": self.lang, "items": [one], "acks": {}, "words": words, "sign_in": "/door"}
        self.page.evaluate(MOUNT, {"assets": ASSETS, "data": data})
        ready(self.page)

    def _take(self, route: Route) -> None:
        response = json.loads(route.request.post_data or "{}")["response"]
        self.sent.append(response)
        told = _localised(explained(self.item), self.lang)
        ack = {"item": self.item.id, "response": response, "right": self.item.mark(response), "answered": [self.item.id], **told}
        route.fulfill(json=ack)
