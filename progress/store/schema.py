"""The tables, as migrations that are never edited once released. STRICT: a column keeps to its type.

No table refers to another: an answer may come on a stick before its member, and stays when a member goes.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from progress.store.closing import brought_forward

migrations = Migrations("sitthi")

ANSWERED = """
CREATE TABLE answered (
    school TEXT NOT NULL, event_id TEXT NOT NULL, attempt TEXT NOT NULL, member TEXT NOT NULL,
    item TEXT NOT NULL, fingerprint TEXT NOT NULL, area TEXT NOT NULL, skill TEXT NOT NULL,
    response TEXT NOT NULL, is_right INTEGER NOT NULL, options INTEGER NOT NULL, misunderstood TEXT NOT NULL,
    tapped_ms INTEGER NOT NULL, received_ms INTEGER NOT NULL,
    PRIMARY KEY (school, event_id), UNIQUE (school, attempt, item)
) STRICT
"""
PROJECTIONS = (
    # the newest estimate of a member's area, with what it stands on
    """
CREATE TABLE member_area (
    school TEXT NOT NULL, member TEXT NOT NULL, area TEXT NOT NULL,
    answers INTEGER NOT NULL, rights INTEGER NOT NULL, last_ms INTEGER NOT NULL,
    mean REAL NOT NULL, low REAL NOT NULL, high REAL NOT NULL, p_low REAL NOT NULL,
    PRIMARY KEY (school, member, area)
) STRICT, WITHOUT ROWID
""",
    # the same as it stood at the last answer of each month (Unix month: 12 × year + month − 1)
    """
CREATE TABLE member_area_month (
    school TEXT NOT NULL, member TEXT NOT NULL, area TEXT NOT NULL, month INTEGER NOT NULL,
    mean REAL NOT NULL, low REAL NOT NULL, high REAL NOT NULL,
    PRIMARY KEY (school, member, area, month)
) STRICT, WITHOUT ROWID
""",
    # how each item was answered
    """
CREATE TABLE member_item (
    school TEXT NOT NULL, member TEXT NOT NULL, item TEXT NOT NULL,
    answers INTEGER NOT NULL, rights INTEGER NOT NULL, unsure INTEGER NOT NULL,
    PRIMARY KEY (school, member, item)
) STRICT, WITHOUT ROWID
""",
    # which misconceptions spoke from wrong answers
    """
CREATE TABLE misunderstood (
    school TEXT NOT NULL, member TEXT NOT NULL, area TEXT NOT NULL, misconception TEXT NOT NULL, times INTEGER NOT NULL,
    PRIMARY KEY (school, member, area, misconception)
) STRICT, WITHOUT ROWID
""",
)
PEOPLE = (
    """
CREATE TABLE school (
    school TEXT PRIMARY KEY, name_km TEXT NOT NULL, name_en TEXT NOT NULL, commune TEXT NOT NULL,
    is_simulated INTEGER NOT NULL, is_ready INTEGER NOT NULL
) STRICT
""",
    """
CREATE TABLE circle (
    school TEXT NOT NULL, circle TEXT NOT NULL, name_km TEXT NOT NULL, name_en TEXT NOT NULL, picture TEXT NOT NULL,
    PRIMARY KEY (school, circle)
) STRICT
""",
    """
CREATE TABLE member (
    school TEXT NOT NULL, member TEXT NOT NULL, circle TEXT NOT NULL, picture TEXT NOT NULL,
    PRIMARY KEY (school, member), UNIQUE (school, circle, picture)
) STRICT
""",
    # local: no export ever reads these two
    """
CREATE TABLE local_name (
    school TEXT NOT NULL, member TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (school, member)
) STRICT
""",
    """
CREATE TABLE local_secret (
    school TEXT NOT NULL, who TEXT NOT NULL, role TEXT NOT NULL, hash TEXT NOT NULL,
    failures INTEGER NOT NULL, wait_until_ms INTEGER NOT NULL, PRIMARY KEY (school, who)
) STRICT
""",
    """
CREATE TABLE local_seat (
    token_hash TEXT PRIMARY KEY, school TEXT NOT NULL, who TEXT NOT NULL, role TEXT NOT NULL, opened_ms INTEGER NOT NULL
) STRICT
""",
    """
CREATE TABLE attempt (
    school TEXT NOT NULL, attempt TEXT NOT NULL, member TEXT NOT NULL, lesson TEXT NOT NULL, opened_ms INTEGER NOT NULL,
    is_finished INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (school, attempt)
) STRICT
""",
    """
