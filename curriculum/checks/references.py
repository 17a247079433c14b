"""Every name that points from one file into another arrives, and ids are slugs for ever. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from curriculum.checks.matter import UNWRITTEN, Finding, Matter
from curriculum.checks.rule import Rule

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _slugs(matter: Matter) -> Iterator[Finding]:
    """unit, unit.lesson, unit.lesson.item: an id says where it belongs, and is never changed."""
    course = matter.course
    units = {name: unit.id for unit in course.units for name in unit.lessons}
    wanted = [(f"unit {one.id}", one.id, "") for one in course.units]
    wanted += [(f"lesson {one.id}", one.id, f"{units[one.id]}." if one.id in units else "") for one in course.lessons.values()]
    wanted += [(f"item {one.id}", one.id, f"{one.lesson}.") for one in course.every_item.values()]
    for subject, name, start in wanted:
        if not all(SLUG.fullmatch(part) for part in name.split(".")):
            yield Finding(subject, ("id",), f"{subject} is no slug", "Use small letters, digits, - and . only")
        elif not name.startswith(start):
            yield Finding(subject, ("id",), f"{subject} does not begin with {start}", f"Call it {start}{name.rpartition('.')[2]}")


def _arrives(matter: Matter) -> Iterator[Finding]:
    """Lessons, twins and areas that are named exist; each lesson stands in exactly one unit."""
    course = matter.course
    areas = {area.id for area in course.areas}
    for item in course.every_item.values():
        here = f"item {item.id}"
        if not matter.holds("lesson", item.lesson):
            yield Finding(here, ("lesson",), f"{here}: its lesson {item.lesson} is not there", "Name an existing lesson")
        if item.twin is not None and not matter.holds("item", item.twin):
            yield Finding(here, ("twin",), f"{here}: its twin {item.twin} is not there", "Write it, or remove the line")
    pointing = [(f"item {one.id}", ("area",), (one.area,)) for one in course.every_item.values()]
    for subject, path, named in [*pointing, *((f"lesson {one.id}", ("areas",), one.areas) for one in course.lessons.values())]:
        for area in named:
            if areas and area not in {*areas, UNWRITTEN}:
                yield Finding(subject, path, f"{subject}: area {area} is not there", f"Use one of {', '.join(sorted(areas))}")
    yield from _placed(matter)


def _placed(matter: Matter) -> Iterator[Finding]:
    course = matter.course
    placed = Counter(name for unit in course.units for name in unit.lessons)
    for unit in course.units:
        for number, name in enumerate(unit.lessons):
            if not matter.holds("lesson", name):
                fact = f"unit {unit.id}: its lesson {name} is not there"
                yield Finding(f"unit {unit.id}", ("lessons", number), fact, "Write it, or remove the line")
    for name in course.lessons:
        if placed[name] != 1:
            fact = f"lesson {name} stands in {placed[name]} units"
            yield Finding(f"lesson {name}", ("id",), fact, "Name it in exactly one unit.yaml")


def _needs(matter: Matter) -> Iterator[Finding]:
    """What a lesson needs exists and is taught before it: so nobody waits in a circle."""
    order = list(matter.course.lessons)
    for place, lesson in enumerate(matter.course.lessons.values()):
        for number, name in enumerate(lesson.needs):
            if name in order[place:] or not matter.holds("lesson", name):
                fact = f"lesson {lesson.id} needs {name}, which {'comes no earlier' if name in order else 'is not there'}"
                remedy = "Name a lesson that comes before it, or change their order in unit.yaml"
                yield Finding(f"lesson {lesson.id}", ("needs", number), fact, remedy)


def _units(matter: Matter) -> Iterator[Finding]:
    """course.yaml and the folders name the same units."""
    order = matter.course.order
    for name in order:
        if not matter.holds("unit", name):
            fact = f"the course names unit {name}, which is not there"
            yield Finding("the course", ("units",), fact, f"Write lessons/{name}/unit.yaml, or remove the name")
    for unit in matter.course.units if order else ():
        if unit.id not in order:
            fact = f"unit {unit.id} is not named in course.yaml"
            yield Finding(f"unit {unit.id}", ("id",), fact, "Name it there under units, where it is taught")


RULES = (Rule("slug", _slugs), Rule("reference", _arrives), Rule("needs", _needs), Rule("units", _units))
