"""Phones in the room: who may answer, for whom, when, and what is told to whoever comes twice or too late."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions import enrol, group_quiz
from actions import group_quiz_devices as devices
from actions.answer import Unfit
from actions.permissions import NOBODY, NotAllowed, Role, Who
from progress.events import UUID7
from tests.conftest import FACILITATOR, SCHOOL, SECRET

EVENT = "01930000-0000-7000-8000-0000000000"
ITEMS = ("rights.what-is-a-right.q1", "rights.what-is-a-right.q3")


@pytest.fixture
def members(desk):
    """Three children."""
    return [enrol.add_member(desk, FACILITATOR, "c1", animal, SECRET) for animal in ("cat", "owl", "duck")]


@pytest.fixture
def session(desk, members):
    """A session that is answered by phones, with its first question being read."""
    return group_quiz.begin(desk, FACILITATOR, "c1", "meeting", ITEMS, mode="devices").session


def go(desk, session, *moves):
    """The facilitator goes on."""
    for move in moves:
        now = group_quiz.session(desk, FACILITATOR, session)
        group_quiz.move(desk, FACILITATOR, session, now.version, move)


def phone(desk, session, token="t", picture=None, seat=None):
    """A phone that came in, chose a picture, and was let in for a seat."""
    number = asyncio.run(devices.join(desk, NOBODY, SCHOOL, session, token))
    who = Who(Role.DEVICE, SCHOOL, f"{session}/{number}")
    if picture:
        asyncio.run(devices.claim(desk, who, picture))
    if seat:
        devices.let_in(desk, FACILITATOR, session, number, seat)
    return who


def tap(n=1, item=ITEMS[0], round=1, letter="A", **more):
    """What a phone sends."""
    return {"event_id": f"{EVENT}{n:02}", "item": item, "round": round, "letter": letter, **more}


def answer(desk, who, **body):
    """The reply to one tap."""
    return asyncio.run(devices.answer(desk, who, tap(**body)))


def seen(desk, who, lang="en"):
    """What the phone shows."""
    return devices.view(desk, who, devices.room(desk, who, who.id.split("/")[0]), lang)


def stands(desk, session):
    """Everything that is kept: (seat, item, round) → answer."""
    return {(one.seat, one.item, one.round): one for one in desk.groups.answers(SCHOOL, session)}


def test_a_phone_comes_in_step_by_step(desk, session, members):
    """New, then waiting with its picture, then in with the question; only then are there keys."""
    who = phone(desk, session)
    new = seen(desk, who)
    assert (new["state"], [one["seat"] for one in new["pictures"]]) == ("new", ["cat", "duck", "owl"])
    asyncio.run(devices.claim(desk, who, "owl"))
    waiting = seen(desk, who)
    assert (waiting["state"], waiting["me"]["said"], "question" in waiting) == ("waiting", "Owl", False)
    devices.let_in(desk, FACILITATOR, session, 1, members[1])
    assert seen(desk, who)["question"]["options"] == []  # step read: listen
    go(desk, session, "think", "round1")
    asked = seen(desk, who)
    assert (asked["state"], asked["round"], asked["nth"], asked["of"], asked["mine"]) == ("in", 1, 1, 2, None)
    assert {one["letter"] for one in asked["question"]["options"]} == set("ABCD")
    assert set(asked["question"]["options"][0]) == {"letter", "said", "text"}


def test_the_first_answer_stands_and_is_told(desk, session, members):
    """Kept at once for the child that was let in; the same tap again, and another one, get the stored letter back."""
    who = phone(desk, session, seat=members[0])
    go(desk, session, "think", "round1")
    assert answer(desk, who, letter="B") == {"ok": True, "mine": "B", "is_new": True}
    assert answer(desk, who, letter="B") == {"ok": True, "mine": "B", "is_new": False}
    assert answer(desk, who, n=2, letter="A") == {"ok": True, "mine": "B", "is_new": False}
    ((seat, item, round), kept), *more = stands(desk, session).items()
    assert (seat, item, round, kept.member, kept.mode, kept.source, more) == (members[0], ITEMS[0], 1, seat, "devices", "tap", [])
    assert seen(desk, who)["mine"] == "B"


def test_a_lost_reply_is_told_after_the_round_too(desk, session, members):
    """The line dropped with the reply: the same tap, sent again when the round is closed, is here; another one is late."""
    who = phone(desk, session, seat=members[0])
    go(desk, session, "think", "round1")
    answer(desk, who, letter="B")
    go(desk, session, "discuss")
    assert answer(desk, who, letter="B") == {"ok": True, "mine": "B", "is_new": False}
    assert answer(desk, who, n=2, letter="A") == {"why": "late", "mine": "B"}


@pytest.mark.parametrize(
    ("moves", "body", "why"),
    [
        ((), {}, "not_yet"),
        (("think",), {}, "not_yet"),
        (("think", "round1"), {"round": 2}, "not_yet"),
        (("think", "round1"), {"item": ITEMS[1]}, "not_yet"),
        (("think", "round1"), {"item": "rights.gone.q1"}, "late"),
        (("think", "round1", "discuss"), {}, "late"),
        (("think", "round1", "discuss", "round2"), {}, "late"),
        (("think", "round1", "reveal"), {"round": 2}, "late"),
        (("think", "round1", "reveal", "next", "think", "round1"), {}, "late"),
    ],
)
def test_only_the_open_round_of_this_question_takes_answers(desk, session, members, moves, body, why):
    """Too early and too late are told apart, and nothing is kept."""
    who = phone(desk, session, seat=members[0])
    go(desk, session, *moves)
    assert answer(desk, who, **body) == {"why": why, "mine": None}
    assert stands(desk, session) == {}


def test_who_was_not_let_in_answers_for_nobody(desk, session, members):
    """New, waiting and refused phones get "unknown"; a seat in the body changes nothing, also for one that is in."""
    go(desk, session, "think", "round1")
    new, waiting, inside = phone(desk, session, "a"), phone(desk, session, "b", "cat"), phone(desk, session, "c", seat=members[2])
    for who in (new, waiting):
        assert answer(desk, who, seat=members[0]) == {"why": "unknown", "mine": None}
    devices.let_in(desk, FACILITATOR, session, 2, None)
    assert seen(desk, waiting)["state"] == "refused"
    assert answer(desk, waiting)["why"] == "unknown"
    assert answer(desk, inside, seat=members[0])["ok"]
    assert [seat for seat, _, _ in stands(desk, session)] == [members[2]]


def test_a_child_s_second_phone_takes_the_place_of_the_first(desk, session, members):
    """The former phone is told that it moved, and its taps count no more; it may ask again."""
    go(desk, session, "think", "round1")
    first, second = phone(desk, session, "a", "cat", members[0]), phone(desk, session, "b", "cat", members[0])
    assert (seen(desk, first)["state"], seen(desk, second)["state"]) == ("moved", "in")
    assert answer(desk, first)["why"] == "unknown"
    asyncio.run(devices.claim(desk, first, "owl"))
    assert seen(desk, first)["state"] == "waiting"


def test_a_claim_can_be_taken_back_but_not_over_one_that_is_in(desk, session, members):
    """Before it is let in; afterwards only the facilitator changes whose phone it is. No picture of elsewhere."""
    who = phone(desk, session, picture="cat")
    asyncio.run(devices.claim(desk, who, ""))
    assert seen(desk, who)["state"] == "new"
    with pytest.raises(Unfit):
        asyncio.run(devices.claim(desk, who, "tiger"))
    devices.let_in(desk, FACILITATOR, session, 1, members[0])
    with pytest.raises(NotAllowed):
        asyncio.run(devices.claim(desk, who, "owl"))


def test_the_first_answer_marks_the_child_as_here(desk, session, members):
    """Nobody is called up: also a child that was put down as ill is here once it answers."""
    who = phone(desk, session, seat=members[0])
    group_quiz.mark_present(desk, FACILITATOR, session, members[0], "ill")
    go(desk, session, "think", "round1")
    answer(desk, who)
    assert desk.groups.present(SCHOOL, session) == {members[0]: ("here", 0)}


def test_the_computer_that_is_passed_round_says_whose_answer_it_is(desk, session, members):
    """Device 0 answers for every child of the group that is not missing, in its own way; a phone may not, at that time."""
    one = phone(desk, session, seat=members[0])
    group_quiz.answer_by(desk, FACILITATOR, session, "keyboard")
    group_quiz.lend(desk, FACILITATOR, session)
    who = Who(Role.DEVICE, SCHOOL, f"{session}/0")
    group_quiz.mark_present(desk, FACILITATOR, session, members[2], "away")
    go(desk, session, "think", "round1")
    assert answer(desk, who, seat=members[1])["is_new"]
    assert answer(desk, who, seat=members[2])["why"] == "unknown"
    assert answer(desk, who, seat="somebody")["why"] == "unknown"
    assert answer(desk, who)["why"] == "unknown"
    assert (seen(desk, one)["state"], answer(desk, one)["why"]) == ("closed", "closed")
    ((seat, _, _), kept), *more = stands(desk, session).items()
    assert (seat, kept.mode, kept.source, more) == (members[1], "keyboard", "tap", [])


def test_one_id_sent_for_every_round_blocks_nothing(desk, session, members):
    """A phone that always sends the same id: each round closes all the same, and every answer becomes an event of its own."""
    who, other = phone(desk, session, "a", seat=members[0]), phone(desk, session, "b", seat=members[1])
    go(desk, session, "think", "round1")
    assert answer(desk, who)["is_new"] and answer(desk, other)["is_new"]
    go(desk, session, "discuss", "round2")
    assert answer(desk, who, round=2)["is_new"]
    go(desk, session, "reveal", "next", "think", "round1")
    assert answer(desk, who, item=ITEMS[1])["is_new"]
    group_quiz.end(desk, FACILITATOR, session)
    rows = desk.store.read("SELECT event_id, member FROM answered")
    assert len(rows) == len({row["event_id"] for row in rows}) == 4
    assert all(UUID7.fullmatch(row["event_id"]) and row["event_id"][:15] == EVENT[:15] for row in rows)


def test_a_session_that_ended_knows_no_phone(desk, session, members):
    """Its cookies open nothing; the last view says that it is over; the next session has other digits and other phones."""
    who = phone(desk, session, "a", seat=members[0])
    group_quiz.end(desk, FACILITATOR, session)
    assert desk.groups.device("a") is None
    assert seen(desk, who) == {"state": "ended", "device": 1}
    assert answer(desk, who)["why"] == "unknown"
    with pytest.raises(NotAllowed):
        phone(desk, session, "b")
    other = group_quiz.begin(desk, FACILITATOR, "c1", "meeting", ITEMS, mode="devices")
    with pytest.raises(NotAllowed):
        devices.view(desk, who, devices.room(desk, who, other.session), "en")


def test_no_more_than_sixty(desk, session):
    """Whoever holds the code cannot fill the facilitator's screen without end."""
    for n in range(devices.MOST):
        phone(desk, session, f"t{n}")
    with pytest.raises(devices.Full):
        phone(desk, session, "one too many")


def test_the_code_stays_and_is_each_session_s_own(desk, session):
    """Four digits that come from the row: the same after a restart, different from session to session."""
    now = group_quiz.session(desk, FACILITATOR, session)
    assert devices.code(now) == devices.code(desk.groups.session(SCHOOL, session))
    assert len(devices.code(now)) == 4 and devices.code(now).isdigit()
    others = [group_quiz.begin(desk, FACILITATOR, "c1", "meeting", ITEMS, mode="devices") for _ in range(20)]
    assert len({devices.code(one) for one in others}) > 10


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from([*ITEMS, "A", f"{EVENT}01", 1, 2]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
NAMED = st.dictionaries(st.sampled_from(["event_id", "item", "round", "letter", "seat", "noise"]), JUNK)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=NAMED, number=st.integers(0, 2))
def test_hostile_bodies_are_refused_in_words(desk, session, members, body, number):
    """Whatever a device sends: a reply, or Unfit; never another error, and never an answer that is not a whole one."""
    try:
        told = asyncio.run(devices.answer(desk, Who(Role.DEVICE, SCHOOL, f"{session}/{number}"), body))
    except Unfit:
        return
    assert told["why"] in ("unknown", "not_yet", "late", "closed")
