"""What Khmer may look like, and how long it is."""

from __future__ import annotations

import pytest

from curriculum import khmer


@pytest.mark.parametrize(
    "text",
    [
        "កុមារ គឺជាមនុស្សដែលមានអាយុក្រោម ១៨ ឆ្នាំ។",
        "ប្រសិនបើមានអ្នកណាប៉ះពាល់ប្អូន ប្អូនអាចនិយាយថា «ទេ!»។",
        "ទូរស័ព្ទទៅលេខ 1280 ដោយឥតគិតថ្លៃ។",
        "ទូរស័ព្ទទៅលេខ 023 720 920។",
        "លេខសម្ងាត់៖ 2580",
        "ឧត្តមប្រយោជន៍ ព័ត៌មាន អ៊ីនធឺណិត ធម៌ សង្គ្រោះ ស៊ី ម្យ៉ាង ញ៉ាំ ការណ៍ ស្ត្រី",
        "សួស្តី {name}! មេរៀនទី{n} មាន {0:d} កាត។",
        "យឺតៗ លើកដៃឡើង។",
    ],
)
def test_good_khmer_is_left_in_peace(text: str) -> None:
    """Words of every shape, marks, numbers to call and places to fill in."""
    assert khmer.blots(text) == ()


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("ញ៉ាំំ", "structure", "twice"),
        ("ដា៉រ៉ា", "structure", "order"),
        ("ម៉្យាង", "structure", "order"),
        ("េក", "structure", "order"),
        ("ក្", "structure", "order"),
        ("ដេីរ", "structure", "ើ in pieces"),
        ("ស្ដាប់", "structure", "subscript ដ"),
        ("ស្រ្តី", "structure", "subscript រ before"),
        ("ក\u25cc", "structure", "broken"),
        ("សាលា\ufffd", "structure", "broken"),
        ("សាលា\u200bរៀន", "invisible", "U+200B"),
        ("សាលា\u00a0រៀន", "invisible", "U+00A0"),
        ("សាលា school", "latin", "school"),
        ("សាលា ៖ ល្អ", "mark", "before its mark"),
        ("សាលា។ល្អ", "mark", "no space after"),
        ("យឺត ៗ", "mark", "before ៗ"),
        ("សាលា, ល្អ", "mark", "comma"),
        ("“សាលា”", "mark", "quotation"),
        ("សាលា ៈ ល្អ", "mark", "colon"),
        ("អាយុ 12 ឆ្នាំ", "digit", "Western"),
        ("អាយុ ១2 ឆ្នាំ", "digit", "mixes"),
        ("សំរាប់អ្នក", "spelling", "សំរាប់"),
    ],
)
def test_what_is_wrong_is_said(text: str, kind: str, said: str) -> None:
    """Each with its kind, and a remedy."""
    found = [one for one in khmer.blots(text) if one.kind == kind]
    assert any(said in one.fact and one.remedy for one in found), khmer.blots(text)


def test_folding_compares_what_looks_the_same() -> None:
    """Subscript ដ and ត, with and without invisible characters."""
    assert khmer.fold("ស្ដាប់\u200b") == khmer.fold("ស្តាប់")
    assert khmer.fold("ដា") != khmer.fold("តា")


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("កុមារគ្រប់រូបមានសិទ្ធិ។", 4, 6), ("កុំឆ្លងដែនជាមួយអ្នកណា ដោយមិនបានប្រាប់ឪពុកម្តាយ ឬអាណាព្យាបាល។", 12, 17), ("", 0, 0)],
)
def test_words_are_counted_about_right(text: str, low: int, high: int) -> None:
    """Five, and about fourteen: the proxy is for reading, not for grammar."""
    assert low <= khmer.words(text) <= high


def test_a_run_is_what_stands_between_spaces() -> None:
    """A space is where a reader breathes."""
    assert khmer.longest_run("ប្រាប់អ្នកគ្រូ ប្រាប់អ្នកគ្រូ") == khmer.words("ប្រាប់អ្នកគ្រូ")
    assert khmer.sentences("មួយ។ ពីរ! បី?") == ["មួយ", "ពីរ", "បី"]
