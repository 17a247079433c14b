"""Content that changes while the app runs: good changes are met at once, bad ones never."""

from __future__ import annotations

import datetime
import threading
from pathlib import Path
from typing import Any

import pytest

from curriculum import loader
from curriculum.loader import LivingCourse
from tests.curriculum import tiny
from tests.curriculum.tiny import CONTACTS, FIRST_QUIZ, HEAD, QUIZ, TRUSTED, UI, UNIT, WORDS, t

OF, TITLE = "rights.kind-words", t("ពាក្យថ្មី", "New words")


class House:
    """A tiny course on the disk, a clock that only we turn, and the course that follows it."""

    def __init__(self, root: Path, files: tiny.Files | None = None) -> None:
        self.root, self.files, self.seconds = root, files or tiny.good(), 0.0
        tiny.write(root, self.files)
        self.today = datetime.date(2026, 11, 24)
        self.living = LivingCourse(root, clock=lambda: self.seconds, today=lambda: self.today)

    def save(self, *names: str) -> None:
        """Writes some files again, and lets a second pass."""
        tiny.write(self.root, {name: self.files[name] for name in names})
        self.seconds += 1

    def title(self, lesson: str = OF) -> str:
        """What children read on top."""
        return self.living.now().course.lessons[lesson].title.en


@pytest.fixture
def house(tmp_path: Path) -> House:
    """One that has just been opened."""
    return House(tmp_path)


def broken(files: tiny.Files) -> None:
    """The lesson loses a key and gets a new title: nobody should meet that title."""
    files[WORDS]["title"] = TITLE
    del files[WORDS]["goal"]


def faulty(files: tiny.Files) -> None:
    """The lesson reads well and breaks a rule."""
    files[WORDS]["title"] = TITLE
    files[WORDS]["cards"][0]["text"] = t("តើប្អូនធ្លាប់ទៅផ្សារទេ?", "Where does Dara go today?")


def unwritten(files: tiny.Files) -> None:
    """The lesson is being written."""
    files[WORDS]["title"] = TITLE
    files[WORDS]["goal"] = t("…", "…")


def test_a_good_change_is_met_within_a_second(house: House) -> None:
    """And not before: the files are looked at once a second."""
    house.files[WORDS]["title"] = TITLE
    tiny.write(house.root, {WORDS: house.files[WORDS]})
    assert house.title() == "Kind words"
    house.seconds += loader.LOOK_EVERY
    assert house.title() == "New words"


def test_who_wrote_a_file_here_need_not_wait(house: House) -> None:
    """A signature is met by the very next page: whoever wrote it asks for a look, and no second has to pass."""
    house.files[WORDS]["title"] = TITLE
    tiny.write(house.root, {WORDS: house.files[WORDS]})
    assert house.title() == "Kind words"
    house.living.look_again()
    assert house.title() == "New words"


