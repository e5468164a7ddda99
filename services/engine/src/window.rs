//! The last fixes of a vehicle, small: what is judged again when one comes out of order.
//!
//! Between 16 and 32 of them, in two halves of 16, so that letting go of the oldest is dropping a
//! half. Each half is a run of differences; a fix costs about 20 bytes.

use placard_domain::fix::{Alarms, LoadState, Source, Status};
use placard_domain::{Fix, Heading, Length, Position, Speed, Timestamp, VehicleNo};
use serde::{Deserialize, Serialize};

/// Fixes in a half: a window that is full holds at least as many (`design/detection.md`, "Order").
pub(crate) const HALF: usize = 16;

/// The last fixes of a vehicle in order of device time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Window {
    older: Half,
    newer: Half,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Half {
    count: u8,
    bytes: Vec<u8>,
    last: Option<Anchor>,
}

/// Bytes of a [`Small`] whose every number is as long as a number can be.
const SMALL_MAX: usize = 96;

/// Room that a half gets at a time, for five fixes or so: a vehicle has one half that is not full.
const GROWTH: usize = SMALL_MAX;

/// What the next fix is told by its difference from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Anchor {
    time: i64,
    lon: i32,
    lat: i32,
}

/// A fix less what no judgement needs: height, odometer, the sender's number.
#[derive(Serialize, Deserialize)]
struct Small {
    elapsed: i64,
    moved: Option<(i64, i64)>,
    speed: Option<Speed>,
    heading: Option<Heading>,
    accuracy: Option<Length>,
    satellites: Option<u8>,
    load: LoadState,
    acc_on: Option<bool>,
    alarms: Alarms,
    status: Status,
}

impl Window {
    /// Whether the next fix turns the window: the older half goes, the newer becomes the older.
    pub(crate) fn will_turn(&self) -> bool {
        usize::from(self.newer.count) >= HALF
    }

    /// Adds a fix that is not older than any in it. Returns the fixes that had to go.
    pub(crate) fn push(&mut self, fix: &Fix) -> Vec<Fix> {
        let mut gone = Vec::new();
        if self.will_turn() {
            self.older.read(fix.vehicle, &mut gone);
            self.older = std::mem::take(&mut self.newer);
            self.older.bytes.shrink_to_fit();
        }
        self.newer.push(fix);
        gone
    }

    /// The fixes, oldest first.
    pub(crate) fn fixes(&self, vehicle: VehicleNo) -> Vec<Fix> {
        let mut fixes = Vec::with_capacity(2 * HALF);
        self.older.read(vehicle, &mut fixes);
        self.newer.read(vehicle, &mut fixes);
        fixes
    }

    /// The newest fix with a place, and the one with a place before it.
    pub(crate) fn last_two_placed(&self, vehicle: VehicleNo) -> [Option<Fix>; 2] {
        let mut found = [None, None];
        for half in [&self.newer, &self.older] {
            if found[1].is_some() {
                break;
            }
            let mut fixes = Vec::with_capacity(HALF);
            half.read(vehicle, &mut fixes);
            let placed = fixes.into_iter().rev().filter(|fix| fix.position.is_some());
            let free = found.iter_mut().filter(|slot| slot.is_none());
            free.zip(placed).for_each(|(slot, fix)| *slot = Some(fix));
        }
        found
    }

    /// Fixes of the older half alone.
    pub(crate) fn older_count(&self) -> usize {
        usize::from(self.older.count)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        usize::from(self.older.count) + usize::from(self.newer.count)
    }

    /// A window of these fixes, at most two halves, `older` of them in the first.
    pub(crate) fn of(fixes: &[Fix], older: usize) -> Self {
        let (old, new) = fixes.split_at(older.min(fixes.len()));
        Self { older: Half::of(old), newer: Half::of(new) }
    }
}

impl Half {
    fn of(fixes: &[Fix]) -> Self {
        let mut half = Self::default();
        fixes.iter().for_each(|fix| half.push(fix));
        half
    }

    fn push(&mut self, fix: &Fix) {
        let anchor = self.last.unwrap_or_default();
        let small = Small {
            elapsed: fix.device_time.millis() - anchor.time,
            moved: fix.position.map(|position| {
                let lon = i64::from(position.lon_units()) - i64::from(anchor.lon);
                let lat = i64::from(position.lat_units()) - i64::from(anchor.lat);
                (lon, lat)
            }),
            speed: fix.speed,
            heading: fix.heading,
            accuracy: fix.accuracy,
            satellites: fix.satellites,
            load: fix.load,
            acc_on: fix.acc_on,
            alarms: fix.alarms,
            status: fix.status,
        };
        // Plain values into room enough: postcard has nothing to refuse.
        let mut room = [0; SMALL_MAX];
        let written = postcard::to_slice(&small, &mut room).map_or(&[][..], |bytes| bytes);
        if self.bytes.capacity() - self.bytes.len() < written.len() {
            self.bytes.reserve_exact(GROWTH);
        }
        self.bytes.extend_from_slice(written);
        let place =
            fix.position.map_or((anchor.lon, anchor.lat), |p| (p.lon_units(), p.lat_units()));
        let time = fix.device_time.millis();
        self.last = Some(Anchor { time, lon: place.0, lat: place.1 });
        self.count += 1;
    }

