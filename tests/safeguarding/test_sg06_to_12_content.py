"""SG-06, SG-10, SG-12: what lessons, pictures and screens never ask, show or say.

SG-11, the counts of stories that are OK and not OK, stands in tests/curriculum/test_content.py.
"""

from __future__ import annotations

import json
import re

import pytest
import yaml

from actions.desk import ROOT
from tests.safeguarding.sources import COURSE, called, screens, scripts, texts, ui_words

FOR_CHILDREN = [*texts(for_children=True), *ui_words("child")]
# SG-06. English: a question to "you" about what happened, or about the child's body, home, money or journeys
ABOUT_THE_CHILD = re.compile(
    r"\b(have|has|had) (you|anyone|anybody|somebody|someone|your \w+) (ever\b|been\b)|\bhave you\b"
    r"|\bdid (you|anyone|somebody|someone)\b|\b(were|was) (you|your)\b|\bhappened to you\b"
    r"|\bdo(es)? (you|your \w+) (work|owe|earn|hit|drink|fight|live|migrate)\b|\b(in|at) your (home|family|house)[^.?!]*\?"
    r"|\bwho (hit|hurt|touched)s? you\b|\bhow (much|often) do(es)? (you|your)\b",
    re.IGNORECASE,
)
# Khmer: "ever", "has anyone … you", "did you …", "does your family …" inside a question
ABOUT_THE_CHILD_KM = re.compile(r"ធ្លាប់|មាននរណា[^។?]*ប្អូន[^។]*\?|មានអ្នកណា[^។?]*ប្អូន[^។]*\?|តើ(គ្រួសារ|ឪពុក|ម្តាយ|ផ្ទះ)(របស់)?ប្អូន")
ASKED = [
    ("Have you ever been hit?", "តើប្អូនធ្លាប់ត្រូវគេវាយទេ?"),
    ("Did anyone touch you?", "តើមាននរណាប៉ះប្អូនទេ?"),
    ("Does your family owe money?", "តើគ្រួសារប្អូនជំពាក់គេទេ?"),
    ("Do you work?", "តើមានអ្នកណាឱ្យប្អូនធ្វើការទេ?"),
    ("Were you afraid at home?", "តើឪពុករបស់ប្អូនផឹកស្រាទេ?"),
]


@pytest.mark.parametrize(("en", "km"), ASKED)
def test_sg06_the_patterns_find_such_questions(en, km):
    """Questions that must never be asked are recognised in both languages."""
    assert ABOUT_THE_CHILD.search(en)
    assert ABOUT_THE_CHILD_KM.search(km)


def test_sg06_no_text_asks_about_a_child_s_own_life():
    """Stories about Sokha and Dara, never "did this happen to you": in lessons, items and the words of the screens."""
    assert [place for place, km, en in FOR_CHILDREN if ABOUT_THE_CHILD.search(en) or ABOUT_THE_CHILD_KM.search(km)] == []


# SG-10. Graphic words, not the subject itself: a lesson may speak of violence and of private parts, and shows neither
GRAPHIC = re.compile(
    r"\b(kill\w*|murder\w*|blood\w*|guns?|kni(fe|ves)|weapons?|rap(e|ed|es|ing|ist)|naked|nude\w*|porn\w*|corpses?|dead|suicid\w*|"
    r"tortur\w*|strangl\w*|stabb?\w*|whip\w*|bruis\w*|wounds?|prostitut\w*|genital\w*|intercourse|molest\w*)\b",
    re.IGNORECASE,
)
GRAPHIC_KM = re.compile(
    "សម្លាប់|ឃាតកម្ម|កាំភ្លើង|កាំបិត|អាវុធ|ឈាម|រំលោភសេពសន្ថវៈ|រំលោភផ្លូវភេទ|អាក្រាត|ស្រាត|អាសអាភាស|សាកសព|ទារុណកម្ម|ធ្វើអត្តឃាត|ពេស្យា|សេពសន្ថវៈ|ច្របាច់ក"
)


def test_sg10_no_graphic_word():
    """What children read, hear and see described holds no word of weapons, blood, death or sex, in either language."""
    alts = json.loads((ROOT / "assets/pictures/drawn/alt.json").read_text("utf-8"))
    shown = [(name, "", " ".join(map(str, alt.values())) if isinstance(alt, dict) else str(alt)) for name, alt in alts.items()]
    found = [(place, (GRAPHIC.search(en) or GRAPHIC_KM.search(km))) for place, km, en in [*FOR_CHILDREN, *shown]]
    assert [(place, hit.group()) for place, hit in found if hit] == []


def scenes():
    """Scene → its description, as it is drawn."""
    return {
        name: scene
        for file in sorted((ROOT / "assets/pictures/scenes").glob("*.yaml"))
        for name, scene in yaml.safe_load(file.read_text("utf-8")).items()
        if isinstance(scene, dict)
    }


def test_sg10_every_picture_is_one_of_our_drawings():
    """The allow-list: a picture is a scene that we describe and draw; no photo, no other format lies in the folder."""
    raw = json.dumps([one.model_dump() for one in [*COURSE.lessons.values(), *COURSE.items.values(), *COURSE.units]])
    named = set(re.findall(r'"picture": "([^"]+)"', raw))
    drawn = {file.stem for file in (ROOT / "assets/pictures/drawn/scenes").glob("*.svg")}
    assert named
    assert named - drawn == set()
    assert drawn - set(scenes()) == set()
    files = [file for file in (ROOT / "assets/pictures").rglob("*") if file.is_file()]
    assert [file.name for file in files if file.suffix not in (".svg", ".yaml", ".json", ".md")] == ["icon.png"]
    assert [
        file.name for file in files if file.suffix == ".svg" and re.search(r"<image|data:image", file.read_text("utf-8"))
    ] == []


