"""What boards show, what they hide, and that the simulated truth lies where they say."""

import json
from dataclasses import replace

import pytest

from actions import boards, demo
from actions import overview as far
from actions.answer import answered, new_event_id
from actions.desk import open_desk
from actions.permissions import NotAllowed, Role, Who
from progress.store.people import now_ms
from tests.conftest import FACILITATOR

STAFF = Who(Role.STAFF, "demo-01", "staff")


@pytest.fixture(scope="module")
def simulated(tmp_path_factory):
    """Four schools, so that the tests stay short; they only read."""
    folder = tmp_path_factory.mktemp("demo")
    desk = open_desk(folder)
    demo.simulate(desk, folder, schools=4, members=12, rounds=6)
    yield desk, json.loads((folder / "demo-truth.json").read_text())["share_right"]
    desk.store.close()


def test_the_truth_lies_in_the_intervals(simulated):
    """Nine in ten 90 % intervals should hold the true mean share right of their school and area; at least eight must."""
    desk, truth = simulated
    seen = far.overview(desk, STAFF)
    inside = []
    for (school, area), cell in seen.cells.items():
        members = [
            r["member"] for r in desk.store.read("SELECT member FROM member_area WHERE school=? AND area=?", (school, area))
        ]
        true = sum(truth[f"{member} {area}"] for member in members) / len(members)
        inside.append(cell.low <= true <= cell.high)
    assert sum(inside) / len(inside) >= 0.8


def test_small_cells_are_hidden_everywhere(empty, tmp_path):
    """SG-21: four children in a school give no number, no misconception, no item, no flag and no total."""
    demo.simulate(empty, tmp_path, schools=1, members=4, rounds=3)
    seen = far.overview(empty, STAFF)
    assert seen.cells
    assert all(cell.is_hidden for cell in seen.cells.values())
    assert not seen.totals
    assert not far.months(empty, STAFF)
    for area in ("rights", "help"):
        assert not far.missed(empty, STAFF, area)
        assert not far.items(empty, STAFF, area)
        assert not far.lessons(empty, STAFF, area)
    assert not far.recognised(empty, STAFF)


def test_the_overview_is_of_now(empty, tmp_path, monkeypatch):
    """It is reckoned once while nothing changes, and anew with each answer, in another hour and for another course."""
    demo.simulate(empty, tmp_path, schools=1, members=6, rounds=2)
    at = now_ms()
    monkeypatch.setattr(far, "now_ms", lambda: at)
    first = far.overview(empty, STAFF)
    assert far.overview(empty, STAFF) is first
    item, member = next(iter(empty.course.items.values())), empty.people.members("demo-01", "c1")[0].member
    event = new_event_id()
    told = answered(empty, "demo-01", member, item.id, "unsure", event_id=event, attempt=event, at=at, lang="km")
    empty.store.append(told).result()
    second = far.overview(empty, STAFF)
    assert second.answers == first.answers + 1
    monkeypatch.setattr(far, "now_ms", lambda: at + far.HOUR_MS)
    third = far.overview(empty, STAFF)
    assert third is not second
    living = replace(empty.living.now(), course=replace(empty.course))
    monkeypatch.setattr(empty.living, "now", lambda: living)
    assert far.overview(empty, STAFF) is not third


def test_staff_see_no_child_and_facilitators_no_other_school(simulated):
    """The group's board is the facilitator's; the overview is the staff's."""
    desk, _ = simulated
    with pytest.raises(NotAllowed):
        boards.group(desk, STAFF, "c1")
    with pytest.raises(NotAllowed):
        far.overview(desk, FACILITATOR)
    board = boards.group(desk, Who(Role.FACILITATOR, "demo-02", "facilitator"), "c1")
    assert {member.school for member in board.members} == {"demo-02"}


def test_what_is_taught_again_is_the_lesson_with_most_to_learn(empty, tmp_path):
    """One question in passing, all wrong, does not come before the area's own lesson with a dozen, half of them wrong."""
    demo.simulate(empty, tmp_path, schools=1, members=6, rounds=1)
    of_area = [item for item in empty.course.items.values() if item.area == "family" and not item.is_twin]
    own = [item for item in of_area if item.lesson == "sharing.parents-and-grandparents"]
    passing = next(item for item in of_area if [one.lesson for one in of_area].count(item.lesson) == 1)
    assert len(own) >= 6
    empty.people.change("DELETE FROM member_item", ())
    row = {"school": "demo-01", "member": "demo-01-m00", "unsure": 0}
    empty.people.put("member_item", {**row, "item": passing.id, "answers": 4, "rights": 0})
    for nth, item in enumerate(own):
        empty.people.put("member_item", {**row, "item": item.id, "answers": 4, "rights": 4 * (nth % 2)})
    assert boards.reteaches(empty, "family", "demo-01") == "sharing.parents-and-grandparents"
    empty.people.change("DELETE FROM member_item", ())
    assert boards.reteaches(empty, "family", "demo-01") == next(
        one.id for one in empty.course.lessons.values() if "family" in one.areas
    )


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


def test_both_recognitions_stand_side_by_side(simulated):
    """Danger seen as danger and a harmless thing seen as harmless are two figures, each with its range and its children."""
    desk, _ = simulated
    both = far.recognised(desk, STAFF)
    assert set(both) == {"ok", "not_ok"}
    assert all(share.low < share.mean < share.high and share.members >= far.FEWEST for share in both.values())


def test_the_figures_of_an_area_agree(simulated):
    """A school's cell and the total come from one projection: the same number wherever it is shown."""
    desk, _ = simulated
    seen = far.overview(desk, STAFF)
    for area, total in seen.totals.items():
        cells = [cell for (_, name), cell in seen.cells.items() if name == area and not cell.is_hidden]
        assert total.members == sum(cell.members for cell in cells)
        assert min(cell.mean for cell in cells) <= total.mean <= max(cell.mean for cell in cells)


def test_the_board_plans_for_the_most(simulated):
    """Lessons to repeat stand in the order of how many members need them, and no member is named twice for one."""
    desk, _ = simulated
    board = boards.group(desk, Who(Role.FACILITATOR, "demo-01", "facilitator"), "c1")
    counts = [len(members) for members in board.again.values()]
    assert counts == sorted(counts, reverse=True)
    assert all(len({one.member for one in members}) == len(members) for members in board.again.values())
    assert set(board.again) <= set(desk.course.lessons)


def test_a_new_circle_begins_with_the_first_lesson(desk):
    """Where nobody has answered anything, the next meeting is the first lesson of the course."""
    board = boards.group(desk, FACILITATOR, "c1")
    assert board.again == {}
    assert board.new is next(iter(desk.course.lessons.values()))
