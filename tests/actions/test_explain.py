"""The facilitator learns how a child's estimate came about, and never what the child answered."""

from dataclasses import replace

import pytest

from actions import explain
from actions.answer import answered, new_event_id
from actions.boards import group
from actions.permissions import NotAllowed, Role, Who
from actions.standings import standings
from tests.actions.rooms import HERE, SCHOOL, room

DAY, NOW = 86_400_000, 1_800_000_000_000
FIRST, SECOND, SENSITIVE = "rights.what-is-a-right", "rights.four-promises", "violations.words-can-hurt"


@pytest.fixture
def desk(tmp_path):
    desk = room(tmp_path, members=2)
    yield desk
    desk.store.close()


def answer(desk, lesson, n, right, member="m0", area="rights", day=30):
    """The first `n` plain choices of a lesson in one area."""
    found = [one for one in desk.course.quiz(lesson) if one.area == area and one.type in ("choice", "picture")][:n]
    assert len(found) == n
    for nth, item in enumerate(found):
        option = next(one.id for one in item.options if one.correct == right)
        at = NOW - day * DAY + nth
        new = answered(desk, SCHOOL, member, item.id, option, event_id=new_event_id(), attempt=f"{lesson}{day}", at=at)
        desk.store.append(new).result()


def test_the_bars_add_up_to_what_the_board_shows(desk):
    """Start, bars and fading make the estimate that the board reads, on the same day."""
    answer(desk, FIRST, 4, right=True)
    answer(desk, SECOND, 3, right=False, day=20)
    why = explain.why(desk, HERE, "m0", "rights", NOW)
    kept = next(one.estimate for one in standings(desk, SCHOOL, "m0", NOW) if one.area == "rights")
    assert why.now == kept
    assert why.start + sum(bar.moved for bar in why.bars) + why.faded == pytest.approx(why.now.mean, abs=1e-9)
    assert [(bar.lesson, bar.answers, bar.moved > 0) for bar in why.bars] == [(FIRST, 4, True), (SECOND, 3, False)]


def test_sg23_no_bar_stands_for_fewer_than_three_answers(desk):
    """Two answers of a lesson never stand alone: whether one of them was right cannot be read."""
    answer(desk, FIRST, 4, right=True)
    answer(desk, SECOND, 2, right=False, day=20)
    why = explain.why(desk, HERE, "m0", "rights", NOW)
    assert [(bar.lesson, bar.answers) for bar in why.bars] == [(FIRST, 6)]
    answer(desk, FIRST, 1, right=False, member="m1")
    assert explain.why(desk, HERE, "m1", "rights", NOW).bars == ()


def test_sg23_a_sensitive_lesson_has_no_bar_of_its_own(desk):
    """What a child answered in a sensitive lesson goes into one bar with everything else."""
    assert desk.course.lessons[SENSITIVE].sensitivity
    area = desk.course.quiz(SENSITIVE)[0].area
    answer(desk, SENSITIVE, 3, right=False, area=area)
    answer(desk, FIRST, 3, right=True)
    bars = explain.why(desk, HERE, "m0", area, NOW).bars
    assert [(bar.lesson, bar.answers) for bar in bars] == [("", 6)]


def test_another_school_s_child_is_not_told_of(desk):
    """A facilitator asks about children of the own school; staff and children about none."""
    answer(desk, FIRST, 3, right=True)
    assert explain.why(desk, replace(HERE, school="elsewhere"), "m0", "rights", NOW) is None
    assert explain.why(desk, HERE, "m0", "no-area", NOW) is None
    for role in (Role.STAFF, Role.CHILD, Role.NOBODY):
        with pytest.raises(NotAllowed):
            explain.why(desk, Who(role, SCHOOL, "m0"), "m0", "rights", NOW)


def test_the_page_and_the_board_say_the_same(desk):
    """The state behind a sign of the board is the state of the page that it leads to."""
    answer(desk, FIRST, 5, right=False)
    board = group(desk, HERE, "c1")
    why = explain.why(desk, HERE, "m0", "rights")
    assert board.standings["m0", "rights"] is why.state
    assert why.lesson == FIRST


def test_danger_and_harmless_things_are_told_apart(desk):
    """Danger and its absence are two abilities: who misses the one is not taken to miss the other as much."""
    vignettes = [one for one in desk.course.items.values() if one.valence and one.type in ("choice", "picture")]
    for valence, right in (("ok", False), ("not_ok", True)):
        for nth, item in enumerate([one for one in vignettes if one.valence == valence][:5]):
            option = next(one.id for one in item.options if one.correct == right)
            at = NOW - DAY + nth
            desk.store.append(
                answered(desk, SCHOOL, "m0", item.id, option, event_id=new_event_id(), attempt=f"v{valence}", at=at)
            ).result()
    sees = explain.why(desk, HERE, "m0", "rights", NOW).sees
    assert sees["not_ok"].answers == sees["ok"].answers == 5
    assert sees["not_ok"].mean > sees["ok"].mean + 0.1
