"""POST /api/here: somebody is still in this seat. It must never say or keep who, where or what they read."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from actions.permissions import Role
from routes.seats import is_from_our_page, seated


async def here(request: Request) -> Response:
    """204 and the seat lives on; 401 when it is empty, so that the page goes back to the start; 403 for a foreign page."""
    if request.headers.get("x-stage") != "1" or not is_from_our_page(request):
        return Response(status_code=403)
    return Response(status_code=401 if (await seated(request)).role is Role.NOBODY else 204)
