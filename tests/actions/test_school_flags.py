"""Flags about schools on a real desk: what opens one, what closes it, what never does, and what stays hidden."""

import json
from itertools import count

import pytest

from actions import overview as far
from actions import school_flags
from actions.answer import answered
from actions.permissions import NotAllowed, Role, Who
from progress.learning import school_flags as rules
from progress.learning.school_flags import FEWEST, NO_LONGER
from tests.actions.rooms import HERE, SCHOOL, held, room
from tests.conftest import FACILITATOR

STAFF = Who(Role.STAFF, "s0", "staff")
AREA, DAY_MS = "rights", 86_400_000
START_MS = 20_000 * DAY_MS
WRONG, RIGHT = False, True


def day(number):
    """The moment of a day of these stories."""
    return START_MS + number * DAY_MS


class Schools:
    """Schools that answer as a story says. Nothing here reads the clock."""

    def __init__(self, desk, schools=5, members=6):
        self.desk, self.ids = desk, count(1)
        self.items = [one for one in desk.course.items.values() if one.area == AREA and one.type in ("choice", "picture")]
        for nth in range(schools):
            row = {"school": f"s{nth}", "name_km": f"សាលា {nth}", "name_en": f"School {nth}", "commune": ""}
            desk.people.put("school", {**row, "is_simulated": 1, "is_ready": 1})
            for member in range(members):
                one = {"school": f"s{nth}", "member": f"s{nth}-m{member}", "circle": "c1", "picture": f"p{member}"}
                desk.people.put("member", one)

    def answer(self, school, right, at_ms, *, members=6, each=4, first=0):
        """The first `members` of a school each answer `each` questions, from `first` on."""
        waiting = []
        for member in range(members):
            for nth in range(each):
                item, n = self.items[(first + nth) % len(self.items)], next(self.ids)
                said = next(one.id for one in item.options if one.correct == right)
                event, at = f"{n:08d}-0000-7000-8000-000000000000", at_ms + 60_000 * nth
                new = answered(self.desk, school, f"{school}-m{member}", item.id, said, event_id=event, attempt=str(n), at=at)
                waiting.append(self.desk.store.append(new))
        for one in waiting:
            one.result()

    def begin(self):
        """The first school answers wrongly, the others rightly; a look the day after opens the flag."""
        for nth in range(5):
            self.answer(f"s{nth}", nth > 0, day(0), each=10)
        return school_flags.look(self.desk, day(1))

    def open_now(self, at_ms):
        return school_flags.flags(self.desk, STAFF, far.overview(self.desk, STAFF, at_ms), at_ms)

    def p_low(self, at_ms, school="s0"):
        return far.cells(self.desk, at_ms)[school, AREA].p_low


@pytest.fixture
def story(empty):
    """Five schools of six children."""
    return Schools(empty)


def test_a_low_area_opens_with_its_grounds(story):
    """The school that answered wrongly is flagged, alone, with the figures of that day and the rule's version."""
    looked = story.begin()
    assert [(one.school, one.area, one.opened_ms) for one in looked.opened] == [("s0", AREA, day(1))]
    cell = far.cells(story.desk, day(1))["s0", AREA]
    grounds = looked.opened[0].grounds
    assert (grounds.members, grounds.answers) == (6, 60)
    assert (grounds.mean, grounds.low, grounds.high, grounds.p_low) == (cell.mean, cell.low, cell.high, cell.p_low)
    assert looked.opened[0].version == f"{school_flags.RULE}, {story.desk.store.scheme.known.version}"


def test_looking_twice_changes_nothing(story):
    """What is open is not opened again, on the same day or on the next."""
    story.begin()
    assert school_flags.look(story.desk, day(1)) == school_flags.Looked((), ())
    assert school_flags.look(story.desk, day(2)) == school_flags.Looked((), ())
    assert len(story.open_now(day(2))) == 1


def test_time_alone_closes_nothing(story):
    """Ten years on, all is forgotten and P(low) is down by itself: the flag stands, as it was opened."""
    story.begin()
    assert story.p_low(day(3650)) <= NO_LONGER < story.p_low(day(1))
    assert school_flags.look(story.desk, day(3650)).closed == ()
    assert [one.record.opened_ms for one in story.open_now(day(3650))] == [day(1)]


