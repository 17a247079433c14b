"""The second listener: open to the school's network only while a session is answered by phones, for the join page and no more.

It must never serve a door, a name or a page of adults: those stay on 127.0.0.1, behind the other listener.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import ipaddress
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass

import segno
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from actions.group_quiz_devices import code
from progress.group_quiz import Session
from routes.guard import Guard
from routes.join import JOIN, Open

PORT, TRIES = 8512, 40  # the next free one, if a neighbour of ours has it
CONNECTIONS = 600  # sixty devices, each with its stream and the few that a browser opens for the first page
# Connecting a datagram socket sends nothing: it asks the routing table which of our addresses would be used for a neighbour
# in the networks that routers and hotspots give out (Android, Windows and Linux ones included), without a default route too.
NEIGHBOURS = (
    "10.254.254.254", "192.168.1.254", "192.168.0.254", "192.168.8.254", "192.168.43.254", "192.168.49.254", "192.168.100.254",
    "192.168.137.254", "10.42.0.254", "10.0.0.254", "172.20.10.14", "172.16.0.254",
)  # fmt: skip


class NoNetwork(OSError):
    """This computer is in no network that a phone could be in: connect it to the school's router, or open its hotspot."""


class _Server(uvicorn.Server):
    """A second server in the loop of the first: signals are the first one's."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@dataclass(slots=True)
class _Listener:
    session: Session
    port: int
    addresses: list[str]
    server: _Server
    task: asyncio.Task[None]


class OurHost:
    """Lets through what was asked of this very address; a name that a foreign page bound to it (DNS rebinding) is refused."""

    def __init__(self, app: ASGIApp, hosts: list[str], port: int) -> None:
        self._app, self._hosts, self._port = app, hosts, port

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        asked = Request(scope).headers.getlist("host") if scope["type"] == "http" else []
        if len(asked) == 1 and asked[0] in {f"{one}:{self._port}" for one in self._hosts}:
            return await self._app(scope, receive, send)
        return await PlainTextResponse("not here", 421)(scope, receive, send)


_listener: _Listener | None = None
_turn = asyncio.Lock()


async def follow(session: Session) -> str | None:
    """Opens or closes as the session stands now; returns the address while it is open. Raises NoNetwork."""
    if session.mode == "devices" and session.step not in ("ended", "prepared"):
        return await open(session)
    if _listener is not None and _is_same(_listener.session, session):
        await close()
    return None


async def open(session: Session) -> str:
    """Listens for this session's devices; returns the address for them. Raises NoNetwork."""
    global _listener
    found = await asyncio.to_thread(addresses)
    async with _turn:
        if _listener is not None and _is_same(_listener.session, session):
            _listener.addresses[:] = found or _listener.addresses  # a cable was moved to another router meanwhile
        else:
            await _end()
            if not found:
                raise NoNetwork("this computer is in no network; connect it to the school's router, then choose phones again")
            _listener = await _listen(session, found)
    return str(address())


async def close() -> None:
    """Nobody on the network is answered any more."""
    async with _turn:
        await _end()


def address() -> str | None:
    """What a child types; None while it is closed."""
    return next(iter(all_addresses()), None)


def all_addresses() -> list[str]:
    """The same for every network that this computer is in, the likeliest first: only the children's one works for them."""
    return [f"http://{one}:{_listener.port}/join" for one in _listener.addresses] if _listener else []


def invitation(session: Session) -> str | None:
    """What the QR code holds: the address and the code."""
    is_this = _listener is not None and _is_same(_listener.session, session)
    return f"{address()}?c={code(session)}" if is_this else None


def qr_svg(address: str) -> str:
    """A QR code as SVG; at M a quarter of it may be dirty or in the sun."""
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="svg", scale=8, border=4, xmldecl=False, light="#fff")
    return picture.getvalue().decode()


def addresses() -> list[str]:
    """Our private IPv4 addresses, the one that most likely faces the children first. Asks nobody on the network."""
    found = [one for one in map(_facing, NEIGHBOURS) if one]
    if not found:
        with contextlib.suppress(OSError):
            found = socket.gethostbyname_ex(socket.gethostname())[2]
    return [one for one in dict.fromkeys(found) if _is_near(one)]


def _is_near(text: str) -> bool:
    one = ipaddress.ip_address(text)
    return one.is_private and not one.is_loopback and not one.is_link_local and not one.is_unspecified


def _facing(neighbour: str) -> str | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect((neighbour, 9))
            return str(asking.getsockname()[0])
        except OSError:  # no way there
            return None


def _is_same(one: Session, other: Session) -> bool:
    return (one.school, one.session) == (other.school, other.session)


async def _listen(session: Session, hosts: list[str]) -> _Listener:
    door = _free_port()
    port = door.getsockname()[1]
    inside = Starlette(routes=JOIN)
    inside.state.open = Open(session.school, session.session)
    config = uvicorn.Config(
        OurHost(Guard(inside, JOIN), hosts, port),
        lifespan="off",
        ws="none",
        log_config=None,
        access_log=False,  # who came from which address is nobody's business
        proxy_headers=False,  # nobody stands before it, so nobody may say who asked
        server_header=False,
        limit_concurrency=CONNECTIONS,
        timeout_graceful_shutdown=1,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[door]))
    while not server.started and not task.done():
        await asyncio.sleep(0.01)
    return _Listener(session, port, hosts, server, task)


def _free_port() -> socket.socket:
    for port in range(PORT, PORT + TRIES):
        door = socket.socket()
        if os.name != "nt":  # a port that was left a moment ago is free; on Windows this option would share a used one
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(("0.0.0.0", port))
            door.listen(128)
            return door
        except OSError:
            door.close()
    raise NoNetwork(f"no port from {PORT} to {PORT + TRIES - 1} is free; close other programs, then choose phones again")


async def _end() -> None:
    global _listener
    if _listener is None:
        return
    gone, _listener = _listener, None
    gone.server.should_exit = True
    await gone.task