    fn read(&self, vehicle: VehicleNo, fixes: &mut Vec<Fix>) {
        let mut anchor = Anchor::default();
        let mut rest = self.bytes.as_slice();
        while let Ok((small, after)) = postcard::take_from_bytes::<Small>(rest) {
            rest = after;
            anchor.time += small.elapsed;
            if let Some((lon, lat)) = small.moved {
                anchor.lon = (i64::from(anchor.lon) + lon) as i32;
                anchor.lat = (i64::from(anchor.lat) + lat) as i32;
            }
            let there = small.moved.and_then(|_| Position::from_units(anchor.lon, anchor.lat));
            fixes.push(Fix {
                position: there,
                speed: small.speed,
                heading: small.heading,
                accuracy: small.accuracy,
                satellites: small.satellites,
                load: small.load,
                acc_on: small.acc_on,
                alarms: small.alarms,
                status: small.status,
                source: Source::Grpc,
                ..Fix::bare(vehicle, Timestamp::from_millis(anchor.time))
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fix(i: i64) -> Fix {
        Fix {
            position: (i % 3 != 0)
                .then(|| Position::from_units(1_116_900_000 + i as i32 * 700, 290_300_000)?.into())
                .flatten(),
            speed: Speed::from_kmh(60.0),
            accuracy: (i % 2 == 0).then_some(Length::from_whole_metres(7)),
            alarms: Alarms(i as u32),
            ..Fix::bare(VehicleNo(7), Timestamp::from_millis(1_764_000_000_000 + i * 10_000))
        }
    }

    #[test]
    fn what_went_in_comes_out_in_order() {
        let mut window = Window::default();
        let fixes: Vec<_> = (0..20).map(fix).collect();
        assert!(fixes.iter().all(|fix| window.push(fix).is_empty()));
        assert_eq!(window.fixes(VehicleNo(7)), fixes);
        assert_eq!(Window::of(&fixes, 16), window);
    }

    #[test]
    fn a_full_window_holds_at_least_sixteen_and_at_most_thirty_two() {
        let mut window = Window::default();
        for i in 0..200 {
            let gone = window.push(&fix(i));
            assert_eq!(gone.len(), if i >= 32 && i % 16 == 0 { 16 } else { 0 });
            let held = window.fixes(VehicleNo(7));
            assert_eq!(held.len(), window.len());
            assert!(held.len() <= 2 * HALF && (i < 16 || held.len() > HALF));
            assert_eq!(held.last(), Some(&fix(i)));
        }
    }

    #[test]
    fn the_last_two_with_a_place_are_found_across_its_halves() {
        let mut window = Window::default();
        assert_eq!(window.last_two_placed(VehicleNo(7)), [None, None]);
        for i in 0..40 {
            window.push(&fix(i));
            let placed = window.fixes(VehicleNo(7)).into_iter().rev();
            let mut placed = placed.filter(|fix| fix.position.is_some());
            let expected = [placed.next(), placed.next()];
            assert_eq!(window.last_two_placed(VehicleNo(7)), expected, "after {i}");
        }
    }

    #[test]
    fn the_longest_fix_there_can_be_comes_out_whole() {
        let mut window = Window::default();
        let longest = |lon: i32, lat: i32, millis: i64| Fix {
            position: Position::from_units(lon, lat),
            speed: Some(Speed::from_metres_per_hour(u32::MAX)),
            heading: Heading::from_degrees(359.99),
            accuracy: Some(Length::from_mm(i64::MAX)),
            satellites: Some(u8::MAX),
            load: LoadState::Full,
            acc_on: Some(true),
            alarms: Alarms(u32::MAX),
            status: Status(u32::MAX),
            ..Fix::bare(VehicleNo(7), Timestamp::from_millis(millis))
        };
        let (first, last) = (Timestamp::MIN.millis(), Timestamp::MAX.millis());
        let fixes = [
            longest(-1_800_000_000, -900_000_000, first),
            longest(1_800_000_000, 900_000_000, last),
        ];
        assert!(fixes.iter().all(|fix| window.push(fix).is_empty()));
        assert_eq!(window.fixes(VehicleNo(7)), fixes);
    }

    #[test]
    fn a_fix_is_small() {
        let mut window = Window::default();
        (0..32).for_each(|i| {
            window.push(&fix(i));
        });
        let bytes = window.older.bytes.len() + window.newer.bytes.len();
        assert!(bytes < 32 * 24, "{bytes}");
    }
}
