"""What a child is offered besides the next lesson, on a real desk: what is due, the group's twins, a round where in doubt."""

from __future__ import annotations

import asyncio

import pytest

from actions import answer as answers
from actions import enrol, group_quiz_plan, review, study
from actions import permissions as seats
from actions.answer import answered, new_event_id
from actions.desk import Desk
from actions.permissions import NotAllowed, Who
from actions.standings import Standing, standings
from curriculum.items import CRITERIA, LEVELS, STEPS, UNSURE
from progress.learning.comprehension import Estimate
from progress.learning.flags import NOTHING, State, Watch
from progress.learning.review import day
from progress.store.people import now_ms
from progress.store.projection import DAY_MS
from tests.actions.rooms import CIRCLE, HERE, held, room
from tests.conftest import FACILITATOR, SCHOOL, SECRET

FIRST, SECOND = "rights.what-is-a-right", "rights.four-promises"
SENSITIVE = "violations.words-can-hurt"
NOW = now_ms()


def right(desk: Desk, item_id: str):
    """The right response, by marking what could be it."""
    item = desk.course.items[item_id]
    match item.type:
        case "choice" | "picture":
            return next(one.id for one in item.options if one.correct)
        case "order":
            return [step.id for step in item.steps]
        case "sort":
            return {thing.id: thing.basket for thing in item.things}
        case "true_false":
            return next(one for one, is_right in item.answers.items() if is_right)
        case "match":
            return item.fitting
        case "scale":
            return STEPS[-1]
        case "teach_back":
            return dict.fromkeys(CRITERIA, LEVELS[-1])
        case _:
            return {scene.id: scene.wise for scene in item.main}


def take(desk: Desk, who: Who, item: str, at_ms: int, attempt: str, *, is_right: bool = True) -> None:
    """One answer at that moment."""
    response = right(desk, item) if is_right else UNSURE
    one = answered(desk, who.school, who.id, item, response, event_id=new_event_id(), attempt=attempt, at=at_ms)
    desk.store.append(one).result()


def learn(desk: Desk, who: Who, lesson: str, at_ms: int, *, is_right: bool = True) -> None:
    """A lesson's quiz from beginning to end."""
    attempt = study.quiz(desk, who, lesson, "en")["attempt"]
    for item in desk.quiz(lesson):
        take(desk, who, item.id, at_ms, attempt, is_right=is_right)
    study.finish(desk, who, attempt)


def again(desk: Desk, who: Who, at_ms: int) -> list[str]:
    """Lessons to meet again."""
    return [one.id for one in review.offers(desk, who, at_ms).again]


def test_nothing_is_offered_to_who_is_new(desk, child):
    """A home without debts."""
    assert review.offers(desk, child) == review.Offers((), "")


def test_what_was_learned_is_met_again_when_it_fades(desk, child):
    """Not on the same day, not the next; when it is due."""
    learn(desk, child, FIRST, NOW)
    assert again(desk, child, NOW) == again(desk, child, NOW + DAY_MS) == []
    assert again(desk, child, NOW + 5 * DAY_MS) == [FIRST]
    with pytest.raises(NotAllowed):
        review.meet_again(desk, child, FIRST, NOW)


def test_what_was_not_there_is_met_again_the_next_day(desk, child):
    """Fewer than six in ten right."""
    learn(desk, child, FIRST, NOW, is_right=False)
    assert again(desk, child, NOW + DAY_MS) == [FIRST]


def test_what_has_faded_most_comes_first(desk, child):
    """Back after months: the lesson that was hardly there before the one that was known."""
    learn(desk, child, FIRST, NOW)
    learn(desk, child, SECOND, NOW, is_right=False)
    assert again(desk, child, NOW + 100 * DAY_MS) == [SECOND, FIRST]


def test_the_next_lesson_is_not_met_again_before_it_was_met(desk, child):
    """Begun and left, or known from the group alone: it stands on the path, and not below it once more."""
    attempt = study.quiz(desk, child, FIRST, "en")["attempt"]
    take(desk, child, desk.quiz(FIRST)[0].id, NOW, attempt)
    assert again(desk, child, NOW + 30 * DAY_MS) == []


