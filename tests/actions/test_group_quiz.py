"""A group session on a real desk: what is kept, by which way it came, what it says about whom."""

from __future__ import annotations

import random

import pytest

from actions import enrol, erase, group_questions, group_quiz, group_quiz_views
from actions.group_quiz import Unusable
from actions.permissions import NotAllowed, Role, Who
from progress.group_quiz import NotNow, Session
from sheets import scan
from tests.conftest import FACILITATOR, SCHOOL, SECRET

LESSON = "rights.trusted-adults"
ANIMALS = enrol.AVATARS[:6]


@pytest.fixture
def members(desk):
    """Six children."""
    return [enrol.add_member(desk, FACILITATOR, "c1", one, SECRET) for one in ANIMALS]


@pytest.fixture
def session(desk, members) -> Session:
    """Two questions by paper cards."""
    items = (f"{LESSON}.q1", f"{LESSON}.q2")
    return group_quiz.begin(desk, FACILITATOR, "c1", "lesson", items, LESSON)


def at(desk, session, *moves) -> Session:
    """Goes on by these moves."""
    for move in moves:
        now = group_quiz.session(desk, FACILITATOR, session.session)
        now = group_quiz.move(desk, FACILITATOR, session.session, now.version, move)
    return now


def hold(monkeypatch, desk, session, held, unclear=None):
    """The camera sees these members hold these letters (their cards are theirs for the year)."""
    card = {member: one for one, member in group_quiz.holders(desk, FACILITATOR, session.session).items()}
    answers = {card[member]: "ABCD".index(letter) for member, letter in held.items()}
    lost = {card[member]: why for member, why in (unclear or {}).items()}
    seen = scan.Reading(answers, lost, frozenset(), 5)
    monkeypatch.setattr(scan, "read", lambda frames, known, blocked=frozenset(): seen)
    return group_quiz.read_cards(desk, FACILITATOR, session.session, [b"picture"])


def rows(desk, sql="SELECT * FROM answered ORDER BY member, round"):
    """Rows of the store."""
    return [dict(row) for row in desk.store.read(sql)]


def right_letter(desk, session, item=None):
    """The letter of the right option in this session."""
    return group_questions.question(desk, session, item or session.item).right


def test_what_the_camera_reads_becomes_answers_when_the_round_closes(desk, session, members, monkeypatch):
    """Until then it can be put right; afterwards each is an event with round, mode and source."""
    now = at(desk, session, "think", "round1")
    hold(monkeypatch, desk, now, {members[0]: "A", members[1]: "B"})
    group_quiz.enter(desk, FACILITATOR, session.session, members[2], "C")
    group_quiz.enter(desk, FACILITATOR, session.session, members[1], "D")
    assert rows(desk) == []
    at(desk, session, "discuss")
    meaning = group_questions.meaning(desk, session, session.item)
    kept = {row["member"]: (row["response"], row["round"], row["mode"], row["source"]) for row in rows(desk)}
    assert kept == {
        members[0]: (f'"{meaning["A"]}"', 1, "cards", "camera"),
        members[1]: (f'"{meaning["D"]}"', 1, "cards", "corrected"),
        members[2]: (f'"{meaning["C"]}"', 1, "cards", "hand"),
    }


def test_a_card_read_in_two_ways_is_nobody_s_answer(desk, session, members, monkeypatch):
    """It is taken back and stands among those not seen, until the facilitator enters it; a restarted server knows it too."""
    now = at(desk, session, "think", "round1")
    hold(monkeypatch, desk, now, {members[0]: "A", members[1]: "B"})
    group_quiz._gathered.clear()  # the server was started again
    hold(monkeypatch, desk, now, {members[0]: "C"})
    view = group_quiz_views.host(desk, FACILITATOR, session.session, "en")
    assert members[0] in view["missed"] and members[1] not in view["missed"]
    group_quiz.enter(desk, FACILITATOR, session.session, members[0], "C")
    hold(monkeypatch, desk, now, {members[0]: "A"})
    assert members[0] not in group_quiz_views.host(desk, FACILITATOR, session.session, "en")["missed"]
    at(desk, session, "discuss")
    meaning = group_questions.meaning(desk, session, session.item)
    assert {row["member"]: row["response"] for row in rows(desk)}[members[0]] == f'"{meaning["C"]}"'


