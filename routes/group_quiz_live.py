"""Tells every screen of a group session that something changed, at once. It must never hold what only the store may know.

A stream sends the whole view each time, so a screen that was away needs nothing but the newest one.
"""

from __future__ import annotations

import asyncio
import json
import signal
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import StreamingResponse

from actions.permissions import NotAllowed

HEARTBEAT_S = 15  # a comment line: routers and phones cut connections on which nothing is said
View = Callable[[], Awaitable[dict[str, Any]]]


@dataclass(slots=True)
class _Topic:
    """One session: how often it changed, who waits for the next change, and views that many screens share."""

    version: int = 0
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    views: dict[str, tuple[int, asyncio.Future[Any]]] = field(default_factory=dict)
    aside: dict[str, Any] = field(default_factory=lambda: {"sand": None, "help": False})


class Hub:
    """All sessions that somebody looks at. `changed` may be called from any thread."""

    def __init__(self) -> None:
        self._topics: dict[tuple[str, str], _Topic] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._is_closed = False

    def open(self) -> None:
        """Called in the server's loop. A server that stops would wait for ever for streams that never end: they end first."""
        self._loop, self._is_closed = asyncio.get_running_loop(), False
        if threading.current_thread() is threading.main_thread():
            for one in (signal.SIGINT, signal.SIGTERM):
                self._close_before(one)

    def close(self) -> None:
        """Ends every stream."""
        self._is_closed = True
        for topic in self._topics.values():
            topic.woken.set()

    def changed(self, school: str, session: str) -> None:
        """Wakes every screen of this session."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake, school, session)

    def aside(self, school: str, session: str) -> dict[str, Any]:
        """What is only of this moment: the sand-glass, the help card. A restart forgets it."""
        return self._topic(school, session).aside

    async def watch(self, school: str, session: str) -> AsyncIterator[bool]:
        """True at first and after each change; False when nothing happened for a while."""
        topic = self._topic(school, session)
        while not self._is_closed:
            seen, woken = topic.version, topic.woken
            yield True
            while topic.version == seen and not self._is_closed:
                try:
                    await asyncio.wait_for(woken.wait(), HEARTBEAT_S)
                except TimeoutError:
                    yield False

    async def once(self, school: str, session: str, name: str, make: Callable[[], Any]) -> Any:
        """What `make` gives, computed once for all screens that ask after the same change. `make` runs in a thread."""
        topic = self._topic(school, session)
        kept = topic.views.get(name)
        if kept is None or kept[0] != topic.version or (kept[1].done() and kept[1].exception()):
            kept = topic.views[name] = (topic.version, asyncio.ensure_future(asyncio.to_thread(make)))
        return await asyncio.shield(kept[1])

    def _topic(self, school: str, session: str) -> _Topic:
        return self._topics.setdefault((school, session), _Topic())

    def _wake(self, school: str, session: str) -> None:
        topic = self._topic(school, session)
        topic.version += 1
        topic.woken.set()
        topic.woken = asyncio.Event()

    def _close_before(self, one: signal.Signals) -> None:
        then = signal.getsignal(one)
        if not callable(then) or getattr(then, "closes_streams", False):
            return

        def stop(number: int, frame: Any) -> None:
            if self._loop is not None and not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self.close)
            then(number, frame)

        stop.closes_streams = True  # type: ignore[attr-defined]
        signal.signal(one, stop)


HUB = Hub()


def stream(request: Request, school: str, session: str, make: View) -> StreamingResponse:
    """Server-sent events: the whole view, whenever it differs from the last one sent. Ends when the seat may not see it."""

    async def lines() -> AsyncIterator[bytes]:
        last = b""
        async for is_change in HUB.watch(school, session):
            if not is_change:
                yield b": here\n\n"
            try:
                view = await make()
            except NotAllowed:
                yield b"event: over\ndata: {}\n\n"
                return
            now = json.dumps(view, ensure_ascii=False, separators=(",", ":")).encode()
            if now != last:
                last = now
                yield b"data: " + now + b"\n\n"

    # X-Accel-Buffering: a proxy in front must not hold the lines back
    return StreamingResponse(
        lines(), media_type="text/event-stream", headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )
