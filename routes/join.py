"""What a phone in the room is served: one page, its stream, three posts, and the few files that the page needs.

Nothing here may name a child, hold an id of one, or say what is right; everything else of the server is out of reach.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import sqlite3
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

import zopfli.gzip as zopfli
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from actions import group_quiz_devices as devices
from actions.answer import Unfit
from actions.assets import ASSETS
from actions.desk import ROOT, course, desk, today, words
from actions.helplines import for_children
from actions.permissions import NotAllowed, Role, Who
from actions.sign_in import LANGUAGE
from curriculum.ui_words import digits
from routes.group_quiz_live import HUB
from routes.join_live import has_enough, lines
from routes.replies import is_longer, no
from routes.seats import DEVICE, device, is_from_our_page, language

LARGEST = 4096
SOON_S = 0.1
WRONG_CODES, WINDOW_S = (
    20,
    60.0,
)  # over all; at that pace it takes eight hours to try all, and whoever comes in waits to be let in
WRONG_FROM_ONE = 6  # so that one who guesses does not keep the others out
SERVED = re.compile(
    r"looks/tokens\.css|group_quiz/join\.(js|css)|fonts/sitthi-(400|700)\.woff2|pictures/icon\.png|pictures/drawn/small/[a-z]+\.svg"
)
TYPES = {".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2", ".png": "image/png", ".svg": "image/svg+xml"}
Body = dict[str, Any]


@dataclass(slots=True)
class Open:
    """The session that the network listener is open for, and who knocked with a wrong code lately."""

    school: str
    session: str
    wrong: deque[tuple[float, str]] = field(default_factory=deque)

    def must_wait(self, address: str) -> bool:
        """True when too many wrong codes came within a minute, from everywhere or from there."""
        while self.wrong and self.wrong[0][0] < time.monotonic() - WINDOW_S:
            self.wrong.popleft()
        return len(self.wrong) >= WRONG_CODES or sum(one == address for _, one in self.wrong) >= WRONG_FROM_ONE

    def has_failed(self, address: str) -> None:
        """One more."""
        self.wrong.append((time.monotonic(), address))


async def page(request: Request) -> Response:
    """GET /join: the shell; join.js draws the rest from the newest view."""
    lang, here = language(request), request.app.state.open
    is_known = _is_of(await device(request), here)
    told = escape(json.dumps(words().under("join", lang), ensure_ascii=False, separators=(",", ":")))
    asked = re.sub(r"[^0-9]", "", request.query_params.get("c", ""))[:4]
    switch = "".join(
        f'<a class="{"on" if one == lang else ""}" hreflang="{one}" lang="{one}" href="?lang={one}{f"&amp;c={asked}" if asked else ""}">{name}</a>'
        for one, name in (("km", "ខ្មែរ"), ("en", "English"))
    )
    html = f"""<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{_w("join.title", lang)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="/assets/pictures/icon.png">
<link rel="stylesheet" href="{ASSETS}/looks/tokens.css"><link rel="stylesheet" href="{ASSETS}/group_quiz/join.css"></head>
<body data-api="/api/join" data-known="{int(is_known)}" data-assets="{ASSETS}" data-words="{told}">
<header><nav aria-label="{_w("join.language", lang)}">{switch}</nav><a class="help" href="#help" id="ask">{_w("frame.help", lang)}</a><a class="exit" href="/join/away">{_w("frame.exit", lang)}</a></header>
<main id="join"></main><section id="help" tabindex="-1" aria-labelledby="who">{_help(lang)}</section>
<script src="{ASSETS}/group_quiz/join.js" defer></script></body></html>"""
    response = _packed(request, html.encode(), "text/html; charset=utf-8", {"Cache-Control": "no-store"})
    response.set_cookie(LANGUAGE, lang, samesite="lax", path="/", max_age=8 * 3600)
    return response


def _w(name: str, lang: str) -> str:
    return escape(words()(name, lang))


def _help(lang: str) -> str:
    """The sentences of the help page, without its pictures: it is not served here, and must not be missing (SG-01)."""
    numbers = "".join(
        f'<p class="number"><a href="tel:{escape(one.number)}">{escape(one.number)}</a></p><p><b>{escape(getattr(one.name, lang))}</b><br>{escape(getattr(one.does, lang))}</p>'
        for one in for_children(course(), words(), today())
    )
    return f"""<h2 id="who">{_w("help.title", lang)}</h2><p class="care">{_w("help.line", lang)}</p><p>{_w("help.call", lang)}</p>{numbers}<p><b>{_w("help.adult", lang)}</b><br>{_w("help.adult_s", lang)}</p>
<p>{_w("help.say", lang)} <b>{_w("help.words", lang)}</b></p><p class="muted">{_w("help.nothing", lang)}</p><a class="back" href="#join">{_w("frame.back", lang)}</a>"""


async def away(request: Request) -> Response:
    """The way out (SG-03): a times table, as on the school's own computer."""
    lang = language(request)
    rows = "".join("<tr>" + "".join(f"<td>{digits(a * b, lang)}</td>" for b in range(1, 8)) + "</tr>" for a in range(1, 11))
    html = f"""<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{digits(10, lang)} × {digits(7, lang)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"><link rel="stylesheet" href="{ASSETS}/looks/tokens.css"><link rel="stylesheet" href="{ASSETS}/group_quiz/join.css"></head>
<body><main id="join"><h1>{_w("away.title", lang)}</h1><table>{rows}</table><p><a class="back" href="/join">{_w("away.back", lang)}</a></p></main></body></html>"""
    return _packed(request, html.encode(), "text/html; charset=utf-8", {"Cache-Control": "no-store"})


async def join(request: Request) -> Response:
    """POST {code}: a cookie and a number. A phone that is in already keeps both."""
    return await _posted(request, _join)


async def _join(request: Request, who: Who, body: Body) -> Response:
    here: Open = request.app.state.open
    if _is_of(who, here):
        return JSONResponse({"ok": True})
    address = request.client.host if request.client else ""
    if here.must_wait(address):
        return no(429, "wait")
    now = await asyncio.to_thread(desk().groups.session, here.school, here.session)
    if now is None or not secrets.compare_digest(str(body.get("code")).encode("utf-8", "replace"), devices.code(now).encode()):
        here.has_failed(address)
        return no(403, "code")
    token = secrets.token_urlsafe(32)
    try:
        await devices.join(desk(), Who(Role.NOBODY), here.school, here.session, token)
    except devices.Full:
        return no(409, "full")
    HUB.changed(here.school, here.session)
    response = JSONResponse({"ok": True})
    response.set_cookie(DEVICE, token, httponly=True, samesite="strict", path="/", max_age=8 * 3600)
    return response


async def claim(request: Request) -> Response:
    """POST {seat}: the picture that this child is."""
    return await _posted(request, _claim)


async def _claim(request: Request, who: Who, body: Body) -> Response:
    if not _is_of(who, request.app.state.open):
        return no(401, "unknown")
    await devices.claim(desk(), who, str(body.get("seat")))
    HUB.changed(who.school, request.app.state.open.session)
    return JSONResponse({"ok": True})


async def answer(request: Request) -> Response:
    """POST {event_id, item, round, letter}: told after the commit."""
    return await _posted(request, _answer)


async def _answer(request: Request, who: Who, body: Body) -> Response:
    if not _is_of(who, request.app.state.open):
        return no(401, "unknown")
    body.pop("seat", None)  # a phone answers for the child that it was let in for
    told = await devices.answer(desk(), who, body)
    if told.get("is_new"):
        _tell_soon(who.school, request.app.state.open.session)
    return JSONResponse(told, 200 if "ok" in told else 403 if told["why"] == "unknown" else 409)


def _tell_soon(school: str, session: str) -> None:
    """The facilitator's count goes on at most ten times a second: making its screen forty times would delay the forty answers."""
    if (school, session) not in _soon:
        _soon.add((school, session))
        asyncio.get_running_loop().call_later(SOON_S, _tell, school, session)


def _tell(school: str, session: str) -> None:
    _soon.discard((school, session))
    HUB.changed(school, session)


_soon: set[tuple[str, str]] = set()


async def _posted(request: Request, do: Callable[[Request, Who, Body], Awaitable[Response]]) -> Response:
    if request.headers.get("x-stage") != "1" or not is_from_our_page(request):
        return no(403, "foreign")
    if is_longer(request, LARGEST):
        return no(413, "too_long")
    try:
        body: Any = json.loads(await request.body())
    except (ValueError, RecursionError):
        return no(400, "not_json")
    if not isinstance(body, dict):
        return no(400, "not_json")
    try:
        return await do(request, await device(request), body)
    except NotAllowed:
        return no(409, "not_now")
    except Unfit:
        return no(422, "malformed")
    except sqlite3.Error:  # disk full, file locked: the phone keeps the answer and tries again
        return no(503, "try_again")


async def live(request: Request) -> Response:
    """GET /api/join/live: the newest view of this device, until it is let go."""
    who, lang = await device(request), language(request)
    if not _is_of(who, request.app.state.open):
        return no(401, "unknown")
    if has_enough(who):
        return no(429, "wait")
    head = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(lines(who, lang), media_type="text/event-stream", headers=head)


async def files(request: Request) -> Response:
    """GET /assets/…: what the page needs, by name; nothing else of the folder."""
    path = re.sub(r"^v-[0-9a-f]+/", "", request.path_params["path"])
    if not SERVED.fullmatch(path) or not (file := ROOT / "assets" / path).is_file():
        return PlainTextResponse("not here", 404)
    is_lasting = path != request.path_params["path"] or "v" in request.query_params
    head = {"Cache-Control": "public, max-age=31536000, immutable" if is_lasting else "public, max-age=3600"}
    return _packed(request, _read(file, file.stat().st_mtime_ns), TYPES[file.suffix], head)


@lru_cache(maxsize=64)
def _read(file: Path, changed: int) -> bytes:
    return file.read_bytes()


@lru_cache(maxsize=64)
def _small(body: bytes) -> bytes:
    return bytes(zopfli.compress(body, numiterations=5))


def _packed(request: Request, body: bytes, kind: str, head: dict[str, str]) -> Response:
    """Text goes packed: forty phones begin at once on one access point."""
    is_small = kind not in ("font/woff2", "image/png") and "gzip" in request.headers.get("accept-encoding", "")
    head = {**head, "Vary": "Accept-Encoding", **({"Content-Encoding": "gzip"} if is_small else {})}
    return Response(_small(body) if is_small else body, headers=head, media_type=kind)


def _is_of(who: Who, here: Open) -> bool:
    return (
        who.role is Role.DEVICE
        and who.school == here.school
        and who.id.split("/")[0] == here.session
        and not who.id.endswith("/0")
    )


JOIN: list[BaseRoute] = [
    Route("/join", page),
    Route("/join/away", away),
    Route("/api/join", join, methods=["POST"]),
    Route("/api/join/claim", claim, methods=["POST"]),
    Route("/api/join/answer", answer, methods=["POST"]),
    Route("/api/join/live", live),
    Route("/assets/{path:path}", files),
]
