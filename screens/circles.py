"""How circles and members are called and chosen on adult pages. A name comes from this school computer alone."""

from __future__ import annotations

import streamlit as st

from progress.store.people import Circle, Member
from screens.look import go, key, language, w


def called(circle: Circle) -> str:
    """Its name in the language of the page."""
    return circle.name_km if language() == "km" else circle.name_en


def name(member: Member) -> str:
    """The given name, else the picture's."""
    return member.name or w(f"things.{member.picture}")


def choose(circles: list[Circle], circle: Circle, page: str) -> None:
    """The circles of the school, this one marked."""
    if len(circles) < 2:
        return
    with st.container(horizontal=True):
        for one in circles:
            st.button(
                called(one), key=key("circle", one.circle), type="primary" if one == circle else "secondary",
                on_click=go, args=(page,), kwargs={"circle": one.circle},
            )  # fmt: skip
