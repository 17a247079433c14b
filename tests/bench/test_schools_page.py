"""docs/school-flags.md says what the code does, and has a place for the bench's figures."""

from __future__ import annotations

from pathlib import Path
from statistics import NormalDist

import numpy as np

from actions import overview as far
from actions import school_flags as kept
from actions.desk import ROOT
from progress.learning import school_flags as rules
from progress.learning.school_flags import Found
from progress.learning.shares import Z90, Share
from tests.bench.figures import write
from tests.bench.model_error import FEWEST_STUDENTS, Off, off
from tests.bench.schools import PAGE, Seen, benjamini_hochberg, dealt, slope
from tests.bench.simulated import AREAS, PEOPLE, SCHOOLS

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_page_states_the_settings_of_the_code() -> None:
    """Children, answers, days and points in its sentences are those of the rules."""
    assert ROOT / "docs" / "school-flags.md" == PAGE
    for said in (
        f"The line is {100 * rules.LOW_LINE:.0f} of 100",
        f"at least {rules.NEW_ANSWERS} newer answers of at least {rules.NEW_CHILDREN} children",
        f"fewer than {rules.FEWEST} children: no figure",
        f"Fewer than {rules.FEWEST_ANSWERS} answers raise no finding",
        f"within {kept.ACT_MS // kept.DAY_MS} days",
        f"for {far.HANDS_MS // kept.DAY_MS} days",
    ):
        assert said in TEXT, said
    assert (far.LATELY, "in the last five months" in TEXT) == (5, True)
    assert (rules.MODEL_ERROR, "Five points" in TEXT) == (0.05, True)
    assert (rules.COPIED, rules.LED, "half of what separates two hands" in TEXT, "ten points off" in TEXT) == (
        0.5,
        0.1,
        True,
        True,
    )


def test_the_page_has_a_place_for_its_figures(tmp_path: Path) -> None:
    """Between its marks stand the bench's tables, with the command; what is written there leaves the prose as it is."""
    _, _, rest = TEXT.partition("<!-- measured: begin -->")
    figures, end, _ = rest.partition("<!-- measured: end -->")
    assert end and "manage.py bench schools" in figures and "ours: the list" in figures
    page = tmp_path / "page.md"
    page.write_text(TEXT, "utf-8")
    write("new\n", page)
    assert page.read_text("utf-8") == TEXT.replace(figures, "\nnew\n")


def test_children_are_dealt_by_likeness() -> None:
    """Every school has 6–30 different children, the same for a seed; schools differ by more than chance would make them."""
    truth = np.random.default_rng(1).uniform(0.3, 1, (PEOPLE, AREAS))
    schools = dealt(truth, 7)
    everyone = [member for school in schools for member in school]
    assert schools == dealt(truth, 7) != dealt(truth, 8)
    assert len(schools) == SCHOOLS and len(everyone) == len(set(everyone))
    assert all(6 <= len(school) <= 30 for school in schools)
    by_chance = truth.std() / np.sqrt(np.mean([len(school) for school in schools]))
    assert np.std([truth[school].mean(0) for school in schools], axis=0).mean() > 1.3 * by_chance


def test_the_correction_beside_ours_is_the_usual_one() -> None:
    """Benjamini and Hochberg at one in ten: p of 0.01, 0.02, 0.2 and 0.5 raise the first two."""

    def seen(p: float) -> Seen:
        mean = rules.LOW_LINE + 0.05 * NormalDist().inv_cdf(p)
        return Seen("a", 0.5, Found.normal(0.5, 0.1), Share(mean, mean - Z90 * 0.05, mean + Z90 * 0.05, 9, 90))

    assert benjamini_hochberg([seen(p) for p in (0.5, 0.01, 0.2, 0.02)]) == {1, 3}


def test_the_slope_looks_within_areas() -> None:
    """Ours that spreads schools half as far as they are has a slope of two; what areas differ by is no part of it."""
    share = Share(0.5, 0.4, 0.6, 9, 90)
    cells = [Seen(area, of + 2 * x, Found.normal(0.3 + x, 0.1), share) for area, of in (("a", 0.2), ("b", 0.5)) for x in (0, 0.1)]
    assert abs(slope(cells, np.array([one.ours.mean for one in cells])) - 2) < 1e-9


def test_what_a_model_errs_for_a_group_is_not_what_sampling_does() -> None:
    """Skills that are off by chance alone lie apart by nothing; skills of +10 and −10 points by ten and a little; few skills or
    students say nothing."""
    dice = np.random.default_rng(3)

    def skills(*by: float, students: int = 400) -> dict[int, dict[int, list[float]]]:
        return {n: {m: [float(dice.normal(mean, 0.4))] for m in range(students)} for n, mean in enumerate(by)}

    chance, apart = off(skills(*[0.0] * 12)), off(skills(*[0.1, -0.1] * 6))
    assert isinstance(chance, Off) and chance.deviation < 0.015 and abs(chance.mean) < 0.015
    assert apart and 0.09 < apart.deviation < 0.12 and abs(apart.root_mean_square - apart.deviation) < 0.01
    assert off(skills(0.0, 0.0)) is None and off(skills(*[0.0] * 5, students=FEWEST_STUDENTS - 1)) is None
