"""A child's pages: home with what comes next, a lesson's cards, its quiz, the calm close. Never a number about the child."""

from __future__ import annotations

import math
from html import escape
from typing import Any

import streamlit as st

from actions import boards, helplines, referral, study
from actions.assets import ASSETS
from actions.desk import desk
from actions.permissions import NotAllowed, Who
from actions.study import Stop
from curriculum.course import Unit
from curriculum.lessons import Lesson
from screens import evaluation_child, review
from screens.look import Said, go, href, icon, language, listen, said, said_word, scene, sign, small, stage, t, te, w, ways_on, we

ACROSS = 4  # stops in a row of the path
Part = tuple[list[Said], str]  # what is read aloud of a part of a page, and its markup


def show(who: Who, page: str) -> None:
    """The page that the address names; home for any other."""
    if page == "talk":
        return _talk(who)
    if page in evaluation_child.PAGES:
        return evaluation_child.show(who, page)
    if page in review.PAGES:
        return review.show(who, page)
    lesson = desk().course.lessons.get(st.query_params.get("lesson", ""))
    if lesson is None or page not in ("lesson", "quiz", "close", "together"):
        return _home(who)
    if page == "together":
        return _together(lesson)
    if not study.may_read(desk(), who, lesson.id):
        raise NotAllowed(lesson.id)
    {"lesson": _lesson, "quiz": _quiz, "close": _close}[page](who, lesson)
    return None


def _home(who: Who) -> None:
    stops = study.path(desk(), who)
    member = desk().people.member(who.school, who.id)
    picture = member.picture if member else "lotus"
    name = (member.name or w(f"things.{picture}")) if member else ""
    here = next((stop.lesson for stop in stops if stop.state == "here"), None)
    road = _road(stops)
    rings = "".join(
        f'<span><i class="ring {state}"></i>{we(f"home.{state}")}</span>' for state in ("done", "here", "open", "together")
    )
    st.html(
        f'<div class="hello">{small(picture)}<h1 class="grow">{we("home.hello", name)}</h1><button class="button" type="button" data-leave>{we("home.handover")}</button></div>'
        f'<div class="homepage">{evaluation_child.first(who) or _todo(who, here)}<div class="beside">{review.offered(who)}<section class="path" aria-label="{we("home.path")}">{road}</section></div></div>'
        f'<p class="legend">{rings}</p>'
    )
    explored = boards.explored(desk(), who)
    chips = "".join(
        f'<li class="area {"known" if area.id in explored else ""}">{icon(area.id)}{te(area.short)}{sign("leaf", w("home.done")) if area.id in explored else ""}</li>'
        for area in desk().course.areas
    )
    st.html(f'<ul class="areas"><li><h2>{we("home.areas")}</h2></li>{chips}</ul>')


def _todo(who: Who, here: Lesson | None) -> str:
    """The one thing to do now."""
    if here is None:
        return f'<section class="card todo">{scene("campaign-walk")}<div><h2>{we("home.all_done")}</h2></div></section>'
    card, is_read = study.reading(desk(), who, here.id)
    label, to = (w("home.resume") if card or is_read else w("home.start")), "quiz" if is_read else "lesson"
    return (
        f'<section class="card todo" data-next="{here.id}">{scene(here.picture)}<div><span class="chip sun">{we("home.next")}</span><h2>{te(here.title)}</h2>'
        f'<p>{te(here.goal)}</p><p class="muted small">{we("home.length", len(here.cards), here.minutes)}</p>'
        f'<a class="button go big start" href="{href(to, lesson=here.id)}">{label}{sign("next")}</a></div></section>'
    )


def _road(stops: list[Stop]) -> str:
    """Unit by unit, each row turning back where the row before it ended."""
    rows: list[tuple[Unit, list[Stop]]] = []
    for unit in desk().course.units:
        mine = [stop for stop in stops if stop.lesson.id in unit.lessons]
        across = _across(len(mine))
        rows += [(unit, mine[at : at + across]) for at in range(0, len(mine), across)]
    html, before = "", None
    for nth, (unit, row) in enumerate(rows):
        html += f"<h2>{te(unit.title)}</h2>" if unit is not before else ""
        turns = ("turn " if nth % 2 else "") + ("last" if nth == len(rows) - 1 else "")
        html += f'<ol class="{turns}">{"".join(map(_stop, row))}</ol>'
        before = unit
    return html


