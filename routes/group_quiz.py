"""The pages and streams of a group session: the facilitator's, the big screen's, the computer that is passed round.

They must never show a name where children look.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from actions import group_quiz, group_quiz_devices, group_quiz_views
from actions.assets import ASSETS
from actions.desk import course, desk, today, words
from actions.helplines import for_children
from actions.permissions import NotAllowed, Role, Who, may
from actions.sign_in import COOKIE, LANGUAGE, peeked
from routes import network
from routes.group_quiz_live import HUB, stream
from routes.replies import no
from routes.seats import device, language, seated

PLAIN = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
# SG-14: this one page, and only in a facilitator's seat, may ask for the camera, to read paper cards
CAMERA = {"Permissions-Policy": "camera=(self), microphone=(), geolocation=(), display-capture=()"}


async def host(request: Request) -> Response:
    """The facilitator's page; without a session in the address, the newest one that is open."""
    who = await seated(request)
    if who.role is not Role.FACILITATOR:
        return RedirectResponse("/door?adult=facilitator&then=group_quiz", 303)
    wanted = request.query_params.get("session") or await asyncio.to_thread(_newest_open, who)
    if not wanted:
        return RedirectResponse("/?page=group_quiz", 303)
    return await _page(request, who, wanted, "host", CAMERA)


async def projector(request: Request) -> Response:
    """The big screen, in a second window of the same computer."""
    return await _page(request, await _viewer(request), request.query_params.get("session", ""), "projector", {})


async def keyboard(request: Request) -> Response:
    """The computer that is passed round; its cookie is a device's, no adult's."""
    return await _page(request, await device(request), request.query_params.get("session", ""), "keyboard", {})


async def host_live(request: Request) -> Response:
    """The facilitator's stream. After a restart it opens the way for phones again."""
    await follow(await seated(request), request.path_params["session"])
    return await _stream(request, await seated(request), lambda: peeked(request.cookies.get(COOKIE)), group_quiz_views.host)


async def projector_live(request: Request) -> Response:
    """The big screen's stream."""
    who = await _viewer(request)
    still = (lambda: who) if who.role is Role.DEVICE else (lambda: peeked(request.cookies.get(COOKIE)))
    return await _stream(request, who, still, group_quiz_views.projector)


async def keyboard_live(request: Request) -> Response:
    """The stream of the computer that is passed round."""
    who = await device(request)
    return await _stream(request, who, lambda: who, group_quiz_views.keyboard)


async def qr(request: Request) -> Response:
    """The QR code of the address for phones, while they may come."""
    who, session = await seated(request), request.path_params["session"]
    try:
        now = await asyncio.to_thread(group_quiz.session, desk(), who, session)
    except NotAllowed:
        return no(401, "not_allowed")
    invitation = network.invitation(now)
    return Response(network.qr_svg(invitation), media_type="image/svg+xml", headers=PLAIN) if invitation else no(404, "not_now")


async def follow(who: Who, session: str) -> None:
    """The listener for phones is open while their way is chosen; without a network the page says that there is none."""
    if (now := await asyncio.to_thread(desk().groups.session, who.school, session)) and may(who, "run group quiz"):
        with suppress(network.NoNetwork):
            await network.follow(now)
        HUB.changed(who.school, session)


def _invited(view: dict[str, Any], school: str) -> dict[str, Any]:
    """How phones come in, for the facilitator's page."""
    now = desk().groups.session(school, view["session"])
    addresses = network.all_addresses()
    if now is None or not network.invitation(now) or not addresses:
        return {"address": None, "qr": None, "code": None, "others": []}
    found = f"/api/group_quiz/{now.session}/qr.svg?v={addresses[0]}"
    return {"address": addresses[0], "qr": found, "code": group_quiz_devices.code(now), "others": addresses[1:]}


def _newest_open(who: Who) -> str:
    circles = desk().people.circles(who.school)
    ones = [one for circle in circles if (one := group_quiz.open_one(desk(), who, circle.circle))]
    return max(ones, key=lambda one: one.opened_ms).session if ones else ""


async def _viewer(request: Request) -> Who:
    """Who looks at the big screen: the facilitator, or the computer while it is passed round."""
    who = await seated(request)
    return who if who.role is Role.FACILITATOR else await device(request)


async def _stream(
    request: Request, who: Who, still: Callable[[], Who], view: Callable[[Any, Who, str, str], dict[str, Any]]
) -> Response:
    session, lang = request.path_params["session"], language(request)
    try:
        await asyncio.to_thread(view, desk(), who, session, lang)
    except NotAllowed:
        return no(401, "not_allowed")

    async def make() -> dict[str, Any]:
        now = still()
        found = await HUB.once(
            who.school, session, f"{view.__name__} {lang} {now.role}", lambda: view(desk(), now, session, lang)
        )
        if view is group_quiz_views.host:
            found = {**found, "devices": {**found["devices"], **await asyncio.to_thread(_invited, found, who.school)}}
        return {**found, "aside": HUB.aside(who.school, session)}

    return stream(request, who.school, session, make)


def _lent(name: str, lang: str) -> dict[str, str]:
    """Words that stand elsewhere and are shown here too: the help page's on the big screen, the pictures' where one is tapped."""
    if name == "keyboard":
        return {f"thing_{one}": word for one, word in words().under("things", lang).items()}
    helpline = for_children(course(), words(), today())[0].number
    return (
        {"helpline": helpline, **{f"help_{one}": word for one, word in words().under("help", lang).items()}}
        if name == "projector"
        else {}
    )


async def _page(request: Request, who: Who, session: str, name: str, headers: dict[str, str]) -> Response:
    """One shell for all: the module draws everything from the newest view."""
    try:
        await asyncio.to_thread(group_quiz_views.projector, desk(), who, session, "km")
    except NotAllowed:
        return RedirectResponse("/door?adult=facilitator&then=group_quiz" if name != "keyboard" else "/door", 303)
    lang, folder = language(request), f"{ASSETS}/group_quiz"
    told = escape(json.dumps({**words().under(name, lang), **_lent(name, lang)}, ensure_ascii=False))
    title = escape(words()("frame.app", lang))
    html = f"""<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="/assets/pictures/icon.png">
<link rel="stylesheet" href="{folder}/{name}.css"></head>
<body class="{name}" data-session="{escape(session)}" data-api="/api/group_quiz/{escape(session)}" data-assets="{ASSETS}" data-words="{told}">
<main id="{name}"></main><script type="module" src="{folder}/{name}.js"></script></body></html>"""
    response = HTMLResponse(html, headers={**PLAIN, **headers})
    response.set_cookie(LANGUAGE, lang, samesite="lax", path="/", max_age=8 * 3600)
    return response
