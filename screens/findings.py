"""Findings: which school understands which area little, why, what to do, by what it closes. Questions, never a verdict."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

import streamlit as st

from actions import overview as far
from actions import school_flags
from actions.desk import desk
from actions.permissions import Who
from actions.school_flags import Flag, Record
from curriculum.course import Misconception
from curriculum.items import Match, TrueFalse
from progress.learning.school_flags import FEWEST, NEW_ANSWERS, NEW_CHILDREN, Missing
from progress.store.people import School, now_ms
from screens.look import href, icon, language, t, w, we
from screens.parts import date, percent

SHOWN = 4  # findings on the first page; all of them are one tap away
VERY, LIKELY = 0.9, 0.5  # P(low) from which a sentence says so


def called(school: School) -> str:
    """Its name in the language of the page."""
    return school.name_km if language() == "km" else school.name_en


def by_name(schools: Iterable[School]) -> list[School]:
    """As in a telephone book, and school 2 before school 10. Never by result."""
    return sorted(schools, key=lambda one: [(part.isdigit(), int(part) if part.isdigit() else 0, part) for part in _parts(one)])


def title(area: str) -> str:
    """An area's title in the language of the page."""
    return next(t(one.title) for one in desk().course.areas if one.id == area)


def show(who: Who, seen: far.Overview) -> None:
    """All findings on one page, those that closed lately, and where there is not enough data."""
    found, names = _ordered(who, seen), {school.school: called(school) for school in seen.schools}
    rows = "".join(_flag(who, flag, names) for flag in found)
    listed = f'<ul class="flags findings">{rows}</ul>' if rows else f'<p class="message well"><span>{we("flag.none")}</span></p>'
    st.html(
        f'<div class="top"><div><p><a href="{href("overview")}">← {we("nav.overview")}</a></p><h1>{we("staff.flags")}</h1>'
        f"<p>{we('flag.sub', len(found))}</p></div></div>{listed}"
        f"{_understood(who, seen, names)}{_waiting(who, seen)}"
    )


def shortlist(who: Who, seen: far.Overview) -> str:
    """The first findings, shortly, and the way to all of them with their evidence."""
    found, names = _ordered(who, seen), {school.school: called(school) for school in seen.schools}
    waits = school_flags.waiting(who, seen)
    said = we("flag.waiting_n", sum(len(areas) for areas in waits.values()), len(waits))
    more = (
        f'<p class="hint">{said}</p>' if waits else ""
    ) + f'<p class="more"><a href="{href("findings")}">{we("flag.all")} →</a></p>'
    if not found:
        return f'<p class="hint">{we("flag.none")}</p>{more}'
    rows = "".join(f"<li{_sure(one)}>{_said(one, names)}{_again(who, one)}</li>" for one in found[:SHOWN])
    rest = f'<p class="hint">{we("staff.more", len(found) - SHOWN)}</p>' if len(found) > SHOWN else ""
    return f'<p class="hint">{we("flag.sub", len(found))}</p><ul class="flags">{rows}</ul>{rest}{more}'


def of_school(who: Who, seen: far.Overview, school: str) -> str:
    """The findings about one school, for its page."""
    names = {one.school: called(one) for one in seen.schools}
    rows = "".join(_flag(who, flag, names) for flag in _ordered(who, seen) if flag.record.school == school)
    return f'<h2>{we("staff.flags")}</h2><ul class="flags findings">{rows}</ul>' if rows else ""


def why(name: str, area: str, cell: far.Cell) -> str:
    """What we expect and on what it stands, in sentences that a reader could repeat."""
    values = (cell.members, cell.answers, title(area), percent(cell.mean), percent(cell.low), percent(cell.high))
    said = (
        "very_likely" if cell.p_low >= VERY
        else "likely" if cell.p_low > LIKELY
        else "over" if cell.p_low < 1 - VERY
        else "cannot_tell"
    )  # fmt: skip
    lately = f" {we('flag.lately', far.LATELY, percent(cell.lately))}" if cell.lately is not None else ""
    return f"{we('flag.why', name, *values)}{lately} {we(f'flag.{said}', percent(far.LOW_LINE))}"


def _ordered(who: Who, seen: far.Overview) -> list[Flag]:
    """Schools by name, areas in the order of the course."""
    schools = [one.school for one in by_name(seen.schools)]
    areas = [area.id for area in desk().course.areas]
    found = [one for one in school_flags.flags(desk(), who, seen) if one.record.school in schools]
    return sorted(found, key=lambda one: (schools.index(one.record.school), areas.index(one.record.area)))


def _parts(school: School) -> list[str]:
    return [part for part in re.split(r"(\d+)", called(school)) if part]


def _sure(flag: Flag) -> str:
    return ' class="sure"' if flag.cell.p_low >= VERY else ""


def _said(flag: Flag, names: dict[str, str]) -> str:
    """Where, since when, and why."""
    school, area = flag.record.school, flag.record.area
    return (
        f'{icon(area)}<b>{we("flag.head", names[school], title(area))}</b><p class="since">{we("flag.since", date(flag.record.opened_ms))}</p>'
        f"<p>{why(names[school], area, flag.cell)}</p>"
    )


def _again(who: Who, flag: Flag) -> str:
    lesson = school_flags.evidence(desk(), who, flag).lesson
    if lesson is None:
        return ""
    return f'<p><a href="{href("lesson", lesson=lesson)}">{we("staff.reteach", t(desk().course.lessons[lesson].title))} →</a></p>'


