"""The hub wakes whoever looks, in the server's loop, from any thread, and lets a server stop."""

from __future__ import annotations

import asyncio
import threading

import pytest

from routes.group_quiz_live import Hub


def run(coroutine):
    """In a loop of its own, not for ever."""
    return asyncio.run(asyncio.wait_for(coroutine, 10))


def test_a_change_from_another_thread_wakes_every_watcher_of_that_session_alone():
    """Two screens of one session hear it; one of another session does not."""

    async def scene():
        hub = Hub()
        hub.open()
        watchers = [hub.watch("s", name) for name in ("a", "a", "b")]
        assert [await one.__anext__() for one in watchers] == [True, True, True]
        waiting = [asyncio.ensure_future(one.__anext__()) for one in watchers]
        await asyncio.sleep(0)
        threading.Thread(target=hub.changed, args=("s", "a")).start()
        assert [await one for one in waiting[:2]] == [True, True]
        assert not waiting[2].done()
        hub.close()
        with pytest.raises(StopAsyncIteration):
            await waiting[2]

    run(scene())


def test_a_change_while_nobody_waits_is_not_lost():
    """A screen that is still drawing the last view gets the next one at once."""

    async def scene():
        hub = Hub()
        hub.open()
        watcher = hub.watch("s", "a")
        await watcher.__anext__()
        hub.changed("s", "a")
        await asyncio.sleep(0)
        assert await watcher.__anext__() is True

    run(scene())


def test_many_screens_share_one_reading_of_the_store():
    """Forty ask after one change: the view is made once; after the next change, once more; a failed one is made again."""

    async def scene():
        hub = Hub()
        hub.open()
        made = []

        def make():
            made.append(1)
            if len(made) == 3:
                raise ValueError("disk")
            return len(made)

        assert set(await asyncio.gather(*(hub.once("s", "a", "view", make) for _ in range(40)))) == {1}
        hub.changed("s", "a")
        await asyncio.sleep(0)
        assert set(await asyncio.gather(*(hub.once("s", "a", "view", make) for _ in range(40)))) == {2}
        hub.changed("s", "a")
        await asyncio.sleep(0)
        with pytest.raises(ValueError, match="disk"):
            await hub.once("s", "a", "view", make)
        assert await hub.once("s", "a", "view", make) == 4

    run(scene())


def test_a_closed_hub_ends_what_waits():
    """A server that stops is not held up by streams."""

    async def scene():
        hub = Hub()
        hub.open()
        watcher = hub.watch("s", "a")
        await watcher.__anext__()
        waiting = asyncio.ensure_future(watcher.__anext__())
        await asyncio.sleep(0)
        hub.close()
        with pytest.raises(StopAsyncIteration):
            await waiting

    run(scene())