def test_photos_of_children_say_nothing_of_teams(desk, session, members, monkeypatch):
    """After the way has changed to teams, what children's cards showed is no team's answer, though the cards are the same."""
    now = at(desk, session, "think", "round1")
    hold(monkeypatch, desk, now, {members[0]: "A", members[1]: "B"})
    group_quiz.answer_by(desk, FACILITATOR, session.session, "team", 4)
    hold(monkeypatch, desk, now, {"team-3": "C"})
    teams = rows(desk, "SELECT seat, response FROM group_answer WHERE mode = 'team'")
    assert teams == [{"seat": "team-3", "response": group_questions.meaning(desk, session, session.item)["C"]}]


def test_a_child_marked_as_ill_after_a_photo_stops_no_other_photo(desk, session, members, monkeypatch):
    """The next photo is read and kept, and the child who is ill is not taken for present."""
    now = at(desk, session, "think", "round1")
    hold(monkeypatch, desk, now, {members[0]: "A"})
    group_quiz.mark_present(desk, FACILITATOR, session.session, members[0], "ill")
    hold(monkeypatch, desk, now, {members[1]: "B"})
    assert desk.groups.present(SCHOOL, session.session) == {members[0]: ("ill", 0), members[1]: ("here", 0)}


def test_an_answer_that_comes_as_the_round_closes_is_an_event_or_late(desk, session, members, monkeypatch):
    """Put down after the facilitator's press was looked at and before it is written: it is among the final answers."""
    at(desk, session, "think", "round1")
    change = desk.groups.change

    def press(*given):
        group_quiz.enter(desk, FACILITATOR, session.session, members[0], "A")
        return change(*given)

    monkeypatch.setattr(desk.groups, "change", press)
    at(desk, session, "discuss")
    assert [row["member"] for row in rows(desk)] == [members[0]]


def test_hands_are_evidence_about_the_group_alone(desk, session, members):
    """Four counts stand for the round, a second count takes their place, and no member gets an answer from them."""
    group_quiz.answer_by(desk, FACILITATOR, session.session, "hands")
    at(desk, session, "think", "round1")
    group_quiz.count(desk, FACILITATOR, session.session, {"A": 3, "B": 9})
    group_quiz.count(desk, FACILITATOR, session.session, {"A": 3, "B": 2, "D": 1})
    view = group_quiz_views.host(desk, FACILITATOR, session.session, "en")
    assert view["counts"] == {"A": 3, "B": 2, "C": 0, "D": 1}
    assert view["answered"] == 6
    at(desk, session, "discuss")
    assert rows(desk) == []
    assert rows(desk, "SELECT * FROM member_area") == []
    assert {row["member"] for row in rows(desk, "SELECT member FROM group_answer")} == {""}


def test_the_way_can_change_in_the_middle_of_a_round(desk, session, members, monkeypatch):
    """Cards that were read stay when the camera fails and hands or teams go on."""
    now = at(desk, session, "think", "round1")
    hold(monkeypatch, desk, now, {members[0]: "A"})
    group_quiz.answer_by(desk, FACILITATOR, session.session, "hands")
    group_quiz.count(desk, FACILITATOR, session.session, {"B": 2})
    group_quiz.answer_by(desk, FACILITATOR, session.session, "team", 5)
    group_quiz.enter(desk, FACILITATOR, session.session, "team-5", "C")
    found = {(row["seat"], row["mode"]) for row in rows(desk, "SELECT seat, mode FROM group_answer")}
    assert found == {(members[0], "cards"), ("hands-01", "hands"), ("hands-02", "hands"), ("team-5", "team")}
    at(desk, session, "discuss")
    assert [row["member"] for row in rows(desk)] == [members[0]]


def test_after_talking_counts_less_and_only_the_first_round_is_an_item_s(desk, session, members):
    """Both rounds are events; how an item is answered, and which misconceptions speak, is counted before the group talked."""
    at(desk, session, "think", "round1")
    letter = right_letter(desk, session)
    wrong = next(one for one in "ABC" if one != letter)
    group_quiz.enter(desk, FACILITATOR, session.session, members[0], wrong)
    at(desk, session, "discuss", "round2")
    group_quiz.enter(desk, FACILITATOR, session.session, members[0], letter)
    at(desk, session, "reveal")
    assert [(row["round"], row["is_right"]) for row in rows(desk)] == [(1, 0), (2, 1)]
    assert [(r["answers"], r["rights"]) for r in rows(desk, "SELECT * FROM member_item")] == [(1, 0)]
    assert [r["times"] for r in rows(desk, "SELECT * FROM misunderstood")] == [1]


