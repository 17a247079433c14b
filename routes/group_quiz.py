"""The pages and posts of a group session: the facilitator's, the big screen's, the computer that is passed round.

They must never show a name where children look, and never keep a picture that was sent to be read.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from actions import group_quiz, group_quiz_devices, group_quiz_plan, group_quiz_views
from actions.assets import ASSETS
from actions.desk import course, desk, words
from actions.group_quiz import Unusable
from actions.permissions import NotAllowed, Role, Who, may
from actions.sign_in import COOKIE, LANGUAGE, peeked, sign_out
from progress.group_quiz import NotNow, Session
from progress.store.people import now_ms
from routes import network
from routes.group_quiz_live import HUB, stream
from routes.seats import DEVICE, device, is_from_our_page, language, seated
from sheets.scan import BadPicture, NoReader

LARGEST = 8192
HELPLINE = "1280"  # when the list of contacts cannot be read: the first number is never missing
LARGEST_FRAMES, MOST_FRAMES = 10 * 2**20, 5
PLAIN = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
# SG-14: this one page, and only in a facilitator's seat, may ask for the camera, to read paper cards
CAMERA = {"Permissions-Policy": "camera=(self), microphone=(), geolocation=(), display-capture=()"}
Verb = Callable[[Who, str, dict[str, Any]], Any]


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
    await _follow(await seated(request), request.path_params["session"])
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


async def begin(request: Request) -> Response:
    """A form's POST: circle, kind, lesson, mode. Goes on to the session's page."""
    if not is_from_our_page(request):
        return Response("refused", 403)
    form = await request.form(max_files=0, max_fields=8)
    asked = {name: str(form.get(name, "")) for name in ("circle", "kind", "lesson", "mode")}
    try:
        new = await asyncio.to_thread(_begin, await seated(request), asked)
    except NotAllowed:
        return RedirectResponse("/door?adult=facilitator&then=group_quiz", 303)
    except Unusable as why:
        return RedirectResponse(f"/?page=group_quiz&circle={asked['circle']}&why={why}", 303)
    return RedirectResponse(f"/group_quiz?session={new.session}", 303)


async def verb(request: Request) -> Response:
    """POST /api/group_quiz/{session}/{verb}: 200, or 4xx with {"why": word}."""
    name, session = request.url.path.rsplit("/", 1)[1], request.path_params["session"]
    response = await _told(request, lambda who, body: VERBS[name](who, session, body), session)
    if response.status_code == 200 and name in ("way", "move", "end"):
        await _follow(await seated(request), session)
    return response


async def tap(request: Request) -> Response:
    """POST …/tap {event_id, item, round, seat, letter}: at the computer that is passed round. 200 after the commit."""
    session, who = request.path_params["session"], await device(request)
    if request.headers.get("x-stage") != "1" or not is_from_our_page(request):
        return _no(403, "foreign")
    if who.id != f"{session}/0":
        return _no(401, "unknown")
    if _is_longer(request, LARGEST):
        return _no(413, "too_long")
    try:
        body: Any = json.loads(await request.body())
        told = await group_quiz_devices.answer(desk(), who, body if isinstance(body, dict) else {})
    except (ValueError, RecursionError):  # Unfit is one
        return _no(422, "malformed")
    except sqlite3.Error:
        return _no(503, "try_again")
    if told.get("is_new"):
        HUB.changed(who.school, session)
    return JSONResponse(told, 200 if "ok" in told else 403 if told["why"] == "unknown" else 409)


async def qr(request: Request) -> Response:
    """The QR code of the address for phones, while they may come."""
    who, session = await seated(request), request.path_params["session"]
    try:
        now = await asyncio.to_thread(group_quiz.session, desk(), who, session)
    except NotAllowed:
        return _no(401, "not_allowed")
    invitation = network.invitation(now)
    return Response(network.qr_svg(invitation), media_type="image/svg+xml", headers=PLAIN) if invitation else _no(404, "not_now")


async def frames(request: Request) -> Response:
    """POST …/frames: pictures of cards, read in memory and let go. Each: four bytes of length, then the picture."""
    session, is_photo = request.path_params["session"], request.query_params.get("photo") == "1"
    who = await seated(request)
    if refused := _refused(request, who, LARGEST_FRAMES):
        return refused
    pictures = _pictures(await request.body())
    if pictures is None:
        return _no(422, "bad_picture")

    def read() -> dict[str, Any]:
        seats = group_quiz.holders(desk(), who, session)
        found = group_quiz.read_cards(desk(), who, session, pictures, is_photo=is_photo)
        unclear = [{"seat": seats[card], "why": why} for card, why in sorted(found.unclear.items()) if card in seats]
        return {"ok": True, "read": len(found.answers), "unclear": unclear, "foreign": len(found.foreign)}

    return await _run(who, session, read)


async def pass_round(request: Request) -> Response:
    """POST …/keyboard: the adult's seat ends before a child has the keys; its PIN brings it back."""
    session = request.path_params["session"]
    who = await seated(request)
    if refused := _refused(request, who, LARGEST):
        return refused
    lent: dict[str, str] = {}
    answer = await _run(who, session, lambda: lent.update(token=group_quiz.lend(desk(), who, session)))
    if not lent:
        return answer
    await asyncio.to_thread(sign_out, desk(), request.cookies.get(COOKIE))
    answer = JSONResponse({"ok": True, "go": f"/group_quiz/keyboard?session={session}"})
    answer.set_cookie(DEVICE, lent["token"], httponly=True, samesite="strict", path="/", max_age=8 * 3600)
    answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return answer