def test_a_signature_asks_no_rule_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules looked at these words already; a changed word, or a signature beside one, has them look again."""
    asked: list[int] = []
    real = loader.check
    monkeypatch.setattr(loader, "check", lambda *given: asked.append(1) or real(*given))
    reviews = {
        "reviews": [{"id": "x", "lesson": OF, "role": "native_reader", "name": "A", "on": "2026-11-24", "words": "0" * 12}]
    }
    assert house.living.problems == ()
    house.files["lessons/reviews.yaml"] = reviews
    house.save("lessons/reviews.yaml")
    assert house.living.problems == ()
    assert [one.name for one in house.living.now().course.reviews] == ["A"]
    assert len(asked) == 1
    faulty(house.files)
    house.files["lessons/reviews.yaml"]["changes"] = []
    house.save("lessons/reviews.yaml", WORDS)
    assert {one.place.file for one in house.living.problems} == {WORDS}
    assert len(asked) == 2


@pytest.mark.parametrize("breaks", [broken, faulty, unwritten])
def test_a_worse_version_never_replaces_a_better_one(house: House, breaks: Any) -> None:
    """Children keep the version before; the problems say what is wrong; mended, it is met."""
    mended = tiny.good()[WORDS]
    assert house.living.problems == ()
    breaks(house.files)
    house.save(WORDS)
    assert house.title() == "Kind words"
    assert {one.place.file for one in house.living.problems} == {WORDS}
    house.files[WORDS] = {**mended, "title": TITLE}
    house.save(WORDS)
    assert house.title() == "New words"
    assert house.living.problems == ()


def test_problems_need_not_be_asked_for(house: House) -> None:
    """The version before is known to be better although nobody has looked at its problems."""
    faulty(house.files)
    house.save(WORDS)
    assert house.title() == "Kind words"


def test_a_broken_quiz_stays_whole(house: House) -> None:
    """One bad item keeps the whole quiz before, so that twins stay together."""
    house.files[QUIZ]["items"][0]["stem"] = t("តើចន្ទអាចធ្វើអ្វីបាន?", "What can Chan do now?")
    del house.files[QUIZ]["items"][1]["stem"]
    house.save(QUIZ)
    items = house.living.now().course.items
    assert items[f"{OF}.q1"].stem.en == "What can Dara do now?"
    assert len(items) == 14


@pytest.mark.parametrize(
    ("name", "text"), [(WORDS, "title: ["), (QUIZ, ""), (HEAD, "units: 3"), (CONTACTS, "- x"), (UI, "door: 3"), (UNIT, "id: [")]
)
def test_no_file_can_take_the_course_down(house: House, name: str, text: str) -> None:
    """Whatever is broken while the app runs, everything that was there is still there."""
    before = house.living.now().course
    house.files[name] = text
    house.save(name)
    now = house.living.now().course
    assert (now.lessons, now.items, now.units, now.contacts, now.areas) == (
        before.lessons, before.items, before.units, before.contacts, before.areas,
    )  # fmt: skip
    assert house.living.now().words("door.children", "en", 3) == "3 children"
    assert house.living.problems


@pytest.mark.parametrize("name", [WORDS, QUIZ, HEAD, CONTACTS])
def test_a_file_that_is_lost_stays(house: House, name: str) -> None:
    """Some editors remove a file before they write it: a lesson that its unit names does not vanish meanwhile."""
    (house.root / name).unlink()
    house.seconds += 1
    now = house.living.now().course
    assert OF in now.lessons
    assert len(now.items) == 14
    assert now.areas
    assert now.contacts
    house.save(name)
    assert house.living.problems == ()


def test_a_lesson_that_is_taken_out_goes(house: House) -> None:
    """When its unit no longer names it and its files are gone."""
    house.files[UNIT]["lessons"] = ["rights.trusted-adults"]
    for name in (WORDS, QUIZ):
        (house.root / name).unlink()
    house.save(UNIT)
    course, prints = house.living.now().course, house.living.now().fingerprints
    assert list(course.lessons) == ["rights.trusted-adults"]
    assert list(course.items) == ["rights.trusted-adults.q1"]
    assert f"{OF}.q1" in prints  # an answer to it may be on its way


def test_a_new_lesson_comes_while_the_app_runs(house: House) -> None:
    """With its quiz, and with the skill that its answers count for."""
    house.files[UNIT]["lessons"].append("rights.new")
    house.files["lessons/rights/new.yaml"] = tiny.lesson("rights.new")
    house.files["quizzes/rights/new.yaml"] = {"items": [tiny.choice("rights.new.q1", "rights.new", 1)]}
    house.save(UNIT, "lessons/rights/new.yaml", "quizzes/rights/new.yaml")
    now = house.living.now()
    assert list(now.course.lessons)[-1] == "rights.new"
    assert "rights.new" in now.course.skills()["rights"]
    assert "rights.new.q1" in now.fingerprints


@pytest.mark.parametrize("breaks", [broken, unwritten])
def test_the_first_time_what_is_good_comes_up(tmp_path: Path, breaks: Any) -> None:
    """A file that was broken before the app started is left out, all others are met."""
    files = tiny.good()
    breaks(files)
    house = House(tmp_path, files)
    assert list(house.living.now().course.lessons) == ["rights.trusted-adults"]
    assert {one.place.file for one in house.living.problems} == {WORDS}
    house.files[WORDS] = tiny.good()[WORDS]
    house.save(WORDS)
    assert OF in house.living.now().course.lessons


def test_the_first_time_an_error_of_the_checks_stops_nobody(tmp_path: Path) -> None:
    """What can be read comes up; and a later version that cannot be read does not replace it."""
    files = tiny.good()
    faulty(files)
    house = House(tmp_path, files)
    assert house.title() == "New words"
    files[WORDS]["title"] = t("ពាក្យ", "Newer words")
    house.save(WORDS)
    assert house.title() == "Newer words"  # no worse than the one before
    del files[WORDS]["goal"]
    files[WORDS]["title"] = t("ពាក្យ", "Newest words")
    house.save(WORDS)
    assert house.title() == "Newer words"
    files[WORDS]["goal"] = t("…", "…")
    house.save(WORDS)
    assert house.title() == "Newer words"


def test_a_change_elsewhere_does_not_lower_what_is_kept(house: House) -> None:
    """A lesson that was whole stays better than its faulty successor, though its area was renamed meanwhile."""
    house.files[HEAD]["areas"][0]["id"] = "laws"
    house.save(HEAD)
    assert {one.rule for one in house.living.problems} == {"reference"}
    faulty(house.files)
    house.save(WORDS)
    assert house.title() == "Kind words"


def test_words_follow(house: House) -> None:
    """The words of the screens are content too."""
    house.files[UI]["door"]["children"] = t("កុមារចំនួន {0:d}", "{0:d} of us")
    house.save(UI)
    assert house.living.now().words("door.children", "en", 3) == "3 of us"


def test_a_fingerprint_follows_its_item(house: House) -> None:
    """An answer to the mended item starts a new history."""
    before = dict(house.living.now().fingerprints)
    house.files[QUIZ]["items"][0]["stem"] = t("តើចន្ទអាចធ្វើអ្វីបាន?", "What can Chan do now?")
    house.files[QUIZ]["items"][0]["version"] = 2
    house.save(QUIZ)
    after = house.living.now().fingerprints
    assert {name for name in after if after[name] != before[name]} == {f"{OF}.q1"}


def test_what_stands_around_is_looked_at_too(house: House) -> None:
    """A picture's description, what was published, and the date change the problems, not the course."""
    assert house.living.problems == ()
    house.files[tiny.ALT] = {"class": {"en": "Children sit in a class."}}
    house.save(tiny.ALT)
    assert [one.rule for one in house.living.problems] == ["alt-text"]
    house.files[tiny.ALT] = tiny.good()[tiny.ALT]
    house.save(tiny.ALT)
    assert house.living.problems == ()
    house.today = datetime.date(2027, 6, 1)
    assert {one.rule for one in house.living.problems} == {"stale-contact", "stale-note"}


