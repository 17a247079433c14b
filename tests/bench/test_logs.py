"""The reader of answer logs and the scores: a benchmark is worth as much as they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.bench.logs import FOLDS, Log, Unreadable, read_folder, repeated
from tests.bench.scores import Ranking, calibration_error, differences, losses

HEAD = "user,item,skill,time,correct\n"


def rows(students: range, answers: int = 4, tab: bool = False) -> str:
    """Right and wrong by turns."""
    lines = [f"s{one},i{n},k{n % 2},{60 * n},{n % 2}" for one in students for n in range(answers)]
    text = "\n".join(lines)
    return text.replace(",", "\t") if tab else text


def test_both_kinds_of_file_and_of_names_are_read(tmp_path: Path) -> None:
    """Commas or tabs, our column names or the public ones, in any order: the same log."""
    (tmp_path / "ours.csv").write_text(HEAD + rows(range(6)))
    (tmp_path / "public.tsv").write_text("user_id\titem_id\tskill_id\ttimestamp\tcorrect\n" + rows(range(6), tab=True))
    ours, public = read_folder(tmp_path)
    assert (ours.name, public.name) == ("ours", "public")
    for column in ("user", "item", "skill", "day", "right", "fold"):
        assert getattr(ours, column).tolist() == getattr(public, column).tolist()
    assert ours.day[1] == 60 / 86_400


def test_a_student_is_held_out_whole(tmp_path: Path) -> None:
    """No student stands on both sides of a fold, and every fold holds somebody out."""
    (tmp_path / "log.csv").write_text(HEAD + rows(range(23)))
    (log,) = read_folder(tmp_path)
    assert log.folds == FOLDS
    assert {len(set(log.fold[log.user == one].tolist())) for one in range(23)} == {1}
    assert set(log.fold.tolist()) == set(range(FOLDS))


def test_answers_stand_in_the_order_of_time(tmp_path: Path) -> None:
    """A student's answers come together, oldest first; those of one moment stay as the file has them."""
    lines = ["b,late,k,90,1", "a,first,k,5,0", "b,x,k,30,0", "b,y,k,30,1", "a,z,k,9,1", *rows(range(5)).split("\n")]
    (tmp_path / "log.csv").write_text(HEAD + "\n".join(lines))
    (log,) = read_folder(tmp_path)
    names = {0: "late", 1: "first", 2: "x", 3: "y", 4: "z"}
    assert [names[one] for one in log.item[:5].tolist()] == ["x", "y", "late", "first", "z"]


def test_a_pair_is_one_log_with_its_published_split(tmp_path: Path) -> None:
    """Items keep one code over both files; only the students of the test file are held out."""
    (tmp_path / "pair-train.csv").write_text(HEAD + rows(range(3)))
    (tmp_path / "pair-test.csv").write_text(HEAD + rows(range(3, 5)))
    (log,) = read_folder(tmp_path)
    assert (log.name, log.is_published_split, log.folds, log.students) == ("pair", True, 1, 5)
    assert set(log.user[log.fold == 0].tolist()) == {3, 4}
    assert set(log.item[log.fold == 0].tolist()) == set(log.item[log.fold == -1].tolist())


def test_a_part_of_a_log_is_whole_students(tmp_path: Path) -> None:
    """A limit draws students, not answers, and leaves every fold somebody."""
    (tmp_path / "log.csv").write_text(HEAD + rows(range(30)))
    (log,) = read_folder(tmp_path, most=10)
    assert log.students == 10 and len(log) == 40
    assert set(log.fold.tolist()) == set(range(FOLDS))


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    """Every file's faults in one go, each with line, fact and remedy; like faults of a file share a line."""
    (tmp_path / "columns.csv").write_text("user,item,time,correct\na,b,1,1\n")
    (tmp_path / "marks.csv").write_text(HEAD + "a,b,c,1,1\na,b,c,soon,1\na,b,c,1,2\na,b,c,1,.5\n,b,c,1,1\n")
    (tmp_path / "empty.csv").write_text(HEAD)
    (tmp_path / "half-train.csv").write_text(HEAD + rows(range(3)))
    (tmp_path / "both-train.csv").write_text(HEAD + rows(range(3)))
    (tmp_path / "both-test.csv").write_text(HEAD + rows(range(2, 4)))
    (tmp_path / "same.csv").write_text(HEAD + "\n".join(f"s{n},i,k,0,1" for n in range(6)))
    (tmp_path / "foreign.csv").write_bytes(b"user,item\n\xff\xfe")
    with pytest.raises(Unreadable) as told:
        read_folder(tmp_path)
    said = str(told.value)
    for part in (
        "columns.csv:1: skill missing",
        "marks.csv:3: time is 'soon'. time is a number",
        "marks.csv:4: correct is '2' (and 1 more lines). correct is 0 or 1",
        "marks.csv:6: user empty. Fill in user",
        "empty.csv: no answer below the head",
        "half-train: half-test is not beside it",
        "both-test: 1 students are in both-train too (s2)",
        "same: every answer has the same mark",
        "foreign.csv: is not UTF-8",
    ):
        assert part in said, said


