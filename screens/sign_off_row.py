"""One text on the review desk: both languages, its picture, its id, what is said of it. It must never shorten a text."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import streamlit as st

from actions.desk import desk
from curriculum.problem import Problem
from curriculum.reading import Section
from curriculum.reviews import Change
from curriculum.rows import Row
from curriculum.sounds import Spoken
from screens import sounds
from screens.look import alt, href, language, picture, sign, w, we
from screens.parts import month


def drawn(
    row: Row, section: Section, said: Iterable[Problem], open_: Iterable[Change], spoken: list[Spoken], *, is_changed: bool
) -> str:
    """An entry of a list of pairs. `spoken`: what there is to hear of it, when a button reads it."""
    shape = "tile" if row.key == "text" and "options" in row.path else row.key
    mark = f'<span class="chip sun">{we("sign_off.changed")}</span>' if is_changed else ""
    heard = "".join(sounds.state(one) for one in spoken if one.state != "missing")
    ask = f'<a href="{_at(row)}">{we("sign_off.ask_here")}</a>'
    record = f'<a href="{_at(row, do="record")}">{we("sounds.record")}</a>' if spoken else ""
    return (
        f'<li class="{escape(shape)}{" changed" if is_changed else ""}">{picture(row.picture) if row.picture else ""}{_khmer(row)}'
        f'<div class="en" lang="en">{escape(row.en)}{_alt(row, "en")}</div>'
        f'<p class="about"><span>{escape(word(f"kind_{kind_of(row)}"))}</span>{_marked(row, section)}<code translate="no">{escape(row.id)}</code>{mark}{heard}'
        f'<span class="ways-on">{ask}{record}</span></p>{_notes(row, said, open_)}</li>'
    )


def day(on: str) -> str:
    """ "2026-11-25" in the words of the page."""
    year, number, of = map(int, on.split("-"))
    return w("date.day", of, month(number), year)


def _khmer(row: Row) -> str:
    if not row.km:
        return f'<div class="muted small">{we("sign_off.english_only")}</div>'
    return f'<div class="km" lang="km">{escape(row.km)}{_alt(row, "km")}</div>'


def _notes(row: Row, said: Iterable[Problem], open_: Iterable[Change]) -> str:
    says = f"<b>{we('sign_off.check_says')}</b>"
    notes = "".join(f'<p class="note">{says} <span lang="en">{escape(f"{one.fact}. {one.remedy}.")}</span></p>' for one in said)
    return notes + "".join(f'<p class="note clay">{asks(one, row)}</p>' for one in open_)


def _at(row: Row, **more: str) -> str:
    """This page, with the form of this text."""
    kept = {key: st.query_params[key] for key in ("lesson", "only") if key in st.query_params}
    return href("sign_off", **kept, text=row.id, **more)


def _alt(row: Row, lang: str) -> str:
    """What the drawing says to who cannot see it: that too is read."""
    said = alt(row.picture).get(lang, "") if row.picture else ""
    return f"<small>{escape(desk().words('sign_off.picture_is', lang, said))}</small>" if said else ""


def _marked(row: Row, section: Section) -> str:
    if row.mark == "right":
        return f'<span class="chip rice">{sign("check")}{we("sign_off.right")}</span>'
    if row.mark in ("agree", "disagree"):
        return f'<span class="chip rice">{sign("check")}{we("sign_off.right")} {we(f"stage.{row.mark}")}</span>'
    baskets = getattr(section.item, "baskets", ())
    basket = next((one for one in baskets if one.id == row.mark), None)
    return f'<span class="chip sky">{we("sign_off.in_basket", getattr(basket.text, language()))}</span>' if basket else ""


def kind_of(row: Row) -> str:
    """Its key, and for a plain "text" the list that it stands in."""
    lists = [step for step in row.path if isinstance(step, str)]
    name = lists[-2] if len(lists) > 1 and (row.key == "text" or ("pairs" in lists[:-1] and row.key != "feedback")) else row.key
    return name


def word(name: str) -> str:
    """A word that may not be there yet: of a new type of question, a new key."""
    return desk().words.under("sign_off", language()).get(name, "")


def asks(one: Change, row: Row | None) -> str:
    said = we("sign_off.asks", one.name, w(f"sign_off.{one.role}"), day(one.on), one.says)
    if row is None:
        return f"{said} {we('sign_off.asks_gone')}"
    return said if row.print == one.print else f"{said} {we('sign_off.asks_since')}"
