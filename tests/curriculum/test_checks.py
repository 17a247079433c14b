"""Every rule fires on a seeded fault, and on that alone; a good course is left in peace."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from curriculum.checks import NAMES, check
from curriculum.dated import age, is_stale
from curriculum.items import TYPES
from curriculum.problem import Problem
from curriculum.reader import read, surroundings
from tests.curriculum import tiny
from tests.curriculum.tiny import (
    ALT,
    BELIEFS,
    CONTACTS,
    FROZEN,
    GLOSSARY,
    HEAD,
    NEWS,
    NOTES,
    QUIZ,
    SHORT,
    TESTS,
    TRUSTED,
    UI,
    UNIT,
    WORDS,
    Files,
    choice,
    t,
)

TODAY = datetime.date(2026, 11, 24)
OF, FIRST = "rights.kind-words", "rights.trusted-adults"
SORT = 12  # where the sort stands in its file
CLEAN = {"ids", "form"}  # said by the reader


def problems(root: Path, files: Files) -> list[Problem]:
    """What reading and checking say."""
    tiny.write(root, files)
    course = read(root)
    return [*course.problems, *check(course, surroundings(root, TODAY))]


def put(file: str, *path: Any, value: Any) -> Callable[[Files], None]:
    """Sets one value."""

    def change(files: Files) -> None:
        here = files[file]
        for step in path[:-1]:
            here = here[step]
        here[path[-1]] = value

    return change


def text(km: str, en: str) -> Callable[[Files], None]:
    """The first card of the sensitive lesson says this."""
    return put(WORDS, "cards", 0, "text", value=t(km, en))


def tile(km: str, en: str) -> Callable[[Files], None]:
    """The unwise tile of the first item says this."""
    return put(QUIZ, "items", 0, "options", 1, "text", value=t(km, en))


def lose_twin(files: Files) -> None:
    """q1 without q1b."""
    del files[QUIZ]["items"][0]["twin"]
    files[QUIZ]["items"] = [item for item in files[QUIZ]["items"] if item["id"] != f"{OF}.q1b"]


def lose_items(files: Files) -> None:
    """Only five in the first quiz."""
    files[QUIZ]["items"] = [item for item in files[QUIZ]["items"] if item["id"].rstrip("b")[-1] not in "17"]


def each_choice(files: Files, change: Callable[[dict[str, Any]], None]) -> None:
    """All but the sort."""
    for item in files[QUIZ]["items"][:SORT]:
        change(item)


def right_last(files: Files) -> None:
    """The right tile is always the last one."""
    each_choice(files, lambda item: item["options"].sort(key=lambda one: one.get("correct", False)))


def right_longest(files: Files) -> None:
    """The right tile is always the longest one."""

    def change(item: dict[str, Any]) -> None:
        right = next(one for one in item["options"] if one.get("correct"))
        right["text"] = t("ប្រាប់អ្នកគ្រូ ឬម្តាយ ឬជីដូន ឬមេភូមិ នៅថ្ងៃនេះ", "Tell the teacher, or mother, or grandmother, today")

    each_choice(files, change)


def vignettes(**more: Any) -> Callable[[Files], None]:
    """Every not-OK vignette says this."""

    def change(files: Files) -> None:
        for item in files[QUIZ]["items"]:
            if item.get("valence") == "not_ok":
                item.update(more)

    return change


def never_ok(files: Files) -> None:
    """All vignettes are not OK."""
    for item in files[QUIZ]["items"]:
        if item.get("valence") == "ok":
            item.update({"valence": "not_ok", "known_person": True, "affected": "boy"})


def twice(files: Files) -> None:
    """One item stands twice."""
    files[QUIZ]["items"].append(files[QUIZ]["items"][SORT])


def always_tell(files: Files) -> None:
    """Ten more questions in which the right tile alone says "tell"."""
    for n in range(20, 30):
        pair = (f"{OF}.q{n}", f"{OF}.q{n}b")
        files[QUIZ]["items"] += [choice(pair[0], OF, n, twin=pair[1]), choice(pair[1], OF, n + 1, twin=pair[0])]


def glossary_never(files: Files) -> None:
    """A Khmer word that the glossary forbids."""
    files[GLOSSARY]["terms"][0]["never"] = ["សិទ្ធអំណាច"]
    text("សិទ្ធអំណាចរបស់ដារ៉ា។", "Dara has power.")(files)


def more(*items: dict[str, Any]) -> Callable[[Files], None]:
    """These items stand in the quiz of the first lesson too."""
    return lambda files: files[tiny.FIRST_QUIZ]["items"].extend(items)


def statement(number: int, *, holds: bool, **changes: Any) -> dict[str, Any]:
    """One of the first lesson."""
    return {**tiny.true_false(f"{FIRST}.q{number}", FIRST, holds=holds), **changes}


def pairs(**changes: Any) -> dict[str, Any]:
    """A match whose second pair is changed."""
    made = tiny.match(f"{FIRST}.q2", FIRST)
    made["pairs"][1].update(changes)
    return made


def ways(scene: int, way: int, **changes: Any) -> dict[str, Any]:
    """A story of which one way is changed."""
    made = tiny.story(f"{FIRST}.q2", FIRST)
    made["scenes"][scene]["options"][way].update(changes)
    return made


def only_told(files: Files) -> None:
    """The first lesson asks nothing but how sure a child is."""
    files[tiny.FIRST_QUIZ]["items"] = [tiny.scale(f"{FIRST}.q2", FIRST)]


def examined(*changes: Callable[[Files], None]) -> Callable[[Files], None]:
    """The course has tests and short checks, and this is wrong with them."""

    def change(files: Files) -> None:
        files.update(tiny.with_tests())
        for one in changes:
            one(files)

    return change


def pair(number: int, **more: Any) -> Callable[[Files], None]:
    """Question `number` of form A and its twin say this."""

    def change(files: Files) -> None:
        for item in files[TESTS]["items"][2 * number - 2 : 2 * number]:
            item.update(more)

    return change


def one_area_less(files: Files) -> None:
    """Nine areas, each asked three times: twenty-seven questions."""
    del files[HEAD]["areas"][-1], files[TESTS]["items"][-6:]


def told(number: int, end: str) -> dict[str, Any]:
    """A story in place of a choice."""
    asked = tiny.question(number, is_twin=bool(end))
    kept = {key: asked[key] for key in ("twin", "area", "stem")}
    return {**tiny.story(asked["id"], FIRST), **kept}


def in_one_area(files: Files) -> None:
    """A question of the last area asks about the first."""
    pair(30, area="rights")(files)


def shortest_is_right(files: Files) -> None:
    """All sixty can be answered by taking the shorter tile."""
    for item in files[TESTS]["items"]:
        for one in item["options"]:
            one["text"] = (
                t("លេងជាមួយមិត្ត", "Play with friends")
                if one.get("correct")
                else t("អានសៀវភៅ មើលមេឃ និងញ៉ាំបាយ", "Read a book, look up and eat rice")
            )


def practised(files: Files) -> None:
    """A lesson asks what the test asks, in the other order."""
    asked = files[TESTS]["items"][20]
    copied = {key: value for key, value in asked.items() if key not in ("twin", "area")}
    more({**copied, "id": f"{FIRST}.q2", "options": asked["options"][::-1], "area": "rights"})(files)


# rule, what breaks it
CASES: list[tuple[str, Callable[[Files], None]]] = [
    ("ids", twice),
    ("form", put(TRUSTED, "titel", value="x")),
    ("slug", put(QUIZ, "items", SORT, "id", value=f"{OF}.Q7")),
    ("slug", put(QUIZ, "items", SORT, "id", value="rights.other.q7")),
    ("reference", put(QUIZ, "items", SORT, "area", value="nowhere")),
    ("reference", put(QUIZ, "items", SORT, "twin", value="rights.nowhere")),
    ("reference", put(TRUSTED, "areas", value=["nowhere"])),
    ("reference", put(UNIT, "lessons", value=["rights.trusted-adults", OF, "rights.gone"])),
    ("reference", put(UNIT, "lessons", value=["rights.trusted-adults", OF, OF])),
    ("reference", put(UNIT, "lessons", value=["rights.trusted-adults"])),
    ("needs", put(TRUSTED, "needs", value=[OF])),
    ("needs", put(TRUSTED, "needs", value=["rights.gone"])),
    ("units", put(HEAD, "units", value=["rights", "gone"])),
    ("units", put(HEAD, "units", value=["gone"])),
    ("khmer-signs", text("ដារ៉ាញ៉ាំំបាយ។", "Dara eats some rice.")),
    ("khmer-signs", text("ដារ៉ាទៅ\u200bសាលា។", "Dara goes to school.")),
    ("khmer-signs", text("ដារា៉ទៅសាលា។", "Dara goes to school.")),
    ("khmer-signs", text("ស្ដាប់ដារ៉ា។", "Listen to Dara.")),
    ("khmer-signs", text("ដារ៉ាដេីរ។", "Dara walks.")),
    ("khmer-latin", text("ដារ៉ាប្រាប់ USB។", "Dara tells all.")),
    ("khmer-marks", text("ដារ៉ាប្រាប់គេ ។", "Dara tells someone.")),
    ("khmer-marks", text("ដារ៉ាថា: «មក»។", "Dara says: “Come.”")),
    ("khmer-marks", text("ដារ៉ាប្រាប់គេ.", "Dara tells someone.")),
    ("khmer-marks", text("ដារ៉ា  ប្រាប់គេ។", "Dara tells someone.")),
    ("khmer-marks", text("ដារ៉ាប្រាប់គេ។គេជួយ។", "Dara tells. They help.")),
    ("khmer-digits", text("ដារ៉ាមានមិត្ត 5 នាក់។", "Dara has 5 friends.")),
    ("khmer-digits", text("ដារ៉ាមានមិត្ត ១5 នាក់។", "Dara has 15 friends.")),
    ("khmer-spelling", text("ដារ៉ាអោយសៀវភៅ។", "Dara gives a book.")),
    ("sentence-length", text(" ".join(["ដារ៉ាប្រាប់អ្នកគ្រូ"] * 9) + "។", "Dara tells the teacher, again and again. " * 4)),
    ("long-sentence", text(" ".join(["ដារ៉ាប្រាប់អ្នកគ្រូ"] * 7) + "។", "Dara tells the teacher, again and again. " * 4)),
    ("no-breath", text("ដារ៉ាប្រាប់អ្នកគ្រូ" * 4 + "។", "Dara tells the teacher, again and again. " * 2)),
    ("tile-length", tile("ប្រាប់អ្នកគ្រូ ហើយប្រាប់ជីដូន", "Tell the teacher and the aunt and the uncle and all of us now")),
    ("address", text("សូមមើលដារ៉ា។", "See <b>Dara</b> here.")),
    ("address", text("មើលគេហទំព័រដារ៉ា។", "Dara looks at www dot: dara.org now.")),
    ("repeated-answer", tile("ប្រាប់ម្តាយ", "Tell the teacher")),
    ("repeated-answer", tile("ប្រាប់អ្នកគ្រូ", "Tell mother")),
    ("kind-feedback", put(QUIZ, "items", 0, "options", 1, "feedback", value=t("តែគេអាចជួយ។", "Wrong. Others can help."))),
    ("kind-feedback", put(QUIZ, "items", 0, "options", 1, "feedback", value=t("ខុសហើយ។ គេអាចជួយ។", "Others can help."))),
    ("kind-feedback", put(QUIZ, "items", SORT, "things", 0, "feedback", value=t("ទេ។ គេអាចជួយ។", "Others can help."))),
    ("numbers", text("ដារ៉ាហៅលេខ 1280។", "Dara calls 1208.")),
    ("numbers", text("ដារ៉ាអាយុ ១២ ឆ្នាំ។", "Dara is 11 years old.")),
    ("placeholders", put(UI, "door", "children", value=t("កុមារ {0} នាក់", "{0:d} children"))),
    ("question", text("ដារ៉ាប្រាប់គេ។", "Does Dara tell?")),
    ("question", text("សួរថា «ដារ៉ាប្រាប់»។", "Ask: “Does Dara tell?”")),
    ("question", text("តើដារ៉ាប្រាប់ទេ?", "Dara tells.")),
    ("negation-lost", text("ទៅជាមួយគេ។", "Do not go with them.")),
    ("negation", text("ដារ៉ាប្រាប់អ្នកគ្រូ។", "Dara tells nobody here.")),
    ("negation", text("ដារ៉ាមិនទៅសាលា។", "Dara goes to school.")),
    ("length", text("ដារ៉ា។", "Dara tells the teacher everything that was said.")),
    ("same-name", text("ចន្ទទៅសាលា។", "Dara goes to school.")),
    ("glossary", text("ដារ៉ាមានសំណួរ។", "Dara has rights.")),
    ("glossary", glossary_never),
    ("enough-items", lose_items),
    ("enough-items", put(tiny.FIRST_QUIZ, "items", value=[])),
    ("enough-items", only_told),
    ("twin-missing", lose_twin),
    ("twin-missing", lambda files: files[QUIZ]["items"].append(tiny.true_false(f"{OF}.q8", OF, holds=True))),
    ("one-sided", more(*(statement(number, holds=True) for number in range(2, 6)))),
    ("one-sided", more(*(statement(number, holds=number == 2) for number in range(2, 6)))),
    ("statement", more(statement(2, holds=True, stem=t("តើពាក្យល្អជួយទេ?", "Do kind words help?")))),
    ("teach-back", more({**tiny.teach_back(f"{FIRST}.q2", FIRST), "area": "rights"})),
    ("form", more({**tiny.teach_back(f"{FIRST}.q2", FIRST), "area": "rights", "kind": "knowledge"})),
    ("repeated-answer", more(pairs(right=t("ជួយ", "Harms")))),
    ("repeated-answer", more(pairs(left=t("ពាក្យអន់", "Kind words")))),
    (
        "tile-length",
        more(
            pairs(
                right=t(
                    "ធ្វើឱ្យឈឺ ហើយធ្វើឱ្យយំ ហើយធ្វើឱ្យឈឺ ហើយធ្វើឱ្យយំ", "Hurts and hurts and hurts and hurts and hurts and hurts and hurts"
                )
            )
        ),
    ),
    ("kind-feedback", more(pairs(feedback=t("ពាក្យនេះឱ្យកម្លាំង។", "Wrong. These words give strength.")))),
    (
        "kind-feedback",
        more(statement(2, holds=False, feedback={"agree": t("ទេ។ ដារ៉ាស្តាប់។", "Dara listens."), "disagree": t("មែន។", "Yes.")})),
    ),
    ("form", more(pairs(id="a"))),
    ("form", more(ways(0, 1, to="nowhere"))),
    ("twins", put(QUIZ, "items", 6, "kind", value="knowledge")),
    ("twins", put(QUIZ, "items", 6, "twin", value=f"{OF}.q2")),
    ("twins", put(QUIZ, "items", SORT, "id", value=f"{OF}.q7b")),
    ("right-is-longest", right_longest),
    ("right-in-one-place", right_last),
    ("telltale", always_tell),
    ("misconception-unused", put(BELIEFS, "misconceptions", 0, "id", value="said-by-nobody")),
    ("item-sensitivity", put(QUIZ, "items", SORT, "sensitivity", value=2)),
    ("own-life", text("តើដារ៉ាទៅណាជាមួយមិត្តភក្តិនៅថ្ងៃនេះ?", "Have you ever been to the market?")),
    ("own-life", text("តើដារ៉ាទៅណាជាមួយមិត្តភក្តិនៅថ្ងៃនេះ?", "Did anyone hit you this week?")),
    ("own-life", text("តើដារ៉ាទៅណាជាមួយមិត្តភក្តិនៅថ្ងៃនេះ?", "Were you ever forced to go?")),
    ("own-life", text("តើដារ៉ាទៅណាជាមួយមិត្តភក្តិនៅថ្ងៃនេះ?", "Does your family owe money?")),
    ("own-life", text("តើដារ៉ាទៅណាជាមួយមិត្តភក្តិនៅថ្ងៃនេះ?", "Has this happened to you?")),
    ("own-life", text("តើប្អូនធ្លាប់ទៅផ្សារទេ?", "Where does Dara go today?")),
    ("own-life", text("តើមានអ្នកណាវាយប្អូនទេ?", "Where does Dara go today?")),
    ("own-life", put(WORDS, "facilitator", "discuss", 0, value=t("តើមានអ្នកណាវាយប្អូនទេ?", "Where does Dara go today?"))),
    ("banned-word", text("ដារ៉ាឃើញកាំភ្លើង។", "Dara sees a big thing.")),
    ("banned-word", text("ដារ៉ាឃើញវត្ថុ។", "Dara sees a gun.")),
    ("ok-balance", never_ok),
    ("who-is-affected", vignettes(known_person=False)),
    ("who-is-affected", vignettes(affected="girl")),
    ("not-your-fault", put(WORDS, "not_your_fault", value=t("ប្អូនពូកែណាស់។", "You are brave."))),
    ("help-first", put(WORDS, "needs", value=[])),
    ("story-names", text("ដារ៉ាជួបមិត្តម្នាក់។", "Dara meets Piseth.")),
    ("picture", put(WORDS, "cards", 0, "picture", value="not-drawn")),
    ("picture", put(QUIZ, "items", 0, "options", 0, "picture", value="not-drawn")),
    ("alt-text", put(ALT, "class", value={"en": "Children sit in a class."})),
    ("helpline-first", put(CONTACTS, "contacts", 0, "number", value="1288")),
    ("helpline-first", put(CONTACTS, "contacts", 0, "child_facing", value=False)),
    ("contact-date", put(CONTACTS, "contacts", 0, "checked", value="2027-01")),
    ("contact-date", put(CONTACTS, "contacts", 0, "checked", value="2026-13")),
    ("stale-contact", put(CONTACTS, "contacts", 0, "checked", value="2026-05")),
    ("unverified-contact", put(CONTACTS, "contacts", 1, "verified", value=False)),
    ("taught-number", text("ដារ៉ាហៅ 119។", "Dara calls 119.")),
    ("taught-number", text("ដារ៉ាហៅ 092 311 511។", "Dara calls 092 311 511.")),
    ("taught-number", put(CONTACTS, "contacts", 1, "name", value=t("ប៉ូលិស 118", "Police 118"))),
    ("note-date", put(NOTES, "notes", 0, "checked", value="2027-01")),
    ("note-date", put(NOTES, "notes", 0, "checked", value="2026-13")),
    ("stale-note", put(NOTES, "notes", 0, "checked", value="2026-05")),
    ("note-lesson", put(NOTES, "notes", 0, "lessons", value=["rights.nowhere"])),
    ("note-lesson", put(NOTES, "notes", 0, "lessons", value=[])),
    ("never-taught", put(NOTES, "notes", 0, "text", value=t("អាយុនៃការយល់ព្រម", "The age of consent"))),
    ("never-taught", text("អាយុយល់ព្រម។", "The age of a yes.")),
    ("form", put(NOTES, "notes", 0, "text", value={"en": "Ask the commune today."})),
    ("form", put(NOTES, "notes", 0, "source", value="")),
    ("form", put(NOTES, "notes", 0, "topic", value="weather")),
    ("form", put(CONTACTS, "contacts", 1, "languages", value=["kh"])),
    ("form", put(CONTACTS, "contacts", 1, "hours", value={"en": "day and night"})),
    ("ids", put(CONTACTS, "contacts", 1, "id", value="child-helpline")),
    ("ids", put(NOTES, "notes", value=[tiny.good()[NOTES]["notes"][0], tiny.good()[NOTES]["notes"][0]])),
    ("frozen", put(FROZEN, f"{OF}.q1", value={1: "another"})),
    ("frozen", put(FROZEN, f"{OF}.q1", value={2: "another"})),
    ("frozen-gone", put(FROZEN, "rights.gone.q1", value={1: "x"})),
    ("changelog", put(NEWS, "entries", 1, "lessons", value=["rights.gone"])),
    ("changelog", put(NEWS, "entries", 0, "on", value="2026-11-26")),
    ("changelog", put(NEWS, "entries", 1, "on", value="2026-11-24")),
    ("changelog", put(NEWS, "entries", 0, "on", value="2026-11-19")),
    ("changelog", put(NEWS, "entries", 1, "on", value="2026-02-30")),
    ("form", put(NEWS, "entries", 0, "on", value="soon")),
    ("form", put(NEWS, "entries", 0, "on", value="2026-13-01")),
    ("unwritten", text("…", "…")),
    ("form-size", examined(one_area_less)),
    ("form-twins", examined(put(TESTS, "items", 40, "sensitivity", value=1))),
    ("form-twins", examined(put(TESTS, "items", 40, "kind", value="knowledge"))),
    (
        "form-twins",
        examined(
            put(TESTS, "items", 2, "valence", value="not_ok"),
            put(TESTS, "items", 2, "known_person", value=True),
            put(TESTS, "items", 2, "affected", value="boy"),
        ),
    ),
    ("form-twins", examined(put(TESTS, "items", 40, "twin", value=f"{FIRST}.t22b"))),
    ("form-twins", examined(lambda files: files[TESTS]["items"][40].pop("twin"))),
    ("form-areas", examined(in_one_area)),
    ("form-vignettes", examined(pair(1, kind="action", valence=None))),
    ("form-vignettes", examined(pair(1, valence="ok"), pair(3, valence="ok"))),
    ("form-telltale", examined(shortest_is_right)),
    ("test-item", examined(pair(1, sensitivity=2))),
    ("test-item", examined(lambda files: files[TESTS]["items"].__setitem__(slice(40, 42), [told(21, ""), told(21, "b")]))),
    ("test-repeats", examined(practised)),
    ("ids", examined(lambda files: files[SHORT]["items"].append(tiny.choice(f"{FIRST}.t1", FIRST, 1)))),
    ("short-check", examined(put(SHORT, "checks", 0, "items", value=[f"{OF}.c1", f"{OF}.c2", f"{OF}.c9"]))),
    ("short-check", examined(put(SHORT, "checks", 0, "items", value=[f"{OF}.c1", f"{OF}.c2", f"{OF}.c3"]))),
    ("short-check", examined(put(SHORT, "checks", 0, "items", value=[f"{OF}.c1"]))),
    ("short-check", examined(put(SHORT, "items", 0, "sensitivity", value=1))),
    ("short-check", examined(put(SHORT, "items", 0, value=tiny.match(f"{OF}.c1", OF)))),
    ("form", examined(put(SHORT, "extra", value=[]))),
    ("khmer-marks", examined(put(SHORT, "checks", 0, "sentence", value=t("សំណួរខ្លី ។", "Short questions.")))),
    ("kind-feedback", examined(put(TESTS, "items", 0, "options", 1, "feedback", value=t("ខុសហើយ។", "A thought.")))),
    (
        "statement",
        examined(
            lambda files: files[SHORT]["items"].__setitem__(
                0, tiny.true_false(f"{OF}.c1", OF, holds=True) | {"stem": t("តើចន្ទជួយទេ?", "Does Chan help?")}
            )
        ),
    ),
    ("frozen", examined(put(FROZEN, f"{FIRST}.t1", value={1: "another"}))),
    ("own-life", examined(put(TESTS, "items", 40, "stem", value=t("តើប្អូនធ្លាប់ទៅផ្សារទេ?", "Where does Dara go today?")))),
    ("allow", put(WORDS, "allow", value={"banned-word": "no"})),
    ("allow", put(WORDS, "allow", value={"no-such-rule": "no"})),
    ("allow", put(WORDS, "allow", value={"glossary": "nothing here needs it"})),
]


def test_a_good_course_has_no_problem(tmp_path):
    """Neither error nor warning: whatever a case below finds, its own change has brought."""
    assert problems(tmp_path, tiny.good()) == []


def test_a_good_course_may_have_tests(tmp_path):
    """Two forms of thirty and short checks, well made, give no rule anything to say; an absent folder says nothing either."""
    files = tiny.with_tests()
    assert problems(tmp_path, files) == []


def test_a_good_course_may_ask_in_every_way(tmp_path):
    """An item of each type, well made, gives no rule anything to say."""
    files = tiny.every_type()
    assert {item["type"] for item in files[QUIZ]["items"]} == set(TYPES) - {"picture", "order"}
    assert problems(tmp_path, files) == []


@pytest.mark.parametrize(("rule", "breaks"), CASES, ids=[f"{n}-{rule}" for n, (rule, _) in enumerate(CASES)])
def test_a_rule_fires(tmp_path, rule, breaks):
    """One seeded fault is found by its rule alone, with a place that exists and a remedy."""
    files = tiny.good()
    breaks(files)
    found = problems(tmp_path, files)
    assert {one.rule.partition(".")[0] for one in found} == {rule}, [str(one) for one in found]
    assert all((tmp_path / one.place.file).exists() and one.remedy for one in found)


def test_no_rule_is_without_a_seeded_fault():
    """Whoever adds a rule also proves that it fires."""
    assert {rule for rule, _ in CASES} == set(NAMES) | CLEAN | {"unwritten", "allow"}


def test_warnings_stop_nobody():
    """Exactly these are warnings: all others end `manage.py check` with an error."""
    warnings = {"long-sentence", "no-breath", "negation", "length", "stale-contact", "frozen-gone", "telltale", "form-telltale"}
    warnings |= {"unverified-contact", "stale-note"}
    assert {name for name, rule in NAMES.items() if rule.is_warning} == warnings


def test_what_keeps_children_safe_cannot_be_allowed_away():
    """No safeguarding rule, but for a place name that is no child's."""
    safe = {
        "own-life",
        "banned-word",
        "ok-balance",
        "who-is-affected",
        "not-your-fault",
        "help-first",
        "item-sensitivity",
        "kind-feedback",
        "taught-number",
        "never-taught",
    }
    assert not any(NAMES[name].may_be_allowed for name in safe)


