"""The facilitator's list of children: enrol, new secret pictures, erase. It must never insist on more about a child than a picture."""

from __future__ import annotations

import streamlit as st

from actions import enrol, erase
from actions.desk import desk
from actions.permissions import Who
from actions.sign_in import THINGS
from progress.store.people import Circle
from screens.circles import called, choose
from screens.circles import name as name_of
from screens.look import faces, go, key, scene, small, w, we


def first(who: Who) -> None:
    """No circle yet: one button makes it."""
    st.html(
        f'<div class="lesson"><figure>{scene("circle-meeting")}</figure><div class="text"><h1>{we("board.groups")}</h1><p>{we("board.first")}</p></div></div>'
    )
    st.button(w("board.add_circle"), key="big_circle", type="primary", on_click=_add_circle, args=(who, 0))


def show(who: Who, circles: list[Circle], circle: Circle) -> None:
    """The children of one circle, and the form for one more."""
    choose(circles, circle, "children")
    members = desk().people.members(who.school, circle.circle)
    st.html(
        f'<div class="top">{small(circle.picture)}<div><h1>{we("board.title", called(circle))}</h1><p>{we("board.children", len(members))}</p></div></div>'
    )
    if told := st.session_state.pop("told", None):
        st.html(f'<p class="message well" role="status"><span>{we(told)}</span></p>')
    chosen = next((one for one in members if one.member == st.query_params.get("member")), None)
    with st.container(key="card_children"):
        faces({key("ani", one.member): one.picture for one in members})
        with st.container(horizontal=True):
            for one in members:
                st.button(
                    name_of(one), key=key("ani", one.member), type="primary" if one == chosen else "secondary", width="stretch",
                    on_click=go, args=("children",), kwargs={"circle": circle.circle, "member": one.member},
                )  # fmt: skip
        if not members:
            st.html(f"<p>{we('board.empty')}</p>")
    with st.container(key="card_form"):
        if chosen is None:
            _add(who, circle)
        else:
            _change(who, circle, chosen.member, name_of(chosen))
    if len(circles) < len(enrol.CIRCLES):
        st.button(w("board.add_circle"), key="add_circle", on_click=_add_circle, args=(who, len(circles)))


def _add_circle(who: Who, number: int) -> None:
    go("children", circle=enrol.add_circle(desk(), who, number))


def _add(who: Who, circle: Circle) -> None:
    """Picture, three secret pictures, and a given name if the school wants one."""
    st.html(f"<h2>{we('board.enrol')}</h2><p class='muted'>{we('board.picture')}</p>")
    taken = {member.picture for member in desk().people.members(who.school, circle.circle)}
    animal = _pick_one("animal", [one for one in enrol.AVATARS if one not in taken])
    secret = _pick_secret("new")
    sex = _pick_sex("")
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    name = left.text_input(w("board.name"), key="given", max_chars=40)
    left.html(f'<p class="muted small">{we("board.name_stays")}</p>')
    if right.button(w("board.add"), key="big_add", type="primary", width="stretch"):
        problems = [
            word
            for word, is_missing in (("board.pick_picture", not animal), ("board.pick_secret", len(secret) != 3))
            if is_missing
        ]
        try:
            if not problems:
                enrol.add_member(desk(), who, circle.circle, animal, secret, name, sex)
        except ValueError as fault:  # a name of a story child; or another facilitator gave the picture a moment ago
            problems.append("board.story_name" if str(fault) == "name" else "board.pick_picture")
        if problems:
            st.html("".join(f'<p class="message again" role="alert"><span>{we(one)}</span></p>' for one in problems))
        else:
            _done("board.added")


def _change(who: Who, circle: Circle, member: str, name: str) -> None:
    """Forgotten secret pictures are no problem."""
    st.html(f"<h2>{we('board.new_secret_for', name)}</h2>")
    secret = _pick_secret(member)
    save, back, _ = st.columns(3)
    if save.button(w("board.new_secret"), key="big_secret", type="primary", width="stretch"):
        if len(secret) == 3:
            enrol.new_secret(desk(), who, member, secret)
            _done("board.secret_saved", circle.circle)
        st.html(f'<p class="message again" role="alert"><span>{we("board.pick_secret")}</span></p>')
    back.button(
        w("frame.back"), key="big_back", width="stretch", on_click=go, args=("children",), kwargs={"circle": circle.circle}
    )
    sex = _pick_sex(member, next(one.sex for one in desk().people.members(who.school) if one.member == member))
    if st.button(w("sex.save"), key="save_sex"):
        enrol.say_sex(desk(), who, member, sex)
        _done("sex.saved", circle.circle)
    _erase(who, circle, member, name)


def _erase(who: Who, circle: Circle, member: str, name: str) -> None:
    """For good (SG-17): said before, and meant."""
    st.html(f"<h2>{we('board.erase_for', name)}</h2><p class='message clay'><span>{we('board.erase_what')}</span></p>")
    is_meant = st.checkbox(w("board.erase_sure"), key=f"erase_{member}")
    if st.button(w("board.erase"), key="erase"):
        if is_meant:
            erase.erase(desk(), who, member)
            _done("board.erased", circle.circle)
        st.html(f'<p class="message again" role="alert"><span>{we("board.erase_first")}</span></p>')


def _done(told: str, circle: str = "") -> None:
    for name in [one for one in st.session_state if str(one).startswith(("picked_", "sex_")) or one == "given"]:
        del st.session_state[name]
    st.session_state["told"] = told
    if circle:
        go("children", circle=circle)
    st.rerun()


def _pick_one(name: str, pictures: list[str]) -> str:
    """Picture buttons, one chosen; returns it, or nothing."""
    state = f"picked_{name}"
    chosen = str(st.session_state.get(state, ""))
    faces({key("ani", name, one): one for one in pictures})
    with st.container(horizontal=True):
        for one in pictures:
            st.button(
                w(f"things.{one}"), key=key("ani", name, one), type="primary" if one == chosen else "secondary", width="stretch",
                on_click=st.session_state.__setitem__, args=(state, one),
            )  # fmt: skip
    return chosen


def _pick_sex(member: str, said: str = "") -> str:
    """Three plain choices; nothing is said unless the facilitator says it."""
    words = {"": w("sex.none"), "girl": w("sex.girl"), "boy": w("sex.boy")}
    at = enrol.SEXES.index(said)
    chosen = st.radio(w("sex.ask"), enrol.SEXES, at, format_func=words.__getitem__, key=f"sex_{member}", horizontal=True)
    st.html(f'<p class="muted small">{we("sex.why")}</p>')
    return str(chosen)


def _pick_secret(name: str) -> tuple[str, ...]:
    """Three pictures in an order; a fourth tap begins again."""
    state = f"picked_secret_{name}"
    chosen: tuple[str, ...] = st.session_state.get(state, ())
    shown = " → ".join(w(f"things.{one}") for one in chosen) or "–"
    st.html(f'<p><b>{we("board.secret")}</b> <span class="chip sky">{shown}</span></p>')
    faces({key("ani", name, one): one for one in THINGS})
    with st.container(horizontal=True):
        for one in THINGS:
            st.button(w(f"things.{one}"), key=key("ani", name, one), width="stretch", on_click=_tap, args=(state, one))
    return chosen


def _tap(state: str, one: str) -> None:
    before: tuple[str, ...] = st.session_state.get(state, ())
    st.session_state[state] = (*(before if len(before) < 3 else ()), one)
