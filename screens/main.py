"""Which page this seat may see now. Everything is rebuilt from the store on every run: a refresh or a restart loses nothing."""

from __future__ import annotations

import streamlit as st

from actions.desk import desk
from actions.permissions import NotAllowed, Role
from actions.sign_in import COOKIE, who_sits
from screens import child, facilitator, look, staff

st.set_page_config(page_title="Sitthi", layout="wide")  # the icon is the front page's own: routes/guard.py gives our lotus

who = who_sits(desk(), st.context.cookies.get(COOKIE))  # on every run: a seat closed elsewhere ends here
page = st.query_params.get("page", "home")
look.dress(who, page)
try:
    if who.role is Role.CHILD:
        child.show(who, page)
    elif who.role is Role.FACILITATOR:
        facilitator.show(who, page)
    elif who.role is Role.STAFF:
        staff.show(who, page)
    else:
        st.html(
            f'<p class="message">{look.w("stage.who")}</p><p><a class="button go" href="/door" target="_self">{look.w("stage.sign_in")}</a></p>'
        )
except NotAllowed:
    look.go("home")
    st.rerun()
