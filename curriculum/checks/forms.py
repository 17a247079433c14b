"""Whether the tests are fair: two parallel forms, every area asked, none practised, short checks that are harmless. Pure.

An absent folder means that there are no tests yet, and then nothing is said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from curriculum import khmer
from curriculum.checks.matter import Finding, Matter
from curriculum.checks.rule import Rule
from curriculum.checks.tricks import ENOUGH, MOSTLY, tried
from curriculum.items import Choice, Item, TrueFalse

ITEMS, SHORT = "quizzes/tests/items.yaml", "quizzes/tests/short.yaml"
SIZE = 30  # questions of a form: what a child of nine answers in one sitting of a lesson's length
OF_AREA = 3  # pairs for each area: one question alone would say more of its words than of the area
VIGNETTES = 10  # of a form, half of them OK: sensitivity and specificity stand on five each
TOLD_ON_THE_WAY = ("story",)  # its feedback is needed on the way, and a test gives none


def _size(matter: Matter) -> Iterator[Finding]:
    """Each form has thirty questions."""
    for form, items in _forms(matter).items():
        if len(items) != SIZE:
            fact = f"form {form} has {len(items)} questions"
            yield Finding("", (), fact, f"Let it have {SIZE}, each with its twin in the other form", file=ITEMS)


def _twins(matter: Matter) -> Iterator[Finding]:
    """A question and its twin weigh the same: else a change between two tests could be a change of the form."""
    items = matter.course.test_items
    for item in items.values():
        here, twin = f"item {item.id}", items.get(item.twin or "")
        if twin is None or twin.twin != item.id or twin.is_twin == item.is_twin:
            remedy = f'Write {item.id.removesuffix("b")} and {item.id.removesuffix("b")}b, each naming the other as "twin:"'
            yield Finding(here, ("id",), f"{here} has no twin in the other form", remedy)
            continue
        one, other = _weight(item), _weight(twin)
        if unlike := [f"{key} {one[key]} and {other[key]}" for key in one if one[key] != other[key] and not item.is_twin]:
            yield Finding(here, ("id",), f"{here} and its twin differ: {', '.join(unlike)}", "Make both alike")


def _weight(item: Item) -> dict[str, object]:
    keys = ("area", "lesson", "kind", "valence", "type", "sensitivity")
    return {key: getattr(item, key) for key in keys}


def _areas(matter: Matter) -> Iterator[Finding]:
    """Every area is asked equally often."""
    firsts = Counter(item.area for item in _forms(matter).get("A", ()))
    for area in matter.course.areas if firsts else ():
        if firsts[area.id] != OF_AREA:
            yield Finding("", (), f"form A asks area {area.id} {firsts[area.id]} times", f"Let it be {OF_AREA} pairs", file=ITEMS)


def _vignettes(matter: Matter) -> Iterator[Finding]:
    """Who calls everything dangerous must not look like who understands: SG-11."""
    for form, items in _forms(matter).items():
        told = [item.valence for item in items if item.valence]
        ok = told.count("ok")
        if len(told) < VIGNETTES or abs(2 * ok - len(told)) > 2:
            fact = f"form {form} has {len(told)} vignettes, {ok} of them OK"
            yield Finding("", (), fact, f"Let it have {VIGNETTES} or more, half of them OK", file=ITEMS)


def _fits_a_test(matter: Matter) -> Iterator[Finding]:
    """Mild enough to be asked before its lesson, has a right answer, and tells nothing before the end."""
    for item in matter.course.test_items.values():
        here = f"item {item.id}"
        if item.sensitivity > 1:
            remedy = "Ask something milder: a baseline comes before any lesson"
            yield Finding(here, ("sensitivity",), f"{here} of a test has sensitivity {item.sensitivity}", remedy)
        if item.type in TOLD_ON_THE_WAY or not item.is_evidence:
            yield Finding(here, ("type",), f"{here} of a test is a {item.type}", "Ask it as a choice or a statement")


def _repeats(matter: Matter) -> Iterator[Finding]:
    """What a lesson asks was practised: a test asks something else."""
    asked = {_said(item): item.id for item in matter.course.items.values()}
    for item in (*matter.course.test_items.values(), *matter.course.short_items.values()):
        if (other := asked.setdefault(_said(item), item.id)) != item.id:
            here = f"item {item.id}"
            yield Finding(here, ("stem",), f"{here} asks the same as {other}", "Ask it in another story, with other answers")


def _said(item: Item) -> str:
    """The question and all its answers, whatever their order."""
    texts = [item.stem, *(one.text for one in item.options)] if isinstance(item, Choice) else [item.stem]
    return "|".join([item.type, *sorted(re.sub(r"\W+", " ", khmer.fold(one.km)).strip() for one in texts)])


def _short(matter: Matter) -> Iterator[Finding]:
    """Asked in the open, before anybody who comes by, and answered by hands."""
    course, named = matter.course, Counter[str]()
    for check in course.short_checks:
        here = f"check {check.id}"
        for number, name in enumerate(check.items):
            named[name] += 1
            if name not in course.short_items and not matter.holds("item", name):
                yield Finding(here, ("items", number), f"{here} names {name}, which is not there", "Write it under items:")
            elif named[name] > 1:
                yield Finding(here, ("items", number), f"{here} asks {name}, which is asked already", "Name it once")
    for item in course.short_items.values():
        here = f"item {item.id}"
        if item.sensitivity:
            remedy = "Ask something that nobody minds in public"
            yield Finding(here, ("sensitivity",), f"{here} of a short check has sensitivity {item.sensitivity}", remedy)
        if not isinstance(item, Choice | TrueFalse):
            yield Finding(here, ("type",), f"{here} of a short check is a {item.type}", "Hands answer a choice or a statement")
        if not named[item.id]:
            yield Finding(here, ("id",), f"{here} is in no short check", "Name it in one, or remove it")


def _telltale(matter: Matter) -> Iterator[Finding]:
    """No length and no word finds most of the right tiles. Their place is another on each child's screen."""
    choices = [item for item in matter.course.test_items.values() if isinstance(item, Choice)]
    for one in tried(choices):
        if not one.name.startswith("tile ") and one.questions >= ENOUGH and one.share > MOSTLY:
            fact = f"the tests: taking the tile by a trick ({one.name}) is right in {one.share:.0%} of {one.questions} questions"
            yield Finding("", (), fact, "Change right tiles, or the others, until it no longer helps", file=ITEMS)


def _forms(matter: Matter) -> Mapping[str, Sequence[Item]]:
    items = matter.course.test_items.values()
    if not items:
        return {}
    return {"A": [one for one in items if not one.is_twin], "B": [one for one in items if one.is_twin]}


RULES = (
    Rule("form-size", _size),
    Rule("form-twins", _twins),
    Rule("form-areas", _areas),
    Rule("form-vignettes", _vignettes),
    Rule("form-telltale", _telltale, is_warning=True),
    Rule("test-item", _fits_a_test),
    Rule("test-repeats", _repeats),
    Rule("short-check", _short),
)
