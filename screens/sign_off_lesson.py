"""One lesson as its reviewers read it: Khmer beside English, text by text, and where to sign. It must never hide a text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from typing import Literal

import streamlit as st

from actions import sign_off, sounds
from actions.desk import desk
from actions.permissions import Who
from actions.sign_off import Refused, Standing
from actions.trouble import Trouble
from curriculum.reading import Section, is_of_test, sections
from curriculum.reviews import Change, Role, roles_of
from curriculum.rows import Row
from screens import sounds as recording
from screens.look import href, language, sign, w, we
from screens.parts import day, not_kept, subject
from screens.sign_off_row import asks, drawn, word

Only = Literal["", "changed", "said", "silent"]
TOLD = "sign_off_told"  # what became of the last press, by what was pressed
NAMED, ASKED_AS = "sign_off_name", "sign_off_role"  # of the reader, kept from lesson to lesson while the seat lasts


def show(who: Who, name: str) -> None:
    """All of it, or what the address asks for: only what changed, only what has a note; one text with its own form."""
    at = sign_off.standing(desk(), who, name)
    only: Only = next((one for one in ("changed", "said", "silent") if one == st.query_params.get("only")), "")
    st.html(_head(at, only))
    _who(at)
    _texts(who, at, only)
    _gone(at)
    _wishes(who, at)
    _sign(who, at, only)


def state(at: Standing, role: Role) -> str:
    """Who signed today's words and when; else what has happened since somebody did, or that nobody has. Safe in HTML."""
    one = at.signed.get(role)
    if one is None or role not in at.holds:
        return f'<span class="waits">{_since(at, role) or we("sign_off.waits")}</span>'
    waits = f' <span class="waits">{we("sign_off.refused_same_person")}</span>' if role in at.missing else ""
    return f'<span class="well">{sign("check")}{we("sign_off.signed", one.name, day(one.on))}</span>{waits}'


def _comment(at: Standing, role: Role) -> str:
    """What was written beside a signature that holds."""
    one = at.signed.get(role)
    return f" {we('sign_off.comment_said', one.comment)}" if one and one.comment and role in at.holds else ""


def _since(at: Standing, role: Role) -> str:
    """What happened since the newest signature in this role, when it no longer holds; "" without one."""
    one = at.signed.get(role)
    if one is None:
        return ""
    changed = at.changed[role]
    if changed is None:
        return we("sign_off.since_unknown", "", one.name, day(one.on))
    name = "since" if changed else "since_other"
    return we(f"sign_off.{name}", len(changed), one.name, day(one.on))


def _changed(at: Standing) -> frozenset[str]:
    """Rows that are other than what was signed last, in any role whose signature no longer holds."""
    return frozenset(one for role, ids in at.changed.items() if role not in at.holds and ids for one in ids)


def _head(at: Standing, only: Only) -> str:
    lesson = desk().course.lessons.get(at.name)
    other = (
        f'<p lang="{"en" if language() == "km" else "km"}">{escape(lesson.title.en if language() == "km" else lesson.title.km)}</p>'
        if lesson
        else ""
    )
    level = f'<span class="chip lotus">{we("sign_off.level", lesson.sensitivity)}</span>' if lesson and lesson.sensitivity else ""
    states = "".join(
        f"<dt>{we(f'sign_off.{role}')}</dt><dd>{state(at, role)}{_comment(at, role)}</dd>" for role in roles_of(at.name)
    )
    ways = [
        ("", "sign_off.every", True),
        ("changed", "sign_off.only_changed", bool(_changed(at))),
        ("said", "sign_off.only_said", bool(at.said or at.changes)),
        ("silent", "sounds.only", True),
    ]
    picks = "".join(
        f'<a{" class=on" if way == only else ""} href="{href("sign_off", lesson=at.name, **({"only": way} if way else {}))}">{we(word)}</a>'
        for way, word, is_there in ways
        if is_there or way == only
    )
    return (
        f'<p class="back"><a href="{href("sign_off")}">← {we("sign_off.back")}</a></p>'
        f'<div class="top"><div class="grow"><h1>{subject(at.name)}</h1>{other}</div>{level}<span class="chip">{we("sign_off.texts", at.texts)}</span></div>'
        f'<section class="card sheet"><h2>{we("sign_off.by_role")}</h2><dl class="states">{states}</dl><p class="picks across">{picks}</p></section>{_elsewhere(at)}'
    )


