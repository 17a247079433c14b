"""How texts are written: Khmer form and length, tiles that fit, nothing that leads away, no answer twice. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from curriculum import khmer
from curriculum.checks.matter import Finding, Matter, Passage, choices, feedbacks
from curriculum.checks.rule import Rule
from curriculum.items import Match, Order, Sort
from curriculum.problem import Path
from curriculum.text import Text

TILE_WORDS = 12  # grade 3 reads so much at one glance (reading level of the quiz blueprint)
LEADS_AWAY = re.compile(r"https?:|www\.|\w\.(?:com|org|net|gov|kh|info)\b|</?[a-z]|\]\(|&\w+;", re.IGNORECASE)
UNKIND = re.compile(r"\W*(?:no[,.!]|(?:wrong|false|incorrect)\b)", re.IGNORECASE)
UNKIND_KM = re.compile("(?:ខុស|មិនត្រូវទេ|អត់ទេ|ទេ[។!])")
Tiles = tuple[Path, str, list[Text]]  # where the entries stand, the key of their text, their texts
ADULT_WORDS = 30  # a handout for parents has 22 on average; longer than this even an adult reads twice


def _khmer(name: str, *kinds: str) -> Rule:
    def find(matter: Matter) -> Iterator[Finding]:
        for one in matter.texts:
            for blot in khmer.blots(one.km):
                if blot.kind in kinds:
                    yield one.says(f"Khmer {one.what} {blot.fact}", blot.remedy, "km")

    return Rule(name, find, may_be_allowed=name == "khmer-latin")  # a name that has only one form


def _too_long(matter: Matter) -> Iterator[Finding]:
    """A sentence that a child cannot hold."""
    for one, count in _sentences(matter):
        if one.is_for_children and count > khmer.TOO_LONG_SENTENCE:
            yield one.says(f"Khmer {one.what} has a sentence of about {count} words", "Make two of it; 15 words are good", "km")


def _long(matter: Matter) -> Iterator[Finding]:
    """A sentence that is hard, for a child or for an adult."""
    for one, count in _sentences(matter):
        low, high = (khmer.LONG_SENTENCE, khmer.TOO_LONG_SENTENCE) if one.is_for_children else (ADULT_WORDS, 10**6)
        if low < count <= high:
            yield one.says(f"Khmer {one.what} has a sentence of about {count} words", "Make it shorter if you can", "km")


def _sentences(matter: Matter) -> Iterator[tuple[Passage, int]]:
    for one in matter.texts:
        if count := max(map(khmer.words, khmer.sentences(one.km)), default=0):
            yield one, count


def _no_breath(matter: Matter) -> Iterator[Finding]:
    """Many words without a space: a space is where a reader breathes."""
    for one in matter.for_children:
        if (count := max(map(khmer.longest_run, khmer.sentences(one.km)), default=0)) > khmer.LONG_RUN:
            yield one.says(f"Khmer {one.what} runs about {count} words without a space", "Put a space between clauses", "km")


def _tiles(matter: Matter) -> Iterator[Finding]:
    """A tile is read at a glance."""
    for one in matter.for_children:
        if one.is_tile and (count := len(one.en.split())) > TILE_WORDS:
            yield one.says(f"{one.what} has {count} English words", f"Use {TILE_WORDS} at most, in Khmer too", "en")


def _leads_away(matter: Matter) -> Iterator[Finding]:
    """Content never leads away, and never draws by itself."""
    for one in matter.texts:
        if hit := LEADS_AWAY.search(one.km) or LEADS_AWAY.search(one.en):
            yield one.says(f"{one.what} holds an address or markup ({hit.group()})", "Write plain words")


def _repeated(matter: Matter) -> Iterator[Finding]:
    """No two tiles of one question say the same: one of them would be right and wrong."""
    for item in matter.course.every_item.values():
        groups: list[Tiles] = [(path, "text", [one.text for one in options]) for path, options in choices(item)]
        if isinstance(item, Order):
            groups.append((("steps",), "text", [step.text for step in item.steps]))
        if isinstance(item, Sort):
            groups.append((("things",), "text", [one.text for one in item.things]))
            groups.append((("baskets",), "text", [one.text for one in item.baskets]))
        if isinstance(item, Match):
            groups.append((("pairs",), "left", [one.left for one in item.pairs]))
            groups.append((("pairs",), "right", [one.right for one in item.pairs]))
        for path, key, texts in groups:
            for lang in ("km", "en"):
                seen: set[str] = set()
                for number, text in enumerate(texts):
                    said = re.sub(r"\W+", " ", khmer.fold(getattr(text, lang))).strip().casefold() or getattr(text, lang)
                    if said in seen:
                        fact = f'item {item.id} has two tiles that say "{getattr(text, lang)}"'
                        yield Finding(f"item {item.id}", (*path, number, key, lang), fact, "Give each its own words")
                    seen.add(said)


def _kind(matter: Matter) -> Iterator[Finding]:
    """What is said to an unwise answer begins with what is good in it, never with "wrong"."""
    for item in matter.course.every_item.values():
        for path, text in feedbacks(item):
            if UNKIND.match(text.en) or UNKIND_KM.match(text.km):
                fact = f"item {item.id} answers a child with “{text.en.split('.')[0]}”"
                yield Finding(f"item {item.id}", path, fact, "Begin with what is good in the answer, then say what is better")


RULES = (
    _khmer("khmer-signs", "structure", "invisible"),
    _khmer("khmer-latin", "latin"),
    _khmer("khmer-marks", "mark"),
    _khmer("khmer-digits", "digit"),
    _khmer("khmer-spelling", "spelling"),
    Rule("sentence-length", _too_long, may_be_allowed=True),
    Rule("long-sentence", _long, is_warning=True, may_be_allowed=True),
    Rule("no-breath", _no_breath, is_warning=True, may_be_allowed=True),
    Rule("tile-length", _tiles, may_be_allowed=True),
    Rule("address", _leads_away),
    Rule("repeated-answer", _repeated),
    Rule("kind-feedback", _kind),
)