@pytest.mark.parametrize(
    ("members", "each", "is_closed"),
    [(4, 20, False), (5, 1, False), (6, 12, True)],
    ids=["of four children", "five answers", "of six children"],
)
def test_new_evidence_has_to_be_enough(story, members, each, is_closed):
    """Two years later P(low) is near a half; right answers of four children, or five answers, leave the flag open."""
    story.begin()
    story.answer("s0", RIGHT, day(700), members=members, each=each, first=10)
    looked = school_flags.look(story.desk, day(701))
    assert bool(looked.closed) is is_closed
    if is_closed:
        assert [(one.closed_ms, one.closed_why) for one in looked.closed] == [(day(701), "understood")]


def test_new_answers_that_are_wrong_close_nothing(story):
    """Newer evidence that the area is still low keeps the flag, however much of it there is."""
    story.begin()
    story.answer("s0", WRONG, day(30), each=12, first=10)
    assert school_flags.look(story.desk, day(31)) == school_flags.Looked((), ())


def test_what_was_tapped_before_is_no_new_evidence(story):
    """Right answers of an earlier day that come in later, on a stick, do not close what was opened since; only new ones count."""
    story.begin()
    story.answer("s0", RIGHT, day(0), each=20, first=10)
    story.answer("s0", RIGHT, day(2), each=1)
    assert story.p_low(day(3)) <= NO_LONGER
    assert school_flags.look(story.desk, day(3)).closed == ()
    assert [(one.newer_answers, one.newer_members) for one in story.open_now(day(3))] == [(6, 6)]


def test_a_whole_history(story):
    """Low, taught again, understood, and low once more two years later: two records, each with its own days."""
    story.begin()
    events = []
    story.answer("s0", WRONG, day(20), each=2, first=10)
    for number, right, each in (
        (40, RIGHT, 3),
        (70, RIGHT, 12),
        (100, RIGHT, 6),
        (800, WRONG, 20),
        (830, WRONG, 20),
        (860, WRONG, 9),
    ):
        story.answer("s0", right, day(number), each=each, first=number % 20)
        looked = school_flags.look(story.desk, day(number + 1))
        events += [("opened", number + 1)] * len(looked.opened) + [("closed", number + 1)] * len(looked.closed)
    assert events == [("closed", 71), ("opened", 801)]
    kept = story.desk.store.read("SELECT opened_ms, closed_ms FROM school_flag ORDER BY opened_ms")
    assert [tuple(row) for row in kept] == [(day(1), day(71)), (day(801), 0)]


def test_what_was_understood_is_told_for_a_while(story):
    """Three months long, and not while the same area is open again."""
    story.begin()
    story.answer("s0", RIGHT, day(70), each=20, first=10)
    school_flags.look(story.desk, day(71))
    desk = story.desk

    def told(number):
        return [
            (one.school, one.closed_ms) for one in school_flags.understood(desk, STAFF, far.overview(desk, STAFF), day(number))
        ]

    assert told(72) == told(160) == [("s0", day(71))]
    assert told(162) == []
    story.answer("s0", WRONG, day(80), each=20)
    assert school_flags.look(desk, day(81)).opened
    assert told(82) == []


def test_a_cell_that_is_hidden_raises_no_flag_and_shows_none(story):
    """Four children who know nothing raise no flag; a flag whose children were erased is told to nobody until five are back."""
    for nth in range(1, 5):
        story.answer(f"s{nth}", RIGHT, day(0), each=10)
    story.answer("s0", WRONG, day(0), members=4, each=20)
    assert school_flags.look(story.desk, day(1)) == school_flags.Looked((), ())
    story.answer("s0", WRONG, day(1), each=10)
    assert school_flags.look(story.desk, day(2)).opened
    for member in ("s0-m0", "s0-m1"):
        story.desk.people.erase("s0", member, "facilitator")
    seen = far.overview(story.desk, STAFF, day(3))
    assert seen.cells["s0", AREA].members < FEWEST
    assert school_flags.flags(story.desk, STAFF, seen, day(3)) == []


def test_a_hidden_cell_has_no_figures_and_moves_no_other(story):
    """Whatever four children answer, their cell says nothing but how many they are, and every other cell and total stays."""
    for nth in range(1, 5):
        story.answer(f"s{nth}", nth > 2, day(0), each=10)
    story.answer("s0", WRONG, day(0), members=4, each=10)
    wrong = far.overview(story.desk, STAFF, day(1))
    story.desk.people.change("DELETE FROM answered WHERE school = ?", ("s0",))
    story.answer("s0", RIGHT, day(0), members=4, each=10)
    story.desk.store.rebuild()
    assert far.overview(story.desk, STAFF, day(1)).cells == wrong.cells
    assert far.overview(story.desk, STAFF, day(1)).totals == wrong.totals
    assert (wrong.cells["s0", AREA].low, wrong.cells["s0", AREA].high, wrong.cells["s0", AREA].p_low) == (0.0, 1.0, 0.0)


