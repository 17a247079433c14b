"""Signing: exactly the words that were read, by two people, kept whole; whatever is in the way is said and nothing is lost."""

from __future__ import annotations

import datetime
import os
import re
import threading
from pathlib import Path

import pytest
import yaml

from actions import reviews_file, sign_off
from actions.desk import ROOT, open_desk, words
from actions.permissions import NotAllowed, Role, Who
from actions.reviews_file import FILE
from actions.sign_off import Refused
from actions.trouble import Trouble
from curriculum.loader import LivingCourse
from curriculum.reader import read
from curriculum.reviews import ROLES
from tests.curriculum import tiny
from tests.curriculum.test_checks import TODAY

STAFF = Who(Role.STAFF, "s1", "staff")
OF, TEXT = "rights.kind-words", "rights.kind-words/cards.b.text"


@pytest.fixture
def house(tmp_path):
    """A tiny course without a fault, nothing of it signed."""
    files = tiny.good()
    for one in files[tiny.CONTACTS]["contacts"]:
        one["checked"] = f"{datetime.date.today():%Y-%m}"
    return tiny.write(tmp_path / "house", files)


@pytest.fixture
def desk(house, tmp_path):
    """A desk on it that looks at the files whenever it is asked."""
    one = open_desk(tmp_path / "data", house)
    ticks = iter(range(10**6))
    one.living = LivingCourse(house, clock=lambda: float(next(ticks)), today=lambda: TODAY)
    yield one
    one.store.close()


def rewrite(house, change):
    """One change of the sensitive lesson."""
    raw = yaml.safe_load((house / tiny.WORDS).read_text("utf-8"))
    change(raw)
    tiny.write(house, {tiny.WORDS: raw})


def sign(house, role="native_reader", name="Sok", **more):
    """One signature of the sensitive lesson."""
    return sign_off.sign(house, STAFF, more.pop("of", OF), role, name, **more)


def refused(act):
    """The reason that was given."""
    with pytest.raises(Refused) as told:
        act()
    return told.value.reason


def test_two_people_make_a_lesson_trusted(house, desk):
    """The first signature leaves the other role, the second none; name, day, comment and a fingerprint of each text are kept."""
    assert sign(house, comment="  ល្អណាស់: «yes» ") == ("child_protection",)
    assert sign(house, "child_protection", 'Nary "N": x') == ()
    course = desk.course
    assert course.problems == ()
    assert course.unsigned(OF) == ()
    assert course.unsigned("rights.trusted-adults") == ROLES
    one, other = course.reviews
    assert (one.name, one.comment, one.on) == ("Sok", "ល្អណាស់: «yes»", str(datetime.date.today()))
    assert (other.name, other.comment) == ('Nary "N": x', None)
    at = sign_off.standing(desk, STAFF, OF)
    assert len(one.texts) == 6 * at.texts
    for written in (house / FILE, ROOT / FILE):
        assert written.read_text("utf-8").startswith(reviews_file.HEAD)


def test_one_person_signs_in_one_role(house):
    """The same name, however it is written, is refused in the other role, and twice in its own."""
    sign(house, name="Sok Nary")
    assert refused(lambda: sign(house, "child_protection", " sok  NARY ")) == "same_person"
    assert refused(lambda: sign(house, name="Sok Nary")) == "signed"
    assert len(read(house).reviews) == 1


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"of": "rights.nowhere"}, "unknown"),
        ({"role": "teacher"}, "role"),
        ({"of": "words", "role": "child_protection"}, "role"),
        ({"name": "  "}, "name"),
        ({"seen": "0123456789ab"}, "changed"),
    ],
)
def test_what_is_not_right_is_not_signed(house, more, reason):
    """Each with its own sentence, in both languages; the file is not touched."""
    assert refused(lambda: sign(house, **more)) == reason
    assert not (house / FILE).exists()


def test_every_refusal_has_its_sentence():
    """Whatever a page may have to say is written in both languages of the real words."""
    reasons = set(re.findall(r'Refused\("(\w+)"', Path(sign_off.__file__).read_text("utf-8"))) | {"name", "says"}
    assert len(reasons) >= 9
    for reason in reasons:
        for lang in ("km", "en"):
            assert words()(f"sign_off.refused_{reason}", lang, 3)


