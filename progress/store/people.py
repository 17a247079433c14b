"""Schools, circles, members, seats and attempts. It must never put a name or a secret where an export could read it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from dataclasses import asdict, dataclass
from typing import Any, Literal

from progress.store.sqlite import SqliteStore

# every table with a column for a member: a table that comes later is erased too
ABOUT_A_MEMBER = """
SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c
WHERE t.type = 'table' AND t.name != 'erased' AND c.name IN ('member', 'who')
"""
# a demo has no real helpers, and no number is ever made up for it
SCHOOLS = """
SELECT s.*, EXISTS (SELECT 1 FROM local_referral r WHERE r.school = s.school AND r.role = 'focal'
                    AND r.number != '' AND r.tried != '') AS has_focal_point
FROM school s ORDER BY s.school
"""


@dataclass(frozen=True, slots=True)
class School:
    """A school; `school` is the commune's code and a number, as 01100201-1.

    `is_listed`: all points of the readiness list are ticked. `is_ready`: and the focal point's number was called (SG-30).
    """

    school: str
    name_km: str
    name_en: str
    commune: str
    is_simulated: bool
    is_ready: bool
    is_listed: bool = False


@dataclass(frozen=True, slots=True)
class Circle:
    """A Children Peer Group that meets together."""

    school: str
    circle: str
    name_km: str
    name_en: str
    picture: str
    members: int = 0


@dataclass(frozen=True, slots=True)
class Member:
    """A child by opaque id and picture. `name` is what the facilitator entered, known at school only.

    `sex` is "girl", "boy", or "" when nobody said (SG-13): whether a question is harder for one of them, and for nothing else.
    """

    school: str
    member: str
    circle: str
    picture: str
    name: str | None = None
    sex: str = ""


@dataclass(frozen=True, slots=True)
class Secret:
    """What stands between a tile and a seat. `hash` is Argon2id; `wait_until_ms` follows failures."""

    role: str
    hash: str
    failures: int
    wait_until_ms: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """A round of questions at the computer: a lesson's quiz, a review of a lesson, or a check quiz (of no single lesson).

    `items` of the latter two are fixed when it is opened; a lesson's quiz asks what the lesson has.
    """

    attempt: str
    member: str
    lesson: str
    opened_ms: int
    is_finished: bool = False
    kind: Literal["lesson", "review", "check"] = "lesson"
    items: tuple[str, ...] = ()

    def asks(self, item: str, lesson: str) -> bool:
        """True when that question belongs to it."""
        return lesson == self.lesson if self.kind == "lesson" else item in self.items


class Taken(ValueError):
    """Another row has what only one may have: two facilitators gave one picture at the same moment."""


@dataclass(frozen=True, slots=True)
class Seat:
    """An open seat. `seen_ms` is up to a minute behind: it is written coarsely."""

    school: str
    who: str
    role: str
    opened_ms: int
    seen_ms: int


class People:
    """Rows in and out of one store."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    def schools(self) -> list[School]:
        """In the order of their ids."""
        rows = self._store.read(SCHOOLS)
        return [
            School(
                r["school"], r["name_km"], r["name_en"], r["commune"], bool(r["is_simulated"]),
                is_ready=bool(r["is_ready"] and (r["is_simulated"] or r["has_focal_point"])), is_listed=bool(r["is_ready"]),
            )
            for r in rows
        ]  # fmt: skip

    def circles(self, school: str) -> list[Circle]:
        """With the number of members."""
        sql = """SELECT c.*, count(m.member) AS members FROM circle c LEFT JOIN member m
                 ON m.school = c.school AND m.circle = c.circle WHERE c.school = ?
                 GROUP BY c.school, c.circle ORDER BY c.circle"""
        return [
            Circle(r["school"], r["circle"], r["name_km"], r["name_en"], r["picture"], r["members"])
            for r in self._store.read(sql, (school,))
        ]

    def members(self, school: str, circle: str | None = None) -> list[Member]:
        """Sorted by picture, never by result."""
        sql = """SELECT m.*, n.name FROM member m LEFT JOIN local_name n ON n.school = m.school AND n.member = m.member
                 WHERE m.school = :school AND (:circle IS NULL OR m.circle = :circle) ORDER BY m.circle, m.picture"""
        rows = self._store.read(sql, {"school": school, "circle": circle})
        return [Member(r["school"], r["member"], r["circle"], r["picture"], r["name"], r["sex"]) for r in rows]

    def member(self, school: str, member: str) -> Member | None:
        """One of them."""
        return next((one for one in self.members(school) if one.member == member), None)

    def erase(self, school: str, member: str, role: str) -> bool:
        """Every row about a member goes, overwritten with zeros; a tombstone and a line of audit stay. False: no such member."""

        def job(connection: sqlite3.Connection) -> bool:
            known = connection.execute("SELECT 1 FROM member WHERE school = ? AND member = ?", (school, member)).fetchone()
            if not known:
                return False
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("INSERT INTO erased (school, member, erased_ms) VALUES (?, ?, ?)", (school, member, now_ms()))
            for table, column in connection.execute(ABOUT_A_MEMBER).fetchall():
                connection.execute(f"DELETE FROM {table} WHERE school = ? AND {column} = ?", (school, member))
            self._store._projection.forget()
            return _audited(connection, school, role, "erased a member")

        return self._store.writer.do(job).result()

    def is_erased(self, school: str, member: str) -> bool:
        """For who brings in answers from elsewhere: nothing about this member is taken any more."""
        return bool(self._store.read("SELECT 1 FROM erased WHERE school = ? AND member = ?", (school, member)))

    def answered_before(self, before_ms: int) -> list[tuple[str, str]]:
        """(school, member) with answers from before that moment."""
        sql = "SELECT DISTINCT school, member FROM answered WHERE tapped_ms < ? ORDER BY school, member"
        return [(row["school"], row["member"]) for row in self._store.read(sql, (before_ms,))]

    def close(self, school: str, member: str, before_ms: int) -> int:
        """Deletes the member's answers from before that moment; what they came to stays. Returns how many went."""

        def job(connection: sqlite3.Connection) -> int:
            gone = self._store._projection.close(connection, school, member, before_ms)
            _audited(connection, school, "computer", "closed old answers")
            return gone

        return self._store.writer.do(job).result()

    def secret(self, school: str, who: str) -> Secret | None:
        """Of a member, the facilitator or the staff."""
        rows = self._store.read("SELECT * FROM local_secret WHERE school = ? AND who = ?", (school, who))
        return Secret(rows[0]["role"], rows[0]["hash"], rows[0]["failures"], rows[0]["wait_until_ms"]) if rows else None

    def seat(self, token: str) -> Seat | None:
        """The seat that this cookie opens."""
        rows = self._store.read("SELECT * FROM local_seat WHERE token_hash = ?", (hashed(token),))
        return next((Seat(r["school"], r["who"], r["role"], r["opened_ms"], r["seen_ms"]) for r in rows), None)

    def saw(self, token: str, seen_ms: int) -> None:
        """Somebody sits there. Not waited for: losing it in a power cut only signs a child out a minute early."""
        sql = "UPDATE local_seat SET seen_ms = ? WHERE token_hash = ?"
        self._store.writer.do(lambda connection: connection.execute(sql, (seen_ms, hashed(token))))

    def attempt(self, school: str, attempt: str) -> Attempt | None:
        """An attempt at this school: by primary key, it is asked while a child waits."""
        rows = self._store.read("SELECT * FROM attempt WHERE school = ? AND attempt = ?", (school, attempt))
        return _attempt(rows[0]) if rows else None

    def attempts(self, school: str, member: str) -> list[Attempt]:
        """Oldest first."""
        sql = "SELECT * FROM attempt WHERE school = ? AND member = ? ORDER BY opened_ms, attempt"
        return [_attempt(row) for row in self._store.read(sql, (school, member))]

    def open_attempt(self, school: str, new: Attempt) -> str:
        """Keeps a new one; returns its id."""
        row = asdict(new) | {"school": school, "is_finished": int(new.is_finished), "items": json.dumps(new.items)}
        self.put("attempt", row)
        return new.attempt

    def readings(self, school: str, member: str) -> dict[str, tuple[int, bool]]:
        """Lesson → (card, all cards read)."""
        rows = self._store.read("SELECT * FROM reading WHERE school = ? AND member = ?", (school, member))
        return {r["lesson"]: (r["card"], bool(r["is_read"])) for r in rows}

    def opened(self, school: str, circle: str) -> set[str]:
        """Lessons that the facilitator opened for this circle."""
        return {
            r["lesson"]
            for r in self._store.read("SELECT lesson FROM opened_lesson WHERE school = ? AND circle = ?", (school, circle))
        }

    def put(self, table: str, *rows: dict[str, Any]) -> None:
        """Inserts, or changes the row of the same primary key. `table` is one of ours, never from outside. Raises Taken.

        Never OR REPLACE: it would delete another child's row that shares a picture.
        """
        if not rows:
            return
        columns = list(rows[0])
        sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(f':{c}' for c in columns)})"
        try:
            self._store.writer.do(
                lambda connection: connection.executemany(sql + _or_change(connection, table, columns), rows)
            ).result()
        except sqlite3.IntegrityError as problem:
            if not str(problem).startswith("UNIQUE"):
                raise
            raise Taken(f"{table}: {problem}; choose another one") from problem

    def change(self, sql: str, values: tuple[Any, ...]) -> None:
        """One UPDATE or DELETE, on the disk when this returns."""
        self._store.writer.do(lambda connection: connection.execute(sql, values)).result()


