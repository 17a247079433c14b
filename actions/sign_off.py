"""How content becomes trusted: what waits, sign, ask for a change, resolve. It must never sign words that nobody saw."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from actions.desk import ROOT, Desk
from actions.permissions import Role as Seat
from actions.permissions import Who, require
from actions.reviews_file import FILE, Lists, editing
from actions.trouble import Trouble, trouble_of
from curriculum.checks import check
from curriculum.course import Course
from curriculum.problem import Problem
from curriculum.reader import read, surroundings
from curriculum.reading import all_rows, files_of, said_of, subject_of, subjects
from curriculum.reviews import ROLES, Change, Review, Role, missing, person, roles_of
from curriculum.rows import changed, prints
from curriculum.ui_words import read_words

MOST = 400  # characters of a comment: more is a talk, not a note


class Refused(ValueError):
    """Why nothing was written: the name of a sentence under `sign_off`, and what it speaks of."""

    def __init__(self, reason: str, *about: object) -> None:
        super().__init__(f"{reason}: {', '.join(map(str, about))}")
        self.reason, self.about = reason, about


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a lesson, the words or the glossary stands. `signed`: the newest signature in each role, of today's words or older.

    `changed`: since that signature, in that role; None when it did not keep the texts.
    """

    name: str
    missing: tuple[Role, ...]
    signed: dict[Role, Review]
    holds: frozenset[Role]
    changed: dict[Role, frozenset[str] | None]
    texts: int
    said: dict[str, list[Problem]] = field(default_factory=dict)
    said_elsewhere: tuple[Problem, ...] = ()
    changes: tuple[Change, ...] = ()  # asked for, and not resolved

    @property
    def warnings(self) -> int:
        """How many things the checks say here."""
        return sum(map(len, self.said.values())) + len(self.said_elsewhere)


def standings(desk: Desk, who: Who) -> tuple[Standing, ...]:
    """Of everything that is signed, in the order of the course. Raises NotAllowed."""
    require(who, "sign words")
    course, problems = desk.course, desk.problems
    return tuple(_standing(course, name, problems) for name in subjects(course))


def standing(desk: Desk, who: Who, name: str) -> Standing:
    """Of one. Raises NotAllowed, KeyError."""
    require(who, "sign words")
    return _standing(desk.course, name, desk.problems)


def sign(
    root: Path,
    who: Who,
    name: str,
    role: str,
    reader: str,
    *,
    seen: str = "",
    comment: str = "",
    problems: tuple[Problem, ...] | None = None,
) -> tuple[Role, ...]:
    """One signature for the words as they stand; returns the roles that are still missing. `seen`: the fingerprint that was read.

    `problems`: what is wrong in the files, when it is known; finding out takes seconds. Raises Refused, Trouble.
    """
    require(who, "sign words")
    course = read(root)
    at = _role(course, name, role)
    reader = _said(reader, "name")
    if faults := _errors(root, course, name, problems):
        raise Refused("errors", len(faults), faults[0])
    words = course.wordings[name]
    if seen and seen != words:
        raise Refused("changed")
    if waiting := [one for one in course.changes if one.lesson == name and one.resolved is None]:
        raise Refused("open", len(waiting))
    mine = [one for one in course.reviews if one.lesson == name and one.words == words]
    if any(one.role == at and person(one.name) == person(reader) for one in mine):
        raise Refused("signed")
    if any(one.role != at and person(one.name) == person(reader) for one in mine):
        raise Refused("same_person")
    line = {"id": f"{name}/{at}/{words}", "lesson": name, "role": at, "name": reader, "on": _today(), "words": words}
    line["texts"] = prints(all_rows(course, name))
    if comment.strip():
        line["comment"] = comment.strip()[:MOST]
    _write(root, lambda lists: lists["reviews"].append(line))
    return missing(name, words, [*course.reviews, Review.model_validate(line)])