def test_words_that_changed_while_they_were_read_are_not_signed(house, desk):
    """The page hands over what it showed; a writer was faster; nothing is signed, and the new words can be."""
    seen = desk.course.wordings[OF]
    rewrite(house, lambda raw: raw["cards"][1]["text"].update(km="ដារ៉ាប្រាប់អ្នកគ្រូភ្លាម។"))
    assert refused(lambda: sign(house, seen=seen)) == "changed"
    assert sign(house, seen=desk.course.wordings[OF]) == ("child_protection",)


def test_errors_of_its_files_stand_in_the_way_and_others_do_not(house):
    """A lesson with an error is not signed; one beside it is."""
    rewrite(house, lambda raw: raw.update(needs=[]))
    with pytest.raises(Refused) as told:
        sign(house)
    assert told.value.reason == "errors"
    assert told.value.about[0] == 1
    assert sign(house, of="rights.trusted-adults") == ("child_protection",)


def test_a_change_is_seen_at_its_row_and_asks_both_again(house, desk):
    """After one changed text the lesson waits for both; the rows say which; what is no text is said to have changed too."""
    for role, name in zip(ROLES, ("Sok", "Nary"), strict=True):
        sign(house, role, name)
    rewrite(house, lambda raw: raw["cards"][1]["text"].update(en="Dara tells the teacher now."))
    at = sign_off.standing(desk, STAFF, OF)
    assert at.missing == ROLES
    assert at.holds == frozenset()
    assert at.changed == dict.fromkeys(ROLES, frozenset({TEXT}))
    rewrite(house, lambda raw: raw["cards"][1]["text"].update(en="Dara tells the teacher."))
    assert sign_off.standing(desk, STAFF, OF).missing == ()
    rewrite(house, lambda raw: raw["bands"].append("B"))
    at = sign_off.standing(desk, STAFF, OF)
    assert (at.missing, set(at.changed.values())) == (ROLES, {frozenset()})


def test_a_wish_stands_at_its_text_until_it_is_resolved(house, desk):
    """It is kept with who, when, what and which words; nothing is signed meanwhile; resolved it is still in the file."""
    sign_off.ask(house, STAFF, TEXT, "native_reader", "Sok", 'Shorter: "like this"')
    sign_off.ask(house, STAFF, TEXT, "child_protection", "Nary", "Kinder")
    first, second = sign_off.standing(desk, STAFF, OF).changes
    assert (first.text, first.name, first.says) == (TEXT, "Sok", 'Shorter: "like this"')
    assert first.id != second.id
    assert refused(lambda: sign(house)) == "open"
    assert sign(house, of="rights.trusted-adults") == ("child_protection",)
    sign_off.resolve(house, STAFF, first.id, "Dara")
    sign_off.resolve(house, STAFF, second.id, "Dara")
    assert refused(lambda: sign_off.resolve(house, STAFF, first.id, "Dara")) == "no_text"
    assert sign_off.standing(desk, STAFF, OF).changes == ()
    assert [one.resolved.name for one in read(house).changes] == ["Dara", "Dara"]
    assert sign(house) == ("child_protection",)
    assert len(read(house).changes) == 2


def test_a_wish_is_bound_to_the_words_that_were_read(house, desk):
    """When the text changes, the wish no longer speaks of what stands there, and says so."""
    sign_off.ask(house, STAFF, TEXT, "native_reader", "Sok", "Shorter")
    [wish] = desk.course.changes
    row = next(one for one in sign_off.all_rows(desk.course, OF) if one.id == TEXT)
    assert wish.print == row.print
    rewrite(house, lambda raw: raw["cards"][1]["text"].update(km="ដារ៉ាប្រាប់គ្រូ។"))
    row = next(one for one in sign_off.all_rows(desk.course, OF) if one.id == TEXT)
    assert wish.print != row.print


@pytest.mark.parametrize(("text", "says", "reason"), [("rights.kind-words/no.such", "x", "no_text"), (TEXT, " ", "says")])
def test_a_wish_needs_a_text_and_words(house, text, says, reason):
    """Else it is refused and nothing is written."""
    assert refused(lambda: sign_off.ask(house, STAFF, text, "native_reader", "Sok", says)) == reason
    assert not (house / FILE).exists()


