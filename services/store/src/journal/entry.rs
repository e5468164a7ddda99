//! What a journal's row says, and its bytes.
//!
//! # Format, version 1
//! All numbers little-endian. A body is
//!
//! ```text
//! u8 version = 1 │ u8 kind │ payload
//! kind 1 seal     i64 listened until (ms; i64::MIN: never before)
//! kind 2 fixes    u64 world revision │ u32 count │ count × fix
//! kind 3 world    u64 world revision
//! kind 4 released –
//! kind 5 lost     u32, u64 first offset │ u32, u64 last offset
//!
//! fix             u16 flags │ u32 vehicle │ i64 device time (ms) │ u64 sequence
//!                 │ u32 alarms │ u32 status │ then, as the flags say:
//!   bit 0  i32 longitude, i32 latitude (1e-7 degree)   bit 5  ACC known, bit 6 ACC on
//!   bit 1  u32 speed (m/h)                             bit 7  u8 satellites
//!   bit 2  u16 heading (0.01 degree)                   bit 8  u32 odometer (100 m)
//!   bit 3  i64 altitude (mm)                           bits 9–10 load (unknown, empty, part, full)
//!   bit 4  i64 accuracy (mm)                           bits 11–12 source (808, 809, gRPC)
//! ```
//!
//! It can be broken in three ways, each told apart: a version or kind that is not known here, a
//! payload that ends too early, bytes left over. A body that was written whole is none of these:
//! the chain's hash stands before it. `tests/formats/entry-v1.bin` keeps this version readable.

use placard_domain::fix::{Alarms, LoadState, Source, Status};
use placard_domain::{Fix, Heading, Length, Position, Revision, Speed, Timestamp, VehicleNo};

use super::Offset;

const VERSION: u8 = 1;
const NEVER: i64 = i64::MIN;

/// One thing that happened to a partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// An owner began. Silence counts up to `listened_until` and again from here.
    Seal {
        /// The last instant the owner before vouched for; `None` for the first owner.
        listened_until: Option<Timestamp>,
    },
    /// Fixes were accepted, under the world of `revision`.
    Fixes {
        /// The world in force.
        revision: Revision,
        /// In order of acceptance.
        fixes: Vec<Fix>,
    },
    /// The world moved to this revision.
    World {
        /// The world from here on.
        revision: Revision,
    },
    /// The owner left in good order: everything before is judged and in a snapshot.
    Released,
    /// These offsets were acknowledged once and are gone.
    Lost {
        /// The first.
        first: Offset,
        /// The last.
        last: Offset,
    },
}

/// Why a body is no entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// Written by a newer Placard, or not by Placard.
    #[error("entry version {version} kind {kind} is not known here")]
    Unknown {
        /// First byte.
        version: u8,
        /// Second byte.
        kind: u8,
    },
    /// The payload ends too early.
    #[error("entry ends too early")]
    Short,
    /// A value that no writer writes.
    #[error("entry holds an impossible {0}")]
    Impossible(&'static str),
    /// Bytes are left over.
    #[error("entry has {0} bytes too many")]
    Long(usize),
}

impl Entry {
    /// The body for a row.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = vec![VERSION];
        match self {
            Self::Seal { listened_until } => {
                out.push(1);
                let millis = listened_until.map_or(NEVER, Timestamp::millis);
                out.extend(millis.to_le_bytes());
            }
            Self::Fixes { revision, fixes } => {
                out.reserve(16 + fixes.len() * 64);
                out.push(2);
                out.extend(revision.0.to_le_bytes());
                out.extend((fixes.len() as u32).to_le_bytes());
                fixes.iter().for_each(|fix| encode_fix(fix, &mut out));
            }
            Self::World { revision } => {
                out.push(3);
                out.extend(revision.0.to_le_bytes());
            }
            Self::Released => out.push(4),
            Self::Lost { first, last } => {
                out.push(5);
                for offset in [first, last] {
                    out.extend(offset.epoch.to_le_bytes());
                    out.extend(offset.sequence.to_le_bytes());
                }
            }
        }
        out
    }

    /// The entry in a body.
    ///
    /// # Errors
    /// [`EntryError`] where it is none.
    pub fn decode(body: &[u8]) -> Result<Self, EntryError> {
        let mut input = Input(body);
        let (version, kind) = (input.u8()?, input.u8()?);
        let entry = match (version, kind) {
            (VERSION, 1) => {
                let millis = input.i64()?;
                let listened = (millis != NEVER).then(|| Timestamp::from_millis(millis));
                Self::Seal { listened_until: listened }
            }
            (VERSION, 2) => {
                let revision = Revision(input.u64()?);
                let count = input.u32()?;
                let fixes = (0..count).map(|_| decode_fix(&mut input)).collect::<Result<_, _>>()?;
                Self::Fixes { revision, fixes }
            }
            (VERSION, 3) => Self::World { revision: Revision(input.u64()?) },
            (VERSION, 4) => Self::Released,
            (VERSION, 5) => Self::Lost { first: input.offset()?, last: input.offset()? },
            _ => return Err(EntryError::Unknown { version, kind }),
        };
        if input.0.is_empty() { Ok(entry) } else { Err(EntryError::Long(input.0.len())) }
    }
}

