"""What the schema refuses, and that every fault is named with its line in one run."""

from pathlib import Path

import pytest

from drawing.read import read

SCENE = "scenes/answers.yaml"
ITEM = "{who: sophea, pose: stop, mood: firm, lean: 0, at: [370, 760], size: 4}"


def test_our_pictures_have_no_problem(pictures):
    """Every part and scene that we ship reads without a problem."""
    assert pictures.problems == ()
    assert pictures.parts
    assert len(pictures.scenes) > 40


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (SCENE, "mood: firm", "mod: firm", "answers.yaml:5: say-no.items.0.mod: `mod` is no key here. Did you mean `mood`?"),
        (SCENE, "mood: firm", "mood: fierce", "`fierce` is not in parts/moods.yaml"),
        (SCENE, "pose: stop", "pose: stpo", "`stpo` is not in parts/poses.yaml. Did you mean `stop`?"),
        (SCENE, "who: sophea", "who: sofea", "`sofea` is not in parts/cast.yaml. Did you mean `sophea`?"),
        (SCENE, "who: sophea, ", "", "answers.yaml:5: say-no.items.0: nobody says who this is. Add `who`"),
        (SCENE, "at: [370, 760]", "at: [370]", "items.0.at.1: this key is missing"),
        (SCENE, "size: 4}", "size: 0}", "items.0.size"),
        (SCENE, "lean: 0", "accent: pink", "`pink` is no colour"),
        (SCENE, "lean: 0", "hold: umbrela", "`umbrela` is not in parts/props.yaml. Did you mean `umbrella`?"),
        (SCENE, "lean: 0", "extras: [bagg]", "`bagg` is not in parts/worn.yaml. Did you mean `bag`?"),
        (SCENE, "lean: 0", "wear: {topp: sun}", "`topp` is no key here"),
        (SCENE, "lean: 0", "hands: [null, knee]", "items.0.hands.1"),
        (SCENE, "lean: 0", "view: top", "items.0.view"),
        (SCENE, "place: spot-lotus", "place: spot-lotos", "`spot-lotos` is not in parts/places.yaml"),
        (SCENE, "{prop: gift, ", "{prop: gifft, ", "`gifft` is not in parts/props.yaml. Did you mean `gift`?"),
        (SCENE, "{prop: gift, ", "{prop: gift, mood: happy, ", "`mood` is no key here"),
        (SCENE, f"[{ITEM}]", "[]", "say-no.items"),
        (SCENE, ', km: "ក្មេងស្រីលើកដៃសុំឱ្យឈប់។"', "", "say-no.alt.km: this key is missing. Add it."),
        (SCENE, "ក្មេងស្រីលើកដៃសុំឱ្យឈប់។", "ក្មេងស្រី stop", "the Khmer alt text has Latin letters"),
        (SCENE, "ក្មេងស្រីលើកដៃសុំឱ្យឈប់។", "១២៨០", "the Khmer alt text has no Khmer letter"),
        (SCENE, "A girl holds up her hand: stop.", "A picture of a girl.", "says that it is a picture"),
        (SCENE, "A girl holds up her hand: stop.", " ", "the alt text is empty"),
        (SCENE, "A girl holds up her hand: stop.", "A girl. " * 20, "has 160 characters. Keep it under 140"),
        (SCENE, "walk-away:", "say-no:", "`say-no` is there twice"),
        (SCENE, "walk-away:", "class-lesson:", "class-lesson: another file has a scene of this name"),
        (SCENE, "alt: {en", "alt: {{en", "this is no YAML"),
        ("parts/moods.yaml", "eyes: smile", "eyes: angry", "proud.eyes"),
        ("parts/moods.yaml", "mouth:", "mouht:", "mouth: this key is missing"),
        ("parts/poses.yaml", "open: [0, 1], tilt: 4", "open: [0, 2], tilt: 4", "wave.open.1"),
        ("parts/props.yaml", "@lotus", "@lotos", "`@lotos` is no colour here. Did you mean `lotus`?"),
        ("parts/props.yaml", "/>'\n", "/'\n", "the drawing is not well-formed"),
        ("parts/places.yaml", "@skyl", "@skin", "`@skin` is no colour here"),
        ("parts/animals.yaml", "{smile 29}", "{smlie 29}", "`{smlie 29}` is no macro"),
        ("parts/hair.yaml", "  side: ", "  sied: ", "short.sied: `sied` is no key here"),
        ("parts/outfits.yaml", "lower: shorts", "lower: nothing", "tee.lower"),
        ("parts/outfits.yaml", "top: rice, ", "", "tee.top: this key is missing. Add it."),
        ("parts/outfits.yaml", "hat: police", "hat: crown", "`crown` is not in parts/hats.yaml"),
        ("parts/cast.yaml", "outfit: monk", "outfit: monks", "`monks` is not in parts/outfits.yaml. Did you mean `monk`?"),
    ],
)
def test_each_fault_is_named(copy: Path, file: str, old: str, new: str, said: str):
    """One seeded fault gives a problem that says place, fact and remedy."""
    path = copy / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    assert any(said in str(problem) for problem in read(copy).problems), read(copy).problems


def test_all_faults_in_one_run_in_the_order_of_the_lines(copy: Path):
    """Faults in several files, and two in one person, come together."""
    for file, old, new in (
        (SCENE, "mood: firm, lean: 0", "mod: firm, leen: 0"),
        ("scenes/lessons.yaml", "pose: point", "pose: pont"),
        ("parts/moods.yaml", "eyes: smile", "eyes: angry"),
    ):
        (copy / file).write_text((copy / file).read_text("utf-8").replace(old, new, 1), "utf-8")
    problems = read(copy).problems
    assert [(each.file, each.line) for each in problems] == [
        ("parts/moods.yaml", 5),
        (SCENE, 5),
        (SCENE, 5),
        ("scenes/lessons.yaml", 8),
    ]


def test_a_missing_and_an_unknown_part_file_are_named(copy: Path):
    """A renamed parts file is said twice: what is missing, and what is not known."""
    (copy / "parts" / "hats.yaml").rename(copy / "parts" / "caps.yaml")
    said = "\n".join(map(str, read(copy).problems))
    assert "parts/hats.yaml: the file is missing" in said
    assert "parts/caps.yaml: no such part is known" in said
