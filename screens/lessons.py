"""The lessons as a grown-up reads them: all of them, and one with its plan. It must never change a word of them."""

from __future__ import annotations

import streamlit as st

from actions.desk import desk
from actions.permissions import Role, Who, require
from curriculum.lessons import Lesson
from screens import changelog, facts
from screens.look import href, language, n, scene, te, we


def show(who: Who, page: str) -> None:
    """All lessons, or the one that the address names."""
    require(who, "see content")
    lesson = desk().course.lessons.get(st.query_params.get("lesson", ""))
    if page == "lesson" and lesson:
        _one(lesson, who)
    else:
        _all(who)


def _all(who: Who) -> None:
    news = changelog.newest(who) if who.role is Role.FACILITATOR else ""  # staff read them beside the state of the files
    st.html(f'<div class="top"><div><h1>{we("nav.lessons")}</h1><p>{we("plan.draft")}</p></div></div>{news}')
    for unit in desk().course.units:
        cards = "".join(_card(desk().course.lessons[name]) for name in unit.lessons if name in desk().course.lessons)
        st.html(f'<h2>{te(unit.title)}</h2><p class="muted">{te(unit.sentence)}</p><div class="lessons">{cards}</div>')


def _card(lesson: Lesson) -> str:
    mark = f'<span class="chip lotus">{we("plan.sensitive")}</span>' if lesson.sensitivity else ""
    core = f'<span class="chip rice">{we("plan.core")}</span>' if lesson.core else ""
    return (
        f'<a class="card" href="{href("lesson", lesson=lesson.id)}">{scene(lesson.picture, is_told=False)}<div><b>{te(lesson.title)}</b>'
        f'<p>{we("home.length", len(lesson.cards), lesson.minutes)}</p><span class="row">{core}{mark}</span></div></a>'
    )


def _one(lesson: Lesson, who: Who) -> None:
    notes = lesson.facilitator
    plan = "".join(f"<li><b>{we('board.minutes', part.minutes)}</b><span>{te(part.do)}</span></li>" for part in notes.plan)
    ask = "".join(f"<li>{te(prompt)}</li>" for prompt in notes.discuss)
    faq = "".join(f"<dt>{te(one.ask)}</dt><dd>{te(one.answer)}</dd>" for one in notes.questions)
    asked = f'<h2>{we("plan.questions")}</h2><dl class="faq">{faq}</dl>' if faq else ""
    story = "".join(
        f"<li>{scene(card.picture)}<div><b>{n(nth)}</b> {te(card.text)}{f'<p class=muted>{te(card.pause)}</p>' if card.pause else ''}</div></li>"
        for nth, card in enumerate(lesson.cards, 1)
    )
    tell = f"{te(lesson.tell_it.what)} {te(lesson.tell_it.why)} {te(lesson.tell_it.do)}"
    note = f'<p class="message care"><span>{te(lesson.content_note)}</span></p>' if lesson.content_note else ""
    fault = f'<p class="message care"><span>{te(lesson.not_your_fault)}</span></p>' if lesson.not_your_fault else ""
    sources = (
        f"<li>{we('plan.sources_where')}</li>"
        if language() != "en"
        else "".join(
            f'<li class="small muted" lang="en">{source.fact} ({source.from_}, {source.checked})</li>'
            for source in lesson.sources
        )
    )
    st.html(
        f'<div class="top">{scene(lesson.picture, is_told=False)}<div class="grow"><h1>{te(lesson.title)}</h1><p>{te(lesson.goal)}</p></div>'
        f'<button class="button" type="button" data-print><i class="sign print"></i>{we("frame.print")}</button></div>{note}'
        f'<div class="two even"><div class="stack"><section class="card sheet"><h2>{we("plan.plan", lesson.minutes)}</h2><ol class="plan">{plan}</ol>'
        f'<h2>{we("plan.prepare")}</h2><p>{te(notes.prepare)}</p><p class="message clay"><span>{te(notes.care)}</span></p></section>{facts.beside(lesson.id, who)}</div>'
        f'<section class="card sheet"><h2>{we("plan.discuss")}</h2><ul class="stack">{ask}</ul>{asked}'
        f"<h2>{we('lesson.practise')}</h2><p>{te(lesson.practise)}</p>{fault}<h2>{we('lesson.tell_it')}</h2><p>{tell}</p><h2>{we('plan.home_note')}</h2><p>{te(lesson.home_note)}</p></section></div>"
        f'<section class="card sheet"><h2>{we("plan.story")}</h2><ol class="need story">{story}</ol>'
        f"<h2>{we('plan.sources')}</h2><ul>{sources}</ul></section>"
    )
