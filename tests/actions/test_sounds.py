"""Recordings: small, even, of exactly the words that stand there; a folder is taken in with every problem said at once."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
import soundfile
import yaml

from actions import sound_files, sounds, study
from actions.desk import ROOT, open_desk
from actions.permissions import NotAllowed, Role, Who
from actions.trouble import Trouble
from curriculum.loader import LivingCourse
from curriculum.reader import read
from curriculum.reading import all_rows
from curriculum.sounds import FOLDER, BadSound, file_of, find
from tests.curriculum import tiny
from tests.curriculum.test_checks import TODAY

STAFF = Who(Role.STAFF, "s1", "staff")
OF = "rights.kind-words"
TEXT, KM, EN = f"{OF}/cards.b.text", "ដារ៉ាប្រាប់អ្នកគ្រូ។", "Dara tells the teacher."


def tone(seconds=1.0, *, rate=24_000, height=0.3, before=0.0, after=0.0, hertz=440, form="WAV", channels=1):
    """A recording of a hum between two silences."""
    hum = height * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)
    whole = np.concatenate([np.zeros(int(before * rate)), hum, np.zeros(int(after * rate))])
    raw = io.BytesIO()
    soundfile.write(raw, np.stack([whole] * channels, axis=1), rate, format=form)
    return raw.getvalue()


def heard(raw):
    """(samples, rate) of what was made."""
    return soundfile.read(io.BytesIO(raw))


@pytest.fixture
def house(tmp_path):
    """A tiny course."""
    return tiny.write(tmp_path / "house", tiny.good())


@pytest.fixture
def desk(house, tmp_path):
    """A desk on it that looks at the files whenever it is asked."""
    one = open_desk(tmp_path / "data", house)
    ticks = iter(range(10**6))
    one.living = LivingCourse(house, clock=lambda: float(next(ticks)), today=lambda: TODAY)
    yield one
    one.store.close()


def reworded(house, en):
    """The text says something else in English."""
    raw = yaml.safe_load((house / tiny.WORDS).read_text("utf-8"))
    raw["cards"][1]["text"]["en"] = en
    tiny.write(house, {tiny.WORDS: raw})


# ---- the file


@pytest.mark.parametrize("form", ["WAV", "FLAC", "OGG", "MP3"])
@pytest.mark.parametrize(("rate", "channels"), [(48_000, 2), (24_000, 1)])
def test_any_recording_becomes_a_small_mp3(form, rate, channels):
    """One channel of 24 kHz, four kilobytes a second; the pitch stays what it was."""
    made = sound_files.small(tone(3, rate=rate, form=form, channels=channels))
    voice, made_rate = heard(made)
    assert (made_rate, voice.ndim) == (sound_files.RATE, 1)
    assert soundfile.info(io.BytesIO(made)).format == "MP3"
    assert len(made) < 3 * 5000
    loudest = np.argmax(np.abs(np.fft.rfft(voice))) * made_rate / len(voice)
    assert loudest == pytest.approx(440, abs=3)
    assert len(voice) / made_rate == pytest.approx(3, abs=0.3)


@pytest.mark.parametrize("height", [0.02, 0.1, 0.9])
def test_every_recording_is_as_loud_as_the_others(height):
    """A whisper and a shout are evened out, and no sample is near the edge: nothing startles (SG-10)."""
    voice, _ = heard(sound_files.small(tone(2, height=height)))
    assert float(np.sqrt(np.mean(np.square(voice)))) == pytest.approx(sound_files.LOUD, rel=0.15)
    assert float(np.abs(voice).max()) <= sound_files.PEAK + 0.02


def test_silence_before_and_after_is_cut():
    """A breath of it stays."""
    voice, rate = heard(sound_files.small(tone(1, before=4, after=5)))
    assert 1 + 2 * sound_files.EDGE - 0.1 < len(voice) / rate < 1 + 2 * sound_files.EDGE + 0.3


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "unreadable"),
        (b"<html>no sound</html>", "unreadable"),
        (tone(2, height=0), "silent"),
        (tone(2, height=0.002), "silent"),
        (tone(0.1), "short"),
        (tone(61), "long"),
        (tone(130), "long"),
    ],
)
def test_what_nobody_could_hear_is_refused(raw, reason):
    """Each with its reason, which has a sentence in both languages."""
    with pytest.raises(BadSound, match=reason):
        sound_files.small(raw)
    for lang in ("km", "en"):
        assert sounds.read_words(ROOT)(f"sounds.bad_{reason}", lang)


# ---- keeping one


def test_a_recording_is_kept_for_its_words_alone(house, desk):
    """Found at its address; the next recording of the same words has another address; of changed words there is none."""
    sounds.keep(house, STAFF, TEXT, "en", EN, tone())
    first = sounds.address(house, TEXT, "en", EN)
    assert first.startswith(f"/assets/sounds/{file_of(TEXT, 'en', EN)}?v=")
    assert sounds.address(house, TEXT, "km", KM) == ""
    sounds.keep(house, STAFF, TEXT, "en", EN, tone(2))
    assert sounds.address(house, TEXT, "en", EN) != first
    reworded(house, "Dara tells the teacher now.")
    assert sounds.address(house, TEXT, "en", "Dara tells the teacher now.") == ""
    assert sounds.of_lesson(desk, STAFF, OF)[TEXT, "en"].state == "again"


def test_a_new_recording_takes_the_place_of_old_words(house):
    """One file for a text and language: what the text said before goes when it is read anew."""
    sounds.keep(house, STAFF, TEXT, "en", EN, tone())
    sounds.keep(house, STAFF, TEXT, "km", KM, tone())
    reworded(house, "Dara tells the teacher now.")
    sounds.keep(house, STAFF, TEXT, "en", "Dara tells the teacher now.", tone())
    files = sorted(one.relative_to(house / FOLDER).as_posix() for one in (house / FOLDER).rglob("*.*") if one.is_file())
    assert files == [file_of(TEXT, "en", "Dara tells the teacher now."), file_of(TEXT, "km", KM)]


@pytest.mark.parametrize(
    ("text", "lang", "words"),
    [
        (TEXT, "en", "what stood here a minute ago"),
        (f"{OF}/no.such", "en", EN),
        ("../../app/x", "en", EN),
        (f"{OF}/facilitator.care", "en", "One adult stays near."),
        (TEXT, "../km", EN),
        (TEXT, "th", EN),
    ],
)
def test_only_what_a_button_reads_is_recorded(house, text, lang, words):
    """Old words, no text, a path, a text for adults, a language that is none: nothing is written anywhere."""
    with pytest.raises(KeyError):
        sounds.keep(house, STAFF, text, lang, words, tone())
    assert not (house / FOLDER).exists()


def test_only_staff_record(house):
    """SG-14: no child, no facilitator, no phone."""
    for role in (Role.CHILD, Role.FACILITATOR, Role.DEVICE, Role.NOBODY):
        with pytest.raises(NotAllowed):
            sounds.keep(house, Who(role, "s1", "staff"), TEXT, "en", EN, tone())


def test_a_folder_that_cannot_be_written_is_said(house, monkeypatch):
    """With its kind; the recording that was there is still whole, and no half file stays."""
    sounds.keep(house, STAFF, TEXT, "en", EN, tone())
    before = find(house, TEXT, "en", EN).read_bytes()

    def fails(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(sounds.Path, "replace", fails)
        with pytest.raises(Trouble) as told:
            sounds.keep(house, STAFF, TEXT, "en", EN, tone(2))
    assert told.value.kind == "full"
    assert find(house, TEXT, "en", EN).read_bytes() == before
    assert [one.name for one in (house / FOLDER).rglob("*.half")] == []


def test_a_computer_without_the_library_says_so(house, monkeypatch):
    """And everything else of the app goes on: it is asked for at the moment of recording."""
    monkeypatch.setitem(__import__("sys").modules, "actions.sound_files", None)
    with pytest.raises(BadSound, match="encoder"):
        sounds.keep(house, STAFF, TEXT, "en", EN, tone())


# ---- for a narrator, and back


def test_the_list_holds_every_text_that_is_read_aloud(house):
    """Id, language, words, what there is of it, and a file name of its own that any system takes."""
    sounds.keep(house, STAFF, TEXT, "en", EN, tone())
    rows = list(csv.DictReader(io.StringIO(sounds.for_narrator(house, STAFF))))
    course = read(house)
    wanted = {(row.id, lang) for row in all_rows(course, OF) for lang in ("km", "en") if sounds.is_spoken(course, row)}
    assert {(one["id"], one["language"]) for one in rows if one["id"].startswith(OF)} == wanted
    assert [one["state"] for one in rows if (one["id"], one["language"]) == (TEXT, "en")] == ["recorded"]
    assert len({one["file"] for one in rows}) == len(rows)
    assert not any(set(one["file"]) & set('/\\:*?"<>| ') for one in rows)


def test_a_folder_named_by_the_list_is_taken_in(house, tmp_path, capsys):
    """What the list asks for, recorded in any form and in any subfolder, is kept; then nothing is missing."""
    rows = list(csv.DictReader(io.StringIO(sounds.for_narrator(house, STAFF))))[:6]
    folder = tmp_path / "narrator"
    for nth, one in enumerate(rows):
        path = folder / f"day {nth % 2}" / one["file"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(tone())
    assert sounds.main(["import", str(folder)], house) == 0
    assert "6 recordings are kept" in capsys.readouterr().out
    for one in rows:
        assert find(house, one["id"], one["language"], one["words"])


def test_every_problem_of_a_folder_is_said_at_once(house, tmp_path, capsys):
    """A wrong name, old words, a silent file, a form that cannot be read: each with its remedy; the good ones are kept."""
    folder = tmp_path / "narrator"
    folder.mkdir()
    good = sounds._name(TEXT, "km", KM)
    files = {
        good: tone(),
        sounds._name(TEXT, "en", "what it said before"): tone(),
        sounds._name(f"{OF}/no.such", "en", EN): tone(),
        sounds._name(f"{OF}/goal", "en", "After this you will tell a friend."): tone(height=0),
        "track 1.m4a": b"x",
        "track 2.wav": tone(),
        ".DS_Store": b"x",
    }
    for name, raw in files.items():
        (folder / name).write_bytes(raw)
    assert sounds.main(["import", str(folder)], house) == 1
    said = capsys.readouterr().out
    assert find(house, TEXT, "km", KM)
    assert "1 recordings are kept in assets/sounds; 5 files are not." in said
    for name in files:
        assert (f"{name}: " in said) == (name not in (good, ".DS_Store"))
    assert f"of other words than the text has now. Record «{EN}» as {sounds._name(TEXT, 'en', EN)}." in said
    assert "no text has this name" in said
    assert "Nothing can be heard" in said
    assert ".wav, .flac, .ogg, .mp3" in said


def test_the_command_writes_the_list_for_a_spreadsheet(house, tmp_path, capsys):
    """With the mark that tells Khmer letters from broken ones; a wrong use says the right one; an empty folder is said."""
    assert sounds.main(["list", str(tmp_path / "texts.csv")], house) == 0
    assert (tmp_path / "texts.csv").read_bytes().startswith(b"\xef\xbb\xbfid,language,words,state,file")
    assert "texts are listed" in capsys.readouterr().out
    assert sounds.main(["list"], house) == 0
    assert KM in capsys.readouterr().out
    (tmp_path / "empty").mkdir()
    assert sounds.main(["import", str(tmp_path / "empty")], house) == 1
    for wrong in ([], ["import"], ["import", str(tmp_path / "nowhere")], ["sing"]):
        assert sounds.main(wrong, house) == 2


# ---- what pages are told


def test_gaps_are_counted_for_each_lesson_and_language(house, desk):
    """Recorded and missing texts of a lesson, and of the words that buttons read."""
    sounds.keep(house, STAFF, TEXT, "en", EN, tone())
    found = {(one.name, one.lang): one for one in sounds.gaps(desk, STAFF)}
    assert found[OF, "en"].counts["recorded"] == 1
    assert found[OF, "km"].counts == {"missing": found[OF, "km"].all}
    assert found[OF, "en"].all == found[OF, "km"].all > 30


def test_the_stage_learns_the_recordings_of_what_it_shows(desk, house):
    """Of the words that the page is told, in its language; feedback comes with the answer, and tells nothing before."""
    [item] = desk.quiz("rights.trusted-adults")
    rows = {row.id: row for row in all_rows(desk.course, "rights.trusted-adults")}
    heard = {text: rows[text].en for text in (f"{item.id}/stem", f"{item.id}/options.r.feedback", "rights.trusted-adults/goal")}
    for text, words in heard.items():
        sounds.keep(house, STAFF, text, "en", words, tone())
    desk.living = LivingCourse(house)
    stem, feedback, _ = heard.values()
    shown = study._sounds(desk, [item], [item.stem.en, [one.text.en for one in item.options]], "en")
    assert list(shown) == [stem]
    assert shown[stem].startswith("/assets/sounds/en/rights.trusted-adults.q1/stem.")
    assert study._sounds(desk, [item], item.stem.km, "km") == {}
    told = study._sounds(desk, [item], study._told(item, None, "en"), "en")
    assert list(told) == [feedback]
