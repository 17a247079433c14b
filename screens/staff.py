"""The staff's pages: all schools, one area, one school, the content. Each figure with range, number and sentence; no child, no name."""

from __future__ import annotations

from html import escape

import streamlit as st

from actions import content
from actions import overview as far
from actions.boards import reteaches
from actions.desk import desk
from actions.permissions import Who, require
from curriculum.course import Concern
from progress.learning.shares import Share
from progress.store.people import School
from screens import charts, lessons
from screens.look import go, href, icon, language, n, t, te, w, we
from screens.parts import date, figure, gauge, likely, percent

SHOWN = 4  # findings on the first page; all of them are one tap away
TARGET = 0.80  # both recognitions (research target: sensitivity and specificity of at least 80 %)


def show(who: Who, page: str) -> None:
    """Overview, or what was clicked."""
    require(who, "see schools")
    if page in ("lessons", "lesson"):
        return lessons.show(who, page)
    seen = far.overview(desk(), who)
    asked, areas = st.query_params, {area.id for area in desk().course.areas}
    if page == "content":
        _content(who)
    elif page == "findings":
        _findings(who, seen)
    elif page == "areas" or (page == "area" and asked.get("area") not in areas):
        _areas(seen)
    elif page == "area":
        _area(who, seen, asked["area"])
    elif page == "school" and asked.get("school") in {one.school for one in seen.schools}:
        _school(who, seen, asked["school"])
    else:
        _overview(who, seen)
    return None


def called(school: School) -> str:
    """Its name in the language of the page."""
    return school.name_km if language() == "km" else school.name_en


def _title(area: str) -> str:
    return next(t(one.title) for one in desk().course.areas if one.id == area)


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
    names = {school.school: called(school) for school in seen.schools}
    rows = [
        (school, name, {area: cell for (at, area), cell in seen.cells.items() if at == school}) for school, name in names.items()
    ]
    found = far.flags(desk(), who, seen)
    st.html(
        f'<div class="two"><section class="card sheet heat"><h2>{we("staff.heat")}</h2><p class="plain">{_weakest(seen)}</p>'
        f'{charts.heat(rows, desk().course.areas, seen.totals)}{charts.scale()}<p class="hint">{we("staff.how")}</p></section>'
        f'<section class="card sheet"><h2>{we("staff.flags")}</h2><p class="hint">{we("staff.flags_sub", len(found))}</p>{_flags(who, found, names)}</section></div>'
    )
    months = far.months(desk(), who)
    concerns = "".join(_concern(concern, seen, months) for concern in desk().course.concerns)
    st.html(f'<h2>{we("staff.four")}</h2><div class="concerns">{concerns}</div><p class="muted small">{we("staff.caution")}</p>')
    with st.container(key="card_trend"):
        st.html(f'<h2>{we("staff.trends")}</h2><p class="plain">{we("staff.trends_s")}</p>')
        _trend(months, "trend_all")


def _trend(months: dict[str, list[tuple[int, far.Cell]]], key: str) -> None:
    areas = desk().course.areas
    if all(len(points) < 2 for points in months.values()):
        st.html(f"<p>{we('staff.one_month')}</p>")
        return
    heads = [w("staff.area"), w("staff.month"), "%", w("staff.range"), w("staff.children")]
    charts.show(charts.trend(months, areas), key, heads, charts.trend_rows(months, areas))


def _figures(who: Who, seen: far.Overview) -> str:
    both = far.recognised(desk(), who)
    one, two = both.get("not_ok"), both.get("ok")
    help_, tell = seen.totals.get("help"), seen.totals.get("telling")
    return (
        '<div class="figures">'
        + figure(we("staff.sees_danger"), one, we(_against(one, TARGET)), TARGET)
        + figure(we("staff.sees_ok"), two, we(_against(two, TARGET)), TARGET)
        + figure(escape(_title("help")), help_, we(_against(help_, far.LOW_LINE)), far.LOW_LINE)
        + figure(escape(_title("telling")), tell, we(_against(tell, far.LOW_LINE)), far.LOW_LINE)
        + "</div>"
    )


