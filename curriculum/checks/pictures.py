"""Pictures that are named are drawn, and can be told to who does not see them. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from curriculum.checks.matter import UNWRITTEN, Finding, Matter, lessons_and_items
from curriculum.checks.rule import Rule
from curriculum.problem import Path
from curriculum.text import LANGUAGES, leaves

ALT = "assets/pictures/drawn/alt.json"


def _drawn(matter: Matter) -> Iterator[Finding]:
    """Each named scene exists."""
    for subject, path, name in _named(matter):
        if name not in matter.around.pictures:
            fact = f"picture {name} of {subject} is not drawn"
            yield Finding(subject, path, fact, "Draw it in assets/pictures/scenes, or name one that is there")


def _told(matter: Matter) -> Iterator[Finding]:
    """Each named scene has a description in every language."""
    first: dict[str, str] = {}
    for subject, _, name in _named(matter):
        first.setdefault(name, subject)
    for name, subject in first.items():
        alt = matter.around.alt.get(name, {})
        missing = [word for lang, word in LANGUAGES.items() if not alt.get(lang, "").strip()]
        if name in matter.around.pictures and missing:
            fact = f"picture {name}, shown in {subject}, has no {' and no '.join(missing)} description"
            yield Finding(subject, (), fact, "Write it where the scene is described, and draw again", file=ALT)


def _named(matter: Matter) -> Iterator[tuple[str, Path, str]]:
    units = ((f"unit {unit.id}", unit) for unit in matter.course.units)
    for subject, part in (*lessons_and_items(matter.course), *units):
        for path, said in leaves(part):
            if path[-1] == "picture" and said != UNWRITTEN:
                yield subject, path, said


RULES = (Rule("picture", _drawn), Rule("alt-text", _told))
