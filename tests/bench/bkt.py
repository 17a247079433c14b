"""Bayesian knowledge tracing by pyBKT, beside ours, run in an environment of its own. It must never be imported by the app.

pyBKT 1.4.3 (Badrinath, Wang and Pardos 2021) wants an older scikit-learn than the rest of the bench. So this file is two
things: the bench's model, which hands CSV files over, and, run by the other environment's Python, the program that fits.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import TYPE_CHECKING, Any

HERE = Path(__file__).resolve()
HOME = HERE.parents[2]
PLACE, PINS = HOME / ".venv-bkt", HOME / "requirements-bkt.txt"
COLUMNS = ("user_id", "skill_name", "correct", "order_id")  # as pyBKT looks for them
SEED = 7

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tests.bench.logs import Log


class Bkt:
    """Four numbers a skill, standard BKT by expectation maximisation; a skill that nobody trained on is foretold the mean."""

    name = "BKT"

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="sitthi-bkt-")

    def fit(self, train: Log, items: int, skills: int) -> None:
        """Fits in the other environment and leaves the model there."""
        self._mean = float(train.right.mean())
        _rows(train, self._path("train.csv"))
        self._run("fit", "train.csv")

    def expected(self, test: Log) -> NDArray[np.float64]:
        """What it expects of each answer before it is given."""
        import numpy as np

        _rows(test, self._path("test.csv"))
        self._run("expect", "test.csv")
        found = np.loadtxt(self._path("expected.txt"), ndmin=1)
        return np.where(np.isnan(found), self._mean, found)

    def _path(self, name: str) -> Path:
        return Path(self._folder.name) / name

    def _run(self, what: str, rows: str) -> None:
        command = [str(python()), str(HERE), what, self._folder.name, rows]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"pyBKT could not {what} {rows}: {done.stderr[-2000:]}")


def python() -> Path:
    """The other environment's Python; the environment is made at its first use."""
    at = PLACE / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not (PLACE / "made").exists():
        venv.create(PLACE, with_pip=True, clear=True)
        subprocess.run([at, "-m", "pip", "install", "-q", "-r", PINS], check=True)
        (PLACE / "made").touch()
    return at


def _rows(log: Log, file: Path) -> None:
    with file.open("w", newline="", encoding="utf-8") as out:
        write = csv.writer(out)
        write.writerow(COLUMNS)
        for order, (user, skill, right) in enumerate(zip(log.user.tolist(), log.skill.tolist(), log.right.tolist(), strict=True)):
            write.writerow((f"u{user}", f"s{skill}", right, order))


def _fitted(what: str, folder: Path, rows: str) -> None:
    """Runs in the other environment: fits and keeps, or loads and writes one number a row, `nan` for a skill never met."""
    import pandas as pd  # type: ignore[import-untyped]
    from pyBKT.models import Model  # type: ignore[import-not-found]

    given: Any = pd.read_csv(folder / rows)
    model = Model(seed=SEED, num_fits=1, parallel=False)
    if what == "fit":
        model.fit(data=given)
        model.save(str(folder / "model.pkl"))
        return
    model.load(str(folder / "model.pkl"))
    told = model.predict(data=given[given["skill_name"].isin(list(model.coef_))])
    expected = told.set_index("order_id")["correct_predictions"].reindex(given["order_id"])
    (folder / "expected.txt").write_text("\n".join(f"{one:.6f}" for one in expected.tolist()))


if __name__ == "__main__":
    _fitted(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