def test_a_description_that_changed_asks_the_readers_again(house: House) -> None:
    """Within a second, in the app that runs: what a picture says belongs to what was signed."""
    before = house.living.now().course.wordings[OF]
    house.files[tiny.ALT]["class"]["en"] = "Children play in a class."
    house.save(tiny.ALT)
    assert house.living.now().course.wordings[OF] != before


@pytest.mark.parametrize("name", [tiny.ALT, tiny.FROZEN])
@pytest.mark.parametrize("text", ["{", "[1]", "{a: 3}", "3"])
def test_a_broken_file_around_is_a_problem_and_stops_nobody(house: House, name: str, text: str) -> None:
    """Descriptions and fingerprints that cannot be read are said, and the course goes on changing."""
    house.files[name] = text
    house.files[TRUSTED]["title"] = TITLE
    house.save(name, TRUSTED)
    assert house.title("rights.trusted-adults") == "New words"
    assert any(one.place.file == name and one.rule == "form" for one in house.living.problems)


def test_only_what_changed_is_read_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing at all while nothing changes."""
    read: list[str] = []
    real = loader.read_sheet
    monkeypatch.setattr(loader, "read_sheet", lambda root, path: read.append(path.name) or real(root, path))
    house.seconds += 5
    house.living.now()
    assert read == []
    house.files[WORDS]["title"] = TITLE
    house.save(WORDS)
    house.living.now()
    assert read == ["kind-words.yaml"]


def test_nobody_waits_while_another_one_reads(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads that ask meanwhile get the edition before; afterwards all get the new one."""
    goes_on, has_begun = threading.Event(), threading.Event()
    real = loader.read_sheet

    def slow(root: Path, path: Path) -> Any:
        has_begun.set()
        goes_on.wait(10)
        return real(root, path)

    monkeypatch.setattr(loader, "read_sheet", slow)
    house.files[WORDS]["title"] = TITLE
    house.save(WORDS)
    reader = threading.Thread(target=house.living.now)
    reader.start()
    assert has_begun.wait(10)
    house.seconds += 5
    assert house.title() == "Kind words"
    goes_on.set()
    reader.join()
    assert house.title() == "New words"


def test_a_file_that_vanishes_while_it_is_read_is_met_later(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file locked by an editor keeps the version before, and is read at the next look."""
    real = loader.read_sheet

    def locked(root: Path, path: Path) -> Any:
        raise PermissionError(path)

    monkeypatch.setattr(loader, "read_sheet", locked)
    house.files[WORDS]["title"] = TITLE
    house.save(WORDS)
    assert house.title() == "Kind words"
    monkeypatch.setattr(loader, "read_sheet", real)
    house.seconds += 1
    assert house.title() == "New words"


def test_a_mistake_of_ours_leaves_the_edition_before(house: House, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    """A rule that fails on some new text is logged; children notice nothing, and the next good look goes on."""

    def fails(*_: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(loader, "check", fails)
    house.files[WORDS]["title"] = TITLE
    house.save(WORDS)
    assert house.title() == "Kind words"
    assert "not taken over" in caplog.text
    monkeypatch.undo()
    house.seconds += 1
    assert house.title() == "New words"


def test_first_quiz_of_another_lesson_is_untouched(house: House) -> None:
    """A fault in one file leaves the others free to change."""
    broken(house.files)
    house.files[FIRST_QUIZ]["items"][0]["stem"] = t("តើចន្ទអាចធ្វើអ្វីបាន?", "What can Chan do now?")
    house.files[TRUSTED]["title"] = TITLE
    house.save(WORDS, FIRST_QUIZ, TRUSTED)
    assert house.title() == "Kind words"
    assert house.title("rights.trusted-adults") == "New words"
    assert house.living.now().course.items["rights.trusted-adults.q1"].stem.en == "What can Chan do now?"
