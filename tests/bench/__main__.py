"""`manage.py bench [answers] [weight] [overview] [cards] [devices] [worlds]`: what was named, or all of it."""

from __future__ import annotations

import importlib
import sys

BENCHES = ("answers", "weight", "overview", "cards", "devices", "worlds")
if unknown := set(sys.argv[1:]) - set(BENCHES):
    sys.exit(f"No bench {', '.join(unknown)}; there are {', '.join(BENCHES)}.")
for name in sys.argv[1:] or BENCHES:
    print(f"== {name}", flush=True)
    importlib.import_module(f"tests.bench.{name}").main()
