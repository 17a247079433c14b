"""Schools by areas: what children said by themselves, how alike schools are, and which areas to look at first."""

import random
from math import sqrt
from statistics import NormalDist, fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.learning import school_flags
from progress.learning.school_flags import (
    FEWEST,
    LOW_LINE,
    NO_LONGER,
    WRONG_SHARE,
    Group,
    Hands,
    Missing,
    Normal,
    Scale,
    found,
    hands_level,
    is_closed_by,
    level_of,
    listed,
    missing,
    own_evidence,
    spread,
)

SCALE = Scale.of(3)
PHI = NormalDist()


def children(count: int, mean: float, variance: float = 0.1) -> list[Normal]:
    """Spread evenly round a level, by more than they are unsure of."""
    return [Normal(mean + 2.0 * (nth - (count - 1) / 2) / count, variance) for nth in range(count)]


def schools(*means: float, count: int = 10) -> dict[str, Group]:
    return {f"s{nth}": Group(children(count, mean), count) for nth, mean in enumerate(means)}


def test_a_share_and_its_level_are_one_thing():
    """There and back again; and an interval as shares is the normal that it came from."""
    for level in (-1.0, 0.0, 0.7):
        assert SCALE.level(SCALE.share(level)) == pytest.approx(level)
    back = level_of(SCALE, SCALE.share(0.2 - 1.6449 * 0.5), SCALE.share(0.2 + 1.6449 * 0.5))
    assert (back.mean, back.variance) == (pytest.approx(0.2, abs=1e-3), pytest.approx(0.25, abs=1e-3))


def test_taken_all_the_way_back_a_belief_is_what_was_said(monkeypatch):
    """A normal prior and a normal observation make a posterior; with UNDRAWN = 1 the observation comes back from it."""
    monkeypatch.setattr(school_flags, "UNDRAWN", 1.0)
    before, said = Normal(0.4, 0.6), Normal(-0.5, 0.3)
    variance = 1 / (1 / before.variance + 1 / said.variance)
    after = Normal(variance * (before.mean / before.variance + said.mean / said.variance), variance)
    back = own_evidence(after, before)
    assert (back.mean, back.variance) == (pytest.approx(-0.5), pytest.approx(0.3))


def test_taken_half_way_back_a_belief_lies_between():
    """A drawn mean moves away from the population, by less than all the way, and becomes less certain by as much."""
    back = own_evidence(Normal(0.1, 0.2), Normal(0.4, 0.6))
    assert -0.05 < back.mean < 0.1
    assert 0.2 < back.variance < 0.3


def test_who_has_said_nothing_weighs_next_to_nothing():
    """A belief that no answer moved is ten times as wide as before, and stays in its place."""
    back = own_evidence(Normal(0.4, 0.6), Normal(0.4, 0.6))
    assert back.mean == pytest.approx(0.4)
    assert back.variance > 5.9


def test_the_spread_solves_its_own_equation():
    """Paule and Mandel: at the τ² that comes out, the weighted squares are the degrees of freedom."""
    one = [Normal(mean, variance) for mean, variance in ((0.1, 0.02), (0.9, 0.05), (0.4, 0.01), (-0.3, 0.04), (0.6, 0.02))]
    between = spread([one])
    weights = [1 / (each.variance + between) for each in one]
    mean = sum(w * each.mean for w, each in zip(weights, one, strict=True)) / sum(weights)
    assert sum(w * (each.mean - mean) ** 2 for w, each in zip(weights, one, strict=True)) == pytest.approx(4, rel=1e-4)
    assert between > 0.1


def test_what_noise_explains_is_no_spread():
    """Values that differ by less than their own uncertainty are taken for alike; one alone has no spread."""
    assert spread([[Normal(0.1, 1.0), Normal(0.2, 1.0), Normal(0.15, 1.0)]]) == 0.0
    assert spread([[Normal(0.1, 0.01)]]) == 0.0


@given(st.integers(0, 12))
def test_fewer_than_five_children_give_no_figure(count):
    """A school of four is not in the answer, and does not move the others by a hair."""
    rest = schools(0.3, 0.5, 0.1, 0.9)
    with_it = found({**rest, "few": Group(children(count, -2.0), count)}, SCALE)
    assert ("few" in with_it) == (count >= FEWEST)
    if count < FEWEST:
        assert with_it == found(rest, SCALE)


def test_under_four_schools_each_stands_for_itself():
    """Three schools are not drawn towards each other; four are."""
    three, four = found(schools(0.9, 0.9, -0.4), SCALE), found(schools(0.9, 0.9, 0.9, -0.4), SCALE)
    assert {one.own for one in three.values()} == {1.0}
    assert all(one.own < 1 for one in four.values())
    assert four["s3"].mean > three["s2"].mean


def test_more_children_are_surer_down_to_what_the_model_may_err():
    """The range narrows with children, and never under the error that all schools have in common."""
    few, many = (found(schools(0.3, 0.5, 0.1, 0.9, count=count), SCALE)["s0"] for count in (6, 60))
    assert few.deviation > many.deviation > school_flags.MODEL_ERROR
    assert few.low < few.mean < few.high


def test_who_has_not_answered_widens_the_range():
    """Ten of forty enrolled children leave more open than ten of ten."""
    groups = schools(0.3, 0.5, 0.1, 0.9)
    part = {**groups, "s0": Group(groups["s0"].children, 40)}
    assert found(part, SCALE)["s0"].deviation > found(groups, SCALE)["s0"].deviation


