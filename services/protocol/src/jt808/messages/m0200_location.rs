//! 0x0200 位置信息汇报, up (JT/T 808-2013 8.18; -2011 8.12).
//!
//! | off | field | type | note |
//! |---|---|---|---|
//! | 0 | alarm flags 报警标志 | DWORD | [`flags`] |
//! | 4 | status 状态 | DWORD | [`flags`] |
//! | 8 | latitude 纬度 | DWORD | 1e-6 degree; south by status bit 2 |
//! | 12 | longitude 经度 | DWORD | 1e-6 degree; west by status bit 3 |
//! | 16 | altitude 高程 | WORD | m; read as signed, as devices below the sea send it |
//! | 18 | speed 速度 | WORD | 0.1 km/h |
//! | 20 | direction 方向 | WORD | 0–359, north 0, clockwise |
//! | 22 | time 时间 | BCD\[6\] | GMT+8 (2013 and 2019 print 21) |
//! | 28 | additional items 位置附加信息项 | to the end | [`items`] |
//!
//! Datum: WGS-84 unless the terminal's record says otherwise; status bit 5 says that the state's
//! plug-in has shifted the coordinates.

use placard_domain::fix::{Alarms, LoadState, Status};
use placard_domain::vehicle::Quirks;
use placard_domain::{Datum, Fix, Heading, Length, Position, Reason, Speed, Text, Timestamp, Wgs84};

use super::Body;
use crate::error::DecodeError;
use crate::jt808::field::{self, Field};
use crate::jt808::flags;
use crate::jt808::header::Version;
use crate::jt808::items::{self, Items};
use crate::jt808::reader::Reader;
use crate::jt808::time::{TimeError, WireTime};

/// Where a vehicle is, and how it is. Numbers are those of the wire; methods say what they mean.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LocationReport {
    /// Alarm flags.
    pub alarms: Alarms,
    /// Status flags.
    pub status: Status,
    /// Latitude, 1e-6 degree, without sign.
    pub latitude_raw: u32,
    /// Longitude, 1e-6 degree, without sign.
    pub longitude_raw: u32,
    /// Height, m.
    pub altitude_raw: u16,
    /// Speed, 0.1 km/h.
    pub speed_raw: u16,
    /// Direction, degrees.
    pub direction_raw: u16,
    /// When.
    pub time: WireTime,
    /// What else it says.
    pub items: Items,
}

/// Length of the basic part (位置基本信息).
pub const BASIC_LENGTH: usize = 28;

/// Why a report has no position. It still is a report: of alarms, status and life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum NoPosition {
    /// Status bit 1 is clear: at best the last place known.
    #[error("the device has no fix")]
    NoFix,
    /// 0° N 0° E, which devices send before their first fix.
    #[error("zero coordinates")]
    NullIsland,
    /// Latitude over 90°.
    #[error("latitude over 90°")]
    Latitude,
    /// Longitude over 180°.
    #[error("longitude over 180°")]
    Longitude,
}

impl NoPosition {
    /// The reason, where the device is at fault.
    #[must_use]
    pub const fn reason(self) -> Option<Reason> {
        match self {
            Self::NoFix | Self::NullIsland => None,
            Self::Latitude => Some(Reason::LatitudeOutOfRange),
            Self::Longitude => Some(Reason::LongitudeOutOfRange),
        }
    }
}

impl LocationReport {
    /// Where, in the datum `D` that the terminal's record names.
    ///
    /// # Errors
    /// Why there is no position: it must not move the vehicle.
    pub fn position<D: Datum>(&self) -> Result<Position<D>, NoPosition> {
        if self.status.0 & flags::STATUS_POSITIONED == 0 {
            return Err(NoPosition::NoFix);
        }
        if (self.latitude_raw, self.longitude_raw) == (0, 0) {
            return Err(NoPosition::NullIsland);
        }
        let lat = self.signed(self.latitude_raw, 90, flags::STATUS_SOUTH);
        let lon = self.signed(self.longitude_raw, 180, flags::STATUS_WEST);
        let (lat, lon) = (lat.ok_or(NoPosition::Latitude)?, lon.ok_or(NoPosition::Longitude)?);
        Position::from_units(lon, lat).ok_or(NoPosition::Longitude)
    }

