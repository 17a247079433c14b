"""Khmer and English say the same: numbers, questions, negations, names, terms. Pure; it stands in for no native reader."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from curriculum import khmer
from curriculum.checks.matter import Finding, Matter
from curriculum.checks.rule import Rule
from curriculum.course import Term

WESTERN = str.maketrans("០១២៣៤៥៦៧៨៩", "0123456789")
# strong words deny; with the weak ones beside them they deny enough to answer a strong one in the other language
STRONG_EN = r"not|never|no|none|nobody|nothing|without|cannot|\w+n['’]t|neither|nor"
WEAK_EN = (
    r"stops?|wrong|free|lacks?|refuse[sd]?|alone|empty|un\w+|instead|mistakes?|different\w*|only|too|less|bad|hard\w*"
    r"|before|lost|dis\w+"
)
STRONG_KM = "មិន|កុំ(?!ព្យូទ័រ)|គ្មាន|ពុំ|ឥត|ហាម|ឡើយ|(?<!\u17d2)លែង"
WEAK_KM = "ខុស|ទេ|អត់|ខ្វះ|ឈប់|ម្នាក់ឯង|បដិសេធ|បាត់|តែ|មុន|អន់"
DENIES_EN, ANY_EN = (re.compile(rf"\b({words})\b", re.IGNORECASE) for words in (STRONG_EN, f"{STRONG_EN}|{WEAK_EN}"))
DENIES_KM, ANY_KM = re.compile(STRONG_KM), re.compile(f"{STRONG_KM}|{WEAK_KM}")
ENDS_ASKING = re.compile(r"\?[\s”’»\"')។]*$")  # also «…?»។
BEGINS_WITH_NO = re.compile(r"\W*(not ok|do not|don['’]t|never|no[,.!])", re.IGNORECASE)
# Khmer base letters to English letters: 0.61 in our lessons; 1 in 300 of their texts lies outside
SHORTEST, LONGEST, SHORT_LABEL = 0.28, 1.7, 20


def _numbers(matter: Matter) -> Iterator[Finding]:
    """A number said in one language is said in the other, above all a number to call."""
    for one in matter.texts:
        en, km = _digits(one.en), _digits(one.km.translate(WESTERN))
        if en != km:
            here, there = sorted((en - km).elements()), sorted((km - en).elements())
            only = f"{', '.join(here) or 'none'} in English, {', '.join(there) or 'none'} in Khmer"
            fact = f"{one.what} has numbers that stand on one side only ({only})"
            yield one.says(fact, "Say the same ones, in digits or in words in both")


def _digits(text: str) -> Counter[str]:
    bare = re.sub(r"(?<=\d)[ ,.](?=\d{3}\b)", "", khmer.HOLDERS.sub(" ", text))
    return Counter(re.findall(r"\d+", bare))


def _holders(matter: Matter) -> Iterator[Finding]:
    """What is filled in later is filled in both."""
    for one in matter.texts:
        if sorted(khmer.HOLDERS.findall(one.en)) != sorted(khmer.HOLDERS.findall(one.km)):
            yield one.says(f"{one.what} has other {{…}} in Khmer than in English", "Use the same ones in both")


def _questions(matter: Matter) -> Iterator[Finding]:
    """What ends as a question ends as one in both. (“No help? Tell the next person” may be “If nobody helps, …”.)"""
    for one in matter.texts:
        in_en, in_km = (ENDS_ASKING.search(said) is not None for said in (one.en, one.km))
        if in_en != in_km:
            asks, says = ("English", "Khmer") if in_en else ("Khmer", "English")
            yield one.says(f"{one.what} asks in {asks} and not in {says}", f'End the {says} with "?", or make both a statement')


def _negation_lost(matter: Matter) -> Iterator[Finding]:
    """ "Do not go" must never become "go"."""
    for one in matter.texts:
        if BEGINS_WITH_NO.match(one.en) and not ANY_KM.search(one.km):
            fact = f"{one.what} forbids or denies in English, and not in Khmer"
            yield one.says(fact, "Add មិន, កុំ or គ្មាន, or mend the English", "km")


def _negation(matter: Matter) -> Iterator[Finding]:
    """One language denies, the other does not: often a freer translation, sometimes a lost word."""
    for one in matter.texts:
        if BEGINS_WITH_NO.match(one.en):
            continue
        in_en = DENIES_EN.search(one.en) and not ANY_KM.search(one.km)
        in_km = DENIES_KM.search(one.km) and not ANY_EN.search(one.en)
        if in_en or in_km:
            fact = f"{one.what} denies something in {'English' if in_en else 'Khmer'} only"
            yield one.says(fact, "Compare the two; allow it if both mean the same")


def _length(matter: Matter) -> Iterator[Finding]:
    """One language says much more than the other."""
    for one in matter.texts:
        ratio = len(re.findall(f"[{khmer.BASE}]", one.km)) / max(1, len(re.findall("[A-Za-z]", one.en)))
        if len(one.en) > SHORT_LABEL and not SHORTEST <= ratio <= LONGEST:
            fact = f"{one.what} is much {'longer' if ratio > LONGEST else 'shorter'} in Khmer than in English ({ratio:.2f})"
            yield one.says(fact, "See that both say the same", "km")


def _names(matter: Matter) -> Iterator[Finding]:
    """The same child of the story, in both languages."""
    pairs = [(re.compile(rf"\b{name.en}\b"), name.en, name.km) for name in matter.course.names]
    for one in matter.texts:
        km = one.km.replace("ថ្ងៃចន្ទ", " ")  # Monday, not Chan
        en_only = [en for pattern, en, other in pairs if pattern.search(one.en) and other not in km]
        km_only = [other for pattern, _, other in pairs if other in km and not pattern.search(one.en)]
        if en_only and km_only:
            fact = f"{one.what} speaks of {', '.join(en_only)} in English and of {', '.join(km_only)} in Khmer"
            yield one.says(fact, "Name the same child")


def _glossary(matter: Matter) -> Iterator[Finding]:
    """Where the English has a term, the Khmer has ours. Longer terms first: "trusted adult" is no "adult"."""
    terms = sorted(matter.course.terms, key=lambda term: -len(term.term.en))
    patterns = [(term, _pattern(_bare(term.term.en)), [khmer.fold(one) for one in (term.term.km, *term.also)]) for term in terms]
    never = [(term, good, bad, _whole(bad)) for term, _, good in patterns for bad in term.never]
    for one in matter.texts:
        if one.subject.startswith(("term ", "words ")):
            continue
        en, km = one.en, khmer.fold(one.km)
        for term, pattern, good in patterns:  # one text times one term, half a million times: what most terms lack is not asked
            if term.unless:
                en = _masked(en, term)
            if pattern.search(en):
                en = pattern.sub(" ", en)
                if not any(word in km for word in good):
                    yield one.says(f'{one.what} says "{_bare(term.term.en)}"', f"Say {term.term.km} in Khmer", "km", term.id)
        for term, good, bad, whole in never:
            rest = re.sub("|".join(map(re.escape, sorted(good, key=len, reverse=True))), " ", km) if whole.search(km) else ""
            if whole.search(rest):
                yield one.says(f"{one.what} says {bad}", f"Say {term.term.km}", "km", term.id)


def _whole(word: str) -> re.Pattern[str]:
    """Not as the beginning of a longer one: សិទ្ធ is not in សិទ្ធិ."""
    return re.compile(rf"{re.escape(khmer.fold(word))}(?![\u17b6-\u17d3])")


def _bare(term: str) -> str:
    return re.sub(r"^(an?|the|to) |\s*\(.*?\)", "", term, flags=re.IGNORECASE).strip()


def _pattern(term: str) -> re.Pattern[str]:
    plural = r"(?:ren)?(?:['’]s)?" if term.casefold().endswith("child") else r"(?:e?s)?(?:['’]s?)?"
    return re.compile(rf"\b{re.escape(term)}{plural}(?!\w)", re.IGNORECASE)


def _masked(en: str, term: Term) -> str:
    for phrase in term.unless:
        en = re.sub(rf"\b{re.escape(phrase)}\b", " ", en, flags=re.IGNORECASE)
    return en


RULES = (
    Rule("numbers", _numbers, may_be_allowed=True),
    Rule("placeholders", _holders),
    Rule("question", _questions, may_be_allowed=True),
    Rule("negation-lost", _negation_lost, may_be_allowed=True),
    Rule("negation", _negation, is_warning=True, may_be_allowed=True),
    Rule("length", _length, is_warning=True, may_be_allowed=True),
    Rule("same-name", _names),
    Rule("glossary", _glossary, may_be_allowed=True),
)
