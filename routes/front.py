"""Streamlit's front page with our language and title, without its font, and with the security headers that it omits."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from functools import cache

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from actions.assets import ASSETS
from actions.permissions import Role
from actions.sign_in import LANGUAGE
from routes.guard import ALWAYS
from routes.seats import language, seated
from routes.streamlit_files import STATIC

INDEX = STATIC / "index.html"
# tokens first: the others use them. Here, and not in the page's messages, because the browser keeps what it fetched
LOOKS = ("tokens", "signs", "parts", "streamlit")


class FrontChanged(RuntimeError):
    """A new Streamlit: the page must be looked at again."""


@cache
def page(lang: str, role: Role) -> tuple[str, str]:
    """(HTML, content security policy). Raises FrontChanged."""
    names = LOOKS if role is Role.CHILD else (*LOOKS, "desk")
    own = " blob:; media-src 'self' blob:" if role is Role.STAFF else ""  # what was just recorded is heard before it is kept
    sheets = "".join(f'<link rel="stylesheet" href="{ASSETS}/looks/{name}.css">' for name in names)
    html = INDEX.read_text("utf-8")
    html, fonts = re.subn(r'<link\s+rel="preload"[^>]*SourceSans[^>]*>', "", html)
    html, langs = re.subn(r'<html lang="en">', f'<html lang="{lang}">', html)
    html, titles = re.subn(r"<title>.*?</title>", "<title>Sitthi</title>", html)
    html, bodies = re.subn(r"</body>", f"{sheets}</body>", html)  # behind the head's own sheets: the later rule counts
    if (fonts, langs, titles, bodies) != (1, 1, 1, 1):
        raise FrontChanged(f"{INDEX} is not as it was; look at what routes/front.py replaces")
    inline = re.findall(r"<script>(.*?)</script>", html, re.S)
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" for one in inline)
    policy = (
        f"default-src 'self'; script-src 'self' blob: {hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        f"font-src 'self' data:; connect-src 'self'{own}; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; "
        "object-src 'none'"
    )
    return html, policy


async def front(request: Request) -> Response:
    """Nobody signed in goes to the door, which sends a computer without a school to the set-up."""
    role = (await seated(request)).role
    if role is Role.NOBODY:
        return RedirectResponse("/door", 303)
    lang = language(request)
    html, policy = page(lang, role)
    headers = {
        "Cache-Control": "no-store",  # SG-03: no copy of a lesson's page waits behind the Back button
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }
    if role is Role.STAFF:  # SG-14: they read texts aloud for children; no other seat's page may ask for a microphone
        headers["Permissions-Policy"] = ALWAYS["permissions-policy"].replace("microphone=()", "microphone=(self)")
    if "gzip" in request.headers.get("accept-encoding", ""):  # Streamlit never compresses what stands at /
        packed = gzip.compress(html.encode(), 6)
        response = Response(
            packed, media_type="text/html", headers={**headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        )
    else:
        response = HTMLResponse(html, headers=headers)
    response.set_cookie(LANGUAGE, lang, samesite="lax", path="/", max_age=8 * 3600)
    return response