    /// 1e-7 degree, negative where `negative` is set in the status; `None` over `limit` degrees.
    fn signed(&self, raw: u32, limit: u32, negative: u32) -> Option<i32> {
        if raw > limit * 1_000_000 {
            return None;
        }
        let units = i32::try_from(raw).ok()? * 10;
        Some(if self.status.0 & negative != 0 { -units } else { units })
    }

    /// The report of a fix, as a terminal writes it: the inverse of what is read here, but for what
    /// the basic part has no room for.
    #[must_use]
    pub fn of(fix: &Fix) -> Self {
        let height = fix.altitude.map_or(0.0, Length::metres);
        let mut report = Self {
            altitude_raw: (height.round() as i16).cast_unsigned(),
            speed_raw: fix.speed.map_or(0, |speed| (speed.kmh() * 10.0).round() as u16),
            direction_raw: fix.heading.map_or(0, |to| to.degrees().round() as u16 % 360),
            time: WireTime::from_instant(fix.device_time),
            alarms: fix.alarms,
            status: fix.status,
            ..Self::default()
        };
        if let Some(position) = fix.position {
            report.set_position(position);
        }
        report
    }

    /// Puts the vehicle at a position, rounded to 1e-6 degree, as a device with a fix reports it.
    pub fn set_position<D: Datum>(&mut self, position: Position<D>) {
        let micro = |units: i32| (units.unsigned_abs() + 5) / 10;
        self.latitude_raw = micro(position.lat_units());
        self.longitude_raw = micro(position.lon_units());
        let signs = flags::STATUS_SOUTH | flags::STATUS_WEST;
        self.status.0 = self.status.0 & !signs | flags::STATUS_POSITIONED;
        if position.lat_units() < 0 {
            self.status.0 |= flags::STATUS_SOUTH;
        }
        if position.lon_units() < 0 {
            self.status.0 |= flags::STATUS_WEST;
        }
    }

    /// When, by the device's habits.
    ///
    /// # Errors
    /// `FRAME_BCD`, naming the field `time`.
    pub fn time(&self, quirks: &Quirks) -> Result<Timestamp, DecodeError> {
        let wrong = |error: TimeError| Self::error(22, &TIME, Reason::FrameBcd, error.digits());
        self.time.instant(quirks).map_err(wrong)
    }

    /// How fast; `None` for what no vehicle drives (0xffff is "not known" with some).
    #[must_use]
    pub fn speed(&self) -> Option<Speed> {
        let speed = Speed::from_metres_per_hour(u32::from(self.speed_raw) * 100);
        (speed.kmh() <= Speed::LIMIT_KMH).then_some(speed)
    }

    /// Which way; 360 is north again.
    #[must_use]
    pub fn heading(&self) -> Option<Heading> {
        Heading::from_degrees(f64::from(self.direction_raw))
    }

    /// How high.
    #[must_use]
    pub const fn altitude(&self) -> Length {
        Length::from_whole_metres(self.altitude_raw as i16 as i64)
    }

    /// Whether the ignition is on (status bit 0).
    #[must_use]
    pub const fn acc_on(&self) -> bool {
        self.status.0 & flags::STATUS_ACC_ON != 0
    }

    /// Whether the coordinates were shifted by the plug-in (status bit 5).
    #[must_use]
    pub const fn is_shifted(&self) -> bool {
        self.status.0 & flags::STATUS_SHIFTED != 0
    }

    /// What status bits 8 and 9 say of the load, from 2013 on. 00 is "empty" by the letter, and
    /// what a terminal sends that knows nothing of loads: it proves nothing.
    #[must_use]
    pub const fn load(&self) -> LoadState {
        match self.status.0 >> 8 & 0b11 {
            0b01 => LoadState::Part,
            0b11 => LoadState::Full,
            _ => LoadState::Unknown,
        }
    }

    /// Satellites used (item 0x31).
    #[must_use]
    pub fn satellites(&self) -> Option<u8> {
        self.items.find(items::SATELLITES).map(u8::from_be_bytes)
    }

    /// Odometer, 0.1 km (item 0x01).
    #[must_use]
    pub fn odometer(&self) -> Option<u32> {
        self.items.find(items::ODOMETER).map(u32::from_be_bytes)
    }
}

impl Body for LocationReport {
    const ID: u16 = 0x0200;
    const CLAUSE: &'static str = "JT/T 808-2013 8.18";

