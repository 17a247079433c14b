"""What a group session is told: begin, step on, answer, read cards. It must never keep a picture that was sent to be read."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from actions import group_quiz, group_quiz_devices, group_quiz_plan
from actions.desk import desk
from actions.group_quiz import Unusable
from actions.permissions import NotAllowed, Role, Who, may
from actions.sign_in import COOKIE, sign_out
from progress.group_quiz import NotNow, Session
from progress.store.people import now_ms
from routes.group_quiz import follow
from routes.group_quiz_live import HUB
from routes.replies import is_longer, no
from routes.seats import DEVICE, device, is_from_our_page, seated
from sheets.scan import BadPicture, NoReader

LARGEST = 8192
LARGEST_FRAMES, MOST_FRAMES = 10 * 2**20, 5
Verb = Callable[[Who, str, dict[str, Any]], Any]


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
        await follow(await seated(request), session)
    return response


async def tap(request: Request) -> Response:
    """POST …/tap {event_id, item, round, seat, letter}: at the computer that is passed round. 200 after the commit."""
    session, who = request.path_params["session"], await device(request)
    if request.headers.get("x-stage") != "1" or not is_from_our_page(request):
        return no(403, "foreign")
    if who.id != f"{session}/0":
        return no(401, "unknown")
    if is_longer(request, LARGEST):
        return no(413, "too_long")
    try:
        body: Any = json.loads(await request.body())
        told = await group_quiz_devices.answer(desk(), who, body if isinstance(body, dict) else {})
    except (ValueError, RecursionError):  # Unfit is one
        return no(422, "malformed")
    except sqlite3.Error:
        return no(503, "try_again")
    if told.get("is_new"):
        HUB.changed(who.school, session)
    return JSONResponse(told, 200 if "ok" in told else 403 if told["why"] == "unknown" else 409)


async def frames(request: Request) -> Response:
    """POST …/frames: pictures of cards, read in memory and let go. Each: four bytes of length, then the picture."""
    session, is_photo = request.path_params["session"], request.query_params.get("photo") == "1"
    who = await seated(request)
    if refused := _refused(request, who, LARGEST_FRAMES):
        return refused
    pictures = _pictures(await request.body())
    if pictures is None:
        return no(422, "bad_picture")

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
        return no(400, "not_json")
    return await _run(who, session, lambda: do(who, body))


async def _run(who: Who, session: str, do: Callable[[], Any]) -> Response:
    try:
        told = await asyncio.to_thread(do)
    except NotAllowed:
        return no(403, "not_allowed")
    except NotNow:
        return no(409, "not_now")
    except NoReader:
        return no(503, "no_reader")
    except BadPicture:
        return no(422, "bad_picture")
    except Unusable as why:
        return no(422, str(why))
    except (KeyError, TypeError, AttributeError, ValueError):
        return no(422, "malformed")
    except sqlite3.Error:
        return no(503, "try_again")
    HUB.changed(who.school, session)
    return JSONResponse({"ok": True, **(told if isinstance(told, dict) else {})})


def _refused(request: Request, who: Who, most: int) -> Response | None:
    """Before anything of the body is looked at."""
    if request.headers.get("x-stage") != "1" or not is_from_our_page(request):
        return no(403, "foreign")
    if not may(who, "run group quiz"):
        return no(401 if who.role is Role.NOBODY else 403, "not_allowed")
    return no(413, "too_long") if is_longer(request, most) else None


def _pictures(body: bytes) -> list[bytes] | None:
    """Length and bytes, one after the other; None when they do not add up."""
    found, at = list[bytes](), 0
    while at + 4 <= len(body) and len(found) < MOST_FRAMES:
        length = int.from_bytes(body[at : at + 4], "big")
        found.append(body[at + 4 : at + 4 + length])
        at += 4 + length
    return found if found and at == len(body) else None


def _begin(who: Who, asked: dict[str, str]) -> Session:
    kind: Any = asked["kind"]
    items = group_quiz_plan.items(desk(), who, asked["circle"], kind, asked["lesson"])
    mode: Any = asked["mode"] or "cards"
    return group_quiz.begin(desk(), who, asked["circle"], kind, items, asked["lesson"], mode)
