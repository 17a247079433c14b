"""Rows of group sessions, in and out. It must never let a step go by half: state and answers are one transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from progress.events import Answered
from progress.group_quiz import GroupAnswer, NotNow, Session, Status, Step, Verdict
from progress.store.people import hashed
from progress.store.sqlite import SqliteStore

T = TypeVar("T")
Final = Callable[[list[GroupAnswer]], list[Answered]]
STANDING = "SELECT * FROM group_answer WHERE school = ? AND session = ? AND item = ? AND round = ? ORDER BY seat"
SESSION = """
INSERT INTO group_session
    (school, session, circle, kind, lesson, items, mode, teams, nth, step, version, opened_ms, ended_ms)
VALUES (:school, :session, :circle, :kind, :lesson, :items, :mode, :teams, :nth, :step, :version, :opened_ms, :ended_ms)
"""
ANSWER = """
INSERT INTO group_answer (school, session, item, round, seat, member, response, is_right, mode, source, event_id, at_ms)
VALUES (:school, :session, :item, :round, :seat, :member, :response, :is_right, :mode, :source, :event_id, :at_ms)
"""
CHANGED = """
ON CONFLICT DO UPDATE SET response = excluded.response, is_right = excluded.is_right, mode = excluded.mode,
    source = excluded.source, event_id = excluded.event_id, at_ms = excluded.at_ms
