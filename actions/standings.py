"""How members stand in the areas now: from kept beliefs alone, faded until the moment that is asked about. Never an answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from actions.desk import Desk
from progress.learning.comprehension import Cell, Estimate, estimate, recognition
from progress.learning.flags import NOTHING, State, Watch, state
from progress.store.people import now_ms
from progress.store.projection import DAY_MS, as_watch

SQL = """
SELECT a.school, a.member, a.area, a.answers, a.rights, a.last_ms, a.cells, a.watch, b.cells AS common
FROM member_area AS a JOIN member_belief AS b USING (school, member)
WHERE (:school IS NULL OR a.school = :school) AND (:member IS NULL OR a.member = :member)
ORDER BY a.school, a.member, a.area
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """A member's area: the estimate as it is at that moment, and when the member last answered in it."""

    school: str
    member: str
    area: str
    estimate: Estimate
    last_ms: int
    watch: Watch = NOTHING

    @property
    def state(self) -> State:
        """What is said of it."""
        return state(self.estimate, self.watch)


def standings(desk: Desk, school: str | None = None, member: str | None = None, at_ms: int | None = None) -> list[Standing]:
    """Everyone's, a school's or a member's, in areas of the course. Asks nobody's leave: whoever calls it has to."""
    day, known, found = (now_ms() if at_ms is None else at_ms) / DAY_MS, desk.store.scheme.known, list[Standing]()
    skills, options = desk.course.skills(), desk.course.options()
    who, common = ("", ""), Cell(0.0, 0.0)
    for row in desk.store.read(SQL, {"school": school, "member": member}):
        if (row["school"], row["member"]) != who:
            who, common = (row["school"], row["member"]), Cell(*json.loads(row["common"])["overall"])
        area = row["area"]
        if area not in skills:
            continue  # it left the course
        cells = json.loads(row["cells"])
        met = {skill: Cell(*cell) for skill, cell in cells["skills"].items()}
        now = estimate(
            known, skills[area], common, Cell(*cells["area"]), met, day, row["answers"], options=options.get(area, 3.0)
        )
        found.append(Standing(*who, area, now, row["last_ms"], as_watch(row["watch"])))
    return found


def recognised(desk: Desk, school: str, member: str, at_ms: int | None = None) -> dict[str, Estimate]:
    """What a member sees in new vignettes: "not_ok", danger as danger; "ok", a harmless thing as harmless. Only where asked."""
    sql = "SELECT cells FROM member_belief WHERE school = ? AND member = ?"
    day, known = (now_ms() if at_ms is None else at_ms) / DAY_MS, desk.store.scheme.known
    found: dict[str, Estimate] = {}
    for row in desk.store.read(sql, (school, member)):
        cells: dict[str, Any] = json.loads(row["cells"])
        for valence, (mean, variance, then, answers) in cells["recognition"].items():
            seen = Cell(mean, variance, then)
            found[valence] = recognition(known, Cell(*cells["overall"]), seen, day, int(answers))
    return found
