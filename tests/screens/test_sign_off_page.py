"""The review desk: what waits for whom; every text beside its other language; sign, ask and resolve, with nothing lost."""

import re
from html import unescape

import pytest

from actions import desk as desks
from actions import reviews_file, sign_off
from actions.desk import ROOT, open_desk
from actions.permissions import Role, Who
from curriculum.loader import LivingCourse
from curriculum.reader import read
from curriculum.reading import all_rows, sections
from curriculum.reviews import ROLES
from curriculum.text import leaves
from curriculum.ui_words import read_words
from screens import look
from screens.sign_off_row import kind_of
from tests.curriculum import tiny
from tests.curriculum.test_sounds import record

STAFF = Who(Role.STAFF, "s1", "staff")
OF, TEXT = "rights.kind-words", "rights.kind-words/cards.b.text"


@pytest.fixture
def house(tmp_path):
    """A tiny course; the words of the screens are the real ones."""
    root = tiny.write(tmp_path / "house", tiny.checked_today())
    for file in (ROOT / "assets/words").glob("*.yaml"):
        (root / "assets/words" / file.name).write_text(file.read_text("utf-8"), "utf-8")
    return root


@pytest.fixture
def page(open_page, house, tmp_path, monkeypatch):
    """`page(lang, **address)` opens the desk's page of this house for staff."""
    desk = open_desk(tmp_path / "data", house)
    desk.living = LivingCourse(house)
    monkeypatch.setattr(desks, "_desk", desk)
    yield lambda lang="en", **address: open_page(STAFF, lang, **{"page": "sign_off", **address})
    desk.store.close()


def html(shown):
    """What was sent as markup."""
    return " ".join(one.proto.body for one in shown.get("html"))


def words(shown):
    """The same without markup."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html(shown))).split())


def signed(house, name, role, reader):
    """Somebody else signed, a while ago."""
    sign_off.sign(house, STAFF, name, role, reader)
    desks._desk.living.look_again()


def reader(shown, name, role=ROLES[0]):
    """Says who reads."""
    shown.radio(key="sign_off_role").set_value(role)
    shown.text_input(key="sign_off_name").set_value(name).run()
    return shown


def test_the_list_says_what_waits_for_whom(page, house):
    """Signed by whom and when, waiting, changed since; how many may be shown in a real school; each filter its own."""
    signed(house, OF, ROLES[0], "Sok")
    said = words(page())
    assert "1 of 2 lessons may be shown in a real school." in said
    assert "Signed by both readers: 0. Not sensitive, shown as drafts: 1. Sensitive, shut until both have signed: 1." in said
    assert "Sok, " in said
    assert "Sensitive, level 1" in said
    for role, lessons in ((ROLES[0], 1), (ROLES[1], 2)):
        assert html(page(role=role)).count("lesson=rights.") == lessons
    for name in ("words", "glossary"):
        assert f"lesson={name}" in html(page(role=ROLES[0]))
        assert f"lesson={name}" not in html(page(role=ROLES[1]))


@pytest.mark.parametrize("lang", ["km", "en"])
def test_a_lesson_shows_every_text_in_both_languages(page, lang, monkeypatch):
    """Both texts of each row with their id, the pictures' descriptions, the right answer, the sources; no text is missing."""
    monkeypatch.setattr(look, "_alts", lambda: tiny.good()[tiny.ALT])
    shown = page(lang, lesson=OF)
    raw, course = unescape(html(shown)), desks._desk.course
    for row in all_rows(course, OF):
        assert f">{row.id}</code>" in raw
        assert row.km in raw
        assert row.en in raw
    told = [text for _, text in leaves(course.lessons[OF].title)]
    assert len(told) == 2
    assert "កុមារអង្គុយក្នុងថ្នាក់។" in raw
    assert "Children sit in a class." in raw
    assert "Convention, article 19" in raw
    assert raw.count('<span class="chip rice"><i class="sign check">') == sum(one.mark == "right" for one in all_rows(course, OF))


@pytest.mark.parametrize(("lang", "foreign"), [("km", "[A-Za-z]+"), ("en", "[\u1780-\u17ff]+")])
def test_the_page_itself_is_in_one_language(page, lang, foreign):
    """Outside the two columns, ids, and texts that say their language, no word is in the other one."""
    raw = re.sub(r"<code.*?</code>", " ", html(page(lang, lesson=OF)))
    raw = re.sub(r'<(\w+)[^>]* lang="\w+"[^>]*>.*?</\1>', " ", raw, flags=re.S)
    assert re.findall(foreign, re.sub(r"<[^>]*>", " ", raw)) == []