"""
# (lapsed sessions) answers in a room speak of members for as long as answers alone do
LAPSED = """
SELECT a.school, a.session, a.item, a.round, a.seat FROM group_answer a JOIN group_session s
ON s.school = a.school AND s.session = a.session WHERE a.member != '' AND s.opened_ms < ?
"""


class Device:
    """Columns of `local_device`, as one thing."""

    __slots__ = ("device", "is_let_in", "member", "school", "session")

    def __init__(self, row: sqlite3.Row) -> None:
        self.school: str = row["school"]
        self.session: str = row["session"]
        self.device: int = row["device"]
        self.member: str = row["member"]
        self.is_let_in = bool(row["is_let_in"])


class GroupQuizzes:
    """One store's group sessions."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    def session(self, school: str, session: str) -> Session | None:
        """As it stands on the disk."""
        rows = self._store.read("SELECT * FROM group_session WHERE school = ? AND session = ?", (school, session))
        return _session(rows[0]) if rows else None

    def sessions(self, school: str, circle: str | None = None) -> list[Session]:
        """Newest first."""
        sql = """SELECT * FROM group_session WHERE school = :school AND (:circle IS NULL OR circle = :circle)
                 ORDER BY opened_ms DESC, session"""
        return [_session(row) for row in self._store.read(sql, {"school": school, "circle": circle})]

    def begin(self, session: Session) -> None:
        """Makes the row."""
        self._do(lambda c: c.execute(SESSION, _row(session)))

    def change(self, before: Session, after: Session, final: Final | None = None) -> Session:
        """To the next step; `final` makes events of what stands in the round that closes. Raises NotNow when somebody went on.

        What stands is read by the writer itself, after the step: an answer that came a moment ago is in, a later one is late.
        """

        def job(connection: sqlite3.Connection) -> Session:
            new = _moved(connection, before, after)
            rows = connection.execute(STANDING, (before.school, before.session, before.item, before.round)).fetchall()
            for one in final([_answer(row) for row in rows]) if final else ():
                self._store.put(connection, one)
            return new

        return self._do(job)

    def answers(self, school: str, session: str, item: str | None = None) -> list[GroupAnswer]:
        """What stands for each seat, of one question or all, in the order of seats."""
        sql = """SELECT * FROM group_answer WHERE school = :school AND session = :session AND (:item IS NULL OR item = :item)
                 ORDER BY item, round, seat"""
        return [_answer(row) for row in self._store.read(sql, {"school": school, "session": session, "item": item})]

    def take(
        self,
        session: Session,
        answers: Iterable[GroupAnswer],
        *,
        is_changing: bool = False,
        without: Iterable[str] = (),
        came: Iterable[str] = (),
    ) -> set[str]:
        """Puts answers where none stood (or over what stood), and clears the seats `without`; all while the round is open.

        `came` are members who are here because of it: nobody is called up, the first answer is the register.

        Returns the seats whose answer is new or changed. Raises NotNow when the round closed meanwhile.
        """

        def job(connection: sqlite3.Connection) -> set[str]:
            sql = "SELECT 1 FROM group_session WHERE school = ? AND session = ? AND nth = ? AND step = ?"
            if not connection.execute(sql, (session.school, session.session, session.nth, session.step)).fetchone():
                raise NotNow("this round is closed; the answer comes too late")
            gone = "DELETE FROM group_answer WHERE school = ? AND session = ? AND item = ? AND round = ? AND seat = ?"
            for seat in without:
                connection.execute(gone, (session.school, session.session, session.item, session.round, seat))
            rule, new = (CHANGED if is_changing else "ON CONFLICT DO NOTHING"), set[str]()
            for one in answers:
                if connection.execute(f"{ANSWER} {rule}", _answer_row(session, one)).rowcount:
                    new.add(one.seat)
            _register(connection, session, came, "here")
            return new

        return self._do(job)

    def put_down(self, before: Session, after: Session, answers: Iterable[GroupAnswer]) -> Session:
        """All answers of a session that was held on paper, and its end. Raises NotNow when they are in already."""

        def job(connection: sqlite3.Connection) -> Session:
            new = _moved(connection, before, after)
            for one in answers:
                connection.execute(ANSWER, _answer_row(before, one))
            return new

        return self._do(job)

    def present(self, school: str, session: str) -> dict[str, tuple[Status, int]]:
        """Member → (status, since which question)."""
        rows = self._store.read("SELECT * FROM group_present WHERE school = ? AND session = ?", (school, session))
        return {row["member"]: (row["status"], row["since"]) for row in rows}

    def came(self, session: Session, members: Iterable[str], status: Status = "here") -> None:
        """Attendance; who is here stays here since the question at which it was first seen."""
        self._do(lambda c: _register(c, session, members, status))

    def judge(self, session: Session, verdict: Verdict) -> None:
        """Clear, or needs it again: the facilitator's own eye."""
        sql = "INSERT OR REPLACE INTO group_judged (school, session, item, verdict) VALUES (?, ?, ?, ?)"
        self._do(lambda c: c.execute(sql, (session.school, session.session, session.item, verdict)))

    def judged(self, school: str, session: str) -> dict[str, Verdict]:
        """Item → verdict."""
        rows = self._store.read("SELECT item, verdict FROM group_judged WHERE school = ? AND session = ?", (school, session))
        return {row["item"]: row["verdict"] for row in rows}

    def cards(self, school: str, circle: str, members: Iterable[str]) -> dict[str, int]:
        """Member → the card that it keeps all year; who has none gets the lowest free number. Raises ValueError past 40."""
        wanted = list(members)
        rows = self._store.read("SELECT member, card FROM answer_card WHERE school = ? AND circle = ?", (school, circle))
        if {row["member"] for row in rows} >= set(wanted):
            return {row["member"]: row["card"] for row in rows}

        def job(connection: sqlite3.Connection) -> dict[str, int]:
            sql = "SELECT member, card FROM answer_card WHERE school = ? AND circle = ?"
            kept = {row["member"]: row["card"] for row in connection.execute(sql, (school, circle)).fetchall()}
            free = (card for card in range(40) if card not in set(kept.values()))
            for member in (one for one in wanted if one not in kept):
                card = next(free, None)
                if card is None:
                    raise ValueError("this group has more than 40 children: 40 cards are all that there are; make a second group")
                new = "INSERT INTO answer_card (school, circle, card, member) VALUES (?, ?, ?, ?)"
                connection.execute(new, (school, circle, card, member))
                kept[member] = card
            return kept

        return self._do(job)

    def add_device(self, session: Session, token: str, device: int | None = None) -> int:
        """A phone asks to come in; returns its number in this session, counted from 1. The computer itself is 0."""

        def job(connection: sqlite3.Connection) -> int:
            if device == 0:
                sql = "DELETE FROM local_device WHERE school = ? AND session = ? AND device = 0"
                connection.execute(sql, (session.school, session.session))
            sql = "SELECT coalesce(max(device), 0) + 1 AS free FROM local_device WHERE school = ? AND session = ?"
            number = connection.execute(sql, (session.school, session.session)).fetchone()["free"] if device is None else device
            new = "INSERT INTO local_device (school, session, device, token_hash, member, is_let_in) VALUES (?, ?, ?, ?, '', ?)"
            connection.execute(new, (session.school, session.session, number, hashed(token), int(number == 0)))
            return int(number)

        return self._do(job)

    def device(self, token: str) -> Device | None:
        """The device with this cookie."""
        rows = self._store.read("SELECT * FROM local_device WHERE token_hash = ?", (hashed(token),))
        return Device(rows[0]) if rows else None

    def devices(self, school: str, session: str) -> list[Device]:
        """Those of the children, in the order in which they came."""
        sql = "SELECT * FROM local_device WHERE school = ? AND session = ? AND device > 0 ORDER BY device"
        return [Device(row) for row in self._store.read(sql, (school, session))]

    def give(self, school: str, session: str, device: int, member: str, *, is_let_in: bool) -> None:
        """What a device asked for, or was given. Who is let in takes the member from the device that had it before."""

        def job(connection: sqlite3.Connection) -> None:
            if is_let_in:
                sql = """UPDATE local_device SET is_let_in = 0, member = ''
                         WHERE school = ? AND session = ? AND member = ? AND device != ? AND is_let_in"""
                connection.execute(sql, (school, session, member, device))
            sql = "UPDATE local_device SET member = ?, is_let_in = ? WHERE school = ? AND session = ? AND device = ?"
            connection.execute(sql, (member, int(is_let_in), school, session, device))

        self._do(job)

    def forget_devices(self, school: str, session: str | None = None, device: int | None = None) -> None:
        """Their cookies open nothing any more."""
        sql = """DELETE FROM local_device WHERE school = :school AND (:session IS NULL OR session = :session)
                 AND (:device IS NULL OR device = :device)"""
        self._do(lambda c: c.execute(sql, {"school": school, "session": session, "device": device}))

    def lapse(self, before_ms: int) -> int:
        """Sessions older than that keep their counts; whose answer was whose is forgotten. Returns how many answers."""

        def job(connection: sqlite3.Connection) -> int:
            connection.execute("PRAGMA secure_delete=ON")
            old = connection.execute(LAPSED, (before_ms,)).fetchall()
            sql = """UPDATE group_answer SET member = '', event_id = '', seat = ?
                     WHERE school = ? AND session = ? AND item = ? AND round = ? AND seat = ?"""
            for nth, row in enumerate(old):
                connection.execute(sql, (f"gone-{nth:04}", *row))
            sql = """DELETE FROM group_present WHERE EXISTS (SELECT 1 FROM group_session s WHERE s.school = group_present.school
                     AND s.session = group_present.session AND s.opened_ms < ?)"""
            connection.execute(sql, (before_ms,))
            return len(old)

        return self._do(job)

    def _do(self, job: Callable[[sqlite3.Connection], T]) -> T:
        return self._store.writer.do(job).result()


