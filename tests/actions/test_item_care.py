"""The bank as staff see it: faults that are there are told with their option or language, small cells never are."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import NormalDist

import pytest

from actions import enrol, evaluation, item_care
from actions.answer import answered, new_event_id
from actions.desk import Desk
from actions.item_care import bank, hidden
from actions.overview import FEWEST
from actions.permissions import NotAllowed, Role, Who
from curriculum.items import UNSURE, Choice, Item
from progress.store.people import now_ms
from tests.actions.rooms import CIRCLE, HERE, SCHOOL, room

STAFF = Who(Role.STAFF, SCHOOL, "staff")
MEMBERS, ANSWERED = 320, 24
FEW = 23  # the place of the question that only some have answered
# the place in the list of questions → what is wrong there
FAULTS = {1: "wrong_key", 3: "two_right", 5: "language", 7: "sex", 9: "too_easy"}


def asked(desk: Desk) -> list[Choice]:
    """The first questions of the course that have three options."""
    return [one for one in desk.course.items.values() if isinstance(one, Choice) and len(one.options) == 3][:ANSWERED]


def looked_at(desk: Desk) -> list[Item]:
    """All that a wrong key or a bad translation could spoil: not how sure a child feels, not what a friend heard."""
    return [one for one in (*desk.course.items.values(), *desk.course.test_items.values()) if one.is_evidence]


def options(item: Choice) -> tuple[str, str, str]:
    """The key, and the two others."""
    key = next(one.id for one in item.options if one.correct)
    one, two = (option.id for option in item.options if option.id != key)
    return key, one, two


def filled(folder: Path) -> Desk:
    """A school whose members answer each question once, Khmer or English, girls and boys; FAULTS has what is wrong."""
    desk, chance, waiting = room(folder, members=0), random.Random(4), []
    start = now_ms() // 1000 * 1000 - 86_400_000  # yesterday: what is older than a year would go
    for nth in range(MEMBERS):
        sex, lang, able = ("girl", "boy")[nth % 2], ("km", "en")[nth // 2 % 2], chance.gauss(0.2, 1)
        row = {"school": SCHOOL, "member": f"m{nth}", "circle": CIRCLE, "picture": f"p{nth}", "sex": sex}
        desk.people.put("member", row)
        for place, item in enumerate(asked(desk)):
            if place == FEW and nth >= 30:
                continue
            response = _response(item, FAULTS.get(place, ""), able, lang, sex, chance)
            waiting.append(give(desk, f"m{nth}", item, response, lang, at=start + nth))
    for one in waiting:
        one.result()
    return desk


def give(desk, member, item, response, lang="", *, at, round=1):
    """One answer on its way into the store."""
    event = new_event_id()
    told = answered(
        desk, SCHOOL, member, item.id, response, event_id=event, attempt=event, at=at, lang=lang, round=round, mode="cards"
    )
    return desk.store.append(told)


def _response(item, fault, able, lang, sex, chance):
    key, second, third = options(item)
    harder = {"language": lang == "en", "sex": sex == "boy", "too_easy": -3}.get(fault, 0)
    if chance.random() < NormalDist().cdf(able - 1.4 * harder):
        return {"wrong_key": second, "two_right": chance.choice((key, second))}.get(fault, key)
    return (
        UNSURE if chance.random() < 0.1 else chance.choice((third, third, key) if fault == "two_right" else (key, second, third))
    )


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Iterator[Desk]:
    """Filled once; whoever adds an answer takes a desk of their own."""
    one = filled(tmp_path_factory.mktemp("items"))
    yield one
    one.store.close()


@pytest.fixture
def own(tmp_path):
    """An empty room of eight."""
    one = room(tmp_path)
    yield one
    one.store.close()


def test_each_fault_is_told_and_nothing_else(desk):
    """The wrong key names the option that is right, the second right answer too; the translation and the story say for whom."""
    found = {one.item.id: [finding.reason for finding in one.findings] for one in bank(desk, STAFF).needy}
    items = asked(desk)
    assert found == {items[place].id: [reason] for place, reason in FAULTS.items()}
    of = {one.findings[0].reason: (one, one.findings[0]) for one in bank(desk, STAFF).needy}
    for reason in ("wrong_key", "two_right"):
        one, finding = of[reason]
        assert finding.option == options(one.item)[1]
    assert of["language"][1].harder_for == "en"
    assert of["sex"][1].harder_for == "boy"
    assert of["language"][1].shares[0] < of["language"][1].shares[1]


def test_the_gravest_stands_first(desk):
    """A wrong key does most harm; what everybody gets right does least."""
    assert [one.findings[0].reason for one in bank(desk, STAFF).needy] == list(FAULTS.values())


def test_every_question_is_counted_once(desk):
    """Fine, to look at, too few: together the whole course; who was never asked is among the last."""
    found = bank(desk, STAFF)
    assert found.fine == ANSWERED - len(FAULTS) - 1
    assert found.fine + len(found.needy) + found.too_few == len(looked_at(desk))
    assert found.compared == {"language": ANSWERED - 1, "sex": ANSWERED - 1}


def test_an_area_has_its_own_questions_with_the_evidence_of_all(desk):
    """Areas add up to the whole, and a finding is the same in both."""
    whole = bank(desk, STAFF)
    parts = [bank(desk, STAFF, area.id) for area in desk.course.areas]
    assert sum(part.fine for part in parts) == whole.fine
    assert {one.item.id: one for part in parts for one in part.needy} == {one.item.id: one for one in whole.needy}


def test_options_have_their_counts(desk):
    """As many as there were answers where nothing is hidden; the key is marked by what counted as right."""
    for one in bank(desk, STAFF).needy:
        key, *_ = options(one.item)
        assert [chosen.option for chosen in one.chosen if chosen.is_key] == [key]
        counts = [chosen.members for chosen in one.chosen]
        if None not in counts:
            assert sum(counts) == one.members == MEMBERS


def test_no_shown_figure_is_of_fewer_than_five(desk):
    """Every count on the page, and the rest of it outside the third who understand most; too easy a question hides its few."""
    shown = [chosen for one in bank(desk, STAFF).needy for chosen in one.chosen]
    assert all(chosen.members is None or chosen.members >= FEWEST for chosen in shown)
    assert all(chosen.able is None or min(chosen.able, chosen.members - chosen.able) >= FEWEST for chosen in shown)
    easy = next(one for one in bank(desk, STAFF).needy if one.findings[0].reason == "too_easy")
    assert sum(chosen.members is None for chosen in easy.chosen) >= 2


def test_hidden_cells_cannot_be_worked_out():
    """Of five hundred random tables: nothing small is shown, nor is a column's hidden rest small, nor a whole less its part."""
    chance = random.Random(6)
    for _ in range(500):
        wholes = [chance.choice((0, 1, 3, 4, 5, 7, 12, 40, 200)) for _ in range(4)]
        rows = [(chance.randint(0, whole), whole) for whole in wholes]
        told = hidden(rows)
        for (part, whole), (told_part, told_whole) in zip(rows, told, strict=True):
            assert told_part in (None, part)
            assert told_whole in (None, whole)
            assert told_whole is None or told_whole >= FEWEST
            assert told_part is None or (told_whole == whole and min(part, whole - part) >= FEWEST)
        lost = [row for row, (part, _) in zip(rows, told, strict=True) if part is None]
        if 0 < len(lost) < len(rows):
            assert sum(part for part, _ in lost) >= FEWEST
            assert sum(whole - part for part, whole in lost) >= FEWEST
        lost_wholes = [row[1] for row, (_, whole) in zip(rows, told, strict=True) if whole is None]
        if 0 < len(lost_wholes) < len(rows):
            assert sum(lost_wholes) >= FEWEST


