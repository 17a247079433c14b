"""Why a sign on the facilitator's board is what it is: one child, one area. Never a single answer, a mark or a comparison."""

from __future__ import annotations

from html import escape

import streamlit as st

from actions import explain
from actions.desk import desk
from actions.explain import Bar, Why
from actions.overview import LOW_LINE
from actions.permissions import Who
from progress.learning.comprehension import Estimate
from progress.learning.flags import FEWEST_ANSWERS, State
from screens.circles import name
from screens.look import href, icon, scene, small, te, we
from screens.parts import date, gauge, percent


def show(who: Who) -> None:
    """The child and the area that the address names."""
    found = explain.why(desk(), who, st.query_params.get("member", ""), st.query_params.get("area", ""))
    if found is None:
        st.html(f'<section class="card sheet"><p>{we("why.none")}</p></section>')
        return
    area = next(one for one in desk().course.areas if one.id == found.area)
    back = href("group", circle=found.member.circle)
    st.html(
        f'<div class="top">{small(found.member.picture)}<div class="grow"><p><a href="{back}">← {we("why.back")}</a></p>'
        f"<h1>{escape(name(found.member))}</h1><p>{icon(area.id)}{te(area.title)}</p></div></div>"
        f'<div class="two"><section class="card sheet">{_now(found)}{_how(found)}</section>'
        f'<div class="stack">{_do(found)}{_two(found)}</div></div><p class="muted small">{we("why.never")}</p>'
    )


def _now(found: Why) -> str:
    """The state in a sentence, the expected share with its range, and what it stands on."""
    one, standing = found.now, found.state
    said = we(f"why.{standing.value}", percent(LOW_LINE), found.missing)
    if standing is State.LOW and found.watch.flagged_ms is not None:
        said += f" {we('why.since', date(found.watch.flagged_ms))} {we('why.closes')}"
    if standing is State.TOO_EARLY:
        return f'<h2>{we("board.too_early")}</h2><p class="plain">{said}</p>'
    return (
        f'<h2>{we(f"board.{standing.value}")}</h2><p class="plain">{said}</p>{gauge(one, LOW_LINE)}'
        f"<p>{_expected(one)} {we('why.stands_on', one.answers)}</p>"
    )


def _how(found: Why) -> str:
    """The waterfall, as a table that can be read aloud."""
    if not found.bars:
        return f"<h2>{we('why.how')}</h2><p>{we('why.no_bars')}</p>"
    rows, at = _whole("start", found.start), found.start
    for bar in (*found.bars, None):
        moved = bar.moved if bar else found.faded
        rows += _step(_label(bar), at, moved, "" if bar else "faded")
        at += moved
    rows += _whole("now", found.now.mean)
    head = f'<tr><th scope="col">{we("why.what")}</th><td></td><th scope="col">{we("why.by")}</th></tr>'
    return (
        f'<h2>{we("why.how")}</h2><p class="hint">{we("why.how_hint")}</p><table class="fall"><thead>{head}</thead><tbody>{rows}</tbody></table>'
        f'<p class="small">{we("why.next", percent(found.if_right), percent(found.if_wrong))}</p>'
    )


def _label(bar: Bar | None) -> str:
    if bar is None:
        return we("why.time")
    title = te(desk().course.lessons[bar.lesson].title) if bar.lesson else we("why.others")
    return f'{title}<span class="muted small">{we("why.answers", bar.answers)}</span>'


def _whole(what: str, share: float) -> str:
    bar = f'<i class="whole" style="left:0;width:{100 * share:.1f}%"></i>'
    return f'<tr class="{what}"><th scope="row">{we(f"why.{what}")}</th><td class="track" aria-hidden="true">{bar}</td><td>{we("why.of_100", percent(share))}</td></tr>'


def _step(label: str, at: float, moved: float, css: str) -> str:
    points = round(100 * abs(moved))
    way = "still" if points == 0 else "up" if moved > 0 else "down"
    left, width = 100 * min(at, at + moved), max(0.6, 100 * abs(moved))
    bar = f'<i class="{way} {css}" style="left:{left:.1f}%;width:{width:.1f}%"></i>'
    said = we(f"why.{way}", points) if points else we("why.still")
    return f'<tr><th scope="row">{label}</th><td class="track" aria-hidden="true">{bar}</td><td>{said}</td></tr>'


def _do(found: Why) -> str:
    """The lesson to teach again, only where the area needs it."""
    lesson = desk().course.lessons.get(found.lesson or "")
    if lesson is None or found.state not in (State.LOW, State.CHECK):
        return ""
    return (
        f'<section class="card sheet"><h2>{we("why.do")}</h2><ul class="need"><li>{scene(lesson.picture, is_told=False)}<div><b>{te(lesson.title)}</b>'
        f'<a class="button tight" href="{href("lesson", lesson=lesson.id)}">{we("board.plan")}</a></div></li></ul></section>'
    )


def _two(found: Why) -> str:
    """Danger seen as danger, and harmless things as harmless: always both, because one without the other is no safety."""
    rows = ""
    for valence in ("not_ok", "ok"):
        one = found.sees.get(valence)
        is_told = one is not None and one.answers >= FEWEST_ANSWERS
        said = (
            f"{gauge(one, LOW_LINE)}<p>{_expected(one)}</p>" if one and is_told else f'<p class="muted">{we("why.not_asked")}</p>'
        )
        rows += f"<h3>{we(f'why.{valence}')}</h3>{said}"
    return f'<section class="card sheet"><h2>{we("why.two")}</h2><p class="hint">{we("why.two_hint")}</p>{rows}</section>'


def _expected(one: Estimate) -> str:
    return we("why.expected", percent(one.mean), percent(one.low), percent(one.high))
