"""What a member's answers to a test came to, stepped in the transaction of the answer. It must never keep a single answer."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from progress.evaluation import measures

CAME_TO = """
INSERT INTO member_test (school, member, test, measure, form, answers, rights)
VALUES (:school, :member, :test, :measure, :form, 1, :is_right)
ON CONFLICT (school, member, test, measure) DO UPDATE SET answers = answers + 1, rights = rights + excluded.rights
"""


def step(connection: sqlite3.Connection, row: Mapping[str, Any]) -> None:
    """Counts add up, so the order of arrival does not matter."""
    values = [{**row, "measure": one} for one in measures(row["area"], row["valence"], bool(row["is_about_fault"]))]
    connection.executemany(CAME_TO, values)
