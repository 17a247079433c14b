"""Khmer as it should be written: signs in order, marks, digits, spelling, length. Pure; it must never change a text by itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

BASE = "\u1780-\u17b3"
_COENG = f"\u17d2[{BASE}]"
# Unicode Technical Note 61, "modern Khmer syllable": base, robat, subscripts (ro last), shifter, vowel, modifiers, final
SYLLABLE = re.compile(
    f"[{BASE}]\u17cc?(?:{_COENG}){{0,2}}[\u17c9\u17ca]?[\u17b6-\u17c5]?"
    "(?:[\u17c6\u17cb\u17cd-\u17cf\u17d0\u17d1\u17dd][\u17c6\u17cb\u17cd\u17d1]?)?[\u17c7\u17c8]?"
)
_LETTER = "[\u1780-\u17d3\u17dd]"
_PUNCTUATION = set("\u17d4\u17d5\u17d6\u17d7\u17da\u17db")  # ។ ៕ ៖ ៗ ៚ ៛
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u00a0]")
_RETIRED = re.compile("[\u17a3\u17a4\u17b4\u17b5\u17d8\u25cc\ufffd]")  # deprecated, dotted circle, broken on the way
_DOUBLED = re.compile("([\u17b6-\u17d1\u17dd])\\1")
_RO_FIRST = re.compile(f"\u17d2\u179a\u17d2[{BASE}]")
_TWO_SIGNS = {"\u17c1\u17b8": "ើ", "\u17c1\u17b6": "ោ", "\u17c6\u17b6": "ាំ", "\u17c6\u17bb": "ុំ"}  # look alike, are not alike
# spelling of the Khmer Dictionary 2022, as the style guide has it
SPELLINGS = {
    "ឲ្យ": "ឱ្យ", "អោយ": "ឱ្យ", "ឱពុក": "ឪពុក", "សំរាប់": "សម្រាប់", "សំលេង": "សំឡេង", "សម្លេង": "សំឡេង", "តំលៃ": "តម្លៃ",
    "ចំលើយ": "ចម្លើយ", "សំនួរ": "សំណួរ", "សំណូរ": "សំណួរ", "ពត៌មាន": "ព័ត៌មាន", "ពត៍មាន": "ព័ត៌មាន", "ព័ត៍មាន": "ព័ត៌មាន",
    "អ៊ីនធឺណែត": "អ៊ីនធឺណិត", "អ៊ិនធឺណិត": "អ៊ីនធឺណិត", "អ៊ិនធើណេត": "អ៊ីនធឺណិត", "សុវត្តិភាព": "សុវត្ថិភាព", "សុវត្ថភាព": "សុវត្ថិភាព",
    "សំងាត់": "សម្ងាត់", "ជួញដូមនុស្ស": "ជួញដូរមនុស្ស", "អំពើហឹង្សា": "អំពើហិង្សា",
}  # fmt: skip
HOLDERS = re.compile(r"\{[^{}]*\}")  # {0:d}: filled in later, so no letters or digits of the text
# dialled as they stand: short numbers and anything that looks like a phone number or a PIN
_DIALLED = re.compile(r"(?<![0-9])(?:1[0-9]{2,3}|0[0-9]{1,2}[ 0-9]{6,}|[0-9]{4,}(?:[ -][0-9]+)*)(?![0-9])")
_MARKS = (
    (re.compile(" [។៕!?៖]"), "has a space before its mark", "Take the space away"),
    (re.compile("[។៕](?=[^\\s»”)។៕])"), "has no space after ។", "Add one, or end there"),
    (re.compile(" +ៗ"), "has a space before ៗ", "Take the space away"),
    (re.compile(f"(?<={_LETTER})\\.(?=\\s|$|»)"), 'ends a sentence with "."', "Use ។"),
    (re.compile(f"(?<={_LETTER}):"), 'has ":"', "Use ៖"),
    (re.compile(" ៈ|ៈ(?=\\s*[«“])"), "uses the vowel sign ៈ as a colon", "Use ៖"),
    (re.compile(f"(?<={_LETTER}) ?[,;]"), "has a Latin comma or semicolon", "Use a space, or end the sentence"),
    (re.compile('["“”„]'), "has Latin quotation marks", "Use « »"),
    (re.compile("\\S  +\\S"), "has two spaces together", "Keep one"),
)
# one word is 2.05 base letters with their signs: 817 sentences of our lessons against a segmenter (khmercut 0.2.0), r = 0.91
LETTERS_A_WORD = 2.05
LONG_SENTENCE, TOO_LONG_SENTENCE, LONG_RUN = 20, 25, 12  # words; Grade-2 and Grade-4 tales have 19 and 29 at most, runs of 13


@dataclass(frozen=True, slots=True)
class Blot:
    """One thing that is not as it should be, and its remedy. `kind`: structure, invisible, latin, mark, digit, spelling."""

    kind: str
    fact: str
    remedy: str


def fold(text: str) -> str:
    """What to compare: search, glossary, answers. Subscript ដ and ត look the same; invisible characters have no meaning."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).replace("\u17d2\u178a", "\u17d2\u178f")


