-- Reference lists (参考目录): editions that were imported, of the shape of every kind's table; id:
-- list's; body: edition and file.
CREATE TABLE list (
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
CREATE INDEX list_revision ON list (revision);
CREATE UNIQUE INDEX list_key ON list (key) WHERE current = 1 AND body IS NOT NULL;
CREATE INDEX list_parent ON list (parent, id) WHERE current = 1 AND body IS NOT NULL;
CREATE INDEX list_current ON list (id) WHERE current = 1 AND body IS NOT NULL;
