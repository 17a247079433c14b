"""The staff's pages: all schools, one area, one school. Each figure with range, number and sentence; no child, no name."""

from __future__ import annotations

from html import escape
from typing import Literal

import streamlit as st

from actions import boards
from actions.desk import desk
from actions.permissions import Who, require
from progress.store.people import School
from screens import charts, look
from screens.look import go, key, t, w

SHOWN = 6  # findings on the first page: more would be read by nobody


def show(who: Who, page: str) -> None:
    """Overview, or what was clicked."""
    require(who, "see schools")
    seen = boards.overview(desk(), who)
    areas = {area.id for area in desk().course.areas}
    if page == "area" and st.query_params.get("area") in areas:
        _area(who, seen, st.query_params["area"])
    elif page == "school" and st.query_params.get("school") in {one.school for one in seen.schools}:
        _school(who, seen, st.query_params["school"])
    else:
        _overview(who, seen)


def _named(school: School) -> str:
    return school.name_km if look.language() == "km" else school.name_en


def _titles() -> dict[str, str]:
    return {area.id: t(area.title) for area in desk().course.areas}


def _overview(who: Who, seen: boards.Overview) -> None:
    st.header(w("staff.title"), anchor=False)
    st.caption(w("staff.status", len(seen.active), len(seen.schools), seen.members, seen.answers))
    if not seen.cells:
        st.info(w("staff.no_answers"))
    _flags(who, seen)
    with st.container(key="card_heat"):
        st.subheader(w("staff.heat"), anchor=False)
        asked = [area for area in desk().course.areas if area.id in {name for _, name in seen.cells}]
        rows = [(_named(school), [seen.cells.get((school.school, area.id)) for area in asked]) for school in seen.schools]
        rows.append((w("staff.all"), [seen.totals.get(area.id) for area in asked]))
        st.html(charts.heat(rows, [t(area.short) for area in asked], w("staff.school")))
        st.caption(w("staff.how"))
        left, right = st.columns(2)
        named = {school.school: _named(school) for school in seen.schools}
        school = left.selectbox(
            w("staff.open_school"), list(named), index=None, placeholder=w("setup.choose"), format_func=lambda one: named[one]
        )
        area = right.selectbox(
            w("staff.open_area"),
            list(_titles()),
            index=None,
            placeholder=w("setup.choose"),
            format_func=lambda one: _titles()[one],
        )
        if school:
            go("school", school=school)
            st.rerun()
        if area:
            go("area", area=area)
            st.rerun()
    with st.container(key="card_trend"):
        st.subheader(w("staff.trends"), anchor=False)
        st.plotly_chart(charts.trend(boards.months(desk(), who)), theme=None, config={"displayModeBar": False})
        st.caption(w("staff.trends_s"))
    _concerns(seen)


def _flags(who: Who, seen: boards.Overview) -> None:
    st.subheader(w("staff.flags"), anchor=False)
    st.caption(w("staff.flags_sub"))
    found = boards.flags(desk(), who, seen)
    if not found:
        st.write(w("staff.none"))
    named = {school.school: _named(school) for school in seen.schools}
    for row in range(0, min(len(found), SHOWN), 3):
        for column, flag in zip(st.columns(3), found[row : min(row + 3, SHOWN)], strict=False):
            with column, st.container(key=key("card_flag", flag.school, flag.area)):
                head = w("staff.sure" if flag.is_sure else "staff.perhaps", named[flag.school], _titles()[flag.area])
                ideas = "; ".join(idea(flag.area, one.misconception) for one in flag.missed)
                lesson = t(desk().course.lessons[flag.lesson].title) if flag.lesson else ""
                lines = [
                    charts.interval(flag.cell),
                    w("staff.ideas", ideas) if ideas else "",
                    w("staff.reteach", lesson) if lesson else "",
                ]
                st.html(
                    f'<div class="flag"><b>{escape(head)}</b>'
                    + "".join(f"<p>{escape(line)}</p>" for line in lines if line)
                    + "</div>"
                )
                st.button(
                    w("staff.look", named[flag.school]),
                    key=key("flag", flag.school, flag.area),
                    on_click=go,
                    args=("school",),
                    kwargs={"school": flag.school, "area": flag.area},
                )
    if len(found) > SHOWN:
        st.caption(w("staff.more", len(found) - SHOWN))