def _move(who: Who, session: str, body: dict[str, Any]) -> Any:
    new = group_quiz.move(desk(), who, session, int(body["version"]), str(body["move"]))
    HUB.aside(who.school, session).update(sand=None, help=False)
    return {"version": new.version}


def _aside(who: Who, session: str, body: dict[str, Any]) -> Any:
    group_quiz.session(desk(), who, session)
    aside = HUB.aside(who.school, session)
    if "help" in body:
        aside["help"] = bool(body["help"])
    if "sand" in body:
        seconds = max(0, min(600, int(body["sand"])))
        aside["sand"] = {"until_ms": now_ms() + 1000 * seconds, "seconds": seconds} if seconds else None


VERBS: dict[str, Verb] = {
    "move": _move,
    "aside": _aside,
    "way": lambda who, session, body: group_quiz.answer_by(
        desk(), who, session, body["mode"], int(body.get("teams", group_quiz.TEAMS))
    ),
    "enter": lambda who, session, body: group_quiz.enter(desk(), who, session, str(body["seat"]), str(body["letter"])),
    "count": lambda who, session, body: group_quiz.count(
        desk(), who, session, {str(letter): int(number) for letter, number in body["hands"].items()}
    ),
    "present": lambda who, session, body: group_quiz.mark_present(desk(), who, session, str(body["member"]), body["status"]),
    "judge": lambda who, session, body: group_quiz.judge(desk(), who, session, body["verdict"]),
    "let_in": lambda who, session, body: group_quiz_devices.let_in(desk(), who, session, int(body["device"]), body["seat"]),
    "end": lambda who, session, body: group_quiz.end(desk(), who, session),
}


async def _told(request: Request, do: Callable[[Who, dict[str, Any]], Any], session: str) -> Response:
    who = await seated(request)
    if refused := _refused(request, who, LARGEST):
        return refused
    try:
        body: Any = json.loads(await request.body() or b"{}")
        if not isinstance(body, dict):
            raise ValueError("not an object")
    except (ValueError, RecursionError):
        return _no(400, "not_json")
    return await _run(who, session, lambda: do(who, body))


