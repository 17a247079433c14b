"""POST /api/answers: one answer in, its acknowledgement out after the commit. It must check who asks on every call."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from actions.answer import Unfit, answer
from actions.desk import desk
from actions.permissions import NotAllowed, Role
from routes.replies import is_longer, no
from routes.seats import is_from_our_page, seated

LARGEST = 4096


async def answers(request: Request) -> Response:
    """200 with the acknowledgement; 401 sign in; 403 not yours, not our page; 4xx never again; 503 try again."""
    if request.headers.get("x-stage") != "1" or not is_from_our_page(request):
        return no(403, "this request does not come from our page")
    who = await seated(request)
    if who.role is Role.NOBODY:
        return no(401, "sign in first")
    if is_longer(request, LARGEST):
        return no(413, "too long")
    try:
        body: Any = json.loads(await request.body())
        if not isinstance(body, dict):
            raise ValueError("not an object")
        return JSONResponse(await answer(desk(), who, body))
    except NotAllowed as problem:
        return no(403, str(problem))
    except Unfit as problem:
        return no(422, str(problem))
    except (ValueError, RecursionError):
        return no(400, "not JSON")
    except sqlite3.Error as problem:  # disk full, file locked: the page keeps the answer and tries again
        return no(503, str(problem))
