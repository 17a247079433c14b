"""Sets up a school, its circles and members. It must never ask for more about a child than a picture, nor insist on more."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from actions import referral
from actions.desk import Desk
from actions.permissions import NotAllowed, Role, Who, require
from actions.referral import Given
from actions.sign_in import THINGS, hash_secret
from curriculum.course import Course
from progress.store.people import School

SEXES = ("", "girl", "boy")  # SG-13: "" is "not said", and the one that stands there first
READINESS = ("focal", "numbers", "trained", "caregivers", "assent", "emergency")
FACILITATOR, STAFF = "facilitator", "staff"
AVATARS = (
    "elephant", "buffalo", "tiger", "monkey", "cat", "dog", "rabbit", "pig", "cow", "bear", "frog", "gecko",
    "turtle", "duck", "hen", "owl", "fish", "dolphin", "crab", "butterfly", "bee", "snail", "crane", "squirrel",
)  # fmt: skip
CIRCLES = (("lotus", "ផ្កាឈូក", "Lotus"), ("palm", "ដើមត្នោត", "Sugar palm"), ("boat", "ទន្លេ", "River"), ("sun", "ថ្ងៃរះ", "Sunrise"))


# the children of our stories, as they are written in both languages
STORY_CHILDREN = {
    "sokha", "dara", "sreymom", "vichea", "bopha", "rith", "chan", "nary",
    "សុខា", "ដារ៉ា", "ស្រីមុំ", "វិជ្ជា", "បុប្ផា", "រិទ្ធ", "ចន្ទ", "ណារី",
}  # fmt: skip


def set_up(
    desk: Desk, who: Who, *, school: str, commune: str, name: dict[str, str], pin: str, password: str, near: Iterable[Given] = ()
) -> None:
    """The first school of this computer, and who helps near it as far as that is known.

    Raises NotAllowed when there is one, ValueError with every weak secret and every fault of `near`.
    """
    require(who, "set up")
    if desk.people.schools():
        raise NotAllowed("this computer has a school; sign in instead")
    near = list(near)
    if faults := [*weak(pin, password), *referral.faults(near)]:
        raise ValueError(" ".join(faults))
    _school(desk, school, commune, name, is_simulated=False)
    for role, secret in ((FACILITATOR, pin), (STAFF, password)):
        _secret(desk, school, role, role, secret)
    referral.keep_all(desk, school, near, desk.today)


def weak(pin: str, password: str) -> list[str]:
    """Which of the two is too short: "pin" (4 digits), "password" (8 characters)."""
    return [*([] if pin.isdigit() and len(pin) >= 4 else ["pin"]), *([] if len(password) >= 8 else ["password"])]


def add_circle(desk: Desk, who: Who, number: int) -> str:
    """The number-th circle of the school; its name and picture are given, so that nobody has to type."""
    require(who, "enrol")
    picture, km, en = CIRCLES[number % len(CIRCLES)]
    circle = f"c{number + 1}"
    row = {"school": who.school, "circle": circle, "name_km": km, "name_en": en, "picture": picture}
    desk.people.put("circle", row)
    return circle


def add_member(desk: Desk, who: Who, circle: str, picture: str, secret: tuple[str, ...], name: str = "", sex: str = "") -> str:
    """Returns the member's id. Raises ValueError: a picture taken, a secret that is not three things, a story child's name,
    a sex that is not one of SEXES."""
    require(who, "enrol")
    if picture not in AVATARS or picture in {one.picture for one in desk.people.members(who.school, circle)}:
        raise ValueError("picture")
    if len(secret) != 3 or not set(secret) <= set(THINGS):
        raise ValueError("secret")
    if name.strip().casefold() in STORY_CHILDREN:
        raise ValueError("name")  # SG-10: what happens to a child in a story must not seem to happen to this one
    if sex not in SEXES:
        raise ValueError("sex")
    member = secrets.token_hex(6)
    desk.people.put("member", {"school": who.school, "member": member, "circle": circle, "picture": picture, "sex": sex})
    if name.strip():
        desk.people.put("local_name", {"school": who.school, "member": member, "name": name.strip()[:40]})
    _secret(desk, who.school, member, Role.CHILD.value, " ".join(secret))
    return member


def new_secret(desk: Desk, who: Who, member: str, secret: tuple[str, ...]) -> None:
    """A child forgot the three pictures: no problem."""
    require(who, "enrol")
    if desk.people.member(who.school, member) is None or len(secret) != 3 or not set(secret) <= set(THINGS):
        raise ValueError("secret")
    _secret(desk, who.school, member, Role.CHILD.value, " ".join(secret))


def say_sex(desk: Desk, who: Who, member: str, sex: str) -> None:
    """Girl, boy, or not said after all. Raises ValueError for another word, or another school's member."""
    require(who, "enrol")
    if sex not in SEXES or desk.people.member(who.school, member) is None:
        raise ValueError("sex")
    desk.people.change("UPDATE member SET sex = ? WHERE school = ? AND member = ?", (sex, who.school, member))


def mark_ready(desk: Desk, who: Who, checked: set[str]) -> bool:
    """The readiness list, kept when all six points are. True when the focal point's number was called too (SG-30)."""
    require(who, "open lesson")
    is_listed = checked >= set(READINESS)
    desk.people.change("UPDATE school SET is_ready = ? WHERE school = ?", (int(is_listed), who.school))
    return next(one.is_ready for one in desk.people.schools() if one.school == who.school)


def open_lesson(desk: Desk, who: Who, circle: str, lesson: str, opened_ms: int) -> None:
    """A sensitive lesson opens in a session, and only at a school that is ready."""
    require(who, "open lesson")
    school = next(school for school in desk.people.schools() if school.school == who.school)
    if desk.course.lessons[lesson].sensitivity and not school.is_ready:
        raise NotAllowed("the school's readiness list is not complete")
    if not may_open(desk.course, school, lesson):
        raise NotAllowed("its words are not signed off yet")
    desk.people.put("opened_lesson", {"school": who.school, "circle": circle, "lesson": lesson, "opened_ms": opened_ms})


def may_open(course: Course, school: School, lesson: str) -> bool:
    """SG-33: words that two reviewers have not signed are a draft, and a sensitive draft is shown in the demo only."""
    return course.lessons[lesson].sensitivity == 0 or school.is_simulated or not course.unsigned(lesson)


def _school(desk: Desk, school: str, commune: str, name: dict[str, str], *, is_simulated: bool) -> None:
    row = {"school": school, "name_km": name["km"], "name_en": name["en"], "commune": commune}
    desk.people.put("school", {**row, "is_simulated": int(is_simulated), "is_ready": int(is_simulated)})


def _secret(desk: Desk, school: str, who: str, role: str, secret: str) -> None:
    row = {"school": school, "who": who, "role": role, "hash": hash_secret(secret), "failures": 0, "wait_until_ms": 0}
    desk.people.put("local_secret", row)
