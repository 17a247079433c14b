"""What tests and counted hands come to, on a real desk: for the circle, for all schools, and never of fewer than five."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from actions import evaluation, evaluation_results, short_check
from actions.answer import answered, new_event_id
from actions.desk import Desk
from actions.permissions import NotAllowed, Role, Who
from actions.short_check import BadCount
from progress.evaluation import form_of
from tests.actions.test_evaluation import right
from tests.course_with_tests import OF, desk_with_tests

STAFF = Who(Role.STAFF, "s1", "staff")
CHILDREN = (f"{OF}.c1", f"{OF}.c2")


def facilitator(school: str) -> Who:
    """Of that school."""
    return Who(Role.FACILITATOR, school, "facilitator")


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    """An empty desk; each test makes its schools."""
    one = desk_with_tests(tmp_path)
    yield one
    one.store.close()


def school(desk: Desk, name: str, members: int) -> list[str]:
    """A simulated school with one circle; returns its members."""
    names = {"name_km": "ក", "name_en": "A"}
    desk.people.put("school", {"school": name, **names, "commune": "", "is_simulated": 1, "is_ready": 1})
    desk.people.put("circle", {"school": name, "circle": "c1", **names, "picture": "lotus"})
    made = [f"{name}-m{nth}" for nth in range(members)]
    for nth, member in enumerate(made):
        desk.people.put("member", {"school": name, "member": member, "circle": "c1", "picture": f"p{nth}"})
    return made


def sat(desk: Desk, of: str, test: str, rights: dict[str, int], *, questions: int = 30, is_closed: bool = True) -> None:
    """The test of that circle: member → right answers."""
    who = facilitator(of)
    evaluation.open_test(desk, who, "c1", test)
    for member, count in rights.items():
        for nth, item in enumerate(desk.course.form(form_of(of, member, test))[:questions]):
            response = right(desk, item.id, is_right=nth < count)
            named = {"event_id": new_event_id(), "attempt": f"{member}-{test}", "at": 1_700_000_000_000 + nth}
            one = evaluation.measured(desk, answered(desk, of, member, item.id, response, **named), test)
            desk.store.append(one).result()
    if is_closed:
        evaluation.close_test(desk, who, "c1", test)


def test_the_same_children_before_and_after(desk):
    """Six members, ten right, then sixteen: means, the change, its size, and the areas; the follow-up tells what is left."""
    members = school(desk, "s1", 6)
    sat(desk, "s1", "baseline", {member: 10 + nth % 2 for nth, member in enumerate(members)})
    sat(desk, "s1", "endline", {member: 16 + nth % 3 for nth, member in enumerate(members)})
    found = evaluation_results.results(desk, facilitator("s1"), "c1")
    assert found.whole.means["baseline"].mean == pytest.approx(10.5 / 30)
    assert found.whole.means["endline"].mean == pytest.approx(17 / 30)
    assert found.whole.means["followup"] is None
    assert found.whole.gain.by.mean == pytest.approx(6.5 / 30)
    assert found.whole.gain.g > 3
    assert (found.whole.later, found.retention, found.left_out, found.unfinished) == (None, None, 0, 0)
    assert [row.measure for row in found.areas] == [f"area:{area.id}" for area in desk.course.areas]
    assert {one: row.means["baseline"].members for one, row in found.told.items()} == {"ok": 6, "not_ok": 6}
    assert found.fault.means["endline"].members == 6
    sat(desk, "s1", "followup", {member: 14 for member in members})
    later = evaluation_results.results(desk, facilitator("s1"), "c1")
    assert later.retention == pytest.approx(3.5 / 6.5)


def test_nothing_is_shown_while_a_test_is_open(desk):
    """A figure that moves by one more child would tell that child's; closed, it is there."""
    members = school(desk, "s1", 6)
    sat(desk, "s1", "baseline", dict.fromkeys(members, 10), is_closed=False)
    assert evaluation_results.results(desk, facilitator("s1"), "c1").is_empty
    assert evaluation_results.results(desk, STAFF).is_empty
    evaluation.close_test(desk, facilitator("s1"), "c1", "baseline")
    assert evaluation_results.results(desk, facilitator("s1"), "c1").whole.means["baseline"].members == 6


@pytest.mark.parametrize("members", [4, 5])
def test_under_five_nothing_is_shown(desk, members):
    """To the facilitator and to staff alike."""
    sat(desk, "s1", "baseline", dict.fromkeys(school(desk, "s1", members), 10))
    for who in (facilitator("s1"), STAFF):
        found = evaluation_results.results(desk, who, "c1")
        assert found.is_empty is (members < 5)
        assert found.left_out == (members if members < 5 else 0)


def test_who_alone_missed_a_test_is_in_no_figure(desk):
    """Else the mean of all less that of those who were there twice would be that child's own."""
    members = school(desk, "s1", 7)
    sat(desk, "s1", "baseline", {**dict.fromkeys(members[:6], 10), members[6]: 29})
    sat(desk, "s1", "endline", dict.fromkeys(members[:6], 20))
    found = evaluation_results.results(desk, facilitator("s1"), "c1")
    assert (found.whole.means["baseline"].members, found.left_out) == (6, 1)
    assert found.whole.means["baseline"].mean == pytest.approx(10 / 30)


def test_half_a_test_does_not_count(desk):
    """23 of 30 answered is no test; 24 is one."""
    members = school(desk, "s1", 7)
    sat(desk, "s1", "baseline", dict.fromkeys(members[:5], 10), questions=24)
    sat(desk, "s1", "baseline", dict.fromkeys(members[5:], 10), questions=23)
    found = evaluation_results.results(desk, facilitator("s1"), "c1")
    assert (found.whole.means["baseline"].members, found.unfinished) == (5, 2)
    assert found.whole.means["baseline"].mean == pytest.approx(10 / 24)


