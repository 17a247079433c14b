"""Real servers on free ports, real folders in trouble, and small disks that can be filled. Nothing is left running or mounted."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from actions import desk as desks
from actions import enrol
from actions.desk import ROOT, open_desk
from actions.permissions import NOBODY
from tests.conftest import FACILITATOR, PASSWORD, PIN, SCHOOL, SECRET


class Server:
    """One server on one data folder; `get` and `post` speak plain HTTP and follow nothing."""

    def __init__(self, folder: Path, root: Path = ROOT) -> None:
        with contextlib.closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder, self.root, self.base = folder, root, f"http://127.0.0.1:{self.port}"
        self.http = httpx.Client(base_url=self.base, timeout=30, headers={"Origin": self.base})

    def __enter__(self) -> Server:
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(self.port)]
        self.process = subprocess.Popen(
            command,
            cwd=self.root,
            env={**os.environ, "SITTHI_DATA": str(self.folder)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(300):
            with contextlib.suppress(httpx.TransportError):
                self.http.get("/healthz")
                return self
            time.sleep(0.1)
        raise RuntimeError(f"no server came up on {self.base}")

    def __exit__(self, *_: object) -> None:
        self.http.close()
        self.process.terminate()
        self.process.wait(30)

    def get(self, path: str) -> httpx.Response:
        return self.http.get(path)

    def post(self, path: str, **what: object) -> httpx.Response:
        return self.http.post(path, **what)  # type: ignore[arg-type]


def school(folder: Path) -> str:
    """Makes a school with one circle and one child in `folder`; returns the child's id."""
    desk = open_desk(folder)
    name = {"km": "សាលា", "en": "School"}
    enrol.set_up(desk, NOBODY, school=SCHOOL, commune="01100201", name=name, pin=PIN, password=PASSWORD)
    enrol.add_circle(desk, FACILITATOR, 0)
    member = enrol.add_member(desk, FACILITATOR, "c1", "cat", SECRET)
    desk.store.close()
    desks._desk = None
    return member


class Disk:
    """A small disk in memory at `at`."""

    def __init__(self, at: Path, megabytes: int) -> None:
        self.at = at
        at.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "sitthi-test", str(at)]
        if not hasattr(os, "geteuid") or os.geteuid() != 0:
            pytest.skip("a disk to fill needs root, for mount")
        if (said := subprocess.run(command, capture_output=True, text=True, check=False)).returncode:
            pytest.skip(f"a disk to fill cannot be mounted here: {said.stderr.strip()}")

    def fill(self) -> None:
        with (self.at / "film.bin").open("ab", buffering=0) as film, contextlib.suppress(OSError):
            while True:
                film.write(b"\0" * 4096)

    def free(self) -> None:
        (self.at / "film.bin").unlink()

    def lock(self, how: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{how}", str(self.at)], check=True)

    def unmount(self) -> None:
        subprocess.run(["umount", "-l", str(self.at)], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """Three megabytes."""
    one = Disk(tmp_path / "disk", 3)
    yield one
    one.unmount()
