"""The frame and the small parts of every page. It must be imported, not run: components are registered once."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from actions.assets import ASSETS
from actions.desk import ROOT, desk, is_simulated
from actions.permissions import Role, Who
from actions.sign_in import IDLE_MINUTES, LANGUAGE
from actions.sounds import addresses
from curriculum.reviews import WORDS
from curriculum.ui_words import digits

LOOKS, DRAWN = ROOT / "assets" / "looks", ROOT / "assets" / "pictures" / "drawn"


def _module(file: str) -> str:
    """A component's script that only fetches `file`: the browser keeps that, and the socket need not carry it at every load."""
    return f"""const url = new URL("{ASSETS}/{file}", location.origin);
const load = (nth) => // a browser remembers a failed fetch by its address: each try has another one
  import(nth ? `${{url}}?again=${{nth}}` : url).catch(() => new Promise((go) => setTimeout(go, 1000)).then(() => load(nth + 1)));
const it = load(0);
export default function (args) {{
  let stop;
  it.then((module) => (stop = module.default(args)));
  return () => stop?.();
}}"""


# hidden until its sheet is there, whose rule is the stronger one
_STAGE_CSS = f'@import url("{ASSETS}/stage/stage.css");\n.stage {{ visibility: hidden; }}'
_frame = st.components.v2.component("frame", js=_module("looks/frame.js"), isolate_styles=False)
_stage = st.components.v2.component("quiz_stage", js=_module("stage/stage.js"), css=_STAGE_CSS)
NAV = {
    Role.FACILITATOR: ("group", "group_quiz", "lessons", "tests", "children", "ready"),
    Role.STAFF: ("overview", "areas", "tests", "lessons", "content", "sign_off"),
}

# pages that stand below one of the NAV
WITHIN = {
    "area": "areas",
    "lesson": "lessons",
    "member": "group",
    "group_report": "group_quiz",
    "group_tally": "group_quiz",
    "item_care": "content",
    "short_check": "tests",
    "sounds": "sign_off",
}


def language() -> str:
    """In the address (changed without losing the place), else remembered, else Khmer."""
    languages = desk().course.languages
    asked = st.query_params.get("lang") or st.context.cookies.get(LANGUAGE)
    return asked if asked in languages else languages[0]


def w(name: str, *values: object) -> str:
    """A word in the language of this run."""
    return desk().words(name, language(), *values)


def we(name: str, *values: object) -> str:
    """The same, safe in HTML."""
    return escape(w(name, *values))


def t(text: Any) -> str:
    """A content text in the language of this run."""
    return str(getattr(text, language()))


def te(text: Any) -> str:
    """The same, safe in HTML."""
    return escape(t(text))


def n(number: object) -> str:
    """Digits of this page."""
    return digits(number, language())


def go(page: str, **parts: str) -> None:
    """Another page of the same seat. Used in callbacks: the run that follows draws it."""
    kept = {"lang": language()} if "lang" in st.query_params else {}
    st.query_params.from_dict({"page": page, **parts, **kept})


def ways_on(label: str, go_on: Callable[..., None], *args: object, **more: str) -> None:
    """SG-07: before something sensitive, or a test, a child chooses among three ways; each costs nothing."""
    with st.container(key="foot_ways"):
        one, two, three = st.columns(3)
        one.button(w("lesson.other"), key="other_activity", width="stretch", on_click=go, args=("home",))
        two.button(w("lesson.talk"), key="talk_to_someone", width="stretch", on_click=go, args=("talk",))
        three.button(label, key="big_go_on", type="primary", width="stretch", on_click=go_on, args=args, kwargs=more)


def href(page: str, **parts: str) -> str:
    """The address of a page; the frame turns a tap on it into a run, and it works as an ordinary link too."""
    return escape(f"/?{urlencode({'page': page, **parts})}")


def dress(who: Who, page: str) -> None:
    """The frame; on every page, first."""
    lang = language()
    is_adult = who.role in NAV
    if is_adult:
        st.html('<span data-adult=""></span>')  # the sheets stand in the front page
    names = NAV.get(who.role, ())
    page = WITHIN.get(page, page)
    on = page if page in names else names[0] if names else ""
    data = {
        "lang": lang,
        "words": desk().words.under("frame", lang),
        "simulated": is_simulated(),
        "draft": not is_adult and lang == "km" and _is_draft(st.query_params.get("lesson", "")),
        "adult": is_adult,
        "nav": [{"label": w(f"nav.{name}"), "href": f"/?page={name}", "on": name == on} for name in names],
        "sign_out": w("frame.sign_out"),
        "idle": IDLE_MINUTES.get(who.role, 0),
    }
    _frame(key="frame", data=data, on_go_change=_go, on_lang_change=_lang)