def _against(one: Share | far.Cell | None, line: float) -> str:
    """The sentence under a figure, from the figure itself."""
    if one is None:
        return "staff.not_enough"
    return "staff.above" if one.low > line else "staff.below" if one.high < line else "staff.around"


def _weakest(seen: far.Overview) -> str:
    """One sentence that a reader could repeat: the lowest area and the highest."""
    if len(seen.totals) < 2:
        return we("staff.not_enough")
    ordered = sorted(seen.totals, key=lambda area: seen.totals[area].mean)
    low, high = ordered[0], ordered[-1]
    return we("staff.weakest", _title(low), percent(seen.totals[low].mean), _title(high), percent(seen.totals[high].mean))


def _flags(who: Who, found: list[far.Flag], names: dict[str, str]) -> str:
    if not found:
        return f"<p>{we('staff.none')}</p>"
    rows = "".join(_flag(who, flag, names) for flag in found[:SHOWN])
    more = f'<p><a href="{href("findings")}">{we("staff.more", len(found) - SHOWN)} →</a></p>' if len(found) > SHOWN else ""
    return f'<ul class="flags">{rows}</ul>{more}'


def _flag(who: Who, flag: far.Flag, names: dict[str, str]) -> str:
    """Where, what, why we say so, the ideas behind it, what to do."""
    found = far.evidence(desk(), who, flag)
    head = w("staff.sure" if flag.is_sure else "staff.perhaps", names[flag.school], _title(flag.area))
    ideas = "; ".join(idea(one.area, one.misconception) for one in found.missed)
    behind = f"<p>{we('staff.ideas', ideas)}</p>" if ideas else ""
    again = we("staff.reteach", t(desk().course.lessons[found.lesson].title)) if found.lesson else ""
    acts = f'<p><a href="{href("lesson", lesson=found.lesson)}">{again} →</a></p>' if found.lesson else ""
    return (
        f'<li class="{"sure" if flag.is_sure else ""}">{icon(flag.area)}<b>{escape(head)}</b><p>{because(flag.cell)}</p>{behind}{acts}'
        f'<p><a href="{href("school", school=flag.school, area=flag.area)}">{we("staff.look")} →</a></p></li>'
    )


def _findings(who: Who, seen: far.Overview) -> None:
    found, names = far.flags(desk(), who, seen), {school.school: called(school) for school in seen.schools}
    rows = "".join(_flag(who, flag, names) for flag in found) or f"<li>{we('staff.none')}</li>"
    st.html(
        f'<div class="top"><div><p><a href="{href("overview")}">← {we("nav.overview")}</a></p><h1>{we("staff.flags")}</h1>'
        f'<p>{we("staff.flags_sub", len(found))}</p></div></div><ul class="flags findings">{rows}</ul>'
    )


def because(cell: far.Cell) -> str:
    """Why something is flagged, in a sentence: the number, its range, the line, what it stands on, how sure."""
    values = (
        percent(cell.mean),
        percent(cell.low),
        percent(cell.high),
        percent(far.LOW_LINE),
        cell.members,
        cell.answers,
        percent(cell.p_low),
    )
    return we("staff.because", *values)


def idea(area: str, misconception: str) -> str:
    """The words of an option that speaks of the misconception: what children chose, in their language."""
    asked = [item for item in desk().course.items.values() if item.area == area]
    said = [o for item in asked for o in getattr(item, "options", ())]
    said += [o for item in asked for scene in getattr(item, "scenes", ()) for o in scene.options]
    sorted_wrong = [thing for item in asked for thing in getattr(item, "things", ())]  # last: its words alone say less
    for one in [*said, *sorted_wrong]:
        if one.misconception == misconception:
            text = t(one.text)
            return text if text[:1] in "«“" else f"«{text}»" if language() == "km" else f"“{text}”"
    return misconception


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
    areas = ", ".join(_title(area) for area in concern.areas if area in seen.totals)
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


