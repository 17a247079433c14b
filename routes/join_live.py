"""The streams of the phones in the room. One look at a session serves all of them; it must never wake a phone for nothing."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from actions import group_quiz_devices as devices
from actions.desk import desk
from actions.permissions import NotAllowed, Who
from routes.group_quiz_live import HUB

STREAMS = 3  # of one device: a phone with a page that was left open twice
Body = dict[str, Any]


def has_enough(who: Who) -> bool:
    """True when this phone may open no further stream."""
    return _streams[who] >= STREAMS


async def lines(who: Who, lang: str) -> AsyncIterator[bytes]:
    """Each newest view that differs from the last one sent; the stream ends with the session, and when the way changes."""
    session = who.id.split("/")[0]
    last: Body | None = None
    with _relayed(who, session) as relay:
        async for is_change in HUB.watch(who.school, _topic(session)):
            if not is_change:
                yield b": here\n\n"
                continue
            view = await _view(who, session, lang, relay.room if last else None)
            if view != last:
                yield b"data: " + json.dumps(view, ensure_ascii=False, separators=(",", ":")).encode() + b"\n\n"
            last = view
            if view["state"] in ("ended", "closed", "unknown"):
                return


async def _view(who: Who, session: str, lang: str, room: devices.Room | None) -> Body:
    """From the look that all share. The first view, and one of a phone that came after that look, need a look of their own."""
    if room is not None:
        with suppress(NotAllowed):
            return devices.view(desk(), who, room, lang)
    try:
        return devices.view(desk(), who, await asyncio.to_thread(devices.room, desk(), who, session), lang)
    except NotAllowed:
        return {"state": "unknown"}


class _Relay:
    """Reads a session once for all of its devices, and wakes them only when something of theirs has changed.

    Forty answers wake the facilitator's screen forty times; without this they would wake forty phones forty times.
    """

    def __init__(self, who: Who, session: str) -> None:
        self.room: devices.Room | None = None
        self.watching = 0
        self._task = asyncio.create_task(self._run(who, session))

    def end(self) -> None:
        """Nobody listens any more."""
        self._task.cancel()

    async def _run(self, who: Who, session: str) -> None:
        async for is_change in HUB.watch(who.school, session):
            if not is_change:
                continue
            with suppress(sqlite3.Error):  # the next change looks again
                new, old = await asyncio.to_thread(devices.room, desk(), who, session), self.room
                is_theirs = old is None or (new.now, new.devices, new.pictures) != (old.now, old.devices, old.pictures)
                self.room = new
                if is_theirs:
                    HUB.changed(who.school, _topic(session))


_relays: dict[tuple[str, str], _Relay] = {}
_streams: Counter[Who] = Counter()


@contextmanager
def _relayed(who: Who, session: str) -> Iterator[_Relay]:
    key = (who.school, session)
    relay = _relays.get(key) or _relays.setdefault(key, _Relay(who, session))
    relay.watching += 1
    _streams[who] += 1
    try:
        yield relay
    finally:
        _streams[who] -= 1
        relay.watching -= 1
        if not relay.watching and _relays.get(key) is relay:
            del _relays[key]
            relay.end()


def _topic(session: str) -> str:
    return f"{session}/devices"
