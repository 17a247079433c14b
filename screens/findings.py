"""Findings: which school understands which area little, why we say so, what stands behind it, what to do. A question, no verdict."""

from __future__ import annotations

from html import escape

import streamlit as st

from actions import overview as far
from actions.desk import desk
from actions.permissions import Who
from progress.store.people import School
from screens.look import href, icon, language, t, w, we
from screens.parts import percent

SHOWN = 4  # findings on the first page; all of them are one tap away


def called(school: School) -> str:
    """Its name in the language of the page."""
    return school.name_km if language() == "km" else school.name_en


def title(area: str) -> str:
    """An area's title in the language of the page."""
    return next(t(one.title) for one in desk().course.areas if one.id == area)


def show(who: Who, seen: far.Overview) -> None:
    """All findings on one page."""
    found, names = far.flags(desk(), who, seen), {school.school: called(school) for school in seen.schools}
    rows = "".join(_flag(who, flag, names) for flag in found) or f"<li>{we('staff.none')}</li>"
    st.html(
        f'<div class="top"><div><p><a href="{href("overview")}">← {we("nav.overview")}</a></p><h1>{we("staff.flags")}</h1>'
        f'<p>{we("staff.flags_sub", len(found))}</p></div></div><ul class="flags findings">{rows}</ul>'
    )


def shortlist(who: Who, found: list[far.Flag], names: dict[str, str]) -> str:
    """The first findings, and the way to all of them."""
    if not found:
        return f"<p>{we('staff.none')}</p>"
    rows = "".join(_flag(who, flag, names) for flag in found[:SHOWN])
    more = f'<p><a href="{href("findings")}">{we("staff.more", len(found) - SHOWN)} →</a></p>' if len(found) > SHOWN else ""
    return f'<ul class="flags">{rows}</ul>{more}'


def _flag(who: Who, flag: far.Flag, names: dict[str, str]) -> str:
    """Where, what, why we say so, the ideas behind it, what to do."""
    found = far.evidence(desk(), who, flag)
    head = w("staff.sure" if flag.is_sure else "staff.perhaps", names[flag.school], title(flag.area))
    ideas = "; ".join(idea(one.area, one.misconception) for one in found.missed)
    behind = f"<p>{we('staff.ideas', ideas)}</p>" if ideas else ""
    again = we("staff.reteach", t(desk().course.lessons[found.lesson].title)) if found.lesson else ""
    acts = f'<p><a href="{href("lesson", lesson=found.lesson)}">{again} →</a></p>' if found.lesson else ""
    return (
        f'<li class="{"sure" if flag.is_sure else ""}">{icon(flag.area)}<b>{escape(head)}</b><p>{because(flag.cell)}</p>{behind}{acts}'
        f'<p><a href="{href("school", school=flag.school, area=flag.area)}">{we("staff.look")} →</a></p></li>'
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
