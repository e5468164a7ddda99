-- The journal: one row an entry, one commit for all partitions that have something.
-- A plain rowid table with a unique index: WITHOUT ROWID costs a fifth with blobs this size.

CREATE TABLE entry (
    id           INTEGER PRIMARY KEY,
    partition    INTEGER NOT NULL,
    epoch        INTEGER NOT NULL,
    sequence     INTEGER NOT NULL,
    receive_time INTEGER NOT NULL,
    previous     INTEGER NOT NULL,
    hash         INTEGER NOT NULL,
    body         BLOB NOT NULL,
    UNIQUE (partition, epoch, sequence)
) STRICT;

-- Everything up to here was cut.
CREATE TABLE cut (
    partition INTEGER PRIMARY KEY,
    epoch     INTEGER NOT NULL,
    sequence  INTEGER NOT NULL,
    hash      INTEGER NOT NULL
) STRICT;

-- One row: how many partitions the folder was made with, and the last instant a commit vouched for.
CREATE TABLE journal (
    one            INTEGER PRIMARY KEY CHECK (one = 1),
    partitions     INTEGER NOT NULL,
    listened_until INTEGER
) STRICT;