def test_hands_move_a_school_a_little_and_never_alone():
    """A full room of wrong hands pulls an estimate down by less than five points; without children it says nothing."""
    groups, hands = schools(0.8, 0.5, 0.1, 0.9), Hands(6, 60, 4)
    without, with_ = (found({**groups, "s0": Group(groups["s0"].children, 10, one)}, SCALE)["s0"] for one in (None, hands))
    assert 0 < without.mean - with_.mean < 0.05
    assert "only" not in found({**groups, "only": Group([], 20, hands)}, SCALE)


def test_hands_copy_and_are_led():
    """Ten times the hands to one question hardly say more; ten times the questions say more, down to a floor."""
    one, more, asked, endless = (
        hands_level(SCALE, Hands(round(0.6 * n * q), n * q, q), 0.2).variance
        for n, q in ((20, 1), (200, 1), (20, 10), (20, 1000))
    )
    assert 0.85 < more / one < 1
    assert asked < one / 2
    assert endless > (school_flags.LED / SCALE.slope(SCALE.level(0.6))) ** 2


@pytest.mark.parametrize(
    ("p_low", "expected"),
    [
        ({}, []),
        ({"a": 0.95}, ["a"]),
        ({"a": 0.89}, []),
        ({"a": 0.99, "b": 0.85, "c": 0.80}, ["a", "b"]),  # (0.01 + 0.15) / 2 = 0.08; with c 0.12
        ({"a": 0.8, "b": 0.99, "c": 0.99}, ["b", "c", "a"]),  # (0.01 + 0.01 + 0.2) / 3 = 0.073
        ({**{f"s{n}": 1.0 for n in range(9)}, "doubtful": 0.4}, [f"s{n}" for n in range(9)]),
    ],
)
def test_the_list_of_flags(p_low, expected):
    """The longest list whose mean chance of being wrong is one in ten, and nobody on it who is likelier not low."""
    assert listed(p_low) == expected


@given(st.dictionaries(st.integers(), st.floats(0, 1)))
def test_no_list_promises_more_than_it_keeps(p_low):
    """The mean of 1 − P is at most the line; the next one would break it or is itself unlikely."""
    kept = listed(p_low)
    wrong = [1 - p_low[one] for one in kept]
    assert not kept or fmean(wrong) <= WRONG_SHARE + 1e-9
    rest = sorted((p_low[one] for one in p_low if one not in kept), reverse=True)
    if rest and rest[0] > NO_LONGER:
        assert fmean([*wrong, 1 - rest[0]]) > WRONG_SHARE - 1e-9


@pytest.mark.parametrize(
    ("answers", "members", "p_low", "is_closed"),
    [(10, 5, 0.5, True), (9, 5, 0.1, False), (10, 4, 0.1, False), (200, 20, 0.51, False), (0, 0, 0.0, False)],
)
def test_only_new_evidence_closes(answers, members, p_low, is_closed):
    """Ten newer answers, of five children, and P(low) of a half at most: all three."""
    assert is_closed_by(answers, members, p_low) is is_closed


@pytest.mark.parametrize(
    ("members", "answers", "wanted"),
    [(2, 30, Missing(3, 0)), (5, 14, Missing(0, 1)), (5, 15, Missing(0, 0)), (0, 0, Missing(5, 15))],
)
def test_what_is_missing_is_said(members, answers, wanted):
    """Children up to five, answers up to three of each."""
    assert missing(members, answers) == wanted
    assert bool(missing(members, answers)) == (wanted != Missing(0, 0))


def simulated(chance: random.Random) -> tuple[dict[str, Group], dict[str, float], dict[str, float]]:
    """Twenty schools of 6–30 children about the line: their groups, true shares, and what a mean of shown estimates says."""
    groups, truth, shown = {}, {}, {}
    before = Normal(0.4, 0.5)
    for nth in range(20):
        count, middle = chance.randint(6, 30), chance.gauss(0.25, 0.35)
        levels, said, drawn = [], [], []
        for _ in range(count):
            level, noise = chance.gauss(middle, 0.5), chance.uniform(0.1, 0.5)
            variance = 1 / (1 / before.variance + 1 / noise)
            seen = chance.gauss(level, sqrt(noise))
            after = Normal(variance * (before.mean / before.variance + seen / noise), variance)
            levels.append(level)
            said.append(own_evidence(after, before))
            drawn.append(SCALE.share(after.mean))
        groups[f"s{nth}"] = Group(said, count)
        truth[f"s{nth}"], shown[f"s{nth}"] = fmean(SCALE.share(one) for one in levels), fmean(drawn)
    return groups, truth, shown


def test_in_simulation_ranges_hold_and_flags_are_right():
    """600 seeded schools: the 90 % range holds the truth, at most one flag in ten is wrong; few of the low are found."""
    chance, inside, errors, naive, flags = random.Random(2011), list[bool](), list[float](), list[float](), list[bool]()
    lows = found_low = 0
    for _ in range(30):
        groups, truth, shown = simulated(chance)
        result = found(groups, SCALE)
        inside += [result[one].low <= truth[one] <= result[one].high for one in truth]
        errors += [result[one].mean - truth[one] for one in truth]
        naive += [shown[one] - truth[one] for one in truth]
        kept = listed({one: result[one].p_low for one in truth})
        flags += [truth[one] < LOW_LINE for one in kept]
        lows += sum(share < LOW_LINE for share in truth.values())
        found_low += sum(truth[one] < LOW_LINE for one in kept)
    assert fmean(inside) >= 0.88
    assert abs(fmean(errors)) < abs(fmean(naive)) and abs(fmean(errors)) < 0.02
    assert fmean(flags) >= 0.9
    assert found_low >= 2  # the price of that promise: see docs/school-flags.md
