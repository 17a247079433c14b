"""What the server lets through: our routes and what Streamlit's page needs. It must never send an answer without its headers."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from contextlib import suppress
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

from actions.permissions import Role
from actions.trouble import Trouble
from routes.seats import seated

# Of Streamlit's own paths only these, and its socket. Not: its metrics, agent interface, sign-in, nor its fallback, the whole
# app under any name.
NEEDED = ("/_stcore/health", "/_stcore/host-config", "/_stcore/bidi-components/", "/media/", "/static/")
UPLOAD = "/_stcore/upload_file/"  # a recording of staff, who read texts aloud (SG-14): for their seat and no other
ICON = "/assets/pictures/icon.png"  # SG-04: browsers ask for these by themselves and would show Streamlit's sign
ICONS = ("/favicon.ico", "/favicon.png")
ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), display-capture=()",  # SG-14: no page of ours asks for any
    "content-security-policy": "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'",
}

# a script, style, font or picture is no page: it needs only this, and 75 of them at a first visit weigh 25 kB less
OF_FILES = {"x-content-type-options": "nosniff"}
FILES = ("/static/", "/assets/")


class Guard:
    """Stands before everything else, Streamlit included."""

    def __init__(self, app: ASGIApp, routes: Sequence[BaseRoute]) -> None:
        self._app, self._routes = app, routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        if scope["path"] in ICONS:
            scope = {**scope, "path": ICON, "raw_path": ICON.encode()}
        if scope["path"].startswith(UPLOAD) and await _is_staff(scope):
            return await self._app(scope, receive, _with_headers(send, ALWAYS))
        if self._is_known(scope):
            return await self._app(scope, receive, _with_headers(send, OF_FILES if scope["path"].startswith(FILES) else ALWAYS))
        return await PlainTextResponse("not here", 404)(scope, receive, _with_headers(send, ALWAYS))

    def _is_known(self, scope: Scope) -> bool:
        path = scope["path"]
        if any(path == one or (one.endswith("/") and path.startswith(one)) for one in NEEDED):
            return True
        return any(route.matches(scope)[0] is Match.FULL for route in self._routes)


async def _is_staff(scope: Scope) -> bool:
    with suppress(Trouble):
        return (await seated(Request(scope))).role is Role.STAFF
    return False


def _with_headers(send: Send, wanted: dict[str, str]) -> Send:
    async def complete(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", ()))
            there = {name.lower() for name, _ in headers}
            missing = [(name.encode(), value.encode()) for name, value in wanted.items() if name.encode() not in there]
            message = {**message, "headers": [*headers, *missing]}
        await send(message)

    return complete