def test_sg10_pictures_are_made_of_harmless_parts():
    """No prop, pose, mood or place is a weapon, a wound, nakedness or terror."""
    parts = {name for file in (ROOT / "assets/pictures/parts").glob("*.yaml") for name in yaml.safe_load(file.read_text("utf-8"))}
    harmful = re.compile(
        r"gun|knife|weapon|blood|wound|bruise|naked|nude|corpse|\bdead|chain|cuff|whip|fist|\bhit|punch|slap|grab|terror|scream|cry|bottle|beer|cigar",
        re.IGNORECASE,
    )
    assert parts
    assert [name for name in sorted(parts | set(scenes())) if harmful.search(str(name))] == []


# SG-12. Words of contest and hurry on the screens; and an answer that is judged instead of explained
CONTEST = re.compile(
    r"\b(scores?|points?|streaks?|level up|hurry|faster|fastest|time('s)? (is )?(up|left|over)|countdown|seconds left|lose|loser|"
    r"lost|fail(ed|ure)?|wrong|incorrect|winner|you win|rank(ed|ing)?|best player|game over|mistake!)\b",
    re.IGNORECASE,
)
CONTEST_KM = re.compile("ពិន្ទុ|ចាញ់|ឈ្នះ|អស់ពេល|ធ្លាក់|លឿនឡើង|ប្រញាប់|ចំណាត់ថ្នាក់|ឆ្លើយខុស|ខុសហើយ|មិនត្រឹមត្រូវទេ")
JUDGED = re.compile(
    r"^(no[,.!]|(wrong|incorrect|false|bad)\b)|\b(you|your answer) (is|are|was|were) (wrong|incorrect|bad)\b"
    r"|\byou (lost|lose|fail\w*|win|score\w*)\b|\b(your|more|lose) (score|points)\b",
    re.IGNORECASE,
)
JUDGED_KM = re.compile("^(ខុស|ទេ[,។!])|ឆ្លើយខុស|ចម្លើយ(របស់)?(ប្អូន)?ខុស|ប្អូន(ចាញ់|ធ្លាក់|ឈ្នះ|ខុស)|ខុសហើយ")


def test_sg12_no_word_of_contest_on_the_screens():
    """No button, heading or sentence of a child's screen speaks of points, losing, being wrong or being fast."""
    found = [(place, CONTEST.search(en) or CONTEST_KM.search(km)) for place, km, en in ui_words("child")]
    assert [(place, hit.group()) for place, hit in found if hit] == []


def test_sg12_no_answer_is_judged():
    """Feedback explains; it never says that the child is wrong, lost or won."""
    said = [one for one in texts(for_children=True) if "feedback" in one[0]]
    assert len(said) > 100
    found = [(place, JUDGED.search(en) or JUDGED_KM.search(km)) for place, km, en in said]
    assert [(place, hit.group()) for place, hit in found if hit] == []


@pytest.mark.parametrize("judged", ["Wrong. Try again.", "No, that is not it.", "You lost a point.", "Your answer is wrong."])
def test_sg12_a_judging_sentence_is_found(judged):
    """The pattern knows what it looks for."""
    assert JUDGED.search(judged)


SOUND = re.compile(r"new Audio\b|<audio|createElement\(\W*audio|AudioContext|\.vibrate\(|\.(mp3|ogg|wav|m4a)\b", re.IGNORECASE)
TIMER = re.compile(r"countdown|time_?left|remaining|deadline|hurry_?up|setInterval|requestAnimationFrame", re.IGNORECASE)


def test_sg12_no_sound_and_no_clock_in_what_children_meet():
    """No script makes a sound but the one that reads aloud; none counts down. Two watches show nothing."""
    assert [file.name for file in scripts() if SOUND.search(file.read_text("utf-8"))] == ["aloud.js"]
    watches = ("idle.js", "aloud.js")
    assert [file.name for file in scripts() if file.name not in watches and TIMER.search(file.read_text("utf-8"))] == []
    sounds = [file for file in (ROOT / "assets").rglob("*") if file.suffix in (".mp3", ".ogg", ".wav", ".m4a")]
    assert [file.name for file in sounds if not file.is_relative_to(ROOT / "assets" / "sounds")] == []  # there: read texts alone


def test_sg12_nothing_is_heard_unless_a_child_asks():
    """Reading begins at the press of a button that says "Listen", and in no other place: no sound comes by itself."""
    script = (ROOT / "assets/looks/aloud.js").read_text("utf-8")
    assert len(re.findall(r"(?<!function )\bread\(", script)) == 1
    assert re.search(r'addEventListener\("click".*?\bread\(button\);', script, re.DOTALL)
    assert "autoplay" not in script.lower()
    assert [file.name for file in scripts() if re.search(r"\.play\(\)", file.read_text("utf-8"))] == ["aloud.js"]


def test_sg12_no_festive_or_sounding_widget():
    """No balloons, snow, progress race, audio or video element, and no page of a child that runs by a clock."""
    loud = {"audio", "video", "balloons", "snow", "metric", "toast"}
    found = [(file.name, name) for file in screens(for_children=True) for name, _ in called(file) if name in loud]
    clocks = [
        file.name
        for file in screens(for_children=True)
        for name, call in called(file)
        if name == "fragment" and any(word.arg == "run_every" for word in call.keywords)
    ]
    assert found == []
    assert clocks == []


def test_sg12_styles_show_no_red_cross():
    """An answer that is not the better one is not crossed out."""
    drawn = "\n".join(file.read_text("utf-8") for file in [*scripts(), *(ROOT / "assets").rglob("*.css")])
    assert re.findall("[✗✘❌✕✖☓]", drawn) == []
