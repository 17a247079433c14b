"""A closer look for staff: one area, one school, with lessons, ideas behind wrong answers and questions. No child, no name."""

from __future__ import annotations

from html import escape

import streamlit as st

from actions import overview as far
from actions.boards import reteaches
from actions.desk import desk
from actions.permissions import Who
from progress.learning.shares import Share
from screens import charts
from screens.findings import by_name, called, idea, of_school, title, why
from screens.group_quiz_report import by_hands_at
from screens.look import go, href, icon, n, t, te, w, we
from screens.parts import against, figure, percent


def area_page(who: Who, seen: far.Overview, area: str) -> None:
    """One area over all schools."""
    found = next(one for one in desk().course.areas if one.id == area)
    total = seen.totals.get(area)
    now = figure(we("staff.expected"), total, we(against(total, far.LOW_LINE)), far.LOW_LINE)
    st.html(f'<div class="top">{icon(area)}<div class="grow"><h1>{te(found.title)}</h1><p>{te(found.can)}</p></div>{now}</div>')
    if total is None:
        st.html(f'<section class="card sheet"><p>{we("staff.no_answers")}</p></section>')
        return
    left, right = st.columns(2, gap="medium")
    with left, st.container(key="card_lessons"):
        _by_lesson(who, area, None)
    right.html(_missed(who, area, None) + _items(who, area, None))
    with left, st.container(key="card_schools"):
        rows = [
            (called(school), seen.cells[school.school, area])
            for school in by_name(seen.schools)
            if (school.school, area) in seen.cells
        ]
        shown = [(name, cell) for name, cell in rows if not cell.is_hidden]
        below = sum(cell.high < far.LOW_LINE for _, cell in shown)
        st.html(
            f'<h2>{we("staff.by_school")}</h2><p class="plain">{we("staff.below_n", below, len(shown))}</p><p class="muted small">{we("staff.dots")}</p>'
        )
        _dots(shown, "dots_schools")
        if len(shown) < len(rows):
            st.html(f'<p class="muted small">{we("staff.hidden_n", len(rows) - len(shown))}</p>')


def school_page(who: Who, seen: far.Overview, school: str) -> None:
    """One school over all areas, and the one that the address names in full."""
    name = called(next(one for one in seen.schools if one.school == school))
    cells = {area: cell for (at, area), cell in seen.cells.items() if at == school}
    st.html(
        f'<div class="top"><div><p><a href="{href("overview")}">← {we("nav.overview")}</a></p><h1>{escape(name)}</h1></div></div>'
    )
    if not cells:
        st.html(f'<section class="card sheet"><p>{we("staff.no_answers")}</p></section>{by_hands_at(who, school)}')
        return
    st.html(
        f'<section class="card sheet">{charts.heat([(school, name, cells)], desk().course.areas, {})}{charts.scale()}</section>'
        f"{of_school(who, seen, school)}"
    )
    area = st.query_params.get("area", "")
    if area not in cells or cells[area].is_hidden:
        lowest = min((one for one in cells if not cells[one].is_hidden), key=lambda one: cells[one].mean, default="")
        area = lowest
    if area:
        with st.container(horizontal=True):
            for one in (one for one in desk().course.areas if one.id in cells and not cells[one.id].is_hidden):
                st.button(t(one.short), key=f"see_{one.id}", type="primary" if one.id == area else "secondary", on_click=go, args=("school",), kwargs={"school": school, "area": one.id})  # fmt: skip
        st.html(
            f'<div class="top">{icon(area)}<div class="grow"><h2>{escape(title(area))}</h2><p>{why(name, area, cells[area])}</p></div></div>'
        )
        left, right = st.columns(2, gap="medium")
        with left, st.container(key="card_lessons"):
            _by_lesson(who, area, school)
        right.html(_missed(who, area, school) + _items(who, area, school))
    if hands := by_hands_at(who, school):
        st.html(hands)
    with st.container(key="card_trend"):
        st.html(f"<h2>{we('staff.trends')}</h2><p class='plain'>{we('staff.trends_s')}</p>")
        trend(far.months(desk(), who, school), "trend_school")


def trend(months: dict[str, list[tuple[int, far.Cell]]], key: str) -> None:
    """Small charts of the areas over time, or why there are none yet."""
    areas = desk().course.areas
    if all(len(points) < 2 for points in months.values()):
        st.html(f"<p>{we('staff.one_month')}</p>")
        return
    heads = [w("staff.area"), w("staff.month"), "%", w("staff.range"), w("staff.children")]
    charts.show(charts.trend(months, areas), key, heads, charts.trend_rows(months, areas))


def _dots(rows: list[tuple[str, far.Cell]] | list[tuple[str, Share]], key: str) -> None:
    heads = [w("staff.name"), "%", w("staff.range"), w("staff.children")]
    table = [[name, n(percent(one.mean)), f"{n(percent(one.low))}–{n(percent(one.high))}", n(one.members)] for name, one in rows]
    charts.show(charts.whiskers(list(rows)), key, heads, table)


def _by_lesson(who: Who, area: str, school: str | None) -> None:
    shares = far.lessons(desk(), who, area, school)
    st.html(f"<h2>{we('staff.by_lesson')}</h2><p class='muted small'>{we('staff.by_lesson_s')}</p>")
    if shares:
        _dots([(t(desk().course.lessons[lesson].title), share) for lesson, share in shares.items()], "dots_lessons")
    if lesson := reteaches(desk(), area, school):
        st.html(
            f'<p><a class="button go" href="{href("lesson", lesson=lesson)}">{we("staff.reteach", t(desk().course.lessons[lesson].title))}</a></p>'
        )


def _missed(who: Who, area: str, school: str | None) -> str:
    rows = ""
    for one in far.missed(desk(), who, area, school)[:5]:
        share = one.members / one.of if one.of else 0
        bar = f'<div class="gauge low" aria-hidden="true"><i style="left:0;width:{100 * share:.0f}%"></i></div>'
        rows += f'<li><p><b>{escape(idea(area, one.misconception))}</b></p><div>{bar}<p class="small">{we("staff.missed_n", one.members, one.of)}</p></div></li>'
    listed = f'<ul class="misses">{rows}</ul>' if rows else f'<p class="muted">{we("staff.none_missed")}</p>'
    return f'<section class="card sheet"><h2>{we("staff.missed")}</h2>{listed}</section>'


def _unsure(answers: int) -> str:
    """A few who were not sure could be pointed at: their number is hidden (SG-21)."""
    return we("staff.item_few") if 0 < answers < far.FEWEST else we("staff.item_unsure", answers)


def _items(who: Who, area: str, school: str | None) -> str:
    rows = "".join(
        f'<li><p>{te(item.stem)}</p><p class="small">{we("staff.item_n", round(100 * rights / answers), answers)} · {_unsure(unsure)}</p></li>'
        for item, answers, rights, unsure in far.items(desk(), who, area, school)[:8]
    )
    listed = f'<ul class="misses">{rows}</ul>' if rows else f'<p class="muted">{we("staff.not_enough")}</p>'
    return f'<section class="card sheet items"><h2>{we("staff.items")}</h2>{listed}<p class="back"><a href="{href("item_care", area=area)}">{we("care.link")} →</a></p></section>'
