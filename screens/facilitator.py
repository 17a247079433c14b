"""The facilitator's board: the group by area, who needs which lesson again, the next meeting. Never a ranking or a single answer."""

from __future__ import annotations

from html import escape

import streamlit as st

from actions import boards, review
from actions.assets import ASSETS
from actions.desk import desk
from actions.permissions import Who
from curriculum.course import Area
from curriculum.lessons import Lesson
from progress.learning.flags import State
from progress.store.people import Circle, Member
from screens import (
    children,
    evaluation,
    facts,
    group_quiz,
    group_quiz_report,
    group_quiz_tally,
    lessons,
    member,
    ready,
    short_check,
)
from screens.circles import called, choose, name
from screens.look import href, icon, language, scene, sign, small, t, te, w, we
from screens.parts import date

FIRST = 4  # lessons to teach again that are seen at once: more than a month's meetings can repeat
# state → (colour, sign): one child is never shown as dark as a certain group
SIGNS = {
    State.KNOWS: ("k3", "check"),
    State.GROWING: ("mid", "half"),
    State.CHECK: ("ka", "again"),
    State.LOW: ("k2", "again"),
    State.TOO_EARLY: ("k0", "dot"),
}


def show(who: Who, page: str) -> None:
    """The page that the address names; the board of a circle for any other."""
    circles = desk().people.circles(who.school)
    circle = next((one for one in circles if one.circle == st.query_params.get("circle")), circles[0] if circles else None)
    if page in ("lessons", "lesson"):
        lessons.show(who, page)
    elif circle is None:
        children.first(who)
    elif page == "group_quiz":
        group_quiz.show(who, circles, circle)
    elif page == "group_report":
        group_quiz_report.show(who)
    elif page == "group_tally":
        group_quiz_tally.show(who, circles)
    elif page == "tests":
        evaluation.show(who, circles, circle)
    elif page == "short_check":
        short_check.show(who)
    elif page == "member":
        member.show(who)
    elif page == "children":
        children.show(who, circles, circle)
    elif page == "ready":
        ready.show(who, circles, circle)
    else:
        _board(who, circles, circle)


def _board(who: Who, circles: list[Circle], circle: Circle) -> None:
    choose(circles, circle, "group")
    if doubts := facts.doubts(who):
        st.html(doubts)
    board = boards.group(desk(), who, circle.circle)
    last = f" · {we('board.last', date(board.last_ms))}" if board.last_ms else ""
    st.html(
        f'<div class="top">{small(circle.picture)}<div class="grow"><h1>{we("board.title", called(circle))}</h1>'
        f"<p>{we('board.children', len(board.members))}{last}</p></div>"
        f'<button class="button" type="button" data-print><i class="sign print"></i>{we("frame.print")}</button></div>'
    )
    if not board.members:
        st.html(
            f'<section class="card sheet">{scene("children-many")}<p>{we("board.empty")}</p>'
            f'<p><a class="button go" href="{href("children", circle=circle.circle)}">{we("board.enrol")}</a></p></section>'
        )
        return
    st.html(
        f'<div class="two"><div class="stack"><section class="card sheet">{_grid(board)}</section>{group_quiz_report.by_hands(who, circle)}</div>'
        f'<div class="stack"><section class="card sheet">{_meeting(board, circle)}</section><section class="card sheet">{_again(board)}{_rounds(who, circle)}</section></div></div>'
    )


def _grid(board: boards.Board) -> str:
    key_line = "".join(
        f'<span><i class="{tone}"><i class="sign {shape}"></i></i>{we(f"board.{state.value}")}</span>'
        for state, (tone, shape) in SIGNS.items()
    )
    heads = "".join(f'<th scope="col">{icon(area.id)}{te(area.short)}</th>' for area in desk().course.areas)
    rows = ""
    for one in sorted(board.members, key=name):
        cells = "".join(_cell(one, area, board.standings.get((one.member, area.id))) for area in desk().course.areas)
        rows += f'<tr><th scope="row">{small(one.picture)}{escape(name(one))}</th>{cells}</tr>'
    return (
        f'<h2>{we("board.grid")}</h2><p class="hint">{we("board.hint")}</p><p class="scale">{key_line}</p><div class="scroll" tabindex="0">'
        f'<table class="grid"><thead><tr><th><span class="sr">{we("board.child")}</span></th>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _cell(one: Member, area: Area, standing: State | None) -> str:
    """A sign that leads to why it is so."""
    if standing is None:
        return f'<td class="none">–<span class="sr">{we("board.none")}</span></td>'
    tone, shape = SIGNS[standing]
    to, said = href("member", member=one.member, area=area.id), w(f"board.{standing.value}")
    why = we("why.open", name(one), t(area.short))
    return f'<td class="{tone}" data-state="{standing.value}"><a href="{to}" title="{why}">{sign(shape, said)}</a></td>'


def _again(board: boards.Board) -> str:
    head = f"<h2>{we('board.who')}</h2>"
    if not board.again:
        return f"{head}<p>{we('board.nobody')}</p>"
    rows = [_again_one(lesson, members) for lesson, members in board.again.items()]
    listed = f'<ul class="need">{"".join(rows[:FIRST])}</ul>'
    if more := rows[FIRST:]:
        listed += f'<details><summary>{we("board.more", len(more))}</summary><ul class="need">{"".join(more)}</ul></details>'
    return head + listed


def _again_one(lesson: str, members: list[Member]) -> str:
    """A lesson, the faces of those who need it, its plan."""
    faces = "".join(
        f'<img src="{ASSETS}/pictures/drawn/small/{one.picture}.svg" alt="{escape(name(one))}" title="{escape(name(one))}">'
        for one in members
    )
    found = desk().course.lessons[lesson]
    return (
        f'<li>{scene(found.picture, is_told=False)}<div><b>{te(found.title)}</b><div class="faces">{faces}</div>'
        f'<a class="button tight" href="{href("lesson", lesson=lesson)}">{we("board.plan")}</a></div></li>'
    )


def _rounds(who: Who, circle: Circle) -> str:
    """What the computer does by itself where an estimate is in doubt."""
    number = review.checks_offered(desk(), who, circle.circle)
    return f'<p class="muted small">{we("review.offered", number)}</p>' if number else ""


def _meeting(board: boards.Board, circle: Circle) -> str:
    """Repeat what most members need; else the first lesson that nobody has answered."""
    lesson: Lesson | None = desk().course.lessons[next(iter(board.again))] if board.again else board.new
    if lesson is None:
        return f"<h2>{we('board.meeting')}</h2><p>{we('board.all_learned')}</p>"
    middle = w("board.agenda_repeat" if board.again else "board.agenda_new", getattr(lesson.title, language()))
    lines = ((5, w("board.agenda_warm")), (15, middle), (15, w("board.agenda_ask")), (10, w("board.agenda_close")))
    rows = "".join(f"<li><span>{escape(what)}</span><span>{we('board.minutes', minutes)}</span></li>" for minutes, what in lines)
    go_on = (
        f'<p class="row"><a class="button go" href="{href("lesson", lesson=lesson.id)}">{we("board.prepare")}{sign("next")}</a>'
        f'<a class="button" href="{href("group_quiz", circle=circle.circle)}">{we("nav.group_quiz")}</a></p>'
    )
    return f'<h2>{we("board.meeting")}</h2><ol class="agenda">{rows}</ol>{go_on}'
