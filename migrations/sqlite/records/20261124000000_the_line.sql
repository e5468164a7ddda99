-- Records: what people keep in Placard, every version of it, and what they did.
-- Times are UTC milliseconds. A kind's versions are never changed but for `current`.

CREATE TABLE world_revision (
    revision     INTEGER PRIMARY KEY,
    committed_at INTEGER NOT NULL,
    actor        TEXT NOT NULL
) STRICT;

-- A number inside is given once and never used again.
CREATE TABLE item_number (
    kind TEXT NOT NULL,
    id   TEXT NOT NULL,
    no   INTEGER NOT NULL,
    PRIMARY KEY (kind, id),
    UNIQUE (kind, no)
) STRICT;

-- Areas of the law (管辖区).
CREATE TABLE jurisdiction (
    id              TEXT NOT NULL,
    revision        INTEGER NOT NULL,
    no              INTEGER NOT NULL,
    valid_from      INTEGER NOT NULL,
    current         INTEGER NOT NULL,
    organisation_id TEXT NOT NULL,
    jurisdiction_id TEXT NOT NULL,
    key             TEXT,
    parent          TEXT,
    body            TEXT,
    PRIMARY KEY (id, revision)
) STRICT;
CREATE INDEX jurisdiction_revision ON jurisdiction (revision);
CREATE UNIQUE INDEX jurisdiction_key ON jurisdiction (key) WHERE current = 1 AND body IS NOT NULL;
CREATE INDEX jurisdiction_parent ON jurisdiction (parent, id) WHERE current = 1 AND body IS NOT NULL;
CREATE INDEX jurisdiction_current ON jurisdiction (id) WHERE current = 1 AND body IS NOT NULL;

-- What a jurisdiction sets of a rule.
CREATE TABLE rule_setting (
    id              TEXT NOT NULL,
    revision        INTEGER NOT NULL,
    no              INTEGER NOT NULL,
    valid_from      INTEGER NOT NULL,
    current         INTEGER NOT NULL,
    organisation_id TEXT NOT NULL,
    jurisdiction_id TEXT NOT NULL,
    key             TEXT,
    parent          TEXT,
    body            TEXT,
    PRIMARY KEY (id, revision)
) STRICT;
CREATE INDEX rule_setting_revision ON rule_setting (revision);
CREATE UNIQUE INDEX rule_setting_key ON rule_setting (key) WHERE current = 1 AND body IS NOT NULL;
CREATE INDEX rule_setting_parent ON rule_setting (parent, id) WHERE current = 1 AND body IS NOT NULL;
CREATE INDEX rule_setting_current ON rule_setting (id) WHERE current = 1 AND body IS NOT NULL;

-- Carriers (承运人).
CREATE TABLE carrier (
    id              TEXT NOT NULL,
    revision        INTEGER NOT NULL,
    no              INTEGER NOT NULL,
    valid_from      INTEGER NOT NULL,
    current         INTEGER NOT NULL,
    organisation_id TEXT NOT NULL,
    jurisdiction_id TEXT NOT NULL,
    key             TEXT,
    parent          TEXT,
    body            TEXT,
    PRIMARY KEY (id, revision)
) STRICT;
CREATE INDEX carrier_revision ON carrier (revision);
CREATE UNIQUE INDEX carrier_key ON carrier (key) WHERE current = 1 AND body IS NOT NULL;
CREATE INDEX carrier_parent ON carrier (parent, id) WHERE current = 1 AND body IS NOT NULL;
CREATE INDEX carrier_current ON carrier (id) WHERE current = 1 AND body IS NOT NULL;

-- Drivers and escorts (驾驶员、押运员).
CREATE TABLE person (
    id              TEXT NOT NULL,
    revision        INTEGER NOT NULL,
    no              INTEGER NOT NULL,
    valid_from      INTEGER NOT NULL,
    current         INTEGER NOT NULL,
    organisation_id TEXT NOT NULL,
    jurisdiction_id TEXT NOT NULL,
    key             TEXT,
    parent          TEXT,
    body            TEXT,
    PRIMARY KEY (id, revision)
) STRICT;
CREATE INDEX person_revision ON person (revision);
CREATE UNIQUE INDEX person_key ON person (key) WHERE current = 1 AND body IS NOT NULL;
CREATE INDEX person_parent ON person (parent, id) WHERE current = 1 AND body IS NOT NULL;
CREATE INDEX person_current ON person (id) WHERE current = 1 AND body IS NOT NULL;

-- Vehicles; key: plate and colour; parent: carrier.
CREATE TABLE vehicle (
    id              TEXT NOT NULL,
    revision        INTEGER NOT NULL,
    no              INTEGER NOT NULL,
    valid_from      INTEGER NOT NULL,
    current         INTEGER NOT NULL,
    organisation_id TEXT NOT NULL,
    jurisdiction_id TEXT NOT NULL,
    key             TEXT,
    parent          TEXT,
    body            TEXT,
    PRIMARY KEY (id, revision)
) STRICT;
CREATE INDEX vehicle_revision ON vehicle (revision);
CREATE UNIQUE INDEX vehicle_key ON vehicle (key) WHERE current = 1 AND body IS NOT NULL;
CREATE INDEX vehicle_parent ON vehicle (parent, id) WHERE current = 1 AND body IS NOT NULL;
CREATE INDEX vehicle_current ON vehicle (id) WHERE current = 1 AND body IS NOT NULL;

