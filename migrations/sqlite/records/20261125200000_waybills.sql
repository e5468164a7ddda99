-- Waybills (电子运单): each as it stands, by what it is found, every version of its document, the
-- chain of what happened to it, and what it takes. No items of the world: nobody reads them all.

CREATE TABLE waybill (
    id         TEXT PRIMARY KEY,
    change     INTEGER NOT NULL UNIQUE,
    number     TEXT NOT NULL,
    issuer     TEXT NOT NULL,
    state      TEXT NOT NULL,
    version    INTEGER NOT NULL,
    links      INTEGER NOT NULL,
    head       BLOB NOT NULL,
    hash       BLOB NOT NULL,
    planned_at INTEGER NOT NULL,
    due_at     INTEGER,
    named      TEXT NOT NULL,
    document   TEXT NOT NULL,
    UNIQUE (issuer, number)
) STRICT;
CREATE INDEX waybill_planned ON waybill (planned_at, id);
CREATE INDEX waybill_due ON waybill (due_at, id) WHERE due_at IS NOT NULL;

-- One number for every change of any waybill, in the order of commit.
CREATE TABLE waybill_change (
    no INTEGER NOT NULL
) STRICT;
INSERT INTO waybill_change (no) VALUES (0);

-- By what a waybill is found: its state, number, vehicle, parties, goods, and who may see it, each
-- in the order of planned departure.
CREATE TABLE waybill_term (
    kind       TEXT NOT NULL,
    value      TEXT NOT NULL,
    planned_at INTEGER NOT NULL,
    waybill_id TEXT NOT NULL,
    PRIMARY KEY (kind, value, planned_at, waybill_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE waybill_version (
    waybill_id TEXT NOT NULL,
    version    INTEGER NOT NULL,
    hash       BLOB NOT NULL,
    document   TEXT NOT NULL,
    PRIMARY KEY (waybill_id, version)
) STRICT;

-- Links of chains; figures: what was loaded or received, whose hash the link carries.
CREATE TABLE waybill_link (
    waybill_id TEXT NOT NULL,
    sequence   INTEGER NOT NULL,
    bytes      BLOB NOT NULL,
    figures    TEXT,
    PRIMARY KEY (waybill_id, sequence)
) STRICT;

-- What waybills in force take, and while: `vehicle:v1`, `tank:t1`, `person:p1`.
CREATE TABLE waybill_take (
    what       TEXT NOT NULL,
    from_at    INTEGER NOT NULL,
    to_at      INTEGER NOT NULL,
    waybill_id TEXT NOT NULL,
    PRIMARY KEY (what, from_at, waybill_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX waybill_take_of ON waybill_take (waybill_id);

-- Public keys by which the server's links verify; one at a time is in use.
CREATE TABLE signing_key (
    id          TEXT PRIMARY KEY,
    public_key  BLOB NOT NULL,
    valid_from  INTEGER NOT NULL,
    valid_until INTEGER
) STRICT;
