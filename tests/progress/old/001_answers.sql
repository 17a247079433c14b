-- A school's file as the first migration made it, dumped by SQLite. It is never edited: files like it are in use.
PRAGMA journal_mode=WAL;
BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'sitthi','001_answers','2026-11-24 23:11:57.831491+00:00');
CREATE TABLE answered (
    school TEXT NOT NULL, event_id TEXT NOT NULL, attempt TEXT NOT NULL, member TEXT NOT NULL,
    item TEXT NOT NULL, fingerprint TEXT NOT NULL, area TEXT NOT NULL, skill TEXT NOT NULL,
    response TEXT NOT NULL, is_right INTEGER NOT NULL, options INTEGER NOT NULL, misunderstood TEXT NOT NULL,
    tapped_ms INTEGER NOT NULL, received_ms INTEGER NOT NULL,
    PRIMARY KEY (school, event_id), UNIQUE (school, attempt, item)
) STRICT
;
INSERT INTO "answered" VALUES('011002-1','00000000-0000-7000-8000-000000000001','attempt-cat','cat','q1','f1','help','adults','["b", "ក"]',1,3,'[]',1001,1795561917833);
INSERT INTO "answered" VALUES('011002-1','00000000-0000-7000-8000-000000000002','attempt-cat','cat','q2','f1','help','adults','["b", "ក"]',0,3,'[]',1002,1795561917834);
INSERT INTO "answered" VALUES('011002-1','00000000-0000-7000-8000-000000000003','attempt-cat','cat','q3','f1','help','adults','["b", "ក"]',1,3,'[]',1003,1795561917834);
INSERT INTO "answered" VALUES('011002-1','00000000-0000-7000-8000-000000000004','attempt-owl','owl','q1','f1','rights','adults','["b", "ក"]',0,3,'[]',1004,1795561917835);
INSERT INTO "answered" VALUES('011002-1','00000000-0000-7000-8000-000000000005','attempt-owl','owl','q2','f1','rights','adults','["b", "ក"]',0,3,'[]',1005,1795561917835);
CREATE TABLE member_area (
    school TEXT NOT NULL, member TEXT NOT NULL, area TEXT NOT NULL,
    answers INTEGER NOT NULL, rights INTEGER NOT NULL, last_ms INTEGER NOT NULL,
    mean REAL NOT NULL, low REAL NOT NULL, high REAL NOT NULL, p_low REAL NOT NULL,
    PRIMARY KEY (school, member, area)
) STRICT, WITHOUT ROWID
;
INSERT INTO "member_area" VALUES('011002-1','cat','help',3,2,1003,6.77865420405438734441e-01,0.323074085389451,9.46415848989966890236e-01,0.345009990933631);
INSERT INTO "member_area" VALUES('011002-1','owl','rights',2,0,1005,4.84559875757058278189e-01,2.42114134935536434722e-01,8.42538408093406188115e-01,7.23569147305923587865e-01);
CREATE TABLE member_area_month (
    school TEXT NOT NULL, member TEXT NOT NULL, area TEXT NOT NULL, month INTEGER NOT NULL,
    mean REAL NOT NULL, low REAL NOT NULL, high REAL NOT NULL,
    PRIMARY KEY (school, member, area, month)
) STRICT, WITHOUT ROWID
;
INSERT INTO "member_area_month" VALUES('011002-1','cat','help',23640,6.77865420405438734441e-01,0.323074085389451,9.46415848989966890236e-01);
INSERT INTO "member_area_month" VALUES('011002-1','owl','rights',23640,4.84559875757058278189e-01,2.42114134935536434722e-01,8.42538408093406188115e-01);
CREATE TABLE member_item (
    school TEXT NOT NULL, member TEXT NOT NULL, item TEXT NOT NULL,
    answers INTEGER NOT NULL, rights INTEGER NOT NULL, unsure INTEGER NOT NULL,
    PRIMARY KEY (school, member, item)
) STRICT, WITHOUT ROWID
;
INSERT INTO "member_item" VALUES('011002-1','cat','q1',1,1,0);
INSERT INTO "member_item" VALUES('011002-1','cat','q2',1,0,0);
INSERT INTO "member_item" VALUES('011002-1','cat','q3',1,1,0);
INSERT INTO "member_item" VALUES('011002-1','owl','q1',1,0,0);
INSERT INTO "member_item" VALUES('011002-1','owl','q2',1,0,0);
CREATE TABLE misunderstood (
    school TEXT NOT NULL, member TEXT NOT NULL, area TEXT NOT NULL, misconception TEXT NOT NULL, times INTEGER NOT NULL,
    PRIMARY KEY (school, member, area, misconception)
) STRICT, WITHOUT ROWID
;
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX answered_member ON answered (school, member, tapped_ms);
COMMIT;
