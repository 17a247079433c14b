"""The review desk, for staff and reviewers: what waits to be read and by whom. It must never call a draft trusted."""

from __future__ import annotations

import streamlit as st

from actions import sign_off
from actions.desk import desk
from actions.permissions import Who
from actions.sign_off import Standing
from curriculum.reviews import GLOSSARY, ROLES, TESTS, WORDS, Role, roles_of
from screens import sign_off_lesson
from screens.look import href, scene, sign, te, we
from screens.parts import subject
from screens.sign_off_lesson import state


def show(who: Who) -> None:
    """All that is signed, or the one that the address names."""
    name = st.query_params.get("lesson", "")
    if name in desk().course.wordings:
        sign_off_lesson.show(who, name)
    else:
        _all(sign_off.standings(desk(), who))


def _all(found: tuple[Standing, ...]) -> None:
    asked = next((role for role in ROLES if role == st.query_params.get("role")), None)
    shown = {one.name: one for one in found if asked is None or asked in one.missing}
    lists = "".join(
        _unit(te(unit.title), [shown[name] for name in unit.lessons if name in shown]) for unit in desk().course.units
    )
    lists += _unit(we("sign_off.shared"), [shown[name] for name in (TESTS, WORDS, GLOSSARY) if name in shown])
    none = "" if shown else f'<p class="message well"><span>{we("sign_off.none_wait")}</span></p>'
    st.html(
        f'<div class="top"><div class="grow"><h1>{we("sign_off.title")}</h1><p>{we("sign_off.sub")}</p></div><a class="button" href="{href("sounds")}">{sign("listen")}{we("sounds.link")} →</a></div>'
        f'{_progress()}<p class="picks across">{_filter(None, asked)}{"".join(_filter(role, asked) for role in ROLES)}</p>{lists}{none}'
    )


def _progress() -> str:
    """How much a real school may see: counted as its gate counts."""
    course = desk().course
    signed = [name for name in course.lessons if not course.unsigned(name)]
    plain = [one.id for one in course.lessons.values() if one.sensitivity == 0 and one.id not in signed]
    shown, of = len(signed) + len(plain), len(course.lessons)
    return (
        f'<section class="card sheet"><p class="plain"><b>{we("sign_off.may_show", shown, of)}</b></p>'
        f'<div class="portion" aria-hidden="true"><i style="width:{100 * len(signed) / max(of, 1):.1f}%"></i><u style="width:{100 * len(plain) / max(of, 1):.1f}%"></u></div>'
        f'<p class="hint">{we("sign_off.may_show_why", len(signed), len(plain), of - shown)}</p><p class="hint">{we("sign_off.draft_mark")}</p></section>'
    )


def _filter(role: Role | None, asked: Role | None) -> str:
    on = ' class="on" aria-current="true"' if role == asked else ""
    said = we("sign_off.waits_as", we(f"sign_off.{role}")) if role else we("sign_off.all")
    return f'<a{on} href="{href("sign_off", **({"role": role} if role else {}))}">{said}</a>'


def _unit(named: str, found: list[Standing]) -> str:
    rows = "".join(map(_row, found))
    return f'<h2>{named}</h2><ol class="waiting">{rows}</ol>' if rows else ""


def _row(at: Standing) -> str:
    lesson = desk().course.lessons.get(at.name)
    picture = scene(lesson.picture, is_told=False) if lesson else sign("unsure" if at.name == GLOSSARY else "leaf")
    chips = f'<span class="chip lotus">{we("sign_off.level", lesson.sensitivity)}</span>' if lesson and lesson.sensitivity else ""
    chips += f'<span class="chip sun">{we("sign_off.warnings", at.warnings)}</span>' if at.warnings else ""
    chips += f'<span class="chip clay">{we("sign_off.asked", len(at.changes))}</span>' if at.changes else ""
    note = "" if lesson else f'<p class="muted small">{we(f"sign_off.{at.name}_s")}</p>'
    states = "".join(f"<dt>{we(f'sign_off.{role}')}</dt><dd>{state(at, role)}</dd>" for role in roles_of(at.name))
    return (
        f'<li class="card"><a href="{href("sign_off", lesson=at.name)}">{picture}<div><b>{subject(at.name)}</b>{note}'
        f'<p class="row">{chips}<span class="muted small">{we("sign_off.texts", at.texts)}</span></p></div></a><dl>{states}</dl></li>'
    )
