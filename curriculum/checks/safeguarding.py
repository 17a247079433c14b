"""What keeps children safe in texts: stories instead of questions about their lives, balance, blame, help first. Pure.

No rule here may be allowed away. SG- are the safeguarding rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from curriculum.checks.matter import Finding, Matter, Passage
from curriculum.checks.rule import Rule

TRUSTED = "rights.trusted-adults"  # whom to tell: learned before anything that may hurt
_HARM = r"(hit|hurt|touch|force|beat|shout|threaten|bull|trick|scare|punish|insult|harm|abus)\w*"
OWN_LIFE = re.compile(
    r"\bhave you ever\b|\bhas (this|that|it|anything|something)\b.{0,30}\bhappened to you\b|\bwhat happened to you\b"
    r"|\b(did|has|have|does|do|was|were|is)\b(?! you ).{0,40}\b" + _HARM + r"\b.{0,15}\byou\b"
    r"|\b(have|were|did|are|do) you (ever |been |being |get |often )*(" + _HARM + r"|hungry|work(ed|ing)?|poor)\b"
    r"(?! (together|with))"
    r"|\b(does|do|did|is|are) your (family|parents?|father|mother|uncle|aunt|brother|sister)\b.{0,40}"
    r"\b(owe|debt|drink|fight|hit|poor|beat|shout|work abroad|gone)"
    r"|\bwhen (did|were|was) you\b.{0,30}\b(last|first)\b",
    re.IGNORECASE,
)
NOT_ASKED = {("facilitator", "care"), ("facilitator", "questions")}  # what an adult must not ask, and what a child may ask
IF = re.compile(r"\bif\b|\bwhen someone\b|\bimagine\b", re.IGNORECASE)
_HARM_KM = "(?:វាយ|ប៉ះពាល់|ជេរ|បង្ខំ|គំរាម|សម្លុត|ធ្វើបាប|បោកប្រាស់|រំលោភ)"
OWN_LIFE_KM = re.compile(
    f"ប្អូន[^។?!]*ធ្លាប់|ធ្លាប់[^។?!]*ប្អូន|តើ[^។?!]*ធ្លាប់|តើ[^។?!]*{_HARM_KM}[^។?!]*ប្អូន|ប្អូនត្រូវ(?:បាន)?គេ{_HARM_KM}[^។!]*\\?"
    "|(?:គ្រួសារ|ឪពុក|ម្តាយ|ឪពុកម្តាយ)(?:របស់)?ប្អូន[^។?!]*(?:ជំពាក់|បំណុល|ផឹក|ឈ្លោះ|ក្រីក្រ)[^។!]*\\?"
)
IF_KM = re.compile("បើ|ប្រសិនបើ|ឧបមា")
# SG-10. Words for what no story of ours shows, and words that make a child a case
BANNED = re.compile(
    r"\b(rape[ds]?|rapist|molest\w*|naked|nude|porn\w*|genitals?|penis|vagina|prostitut\w+|suicide|corpses?|dead bod(y|ies)"
    r"|murder\w*|torture\w*|blood|bloody|bleed\w*|guns?|rifles?|pistols?|bombs?|slaughter\w*|strangl\w*|whores?|sluts?)\b",
    re.IGNORECASE,
)
BANNED_KM = re.compile("រំលោភសេពសន្ថវៈ|អាក្រាត|អាសអាភាស|ប្រដាប់ភេទ|ពេស្យា|អត្តឃាត|សាកសព|ឃាតកម្ម|ទារុណកម្ម|កាំភ្លើង|គ្រាប់បែក|ហូរឈាម|ប្រឡាក់ឈាម")
NO_FAULT_EN, NO_FAULT_KM = re.compile(r"\bfault\b", re.IGNORECASE), re.compile("កំហុស|មិនខុស")
OK_LOW, OK_HIGH, KNOWN, BOYS = 0.4, 0.6, 0.6, 0.35  # SG-11
# English words with a capital that are no child's name
PROPER = {
    "April", "Asia", "August", "Aunt", "Auntie", "Bangkok", "Ben", "Brother", "Buddha", "Buddhist", "CPG",
    "Cambodia", "Cambodian", "Cambodians", "Cham", "Child", "Children", "Committee", "Commune",
    "Convention", "Cousin", "Dad", "December", "District", "Education", "English", "Facebook",
    "Father", "February", "Festival", "Friday", "God", "Grandfather", "Grandma", "Grandmother",
    "Grandpa", "Helpline", "I", "ID", "Internet", "January", "July", "June", "Khmer", "Labour", "Laos", "Law",
    "Mama", "March", "May", "Ministry", "Monday", "Mother", "Mr", "Mrs", "Ms", "Mum", "Muslim", "Nations", "New",
    "No", "Not", "November", "OK", "October", "PIN", "Papa", "Pchum", "Penh", "Phnom", "Poipet", "Police",
    "Province", "Rights", "Saturday", "September", "Sister", "Sunday", "Teacher", "Telegram", "Thai",
    "Thailand", "Thais", "Thursday", "TikTok", "Tuesday", "UN", "Uncle", "United", "Vietnam",
    "Vietnamese", "Village", "Water", "Wednesday", "Year", "Yes", "YouTube",
}  # fmt: skip
CAPITAL = re.compile(r"(?<=[a-z,;] )([A-Z][a-z]+)\b")


def _own_life(matter: Matter) -> Iterator[Finding]:
    """SG-06: never a question about the child's own abuse, work, family, debt, migration or body."""
    for one in matter.texts:
        if one.path[:2] in NOT_ASKED or one.subject.startswith(("concern ", "term ")):
            continue
        if hit := _asks(one):
            yield one.says(f"{one.what} asks about the child's own life ({hit})", "Ask about a child in a story")


