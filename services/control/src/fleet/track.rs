//! Where a vehicle was: a page of its fixes, in order of device time, then of acceptance.

use placard_api::errors::{refuse, status};
use placard_api::{fix, time_of, time_to, v1};
use placard_domain::{
    AcceptedFix, Millis, Position, Reason, Timestamp, VehicleId, VehicleNo, Violations,
};
use placard_store::BoundingBox;
use placard_store::records::{Kind, Version};
use tonic::Status;

use super::Vehicles;
use crate::call::Call;
use crate::fault;
use crate::hall::Hall;
use crate::records::{self, Noun};

/// What is asked for where no beginning is given.
const SPAN: Millis = Millis::from_hours(24);
/// The longest span.
const SPAN_MAX: Millis = Millis::from_days(31);
/// A page is gathered from the archive by slices of so much device time, doubled while they are
/// empty: a month of one-second fixes is never in memory at once.
const SLICE: Millis = Millis::from_hours(6);

/// Where a page ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Cursor {
    /// Device time of its last fix.
    time: Timestamp,
    /// How many fixes of that time have been told.
    told: u32,
}

impl Cursor {
    fn write(self) -> Vec<u8> {
        [&self.time.millis().to_be_bytes()[..], &self.told.to_be_bytes()[..]].concat()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (time, told) = bytes.split_first_chunk()?;
        let told = u32::from_be_bytes(told.try_into().ok()?);
        Some(Self { time: Timestamp::from_millis(i64::from_be_bytes(*time)), told })
    }
}

/// A page of a track.
pub(super) async fn get(
    hall: &Hall,
    call: &Call,
    mut request: v1::GetTrackRequest,
) -> Result<v1::GetTrackResponse, Status> {
    call.about(records::resource::<Vehicles>(&request.id));
    let page = hall.pages().open(call, &mut request)?;
    let (from, to) = span(&request, hall.now()).map_err(|found| status(&found))?;
    let within = request.r#box.as_ref().map(read_box).transpose();
    let within = within.map_err(|found| status(&found))?;
    let version = known(hall, call, &request.id).await?;
    let vehicle = VehicleId::new(&request.id);
    let vehicle = vehicle.map_err(|_| fault::not_found(Vehicles::FIELD, &request.id))?;
    // Asked before the fixes are read: what was accepted by then is among them.
    let as_of = Some(time_to(hall.as_of()));

    let cursor = page.cursor.as_deref().map(|bytes| {
        Cursor::read(bytes).ok_or_else(|| refuse("page_token", Reason::InvalidPageToken, ""))
    });
    let cursor = cursor.transpose()?.unwrap_or(Cursor { time: from, told: 0 });
    let wanted = page.size + 1 + cursor.told as usize;
    let of = VehicleNo(version.no);
    let mut fixes = gather(hall, of, (cursor.time, to), within, wanted).await?;
    let told = fixes.iter().take(cursor.told as usize);
    let told = told.take_while(|accepted| accepted.fix.device_time == cursor.time).count();
    fixes.drain(..told);

    let more = fixes.len() > page.size;
    fixes.truncate(page.size);
    let next = more.then(|| hall.pages().next(&page, &after(&fixes, cursor).write()));
    Ok(v1::GetTrackResponse {
        fixes: fixes.iter().map(|accepted| fix::write(accepted, &vehicle)).collect(),
        next_page_token: next.unwrap_or_default(),
        as_of,
    })
}

/// A vehicle that is registered, or was: what it did stays readable.
async fn known(hall: &Hall, call: &Call, id: &str) -> Result<Version, Status> {
    let last =
        hall.records().last(Kind::Vehicle, id).await.map_err(|error| fault::store(&error))?;
    last.filter(|version| Vehicles::sees(hall, call, &version.organisation))
        .ok_or_else(|| fault::not_found(Vehicles::FIELD, id))
}

/// Fixes from `from` on until at least `wanted` are found, in order.
async fn gather(
    hall: &Hall,
    vehicle: VehicleNo,
    (mut from, end): (Timestamp, Timestamp),
    within: Option<BoundingBox>,
    wanted: usize,
) -> Result<Vec<AcceptedFix>, Status> {
    let mut found: Vec<AcceptedFix> = Vec::new();
    let mut slice = SLICE;
    while from < end && found.len() < wanted {
        let to = (from + slice).min(end);
        let part = hall.line().track(vehicle, from, to, within).await;
        let mut part = part.map_err(|error| fault::store(&error))?;
        // The sort is stable: fixes of one device time stay in order of acceptance.
        part.sort_by_key(|accepted| accepted.fix.device_time);
        slice = if part.is_empty() { Millis(slice.0 * 2) } else { SLICE };
        found.append(&mut part);
        from = to;
    }
    Ok(found)
}

