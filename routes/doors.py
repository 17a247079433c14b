"""Sign-in, help and the way out: plain pages that need no seat, script or socket. They write nothing about who looked."""

from __future__ import annotations

import asyncio
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from actions.desk import desk
from actions.enrol import FACILITATOR, STAFF
from actions.permissions import Role
from actions.sign_in import COOKIE, LANGUAGE, THINGS, Refused, sign_in, sign_out
from curriculum.ui_words import digits
from routes.seats import is_from_our_page, language

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
        return escape(desk().words(name, self.lang, *values))

    def answer(self, main: str, *, title: str, has_home: bool = True, status: int = 200) -> Response:
        """The page in its frame: home left, then language, Help and Leave."""
        query = dict(self.request.query_params)
        switch = "".join(
            f'<a class="{"on" if lang == self.lang else ""}" hreflang="{lang}" lang="{lang}" href="?{_query({**query, "lang": lang})}">{name}</a>'
            for lang, name in (("km", "ខ្មែរ"), ("en", "English"))
        )
        home = f'<a class="brand" href="/">{_small("lotus")}<span>{self.w("frame.app")}</span></a>'
        simulated = any(school.is_simulated for school in desk().people.schools())
        demo = f'<span class="chip sun">{self.w("frame.simulated")}</span>' if simulated else ""
        html = f"""<!doctype html><html lang="{self.lang}"><head><meta charset="utf-8"><title>{self.w("frame.app")} · {title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="/assets/pictures/icon.png">
<link rel="stylesheet" href="/assets/looks/sitthi.css?v=1"></head><body>
<header class="frame">{home if has_home else ""}{demo}<span class="grow"></span><nav class="language">{switch}</nav>
<a class="button help" href="/help">{self.w("frame.help")}</a><a class="button exit" href="/away">{self.w("frame.exit")}</a></header>
<main class="page">{main}</main></body></html>"""
        response = HTMLResponse(html, status, HEADERS)
        response.set_cookie(LANGUAGE, self.lang, samesite="lax", path="/", max_age=8 * 3600)
        return response


async def door(request: Request) -> Response:
    """GET: school → circle → picture → secret, or an adult's PIN. POST: the secret."""
    return await (_try(request) if request.method == "POST" else asyncio.to_thread(_door, request))


def _door(request: Request, said: str = "", status: int = 200) -> Response:
    page, asked, people = Page(request), request.query_params, desk().people
    schools = people.schools()
    if not schools:
        return RedirectResponse("/?page=setup", 303)
    message = f'<p class="message again" role="alert">{said}</p>' if said else ""
    if (role := asked.get("adult")) in (FACILITATOR, STAFF):
        return page.answer(message + _adult(page, role), title=page.w(f"door.{role}"), status=status)
    school = next((one for one in schools if one.school == asked.get("school")), schools[0])
    circles = people.circles(school.school)
    circle = next((one for one in circles if one.circle == asked.get("circle")), None)
    members = people.members(school.school, circle.circle) if circle else []
    member = next((one for one in members if one.member == asked.get("member")), None)
    if member:
        things = "".join(f'<button class="tile" type="button" value="{thing}">{_small(thing)}</button>' for thing in THINGS)
        name = escape(member.name) if member.name else page.w(f"things.{member.picture}")
        main = f"""<section class="secret">{message}<div class="me">{_small(member.picture)}<b>{name}</b>
<a href="?{_query({"school": school.school, "circle": member.circle})}">{page.w("door.not_me")}</a></div>
<div><h1>{page.w("door.secret")}</h1><p>{page.w("door.secret_hint")}</p>
<form method="post" id="secret"><input type="hidden" name="school" value="{escape(school.school)}"><input type="hidden" name="who" value="{member.member}">
<input type="hidden" name="role" value="child"><input type="hidden" name="secret"><div class="slots"><span></span><span></span><span></span></div>
<div class="tiles secrets">{things}</div><button class="button" type="reset">{page.w("door.clear")}</button></form>
<p class="muted">{page.w("door.forgot")}</p></div></section><script src="/assets/looks/door.js?v=1"></script>"""
        return page.answer(main, title=page.w("door.secret"), status=status)
    if circle:
        tiles = "".join(
            f'<a class="tile" href="?{_query({"school": school.school, "circle": circle.circle, "member": one.member})}">'
            f"{_small(one.picture)}<span>{escape(one.name) if one.name else page.w(f'things.{one.picture}')}</span></a>"
            for one in members
        )
        empty = "" if members else f'<p class="message">{page.w("door.nobody")}</p>'
        main = f'<h1>{page.w("door.which_you")}</h1><div class="tiles members">{tiles}</div>{empty}'
        return page.answer(
            f'{main}<p><a class="button" href="/door">{page.w("frame.back")}</a></p>', title=page.w("door.which_you")
        )
    tiles = "".join(
        f'<a class="tile" href="?{_query({"school": school.school, "circle": one.circle})}">{_small(one.picture)}'
        f"<span><b>{escape(one.name_km if page.lang == 'km' else one.name_en)}</b>{page.w('door.children', one.members)}</span></a>"
        for one in circles
    )
    adults = "".join(
        f'<a class="button" href="?{_query({"adult": role, "school": school.school})}">{page.w(f"door.{role}")}</a>'
        for role in (FACILITATOR, STAFF)
    )
    empty = "" if circles else f'<p class="message">{page.w("door.no_group")}</p>'
    main = f"""<section class="signin"><aside><h1>{page.w("door.welcome")}</h1><p>{page.w("door.offline")}</p>
<img src="/assets/pictures/drawn/scenes/circle-meeting.svg?v=1" alt=""></aside><div><h2>{page.w("door.which_group")}</h2>
<div class="tiles groups">{tiles}</div>{empty}<p class="adults"><span class="muted">{page.w("door.adults")}</span> {adults}</p></div></section>"""
    return page.answer(main, title=page.w("door.welcome"))


