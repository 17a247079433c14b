"""Questions that need a look, for staff: one plain sentence each, its evidence, what to do, for whom. Never a child, never blame."""

from __future__ import annotations

from html import escape

import streamlit as st

from actions import item_care
from actions.desk import desk
from actions.group_quiz_views import letter
from actions.item_care import Bank, Needy
from actions.overview import FEWEST as FEWEST_CELL
from actions.permissions import Who
from curriculum.items import UNSURE, Choice, Tapped
from curriculum.text import Text
from progress.group_quiz import LETTERS
from progress.learning.item_care import FEWEST, FEWEST_IN_GROUP, GROUPS, NEARLY_ALL, TELLS, Finding
from screens.findings import title
from screens.look import href, icon, language, n, scene, sign, te, w, we
from screens.parts import percent

FOR = {"language": "translator", "too_easy": "planner"}  # else for who writes questions
LARGE = 1.5  # delta from which a difference is of ETS's class C


def show(who: Who) -> None:
    """All questions, or those of the area that the address names."""
    areas = {one.id for one in desk().course.areas}
    area = asked if (asked := st.query_params.get("area")) in areas else None
    found = item_care.bank(desk(), who, area)
    st.html(f'<div class="stack">{_head(found, area)}{_list(found)}</div>')


def _head(found: Bank, area: str | None) -> str:
    where = f'<p>{icon(area)} {escape(title(area))} · <a href="{href("item_care")}">{we("care.all")}</a></p>' if area else ""
    counts = we("care.counts", found.fine, len(found.needy), found.too_few, FEWEST)
    compared = we("care.compared", found.compared["language"], found.compared["sex"], FEWEST_IN_GROUP)
    return (
        f'<p class="back"><a href="{href("content")}">← {we("nav.content")}</a></p>'
        f'<div class="top"><div class="grow"><h1>{we("care.title")}</h1><p>{we("care.sub")}</p>{where}</div></div>'
        f'<section class="card sheet"><p class="plain"><b>{counts}</b></p><p class="hint">{compared}</p>'
        f'<p class="hint">{we("care.caution")}</p></section>'
    )


def _list(found: Bank) -> str:
    if not found.needy:
        said = we("care.none" if found.fine else "care.none_yet")
        return f'<p class="message {"well" if found.fine else ""}"><span>{said}</span></p>'
    cards = "".join(_needy(one) for one in found.needy)
    return f'<ol class="needy">{cards}</ol><p class="muted small">{we("care.able_why", FEWEST_CELL)}</p>'


def _needy(one: Needy) -> str:
    said = "".join(f"<h2>{_sentence(one, finding)}</h2>" for finding in one.findings)
    acts = "".join(_act(finding) for finding in one.findings)
    is_translation = any(finding.reason == "language" for finding in one.findings)
    earlier = f'<p class="muted small">{we("care.earlier")}</p>' if one.earlier else ""
    return (
        f'<li class="card sheet">{said}<div class="asked-of">{_question(one, is_translation=is_translation)}</div>{_options(one, is_translation=is_translation)}'
        f'<h3>{we("care.do")}</h3><ul class="next">{acts}</ul>{earlier}'
        f"<details><summary>{we('care.evidence')}</summary><p>{_figures(one)}</p></details></li>"
    )


def _act(finding: Finding) -> str:
    who = FOR.get(finding.reason, "writer")
    return f'<li>{we(f"care.do_{finding.reason}")} <span class="chip sky">{we(f"care.who_{who}")}</span></li>'


def _question(one: Needy, *, is_translation: bool) -> str:
    picture = scene(one.item.picture) if one.item.picture else ""
    of = we("care.of_test") if one.item.id in desk().course.test_items else te(desk().course.lessons[one.item.lesson].title)
    where = f'<p class="muted small">{icon(one.item.area)} {escape(title(one.item.area))} · {of}</p>'
    return f'{picture}<div>{where}<p class="stem">{_text(one.item.stem, is_translation=is_translation)}</p></div>'


