"""`manage.py rebuild`: drops every projection and folds it again from the answers."""

from __future__ import annotations

from actions.desk import data_folder, open_desk

if __name__ == "__main__":
    desk = open_desk(data_folder())
    desk.store.rebuild()
    print(f"Rebuilt {data_folder() / 'sitthi.db'} from its answers.")
    desk.store.close()