CREATE TABLE reading (
    school TEXT NOT NULL, member TEXT NOT NULL, lesson TEXT NOT NULL, card INTEGER NOT NULL, is_read INTEGER NOT NULL,
    PRIMARY KEY (school, member, lesson)
) STRICT
""",
    """
CREATE TABLE opened_lesson (
    school TEXT NOT NULL, circle TEXT NOT NULL, lesson TEXT NOT NULL, opened_ms INTEGER NOT NULL,
    PRIMARY KEY (school, circle, lesson)
) STRICT
""",
)


@migrations(name="001_answers")
def answers(db: Database) -> None:
    """Answers as they came, and what is folded from them."""
    db.execute(ANSWERED)
    db.execute("CREATE INDEX answered_member ON answered (school, member, tapped_ms)")
    for table in PROJECTIONS:
        db.execute(table)


@migrations(name="002_people")
def people(db: Database) -> None:
    """Schools, circles, members, seats, attempts, reading places. Tables named local_ never leave the computer."""
    for table in PEOPLE:
        db.execute(table)
    db.execute("CREATE INDEX attempt_member ON attempt (school, member, lesson)")


SAFEGUARDING = (
    # so that a child who was erased stays erased, whatever comes in later: an opaque id and nothing else
    """
CREATE TABLE erased (
    school TEXT NOT NULL, member TEXT NOT NULL, erased_ms INTEGER NOT NULL, PRIMARY KEY (school, member)
) STRICT, WITHOUT ROWID
""",
    # what was done to the records, without saying whose: no member, no content
    """
CREATE TABLE audit (
    school TEXT NOT NULL, done_ms INTEGER NOT NULL, role TEXT NOT NULL, verb TEXT NOT NULL
) STRICT
""",
    # what a member's answers came to before they were deleted: beliefs and counts, no single answer
    """
CREATE TABLE closed_member (
    school TEXT NOT NULL, member TEXT NOT NULL, through_ms INTEGER NOT NULL, folded TEXT NOT NULL,
    PRIMARY KEY (school, member)
) STRICT, WITHOUT ROWID
""",
    # ids of deleted answers, tied to nobody: a copy that comes in later is known and not counted twice
    """
CREATE TABLE closed_answer (
    school TEXT NOT NULL, event_id TEXT NOT NULL, PRIMARY KEY (school, event_id)
) STRICT, WITHOUT ROWID
""",
    "ALTER TABLE local_seat ADD COLUMN seen_ms INTEGER NOT NULL DEFAULT 0",
    """
CREATE TRIGGER closed_answer_stays_closed BEFORE INSERT ON answered
WHEN EXISTS (SELECT 1 FROM closed_answer WHERE school = NEW.school AND event_id = NEW.event_id)
BEGIN SELECT RAISE(IGNORE); END
""",
)


def stays_erased(table: str, member: str = "member") -> str:
    """The trigger that every table about a member has: nothing about one who was erased is ever written again."""
    return f"""CREATE TRIGGER {table}_stays_erased BEFORE INSERT ON {table}
        WHEN EXISTS (SELECT 1 FROM erased WHERE school = NEW.school AND member = NEW.{member})
        BEGIN SELECT RAISE(ABORT, 'this member was erased; nothing more is kept'); END"""


@migrations(name="003_safeguarding")
def safeguarding(db: Database) -> None:
    """Idle seats, erasure that lasts, raw answers for twelve months only."""
    for statement in SAFEGUARDING:
        db.execute(statement)
    for table in ("answered", "member", "local_name", "attempt", "reading", "closed_member"):
        db.execute(stays_erased(table))
    for table in ("member_area", "member_area_month", "member_item", "misunderstood"):
        db.execute(stays_erased(table))
    for table in ("local_secret", "local_seat"):
        db.execute(stays_erased(table, "who"))


GROUP_QUIZ = (
    "ALTER TABLE answered ADD COLUMN round INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE answered ADD COLUMN mode TEXT NOT NULL DEFAULT 'alone'",
    "ALTER TABLE answered ADD COLUMN source TEXT NOT NULL DEFAULT 'tap'",
    # where a session stands: written at every step, so that a power cut finds its way back to question and round
    """
CREATE TABLE group_session (
    school TEXT NOT NULL, session TEXT NOT NULL, circle TEXT NOT NULL, kind TEXT NOT NULL, lesson TEXT NOT NULL,
    items TEXT NOT NULL, mode TEXT NOT NULL, teams INTEGER NOT NULL, nth INTEGER NOT NULL, step TEXT NOT NULL,
    version INTEGER NOT NULL, opened_ms INTEGER NOT NULL, ended_ms INTEGER NOT NULL,
    PRIMARY KEY (school, session)
) STRICT
""",
    # who came, since which question; or why not, from a short list
    """