def _elsewhere(at: Standing) -> str:
    if not at.said_elsewhere:
        return ""
    rows = "".join(f'<li lang="en">{escape(str(one))}</li>' for one in at.said_elsewhere)
    return f'<div class="message again"><div><b>{we("sign_off.elsewhere", len(at.said_elsewhere))}</b><ul>{rows}</ul></div></div>'


def _who(at: Standing) -> None:
    """Role and name, once for the page; kept while the seat lasts."""
    roles = roles_of(at.name)
    named = {role: w(f"sign_off.{role}") for role in roles}
    for key in (NAMED, ASKED_AS):
        if key not in st.session_state and (kept := st.session_state.get(f"kept_{key}")):
            st.session_state[key] = kept
    if st.session_state.get(ASKED_AS) not in roles:
        st.session_state[ASKED_AS] = roles[0]
    with st.container(key="card_reader"):
        left, right = st.columns(2)
        left.radio(w("sign_off.role"), roles, key=ASKED_AS, format_func=named.__getitem__, horizontal=True)
        right.text_input(w("sign_off.name"), key=NAMED, max_chars=80)
    for key in (NAMED, ASKED_AS):
        st.session_state[f"kept_{key}"] = st.session_state[key]


def _said(where: str) -> None:
    """What became of the last press, beside what was pressed: nothing above it moves."""
    told: dict[str, tuple[str, str]] = st.session_state.get(TOLD, {})
    if where in told:
        kind, text = told.pop(where)
        st.html(f'<p class="message {kind}" role="alert"><span>{escape(text)}</span></p>')


def _texts(who: Who, at: Standing, only: Only) -> None:
    """Section by section. The text that the address names has its form under it, where the reader is."""
    changed, open_ = _changed(at), _by_text(at.changes)
    states = sounds.of_lesson(desk(), who, at.name)
    silent = frozenset(text for (text, _), one in states.items() if one.state != "recorded")
    wanted = {"": None, "changed": changed, "said": frozenset(at.said) | frozenset(open_), "silent": silent}[only]
    here, html, nth, shown = st.query_params.get("text", ""), "", 0, 0
    for section in sections(desk().course, at.name):
        nth += section.item is not None and not section.item.is_twin and not is_of_test(section.item)
        rows = [row for row in section.rows if wanted is None or row.id in wanted or row.id == here]
        if not rows:
            continue
        html += _section_head(section, nth) + '<ol class="pairs">'
        for row in rows:
            mine = [one for one in (states.get((row.id, lang)) for lang in desk().course.languages) if one]
            html += drawn(row, section, at.said.get(row.id, []), open_.get(row.id, []), mine, is_changed=row.id in changed)
            shown += 1
            if row.id == here:
                st.html(html + "</ol>")
                if mine and st.query_params.get("do") == "record":
                    recording.record(who, row, states)
                else:
                    _ask(who, row)
                html = '<ol class="pairs">'
        html += "</ol>"
    st.html(html if shown else f'<p class="message"><span>{we("sign_off.nothing_here")}</span></p>')


def _section_head(section: Section, nth: int) -> str:
    if section.item is None:
        return f"<h2>{we(f'sign_off.sec_{section.kind}')}</h2>" if section.kind != "shared" else ""
    first = we("sign_off.sec_test") if is_of_test(section.item) else we("sign_off.sec_question", nth)
    of = we("sign_off.sec_twin") if section.item.is_twin else first
    kind = word(f"type_{section.item.type}")
    size = "h3" if section.item.is_twin else "h2"
    return f"<{size}>{of}{f' <span class=chip>{kind}</span>' if kind else ''}</{size}>"


def _by_text(changes: Iterable[Change]) -> dict[str, list[Change]]:
    found: dict[str, list[Change]] = {}
    for one in changes:
        found.setdefault(one.text, []).append(one)
    return found


