"""A lesson met again, a short round of questions, and their calm close. It must never say why a round is offered, or how it went."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from actions import helplines, review, study
from actions.desk import desk
from actions.permissions import NotAllowed, Who
from curriculum.lessons import Lesson
from screens.look import Said, go, href, language, listen, said, said_word, scene, sign, small, stage, t, te, w, ways_on, we

PAGES = ("review", "round", "met", "rounded")


def show(who: Who, page: str) -> None:
    """One of PAGES. Raises NotAllowed for what is not offered to this child now."""
    asked = desk().course.lessons.get(st.query_params.get("lesson", ""))
    if page == "rounded":
        _rounded()
    elif page == "round":
        _round(who, st.query_params.get("area", ""))
    elif asked is None or not study.may_read(desk(), who, asked.id):
        raise NotAllowed(page)
    elif page == "met":
        _met(asked)
    else:
        _again(who, asked)


def offered(who: Who) -> str:
    """Quiet cards for home, under the next lesson; nothing when nothing is offered."""
    found = review.offers(desk(), who)
    cards = [
        _card(href("review", lesson=one.id), scene(one.picture, is_told=False), we("review.again", t(one.title)))
        for one in found.again
    ]
    if found.check:
        cards.append(_card(href("round", area=found.check), scene("class-thinks", is_told=False), we("review.round")))
    return f'<nav class="again" aria-label="{we("review.title")}">{"".join(cards)}</nav>' if cards else ""


def _card(address: str, picture: str, words: str) -> str:
    return f'<a class="card" href="{address}">{picture}<b>{words}</b>{sign("next")}</a>'


def _again(who: Who, lesson: Lesson) -> None:
    if _has_gone_on(review.sensitive(desk(), who, lesson=lesson.id)):
        attempt = review.meet_again(desk(), who, lesson.id).attempt
        _ask(who, attempt, "met", lesson=lesson.id)


def _round(who: Who, area: str) -> None:
    lessons = review.sensitive(desk(), who, area=area)
    if _has_gone_on(lessons):
        attempt = review.check(desk(), who, area).attempt
        _ask(who, attempt, "rounded", **({"care": "yes"} if lessons else {}))


def _ask(who: Who, attempt: str, after: str, **parts: str) -> None:
    def finished() -> None:
        study.finish(desk(), who, attempt)
        go(after, **parts)

    stage(study.round_of(desk(), who, attempt, language()), finished)


def _has_gone_on(lessons: Iterable[Lesson]) -> bool:
    """SG-07: before questions about something sensitive a child chooses; each way costs nothing, and nothing was kept yet."""
    notes = [(f"{one.id}/content_note", one.content_note) for one in lessons if one.content_note]
    if not notes or st.query_params.get("go") == "on":
        return True
    shown = "".join(f'<p class="message care">{small("lotus")}<span>{te(note)}</span></p>' for _, note in notes)
    text = f"<h1>{we('review.before')}</h1>{shown}{listen([said(*one) for one in notes])}"
    st.html(f'<div class="lesson"><figure>{scene("circle-of-trust")}</figure><div class="text">{text}</div></div>')
    here = {name: value for name, value in st.query_params.items() if name in ("lesson", "area")}
    ways_on(w("lesson.go_on"), go, st.query_params["page"], **here, go="on")
    return False


def _met(lesson: Lesson) -> None:
    """As a lesson closes: its own calm words, and what can be told to a friend."""
    lines = {
        "close": lesson.close,
        "tell_it.what": lesson.tell_it.what,
        "tell_it.why": lesson.tell_it.why,
        "tell_it.do": lesson.tell_it.do,
    }
    read = [said(f"{lesson.id}/{path}", line) for path, line in lines.items()]
    _closed(lesson.cards[-1].picture, w("review.met"), te(lesson.close), read, bool(lesson.sensitivity))


def _rounded() -> None:
    read = [said_word("review.thanks"), said_word("review.rest")]
    _closed("all-play", w("review.rounded"), " ".join(words for _, words in read), read, "care" in st.query_params)


def _closed(picture: str, title: str, words: str, read: list[Said], is_cared_for: bool) -> None:
    """SG-09: where something sensitive may have been asked, it ends with the way to help."""
    text = (
        f'<h1>{title}</h1><p class="message well"><span>{words}</span></p>'
        f'<div class="row"><a class="button go big" href="{href("home")}">{sign("home")}{we("frame.home")}</a>{listen(read)}</div>'
    )
    if is_cared_for:
        text += way_to_help()
    st.html(f'<div class="lesson"><figure>{scene(picture)}</figure><div class="text">{text}</div></div>')


def way_to_help() -> str:
    """SG-09: that it is no child's fault, and the numbers of the whole country, 1280 first; the school's stand on the help page."""
    numbers = " · ".join(one.number for one in helplines.for_children(desk().course, desk().words, desk().today))
    return f'<p class="message care">{small("lotus")}<span>{we("help.line")} <a href="/help">{we("help.numbers", numbers)}</a></span></p>'