def idea(area: str, misconception: str) -> str:
    """The words of an option that speaks of the misconception: what children chose, in their language."""
    asked = [item for item in desk().course.items.values() if item.area == area]
    said = [o for item in asked for o in getattr(item, "options", ())]
    said += [o for item in asked for scene in getattr(item, "scenes", ()) for o in scene.options]
    sorted_wrong = [thing for item in asked for thing in getattr(item, "things", ())]  # last: its words alone say less
    for one in [*said, *sorted_wrong]:
        if one.misconception == misconception:
            return f"«{t(one.text)}»"
    return misconception


def _concerns(seen: boards.Overview) -> None:
    st.subheader(w("staff.four"), anchor=False)
    for column, concern in zip(st.columns(4), desk().course.concerns, strict=False):
        cells = [seen.totals[area] for area in concern.areas if area in seen.totals]
        sure = [cell for cell in cells if cell.half <= charts.TOO_EARLY]
        now = (
            " ".join(f"{_titles()[area]}: {charts.interval(seen.totals[area])}" for area in concern.areas if area in seen.totals)
            if sure
            else w("staff.not_enough")
        )
        with column, st.container(key=key("card_concern", concern.id)):
            st.html(
                f'<div class="flag"><b>{escape(t(concern.title))}</b><p>{escape(w("staff.then"))}: {escape(t(concern.then))}</p><p><b>{escape(w("staff.now"))}:</b> {escape(now)}</p></div>'
            )
    st.caption(w("staff.caution"))


def _area(who: Who, seen: boards.Overview, area: str) -> None:
    st.button(f"← {w('staff.back')}", key="back", on_click=go, args=("home",))
    found = next(one for one in desk().course.areas if one.id == area)
    st.header(t(found.title), anchor=False)
    st.caption(t(found.can))
    if total := seen.totals.get(area):
        st.write(charts.interval(total))
    left, right = st.columns(2, gap="medium")
    with left, st.container(key="card_schools"):
        st.subheader(w("staff.by_school"), anchor=False)
        rows = [(_named(school), [seen.cells.get((school.school, area))]) for school in seen.schools]
        st.html(charts.heat(rows, [t(found.short)], w("staff.school")))
    with right:
        _why(who, area, None)


def _school(who: Who, seen: boards.Overview, school: str) -> None:
    st.button(f"← {w('staff.back')}", key="back", on_click=go, args=("home",))
    st.header(_named(next(one for one in seen.schools if one.school == school)), anchor=False)
    asked = [area for area in desk().course.areas if (school, area.id) in seen.cells]
    if not asked:
        st.info(w("staff.no_answers"))
        return
    with st.container(key="card_areas"):
        st.subheader(w("staff.by_area"), anchor=False)
        st.html(
            charts.heat(
                [
                    (
                        _named(next(one for one in seen.schools if one.school == school)),
                        [seen.cells[school, area.id] for area in asked],
                    )
                ],
                [t(area.short) for area in asked],
                w("staff.school"),
            )
        )
        st.caption(w("staff.how"))
    chosen = st.query_params.get("area")
    with st.container(horizontal=True):
        for area in asked:
            kind: Literal["primary", "secondary"] = "primary" if area.id == chosen else "secondary"
            st.button(
                t(area.short),
                key=key("see", area.id),
                type=kind,
                on_click=go,
                args=("school",),
                kwargs={"school": school, "area": area.id},
            )
    if chosen in {area.id for area in asked}:
        cell = seen.cells[school, chosen]
        if not cell.is_hidden:
            st.write(charts.interval(cell))
        _why(who, chosen, school)
        if lesson := boards.reteaches(desk(), chosen, school):
            st.write(w("staff.reteach", t(desk().course.lessons[lesson].title)))
    st.plotly_chart(charts.trend(boards.months(desk(), who, school)), theme=None, config={"displayModeBar": False})


def _why(who: Who, area: str, school: str | None) -> None:
    with st.container(key="card_missed"):
        st.subheader(w("staff.missed"), anchor=False)
        for one in boards.missed(desk(), who, area, school)[:6]:
            st.html(
                f"<p>{escape(idea(area, one.misconception))} <span class='muted'>{escape(w('staff.missed_n', one.members))}</span></p>"
            )
    with st.container(key="card_items"):
        st.subheader(w("staff.items"), anchor=False)
        for name, answers, rights, unsure in boards.items(desk(), who, area, school)[:10]:
            st.html(
                f"<p>{escape(t(desk().course.items[name].stem))}<br><span class='muted'>{escape(w('staff.item_n', round(100 * rights / answers), answers, unsure))}</span></p>"
            )
