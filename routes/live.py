"""Health and files. Our own files never change under an address with ?v=, so a browser need not ask again."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from actions.desk import ROOT, desk


async def health(request: Request) -> Response:
    """{"ok": true} once the store is open."""
    return JSONResponse({"ok": True, "lessons": len(desk().course.lessons)})


class Assets(StaticFiles):
    """Everything under assets/ that a page may load."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """With ?v= immutable, else an hour."""
        response = await super().get_response(path, scope)
        is_versioned = b"v=" in scope["query_string"]
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if is_versioned else "public, max-age=3600"
        return response


ASSETS = Assets(directory=ROOT / "assets")
