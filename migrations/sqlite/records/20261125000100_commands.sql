-- Commands (下发指令): what goes out to devices, kept before it goes. `no` is the order of asking.
CREATE TABLE command (
    no              INTEGER PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,
    vehicle_id      TEXT NOT NULL,
    organisation_id TEXT NOT NULL,
    jurisdiction_id TEXT NOT NULL,
    state           TEXT NOT NULL,
    version         INTEGER NOT NULL,
    body            TEXT NOT NULL
) STRICT;
CREATE INDEX command_waiting ON command (no) WHERE state IN ('QUEUED', 'SENT');
CREATE INDEX command_vehicle ON command (vehicle_id, no);
