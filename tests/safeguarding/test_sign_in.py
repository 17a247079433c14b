"""The door: nobody guesses quickly, nobody locks others out, and no restart or wrong clock changes that."""

from __future__ import annotations

import pytest
from argon2 import extract_parameters
from argon2.low_level import Type
from starlette.applications import Starlette
from starlette.testclient import TestClient

from actions import enrol, sign_in
from actions.desk import open_desk
from actions.permissions import Role
from actions.sign_in import FORGIVEN_MS, FREE_TRIES, LONGEST_WAIT_MS, MINUTE_MS, Refused
from routes.table import ROUTES
from tests.conftest import FACILITATOR, PASSWORD, PIN, SCHOOL, SECRET

RIGHT, WRONG = " ".join(SECRET), "book book book"
DAY_MS = 24 * 60 * MINUTE_MS


def wait_after(desk, who, secret=WRONG, role=Role.CHILD):
    """How long this try has to wait; None when it opens a seat."""
    try:
        sign_in.sign_in(desk, role, SCHOOL, who, secret)
    except Refused as refused:
        return refused.wait_ms
    return None


def test_secrets_are_argon2id_as_owasp_asks(desk, child):
    """Every secret on the disk: Argon2id, at least 19 MiB and two passes, a salt of its own."""
    hashes = [row["hash"] for row in desk.store.read("SELECT hash FROM local_secret")]
    found = [extract_parameters(one) for one in hashes]
    assert len(found) == 3
    assert all(one.type is Type.ID and one.memory_cost >= 19 * 1024 and one.time_cost >= 2 for one in found)
    assert len({one.split("$")[4] for one in hashes}) == len(hashes)


def test_one_child_s_guessing_locks_out_nobody_else(desk, child):
    """Someone guesses at the cat's pictures for long: the owl, the facilitator and the staff come in at once."""
    owl = enrol.add_member(desk, FACILITATOR, "c1", "owl", SECRET)
    for _ in range(3 * FREE_TRIES):
        assert wait_after(desk, child.id) is not None
    assert wait_after(desk, child.id, RIGHT) > 0
    assert wait_after(desk, owl, RIGHT) is None
    assert wait_after(desk, "facilitator", PIN, Role.FACILITATOR) is None
    assert wait_after(desk, "staff", PASSWORD, Role.STAFF) is None


def test_the_facilitator_frees_a_child_at_once(desk, child):
    """New pictures end the wait: a child whose tile others played with need not sit out the lesson."""
    for _ in range(FREE_TRIES):
        wait_after(desk, child.id)
    assert wait_after(desk, child.id, RIGHT) > 0
    enrol.new_secret(desk, FACILITATOR, child.id, ("kite", "drum", "book"))
    assert wait_after(desk, child.id, "kite drum book") is None


def test_waiting_while_locked_makes_it_no_longer(desk, child, clock):
    """Taps during the wait are not counted: an impatient child does not lock herself out further."""
    for _ in range(FREE_TRIES):
        wait_after(desk, child.id)
    for _ in range(20):
        wait_after(desk, child.id)
    clock.now += MINUTE_MS
    assert wait_after(desk, child.id, RIGHT) is None


def test_waits_double_up_to_half_an_hour(desk, child, clock):
    """One minute, two, four … thirty: 729 secrets take days, not minutes."""
    waits = []
    for _ in range(FREE_TRIES + 8):
        waits.append(wait_after(desk, child.id) // MINUTE_MS)
        clock.now += waits[-1] * MINUTE_MS
    assert waits == [0, 0, 0, 0, 1, 2, 4, 8, 16, 30, 30, 30, 30]


def test_a_wait_survives_a_restart(desk, child, clock, tmp_path):
    """Pulling the plug shortens nothing, and the failures are still counted after it."""
    for _ in range(FREE_TRIES):
        wait_after(desk, child.id)
    desk.store.close()
    sign_in._seats.clear()
    again = open_desk(tmp_path)
    assert wait_after(again, child.id, RIGHT) == MINUTE_MS
    clock.now += MINUTE_MS
    assert wait_after(again, child.id) == 2 * MINUTE_MS
    again.store.close()


def test_a_night_forgives(desk, child, clock):
    """The morning after a prank one slip costs nothing."""
    for _ in range(FREE_TRIES + 5):
        clock.now += wait_after(desk, child.id) or 0
    clock.now += FORGIVEN_MS + 1
    assert wait_after(desk, child.id) == 0
    assert wait_after(desk, child.id, RIGHT) is None


@pytest.mark.parametrize("years", [-10, 10])
def test_a_wrong_clock_locks_nobody_out_for_years(desk, child, clock, years):
    """A flat battery sets the clock back or ahead: the longest wait stays half an hour."""
    for _ in range(FREE_TRIES):
        wait_after(desk, child.id)
    clock.now += years * 365 * DAY_MS
    first = wait_after(desk, child.id, RIGHT)
    assert first is None or first <= LONGEST_WAIT_MS
    clock.now += LONGEST_WAIT_MS
    assert wait_after(desk, child.id, RIGHT) is None


def test_the_door_does_not_say_what_was_wrong(desk, child):
    """A wrong secret, an unknown child and a wrong role get the same answer."""
    told = []
    for role, who in ((Role.CHILD, child.id), (Role.CHILD, "unknown"), (Role.STAFF, child.id)):
        with pytest.raises(Refused) as refused:
            sign_in.sign_in(desk, role, SCHOOL, who, WRONG)
        told.append((str(refused.value), refused.value.wait_ms))
    assert told == [("no", 0)] * 3


def test_the_cookie_is_out_of_reach(desk, child):
    """No script can read it, no other site can send it, and it ends with the school day."""
    form = {"role": "child", "school": SCHOOL, "who": child.id, "secret": RIGHT}
    with TestClient(Starlette(routes=ROUTES), base_url="http://school", follow_redirects=False) as browser:
        reply = browser.post("/door", data=form, headers={"Origin": "http://school"})
    (cookie,) = [one for one in reply.headers.get_list("set-cookie") if one.startswith("sitthi_seat=")]
    assert {"httponly", "samesite=strict", "path=/", "max-age=28800"} <= {part.strip().lower() for part in cookie.split(";")[1:]}
