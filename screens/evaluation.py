"""A circle's tests for the facilitator: opened, closed, and what the group knew. Never a child's answer, nor how a child did."""

from __future__ import annotations

from html import escape

import streamlit as st

from actions import evaluation
from actions.desk import desk
from actions.evaluation import Line
from actions.permissions import NotAllowed, Who
from progress.events import Test
from progress.store.people import Circle
from screens import evaluation_results
from screens.circles import called, choose, name
from screens.look import href, key, sign, small, w, we
from screens.parts import date


def show(who: Who, circles: list[Circle], circle: Circle) -> None:
    """The three tests, then the results, then the short checks of listeners."""
    choose(circles, circle, "tests")
    st.html(
        f'<div class="top">{small(circle.picture)}<div class="grow"><h1>{we("tests.title")} · {escape(called(circle))}</h1>'
        f'<p>{we("tests.sub")}</p></div><button class="button" type="button" data-print>{sign("print")}{we("frame.print")}</button></div>'
    )
    if st.session_state.pop("told_hands", ""):
        st.html(f'<p class="message well" role="status"><span>{we("hands.saved")}</span></p>')
    lines = evaluation.lines(desk(), who, circle.circle)
    with st.container(key="card_tests"):
        st.html(f'<h2>{we("tests.hold")}</h2><p class="hint">{we("tests.how")}</p>{_hindrance(who)}')
        if st.session_state.pop("told_tests", ""):
            st.html(f'<p class="message again" role="alert"><span>{we("tests.other_open")}</span></p>')
        for line in lines:
            _line(who, circle, line, next((one.test for one in lines if one.round and one.round.is_open), ""))
    evaluation_results.of_circle(who, circle)
    evaluation_results.listeners(who)
    if desk().course.short_checks:
        st.html(f'<p class="row"><a class="button go" href="{href("short_check")}">{we("hands.begin")}{sign("next")}</a></p>')


def _hindrance(who: Who) -> str:
    why = evaluation.hindrance(desk(), who.school)
    if not why:
        return ""
    link = f' <a href="{href("ready")}">{we("tests.to_ready")}</a>' if why == "not_ready" else ""
    return f'<p class="message again"><span>{we(f"tests.{why}")}{link}</span></p>'


def _line(who: Who, circle: Circle, line: Line, open_: str) -> None:
    left, right = st.columns([3, 1], vertical_alignment="center")
    is_open = line.round is not None and line.round.is_open
    left.html(
        f'<div class="test-line"><h3>{we(f"tests.{line.test}")} <small>{we(f"tests.when_{line.test}")}</small></h3>{_state(circle, line)}</div>'
    )
    if is_open:
        _button(right, w("tests.close"), "close", who, circle, line.test, is_first=True)
    elif not open_ and not evaluation.hindrance(desk(), who.school):
        label = w("tests.again" if line.round else "tests.open")
        _button(right, label, "open", who, circle, line.test, is_first=not line.round and not line.advice.sense)


def _button(place: object, label: str, verb: str, who: Who, circle: Circle, test: Test, *, is_first: bool) -> None:
    place.button(  # type: ignore[attr-defined]
        label, key=key(verb, "test", test), type="primary" if is_first else "secondary", width="stretch",
        on_click=_do, args=(verb, who, circle.circle, test),
    )  # fmt: skip


def _do(verb: str, who: Who, circle: str, test: Test) -> None:
    try:
        (evaluation.open_test if verb == "open" else evaluation.close_test)(desk(), who, circle, test)
    except NotAllowed:
        st.session_state["told_tests"] = "yes"


def _state(circle: Circle, line: Line) -> str:
    """When it was held, who is done, and whether it had better wait."""
    said = f'<p class="muted">{we("tests.not_held")}</p>'
    if line.round and line.round.is_open:
        members = desk().people.members(circle.school, circle.circle)
        waiting = sorted(name(one) for one in members if one.member not in line.done)
        late = f'<p class="muted small">{we("tests.waiting", ", ".join(waiting))}</p>' if waiting else ""
        said = (
            f'<p><span class="chip rice">{we("tests.is_open", date(line.round.opened_ms))}</span> '
            f"{we('tests.finished', len(line.done), len(members))}</p>{late}"
        )
    elif line.round:
        said = f"<p>{sign('check')} {we('tests.was_closed', date(line.round.closed_ms))}</p>"
    is_waiting = line.advice.sense and (not line.round or line.round.is_open)
    until = [date(line.advice.until_ms)] if line.advice.until_ms else []
    return said + (f'<p class="advice">{we(f"tests.{line.advice.sense}", *until)}</p>' if is_waiting else "")
