"""The cookie of a seat, and whether a request is from our own page. Same-site is not same-origin: both are checked."""

from __future__ import annotations

import asyncio

from starlette.requests import Request

from actions.desk import course, desk
from actions.permissions import NOBODY, Role, Who
from actions.sign_in import COOKIE, LANGUAGE, remembered, who_sits

DEVICE = "sitthi_device"


def is_from_our_page(request: Request) -> bool:
    """A browser sets Origin itself on every POST; Sec-Fetch-Site is not sent on plain-http local networks."""
    return request.headers.get("origin") == f"{request.url.scheme}://{request.headers.get('host')}"


async def seated(request: Request) -> Who:
    """Who sits in the seat of this request's cookie."""
    token = request.cookies.get(COOKIE)
    if (who := remembered(desk(), token)) is not None:
        return who
    return await asyncio.to_thread(who_sits, desk(), token)


async def device(request: Request) -> Who:
    """The device of this request's cookie: a phone in the room, or the computer that is passed round."""
    return await asyncio.to_thread(device_of, request.cookies.get(DEVICE))


def device_of(token: str | None) -> Who:
    """NOBODY for an unknown one, and after its session."""
    found = desk().groups.device(token) if token else None
    return Who(Role.DEVICE, found.school, f"{found.session}/{found.device}") if found else NOBODY


def language(request: Request) -> str:
    """Asked for in the address, else remembered, else Khmer."""
    asked = request.query_params.get("lang") or request.cookies.get(LANGUAGE)
    return asked if asked in course().languages else course().languages[0]