def test_staff_see_all_schools_as_clusters(desk):
    """And whether the forms are equally hard; a facilitator sees the own circle alone, and no forms."""
    for name, base in (("s1", 8), ("s2", 14)):
        sat(desk, name, "baseline", dict.fromkeys(school(desk, name, 24), base))
    found = evaluation_results.results(desk, STAFF)
    assert (found.whole.means["baseline"].members, found.whole.means["baseline"].schools) == (48, 2)
    assert found.held["baseline"].schools == 2
    assert set(found.forms) == {"A", "B"}
    assert sum(one.members for one in found.forms.values()) == 48
    here = evaluation_results.results(desk, facilitator("s2"), "c1")
    assert (here.whole.means["baseline"].members, here.forms) == (24, {})
    assert here.whole.means["baseline"].mean == pytest.approx(14 / 30)
    assert evaluation_results.results(desk, facilitator("s1"), "c9").is_empty


def test_a_form_of_few_hides_both(desk):
    """The other one and the mean of all would give it away."""
    members = school(desk, "s1", 40)
    few = [member for member in members if form_of("s1", member, "baseline") == "A"][:4]
    many = [member for member in members if form_of("s1", member, "baseline") == "B"][:8]
    sat(desk, "s1", "baseline", dict.fromkeys([*few, *many], 10))
    assert evaluation_results.results(desk, STAFF).forms == {}


@pytest.mark.parametrize("role", [Role.CHILD, Role.NOBODY, Role.DEVICE])
def test_no_child_sees_results(desk, role):
    """Neither of tests nor of hands."""
    for act in (evaluation_results.results, short_check.heard):
        with pytest.raises(NotAllowed):
            act(desk, Who(role, "s1", "x"))


def hands(desk: Desk, rights: int, wrongs: int, *, after: int | None = None, items: tuple[str, ...] = CHILDREN) -> Any:
    """So many hands right and wrong at each question before; and so many right of all of them after."""
    found = {}
    for item in items:
        ways = short_check.answers(desk.course.short_items[item])
        key, other = (next(one for one, is_right in ways.items() if is_right == wanted) for wanted in (True, False))
        found[item, "before"] = {key: rights, other: wrongs}
        found[item, "after"] = {key: after or 0, other: rights + wrongs - after if after else 0}
    return found


def test_hands_before_and_after(desk):
    """Two talks add up: listeners, and for each question the hands that were right."""
    school(desk, "s1", 0)
    for _ in range(2):
        short_check.keep(desk, facilitator("s1"), "children", 20, hands(desk, 8, 12, after=15))
    for who in (facilitator("s1"), STAFF):
        (found,) = short_check.heard(desk, who)
        assert (found.check.id, found.sessions, found.listeners) == ("children", 2, 40)
        assert [asked.shares for asked in found.asked] == [{"before": (16, 40), "after": (30, 40)}] * 2
        assert found.together == {"before": (32, 80), "after": (60, 80)}
    assert short_check.heard(desk, facilitator("s2")) == []


def test_after_need_not_be_asked(desk):
    """Then there is no figure of it."""
    short_check.keep(desk, facilitator("s1"), "adults", 9, hands(desk, 4, 5, items=(f"{OF}.c3",)))
    (found,) = short_check.heard(desk, STAFF)
    assert found.asked[0].shares == {"before": (4, 9), "after": None}
    assert found.together["after"] is None


@pytest.mark.parametrize(
    ("listeners", "raised", "is_heard", "is_shown"), [(4, 4, False, False), (5, 4, True, False), (5, 5, True, True)]
)
def test_few_listeners_or_hands_are_not_shown(desk, listeners, raised, is_heard, is_shown):
    """A talk before four is left out of every sum; of four hands nothing is said."""
    short_check.keep(desk, facilitator("s1"), "children", listeners, hands(desk, raised, 0))
    found = short_check.heard(desk, STAFF)
    assert bool(found) is is_heard
    if found:
        assert all((asked.shares["before"] is not None) is is_shown for asked in found[0].asked)
        assert (found[0].together["before"] is not None) is is_shown


def test_nothing_of_it_is_a_member_s(desk):
    """Counts in two tables; no answer, no estimate, no test of anybody."""
    short_check.keep(desk, facilitator("s1"), "children", 20, hands(desk, 8, 12))
    assert desk.store.read("SELECT * FROM answered") == []
    columns = {
        row["name"]
        for table in ("short_check", "short_count")
        for row in desk.store.read(f"SELECT name FROM pragma_table_info('{table}')")
    }
    assert columns == {"school", "session", "audience", "listeners", "held_ms", "item", "moment", "hands", "rights"}


def test_a_slip_keeps_nothing(desk):
    """All slips are said, and no half of a talk is written."""
    with pytest.raises(BadCount) as caught:
        short_check.keep(desk, facilitator("s1"), "children", 10, hands(desk, 8, 12))
    assert [(one.why, one.question) for one in caught.value.slips] == [("hands", 1), ("hands", 2)]
    assert desk.store.read("SELECT * FROM short_check") == []


@pytest.mark.parametrize(("audience", "items"), [("teachers", CHILDREN), ("adults", CHILDREN)])
def test_only_its_own_questions(desk, audience, items):
    """Another audience, or a question of another one, is refused."""
    with pytest.raises(NotAllowed):
        short_check.keep(desk, facilitator("s1"), audience, 20, hands(desk, 8, 12, items=items))
