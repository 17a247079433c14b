"""Cards of members and skills, stepped in the transaction of the answer. It must never count what a group said for one child."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from progress.learning.review import Card, Meeting, day, fold
from progress.review import grade

KNOWN = "SELECT * FROM member_skill WHERE school = :school AND member = :member AND skill = :skill"
MET = """
INSERT INTO member_skill (school, member, skill, stability, difficulty, met, due, rights, answers,
                          was_stability, was_difficulty, was_met, was_due)
VALUES (:school, :member, :skill, :stability, :difficulty, :met, :due, :rights, :answers,
        :was_stability, :was_difficulty, :was_met, :was_due)
ON CONFLICT (school, member, skill) DO UPDATE SET stability = excluded.stability, difficulty = excluded.difficulty,
    met = excluded.met, due = excluded.due, rights = excluded.rights, answers = excluded.answers,
    was_stability = excluded.was_stability, was_difficulty = excluded.was_difficulty,
    was_met = excluded.was_met, was_due = excluded.was_due
"""


def step(connection: sqlite3.Connection, row: Mapping[str, Any]) -> None:
    """After an answer of a first round: a member's own, alone or with a card in the room. Hands have no member, so no card."""
    found = connection.execute(KNOWN, row).fetchone()
    now = fold(_meeting(found) if found else None, day(row["tapped_ms"]), bool(row["is_right"]), grade)
    before = now.before
    values = {
        "school": row["school"],
        "member": row["member"],
        "skill": row["skill"],
        "stability": now.card.stability,
        "difficulty": now.card.difficulty,
        "met": now.card.met,
        "due": now.card.due,
        "rights": now.rights,
        "answers": now.answers,
        "was_stability": before.stability if before else None,
        "was_difficulty": before.difficulty if before else None,
        "was_met": before.met if before else None,
        "was_due": before.due if before else None,
    }
    connection.execute(MET, values)


def card(row: sqlite3.Row) -> Card:
    """The card of a row of `member_skill`."""
    return Card(row["stability"], row["difficulty"], row["met"], row["due"])


def _meeting(row: sqlite3.Row) -> Meeting:
    is_first = row["was_met"] is None
    before = None if is_first else Card(row["was_stability"], row["was_difficulty"], row["was_met"], row["was_due"])
    return Meeting(before, row["rights"], row["answers"], card(row))