CREATE TABLE group_present (
    school TEXT NOT NULL, session TEXT NOT NULL, member TEXT NOT NULL, status TEXT NOT NULL, since INTEGER NOT NULL,
    PRIMARY KEY (school, session, member)
) STRICT
""",
    # what stands for each seat in each round: a member's id, or hand-07, team-2, paper-11 with no member
    """
CREATE TABLE group_answer (
    school TEXT NOT NULL, session TEXT NOT NULL, item TEXT NOT NULL, round INTEGER NOT NULL, seat TEXT NOT NULL,
    member TEXT NOT NULL, response TEXT NOT NULL, is_right INTEGER NOT NULL, mode TEXT NOT NULL, source TEXT NOT NULL,
    event_id TEXT NOT NULL, at_ms INTEGER NOT NULL,
    PRIMARY KEY (school, session, item, round, seat)
) STRICT
""",
    # what the facilitator judged at the end of a question: clear, or needs it again
    """
CREATE TABLE group_judged (
    school TEXT NOT NULL, session TEXT NOT NULL, item TEXT NOT NULL, verdict TEXT NOT NULL,
    PRIMARY KEY (school, session, item)
) STRICT
""",
    # a phone or tablet in the room, and whose it is once the facilitator has said so; 0 is the computer that is passed round
    """
CREATE TABLE local_device (
    school TEXT NOT NULL, session TEXT NOT NULL, device INTEGER NOT NULL, token_hash TEXT NOT NULL UNIQUE,
    member TEXT NOT NULL, is_let_in INTEGER NOT NULL, PRIMARY KEY (school, session, device)
) STRICT
""",
    # the paper card that a member keeps all year
    """
CREATE TABLE answer_card (
    school TEXT NOT NULL, circle TEXT NOT NULL, card INTEGER NOT NULL, member TEXT NOT NULL,
    PRIMARY KEY (school, circle, card), UNIQUE (school, member)
) STRICT
""",
)


@migrations(name="004_group_quiz")
def group_quiz(db: Database) -> None:
    """Group quizzes: sessions, who came, what stands for each seat. Answers say by which way they came."""
    for statement in GROUP_QUIZ:
        db.execute(statement)
    for table in ("group_present", "group_answer", "local_device", "answer_card"):
        db.execute(stays_erased(table))


COMPREHENSION = (
    "ALTER TABLE answered ADD COLUMN valence TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE answered ADD COLUMN lang TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE member ADD COLUMN sex TEXT NOT NULL DEFAULT ''",
    # beliefs instead of finished estimates: what is asked today fades until today. Folded again when the store is opened
    "DROP TABLE member_area",
    """
CREATE TABLE member_area (
    school TEXT NOT NULL, member TEXT NOT NULL, area TEXT NOT NULL,
    answers INTEGER NOT NULL, rights INTEGER NOT NULL, last_ms INTEGER NOT NULL, cells TEXT NOT NULL,
    watch TEXT NOT NULL, PRIMARY KEY (school, member, area)
) STRICT, WITHOUT ROWID
""",
    # what all areas of a member have in common, and by which parameter set it was reckoned
    """
CREATE TABLE member_belief (
    school TEXT NOT NULL, member TEXT NOT NULL, version TEXT NOT NULL, cells TEXT NOT NULL,
    PRIMARY KEY (school, member)
) STRICT, WITHOUT ROWID
""",
)


@migrations(name="005_comprehension")
def comprehension(db: Database) -> None:
    """Beliefs that fade until they are asked for. Answers say their language and, in a vignette, what it showed."""
    for statement in COMPREHENSION:
        db.execute(statement)
    for table in ("member_area", "member_belief"):
        db.execute(stays_erased(table))
    for school, member, folded in db.execute("SELECT school, member, folded FROM closed_member").fetchall():
        db.execute(
            "UPDATE closed_member SET folded = ? WHERE school = ? AND member = ?", (brought_forward(folded), school, member)
        )


REVIEW = (
    # when a skill should be met again: the card as it was before the last day, that day's tally, the card after it. Days are
    # Cambodian, since 1970
    """