@pytest.mark.parametrize("name", ["glossary", "glossary.rights"])
def test_a_rule_can_be_allowed_with_a_reason(tmp_path, name):
    """`allow:` takes a rule, or one term of it, away from one lesson."""
    files = tiny.good()
    text("ដារ៉ាបត់ទៅស្តាំ។", "Dara turns right.")(files)
    files[WORDS]["allow"] = {name: "a direction"}
    assert problems(tmp_path, files) == []


def test_a_safeguarding_rule_holds_in_spite_of_a_reason(tmp_path):
    """The finding stays, and so does the reason as a second one."""
    files = tiny.good()
    text("ដារ៉ាឃើញវត្ថុ។", "Dara sees a gun.")(files)
    files[WORDS]["allow"] = {"banned-word": "it is a toy"}
    assert {one.rule for one in problems(tmp_path, files)} == {"banned-word", "allow"}


def test_the_glossary_knows_other_words_and_phrases(tmp_path):
    """`also` is as good as the term, `unless` is another meaning, and a longer term comes first."""
    files = tiny.good()
    term = files[GLOSSARY]["terms"][0]
    term["also"], term["unless"] = ["ច្បាប់ការពារ"], ["right now"]
    longer = {"id": "human-right", "term": t("សេចក្តីថ្លៃថ្នូរ", "human right"), "means": t("អ្វីដែលត្រូវមាន។", "What one must have.")}
    files[GLOSSARY]["terms"].append(longer)
    files[WORDS]["cards"][0]["text"] = t("ដារ៉ាមានច្បាប់ការពារ។", "Dara has rights.")
    files[WORDS]["cards"][1]["text"] = t("ដារ៉ាទៅភ្លាម។", "Dara goes right now.")
    files[WORDS]["cards"][2]["text"] = t("ដារ៉ាមានសេចក្តីថ្លៃថ្នូរ។", "Dara has human rights.")
    term["never"] = ["សិទ្ធ", "ច្បាប់"]  # both begin a good word, and are not met inside it
    assert problems(tmp_path, files) == []


