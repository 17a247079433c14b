"""`manage.py bench overview`: the staff's page for 20 schools, 600 members and a million answers, from projections.

The floor is the same question asked of the answers themselves: right and all, by school and area.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from actions import demo, school_flags
from actions import overview as far
from actions.desk import Desk, open_desk
from actions.permissions import Role, Who
from actions.standings import standings
from progress.store.people import now_ms

SCHOOLS, MEMBERS, ANSWERS, ROUNDS = 20, 30, 1_000_000, 9
SHOWN = 4  # findings on the page
STAFF = Who(Role.STAFF, "demo-01", "staff")
COLUMNS = (
    "school, event_id, attempt, member, item, fingerprint, area, skill, response, is_right, options, misunderstood, "
    "tapped_ms, received_ms"
)
FLOOR = "SELECT school, area, count(*), sum(is_right) FROM answered GROUP BY school, area"


def fill(desk: Desk, folder: Path) -> None:
    """The demo's schools; then answers by the rule of SQL, which is faster than a million taps; then every projection anew."""
    demo.simulate(desk, folder, schools=SCHOOLS, members=MEMBERS, rounds=1)
    chance, items = random.Random(1), list(desk.course.items.values())
    people = [(m.school, m.member) for school in desk.people.schools() for m in desk.people.members(school.school)]
    start = now_ms() - 300 * 86_400_000
    rows = []
    for n in range(ANSWERS):
        school, member = people[n % len(people)]
        item = items[chance.randrange(len(items))]
        right = int(chance.random() < 0.65)
        event = f"{n:08x}-0000-7000-8000-000000000000"
        at = start + n * 25_000
        rows.append(
            (school, event, event, member, item.id, "f", item.area, item.lesson, '"a"', right, item.chances, "[]", at, at)
        )
    sql = f"INSERT INTO answered ({COLUMNS}) VALUES ({', '.join('?' * 14)})"
    desk.store.writer.do(lambda connection: connection.executemany(sql, rows)).result()
    begun = time.perf_counter()
    desk.store.rebuild()
    print(f"rebuilt {ANSWERS:,} answers in {time.perf_counter() - begun:.0f} s", flush=True)


def ms(act: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Median of ROUNDS. With `time.process_time`, what other programs of the machine do does not count."""
    took = []
    for _ in range(ROUNDS):
        begun = clock()
        act()
        took.append(1000 * (clock() - begun))
    return statistics.median(took)


def page(desk: Desk, *, is_new: bool = True) -> None:
    """Everything that the overview reads; what is known from before is forgotten first where `is_new`."""
    if is_new:
        far._kept.clear()
    seen = far.overview(desk, STAFF)
    for flag in school_flags.flags(desk, STAFF, seen)[:SHOWN]:
        school_flags.evidence(desk, STAFF, flag)
    far.recognised(desk, STAFF)
    far.months(desk, STAFF)


def main() -> None:
    """Medians, and the ratio to the floor."""
    with tempfile.TemporaryDirectory() as name:
        desk = open_desk(Path(name))
        fill(desk, Path(name))
        at, areas = now_ms(), len(desk.course.options())
        school_flags.look(desk, at)
        look, members = ms(lambda: school_flags.look(desk, at)), ms(lambda: standings(desk, at_ms=at))
        cells, whole, floor = (
            ms(lambda: far.overview(desk, STAFF, at)),
            ms(lambda: page(desk)),
            ms(lambda: desk.store.read(FLOOR)),
        )
        again = ms(lambda: page(desk, is_new=False))
        print(f"{SCHOOLS} schools, {SCHOOLS * MEMBERS} members, {areas} areas; members' standings {members:.0f} ms")
        print(f"cells {cells:.0f} ms  whole page {whole:.0f} ms  from the answers {floor:.0f} ms  ratio {whole / floor:.2f}")
        print(f"whole page again, nothing having changed: {again:.0f} ms")
        print(f"CPU of the whole page {ms(lambda: page(desk), time.process_time):.0f} ms")
        print(f"the day's look for flags {look:.0f} ms")
        desk.store.close()