def test_an_answer_after_the_round_is_too_late(desk, session, members):
    """Nothing is taken while no round is open."""
    for moves in (("think",), ("round1", "discuss")):
        at(desk, session, *moves)
        if moves[-1] == "round1":
            continue
        with pytest.raises(NotNow):
            group_quiz.enter(desk, FACILITATOR, session.session, members[0], "A")


def test_a_second_press_goes_no_further(desk, session):
    """Two windows, or a key held down: the second move with the same version is refused, the session is one step on."""
    group_quiz.move(desk, FACILITATOR, session.session, 1, "think")
    with pytest.raises(NotNow):
        group_quiz.move(desk, FACILITATOR, session.session, 1, "think")
    assert group_quiz.session(desk, FACILITATOR, session.session).step == "think"


def test_who_comes_late_is_here_from_that_question_on(desk, session, members, monkeypatch):
    """What a late child missed is missing, not wrong; who is marked as ill cannot be read by mistake."""
    now = at(desk, session, "think", "round1")
    hold(monkeypatch, desk, now, {members[0]: "A"})
    group_quiz.mark_present(desk, FACILITATOR, session.session, members[5], "ill")
    assert members[5] not in group_quiz.holders(desk, FACILITATOR, session.session).values()
    now = at(desk, session, "discuss", "round2", "reveal", "next", "think", "round1")
    hold(monkeypatch, desk, now, {members[0]: "A", members[1]: "B"})
    present = desk.groups.present(SCHOOL, session.session)
    assert present == {members[0]: ("here", 0), members[1]: ("here", 1), members[5]: ("ill", 0)}
    at(desk, session, "discuss")
    assert [row["item"] for row in rows(desk) if row["member"] == members[1]] == [f"{LESSON}.q2"]


def test_a_sensitive_lesson_waits_for_a_ready_school_and_its_words(desk, members, monkeypatch, signed):
    """SG-08: neither ready nor opened, a group cannot be asked it; opened for this group, it can."""
    lesson = next(one.id for one in desk.course.lessons.values() if one.sensitivity)
    item = next(i.id for i in desk.quiz(lesson) if group_questions.fits(desk, i.id))
    with pytest.raises(Unusable, match="no_questions"):
        group_quiz.begin(desk, FACILITATOR, "c1", "lesson", [item], lesson)
    enrol.mark_ready(desk, FACILITATOR, set(enrol.READINESS))
    enrol.open_lesson(desk, FACILITATOR, "c1", lesson, 0)
    assert group_quiz.begin(desk, FACILITATOR, "c1", "lesson", [item], lesson).item == item


def test_counts_of_a_sensitive_question_wait_for_five(desk, members, signed):
    """With four answers neither the share nor the results have a number in them; with five they do."""
    lesson = next(one.id for one in desk.course.lessons.values() if one.sensitivity)
    enrol.mark_ready(desk, FACILITATOR, set(enrol.READINESS))
    enrol.open_lesson(desk, FACILITATOR, "c1", lesson, 0)
    item = next(i.id for i in desk.quiz(lesson) if i.sensitivity and group_questions.fits(desk, i.id))
    session = group_quiz.begin(desk, FACILITATOR, "c1", "lesson", [item], lesson)
    at(desk, session, "think", "round1")
    for member in members[:4]:
        group_quiz.enter(desk, FACILITATOR, session.session, member, "A")
    assert group_quiz_views.host(desk, FACILITATOR, session.session, "en")["share"] == {
        "is_hidden": True, "right": None, "answered": 4, "advice": None
    }  # fmt: skip
    at(desk, session, "reveal")
    results = group_quiz_views.projector(desk, FACILITATOR, session.session, "en")["results"]
    assert results["is_hidden"] and {row["rounds"] for row in results["rows"]} == {None} and results["totals"] is None
    session = group_quiz.begin(desk, FACILITATOR, "c1", "lesson", [item], lesson)
    at(desk, session, "think", "round1")
    for member in members[:5]:
        group_quiz.enter(desk, FACILITATOR, session.session, member, "A")
    assert not group_quiz_views.host(desk, FACILITATOR, session.session, "en")["share"]["is_hidden"]


