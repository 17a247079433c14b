"""What is wrong, in the user's language, with Help and the way out beside it. It must never need the store.

Where even the words cannot be read, one page in both languages is left, with 1280 on it.
"""

from __future__ import annotations

import asyncio
import logging
import os
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from actions import desk as desks
from actions.assets import ASSETS
from actions.desk import ROOT, words
from actions.restore import FOLDER
from actions.trouble import RESTORABLE, Trouble, trouble_of, when
from progress.parameter_sets import DEFAULT
from routes.doors import HEADERS, Page
from routes.seats import is_from_our_page

OPEN = ("/help", "/away", "/trouble", "/assets/", "/static/", "/_stcore/health")  # these answer without the store
TRY_LATER = 1013  # RFC 6455, registered close code: an open page keeps what it shows, and comes again
RESTORE = "python3 manage.py restore"
LAST = """<!doctype html><html lang="km"><head><meta charset="utf-8"><title>1280</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head><body>
<p lang="km">មានបញ្ហាជាមួយកុំព្យូទ័រនេះ។ ប្អូនមិនខុសទេ។ សូមហៅអ្នកសម្របសម្រួល។</p>
<p lang="km">បើត្រូវការជំនួយ សូមទូរស័ព្ទទៅលេខ 1280។ ឥតគិតថ្លៃ។</p>
<p lang="en">This computer has a trouble. You did nothing wrong. Please call your facilitator.</p>
<p lang="en">If you need help, call 1280. It is free.</p>
<p><a href="/">↻</a></p></body></html>"""


class Troubles:
    """Stands before every route: while the desk is not open, and whenever a route fails, the page says what to do."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        waiting = None if scope["path"].startswith(OPEN) else desks.trouble()
        if scope["type"] == "websocket":
            if waiting is None:
                return await self._app(scope, receive, send)
            return await send({"type": "websocket.close", "code": TRY_LATER})
        if waiting is not None:
            return await _said(Request(scope, receive), waiting)(scope, receive, send)
        await self._passed(scope, receive, send)

    async def _passed(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_begun = False

        async def noting(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception as problem:  # whatever it was: no child sees a traceback or a blank page
            if has_begun:
                raise
            met = trouble_of(problem, desks.folder())
            logging.getLogger("sitthi").error("%s: %s", scope["path"], met, exc_info=met.kind == "other")
            await _said(Request(scope, receive), met)(scope, receive, send)


async def trouble(request: Request) -> Response:
    """GET: the trouble of now, or home when there is none. POST: the desk is tried once more."""
    if request.method == "POST":
        if not is_from_our_page(request):
            return Response("refused", 403)
        still = await asyncio.to_thread(desks.try_again)
        return RedirectResponse("/trouble?still=1" if still else "/", 303)
    now = desks.trouble()
    return _said(request, now) if now else RedirectResponse("/", 303)


def _said(request: Request, now: Trouble) -> Response:
    if request.url.path.startswith(("/api/", "/healthz")):
        return JSONResponse({"ok": False, "why": now.kind}, 503)
    try:
        return _page(request, now)
    except Exception:  # the words themselves cannot be read
        logging.getLogger("sitthi").exception("The page of %s could not be made.", now)
        return HTMLResponse(LAST, 503, HEADERS)


def _page(request: Request, now: Trouble) -> Response:
    page = Page(request)
    still = f'<p class="message again" role="status">{page.w("trouble.still")}</p>' if "still" in request.query_params else ""
    steps = "".join(f"<li>{escape(step)}{_code(command)}</li>" for step, command in _steps(now, page.lang))
    copy = f"<p>{escape(_newest(now, page.lang))}</p>" if now.kind in RESTORABLE else ""
    kept = f"<p>{page.w('trouble.kept')} <code>{escape(str(now.kept))}</code></p>" if now.kept else ""
    fact = "<br>".join(escape(line) for line in now.fact.splitlines())
    main = f"""<section class="signin"><aside><h1>{page.w("trouble.title")}</h1><p>{page.w("trouble.child")}</p>
<img src="{ASSETS}/pictures/drawn/scenes/computer-helper.svg" alt=""></aside><div>{still}
<h2>{page.w("trouble.what")}</h2><p class="message again">{page.w(f"trouble.{now.kind}.what")}</p>{copy}
<h2>{page.w("trouble.do")}</h2><ol>{steps}</ol>
<form method="post" action="/trouble"><button class="button go big">{page.w("trouble.again")}</button></form>
<details><summary class="muted">{page.w("trouble.details")}</summary>
<p>{page.w("trouble.folder")} <code>{escape(str(now.folder))}</code></p>{kept}
<p lang="en">{fact}</p></details></div></section>"""
    response = page.answer(main, title=page.w("trouble.title"), status=503)
    response.headers["Retry-After"] = "30"
    return response


def _steps(now: Trouble, lang: str) -> list[tuple[str, str]]:
    branches: list[str] = [now.kind]
    first_numbers = f'python3 manage.py calibrate --use {DEFAULT} --by "…"'
    commands = {"lessons.do_1": "python3 manage.py check", "numbers.do_2": first_numbers}
    if now.kind in RESTORABLE:
        branches.append("copies" if now.newest else "no_copies")
        is_usual = "SITTHI_DATA" not in os.environ
        restore = RESTORE if is_usual else f'{RESTORE} {FOLDER} "{now.folder}"'
        commands = {"copies.do_1": restore, "no_copies.do_2": f"{restore} anew"}
    return [
        (step, commands.get(f"{branch}.{name}", ""))
        for branch in branches
        for name, step in sorted(words().under(f"trouble.{branch}", lang).items())
        if name.startswith("do_")
    ]


def _code(command: str) -> str:
    return f"<br><code>cd {escape(str(ROOT))}</code><br><code>{escape(command)}</code>" if command else ""


def _newest(now: Trouble, lang: str) -> str:
    return words()("trouble.newest", lang, when(words(), now.newest, lang)) if now.newest else words()("trouble.no_copy", lang)
