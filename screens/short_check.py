"""Hands of listeners, typed in before and after a talk. It must never ask who they are, and says every slip at once."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from actions import short_check
from actions.desk import desk
from actions.group_quiz_views import letter
from actions.permissions import Who
from actions.short_check import BadCount
from curriculum.course import ShortCheck
from curriculum.items import AGREE, Choice, Item
from progress.group_quiz import LETTERS
from progress.short_check import MOMENTS, Moment
from screens.look import go, href, key, language, te, w, we

Typed = dict[tuple[str, Moment], dict[str, int]]


def show(who: Who) -> None:
    """Which audience, then its questions in one form: nothing is sent before it is saved."""
    st.html(
        f'<p class="back"><a href="{href("tests")}">← {we("hands.back")}</a></p>'
        f'<div class="top"><div><h1>{we("hands.title")}</h1><p>{we("hands.why")}</p></div></div>'
    )
    checks = {one.id: one for one in desk().course.short_checks}
    if not checks:
        st.html(f'<section class="card sheet"><p>{we("tests.none")}</p></section>')
        return
    check = checks.get(st.query_params.get("audience", "")) or next(iter(checks.values()))  # type: ignore[call-overload]
    st.html(f"<h2>{we('hands.who')}</h2>")
    with st.container(horizontal=True):
        for one in checks.values():
            st.button(
                w(f"hands.{one.id}"), key=key("audience", one.id), type="primary" if one == check else "secondary",
                on_click=go, args=("short_check",), kwargs={"audience": one.id},
            )  # fmt: skip
    _form(who, check)


def _form(who: Who, check: ShortCheck) -> None:
    typed: Typed = {}
    with st.form(key("hands", check.id), border=False, enter_to_submit=False, clear_on_submit=False):
        with st.container(key="card_listeners"):
            st.html(f'<h2>{te(check.title)}</h2><p>{te(check.sentence)}</p><p class="hint">{we("hands.read_aloud")}</p>')
            listeners = _number(w("hands.listeners"), key("hands", check.id, "listeners"), 200)
        for nth, name in enumerate(check.items, 1):
            item = desk().course.short_items.get(name)
            if item is not None:
                with st.container(key=key("card_hands", name)):
                    st.html(f"<h3>{we('hands.question', nth)}</h3><p><b>{te(item.stem)}</b></p>{_answers(item)}")
                    for moment in MOMENTS:
                        typed[name, moment] = _hands(item, moment)
        is_saved = st.form_submit_button(w("hands.save"), type="primary", key="big_hands")
    if is_saved:
        _save(who, check, listeners, typed)


def _answers(item: Item) -> str:
    rows = "".join(f'<li><span class="letter">{sign}</span> {words}</li>' for sign, words in _named(item).values())
    return f'<ul class="letters">{rows}</ul>'


def _named(item: Item) -> dict[str, tuple[str, str]]:
    """Answer → its letter and its words."""
    if isinstance(item, Choice):
        return {one.id: (_letter(nth), te(one.text)) for nth, one in enumerate(item.options)}
    return {
        one: (_letter(nth), we("stage.agree" if one == AGREE else "stage.disagree"))
        for nth, one in enumerate(short_check.answers(item))
    }


def _letter(nth: int) -> str:
    return letter(LETTERS[nth], language())


def _hands(item: Item, moment: Moment) -> dict[str, int]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.html(f'<p class="muted">{we(f"hands.{moment}")}</p>', width=210)
        with st.container(horizontal=True, width=330, gap="xsmall"):
            return {one: _number(sign, key("hands", item.id, moment, one), 76) for one, (sign, _) in _named(item).items()}


def _number(label: str, name: str, width: int) -> int:
    return int(st.number_input(label, value=None, step=1, key=name, width=width) or 0)


def _save(who: Who, check: ShortCheck, listeners: int, typed: Mapping[tuple[str, Moment], Mapping[str, int]]) -> None:
    try:
        short_check.keep(desk(), who, check.id, listeners, typed)
    except BadCount as problem:
        rows = "".join(f"<li>{we(f'hands.slip_{one.why}', one.question)}</li>" for one in problem.slips)
        st.html(f'<div class="message again" role="alert"><ul class="slips">{rows}</ul></div>')
        return
    st.session_state["told_hands"] = "yes"
    go("tests")
    st.rerun()