const POSITION: u16 = 1 << 0;
const SPEED: u16 = 1 << 1;
const HEADING: u16 = 1 << 2;
const ALTITUDE: u16 = 1 << 3;
const ACCURACY: u16 = 1 << 4;
const ACC_KNOWN: u16 = 1 << 5;
const ACC_ON: u16 = 1 << 6;
const SATELLITES: u16 = 1 << 7;
const ODOMETER: u16 = 1 << 8;
const LOAD_SHIFT: u16 = 9;
const SOURCE_SHIFT: u16 = 11;

/// Which parts of a fix are there, and its small enumerations: the flags of the format above.
#[must_use]
pub fn flags_of(fix: &Fix) -> u16 {
    let flag = |present: bool, bit: u16| if present { bit } else { 0 };
    let load = match fix.load {
        LoadState::Unknown => 0,
        LoadState::Empty => 1,
        LoadState::Part => 2,
        LoadState::Full => 3,
    };
    let source = match fix.source {
        Source::Jt808 => 0,
        Source::Jt809 => 1,
        Source::Grpc => 2,
    };
    flag(fix.position.is_some(), POSITION)
        | flag(fix.speed.is_some(), SPEED)
        | flag(fix.heading.is_some(), HEADING)
        | flag(fix.altitude.is_some(), ALTITUDE)
        | flag(fix.accuracy.is_some(), ACCURACY)
        | flag(fix.acc_on.is_some(), ACC_KNOWN)
        | flag(fix.acc_on == Some(true), ACC_ON)
        | flag(fix.satellites.is_some(), SATELLITES)
        | flag(fix.odometer.is_some(), ODOMETER)
        | load << LOAD_SHIFT
        | source << SOURCE_SHIFT
}

/// The numbers of a fix in one shape, absent ones zero: what the archive keeps in columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    /// As [`flags_of`] gives them.
    pub flags: u16,
    /// ms.
    pub device_time: i64,
    /// 1e-7 degree.
    pub lon: i32,
    /// 1e-7 degree.
    pub lat: i32,
    /// m/h.
    pub speed: u32,
    /// 0.01 degree.
    pub heading: u16,
    /// mm.
    pub altitude: i64,
    /// mm.
    pub accuracy: i64,
    /// Bits.
    pub alarms: u32,
    /// Bits.
    pub status: u32,
    /// Count.
    pub satellites: u8,
    /// 100 m.
    pub odometer: u32,
    /// The sender's number.
    pub sequence: u64,
}

impl Fields {
    /// Of a fix.
    #[must_use]
    pub fn of(fix: &Fix) -> Self {
        Self {
            flags: flags_of(fix),
            device_time: fix.device_time.millis(),
            lon: fix.position.map_or(0, Position::lon_units),
            lat: fix.position.map_or(0, Position::lat_units),
            speed: fix.speed.map_or(0, Speed::metres_per_hour),
            heading: fix.heading.map_or(0, Heading::centidegrees),
            altitude: fix.altitude.map_or(0, Length::mm),
            accuracy: fix.accuracy.map_or(0, Length::mm),
            alarms: fix.alarms.0,
            status: fix.status.0,
            satellites: fix.satellites.unwrap_or(0),
            odometer: fix.odometer.unwrap_or(0),
            sequence: fix.sequence,
        }
    }

    /// The fix of `vehicle` with these fields.
    ///
    /// # Errors
    /// [`EntryError::Impossible`] where a value is one that no writer writes.
    pub fn to_fix(self, vehicle: VehicleNo) -> Result<Fix, EntryError> {
        use EntryError::Impossible;
        let has = |bit: u16| self.flags & bit != 0;
        let position = if has(POSITION) {
            Some(Position::from_units(self.lon, self.lat).ok_or(Impossible("position"))?)
        } else {
            None
        };
        let heading = if has(HEADING) {
            Some(Heading::from_centidegrees(self.heading).ok_or(Impossible("heading"))?)
        } else {
            None
        };
        Ok(Fix {
            vehicle,
            device_time: Timestamp::from_millis(self.device_time),
            position,
            speed: has(SPEED).then(|| Speed::from_metres_per_hour(self.speed)),
            heading,
            altitude: has(ALTITUDE).then(|| Length::from_mm(self.altitude)),
            accuracy: has(ACCURACY).then(|| Length::from_mm(self.accuracy)),
            load: match self.flags >> LOAD_SHIFT & 3 {
                0 => LoadState::Unknown,
                1 => LoadState::Empty,
                2 => LoadState::Part,
                _ => LoadState::Full,
            },
            acc_on: has(ACC_KNOWN).then(|| has(ACC_ON)),
            alarms: Alarms(self.alarms),
            status: Status(self.status),
            satellites: has(SATELLITES).then_some(self.satellites),
            odometer: has(ODOMETER).then_some(self.odometer),
            source: match self.flags >> SOURCE_SHIFT & 3 {
                0 => Source::Jt808,
                1 => Source::Jt809,
                2 => Source::Grpc,
                _ => return Err(Impossible("source")),
            },
            sequence: self.sequence,
        })
    }
}