def _across(lessons: int) -> int:
    """How many stand in a row: five are three and two, not four and a lonely one."""
    rows = max(1, math.ceil(lessons / ACROSS))
    return max(1, math.ceil(lessons / rows))


def _stop(stop: Stop) -> str:
    badge = {"done": "leaf", "together": "lock"}.get(stop.state)
    to = "together" if stop.state == "together" else "lesson"
    mark = f'<span class="badge">{sign(badge)}</span>' if badge else ""
    pic = f"background-image:url({ASSETS}/pictures/drawn/scenes/{stop.lesson.picture}.svg)"
    return (
        f'<li><a class="stop {stop.state}" href="{href(to, lesson=stop.lesson.id)}"><i class="pic" style="{pic}">{mark}</i>'
        f'<b>{te(stop.lesson.title)}<span class="sr"> · {we(f"home.{stop.state}")}</span></b></a></li>'
    )


def _together(lesson: Lesson) -> None:
    """A locked stop says why, and what to do."""
    text = f'<h1>{te(lesson.title)}</h1><p>{we("lesson.together")}</p><a class="button go big" href="{href("home")}">{sign("home")}{we("frame.home")}</a>'
    st.html(f'<div class="lesson"><figure>{scene("circle-meeting")}</figure><div class="text">{text}</div></div>')


def _lesson(who: Who, lesson: Lesson) -> None:
    """Goal, cards, practise, tell-it card: one thing on each page."""
    last = len(lesson.cards) + 2
    asked = st.query_params.get("card", "")
    kept, _ = study.reading(desk(), who, lesson.id)
    at = min(int(asked) if asked.isdigit() else kept, last)
    picture, parts = _card(lesson, at)
    read = [one for texts, _ in parts for one in texts]
    shown = "".join(markup for _, markup in parts)
    tint = next(area.tint for area in desk().course.areas if area.id == lesson.areas[0])
    head = (
        f'<div class="row"><span class="chip {tint}">{te(lesson.title)}</span><p>{we("lesson.card", at + 1, last + 1)}</p></div>'
    )
    st.html(
        f'<div class="lesson" data-card="{at}"><figure>{scene(picture)}</figure><div class="text">{head}{shown}{listen(read)}</div></div>'
    )
    if at == 0 and lesson.sensitivity:
        ways_on(w("lesson.go_on"), _turn, who, lesson.id, 1)
    else:
        _foot(who, lesson, at, last)


def _talk(who: Who) -> None:
    """SG-25: people and numbers. Not a reporting channel: nothing is asked, and nothing is written down."""
    near = referral.near(desk(), who)
    first, *more = helplines.for_children(desk().course, desk().words, desk().today, near)
    others = "".join(f"<p>{_line(one)}</p>" for one in more)
    text = (
        f'<h1>{we("help.title")}</h1><p>{we("lesson.talk_now")}</p><p class="message care">{small("lotus")}<span>{we("help.line")}</span></p>'
        f"<p>{_line(first)}</p>{others}"
        f'<p class="keyline">{we("help.say")} {we("help.words")}</p><p class="small">{we("help.nothing")}</p>'
        f'<a class="button go big" href="{href("home")}">{sign("home")}{we("frame.home")}</a>'
    )
    st.html(f'<div class="lesson"><figure>{scene("tell-adult")}</figure><div class="text">{text}</div></div>')


def _line(line: helplines.Line) -> str:
    """Its number, its name, when somebody answers, what they do."""
    does = w("help.named", t(line.hours), t(line.does)) if line.hours else t(line.does)
    return f"<b>{escape(line.number)}</b> {we('help.named', t(line.name), does)}"


