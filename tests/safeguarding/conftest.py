"""Time as the doors see it."""

import pytest

from actions import sign_in
from progress.store import people


@pytest.fixture
def clock(monkeypatch):
    """A clock that the test sets, in milliseconds."""

    class Clock:
        now = 1_764_000_000_000

    for module in (sign_in, people):
        monkeypatch.setattr(module, "now_ms", lambda: Clock.now)
    return Clock
