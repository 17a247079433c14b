"""The rules of tests: swapped forms, advice, what is counted, what may be shown, how large a change is."""

from __future__ import annotations

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.evaluation import TESTS, WEEK_MS, Advice, Round, advice, form_of, measures
from progress.learning.evaluation import FEWEST, Score, change, hedges_g, mean, retention, shown, t_quantile
from progress.short_check import MOST_LISTENERS, Slipped, slips


def score(member: str, test: str, right: int, of: int = 30, school: str = "s1", form: str = "A") -> Score:
    """One member's test, in one measure."""
    return Score(school, member, test, form, {"all": (right, of)})


@given(st.text(), st.text())
def test_the_form_is_swapped_and_stays(school, member):
    """A, B, A or B, A, B; the same whenever it is asked."""
    forms = [form_of(school, member, test) for test in TESTS]
    assert forms in (["A", "B", "A"], ["B", "A", "B"])
    assert forms == [form_of(school, member, test) for test in TESTS]


def test_half_of_the_members_begin_with_each_form():
    """Of a thousand ids, and in each of twenty schools, as coins would have it."""
    first = [[form_of(f"school-{s}", f"m{n}", "baseline") == "A" for n in range(50)] for s in range(20)]
    assert 450 < sum(map(sum, first)) < 550
    assert all(13 < sum(of) < 37 for of in first)


CLOSED = 1_000_000


@pytest.mark.parametrize(
    ("test", "held", "met", "now", "said"),
    [
        ("baseline", [], 0, 0, ""),
        ("baseline", [], 3, 0, "lessons_begun"),
        ("baseline", ["baseline"], 3, 0, ""),
        ("endline", [], 21, 0, "baseline_first"),
        ("endline", ["baseline"], 20, 0, "lessons_first"),
        ("endline", ["baseline"], 21, 0, ""),
        ("followup", ["baseline"], 21, 0, "endline_first"),
        ("followup", ["baseline", "endline"], 21, CLOSED + 12 * WEEK_MS - 1, "wait"),
        ("followup", ["baseline", "endline"], 21, CLOSED + 12 * WEEK_MS, ""),
    ],
)
def test_when_a_test_is_sensible(test, held, met, now, said):
    """The baseline before the lessons, the endline after them, the follow-up twelve weeks after the endline was closed."""
    rounds = {one: Round(one, 1, CLOSED) for one in held}
    found = advice(test, rounds, met, 21, now)
    assert found == Advice(said, CLOSED + 12 * WEEK_MS if said == "wait" else 0)


def test_an_endline_that_is_open_is_not_over():
    """The twelve weeks begin when it is closed."""
    rounds = {"baseline": Round("baseline", 1, 2), "endline": Round("endline", 3)}
    assert advice("followup", rounds, 21, 21, 10**15).sense == "endline_first"


@pytest.mark.parametrize(
    ("valence", "is_about_fault", "counted"),
    [
        ("", False, ["all", "area:help"]),
        ("ok", False, ["all", "area:help", "ok"]),
        ("not_ok", True, ["all", "area:help", "not_ok", "fault"]),
    ],
)
def test_what_an_answer_counts_for(valence, is_about_fault, counted):
    """All, its area, what the story shows, and whose fault it was."""
    assert measures("help", valence, is_about_fault) == counted


TAKEN = st.lists(st.sets(st.sampled_from(TESTS), min_size=1), max_size=60)


@given(TAKEN)
def test_no_few_members_can_be_worked_out(taken):
    """Whoever is in a figure took the same tests as four others at least, so no figures taken from each other leave fewer."""
    scores = [score(f"m{nth}", test, nth % 31) for nth, tests in enumerate(taken) for test in tests]
    kept, left_out = shown(scores)
    patterns = {one.member: frozenset(it.test for it in kept if it.member == one.member) for one in kept}
    assert all(count >= FEWEST for count in Counter(patterns.values()).values())
    assert len(patterns) + left_out == len(taken)
    assert all(patterns[one.member] == taken[int(one.member[1:])] for one in kept)


@pytest.mark.parametrize("members", range(1, 7))
def test_a_cell_under_five_is_none(members):
    """Means, forms and changes alike."""
    scores = [score(f"m{n}", test, 10 + n) for n in range(members) for test in TESTS[:2]]
    is_shown = members >= FEWEST
    assert (mean(scores, "baseline", "all") is not None) is is_shown
    assert (mean(scores, "baseline", "all", "A") is not None) is is_shown
    assert (change(scores, "baseline", "endline", "all") is not None) is is_shown
    assert mean(scores, "followup", "all") is None
    assert mean(scores, "baseline", "fault") is None
    assert mean(scores, "baseline", "all", "B") is None


def test_a_mean_and_its_interval_by_hand():
    """Five members of one school: .1, .2, .3, .4, .5; standard error .0707, t(4) = 2.776."""
    found = mean([score(f"m{n}", "baseline", 3 * n) for n in range(1, 6)], "baseline", "all")
    assert (found.mean, found.members, found.schools) == (pytest.approx(0.3), 5, 1)
    assert found.high - found.mean == pytest.approx(2.7764 * math.sqrt(0.025 / 5), rel=1e-3)
    assert found.mean - found.low == pytest.approx(found.high - found.mean)


