-- A school's file as the fourth migration left it, with a closed year in it, dumped by SQLite. It is never edited.
BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'sitthi','001_answers','2026-11-25 07:14:04.934024+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'sitthi','002_people','2026-11-25 07:14:04.934774+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'sitthi','003_safeguarding','2026-11-25 07:14:04.935875+00:00');
INSERT INTO "_sqlite_migrations" VALUES(4,'sitthi','004_group_quiz','2026-11-25 07:14:04.937164+00:00');
CREATE TABLE answer_card (
    school TEXT NOT NULL, circle TEXT NOT NULL, card INTEGER NOT NULL, member TEXT NOT NULL,
    PRIMARY KEY (school, circle, card), UNIQUE (school, member)
) STRICT
;
CREATE TABLE answered (
    school TEXT NOT NULL, event_id TEXT NOT NULL, attempt TEXT NOT NULL, member TEXT NOT NULL,
    item TEXT NOT NULL, fingerprint TEXT NOT NULL, area TEXT NOT NULL, skill TEXT NOT NULL,
    response TEXT NOT NULL, is_right INTEGER NOT NULL, options INTEGER NOT NULL, misunderstood TEXT NOT NULL,
    tapped_ms INTEGER NOT NULL, received_ms INTEGER NOT NULL, round INTEGER NOT NULL DEFAULT 1, mode TEXT NOT NULL DEFAULT 'alone', source TEXT NOT NULL DEFAULT 'tap',
    PRIMARY KEY (school, event_id), UNIQUE (school, attempt, item)
) STRICT
;
INSERT INTO "answered" VALUES('011002-1','00000000-0000-7000-8000-000000000006','a6','cat','q6','f1','rights','adults','["b", "ក"]',0,3,'[]',13824000000,1795590844950,1,'alone','tap');
INSERT INTO "answered" VALUES('011002-1','00000000-0000-7000-8000-000000000007','a7','cat','q7','f1','rights','adults','["b", "ក"]',1,3,'[]',14688000000,1795590844950,1,'alone','tap');
CREATE TABLE attempt (
    school TEXT NOT NULL, attempt TEXT NOT NULL, member TEXT NOT NULL, lesson TEXT NOT NULL, opened_ms INTEGER NOT NULL,
    is_finished INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (school, attempt)
) STRICT
;
CREATE TABLE audit (
    school TEXT NOT NULL, done_ms INTEGER NOT NULL, role TEXT NOT NULL, verb TEXT NOT NULL
) STRICT
;
CREATE TABLE circle (
    school TEXT NOT NULL, circle TEXT NOT NULL, name_km TEXT NOT NULL, name_en TEXT NOT NULL, picture TEXT NOT NULL,
    PRIMARY KEY (school, circle)
) STRICT
;
CREATE TABLE closed_answer (
    school TEXT NOT NULL, event_id TEXT NOT NULL, PRIMARY KEY (school, event_id)
) STRICT, WITHOUT ROWID
;
INSERT INTO "closed_answer" VALUES('011002-1','00000000-0000-7000-8000-000000000000');
INSERT INTO "closed_answer" VALUES('011002-1','00000000-0000-7000-8000-000000000001');
INSERT INTO "closed_answer" VALUES('011002-1','00000000-0000-7000-8000-000000000002');
INSERT INTO "closed_answer" VALUES('011002-1','00000000-0000-7000-8000-000000000003');
INSERT INTO "closed_answer" VALUES('011002-1','00000000-0000-7000-8000-000000000004');
INSERT INTO "closed_answer" VALUES('011002-1','00000000-0000-7000-8000-000000000005');
CREATE TABLE closed_member (
    school TEXT NOT NULL, member TEXT NOT NULL, through_ms INTEGER NOT NULL, folded TEXT NOT NULL,
    PRIMARY KEY (school, member)
) STRICT, WITHOUT ROWID
;
INSERT INTO "closed_member" VALUES('011002-1','cat',13392000000,'{"beliefs":{"version":"2026-11","intercept":{"mean":0.4166565220472889,"variance":0.2095796755670647,"day":0.0},"items":{"q0":{"mean":0.14063627766674325,"variance":0.2366011072578768,"day":0.0},"q1":{"mean":-0.07025111038980843,"variance":0.24617146974173845,"day":0.0},"q2":{"mean":-0.06369902637808553,"variance":0.24457582825017413,"day":0.0},"q3":{"mean":0.1475806164043279,"variance":0.23622026034041158,"day":0.0},"q4":{"mean":-0.07054509850483166,"variance":0.24572639839376487,"day":0.0},"q5":{"mean":-0.06437921643374818,"variance":0.24432371211653803,"day":0.0}},"difficulty":{"adults":{"mean":0.024616054023068212,"variance":0.17344149760967065,"day":0.0},"tell":{"mean":0.0,"variance":0.2,"day":0.0}},"members":{"cat":{"overall":{"mean":-0.05881794889944024,"variance":0.30730077366004255,"day":150.0},"form":{"mean":0.013133360152484628,"variance":0.05976377560344184,"day":150.0},"areas":{"help":{"mean":-0.012736251611908639,"variance":0.1609336535746805,"day":150.0}},"skills":{"adults":{"mean":0.1905889154222683,"variance":0.14697788366575737,"day":150.0}},"practised":{"adults":6},"answered":{"help":6}}}},"rights":{"help":4},"asked":[{"area":"help","skill":"adults"}],"rows":{"member_area":[{"school":"011002-1","member":"cat","area":"help","answers":6,"rights":4,"last_ms":12960000000,"mean":0.6828661703315739,"low":0.3537801832193155,"high":0.936021725689915,"p_low":0.3242813290083228}],"member_area_month":[{"school":"011002-1","member":"cat","area":"help","month":23643,"mean":0.6384247799529704,"low":0.3099041237489056,"high":0.9263760439755215},{"school":"011002-1","member":"cat","area":"help","month":23644,"mean":0.6828661703315739,"low":0.3537801832193155,"high":0.936021725689915}],"member_item":[{"school":"011002-1","member":"cat","item":"q0","answers":1,"rights":0,"unsure":0},{"school":"011002-1","member":"cat","item":"q1","answers":1,"rights":1,"unsure":0},{"school":"011002-1","member":"cat","item":"q2","answers":1,"rights":1,"unsure":0},{"school":"011002-1","member":"cat","item":"q3","answers":1,"rights":0,"unsure":0},{"school":"011002-1","member":"cat","item":"q4","answers":1,"rights":1,"unsure":0},{"school":"011002-1","member":"cat","item":"q5","answers":1,"rights":1,"unsure":0}],"misunderstood":[]}}');
CREATE TABLE erased (
    school TEXT NOT NULL, member TEXT NOT NULL, erased_ms INTEGER NOT NULL, PRIMARY KEY (school, member)
) STRICT, WITHOUT ROWID
;
CREATE TABLE group_answer (
    school TEXT NOT NULL, session TEXT NOT NULL, item TEXT NOT NULL, round INTEGER NOT NULL, seat TEXT NOT NULL,
    member TEXT NOT NULL, response TEXT NOT NULL, is_right INTEGER NOT NULL, mode TEXT NOT NULL, source TEXT NOT NULL,
    event_id TEXT NOT NULL, at_ms INTEGER NOT NULL,
    PRIMARY KEY (school, session, item, round, seat)
) STRICT
;
CREATE TABLE group_judged (
    school TEXT NOT NULL, session TEXT NOT NULL, item TEXT NOT NULL, verdict TEXT NOT NULL,
    PRIMARY KEY (school, session, item)
) STRICT
;
CREATE TABLE group_present (
    school TEXT NOT NULL, session TEXT NOT NULL, member TEXT NOT NULL, status TEXT NOT NULL, since INTEGER NOT NULL,
    PRIMARY KEY (school, session, member)
) STRICT
;
CREATE TABLE group_session (
    school TEXT NOT NULL, session TEXT NOT NULL, circle TEXT NOT NULL, kind TEXT NOT NULL, lesson TEXT NOT NULL,
    items TEXT NOT NULL, mode TEXT NOT NULL, teams INTEGER NOT NULL, nth INTEGER NOT NULL, step TEXT NOT NULL,
    version INTEGER NOT NULL, opened_ms INTEGER NOT NULL, ended_ms INTEGER NOT NULL,
    PRIMARY KEY (school, session)
) STRICT
;
CREATE TABLE local_device (
    school TEXT NOT NULL, session TEXT NOT NULL, device INTEGER NOT NULL, token_hash TEXT NOT NULL UNIQUE,
    member TEXT NOT NULL, is_let_in INTEGER NOT NULL, PRIMARY KEY (school, session, device)
) STRICT
;
CREATE TABLE local_name (
    school TEXT NOT NULL, member TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (school, member)
) STRICT
;
CREATE TABLE local_seat (
    token_hash TEXT PRIMARY KEY, school TEXT NOT NULL, who TEXT NOT NULL, role TEXT NOT NULL, opened_ms INTEGER NOT NULL
, seen_ms INTEGER NOT NULL DEFAULT 0) STRICT
;
CREATE TABLE local_secret (
    school TEXT NOT NULL, who TEXT NOT NULL, role TEXT NOT NULL, hash TEXT NOT NULL,
    failures INTEGER NOT NULL, wait_until_ms INTEGER NOT NULL, PRIMARY KEY (school, who)
) STRICT
;
CREATE TABLE member (
    school TEXT NOT NULL, member TEXT NOT NULL, circle TEXT NOT NULL, picture TEXT NOT NULL,
    PRIMARY KEY (school, member), UNIQUE (school, circle, picture)
) STRICT
;
CREATE TABLE member_area (
    school TEXT NOT NULL, member TEXT NOT NULL, area TEXT NOT NULL,
    answers INTEGER NOT NULL, rights INTEGER NOT NULL, last_ms INTEGER NOT NULL,
    mean REAL NOT NULL, low REAL NOT NULL, high REAL NOT NULL, p_low REAL NOT NULL,
    PRIMARY KEY (school, member, area)
) STRICT, WITHOUT ROWID
;
INSERT INTO "member_area" VALUES('011002-1','cat','help',6,4,12960000000,6.8286617033157392953e-01,3.53780183219315480513e-01,0.936021725689915,3.24281329008322793949e-01);
INSERT INTO "member_area" VALUES('011002-1','cat','rights',2,1,14688000000,6.40925287641863739018e-01,3.08357772378853478567e-01,9.29402712990752832844e-01,4.14681149728187925518e-01);
CREATE TABLE member_area_month (
    school TEXT NOT NULL, member TEXT NOT NULL, area TEXT NOT NULL, month INTEGER NOT NULL,
    mean REAL NOT NULL, low REAL NOT NULL, high REAL NOT NULL,
    PRIMARY KEY (school, member, area, month)
) STRICT, WITHOUT ROWID
;
INSERT INTO "member_area_month" VALUES('011002-1','cat','help',23643,6.38424779952970422591e-01,3.09904123748905580004e-01,9.2637604397552153479e-01);
INSERT INTO "member_area_month" VALUES('011002-1','cat','help',23644,6.8286617033157392953e-01,3.53780183219315480513e-01,0.936021725689915);
INSERT INTO "member_area_month" VALUES('011002-1','cat','rights',23645,6.40925287641863739018e-01,3.08357772378853478567e-01,9.29402712990752832844e-01);
CREATE TABLE member_item (
    school TEXT NOT NULL, member TEXT NOT NULL, item TEXT NOT NULL,
    answers INTEGER NOT NULL, rights INTEGER NOT NULL, unsure INTEGER NOT NULL,
    PRIMARY KEY (school, member, item)
) STRICT, WITHOUT ROWID
;
INSERT INTO "member_item" VALUES('011002-1','cat','q0',1,0,0);
INSERT INTO "member_item" VALUES('011002-1','cat','q1',1,1,0);
INSERT INTO "member_item" VALUES('011002-1','cat','q2',1,1,0);
INSERT INTO "member_item" VALUES('011002-1','cat','q3',1,0,0);
INSERT INTO "member_item" VALUES('011002-1','cat','q4',1,1,0);
INSERT INTO "member_item" VALUES('011002-1','cat','q5',1,1,0);
INSERT INTO "member_item" VALUES('011002-1','cat','q6',1,0,0);
INSERT INTO "member_item" VALUES('011002-1','cat','q7',1,1,0);
CREATE TABLE misunderstood (
    school TEXT NOT NULL, member TEXT NOT NULL, area TEXT NOT NULL, misconception TEXT NOT NULL, times INTEGER NOT NULL,
    PRIMARY KEY (school, member, area, misconception)
) STRICT, WITHOUT ROWID
;
CREATE TABLE opened_lesson (
    school TEXT NOT NULL, circle TEXT NOT NULL, lesson TEXT NOT NULL, opened_ms INTEGER NOT NULL,
    PRIMARY KEY (school, circle, lesson)
) STRICT
;
CREATE TABLE reading (
    school TEXT NOT NULL, member TEXT NOT NULL, lesson TEXT NOT NULL, card INTEGER NOT NULL, is_read INTEGER NOT NULL,
    PRIMARY KEY (school, member, lesson)
) STRICT
;
CREATE TABLE school (
    school TEXT PRIMARY KEY, name_km TEXT NOT NULL, name_en TEXT NOT NULL, commune TEXT NOT NULL,
    is_simulated INTEGER NOT NULL, is_ready INTEGER NOT NULL
) STRICT
;
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX answered_member ON answered (school, member, tapped_ms);
CREATE INDEX attempt_member ON attempt (school, member, lesson);
CREATE TRIGGER closed_answer_stays_closed BEFORE INSERT ON answered
WHEN EXISTS (SELECT 1 FROM closed_answer WHERE school = NEW.school AND event_id = NEW.event_id)
BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER answered_stays_erased BEFORE INSERT ON answered
        WHEN EXISTS (SELECT 1 FROM erased WHERE school = NEW.school AND member = NEW.member)
        BEGIN SELECT RAISE(ABORT, 'this member was erased; nothing more is kept'); END;
