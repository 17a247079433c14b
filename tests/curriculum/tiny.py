"""A tiny course without a fault, as files: each test breaks one thing in it."""

from __future__ import annotations

import copy
import datetime
import json
from pathlib import Path
from typing import Any

import yaml

HEAD, CONTACTS, GLOSSARY = "lessons/course.yaml", "lessons/contacts.yaml", "lessons/glossary.yaml"
BELIEFS, NOTES, NEWS = "lessons/misconceptions.yaml", "lessons/notes.yaml", "lessons/changelog.yaml"
UNIT, TRUSTED, WORDS = "lessons/rights/unit.yaml", "lessons/rights/trusted-adults.yaml", "lessons/rights/kind-words.yaml"
QUIZ, FIRST_QUIZ, UI = "quizzes/rights/kind-words.yaml", "quizzes/rights/trusted-adults.yaml", "assets/words/child.yaml"
TESTS, SHORT = "quizzes/tests/items.yaml", "quizzes/tests/short.yaml"
ALT, FROZEN = "assets/pictures/drawn/alt.json", "quizzes/frozen.yaml"
Files = dict[str, Any]
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def t(km: str, en: str) -> dict[str, str]:
    """One text."""
    return {"km": km, "en": en}


def lesson(name: str, **more: Any) -> dict[str, Any]:
    """A lesson with its least."""
    return {
        "id": name,
        "title": t("ពាក្យល្អ", "Kind words"),
        "areas": ["rights"],
        "bands": ["A"],
        "core": False,
        "sensitivity": 0,
        "minutes": 10,
        "needs": [],
        "goal": t("រៀនចប់ ប្អូននឹងប្រាប់មិត្តម្នាក់។", "After this you will tell a friend."),
        "cards": [
            {"id": n, "picture": "class", "text": t("ដារ៉ាប្រាប់អ្នកគ្រូ។", "Dara tells the teacher.")} for n in ("a", "b", "c", "d")
        ],
        "practise": t("និយាយឱ្យឮៗ៖ «សូមឈប់»។", "Say aloud: “Please stop.”"),
        "tell_it": {
            "what": t("ពាក្យល្អអាចជួយ។", "Kind words can help."),
            "why": t("កុមារគ្រប់រូបមានសិទ្ធិ។", "Every child has rights."),
            "do": t("ប្រាប់មិត្តម្នាក់។", "Tell one friend."),
        },
        "home_note": t("ថ្ងៃនេះ កូនរៀនពាក្យល្អ។", "Today your child learned kind words."),
        "close": t("ដកដង្ហើមយឺតៗ បីដង។", "Take three slow breaths."),
        "facilitator": {
            "plan": [{"minutes": 10, "do": t("អានរឿង", "Read the story")}],
            "prepare": t("ក្តារខៀន", "The board"),
            "discuss": [t("តើពាក្យណាល្អ?", "Which words are kind?")],
            "care": t("មនុស្សពេញវ័យម្នាក់ទៅនៅជិត។", "One adult stays near."),
        },
        "sources": [{"fact": "respect", "from": "Convention, article 19", "checked": "2026-11"}],
        **more,
    }


def choice(name: str, of: str, number: int, **more: Any) -> dict[str, Any]:
    """A choice; where the right tile stands changes with its number."""
    right = {
        "id": "r",
        "text": t("ប្រាប់អ្នកគ្រូ", "Tell the teacher"),
        "correct": True,
        "feedback": t("មែនហើយ។ ប្រាប់គេ។", "Yes. Telling helps."),
    }
    other = {
        "id": "o",
        "text": t("នៅស្ងៀមម្នាក់ឯងរហូតដល់ល្ងាច", "Stay silent and alone all day"),
        "misconception": "silence-helps",
        "feedback": t("ស្ងៀមក៏យល់បាន។ តែគេអាចជួយ។", "One can understand that. Others can help."),
    }
    item = {
        "id": name,
        "lesson": of,
        "area": "rights",
        "type": "choice",
        "kind": "action",
        "sensitivity": 0,
        "stem": t("តើដារ៉ាអាចធ្វើអ្វីបាន?", "What can Dara do now?"),
        "options": [right, other] if number % 2 else [other, right],
        "discuss": t("តើពាក្យណាល្អ?", "Which words are kind?"),
    }
    return copy.deepcopy({**item, **more})


