"""`manage.py calibrate` from a store to a set in use."""

from __future__ import annotations

import datetime
import random
from pathlib import Path

import pytest

from actions import calibrate
from actions.desk import Desk, open_desk
from progress.events import Answered
from progress.learning.calibrate import TooFew
from progress.parameter_sets import DEFAULT, BadSet, adopted, kept_in, read_set
from tests.conftest import SCHOOL

TODAY = datetime.date(2026, 11, 25)


def fill(desk: Desk, members: int, each: int) -> None:
    """Answers to real items; every second member gets nearly all wrong, and some items are easy for everyone."""
    chance, items, waiting = random.Random(1), list(desk.course.items.values())[:40], []
    for member in range(members):
        for nth, item in enumerate(items[:each]):
            is_right = chance.random() < (0.95 if nth % 4 == 0 else 0.85 if member % 2 else 0.25)
            waiting.append(
                desk.store.append(
                    Answered(
                        school=SCHOOL,
                        event_id=f"0193a000-0000-7000-8000-{member:06d}{nth:06d}",
                        attempt=f"a{member}",
                        member=f"m{member}",
                        item=item.id,
                        fingerprint="f",
                        area=item.area,
                        skill=item.lesson,
                        response="x",
                        right=is_right,
                        options=3,
                        tapped_ms=1_764_000_000_000 + nth * 60_000,
                    )
                )
            )
    for one in waiting:
        one.result()


def versions(folder: Path) -> set[str]:
    desk = open_desk(folder)
    try:
        return {row["version"] for row in desk.store.read("SELECT DISTINCT version FROM member_belief")}
    finally:
        desk.store.close()


def test_a_proposal_is_read_and_adopted_by_name(desk: Desk) -> None:
    """Proposed: a set and a report, nothing in use. Adopted: day and name are kept, every belief is of the new set; and back."""
    folder = desk.store.path.parent
    fill(desk, 54, 40)
    text, file = calibrate.propose(desk, TODAY)
    assert file == kept_in(folder) / "2026-11-25-a.yaml" and file.with_suffix(".txt").read_text("utf-8") == text
    assert "2,160 answers of 54 members" in text and "better, by more than chance" in text and "intercept" in text
    assert read_set(file).items and adopted(folder) == []
    assert calibrate.propose(desk, TODAY)[1] == kept_in(folder) / "2026-11-25-b.yaml"
    desk.store.close()
    assert versions(folder) == {DEFAULT}
    calibrate.use(folder, "2026-11-25-a", "Sok Dara", TODAY)
    assert versions(folder) == {"2026-11-25-a"}
    assert [(one.by, one.day) for one in adopted(folder)] == [("Sok Dara", "2026-11-25")]
    calibrate.use(folder, DEFAULT, "Sok Dara", TODAY)
    assert versions(folder) == {DEFAULT}


def test_too_few_answers_change_nothing(desk: Desk) -> None:
    """Ten members are no population: said plainly, no file is written."""
    fill(desk, 10, 10)
    with pytest.raises(TooFew, match="100 answers of 10 members"):
        calibrate.propose(desk, TODAY)
    assert not kept_in(desk.store.path.parent).exists()


def test_a_broken_set_in_use_stops_the_store_with_its_reason(desk: Desk) -> None:
    """The app never goes on with other numbers than those that somebody decided on: it says what is wrong with which file."""
    folder = desk.store.path.parent
    desk.store.close()
    kept_in(folder).mkdir()
    (kept_in(folder) / "in-use.yaml").write_text("adopted: [{version: 2027-01, day: '2026-12-01', by: Dara}]", encoding="utf-8")
    with pytest.raises(BadSet, match="there is no set '2027-01'"):
        open_desk(folder)
    calibrate.use(folder, DEFAULT, "Sok Dara", datetime.date(2026, 12, 2))
    open_desk(folder).store.close()


def test_use_needs_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    """Who decides is part of the decision."""
    assert "go together" in str(calibrate.main(["--use", "2026-11"]))
    assert "go together" in str(calibrate.main(["--use", "2026-11", "--by", " "]))