CREATE TRIGGER member_stays_erased BEFORE INSERT ON member
        WHEN EXISTS (SELECT 1 FROM erased WHERE school = NEW.school AND member = NEW.member)
        BEGIN SELECT RAISE(ABORT, 'this member was erased; nothing more is kept'); END;
CREATE TRIGGER local_name_stays_erased BEFORE INSERT ON local_name
        WHEN EXISTS (SELECT 1 FROM erased WHERE school = NEW.school AND member = NEW.member)
        BEGIN SELECT RAISE(ABORT, 'this member was erased; nothing more is kept'); END;
CREATE TRIGGER attempt_stays_erased BEFORE INSERT ON attempt
        WHEN EXISTS (SELECT 1 FROM erased WHERE school = NEW.school AND member = NEW.member)
        BEGIN SELECT RAISE(ABORT, 'this member was erased; nothing more is kept'); END;
CREATE TRIGGER reading_stays_erased BEFORE INSERT ON reading
        WHEN EXISTS (SELECT 1 FROM erased WHERE school = NEW.school AND member = NEW.member)
        BEGIN SELECT RAISE(ABORT, 'this member was erased; nothing more is kept'); END;
CREATE TRIGGER closed_member_stays_erased BEFORE INSERT ON closed_member
        WHEN EXISTS (SELECT 1 FROM erased WHERE school = NEW.school AND member = NEW.member)
        BEGIN SELECT RAISE(ABORT, 'this member was erased; nothing more is kept'); END;
