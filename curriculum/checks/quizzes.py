"""Whether a lesson is asked enough and fairly: size, twins, keys that cannot be guessed. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from curriculum.checks.matter import Finding, Matter
from curriculum.checks.parity import ENDS_ASKING
from curriculum.checks.rule import Rule
from curriculum.items import TELLING, Choice, Item, TeachBack, TrueFalse
from curriculum.text import leaves

TESTS = "quizzes/tests/"  # has rules of its own: `forms`
FIRST_QUIZ = 6  # answers that a lesson's estimate needs before it says anything
NO_TWIN = ("story", "order", "sort", "match", "scale", "teach_back")  # long to make and to answer, or never asked again
MOSTLY = 0.6  # of the right options longest, or in one position: a child could learn that instead
ENOUGH = 10  # choices in a unit before such a share means anything
SOME = 4  # statements in a unit: from here on, always agreeing must not be the way to be right


def _enough(matter: Matter) -> Iterator[Finding]:
    """A core lesson has six items in the first quiz; every lesson has one."""
    for lesson in matter.course.lessons.values():
        names, never = {item.id for item in matter.course.quiz(lesson.id)}, _no_evidence(matter, lesson.id)
        names |= {
            name[5:]
            for name, spot in matter.course.spots.items()
            if name.startswith(f"item {lesson.id}.") and not spot.source.file.startswith(TESTS)
        }  # unreadable ones are there too
        count = sum(not name.endswith("b") for name in names - never)
        wanted = FIRST_QUIZ if lesson.core else 1
        if count < wanted:
            fact = f"lesson {lesson.id} has {count} items in its first quiz"
            yield Finding(f"lesson {lesson.id}", ("core",), fact, f"Write {wanted - count} more")


def _no_evidence(matter: Matter, lesson: str) -> set[str]:
    """A scale and a teach-back say nothing to an estimate."""
    return {item.id for item in matter.course.quiz(lesson) if not item.is_evidence}


def _has_twins(matter: Matter) -> Iterator[Finding]:
    """What a core lesson must prove can be asked again in other words."""
    for item in matter.course.items.values():
        lesson = matter.course.lessons.get(item.lesson)
        if lesson and lesson.core and item.type not in NO_TWIN and not item.is_twin and item.twin is None:
            fact = f"item {item.id} of a core lesson has no twin"
            yield Finding(f"item {item.id}", ("id",), fact, f'Write {item.id}b and add "twin: {item.id}b"')


def _twins_agree(matter: Matter) -> Iterator[Finding]:
    """Twins point at each other and ask the same area and kind; an id that ends in "b" is a twin."""
    for item in matter.course.items.values():
        here, twin = f"item {item.id}", matter.course.items.get(item.twin or "")
        if item.is_twin and item.twin is None:
            yield Finding(here, ("id",), f"{here} is named like a twin and has none", 'Add "twin:", or end its id otherwise')
        if twin is None:
            continue
        if twin.twin != item.id:
            yield Finding(here, ("twin",), f"{here} calls {twin.id} its twin, which says {twin.twin}", "Let them name each other")
        elif (twin.area, twin.kind) != (item.area, item.kind):
            fact = f"{here} asks {item.area}, {item.kind}; its twin {twin.area}, {twin.kind}"
            yield Finding(here, ("twin",), fact, "Give both the same area and kind")
        elif item.is_twin == twin.is_twin:
            remedy = 'Let exactly one id of the two end in "b"'
            yield Finding(here, ("twin",), f"{here} and its twin would be asked together", remedy)


def _longest(matter: Matter) -> Iterator[Finding]:
    """The right tile is not mostly the longest one, in either language."""
    for unit, items in _choices(matter):
        for lang, name in (("km", "Khmer"), ("en", "English")):
            longest = sum(_right_is_longest(item, lang) for item in items)
            if longest / len(items) > MOSTLY:
                fact = f"unit {unit}: in {longest} of {len(items)} choices the right tile is the longest in {name}"
                yield Finding(f"unit {unit}", ("id",), fact, "Shorten right tiles, or lengthen others")


def _position(matter: Matter) -> Iterator[Finding]:
    """The right tile is not mostly in one position: paper shows them in the order of the file."""
    for unit, items in _choices(matter):
        at, count = Counter(next(n for n, one in enumerate(item.options) if one.correct) for item in items).most_common(1)[0]
        if count / len(items) > MOSTLY:
            fact = f"unit {unit}: in {count} of {len(items)} choices the right tile is number {at + 1}"
            yield Finding(f"unit {unit}", ("id",), fact, "Change the order of some")


def _one_sided(matter: Matter) -> Iterator[Finding]:
    """Of the statements of a unit, a third at least hold and a third at least do not."""
    for unit in matter.course.units:
        items = [item for item in matter.unit_items(unit.id) if isinstance(item, TrueFalse)]
        true = sum(item.holds for item in items)
        if len(items) >= SOME and not len(items) / 3 <= true <= len(items) * 2 / 3:
            fact = f"unit {unit.id}: {true} of {len(items)} statements are true"
            yield Finding(f"unit {unit.id}", ("id",), fact, "Turn some round: a third true and a third not are the least")


def _statement(matter: Matter) -> Iterator[Finding]:
    """One can agree with a statement, not with a question."""
    for item in matter.course.every_item.values():
        if isinstance(item, TrueFalse) and any(ENDS_ASKING.search(said) for said in (item.stem.km, item.stem.en)):
            here = f"item {item.id}"
            remedy = "Write a statement that is true or is not, or make it a choice"
            yield Finding(here, ("stem",), f"stem of {here} is a question", remedy)


def _telling(matter: Matter) -> Iterator[Finding]:
    """How well something was told belongs to the areas that are about telling."""
    for item in matter.course.items.values():
        if isinstance(item, TeachBack) and item.area not in TELLING:
            fact = f"item {item.id} is a teach-back of area {item.area}"
            yield Finding(f"item {item.id}", ("area",), fact, f"Use one of {', '.join(TELLING)}")


def _choices(matter: Matter) -> Iterator[tuple[str, list[Choice]]]:
    for unit in matter.course.units:
        items = [item for item in matter.unit_items(unit.id) if isinstance(item, Choice)]
        if len(items) >= ENOUGH:
            yield unit.id, items


def _right_is_longest(item: Choice, lang: str) -> bool:
    lengths = {one.correct: 0 for one in item.options}
    for one in item.options:
        lengths[one.correct] = max(lengths[one.correct], len(getattr(one.text, lang)))
    return lengths[True] > lengths[False]


def _more_sensitive(matter: Matter) -> Iterator[Finding]:
    """The gate is the lesson's, so no item may be more sensitive than its lesson."""
    for item in matter.course.items.values():
        lesson = matter.course.lessons.get(item.lesson)
        if lesson and item.sensitivity > lesson.sensitivity:
            yield _too_sensitive(item, lesson.sensitivity)


def _too_sensitive(item: Item, gate: int) -> Finding:
    fact = f"item {item.id} has sensitivity {item.sensitivity}, its lesson {gate}"
    return Finding(f"item {item.id}", ("sensitivity",), fact, "Raise the lesson's, or ask it elsewhere")


def _unspoken(matter: Matter) -> Iterator[Finding]:
    """Every misconception of the list can show itself: a tile, a thing, a pair or a statement names it."""
    named = {said for item in matter.course.items.values() for path, said in leaves(item) if path[-1] == "misconception"}
    for one in matter.course.misconceptions:
        if one.id not in named:
            fact = f"misconception {one.id} is named by no question"
            yield Finding(f"misconception {one.id}", ("id",), fact, 'Let an unwise tile say "misconception: ' + one.id + '"')


RULES = (
    Rule("enough-items", _enough),
    Rule("twin-missing", _has_twins),
    Rule("twins", _twins_agree),
    Rule("right-is-longest", _longest),
    Rule("right-in-one-place", _position),
    Rule("one-sided", _one_sided),
    Rule("statement", _statement),
    Rule("teach-back", _telling),
    Rule("item-sensitivity", _more_sensitive),
    Rule("misconception-unused", _unspoken),
)