def test_not_enough_data_is_a_state_that_says_what_is_missing(story):
    """Two children: three more. Five with one answer each: ten more answers, and no flag however wrong."""
    for nth in range(2, 5):
        story.answer(f"s{nth}", RIGHT, day(0), each=10)
    story.answer("s0", WRONG, day(0), members=2, each=10)
    story.answer("s1", WRONG, day(0), members=5, each=1)
    seen = far.overview(story.desk, STAFF, day(1))
    needs = {school: [(m.children, m.answers) for _, m in areas] for school, areas in school_flags.waiting(STAFF, seen).items()}
    assert needs == {"s0": [(3, 0)], "s1": [(0, 10)]}
    assert school_flags.look(story.desk, day(1)) == school_flags.Looked((), ())


def test_too_few_answers_raise_no_flag(story, monkeypatch):
    """However wrong: with one answer less than is asked for, the area waits."""
    monkeypatch.setattr(rules, "FEWEST_ANSWERS", 61)
    assert story.begin() == school_flags.Looked((), ())
    assert "s0" in school_flags.waiting(STAFF, far.overview(story.desk, STAFF, day(1)))


def test_the_record_holds_counts_and_no_child(story):
    """What is kept of a flag is a school, an area, days, and six figures of at least five children."""
    story.begin()
    row = story.desk.store.read("SELECT * FROM school_flag")[0]
    assert set(json.loads(row["evidence"])) == {"members", "answers", "mean", "low", "high", "p_low"}
    assert "-m" not in "".join(str(one) for one in tuple(row))


def test_ideas_of_fewer_than_five_children_stay_hidden(story):
    """A flag's evidence names an idea only when five children chose it, and a lesson of the course."""
    story.begin()
    found = school_flags.evidence(story.desk, STAFF, story.open_now(day(1))[0])
    assert found.lesson in story.desk.course.lessons
    assert all(one.members >= FEWEST for one in found.missed)


def test_staff_alone_may_look(story):
    """Nobody else sees a flag, what was understood, what waits, or starts a look."""
    story.begin()
    seen = far.overview(story.desk, STAFF)
    for act in (
        lambda who: school_flags.flags(story.desk, who, seen),
        lambda who: school_flags.understood(story.desk, who, seen),
        lambda who: school_flags.waiting(who, seen),
        lambda who: school_flags.look_once_a_day(story.desk, who),
    ):
        for who in (FACILITATOR, Who(Role.CHILD, "s0", "s0-m0"), Who(Role.NOBODY)):
            with pytest.raises(NotAllowed):
                act(who)


def test_the_first_of_a_day_looks(story):
    """The page of the morning opens the flag, a second one that day does not look again, the next day's does."""
    for nth in range(1, 5):
        story.answer(f"s{nth}", RIGHT, day(0), each=10)
    school_flags.look_once_a_day(story.desk, STAFF, day(1))
    story.answer("s0", WRONG, day(1), each=10)
    school_flags.look_once_a_day(story.desk, STAFF, day(1) + 1000)
    assert story.open_now(day(1) + 1000) == []
    school_flags.look_once_a_day(story.desk, STAFF, day(2))
    assert len(story.open_now(day(2))) == 1


def test_hands_speak_for_the_school_and_for_no_child(tmp_path):
    """A count of wrong hands lowers the school's cell a little, and leaves every member's own standing as it was."""
    desk = room(tmp_path)
    free = {one.id for one in desk.course.lessons.values() if not one.sensitivity}
    items = [one.id for one in desk.course.items.values() if one.area == AREA and one.type == "choice" and one.lesson in free][:3]
    held(desk, items, lambda *_: True)
    at = school_flags.now_ms() + DAY_MS
    before, members = far.cells(desk, at)[SCHOOL, AREA], far.standings(desk, at_ms=at)
    held(desk, items, lambda *_: False, mode="hands", who=HERE)
    after = far.cells(desk, at)[SCHOOL, AREA]
    assert before.mean - 0.1 < after.mean < before.mean
    assert (after.members, after.answers) == (before.members, before.answers)
    assert far.standings(desk, at_ms=at) == members
    assert far.cells(desk, at + far.HANDS_MS + DAY_MS)[SCHOOL, AREA].mean != after.mean
    desk.store.close()
