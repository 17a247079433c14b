"""The whole app in one process: Streamlit's pages and our routes. `python3 manage.py run` starts it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware

from actions import desk, retain
from actions.trouble import Trouble
from routes import network
from routes.group_quiz_live import HUB
from routes.guard import Guard
from routes.packed import PackedStatic
from routes.prompt import Prompt
from routes.table import ROUTES
from routes.trouble import Troubles


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[dict[str, Any]]:
    """Store open and old answers closed before the first child comes; all is on the disk at the end. A trouble has its page."""
    HUB.open()
    with suppress(Trouble):
        retain.at_start(desk.desk())
    yield {}
    await network.close()
    desk.close()


def _said(problem: Exception) -> bool:
    from screens import trouble  # its parts can only be made while a page runs

    return trouble.show(problem)


app = st.App(
    Path(__file__).parent / "screens" / "main.py",
    lifespan=lifespan,
    on_script_error=_said,
    routes=ROUTES,
    middleware=[Middleware(Prompt), Middleware(Guard, routes=ROUTES), Middleware(Troubles), Middleware(PackedStatic)],
)
