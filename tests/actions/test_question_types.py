"""Every type of question on its way through the actions: who may be asked it, what is kept, what it may never move."""

from __future__ import annotations

import random
from typing import Any

import pytest

from actions import calibrate, group_questions, item_care, review, study
from actions.answer import answered, new_event_id
from actions.demo import _response
from actions.desk import Desk
from actions.permissions import Role, Who
from actions.standings import standings
from curriculum.items import AGREE, CRITERIA, DISAGREE, LEVELS, TYPES, UNSURE, Match, TrueFalse
from progress.group_quiz import Session
from progress.store.people import Attempt, now_ms
from progress.store.projection import DAY_MS, TABLES
from tests.actions.rooms import CIRCLE
from tests.conftest import SCHOOL
from tests.curriculum.test_items import EVERY, ITEM, heard, item

MATCH, STATEMENT = "rights.four-promises.q10", "rights.what-is-a-right.q7"
TOLD, SURE = "rights.trusted-adults.q11", "rights.trusted-adults.q12"
STAFF = Who(Role.STAFF, SCHOOL, "staff")


def give(desk: Desk, child: Who, name: str, response: Any, at_ms: int | None = None) -> Any:
    """One answer, kept."""
    at, event = at_ms or now_ms(), new_event_id()
    new = answered(desk, SCHOOL, child.id, name, response, event_id=event, attempt=event, at=at, lang="km")
    return desk.store.append(new).result()


def everything(desk: Desk) -> dict[str, list[tuple[Any, ...]]]:
    """All projections."""
    return {table: [tuple(row) for row in desk.store.read(f"SELECT * FROM {table}")] for table in TABLES}


@pytest.mark.parametrize(
    ("name", "response"), [(TOLD, heard(2, 2, 2, 2, 2)), (TOLD, heard(0, 0, 0, 0, 0)), (SURE, "4"), (SURE, UNSURE)]
)
def test_what_is_no_evidence_moves_nothing(desk, child, name, response):
    """A listener's mark and a child's confidence are kept as given; no estimate, count or card changes, rebuilt or not."""
    give(desk, child, STATEMENT, AGREE)
    before, told = everything(desk), standings(desk, SCHOOL, child.id)
    give(desk, child, name, response)
    kept = desk.store.read("SELECT response, options FROM answered WHERE item = ?", (name,))
    assert len(kept) == 1 and kept[0]["options"] == 0
    assert everything(desk) == before
    assert [one.estimate.answers for one in standings(desk, SCHOOL, child.id)] == [one.estimate.answers for one in told]
    desk.store.rebuild()
    assert everything(desk) == before
    assert len(desk.store.history(SCHOOL, child.id)[1]) == 1
    assert [one.item for one in calibrate.given(desk)[0]] == [STATEMENT]
    assert item_care.bank(desk, STAFF, "telling").needy == ()


def test_a_child_who_only_felt_and_told_has_no_estimate(desk, child):
    """The first answer of all may be one that says nothing; the next one that says something is folded as the first."""
    give(desk, child, SURE, "2")
    give(desk, child, TOLD, heard(2, 2, 2, 1, 1))
    assert not any(everything(desk).values())
    desk.store.rebuild()
    assert not any(everything(desk).values())
    give(desk, child, STATEMENT, AGREE)
    assert [row["answers"] for row in desk.store.read("SELECT answers FROM member_area")] == [1]


def test_they_go_after_twelve_months_like_all_answers(desk, child):
    """Closed with the others, without a trace in what is kept of the member."""
    long_ago = now_ms() - 400 * DAY_MS
    give(desk, child, SURE, "1", long_ago)
    give(desk, child, STATEMENT, AGREE, long_ago + 1)
    before = everything(desk)
    done = desk.store.writer.do(
        lambda connection: desk.store._projection.close(connection, SCHOOL, child.id, now_ms() - 365 * DAY_MS)
    ).result()
    assert done == 2
    assert desk.store.read("SELECT * FROM answered") == []
    assert everything(desk) == before
    assert SURE not in desk.store.read("SELECT folded FROM closed_member")[0]["folded"]


@pytest.mark.parametrize(
    ("name", "response", "right"),
    [
        (SURE, "1", None),
        (SURE, "4", None),
        (TOLD, heard(2, 2, 2, 1, 0), True),
        (TOLD, heard(1, 1, 1, 1, 1), False),
        (STATEMENT, AGREE, True),
    ],
)
def test_the_page_is_told(desk, child, name, response, right):
    """A feeling is neither right nor wrong; what a friend heard is well told from seven of ten."""
    kept = give(desk, child, name, response).stored
    told = study.acknowledgement(desk, kept, "km")
    assert told["right"] is right
    assert told["response"] == response
    assert ("thanks" in told) == (name == SURE)