def _foot(who: Who, lesson: Lesson, at: int, last: int) -> None:
    dots = "".join(f'<i class="{"done" if i < at else "now" if i == at else ""}"></i>' for i in range(last + 1))
    with st.container(key="foot"):
        back, middle, forward = st.columns([1, 2, 1], vertical_alignment="center")
        if at:
            back.button(w("frame.back"), key="big_back", width="stretch", on_click=_turn, args=(who, lesson.id, at - 1))
        middle.html(f'<div class="dots" aria-hidden="true">{dots}</div>')
        if at < last:
            forward.button(
                w("frame.next"), key="big_next", type="primary", width="stretch", on_click=_turn, args=(who, lesson.id, at + 1)
            )
        else:
            forward.button(
                w("lesson.to_quiz"), key="big_quiz", type="primary", width="stretch", on_click=_to_quiz, args=(who, lesson.id, at)
            )


def _card(lesson: Lesson, at: int) -> tuple[str, list[Part]]:
    """(picture, parts) of a page of the lesson."""
    of = lesson.id
    if at == 0:
        note = [_note(f"{of}/content_note", lesson.content_note)] if lesson.content_note else []  # it says that one may stop
        return lesson.picture, [
            ([said(f"{of}/title", lesson.title)], f"<h1>{te(lesson.title)}</h1>"),
            ([said(f"{of}/goal", lesson.goal)], f"<p>{te(lesson.goal)}</p>"),
            *note,
        ]
    if at <= len(lesson.cards):
        card = lesson.cards[at - 1]
        here = f"{of}/cards.{card.id}"
        pause = [([said(f"{here}.pause", card.pause)], f'<p class="keyline">{te(card.pause)}</p>')] if card.pause else []
        return card.picture, [([said(f"{here}.text", card.text)], f"<p>{te(card.text)}</p>"), *pause]
    if at == len(lesson.cards) + 1:
        head = ([said_word("lesson.practise")], f"<h1>{we('lesson.practise')}</h1>")
        fault = [_note(f"{of}/not_your_fault", lesson.not_your_fault)] if lesson.not_your_fault else []
        return lesson.cards[-1].picture, [
            head,
            ([said(f"{of}/practise", lesson.practise)], f"<p>{te(lesson.practise)}</p>"),
            *fault,
        ]
    return lesson.cards[-1].picture, [([said_word("lesson.tell_it")], f"<h1>{we('lesson.tell_it')}</h1>"), _tell(lesson)]


def _note(text: str, of: Any) -> Part:
    return [said(text, of)], f'<p class="message care">{small("lotus")}<span>{te(of)}</span></p>'


def _tell(lesson: Lesson) -> Part:
    """What, why, do: thirty seconds."""
    lines = (("what", lesson.tell_it.what, "sky"), ("why", lesson.tell_it.why, "sun"), ("do", lesson.tell_it.do, "rice"))
    rows = "".join(
        f'<div class="tint-{tint}"><dt>{we(f"lesson.{name}")}</dt><dd>{te(line)}</dd></div>' for name, line, tint in lines
    )
    return [said(f"{lesson.id}/tell_it.{name}", line) for name, line, _ in lines], f'<dl class="tell">{rows}</dl>'


def _turn(who: Who, lesson: str, card: int) -> None:
    study.turn(desk(), who, lesson, card)
    go("lesson", lesson=lesson, card=str(card))


def _to_quiz(who: Who, lesson: str, card: int) -> None:
    study.turn(desk(), who, lesson, card, is_read=True)
    go("quiz", lesson=lesson)


def _quiz(who: Who, lesson: Lesson) -> None:
    data = study.quiz(desk(), who, lesson.id, language())
    stage(data, lambda: _finished(who, lesson.id, data["attempt"]))


def _finished(who: Who, lesson: str, attempt: str) -> None:
    study.finish(desk(), who, attempt)
    go("close", lesson=lesson)


def _close(who: Who, lesson: Lesson) -> None:
    told, tell = _tell(lesson)
    text = (
        f'<h1>{we("lesson.finished")}</h1><p class="message well"><span>{te(lesson.close)}</span></p><h2>{we("lesson.tell_now")}</h2>{tell}'
        f'<div class="row"><a class="button go big" href="{href("home")}">{sign("home")}{we("frame.home")}</a>{listen([said(f"{lesson.id}/close", lesson.close), *told])}</div>'
    )
    if lesson.sensitivity:  # SG-09: a sensitive lesson ends with the way to help
        text += review.way_to_help()
    st.html(f'<div class="lesson closing"><figure>{scene(lesson.cards[-1].picture)}</figure><div class="text">{text}</div></div>')
