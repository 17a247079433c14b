"""Read-aloud recordings: what is missing, keep one, take in a folder, list texts. It must never keep old words as new ones."""

from __future__ import annotations

import csv
import io
import os
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from actions.desk import ROOT, Desk
from actions.permissions import Role, Who, require
from actions.trouble import trouble_of
from curriculum.course import Course
from curriculum.reader import read
from curriculum.reading import all_rows, subject_of, subjects
from curriculum.sounds import FOLDER, BadSound, Spoken, State, file_of, find, is_spoken, of_other_words, print_of, spoken
from curriculum.ui_words import read_words

READS = (".wav", ".flac", ".ogg", ".mp3")
BETWEEN = "__"  # stands for the "/" of a text's id in the name of a narrator's file
COLUMNS = ("id", "language", "words", "state", "file")


@dataclass(frozen=True, slots=True)
class Gap:
    """How much of a lesson, or of the words, can be heard in one language."""

    name: str
    lang: str
    counts: dict[State, int]

    @property
    def all(self) -> int:
        """Texts that a button reads."""
        return sum(self.counts.values())


def address(root: Path, text: str, lang: str, words: str) -> str:
    """Where a page gets the recording of exactly these words; "" without one. Another recording has another address."""
    path = find(root, text, lang, words)
    if path is None:
        return ""
    status = path.stat()
    return f"/{FOLDER}/{file_of(text, lang, words)}?v={_version(path, status.st_mtime_ns, status.st_size)}"


def addresses(root: Path, texts: Iterable[tuple[str, str]], lang: str) -> dict[str, str]:
    """(id, words) → address, of those that are recorded."""
    found = {text: address(root, text, lang, words) for text, words in texts}
    return {text: url for text, url in found.items() if url}


def gaps(desk: Desk, who: Who) -> list[Gap]:
    """For each lesson and language. Raises NotAllowed."""
    require(who, "record sounds")
    course, found = desk.course, list[Gap]()
    for name in subjects(course):
        for lang in course.languages:
            states = Counter(one.state for one in spoken(desk.living.root, course, all_rows(course, name), [lang]))
            if states:
                found.append(Gap(name, lang, dict(states)))
    return found


def of_lesson(desk: Desk, who: Who, name: str) -> dict[tuple[str, str], Spoken]:
    """(id, language) → what there is of it. Raises NotAllowed."""
    require(who, "record sounds")
    found = spoken(desk.living.root, desk.course, all_rows(desk.course, name), desk.course.languages)
    return {(one.id, one.lang): one for one in found}


def keep(root: Path, who: Who, text: str, lang: str, words: str, raw: bytes) -> None:
    """A recording of these words, which somebody has just read from the page; older ones of the text go.

    Raises KeyError when the text says something else by now, BadSound, Trouble.
    """
    require(who, "record sounds")
    if _words(read(root), text, lang) != words:
        raise KeyError(text)
    _keep(root, text, lang, words, raw)


def take_in(root: Path, who: Who, folder: Path) -> tuple[int, list[str]]:
    """Every file of a narrator's folder that can be kept, and what is wrong with each that cannot. Raises NotAllowed, Trouble."""
    require(who, "record sounds")
    course, kept, faults = read(root), 0, list[str]()
    files = sorted(one for one in folder.rglob("*") if one.is_file() and not one.name.startswith("."))
    if not files:
        return 0, [f"{folder} holds no file. Name the folder with the recordings."]
    for file in files:
        if problem := _take(root, course, file):
            faults.append(f"{file.relative_to(folder)}: {problem}")
        else:
            kept += 1
    return kept, faults


def for_narrator(root: Path, who: Who) -> str:
    """Every text that a button reads, as a table: id, language, words, what there is of it, and how to name its file."""
    require(who, "record sounds")
    course, table = read(root), io.StringIO()
    out = csv.writer(table)
    out.writerow(COLUMNS)
    for name in subjects(course):
        for one in spoken(root, course, all_rows(course, name), course.languages):
            out.writerow((one.id, one.lang, one.words, one.state, _name(one.id, one.lang, one.words)))
    return table.getvalue()


def _take(root: Path, course: Course, file: Path) -> str:
    """What is wrong with one file; "" when it was kept."""
    if file.suffix.lower() not in READS:
        return f"it is no recording that can be read. Save it as {', '.join(READS)}."
    text, lang, print_ = _parts(file.stem)
    words = _words(course, text, lang)
    if words is None:
        return "no text has this name. Take the name from the table of `manage.py sounds list`."
    if print_ != print_of(words):
        return f"it is of other words than the text has now. Record «{words}» as {_name(text, lang, words)}."
    try:
        _keep(root, text, lang, words, file.read_bytes())
    except BadSound as problem:
        return read_words(ROOT)(f"sounds.bad_{problem}", "en")
    return ""


def _keep(root: Path, text: str, lang: str, words: str, raw: bytes) -> None:
    made, path = _small(raw), root / FOLDER / file_of(text, lang, words)
    half = path.with_suffix(f".{os.getpid()}.half")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        half.write_bytes(made)
        half.replace(path)  # a child never hears half a file
        for old in of_other_words(root, text, lang, words):
            old.unlink(missing_ok=True)
    except OSError as problem:
        half.unlink(missing_ok=True)
        raise trouble_of(problem, root / "assets") from problem


def _small(raw: bytes) -> bytes:
    try:  # here, not above: a school computer for which there is no such library still teaches
        from actions.sound_files import small
    except (ImportError, OSError) as problem:
        raise BadSound("encoder") from problem
    return small(raw)


def _name(text: str, lang: str, words: str) -> str:
    """How a narrator names the file: the id, the language, and the print of the words that were read."""
    return f"{text.replace('/', BETWEEN)}.{lang}.{print_of(words)}.wav"


def _parts(stem: str) -> tuple[str, str, str]:
    rest, _, print_ = stem.rpartition(".")
    text, _, lang = rest.rpartition(".")
    return text.replace(BETWEEN, "/", 1), lang, print_


def _words(course: Course, text: str, lang: str) -> str | None:
    """What a text says in a language; None when no button reads such a text."""
    name = subject_of(course, text)
    row = next((one for one in all_rows(course, name) if one.id == text), None) if name else None
    return getattr(row, lang) if row is not None and lang in course.languages and is_spoken(course, row) else None


@lru_cache(maxsize=8192)
def _version(path: Path, changed_ns: int, size: int) -> str:
    """Of what the file holds: a new recording of the same words is fetched anew, an old one never again."""
    return sha256(path.read_bytes()).hexdigest()[:10]


def main(arguments: list[str], root: Path = ROOT) -> int:
    """`sounds list [FILE]` and `sounds import FOLDER`, from the command line."""
    staff = Who(Role.STAFF)
    match arguments:
        case ["list", *where]:
            table = for_narrator(root, staff)
            if not where:
                print(table, end="")
                return 0
            Path(where[0]).write_text(table, "utf-8-sig")  # the mark tells a spreadsheet that this is no Latin-1
            print(f"{table.count(chr(10)) - 1} texts are listed in {where[0]}. Name each recording as its column “file” says.")
            return 0
        case ["import", folder] if Path(folder).is_dir():
            kept, faults = take_in(root, staff, Path(folder))
            for one in faults:
                print(one)
            print(f"{kept} recordings are kept in {FOLDER}; {len(faults)} files are not.")
            return int(bool(faults))
    print("Usage: sounds list [FILE.csv], or sounds import FOLDER")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
