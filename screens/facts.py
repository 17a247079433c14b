"""What adults are told of facts that age: numbers in doubt, all numbers, dated notes. No child's page may import it."""

from __future__ import annotations

from html import escape

import streamlit as st

from actions import helplines, referral
from actions.desk import desk, is_simulated
from actions.helplines import Known
from actions.permissions import Role, Who
from curriculum.course import Note
from curriculum.dated import age, is_stale
from screens.findings import by_name, called
from screens.look import href, t, te, w, we
from screens.parts import month

STATES = {"fresh": "rice", "stale": "clay", "unverified": "sun"}


def when(checked: str) -> str:
    """ "2026-11" → November 2026, in the words of the page; what is no month stays as it was written."""
    year, number = map(int, checked.split("-"))
    return w("date.month", month(number), year) if number in range(1, 13) else checked


def doubts(who: Who) -> str:
    """What must be called: of the whole list for staff, of what children see and of the own school for its facilitator."""
    is_staff = who.role is Role.STAFF
    found = helplines.in_doubt(desk().course, desk().today, children_only=not is_staff)
    lines = "".join(_doubt(one) for one in found)
    if is_staff and found:
        lines += f"<p>{we('doubt.mend')}</p>"
    if who.role is Role.FACILITATOR and not is_simulated():
        lines += "".join(_near(one) for one in referral.wanting(desk(), who, desk().today))
    return f'<section class="card sheet doubts" role="alert"><h2>{we("doubt.title")}</h2>{lines}</section>' if lines else ""


def _doubt(one: Known) -> str:
    contact, since = one.contact, when(one.contact.checked)
    if one.is_first:  # SG-02 keeps it on every child's page: all the more must an adult call it
        said = we("doubt.first", contact.number, since) if one.state == "stale" else we("doubt.first_unverified", contact.number)
        return f'<p class="message clay loud"><b>{said}</b></p>'
    said = we(f"doubt.{one.state}", contact.number, t(contact.name), *([since] if one.state == "stale" else []))
    lost = f" {we('doubt.lost')}" if contact.child_facing else ""
    return f'<p class="message again"><span>{said}{lost}</span></p>'


def _near(one: referral.Referral) -> str:
    name = "near_old" if one.tried else "near_untried" if one.number else "near_empty"
    lost = f" {we('doubt.near_lost')}" if one.is_for_children else ""
    link = f'<a href="{href("ready")}">{we("doubt.open")}</a>'
    return f'<p class="message again"><span>{we(f"doubt.{name}", w(f"near.{one.role}"))}{lost} {link}</span></p>'


def numbers() -> None:
    """Every number with what is known of it: for who makes the test calls."""
    rows = "".join(_number(one) for one in helplines.for_adults(desk().course, desk().today))
    st.html(
        f'<section class="card sheet"><h2>{we("number.title")}</h2><p class="hint">{we("number.why")}</p><ul class="numbers">{rows}</ul></section>'
    )


def _number(one: Known) -> str:
    contact = one.contact
    not_known = f"<em>{we('number.not_known')}</em>"
    hours = te(contact.hours) if contact.hours else not_known
    spoken = escape(", ".join(w(f"number.lang_{name}") for name in contact.languages)) if contact.languages else not_known
    seen = "number.adult"
    if contact.child_facing:
        seen = "number.child" if one.state == "fresh" or one.is_first else "number.child_no"
    ask = f'<p class="ask"><b>{we("number.ask")}</b> {te(contact.to_ask)}</p>' if contact.to_ask else ""
    return (
        f'<li><b class="dial">{escape(contact.number)}</b><div><b>{te(contact.name)}</b><p>{te(contact.does)}</p>'
        f'<p class="small">{_filled("number.hours", hours)} · {_filled("number.languages", spoken)}</p>{ask}</div>'
        f'<div class="marks"><span class="chip {STATES[one.state]}">{we(f"number.{one.state}")}</span>'
        f'<span class="small">{we("number.checked", when(contact.checked))}</span><span class="small">{we(seen)}</span></div></li>'
    )


def _filled(name: str, markup: str) -> str:
    """A word whose place is filled with markup of ours."""
    return we(name, "\0").replace("\0", markup)


def beside(lesson: str, who: Who) -> str:
    """The notes of one lesson: a facilitator's, and for staff their own as well."""
    found = [
        one for one in desk().course.notes if lesson in one.lessons and (one.for_ == "facilitator" or who.role is Role.STAFF)
    ]
    return _listed("note.title", found) if found else ""


def notes() -> None:
    """All of them with their age, for staff."""
    if found := desk().course.notes:
        st.html(_listed("note.all", list(found), has_age=True))


def _listed(title: str, found: list[Note], *, has_age: bool = False) -> str:
    rows = "".join(_note(one, has_age) for one in found)
    return f'<section class="card sheet"><h2>{we(title)}</h2><p class="hint">{we("note.why")}</p><ul class="notes">{rows}</ul></section>'


def _note(one: Note, has_age: bool) -> str:
    course, days = desk().course, age(one.checked, desk().today)
    marks = [f'<span class="chip sky">{we(f"note.{one.topic}")}</span>']
    if is_stale(one.checked, desk().today):
        marks.append(f'<span class="chip clay">{we("note.old")}</span>')
    if not one.verified:
        marks.append(f'<span class="chip sun">{we("note.unverified")}</span>')
    if one.for_ == "staff":
        marks.append(f'<span class="chip">{we("note.staff")}</span>')
    since = we("note.checked", when(one.checked)) + (f" · {we('note.days', days)}" if has_age and days is not None else "")
    named = [t(course.lessons[name].title) for name in one.lessons if name in course.lessons] if has_age else []
    where = f'<p class="small">{we("note.lessons", ", ".join(named))}</p>' if named else ""
    return f'<li><div class="row">{"".join(marks)}<span class="small">{since}</span></div><p>{te(one.text)}</p>{where}</li>'


def near_schools(who: Who) -> None:
    """How far each school has filled in and called its own helpers: counts, and no number."""
    if not (found := referral.told(desk(), who, desk().today)):
        return
    all_of = len(referral.ROLES)
    rows = "".join(
        f'<tr><th scope="row">{escape(called(one))}</th><td>{we("near.of", found[one.school].filled_in, all_of)}</td>'
        f"<td>{we('near.of', found[one.school].tried, all_of)}</td></tr>"
        for one in by_name(desk().people.schools())
    )
    st.html(
        f'<section class="card sheet"><h2>{we("near.staff")}</h2><p class="hint">{we("near.staff_s")}</p><div class="scroll" tabindex="0"><table class="plain-table">'
        f'<thead><tr><th scope="col">{we("staff.school")}</th><th scope="col">{we("near.filled_in")}</th><th scope="col">{we("near.tried_n")}</th></tr></thead><tbody>{rows}</tbody></table></div></section>'
    )
