"""A page as a seat gets it from Streamlit, without a browser: which widgets, which words."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf.text_format import MessageToString
from streamlit.testing.v1 import AppTest

from actions import sign_in
from actions.desk import ROOT
from actions.permissions import Who

MAIN = str(ROOT / "screens" / "main.py")
CHILD_PAGES = ("home", "lesson", "quiz", "close", "talk", "review", "round", "met", "rounded", "test", "tested")
ADULT_PAGES = (
    "group", "member", "circle", "children", "lessons", "ready", "area", "areas", "school", "overview", "content",
    "item_care", "tests", "short_check", "sign_off", "sounds", "setup", "staff", "erase",
)  # fmt: skip


def opened(monkeypatch: pytest.MonkeyPatch, who: Who, **query: str) -> AppTest:
    """What `who` sees under this address. The seat is given; everything else is the real thing."""
    monkeypatch.setattr(sign_in, "who_sits", lambda *_: who)
    page = AppTest.from_file(MAIN, default_timeout=30)
    for name, value in query.items():
        page.query_params[name] = value
    return page.run()


def words(page: AppTest) -> str:
    """Everything that was sent to the browser, as text."""
    return "\n".join(MessageToString(proto, as_utf8=True) for proto in _sent(page._tree))


def body(page: AppTest) -> str:
    """The same without our components, whose data hold the words of the frame."""
    return "\n".join(
        MessageToString(proto, as_utf8=True) for proto in _sent(page._tree) if "Component" not in type(proto).__name__
    )


def _sent(node: Any) -> list[Any]:
    own = [node.proto] if getattr(node, "proto", None) is not None else []
    return own + [proto for child in getattr(node, "children", {}).values() for proto in _sent(child)]


def keys(page: AppTest) -> set[str]:
    """The keys of all buttons and inputs."""
    widgets = (page.button, page.text_input, page.selectbox, page.checkbox)
    return {str(one.key) for group in widgets for one in group if one.key}
