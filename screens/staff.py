"""The staff's first page: all schools by areas, findings, concerns, trends. Each figure with range, number and sentence."""

from __future__ import annotations

from html import escape

import streamlit as st

from actions import content, school_flags
from actions import overview as far
from actions.desk import desk
from actions.permissions import Who, require
from curriculum.course import Concern
from screens import (
    changelog,
    charts,
    closer,
    evaluation_results,
    facts,
    findings,
    item_care,
    lessons,
    sign_off,
    sounds,
)
from screens.closer import trend
from screens.findings import by_name, called, shortlist, title
from screens.look import href, icon, language, n, te, we
from screens.parts import against, date, figure, gauge, likely, percent

TARGET = 0.80  # both recognitions (research target: sensitivity and specificity of at least 80 %)


def show(who: Who, page: str) -> None:
    """Overview, or what was clicked."""
    require(who, "see schools")
    school_flags.look_once_a_day(desk(), who)
    if page in ("lessons", "lesson"):
        return lessons.show(who, page)
    if page == "tests":
        return evaluation_results.all_schools(who)
    seen = far.overview(desk(), who)
    asked, areas = st.query_params, {area.id for area in desk().course.areas}
    if page == "content":
        _content(who)
    elif page == "sign_off":
        sign_off.show(who)
    elif page == "sounds":
        sounds.show(who)
    elif page == "item_care":
        item_care.show(who)
    elif page == "findings":
        findings.show(who, seen)
    elif page == "areas" or (page == "area" and asked.get("area") not in areas):
        _areas(seen)
    elif page == "area":
        closer.area_page(who, seen, asked["area"])
    elif page == "school" and asked.get("school") in {one.school for one in seen.schools}:
        closer.school_page(who, seen, asked["school"])
    else:
        _overview(who, seen)
    return None


def _overview(who: Who, seen: far.Overview) -> None:
    quiet = [called(school) for school in seen.schools if school.school not in seen.active]
    chip = f'<span class="chip clay">{we("staff.quiet", ", ".join(quiet[:4]))}</span>' if quiet and seen.active else ""
    until = f" · {we('staff.until', date(seen.last_ms))}" if seen.last_ms else ""
    st.html(
        f'<div class="top"><div class="grow"><h1>{we("staff.title")}</h1><p>{we("staff.status", len(seen.active), len(seen.schools), seen.members, seen.answers)}{until}</p></div>'
        f'{chip}<button class="button" type="button" data-print><i class="sign print"></i>{we("frame.print")}</button></div>'
    )
    if not seen.cells:
        st.html(f'<section class="card sheet"><p>{we("staff.no_answers")}</p></section>')
        return
    st.html(_figures(who, seen))
    rows = [
        (one.school, called(one), {area: cell for (at, area), cell in seen.cells.items() if at == one.school})
        for one in by_name(seen.schools)
    ]
    st.html(
        f'<div class="two"><section class="card sheet heat"><h2>{we("staff.heat")}</h2><p class="plain">{_weakest(seen)}</p>'
        f'{charts.heat(rows, desk().course.areas, seen.totals)}{charts.scale()}<p class="hint">{we("staff.how")}</p></section>'
        f'<section class="card sheet"><h2>{we("staff.flags")}</h2>{shortlist(who, seen)}</section></div>'
    )
    months = far.months(desk(), who)
    concerns = "".join(_concern(concern, seen, months) for concern in desk().course.concerns)
    st.html(f'<h2>{we("staff.four")}</h2><div class="concerns">{concerns}</div><p class="muted small">{we("staff.caution")}</p>')
    with st.container(key="card_trend"):
        st.html(f'<h2>{we("staff.trends")}</h2><p class="plain">{we("staff.trends_s")}</p>')
        trend(months, "trend_all")


