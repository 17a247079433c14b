"""One person, however put together, is a whole, small and lawful picture."""

import re
from math import cos, hypot, radians, sin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawing.__main__ import PICTURES
from drawing.body import BODIES, arm_of, drop, legs_of, reach
from drawing.compose import compose, figure_of
from drawing.figure import Figure
from drawing.keep import faults
from drawing.paint import num
from drawing.read import read
from drawing.schema import Looks, Person, Scene

PARTS = read(PICTURES).parts
assert PARTS
ALT = {"km": "កុមារ។", "en": "A child."}


def scene(*items: dict, place: str = "spot-sky") -> str:
    return compose(Scene.model_validate({"alt": ALT, "place": place, "items": items}), PARTS)


def any_of(kind: str) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(getattr(PARTS, kind)))


PERSON = st.fixed_dictionaries(
    {
        "who": any_of("cast"), "pose": any_of("poses"), "mood": any_of("moods"), "outfit": any_of("outfits"),
        "style": any_of("hair"), "body": st.sampled_from(sorted(BODIES)),
        "view": st.sampled_from(["front", "side", "back"]), "flip": st.booleans(),
        "skin": st.sampled_from(["skin1", "skin2", "skin3", "skin4"]), "turn": st.floats(-1, 1),
        "extras": st.lists(any_of("worn"), max_size=3), "at": st.tuples(st.integers(0, 800), st.integers(200, 800)),
    },
    optional={
        "headwear": any_of("hats"), "hold": any_of("props") | st.tuples(any_of("props"), any_of("props")),
        "touch": st.tuples(st.tuples(st.floats(-900, 900), st.floats(-900, 900)), st.none()), "over": st.just([590, None]),
    },
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(PERSON, any_of("places"))
def test_any_person_in_any_place_is_a_lawful_picture(person, place):
    """Every mix of pose, mood, clothes, hair, view and things in the hands is well-formed, in the palette, in the budget."""
    assert faults("scenes/any.svg", scene(person, place=place)) == []


@pytest.mark.parametrize("prop", sorted(PARTS.props))
def test_every_prop_stands_alone(prop):
    """Also those that take a colour from whoever holds them."""
    assert faults("scenes/any.svg", scene({"prop": prop, "at": [400, 500], "accent": "sky"})) == []


@given(st.sampled_from(sorted(BODIES)), st.sampled_from([-1, 1]), st.floats(-200, 200), st.floats(-300, 0))
def test_a_hand_is_where_it_shall_be_or_as_near_as_the_arm_is_long(size, side, x, y):
    """Within reach the hand meets the point; beyond it the arm is stretched towards it."""
    body = BODIES[size]
    arm = arm_of(body, side, (0, 0), (x, y))
    far, length = hypot(x - arm.start[0], y - arm.start[1]), body.upper + body.fore
    missed = hypot(x - arm.hand[0], y - arm.hand[1])
    nearest = max(0, far - length, abs(body.upper - body.fore) - far)
    assert missed == pytest.approx(nearest, abs=0.2)


@given(st.sampled_from(sorted(BODIES)), any_of("poses"))
def test_everybody_stands_on_the_ground(size, pose):
    """The lowest point of any pose is at y = 0."""
    legs = legs_of(BODIES[size], PARTS.poses[pose].legs)
    lowest = max(max(leg.knee[1], leg.foot[1]) for leg in legs) + BODIES[size].limb * 0.64
    assert lowest + drop(BODIES[size], legs) == pytest.approx(0)


def test_the_elbow_hangs_low():
    """Of two ways to bend an arm, the natural one."""
    upper, _ = reach((0, 0), 1, (30, 0), 25, 23)
    assert -90 < upper < 90


def test_two_people_with_one_point_hold_hands():
    """touch is in pixels of the page, whatever the size and the flip."""
    point = (400, 345)
    for said in (
        {"who": "mother", "at": [470, 600], "size": 2.4, "flip": True, "touch": [None, point]},
        {"who": "sophea", "at": [330, 600], "size": 2.2, "touch": [None, point]},
        {"who": "father", "at": [330, 600], "pose": "comfort", "lean": 6, "touch": [None, point]},
        {"who": "maly", "at": [330, 470], "pose": "floor", "touch": [None, point]},
    ):
        person = Person.model_validate(said)
        figure = figure_of(person, PARTS)
        x, y = figure.arms[1].hand[0], figure.arms[1].hand[1] + figure.drop
        c, s = cos(radians(figure.lean)), sin(radians(figure.lean))
        mirror = -1 if person.flip else 1
        on_page = person.at[0] + mirror * person.size * (x * c - y * s), person.at[1] + person.size * (x * s + y * c)
        assert on_page == pytest.approx(point, abs=1.5), said


def test_a_laid_hand_is_painted_again_over_the_other():
    """`over` puts the hand in front of a person who stands before the arm."""
    mother = {"who": "mother", "at": [330, 590], "touch": [None, [480, 340]]}
    child = {"who": "dara", "at": [430, 592]}
    plain, laid = scene(mother, child), scene({**mother, "over": [None, 600]}, child)
    assert laid.startswith(plain.removesuffix("</svg>"))
    assert len(laid) > len(plain)


def test_each_view_shows_what_it_should():
    """Two eyes from the front, one in profile, none from behind; a scene can be told by its faces."""
    drawn = {view: Figure(Looks(view=view), PARTS).svg() for view in ("front", "side", "back")}
    assert {view: svg.count("v1.2") for view, svg in drawn.items()} == {"front": 2, "side": 1, "back": 0}


def test_looks_of_the_cast_stay_and_extras_come_on_top():
    """Maly keeps her glasses when she carries a bag; long sleeves stay when the shirt's colour changes."""
    assert "glasses" in PARTS.cast["maly"].extras
    with_bag = scene({"who": "maly", "at": [400, 580], "extras": ["bag"]})
    assert 'r="6.6"' in with_bag  # the glasses
    assert 'rx="9"' in with_bag  # the bag
    said = {"who": "amina", "at": [400, 580]}
    assert scene({**said, "wear": {"top": "sun"}}) == scene({**said, "wear": {"top": "sun", "sleeve": "long"}})


def test_pale_cloth_has_an_edge_and_dark_cloth_has_none():
    """A white shirt is seen on a light wall."""
    torso = re.compile(r'Z" fill="(#\w+)"( stroke="#\w+")?/><path d="M0-128')
    edge = {top: torso.search(scene({"who": "dara", "at": [400, 580], "wear": {"top": top}})) for top in ("white", "rice")}
    assert edge["white"] and edge["white"][2]
    assert edge["rice"] and not edge["rice"][2]


@pytest.mark.parametrize(
    ("value", "short"), [(1.0, "1"), (-0.04, "0"), (0.5, ".5"), (-0.25, "-.2"), (10.04, "10"), (-3.16, "-3.2"), (20, "20")]
)
def test_numbers_are_short(value, short):
    """One decimal, no zero that says nothing."""
    assert num(value) == short