def _area(who: Who, seen: far.Overview, area: str) -> None:
    found = next(one for one in desk().course.areas if one.id == area)
    total = seen.totals.get(area)
    now = figure(we("staff.expected"), total, we(_against(total, far.LOW_LINE)), far.LOW_LINE)
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
            (called(school), seen.cells[school.school, area]) for school in seen.schools if (school.school, area) in seen.cells
        ]
        shown = [(name, cell) for name, cell in rows if not cell.is_hidden]
        below = sum(cell.high < far.LOW_LINE for _, cell in shown)
        st.html(
            f'<h2>{we("staff.by_school")}</h2><p class="plain">{we("staff.below_n", below, len(shown))}</p><p class="muted small">{we("staff.dots")}</p>'
        )
        _dots(shown, "dots_schools")
        if len(shown) < len(rows):
            st.html(f'<p class="muted small">{we("staff.hidden_n", len(rows) - len(shown))}</p>')


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
    return f'<section class="card sheet"><h2>{we("staff.missed")}</h2><ul class="misses">{rows or we("staff.none_missed")}</ul></section>'


def _items(who: Who, area: str, school: str | None) -> str:
    rows = "".join(
        f'<li><p>{te(item.stem)}</p><p class="small">{we("staff.item_n", round(100 * rights / answers), answers, unsure)}</p></li>'
        for item, answers, rights, unsure in far.items(desk(), who, area, school)[:8]
    )
    return f'<section class="card sheet items"><h2>{we("staff.items")}</h2><ul class="misses">{rows}</ul></section>'


def _school(who: Who, seen: far.Overview, school: str) -> None:
    name = called(next(one for one in seen.schools if one.school == school))
    cells = {area: cell for (at, area), cell in seen.cells.items() if at == school}
    st.html(
        f'<div class="top"><div><p><a href="{href("overview")}">← {we("nav.overview")}</a></p><h1>{escape(name)}</h1></div></div>'
    )
    if not cells:
        st.html(f'<section class="card sheet"><p>{we("staff.no_answers")}</p></section>')
        return
    st.html(
        f'<section class="card sheet">{charts.heat([(school, name, cells)], desk().course.areas, {})}{charts.scale()}</section>'
    )
    area = st.query_params.get("area", "")
    if area not in cells or cells[area].is_hidden:
        lowest = min((one for one in cells if not cells[one].is_hidden), key=lambda one: cells[one].mean, default="")
        area = lowest
    if area:
        with st.container(horizontal=True):
            for one in (one for one in desk().course.areas if one.id in cells and not cells[one.id].is_hidden):
                st.button(t(one.short), key=f"see_{one.id}", type="primary" if one.id == area else "secondary", on_click=go, args=("school",), kwargs={"school": school, "area": one.id})  # fmt: skip
        st.html(f'<div class="top">{icon(area)}<div><h2>{escape(_title(area))}</h2><p>{because(cells[area])}</p></div></div>')
        left, right = st.columns(2, gap="medium")
        with left, st.container(key="card_lessons"):
            _by_lesson(who, area, school)
        right.html(_missed(who, area, school) + _items(who, area, school))
    with st.container(key="card_trend"):
        st.html(f"<h2>{we('staff.trends')}</h2><p class='plain'>{we('staff.trends_s')}</p>")
        _trend(far.months(desk(), who, school), "trend_school")


def _content(who: Who) -> None:
    """What is wrong with the files now, and what waits for a native reader."""
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
        f'<div class="top"><div><h1>{we("nav.content")}</h1><p>{we("content.counts", len(course.lessons), len(course.items))}</p></div></div>'
        f'<section class="card sheet">{state}<p>{we("plan.draft")}</p><ul class="misses">{rows}</ul></section>'
    )
