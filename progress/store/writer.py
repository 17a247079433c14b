"""The only thread that writes. Whoever waits shares one transaction and one fsync; nothing is promised before the commit."""

from __future__ import annotations

import contextlib
import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")
Job = Callable[[sqlite3.Connection], Any]
GROUP = 256  # jobs in one transaction at most: bounds how long the first one waits


class Writer:
    """Runs jobs on its connection in order of arrival. A job that fails takes no other with it."""

    def __init__(self, connection: sqlite3.Connection, on_undone: Callable[[], None] = lambda: None) -> None:
        self._connection, self._on_undone = connection, on_undone
        self._jobs: queue.SimpleQueue[tuple[Job, Future[Any]] | None] = queue.SimpleQueue()
        self._entry = threading.Lock()  # no job may slip in behind the last one
        self._is_closed = False
        self.commits = 0
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def do(self, job: Callable[[sqlite3.Connection], T]) -> Future[T]:
        """The future holds the job's result once it is on the disk, or the exception that undid it."""
        done: Future[T] = Future()
        done.set_running_or_notify_cancel()  # from here nobody can cancel it: a closed page must not stop the only writer
        with self._entry:
            if self._is_closed:
                raise RuntimeError("the store is closed; open it again before writing")
            self._jobs.put((job, done))
        return done

    def close(self) -> None:
        """Finishes every job that was accepted, then stops."""
        with self._entry:
            self._is_closed = True
            self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (first := self._jobs.get()) is not None:
            group, is_last = [first], False
            while len(group) < GROUP and not is_last and not self._jobs.empty():
                more = self._jobs.get_nowait()
                is_last = more is None
                if more is not None:
                    group.append(more)
            if not self._commit(group) and len(group) > 1:
                for one in group:
                    self._commit([one])
            if is_last:
                return

    def _commit(self, group: list[tuple[Job, Future[Any]]]) -> bool:
        try:
            # IMMEDIATE: a deferred transaction that reads first may fail at its first write, without waiting
            self._connection.execute("BEGIN IMMEDIATE")
            results = [job(self._connection) for job, _ in group]
            self._connection.execute("COMMIT")
        except Exception as problem:
            self._undo()
            if len(group) == 1:
                group[0][1].set_exception(problem)
            return False
        self.commits += 1
        for (_, done), result in zip(group, results, strict=True):
            done.set_result(result)
        return True

    def _undo(self) -> None:
        if self._connection.in_transaction:
            with contextlib.suppress(sqlite3.Error):  # a broken disk: the next job meets it too, and tries again
                self._connection.execute("ROLLBACK")
        self._on_undone()