fn encode_fix(fix: &Fix, out: &mut Vec<u8>) {
    let f = Fields::of(fix);
    let has = |bit: u16| f.flags & bit != 0;
    out.extend(f.flags.to_le_bytes());
    out.extend(fix.vehicle.0.to_le_bytes());
    out.extend(f.device_time.to_le_bytes());
    out.extend(f.sequence.to_le_bytes());
    out.extend(f.alarms.to_le_bytes());
    out.extend(f.status.to_le_bytes());
    if has(POSITION) {
        out.extend(f.lon.to_le_bytes());
        out.extend(f.lat.to_le_bytes());
    }
    if has(SPEED) {
        out.extend(f.speed.to_le_bytes());
    }
    if has(HEADING) {
        out.extend(f.heading.to_le_bytes());
    }
    if has(ALTITUDE) {
        out.extend(f.altitude.to_le_bytes());
    }
    if has(ACCURACY) {
        out.extend(f.accuracy.to_le_bytes());
    }
    if has(SATELLITES) {
        out.push(f.satellites);
    }
    if has(ODOMETER) {
        out.extend(f.odometer.to_le_bytes());
    }
}

fn decode_fix(input: &mut Input<'_>) -> Result<Fix, EntryError> {
    let flags = input.u16()?;
    let has = |bit: u16| flags & bit != 0;
    let vehicle = VehicleNo(input.u32()?);
    let mut f = Fields { flags, device_time: input.i64()?, ..Fields::default() };
    f.sequence = input.u64()?;
    f.alarms = input.u32()?;
    f.status = input.u32()?;
    if has(POSITION) {
        f.lon = input.u32()?.cast_signed();
        f.lat = input.u32()?.cast_signed();
    }
    if has(SPEED) {
        f.speed = input.u32()?;
    }
    if has(HEADING) {
        f.heading = input.u16()?;
    }
    if has(ALTITUDE) {
        f.altitude = input.i64()?;
    }
    if has(ACCURACY) {
        f.accuracy = input.i64()?;
    }
    if has(SATELLITES) {
        f.satellites = input.u8()?;
    }
    if has(ODOMETER) {
        f.odometer = input.u32()?;
    }
    f.to_fix(vehicle)
}

struct Input<'a>(&'a [u8]);

impl Input<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], EntryError> {
        let (head, rest) = self.0.split_first_chunk().ok_or(EntryError::Short)?;
        self.0 = rest;
        Ok(*head)
    }

    fn u8(&mut self) -> Result<u8, EntryError> {
        self.take().map(u8::from_le_bytes)
    }

    fn u16(&mut self) -> Result<u16, EntryError> {
        self.take().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Result<u32, EntryError> {
        self.take().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Result<u64, EntryError> {
        self.take().map(u64::from_le_bytes)
    }

    fn i64(&mut self) -> Result<i64, EntryError> {
        self.take().map(i64::from_le_bytes)
    }

    fn offset(&mut self) -> Result<Offset, EntryError> {
        Ok(Offset { epoch: self.u32()?, sequence: self.u64()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::any_fix;
    use proptest::prelude::*;

    fn any_offset() -> impl Strategy<Value = Offset> {
        (any::<u32>(), any::<u64>()).prop_map(|(epoch, sequence)| Offset { epoch, sequence })
    }

    fn any_entry() -> impl Strategy<Value = Entry> {
        let instant = (0..2_000_000_000_000_i64).prop_map(Timestamp::from_millis);
        let fixes = prop::collection::vec(any_fix(), 0..20);
        prop_oneof![
            prop::option::of(instant).prop_map(|at| Entry::Seal { listened_until: at }),
            (any::<u64>(), fixes)
                .prop_map(|(r, fixes)| Entry::Fixes { revision: Revision(r), fixes }),
            any::<u64>().prop_map(|r| Entry::World { revision: Revision(r) }),
            Just(Entry::Released),
            (any_offset(), any_offset()).prop_map(|(first, last)| Entry::Lost { first, last }),
        ]
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(entry in any_entry()) {
            prop_assert_eq!(Entry::decode(&entry.encode()), Ok(entry));
        }

        #[test]
        fn a_body_cut_short_is_never_an_entry(
            entry in any_entry(),
            cut in any::<prop::sample::Index>(),
        ) {
            let body = entry.encode();
            let short = &body[..cut.index(body.len())];
            prop_assert!(Entry::decode(short).is_err());
        }

        #[test]
        fn no_bytes_at_all_can_hurt(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Entry::decode(&bytes);
        }
    }

    #[test]
    fn bytes_left_over_and_foreign_kinds_are_told_apart() {
        let mut body = Entry::Released.encode();
        body.push(0);
        assert_eq!(Entry::decode(&body), Err(EntryError::Long(1)));
        assert_eq!(Entry::decode(&[2, 1]), Err(EntryError::Unknown { version: 2, kind: 1 }));
        assert_eq!(Entry::decode(&[]), Err(EntryError::Short));
    }
}
