-- Trips (行程): what waybills in force say, of the shape of every kind's table; id: waybill's;
-- parent: vehicle.
CREATE TABLE trip (
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
CREATE INDEX trip_revision ON trip (revision);
CREATE UNIQUE INDEX trip_key ON trip (key) WHERE current = 1 AND body IS NOT NULL;
CREATE INDEX trip_parent ON trip (parent, id) WHERE current = 1 AND body IS NOT NULL;
CREATE INDEX trip_current ON trip (id) WHERE current = 1 AND body IS NOT NULL;
