"""Where a group quiz begins: go on with the open one, or choose what and the way. It must never begin one by a mere look."""

from __future__ import annotations

import time
from html import escape
from typing import get_args
from urllib.parse import urlencode

import streamlit as st

from actions import group_questions, group_quiz, group_quiz_paper, group_quiz_plan
from actions.desk import desk
from actions.group_quiz_views import title
from actions.permissions import Who
from progress.events import Mode
from progress.group_quiz import Kind, Session
from progress.store.people import Circle, now_ms
from screens.circles import called, choose
from screens.look import go, href, icon, key, language, n, sign, small, te, w, we
from screens.parts import date

WAYS: tuple[Mode, ...] = ("cards", "hands", "keyboard", "team", "devices")
KINDS: tuple[Kind, ...] = get_args(Kind)
SHOWN = 12  # past sessions: a year of meetings


def show(who: Who, circles: list[Circle], circle: Circle) -> None:
    """What is open, what can begin, what is on paper, what was."""
    choose(circles, circle, "group_quiz")
    members = desk().people.members(who.school, circle.circle)
    st.html(
        f'<div class="top">{small(circle.picture)}<div class="grow"><h1>{we("groups.title")}</h1>'
        f"<p>{we('groups.sub', called(circle), len(members))}</p></div></div>"
    )
    if not members:
        enrol = f'<a class="button go" href="{href("children", circle=circle.circle)}">{we("board.enrol")}</a>'
        st.html(f'<section class="card sheet"><p>{we("groups.empty")}</p><p>{enrol}</p></section>')
        return
    _said()
    _open(who, circle)
    kind, lesson = _asked_for()
    st.html(
        f'<div class="two even"><section class="card sheet"><h2>{we("groups.what")}</h2>{_kinds(who, circle, kind, lesson)}</section>'
        f'<section class="card sheet"><h2>{we("groups.way")}</h2>{_ways(who, circle, kind, lesson)}</section></div>'
    )
    _paper(who, circle, kind, lesson)
    st.html(f'<section class="card sheet"><h2>{we("groups.past")}</h2>{_past(who, circle)}</section>')


def address(path: str, **parts: str) -> str:
    """Of a page beside Streamlit; a link to it loads it whole."""
    return escape(f"{path}?{urlencode({**parts, 'lang': language()})}")


def clock(ms: int) -> str:
    """Hour and minute, in digits of the page."""
    then = time.localtime(ms / 1000)
    return n(f"{then.tm_hour}:{then.tm_min:02}")


def _said() -> None:
    """Why a quiz did not begin."""
    if why := st.query_params.get("why"):
        name = "groups.why_no_questions" if why == "no_questions" else "groups.why_other"
        st.html(f'<p class="message again" role="alert"><span>{we(name)}</span></p>')


def _open(who: Who, circle: Circle) -> None:
    now = group_quiz.open_one(desk(), who, circle.circle)
    if now is None:
        return
    with st.container(key="card_open_quiz"):
        link = address("/group_quiz", session=now.session)
        st.html(
            f"<h2>{we('groups.open')}</h2><p>{we('groups.since', title(desk(), now, language()), date(now.opened_ms), clock(now.opened_ms))}</p>"
            f'<p><a class="button go big" href="{link}" target="_self">{we("groups.continue", now.nth + 1, len(now.items))}{sign("next")}</a></p>'
            f'<p class="muted small">{we("groups.end_why")}</p>'
        )
        st.button(w("groups.end"), key="end_quiz", on_click=_end, args=(who, now.session))


def _end(who: Who, session: str) -> None:
    group_quiz.end(desk(), who, session)
    go("group_report", session=session)


def _asked_for() -> tuple[Kind, str]:
    wanted = st.query_params.get("what", "")
    kind: Kind = next((one for one in KINDS if one == wanted), "meeting")
    lesson = st.query_params.get("lesson", "")
    return kind, lesson if kind == "lesson" and lesson in desk().course.lessons else ""


def _kinds(who: Who, circle: Circle, kind: Kind, lesson: str) -> str:
    rows = ""
    for one in KINDS:
        is_on = one == kind
        inner = _questions(who, circle, kind, lesson) if is_on else ""
        head = f"<b>{we(f'groups.kind_{one}') if one == 'lesson' else we(f'group.kind_{one}')}</b><span>{we(f'groups.{one}_why')}</span>"
        link = href("group_quiz", circle=circle.circle, what=one)
        current = ' aria-current="true"' if is_on else ""
        rows += f'<li class="{"on" if is_on else ""}"><a href="{link}"{current}>{head}</a>{inner}</li>'
    return f'<ul class="whats">{rows}</ul>'


def _questions(who: Who, circle: Circle, kind: Kind, lesson: str) -> str:
    """What will be asked, before it begins; each question of the meeting with its reason."""
    if kind == "trial":
        return ""
    if kind == "lesson":
        return _lessons(who, circle, lesson) + (_listed(_items(who, circle, kind, lesson), {}) if lesson else "")
    if kind == "meeting":
        found = group_quiz_plan.composed(desk(), who, circle.circle, now_ms())
        length = f'<p class="muted small">{we("groups.minutes", group_quiz_plan.MINUTES_EACH * len(found))}</p>' if found else ""
        return length + _listed([one.item for one in found], {one.item: one.reason for one in found})
    found_items = _items(who, circle, kind, lesson)
    return f'<p class="muted small">{we("groups.count", len(found_items))}</p>' if found_items else _listed([], {})