async def _run(who: Who, session: str, do: Callable[[], Any]) -> Response:
    try:
        told = await asyncio.to_thread(do)
    except NotAllowed:
        return _no(403, "not_allowed")
    except NotNow:
        return _no(409, "not_now")
    except NoReader:
        return _no(503, "no_reader")
    except BadPicture:
        return _no(422, "bad_picture")
    except Unusable as why:
        return _no(422, str(why))
    except (KeyError, TypeError, AttributeError, ValueError):
        return _no(422, "malformed")
    except sqlite3.Error:
        return _no(503, "try_again")
    HUB.changed(who.school, session)
    return JSONResponse({"ok": True, **(told if isinstance(told, dict) else {})})


def _refused(request: Request, who: Who, most: int) -> Response | None:
    """Before anything of the body is looked at."""
    if request.headers.get("x-stage") != "1" or not is_from_our_page(request):
        return _no(403, "foreign")
    if not may(who, "run group quiz"):
        return _no(401 if who.role is Role.NOBODY else 403, "not_allowed")
    return _no(413, "too_long") if _is_longer(request, most) else None


def _is_longer(request: Request, most: int) -> bool:
    """Also when a body does not say how long it is."""
    length = request.headers.get("content-length", "")
    return not (length.isascii() and length.isdigit() and int(length) <= most)


def _no(status: int, why: str) -> Response:
    return JSONResponse({"why": why}, status)


def _pictures(body: bytes) -> list[bytes] | None:
    """Length and bytes, one after the other; None when they do not add up."""
    found, at = list[bytes](), 0
    while at + 4 <= len(body) and len(found) < MOST_FRAMES:
        length = int.from_bytes(body[at : at + 4], "big")
        found.append(body[at + 4 : at + 4 + length])
        at += 4 + length
    return found if found and at == len(body) else None


async def _follow(who: Who, session: str) -> None:
    """The listener for phones is open while their way is chosen; without a network the page says that there is none."""
    if (now := await asyncio.to_thread(desk().groups.session, who.school, session)) and may(who, "run group quiz"):
        with suppress(network.NoNetwork):
            await network.follow(now)
        HUB.changed(who.school, session)


def _invited(view: dict[str, Any], school: str) -> dict[str, Any]:
    """How phones come in, for the facilitator's page."""
    now = desk().groups.session(school, view["session"])
    if now is None or not network.invitation(now):
        return {"address": None, "qr": None, "code": None}
    found = f"/api/group_quiz/{now.session}/qr.svg?v={network.address()}"
    return {"address": network.address(), "qr": found, "code": group_quiz_devices.code(now)}


def _newest_open(who: Who) -> str:
    circles = desk().people.circles(who.school)
    ones = [one for circle in circles if (one := group_quiz.open_one(desk(), who, circle.circle))]
    return max(ones, key=lambda one: one.opened_ms).session if ones else ""


def _begin(who: Who, asked: dict[str, str]) -> Session:
    kind: Any = asked["kind"]
    items = group_quiz_plan.items(desk(), who, asked["circle"], kind, asked["lesson"])
    mode: Any = asked["mode"] or "cards"
    return group_quiz.begin(desk(), who, asked["circle"], kind, items, asked["lesson"], mode)


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
        return _no(401, "not_allowed")

    async def make() -> dict[str, Any]:
        now = still()
        found = await HUB.once(who.school, session, f"{view.__name__} {lang} {now.role}", lambda: view(desk(), now, session, lang))
        if view is group_quiz_views.host:
            found = {**found, "devices": {**found["devices"], **await asyncio.to_thread(_invited, found, who.school)}}
        return {**found, "aside": HUB.aside(who.school, session)}

    return stream(request, who.school, session, make)


def _lent(name: str, lang: str) -> dict[str, str]:
    """Words that stand elsewhere and are shown here too: the help page's on the big screen, the pictures' where one is tapped."""
    if name == "keyboard":
        return {f"thing_{one}": word for one, word in words().under("things", lang).items()}
    helpline = next((one.number for one in course().contacts if one.child_facing), HELPLINE)
    return {"helpline": helpline, **{f"help_{one}": word for one, word in words().under("help", lang).items()}} if name == "projector" else {}


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