def ask(root: Path, who: Who, text: str, role: str, reader: str, says: str) -> None:
    """Asks for a change of one text; it stands at its row until somebody resolves it. Raises Refused, Trouble."""
    require(who, "sign words")
    course = read(root)
    name = subject_of(course, text)
    row = next((one for one in all_rows(course, name) if one.id == text), None) if name else None
    if row is None or name is None:
        raise Refused("no_text", text)
    at, reader, says = _role(course, name, role), _said(reader, "name"), _said(says, "says")
    line = {"lesson": name, "role": at, "name": reader, "on": _today(), "text": text, "print": row.print, "says": says[:MOST]}

    def add(lists: Lists) -> None:
        nth = 1 + sum(one.get("text") == text for one in lists["changes"])
        lists["changes"].append({"id": f"{text}/{nth}", **line})

    _write(root, add)


def resolve(root: Path, who: Who, change: str, reader: str) -> None:
    """A person looked: it is done, or not needed. The wish is kept, with this name. Raises Refused, Trouble."""
    require(who, "sign words")
    reader = _said(reader, "name")
    if not any(one.id == change and one.resolved is None for one in read(root).changes):
        raise Refused("no_text", change)

    def mark(lists: Lists) -> None:
        for one in lists["changes"]:
            if one.get("id") == change:
                one["resolved"] = {"name": reader, "on": _today()}

    _write(root, mark)


def _standing(course: Course, name: str, problems: tuple[Problem, ...]) -> Standing:
    found, words = all_rows(course, name), course.wordings[name]
    signed = {one.role: one for one in course.reviews if one.lesson == name}  # the last line of a role is its newest
    holds = {one.role: one for one in course.reviews if one.lesson == name and one.words == words}
    at, elsewhere = said_of(course, name, problems)
    return Standing(
        name,
        course.unsigned(name),
        signed | holds,
        frozenset(holds),
        {role: changed(found, one.texts) if one.texts else None for role, one in (signed | holds).items()},
        len(found),
        at,
        tuple(elsewhere),
        tuple(one for one in course.changes if one.lesson == name and one.resolved is None),
    )


def _role(course: Course, name: str, role: str) -> Role:
    if name not in subjects(course):
        raise Refused("unknown", ", ".join(subjects(course)))
    found = next((one for one in roles_of(name) if one == role), None)
    if found is None:
        raise Refused("role", "|".join(roles_of(name)))
    return found


def _said(text: str, reason: str) -> str:
    if not (words := " ".join(text.split())):
        raise Refused(reason)
    return words


def _errors(root: Path, course: Course, name: str, known: tuple[Problem, ...] | None) -> list[Problem]:
    """What stands in the way: errors in the files of what is to be signed, and in the file of the signatures."""
    found = [*course.problems, *(check(course, surroundings(root, datetime.date.today())) if known is None else known)]
    here = {*files_of(course, name), FILE}
    return [one for one in found if not one.is_warning and one.place.file in here]


def _write(root: Path, change: Callable[[Lists], object]) -> None:
    if faults := [one for one in read(root).problems if one.place.file == FILE]:
        raise Refused("errors", len(faults), faults[0])
    try:
        with editing(root) as lists:
            change(lists)
    except OSError as problem:
        raise trouble_of(problem, (root / FILE).parent) from problem


def _today() -> str:
    return str(datetime.date.today())


def main(arguments: list[str], root: Path = ROOT) -> int:
    """`sign LESSON ROLE NAME [COMMENT]`, from the command line."""
    words, staff = read_words(ROOT), Who(Seat.STAFF)
    if len(arguments) not in (3, 4):
        print(f'Write: sign LESSON {"|".join(ROLES)} "Name" ["comment"]; lessons are {", ".join(subjects(read(root)))}')
        return 2
    name, role, reader, comment = (*arguments, "")[:4]
    try:
        left = sign(root, staff, name, role, reader, comment=comment)
    except Refused as refused:
        print(words(f"sign_off.refused_{refused.reason}", "en", *refused.about), *refused.about)
        return 0 if refused.reason == "signed" else 2 if refused.reason in ("unknown", "role", "name") else 1
    except Trouble as trouble:
        print(f"Nothing was signed, nothing is lost: {trouble.fact}. Make {FILE} writable, or make room, and try again.")
        return 1
    print(f"{reader} signed {name} as {role}." + (f" It still waits for: {', '.join(left)}." if left else ""))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