@pytest.mark.parametrize(
    "en",
    [
        "If someone has hurt you, whom can you tell?",
        "What do you do when Dara is hurt?",
        "What do you like to play?",
        "Do you know this number?",
        "Someone says: “Words do not hurt.” What do you think?",
    ],
)
def test_a_question_about_a_story_may_be_asked(tmp_path, en):
    """What a child would do, knows or thinks is no question about the child's own life."""
    files = tiny.good()
    text("បើមានគេវាយប្អូន តើប្អូនប្រាប់អ្នកណា?", en)(files)
    assert [one for one in problems(tmp_path, files) if one.rule == "own-life"] == []


def test_an_adult_may_be_told_what_not_to_ask(tmp_path):
    """The note on care may name the question that nobody should ask."""
    files = tiny.good()
    files[WORDS]["facilitator"]["care"] = t("កុំសួរថា «តើមានអ្នកណាវាយប្អូនទេ?» ឡើយ។", "Never ask “Did anyone hit you?” of a child.")
    assert problems(tmp_path, files) == []


def test_a_question_may_be_quoted_or_come_first(tmp_path):
    """What counts is how a text ends: «…?»។ asks, “No help? Tell …” does not."""
    files = tiny.good()
    files[WORDS]["cards"][0]["text"] = t("សួរថា «ដារ៉ាប្រាប់ទេ?»។", "Ask: “Does Dara tell?”")
    files[WORDS]["cards"][1]["text"] = t("បើគ្មានជំនួយ ប្រាប់អ្នកបន្ទាប់", "No help? Tell the next person")
    assert problems(tmp_path, files) == []