def _attempt(row: sqlite3.Row) -> Attempt:
    items = tuple(json.loads(row["items"]))
    return Attempt(row["attempt"], row["member"], row["lesson"], row["opened_ms"], bool(row["is_finished"]), row["kind"], items)


def _or_change(connection: sqlite3.Connection, table: str, columns: list[str]) -> str:
    keys = [row["name"] for row in connection.execute("SELECT name FROM pragma_table_info(?) WHERE pk", (table,)).fetchall()]
    if not keys:
        return ""  # no such table: the insert says so, and makes none
    changes = ", ".join(f"{c} = excluded.{c}" for c in columns if c not in keys)
    return f" ON CONFLICT ({', '.join(keys)}) DO {f'UPDATE SET {changes}' if changes else 'NOTHING'}"


def hashed(token: str) -> str:
    """Tokens are 32 random bytes, so a plain hash is enough: a stolen file opens no seat."""
    return hashlib.sha256(token.encode()).hexdigest()


def now_ms() -> int:
    """Unix time in milliseconds."""
    return time.time_ns() // 1_000_000


def _audited(connection: sqlite3.Connection, school: str, role: str, verb: str) -> bool:
    """What was done and by which role; never to whom."""
    connection.execute("INSERT INTO audit (school, done_ms, role, verb) VALUES (?, ?, ?, ?)", (school, now_ms(), role, verb))
    return True
