"""What tests came to for a circle or for all schools: means, changes, retention. It must never show fewer than five children."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from actions.desk import Desk
from actions.permissions import Role, Who, require
from progress.evaluation import ALL, FAULT, MOST, TESTS
from progress.events import Test
from progress.learning import evaluation as rule
from progress.learning.evaluation import BASELINE, ENDLINE, FOLLOWUP, Change, Mean, Score

# of rounds that are closed: while one is open, a figure that moves by one more child would tell that child's
CAME_TO = """
SELECT t.school, t.member, t.test, t.measure, t.form, t.answers, t.rights
FROM member_test AS t JOIN member AS m USING (school, member)
JOIN test_round AS r ON r.school = t.school AND r.circle = m.circle AND r.test = t.test AND r.closed_ms > 0
WHERE (:school IS NULL OR t.school = :school) AND (:circle IS NULL OR m.circle = :circle)
ORDER BY t.school, t.member, t.test, t.measure
"""
HELD = """
SELECT test, min(opened_ms) AS first_ms, max(closed_ms) AS last_ms, count(DISTINCT school) AS schools FROM test_round
WHERE closed_ms > 0 AND (:school IS NULL OR school = :school) AND (:circle IS NULL OR circle = :circle) GROUP BY test
"""
TOLD = ("ok", "not_ok")  # what a vignette shows: specificity and sensitivity, always side by side (K4)


@dataclass(frozen=True, slots=True)
class Row:
    """A measure at each test, and how the same members changed. None where it may not be shown."""

    measure: str
    means: dict[Test, Mean | None]
    gain: Change | None  # endline less baseline
    later: Change | None  # follow-up less baseline

    @property
    def is_empty(self) -> bool:
        """Nothing of it may be shown."""
        return not any(self.means.values())


@dataclass(frozen=True, slots=True)
class Held:
    """When a test was held, and by how many schools."""

    first_ms: int
    last_ms: int
    schools: int


@dataclass(frozen=True, slots=True)
class Results:
    """`areas` in the order of the course. `left_out`: members in no figure, because too few took the same tests as they did;
    `unfinished`: tests of which too little was answered to count. `forms`: mean of each form at the baseline, for staff."""

    held: dict[Test, Held]
    whole: Row
    areas: tuple[Row, ...]
    told: dict[str, Row]
    fault: Row
    retention: float | None
    forms: dict[str, Mean]
    left_out: int
    unfinished: int

    @property
    def is_empty(self) -> bool:
        """No test has been closed yet, or too few took one."""
        return self.whole.is_empty


def results(desk: Desk, who: Who, circle: str = "") -> Results:
    """A circle's for its facilitator; those of all schools together for staff, with schools as clusters."""
    require(who, "see test results")
    is_staff = who.role is Role.STAFF
    where = {"school": None if is_staff else who.school, "circle": None if is_staff else circle}
    everyone = _scores(desk, where)
    least = MOST * len(desk.course.form("A"))
    whole = [one for one in everyone if one.came_to.get(ALL, (0, 0))[1] >= max(1, least)]
    shown, left_out = rule.shown(whole)
    areas = tuple(_row(shown, f"area:{area.id}") for area in desk.course.areas)
    return Results(
        held={row["test"]: Held(row["first_ms"], row["last_ms"], row["schools"]) for row in desk.store.read(HELD, where)},
        whole=_row(shown, ALL),
        areas=tuple(row for row in areas if not row.is_empty),
        told={one: _row(shown, one) for one in TOLD},
        fault=_row(shown, FAULT),
        retention=rule.retention(shown, ALL),
        forms=_forms(shown) if is_staff else {},
        left_out=left_out,
        unfinished=len(everyone) - len(whole),
    )


def _scores(desk: Desk, where: dict[str, str | None]) -> list[Score]:
    came_to: dict[tuple[str, str, str, str], dict[str, tuple[int, int]]] = defaultdict(dict)
    for row in desk.store.read(CAME_TO, where):
        came_to[row["school"], row["member"], row["test"], row["form"]][row["measure"]] = (row["rights"], row["answers"])
    return [Score(*of, sums) for of, sums in came_to.items()]


def _row(scores: list[Score], measure: str) -> Row:
    means = {test: rule.mean(scores, test, measure) for test in TESTS}
    gain, later = (rule.change(scores, BASELINE, after, measure) for after in (ENDLINE, FOLLOWUP))
    return Row(measure, means, gain, later)


def _forms(scores: list[Score]) -> dict[str, Mean]:
    """Both or none: with one hidden, the other and the mean of all would give it away."""
    found = {form: one for form in ("A", "B") if (one := rule.mean(scores, BASELINE, ALL, form))}
    return found if len(found) == 2 else {}
