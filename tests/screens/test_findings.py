"""What staff read of findings, in both languages: why, since when, what to do, by what it closes; and what is not told."""

import json
import re
from dataclasses import replace

import pytest

from actions import desk as desks
from actions import overview as far
from actions import school_flags
from actions.permissions import Role, Who
from progress.store.people import School, now_ms
from screens import findings, look
from screens.findings import by_name
from tests.screens.conftest import said

STAFF = Who(Role.STAFF, "demo-01", "staff")
DAY_MS = 86_400_000
GROUNDS = {"members": 8, "answers": 40, "mean": 0.5, "low": 0.42, "high": 0.58, "p_low": 0.98}
REASON = (
    r"In Demo school \d+, \d+ children answered \d+ questions on “[^”]+”\. "
    r"We expect \d+ of 100 right on new ones \(\d+ to \d+\)\."
)
VERDICT = (
    r"It is (very likely|likely) under 60\.|We cannot tell yet whether it is over or under 60\.|It is very likely 60 or more\."
)


@pytest.fixture
def flagged(simulated, monkeypatch):
    """Two open findings, one of them two months old; one that closed last week."""
    monkeypatch.setattr(school_flags, "look_once_a_day", lambda *_: None)
    at, kept = now_ms(), json.dumps(GROUNDS)
    rows = [("demo-02", "migration", 1, 0), ("demo-01", "telling", 60, 0), ("demo-03", "help", 50, at - 7 * DAY_MS)]
    for school, area, days, closed in rows:
        row = {"school": school, "area": area, "opened_ms": at - days * DAY_MS, "version": "1", "evidence": kept}
        simulated.people.put("school_flag", {**row, "closed_ms": closed, "closed_why": "understood" if closed else ""})
    yield simulated
    simulated.people.change("DELETE FROM school_flag", ())


def test_a_finding_says_why_and_what_to_do(open_page, flagged):
    """The reason with its numbers, since when, the lesson, by when, and by what it closes: once for each open finding."""
    words = said(open_page(Role.STAFF, "en", page="findings"))
    assert len(re.findall(REASON, words)) == 2
    assert len(re.findall(VERDICT, words)) == 2
    assert len(re.findall(r"Open since \d+ \w+ \d{4}", words)) == 2
    assert len(re.findall(r"Closes when at least 5 children have given 10 new answers", words)) == 2
    assert len(re.findall(r"again at the next meeting, by \d+ \w+ \d{4}|was to be taught again by \d+ \w+ \d{4}", words)) == 2


def test_the_sentence_is_the_data(flagged, monkeypatch):
    """The numbers of a reason are those of the cell, and its verdict is by P(low) alone."""
    monkeypatch.setattr(desks, "_desk", flagged)
    for module in (findings, look):
        monkeypatch.setattr(module, "language", lambda: "en")
    seen = far.overview(flagged, STAFF)
    cell = seen.cells["demo-02", "migration"]
    for p_low, expected in ((0.95, "very likely under"), (0.7, "is likely under"), (0.4, "cannot tell"), (0.05, "60 or more")):
        now = replace(cell, p_low=p_low, mean=0.523, low=0.46, high=0.58)
        text = findings.why("Demo school 2", "migration", now)
        assert expected in text
        assert f"{cell.members} children answered {cell.answers} questions" in text
        assert "52 of 100 right on new ones (46 to 58)" in text


def test_schools_stand_by_name_and_never_by_result(open_page, flagged):
    """School 1 before school 2 before school 10, in either language, however low they are."""
    words = said(open_page(Role.STAFF, "en", page="findings"))
    assert words.index("Demo school 1: ") < words.index("Demo school 2: ")
    schools = [School(f"x{nth}", f"សាលា {km}", f"School {nth}", "", True, True) for nth, km in ((10, "១០"), (2, "២"), (1, "១"))]
    assert [one.school for one in by_name(schools)] == ["x1", "x2", "x10"]


def test_what_was_understood_again_is_told(open_page, flagged):
    """A finding that new answers closed is named with both its days."""
    words = said(open_page(Role.STAFF, "en", page="findings"))
    assert re.search(r"Demo school 3: Getting help\s+Understood again since \d+ \w+ \d{4} \(the finding was open from", words)


def test_what_is_missing_is_named(open_page, flagged):
    """An area that two children answered stands under "not enough data", with three more children, and nowhere with a figure."""
    flagged.people.change("DELETE FROM member_area WHERE school = 'demo-03' AND area = 'family' AND member > 'demo-03-m01'", ())
    left = flagged.store.read("SELECT count(*) AS n FROM member_area WHERE school = 'demo-03' AND area = 'family'")[0]["n"]
    try:
        words = said(open_page(Role.STAFF, "en", page="findings"))
        assert f"Family talk: {5 - left} more children" in words
        assert re.search(r"Not enough data yet: areas \d+, schools \d+\.", said(open_page(Role.STAFF, "en")))
        assert re.search(r"[\u1780-\u17ff]", said(open_page(Role.STAFF, "km", page="findings")))
    finally:
        flagged.store.rebuild()


def test_few_new_answers_are_not_counted_out(open_page, flagged):
    """How many answered since is told from five children on: a finding opened before the last two of them tells "fewer"."""
    sql = """SELECT max(tapped_ms) AS last FROM answered WHERE school = 'demo-03' AND area = 'rights' AND round = 1 AND test = ''
             GROUP BY member ORDER BY last DESC"""
    third = flagged.store.read(sql)[2]["last"]
    row = {"school": "demo-03", "area": "rights", "opened_ms": third, "version": "1", "evidence": json.dumps(GROUNDS)}
    flagged.people.put("school_flag", {**row, "closed_ms": 0, "closed_why": ""})
    assert "So far: new answers from fewer than five children." in said(open_page(Role.STAFF, "en", page="findings"))


@pytest.mark.parametrize("address", [{}, {"page": "findings"}, {"page": "school", "school": "demo-01"}])
def test_findings_keep_to_one_language(open_page, flagged, address):
    """No Latin letter on a Khmer page, no Khmer letter on an English one, with findings of every state."""
    assert re.findall(r"[A-Za-z]+", said(open_page(Role.STAFF, "km", **address))) == []
    assert re.findall(r"[\u1780-\u17ff]+", said(open_page(Role.STAFF, "en", **address))) == []


def test_the_first_page_looks(open_page, simulated, monkeypatch):
    """Opening the overview is what looks for flags."""
    called = []
    monkeypatch.setattr(school_flags, "look_once_a_day", lambda desk, who: called.append(who.role))
    open_page(Role.STAFF, "en")
    assert called == [Role.STAFF]
