"""The frame, the style sheets and the small parts of every page. It must be imported, not run: components are registered once."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from actions.desk import ROOT, desk
from actions.permissions import Role, Who
from actions.sign_in import LANGUAGE

LOOKS, STAGE, PICTURES = ROOT / "assets" / "looks", ROOT / "assets" / "stage", ROOT / "assets" / "pictures" / "drawn"
_PARTS = (LOOKS / "parts.css").read_text("utf-8")
# st.html takes sheets by content; tokens come first because the others use them
_SHEET = (
    "<style>" + "\n".join((LOOKS / name).read_text("utf-8") for name in ("tokens.css", "parts.css", "streamlit.css")) + "</style>"
)
_frame = st.components.v2.component("frame", js=(LOOKS / "frame.js").read_text("utf-8"), css=_PARTS)
_listen = st.components.v2.component("listen", js=(LOOKS / "listen.js").read_text("utf-8"), css=_PARTS)
_stage = st.components.v2.component(
    "quiz_stage", js=(STAGE / "stage.js").read_text("utf-8"), css=(STAGE / "stage.css").read_text("utf-8")
)


def language() -> str:
    """In the address (changed without losing the place), else remembered, else Khmer."""
    languages = desk().course.languages
    asked = st.query_params.get("lang") or st.context.cookies.get(LANGUAGE)
    return asked if asked in languages else languages[0]


def w(name: str, *values: object) -> str:
    """A word in the language of this run."""
    return desk().words(name, language(), *values)


def t(text: Any) -> str:
    """A content text in the language of this run."""
    return str(getattr(text, language()))


def go(page: str, **parts: str) -> None:
    """Another page of the same seat. Used in callbacks: the run that follows draws it."""
    kept = {"lang": language()} if "lang" in st.query_params else {}
    st.query_params.from_dict({"page": page, **parts, **kept})


def dress(who: Who) -> None:
    """Sheets and frame; on every page, first."""
    lang = language()
    st.html(_SHEET)
    seated = who.role is not Role.NOBODY
    data = {
        "lang": lang,
        "words": desk().words.under("frame", lang),
        "simulated": any(school.is_simulated for school in desk().people.schools()),
        "draft": False,
        "seated": seated,
        "sign_out": w("home.handover")
        if who.role is Role.CHILD and st.query_params.get("page", "home") == "home"
        else w("frame.sign_out"),
    }
    _frame(key="frame", data=data, on_home_change=_home, on_lang_change=_lang)


def _home() -> None:
    go("home")


def _lang() -> None:
    if (chosen := st.session_state["frame"].lang) in desk().course.languages:
        st.query_params["lang"] = chosen


def listen(text: str, key: str) -> None:
    """A read-aloud button, where this computer can speak the language."""
    _listen(key=f"listen_{key}", data={"text": text, "lang": language(), "label": w("frame.listen")})


def stage(data: dict[str, Any], finished: Any) -> None:
    """One stage per attempt: the key holds the attempt, so another child never meets this child's state."""
    _stage(key=f"stage-{data['attempt']}", data=data, on_finished_change=finished)


def picture(name: str, alt: str = "") -> str:
    """An img of a drawn scene."""
    return f'<img class="picture" src="/assets/pictures/drawn/scenes/{escape(name)}.svg?v=1" alt="{escape(alt)}">'


def faces(pictures: dict[str, str], folder: str = "scenes") -> None:
    """Picture buttons: key → picture. Streamlit's buttons hold words only, so the picture comes by CSS."""
    rules = "".join(
        f".st-key-{key} {{ --pic: url(/assets/pictures/drawn/{folder}/{name}.svg?v=1) }}" for key, name in pictures.items()
    )
    st.html(f"<style>{rules}</style>")


def key(*parts: str) -> str:
    """A widget key that is also a class name."""
    return "_".join(part.replace(".", "-") for part in parts)