-- Telematics terminals (车载终端); key: phone; parent: vehicle.
CREATE TABLE terminal (
    id              TEXT NOT NULL,
    revision        INTEGER NOT NULL,
    no              INTEGER NOT NULL,
    valid_from      INTEGER NOT NULL,
    current         INTEGER NOT NULL,
    organisation_id TEXT NOT NULL,
    jurisdiction_id TEXT NOT NULL,
    key             TEXT,
    parent          TEXT,
    body            TEXT,
    PRIMARY KEY (id, revision)
) STRICT;
CREATE INDEX terminal_revision ON terminal (revision);
CREATE UNIQUE INDEX terminal_key ON terminal (key) WHERE current = 1 AND body IS NOT NULL;
CREATE INDEX terminal_parent ON terminal (parent, id) WHERE current = 1 AND body IS NOT NULL;
CREATE INDEX terminal_current ON terminal (id) WHERE current = 1 AND body IS NOT NULL;

-- Zones (管控区域).
CREATE TABLE zone (
    id              TEXT NOT NULL,
    revision        INTEGER NOT NULL,
    no              INTEGER NOT NULL,
    valid_from      INTEGER NOT NULL,
    current         INTEGER NOT NULL,
    organisation_id TEXT NOT NULL,
    jurisdiction_id TEXT NOT NULL,
    key             TEXT,
    parent          TEXT,
    body            TEXT,
    PRIMARY KEY (id, revision)
) STRICT;
CREATE INDEX zone_revision ON zone (revision);
CREATE UNIQUE INDEX zone_key ON zone (key) WHERE current = 1 AND body IS NOT NULL;
CREATE INDEX zone_parent ON zone (parent, id) WHERE current = 1 AND body IS NOT NULL;
CREATE INDEX zone_current ON zone (id) WHERE current = 1 AND body IS NOT NULL;

-- Permits (通行证); parent: vehicle.
CREATE TABLE permit (
    id              TEXT NOT NULL,
    revision        INTEGER NOT NULL,
    no              INTEGER NOT NULL,
    valid_from      INTEGER NOT NULL,
    current         INTEGER NOT NULL,
    organisation_id TEXT NOT NULL,
    jurisdiction_id TEXT NOT NULL,
    key             TEXT,
    parent          TEXT,
    body            TEXT,
    PRIMARY KEY (id, revision)
) STRICT;
CREATE INDEX permit_revision ON permit (revision);
CREATE UNIQUE INDEX permit_key ON permit (key) WHERE current = 1 AND body IS NOT NULL;
CREATE INDEX permit_parent ON permit (parent, id) WHERE current = 1 AND body IS NOT NULL;
CREATE INDEX permit_current ON permit (id) WHERE current = 1 AND body IS NOT NULL;

-- Alerts (告警). The engine writes the first group of columns, people the second.
CREATE TABLE alert (
    id                 TEXT PRIMARY KEY,
    detection_revision INTEGER NOT NULL,
    detection          TEXT NOT NULL,
    rule               TEXT NOT NULL,
    color              TEXT NOT NULL,
    vehicle_id         TEXT NOT NULL,
    zone_id            TEXT,
    opened_at          INTEGER NOT NULL,
    ended_at           INTEGER,
    shadow             INTEGER NOT NULL,
    organisation_id    TEXT NOT NULL,
    jurisdiction_id    TEXT NOT NULL,
    state              TEXT NOT NULL,
    case_version       INTEGER NOT NULL,
    case_body          TEXT NOT NULL,
    change             INTEGER NOT NULL UNIQUE
) STRICT;
CREATE INDEX alert_state ON alert (state, change);
CREATE INDEX alert_vehicle ON alert (vehicle_id, change);

-- One number for every change of either part of any alert, in the order of commit.
CREATE TABLE alert_change (
    no INTEGER NOT NULL
) STRICT;
INSERT INTO alert_change (no) VALUES (0);

CREATE TABLE audit (
    no       INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL,
    actor    TEXT NOT NULL,
    method   TEXT NOT NULL,
    resource TEXT NOT NULL,
    outcome  TEXT NOT NULL
) STRICT;

-- Answers to calls with an idempotency key, for 24 h.
CREATE TABLE answer (
    caller   TEXT NOT NULL,
    key      TEXT NOT NULL,
    at       INTEGER NOT NULL,
    request  BLOB NOT NULL,
    response BLOB NOT NULL,
    PRIMARY KEY (caller, key)
) STRICT;
CREATE INDEX answer_at ON answer (at);

-- Reports that were not taken: the newest of each sender.
CREATE TABLE refusal (
    no     INTEGER PRIMARY KEY,
    sender TEXT NOT NULL,
    at     INTEGER NOT NULL,
    reason TEXT NOT NULL,
    text   TEXT NOT NULL,
    report BLOB NOT NULL
) STRICT;
CREATE INDEX refusal_sender ON refusal (sender, no);

-- The highest offset of a partition that was durable once: tells an empty tail from a lost one.
CREATE TABLE high_water (
    partition INTEGER PRIMARY KEY,
    epoch     INTEGER NOT NULL,
    sequence  INTEGER NOT NULL
) STRICT;
