"""What a script of ours is told when it is refused: a status and one word. It must never say more than the page may know."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response


def no(status: int, why: str) -> Response:
    """{"why": a word}."""
    return JSONResponse({"why": why}, status)


def is_longer(request: Request, most: int) -> bool:
    """True when the body has more bytes than that, or does not say how many."""
    length = request.headers.get("content-length", "")
    return not (length.isascii() and length.isdigit() and int(length) <= most)
