"""`manage.py bench items`: what item care finds in banks whose faults are known, and how many of its findings are wrong.

120 items with three options, 600 members; 2 % of the items have a wrong key, 2 % are harder by 1 probit in one language, none
differs for girls and boys. Each member answers some of the items, once. Logistic answers, so not of our model's own family.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from dataclasses import dataclass

from progress.learning.item_care import Given, abilities, look

ITEMS, MEMBERS, OPTIONS, FAULTY, BANKS = 120, 600, 3, 0.02, 20
PROBIT = 1.7  # logits
KEY_KINDS = {"wrong_key", "two_right", "reversed", "flat"}  # each sends the reader to the key, as "too_hard" does


@dataclass(frozen=True, slots=True)
class Bank:
    """Answers, and the faults that are truly there: item → "key" or "language"."""

    given: list[Given]
    faults: dict[str, str]


def bank(seed: int, *, answered: int, gap: float = 0.0, members: int = MEMBERS, faulty: float = FAULTY) -> Bank:
    """`answered`: items that each member answers; `gap`: logits by which readers of Khmer, and boys, are ahead in truth."""
    chance = random.Random(seed)
    names = [f"q{nth:03}" for nth in range(ITEMS)]
    each = round(faulty * ITEMS)
    broken = chance.sample(names, 2 * each)
    faults = {name: "key" if nth < each else "language" for nth, name in enumerate(broken)}
    hard = {name: chance.gauss(-0.6, 1.0) for name in names}
    favoured = {name: chance.choice(("km", "en")) for name in names}
    draws = {name: chance.uniform(0.3, 0.7) for name in names}  # of two wrong options, how much the first one draws
    rights, rest = dict[tuple[str, str], bool](), dict[tuple[str, str], tuple[str, str, str]]()
    for nth in range(members):
        member, lang, sex = f"m{nth:03}", chance.choice(("km", "en")), chance.choice(("girl", "boy", ""))
        able = chance.gauss(0, 1.1) + gap * ((lang == "km") + (sex == "boy") - 1)
        for name in chance.sample(names, answered):
            level = able - hard[name] - PROBIT * (faults.get(name) == "language" and favoured[name] != lang)
            knows = chance.random() < 1 / OPTIONS + (1 - 1 / OPTIONS - 0.03) / (1 + math.exp(-level))
            chosen = "a" if knows else "b" if chance.random() < draws[name] else "c"
            rights[member, name] = chosen == ("b" if faults.get(name) == "key" else "a")
            rest[member, name] = chosen, lang, sex
    able_at = abilities(rights)
    given = [
        Given(*at, rights[at], able_at[at], chosen=chosen, lang=lang, sex=sex, options=OPTIONS)
        for at, (chosen, lang, sex) in rest.items()
    ]
    return Bank(given, faults)


def judged(one: Bank) -> Counter[str]:
    """Faults by kind, those found, findings, and findings that are wrong."""
    told = Counter[str](one.faults.values())
    for care in look(one.given):
        kind = one.faults.get(care.item, "")
        reasons = {finding.reason for finding in care.findings}
        is_key, is_language = bool(reasons & (KEY_KINDS | {"too_hard"})), "language" in reasons
        told["found key"] += kind == "key" and is_key
        told["found language"] += kind == "language" and is_language
        # a share right is what it is; every other finding must be the fault that is there
        for reason in reasons - {"too_hard", "too_easy"}:
            is_true = kind == "key" if reason in KEY_KINDS else kind == reason
            told["findings"] += 1
            told["wrong findings"] += not is_true
            told[f"wrong: {reason}"] += not is_true
        told["shares"] += bool(reasons & {"too_hard", "too_easy"})
    return told


def main() -> None:
    """Over BANKS banks for each number of answers, and with groups that differ in truth."""
    for answered, gap in ((20, 0.0), (40, 0.0), (60, 0.0), (100, 0.0), (20, 0.8), (60, 0.8)):
        total = Counter[str]()
        for seed in range(BANKS):
            total += judged(bank(seed, answered=answered, gap=gap))
        wrong = {name.removeprefix("wrong: "): count for name, count in total.items() if name.startswith("wrong: ")}
        print(
            f"{answered * MEMBERS // ITEMS:>3} answers an item, groups {gap:.1f} logits apart: "
            f"wrong keys found {total['found key']}/{total['key']}, "
            f"translation faults {total['found language']}/{total['language']}; "
            f"{total['wrong findings']} of {total['findings']} findings wrong {wrong or ''}",
            flush=True,
        )


if __name__ == "__main__":
    main()