def _figures(who: Who, seen: far.Overview) -> str:
    both = far.recognised(desk(), who)
    one, two = both.get("not_ok"), both.get("ok")
    help_, tell = seen.totals.get("help"), seen.totals.get("telling")
    return (
        '<div class="figures">'
        + figure(we("staff.sees_danger"), one, we(against(one, TARGET)), TARGET)
        + figure(we("staff.sees_ok"), two, we(against(two, TARGET)), TARGET)
        + figure(escape(title("help")), help_, we(against(help_, far.LOW_LINE)), far.LOW_LINE)
        + figure(escape(title("telling")), tell, we(against(tell, far.LOW_LINE)), far.LOW_LINE)
        + "</div>"
    )


def _weakest(seen: far.Overview) -> str:
    """One sentence that a reader could repeat: the lowest area and the highest."""
    if len(seen.totals) < 2:
        return we("staff.not_enough")
    ordered = sorted(seen.totals, key=lambda area: seen.totals[area].mean)
    low, high = ordered[0], ordered[-1]
    return we("staff.weakest", title(low), percent(seen.totals[low].mean), title(high), percent(seen.totals[high].mean))


def _concern(concern: Concern, seen: far.Overview, months: dict[str, list[tuple[int, far.Cell]]]) -> str:
    """What was said then, and our own first and newest measurement; or that there is not enough data."""
    shown = [seen.totals[area] for area in concern.areas if area in seen.totals]
    now = far.pooled(shown)
    head = f'<article class="card concern"><h3>{icon(concern.areas[0])}{te(concern.title)}</h3><p class="quote"><b>{n(2012)}</b> {te(concern.then)}</p>'
    line = [points for area in concern.areas if len(points := months.get(area, [])) >= 2]
    if now is None or now.half > charts.TOO_EARLY or not line:
        return f"{head}<p>{we('staff.not_enough')}</p></article>"
    starts, ends = [points[0] for points in line], [points[-1] for points in line]
    first, last = far.pooled([cell for _, cell in starts]), far.pooled([cell for _, cell in ends])
    assert first is not None and last is not None
    chart = charts.slope((min(at for at, _ in starts), first), (max(at for at, _ in ends), last))
    areas = ", ".join(title(area) for area in concern.areas if area in seen.totals)
    return f'{head}{chart}<p>{we("staff.concern_now", areas, percent(now.mean))}</p><p class="muted small">{likely(now)}</p></article>'


def _areas(seen: far.Overview) -> None:
    cards = "".join(
        f'<a class="card" href="{href("area", area=area.id)}"><div>{icon(area.id)}<b>{te(area.title)}</b><p>{te(area.can)}</p>{_short(seen.totals.get(area.id))}</div></a>'
        for area in desk().course.areas
    )
    st.html(f'<div class="top"><h1>{we("nav.areas")}</h1></div><div class="lessons areas-list">{cards}</div>')


def _short(cell: far.Cell | None) -> str:
    if cell is None:
        return f'<p class="muted">{we("staff.no_answers")}</p>'
    return f"<p><b>{n(percent(cell.mean))} %</b> {likely(cell)}</p>{gauge(cell)}"


def _content(who: Who) -> None:
    """What is wrong with the files now, what waits for a native reader, and how old the facts are."""
    course, problems = desk().course, content.problems(desk(), who)
    errors = sum(not problem.is_warning for problem in problems)
    state = f'<p class="message well"><span>{we("content.fine")}</span></p>'
    if errors:
        state = f'<p class="message clay"><span>{we("content.problems", errors)}</span></p>'
    if problems and language() != "en":  # places are file names, and the sentences are for who edits the files
        rows = f"<li>{we('content.in_english', len(problems))}</li>"
    else:
        rows = "".join(f"<li><p>{escape(str(problem))}</p></li>" for problem in problems)
    st.html(
        f'<div class="top"><div class="grow"><h1>{we("nav.content")}</h1><p>{we("content.counts", len(course.lessons), len(course.items))}</p></div>'
        f'<a class="button" href="{href("item_care")}">{we("care.link")} →</a></div>'
        f"{facts.doubts(who)}{changelog.newest(who)}"
        f'<section class="card sheet">{state}<p>{we("plan.draft")}</p><ul class="misses">{rows}</ul></section>'
    )
    facts.numbers()
    facts.notes()
    facts.near_schools(who)
