"""docs/comprehension.md says what the code does: a setting that moves must move there too."""

from __future__ import annotations

from actions.desk import ROOT
from actions.overview import LOW_LINE
from progress.learning import calibrate, evidence, flags

PAGE = (ROOT / "docs" / "comprehension.md").read_text(encoding="utf-8")


def test_the_page_states_the_settings_of_the_code() -> None:
    """How sure "needs it again" is, the low line, what an answer in a room is worth, what calibrating needs."""
    for said in (
        f"more than {100 * flags.SURE:.0f} % sure",
        f"more than {100 * flags.CHECK:.0f} % sure",
        f"less than {100 * LOW_LINE:.0f} % of new questions",
        f"| whole: {evidence.ALONE:.0f} |",
        f"| {evidence.IN_THE_ROOM:.2f}:".replace("0.", "."),
        f"| {evidence.AFTER_TALKING:.2f}:".replace("0.", "."),
    ):
        assert said in PAGE, said
    assert f"needs {calibrate.FEWEST_MEMBERS} members and {calibrate.FEWEST_ANSWERS:,} answers" in PAGE
    assert f": {len(calibrate.FREE)} numbers" in PAGE and f"{calibrate.MOST:,} of their answers" in PAGE
    assert flags.FEWEST_ANSWERS == 3 and "from at least three answers" in PAGE


def test_the_page_has_a_place_for_its_figures() -> None:
    """Between its two marks stand the tables that the bench wrote, and a sentence that names the command."""
    _, _, rest = PAGE.partition("<!-- measured: begin -->")
    figures, end, _ = rest.partition("<!-- measured: end -->")
    assert end and "manage.py bench comprehension" in figures and "Best-LR" in figures
