//! Old formats stay readable: one file for each version ever written, kept for ever. `UPDATE=1`
//! writes the files of the newest version; a change of an older one is a change of history.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests do I/O")]

use std::path::PathBuf;

use placard_domain::fix::{Alarms, LoadState, Source, Status};
use placard_domain::{
    AcceptedFix, Fix, Heading, Length, Position, Revision, Speed, Timestamp, VehicleNo,
};
use placard_store::archive::chunk;
use placard_store::{Entry, Offset};

fn fixes() -> Vec<Fix> {
    let full = Fix {
        position: Position::from_degrees(111.691_234_5, 29.040_123_4),
        speed: Speed::from_kmh(63.4),
        heading: Heading::from_degrees(271.5),
        altitude: Length::from_metres(-12.5),
        accuracy: Length::from_metres(8.25),
        load: LoadState::Full,
        acc_on: Some(true),
        alarms: Alarms(0x2000_0001),
        status: Status(0x000c_0303),
        satellites: Some(17),
        odometer: Some(1_234_567),
        source: Source::Jt808,
        sequence: 65_535,
        ..Fix::bare(VehicleNo(70_000), Timestamp::from_millis(1_764_000_000_000))
    };
    let bare = Fix::bare(VehicleNo(70_000), Timestamp::from_millis(1_764_000_010_500));
    let parked = Fix { acc_on: Some(false), source: Source::Jt809, ..bare.clone() };
    vec![full, bare, parked]
}

fn check(name: &str, written: &[u8]) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/formats").join(name);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, written).unwrap();
    }
    std::fs::read(path).unwrap()
}

#[test]
fn entries_of_version_1() {
    let entries = [
        Entry::Seal { listened_until: Some(Timestamp::from_millis(1_764_000_000_000)) },
        Entry::Seal { listened_until: None },
        Entry::Fixes { revision: Revision(7), fixes: fixes() },
        Entry::World { revision: Revision(8) },
        Entry::Released,
        Entry::Lost {
            first: Offset { epoch: 3, sequence: 9 },
            last: Offset { epoch: 3, sequence: 11 },
        },
    ];
    for (i, entry) in entries.iter().enumerate() {
        let kept = check(&format!("entry-v1-{i}.bin"), &entry.encode());
        assert_eq!(Entry::decode(&kept).as_ref(), Ok(entry));
        assert_eq!(kept, entry.encode(), "version 1 is written as it always was");
    }
}

#[test]
fn chunks_of_version_1() {
    let accepted: Vec<_> = fixes()
        .into_iter()
        .zip(0..)
        .map(|(fix, i)| {
            let receive_time = fix.device_time + placard_domain::Millis(250 * i);
            AcceptedFix { fix, receive_time, revision: Revision(7) }
        })
        .collect();
    let kept = check("chunk-v1.bin", &chunk::encode(&accepted));
    assert_eq!(chunk::decode(VehicleNo(70_000), &kept).unwrap(), accepted);
}
