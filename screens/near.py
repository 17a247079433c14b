"""The helpers near a school, as its facilitator fills them in. It must never ask for a person's name, nor show a number to staff."""

from __future__ import annotations

import datetime

import streamlit as st

from actions import referral
from actions.desk import desk
from actions.permissions import Who
from actions.referral import CALLERS, ROLES, Given, Referral, is_tried
from progress.store.people import School
from screens.look import key, language, w, we
from screens.parts import day

FIELDS = ("number", "hours", "office", "for_children", "called", "by")


def show(who: Who, school: School) -> None:
    """A form for all five, saved together; every fault is said at once."""
    helpers = referral.near(desk(), who)
    with st.container(key="card_near"):
        st.html(f'<h2 id="near">{we("near.title")}</h2><p class="muted">{we("near.why")}</p>')
        faults = st.session_state.pop("near_faults", [])
        for fault in faults:
            role, _, what = fault.partition(".")
            st.html(f'<p class="message again" role="alert"><span>{we(f"near.bad_{what}", w(f"near.{role}"))}</span></p>')
        if st.session_state.pop("near_saved", False):
            st.html(f'<p class="message well" role="status"><span>{we("near.saved")}</span></p>')
        with st.form("near", border=False):
            wrong = {fault.partition(".")[0] for fault in faults}
            for one in helpers:
                _fields(one, school, wrong)
            st.form_submit_button(w("near.save"), key="big_near", type="primary", on_click=_save, args=(who,))


def stands(school: School, helpers: tuple[Referral, ...]) -> str:
    """Whether the focal point's number, on which sensitive lessons wait, was called."""
    if school.is_simulated:
        return f'<p class="message"><span>{we("near.focal_demo")}</span></p>'
    focal = next(one for one in helpers if one.role == "focal")
    is_called = bool(focal.number and focal.tried)
    return f'<p class="message {"well" if is_called else "again"}"><span>{we("near.focal_yes" if is_called else "near.focal_no")}</span></p>'


def _fields(one: Referral, school: School, wrong: set[str]) -> None:
    """One helper, folded: what is known of it stands outside, what may be changed inside."""
    state, tone = _state(one, school)
    is_open = one.role in wrong or (one.role == "focal" and not one.tried and not school.is_simulated)
    with st.expander(f"**{w(f'near.{one.role}')}** :{tone}-badge[{state}]", expanded=is_open):
        if one.is_for_children and not is_tried(one, desk().today):
            st.html(f'<p class="muted small">{we("near.hidden")}</p>')
        number, hours, office = st.columns([2, 2, 3])
        number.text_input(w("near.number"), one.number, key=_key(one.role, "number"), max_chars=24)
        hours.text_input(
            w("near.hours"), one.hours, key=_key(one.role, "hours"), max_chars=referral.HOURS, placeholder=w("near.hours_hint")
        )
        office.text_input(w("near.office"), one.office, key=_key(one.role, "office"), max_chars=referral.OFFICE)
        children, called, by = st.columns([2, 3, 2], vertical_alignment="bottom")
        children.checkbox(w("near.for_children"), one.is_for_children, key=_key(one.role, "for_children"))
        called.checkbox(w("near.called"), key=_key(one.role, "called"))
        callers = {name: w(f"near.by_{name}") for name in CALLERS}
        by.selectbox(w("near.by"), CALLERS, format_func=lambda name: callers[name], key=_key(one.role, "by"))


def _state(one: Referral, school: School) -> tuple[str, str]:
    """(in which state its number is, Streamlit's colour for it): the word says it without the colour."""
    if not one.number:
        return w("near.demo" if school.is_simulated else "near.empty"), "gray"
    if not one.tried:
        return w("near.untried"), "orange"
    when = day(datetime.date.fromisoformat(one.tried))
    if not is_tried(one, desk().today):
        return w("near.old", when), "orange"
    return w("near.tried", when, w(f"near.by_{one.tried_by}")), "green"


def _key(role: str, field: str) -> str:
    """A choice is sent in its words: in another language it is another field, so that none is taken for a word of ours."""
    return key("near", role, field, *([language()] if field == "by" else []))


def _save(who: Who) -> None:
    """Runs before the page is drawn again: what was written stays in its fields, the call of today is noted once."""
    said = {(role, field): st.session_state[_key(role, field)] for role in ROLES for field in FIELDS}
    given = [
        Given(
            role, said[role, "number"], said[role, "hours"], said[role, "office"],
            is_for_children=said[role, "for_children"], was_called=said[role, "called"], by=said[role, "by"],
        )
        for role in ROLES
    ]  # fmt: skip
    try:
        referral.fill_in(desk(), who, given, desk().today)
    except ValueError as faults:
        st.session_state["near_faults"] = str(faults).split()
        return
    st.session_state["near_saved"] = True
    for one in referral.near(desk(), who):
        st.session_state[_key(one.role, "called")] = False
        st.session_state[_key(one.role, "number")] = one.number