def test_a_folder_without_logs_says_what_to_name(tmp_path: Path) -> None:
    """An empty or a wrong folder is not an empty table."""
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(Unreadable, match=r"no \.csv or \.tsv file here. Name the folder"):
            read_folder(folder)


def test_repeats_are_counted_within_a_student(tmp_path: Path) -> None:
    """Two students on one item repeat nothing; one student twice does."""
    (tmp_path / "log.csv").write_text(HEAD + rows(range(5)) + "\n" + rows(range(5)))
    (log,) = read_folder(tmp_path)
    assert repeated(log) == 0.5


def test_the_area_under_the_curve_counts_pairs() -> None:
    """AUC is the share of pairs put in the right order, ties half; a weight is that many copies of the answer."""
    chance = np.random.default_rng(3)
    right, expected = chance.integers(0, 2, 60), chance.integers(0, 8, 60) / 8
    weights = chance.integers(0, 3, 60)

    def pairs(r: np.ndarray, e: np.ndarray) -> float:
        won, lost = e[r == 1][:, None], e[r == 0][None, :]
        return float(((won > lost) + (won == lost) / 2).mean())

    assert Ranking(right, expected).auc() == pytest.approx(pairs(right, expected))
    copies = np.repeat(np.arange(60), weights)
    assert Ranking(right, expected).auc(weights.astype(float)) == pytest.approx(pairs(right[copies], expected[copies]))


def test_losses_and_calibration_are_what_they_say() -> None:
    """Log-loss of a coin is ln 2, of a sure mistake finite; a forecast ten points too high is off by a tenth."""
    right = np.array([1, 0, 1, 0])
    assert losses(right, np.full(4, 0.5)) == pytest.approx(np.log(2))
    assert losses(np.array([1]), np.array([0.0]))[0] == pytest.approx(-np.log(1e-4))
    many = np.tile([1, 0], 500)
    assert calibration_error(many, np.full(1000, 0.5)) == pytest.approx(0)
    assert calibration_error(many, np.full(1000, 0.6)) == pytest.approx(0.1)


def test_a_difference_holds_its_interval_and_its_sign() -> None:
    """Ours minus the other: a better forecast has more AUC and less loss; against itself the difference is nothing."""
    chance = np.random.default_rng(5)
    user, ability = np.repeat(np.arange(40), 50), np.repeat(chance.uniform(0.2, 0.9, 40), 50)
    right = (chance.random(2000) < ability).astype(np.int64)
    auc, loss = differences(user, right, ability, np.full(2000, right.mean()))
    assert 0 < auc.low < auc.value < auc.high
    assert loss.low < loss.value < loss.high < 0
    same = differences(user, right, ability, ability)
    assert all((one.value, one.low, one.high) == (0, 0, 0) for one in same)


def test_no_column_is_lost_in_a_part() -> None:
    """The chosen answers keep their own columns."""
    column = np.arange(4)
    log = Log("x", column, column, column, column / 2, column % 2, column * 0, False)
    part = log.where(np.array([False, True, False, True]))
    assert part.user.tolist() == part.item.tolist() == part.skill.tolist() == [1, 3]
    assert part.day.tolist() == [0.5, 1.5] and part.right.tolist() == [1, 1]
