"""What people read: a child's explored areas, the group's board, the schools from far away. Projections only, never an answer to a sensitive item."""

from __future__ import annotations

import json
from functools import cache

from actions.desk import ROOT, Desk
from actions.permissions import Who, require


def explored(desk: Desk, who: Who) -> set[str]:
    """Areas in which this child has answered: a sign, never a number."""
    require(who, "see own areas")
    sql = "SELECT area FROM member_area WHERE school = ? AND member = ?"
    return {row["area"] for row in desk.store.read(sql, (who.school, who.id))}


def alt(desk: Desk, picture: str, lang: str) -> str:
    """What a picture shows; empty for one that only decorates."""
    return _alts().get(picture, {}).get(lang, "")


@cache
def _alts() -> dict[str, dict[str, str]]:
    file = ROOT / "assets" / "pictures" / "drawn" / "alt.json"
    return dict(json.loads(file.read_text("utf-8"))) if file.exists() else {}