def _flag(who: Who, flag: Flag, names: dict[str, str]) -> str:
    """Where and why; the grounds it was opened on; the ideas behind it; what to do, who and by when; by what it closes."""
    found = school_flags.evidence(desk(), who, flag)
    ideas = "".join(
        f"<li>{we('flag.idea', idea(one.area, one.misconception), one.members, one.of)}{_instead(one.misconception)}</li>"
        for one in found.missed
    )
    behind = f"<p><b>{we('flag.ideas')}</b></p><ul>{ideas}</ul>" if ideas else ""
    address = href("school", school=flag.record.school, area=flag.record.area)
    return (
        f"<li{_sure(flag)}>{_said(flag, names)}{_then(flag)}{behind}{_do(flag, found.lesson)}"
        f'<p class="closes">{_closes(flag)}</p><p><a href="{address}">{we("staff.look")} →</a></p></li>'
    )


def _then(flag: Flag) -> str:
    """What it was opened on, once something has come since."""
    then, now = flag.record.grounds, flag.cell
    if (then.members, then.answers, percent(then.mean)) == (now.members, now.answers, percent(now.mean)):
        return ""
    values = percent(then.mean), percent(then.low), percent(then.high), then.members, then.answers
    return f'<p class="then">{we("flag.opened_with", *values)}</p>'


def _do(flag: Flag, lesson: str | None) -> str:
    """The facilitator teaches, staff ask."""
    rows = f"<li>{we('flag.do_ask')}</li>"
    if lesson is not None:
        called_, by = t(desk().course.lessons[lesson].title), date(flag.act_by_ms)
        is_late = now_ms() > flag.act_by_ms and not flag.newer_answers
        said = we("flag.do_overdue" if is_late else "flag.do_lesson", called_, by)
        rows = f'<li>{said} <a href="{href("lesson", lesson=lesson)}">{we("staff.reteach", called_)} →</a></li>{rows}'
    return f"<p><b>{we('flag.do')}</b></p><ul>{rows}</ul>"


def _closes(flag: Flag) -> str:
    """The rule, and how far it is; a count of fewer than five children stays hidden."""
    rule = we("flag.closes", NEW_CHILDREN, NEW_ANSWERS, percent(far.LOW_LINE))
    if not flag.newer_answers:
        return f"{rule} {we('flag.so_far_none')}"
    if flag.newer_members < FEWEST:
        return f"{rule} {we('flag.so_far_few')}"
    return f"{rule} {we('flag.so_far', flag.newer_answers, flag.newer_members)}"


def _understood(who: Who, seen: far.Overview, names: dict[str, str]) -> str:
    rows = "".join(_closed(one, names) for one in school_flags.understood(desk(), who, seen) if one.school in names)
    return f'<section class="card sheet"><h2>{we("flag.understood")}</h2><ul class="flags">{rows}</ul></section>' if rows else ""


def _closed(one: Record, names: dict[str, str]) -> str:
    return (
        f'<li class="again">{icon(one.area)}<b>{we("flag.head", names[one.school], title(one.area))}</b>'
        f"<p>{we('flag.understood_since', date(one.closed_ms), date(one.opened_ms))}</p></li>"
    )


def _waiting(who: Who, seen: far.Overview) -> str:
    """Schools and areas of which nothing is said yet, and what would let us."""
    found = school_flags.waiting(who, seen)
    rows = "".join(
        f'<li class="quiet"><b>{escape(called(one))}</b><p>{" · ".join(_needs(*each) for each in found[one.school])}</p></li>'
        for one in by_name(seen.schools)
        if one.school in found
    )
    if not rows:
        return ""
    return (
        f'<section class="card sheet"><h2>{we("flag.waiting")}</h2><p class="hint">{we("flag.waiting_why")}</p>'
        f'<ul class="flags">{rows}</ul></section>'
    )


def _needs(area: str, missing: Missing) -> str:
    what, count = ("child", missing.children) if missing.children else ("answer", missing.answers)
    if count == 1:
        return we(f"flag.needs_{what}", title(area))
    return we("flag.needs_children" if what == "child" else "flag.needs_answers", title(area), count)


def idea(area: str, misconception: str) -> str:
    """The misconception in words, from the course's list; else those of an option that speaks of it."""
    if known := _in_words(misconception):
        return t(known.says)
    asked = [item for item in desk().course.items.values() if item.area == area]
    said = [o for item in asked for o in getattr(item, "options", ())]
    said += [o for item in asked for scene in getattr(item, "scenes", ()) for o in scene.options]
    found = [(one.misconception, t(one.text)) for one in said]
    found += [(item.misconception, _denied(item)) for item in asked if isinstance(item, TrueFalse)]
    laid = [(thing.misconception, t(thing.text)) for item in asked for thing in getattr(item, "things", ())]
    laid += [(pair.misconception, t(pair.left)) for item in asked if isinstance(item, Match) for pair in item.pairs]
    for name, text in [*found, *laid]:  # what was laid comes last: its words alone say less
        if name == misconception:
            return text if text[:1] in "«“" else f"«{text}»" if language() == "km" else f"“{text}”"
    return misconception


def _instead(misconception: str) -> str:
    """What to say to it, from the course's list."""
    known = _in_words(misconception)
    return f'<br><span class="muted">{we("flag.instead", t(known.better))}</span>' if known else ""


def _in_words(misconception: str) -> Misconception | None:
    return next((one for one in desk().course.misconceptions if one.id == misconception), None)


def _denied(item: TrueFalse) -> str:
    """What was thought true, or thought not true."""
    colon = "៖" if language() == "km" else ":"
    return f"{w('stage.disagree')}{colon} {t(item.stem)}" if item.holds else t(item.stem)