def test_a_review_asks_other_words_and_is_fixed(desk, child):
    """Three to six questions, twins where there are any; the same when it is opened again, in whichever tab."""
    learn(desk, child, FIRST, NOW)
    later = NOW + 5 * DAY_MS
    opened = review.meet_again(desk, child, FIRST, later)
    assert 3 <= len(opened.items) <= 6
    assert all(desk.course.items[one].lesson == FIRST for one in opened.items)
    twins = sum(item.is_twin for item in desk.course.quiz(FIRST))
    assert sum(desk.course.items[one].is_twin for one in opened.items) == min(twins, len(opened.items))
    assert review.meet_again(desk, child, FIRST, later) == opened
    assert [item["id"] for item in study.round_of(desk, child, opened.attempt, "km")["items"]] == list(opened.items)


def test_a_review_stays_until_it_is_finished_and_then_goes(desk, child):
    """Half answered it is still on the home; finished it is not, and the card is due later."""
    learn(desk, child, FIRST, NOW)
    later = NOW + 5 * DAY_MS
    opened = review.meet_again(desk, child, FIRST, later)
    take(desk, child, opened.items[0], later, opened.attempt)
    assert again(desk, child, later) == [FIRST]
    for item in opened.items[1:]:
        take(desk, child, item, later, opened.attempt)
    study.finish(desk, child, opened.attempt)
    assert again(desk, child, later) == []
    assert again(desk, child, later + 10 * DAY_MS) == []


def test_a_review_is_no_new_lesson(desk, child):
    """The path counts lessons by their own quiz alone."""
    learn(desk, child, FIRST, NOW)
    opened = review.meet_again(desk, child, FIRST, NOW + 5 * DAY_MS)
    study.finish(desk, child, opened.attempt)
    assert [stop.lesson.id for stop in study.path(desk, child) if stop.state == "done"] == [FIRST]


def sent(desk: Desk, who: Who, attempt: str, item: str):
    """As the stage sends it."""
    body = {"attempt": attempt, "event_id": new_event_id(), "item": item, "response": UNSURE, "lang": "en"}
    return asyncio.run(answers.answer(desk, who, body))


def test_a_round_takes_its_own_questions_only(desk, child):
    """An item of the same lesson that is not in the review is refused; so is the neighbour."""
    learn(desk, child, FIRST, NOW - 5 * DAY_MS)
    opened = review.meet_again(desk, child, FIRST)
    other = next(item.id for item in desk.course.quiz(FIRST) if item.id not in opened.items)
    neighbour = Who(seats.Role.CHILD, SCHOOL, enrol.add_member(desk, FACILITATOR, "c1", "owl", SECRET))
    for who, item in ((child, other), (neighbour, opened.items[0])):
        with pytest.raises(NotAllowed):
            sent(desk, who, opened.attempt, item)
    with pytest.raises(NotAllowed):
        study.round_of(desk, neighbour, opened.attempt, "en")
    assert sent(desk, child, opened.attempt, opened.items[0])["is_new"]


def test_at_most_three_things(desk, child, monkeypatch):
    """However much is due, three; a round of questions takes the place of one."""
    for lesson in [one.id for one in desk.course.lessons.values() if not one.sensitivity][:4]:
        learn(desk, child, lesson, NOW, is_right=False)
    later = NOW + 9 * DAY_MS
    monkeypatch.setattr(review, "_checks", lambda *_: {})
    assert len(again(desk, child, later)) == review.MOST == 3
    monkeypatch.setattr(review, "_checks", lambda *_: {"rights": ("q",)})
    found = review.offers(desk, child, later)
    assert (len(found.again), found.check) == (2, "rights")