@lru_cache(maxsize=8_192)  # five rules look at each text, and a course of thirty lessons has some five thousand
def blots(text: str) -> tuple[Blot, ...]:
    """Everything that is wrong with how a text is written, but for its length."""
    return (*_structure(text), *_writing(text))


def sentences(text: str) -> list[str]:
    """The parts between ។ ៕ ! and ?."""
    return [one.strip() for one in re.split("[។៕!?\n]+", text) if re.search(f"[{BASE}]", one)]


def words(text: str) -> int:
    """About how many words: a proxy, from the number of base letters. Khmer writes no space between words."""
    return round(len(re.findall(f"(?<!\u17d2)[{BASE}]", text)) / LETTERS_A_WORD)


def longest_run(sentence: str) -> int:
    """About how many words stand between two spaces, where a reader may breathe."""
    return max((words(run) for run in sentence.split()), default=0)


def _writing(text: str) -> Iterator[Blot]:
    bare = HOLDERS.sub("០", text)  # stands for what is filled in: no letter, no gap
    if found := sorted(set(re.findall("[A-Za-z]+", bare))):
        yield Blot("latin", f"has Latin letters ({', '.join(found)})", "Write it in Khmer letters")
    for pattern, fact, remedy in _MARKS:
        if hit := pattern.search(bare):
            yield Blot("mark", f"{fact} ({_near(bare, hit.start())})", remedy)
    if found := re.findall("[0-9]+", _DIALLED.sub(" ", bare)):
        yield Blot("digit", f"has Western digits ({', '.join(found)})", "Write them in Khmer; only numbers to dial stay Western")
    if re.search("[0-9][០-៩]|[០-៩][0-9]", bare):
        yield Blot("digit", "mixes Khmer and Western digits in one number", "Write it in one of the two")
    folded = fold(text)
    for bad, good in _FOLDED_SPELLINGS.items():
        if bad in folded:
            yield Blot("spelling", f"has {bad}", f"The house spelling is {good}")


def _structure(text: str) -> Iterator[Blot]:
    if hit := _INVISIBLE.search(text):
        code = f"U+{ord(hit.group()):04X}"
        yield Blot("invisible", f"has an invisible character {code} ({_near(text, hit.start())})", "Delete it")
    if hit := _RETIRED.search(text):
        yield Blot("structure", f"has a character that is broken or out of use (U+{ord(hit.group()):04X})", "Type the word anew")
    for pair, sign in _TWO_SIGNS.items():
        if pair in text:
            fact = f"writes {sign} in pieces or out of order ({_near(text, text.find(pair))})"
            yield Blot("structure", fact, f"Type {sign} anew")
            return
    if hit := _DOUBLED.search(text):
        yield Blot("structure", f"has a sign twice ({_near(text, hit.start())})", "Delete one")
        return
    if "\u17d2\u178a" in text:
        at = text.find("\u17d2\u178a")
        yield Blot("structure", f"has subscript ដ ({_near(text, at)})", "Type subscript ត, which looks the same")
    if hit := _RO_FIRST.search(text):
        yield Blot("structure", f"has subscript រ before another ({_near(text, hit.start())})", "Type subscript រ last")
    rest = SYLLABLE.sub(lambda found: " " * len(found.group()), text)
    for at, character in enumerate(rest):
        if "\u1780" <= character <= "\u17dd" and character not in _PUNCTUATION:
            yield Blot("structure", f"has signs in an order that no word has ({_near(text, at)})", "Type this syllable anew")
            return


def _near(text: str, at: int) -> str:
    return text[max(0, at - 4) : at + 5].strip()


_FOLDED_SPELLINGS = {fold(bad): good for bad, good in SPELLINGS.items()}
