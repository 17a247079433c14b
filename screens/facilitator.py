"""The facilitator's page: the group by area, who needs which lesson again, enrolment. Never a ranking or a single answer."""

from __future__ import annotations

from html import escape
from typing import Literal

import streamlit as st

from actions import boards, enrol
from actions.desk import desk
from actions.permissions import NotAllowed, Who
from actions.sign_in import THINGS
from progress.learning.flags import State
from progress.store.people import Circle, Member, now_ms
from screens import look
from screens.look import go, key, t, w


def show(who: Who, page: str) -> None:
    """One page: the chosen circle."""
    circles = desk().people.circles(who.school)
    if not circles:
        st.header(w("board.groups"), anchor=False)
        st.write(w("board.first"))
        st.button(w("board.add_circle"), key="big_circle", type="primary", on_click=_add_circle, args=(who, 0))
        return
    circle = next((one for one in circles if one.circle == st.query_params.get("circle")), circles[0])
    with st.container(horizontal=True):
        for one in circles:
            kind: Literal["primary", "secondary"] = "primary" if one == circle else "secondary"
            st.button(
                _called(one),
                key=key("circle", one.circle),
                type=kind,
                on_click=go,
                args=("group",),
                kwargs={"circle": one.circle},
            )
        if len(circles) < len(enrol.CIRCLES):
            st.button(f"＋ {w('board.add_circle')}", key="add_circle", on_click=_add_circle, args=(who, len(circles)))
    board = boards.group(desk(), who, circle.circle)
    st.header(w("board.title", _called(circle)), anchor=False)
    st.caption(w("board.children", len(board.members)))
    if board.members:
        left, right = st.columns([2.2, 1], gap="medium")
        with left, st.container(key="card_grid"):
            _grid(board)
        with right:
            with st.container(key="card_who"):
                _again(board)
            with st.container(key="card_meeting"):
                _meeting(board)
    with st.expander(w("board.enrol"), expanded=not board.members):
        _enrol(who, circle)
    with st.expander(w("board.open")):
        _sensitive(who, circle)


def _called(circle: Circle) -> str:
    return circle.name_km if look.language() == "km" else circle.name_en


def _name(member: Member) -> str:
    return member.name or w(f"things.{member.picture}")


def _add_circle(who: Who, number: int) -> None:
    go("group", circle=enrol.add_circle(desk(), who, number))


def _grid(board: boards.Board) -> None:
    st.subheader(w("board.grid"), anchor=False)
    st.caption(w("board.hint"))
    asked = [area for area in desk().course.areas if any(name == area.id for _, name in board.standings)]
    heads = "".join(f"<th>{escape(t(area.short))}</th>" for area in asked)
    rows = ""
    for member in sorted(board.members, key=_name):
        face = f'<img src="/assets/pictures/drawn/small/{member.picture}.svg?v=1" alt="" width="30" height="30" style="vertical-align:middle">'
        rows += (
            f"<tr><td>{face} {escape(_name(member))}</td>"
            + "".join(_cell(board.standings.get((member.member, area.id))) for area in asked)
            + "</tr>"
        )
    st.html(f'<div class="scroll"><table class="grid"><tr><th>{escape(w("board.child"))}</th>{heads}</tr>{rows}</table></div>')
    if not asked:
        st.write(w("staff.no_answers"))


def _cell(standing: boards.Standing | None) -> str:
    """A sign and a word; one child never as dark as a certain group."""
    if standing is None:
        return f'<td class="k0">·<small>{escape(w("board.none"))}</small></td>'
    word, sign, tone = {
        State.KNOWS: ("knows", "●", "k3"),
        State.CHECK: ("check", "?", "ka"),
        State.LOW: ("again", "↻", "k2"),
        State.TOO_EARLY: ("too_early", "…", "k0"),
    }[standing.state]
    is_less_sure = standing.half > 0.10 and standing.state is not State.TOO_EARLY
    tone = {"k3": "kb", "k2": "ka"}.get(tone, tone) if is_less_sure else tone
    maybe = f"{w('board.maybe')} " if is_less_sure else ""
    return f'<td class="{tone}">{sign}<small>{escape(maybe + w(f"board.{word}"))}</small></td>'


def _again(board: boards.Board) -> None:
    st.subheader(w("board.who"), anchor=False)
    if not board.again:
        st.write(w("board.nobody"))
    for lesson, members in sorted(board.again.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        names = ", ".join(sorted({_name(member) for member in members}))
        st.html(f"<p><b>{escape(t(desk().course.lessons[lesson].title))}</b><br>{escape(names)}</p>")


def _meeting(board: boards.Board) -> None:
    """Repeat what most members need; else the first lesson that nobody has answered."""
    st.subheader(w("board.meeting"), anchor=False)
    if board.again:
        lesson = max(board.again, key=lambda name: len(board.again[name]))
        middle = w("board.agenda_repeat", t(desk().course.lessons[lesson].title))
    else:
        asked = {area for _, area in board.standings}
        lessons = list(desk().course.lessons.values())
        fresh = next((one for one in lessons if not set(one.areas) & asked), lessons[0])
        middle = w("board.agenda_new", t(fresh.title))
    lines = (w("board.agenda_warm"), middle, w("board.agenda_ask"), w("board.agenda_close"))
    st.html("<ol>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ol>")


def _enrol(who: Who, circle: Circle) -> None:
    taken = {member.picture for member in desk().people.members(who.school, circle.circle)}
    free = [animal for animal in enrol.AVATARS if animal not in taken]
    with st.form("enrol", border=False, clear_on_submit=True):
        first, second = st.columns(2)
        animal = first.selectbox(w("board.picture"), free, format_func=lambda one: w(f"things.{one}"))
        name = second.text_input(w("board.name"), help=None)
        st.caption(w("board.name_stays"))
        secret = tuple(
            column.selectbox(
                w("board.secret", n + 1), THINGS, index=n, key=f"secret_{n}", format_func=lambda one: w(f"things.{one}")
            )
            for n, column in enumerate(st.columns(3))
        )
        if st.form_submit_button(w("board.add"), type="primary"):
            try:
                enrol.add_member(desk(), who, circle.circle, animal, secret, name)
            except ValueError:
                st.warning(w("board.story_name"))
            else:
                st.session_state["told"] = w("board.added")
                st.rerun()
    if told := st.session_state.pop("told", None):
        st.success(told)


def _sensitive(who: Who, circle: Circle) -> None:
    school = next(one for one in desk().people.schools() if one.school == who.school)
    if not school.is_ready:
        st.write(w("board.not_ready"))
        with st.form("ready", border=False):
            checked = {name for name in enrol.READINESS if st.checkbox(w(f"ready.{name}"), key=f"ready_{name}")}
            if st.form_submit_button(w("board.ready_save")) and enrol.mark_ready(desk(), who, checked):
                st.rerun()
        return
    st.write(w("board.open_hint"))
    opened = desk().people.opened(who.school, circle.circle)
    for lesson in (one for one in desk().course.lessons.values() if one.sensitivity):
        if lesson.id in opened:
            st.write(w("board.is_open", t(lesson.title)))
        else:
            st.button(
                w("board.open_it", t(lesson.title)),
                key=key("open", lesson.id),
                on_click=_open,
                args=(who, circle.circle, lesson.id),
            )


def _open(who: Who, circle: str, lesson: str) -> None:
    try:
        enrol.open_lesson(desk(), who, circle, lesson, now_ms())
    except NotAllowed as problem:
        st.warning(str(problem))