def test_a_computer_denies_nothing(tmp_path):
    """The word កុំព្យូទ័រ begins like “do not”, and is none."""
    files = tiny.good()
    text("ដារ៉ារៀននៅកុំព្យូទ័រ។", "Dara learns at the computer.")(files)
    assert [one for one in problems(tmp_path, files) if one.rule.startswith("negation")] == []


def test_three_vignettes_may_be_two_to_one(tmp_path):
    """An odd number is balanced as well as it can be; three to none is not."""
    files = tiny.good()
    for item in files[QUIZ]["items"]:
        item["kind"] = "action"
        for key in ("valence", "known_person", "affected"):
            item.pop(key, None)
    bad = {"valence": "not_ok", "known_person": True, "affected": "boy"}
    for number, more in enumerate(({"valence": "ok"}, {"valence": "ok"}, bad), 2):
        one = choice(f"rights.trusted-adults.q{number}", "rights.trusted-adults", number, kind="vignette", **more)
        files[tiny.FIRST_QUIZ]["items"].append(one)
    assert problems(tmp_path, files) == []
    files[tiny.FIRST_QUIZ]["items"][1].update(bad)
    files[tiny.FIRST_QUIZ]["items"][2].update(bad)
    assert {one.rule for one in problems(tmp_path, files)} == {"ok-balance"}


