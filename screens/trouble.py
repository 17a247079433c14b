"""What a page shows when it fails while it runs: what to do, with Help and the way out. Never Streamlit's own box of errors.

That box is in English, has links to other computers, and takes the frame away from the child.
"""

from __future__ import annotations

from html import escape

import streamlit as st
from streamlit.errors import DuplicateWidgetID

from actions.desk import desk, folder
from actions.sign_in import COOKIE, who_sits
from actions.trouble import trouble_of
from curriculum.ui_words import digits
from screens import look
from screens.look import w

LAST = (
    '<p lang="km">មានបញ្ហាជាមួយកុំព្យូទ័រនេះ។ ប្អូនមិនខុសទេ។ សូមហៅអ្នកសម្របសម្រួល។</p>'
    '<p lang="en">This computer has a trouble. You did nothing wrong. Please call your facilitator.</p>'
    '<p><a href="/help" target="_self">1280 · សុំជំនួយ · Help</a> · <a href="/away" target="_self">ចាកចេញ · Leave</a></p>'
)


def show(problem: Exception) -> bool:
    """For `on_script_error`: pages, callbacks and fragments end here. True: Streamlit need show nothing more."""
    try:
        _frame()
        _say(problem)
    except Exception:  # the words or the store may be what is broken
        st.html(LAST)
    return True


def _frame() -> None:
    """A callback fails before the page has its frame; a page, after it."""
    try:
        look.dress(who_sits(desk(), st.context.cookies.get(COOKIE)), st.query_params.get("page", "home"))
    except DuplicateWidgetID:
        return


def _say(problem: Exception) -> None:
    kind = trouble_of(problem, folder()).kind
    words = desk().words.under(f"trouble.{kind}", look.language())
    steps = [step for name, step in sorted(words.items()) if name.startswith("do_")]
    numbered = "".join(f"<p>{digits(n, look.language())} · {escape(step)}</p>" for n, step in enumerate(steps, 1))
    with st.container(key="card_trouble"):
        st.html(
            f'<p class="message care">{escape(w("trouble.child"))}</p><h2>{escape(w("trouble.what"))}</h2>'
            f'<p class="message again">{escape(words["what"])}</p><h2>{escape(w("trouble.do"))}</h2>{numbered}'
        )
        st.button(w("trouble.again"), key="big_again", type="primary")  # runs the page again: the place is in its address
