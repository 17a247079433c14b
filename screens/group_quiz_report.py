"""What a group quiz came to, to read, print and act on. It must never show whose answer was whose."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

import streamlit as st

from actions import group_quiz_report
from actions.desk import desk
from actions.group_quiz_report import Asked, Report
from actions.permissions import NotAllowed, Who
from progress.group_quiz import FEWEST_SHOWN
from progress.store.people import Circle
from screens.circles import called, name
from screens.findings import idea, title
from screens.group_quiz import address, clock
from screens.look import href, icon, language, n, sign, small, t, w, we
from screens.parts import date


def show(who: Who) -> None:
    """The session that the address names."""
    try:
        found = group_quiz_report.report(desk(), who, st.query_params.get("session", ""), language())
    except NotAllowed:
        st.html(f'<p class="message again"><span>{we("report.none")}</span></p>{back("")}')
        return
    now = found.session
    circle = next(one for one in desk().people.circles(who.school) if one.circle == now.circle)
    st.html(_head(found, circle))
    if now.step == "prepared":
        tally = href("group_tally", session=now.session)
        st.html(f'<p class="message"><span>{we("report.prepared")} <a href="{tally}">{we("groups.type_in")}</a></span></p>')
    elif found.is_waiting:
        st.html(f'<p class="message"><span>{we("report.waiting")}</span></p>')
    elif now.kind == "trial":
        st.html(f'<div class="two"><section class="card sheet">{_cards(found)}</section>{_present(found)}</div>')
    else:
        _body(found)


def by_hands(who: Who, circle: Circle) -> str:
    """A card for the board, when hands, teams or paper have said something."""
    return _hands(group_quiz_report.by_hands(desk(), who, circle.circle))


def by_hands_at(who: Who, school: str) -> str:
    """The same for staff, of a whole school."""
    return _hands(group_quiz_report.by_hands_at(desk(), who, school))


def _hands(found: dict[str, tuple[int, int]]) -> str:
    if not found:
        return ""
    return f'<section class="card sheet"><h2>{we("report.hands")}</h2><p class="hint">{we("report.hands_why")}</p>{_areas(found)}</section>'


def _head(found: Report, circle: Circle) -> str:
    now = found.session
    when = f"{date(now.opened_ms)} {clock(now.opened_ms)}"
    csv = address("/group_quiz/report.csv", session=now.session)
    table = f'<a class="button" href="{csv}" target="_self" download>{we("report.csv")}</a>' if found.asked else ""
    return (
        f'{back(now.circle)}<div class="top">{small(circle.picture)}<div class="grow"><h1>{escape(found.title)}</h1>'
        f"<p>{we('report.sub', when, called(circle))}</p></div>{table}"
        f'<button class="button" type="button" data-print>{sign("print")}{we("frame.print")}</button></div>'
    )


def back(circle: str) -> str:
    link = href("group_quiz", circle=circle) if circle else href("group_quiz")
    return f'<p class="back"><a href="{link}">← {we("groups.title")}</a></p>'


def _body(found: Report) -> None:
    if found.session.step != "ended":
        st.html(f'<p class="message"><span>{we("report.running")}</span></p>')
    if not found.asked:
        st.html(f'<section class="card sheet"><p>{we("report.no_answers")}</p></section>{_present(found)}')
        return
    questions = "".join(_question(one, is_quiet=found.session.is_quiet) for one in found.asked)
    st.html(
        f'<div class="two"><div class="stack"><section class="card sheet">{_next(found)}</section>'
        f'<section class="card sheet"><h2>{we("report.questions")}</h2>{_key(found)}<ol class="results">{questions}</ol></section></div>'
        f'<div class="stack"><section class="card sheet"><h2>{we("report.areas")}</h2><p class="hint">{we("report.areas_why")}</p>{_areas(found.areas)}</section>'
        f'<section class="card sheet"><h2>{we("report.spoken")}</h2>{_spoken(found)}</section>{_present(found)}'
        f'<section class="card sheet"><h2>{we("report.ways")}</h2>{_ways(found)}</section></div></div>'
    )


def _next(found: Report) -> str:
    """One plain sentence for each thing to do."""
    said = [we("report.next_repeat", t(desk().course.lessons[one].title)) for one in found.repeats]
    twins = [one.nth for one in found.asked if one.next == "twin"]
    if found.session.is_quiet:
        said = [we("report.next_least", title(found.least), *found.areas[found.least])] if found.least else []
    elif twins:
        said.append(we("report.next_twin", _listed(n(nth) for nth in twins)))
    if not said:
        said.append(we("report.next_go_on" if any(one.next == "known" for one in found.asked) else "report.next_few"))
    reached = f'<p class="muted">{we("report.reached", *found.reached)}</p>' if found.reached[1] else ""
    return f'<h2>{we("report.next")}</h2><ul class="next">{"".join(f"<li>{one}</li>" for one in said)}</ul>{reached}'


def _listed(words: Iterable[str]) -> str:
    """One after the other; Khmer sets a space where English has a comma."""
    return (" " if language() == "km" else ", ").join(words)


def _key(found: Report) -> str:
    second = "" if found.session.is_quiet else f'<span><i class="bar-key solid"></i>{we("report.round2")}</span>'
    return f'<p class="scale"><span><i class="bar-key"></i>{we("report.round1")}</span>{second}<span>{sign("check")} {we("report.right")}</span></p>'


def _question(one: Asked, *, is_quiet: bool) -> str:
    most = max([1, *(one.totals or [])])
    rows = "".join(_row(row, most, is_quiet=is_quiet) for row in one.rows)
    hidden = f'<p class="message care"><span>{we("report.hidden", FEWEST_SHOWN)}</span></p>' if one.is_hidden else ""
    moved = ""
    if found := one.changes:
        figures = (found.to_right, found.to_wrong, found.stayed_right, found.stayed_wrong)
        moved = f'<p class="small">{we("report.changes", *figures)}</p>'
    verdict = (
        f'<span class="chip {"rice" if one.verdict == "clear" else "sun"}">{we(f"report.verdict_{one.verdict}")}</span>'
        if one.verdict
        else ""
    )
    step = "" if is_quiet else f'<p><b class="step {one.next}">{we(f"report.one_{one.next}")}</b> {verdict}</p>'
    return f'<li><h3>{n(one.nth)}. {escape(one.stem)}</h3>{hidden}<table class="bars"><tbody>{rows}</tbody></table>{moved}{step}</li>'


def _row(row: dict[str, Any], most: int, *, is_quiet: bool) -> str:
    right = sign("check", w("report.right")) if row["is_right"] else ""
    bars = ""
    if row["rounds"] is not None:
        for nth, count in enumerate(row["rounds"][: 1 if is_quiet else 2], 1):
            said = we(f"report.round{nth}")
            line = f'<i style="width:{100 * count / most:.0f}%"></i>' if count else ""
            bars += f'<div class="bar{" solid" if nth == 2 else ""}">{line}<span class="sr">{said}</span><b>{n(count)}</b></div>'
    picture = f'<img src="{escape(row["picture"])}" alt="">' if row["picture"] else ""
    return (
        f'<tr class="{"right" if row["is_right"] else ""}"><th scope="row"><span class="letter">{escape(row["said"])}</span></th>'
        f"<td>{picture}{escape(row['text'])} {right}</td><td>{bars}</td></tr>"
    )


def _areas(shares: dict[str, tuple[int, int]]) -> str:
    rows = "".join(
        f'<li>{icon(area)}<span>{escape(title(area))}</span><div class="bar solid"><i style="width:{100 * right / of:.0f}%"></i></div>'
        f"<b>{we('report.of', right, of)}</b></li>"
        for area, (right, of) in shares.items()
    )
    return f'<ul class="shares">{rows}</ul>' if rows else f"<p>{we('report.one_few')}</p>"


def _spoken(found: Report) -> str:
    rows = "".join(
        f"<li>{icon(one.area)}<span>{escape(idea(one.area, one.misconception))}</span><b>{we('report.times', one.times)}</b></li>"
        for one in found.spoken
    )
    return f'<ul class="spoken">{rows}</ul>' if rows else f"<p>{we('report.spoken_none')}</p>"


def _present(found: Report) -> str:
    if not any(status for _, status in found.present):
        return f'<section class="card sheet"><h2>{we("report.present")}</h2><p>{we("report.present_unknown")}</p></section>'
    here = sum(status == "here" for _, status in found.present)
    rows = ""
    for one, status in sorted(found.present, key=lambda pair: name(pair[0])):
        how = status or "unknown"
        rows += f'<li class="{how}">{small(one.picture)}<span>{escape(name(one))}</span><small>{we(f"report.{how}")}</small></li>'
    return (
        f'<section class="card sheet"><h2>{we("report.present")}</h2><p>{we("report.present_of", here, len(found.present))}</p>'
        f'<ul class="presence">{rows}</ul></section>'
    )


def _ways(found: Report) -> str:
    rows = ""
    for mode, count in found.ways.most_common():
        sentence = "report.ways_child" if group_quiz_report.is_individual(mode) else "report.ways_group"
        rows += f"<li>{we(sentence, w(f'groups.mode_{mode}'), count)}</li>"
    return f'<ul class="next">{rows}</ul>'


def _cards(found: Report) -> str:
    """By card: how many of the letters that were asked for were read from it."""
    check = [one for one in found.cards if one.right < one.of]
    if not found.cards:
        return f"<h2>{we('report.trial')}</h2><p>{we('report.no_answers')}</p>"
    rows = "".join(
        f'<li class="{"low" if one.right < one.of else ""}">{small(one.member.picture)}<span><b>{we("report.trial_card", one.card)}</b> {escape(name(one.member))}</span>'
        f"<b>{we('report.of', one.right, one.of)}</b></li>"
        for one in found.cards
    )
    again = _listed(we("report.trial_card", one.card) for one in check)
    told = (
        f'<p class="message again"><span><b>{we("report.trial_check")}: {again}</b><br>{we("report.trial_check_why")}</span></p>'
        if check
        else f'<p class="message well"><span>{we("report.trial_well")}</span></p>'
    )
    return f'<h2>{we("report.trial")}</h2>{told}<ul class="trial">{rows}</ul>'
