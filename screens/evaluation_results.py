"""What tests and short checks came to: sentences, a chart, a table, and what they cannot say. Never a child, never a small cell."""

from __future__ import annotations

from html import escape

import streamlit as st

from actions import evaluation_results, short_check
from actions.desk import desk
from actions.evaluation_results import Results, Row
from actions.permissions import Who, require
from progress.evaluation import TESTS
from progress.learning.evaluation import FEWEST, Change, Mean
from progress.store.people import Circle
from screens import charts
from screens.look import language, n, sign, t, te, w, we
from screens.parts import date, percent

MARKS = {"baseline": "○", "endline": "●", "followup": "◆"}


def all_schools(who: Who) -> None:
    """The staff's page."""
    require(who, "see test results")
    st.html(
        f'<div class="top"><div class="grow"><h1>{we("tests.title")}</h1><p>{we("tests.sub")}</p></div>'
        f'<button class="button" type="button" data-print>{sign("print")}{we("frame.print")}</button></div>'
    )
    _results(evaluation_results.results(desk(), who), w("tests.results_of"), is_far=True)
    listeners(who)


def of_circle(who: Who, circle: Circle) -> None:
    """The facilitator's part of the page."""
    _results(evaluation_results.results(desk(), who, circle.circle), w("tests.results"), is_far=False)


def _results(found: Results, head: str, *, is_far: bool) -> None:
    if found.is_empty:
        st.html(f'<section class="card sheet"><h2>{escape(head)}</h2><p>{we("tests.no_results", FEWEST)}</p></section>')
        return
    st.html(
        f'<section class="card sheet"><h2>{escape(head)}</h2>{_sentence(found.whole)}{_held(found, is_far=is_far)}'
        f'<p class="message"><span>{we("tests.caution")}</span></p></section><div class="figures of-tests">{_figures(found)}</div>'
    )
    names = [w(f"tests.{test}") for test in TESTS]
    with st.container(key="card_areas"):
        key_line = "".join(f'<span><i class="mark {test}">{MARKS[test]}</i>{we(f"tests.{test}")}</span>' for test in TESTS)
        st.html(f'<h2>{we("tests.chart")}</h2><p class="scale">{key_line}</p>')
        rows = [(w("tests.all"), found.whole), *((_area(row), row) for row in found.areas)]
        charts.show(
            charts.tests([(name, [row.means[test] for test in TESTS]) for name, row in rows], names),
            "tests_areas",
            [w("tests.area"), *names, w("tests.gain"), w("tests.g"), w("tests.later"), w("tests.g")],
            [[name, *_cells(row)] for name, row in rows],
        )
    far = _forms(found) if is_far else ""
    clusters = f'<p class="hint">{we("tests.clusters")}</p>' if is_far else ""
    st.html(f'<section class="card sheet">{far}<p class="hint">{we("tests.g_why")}</p>{clusters}{_lost(found)}</section>')


def _sentence(row: Row) -> str:
    """One that a reader could repeat: the same children, before and after."""
    said = []
    for change, after in ((row.gain, "endline"), (row.later, "followup")):
        if change:
            values = (change.by.members, *map(_signed, (change.by.mean, change.by.low, change.by.high)))
            said.append(f'<p class="plain"><b>{we(f"tests.{after}")}</b> · {we("tests.said", *values)}</p>')
    return "".join(said)


def _held(found: Results, *, is_far: bool) -> str:
    rows = [
        we("tests.held", w(f"tests.{test}"), date(held.first_ms), date(held.last_ms))
        + (f" · {we('tests.held_by', held.schools)}" if is_far else "")
        for test in TESTS
        if (held := found.held.get(test))
    ]
    return f'<p class="muted small">{"<br>".join(rows)}</p>'


def _figures(found: Results) -> str:
    """K1 of all questions, K4 side by side, K8 alone, K10."""
    cards = [_before_after(we("tests.all"), found.whole)]
    cards += [_before_after(we(f"tests.{one}"), found.told[one]) for one in ("not_ok", "ok")]
    if not found.fault.is_empty:
        cards.append(_before_after(we("tests.fault"), found.fault))
    left = f'<p class="muted">{we("tests.retention_none")}</p>'
    if found.retention is not None:
        left = (
            f'<p class="value">{n(percent(found.retention))} <small>%</small></p><p class="muted">{we("tests.retention_of")}</p>'
        )
    return "".join([*cards, f'<section class="card figure"><h2>{we("tests.retention")}</h2>{left}</section>'])


