"""Calibrating: what it learns from answers, what it leaves alone, and when it refuses."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import pytest

from progress.learning import calibrate as module
from progress.learning.calibrate import HeldOut, TooFew, calibrate, centred, compared, drawn, fitted, forecast
from progress.learning.comprehension import Answer, Parameters, ParameterSet, Tracker

HARD, EASY = "q0", "q1"


def answers(members: int, each: int, spread: float, hard: float, seed: int = 3, guess: float = 0.3) -> list[Answer]:
    """Members whose levels differ by `spread`, and two kinds of items that are `hard` apart; one skill, one day."""
    chance, found = random.Random(seed), list[Answer]()
    for member in range(members):
        level = chance.gauss(0.4, spread)
        for nth in range(each):
            is_hard = chance.random() < 0.5
            item = f"q{2 * (nth % 10) + (not is_hard)}"
            at = level - (hard / 2 if is_hard else -hard / 2)
            p = guess + (0.97 - guess) * 0.5 * math.erfc(-at / math.sqrt(2))
            found.append(Answer(f"m{member}", item, "rights", "needs", 1.0, chance.random() < p))
    return found


@pytest.mark.parametrize(("members", "each"), [(49, 60), (60, 30)])
def test_too_few_answers_are_refused(members: int, each: int) -> None:
    """Below 50 members or 2,000 answers it says what there is and what is needed, and that the set in use stays."""
    with pytest.raises(TooFew, match=rf"of {members} members: .*2,000 answers of 50 members. Go on with set 2026-12"):
        calibrate(answers(members, each, 1.0, 1.0), ParameterSet(), "2026-11-25-a")


def test_what_answers_say_is_learned_and_forecasts_better() -> None:
    """Items 2.4 probits apart: found, and better for members held out; what intervals hang on stays as it is."""
    found = calibrate(answers(60, 40, 1.4, 2.4), ParameterSet(), "2026-11-25-a")
    items = found.proposed.items
    assert found.changed().keys() == {"intercept"}
    assert replace(found.proposed.parameters, intercept=Parameters().intercept) == Parameters()
    assert items[HARD][0] - items[EASY][0] > 1.2
    assert found.proposed.version == "2026-11-25-a"
    assert found.held_out.is_better and found.held_out.after < found.held_out.before - 0.01


def test_with_every_number_free_it_finds_how_members_and_items_differ() -> None:
    """The same answers, fitted as for the public logs: wider members and items than the set in use has."""
    old, new = Parameters(), fitted(answers(60, 40, 1.4, 2.4), ParameterSet(), "x").parameters
    assert new.v_overall + new.v_area + new.v_item > old.v_overall + old.v_area + old.v_item


def test_what_answers_do_not_speak_of_stays() -> None:
    """No vignettes and one day only: their numbers are the ones in use, to the last bit; so are those that are never free."""
    new, old = fitted(answers(20, 30, 1.0, 1.0), ParameterSet(), "x").parameters, Parameters()
    for name in ("v_recognition", "days_skill", "days_item", "days_form", "days_overall", "borrowed", "gain_variance"):
        assert getattr(new, name) == getattr(old, name), name


def test_the_prior_holds_what_few_answers_say() -> None:
    """Ten answers move no number by more than half a deviation of its prior; two thousand of an odd group move one further."""

    def farthest(given: list[Answer]) -> float:
        new, old = fitted(given, ParameterSet(), "x").parameters, Parameters()
        scale = module._TO
        return max(abs(scale[kind](getattr(new, name)) - scale[kind](getattr(old, name))) / sd for name, kind, sd in module.FREE)

    assert farthest(answers(2, 5, 1.0, 1.0)) < 0.5 < farthest(answers(50, 40, 2.5, 4.0))


def test_the_same_answers_give_the_same_set() -> None:
    """No chance is in it: two computers propose the same numbers."""
    given = answers(20, 20, 1.0, 1.0)
    assert fitted(given, ParameterSet(), "x") == fitted(list(given), ParameterSet(), "x")


def test_a_set_that_is_no_better_is_not_called_better() -> None:
    """A fall of the log-loss within twice its standard error is chance."""
    assert not HeldOut(before=0.600, after=0.599, error=0.001).is_better
    assert not HeldOut(before=0.600, after=0.610, error=0.001).is_better
    assert HeldOut(before=0.600, after=0.590, error=0.001).is_better


def test_answers_that_the_set_in_use_explains_bring_no_proposal() -> None:
    """Coins with the share that is expected anyway: there is nothing to learn, and nothing is claimed."""
    chance = random.Random(5)
    given = [Answer(f"m{m}", f"q{n}", "rights", "needs", 1.0, chance.random() < 0.71) for m in range(50) for n in range(40)]
    known = fitted(given, ParameterSet(), "2026-11-24-a")
    assert not compared(given, known).is_better


def test_members_are_drawn_whole() -> None:
    """The numbers are fitted to all the answers of some members, in their order, whatever the others answer."""
    given = answers(40, 10, 1.0, 1.0)
    some = drawn(given, 100)
    chosen = {one.member for one in some}
    assert len(some) == 100 and some == [one for one in given if one.member in chosen]
    assert drawn(given, 1000) is given


def test_a_known_item_starts_where_the_set_says() -> None:
    """An item that the set calls hard is expected to go worse, at the first answer already."""
    hard = ParameterSet(items={"q": (1.0, 0.05)})
    one = Answer("m", "q", "rights", "needs", 1.0, True)
    plain, known = (Tracker({"rights": ("needs",)}, known).answer(one) for known in (ParameterSet(), hard))
    p = hard.parameters
    rest = 1 + p.v_overall + p.v_form + p.v_area + p.v_skill + p.v_skill_difficulty + p.v_streak
    z = (0.45 - 1.0) / math.sqrt(rest + 0.05 + p.v_memory)
    assert known < plain
    assert known == pytest.approx(0.3 + 0.67 * 0.5 * math.erfc(-z / math.sqrt(2)))


def test_equations_are_solved() -> None:
    """Two equations, worked by hand: 4x + y = 1, x + 3y = 2 → x = 1/11, y = 7/11."""
    assert module._solved([[4.0, 1.0], [1.0, 3.0]], [1.0, 2.0]) == pytest.approx([1 / 11, 7 / 11])


def test_what_items_of_a_skill_have_in_common_belongs_to_the_skill() -> None:
    """Centred, no known item is forecast otherwise, and a new one is as hard as the known ones are on average."""
    easy = ParameterSet("x", items={"a1": (-1.0, 0.1), "a2": (-0.5, 0.1)}, skills={"s": (0.25, 0.1)})
    asked = [Answer("cat", item, "help", "s", 1.0, True) for item in ("a1", "a2")]
    found = centred(easy, asked)
    assert (found.items["a1"], found.items["a2"]) == (pytest.approx((-0.25, 0.1)), pytest.approx((0.25, 0.1)))
    assert found.skills["s"] == pytest.approx((-0.5, 0.1))
    assert forecast(asked[:1], found) == pytest.approx(forecast(asked[:1], easy))
