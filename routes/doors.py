"""Sign-in, help and the way out: plain pages that need no seat, script or socket. They write nothing about who looked."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from actions.assets import ASSETS
from actions.desk import ROOT, course, desk, is_simulated, today, words
from actions.enrol import FACILITATOR, STAFF
from actions.helplines import Line, for_children
from actions.permissions import Role
from actions.referral import here
from actions.sign_in import COOKIE, LANGUAGE, THINGS, Refused, sign_in, sign_out
from actions.sounds import address
from actions.trouble import Trouble
from curriculum.text import Text
from curriculum.ui_words import digits
from progress.store.people import Circle, Member, School
from routes.seats import is_from_our_page, language

THEN = {
    "group_quiz": "/group_quiz"
}  # where an adult goes on after the PIN: back to the group, when the computer was passed round
TINTS = ("lotus", "rice", "sky", "sun")
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


class Page:
    """One request's language, words and frame."""

    def __init__(self, request: Request) -> None:
        self.request, self.lang = request, language(request)

    def w(self, name: str, *values: object) -> str:
        """A word, safe in HTML."""
        return escape(words()(name, self.lang, *values))

    def t(self, text: Text) -> str:
        """A content text, as it is."""
        return str(getattr(text, self.lang))

    def n(self, number: int) -> str:
        """Digits of the page."""
        return digits(number, self.lang)

    def listen(self, name: str) -> str:
        """A read-aloud button for a word: its recording, else a voice of this computer; hidden where neither is (aloud.js)."""
        said = words()(name, self.lang)
        sound = address(ROOT, f"words/{name}", self.lang, said)
        aloud, recorded = escape(json.dumps([[said, sound]], ensure_ascii=False)), " data-recorded" if sound else ""
        label = f'<i class="sign listen"></i>{self.w("frame.listen")}'
        return f'<button class="button calm listen" type="button" data-aloud="{aloud}"{recorded}>{label}</button>'

    def answer(self, main: str, *, title: str, has_home: bool = True, status: int = 200) -> Response:
        """The page in its frame: home left, then language, Help and Leave."""
        query = dict(self.request.query_params)
        switch = "".join(
            f'<a class="{"on" if lang == self.lang else ""}" hreflang="{lang}" lang="{lang}" href="?{_query({**query, "lang": lang})}">{name}</a>'
            for lang, name in (("km", "ខ្មែរ"), ("en", "English"))
        )
        home = f'<a class="button home" href="/" aria-label="{self.w("frame.home")}"><i class="sign home"></i><span>{self.w("frame.home")}</span></a>'
        brand = f'<a class="brand" href="/">{_small("lotus")}<span>{self.w("frame.app")}</span></a>'
        demo = f'<span class="chips"><span class="chip sun">{self.w("frame.simulated")}</span></span>' if is_simulated() else ""
        html = f"""<!doctype html><html lang="{self.lang}"><head><meta charset="utf-8"><title>{self.w("frame.app")} · {title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="/assets/pictures/icon.png">
<link rel="stylesheet" href="{ASSETS}/looks/sitthi.css"></head><body>
<header class="frame">{home if has_home else brand}{demo}<span class="grow"></span><nav class="language">{switch}</nav>
<a class="button help" href="/help"><i class="sign help"></i><span>{self.w("frame.help")}</span></a>
<a class="button exit" href="/away" aria-label="{self.w("frame.exit")}"><i class="sign exit"></i><span>{self.w("frame.exit")}</span></a></header>
<main class="page">{main}</main><script type="module" src="{ASSETS}/looks/plain.js"></script></body></html>"""
        response = HTMLResponse(html, status, HEADERS)
        response.set_cookie(LANGUAGE, self.lang, samesite="lax", path="/", max_age=8 * 3600)
        return response


async def door(request: Request) -> Response:
    """GET: school → circle → picture → secret, or an adult's PIN. POST: the secret."""
    return await (_try(request) if request.method == "POST" else asyncio.to_thread(_door, request))


def _door(request: Request, asked: Mapping[str, str] | None = None, said: str = "", status: int = 200) -> Response:
    """`asked` is the address, or what a refused form was about: the same page comes back with what was `said`."""
    page, people = Page(request), desk().people
    asked = request.query_params if asked is None else asked
    schools = people.schools()
    if not schools:
        return RedirectResponse("/setup", 303)
    message = f'<p class="message again" role="alert">{said}</p>' if said else ""
    school = next((one for one in schools if one.school == asked.get("school")), schools[0])
    if (role := asked.get("adult")) in (FACILITATOR, STAFF):
        then = asked.get("then", "") if asked.get("then") in THEN else ""
        return page.answer(_adult(page, role, school.school, message, then), title=page.w(f"door.{role}"), status=status)
    circles = people.circles(school.school)
    member = people.member(school.school, asked.get("member", ""))
    if member:
        return page.answer(_secret(page, member, message), title=page.w("door.secret"), status=status)
    circle = next((one for one in circles if one.circle == asked.get("circle")), None)
    if circle:
        members = people.members(school.school, circle.circle)
        return page.answer(_pictures(page, circle, members), title=page.w("door.which_you"))
    return page.answer(_circles(page, school, circles), title=page.w("door.welcome"), has_home=False)