def test_large_tables_are_shown():
    """Nothing is hidden without need."""
    assert hidden([(20, 60), (30, 80), (10, 40)]) == [(20, 60), (30, 80), (10, 40)]


def test_the_rest_of_hidden_parts_is_a_cell_too():
    """Seven chose the first two, all of them able: the part of a third goes as well, or their rest would be nought."""
    assert hidden([(3, 3), (4, 4), (20, 60), (30, 80)]) == [(None, None), (None, None), (None, 60), (30, 80)]


def test_a_single_small_cell_takes_another_with_it():
    """Or it would be the sum less the others."""
    assert hidden([(1, 2), (20, 60), (30, 80)]) == [(None, None), (None, None), (30, 80)]


def test_shares_of_groups_with_few_wrong_are_left_out(desk):
    """A difference that stands on three wrong answers is told in words alone."""
    one = next(one for one in bank(desk, STAFF).needy if one.findings[0].reason == "language")
    given = item_care._given(desk.store.read(item_care.FIRST))
    own = [row for row in given if row.item == one.item.id]
    assert item_care._is_large(one.findings[0], own)
    few = [row for row in own if row.is_right or row.lang == "en"] + [replace(own[0], is_right=False, lang="km")] * 3
    assert not item_care._is_large(one.findings[0], few)
    assert [found.shares is None for given in (own, few) for found in item_care._shown(one, given)] == [False, True]


