"""Opens and closes seats. It must never say which part of a wrong secret was wrong, and never lets anyone guess quickly."""

from __future__ import annotations

import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from actions.desk import Desk
from actions.permissions import NOBODY, Role, Who
from progress.store.people import hashed, now_ms

# OWASP Password Storage Cheat Sheet (2024): Argon2id, 19 MiB, 2 passes, 1 lane
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
COOKIE = "sitthi_seat"
LANGUAGE = "sitthi_lang"
FREE_TRIES = 5  # then one minute, doubled with each further failure, to half an hour at most
MINUTE_MS = 60_000
LONGEST_WAIT_MS = 30 * MINUTE_MS
SEAT_MS = 8 * 3600 * 1000  # a school day
THINGS = ("lotus", "palm", "boat", "sun", "moon", "star", "kite", "drum", "book")  # the tiles of a picture secret

_seats: dict[str, Who] = {}  # asked at every answer, changes rarely
_one_at_a_time = threading.Lock()  # 19 MiB for each hash: forty at once would not fit an old computer


class Refused(Exception):
    """The secret did not fit, or it is too early to try again."""

    def __init__(self, wait_ms: int = 0) -> None:
        super().__init__("wait" if wait_ms else "no")
        self.wait_ms = wait_ms


def hash_secret(secret: str) -> str:
    """Argon2id with its parameters and salt, as one string."""
    return _HASHER.hash(secret)


def sign_in(desk: Desk, role: Role, school: str, who: str, secret: str, replaced: str | None = None) -> str:
    """Returns the new seat's token. `replaced` is the cookie it takes the place of. Raises Refused."""
    with _one_at_a_time:
        kept = desk.people.secret(school, who)
        if kept is None or kept.role != role.value:
            raise Refused
        if (wait := kept.wait_until_ms - now_ms()) > 0:
            raise Refused(wait)
        try:
            _HASHER.verify(kept.hash, secret)
        except VerificationError:
            failures = kept.failures + 1
            over = failures - FREE_TRIES
            wait = min(LONGEST_WAIT_MS, MINUTE_MS * 2**over) if over >= 0 else 0
            sql = "UPDATE local_secret SET failures = ?, wait_until_ms = ? WHERE school = ? AND who = ?"
            desk.people.change(sql, (failures, now_ms() + wait, school, who))
            raise Refused(wait) from None
    if kept.failures:
        desk.people.change("UPDATE local_secret SET failures = 0, wait_until_ms = 0 WHERE school = ? AND who = ?", (school, who))
    sign_out(desk, replaced)  # an old tab must not go on as the child before
    token = secrets.token_urlsafe(32)
    row = {"token_hash": hashed(token), "school": school, "who": who, "role": role.value, "opened_ms": now_ms()}
    desk.people.put("local_seat", row)
    return token


def remembered(token: str | None) -> Who | None:
    """The seat, when this process has looked it up before: spares a read at every answer."""
    return _seats.get(token or "")


def who_sits(desk: Desk, token: str | None) -> Who:
    """NOBODY for no cookie, an unknown one, or one of yesterday."""
    if not token:
        return NOBODY
    if token not in _seats:
        seat = desk.people.seat(token)
        if seat is None or now_ms() - seat[3] > SEAT_MS:
            return NOBODY
        _seats[token] = Who(Role(seat[2]), seat[0], seat[1])
    return _seats[token]


def sign_out(desk: Desk, token: str | None) -> None:
    """The seat is gone everywhere: in this process and on the disk."""
    if token:
        _seats.pop(token, None)
        desk.people.change("DELETE FROM local_seat WHERE token_hash = ?", (hashed(token),))