def test_a_change_is_of_the_same_members():
    """Who was there once only is in the mean, and in no change; with equal shares the interval is that of the differences."""
    scores = [score(f"m{n}", "baseline", 10) for n in range(10)]
    scores += [score(f"m{n}", "endline", 16 if n % 2 else 14) for n in range(6)]
    found = change(scores, "baseline", "endline", "all")
    assert (found.by.members, found.by.mean) == (6, pytest.approx(5 / 30))
    spread = math.sqrt(6 * (1 / 30) ** 2 / 5)
    assert found.by.high - found.by.mean == pytest.approx(t_quantile(5) * spread / math.sqrt(6))


def test_schools_are_clusters():
    """Four schools whose members are alike: the interval is that of four, not of forty."""
    scores = [score(f"m{n}", "baseline", 6 + 3 * s, school=f"s{s}") for s in range(4) for n in range(10)]
    one_school = [score(f"{one.school}{one.member}", "baseline", one.came_to["all"][0]) for one in scores]
    wide, narrow = mean(scores, "baseline", "all"), mean(one_school, "baseline", "all")
    assert (wide.mean, wide.schools) == (narrow.mean, 4)
    assert wide.high - wide.mean == pytest.approx(t_quantile(3) * math.sqrt(4 * 0.0125 / 3) / 2, rel=1e-6)
    assert wide.high - wide.low > 4 * (narrow.high - narrow.low)


def test_all_alike_is_no_certainty():
    """Five who know everything: the interval is not a point."""
    found = mean([score(f"m{n}", "baseline", 30) for n in range(5)], "baseline", "all")
    assert found.mean == 1
    assert found.high - found.low > 0.2


@pytest.mark.parametrize(
    ("free", "table"),
    [(1, 12.7062), (2, 4.3027), (3, 3.1824), (4, 2.7764), (7, 2.3646), (19, 2.0930), (60, 2.0003), (1000, 1.9623)],
)
def test_student_s_t(free, table):
    """As printed tables have it, within half a per cent."""
    assert t_quantile(free) == pytest.approx(table, rel=0.005)


def test_hedges_g_by_hand():
    """Differences of .2 with both standard deviations .1581: d = 1.265; J of four degrees of freedom = .798."""
    before = [0.1, 0.2, 0.3, 0.4, 0.5]
    after = [one + 0.2 for one in before]
    assert hedges_g(before, after) == pytest.approx(1.2649 * 0.7979, rel=1e-3)
    assert hedges_g(after, before) == pytest.approx(-1.2649 * 0.7979, rel=1e-3)
    assert hedges_g([0.5] * 5, [0.5] * 5) is None


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=5, max_size=400))
def test_g_has_the_sign_of_the_change(pairs):
    """And the exact correction goes over into the short one without a step."""
    before, after = [one for one, _ in pairs], [two for _, two in pairs]
    found = hedges_g(before, after)
    difference = sum(after) - sum(before)
    assert found is None or abs(difference) < 1e-9 or (found >= 0) == (difference > 0) or abs(found) < 1e-6


def held(gain: int, kept: int) -> list[Score]:
    """Ten members who gained so much by the endline, and still had so much more at the follow-up."""
    scores = []
    for n in range(10):
        base = 8 + n % 3
        scores += [
            score(f"m{n}", "baseline", base),
            score(f"m{n}", "endline", base + gain + n % 2),
            score(f"m{n}", "followup", base + kept),
        ]
    return scores


def test_retention_is_a_share_of_the_gain():
    """K10: four of five and a half points; of nobody where nothing was gained, or where nobody took all three."""
    assert retention(held(5, 4), "all") == pytest.approx(4 / 5.5)
    assert retention(held(-1, 1), "all") is None
    assert retention([one for one in held(5, 4) if one.test != "followup"], "all") is None


def two(a: int, b: int) -> dict[str, int]:
    """Hands for A and for B."""
    return {"a": a, "b": b}


@pytest.mark.parametrize(
    ("listeners", "counts", "found"),
    [
        (12, {(1, "before"): two(5, 7)}, []),
        (12, {(1, "before"): two(5, 6), (1, "after"): two(0, 0)}, []),
        (0, {(1, "before"): two(1, 0)}, [Slipped("nobody")]),
        (MOST_LISTENERS + 1, {(1, "before"): two(1, 0)}, [Slipped("too_many")]),
        (
            5,
            {(1, "before"): two(5, 1), (2, "after"): two(-1, 2)},
            [Slipped("hands", 1, "before"), Slipped("negative", 2, "after")],
        ),
        (5, {(1, "before"): two(0, 0)}, [Slipped("empty")]),
        (0, {}, [Slipped("nobody"), Slipped("empty")]),
    ],
)
def test_hands_that_cannot_be(listeners, counts, found):
    """Every slip is said at once, with its question; nobody need raise a hand."""
    assert slips(listeners, counts) == found
