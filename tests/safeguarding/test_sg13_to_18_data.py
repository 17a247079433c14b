"""SG-13 to SG-15, SG-18: what is kept about a child, and that nothing more can be entered, shown to a camera or handed in."""

from __future__ import annotations

import ast
import re

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from actions.desk import ROOT
from actions.permissions import Role
from actions.sign_in import COOKIE, sign_in
from routes.guard import ALWAYS, NEEDED, Guard
from routes.table import ROUTES
from tests.conftest import PASSWORD, PIN, SCHOOL, SECRET
from tests.safeguarding.sources import called, screens, scripts

# SG-13: every column that there is. Whoever adds one explains it here first: what is it for, and could it point at a child?
COLUMNS = {
    "answered": "school event_id attempt member item fingerprint area skill response is_right options misunderstood tapped_ms "
    "received_ms round mode source valence lang "  # the language: whether a translation is harder than its original
    "test form is_about_fault",  # to which test it is an answer, and which of the two forms; whether it asks whose fault it was
    "member_area": "school member area answers rights last_ms cells watch",
    # sums of a test by area and kind of question: what changed from the first test to the last, never one answer
    "member_test": "school member test measure form answers rights",
    "test_round": "school circle test opened_ms closed_ms",
    "short_check": "school session audience listeners held_ms",  # how many listened; nobody's name
    "short_count": "school session item moment hands rights",  # hands that were counted
    "member_belief": "school member version cells",  # means and variances of the model: no answer can be read from them
    "member_area_month": "school member area month mean low high answers rights",
    "member_item": "school member item answers rights unsure",
    "misunderstood": "school member area misconception times",
    # when a skill is met again: the days and shares of its last meeting, no item and no answer
    "member_skill": "school member skill stability difficulty met due rights answers was_stability was_difficulty "
    "was_met was_due",
    "school_flag": "school area opened_ms version evidence closed_ms closed_why",  # of five children or more, no member in it
    "school": "school name_km name_en commune is_simulated is_ready",
    "circle": "school circle name_km name_en picture",
    "member": "school member circle picture sex",  # girl, boy or not said: whether girls and boys are taught alike
    "local_name": "school member name",  # the given name, optional, never leaves the computer
    "local_secret": "school who role hash failures wait_until_ms",
    "local_seat": "token_hash school who role opened_ms seen_ms",
    "attempt": "school attempt member lesson opened_ms is_finished kind items",  # items: what a review or a check quiz asks
    "reading": "school member lesson card is_read",
    "opened_lesson": "school circle lesson opened_ms",
    "erased": "school member erased_ms",
    "audit": "school done_ms role verb",
    "closed_member": "school member through_ms folded",
    "closed_answer": "school event_id",
    "group_session": "school session circle kind lesson items mode teams nth step version opened_ms ended_ms",
    "group_present": "school session member status since",  # here, or one of four words without private detail
    "group_answer": "school session item round seat member response is_right mode source event_id at_ms",
    "group_judged": "school session item verdict",
    "local_device": "school session device token_hash member is_let_in",  # a phone's number in one session; gone when it ends
    "answer_card": "school circle card member",
    # a place that helps, its number, and the role of the adult who called there; local, and no child in it
    "local_referral": "school role number hours office tried tried_by is_for_children",
}
OF_THE_TOOLS = {"_sqlite_migrations", "sqlite_sequence"}
PERSONAL = re.compile(  # words that a column's name must not have in it
    r"(?:^|_)(birth|birthdate|dob|age|address|village|phone|mobile|e?mail|photo|image|audio|video|gps|lat|lon|parent|mother|father|"
    r"household|family|religion|ethnicity|health|disability|nationality|passport|student|person|surname|first|full|notes?|comment|"
    r"text|story|remark|codes?)(?:_|$)"
)


