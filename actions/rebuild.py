"""`manage.py rebuild`: drops every projection and folds it again from the answers. It must never touch an answer."""

from __future__ import annotations

import sqlite3
import sys

from actions.desk import data_folder, open_desk
from progress.store.files import Damaged, InUse, Missing, Newer


def main() -> int:
    """Returns the exit status."""
    folder = data_folder()
    try:
        desk = open_desk(folder)
        desk.store.rebuild()
    except (InUse, Damaged, Missing, Newer, OSError, sqlite3.Error) as problem:
        print(f"{folder} was not rebuilt: {problem}")
        return 1
    print(f"Rebuilt {folder / 'sitthi.db'} from its answers.")
    desk.store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