def _items(who: Who, circle: Circle, kind: Kind, lesson: str) -> tuple[str, ...]:
    return group_quiz_plan.items(desk(), who, circle.circle, kind, lesson)


def _listed(items: list[str] | tuple[str, ...], reasons: dict[str, group_quiz_plan.Reason]) -> str:
    if not items:
        return f'<p class="message again"><span>{we("groups.nothing")}</span></p>'
    rows = ""
    for item in items:
        found = desk().course.items[item]
        why = f'<span class="chip sun">{we(f"groups.reason_{reasons[item]}")}</span>' if item in reasons else ""
        rows += f"<li>{icon(found.area)}<span>{te(found.stem)}</span>{why}</li>"
    return f'<ol class="asked">{rows}</ol>'


def _lessons(who: Who, circle: Circle, lesson: str) -> str:
    """The lessons that this circle may do together."""
    may = group_questions.open_lessons(desk(), who.school, circle.circle)
    rows = "".join(
        f'<li><a class="{"on" if one.id == lesson else ""}" href="{href("group_quiz", circle=circle.circle, what="lesson", lesson=one.id)}">'
        f"{te(one.title)}</a></li>"
        for one in desk().course.lessons.values()
        if one.id in may
    )
    is_locked = any(one not in may for one in desk().course.lessons)
    locked = f'<p class="muted small">{we("groups.locked")}</p>' if is_locked else ""
    return f'<details{"" if lesson else " open"}><summary>{we("groups.pick_lesson")}</summary><ul class="picks">{rows}</ul>{locked}</details>'


def _ways(who: Who, circle: Circle, kind: Kind, lesson: str) -> str:
    """A plain form: one tap on a way begins, without another run of this page."""
    if not (kind == "trial" or _items(who, circle, kind, lesson)):
        return f'<p class="muted">{we("groups.pick_lesson" if kind == "lesson" else "groups.nothing")}</p>'
    fields = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in (("circle", circle.circle), ("kind", kind), ("lesson", lesson))
    )
    ways = ("cards",) if kind == "trial" else WAYS
    buttons = "".join(
        f'<button class="button{" go" if way == "cards" else ""}" type="submit" name="mode" value="{way}"><i class="way {way}"></i>'
        f"<span><b>{we(f'groups.mode_{way}')}</b><small>{we(f'groups.mode_{way}_why')}</small></span></button>"
        for way in ways
    )
    return f'<form class="ways" method="post" action="{address("/group_quiz/begin")}">{fields}{buttons}</form>{_cards(circle)}'


def _cards(circle: Circle) -> str:
    links = "".join(
        f'<a class="button tight" href="{address("/group_quiz/cards.pdf", circle=circle.circle, size=size)}" target="_blank">{sign("print")}{we(name)}</a>'
        for size, name in (("A4", "groups.cards_large"), ("A5", "groups.cards_small"))
    )
    return f'<h3>{we("groups.cards")}</h3><p class="hint">{we("groups.cards_why")}</p><p class="row">{links}</p>'


def _paper(who: Who, circle: Circle, kind: Kind, lesson: str) -> None:
    """The same questions for a day without power."""
    with st.container(key="card_paper"):
        st.html(f"<h2>{we('groups.on_paper')}</h2><p class='muted'>{we('groups.on_paper_why')}</p>")
        rows = "".join(_waiting(one) for one in group_quiz_paper.waiting(desk(), who, circle.circle))
        if rows:
            st.html(f'<ul class="papers">{rows}</ul>')
        if kind != "trial" and _items(who, circle, kind, lesson):
            st.button(w("groups.prepare"), key=key("prepare", kind), on_click=_prepare, args=(who, circle.circle, kind, lesson))


def _waiting(now: Session) -> str:
    links = "".join(
        f'<a class="button tight" href="{address("/group_quiz/paper.pdf", session=now.session, what=what)}" target="_blank">'
        f"{sign('print')}{we(f'groups.sheet_{what}')}</a>"
        for what in ("quiz", "tally")
    )
    type_in = f'<a class="button tight go" href="{href("group_tally", session=now.session)}">{we("groups.type_in")}</a>'
    return (
        f"<li><b>{we('groups.prepared', now.session)}</b><span>{escape(title(desk(), now, language()))}</span>"
        f'<span class="muted">{escape(date(now.opened_ms))}</span><span class="row">{links}{type_in}</span></li>'
    )


def _prepare(who: Who, circle: str, kind: Kind, lesson: str) -> None:
    try:
        group_quiz_paper.prepare(desk(), who, circle, kind, group_quiz_plan.items(desk(), who, circle, kind, lesson), lesson)
    except group_quiz.Unusable as why:
        st.query_params["why"] = str(why)


def _past(who: Who, circle: Circle) -> str:
    ended = [one for one in desk().groups.sessions(who.school, circle.circle) if one.step == "ended"][:SHOWN]
    if not ended:
        return f"<p>{we('groups.none_past')}</p>"
    heads = "".join(f'<th scope="col">{we(f"groups.{one}")}</th>' for one in ("when", "which", "questions", "present"))
    rows = ""
    for one in ended:
        present = desk().groups.present(who.school, one.session)
        here = sum(status == "here" for status, _ in present.values())
        link = f'<a href="{href("group_report", session=one.session)}">{escape(title(desk(), one, language()))}</a>'
        cells = (escape(date(one.opened_ms)), link, n(one.nth + 1), n(here) if here else "–")
        rows += f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
    return (
        f'<div class="scroll" tabindex="0"><table class="plain-table past"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    )