def _circles(page: Page, school: School, circles: list[Circle]) -> str:
    tiles = "".join(
        f'<a class="tile tint-{TINTS[nth % len(TINTS)]}" href="?{_query({"school": school.school, "circle": one.circle})}">{_small(one.picture)}'
        f"<span><b>{escape(one.name_km if page.lang == 'km' else one.name_en)}</b>{page.w('door.children', one.members)}</span></a>"
        for nth, one in enumerate(circles)
    )
    adults = "".join(
        f'<a class="button" href="?{_query({"adult": role, "school": school.school})}">{page.w(f"door.{role}")}</a>'
        for role in (FACILITATOR, STAFF)
    )
    empty = "" if circles else f'<p class="message">{page.w("door.no_group")}</p>'
    named = escape(school.name_km if page.lang == "km" else school.name_en)
    return f"""<section class="signin"><aside><h1>{page.w("door.welcome")}</h1><p>{named}</p><p class="muted">{page.w("door.offline")}</p>
<img src="{ASSETS}/pictures/drawn/scenes/circle-meeting.svg" alt=""></aside><div><div class="row"><h2 class="grow">{page.w("door.which_group")}</h2>{page.listen("door.which_group")}</div>
<div class="tiles groups">{tiles}</div>{empty}<p class="row"><span class="muted">{page.w("door.adults")}</span> {adults}</p></div></section>"""


def _pictures(page: Page, circle: Circle, members: list[Member]) -> str:
    tiles = "".join(
        f'<a class="tile" href="?{_query({"school": circle.school, "circle": circle.circle, "member": one.member})}">'
        f"{_small(one.picture)}<span>{escape(one.name) if one.name else page.w(f'things.{one.picture}')}</span></a>"
        for one in members
    )
    empty = "" if members else f'<p class="message">{page.w("door.nobody")}</p>'
    back = f'<a class="button" href="/door?school={escape(circle.school)}"><i class="sign back"></i>{page.w("frame.back")}</a>'
    return f"""<div class="row"><h1 class="grow">{page.w("door.which_you")}</h1>{page.listen("door.which_you")}</div>
<div class="tiles members">{tiles}</div>{empty}<p>{back}</p>"""


def _secret(page: Page, member: Member, message: str) -> str:
    things = "".join(
        f'<button class="tile" type="button" value="{thing}" aria-label="{page.w(f"things.{thing}")}">{_small(thing)}</button>'
        for thing in THINGS
    )
    name = escape(member.name) if member.name else page.w(f"things.{member.picture}")
    back = _query({"school": member.school, "circle": member.circle})
    return f"""<section class="signin secret"><aside><div class="me">{_small(member.picture)}<b>{name}</b><a href="?{back}">{page.w("door.not_me")}</a></div>
<img src="{ASSETS}/pictures/drawn/scenes/circle-meeting.svg" alt=""></aside>
<div>{message}<div class="row"><h1 class="grow">{page.w("door.secret")}</h1>{page.listen("door.secret")}</div><p class="muted">{page.w("door.secret_hint")}</p>
<form method="post" action="/door" id="secret"><input type="hidden" name="school" value="{escape(member.school)}"><input type="hidden" name="who" value="{member.member}">
<input type="hidden" name="role" value="child"><input type="hidden" name="secret"><div class="slots" role="status" aria-label="{page.w("door.secret")}"><span></span><span></span><span></span></div>
<div class="tiles secrets">{things}</div><div class="row"><button class="button" type="reset"><i class="sign again"></i>{page.w("door.clear")}</button>
<span class="muted">{page.w("door.forgot")}</span></div></form></div></section><script src="{ASSETS}/looks/door.js"></script>"""


def _adult(page: Page, role: str, school: str, message: str, then: str) -> str:
    label = page.w("door.pin" if role == FACILITATOR else "door.password")
    attributes = 'inputmode="numeric" pattern="[0-9]*"' if role == FACILITATOR else ""
    picture = "class-lesson" if role == FACILITATOR else "computer-helper"
    return f"""<form method="post" action="/door" class="card adult"><img src="{ASSETS}/pictures/drawn/scenes/{picture}.svg" alt=""><h1>{page.w(f"door.{role}")}</h1>{message}
<input type="hidden" name="role" value="{role}"><input type="hidden" name="who" value="{role}"><input type="hidden" name="school" value="{escape(school)}">
{f'<input type="hidden" name="then" value="{then}">' if then else ""}<label>{label}<input type="password" name="secret" required autocomplete="off" autofocus {attributes}></label>
<button class="button go big">{page.w("door.enter")}</button><a class="button" href="/door?school={escape(school)}"><i class="sign back"></i>{page.w("frame.back")}</a></form>"""


