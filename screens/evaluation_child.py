"""A child's test: one card on the home, a kind page before it, the questions, a thank you. Never a right answer, a number or a clock."""

from __future__ import annotations

from html import escape

import streamlit as st

from actions import evaluation, study
from actions.desk import desk
from actions.evaluation import Offer
from actions.permissions import NotAllowed, Who
from screens.look import go, href, language, listen, said_word, scene, sign, small, stage, w, ways_on, we
from screens.review import way_to_help

PAGES = ("test", "tested")


def show(who: Who, page: str) -> None:
    """One of PAGES. Raises NotAllowed when no test is open for this child."""
    if page == "tested":
        return _thanks()
    found = evaluation.offered(desk(), who)
    if found is None:
        raise NotAllowed(page)
    return _ask(who) if st.query_params.get("go") == "on" else _before(found)


def first(who: Who) -> str:
    """The card that comes before the next lesson; "" when no test waits."""
    found = evaluation.offered(desk(), who)
    if found is None:
        return ""
    so_far = f'<p class="muted small">{we("test.so_far", found.answered, found.questions)}</p>' if found.answered else ""
    label = w("test.go_on") if found.answered else w("test.go")
    return (
        f'<section class="card todo" data-test>{scene("class-thinks")}<div><h2>{we("test.title")}</h2>'
        f"<p>{we('test.why', found.questions)}</p><p>{we('test.stop')}</p>{so_far}"
        f'<a class="button go big start" href="{href("test")}">{label}{sign("next")}</a></div></section>'
    )


def _before(found: Offer) -> None:
    """SG-07: what it is, that one may stop, and three ways that cost nothing; nothing is kept until the child goes on."""
    why = ("words/test.why", w("test.why", found.questions))
    aloud = [why, said_word("test.stop"), *([said_word("test.note")] if found.is_sensitive else [])]
    note = f'<p class="message care">{small("lotus")}<span>{we("test.note")}</span></p>' if found.is_sensitive else ""
    text = f"<h1>{we('test.title')}</h1><p>{we('test.why', found.questions)}</p><p>{we('test.stop')}</p>{note}{listen(aloud)}"
    st.html(f'<div class="lesson"><figure>{scene("class-thinks")}</figure><div class="text">{text}</div></div>')
    ways_on(w("test.go_on") if found.answered else w("test.go"), go, "test", go="on")


def _ask(who: Who) -> None:
    data = evaluation.take(desk(), who, language())

    def finished() -> None:
        study.finish(desk(), who, data["attempt"])
        go("tested")

    stage(data, finished)


def _thanks() -> None:
    """SG-09: it may have spoken of something that was not OK, so it ends with the way to help."""
    aloud = [said_word("test.thanks"), said_word("review.rest")]
    said = " ".join(words for _, words in aloud)
    text = (
        f'<h1>{we("test.done")}</h1><p class="message well"><span>{escape(said)}</span></p>'
        f'<div class="row"><a class="button go big" href="{href("home")}">{sign("home")}{we("frame.home")}</a>{listen(aloud)}</div>'
        f"{way_to_help()}"
    )
    st.html(f'<div class="lesson"><figure>{scene("all-play")}</figure><div class="text">{text}</div></div>')