def test_signing_on_the_page(page, house):
    """It is kept as the command keeps it, the page says who is still missing, and the name stays for the next lesson."""
    shown = reader(page(lesson=OF), "Sok")
    shown.text_input(key="sign_off_comment").set_value("good")
    shown.button(key="big_sign").click().run()
    assert not shown.exception
    assert "It still waits for: child-protection reviewer." in words(shown)
    assert shown.text_input(key="sign_off_comment").value == ""
    [one] = desks._desk.course.reviews
    assert (one.name, one.role, one.comment) == ("Sok", ROLES[0], "good")
    shown.query_params["lesson"] = "words"
    shown.run()
    assert shown.text_input(key="sign_off_name").value == "Sok"
    assert shown.radio(key="sign_off_role").options == ["native Khmer reader"]


def test_one_person_in_both_roles_is_told_so(page, house):
    """And nothing is written."""
    signed(house, OF, ROLES[0], "Sok")
    shown = reader(page(lesson=OF), "sok", ROLES[1])
    shown.button(key="big_sign").click().run()
    assert "This one needs another person." in words(shown)
    assert len(desks._desk.course.reviews) == 1


def test_the_list_and_the_lesson_say_the_same_of_a_signature(page, house):
    """Somebody signed both roles in the file by hand: the second one waits for another person, on both pages."""
    signed(house, OF, ROLES[0], "Sok")
    line = desks._desk.course.reviews[0]
    with reviews_file.editing(house) as lists:
        second = line.model_copy(update={"role": ROLES[1], "id": f"{OF}/{ROLES[1]}/{line.words}", "comment": "read twice"})
        lists["reviews"].append(second.model_dump(exclude_none=True))
    desks._desk.living.look_again()
    for shown in (page(), page(lesson=OF)):
        assert words(shown).count("Sok, ") == 2
        assert words(shown).count("This one needs another person.") == 1
    assert "read twice" in words(page(lesson=OF))
    assert "read twice" not in words(page())


def test_words_that_changed_under_the_reader_are_not_signed(page, house):
    """The page that was open showed other words: it says so and shows the new ones."""
    shown = reader(page(lesson=OF), "Sok")
    files = tiny.good()
    files[tiny.WORDS]["cards"][1]["text"]["en"] = "Dara tells the teacher now."
    tiny.write(house, {tiny.WORDS: files[tiny.WORDS]})
    desks._desk.living.look_again()
    shown.button(key="big_sign").click().run()
    assert "Some words changed while you were reading." in words(shown)
    assert "Dara tells the teacher now." in words(shown)
    assert desks._desk.course.reviews == ()


def test_only_what_changed(page, house):
    """After two signatures and one changed text, the row is marked, and can be shown alone."""
    for role, name in zip(ROLES, ("Sok", "Nary"), strict=True):
        signed(house, OF, role, name)
    files = tiny.good()
    files[tiny.WORDS]["cards"][1]["text"]["en"] = "Dara tells the teacher now."
    tiny.write(house, {tiny.WORDS: files[tiny.WORDS]})
    desks._desk.living.look_again()
    assert html(page(lesson=OF)).count("changed since it was signed") == 1
    alone = html(page(lesson=OF, only="changed"))
    assert re.findall(r'<code translate="no">(.*?)</code>', alone) == [TEXT]
    assert "1 of its texts changed since Sok signed" in words(page())


def test_asking_for_a_change_at_its_row(page, house):
    """The form stands under the text that was chosen; the wish is said at the row and in the list until somebody resolves it."""
    shown = reader(page(lesson=OF, text=TEXT), "Nary", ROLES[1])
    shown.text_input(key=f"sign_off_says_{TEXT}").set_value("Kinder, please")
    shown.button(key="sign_off_ask").click().run()
    assert "Your request is kept." in words(shown)
    assert "“Kinder, please”" in words(page(lesson=OF))
    assert "Changes asked for: 1" in words(page())
    shown = reader(page(lesson=OF), "Sok")
    shown.button(key="big_sign").click().run()
    assert "Resolve them first" in words(shown)
    shown.button(key="sign_off_resolve_0").click().run()
    assert "This request is resolved." in words(shown)
    assert "Kinder, please" not in words(page(lesson=OF))


