//! The bytes of a chunk.
//!
//! # Format, version 1
//! ```text
//! u8 version = 1 │ u32 bytes of the columns, 0 where they are not compressed │ zstd of
//! varint count │ 15 columns
//! ```
//! A column is the values of one field, in order of acceptance:
//!
//! ```text
//! u8 order (0, 1 or 2) │ varint unit │ zigzag varints: first value, then differences of that order
//! ```
//!
//! `unit` is the greatest common divisor of the values less the first: whole seconds cost no more
//! than seconds though time is milliseconds inside, and micro-degrees no more than micro-degrees.
//! Of the three orders the one with the fewest bytes is taken, column by column: positions and
//! times of a moving vehicle want second differences, settings and flags first ones. Then zstd.
//!
//! Columns: flags, device time, receive time less device time, revision, longitude, latitude,
//! speed, heading, altitude, accuracy, alarms, status, satellites, odometer, sequence. A position,
//! speed … that is absent repeats the value before it, which costs nothing; the flags say that it
//! is absent.
//!
//! zstd over varints beats pco below some thousands of fixes a chunk (`facts/crates.md`, "Bytes").

use placard_domain::{AcceptedFix, Revision, Timestamp, VehicleNo};

use crate::journal::entry::{EntryError, Fields, flags_of};

const VERSION: u8 = 1;
const COLUMNS: usize = 15;
/// zstd's own default: level 9 takes three times as long for two per cent.
const LEVEL: i32 = 3;
/// No chunk holds more: guards the decoder against a count that is damage.
const COUNT_MAX: u64 = 1 << 20;
/// Nor are its columns larger.
const RAW_MAX: usize = 64 << 20;

