"""The floor: a route that only appends. No seats, no marking, no Streamlit."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from actions.desk import desk
from progress.events import Answered
from progress.store.people import now_ms


async def append(request: Request) -> JSONResponse:
    """One event as it comes; the member is made of the attempt."""
    body: dict[str, Any] = await request.json()
    member = body["attempt"].split("-")[0]
    item = desk().course.items[body["item"]]
    new = Answered(
        "bench-1", body["event_id"], body["attempt"], member, item.id, "f", item.area, item.lesson, "b", True, 3, now_ms()
    )
    receipt = await asyncio.wrap_future(desk().store.append(new))
    return JSONResponse({"is_new": receipt.is_new})


async def health(request: Request) -> JSONResponse:
    """Once the store is open."""
    return JSONResponse({"ok": bool(desk())})


app = Starlette(routes=[Route("/api/answers", append, methods=["POST"]), Route("/healthz", health)])