/// Where a page that holds `fixes` and began at `before` ended.
fn after(fixes: &[AcceptedFix], before: Cursor) -> Cursor {
    let Some(last) = fixes.last() else { return before };
    let time = last.fix.device_time;
    let of_page =
        fixes.iter().rev().take_while(|accepted| accepted.fix.device_time == time).count();
    let earlier = if time == before.time { before.told } else { 0 };
    Cursor { time, told: earlier + of_page as u32 }
}

fn span(
    request: &v1::GetTrackRequest,
    now: Timestamp,
) -> Result<(Timestamp, Timestamp), Violations> {
    let mut found = Violations::new();
    let mut read = |field: &str, time: Option<&prost_types::Timestamp>| {
        let read = time.map(time_of);
        if read == Some(None) {
            found.push(field, Reason::Malformed, "0001–9999");
        }
        read.flatten()
    };
    let end = read("end_time", request.end_time.as_ref()).unwrap_or(now);
    let start = read("start_time", request.start_time.as_ref()).unwrap_or(end - SPAN);
    if found.is_empty() && end < start {
        found.push("end_time", Reason::OutOfRange, "end_time < start_time");
    } else if found.is_empty() && end - start > SPAN_MAX {
        found.push("end_time", Reason::OutOfRange, "> 31 d");
    }
    found.or((start, end))
}

/// Reads a box; what is wrong with it is said below `box`.
pub(super) fn read_box(b: &v1::Box) -> Result<BoundingBox, Violations> {
    let mut found = Violations::new();
    for (field, value) in [("box.west", b.west), ("box.east", b.east)] {
        if !(-180.0..=180.0).contains(&value) {
            found.push(field, Reason::LongitudeOutOfRange, value);
        }
    }
    for (field, value) in [("box.south", b.south), ("box.north", b.north)] {
        if !(-90.0..=90.0).contains(&value) {
            found.push(field, Reason::LatitudeOutOfRange, value);
        }
    }
    if b.west > b.east {
        found.push("box.west", Reason::OutOfRange, "west > east");
    }
    if b.south > b.north {
        found.push("box.south", Reason::OutOfRange, "south > north");
    }
    let low = Position::<placard_domain::Wgs84>::from_degrees(b.west, b.south);
    let high = Position::<placard_domain::Wgs84>::from_degrees(b.east, b.north);
    let (Some(low), Some(high)) = (low, high) else { return Err(found) };
    found.or(BoundingBox {
        west: low.lon_units(),
        south: low.lat_units(),
        east: high.lon_units(),
        north: high.lat_units(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use placard_domain::{Fix, Revision};

    fn at(time: i64) -> AcceptedFix {
        AcceptedFix {
            fix: Fix::bare(VehicleNo(1), Timestamp::from_millis(time)),
            receive_time: Timestamp::from_millis(time),
            revision: Revision(1),
        }
    }

    #[test]
    fn a_cursor_counts_what_was_told_of_its_instant() {
        let start = Cursor { time: Timestamp::from_millis(5), told: 0 };
        let first = after(&[at(5), at(5)], start);
        assert_eq!(first, Cursor { time: Timestamp::from_millis(5), told: 2 });
        assert_eq!(after(&[at(5)], first).told, 3, "one instant over two pages");
        assert_eq!(after(&[at(5), at(9)], first).told, 1);
        assert_eq!(Cursor::read(&first.write()), Some(first));
        assert_eq!(Cursor::read(b"short"), None);
    }

    #[test]
    fn a_span_has_bounds() {
        let now = Timestamp::from_millis(1_764_000_000_000);
        let ask = |start: Option<Timestamp>, end: Option<Timestamp>| {
            let request = v1::GetTrackRequest {
                start_time: start.map(time_to),
                end_time: end.map(time_to),
                ..Default::default()
            };
            span(&request, now)
        };
        assert_eq!(ask(None, None), Ok((now - SPAN, now)));
        assert!(ask(Some(now), Some(now - Millis(1))).is_err());
        assert!(ask(Some(now - SPAN_MAX), None).is_ok());
        assert!(ask(Some(now - SPAN_MAX - Millis(1)), None).is_err());
    }

    #[test]
    fn a_box_names_the_edge_that_is_wrong() {
        let wrong = v1::Box { west: 200.0, south: 30.0, east: 112.0, north: 29.0 };
        let found = read_box(&wrong).unwrap_err();
        let fields: Vec<_> = found.as_slice().iter().map(|v| v.field.as_str()).collect();
        assert_eq!(fields, ["box.west", "box.west", "box.south"]);
    }
}
