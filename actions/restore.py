"""`manage.py restore`: lists the snapshots, puts one back, or begins empty. It must never overwrite the present file."""

from __future__ import annotations

import io
import sqlite3
import sys
from pathlib import Path

from actions.desk import ROOT, data_folder
from actions.trouble import when
from curriculum.ui_words import UiWords, read_words
from progress.store.files import InUse, Snapshot, snapshots
from progress.store.snapshots import NotWhole, begin_anew, holding, restore

FOLDER = "--in"  # of the answers, when it is not the usual one


class Told:
    """Every line in Khmer, then in English: nobody has chosen a language at this place."""

    def __init__(self, words: UiWords) -> None:
        self.words = words

    def __call__(self, name: str, *values: object) -> None:
        for lang in ("km", "en"):
            print(self.words(f"trouble.restore.{name}", lang, *values))

    def each(self, snapshot: Snapshot) -> None:
        for lang in ("km", "en"):
            made = when(self.words, snapshot.made, lang)
            try:
                held = holding(snapshot.path)
                line = self.words("trouble.restore.one", lang, snapshot.number, made, held.members, held.answers)
            except sqlite3.Error:
                line = self.words("trouble.restore.unreadable", lang, snapshot.number, made)
            print(f"  {line}")


def main(arguments: list[str], told: Told) -> int:
    """Returns the exit status: 0 when what was asked for was done."""
    folder, asked, command = data_folder(), arguments, "    python3 manage.py restore"
    if asked[:1] == [FOLDER] and len(asked) > 1:
        folder, asked, command = Path(asked[1]), asked[2:], f'{command} {FOLDER} "{asked[1]}"'
    known = {str(one.number): one for one in snapshots(folder)}
    if not asked:
        _list(list(known.values()), command, told)
        return 0
    if asked[0] != "anew" and asked[0] not in known:
        told("unknown", asked[0])
        return 1
    return _done(asked[0], folder / "sitthi.db", known.get(asked[0]), told)


def _done(asked: str, path: Path, snapshot: Snapshot | None, told: Told) -> int:
    try:
        aside = restore(path, snapshot) if snapshot else begin_anew(path)
    except InUse:
        told("in_use")
    except NotWhole as problem:
        told("not_whole")
        print(problem)
    except (OSError, sqlite3.Error) as problem:
        told("failed")
        print(problem)
    else:
        told("done", asked) if snapshot else told("began")
        if aside:
            told("aside")
            print(f"    {aside.parent}")
        return 0
    return 1


def _list(known: list[Snapshot], command: str, told: Told) -> None:
    if not known:
        told("none")
    else:
        told("list")
        for one in known:
            told.each(one)
        told("how")
        print(f"{command} {known[0].number}")
    told("anew")
    print(f"{command} anew")


if __name__ == "__main__":
    if isinstance(sys.stdout, io.TextIOWrapper):  # a console without Khmer shows marks in its place
        sys.stdout.reconfigure(errors="replace")
    sys.exit(main(sys.argv[1:], Told(read_words(ROOT))))