CREATE TABLE member_skill (
    school TEXT NOT NULL, member TEXT NOT NULL, skill TEXT NOT NULL,
    stability REAL NOT NULL, difficulty REAL NOT NULL, met INTEGER NOT NULL, due INTEGER NOT NULL,
    rights INTEGER NOT NULL, answers INTEGER NOT NULL,
    was_stability REAL, was_difficulty REAL, was_met INTEGER, was_due INTEGER,
    PRIMARY KEY (school, member, skill)
) STRICT, WITHOUT ROWID
""",
    # a lesson's quiz, a review of a skill, or a check quiz; what the latter two ask is fixed when they are opened
    "ALTER TABLE attempt ADD COLUMN kind TEXT NOT NULL DEFAULT 'lesson'",
    "ALTER TABLE attempt ADD COLUMN items TEXT NOT NULL DEFAULT '[]'",
    "UPDATE member_belief SET version = ''",  # so that everything is folded again, cards too, when the store is opened
)


@migrations(name="006_review")
def review(db: Database) -> None:
    """When skills are met again, and rounds of questions that were chosen for a member."""
    for statement in REVIEW:
        db.execute(statement)
    db.execute(stays_erased("member_skill"))


@migrations(name="007_flags")
def flags(db: Database) -> None:
    """Which area of which school was found low, on what grounds, and when new answers said otherwise. Never a member."""
    db.execute(
        """
CREATE TABLE school_flag (
    school TEXT NOT NULL, area TEXT NOT NULL, opened_ms INTEGER NOT NULL, version TEXT NOT NULL, evidence TEXT NOT NULL,
    closed_ms INTEGER NOT NULL, closed_why TEXT NOT NULL, PRIMARY KEY (school, area, opened_ms)
) STRICT, WITHOUT ROWID
"""
    )


TESTS = (
    "ALTER TABLE answered ADD COLUMN test TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE answered ADD COLUMN form TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE answered ADD COLUMN is_about_fault INTEGER NOT NULL DEFAULT 0",
    # what a member's answers to a test came to, by measure: "all", "area:rights", "ok", "not_ok", "fault"
    """
CREATE TABLE member_test (
    school TEXT NOT NULL, member TEXT NOT NULL, test TEXT NOT NULL, measure TEXT NOT NULL, form TEXT NOT NULL,
    answers INTEGER NOT NULL, rights INTEGER NOT NULL, PRIMARY KEY (school, member, test, measure)
) STRICT, WITHOUT ROWID
""",
    # when a circle's test was opened and closed; 0 while it is open
    """
CREATE TABLE test_round (
    school TEXT NOT NULL, circle TEXT NOT NULL, test TEXT NOT NULL, opened_ms INTEGER NOT NULL, closed_ms INTEGER NOT NULL,
    PRIMARY KEY (school, circle, test)
) STRICT, WITHOUT ROWID
""",
    # who listened, as a number, and how many hands went up for each answer before and after: nobody's name, nobody's answer
    """
CREATE TABLE short_check (
    school TEXT NOT NULL, session TEXT NOT NULL, audience TEXT NOT NULL, listeners INTEGER NOT NULL, held_ms INTEGER NOT NULL,
    PRIMARY KEY (school, session)
) STRICT, WITHOUT ROWID
""",
    """
CREATE TABLE short_count (
    school TEXT NOT NULL, session TEXT NOT NULL, item TEXT NOT NULL, moment TEXT NOT NULL, hands INTEGER NOT NULL,
    rights INTEGER NOT NULL, PRIMARY KEY (school, session, item, moment)
) STRICT, WITHOUT ROWID
""",
)


@migrations(name="008_tests")
def tests(db: Database) -> None:
    """Baseline, endline and follow-up, and what listeners of a campaign knew before and after."""
    for statement in TESTS:
        db.execute(statement)
    db.execute(stays_erased("member_test"))


@migrations(name="009_referrals")
def referrals(db: Database) -> None:
    """Who helps near a school, and when somebody called there. local_: it never leaves the computer."""
    db.execute(
        """
CREATE TABLE local_referral (
    school TEXT NOT NULL, role TEXT NOT NULL, number TEXT NOT NULL, hours TEXT NOT NULL, office TEXT NOT NULL,
    tried TEXT NOT NULL, tried_by TEXT NOT NULL, is_for_children INTEGER NOT NULL, PRIMARY KEY (school, role)
) STRICT, WITHOUT ROWID
"""
    )


@migrations(name="010_lately")
def lately(db: Database) -> None:
    """What a member answered in each month, before the group talked: a school is read by that too, not by estimates alone."""
    for column in ("answers", "rights"):
        db.execute(f"ALTER TABLE member_area_month ADD COLUMN {column} INTEGER NOT NULL DEFAULT 0")
    db.execute("UPDATE member_belief SET version = ''")  # so that everything is folded again when the store is opened
