"""`manage.py bench [answers] [weight] [overview] [cards] [devices] [worlds] [items] [schools]`: what was named, or all of it.

`manage.py bench comprehension --data FOLDER [--all]` and `bench model_error --data FOLDER` run when they are named: they need
answer logs, which are not ours to bring.
"""

from __future__ import annotations

import importlib
import sys
from itertools import takewhile

BENCHES = ("answers", "weight", "overview", "cards", "devices", "worlds", "items", "schools")
MODULES = {"items": "item_care"}  # where a bench is, if not under its own name
WITH_OPTIONS = ("comprehension", "model_error")
names = list(takewhile(lambda one: not one.startswith("-"), sys.argv[1:]))
options = sys.argv[1 + len(names) :]
if unknown := set(names) - {*BENCHES, *WITH_OPTIONS}:
    sys.exit(f"No bench {', '.join(unknown)}; there are {', '.join((*BENCHES, *WITH_OPTIONS))}.")
if options and (len(names) != 1 or names[0] not in WITH_OPTIONS):
    sys.exit(f"{' '.join(options)} goes with one bench: name {', '.join(WITH_OPTIONS)} alone before it.")
for name in names or BENCHES:
    print(f"== {name}", flush=True)
    bench = importlib.import_module(f"tests.bench.{MODULES.get(name, name)}")
    if name in WITH_OPTIONS:
        bench.main(options)
    else:
        bench.main()