@pytest.fixture
def doubtful(desk, child):
    """Some right, some wrong, until an area is in doubt; returns it."""
    found = None
    for lesson in (FIRST, SECOND, "rights.learn-play-be-heard", "rights.trusted-adults"):
        attempt = study.quiz(desk, child, lesson, "en")["attempt"]
        for nth, item in enumerate(desk.quiz(lesson)):
            take(desk, child, item.id, NOW - 40 * DAY_MS, attempt, is_right=nth % 2 == 0)
        study.finish(desk, child, attempt)
        states = {one.area: one.state for one in standings(desk, SCHOOL, child.id, NOW)}
        found = found or next((area for area, it in states.items() if it is State.CHECK and area == "rights"), None)
    assert found, states
    return found


def test_a_round_is_offered_where_it_is_in_doubt(desk, child, doubtful):
    """Of that area, at most ten, of lessons that were met; stories in balance; the same when it is opened again."""
    assert review.offers(desk, child, NOW).check
    opened = review.check(desk, child, doubtful, NOW)
    items = [desk.course.items[one] for one in opened.items]
    assert review.FEWEST_TO_CHECK <= len(items) <= 10
    assert {item.area for item in items} == {doubtful}
    met = {row["skill"] for row in desk.store.read("SELECT skill FROM member_skill")}
    assert {item.lesson for item in items} <= met
    valences = [item.valence for item in items]
    assert abs(valences.count("ok") - valences.count("not_ok")) <= 1
    assert review.check(desk, child, doubtful, NOW) == opened


def test_what_was_never_taught_is_not_tested(desk, child, monkeypatch):
    """In doubt after one lesson, whose questions about the area are too few for a round: other lessons do not fill it up."""
    learn(desk, child, FIRST, NOW - 40 * DAY_MS)
    doubt = Standing(SCHOOL, child.id, "rights", Estimate(0.6, 0.3, 0.8, 0.6, 9), 0)
    monkeypatch.setattr(review, "standings", lambda *_: [doubt])
    monkeypatch.setattr(review, "FEWEST_TO_CHECK", 1 + len({item.twin or item.id for item in desk.quiz(FIRST)}))
    assert review.offers(desk, child, NOW).check == ""
    learn(desk, child, SECOND, NOW - 40 * DAY_MS)
    asked = review.check(desk, child, "rights", NOW).items
    assert {desk.course.items[one].lesson for one in asked} == {FIRST, SECOND}


def test_after_a_round_there_is_peace(desk, child, doubtful, monkeypatch):
    """Still in doubt or not: none of that area for two weeks."""
    opened = review.check(desk, child, doubtful, NOW)
    study.finish(desk, child, opened.attempt)
    for days, is_offered in ((1, False), (13, False), (15, True)):
        at = NOW + days * DAY_MS
        in_doubt = [one for one in standings(desk, SCHOOL, child.id, at) if one.area == doubtful]
        assert in_doubt[0].state is State.CHECK
        assert (doubtful in review._checks(desk, review._known(desk, SCHOOL, child.id, at))) is is_offered


@pytest.mark.parametrize(("p_low", "watch"), [(0.1, NOTHING), (0.4, NOTHING), (0.95, Watch(flagged_ms=1))])
def test_no_round_where_it_is_clear(desk, child, doubtful, monkeypatch, p_low, watch):
    """Known, growing, or flagged already: asking more would change nothing that is done."""
    now = Estimate(0.6, 0.5, 0.7, p_low, 9)
    clear = [Standing(one.school, one.member, one.area, now, 0, watch) for one in standings(desk, SCHOOL)]
    monkeypatch.setattr(review, "standings", lambda *_: clear)
    assert review.offers(desk, child, NOW).check == ""
    with pytest.raises(NotAllowed):
        review.check(desk, child, doubtful, NOW)


def test_the_facilitator_is_told_how_many(desk, child, doubtful):
    """A number of the circle; no other seat is told."""
    enrol.add_member(desk, FACILITATOR, "c1", "owl", SECRET)
    assert review.checks_offered(desk, FACILITATOR, "c1") == 1
    with pytest.raises(NotAllowed):
        review.checks_offered(desk, child, "c1")


@pytest.fixture
def opened_lesson(desk, child, signed):
    """A sensitive lesson that was learned while it was open, long ago."""
    enrol.mark_ready(desk, FACILITATOR, set(enrol.READINESS))
    enrol.open_lesson(desk, FACILITATOR, "c1", SENSITIVE, 0)
    for lesson in (FIRST, SENSITIVE):
        learn(desk, child, lesson, NOW - 30 * DAY_MS)
    return SENSITIVE