def columns(desk):
    """Table → its columns, as the file has them."""
    tables = [row["name"] for row in desk.store.read("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return {t: {r["name"] for r in desk.store.read("SELECT name FROM pragma_table_info(?)", (t,))} for t in tables}


def test_sg13_the_file_holds_these_columns_and_no_others(desk):
    """An exact allow-list of tables and columns."""
    found = {table: names for table, names in columns(desk).items() if table not in OF_THE_TOOLS}
    assert found == {table: set(names.split()) for table, names in COLUMNS.items()}


def test_sg13_no_column_could_hold_a_child_s_particulars(desk):
    """No birthdate, address, phone, photo, family or free text; a name of a person in local_name alone."""
    found = {(table, name) for table, names in columns(desk).items() if table not in OF_THE_TOOLS for name in names}
    assert [one for one in sorted(found) if PERSONAL.search(one[1])] == []
    named = {one for one in found if "name" in one[1]}
    assert named == {("local_name", "name"), *((t, n) for t in ("school", "circle") for n in ("name_km", "name_en"))}


def test_sg13_no_table_takes_more_than_its_columns_say(desk):
    """STRICT tables: a column of numbers takes no text, so nothing slips in under another heading."""
    loose = [
        row["name"]
        for row in desk.store.read("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
        if not row["strict"] and row["name"] not in OF_THE_TOOLS | {"sqlite_schema"}
    ]
    assert loose == []


def test_sg13_a_child_is_a_random_id(desk, child):
    """The id says nothing about the child: not the picture, the group, the order of arrival."""
    assert re.fullmatch(r"[0-9a-f]{12}", child.id)


WATCHING = {"camera_input", "audio_input", "file_uploader"}
WATCHING_JS = re.compile(
    r"getUserMedia|mediaDevices|navigator\.geolocation|MediaRecorder|SpeechRecognition|showOpenFilePicker"
    r"|\btype(=|: )[\"']?file\b|\scapture=",
    re.IGNORECASE,
)


def test_the_scan_knows_a_child_s_pages_from_adults():
    """What the scans below look at: the child's page, the frame and what is shared; not the adults' pages."""
    names = {file.stem for file in screens(for_children=True)}
    assert {"child", "look", "main"} <= names
    assert not {"facilitator", "staff"} & names


def test_sg14_no_camera_microphone_or_upload():
    """No page that a child can reach has a camera, a microphone or takes a file; one page of staff alone has a microphone."""
    found = [(file.name, name) for file in screens(for_children=True) for name, _ in called(file) if name in WATCHING]
    anywhere = [
        (file.name, name)
        for file in screens(for_children=False)
        for name, _ in called(file)
        if name in WATCHING - {"file_uploader"}
    ]
    assert found == []
    assert anywhere == [("sounds.py", "audio_input")]  # who reads texts aloud for children records them there


CAMERA = "assets/group_quiz/camera.js"  # reads the paper cards of a group, on the facilitator's page


def test_sg14_one_script_alone_asks_for_a_camera():
    """No other script or plain page of ours asks for camera, microphone, place or file; and a microphone nobody asks for."""
    sources = [*scripts(), *(ROOT / "routes").glob("*.py")]
    watching = [str(file.relative_to(ROOT)) for file in sources if WATCHING_JS.search(file.read_text("utf-8"))]
    assert watching == [CAMERA]
    asked = (ROOT / CAMERA).read_text("utf-8")
    assert re.findall(r"getUserMedia\((.*?)\)", asked) != []
    assert not re.search(r"\baudio\b|geolocation|MediaRecorder|SpeechRecognition", asked)


def test_sg14_only_the_facilitator_s_page_loads_that_script(desk):
    """It is imported by host.js alone, and host.js is named by the one page that sends an empty seat and a device to the door."""
    importing = [file.name for file in scripts() if "camera.js" in file.read_text("utf-8") and file.name != "camera.js"]
    assert importing == ["host.js"]
    assert [file.name for file in scripts() if re.search(r"[\"'/]host\.js", file.read_text("utf-8"))] == []
    with TestClient(Guard(Starlette(routes=ROUTES), ROUTES), base_url="http://school", follow_redirects=False) as one:
        assert one.get("/group_quiz?session=x").headers["location"].startswith("/door?adult=facilitator")


@pytest.fixture
def browser(desk):
    """The routes behind the guard."""
    with TestClient(Guard(Starlette(routes=ROUTES), ROUTES), base_url="http://school", follow_redirects=False) as one:
        yield one


PATHS = [
    "/",
    "/door",
    "/door?adult=staff",
    "/help",
    "/away",
    "/healthz",
    "/nowhere",
    "/leave",
]


@pytest.mark.parametrize("path", PATHS)
def test_sg14_every_answer_forbids_the_browser_to_watch(browser, path):
    """Pages, redirects and refusals carry Permissions-Policy, and the rest of the headers, each once."""
    headers = browser.get(path).headers
    assert {"camera=()", "microphone=()", "geolocation=()"} <= set(headers["permissions-policy"].split(", "))
    assert [name for name in ALWAYS if len(headers.get_list(name)) != 1] == []
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/assets/pictures/icon.png", "/favicon.ico"])
def test_sg14_a_file_is_taken_for_what_it_says(browser, path):
    """Pictures, styles and scripts are no pages: nosniff is all they carry, so that a first visit stays light."""
    headers = browser.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "content-security-policy" not in headers


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp", "/_stcore/agent/interact",
        "/_stcore/upload_file/a/b", "/_stcore/script-health-check", "/component/x", "/auth/login", "/oauth2callback",
        "/lesson", "/index.html", "/leave",
    ],
)  # fmt: skip
def test_what_is_not_needed_is_shut(browser, path):
    """Streamlit's metrics, agent interface, sign-in, upload, and its fallback under any other name: 404, whatever the method."""
    assert browser.get(path).status_code == 404
    if path != "/leave":
        assert browser.post(path, headers={"Origin": "http://school"}).status_code == 404


UPLOADS = {
    Role.CHILD: 404,
    Role.FACILITATOR: 404,
    Role.STAFF: 200,
    Role.NOBODY: 404,
}


@pytest.mark.parametrize("role", UPLOADS)
@pytest.mark.parametrize("method", ["PUT", "POST", "GET"])
def test_sg14_uploads_go_through_for_a_staff_seat_alone(desk, child, role, method):
    """The recordings of staff arrive; whatever another seat or none sends there meets nothing."""
    tokens = {
        Role.CHILD: lambda: sign_in(desk, Role.CHILD, SCHOOL, child.id, " ".join(SECRET)),
        Role.FACILITATOR: lambda: sign_in(desk, Role.FACILITATOR, SCHOOL, "facilitator", PIN),
        Role.STAFF: lambda: sign_in(desk, Role.STAFF, SCHOOL, "staff", PASSWORD),
        Role.NOBODY: lambda: "made-up",
    }
    there = Starlette(routes=[Route("/{path:path}", lambda _: PlainTextResponse("taken"), methods=["PUT", "POST", "GET"])])
    with TestClient(Guard(there, ROUTES), base_url="http://school") as browser:
        browser.cookies.set(COOKIE, tokens[role]())
        assert browser.request(method, "/_stcore/upload_file/a/b").status_code == UPLOADS[role]
    assert not any("upload_file" in one for one in NEEDED)


@pytest.mark.parametrize("role", [Role.CHILD, Role.FACILITATOR, Role.STAFF])
def test_sg14_the_microphone_is_for_staff_s_page_alone(browser, desk, child, role):
    """The front page of a child or a facilitator forbids it; that of staff allows it to our own page, and nothing else."""
    seats = {
        Role.CHILD: (child.id, " ".join(SECRET)),
        Role.FACILITATOR: ("facilitator", PIN),
        Role.STAFF: ("staff", PASSWORD),
    }
    browser.cookies.set(COOKIE, sign_in(desk, role, SCHOOL, *seats[role]))
    headers = browser.get("/").headers
    allowed = set(headers["permissions-policy"].split(", "))
    assert ("microphone=(self)" in allowed) == (role is Role.STAFF)
    assert ("microphone=()" in allowed) == (role is not Role.STAFF)
    assert {"camera=()", "geolocation=()"} <= allowed
    assert ("blob:; media-src 'self' blob:" in headers["content-security-policy"]) == (role is Role.STAFF)


WRITING = {"text_input", "text_area", "chat_input", "number_input", "data_editor", "date_input", "time_input"}


def test_sg15_no_child_s_page_has_a_field_to_write_in():
    """Children tap; there is nowhere to tell the computer something that a person should hear."""
    assert [(file.name, name) for file in screens(for_children=True) for name, _ in called(file) if name in WRITING] == []


def test_sg15_no_plain_page_of_children_has_one(browser, child):
    """Doors, tiles, secret, help and the way out hold hidden fields only."""
    pages = ["/door", f"/door?school={SCHOOL}&circle=c1", f"/door?school={SCHOOL}&circle=c1&member={child.id}", "/help", "/away"]
    for path in pages:
        html = browser.get(path).text
        assert "<main" in html
        fields = re.findall(r"<(?:input|textarea|select)\b[^>]*>", html)
        assert [one for one in fields if 'type="hidden"' not in one] == []
        assert "contenteditable" not in html


def test_sg15_the_stage_has_none():
    """The quiz is tapped, by whatever type of question: radio buttons would be its only inputs."""
    stage = "".join(path.read_text("utf-8") for path in sorted((ROOT / "assets/stage").glob("*.js")))
    kinds = re.findall(r'el\(\s*"input",\s*\{\s*type: "(\w+)"', stage)
    assert set(kinds) <= {"radio"}
    assert len(kinds) == len(re.findall(r'el\(\s*"input"', stage))
    assert not re.search(r"textarea|contentEditable", stage, re.IGNORECASE)


# SG-18: every field of every page in which something can be written, by its word
FIELDS = {"setup.name", "setup.pin", "setup.password", "board.name", "near.number", "near.hours", "near.office"}
FIELDS |= {"sign_off.name", "sign_off.comment", "sign_off.says"}  # of who reviews the words of a lesson, about them


def test_sg18_there_is_nowhere_to_enter_a_code_list():
    """Adults write a school's name, their own secrets and a given name, one at a time: no table, no long text."""
    found, counting = [], set()
    for file in screens(for_children=False):
        for name, call in called(file):
            if name == "number_input":  # a tally of a group: figures, and no cell of it is a child's
                counting.add(file.stem)
            elif name in WRITING:
                label = call.args[0] if call.args else None
                word = label.args[0].value if isinstance(label, ast.Call) and isinstance(label.args[0], ast.Constant) else None
                found.append((name, word))
    assert {name for name, _ in found} <= {"text_input"}
    assert {word for _, word in found} <= FIELDS
    assert counting == {"group_quiz_tally", "short_check"}  # hands of listeners, whom nobody names