def _text(text: Text, *, is_translation: bool) -> str:
    """In the language of the page; where the translation is in question, each language beside the other."""
    if not is_translation:
        return te(text)
    return "".join(f'<span lang="{lang}">{escape(getattr(text, lang))}</span>' for lang in desk().course.languages)


def _options(one: Needy, *, is_translation: bool) -> str:
    """Letters as on the stage, counts where no cell is small."""
    if not isinstance(one.item, Tapped):
        return ""
    options = {option.id: option for option in one.item.options} if isinstance(one.item, Choice) else {}
    is_counted = any(chosen.members is not None for chosen in one.chosen)
    rows = ""
    for chosen in one.chosen:
        option = options.get(chosen.option)
        text = (
            _text(option.text, is_translation=is_translation) if option else we(f"stage.{chosen.option}")
        )  # the stage's own words
        picture = scene(option.picture, is_told=False) if option and option.picture else ""
        right = f'<span class="right">{sign("check", w("care.right"))}</span>' if one.item.answers.get(chosen.option) else ""
        rows += (
            f'<tr><th scope="row"><span class="letter">{_letter(one, chosen.option)}</span>{right}</th><td><div>{picture}<span class="text">{text}</span></div></td>'
            f"{f'<td>{_count(chosen.members)}</td><td>{_count(chosen.able)}</td>' if is_counted else ''}</tr>"
        )
    counts = f"<th>{we('care.children')}</th><th>{we('care.able')}</th>" if is_counted else ""
    heads = f"<td></td><th>{we('care.option')}</th>{counts}"
    return (
        f'<div class="scroll" tabindex="0"><table class="care"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _count(number: int | None) -> str:
    return n(number) if number is not None else f'<span aria-hidden="true">–</span><span class="sr">{we("care.hidden")}</span>'


def _letter(one: Needy, option: str) -> str:
    """Of the order in which the question lists its options; nothing for "I am not sure"."""
    ids = list(one.item.answers) if isinstance(one.item, Tapped) else []
    return letter(LETTERS[ids.index(option)], language()) if option in ids else "?" if option == UNSURE else ""


def _sentence(one: Needy, finding: Finding) -> str:
    name = f"care.{finding.reason}"
    if finding.reason in GROUPS:
        groups = GROUPS[finding.reason]
        easier = groups[0] if finding.harder_for == groups[1] else groups[1]
        harder, other = w(f"care.named_{finding.harder_for}"), w(f"care.named_{easier}")
        if finding.shares is None:
            return we(name, harder)
        return we(f"{name}_of", harder, percent(finding.shares[0]), other, percent(finding.shares[1]))
    key = next((chosen.option for chosen in one.chosen if chosen.is_key), "")
    return we(name, _letter(one, finding.option), _letter(one, key)) if finding.option else we(name)


def _figures(one: Needy) -> str:
    return " ".join([we("care.members", one.members), *(_evidence(one, finding) for finding in one.findings)])


def _evidence(one: Needy, finding: Finding) -> str:
    if finding.reason in GROUPS:
        return we("care.delta", *_decimals(1, finding.value, finding.low, finding.high, LARGE))
    if finding.reason == "too_easy":  # the line alone: an exact share would tell of one or two children
        return we("care.share_more", percent(NEARLY_ALL))
    if finding.reason == "too_hard":
        return we("care.share_less", percent(1 / one.item.chances))
    if finding.option:
        return we("care.correlation_option", *_decimals(2, finding.value, finding.low, finding.high), n(0))
    return we("care.correlation", *_decimals(2, finding.value, finding.low, finding.high, TELLS))


def _decimals(places: int, *numbers: float) -> list[str]:
    """With a true minus, and the comma that Khmer has."""
    point = "," if language() == "km" else "."
    return [n(f"{number:.{places}f}".replace("-", "−").replace(".", point)) for number in numbers]
