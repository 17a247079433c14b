"""Sends Streamlit's own scripts and styles compressed and cacheable. It must never touch anything but /static/."""

from __future__ import annotations

import asyncio
import gzip
import mimetypes
import os
from contextlib import suppress
from pathlib import Path

import zopfli.gzip as zopfli
from starlette.types import ASGIApp, Receive, Scope, Send

from actions.desk import ROOT, data_folder
from routes.streamlit_files import STATIC, VERSION

FILES = STATIC / "static"  # what is asked for as /static/…
LIGHTER = ROOT / "assets" / "fonts" / "streamlit"  # subsets of fonts that Streamlit insists on; another version falls back
PACKABLE = {".js", ".css", ".svg"}
SLOWLY = 2**20  # bytes


class PackedStatic:
    """gzip copies lie beside the data, made on first use, off the event loop."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._folder = data_folder() / "packed" / VERSION

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http" or not scope["path"].startswith("/static/") or scope["method"] != "GET":
            return await self._app(scope, receive, send)
        file = (FILES / scope["path"].removeprefix("/static/")).resolve()
        if not file.is_file() or not file.is_relative_to(FILES):
            return await self._app(scope, receive, send)
        if (lighter := LIGHTER / file.name).is_file():
            return await _send(send, lighter.read_bytes(), {"content-type": "font/woff2"})
        if file.suffix not in PACKABLE or b"gzip" not in dict(scope["headers"]).get(b"accept-encoding", b""):
            return await self._app(scope, receive, send)
        body = await asyncio.to_thread(self._packed, file)
        kind = mimetypes.guess_type(file.name)[0] or "text/plain"
        await _send(send, body, {"content-type": kind, "content-encoding": "gzip", "vary": "accept-encoding"})

    def _packed(self, file: Path) -> bytes:
        there = self._folder / f"{file.relative_to(FILES)}.gz"
        if not there.exists():
            small = _gzip(file.read_bytes())
            half = there.with_suffix(f".{os.getpid()}.{id(small)}")
            try:
                there.parent.mkdir(parents=True, exist_ok=True)
                half.write_bytes(small)
                half.replace(there)  # a reader never sees half a file
            except OSError:  # a full or read-only disk: the page loads all the same, packed anew each time
                with suppress(OSError):
                    half.unlink(missing_ok=True)
                return small
        return there.read_bytes()


def _gzip(whole: bytes) -> bytes:
    """zopfli finds 4 % less than gzip's best, in a second for a megabyte, once an installation; Plotly's five would take ten."""
    return zopfli.compress(whole, numiterations=5) if len(whole) <= SLOWLY else gzip.compress(whole, 9, mtime=0)


async def _send(send: Send, body: bytes, headers: dict[str, str]) -> None:
    headers |= {"content-length": str(len(body)), "cache-control": "public, max-age=31536000, immutable"}
    await send({"type": "http.response.start", "status": 200, "headers": [(k.encode(), v.encode()) for k, v in headers.items()]})
    await send({"type": "http.response.body", "body": body})
