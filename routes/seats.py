"""The cookie of a seat, and whether a request is from our own page. Same-site is not same-origin: both are checked."""

from __future__ import annotations

import asyncio

from starlette.requests import Request

from actions.desk import course, desk
from actions.permissions import Who
from actions.sign_in import COOKIE, LANGUAGE, remembered, who_sits


def is_from_our_page(request: Request) -> bool:
    """A browser sets Origin itself on every POST; Sec-Fetch-Site is not sent on plain-http local networks."""
    return request.headers.get("origin") == f"{request.url.scheme}://{request.headers.get('host')}"


async def seated(request: Request) -> Who:
    """Who sits in the seat of this request's cookie."""
    token = request.cookies.get(COOKIE)
    if (who := remembered(desk(), token)) is not None:
        return who
    return await asyncio.to_thread(who_sits, desk(), token)


def language(request: Request) -> str:
    """Asked for in the address, else remembered, else Khmer."""
    asked = request.query_params.get("lang") or request.cookies.get(LANGUAGE)
    return asked if asked in course().languages else course().languages[0]
