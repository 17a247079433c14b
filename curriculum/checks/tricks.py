"""Whether a child could find the right tile without understanding anything: by its place, its length or a word. Pure.

Each trick is tried over the whole bank. One that finds more than MOSTLY is said, for it would be learned instead of the lesson.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from curriculum.checks.matter import Finding, Matter
from curriculum.checks.rule import Rule
from curriculum.items import Choice, Option

Trick = Callable[[Sequence[Option]], Sequence[Option]]  # of the tiles, those that the trick would take; all or none: no help
MOSTLY = 0.6  # two thirds above the third that guessing finds among three tiles
ENOUGH = 20  # questions that a trick speaks about, before a share means anything
# What a tile may say, in Khmer and in English: a trick takes the tiles that say it, or those that do not
SAID: Mapping[str, tuple[str, str]] = {
    "a reason (ព្រោះ, because)": ("ព្រោះ", r"\bbecause\b|\bas (he|she|it|the|a|they|[A-Z]\w+)\b"),
    "only, always, all, never": (
        "តែ(?!ង)|ជានិច្ច|ទាំងអស់|គ្រប់គ្នា|គ្មានអ្នកណា",
        r"\b(only|always|never|all|nobody|everyone|every)\b",
    ),
    "to tell somebody (ប្រាប់)": ("ប្រាប់", r"\b[Tt]ell(s|ing)?\b"),
    "to ask (សួរ)": ("សួរ", r"\b[Aa]sk(s|ed|ing)?\b"),
    "silence or hiding": ("ស្ងៀម|លាក់", r"\bsilen|\bhid|\bsecret"),
    "a grown-up": ("គ្រូ|ម្តាយ|ឪពុក|ជីដូន|ជីតា|មនុស្សពេញវ័យ", r"[Tt]eacher|[Mm]other|[Ff]ather|[Gg]rand|\b[Aa]dult"),
    "not OK": ("^មិនល្អ", "^Not OK"),
    "must (ត្រូវ)": ("ត្រូវ(?!បាន)", r"\bmust\b"),
    "may or can (អាច)": ("អាច", r"\b(may|can)\b"),
    "words in quotes": ("«", "“"),
    "yes, true (មែន)": ("^មែន", r"^(Yes|True)\b"),
    "no (ទេ)": ("^ទេ", r"^No\b"),
}


@dataclass(frozen=True, slots=True)
class Tried:
    """What a trick found: `share` of the right tiles it reaches, over the questions in which it helps to choose."""

    name: str
    is_of_words: bool  # places and lengths are looked at unit by unit, in `quizzes`
    questions: int
    share: float


def tried(items: Sequence[Choice]) -> tuple[Tried, ...]:
    """Every trick, over these choices."""
    of_form, of_words = _form(), _words()
    return (*(_try(*one, False, items) for one in of_form), *(_try(*one, True, items) for one in of_words))


def _form() -> Iterator[tuple[str, Trick]]:
    for number in range(3):
        yield f"tile {number + 1}", partial(_nth, number)
    for lang, language in enumerate(("Khmer", "English")):
        yield f"the longest in {language}", partial(_longest, lang, 1)
        yield f"the shortest in {language}", partial(_longest, lang, -1)


def _words() -> Iterator[tuple[str, Trick]]:
    for lang, language in enumerate(("Khmer", "English")):
        for what, patterns in SAID.items():
            pattern = re.compile(patterns[lang])
            yield f"{language} says {what}", partial(_saying, pattern, lang, True)
            yield f"{language} does not say {what}", partial(_saying, pattern, lang, False)


def _try(name: str, trick: Trick, is_of_words: bool, items: Sequence[Choice]) -> Tried:
    found = []
    for item in items:
        taken = trick(item.options)
        if 0 < len(taken) < len(item.options):
            found.append(any(one.correct for one in taken) / len(taken))
    return Tried(name, is_of_words, len(found), sum(found) / len(found) if found else 0.0)


def _text(option: Option, lang: int) -> str:
    return option.text.en if lang else option.text.km


def _nth(number: int, options: Sequence[Option]) -> Sequence[Option]:
    return options[number : number + 1]


def _longest(lang: int, sign: int, options: Sequence[Option]) -> Sequence[Option]:
    lengths = [sign * len(_text(one, lang)) for one in options]
    return [one for one, length in zip(options, lengths, strict=True) if length == max(lengths)]


def _saying(pattern: re.Pattern[str], lang: int, is_said: bool, options: Sequence[Option]) -> Sequence[Option]:
    return [one for one in options if bool(pattern.search(_text(one, lang))) == is_said]


def _telltale(matter: Matter) -> Iterator[Finding]:
    """No word finds most of the right tiles of the course."""
    choices = [item for item in matter.course.items.values() if isinstance(item, Choice)]
    for one in tried(choices):
        if one.is_of_words and one.questions >= ENOUGH and one.share > MOSTLY:
            fact = f"the course: taking the tile by a trick ({one.name}) is right in {one.share:.0%} of {one.questions} questions"
            yield Finding(
                "the course", ("areas",), fact, "Let right tiles say it as often as others, or others as often as right ones"
            )


RULES = (Rule("telltale", _telltale, is_warning=True),)
