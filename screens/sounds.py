"""Read-aloud recordings, for staff: what has none, by lesson and language, and recording one. Never on a page of a child."""

from __future__ import annotations

from html import escape

import streamlit as st

from actions import sounds
from actions.desk import desk
from actions.permissions import Who
from actions.sounds import Gap
from actions.trouble import Trouble
from curriculum.rows import Row
from curriculum.sounds import BadSound, Spoken
from screens.look import href, key, listen_to, te, w, we

TOLD = "sounds_told"  # what became of the last press, by language
States = dict[tuple[str, str], Spoken]


def show(who: Who) -> None:
    """How much of each lesson can be heard, in each language."""
    found: dict[str, list[Gap]] = {}
    for gap in sounds.gaps(desk(), who):
        found.setdefault(gap.name, []).append(gap)
    heads = "".join(f'<th scope="col">{we(f"sounds.named_{lang}")}</th>' for lang in desk().course.languages)
    rows = "".join(f'<tr><th scope="row">{_title(name)}</th>{"".join(map(_gap, gaps))}</tr>' for name, gaps in found.items())
    st.html(
        f'<p class="back"><a href="{href("sign_off")}">← {we("nav.sign_off")}</a></p>'
        f'<div class="top"><div class="grow"><h1>{we("sounds.title")}</h1><p>{we("sounds.sub")}</p></div></div>'
        f'<section class="card sheet"><div class="scroll" tabindex="0"><table class="plain-table"><thead><tr><th scope="col">{we("sounds.lesson")}</th>{heads}</tr></thead>'
        f'<tbody>{rows}</tbody></table></div><p class="hint">{we("sounds.by_hand")}</p></section>'
    )


def record(who: Who, row: Row, states: States) -> None:
    """Under the text that the address names: hear what there is of it, read it, keep it; then the next one."""
    with st.container(key="card_record"):
        st.html(f'<h3>{we("sounds.record_title")}</h3><p class="muted small">{we("sounds.record_how")} {we("sounds.where")}</p>')
        for column, lang in zip(st.columns(len(desk().course.languages)), desk().course.languages, strict=True):
            with column:
                _one(who, states[row.id, lang])
        if following := _following(row.id, states):
            at = {name: st.query_params[name] for name in ("lesson", "only") if name in st.query_params}
            st.html(
                f'<p class="next-one"><a href="{href("sign_off", **at, text=following, do="record")}">{we("sounds.next")} →</a></p>'
            )


def state(one: Spoken) -> str:
    """What there is of a text, as a chip."""
    tint = {"recorded": "rice", "again": "sun", "missing": ""}[one.state]
    return f'<span class="chip {tint}">{we("sounds.state_of", w(f"sounds.named_{one.lang}"), w(f"sounds.{one.state}"))}</span>'


def _one(who: Who, one: Spoken) -> None:
    named, url = w(f"sounds.named_{one.lang}"), sounds.address(desk().living.root, one.id, one.lang, one.words)
    heard = listen_to([(one.words, url)]) if url else ""
    st.html(f'<p class="read-me" lang="{one.lang}">{escape(one.words)}</p><p class="row">{state(one)}{heard}</p>')
    name = key("sounds", one.lang, one.id.replace("/", "-"), str(st.session_state.get(f"{TOLD}_nth", 0)))
    st.audio_input(w("sounds.label", named), sample_rate=48000, key=name)
    st.button(w("sounds.keep"), key=f"sounds_keep_{one.lang}", on_click=_keep, args=(who, one, name))
    told: dict[str, tuple[str, str]] = st.session_state.get(TOLD, {})
    if one.lang in told:
        kind, text = told.pop(one.lang)
        st.html(f'<p class="message {kind}" role="alert"><span>{escape(text)}</span></p>')


def _keep(who: Who, one: Spoken, name: str) -> None:
    """What was not kept is said, and can still be heard and pressed again."""
    raw = st.session_state.get(name)
    if raw is None:
        st.session_state[TOLD] = {one.lang: ("again", w("sounds.nothing"))}
        return
    try:
        sounds.keep(desk().living.root, who, one.id, one.lang, one.words, raw.getvalue())
        told = ("well", w("sounds.kept"))
        st.session_state[f"{TOLD}_nth"] = st.session_state.get(f"{TOLD}_nth", 0) + 1  # an empty recorder for the next one
    except BadSound as problem:
        told = ("again", w(f"sounds.bad_{problem}"))
    except KeyError:
        told = ("again", w("sounds.changed"))
    except Trouble as trouble:
        kind = trouble.kind if trouble.kind in ("full", "read_only") else "other"
        told = ("clay", f"{w('sign_off.not_kept')} {w(f'sign_off.not_kept_{kind}')}")
    st.session_state[TOLD] = {one.lang: told}


def _following(text: str, states: States) -> str:
    """The next text, from here on and then from the beginning, that cannot be heard in some language."""
    ids = list(dict.fromkeys(one for one, _ in states))
    at = ids.index(text) + 1
    langs = desk().course.languages
    return next((one for one in (*ids[at:], *ids[: at - 1]) if any(states[one, lang].state != "recorded" for lang in langs)), "")


def _gap(gap: Gap) -> str:
    again = (
        f'<span class="chip sun">{we("sounds.to_record_again", gap.counts["again"])}</span>' if gap.counts.get("again") else ""
    )
    have = gap.counts.get("recorded", 0)
    share = f'<span class="portion" aria-hidden="true"><i style="width:{100 * have / gap.all:.0f}%"></i></span>'
    return f'<td><a href="{href("sign_off", lesson=gap.name, only="silent")}">{we("sounds.of", have, gap.all)}</a>{share}{again}</td>'


def _title(name: str) -> str:
    lesson = desk().course.lessons.get(name)
    return te(lesson.title) if lesson else we(f"sign_off.{name}")