def _adult(page: Page, role: str) -> str:
    schools = desk().people.schools()
    school = page.request.query_params.get("school") or schools[0].school
    label = page.w("door.pin" if role == FACILITATOR else "door.password")
    attributes = 'inputmode="numeric" pattern="[0-9]*"' if role == FACILITATOR else ""
    return f"""<form method="post" class="card adult"><h1>{page.w(f"door.{role}")}</h1><input type="hidden" name="role" value="{role}">
<input type="hidden" name="who" value="{role}"><input type="hidden" name="school" value="{escape(school)}">
<label>{label}<input type="password" name="secret" required autocomplete="off" {attributes}></label>
<button class="button go big">{page.w("door.enter")}</button><a href="/door">{page.w("frame.back")}</a></form>"""


async def _try(request: Request) -> Response:
    if not is_from_our_page(request):
        return Response("refused", 403)
    form = await request.form(max_files=0, max_fields=8)
    role, school, who, secret = (str(form.get(name, "")) for name in ("role", "school", "who", "secret"))
    if role not in ("child", FACILITATOR, STAFF):
        return Response("refused", 403)
    replaced = request.cookies.get(COOKIE)
    try:
        token = await asyncio.to_thread(sign_in, desk(), Role(role), school, who, secret[:200], replaced)
    except Refused as refused:
        page = Page(request)
        minutes = -(-refused.wait_ms // 60_000)
        said = page.w("door.wait", minutes) if minutes else page.w("door.try_again")
        return await asyncio.to_thread(_door, request, said, 403)
    response = RedirectResponse("/", 303)  # a full load: Streamlit reads cookies at its handshake only
    response.set_cookie(COOKIE, token, httponly=True, samesite="strict", path="/", max_age=8 * 3600)
    return response


async def leave(request: Request) -> Response:
    """POST: the seat is closed. Next child."""
    if not is_from_our_page(request):
        return Response("refused", 403)
    await asyncio.to_thread(sign_out, desk(), request.cookies.get(COOKIE))
    response = RedirectResponse("/door", 303)
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return response


async def help_page(request: Request) -> Response:
    """Who helps: 1280 first. Writes nothing, needs nobody signed in."""
    page = Page(request)
    cards = []
    for contact in (one for one in desk().course.contacts if one.child_facing):
        name, does = (escape(getattr(text, page.lang)) for text in (contact.name, contact.does))
        cards.append(f'<li class="card helper"><b class="number">{escape(contact.number)}</b><h2>{name}</h2><p>{does}</p></li>')
    main = f"""<h1>{page.w("help.title")}</h1><p class="message care">{page.w("help.line")}</p><ul class="helpers">{"".join(cards)}
<li class="card helper"><img src="/assets/pictures/drawn/scenes/tell-adult.svg?v=1" alt=""><h2>{page.w("help.adult")}</h2><p>{page.w("help.adult_s")}</p></li></ul>
<p class="message"><b>{page.w("help.say")}</b> {page.w("help.words")}</p><p class="muted">{page.w("help.nothing")}</p>
<p><a class="button go" href="/">{page.w("frame.back")}</a></p>"""
    return page.answer(main, title=page.w("help.title"))


async def away(request: Request) -> Response:
    """A page of the times table: what a passer-by may see. The seat stays; Home brings the child back."""
    page = Page(request)
    rows = "".join("<tr>" + "".join(f"<td>{digits(a * b, page.lang)}</td>" for b in range(1, 11)) + "</tr>" for a in range(1, 11))
    html = f"""<!doctype html><html lang="{page.lang}"><head><meta charset="utf-8"><title>{digits(10, page.lang)} × {digits(10, page.lang)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/assets/looks/sitthi.css?v=1"></head>
<body class="times"><main><h1>{page.w("away.title")}</h1><table>{rows}</table><p><a href="/">{page.w("away.back")}</a></p></main></body></html>"""
    return HTMLResponse(html, headers=HEADERS)


def _small(name: str) -> str:
    return f'<img src="/assets/pictures/drawn/small/{name}.svg?v=1" alt="">'


def _query(values: dict[str, str]) -> str:
    return escape("&".join(f"{key}={value}" for key, value in values.items()))
