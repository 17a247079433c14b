"""A child's pages: home with what comes next, a lesson's cards, its quiz, the calm close. Never a number about the child."""

from __future__ import annotations

from html import escape

import streamlit as st

from actions import boards, study
from actions.desk import desk
from actions.permissions import NotAllowed, Who
from curriculum.lessons import Lesson
from screens import look
from screens.look import faces, go, key, t, w


def show(who: Who, page: str) -> None:
    """The page that the address names; home for any other."""
    lesson = desk().course.lessons.get(st.query_params.get("lesson", ""))
    if page in ("lesson", "quiz", "close") and lesson is not None:
        if not study.may_read(desk(), who, lesson.id):
            raise NotAllowed(lesson.id)
        {"lesson": _lesson, "quiz": _quiz, "close": _close}[page](who, lesson)
    else:
        _home(who)


def _home(who: Who) -> None:
    stops = study.path(desk(), who)
    member = desk().people.member(who.school, who.id)
    name = (member.name or w(f"things.{member.picture}")) if member else ""
    st.header(w("home.hello", name), anchor=False)
    here = next((stop.lesson for stop in stops if stop.state == "here"), None)
    left, right = st.columns([1, 2], gap="medium")
    with left, st.container(key="card_next"):
        if here:
            _, is_read = study.reading(desk(), who, here.id)
            card, _ = study.reading(desk(), who, here.id)
            st.html(look.picture(here.picture))
            st.caption(w("home.next"))
            st.subheader(t(here.title), anchor=False)
            st.write(t(here.goal))
            st.caption(w("home.length", len(here.cards), here.minutes))
            label = w("home.resume") if card or is_read else w("home.start")
            page = "quiz" if is_read else "lesson"
            st.button(
                label, key="big_start", type="primary", width="stretch", on_click=go, args=(page,), kwargs={"lesson": here.id}
            )
        else:
            st.html(look.picture("campaign-walk"))
            st.write(w("home.all_done"))
    with right:
        st.subheader(w("home.path"), anchor=False)
        buttons = {key(f"pic_{stop.state}", stop.lesson.id): stop for stop in stops}
        faces({name: stop.lesson.picture for name, stop in buttons.items()})
        for row in range(0, len(stops), 4):
            for column, (name, stop) in zip(st.columns(4), list(buttons.items())[row : row + 4], strict=False):
                shut = stop.state == "together"
                column.button(
                    t(stop.lesson.title),
                    key=name,
                    disabled=shut,
                    width="stretch",
                    on_click=go,
                    args=("lesson",),
                    kwargs={"lesson": stop.lesson.id},
                )
        marks = "".join(
            f'<span><i class="{state}"></i>{escape(w(f"home.{state}"))}</span>' for state in ("done", "here", "open", "together")
        )
        st.html(f'<p class="legend">{marks}</p>')
    explored = boards.explored(desk(), who)
    st.subheader(w("home.areas"), anchor=False)
    tiles = "".join(
        f'<div class="area {"known" if area.id in explored else ""}"><b>{escape(t(area.title))}</b>'
        f"<span>{escape(t(area.can)) if area.id in explored else '·'}</span></div>"
        for area in desk().course.areas
    )
    st.html(f'<div class="areas">{tiles}</div>')


def _lesson(who: Who, lesson: Lesson) -> None:
    """Goal, cards, practise, tell-it card: one thing on each page."""
    last = len(lesson.cards) + 2
    asked = st.query_params.get("card", "")
    kept, _ = study.reading(desk(), who, lesson.id)
    at = min(int(asked) if asked.isdigit() else kept, last)
    st.caption(f"{t(lesson.title)} · {w('lesson.card', at + 1, last + 1)}")
    name, title, text, more = _card(lesson, at)
    left, right = st.columns([1.08, 1], gap="large", vertical_alignment="center")
    left.html(look.picture(name, desk_alt(name)))
    with right:
        if title:
            st.subheader(title, anchor=False)
        st.html(f'<div class="read">{text}</div>' + (f'<p class="keyline">{escape(more)}</p>' if more else ""))
        look.listen(f"{title} {_plain(text)} {more}", "card")
    dots = "".join(f'<i class="{"done" if i < at else "now" if i == at else ""}"></i>' for i in range(last + 1))
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


def _card(lesson: Lesson, at: int) -> tuple[str, str, str, str]:
    """(picture, title, HTML text, key line) of a page of the lesson."""
    first = lesson.cards[0].picture
    if at == 0:
        note = (
            f'<p class="message care">{escape(t(lesson.content_note))} {escape(w("lesson.skip"))}</p>'
            if lesson.content_note
            else ""
        )
        return first, t(lesson.title), f"<p>{escape(t(lesson.goal))}</p>{note}", ""
    if at <= len(lesson.cards):
        card = lesson.cards[at - 1]
        return card.picture, "", f"<p>{escape(t(card.text))}</p>", t(card.pause) if card.pause else ""
    if at == len(lesson.cards) + 1:
        fault = t(lesson.not_your_fault) if lesson.not_your_fault else ""
        return lesson.cards[-1].picture, w("lesson.practise"), f"<p>{escape(t(lesson.practise))}</p>", fault
    tell = lesson.tell_it
    lines = (("what", tell.what), ("why", tell.why), ("do", tell.do))
    text = "".join(f"<p><b>{escape(w(f'lesson.{name}'))}</b> {escape(t(line))}</p>" for name, line in lines)
    return lesson.cards[-1].picture, w("lesson.tell_it"), text, ""


def desk_alt(name: str) -> str:
    """What a picture shows, for who cannot see it."""
    return boards.alt(desk(), name, look.language())


def _plain(html: str) -> str:
    for tag in ("<p>", "</p>", "<b>", "</b>"):
        html = html.replace(tag, " ")
    return html


def _turn(who: Who, lesson: str, card: int) -> None:
    study.turn(desk(), who, lesson, card)
    go("lesson", lesson=lesson, card=str(card))


def _to_quiz(who: Who, lesson: str, card: int) -> None:
    study.turn(desk(), who, lesson, card, is_read=True)
    go("quiz", lesson=lesson)


def _quiz(who: Who, lesson: Lesson) -> None:
    data = study.quiz(desk(), who, lesson.id, look.language())
    st.caption(t(lesson.title))
    look.stage(data, lambda: _finished(who, lesson.id, data["attempt"]))


def _finished(who: Who, lesson: str, attempt: str) -> None:
    study.finish(desk(), who, attempt)
    go("close", lesson=lesson)


def _close(who: Who, lesson: Lesson) -> None:
    left, right = st.columns([1, 1], gap="large", vertical_alignment="center")
    left.html(look.picture(lesson.cards[-1].picture, desk_alt(lesson.cards[-1].picture)))
    with right:
        st.header(w("lesson.finished"), anchor=False)
        st.html(f'<p class="keyline">{escape(t(lesson.close))}</p><p class="read">{escape(w("lesson.tell_now"))}</p>')
        st.html(
            f'<div class="message well"><b>{escape(w("lesson.tell_it"))}</b><br>{escape(t(lesson.tell_it.what))} {escape(t(lesson.tell_it.do))}</div>'
        )
        st.button(w("frame.home"), key="big_home", type="primary", on_click=go, args=("home",))