/// Why bytes are no chunk.
#[derive(Debug, thiserror::Error)]
pub enum ChunkError {
    /// Written by a newer Placard, or not by Placard.
    #[error("chunk version {0} is not known here")]
    Version(u8),
    /// zstd cannot read it.
    #[error("zstd: {0}")]
    Zstd(#[source] std::io::Error),
    /// It ends too early, or goes on too long.
    #[error("columns do not end with the chunk")]
    Length,
    /// A value that no writer writes.
    #[error(transparent)]
    Value(#[from] EntryError),
}

/// The bytes of fixes of one vehicle.
#[must_use]
pub fn encode(fixes: &[AcceptedFix]) -> Vec<u8> {
    let mut columns: [Vec<i64>; COLUMNS] = Default::default();
    let mut last = Fields::default();
    for accepted in fixes {
        last = carried(last, accepted);
        let receive_lag = accepted.receive_time.millis() - last.device_time;
        let row = row_of(&last, receive_lag, accepted.revision);
        columns.iter_mut().zip(row).for_each(|(column, value)| column.push(value));
    }
    let mut raw = Vec::with_capacity(fixes.len() * 12);
    put(&mut raw, fixes.len() as u64);
    columns.iter().for_each(|column| encode_column(column, &mut raw));
    let mut out = vec![VERSION];
    match pack(&raw) {
        Ok(packed) => {
            out.extend((raw.len() as u32).to_le_bytes());
            out.extend(packed);
        }
        // Compression fails for want of memory alone; the raw columns are as good, marked by zero.
        Err(_) => {
            out.extend(0_u32.to_le_bytes());
            out.extend(raw);
        }
    }
    out
}

/// With zstd's own checksum: a flipped bit is an error, never other fixes.
fn pack(raw: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut compressor = zstd::bulk::Compressor::new(LEVEL)?;
    compressor.include_checksum(true)?;
    compressor.compress(raw)
}

/// The fixes of `vehicle` in the bytes.
///
/// # Errors
/// [`ChunkError`] where they are no chunk.
pub fn decode(vehicle: VehicleNo, bytes: &[u8]) -> Result<Vec<AcceptedFix>, ChunkError> {
    let (version, rest) = bytes.split_first().ok_or(ChunkError::Length)?;
    if *version != VERSION {
        return Err(ChunkError::Version(*version));
    }
    let (size, packed) = rest.split_first_chunk::<4>().ok_or(ChunkError::Length)?;
    let size = u32::from_le_bytes(*size) as usize;
    let raw = if size == 0 {
        packed.to_vec()
    } else {
        zstd::bulk::decompress(packed, size.min(RAW_MAX)).map_err(ChunkError::Zstd)?
    };
    let mut input = raw.as_slice();
    let count = get(&mut input).filter(|n| *n <= COUNT_MAX).ok_or(ChunkError::Length)? as usize;
    let mut columns: [Vec<i64>; COLUMNS] = Default::default();
    for column in &mut columns {
        *column = decode_column(count, &mut input).ok_or(ChunkError::Length)?;
    }
    if !input.is_empty() {
        return Err(ChunkError::Length);
    }
    (0..count).map(|i| fix_at(vehicle, &columns, i)).collect()
}

/// The fields of a fix, with the value before it wherever it has none of its own.
fn carried(last: Fields, accepted: &AcceptedFix) -> Fields {
    let fix = &accepted.fix;
    let mut f = Fields::of(fix);
    f.flags = flags_of(fix);
    if fix.position.is_none() {
        (f.lon, f.lat) = (last.lon, last.lat);
    }
    if fix.speed.is_none() {
        f.speed = last.speed;
    }
    if fix.heading.is_none() {
        f.heading = last.heading;
    }
    if fix.altitude.is_none() {
        f.altitude = last.altitude;
    }
    if fix.accuracy.is_none() {
        f.accuracy = last.accuracy;
    }
    if fix.satellites.is_none() {
        f.satellites = last.satellites;
    }
    if fix.odometer.is_none() {
        f.odometer = last.odometer;
    }
    f
}

fn row_of(f: &Fields, receive_lag: i64, revision: Revision) -> [i64; COLUMNS] {
    [
        i64::from(f.flags),
        f.device_time,
        receive_lag,
        revision.0.cast_signed(),
        i64::from(f.lon),
        i64::from(f.lat),
        i64::from(f.speed),
        i64::from(f.heading),
        f.altitude,
        f.accuracy,
        i64::from(f.alarms),
        i64::from(f.status),
        i64::from(f.satellites),
        i64::from(f.odometer),
        f.sequence.cast_signed(),
    ]
}

fn fix_at(
    vehicle: VehicleNo,
    columns: &[Vec<i64>; COLUMNS],
    i: usize,
) -> Result<AcceptedFix, ChunkError> {
    let [flags, time, lag, revision, lon, lat, speed, heading, altitude, accuracy, ..] = columns;
    let [.., alarms, status, satellites, odometer, sequence] = columns;
    let fields = Fields {
        flags: flags[i] as u16,
        device_time: time[i],
        lon: lon[i] as i32,
        lat: lat[i] as i32,
        speed: speed[i] as u32,
        heading: heading[i] as u16,
        altitude: altitude[i],
        accuracy: accuracy[i],
        alarms: alarms[i] as u32,
        status: status[i] as u32,
        satellites: satellites[i] as u8,
        odometer: odometer[i] as u32,
        sequence: sequence[i].cast_unsigned(),
    };
    Ok(AcceptedFix {
        fix: fields.to_fix(vehicle)?,
        receive_time: Timestamp::from_millis(time[i].wrapping_add(lag[i])),
        revision: Revision(revision[i].cast_unsigned()),
    })
}

/// Differences wrap: any 64-bit values come back, and the usual ones are small.
fn encode_column(values: &[i64], out: &mut Vec<u8>) {
    let base = values.first().copied().unwrap_or(0);
    let unit = values
        .iter()
        .fold(0_u64, |unit, value| gcd(unit, value.wrapping_sub(base).unsigned_abs()))
        .max(1);
    // A difference that wrapped past i64 is not a multiple of anything that helps.
    let unit = if unit > i64::MAX.cast_unsigned() { 1 } else { unit };
    let scaled: Vec<i64> =
        values.iter().map(|v| v.wrapping_sub(base) / unit.cast_signed()).collect();
    let best = (0..=2_u8)
        .map(|order| {
            let mut bytes = vec![order];
            put(&mut bytes, unit);
            put(&mut bytes, zigzag(base));
            difference(&scaled, order).for_each(|d| put(&mut bytes, zigzag(d)));
            bytes
        })
        .min_by_key(Vec::len)
        .unwrap_or_default();
    out.extend(best);
}

fn difference(values: &[i64], order: u8) -> impl Iterator<Item = i64> {
    let (mut last, mut slope) = (0_i64, 0_i64);
    values.iter().skip(1).map(move |value| {
        let step = value.wrapping_sub(last);
        let written = match order {
            0 => *value,
            1 => step,
            _ => step.wrapping_sub(slope),
        };
        (last, slope) = (*value, step);
        written
    })
}

fn decode_column(count: usize, input: &mut &[u8]) -> Option<Vec<i64>> {
    let (order, rest) = input.split_first()?;
    *input = rest;
    let unit = get(input)?.cast_signed();
    let base = unzigzag(get(input)?);
    let (mut last, mut slope) = (0_i64, 0_i64);
    let mut values = Vec::with_capacity(count);
    if count > 0 {
        values.push(base);
    }
    for _ in 1..count {
        let written = unzigzag(get(input)?);
        let value = match order {
            0 => written,
            1 => last.wrapping_add(written),
            2 => last.wrapping_add(slope.wrapping_add(written)),
            _ => return None,
        };
        (slope, last) = (value.wrapping_sub(last), value);
        values.push(base.wrapping_add(value.wrapping_mul(unit)));
    }
    Some(values)
}

const fn gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

const fn zigzag(value: i64) -> u64 {
    (value << 1 ^ value >> 63).cast_unsigned()
}

const fn unzigzag(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ -(value & 1).cast_signed()
}

fn put(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn get(input: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = input.split_first()?;
        *input = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::any_fix;
    use placard_domain::{Fix, Heading, Position, Speed};
    use proptest::prelude::*;

    fn any_accepted() -> impl Strategy<Value = AcceptedFix> {
        (any_fix(), 0..2_000_000_000_000_i64, any::<u64>()).prop_map(|(mut fix, receive, rev)| {
            fix.vehicle = VehicleNo(7);
            AcceptedFix {
                fix,
                receive_time: Timestamp::from_millis(receive),
                revision: Revision(rev),
            }
        })
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(fixes in prop::collection::vec(any_accepted(), 0..60)) {
            prop_assert_eq!(decode(VehicleNo(7), &encode(&fixes)).unwrap(), fixes);
        }

        #[test]
        fn any_column_comes_back(values in prop::collection::vec(any::<i64>(), 0..40)) {
            let mut bytes = vec![];
            encode_column(&values, &mut bytes);
            let mut input = bytes.as_slice();
            prop_assert_eq!(decode_column(values.len(), &mut input), Some(values));
            prop_assert!(input.is_empty());
        }

        #[test]
        fn no_bytes_at_all_can_hurt(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = decode(VehicleNo(7), &bytes);
        }
    }

    #[test]
    fn a_steady_drive_costs_next_to_nothing() {
        let fixes: Vec<_> = (0..256)
            .map(|i| {
                let time = Timestamp::from_millis(1_764_000_000_000 + i * 10_000);
                let fix = Fix {
                    position: Position::from_units(1_116_900_000 + 1000 * i as i32, 290_300_000),
                    speed: Speed::from_kmh(60.0),
                    heading: Heading::from_degrees(90.0),
                    ..Fix::bare(VehicleNo(7), time)
                };
                AcceptedFix { fix, receive_time: time, revision: Revision(3) }
            })
            .collect();
        let bytes = encode(&fixes);
        assert!(bytes.len() < 256, "{} bytes", bytes.len());
    }

    #[test]
    fn a_garbled_chunk_is_an_error_and_not_other_fixes() {
        let fix = Fix::bare(VehicleNo(7), Timestamp::from_millis(1));
        let accepted =
            AcceptedFix { fix, receive_time: Timestamp::from_millis(2), revision: Revision(1) };
        let bytes = encode(&[accepted]);
        assert!(matches!(decode(VehicleNo(7), &[9]), Err(ChunkError::Version(9))));
        assert!(decode(VehicleNo(7), &bytes[..bytes.len() - 1]).is_err());
    }
}