CREATE TRIGGER member_area_stays_erased BEFORE INSERT ON member_area
        WHEN EXISTS (SELECT 1 FROM erased WHERE school = NEW.school AND member = NEW.member)
        BEGIN SELECT RAISE(ABORT, 'this member was erased; nothing more is kept'); END;
CREATE TRIGGER member_area_month_stays_erased BEFORE INSERT ON member_area_month
        WHEN EXISTS (SELECT 1 FROM erased WHERE school = NEW.school AND member = NEW.member)
        BEGIN SELECT RAISE(ABORT, 'this member was erased; nothing more is kept'); END;
CREATE TRIGGER member_item_stays_erased BEFORE INSERT ON member_item
        WHEN EXISTS (SELECT 1 FROM erased WHERE school = NEW.school AND member = NEW.member)
        BEGIN SELECT RAISE(ABORT, 'this member was erased; nothing more is kept'); END;
CREATE TRIGGER misunderstood_stays_erased BEFORE INSERT ON misunderstood
        WHEN EXISTS (SELECT 1 FROM erased WHERE school = NEW.school AND member = NEW.member)
        BEGIN SELECT RAISE(ABORT, 'this member was erased; nothing more is kept'); END;
CREATE TRIGGER local_secret_stays_erased BEFORE INSERT ON local_secret
        WHEN EXISTS (SELECT 1 FROM erased WHERE school = NEW.school AND member = NEW.who)
        BEGIN SELECT RAISE(ABORT, 'this member was erased; nothing more is kept'); END;
