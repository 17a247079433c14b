"""`manage.py check`: every problem of the content in one run; exit status 1 when there is one."""

from __future__ import annotations

import sys
from pathlib import Path

from curriculum.reader import read

course = read(Path(__file__).resolve().parent.parent)
for problem in course.problems:
    print(problem)
print(f"{len(course.lessons)} lessons, {len(course.items)} items, {len(course.problems)} problems")
sys.exit(bool(course.problems))
