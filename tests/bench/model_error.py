"""`manage.py bench model_error --data FOLDER`: how far off the model is for a whole group, on public logs of real students.

Where it expects 60 of 100 of a group in a skill, how many are right? What single children differ by averages out in a group;
what the model gets wrong about all of them does not. The figure is `MODEL_ERROR` of findings about schools.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from statistics import fmean, variance

from tests.bench.figures import write
from tests.bench.logs import Log, Unreadable, read_folder
from tests.bench.ours import Ours
from tests.bench.schools import PAGE

USAGE = "Usage: python3 manage.py bench model_error --data FOLDER"
MOST = 1500  # students of a log, drawn by chance
FEWEST_STUDENTS, FEWEST_SKILLS = 25, 3  # about a school's group; fewer skills say nothing about how skills differ
MET = 3  # answers in the skill before: a board shows nothing before them either


@dataclass(frozen=True, slots=True)
class Off:
    """Right minus expected, over the skills of a log: their mean, and how far they truly lie apart (standard deviation)."""

    skills: int
    mean: float
    deviation: float

    @property
    def root_mean_square(self) -> float:
        return sqrt(self.mean**2 + self.deviation**2)


def residuals(log: Log) -> dict[int, dict[int, list[float]]]:
    """Skill → held-out student → right minus expected, of items new to the student, from the fourth answer in the skill on."""
    known, held_out = log.where(log.fold != 0), log.where(log.fold == 0)
    model = Ours()
    model.fit(known, int(log.item.max()) + 1, int(log.skill.max()) + 1)
    expected = model.expected(held_out)
    seen, met = set[tuple[int, int]](), defaultdict[tuple[int, int], int](int)
    found: dict[int, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    columns = (held_out.user, held_out.item, held_out.skill, held_out.right, expected)
    for user, item, skill, right, p in zip(*(one.tolist() for one in columns), strict=True):
        if (user, item) not in seen and met[user, skill] >= MET:
            found[skill][user].append(right - p)
        seen.add((user, item))
        met[user, skill] += 1
    return found


def off(skills: dict[int, dict[int, list[float]]]) -> Off | None:
    """Students are clusters: each counts once in a skill. What sampling explains is taken out of how far skills lie apart, by
    the method of moments (DerSimonian & Laird 1986, with equal weights). None with too few skills of enough students."""
    means, noise = list[float](), list[float]()
    for students in skills.values():
        if len(students) >= FEWEST_STUDENTS:
            of = [fmean(one) for one in students.values()]
            means.append(fmean(of))
            noise.append(variance(of) / len(of))
    if len(means) < FEWEST_SKILLS:
        return None
    return Off(len(means), fmean(means), sqrt(max(0.0, variance(means) - fmean(noise))))


def main(options: list[str]) -> None:
    """Every log of the folder; printed, and written to the page."""
    if len(options) != 2 or options[0] != "--data":
        sys.exit(USAGE)
    try:
        logs = read_folder(Path(options[1]), MOST)
    except Unreadable as problem:
        sys.exit(str(problem))
    rows, told = list[str](), list[Off]()
    for log in logs:
        if (found := off(residuals(log))) is None:
            print(f"{log.name}: fewer than {FEWEST_SKILLS} skills with {FEWEST_STUDENTS} held-out students and {MET + 1} answers")
            continue
        told.append(found)
        points = f"{100 * found.mean:+.1f} | {100 * found.deviation:.1f} | {100 * found.root_mean_square:.1f}"
        rows.append(f"| {log.name} | {found.skills} | {points} |")
        print(rows[-1], flush=True)
    if not told:
        sys.exit("No log says anything about groups: each needs skills that many students were asked several items of.")
    together = sqrt(fmean(one.root_mean_square**2 for one in told))
    head = [
        "`python3 manage.py bench model_error --data FOLDER`: held-out students, items new to them, difficulties known; "
        f"skills of {FEWEST_STUDENTS} students or more.",
        "",
        "| log | skills | mean, points | skills lie apart by | root mean square |",
        "|---|---|---|---|---|",
    ]
    text = "\n".join([*head, *rows, "", f"Root mean square of the logs: **{100 * together:.1f} points**.", ""])
    write(text, PAGE, "model error")
    print(f"together {100 * together:.2f}")
