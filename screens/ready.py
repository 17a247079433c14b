"""The readiness list of a school and the lessons that wait behind it. It must never open a sensitive lesson by itself."""

from __future__ import annotations

import streamlit as st

from actions import enrol, referral
from actions.desk import desk
from actions.permissions import NotAllowed, Who
from progress.store.people import Circle, now_ms
from screens import facts, near
from screens.circles import choose
from screens.look import key, te, w, we


def show(who: Who, circles: list[Circle], circle: Circle) -> None:
    """The list, until it is complete; then the sensitive lessons, each opened for one circle."""
    school = next(one for one in desk().people.schools() if one.school == who.school)
    st.html(f'<div class="top"><div><h1>{we("board.ready")}</h1><p>{we("board.ready_why")}</p></div></div>')
    with st.container(key="card_ready"):
        if school.is_ready:
            st.html(f'<p class="message well"><span>{we("board.ready_done")}</span></p>')
        elif school.is_listed:
            st.html(f'<p class="muted">{we("board.ready_count", len(enrol.READINESS), len(enrol.READINESS))}</p>')
        else:
            checked = {name for name in enrol.READINESS if st.checkbox(w(f"ready.{name}"), key=f"ready_{name}")}
            st.html(f'<p class="muted">{we("board.ready_count", len(checked), len(enrol.READINESS))}</p>')
            if st.button(w("board.ready_save"), key="big_ready", type="primary"):
                if enrol.mark_ready(desk(), who, checked):
                    st.rerun()
                st.html(f'<p class="message again" role="alert"><span>{we("board.not_ready")}</span></p>')
        st.html(near.stands(school, referral.near(desk(), who)))
    near.show(who, school)
    choose(circles, circle, "ready")
    opened = desk().people.opened(who.school, circle.circle)
    with st.container(key="card_open"):
        st.html(f"<h2>{we('board.open')}</h2><p>{we('board.open_hint')}</p>")
        for lesson in (one for one in desk().course.lessons.values() if one.sensitivity):
            left, right = st.columns([3, 1], vertical_alignment="center")
            left.html(f"<p><b>{te(lesson.title)}</b></p>")
            if lesson.id in opened:
                right.html(f'<span class="chip rice">{we("board.is_open")}</span>')
            elif not enrol.may_open(desk().course, school, lesson.id):
                right.html(f'<span class="chip sun">{we("board.unsigned")}</span>')
            elif school.is_ready:
                right.button(
                    w("board.open_it"),
                    key=key("open", lesson.id),
                    help=None,
                    width="stretch",
                    on_click=_open,
                    args=(who, circle.circle, lesson.id),
                )
            else:
                right.html(f'<span class="chip">{we("board.locked")}</span>')
    facts.numbers()


def _open(who: Who, circle: str, lesson: str) -> None:
    try:
        enrol.open_lesson(desk(), who, circle, lesson, now_ms())
    except NotAllowed:
        st.session_state["told"] = "board.not_ready"
