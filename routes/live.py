"""Health and files. Our own files never change under an address with a version, so a browser need not ask again."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from actions.desk import ROOT, desk


async def health(request: Request) -> Response:
    """{"ok": true} once the store is open."""
    return JSONResponse({"ok": True, "lessons": len(desk().course.lessons)})


SOUNDS = "sounds/"


class Assets(StaticFiles):
    """Everything under assets/ that a page may load; the version in the address is for the browser only."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """With a version immutable, else an hour."""
        first, _, rest = path.partition("/")
        is_versioned = first.startswith("v-")
        if SOUNDS in path and not path.endswith(".mp3"):  # a recording that is being written is none yet
            raise HTTPException(404)
        response = await super().get_response(rest if is_versioned else path, scope)
        is_lasting = is_versioned or b"v=" in scope["query_string"]
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if is_lasting else "public, max-age=3600"
        return response


ASSETS = Assets(directory=ROOT / "assets")
