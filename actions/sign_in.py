"""Opens and closes seats. It must never say which part of a wrong secret was wrong, and never lets anyone guess quickly."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass

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
FORGIVEN_MS = 12 * 60 * MINUTE_MS  # a night: yesterday's guessing by another child must not make today's one slip dear
SEAT_MS = 8 * 60 * MINUTE_MS  # a school day
# SG-05: five minutes without a touch and a child's seat is empty; an adult may be speaking to the group meanwhile
IDLE_MINUTES = {Role.CHILD: 5, Role.FACILITATOR: 30, Role.STAFF: 30}
THINGS = ("lotus", "palm", "boat", "sun", "moon", "star", "kite", "drum", "book")  # the tiles of a picture secret


@dataclass(slots=True)
class _Seat:
    """Who sits here, since when, when last seen, and which of these moments the disk knows."""

    who: Who
    opened_ms: int
    seen_ms: int
    kept_ms: int

    def is_over(self, now: int) -> bool:
        """Idle, or of another day. A clock that was set back ends a seat too: it can no longer be trusted to end it later."""
        return abs(now - self.seen_ms) >= IDLE_MINUTES[self.who.role] * MINUTE_MS or abs(now - self.opened_ms) > SEAT_MS


_seats: dict[str, _Seat] = {}  # asked at every answer, changes rarely
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
        wait = kept.wait_until_ms - now_ms()
        if wait > LONGEST_WAIT_MS:  # the clock was set back: without this a flat battery would lock a child out for years
            wait = LONGEST_WAIT_MS
            _waits(desk, school, who, kept.failures, wait)
        if wait > 0:
            raise Refused(wait)
        try:
            _HASHER.verify(kept.hash, secret)
        except VerificationError:
            failures = 1 if wait < -FORGIVEN_MS else kept.failures + 1
            over = failures - FREE_TRIES
            wait = min(LONGEST_WAIT_MS, MINUTE_MS * 2**over) if over >= 0 else 0
            _waits(desk, school, who, failures, wait)
            raise Refused(wait) from None
    if kept.failures:
        _waits(desk, school, who, 0, 0)
    sign_out(desk, replaced)  # an old tab must not go on as the child before
    token = secrets.token_urlsafe(32)
    now = now_ms()
    row = {"token_hash": hashed(token), "school": school, "who": who, "role": role.value, "opened_ms": now, "seen_ms": now}
    desk.people.put("local_seat", row)
    return token


def _waits(desk: Desk, school: str, who: str, failures: int, wait_ms: int) -> None:
    """On the disk, one secret alone: a restart shortens no wait, and guessing at one picture delays nobody else."""
    sql = "UPDATE local_secret SET failures = ?, wait_until_ms = ? WHERE school = ? AND who = ?"
    desk.people.change(sql, (failures, now_ms() + wait_ms, school, who))


def remembered(desk: Desk, token: str | None) -> Who | None:
    """The seat, when this process knows it and somebody is in it: spares a read at every answer. Being asked is activity."""
    seat, now = _seats.get(token or ""), now_ms()
    if token is None or seat is None or seat.is_over(now):
        return None
    seat.seen_ms = now
    if now - seat.kept_ms >= MINUTE_MS:  # at most one write a minute, and nobody waits for it
        seat.kept_ms = now
        desk.people.saw(token, now)
    return seat.who


def peeked(token: str | None) -> Who:
    """Who sits there, without counting as activity: a screen that is only looked at must not keep a seat for ever (SG-05)."""
    seat = _seats.get(token or "")
    return NOBODY if seat is None or seat.is_over(now_ms()) else seat.who


def who_sits(desk: Desk, token: str | None) -> Who:
    """NOBODY for no cookie, an unknown one, one of yesterday, or one that was left alone (SG-05)."""
    if not token:
        return NOBODY
    if (who := remembered(desk, token)) is not None:
        return who
    if token not in _seats:
        kept = desk.people.seat(token)
        if kept is None:
            return NOBODY
        _seats[token] = _Seat(Who(Role(kept.role), kept.school, kept.who), kept.opened_ms, kept.seen_ms, kept.seen_ms)
    if (who := remembered(desk, token)) is not None:
        return who
    sign_out(desk, token)
    return NOBODY


def sign_out(desk: Desk, token: str | None) -> None:
    """The seat is gone everywhere: in this process and on the disk."""
    if token:
        _seats.pop(token, None)
        desk.people.change("DELETE FROM local_seat WHERE token_hash = ?", (hashed(token),))


def empty_seats(desk: Desk, school: str, who: str) -> None:
    """Closes every seat of one person, wherever it is open."""
    for token in [token for token, seat in _seats.items() if (seat.who.school, seat.who.id) == (school, who)]:
        _seats.pop(token, None)
    desk.people.change("DELETE FROM local_seat WHERE school = ? AND who = ?", (school, who))