def test_only_staff_sign(house):
    """Neither a child nor a facilitator, whatever they call themselves."""
    for role in (Role.CHILD, Role.FACILITATOR, Role.NOBODY, Role.DEVICE):
        with pytest.raises(NotAllowed):
            sign_off.sign(house, Who(role, "s1", "staff"), OF, "native_reader", "Sok")


def test_a_folder_that_cannot_be_written_is_said_and_loses_nothing(house, monkeypatch):
    """The trouble has its kind; the file is as it was, no half file lies about, and the next press succeeds."""
    sign(house)
    before = (house / FILE).read_bytes()

    def fails(*_):
        raise OSError(30, "Read-only file system")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", fails)
        with pytest.raises(Trouble) as told:
            sign(house, "child_protection", "Nary")
    assert told.value.kind == "read_only"
    assert (house / FILE).read_bytes() == before
    assert [one.name for one in (house / "lessons").iterdir() if one.name.startswith(".")] == []
    assert sign(house, "child_protection", "Nary") == ()


def test_a_file_that_cannot_be_read_is_never_written_over(house):
    """A line that somebody broke by hand stands in the way of every signature, and stays for who mends it."""
    sign(house)
    broken = (house / FILE).read_text("utf-8").replace("native_reader", "nobody")
    (house / FILE).write_text(broken, "utf-8")
    assert refused(lambda: sign(house, "child_protection", "Nary")) == "errors"
    assert refused(lambda: sign_off.ask(house, STAFF, TEXT, "native_reader", "Sok", "x")) == "errors"
    assert (house / FILE).read_text("utf-8") == broken


def test_two_who_sign_at_once_are_both_kept(house):
    """Page and command, or two pages: nobody's line is lost."""
    names = [f"Reader {nth}" for nth in range(8)]
    threads = [threading.Thread(target=sign_off.ask, args=(house, STAFF, TEXT, ROLES[0], name, "x")) for name in names]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    found = read(house)
    assert found.problems == ()
    assert sorted(one.name for one in found.changes) == names
    assert len({one.id for one in found.changes}) == len(names)


def test_an_older_file_is_taken_over(house, desk):
    """A signature from before texts had fingerprints still holds; that it cannot say which row changed is said."""
    words = desk.course.wordings[OF]
    line = {"id": f"{OF}/native_reader/{words}", "lesson": OF, "role": "native_reader", "name": "Sok", "on": "2026-11-20"}
    (house / FILE).write_text(yaml.safe_dump({"reviews": [{**line, "words": words}]}), "utf-8")
    assert sign_off.standing(desk, STAFF, OF).missing == ("child_protection",)
    assert sign(house, "child_protection", "Nary") == ()
    rewrite(house, lambda raw: raw["cards"][1]["text"].update(en="Dara tells the teacher now."))
    at = sign_off.standing(desk, STAFF, OF)
    assert at.changed == {"native_reader": None, "child_protection": frozenset({TEXT})}


def test_the_command_signs_as_the_page_does(house, capsys):
    """Any name, an optional comment; it says whom the lesson still waits for, signs nothing twice, and lists what there is."""
    assert sign_off.main([OF, "native_reader", 'សុខ "Sok": a reader'], house) == 0
    assert "still waits for: child_protection" in capsys.readouterr().out
    assert sign_off.main([OF, "native_reader", 'សុខ "Sok": a reader'], house) == 0
    assert sign_off.main([OF, "child_protection", 'សុខ "Sok": a reader'], house) == 1
    assert sign_off.main([OF, "child_protection", "Nary", "read twice"], house) == 0
    course = read(house)
    assert [(one.name, one.comment) for one in course.reviews] == [('សុខ "Sok": a reader', None), ("Nary", "read twice")]
    assert course.unsigned(OF) == ()
    assert sign_off.main(["no.such", "native_reader", "X"], house) == 2
    assert sign_off.main(["words"], house) == 2
    assert "rights.trusted-adults, rights.kind-words, words, glossary" in capsys.readouterr().out


def test_the_command_says_what_keeps_it_from_writing(house, monkeypatch, capsys):
    """Fact and remedy instead of a traceback; it ends with 1."""

    def fails(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(reviews_file.tempfile, "NamedTemporaryFile", fails)
    assert sign_off.main([OF, "native_reader", "Sok"], house) == 1
    assert "nothing is lost" in capsys.readouterr().out
