"""What a member's answers came to, kept when the answers go after twelve months. It must never hold a single answer.

`docs/decisions/twelve-months.md` says why it is done this way.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Closed:
    """The tracker's beliefs, the right answers of each area, and the rows of every projection, as they stood at the closing."""

    beliefs: dict[str, Any] = field(default_factory=dict)
    rights: dict[str, int] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)  # area and skill of what was answered, each pair once
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # table → rows


def read(connection: sqlite3.Connection, school: str, member: str) -> Closed:
    """Empty for a member of whom nothing was closed."""
    sql = "SELECT folded FROM closed_member WHERE school = ? AND member = ?"
    found = connection.execute(sql, (school, member)).fetchone()
    return Closed(**json.loads(found["folded"])) if found else Closed()


def taken(
    connection: sqlite3.Connection,
    school: str,
    member: str,
    tables: Sequence[str],
    beliefs: dict[str, Any],
    rights: Mapping[str, int],
    asked: Iterable[Mapping[str, Any]],
) -> Closed:
    """The member as the projections stand now."""
    rows = {}
    for table in tables:
        found = connection.execute(f"SELECT * FROM {table} WHERE school = ? AND member = ?", (school, member)).fetchall()
        rows[table] = [dict(row) for row in found]
    pairs = dict.fromkeys((row["area"], row["skill"]) for row in asked)
    return Closed(beliefs, dict(rights), [{"area": area, "skill": skill} for area, skill in pairs], rows)


def keep(connection: sqlite3.Connection, school: str, member: str, through_ms: int, closed: Closed) -> None:
    """In place of what was closed before."""
    sql = "INSERT OR REPLACE INTO closed_member (school, member, through_ms, folded) VALUES (?, ?, ?, ?)"
    connection.execute(sql, (school, member, through_ms, json.dumps(asdict(closed), separators=(",", ":"))))


def put_back(connection: sqlite3.Connection, closed: Closed) -> None:
    """The rows of the projections, before newer answers are folded on."""
    for table, rows in closed.rows.items():
        for row in rows:
            sql = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(f':{column}' for column in row)})"
            connection.execute(sql, row)


def delete(connection: sqlite3.Connection, school: str, events: Sequence[str]) -> None:
    """The answers go, overwritten with zeros; their ids stay, tied to nobody, so that a late copy is not counted twice."""
    connection.execute("PRAGMA secure_delete=ON")
    ids = [(school, event) for event in events]
    connection.executemany("INSERT OR IGNORE INTO closed_answer (school, event_id) VALUES (?, ?)", ids)
    connection.executemany("DELETE FROM answered WHERE school = ? AND event_id = ?", ids)


def brought_forward(folded: str) -> str:
    """What was closed before member trackers took items and skills from a parameter set (005), in today's form.

    The mean of all and the skills' difficulty, which each member's tracker had of its own, go into the member's cells.
    """
    closed = json.loads(folded)
    if not closed["beliefs"]:
        return folded
    old, kept = closed["beliefs"], list[dict[str, Any]]()
    for name, one in old["members"].items():
        day = one["overall"]["day"]
        common, areas = old["intercept"], {area: _plain(cell) for area, cell in one["areas"].items()}
        overall = [one["overall"]["mean"] + common["mean"] - 0.45, one["overall"]["variance"] + common["variance"], day]
        hard = old["difficulty"]
        skills = {
            skill: [cell["mean"] - hard[skill]["mean"], cell["variance"] + hard[skill]["variance"], cell["day"]]
            for skill, cell in one["skills"].items()
        }
        items = {item: [-cell["mean"], cell["variance"], day] for item, cell in old["items"].items()}
        counts = {"practised": one["practised"], "answered": one["answered"]}
        cells = {"overall": overall, "form": _plain(one["form"]), "areas": areas, "skills": skills, "items": items}
        old["members"][name] = {**cells, "recognition": {}, **counts}
        for row in closed["rows"]["member_area"]:
            asked = {pair["skill"] for pair in closed["asked"] if pair["area"] == row["area"]} & set(skills)
            for column in ("mean", "low", "high", "p_low"):
                del row[column]
            mine = {"area": areas[row["area"]], "skills": {skill: skills[skill] for skill in sorted(asked)}}
            kept.append({**row, "cells": json.dumps(mine, separators=(",", ":")), "watch": "[null,0,null,0]"})
    closed["rows"]["member_area"] = kept
    closed["beliefs"] = {"version": old["version"], "members": old["members"]}
    return json.dumps(closed, separators=(",", ":"))


def _plain(cell: Mapping[str, float]) -> list[float]:
    return [cell["mean"], cell["variance"], cell["day"]]
