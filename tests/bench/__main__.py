"""`manage.py bench [answers] [weight] [overview] [devices]`: what was named, or all of it."""

from __future__ import annotations

import sys

from tests.bench import answers, devices, overview, weight

BENCHES = {"answers": answers.main, "weight": weight.main, "overview": overview.main, "devices": devices.main}
if unknown := set(sys.argv[1:]) - set(BENCHES):
    sys.exit(f"No bench {', '.join(unknown)}; there are {', '.join(BENCHES)}.")
for name in sys.argv[1:] or BENCHES:
    print(f"== {name}", flush=True)
    BENCHES[name]()
