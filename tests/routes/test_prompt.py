"""Answers leave at once: Nagle's algorithm is off on every connection, and a server that is not uvicorn is left alone."""

import asyncio
import socket
from types import SimpleNamespace

from routes.prompt import Prompt


class Cycle:
    """What uvicorn's `receive` is a method of."""

    def __init__(self, connection):
        self.transport = SimpleNamespace(get_extra_info=lambda _: connection)

    async def receive(self):
        """ASGI."""
        return {"type": "http.request"}


def pass_through(receive):
    """One request; returns whether the app behind was reached."""
    reached = []

    async def app(scope, receive, send):
        reached.append(scope["type"])

    asyncio.run(Prompt(app)({"type": "http"}, receive, None))
    return reached == ["http"]


def test_the_connection_of_a_request_does_not_wait():
    """A socket made without naming its protocol, as Streamlit's, has TCP_NODELAY after its first request."""
    with socket.socket(socket.AF_INET) as connection:
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 0
        assert pass_through(Cycle(connection).receive)
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


def test_another_server_is_left_alone():
    """A closed connection, and a `receive` that is a plain function, reach the app all the same."""

    async def receive():
        return {"type": "http.request"}

    gone = socket.socket(socket.AF_INET)
    gone.close()
    assert pass_through(receive)
    assert pass_through(Cycle(gone).receive)
    assert pass_through(Cycle(None).receive)
