"""Questions that need a look, for staff: why, the evidence, what to do. It must never show a cell of under five children."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from sqlite3 import Row

from actions.desk import Desk
from actions.overview import FEWEST
from actions.permissions import Who, require
from curriculum.items import UNSURE, Item, Tapped
from progress.learning.item_care import GROUPS, Care, Finding, Given, Reason, abilities, look

# the first answer of each member to each question as it reads today, before the group talked it over; of a test once it is closed
FIRST = """SELECT a.school, a.member, a.item, a.fingerprint, a.is_right, a.response, a.options, a.lang, m.sex, min(a.tapped_ms)
           FROM answered a LEFT JOIN member m ON m.school = a.school AND m.member = a.member
           WHERE a.round = 1 AND a.options > 0 AND (a.test = '' OR EXISTS (SELECT 1 FROM test_round r
               WHERE r.school = a.school AND r.circle = m.circle AND r.test = a.test AND r.closed_ms > 0))
           GROUP BY a.school, a.member, a.item, a.fingerprint"""


@dataclass(frozen=True, slots=True)
class Chosen:
    """How many children chose an option, and how many of the third who understand most; None where a cell is too small."""

    option: str
    is_key: bool
    members: int | None
    able: int | None


@dataclass(frozen=True, slots=True)
class Needy:
    """A question that needs a look. `earlier`: answers to an earlier wording of it are left out."""

    item: Item
    findings: tuple[Finding, ...]
    members: int
    chosen: tuple[Chosen, ...]
    earlier: bool


@dataclass(frozen=True, slots=True)
class Bank:
    """All questions: those that need a look, the gravest first; how many behave, and how many have too few answers.

    `compared`: for language and sex, how many questions could be compared.
    """

    needy: tuple[Needy, ...]
    fine: int
    too_few: int
    compared: dict[Reason, int]


def bank(desk: Desk, who: Who, area: str | None = None) -> Bank:
    """Of all schools together, lessons and tests. With an area, findings and counts of its questions; the evidence is of all."""
    require(who, "see item care")
    rows, questions = desk.store.read(FIRST), {**desk.course.items, **desk.course.test_items}
    now = [row for row in rows if desk.fingerprints.get(row["item"]) == row["fingerprint"] and row["item"] in questions]
    earlier = {row["item"] for row in rows if desk.fingerprints.get(row["item"]) != row["fingerprint"]}
    given = _given(now)
    cared = {care.item: care for care in look(given)}
    asked = [item for item in questions.values() if item.is_evidence and area in (None, item.area)]
    found = [(item, cared[item.id]) for item in asked if item.id in cared]
    states = Counter(care.state for _, care in found)
    needy = [
        Needy(
            item,
            _shown(care, [one for one in given if one.item == item.id]),
            care.members,
            chosen(item, care),
            item.id in earlier,
        )
        for item, care in found
        if care.state == "look"
    ]
    compared = {
        what: sum(what not in {lack.what for lack in care.lacks} for _, care in found if _is_looked_at(care)) for what in GROUPS
    }
    return Bank(tuple(sorted(needy, key=_grave)), states["fine"], len(asked) - len(needy) - states["fine"], compared)


def chosen(item: Item, care: Care) -> tuple[Chosen, ...]:
    """Counts of each option, small cells hidden; nothing for a question without options."""
    if not isinstance(item, Tapped):
        return ()
    options = [*item.answers, UNSURE]
    shown = hidden([(care.chosen_by_able.get(one, 0), care.chosen.get(one, 0)) for one in options])
    return tuple(Chosen(one, one == care.key, *cells[::-1]) for one, cells in zip(options, shown, strict=True))


def hidden(rows: Sequence[tuple[int, int]]) -> list[tuple[int | None, int | None]]:
    """(part, whole) of each row, SG-21: nothing under FEWEST is shown, nor can it be had by taking shown figures from each other
    or from the sums. The rest of a whole is a cell too, and what is hidden in a column adds up to FEWEST at least."""
    wholes = _column([whole for _, whole in rows])
    parts = [is_shown and min(part, whole - part) >= FEWEST for (part, whole), is_shown in zip(rows, wholes, strict=True)]
    while True:
        lost = [(part, whole - part) for (part, whole), is_shown in zip(rows, parts, strict=True) if not is_shown]
        if not lost or not any(parts) or min(sum(one) for one in zip(*lost, strict=True)) >= FEWEST:
            break
        parts[min((nth for nth, is_shown in enumerate(parts) if is_shown), key=lambda nth: rows[nth])] = False
    return [(part if p else None, whole if w else None) for (part, whole), p, w in zip(rows, parts, wholes, strict=True)]


def _column(cells: list[int]) -> list[bool]:
    """Which are shown: not the small ones, and while those hidden add up to less than FEWEST, not the next one either."""
    shown = [cell >= FEWEST for cell in cells]
    while (
        any(shown) and not all(shown) and sum(cell for cell, is_shown in zip(cells, shown, strict=True) if not is_shown) < FEWEST
    ):
        shown[min((nth for nth, is_shown in enumerate(shown) if is_shown), key=lambda nth: cells[nth])] = False
    return shown


def _given(rows: list[Row]) -> list[Given]:
    """A member's ability at an item is what the member's other answers say."""
    answers = {(f"{row['school']} {row['member']}", row["item"]): bool(row["is_right"]) for row in rows}
    able = abilities(answers)
    return [
        Given(*at, answers[at], able[at], _option(row["response"]), row["lang"], row["sex"] or "", row["options"])
        for row in rows
        if (at := (f"{row['school']} {row['member']}", row["item"]))
    ]


def _option(response: str) -> str | None:
    """One option, of a question that has them; an order or a sort has none."""
    told = json.loads(response)
    return told if isinstance(told, str) else None


def _shown(care: Care, given: list[Given]) -> tuple[Finding, ...]:
    """Shares of two groups stand on their right and wrong answers: where any of these is small, the sentence must do."""
    return tuple(one if one.shares and _is_large(one, given) else _without_shares(one) for one in care.findings)


def _is_large(finding: Finding, given: list[Given]) -> bool:
    groups = GROUPS[finding.reason]
    cells = Counter((one.lang if finding.reason == "language" else one.sex, one.is_right) for one in given)
    return min(cells[group, is_right] for group in groups for is_right in (True, False)) >= FEWEST


def _without_shares(one: Finding) -> Finding:
    return Finding(one.reason, one.value, one.low, one.high, one.option, one.harder_for)


def _is_looked_at(care: Care) -> bool:
    return not any(lack.what == "answers" for lack in care.lacks)


def _grave(one: Needy) -> tuple[int, str]:
    order = ("wrong_key", "two_right", "reversed", "language", "sex", "flat", "too_hard", "too_easy")
    return order.index(one.findings[0].reason), one.item.id
