-- Snapshots of the partitions' engine states: the newest two of each.

CREATE TABLE snapshot (
    partition    INTEGER NOT NULL,
    epoch        INTEGER NOT NULL,
    sequence     INTEGER NOT NULL,
    hash         INTEGER NOT NULL,
    receive_time INTEGER NOT NULL,
    format       INTEGER NOT NULL,
    build        TEXT NOT NULL,
    checksum     BLOB NOT NULL,
    body         BLOB NOT NULL,
    PRIMARY KEY (partition, epoch, sequence)
) STRICT;