def test_a_tests_question_is_looked_at_once_the_test_is_closed(tmp_path):
    """A wrong key in a test is found as one in a lesson; while the test is open, nothing of its answers is looked at."""
    one = filled(tmp_path)
    item = next(item for item in one.course.form("A") if isinstance(item, Choice) and len(item.options) == 3)
    key, second, third = options(item)
    rows, start = one.store.read("SELECT member, avg(is_right) AS able FROM answered GROUP BY member ORDER BY able"), now_ms()
    for nth, row in enumerate(rows):  # the abler two thirds take the second
        event = new_event_id()
        response = second if nth > MEMBERS / 3 else (key, third)[nth % 2]
        told = answered(one, SCHOOL, row["member"], item.id, response, event_id=event, attempt=event, at=start - 1000, lang="km")
        one.store.append(evaluation.measured(one, told, "baseline")).result()
    held = {"school": SCHOOL, "circle": CIRCLE, "test": "baseline", "opened_ms": start - 2000, "closed_ms": 0}
    one.people.put("test_round", held)
    assert item.id not in {needy.item.id for needy in bank(one, STAFF).needy}
    one.people.put("test_round", {**held, "closed_ms": start})
    found = {needy.item.id: needy.findings[0] for needy in bank(one, STAFF).needy}
    assert (found[item.id].reason, found[item.id].option) == ("wrong_key", second)
    one.store.close()


def test_only_first_answers_of_round_one_count(own):
    """A second try and what was said after talking change nothing."""
    item = asked(own)[0]
    key, second, _ = options(item)
    give(own, "m0", item, second, at=1000).result()
    give(own, "m0", item, key, at=2000).result()
    give(own, "m1", item, key, at=1000, round=2).result()
    given = item_care._given(own.store.read(item_care.FIRST))
    assert [(one.member, one.is_right, one.chosen) for one in given] == [(f"{SCHOOL} m0", False, second)]


def test_an_earlier_wording_is_kept_apart(tmp_path):
    """Answers to a question before it was mended are not counted with those after."""
    one = filled(tmp_path)
    item = asked(one)[1]
    sql = "UPDATE answered SET fingerprint = 'before' WHERE item = ? AND tapped_ms % 10 < 9"
    one.people.change(sql, (item.id,))
    found = bank(one, STAFF)
    assert item.id not in {needy.item.id for needy in found.needy}
    assert found.too_few == bank(one, STAFF).too_few == len(looked_at(one)) - ANSWERED + 2
    one.people.change("UPDATE answered SET fingerprint = 'before' WHERE item = ? AND tapped_ms % 10 = 9", (asked(one)[3].id,))
    assert {needy.item.id: needy.earlier for needy in bank(one, STAFF).needy}[asked(one)[3].id]
    one.store.close()


def test_a_question_that_left_the_course_is_no_question(own):
    """Its answers stay in the store, and the page does not speak of them."""
    item = asked(own)[0]
    give(own, "m0", item, options(item)[0], at=1000).result()
    own.people.change("UPDATE answered SET item = 'rights.gone.q1' WHERE item = ?", (item.id,))
    found = bank(own, STAFF)
    assert (found.needy, found.fine, found.too_few) == ((), 0, len(looked_at(own)))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.STAFF])
def test_only_staff_see_it(own, role):
    """Not the facilitator: whose school's answers they were could be guessed."""
    with pytest.raises(NotAllowed):
        bank(own, Who(role, SCHOOL, "x"))


def test_the_facilitator_says_girl_boy_or_nothing(own):
    """Nothing stands there first; it can be said, changed and taken back; another word and another school are refused."""
    new = enrol.add_member(own, HERE, CIRCLE, "tiger", ("sun", "moon", "star"))
    assert own.people.member(SCHOOL, new).sex == ""
    girl = enrol.add_member(own, HERE, CIRCLE, "monkey", ("sun", "moon", "star"), sex="girl")
    assert own.people.member(SCHOOL, girl).sex == "girl"
    for word in ("boy", ""):
        enrol.say_sex(own, HERE, girl, word)
        assert own.people.member(SCHOOL, girl).sex == word
    with pytest.raises(ValueError, match="sex"):
        enrol.say_sex(own, HERE, girl, "other")
    with pytest.raises(ValueError, match="sex"):
        enrol.say_sex(own, Who(Role.FACILITATOR, "s2", "facilitator"), girl, "boy")
    with pytest.raises(ValueError, match="sex"):
        enrol.add_member(own, HERE, CIRCLE, "dog", ("sun", "moon", "star"), sex="x")
