"""The course in figures, for docs/content.md: what there is, how balanced, how hard to read. Pure; it never judges a lesson."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from statistics import fmean
from typing import get_args

from curriculum import khmer
from curriculum.checks.matter import Matter, Passage
from curriculum.checks.tricks import ENOUGH, tried
from curriculum.course import Course, Form
from curriculum.items import TYPES, Choice, Item
from curriculum.lessons import Lesson

KINDS = ("knowledge", "misconception", "vignette", "action", "tell")
HEAD = """\
# The course in figures
Written by `python3 manage.py figures`, and held true by a test.
Words of a sentence are a proxy from Khmer letters (`curriculum/khmer.py`).
"""


def page(matter: Matter) -> str:
    """The whole page."""
    course, items = matter.course, list(matter.course.items.values())
    return "\n".join(
        [
            HEAD,
            *_whole(course, items),
            *_lessons(matter),
            *_areas(course, items),
            *_vignettes(items),
            *_tests(course),
            *_tricks(items),
        ]
    )


def _whole(course: Course, items: Sequence[Item]) -> Iterator[str]:
    twins, cards = sum(item.is_twin for item in items), sum(len(one.cards) for one in course.lessons.values())
    core = sum(one.core for one in course.lessons.values())
    yield (
        f"**{len(course.units)} units, {len(course.lessons)} lessons ({core} core), {cards} story cards, {len(items)} questions "
        f"({len(items) - twins} asked first, {twins} twins for the re-test), {len(course.terms)} words in the glossary.**\n"
    )
    yield "## Kinds of question"
    yield from _table(("type", "questions"), ((kind, sum(item.type == kind for item in items)) for kind in TYPES))
    yield from _table(("sensitivity", "questions"), sorted(Counter(item.sensitivity for item in items).items()))


def _lessons(matter: Matter) -> Iterator[str]:
    yield "## Lessons"
    head = ("lesson", "areas", "core", "sensitivity", "minutes", "cards", "questions + twins", "words a sentence", "longest")
    yield from _table(head, (_lesson(matter, one) for one in matter.course.lessons.values()))


def _lesson(matter: Matter, one: Lesson) -> tuple[object, ...]:
    items = matter.course.quiz(one.id)
    twins = sum(item.is_twin for item in items)
    subjects = {f"lesson {one.id}", *(f"item {item.id}" for item in items)}
    counts = _lengths(said for said in matter.for_children if said.subject in subjects)
    asked, core = f"{len(items) - twins} + {twins}", "★" if one.core else ""
    areas = ", ".join(one.areas)
    return one.id, areas, core, one.sensitivity, one.minutes, len(one.cards), asked, f"{fmean(counts):.1f}", max(counts)


def _lengths(texts: Iterable[Passage]) -> list[int]:
    return [khmer.words(sentence) for one in texts for sentence in khmer.sentences(one.km)] or [0]


def _areas(course: Course, items: Sequence[Item]) -> Iterator[str]:
    yield "## Questions by area and kind"
    rows = []
    for area in course.areas:
        kinds = Counter[str](item.kind for item in items if item.area == area.id)
        rows.append((area.id, *(kinds[kind] for kind in KINDS), sum(kinds.values())))
    yield from _table(("area", *KINDS, "all"), rows)


def _vignettes(items: Sequence[Item]) -> Iterator[str]:
    ok, bad = ([item for item in items if item.valence == valence] for valence in ("ok", "not_ok"))
    known, boys = sum(bool(item.known_person) for item in bad), sum(item.affected == "boy" for item in bad)
    yield "## Stories that are OK and not OK"
    yield (
        f"{len(ok)} OK, {len(bad)} not OK ({_percent(len(ok), len(ok) + len(bad))} OK). Of the not-OK ones {known} "
        f"({_percent(known, len(bad))}) have a person whom the child knows, in {boys} ({_percent(boys, len(bad))}) it is a boy.\n"
    )


def _tests(course: Course) -> Iterator[str]:
    forms = {form: course.form(form) for form in get_args(Form)}
    if not any(forms.values()):
        return
    yield "## Tests"
    yield (
        "Baseline, endline and follow-up, in two parallel forms; the key is where a tile taken without understanding is right. "
        f"Short checks: {len(course.short_checks)} with {len(course.short_items)} questions.\n"
    )
    head = ("form", "questions", *KINDS, "OK : not OK", "of sensitivity 1", "words a sentence", "tile 1, 2, 3")
    yield from _table(head, (_form(form, items) for form, items in forms.items()))


def _form(form: str, items: Sequence[Item]) -> tuple[object, ...]:
    kinds, valences = Counter[str](item.kind for item in items), Counter(item.valence for item in items)
    keys = Counter(nth for item in items if isinstance(item, Choice) for nth, one in enumerate(item.options) if one.correct)
    counts = [khmer.words(sentence) for item in items for sentence in khmer.sentences(item.stem.km)] or [0]
    marked = sum(item.sensitivity > 0 for item in items)
    tiles = ", ".join(str(keys[nth]) for nth in range(3))
    of_kinds = (kinds[kind] for kind in KINDS)
    return form, len(items), *of_kinds, f"{valences['ok']} : {valences['not_ok']}", marked, f"{fmean(counts):.1f}", tiles


def _tricks(items: Sequence[Item]) -> Iterator[str]:
    choices = [item for item in items if isinstance(item, Choice)]
    yield "## Tricks"
    yield f"How often a tile taken without understanding is the right one, over {len(choices)} questions with tiles.\n"
    found = tried(choices)
    forms = [one for one in found if not one.is_of_words]
    words = sorted((one for one in found if one.is_of_words and one.questions >= ENOUGH), key=lambda one: -one.share)[:10]
    yield from _table(
        ("taken", "questions it helps in", "right"), ((one.name, one.questions, f"{one.share:.0%}") for one in (*forms, *words))
    )


def _percent(some: int, of: int) -> str:
    return f"{some / max(1, of):.0%}"


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|---" * len(head) + "|"
    yield from (f"| {' | '.join(map(str, row))} |" for row in rows)
    yield ""
