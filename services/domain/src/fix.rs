//! A fix (定位点): one report of where a vehicle was, when, and what its terminal said of it.

use serde::{Deserialize, Serialize};

use crate::id::{Revision, VehicleNo};
use crate::position::{Position, Wgs84};
use crate::time::Timestamp;
use crate::unit::{Heading, Length, Speed};

/// One report of a vehicle. Absent is not zero: what a device did not say is `None`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// Whose report it is: from the registered terminal or the caller's rights, never from the
    /// body.
    pub vehicle: VehicleNo,
    /// When the device says it was there, UTC.
    pub device_time: Timestamp,
    /// Where, in WGS-84. `None`: a report without a position is judged for alarms, status and
    /// liveness, never for place.
    pub position: Option<Position<Wgs84>>,
    /// Speed over ground.
    pub speed: Option<Speed>,
    /// Direction of travel.
    pub heading: Option<Heading>,
    /// Height above sea level.
    pub altitude: Option<Length>,
    /// One sigma of the horizontal position, where the device knows it.
    pub accuracy: Option<Length>,
    /// What a load sensor or the driver's switch says.
    pub load: LoadState,
    /// Whether the ignition (ACC) is on.
    pub acc_on: Option<bool>,
    /// Alarm flags (报警标志).
    pub alarms: Alarms,
    /// Status flags (状态).
    pub status: Status,
    /// Satellites used.
    pub satellites: Option<u8>,
    /// Odometer, in hundreds of metres as JT/T 808 item 0x01 sends it.
    pub odometer: Option<u32>,
    /// The door it came through.
    pub source: Source,
    /// The sender's own number for it: the 808 flow id, or the sequence of a stream.
    pub sequence: u64,
}

impl Fix {
    /// A report that says nothing but whose and when.
    #[must_use]
    pub fn bare(vehicle: VehicleNo, device_time: Timestamp) -> Self {
        Self {
            vehicle,
            device_time,
            position: None,
            speed: None,
            heading: None,
            altitude: None,
            accuracy: None,
            load: LoadState::Unknown,
            acc_on: None,
            alarms: Alarms::default(),
            status: Status::default(),
            satellites: None,
            odometer: None,
            source: Source::Grpc,
            sequence: 0,
        }
    }

    /// Whether `other` is this report sent again: same vehicle, device time, position, alarm and
    /// status bits (`design/detection.md`). An SOS in the same second is no duplicate.
    #[must_use]
    pub fn is_repeat_of(&self, other: &Self) -> bool {
        self.vehicle == other.vehicle
            && self.device_time == other.device_time
            && self.position == other.position
            && self.alarms == other.alarms
            && self.status == other.status
    }
}

/// A fix as the journal holds it: with what Placard knew when it took it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptedFix {
    /// The report.
    pub fix: Fix,
    /// When the partition's writer stamped it; never runs backwards.
    pub receive_time: Timestamp,
    /// The world in force at that moment.
    pub revision: Revision,
}

/// What is said of a load.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LoadState {
    /// Nothing is said. JT/T 808 load bits 00 mean no more than this.
    #[default]
    Unknown,
    /// Empty.
    Empty,
    /// Partly loaded.
    Part,
    /// Full.
    Full,
}

/// Which door a fix came through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Source {
    /// A JT/T 808 terminal over TCP.
    Jt808,
    /// Another platform over JT/T 809.
    Jt809,
    /// A fleet platform over gRPC or JSON.
    Grpc,
}

/// Alarm flags as in JT/T 808-2019 table 24, bit for bit.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Alarms(pub u32);

impl Alarms {
    /// Whether the flag of a bit is up.
    #[must_use]
    pub const fn has(self, bit: u8) -> bool {
        self.0 >> bit & 1 == 1
    }
}

/// Status flags as in JT/T 808-2019 table 25, bit for bit.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Status(pub u32);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_sos_in_the_same_second_is_no_repeat() {
        let first = Fix::bare(VehicleNo(1), Timestamp::from_millis(1000));
        let sos = Fix { alarms: Alarms(1), ..first.clone() };
        assert!(first.is_repeat_of(&Fix { sequence: 9, ..first.clone() }));
        assert!(!first.is_repeat_of(&sos));
    }
}
