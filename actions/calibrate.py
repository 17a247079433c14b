"""`manage.py calibrate`: proposes a parameter set from the answers here; `--use NAME --by "who"` adopts one after review.

It must never change the set in use by itself, and never propose one that does not forecast members it has not seen better.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import sqlite3
import string
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from actions.desk import Desk, data_folder, open_desk
from progress.learning.calibrate import FOLDS, MOST, Calibration, TooFew, calibrate
from progress.learning.comprehension import Answer
from progress.parameter_sets import Adopted, BadSet, adopt, kept_in, known_versions, place_of, read_set, write_set
from progress.store.files import Damaged, InUse, Missing, Newer
from progress.store.projection import DAY_MS, as_answer

SQL = """
SELECT a.school, a.member, item, area, skill, is_right, options, tapped_ms, round, mode, valence
FROM answered AS a LEFT JOIN school AS s USING (school) WHERE options > 0 AND test = '' AND coalesce(s.is_simulated, 0) = ?
ORDER BY tapped_ms, event_id
"""


def given(desk: Desk) -> tuple[list[Answer], bool]:
    """Every answer of real schools, in order of time; of simulated ones only where there are no others, and whether it is so."""
    for is_simulated in (False, True):
        rows = desk.store.read(SQL, (int(is_simulated),))
        if rows or is_simulated:
            return [_named(dict(row)) for row in rows], is_simulated
    return [], False


def _named(row: dict[str, Any]) -> Answer:
    """Ids of members are of their school."""
    return as_answer({**row, "member": f"{row['school']}/{row['member']}"}, row["tapped_ms"] / DAY_MS)


def propose(desk: Desk, today: datetime.date) -> tuple[str, Path | None]:
    """The report, and the file of the proposed set; no file when it would not be better. Raises TooFew."""
    answers, is_simulated = given(desk)
    folder = desk.store.path.parent
    taken = known_versions(folder)
    version = next(f"{today:%Y-%m-%d}-{letter}" for letter in string.ascii_lowercase if f"{today:%Y-%m-%d}-{letter}" not in taken)
    found = calibrate(answers, desk.store.scheme.known, version)
    text = report(found, is_simulated)
    if not found.held_out.is_better:
        return text, None
    file = kept_in(folder) / f"{version}.yaml"
    write_set(file, found.proposed)
    file.with_suffix(".txt").write_text(text, encoding="utf-8")
    return text, file


def report(found: Calibration, is_simulated: bool) -> str:
    """For the person who decides: what it was fitted to, whether it is better, what changed."""
    held, new, old = found.held_out, found.proposed, found.used
    gain = held.before - held.after
    verdict = "better, by more than chance" if held.is_better else "NOT better by more than chance: no set is proposed"
    lines = [
        f"Parameter set {new.version}, proposed in place of {old.version}",
        f"Fitted to {found.answers:,} answers of {found.members:,} {'SIMULATED ' if is_simulated else ''}members"
        + (f" (its numbers to some {MOST:,} of them)" if found.answers > MOST else "")
        + f": {len(new.items):,} questions, {len(new.skills):,} skills.",
        "",
        f"Answers of members that were held out, {FOLDS} folds: log-loss {held.before:.4f} with {old.version}, "
        f"{held.after:.4f} when fitted to the others.",
        f"Fall {gain:+.4f}, standard error {held.error:.4f} over members: {verdict}.",
        "Only the common level and the difficulties move: what intervals hang on stays as it is in the set in use.",
        "",
        "number, in use, proposed:",
        *(f"  {name:20} {before:10.4g} {after:10.4g}" for name, (before, after) in found.changed().items()),
        "",
        "hardest questions, difficulty in probits ± one standard deviation:",
        *(
            f"  {name:40} {mean:+.2f} ± {variance**0.5:.2f}"
            for name, (mean, variance) in sorted(new.items.items(), key=lambda one: -one[1][0])[:10]
        ),
    ]
    return "\n".join(lines) + "\n"


def use(folder: Path, version: str, by: str, today: datetime.date) -> None:
    """Adopts a set and folds every estimate again with it. Raises BadSet, and what opening a store raises."""
    read_set(place_of(folder, version))
    with contextlib.suppress(BadSet):  # the set in use cannot be read, so no server runs: adopting another one is the way out
        open_desk(folder).store.close()  # nobody else has the store open, and it is whole
    adopt(folder, Adopted(version, today.isoformat(), by))
    open_desk(folder).store.close()  # a store folds everything again when its beliefs are of another set


def main(arguments: Sequence[str]) -> str | int:
    """Returns the exit status, or the sentence that says what is wrong."""
    parser = argparse.ArgumentParser(prog="manage.py calibrate", description=__doc__)
    parser.add_argument("--use", metavar="NAME", help="adopt this set")
    parser.add_argument("--by", metavar="WHO", help="who reviewed it and decides")
    asked = parser.parse_args(arguments)
    folder, today = data_folder(), datetime.date.today()
    if bool(asked.use) != bool((asked.by or "").strip()):
        return '--use and --by go together: manage.py calibrate --use NAME --by "who reviewed it".'
    try:
        if asked.use:
            use(folder, asked.use, asked.by.strip(), today)
            print(f"Set {asked.use} is in use in {folder}, decided by {asked.by.strip()} on {today}. Estimates are folded anew.")
            return 0
        desk = open_desk(folder)
        try:
            text, file = propose(desk, today)
        finally:
            desk.store.close()
    except (BadSet, TooFew) as problem:
        return str(problem)
    except (InUse, Damaged, Missing, Newer, OSError, sqlite3.Error) as problem:
        return f"{folder}: {problem}"
    print(text)
    if file is None:
        return 1
    print(f'Read {file.with_suffix(".txt")}; then: python3 manage.py calibrate --use {file.stem} --by "your name"')
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
