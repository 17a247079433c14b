"""How old a checked fact is. Pure: today is given. A date that cannot be is never young."""

from __future__ import annotations

import datetime

STALE_DAYS = 180  # SG-34


def age(checked: str, today: datetime.date) -> int | None:
    """Days since the first of the month ("2026-11") in which it was checked, the safe side; None for one that cannot be yet."""
    year, month = map(int, checked.split("-"))
    if month not in range(1, 13):
        return None
    days = (today - datetime.date(year, month, 1)).days
    return days if days >= 0 else None


def is_stale(checked: str, today: datetime.date) -> bool:
    """True when nobody has looked for half a year, or when nobody can have looked."""
    days = age(checked, today)
    return days is None or days > STALE_DAYS