def _asks(one: Passage) -> str:
    for sentence in re.split(r"[.?!][”’\"']*(?:\s|$)", one.en):
        if (hit := OWN_LIFE.search(sentence)) and not IF.search(sentence):
            return hit.group()
    for sentence in re.findall("[^។!?]+[។!?]*", one.km):
        if (hit := OWN_LIFE_KM.search(sentence)) and not IF_KM.search(sentence):
            return hit.group()
    return ""


def _banned(matter: Matter) -> Iterator[Finding]:
    """SG-10: nothing graphic, and no word that makes a child a case."""
    for one in matter.for_children:
        if hit := BANNED.search(one.en) or BANNED_KM.search(one.km):
            yield one.says(f"{one.what} says “{hit.group()}”", "Say what the child can do, without the deed")


def _balance(matter: Matter) -> Iterator[Finding]:
    """SG-11: in each unit about half of the vignettes are OK, else a child learns to fear everyone."""
    for unit in matter.course.units:
        vignettes = [item for item in matter.unit_items(unit.id) if item.valence]
        ok = sum(item.valence == "ok" for item in vignettes)
        is_even = abs(2 * ok - len(vignettes)) <= 1  # as near as an odd number can come
        if vignettes and not is_even and not OK_LOW <= ok / len(vignettes) <= OK_HIGH:
            fact = f"unit {unit.id}: {ok} of {len(vignettes)} vignettes are OK"
            yield Finding(f"unit {unit.id}", ("lessons",), fact, "Let 40 to 60 % be OK")


def _who(matter: Matter) -> Iterator[Finding]:
    """SG-11: harm comes mostly from people whom a child knows, and boys are hurt too."""
    bad = [item for item in matter.course.every_item.values() if item.valence == "not_ok"]
    known, boys = sum(bool(item.known_person) for item in bad), sum(item.affected == "boy" for item in bad)
    if bad and known / len(bad) < KNOWN:
        fact = f"the course: {known} of {len(bad)} not-OK vignettes have a known person"
        yield Finding("the course", ("areas",), fact, "Let 60 % or more; harm by strangers is the rarer one")
    if bad and boys / len(bad) < BOYS:
        fact = f"the course: a boy is affected in {boys} of {len(bad)} not-OK vignettes"
        yield Finding("the course", ("areas",), fact, "Let it be 35 % or more")


def _no_fault(matter: Matter) -> Iterator[Finding]:
    """SG-09: the line that is there says it, in both languages."""
    for lesson in matter.course.lessons.values():
        said = lesson.not_your_fault
        if said and not (NO_FAULT_EN.search(said.en) and NO_FAULT_KM.search(said.km)):
            fact = f"not_your_fault of lesson {lesson.id} does not speak of fault in both languages"
            yield Finding(f"lesson {lesson.id}", ("not_your_fault",), fact, "Say “It is not your fault”, វាមិនមែនជាកំហុសរបស់ប្អូនទេ")


def _help_first(matter: Matter) -> Iterator[Finding]:
    """SG-05: whoever meets a sensitive lesson has learned whom to tell."""
    lessons = matter.course.lessons

    def reaches(name: str, seen: frozenset[str]) -> bool:
        needs = lessons[name].needs if name in lessons else ()
        return TRUSTED in needs or any(reaches(one, seen | {name}) for one in needs if one not in seen | {name})

    for lesson in lessons.values():
        if lesson.sensitivity and lesson.id != TRUSTED and not reaches(lesson.id, frozenset()):
            fact = f"lesson {lesson.id} is sensitive and can be met before {TRUSTED}"
            yield Finding(f"lesson {lesson.id}", ("needs",), fact, f"Add {TRUSTED} to its needs")


def _story_names(matter: Matter) -> Iterator[Finding]:
    """SG-10: children of stories have the names that no member is given."""
    known = PROPER | {name.en for name in matter.course.names}
    known |= {word for one in (*matter.course.contacts, *matter.course.terms) for word in re.findall(r"\w+", _name(one))}
    for one in matter.for_children if matter.course.names else ():
        if one.subject.startswith(("lesson ", "item ")):
            for word in CAPITAL.findall(one.en):
                if word not in known:
                    names = ", ".join(name.en for name in matter.course.names)
                    yield one.says(f"{one.what} names {word}", f"If it is a child, use one of {names}; else allow it", "en", word)


def _name(one: object) -> str:
    return str(getattr(getattr(one, "name", None) or getattr(one, "term", None), "en", ""))


RULES = (
    Rule("own-life", _own_life),
    Rule("banned-word", _banned),
    Rule("ok-balance", _balance),
    Rule("who-is-affected", _who),
    Rule("not-your-fault", _no_fault),
    Rule("help-first", _help_first),
    Rule("story-names", _story_names, may_be_allowed=True),
)
