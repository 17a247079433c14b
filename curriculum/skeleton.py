"""New lessons and items with a "…" wherever a person must write. Pure; it must never invent what could pass for content."""

from __future__ import annotations

import re

import yaml

from curriculum.checks.quizzes import NO_TWIN
from curriculum.items import TELLING
from curriculum.schema import link

TEXT = '{km: "…", en: "…"}'
CARDS = ("start", "worry", "turn", "choice", "helper", "together", "rule")  # ids may be renamed until a child has met them
LESSON = """\
{link}
# A lesson. Write every "…" (Khmer is a draft until a native reader signs it off); `manage.py check` lists what is left.
# Ids never change once a child has met them. The order of cards here is the order on the screen.
id: {lesson}
title: {text}
areas: ["…"]                             # one or two of the areas in lessons/course.yaml
bands: [A, B, C]                         # age bands that it is for
core: false                              # true: at least six items in the first quiz, and twins
sensitivity: 0                           # 1 or 2: also content_note, not_your_fault, and rights.trusted-adults in needs
# content_note: {text}
# not_your_fault: {text}
minutes: 25                              # as many as the plan below takes
needs: []                                # lessons that come before it
goal: {text}  # "After this lesson you will tell …": expecting to teach is what makes teaching work
cards:                                   # a story about a child of lessons/course.yaml (names), never about the reader
{cards}practise: {text}  # words to say aloud
tell_it:                                 # thirty seconds for a friend or the family
  what: {text}
  why: {text}
  do: {text}
home_note: {text}  # no result, no sensitive word
close: {text}  # calm: breathing, a good thought
facilitator:
  plan:
    - {{minutes: 3, do: {text}}}
    - {{minutes: 9, do: {text}}}
    - {{minutes: 7, do: {text}}}
    - {{minutes: 6, do: {text}}}
  prepare: {text}
  discuss:
    - {text}
    - {text}
  questions:
    - {{ask: {text}, answer: {text}}}
  care: {text}  # what to watch for, and what not to ask
sources:
  - {{fact: "…", from: "…", checked: "…"}}  # checked: year and month
# allow: {{negation: "both say the same"}}  # takes one rule of check away from this lesson, with the reason; items have it too
"""
CARD = '  - {{id: {id}, picture: "…", text: {text}{pause}}}\n'
QUIZ = """\
{link}
# The items of one lesson. An item's meaning never changes once it is published: give it a new version, or make a new id.
items:
"""
ITEM = """\
- id: {item}
  lesson: {lesson}
  area: {area}
  type: {type}
  kind: {kind:<13}                  # knowledge, misconception, action, tell; vignette: also valence, known_person, affected
  sensitivity: 0
{twin}  stem: {text}  # {stem}
"""
TWIN = '  # twin: {item}b                      # the same asked in other words, for the re-test; its id ends in "b"\n'
STEM = "a question about a child in a story, never about the reader"
STEMS = {
    "true_false": "a statement, no question: it holds or it does not",
    "scale": "how sure a child is, never what happened to one",
    "teach_back": "what to tell, to a friend who listens: the listener answers the rest",
}
OPTION = """\
    - {{id: a, text: {text}{picture}, correct: true, feedback: {text}}}
    - {{id: b, text: {text}{picture}, misconception: "…", feedback: {text}}}  # begin with what is good in it
    - {{id: c, text: {text}{picture}, misconception: "…", feedback: {text}}}
"""
WHOLE = """\
  feedback:
    right: {text}
    partly: {text}
"""
STEPS = "  steps:                               # in the right order; shown shuffled\n" + "".join(
    f"    - {{{{id: {name}, text: {{text}}}}}}\n" for name in "abcd"
)
SORT = """\
  baskets:
    - {{id: safe, text: {text}, sign: thumb}}
    - {{id: not-safe, text: {text}, sign: hand}}
  things:                              # in which basket, and why
    - {{id: a, text: {text}, basket: safe, misconception: "…", feedback: {text}}}
    - {{id: b, text: {text}, basket: not-safe, misconception: "…", feedback: {text}}}
    - {{id: c, text: {text}, basket: safe, misconception: "…", feedback: {text}}}
"""
STATEMENT = """\
  holds: true                          # false: the statement is not true; let about half of them be
  misconception: "…"                   # what the wrong answer speaks of
  feedback:
    agree: {text}
    disagree: {text}
"""
MATCH = """\
  pairs:                               # three or four; the rights are shown shuffled
    - {{id: a, left: {text}, right: {text}, misconception: "…", feedback: {text}}}
    - {{id: b, left: {text}, right: {text}, misconception: "…", feedback: {text}}}
    - {{id: c, left: {text}, right: {text}, misconception: "…", feedback: {text}}}
"""
SCALE = """\
  low: {text}  # four steps between two ends; none of them is right, and nothing is counted
  high: {text}
  thanks: {text}
"""
LISTEN = "  listen_for: {text}  # what the message must contain; the five questions to the listener are in assets/words\n"
SCENE = """\
    - id: {id}
      picture: "…"
      text: {text}
      options:
        - {{id: a, text: {text}, correct: true, feedback: {text}}}
        - {{id: b, text: {text}, misconception: "…", feedback: {text}}}
"""
BODIES = {
    "choice": "  options:                             # two to four; the right one is not always the first\n" + OPTION,
    "picture": "  options:                             # every tile has a picture\n" + OPTION,
    "order": STEPS + WHOLE,
    "sort": SORT + WHOLE,
    "story": "  scenes:                              # each leads to the next; an unwise option may lead to a detour\n"
    + SCENE.replace("{id}", "one").removesuffix("}}\n")
    + ", to: aside}}\n"
    + "      to: two\n"
    + SCENE.replace("{id}", "two")
    + SCENE.replace("{id}", "aside")
    + "      detour: true                     # what comes of it; then back to the same scene, or on to the next\n"
    + "      to: one\n"
    + WHOLE,
    "true_false": STATEMENT,
    "match": MATCH + WHOLE,
    "scale": SCALE,
    "teach_back": LISTEN,
}
KINDS = {"scale": "tell", "teach_back": "tell", "true_false": "misconception"}


