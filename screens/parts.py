"""Small pieces that several adult pages share: dates, gauges, sentences about a figure. No number is invented here."""

from __future__ import annotations

import datetime
import time

from actions.overview import LOW_LINE, Cell
from progress.learning.comprehension import Estimate
from progress.learning.shares import Share
from screens.look import n, w, we


def percent(share: float) -> int:
    """Whole per cent."""
    return round(100 * share)


def date(ms: int) -> str:
    """Day, month and year of a Unix time in milliseconds, in the words of the page."""
    then = time.localtime(ms / 1000)
    return w("date.day", then.tm_mday, month(then.tm_mon), then.tm_year)


def day(then: datetime.date) -> str:
    """The same of a day."""
    return w("date.day", then.day, month(then.month), then.year)


def month(number: int) -> str:
    """1–12 → the month's name."""
    return w(f"date.m{number}")


def likely(share: Share | Cell) -> str:
    """The range that holds the truth nine times in ten, and how many children it stands on."""
    return w("staff.likely", percent(share.low), percent(share.high), share.members)


def gauge(share: Share | Cell | Estimate, target: float | None = None) -> str:
    """A dot with its range on a line from 0 to 100; clay when the whole range lies under the low line."""
    line = f'<u style="left:{percent(target)}%"></u>' if target else ""
    low = " low" if share.high < LOW_LINE else ""
    return (
        f'<div class="gauge{low}" aria-hidden="true"><i style="left:{100 * share.low:.1f}%;width:{100 * (share.high - share.low):.1f}%"></i>'
        f'<b style="left:{100 * share.mean:.1f}%"></b>{line}</div>'
    )


def figure(title: str, share: Share | Cell | None, said: str, target: float | None = None) -> str:
    """One number with its range, its children and a sentence that a reader could repeat."""
    if share is None:
        return f'<section class="card figure"><h2>{title}</h2><p class="muted">{we("staff.not_enough")}</p></section>'
    return (
        f'<section class="card figure"><h2>{title}</h2><p class="value">{n(percent(share.mean))} <small>%</small></p>{gauge(share, target)}'
        f'<p class="muted">{likely(share)}</p><p>{said}</p></section>'
    )


def against(one: Share | Cell | None, line: float) -> str:
    """The name of the sentence under a figure, from the figure itself."""
    if one is None:
        return "staff.not_enough"
    return "staff.above" if one.low > line else "staff.below" if one.high < line else "staff.around"