def test_a_sensitive_lesson_is_met_again_while_it_is_open(desk, child, opened_lesson):
    """And its note comes first: nothing is kept by asking for it (SG-07)."""
    before = desk.people.attempts(SCHOOL, child.id)
    assert opened_lesson in again(desk, child, NOW)
    assert [one.id for one in review.sensitive(desk, child, lesson=opened_lesson)] == [opened_lesson]
    assert review.sensitive(desk, child, lesson=FIRST) == []
    assert desk.people.attempts(SCHOOL, child.id) == before
    assert review.meet_again(desk, child, opened_lesson).items


@pytest.mark.parametrize("way", ["not ready any more", "words changed", "another group"])
def test_sg08_sg33_a_review_opens_no_closed_lesson(desk, child, opened_lesson, monkeypatch, way):
    """Due or even begun, it is neither offered nor served once the lesson is closed, unsigned, or the child moved."""
    begun = review.meet_again(desk, child, opened_lesson)
    if way == "not ready any more":
        enrol.mark_ready(desk, FACILITATOR, set(enrol.READINESS[1:]))
    elif way == "words changed":
        monkeypatch.setattr(type(desk.course), "unsigned", lambda *_: ("native_reader",))
    else:
        circle = enrol.add_circle(desk, FACILITATOR, 1)
        desk.people.change("UPDATE member SET circle = ? WHERE member = ?", (circle, child.id))
    assert opened_lesson not in again(desk, child, NOW)
    for act in (
        lambda: review.meet_again(desk, child, opened_lesson),
        lambda: review.sensitive(desk, child, lesson=opened_lesson),
        lambda: study.round_of(desk, child, begun.attempt, "en"),
    ):
        with pytest.raises(NotAllowed):
            act()
    rounds = review._checks(desk, review._known(desk, SCHOOL, child.id, NOW)).values()
    assert not any(desk.course.items[one].lesson == opened_lesson for items in rounds for one in items)


@pytest.mark.parametrize("mode", ["cards", "hands"])
def test_the_twin_of_what_the_group_half_knew_waits_on_each_home(tmp_path, mode):
    """Half of the group was right: the twin, alone, on the home of each until a week is over; after a test nothing is."""
    desk = room(tmp_path)
    who = Who(seats.Role.CHILD, HERE.school, "m0")
    learn(desk, who, FIRST, NOW - DAY_MS)  # else the lesson is the next one on the path anyway
    items = [one for one in group_quiz_plan.lesson(desk, HERE, CIRCLE, FIRST)][:2]
    held(desk, items, lambda nth, round, member: nth == 1 or member < 5, lesson=FIRST, mode=mode)
    now = now_ms()
    assert again(desk, who, now) == [FIRST]
    assert again(desk, who, now + 8 * DAY_MS) in ([], [FIRST])  # by its own card, if it is due by then
    opened = review.meet_again(desk, who, FIRST, now)
    assert opened.items[0] == desk.course.items[items[0]].twin
    for item in opened.items:
        take(desk, who, item, now, opened.attempt)
    study.finish(desk, who, opened.attempt)
    assert again(desk, who, now) == []
    desk.store.close()


def test_a_group_is_asked_what_most_should_meet_again(tmp_path):
    """A lesson is due for the circle when the cards of more than half of those who met it are."""
    desk = room(tmp_path)
    for nth in range(4):
        learn(desk, Who(seats.Role.CHILD, HERE.school, f"m{nth}"), FIRST, NOW, is_right=nth < 2)

    def is_due(at_ms: int) -> bool:
        return FIRST in group_quiz_plan._known(desk, HERE.school, CIRCLE, at_ms).due

    assert not is_due(NOW)
    assert not is_due(NOW + DAY_MS)  # two of four
    assert is_due(NOW + 5 * DAY_MS)
    assert day(NOW) < day(NOW + DAY_MS)
    desk.store.close()