def _is_draft(lesson: str) -> bool:
    """True until a native reader has signed the words of the screens, and both reviewers the lesson; at home, every lesson."""
    course = desk().course
    named = [lesson] if lesson in course.lessons else list(course.lessons)
    return any(course.unsigned(name) for name in (WORDS, *named))


def _go() -> None:
    asked = dict(parse_qsl(st.session_state["frame"].go or ""))
    go(asked.pop("page", "home"), **{name: value for name, value in asked.items() if name != "lang"})


def _lang() -> None:
    if (chosen := st.session_state["frame"].lang) in desk().course.languages:
        st.query_params["lang"] = chosen


Said = tuple[str, str]  # a text's id, and its words in the language of this run


def said(text: str, of: Any) -> Said:
    """A content text as a button reads it."""
    return text, t(of)


def said_word(name: str) -> Said:
    """A word of the screens as a button reads it."""
    return f"words/{name}", w(name)


def listen(parts: list[Said]) -> str:
    """A read-aloud button: by the recordings of its texts, else by a voice of this computer; hidden where neither is (aloud.js)."""
    sounds = addresses(desk().living.root, parts, language())
    return listen_to([(words, sounds.get(text, "")) for text, words in parts])


def listen_to(parts: list[tuple[str, str]]) -> str:
    """The same for words and the address of their recording, or ""."""
    aloud = json.dumps(parts, ensure_ascii=False)
    recorded = " data-recorded" if all(sound for _, sound in parts) else ""
    return f'<button class="button calm listen" type="button" data-aloud="{escape(aloud)}"{recorded}><i class="sign listen"></i>{we("frame.listen")}</button>'


def stage(data: dict[str, Any], finished: Any) -> None:
    """One stage per attempt: the key holds the attempt, so another child never meets this child's state."""
    _stage(key=f"stage-{data['attempt']}", data=data, on_finished_change=finished)


def scene(name: str, *, is_told: bool = True, css: str = "") -> str:
    """An img of a drawn scene, with what it shows; not told where the words beside it say the same."""
    alt = _alts().get(name, {}).get(language(), "") if is_told else ""
    return f'<img class="{css}" src="{ASSETS}/pictures/drawn/scenes/{escape(name)}.svg" alt="{escape(alt)}">'


def picture(name: str) -> str:
    """A drawn scene beside which its description stands in words."""
    return f'<img src="{ASSETS}/pictures/drawn/scenes/{escape(name)}.svg" alt="">'


def alt(name: str) -> dict[str, str]:
    """What a scene says to who cannot see it, by language."""
    return _alts().get(name, {})


def small(name: str) -> str:
    """A small picture that stands beside its word."""
    return f'<img src="{ASSETS}/pictures/drawn/small/{escape(name)}.svg" alt="">'


def icon(area: str) -> str:
    """The sign of an area."""
    return f'<img src="{ASSETS}/pictures/drawn/icons/area-{escape(area)}.svg" alt="">'


def sign(name: str, said: str = "") -> str:
    """A one-colour sign; `said` is what it says to who cannot see it."""
    return f'<i class="sign {name}"></i>' + (f'<span class="sr">{escape(said)}</span>' if said else "")


def faces(pictures: dict[str, str]) -> None:
    """Picture buttons: key → small picture. Streamlit's buttons hold words only, so the picture comes by CSS."""
    rules = "".join(f".st-key-{key} {{ --pic: url({ASSETS}/pictures/drawn/small/{name}.svg) }}" for key, name in pictures.items())
    st.html(f"<style>{rules}</style>")


def key(*parts: str) -> str:
    """A widget key that is also a class name."""
    return "_".join(part.replace(".", "-") for part in parts)


@cache  # drawn at build time: a new picture comes with a new version
def _alts() -> dict[str, dict[str, str]]:
    file = DRAWN / "alt.json"
    return dict(json.loads(file.read_text("utf-8"))) if file.exists() else {}
