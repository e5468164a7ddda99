-- Approved routes (核准路线), of the shape of every kind's table.
CREATE TABLE route (
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
CREATE INDEX route_revision ON route (revision);
CREATE UNIQUE INDEX route_key ON route (key) WHERE current = 1 AND body IS NOT NULL;
CREATE INDEX route_parent ON route (parent, id) WHERE current = 1 AND body IS NOT NULL;
CREATE INDEX route_current ON route (id) WHERE current = 1 AND body IS NOT NULL;
