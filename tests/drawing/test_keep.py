"""What a finished picture must keep to: each rule fires on a bad one."""

import pytest

from drawing.keep import BUDGET, faults
from drawing.paint import PALETTE, colour, is_of_the_palette, page

GOOD = page('<path d="M0 0H9" stroke="#2F7D4F" stroke-width="2"/>', "0 0 96 96")


def test_a_plain_picture_has_no_fault():
    """Palette colours, known elements: nothing to say."""
    assert faults("scenes/a.svg", GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<path", "<text>A</text><path", "<text> is not allowed"),
        ("<path", "<script>1</script><path", "<script> is not allowed"),
        ("<path", "<style>a{}</style><path", "<style> is not allowed"),
        ("<path", '<image href="x.png"/><path', "<image> is not allowed"),
        ("<path", '<a xlink:href="x" xmlns:xlink="http://www.w3.org/1999/xlink"/><path', "<a> is not allowed"),
        ("<path", "<linearGradient/><path", "<linearGradient> is not allowed"),
        ("<path", "<foreignObject/><path", "<foreignObject> is not allowed"),
        ("<path", "<svg/><path", "<svg> is not allowed"),
        ("<path", "<g>word</g><path", "there is text between the elements"),
        ("<path", "<g/>word<path", "there is text between the elements"),
        ("<path", '<path id="a"', 'id="…" on <path> is not allowed'),
        ("<path", '<path onclick="a()"', 'onclick="…" on <path> is not allowed'),
        ("<path", '<path style="fill:red"', 'style="…" on <path> is not allowed'),
        ("<svg", '<svg width="9"', 'width="…" on <svg> is not allowed'),
        ("#2F7D4F", "#FF0000", 'stroke="#FF0000" is not of the palette'),
        ("#2F7D4F", "red", 'stroke="red" is not of the palette'),
        ("#2F7D4F", "url(#a)", 'stroke="url(#a)" is not of the palette'),
        ("#2F7D4F", "@rice", 'stroke="@rice" is not of the palette'),
        ("M0 0H9", "{eyes 1 2}", "holds more than numbers"),
        ("</svg>", "", "it is not well-formed"),
        ("<svg", "<!DOCTYPE svg><svg", "a declaration or a comment"),
        ("<path", "<!-- a --><path", "a declaration or a comment"),
        ('viewBox="0 0 96 96"', "", "a viewBox of four numbers"),
        (' xmlns="http://www.w3.org/2000/svg"', "", "the root is not an svg"),
    ],
)
def test_each_rule_fires(old: str, new: str, said: str):
    """One seeded fault in a good picture."""
    assert old in GOOD
    assert any(said in each.fact for each in faults("scenes/a.svg", GOOD.replace(old, new, 1)))


@pytest.mark.parametrize("folder", BUDGET)
def test_each_budget_fires(folder: str):
    """One byte over is a fault, the budget itself is not."""
    room = BUDGET[folder] - len(GOOD.encode())
    full = GOOD.replace("M0 0H9", "M0 0H9" + " " * room)
    assert faults(f"{folder}/a.svg", full) == []
    assert "more than" in faults(f"{folder}/a.svg", full.replace("M0", "M0 "))[0].fact


def test_all_faults_of_a_picture_come_together():
    """Two faults, two problems; a fault that stands twice is said once."""
    bad = GOOD.replace("#2F7D4F", "red").replace("<path", '<path id="a"')
    assert len(faults("icons/a.svg", bad)) == 2
    twice = GOOD.replace("</svg>", '<path fill="red"/><path fill="red"/></svg>')
    assert len(faults("icons/a.svg", twice)) == 1


def test_every_tint_and_shade_is_of_the_palette_and_strange_colours_are_not():
    """On paper, darkened, or both; but no pure red, green or black."""
    for name in PALETTE:
        for token in (name, f"{name}/20", f"{name}/77", f"{name}+9", f"{name}+60"):
            assert is_of_the_palette(colour(token)), token
        assert is_of_the_palette(colour("tint+7", {"tint": colour(f"{name}/40")})), name
    assert not any(map(is_of_the_palette, ("#FF0000", "#00FF00", "#0000FF", "#000000", "#F0F", "#B07A14")))