def test_a_sensitive_question_is_announced(desk, members, signed):
    """SG-07: before it, the facilitator is given the note of its lesson to read aloud; an ordinary one has none."""
    lesson = next(one for one in desk.course.lessons.values() if one.sensitivity)
    enrol.mark_ready(desk, FACILITATOR, set(enrol.READINESS))
    enrol.open_lesson(desk, FACILITATOR, "c1", lesson.id, 0)
    item = next(i.id for i in desk.quiz(lesson.id) if group_questions.fits(desk, i.id))
    session = group_quiz.begin(desk, FACILITATOR, "c1", "lesson", (item, f"{LESSON}.q1"), lesson.id)
    note = lambda: group_quiz_views.host(desk, FACILITATOR, session.session, "km")["note"]  # noqa: E731
    assert note() == lesson.content_note.km
    at(desk, session, "think", "round1")
    assert note() is None
    at(desk, session, "reveal", "next")
    assert note() is None


def test_the_big_screen_knows_no_child(desk, members, monkeypatch):
    """At every step: no name, no id, no picture of a child, and before the reveal nothing of what was answered or is right."""
    named = enrol.add_member(desk, FACILITATOR, "c1", "owl", SECRET, "ម៉ាលីណា")
    session = group_quiz.begin(desk, FACILITATOR, "c1", "lesson", (f"{LESSON}.q1",), LESSON)
    seen = []
    for move in ("think", "round1", "discuss", "round2", "reveal", "next"):
        seen.append((group_quiz.session(desk, FACILITATOR, session.session).step, look(desk, session)))
        at(desk, session, move)
        if move.startswith("round"):
            for one in (*members, named):
                group_quiz.enter(desk, FACILITATOR, session.session, one, "A")
    for step, view in seen:
        text = str(view)
        assert not any(one in text for one in (*members, named, "ម៉ាលីណា", *(f"/small/{a}.svg" for a in ANIMALS)))
        if step != "reveal":
            assert not {"feedback", "is_right", "rounds", "share"} & {*view, *str(view).replace("'", " ").split()}


def look(desk, session):
    """The big screen's view."""
    return group_quiz_views.projector(desk, FACILITATOR, session.session, "km")


def test_the_facilitator_never_sees_what_a_child_answered(desk, session, members):
    """Two rounds answered alike by all but one: the view is the same whichever child it was."""
    views = []
    for odd in (0, 1):
        session = group_quiz.begin(desk, FACILITATOR, "c1", "lesson", (f"{LESSON}.q1",), LESSON)
        at(desk, session, "think", "round1")
        meaning = group_questions.meaning(desk, session, session.item)
        right = right_letter(desk, session)
        wrong = next(letter for letter in "ABC" if meaning[letter] != meaning[right])
        for nth, member in enumerate(members):
            group_quiz.enter(desk, FACILITATOR, session.session, member, wrong if nth == odd else right)
        view = group_quiz_views.host(desk, FACILITATOR, session.session, "en")
        views.append({name: view[name] for name in ("seats", "missed", "share", "answered", "devices")})
    assert views[0] == views[1]


def test_a_test_tells_nothing(desk, members):
    """A baseline has no share, no advice, no reveal and no second round, and its answers are events all the same."""
    session = group_quiz.begin(desk, FACILITATOR, "c1", "baseline", (f"{LESSON}.q1", f"{LESSON}.q2"))
    for _ in range(2):
        at(desk, session, "think", "round1")
        group_quiz.enter(desk, FACILITATOR, session.session, members[0], "A")
        view = group_quiz_views.host(desk, FACILITATOR, session.session, "en")
        assert (view["share"], view["results"], view["moves"]) == (None, None, ["next"])
        at(desk, session, "next")
    assert group_quiz.session(desk, FACILITATOR, session.session).step == "ended"
    assert len(rows(desk)) == 2


def test_a_trial_of_the_cards_says_nothing_about_knowing(desk, members, monkeypatch):
    """Read cards are kept for the report, and no answer, area or item of a child comes from them."""
    session = group_quiz.begin(desk, FACILITATOR, "c1", "trial", group_questions.TRIAL)
    now = at(desk, session, "think", "round1")
    hold(monkeypatch, desk, now, {members[0]: "A", members[1]: "B"})
    at(desk, session, "next")
    assert {(r["member"], r["is_right"]) for r in rows(desk, "SELECT * FROM group_answer")} == {(members[0], 1), (members[1], 0)}
    assert rows(desk) == rows(desk, "SELECT * FROM member_area") == []


