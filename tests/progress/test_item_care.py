"""Bad items are found for what they are, good ones are left alone, and what cannot be told is said to be so."""

import random
from dataclasses import replace
from math import exp, log, sqrt
from statistics import NormalDist

import pytest

from progress.learning.functioning import difference, strata, true_findings
from progress.learning.item_care import FEWEST, FEWEST_IN_GROUP, UNSURE, Given, abilities, correlation, interval, look, wilson
from tests.bench.item_care import bank, judged

# Agresti, Categorical Data Analysis (2nd ed. 2002), table 6.9: a cream in eight centres; success and failure, drug and control
CREAM = [
    (11, 25, 10, 27), (16, 4, 22, 10), (14, 5, 7, 12), (2, 14, 1, 16), (6, 11, 0, 12), (1, 10, 0, 10), (1, 4, 1, 8), (4, 2, 6, 1),
]  # fmt: skip
# admissions to six departments of Berkeley: admitted and rejected, men and women (Bickel et al. 1975; R's UCBAdmissions)
BERKELEY = [
    (512, 313, 89, 19), (353, 207, 17, 8), (120, 205, 202, 391), (138, 279, 131, 244), (53, 138, 94, 299), (22, 351, 24, 317),
]  # fmt: skip


def test_mantel_haenszel_is_as_agresti_worked_it_out():
    """Common odds ratio 2.13, standard error of its logarithm 0.303 (the book's §6.3.5)."""
    told = difference(CREAM)
    assert (round(told.alpha, 2), round(told.error / 2.35, 3)) == (2.13, 0.303)
    assert told.delta == pytest.approx(-2.35 * log(told.alpha))


def test_mantel_haenszel_is_as_r_prints_it():
    """R's example `mantelhaen.test(UCBAdmissions)`: X-squared 1.4269 (corrected), p 0.2323, odds ratio 0.9046968."""
    told = difference(BERKELEY)
    assert (round(told.chi_square, 4), round(told.p, 4), round(told.alpha, 7)) == (1.4269, 0.2323, 0.9046968)
    low, high = (exp(-one / 2.35) for one in reversed(told.interval()))
    assert (round(low, 4), round(high, 4)) == (0.7719, 1.0603)


def test_one_stratum_is_the_plain_odds_ratio():
    """Alpha, Woolf's standard error, and the shares as they are: an independent formula."""
    told = difference([(60, 40, 30, 70)])
    assert told.alpha == pytest.approx(60 * 70 / (40 * 30))
    assert told.error / 2.35 == pytest.approx(sqrt(1 / 60 + 1 / 40 + 1 / 30 + 1 / 70))
    assert (told.reference_share, told.focal_share) == (0.6, 0.3)


def test_groups_that_differ_are_not_an_item_that_differs():
    """Simpson's: the focal group is right half as often, only because it stands in the lower layer."""
    told = difference([(80, 20, 8, 2), (2, 8, 20, 80)])
    assert told.alpha == pytest.approx(1)
    assert told.category == "A"
    assert told.reference_share == pytest.approx(told.focal_share)


@pytest.mark.parametrize("tables", [[], [(5, 5, 0, 0)], [(9, 0, 9, 0), (8, 0, 3, 0)], [(0, 9, 0, 9)]])
def test_strata_that_cannot_tell_tell_nothing(tables):
    """No layer with both groups, everybody right, nobody right."""
    assert difference(tables) is None


@pytest.mark.parametrize(
    ("table", "category"),
    [
        ((500, 500, 500, 500), "A"),
        ((500, 500, 590, 410), "A"),  # delta 0.86, surely not 0
        ((60, 40, 45, 55), "B"),  # 1.42
        ((120, 80, 88, 112), "B"),  # 1.52, which may be 1
        ((6000, 4000, 4480, 5520), "B"),  # 1.44, surely more than 1
        ((6000, 4000, 4300, 5700), "C"),  # 1.61
        ((12, 8, 8, 12), "A"),  # the same of twenty: may be nothing
    ],
)
def test_classes_of_ets(table, category):
    """By size and by certainty."""
    assert difference([table]).category == category