def sort(name: str, of: str) -> dict[str, Any]:
    """A sort."""
    feedback = t("ពាក្យនេះឱ្យកម្លាំង។", "These words give strength.")
    things = (("a", "ពាក្យល្អ", "A kind word", "ok"), ("b", "ការសើចចំអក", "Mocking", "not"), ("c", "ការស្តាប់", "Listening", "ok"))
    return {
        **{key: value for key, value in choice(name, of, 1).items() if key != "options"},
        "type": "sort",
        "baskets": [
            {"id": "ok", "text": t("ជួយ", "Helps"), "sign": "thumb"},
            {"id": "not", "text": t("ធ្វើឱ្យឈឺ", "Hurts"), "sign": "hand"},
        ],
        "things": [
            {"id": i, "text": t(km, en), "basket": basket, "misconception": "m", "feedback": feedback}
            for i, km, en, basket in things
        ],
        "feedback": {"right": t("ល្អណាស់!", "Well done!"), "partly": t("សូមសាកម្តងទៀត។", "Try once more.")},
    }


def _bare(name: str, of: str, type_: str, /, **more: Any) -> dict[str, Any]:
    """An item without options."""
    return {**{key: value for key, value in choice(name, of, 1).items() if key != "options"}, "type": type_, **more}


def true_false(name: str, of: str, *, holds: bool, **more: Any) -> dict[str, Any]:
    """A statement."""
    verdicts = {
        "agree": t("ពាក្យល្អជួយមនុស្សគ្រប់គ្នា។", "Kind words help everyone."),
        "disagree": t("គិតបានល្អ។ ពាក្យល្អពិតជាជួយ។", "Good thinking. Kind words do help."),
    }
    stem = t("ពាក្យល្អជួយដារ៉ា។", "Kind words help Dara.")
    return _bare(name, of, "true_false", stem=stem, holds=holds, misconception="words-are-nothing", feedback=verdicts, **more)


def match(name: str, of: str) -> dict[str, Any]:
    """Three pairs."""
    sides = (("ពាក្យល្អ", "Kind words", "ជួយ", "Help"), ("ការសើចចំអក", "Mocking", "ធ្វើឱ្យឈឺ", "Hurts"))
    sides = (*sides, ("ការស្តាប់", "Listening", "ឱ្យកម្លាំង", "Gives strength"))
    feedback = t("ពាក្យនេះឱ្យកម្លាំង។", "These words give strength.")
    pairs = [
        {"id": one, "left": t(km, en), "right": t(km_, en_), "misconception": "m", "feedback": feedback}
        for one, (km, en, km_, en_) in zip("abc", sides, strict=True)
    ]
    whole = {"right": t("ល្អណាស់!", "Well done!"), "partly": t("សូមសាកម្តងទៀត។", "Try once more.")}
    return _bare(name, of, "match", pairs=pairs, feedback=whole)


def scale(name: str, of: str) -> dict[str, Any]:
    """Never marked."""
    stem = t("ប្រាប់មិត្តពីពាក្យល្អ៖ តើងាយទេ?", "Telling a friend about kind words: how easy is it?")
    ends = {"low": t("នៅពិបាក", "Still hard"), "high": t("ងាយ", "Easy"), "thanks": t("សូមអរគុណ។", "Thank you.")}
    return _bare(name, of, "scale", stem=stem, kind="tell", **ends)


def teach_back(name: str, of: str) -> dict[str, Any]:
    """Marked by who listened."""
    stem = t("ប្រាប់មិត្តពីពាក្យល្អ។", "Tell a friend about kind words.")
    return _bare(name, of, "teach_back", stem=stem, kind="tell", area="telling", listen_for=t("ពាក្យល្អជួយ។", "Kind words help."))


def story(name: str, of: str) -> dict[str, Any]:
    """Two main scenes; silence in the first one leads to a detour, and back."""
    ways = choice(name, of, 1)["options"]
    silent = {**ways[1], "to": "later"}
    text = t("ដារ៉ាឮពាក្យអាក្រក់។", "Dara hears hurtful words.")
    whole = {"right": t("ល្អណាស់!", "Well done!"), "partly": t("សូមសាកម្តងទៀត។", "Try once more.")}
    scenes = [
        {"id": "yard", "text": text, "options": [ways[0], silent], "to": "class"},
        {"id": "class", "text": text, "options": ways},
        {"id": "later", "text": text, "options": ways, "detour": True, "to": "yard"},
    ]
    return _bare(name, of, "story", scenes=copy.deepcopy(scenes), feedback=whole)