def test_a_problem_says_file_line_fact_and_remedy(tmp_path):
    """The line is that of the text, in the file that holds it."""
    files = tiny.good()
    text("ដារ៉ាអោយសៀវភៅ។", "Dara gives a book.")(files)
    [found] = problems(tmp_path, files)
    lines = (tmp_path / WORDS).read_text("utf-8").splitlines()
    assert found.place.file == WORDS
    assert "អោយ" in lines[found.place.line - 1]
    assert str(found).startswith(
        f"{WORDS}:{found.place.line}: Khmer text of card a of lesson {OF} has អោយ. The house spelling is ឱ្យ."
    )


@pytest.mark.parametrize(
    ("checked", "days", "is_old"),
    [
        ("2026-11", 23, False), ("2026-06", 176, False), ("2026-05", 207, True), ("2024-02", 1027, True),
        ("2026-12", None, True), ("2026-13", None, True), ("2026-00", None, True),
    ],
)  # fmt: skip
def test_an_age_is_counted_from_the_first_of_the_month(checked, days, is_old):
    """The safe side; a month that cannot be, or has not come, makes nothing young."""
    assert (age(checked, TODAY), is_stale(checked, TODAY)) == (days, is_old)


@pytest.mark.parametrize(("day", "is_old"), [("2026-11-28", False), ("2026-11-29", True)])
def test_a_check_lasts_180_days(day, is_old):
    """SG-34, to the day: from the first of June."""
    assert is_stale("2026-06", datetime.date.fromisoformat(day)) == is_old


def test_staff_may_be_told_what_is_never_taught(tmp_path):
    """A note for staff alone says why the age of consent is left out, and needs no lesson."""
    files = tiny.good()
    files[NOTES]["notes"][0] |= {"for": "staff", "lessons": [], "text": t("អាយុនៃការយល់ព្រម", "The age of consent")}
    assert problems(tmp_path, files) == []


def test_a_lesson_may_name_a_number_that_children_are_shown(tmp_path):
    """With spaces as it is spoken, or without; a figure in Khmer digits is no number to dial."""
    files = tiny.good()
    files[CONTACTS]["contacts"][1]["number"] = "092 311"
    files[WORDS]["cards"][0]["text"] = t("ដារ៉ាហៅ 1280 ឬ 092311។ ២០១១ នាក់។", "Dara calls 1280 or 092311. 2011 people.")
    assert problems(tmp_path, files) == []