def test_layers_hold_everybody_once_and_keep_equals_together():
    """Counts add up; members of one ability are in one layer; each layer is thick enough to tell."""
    members = [(float(nth // 25), nth % 2 == 0, nth % 3 == 0) for nth in range(200)]
    tables = strata(members)
    assert sum(map(sum, tables)) == 200
    assert len(tables) == 8
    assert min(map(sum, tables)) >= 20
    assert len(strata(members[:30])) == 1


def test_benjamini_and_hochberg_s_own_example():
    """Their table of 1995: of fifteen tests at 5 % the first four are believed, although the ninth is under 5 % alone."""
    ps = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    assert true_findings(ps[::-1], 0.05) == [False] * 11 + [True] * 4
    assert true_findings([]) == []


def test_a_correlation_and_its_interval():
    """By hand: 3 right of 4 with abilities 1 2 3 and 0; Fisher's interval of r = 0.5 with 28 is 0.16 to 0.74."""
    assert correlation([True, True, True, False], [1, 2, 3, 0]) == pytest.approx(1.5 / sqrt(0.75 * 5))
    assert correlation([True, True], [1, 2]) == 0
    assert [round(one, 2) for one in interval(0.5, 28)] == [0.16, 0.74]


def test_a_share_is_never_a_point():
    """Wilson's interval of 10 of 10 is 0.72 to 1; of 40 at a half it reaches 15 points."""
    assert [round(one, 2) for one in wilson(10, 10)] == [0.72, 1]
    low, high = wilson(20, 40)
    assert high - low == pytest.approx(0.30, abs=0.01)


def test_ability_does_not_know_of_its_own_item():
    """Whether this answer was right changes nothing of the ability that it is judged by, but for the item's share."""
    chance = random.Random(3)
    answers = {(f"m{m}", f"q{q}"): chance.random() < (0.3 + 0.01 * m) for m in range(60) for q in range(20)}
    right, wrong = (abilities(answers | {("m7", "q3"): one})["m7", "q3"] for one in (True, False))
    assert right == pytest.approx(wrong, abs=0.02)
    ordered = [abilities(answers)[f"m{m}", "q0"] for m in (2, 30, 58)]
    assert ordered == sorted(ordered)
    assert abilities({}) == {}


def test_harder_items_are_no_lower_ability():
    """Two halves of equal members answer an easy and a hard half of the bank; on average they count as equal."""
    chance = random.Random(5)
    answers = {}
    for member in range(400):
        able, items = chance.gauss(0, 1), range(20) if member % 2 else range(20, 40)
        for item in items:
            chances = NormalDist().cdf(able + (0.8 if item < 20 else -0.8))
            answers[f"m{member}", f"q{item}"] = chance.random() < chances
    found = abilities(answers)
    halves = [[found[at] for at in found if int(at[0][1:]) % 2 == half] for half in (0, 1)]
    means = [sum(half) / len(half) for half in halves]
    assert means[0] == pytest.approx(means[1], abs=0.02)


def item(draw, members=300, seed=1):
    """Rows of one item. `draw(ability as N(0, 1), chance, lang, sex)` → the option taken; "a" is the key."""
    chance = random.Random(seed)
    rows = []
    for nth in range(members):
        able, lang, sex = chance.gauss(0, 1), "km" if nth % 2 else "en", "girl" if nth % 4 < 2 else "boy"
        chosen = draw(able, chance, lang, sex)
        rows.append(Given(f"m{nth}", "q", chosen == "a", able + chance.gauss(0, 0.4), chosen, lang, sex))
    return rows


def knows(able, chance, shift=0.0):
    return chance.random() < NormalDist().cdf(able + shift)


def guess(chance):
    return chance.choice("abc")


DRAWS = {
    "fine": (lambda able, chance, lang, sex: "a" if knows(able, chance) else guess(chance), []),
    "wrong_key": (lambda able, chance, lang, sex: "b" if knows(able, chance) else guess(chance), [("wrong_key", "b")]),
    "two_right": (
        lambda able, chance, lang, sex: chance.choice("ab") if knows(able, chance) else chance.choice("accc"),
        [("two_right", "b")],
    ),
    "flat": (lambda able, chance, lang, sex: chance.choice("aaabbc"), [("flat", "")]),
    "too_hard": (lambda able, chance, lang, sex: "a" if chance.random() < 0.12 else chance.choice("bbc"), None),
    "too_easy": (lambda able, chance, lang, sex: "a" if chance.random() < 0.995 else "b", [("too_easy", "")]),
    "unsure": (
        lambda able, chance, lang, sex: (
            UNSURE if able > 1 and chance.random() < 0.2 else "a" if knows(able, chance, 0.8) else guess(chance)
        ),
        [],
    ),
}


@pytest.mark.parametrize("name", DRAWS)
def test_each_fault_has_its_own_reason(name):
    """And a good item has none: "I am not sure" of the able is no second right answer."""
    draw, wanted = DRAWS[name]
    [care] = look(item(draw, 1200))
    found = [(one.reason, one.option) for one in care.findings]
    if wanted is None:
        assert "too_hard" in {reason for reason, _ in found}
    else:
        assert found == wanted
    assert care.state == ("look" if found else "fine")
    for one in care.findings:
        assert one.low <= one.value <= one.high


def test_not_being_sure_is_no_second_right_answer():
    """Even where the able say it as often as the key, and the others hardly ever."""

    def draw(able, chance, lang, sex):
        return chance.choice(("a", UNSURE)) if able > 0 else guess(chance)

    [care] = look(item(draw))
    assert care.chosen_by_able[UNSURE] > 0.5 * care.chosen_by_able["a"]
    assert not {one.reason for one in care.findings} & {"two_right", "wrong_key"}


@pytest.mark.parametrize(("reason", "harder", "easier"), [("language", "en", "km"), ("sex", "girl", "boy")])
def test_what_is_harder_for_one_group(reason, harder, easier):
    """Both ways round it says for whom, with the shares right at equal understanding, the lower one first."""
    for group in (harder, easier):

        def draw(able, chance, lang, sex, group=group):
            return "a" if knows(able, chance, -1.2 if group in (lang, sex) else 0.3) else guess(chance)

        [care] = look(item(draw))
        [one] = care.findings
        assert (one.reason, one.harder_for) == (reason, group)
        assert one.shares[0] < one.shares[1] - 0.15


def test_an_abler_group_is_no_fault_of_the_item():
    """Readers of English understand much more here, at every item alike: no finding, although they are right far more often."""
    chance, rows = random.Random(8), []
    for nth in range(600):
        lang = "en" if nth % 2 else "km"
        able = chance.gauss(0.6 if lang == "en" else -0.6, 1)
        chosen = "a" if knows(able, chance) else guess(chance)
        rows.append(Given(f"m{nth}", "q", chosen == "a", able, chosen, lang))
    shares = [sum(one.is_right for one in rows if one.lang == lang) / 300 for lang in ("en", "km")]
    assert shares[0] - shares[1] > 0.2
    assert look(rows)[0].findings == ()


def test_too_few_is_a_state_of_its_own():
    """One member short it says how many there are and how many it takes; nothing is found in so few, however bad it looks."""
    rows = item(DRAWS["wrong_key"][0], FEWEST - 1)
    [care] = look(rows)
    assert (care.state, care.findings) == ("too_few", ())
    assert [(one.what, one.has, one.needs) for one in care.lacks] == [("answers", FEWEST - 1, FEWEST)]


def test_what_was_not_compared_is_said():
    """An item that is fine, answered in Khmer alone and by members of whom nothing is said: two comparisons lack groups."""
    rows = [replace(one, lang="km", sex="") for one in item(DRAWS["fine"][0])]
    [care] = look(rows)
    assert care.state == "fine"
    assert [(one.what, one.has, one.needs) for one in care.lacks] == [
        ("language", 0, FEWEST_IN_GROUP),
        ("sex", 0, FEWEST_IN_GROUP),
    ]


def test_counts_are_those_of_the_rows():
    """All members by option, and the third who understand most."""
    rows = item(DRAWS["fine"][0])
    [care] = look(rows)
    assert (care.members, sum(care.chosen.values()), sum(care.chosen_by_able.values())) == (300, 300, 100)
    assert (care.right, care.key) == (care.chosen["a"], "a")
    assert care.chosen_by_able["a"] / 100 > care.chosen["a"] / 300


def test_the_order_of_the_rows_changes_nothing():
    """Findings and counts are the same of shuffled rows."""
    rows = bank(1, answered=60).given
    again = rows[:]
    random.Random(2).shuffle(again)
    told = [(one.item, one.state, [found.reason for found in one.findings], one.chosen) for one in look(rows)]
    assert told == [(one.item, one.state, [found.reason for found in one.findings], one.chosen) for one in look(again)]


def test_in_a_bank_whose_faults_are_known():
    """Three banks, 300 answers an item: most wrong keys are found, translations too, and hardly a finding is wrong."""
    told = sum((judged(bank(seed, answered=60)) for seed in (11, 12, 13)), start=judged(bank(10, answered=60)))
    assert told["found key"] >= 7  # of 8
    assert told["found language"] >= 3  # of 8
    assert told["wrong findings"] <= 0.1 * told["findings"] + 1


def test_in_a_bank_without_faults_nothing_is_found():
    """240 comparisons of groups that are 0.8 logits apart in truth, and 120 keys: at most one false alarm in two banks."""
    told = [judged(bank(seed, answered=60, gap=0.4, faulty=0.0)) for seed in (21, 22)]
    assert sum(one["findings"] for one in told) <= 1
