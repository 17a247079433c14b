"""YAML files into a course, with every problem found in one run. It must never stop at the first one."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from curriculum.checks.matter import Surroundings
from curriculum.course import Contact, Course, CourseFile, Entry, Misconception, Note, ShortCheck, Spot, Term, Unit
from curriculum.faults import faults
from curriculum.items import Item
from curriculum.lessons import Lesson
from curriculum.problem import Path as Keys
from curriculum.problem import Place, Problem
from curriculum.reviews import Change, Review
from curriculum.source import Source
from curriculum.text import LANGUAGES, Text

TESTS, SHORT = "quizzes/tests/", "quizzes/tests/short.yaml"  # what stands apart from the quizzes of lessons
ALT = "assets/pictures/drawn/alt.json"
FOLDERS = ("lessons/*.yaml", "lessons/*/*.yaml", "quizzes/*/*.yaml", "assets/words/*.yaml")
_ALT, _FROZEN = TypeAdapter(dict[str, dict[str, str]]), TypeAdapter(dict[str, dict[int, str]])
_MODELS: tuple[Any, ...] = (
    CourseFile, Unit, Lesson, Item, Contact, Note, Term, Misconception, Text, Review, Change, ShortCheck, Entry,
)  # fmt: skip
ADAPTERS: dict[Any, TypeAdapter[Any]] = {model: TypeAdapter(model) for model in _MODELS}


@dataclass
class Sheet:
    """One file as it was read: what is well formed in it, and what is not. Never changed once read."""

    source: Source
    head: CourseFile | None = None
    units: list[Unit] = field(default_factory=list)
    lessons: list[Lesson] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    checks: list[ShortCheck] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    misconceptions: list[Misconception] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    spots: dict[str, Spot] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def file(self) -> str:
        """Its name from the root, with "/" everywhere."""
        return self.source.file

    @property
    def items_of(self) -> str:
        """To what its items belong: "lesson", "test", "short"."""
        return "lesson" if not self.file.startswith(TESTS) else "short" if self.file == SHORT else "test"


def read(root: Path) -> Course:
    """Reads all of lessons/, quizzes/ and assets/words/ under `root`."""
    return bind((read_sheet(root, path) for path in files(root)), descriptions(root))


def descriptions(root: Path) -> dict[str, dict[str, str]]:
    """What the drawn pictures say to who cannot see them; nothing where the file cannot be read: the checks say why."""
    try:
        return _ALT.validate_json((root / ALT).read_bytes())
    except (OSError, ValidationError):
        return {}


def files(root: Path) -> list[Path]:
    """Every file of the course, in a fixed order."""
    return [path for pattern in FOLDERS for path in sorted(root.glob(pattern))]


def surroundings(root: Path, today: datetime.date) -> Surroundings:
    """What the checks must know besides the course: the drawn pictures, their descriptions, what was published, the date."""
    drawn = root / "assets" / "pictures" / "drawn"
    problems: list[Problem] = []
    return Surroundings(
        today=today,
        pictures=frozenset(path.stem for path in drawn.glob("scenes/*.svg")),
        alt=_around(root, root / ALT, _ALT, problems),
        frozen=_around(root, root / "quizzes" / "frozen.yaml", _FROZEN, problems),
        problems=tuple(problems),
    )


def _around(root: Path, path: Path, form: TypeAdapter[Any], problems: list[Problem]) -> Any:
    if not path.exists():
        return {}
    source = Source(path.relative_to(root).as_posix(), _text(path))  # JSON is YAML
    raw, found = source.load()
    problems += found
    try:
        return form.validate_python(raw or {})
    except ValidationError:
        remedy = "Take the last version that was good: this file is written by a command, not by hand"
        problems.append(Problem(Place(source.file), "the file has not the form that it must have", remedy))
        return {}


def read_sheet(root: Path, path: Path) -> Sheet:
    """One file. A part that is not well formed is left out and said."""
    source = Source(path.relative_to(root).as_posix(), _text(path))
    sheet = Sheet(source)
    raw, sheet.problems = source.load()
    if raw is None and sheet.problems:
        return sheet
    if not isinstance(raw, dict):
        fact, remedy = "the file is not a list of keys", "Look at a neighbouring file for the form"
        sheet.problems.append(Problem(Place(source.file, 1), fact, remedy))
        return sheet
    _sort_in(sheet, raw)
    return sheet


def bind(sheets: Iterable[Sheet], alt: Mapping[str, Mapping[str, str]] | None = None) -> Course:
    """One course out of its files. The first of two things with one id stands; the second is said."""
    sheets = list(sheets)
    head = next((sheet.head for sheet in sheets if sheet.head), None)
    problems = [problem for sheet in sheets for problem in sheet.problems]
    lessons = {lesson.id: lesson for lesson in _once("lesson", [(s, x) for s in sheets for x in s.lessons], problems)}
    items = {item.id: item for item in _once("item", [(s, x) for s in sheets for x in s.items], problems)}
    belong: dict[str, str] = {}
    for sheet in sheets:
        for item in sheet.items:
            belong.setdefault(item.id, sheet.items_of)
    order = head.units if head else ()
    units = _once("unit", [(sheet, unit) for sheet in sheets for unit in sheet.units], problems)
    units.sort(key=lambda unit: order.index(unit.id) if unit.id in order else len(order))
    contacts = _once("contact", [(sheet, one) for sheet in sheets for one in sheet.contacts], problems)
    notes = _once("note", [(sheet, one) for sheet in sheets for one in sheet.notes], problems)
    terms = _once("term", [(sheet, one) for sheet in sheets for one in sheet.terms], problems)
    in_order = [lesson for unit in units for lesson in unit.lessons if lesson in lessons]
    return Course(
        lessons={name: lessons[name] for name in [*in_order, *lessons]},
        items={name: item for name, item in items.items() if belong[name] == "lesson"},
        problems=tuple(sorted(problems)),
        languages=head.languages if head else tuple(LANGUAGES),
        areas=head.areas if head else (),
        concerns=head.concerns if head else (),
        units=tuple(units),
        contacts=tuple(contacts),
        notes=tuple(notes),
        terms=tuple(terms),
        misconceptions=tuple(
            _once("misconception", [(sheet, one) for sheet in sheets for one in sheet.misconceptions], problems)
        ),
        reviews=tuple(one for sheet in sheets for one in sheet.reviews),
        changes=tuple(_once("change", [(sheet, one) for sheet in sheets for one in sheet.changes], problems)),
        changelog=tuple(one for sheet in sheets for one in sheet.entries),
        names=head.names if head else (),
        order=tuple(order),
        words={name: text for sheet in sheets for name, text in sheet.words.items()},
        spots={name: spot for sheet in reversed(sheets) for name, spot in sheet.spots.items()},
        test_items={name: item for name, item in items.items() if belong[name] == "test"},
        short_items={name: item for name, item in items.items() if belong[name] == "short"},
        short_checks=tuple(_once("check", [(sheet, one) for sheet in sheets for one in sheet.checks], problems)),
        alt=alt or {},
    )


def _sort_in(sheet: Sheet, raw: dict[str, Any]) -> None:
    folder, *_, name = sheet.file.split("/")
    if folder == "assets":
        sheet.words = dict(_words(sheet, raw, ()))
    elif sheet.file == SHORT:
        sheet.checks = _list(sheet, raw, "checks", "check", ShortCheck, "items")
        sheet.items = _list(sheet, raw, "items", "item", Item, "checks")
    elif folder == "quizzes":
        sheet.items = _list(sheet, raw, "items", "item", Item)
    elif sheet.file == "lessons/contacts.yaml":
        sheet.contacts = _list(sheet, raw, "contacts", "contact", Contact)
    elif sheet.file == "lessons/notes.yaml":
        sheet.notes = _list(sheet, raw, "notes", "note", Note)
    elif sheet.file == "lessons/glossary.yaml":
        sheet.terms = _list(sheet, raw, "terms", "term", Term)
    elif sheet.file == "lessons/misconceptions.yaml":
        sheet.misconceptions = _list(sheet, raw, "misconceptions", "misconception", Misconception)
    elif sheet.file == "lessons/reviews.yaml":
        sheet.reviews = _list(sheet, {"reviews": [], **raw}, "reviews", "review", Review, beside="changes")
        if "changes" in raw:
            sheet.changes = _list(sheet, raw, "changes", "change", Change, beside="reviews")
    elif sheet.file == "lessons/changelog.yaml":
        sheet.entries = _list(sheet, raw, "entries", "entry", Entry)
        for number, one in enumerate(listed if isinstance(listed := raw.get("entries"), list) else ()):
            if isinstance(one, dict):  # the rules call an entry by its day, which is its name
                sheet.spots.setdefault(f"entry {one.get('on')}", Spot(sheet.source, ("entries", number)))
    elif sheet.file == "lessons/course.yaml":
        sheet.head = _one(sheet, raw, (), "the course", CourseFile)
        for key, word in (("areas", "area"), ("concerns", "concern")):
            for number, one in enumerate(listed if isinstance(listed := raw.get(key), list) else ()):
                sheet.spots.setdefault(f"{word} {_id(one, number)}", Spot(sheet.source, (key, number)))
    elif name == "unit.yaml":
        sheet.units = [unit for unit in [_one(sheet, raw, (), f"unit {_id(raw, 0)}", Unit)] if unit]
    elif sheet.file.count("/") == 2:
        sheet.lessons = [lesson for lesson in [_one(sheet, raw, (), f"lesson {_id(raw, 0)}", Lesson)] if lesson]


def _list(sheet: Sheet, raw: dict[str, Any], key: str, word: str, model: Any, beside: str = "") -> list[Any]:
    listed = raw.get(key)
    if not isinstance(listed, list):
        remedy = f'Begin the file with "{key}:", and each entry with "- id:"'
        sheet.problems.append(Problem(sheet.source.place((key,)), f"there is no list of {key}", remedy))
        return []
    for other in raw:
        if other not in (key, beside):
            fact, remedy = f'the file has a key "{other}:" that nobody knows', f'Remove it; "{key}:" is the only one'
            sheet.problems.append(Problem(sheet.source.place((other,)), fact, remedy))
    found = [_one(sheet, one, (key, number), f"{word} {_id(one, number)}", model) for number, one in enumerate(listed)]
    return [one for one in found if one is not None]


def _one(sheet: Sheet, raw: Any, path: Keys, subject: str, model: Any) -> Any:
    sheet.spots.setdefault(subject, Spot(sheet.source, path))
    try:
        return ADAPTERS[model].validate_python(raw)
    except ValidationError as error:
        for where, fact, remedy in faults(subject, raw, error, model):
            sheet.problems.append(Problem(sheet.source.place((*path, *where)), fact, remedy))
        return None


def _words(sheet: Sheet, branch: dict[str, Any], path: Keys) -> Iterator[tuple[str, dict[str, str]]]:
    for name, value in branch.items():
        here, subject = (*path, name), f"words {'.'.join(map(str, (*path, name)))}"
        if isinstance(value, dict) and not set(value) & set(LANGUAGES):
            yield from _words(sheet, value, here)
        elif (text := _one(sheet, value, here, subject, Text)) is not None:
            yield subject.removeprefix("words "), text.model_dump()


def _once(word: str, found: list[tuple[Sheet, Any]], problems: list[Problem]) -> list[Any]:
    first: dict[str, Any] = {}
    for sheet, one in found:
        if one.id in first:
            place = sheet.source.place(_last(sheet, word, one.id))
            problems.append(Problem(place, f"{word} id {one.id} is used twice", "Ids are for ever: make a new one", "ids"))
        first.setdefault(one.id, one)
    return list(first.values())


def _last(sheet: Sheet, word: str, name: str) -> Keys:
    """Where the last thing of this id stands in its file."""
    key = {
        "item": "items",
        "check": "checks",
        "contact": "contacts",
        "note": "notes",
        "term": "terms",
        "misconception": "misconceptions",
        "change": "changes",
    }.get(word)
    if key is None:
        return ("id",)
    listed = sheet.source.load()[0][key]
    return (key, max(number for number, one in enumerate(listed) if _id(one, number) == name))


def _id(raw: Any, number: int) -> str:
    return str(raw["id"]) if isinstance(raw, dict) and raw.get("id") else f"number {number + 1}"


def _text(path: Path) -> str:
    return path.read_text("utf-8", errors="replace")  # a broken character is seen by the Khmer rules, with its place