def test_what_the_checks_say_stands_at_the_row(page, house):
    """A warning is counted in the list, stands at its text, and can be shown alone."""
    files = tiny.good()
    files[tiny.WORDS]["cards"][1]["text"] = tiny.t("ដារ៉ាមិនទៅសាលា។", "Dara goes to school.")
    tiny.write(house, {tiny.WORDS: files[tiny.WORDS]})
    desks._desk.living.look_again()
    assert "Notes of the checks: 1" in words(page())
    alone = html(page(lesson=OF, only="said"))
    assert re.findall(r'<code translate="no">(.*?)</code>', alone) == [TEXT]
    assert "denies something in Khmer only" in alone


def test_what_cannot_be_written_stays_in_its_field(page, house, monkeypatch):
    """A full disk is said with its remedy; name and comment stand where they were written, and the next press succeeds."""
    shown = reader(page(lesson=OF), "Sok")
    shown.text_input(key="sign_off_comment").set_value("good")

    def fails(*_, **__):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(reviews_file.tempfile, "NamedTemporaryFile", fails)
        shown.button(key="big_sign").click().run()
    assert "The disk is full. Make room, then press again." in words(shown)
    assert shown.text_input(key="sign_off_comment").value == "good"
    assert shown.text_input(key="sign_off_name").value == "Sok"
    shown.button(key="big_sign").click().run()
    assert len(desks._desk.course.reviews) == 1


def test_a_child_s_pages_bear_the_mark_until_the_words_are_signed(page, house, monkeypatch):
    """In Khmer, while the screens' words or the lesson are unsigned; signed, the mark is gone from that lesson and no other."""
    monkeypatch.setattr(look.st, "query_params", {})
    assert look._is_draft(OF)
    signed(house, "words", ROLES[0], "Sok")
    for role, name in zip(ROLES, ("Sok", "Nary"), strict=True):
        signed(house, OF, role, name)
    assert not look._is_draft(OF)
    assert look._is_draft("rights.trusted-adults")
    assert look._is_draft("")


def test_what_cannot_be_heard_is_listed_and_recorded_at_its_row(page, house):
    """Counts by lesson and language lead to the texts without a recording; only what a child hears has a recorder."""
    shown = page(page="sounds")
    assert f"lesson={OF}&amp;only=silent" in html(shown)
    said = words(shown)
    assert re.search(r"0 of \d\d", said)
    silent = html(page(lesson=OF, only="silent"))
    assert f">{TEXT}</code>" in silent
    assert "facilitator" not in silent
    at = page(lesson=OF, text=TEXT, do="record")
    assert "Record this text" in words(at)
    assert {one.key for one in at.button} >= {"sounds_keep_km", "sounds_keep_en"}
    at.button(key="sounds_keep_km").click().run()
    assert "Record something first." in words(at)
    assert "Record this text" not in words(page(lesson=OF, text=f"{OF}/facilitator.care", do="record"))


def test_a_recording_of_old_words_says_so(page, house):
    """At its row, in the list, and on the way to record it again."""
    record(house, TEXT, "km", "ពាក្យចាស់។")
    assert "record again: 1" in words(page(page="sounds"))
    assert "Khmer: the words changed: record again" in words(page(lesson=OF))
    assert f">{TEXT}</code>" in html(page(lesson=OF, only="silent"))


def test_nobody_signs_what_was_not_shown(page, house):
    """Under some of the texts there is no button, but the way to all; under what changed, for a role that signed before."""
    assert "big_sign" not in {one.key for one in page(lesson=OF, only="silent").button}
    assert "To sign, read every text." in words(page(lesson=OF, only="said"))
    signed(house, OF, ROLES[0], "Sok")
    files = tiny.good()
    files[tiny.WORDS]["cards"][1]["text"]["en"] = "Dara tells the teacher now."
    tiny.write(house, {tiny.WORDS: files[tiny.WORDS]})
    desks._desk.living.look_again()
    shown = page(lesson=OF, only="changed")
    assert "big_sign" in {one.key for one in shown.button}
    shown.radio(key="sign_off_role").set_value(ROLES[1]).run()
    assert "big_sign" not in {one.key for one in shown.button}


@pytest.mark.parametrize("lang", ["km", "en"])
def test_each_kind_of_text_and_question_has_a_name(lang):
    """A native reader need not read an id to know what a text is: every key of today's course has its word."""
    course, words_ = read(ROOT), read_words(ROOT).under("sign_off", lang)
    lessons = [section for name in course.lessons for section in sections(course, name)]
    named = {f"kind_{kind_of(row)}" for section in lessons for row in section.rows if row.km}
    named |= {f"type_{section.item.type}" for section in lessons if section.item}
    assert len(named) > 25
    assert named - set(words_) == set()
