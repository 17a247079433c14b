"""The tables, as migrations that are never edited once released. STRICT: a column keeps to its type."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("sitthi")

ANSWERED = """
CREATE TABLE answered (
    school TEXT NOT NULL, event_id TEXT NOT NULL, attempt TEXT NOT NULL, member TEXT NOT NULL,
    item TEXT NOT NULL, fingerprint TEXT NOT NULL, area TEXT NOT NULL, skill TEXT NOT NULL,
    response TEXT NOT NULL, is_right INTEGER NOT NULL, options INTEGER NOT NULL,
    tapped_ms INTEGER NOT NULL, received_ms INTEGER NOT NULL,
    PRIMARY KEY (school, event_id), UNIQUE (school, attempt, item)
) STRICT
"""
MEMBER_AREA = """
CREATE TABLE member_area (
    school TEXT NOT NULL, member TEXT NOT NULL, area TEXT NOT NULL,
    answers INTEGER NOT NULL, rights INTEGER NOT NULL, last_ms INTEGER NOT NULL,
    PRIMARY KEY (school, member, area)
) STRICT, WITHOUT ROWID
"""


@migrations(name="001_answers")
def answers(db: Database) -> None:
    """Answers as they came, and the count per member and area that is folded from them."""
    db.execute(ANSWERED)
    db.execute("CREATE INDEX answered_member ON answered (school, member, tapped_ms)")
    db.execute(MEMBER_AREA)
