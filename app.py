"""The whole app in one process: Streamlit's pages and our routes. `python3 manage.py run` starts it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware

from actions import desk, retain
from routes.guard import Guard
from routes.packed import PackedStatic
from routes.table import ROUTES


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[dict[str, Any]]:
    """Store open, a broken file noticed, old answers gone before the first child comes; all is on the disk when it ends."""
    retain.at_start(desk.desk())
    yield {}
    desk.close()


app = st.App(
    Path(__file__).parent / "screens" / "main.py",
    lifespan=lifespan,
    routes=ROUTES,
    middleware=[Middleware(Guard, routes=ROUTES), Middleware(PackedStatic)],
)