def test_a_new_session_ends_the_old_one_and_loses_nothing(desk, session, members):
    """A circle has one at a time: what was answered in the open round of the old one is kept as answers."""
    at(desk, session, "think", "round1")
    group_quiz.enter(desk, FACILITATOR, session.session, members[0], "A")
    group_quiz.begin(desk, FACILITATOR, "c1", "lesson", (f"{LESSON}.q3".replace("q3", "q1b"),), LESSON)
    assert group_quiz.session(desk, FACILITATOR, session.session).step == "ended"
    assert [row["member"] for row in rows(desk)] == [members[0]]


def test_a_card_is_a_child_s_for_the_year(desk, session, members):
    """Numbers stay when others come or go; who leaves frees a number for the next, and is never read again."""
    before = group_quiz.holders(desk, FACILITATOR, session.session)
    erase.erase(desk, FACILITATOR, members[2])
    added = enrol.add_member(desk, FACILITATOR, "c1", "owl", SECRET)
    now = group_quiz.holders(desk, FACILITATOR, session.session)
    assert {card: one for card, one in before.items() if one != members[2]} == {c: one for c, one in now.items() if one != added}
    assert next(card for card, one in now.items() if one == added) == next(c for c, one in before.items() if one == members[2])


def test_an_erased_child_leaves_no_seat(desk, session, members):
    """Attendance, card and every answer of the session go with the child, and none comes back."""
    at(desk, session, "think", "round1")
    group_quiz.enter(desk, FACILITATOR, session.session, members[0], "A")
    erase.erase(desk, FACILITATOR, members[0])
    for table in ("group_answer", "group_present", "answer_card"):
        assert members[0] not in str(rows(desk, f"SELECT * FROM {table}"))
    with pytest.raises(NotAllowed):
        group_quiz.enter(desk, FACILITATOR, session.session, members[0], "A")


def test_after_twelve_months_a_session_keeps_counts_and_no_child(desk, session, members):
    """Whose answer was whose is forgotten; how many gave each answer stays."""
    at(desk, session, "think", "round1")
    for member in members[:3]:
        group_quiz.enter(desk, FACILITATOR, session.session, member, "A")
    at(desk, session, "discuss")
    before = desk.groups.answers(SCHOOL, session.session)
    assert desk.groups.lapse(session.opened_ms + 1) == 3
    after = desk.groups.answers(SCHOOL, session.session)
    assert sorted((a.round, a.response, a.is_right) for a in before) == sorted((a.round, a.response, a.is_right) for a in after)
    assert {one.member for one in after} == {""} and not {one.seat for one in after} & set(members)
    assert desk.groups.present(SCHOOL, session.session) == {}
    assert desk.groups.lapse(session.opened_ms + 1) == 0


@pytest.mark.parametrize(
    ("hands", "why"),
    [({"A": 61}, "too_many_hands"), ({"A": -1}, "no_such_letter"), ({"E": 1}, "no_such_letter")],
)
def test_a_slip_of_the_finger_changes_nothing(desk, session, hands, why):
    """What cannot be is refused with its reason, and the count before stands."""
    group_quiz.answer_by(desk, FACILITATOR, session.session, "hands")
    at(desk, session, "think", "round1")
    group_quiz.count(desk, FACILITATOR, session.session, {"A": 2})
    with pytest.raises(Unusable, match=why):
        group_quiz.count(desk, FACILITATOR, session.session, hands)
    assert len(desk.groups.answers(SCHOOL, session.session)) == 2


def test_another_school_runs_nothing_here(desk, session):
    """A session's id is no key: a facilitator of another school gets NotAllowed for each verb."""
    other = Who(Role.FACILITATOR, "02-1", "facilitator")
    for do in (
        lambda: group_quiz.session(desk, other, session.session),
        lambda: group_quiz.move(desk, other, session.session, 1, "think"),
        lambda: group_quiz_views.host(desk, other, session.session, "km"),
        lambda: group_quiz.end(desk, other, session.session),
    ):
        with pytest.raises(NotAllowed):
            do()


def test_options_are_mixed_from_session_to_session(desk, session):
    """The right letter wanders, so that nobody learns "B"; within a session it stays."""
    letters = {
        right_letter(desk, Session(SCHOOL, f"{n:08x}", "c1", "lesson", "", (session.item,), "cards", 4, 0, "read", 1, 0))
        for n in random.Random(1).sample(range(9999), 40)
    }
    assert letters == {"A", "B", "C"}
    assert right_letter(desk, session) == right_letter(desk, session)
