"""Parameter sets as files: what is shipped, what is kept, and what a bad file says."""

from __future__ import annotations

from pathlib import Path

import pytest

from progress.learning.comprehension import Parameters, ParameterSet
from progress.parameter_sets import DEFAULT, SHIPPED, Adopted, BadSet, adopt, adopted, in_use, kept_in, read_set, write_set

NEW = ParameterSet(
    "2026-11-25-a", Parameters(v_item=0.1 + 0.2, gain_variance=1e-05), {"rights.q3": (-1 / 3, 1e-7)}, {"no": (1.0, 0.0)}
)


def test_the_shipped_set_is_what_the_code_says() -> None:
    """progress/parameters/2026-11.yaml and the defaults of the classes are one and the same."""
    assert read_set(SHIPPED / f"{DEFAULT}.yaml") == ParameterSet()


def test_a_set_comes_back_to_the_last_bit(tmp_path: Path) -> None:
    """What is written is what is read: two computers with one file reckon the same."""
    write_set(tmp_path / "2026-11-25-a.yaml", NEW)
    assert read_set(tmp_path / "2026-11-25-a.yaml") == NEW


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    """Each fault with its place, the fact and a remedy, in one message."""
    text = (SHIPPED / f"{DEFAULT}.yaml").read_text(encoding="utf-8")
    text = text.replace("v_form: 0.06", "v_form: -1").replace("  slip: 0.03\n", "").replace("v_area", "v_aria")
    text = text.replace("items: {}", "items: {q: 3}").replace("skills: {}", "extra: 1")
    bad = tmp_path / "2027-01.yaml"
    bad.write_text(text, encoding="utf-8")
    with pytest.raises(BadSet) as found:
        read_set(bad)
    lines = str(found.value).splitlines()
    assert all(line.startswith(str(bad)) and line.endswith(".") for line in lines)
    for said in (
        "extra is not known",
        "skills is missing",
        "version is '2026-12'",
        "v_aria is not known",
        "v_area is missing",
        "slip is missing",
        "v_form is -1. Write a number above 0",
        "items.q is 3. Write [mean, variance]",
    ):
        assert sum(said in line for line in lines) == 1, said
    assert len(lines) == 8


@pytest.mark.parametrize("text", ["a: [", "- 1", "\x00"])
def test_what_is_no_set_at_all_says_so(tmp_path: Path, text: str) -> None:
    """Not YAML, not a mapping: one line with a remedy, no traceback of a library."""
    (tmp_path / "2026-12.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadSet, match=r"2026-12\.yaml: (is not YAML|is no mapping)"):
        read_set(tmp_path / "2026-12.yaml")


def test_the_last_decision_stands_and_the_earlier_ones_are_kept(tmp_path: Path) -> None:
    """Adopted, then back to the shipped set: both with day and name."""
    assert in_use(tmp_path) == ParameterSet()
    write_set(kept_in(tmp_path) / "2026-11-25-a.yaml", NEW)
    first, second = Adopted("2026-11-25-a", "2026-11-26", "ដារា"), Adopted(DEFAULT, "2026-12-01", "Sok Dara: too eager")
    adopt(tmp_path, first)
    assert in_use(tmp_path) == NEW
    adopt(tmp_path, second)
    assert in_use(tmp_path) == ParameterSet() and adopted(tmp_path) == [first, second]


@pytest.mark.parametrize("version", ["2026-11-25-b", "../2026-11", "in-use"])
def test_a_set_that_is_not_there_is_not_adopted(tmp_path: Path, version: str) -> None:
    """It names the sets that there are, and nothing is written."""
    with pytest.raises(BadSet, match=r"there is no set .* Name one of these: 2026-11"):
        adopt(tmp_path, Adopted(version, "2026-11-26", "Dara"))
    assert not kept_in(tmp_path).exists()


@pytest.mark.parametrize("text", ["adopted: []", "adopted: [{version: 2026-11}]", "other: 1"])
def test_a_bad_list_of_decisions_is_said(tmp_path: Path, text: str) -> None:
    """A list that somebody edited by hand does not silently fall back to another set."""
    kept_in(tmp_path).mkdir()
    (kept_in(tmp_path) / "in-use.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadSet, match=r"in-use\.yaml: "):
        in_use(tmp_path)