    fn parse(reader: &mut Reader<'_>, _: Version) -> Result<Self, DecodeError> {
        Ok(Self {
            alarms: Alarms(reader.u32(&ALARMS)?),
            status: Status(reader.u32(&STATUS)?),
            latitude_raw: reader.u32(&LATITUDE)?,
            longitude_raw: reader.u32(&LONGITUDE)?,
            altitude_raw: reader.u16(&ALTITUDE)?,
            speed_raw: reader.u16(&SPEED)?,
            direction_raw: reader.u16(&DIRECTION)?,
            time: WireTime(reader.array(&TIME)?),
            items: parse_items(reader),
        })
    }

    fn emit(&self, _: Version, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.alarms.0.to_be_bytes());
        out.extend_from_slice(&self.status.0.to_be_bytes());
        out.extend_from_slice(&self.latitude_raw.to_be_bytes());
        out.extend_from_slice(&self.longitude_raw.to_be_bytes());
        out.extend_from_slice(&self.altitude_raw.to_be_bytes());
        out.extend_from_slice(&self.speed_raw.to_be_bytes());
        out.extend_from_slice(&self.direction_raw.to_be_bytes());
        out.extend_from_slice(&self.time.0);
        out.extend_from_slice(self.items.bytes());
    }

    fn faults(&self) -> Vec<DecodeError> {
        let degrees = |raw: u32| format!("{}.{:06}", raw / 1_000_000, raw % 1_000_000);
        let place = match self.position::<Wgs84>() {
            Err(why @ NoPosition::Latitude) => Some((8, &LATITUDE, why, self.latitude_raw)),
            Err(why @ NoPosition::Longitude) => Some((12, &LONGITUDE, why, self.longitude_raw)),
            _ => None,
        };
        let place = place.and_then(|(offset, field, why, raw)| {
            Some(Self::error(offset, field, why.reason()?, degrees(raw)))
        });
        place.into_iter().chain(self.time(&Quirks::default()).err()).collect()
    }

    fn print(&self) -> Option<Text> {
        let kmh = format!("{}.{} km/h", self.speed_raw / 10, self.speed_raw % 10);
        let rest = format!("{kmh} {}° {}", self.direction_raw, self.time);
        Some(match self.position::<Wgs84>() {
            Ok(place) => {
                let ns = if place.lat_units() < 0 { 'S' } else { 'N' };
                let ew = if place.lon_units() < 0 { 'W' } else { 'E' };
                let (lat, lon) = (place.lat().abs(), place.lon().abs());
                let text = format!("{lat:.6}° {ns} {lon:.6}° {ew} {rest}");
                Text::new(text.clone(), text)
            }
            Err(why) => {
                Text::new(format!("无有效定位 {rest}"), format!("no position, {why}; {rest}"))
            }
        })
    }
}

fn parse_items(reader: &mut Reader<'_>) -> Items {
    let start = reader.offset();
    let items = Items::from_bytes(reader.rest_silently().to_vec());
    if !reader.is_heard() {
        return items;
    }
    let mut at = start;
    for item in &items {
        reader.tell(at, 2 + item.value.len(), 2, items::field_of(&item));
        at += 2 + item.value.len();
    }
    match items.remainder() {
        [] => {}
        padding if padding.iter().all(|byte| *byte == 0) => {
            reader.tell(at, padding.len(), 0, &PADDING);
        }
        unreadable => reader.tell(at, unreadable.len(), 0, &UNREADABLE),
    }
    items
}

static ALARMS: Field = Field::new("alarms", "报警标志", "alarm flags", field::alarms);
static STATUS: Field = Field::new("status", "状态", "status", field::status);
static LATITUDE: Field = Field::new("latitude", "纬度", "latitude", field::micro_degrees);
static LONGITUDE: Field = Field::new("longitude", "经度", "longitude", field::micro_degrees);
static ALTITUDE: Field = Field::new("altitude", "高程", "altitude", field::metres);
static SPEED: Field = Field::new("speed", "速度", "speed", field::speed);
static DIRECTION: Field = Field::new("direction", "方向", "direction", field::degrees);
static TIME: Field = Field::new("time", "时间", "time", field::time);
static PADDING: Field = Field::new("padding", "填充", "padding", field::hex);
static UNREADABLE: Field =
    Field::new("unreadable_items", "无法识别的附加信息", "items that cannot be read", field::hex);

#[cfg(test)]
mod tests;
