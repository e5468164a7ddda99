-- The archive: every accepted fix, in chunks of one vehicle, and what else the journals noted.

CREATE TABLE chunk (
    vehicle_no     INTEGER NOT NULL,
    first_epoch    INTEGER NOT NULL,
    first_sequence INTEGER NOT NULL,
    last_epoch     INTEGER NOT NULL,
    last_sequence  INTEGER NOT NULL,
    partition      INTEGER NOT NULL,
    start_time     INTEGER NOT NULL,
    end_time       INTEGER NOT NULL,
    west           INTEGER,
    south          INTEGER,
    east           INTEGER,
    north          INTEGER,
    fixes          INTEGER NOT NULL,
    body           BLOB NOT NULL,
    UNIQUE (vehicle_no, first_epoch, first_sequence)
) STRICT;
CREATE INDEX chunk_end ON chunk (vehicle_no, end_time);
CREATE INDEX chunk_last ON chunk (partition, last_epoch, last_sequence);

CREATE TABLE note (
    partition    INTEGER NOT NULL,
    epoch        INTEGER NOT NULL,
    sequence     INTEGER NOT NULL,
    receive_time INTEGER NOT NULL,
    body         BLOB NOT NULL,
    PRIMARY KEY (partition, epoch, sequence)
) STRICT;

CREATE TABLE archived (
    partition INTEGER PRIMARY KEY,
    epoch     INTEGER NOT NULL,
    sequence  INTEGER NOT NULL,
    at        INTEGER NOT NULL
) STRICT;