CREATE TRIGGER local_seat_stays_erased BEFORE INSERT ON local_seat
        WHEN EXISTS (SELECT 1 FROM erased WHERE school = NEW.school AND member = NEW.who)
        BEGIN SELECT RAISE(ABORT, 'this member was erased; nothing more is kept'); END;
CREATE TRIGGER group_present_stays_erased BEFORE INSERT ON group_present
        WHEN EXISTS (SELECT 1 FROM erased WHERE school = NEW.school AND member = NEW.member)
        BEGIN SELECT RAISE(ABORT, 'this member was erased; nothing more is kept'); END;
CREATE TRIGGER group_answer_stays_erased BEFORE INSERT ON group_answer
        WHEN EXISTS (SELECT 1 FROM erased WHERE school = NEW.school AND member = NEW.member)
        BEGIN SELECT RAISE(ABORT, 'this member was erased; nothing more is kept'); END;
CREATE TRIGGER local_device_stays_erased BEFORE INSERT ON local_device
        WHEN EXISTS (SELECT 1 FROM erased WHERE school = NEW.school AND member = NEW.member)
        BEGIN SELECT RAISE(ABORT, 'this member was erased; nothing more is kept'); END;
CREATE TRIGGER answer_card_stays_erased BEFORE INSERT ON answer_card
        WHEN EXISTS (SELECT 1 FROM erased WHERE school = NEW.school AND member = NEW.member)
        BEGIN SELECT RAISE(ABORT, 'this member was erased; nothing more is kept'); END;
COMMIT;