@pytest.mark.parametrize("lang", ["km", "en"])
def test_a_listener_is_asked_five_things(desk, child, lang):
    """In the language of the page, three levels each; the words come with the item."""
    _open(desk, child, TOLD)
    (asked,) = study.round_of(desk, child, "r1", lang)["items"]
    assert [one["id"] for one in asked["criteria"]] == list(CRITERIA)
    assert all([level["id"] for level in one["levels"]] == list(LEVELS) for one in asked["criteria"])
    assert asked["criteria"][0]["text"] == desk.words("teach_back.message.ask", lang)
    assert asked["words"]["hand_over"] == desk.words("teach_back.hand_over", lang)


def test_the_rights_of_a_match_lie_as_the_attempt_has_them(desk, child):
    """The same after a refresh and a restart, another order for the neighbour; and never one that gives the pairs away."""
    _open(desk, child, MATCH)
    first, again = (study.round_of(desk, child, "r1", "km")["items"][0] for _ in range(2))
    assert first == again
    orders = {
        tuple(
            one["id"] for one in study._shuffled({"id": MATCH, "rights": [dict(r) for r in first["rights"]]}, f"a{n}")["rights"]
        )
        for n in range(40)
    }
    assert len(orders) > 5
    assert "pairs" not in first and "feedback" not in str(first)


def test_reviews_and_checks_leave_them_out(desk):
    """No round that is chosen for a child asks what cannot be marked, or waits for a listener."""
    known = review._Member(SCHOOL, "m", now_ms(), set(desk.course.lessons), {}, [], {}, {})
    asked = {one.item for one in review._candidates(desk, known, desk.course.lessons)}
    assert {MATCH, STATEMENT} <= asked
    assert not {TOLD, SURE} & asked
    assert TOLD not in str(desk.course.skills()["telling"])
    assert all(options >= 2 for options in desk.course.options().values())


def test_a_group_is_asked_a_statement_and_nothing_longer(desk):
    """True is the first edge and not true the second, in every session; "not sure" is the dark one."""
    askable = group_questions.askable(desk, SCHOOL, CIRCLE, "lesson")
    assert {STATEMENT, f"{STATEMENT}b"} <= askable
    assert not {MATCH, TOLD, SURE} & askable
    assert not any(desk.course.items[one].type in ("story", "sort", "order") for one in askable)
    for session in ("s1", "s2", "s3"):
        for name, right in ((STATEMENT, "A"), (f"{STATEMENT}b", "B")):
            asked = group_questions.question(
                desk, Session(SCHOOL, session, CIRCLE, "lesson", "", (name,), "cards", 2, 0, "read", 1, 1), name
            )
            assert [(one.letter, one.id) for one in asked.ways] == [("A", AGREE), ("B", DISAGREE), ("D", UNSURE)]
            assert asked.right == right
            assert asked.ways[0].text and asked.ways[0].text.km == desk.words("stage.agree", "km")
            assert all(one.feedback for one in asked.ways[:2])
    assert group_questions.is_right(desk, STATEMENT, AGREE)


@pytest.mark.parametrize("kind", EVERY)
def test_simulated_children_answer_every_type(kind):
    """Each response fits its item, is right when it should be, and a wrong one is not always the same."""
    one = ITEM.validate_python(item(kind))
    chance = random.Random(1)
    rights, wrongs = ([_response(one, is_right, chance) for _ in range(60)] for is_right in (True, False))
    marked = [one.mark(response) for response in rights]
    assert all(marked) if kind != "scale" else not any(marked)
    assert not any(one.mark(response) for response in wrongs)
    assert UNSURE in wrongs and len({str(response) for response in wrongs}) > 1


def test_the_course_asks_in_every_way():
    """So that each of the tests above stands for something that children meet."""
    assert set(EVERY) == {*TYPES, "branching"}
    assert {TrueFalse, Match} <= {type(ITEM.validate_python(item(kind))) for kind in TYPES}


def _open(desk: Desk, child: Who, *names: str) -> None:
    desk.people.open_attempt(SCHOOL, Attempt("r1", child.id, "", now_ms(), False, "check", names))