async def _try(request: Request) -> Response:
    if not is_from_our_page(request):
        return Response("refused", 403)
    form = await request.form(max_files=0, max_fields=8)
    role, school, who, secret, then = (str(form.get(name, "")) for name in ("role", "school", "who", "secret", "then"))
    if role not in ("child", FACILITATOR, STAFF):
        return Response("refused", 403)
    replaced = request.cookies.get(COOKIE)
    try:
        token = await asyncio.to_thread(sign_in, desk(), Role(role), school, who, secret[:200], replaced)
    except Refused as refused:
        page = Page(request)
        minutes = -(-refused.wait_ms // 60_000)
        said = page.w("door.wait", minutes) if minutes else page.w("door.try_again")
        about = {"school": school, "then": then, **({"member": who} if role == Role.CHILD.value else {"adult": role})}
        return await asyncio.to_thread(_door, request, about, said, 403)
    response = RedirectResponse(THEN.get(then, "/"), 303)  # a full load: Streamlit reads cookies at its handshake only
    response.set_cookie(COOKIE, token, httponly=True, samesite="strict", path="/", max_age=8 * 3600)
    return response


async def leave(request: Request) -> Response:
    """POST: the seat is closed. Next child."""
    if not is_from_our_page(request):
        return Response("refused", 403)
    await _end_seat(request)
    response = RedirectResponse("/door", 303)
    return _without_cookie(response)


async def help_page(request: Request) -> Response:
    """Who helps: 1280 first. Writes nothing, needs nobody signed in."""
    page = Page(request)
    first, *more = for_children(course(), words(), today(), here(request.cookies.get(COOKIE)))
    number, name, does = (escape(one) for one in (first.number, page.t(first.name), page.t(first.does)))
    others = "".join(_helper(page, one) for one in more)
    main = f"""<div class="row"><h1 class="grow">{page.w("help.title")}</h1>{page.listen("help.line")}</div>
<p class="message care">{_small("lotus")}<b>{page.w("help.line")}</b></p>
<ul class="helpers"><li class="helper first tint-lotus"><img src="{ASSETS}/pictures/drawn/icons/help.svg" alt=""><div><p>{page.w("help.call")}</p>
<b class="number">{number}</b><h2>{name}</h2><p>{does}</p></div></li>
<li class="helper tint-rice"><img class="wide" src="{ASSETS}/pictures/drawn/scenes/tell-adult.svg" alt=""><h2>{page.w("help.adult")}</h2><p>{page.w("help.adult_s")}</p></li>{others}</ul>
<p class="say">{page.w("help.say")} <b>{page.w("help.words")}</b></p><p class="muted">{page.w("help.nothing")}</p>
<p><a class="button go big" href="/"><i class="sign back"></i>{page.w("frame.back")}</a></p>"""
    return page.answer(main, title=page.w("frame.home"))  # a neutral tab (SG-04)


def _helper(page: Page, one: Line) -> str:
    """Another helper's card; the last sentence says what they do."""
    hours = f"<small>{escape(page.t(one.hours))}</small>" if one.hours else ""
    return (
        f'<li class="helper {"near tint-sun" if one.is_near else "tint-sky"}"><img src="{ASSETS}/pictures/drawn/icons/shield.svg" alt="">'
        f'<b class="number">{escape(one.number)}</b><h2>{escape(page.t(one.name))}</h2>{hours}<p>{escape(page.t(one.does))}</p></li>'
    )


async def away(request: Request) -> Response:
    """A page of the times table: what a passer-by may see. The seat ends, so that Back shows no lesson (SG-03)."""
    if request.headers.get("sec-fetch-dest", "document") == "document":  # a prefetch must not sign anybody out
        await _end_seat(request)
    page = Page(request)
    rows = "".join("<tr>" + "".join(f"<td>{digits(a * b, page.lang)}</td>" for b in range(1, 11)) + "</tr>" for a in range(1, 11))
    html = f"""<!doctype html><html lang="{page.lang}"><head><meta charset="utf-8"><title>{digits(10, page.lang)} × {digits(10, page.lang)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="{ASSETS}/looks/sitthi.css"></head>
<body class="times"><main><h1>{page.w("away.title")}</h1><table>{rows}</table><p><a href="/">{page.w("away.back")}</a></p></main></body></html>"""
    return _without_cookie(HTMLResponse(html, headers=HEADERS))


async def _end_seat(request: Request) -> None:
    """On a full disk, or without a store, the seat's row stays; without its cookie nobody can sit there."""
    with suppress(sqlite3.Error, Trouble):
        await asyncio.to_thread(lambda: sign_out(desk(), request.cookies.get(COOKIE)))


def _without_cookie(response: Response) -> Response:
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return response


def _small(name: str) -> str:
    return f'<img src="{ASSETS}/pictures/drawn/small/{name}.svg" alt="">'


def _query(values: dict[str, str]) -> str:
    return escape("&".join(f"{key}={value}" for key, value in values.items()))