def every_type() -> Files:
    """The same course with one item more of each type that `good` lacks."""
    files, of = good(), "rights.kind-words"
    area = {**copy.deepcopy(files[HEAD]["areas"][0]), "id": "telling"}
    files[HEAD]["areas"].append(area)
    twins = [
        true_false(f"{of}.q8", of, holds=True, twin=f"{of}.q8b"),
        true_false(f"{of}.q8b", of, holds=False, twin=f"{of}.q8"),
    ]
    files[QUIZ]["items"] += [*twins, match(f"{of}.q9", of), story(f"{of}.q10", of)]
    files[QUIZ]["items"] += [scale(f"{of}.q11", of), teach_back(f"{of}.q12", of)]
    return files


AREAS = ("rights", "violations", "body", "exploitation", "online", "migration", "help", "telling", "family", "campaign")


def question(number: int, *, is_twin: bool) -> dict[str, Any]:
    """Question `number` (from 1) of form A, or its twin: three for each area, the first ten of them vignettes, half OK."""
    name, day = f"rights.trusted-adults.t{number}", number + 30 * is_twin
    short, long = t("លេងជាមួយមិត្ត", "Play with friends"), t("អានសៀវភៅ មើលមេឃ និងញ៉ាំបាយ", "Read a book, look up and eat rice")
    one = {"id": "r", "text": short if day % 2 else long, "correct": True, "feedback": t("មែនហើយ។", "Yes.")}
    wish = t("គិតបានល្អ។", "A good thought.")
    other = {"id": "o", "text": long if day % 2 else short, "misconception": "m", "feedback": wish}
    bad = {"valence": "not_ok", "known_person": True, "affected": "boy", "sensitivity": 1}
    story = {"kind": "vignette", **(bad if number % 2 else {"valence": "ok"})} if number <= 10 else {}
    asked = t(
        f"តើដារ៉ាអាចធ្វើអ្វីបាន នៅថ្ងៃទី{str(day).translate(str.maketrans('0123456789', '០១២៣៤៥៦៧៨៩'))}?",
        f"What can Dara do on day {day}?",
    )
    named = {"twin": name if is_twin else f"{name}b", "area": AREAS[(number - 1) // 3], "stem": asked}
    tiles = [one, other] if day % 3 else [other, one]
    return choice(f"{name}b" if is_twin else name, "rights.trusted-adults", day, options=tiles, **named, **story)


def with_tests() -> Files:
    """The same course with ten areas, both forms of the test, and short checks."""
    files, of = good(), "rights.kind-words"
    files[HEAD]["areas"] = [{**copy.deepcopy(files[HEAD]["areas"][0]), "id": area} for area in AREAS]
    files[TESTS] = {"items": [question(n, is_twin=b) for n in range(1, 31) for b in (False, True)]}
    asked = [choice(f"{of}.c{n}", of, n, stem=t(f"តើចន្ទអាចជួយអ្នក{who}បានទេ?", f"How can Chan help the {en}?"))
             for n, (who, en) in enumerate((("គ្រូ", "teacher"), ("ស្រុក", "village"), ("លក់", "seller")), 1)]  # fmt: skip
    title, line = t("ពាក្យល្អ", "Kind words"), t("សំណួរខ្លីៗ។", "Short questions.")
    files[SHORT] = {
        "checks": [
            {"id": "children", "title": title, "sentence": line, "items": [f"{of}.c1", f"{of}.c2"]},
            {"id": "adults", "title": title, "sentence": line, "items": [f"{of}.c3"]},
        ],
        "items": asked,
    }
    return files


def good() -> Files:
    """Every file of the tiny course, by its name."""
    of = "rights.kind-words"
    bad = {"kind": "vignette", "valence": "not_ok", "known_person": True, "affected": "boy", "sensitivity": 1}
    kinds: list[dict[str, Any]] = [{}, {}, {"kind": "vignette", "valence": "ok"}, {"kind": "vignette", "valence": "ok"}, bad, bad]
    items = [choice(f"{of}.q{n}", of, n, twin=f"{of}.q{n}b", **kind) for n, kind in enumerate(kinds, 1)]
    items += [choice(f"{of}.q{n}b", of, n + 1, twin=f"{of}.q{n}", **kind) for n, kind in enumerate(kinds, 1)]
    sensitive = {
        "core": True,
        "sensitivity": 1,
        "needs": ["rights.trusted-adults"],
        "content_note": t("រឿងនេះនិយាយពីពាក្យអាក្រក់។", "This story speaks of hurtful words."),
        "not_your_fault": t("វាមិនមែនជាកំហុសរបស់ប្អូនទេ។", "It is not your fault."),
    }
    area = {"id": "rights", "title": t("សិទ្ធិ", "Rights"), "short": t("សិទ្ធិ", "Rights"), "tint": "sky", "picture": "rights"}
    contact = {
        "id": "child-helpline",
        "number": "1280",
        "name": t("ខ្សែទូរស័ព្ទជំនួយកុមារកម្ពុជា", "Child Helpline Cambodia"),
        "does": t("ស្តាប់កុមារ ហើយជួយ។", "Listens to children."),
        "country": "KH",
        "child_facing": True,
        "verified": True,
        "source": "its site",
        "checked": "2026-11",
        "call_before_print": True,
    }
    note = {
        "id": "nine-years",
        "topic": "school",
        "for": "facilitator",
        "lessons": ["rights.trusted-adults"],
        "text": t("សូមសួរឃុំនៅថ្ងៃនេះ។", "Ask the commune today."),
        "verified": True,
        "source": "its law",
        "checked": "2026-11",
    }
    return {
        HEAD: {
            "languages": ["km", "en"],
            "units": ["rights"],
            "names": [t("ដារ៉ា", "Dara"), t("ចន្ទ", "Chan")],
            "areas": [{**area, "can": t("ខ្ញុំអាចប្រាប់ពីសិទ្ធិ។", "I can say what rights are.")}],
            "concerns": [],
        },
        CONTACTS: {"contacts": [contact, {**copy.deepcopy(contact), "id": "police", "number": "117"}]},
        NOTES: {"notes": [note]},
        GLOSSARY: {"terms": [{"id": "rights", "term": t("សិទ្ធិ", "right"), "means": t("អ្វីដែលត្រូវមាន។", "What one must have.")}]},
        BELIEFS: {
            "misconceptions": [
                {
                    "id": "silence-helps",
                    "says": t("នៅស្ងៀមល្អជាង", "Silence is better"),
                    "better": t("ប្រាប់គេ គេអាចជួយ។", "Tell someone, they can help."),
                }
            ]
        },
        NEWS: {
            "entries": [
                {"on": "2026-11-24", "what": t("មេរៀនថ្មីមួយ។", "One new lesson."), "lessons": [of]},
                {"on": "2026-11-20", "what": t("មេរៀនដំបូង។", "The first lesson."), "lessons": ["rights.trusted-adults"]},
            ]
        },
        UNIT: {
            "id": "rights",
            "title": t("សិទ្ធិ", "Rights"),
            "sentence": t("កុមារគ្រប់រូបមានសិទ្ធិ។", "Every child has rights."),
            "picture": "class",
            "lessons": ["rights.trusted-adults", of],
        },
        TRUSTED: lesson("rights.trusted-adults"),
        WORDS: lesson(of, **sensitive),
        FIRST_QUIZ: {"items": [choice("rights.trusted-adults.q1", "rights.trusted-adults", 1)]},
        QUIZ: {"items": [*items, sort(f"{of}.q7", of)]},
        UI: {"door": {"children": t("កុមារ {0:d} នាក់", "{0:d} children")}},
        ALT: {"class": t("កុមារអង្គុយក្នុងថ្នាក់។", "Children sit in a class.")},
        FROZEN: {},
    }


def checked_today() -> Files:
    """The same, its numbers called this month: signing goes by the real calendar."""
    files = good()
    for one in files[CONTACTS]["contacts"]:
        one["checked"] = f"{datetime.date.today():%Y-%m}"
    return files


def write(root: Path, files: Files) -> Path:
    """The files under `root`, with the one picture that they name."""
    scenes = root / "assets/pictures/drawn/scenes"
    scenes.mkdir(parents=True, exist_ok=True)
    (scenes / "class.svg").write_text("<svg/>", "utf-8")
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = (
            json.dumps(data, ensure_ascii=False)
            if name.endswith(".json")
            else yaml.dump(data, Dumper=DUMPER, allow_unicode=True, sort_keys=False)
        )
        path.write_text(data if isinstance(data, str) else text, "utf-8")
    return root
