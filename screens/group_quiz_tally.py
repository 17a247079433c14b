"""The tally of a quiz held on paper, typed in. It must never lose what was typed, and says all that cannot be at once."""

from __future__ import annotations

from html import escape

import streamlit as st

from actions import group_questions, group_quiz_paper
from actions.desk import desk
from actions.group_quiz_paper import BadTally
from actions.group_quiz_views import letter, title
from actions.permissions import Who
from progress.group_quiz import NotNow, Session
from progress.store.people import Circle
from screens.group_quiz_report import back
from screens.look import go, href, key, language, te, w, we


def show(who: Who, circles: list[Circle]) -> None:
    """The paper that the address names, or the newest one that waits."""
    waiting = [one for circle in circles for one in group_quiz_paper.waiting(desk(), who, circle.circle)]
    wanted = st.query_params.get("session")
    now = next((one for one in waiting if one.session == wanted), waiting[0] if waiting else None)
    st.html(
        f'{back(now.circle if now else "")}<div class="top"><div><h1>{we("tally.title")}</h1><p>{we("tally.why")}</p></div></div>'
    )
    if now is None:
        st.html(f'<section class="card sheet"><p>{we("tally.none")}</p></section>')
        return
    st.html(f'<section class="card sheet"><h2>{we("tally.code")}</h2>{_codes(waiting, now)}</section>')
    _form(who, now)


def _codes(waiting: list[Session], now: Session) -> str:
    rows = "".join(
        f'<li><a class="{"on" if one == now else ""}" href="{href("group_tally", session=one.session)}"><b>{escape(one.session)}</b> '
        f"{escape(title(desk(), one, language()))}</a></li>"
        for one in waiting
    )
    return f'<ul class="picks">{rows}</ul>'


def _form(who: Who, now: Session) -> None:
    """One form: nothing is sent, and nothing drawn again, before it is saved."""
    rounds = (1,) if now.is_quiet else (1, 2)
    typed: dict[tuple[str, int], dict[str, int]] = {}
    with st.form(key("tally", now.session), border=False, enter_to_submit=False):
        with st.container(key="card_present"):
            present = _number(w("tally.present"), key("tally", now.session, "present"), 200)
        for nth, item in enumerate(now.items, 1):
            if item in desk().course.items:
                with st.container(key=key("card_tally", item)):
                    st.html(f"<h3>{we('tally.question', nth)}</h3><p>{te(desk().course.items[item].stem)}</p>")
                    for round in rounds:
                        typed[item, round] = _round(now, item, round)
        is_saved = st.form_submit_button(w("tally.save"), type="primary", key="big_tally")
    if is_saved:
        _save(who, now, typed, present)


def _round(now: Session, item: str, round: int) -> dict[str, int]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.html(f'<p class="muted">{we(f"report.round{round}")}</p>', width=210)
        with st.container(horizontal=True, width=330, gap="xsmall"):  # four side by side on a phone too
            return {
                one: _number(letter(one, language()), key("tally", now.session, item, str(round), one), 72)
                for one in group_questions.meaning(desk(), now, item)
            }


def _number(label: str, name: str, width: int) -> int:
    return int(st.number_input(label, value=None, step=1, key=name, width=width) or 0)


def _save(who: Who, now: Session, typed: dict[tuple[str, int], dict[str, int]], present: int) -> None:
    try:
        group_quiz_paper.type_in(desk(), who, now.session, typed, present)
    except BadTally as problem:
        rows = "".join(f"<li>{we(f'tally.slip_{one.why}', *one.values)}</li>" for one in problem.slips)
        st.html(f'<div class="message again" role="alert"><ul class="slips">{rows}</ul></div>')
        return
    except NotNow:
        st.html(f'<p class="message again" role="alert"><span>{we("tally.gone")}</span></p>')
        return
    go("group_report", session=now.session)
    st.rerun()