def lesson(name: str) -> str:
    """The text of lessons/<unit>/<slug>.yaml."""
    cards = "".join(
        CARD.format(id=card, text=TEXT, pause=f", pause: {TEXT}" if card in ("worry", "choice") else "") for card in CARDS
    )
    return LESSON.format(link=link("lessons/unit/lesson.yaml"), lesson=name, text=TEXT, cards=cards)


def quiz(name: str) -> str:
    """The text of quizzes/<unit>/<slug>.yaml with a first item."""
    return with_item(QUIZ.format(link=link("quizzes/unit/lesson.yaml")), f"{name}.q1", name, "…", "choice")


def with_item(text: str, item: str, name: str, area: str, kind: str) -> str:
    """A quiz file with one item more at its end, indented as the others."""
    if kind == "teach_back" and area not in TELLING:
        area = "…"
    area = f'"{area}"' if area == "…" else area
    body = BODIES[kind].format(text=TEXT, picture=', picture: "…"' if kind == "picture" else "")
    twin = "" if kind in NO_TWIN else TWIN.format(item=item)
    stem = STEMS.get(kind, STEM)
    asks = KINDS.get(kind, "knowledge")
    new = ITEM.format(item=item, lesson=name, area=area, type=kind, kind=asks, twin=twin, text=TEXT, stem=stem) + body
    before = re.search(r"^items:.*\n(?:\s*#.*\n|\s*\n)*( *)- ", text, re.MULTILINE)
    indent = before.group(1) if before else "  "
    return text.rstrip("\n") + "\n" + "".join(f"{indent}{line}\n" for line in new.splitlines())


def with_lesson(text: str, name: str) -> str:
    """A unit.yaml that names one lesson more, last; nothing else in it changes. Raises ValueError."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    node = next((value for key, value in pairs if key.value == "lessons" and isinstance(value, yaml.SequenceNode)), None)
    if node is None or not node.value:
        raise ValueError('unit.yaml has no list of lessons. Add "lessons:" with those that it has.')
    last = node.value[-1]
    if node.flow_style:
        at = last.end_mark.index
        return f"{text[:at]}, {name}{text[at:]}"
    end = text.find("\n", last.end_mark.index)
    end = len(text) if end < 0 else end
    return f"{text[:end]}\n{' ' * (last.start_mark.column - 2)}- {name}{text[end:]}"