def _ask(who: Who, row: Row) -> None:
    with st.container(key="card_ask"):
        st.html(f'<h3>{we("sign_off.ask_title")}</h3><p class="muted small">{we("sign_off.ask_why")}</p>')
        key = f"sign_off_says_{row.id}"
        st.text_input(w("sign_off.says"), key=key, max_chars=sign_off.MOST)
        st.button(w("sign_off.ask"), key="sign_off_ask", type="primary", on_click=_keep_wish, args=(who, row.id, key))
        _said("ask")


def _gone(at: Standing) -> None:
    ids = {row.id for section in sections(desk().course, at.name) for row in section.rows}
    rows = "".join(
        f'<p class="message clay"><span><code>{escape(one.text)}</code> {asks(one, None)}</span></p>'
        for one in at.changes
        if one.text not in ids
    )
    if rows:
        st.html(rows)


def _wishes(who: Who, at: Standing) -> None:
    """Each with the button of whoever has looked."""
    if not at.changes:
        return _said("resolve")
    with st.container(key="card_wishes"):
        st.html(f"<h2>{we('sign_off.open_title')}</h2>")
        for nth, one in enumerate(at.changes):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.html(
                    f'<p><code translate="no">{escape(one.text)}</code> {we("sign_off.asks", one.name, w(f"sign_off.{one.role}"), day(one.on), one.says)}</p>'
                )
                st.button(w("sign_off.resolve"), key=f"sign_off_resolve_{nth}", on_click=_resolve, args=(who, one.id))
        _said("resolve")
    return None


def _sign(who: Who, at: Standing, only: Only) -> None:
    """Under all that is signed, or under all that changed since this role signed: never under some of it."""
    if only and not (only == "changed" and st.session_state[ASKED_AS] in at.signed):
        to_all = f'<a href="{href("sign_off", lesson=at.name)}">{we("sign_off.every")} →</a>'
        st.html(f'<p class="message"><span>{we("sign_off.read_all")} {to_all}</span></p>')
        return
    seen = desk().course.wordings[at.name]  # what stands on this page: the words that the press is about
    with st.container(key="card_sign"):
        st.html(f'<h2>{we("sign_off.sign_title")}</h2><p class="muted">{we("sign_off.sign_why")}</p>')
        st.text_input(w("sign_off.comment"), key="sign_off_comment", max_chars=sign_off.MOST)
        st.button(w("sign_off.sign"), key="big_sign", type="primary", on_click=_keep_signature, args=(who, at.name, seen))
        _said("sign")


def _keep_signature(who: Who, name: str, seen: str) -> None:
    def keep() -> str:
        role, reader = st.session_state[ASKED_AS], st.session_state[NAMED]
        desk().living.look_again()
        said = {"seen": seen, "comment": st.session_state["sign_off_comment"]}
        left = sign_off.sign(desk().living.root, who, name, role, reader, **said, problems=desk().problems)
        st.session_state["sign_off_comment"] = ""
        names = ", ".join(w(f"sign_off.{one}") for one in left)
        return w("sign_off.done_signed_left", names) if left else w("sign_off.done_signed")

    _try("sign", keep)


def _keep_wish(who: Who, text: str, key: str) -> None:
    def keep() -> str:
        role, reader = st.session_state[ASKED_AS], st.session_state[NAMED]
        sign_off.ask(desk().living.root, who, text, role, reader, st.session_state[key])
        st.session_state[key] = ""
        return w("sign_off.done_asked")

    _try("ask", keep)


def _resolve(who: Who, change: str) -> None:
    def keep() -> str:
        sign_off.resolve(desk().living.root, who, change, st.session_state[NAMED])
        return w("sign_off.done_resolved")

    _try("resolve", keep)


def _try(where: str, keep: Callable[[], str]) -> None:
    """The next run meets what was written. What was not written is said with its remedy, and stays in its field."""
    try:
        told = ("well", keep())
    except Refused as refused:
        told = ("again", w(f"sign_off.refused_{refused.reason}", *refused.about))
    except Trouble as trouble:
        told = not_kept(trouble)
    st.session_state[TOLD] = {where: told}
    desk().living.look_again()