def _before_after(title: str, row: Row) -> str:
    lines = "".join(
        f'<li><i class="mark {test}">{MARKS[test]}</i><span>{we(f"tests.short_{test}")}</span><b>{n(percent(one.mean))} %</b>'
        f"<small>{_range(one)}</small></li>"
        for test in TESTS
        if (one := row.means[test])
    )
    inside = f'<ul class="three">{lines}</ul>' if lines else f'<p class="muted">{we("tests.small", FEWEST)}</p>'
    return f'<section class="card figure"><h2>{title}</h2>{inside}</section>'


def _cells(row: Row) -> list[str]:
    means = [_mean(row.means[test]) for test in TESTS]
    return [*means, _change(row.gain), _size(row.gain), _change(row.later), _size(row.later)]


def _mean(one: Mean | None) -> str:
    if one is None:
        return "–"
    return w("tests.cell", n(percent(one.mean)), n(percent(max(0.0, one.low))), n(percent(min(1.0, one.high))), one.members)


def _change(one: Change | None) -> str:
    return w("tests.change_cell", *map(_signed, (one.by.mean, one.by.low, one.by.high)), one.by.members) if one else "–"


def _size(one: Change | None) -> str:
    if one is None or one.g is None:
        return "–"
    said = f"{one.g:.2f}".replace("-", "−")
    return n(said.replace(".", ",") if language() == "km" else said)


def _signed(share: float) -> str:
    """Points, with a true minus."""
    points = percent(share)
    return n(f"+{points}" if points > 0 else f"−{-points}" if points < 0 else "0")


def _range(one: Mean) -> str:
    return f"{n(percent(max(0.0, one.low)))}–{n(percent(min(1.0, one.high)))}"


def _area(row: Row) -> str:
    return next(t(area.title) for area in desk().course.areas if row.measure == f"area:{area.id}")


def _forms(found: Results) -> str:
    rows = "".join(
        f"<li><span>{we(f'tests.form_{form.lower()}')}</span><b>{n(percent(one.mean))} %</b><small>{_range(one)} · {n(one.members)}</small></li>"
        for form, one in found.forms.items()
    )
    inside = f'<ul class="three">{rows}</ul>' if rows else f'<p class="muted">{we("tests.forms_hidden")}</p>'
    return f'<h2>{we("tests.forms")}</h2>{inside}<p class="hint">{we("tests.forms_why")}</p>'


def _lost(found: Results) -> str:
    left = f'<p class="muted small">{we("tests.left_out", found.left_out, FEWEST)}</p>' if found.left_out else ""
    return left + (f'<p class="muted small">{we("tests.unfinished", found.unfinished)}</p>' if found.unfinished else "")


def listeners(who: Who) -> None:
    """Short checks: for each audience and question, hands that were right before and after."""
    if not desk().course.short_checks:
        return
    found = short_check.heard(desk(), who)
    body = "".join(_audience(one) for one in found) or f"<p>{we('hands.nobody_yet', FEWEST)}</p>"
    st.html(f'<section class="card sheet"><h2>{we("hands.title")}</h2><p class="hint">{we("hands.why")}</p>{body}</section>')


def _audience(one: short_check.Audience) -> str:
    head = "".join(f'<th scope="col">{we(name)}</th>' for name in ("hands.asked", "hands.was_before", "hands.was_after"))
    rows = "".join(
        f'<tr><th scope="row">{te(asked.item.stem)}</th>{_hands(asked.shares["before"])}{_hands(asked.shares["after"])}</tr>'
        for asked in one.asked
    )
    rows += f'<tr class="total"><th scope="row">{we("hands.together")}</th>{_hands(one.together["before"])}{_hands(one.together["after"])}</tr>'
    title = we("hands.heard", w(f"hands.{one.check.id}"), one.sessions, one.listeners)
    return f'<h3>{title}</h3><div class="scroll" tabindex="0"><table class="plain-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _hands(cell: tuple[int, int] | None) -> str:
    if cell is None:
        return f'<td>–<span class="sr">{we("tests.small", FEWEST)}</span></td>'
    return f"<td>{we('hands.share', n(percent(cell[0] / cell[1])), cell[1])}</td>"
