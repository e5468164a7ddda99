-- Consignors, consignees and loaders (托运人、收货人、装货人), of the shape of every kind's table; key:
-- organisation and unified social credit code.
CREATE TABLE party (
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
CREATE INDEX party_revision ON party (revision);
CREATE UNIQUE INDEX party_key ON party (key) WHERE current = 1 AND body IS NOT NULL;
CREATE INDEX party_parent ON party (parent, id) WHERE current = 1 AND body IS NOT NULL;
CREATE INDEX party_current ON party (id) WHERE current = 1 AND body IS NOT NULL;

-- Tanks (罐体); key: organisation and number; parent: carrier.
CREATE TABLE tank (
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
CREATE INDEX tank_revision ON tank (revision);
CREATE UNIQUE INDEX tank_key ON tank (key) WHERE current = 1 AND body IS NOT NULL;
CREATE INDEX tank_parent ON tank (parent, id) WHERE current = 1 AND body IS NOT NULL;
CREATE INDEX tank_current ON tank (id) WHERE current = 1 AND body IS NOT NULL;

-- Sites (装卸场所); parent: party.
CREATE TABLE site (
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
CREATE INDEX site_revision ON site (revision);
CREATE UNIQUE INDEX site_key ON site (key) WHERE current = 1 AND body IS NOT NULL;
CREATE INDEX site_parent ON site (parent, id) WHERE current = 1 AND body IS NOT NULL;
CREATE INDEX site_current ON site (id) WHERE current = 1 AND body IS NOT NULL;