def _register(connection: sqlite3.Connection, session: Session, members: Iterable[str], status: Status) -> None:
    sql = """INSERT INTO group_present (school, session, member, status, since) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT DO UPDATE SET status = excluded.status,
             since = CASE WHEN group_present.status = 'here' THEN group_present.since ELSE excluded.since END"""
    connection.executemany(sql, [(session.school, session.session, member, status, session.nth) for member in members])


def _moved(connection: sqlite3.Connection, before: Session, after: Session) -> Session:
    new = replace(after, version=before.version + 1)
    sql = """UPDATE group_session SET mode = :mode, teams = :teams, nth = :nth, step = :step, version = :version,
             opened_ms = :opened_ms, ended_ms = :ended_ms
             WHERE school = :school AND session = :session AND version = :before"""
    if not connection.execute(sql, {**_row(new), "before": before.version}).rowcount:
        raise NotNow("the session has gone on meanwhile; look where it stands")
    return new


def _answer_row(session: Session, one: GroupAnswer) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(one, name) for name in GroupAnswer.__slots__}
    return row | {"school": session.school, "session": session.session, "is_right": int(one.is_right)}


def _row(session: Session) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(session, name) for name in Session.__slots__}
    return row | {"items": json.dumps(session.items)}


def _session(row: Mapping[str, Any] | sqlite3.Row) -> Session:
    values = {name: row[name] for name in Session.__slots__}
    step: Step = row["step"]
    return Session(**values | {"items": tuple(json.loads(row["items"])), "step": step})


def _answer(row: sqlite3.Row) -> GroupAnswer:
    return GroupAnswer(**{name: row[name] for name in GroupAnswer.__slots__} | {"is_right": bool(row["is_right"])})
