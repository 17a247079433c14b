"""Who gets in, and what each seat may do."""

import pytest

from actions import enrol
from actions.permissions import MAY, NOBODY, NotAllowed, Role, Who, may
from actions.sign_in import FREE_TRIES, Refused, sign_in, sign_out, who_sits
from tests.conftest import FACILITATOR, PASSWORD, PIN, SCHOOL, SECRET


@pytest.mark.parametrize(("role", "who", "secret"), [(Role.FACILITATOR, "facilitator", PIN), (Role.STAFF, "staff", PASSWORD)])
def test_an_adult_signs_in(desk, role, who, secret):
    """The right secret opens a seat of that role, and no other."""
    assert who_sits(desk, sign_in(desk, role, SCHOOL, who, secret)) == Who(role, SCHOOL, who)
    with pytest.raises(Refused):
        sign_in(desk, Role.CHILD, SCHOOL, who, secret)


def test_a_child_signs_in_with_three_pictures_in_order(desk, child):
    """The same pictures in another order are not the secret."""
    assert who_sits(desk, sign_in(desk, Role.CHILD, SCHOOL, child.id, " ".join(SECRET))) == child
    with pytest.raises(Refused):
        sign_in(desk, Role.CHILD, SCHOOL, child.id, "star moon sun")


def test_guessing_becomes_slow(desk, child):
    """After five failures even the right secret waits, so that 729 secrets cannot be tried."""
    for _ in range(FREE_TRIES + 1):
        with pytest.raises(Refused):
            sign_in(desk, Role.CHILD, SCHOOL, child.id, "book book book")
    with pytest.raises(Refused) as refused:
        sign_in(desk, Role.CHILD, SCHOOL, child.id, " ".join(SECRET))
    assert refused.value.wait_ms > 0


def test_a_replaced_seat_is_closed(desk, child):
    """The child before is out the moment the next one signs in at this computer."""
    first = sign_in(desk, Role.CHILD, SCHOOL, child.id, " ".join(SECRET))
    sign_in(desk, Role.FACILITATOR, SCHOOL, "facilitator", PIN, replaced=first)
    assert who_sits(desk, first) == NOBODY


def test_signing_out_closes_the_seat(desk, child):
    """A cookie that was copied before is worth nothing after."""
    token = sign_in(desk, Role.CHILD, SCHOOL, child.id, " ".join(SECRET))
    sign_out(desk, token)
    assert who_sits(desk, token) == NOBODY


def test_no_secret_stands_in_the_file(desk, child):
    """PIN, password, pictures and tokens are hashed on the disk."""
    token = sign_in(desk, Role.CHILD, SCHOOL, child.id, " ".join(SECRET))
    rows = str([tuple(row) for table in ("local_secret", "local_seat") for row in desk.store.read(f"SELECT * FROM {table}")])
    assert all(secret not in rows for secret in (PASSWORD, " ".join(SECRET), token))
    assert "argon2id" in rows


def test_nobody_may_what_only_adults_may():
    """A child's seat and an empty one open no adult's page."""
    for verb in ("see group", "enrol", "open lesson", "see schools"):
        assert not may(NOBODY, verb)
        assert not may(Who(Role.CHILD), verb)
    assert not any(may(Who(role), "unheard of") for role in Role)


def test_help_is_for_everybody():
    """SG-01: help needs no seat."""
    assert MAY["get help"] == frozenset(Role)


def test_a_school_is_set_up_once(desk):
    """A second set-up cannot take the school over."""
    with pytest.raises(NotAllowed):
        enrol.set_up(desk, NOBODY, school="x-1", commune="x", name={"km": "x", "en": "x"}, pin="1111", password="12345678")


def test_every_weak_secret_is_said_at_once(empty):
    """Both faults in one go, and nothing is written."""
    with pytest.raises(ValueError, match="pin password"):
        enrol.set_up(empty, NOBODY, school="x-1", commune="x", name={"km": "x", "en": "x"}, pin="12", password="short")
    assert not empty.people.schools()


@pytest.mark.parametrize("name", ["Dara", " dara ", "បុប្ផា"])
def test_no_member_is_named_like_a_child_in_a_story(desk, name):
    """SG-10: what happens in a story must not seem to happen to a child of the group."""
    with pytest.raises(ValueError, match="name"):
        enrol.add_member(desk, FACILITATOR, "c1", "owl", SECRET, name)
    assert not desk.people.members(SCHOOL)


def test_sensitive_lessons_wait_for_the_readiness_list(desk, signed):
    """SG-04: five of six points are not ready; with six the facilitator may open the lesson."""
    lesson = next(one.id for one in desk.course.lessons.values() if one.sensitivity)
    assert not enrol.mark_ready(desk, FACILITATOR, set(enrol.READINESS[:5]))
    with pytest.raises(NotAllowed):
        enrol.open_lesson(desk, FACILITATOR, "c1", lesson, 0)
    assert enrol.mark_ready(desk, FACILITATOR, set(enrol.READINESS))
    enrol.open_lesson(desk, FACILITATOR, "c1", lesson, 0)
    assert lesson in desk.people.opened(SCHOOL, "c1")
