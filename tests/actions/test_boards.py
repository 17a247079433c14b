"""What boards show, what they hide, and that the simulated truth lies where they say."""

import json

import pytest

from actions import boards, demo
from actions.permissions import NotAllowed, Role, Who
from progress.learning.flags import SURE
from tests.conftest import FACILITATOR

STAFF = Who(Role.STAFF, "demo-01", "staff")


@pytest.fixture
def simulated(empty, tmp_path):
    """Four schools, so that the test stays short."""
    demo.simulate(empty, tmp_path, schools=4, members=12, rounds=6)
    return empty, json.loads((tmp_path / "demo-truth.json").read_text())["share_right"]


def test_the_truth_lies_in_the_intervals(simulated):
    """Nine in ten 90 % intervals should hold the true mean share right of their school and area; at least eight must."""
    desk, truth = simulated
    seen = boards.overview(desk, STAFF)
    inside = []
    for (school, area), cell in seen.cells.items():
        members = [
            r["member"] for r in desk.store.read("SELECT member FROM member_area WHERE school=? AND area=?", (school, area))
        ]
        true = sum(truth[f"{member} {area}"] for member in members) / len(members)
        inside.append(cell.low <= true <= cell.high)
    assert sum(inside) / len(inside) >= 0.8


def test_a_flag_carries_its_evidence(simulated):
    """Each flag names children, answers, a range under or around the line, and a lesson that exists."""
    desk, _ = simulated
    seen = boards.overview(desk, STAFF)
    for flag in boards.flags(desk, STAFF, seen):
        assert flag.cell.members >= boards.FEWEST
        assert flag.cell.answers > 0
        assert flag.is_sure == (flag.cell.p_low > SURE)
        assert flag.lesson in desk.course.lessons


def test_small_cells_are_hidden_everywhere(empty, tmp_path):
    """SG-30: four children in a school give no number, no misconception, no item, no flag and no total."""
    demo.simulate(empty, tmp_path, schools=1, members=4, rounds=3)
    seen = boards.overview(empty, STAFF)
    assert seen.cells
    assert all(cell.is_hidden for cell in seen.cells.values())
    assert not seen.totals
    assert not boards.flags(empty, STAFF, seen)
    assert not boards.months(empty, STAFF)
    for area in ("rights", "help"):
        assert not boards.missed(empty, STAFF, area)
        assert not boards.items(empty, STAFF, area)


def test_staff_see_no_child_and_facilitators_no_other_school(simulated):
    """The group's board is the facilitator's; the overview is the staff's."""
    desk, _ = simulated
    with pytest.raises(NotAllowed):
        boards.group(desk, STAFF, "c1")
    with pytest.raises(NotAllowed):
        boards.overview(desk, FACILITATOR)
    board = boards.group(desk, Who(Role.FACILITATOR, "demo-02", "facilitator"), "c1")
    assert {member.school for member in board.members} == {"demo-02"}


def test_the_demo_never_enters_a_real_school(desk, tmp_path):
    """A folder with a school in it is refused, and stays as it was."""
    with pytest.raises(ValueError, match="empty folder"):
        demo.simulate(desk, tmp_path)
    assert len(desk.people.schools()) == 1


def test_the_demo_is_the_same_for_the_same_seed(empty, tmp_path):
    """Its truth can be quoted."""
    first = demo.simulate(empty, tmp_path, schools=1, members=6, rounds=2)
    truth = (tmp_path / "demo-truth.json").read_text()
    for table in ("school", "member", "circle", "local_secret", "answered", "member_area", "member_area_month", "member_item"):
        empty.people.change(f"DELETE FROM {table}", ())
    assert demo.simulate(empty, tmp_path, schools=1, members=6, rounds=2) == first
    assert (tmp_path / "demo-truth.json").read_text() == truth
