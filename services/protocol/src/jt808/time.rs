//! Times on the wire: six bytes YY MM DD hh mm ss, in BCD and Beijing time by the standard (JT/T
//! 808-2013 4.2), in something else by some devices.

use std::fmt;

use placard_domain::vehicle::Quirks;
use placard_domain::{Millis, Timestamp};

/// Beijing time, without summer time since 1992.
const GMT_PLUS_8: Millis = Millis::from_hours(8);
const DAY_MS: i64 = 86_400_000;

/// Six bytes of time exactly as received; the year counts from 2000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WireTime(pub [u8; 6]);

/// Why six bytes are no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// A nibble over nine, from a device that is not known to send plain binary.
    #[error("{0} holds a nibble over 9")]
    NotBcd(WireTime),
    /// Digits, and no such day or hour: all zero before the first fix, mostly.
    #[error("{0} is no date and time")]
    NoSuchTime(WireTime),
}

impl TimeError {
    /// The digits met, without words.
    #[must_use]
    pub fn digits(self) -> String {
        match self {
            Self::NotBcd(time) | Self::NoSuchTime(time) => time.to_string(),
        }
    }
}

impl WireTime {
    /// The instant, by the device's habits: BCD and GMT+8 where it has none.
    ///
    /// # Errors
    /// Bytes that are not BCD, or no date.
    pub fn instant(self, quirks: &Quirks) -> Result<Timestamp, TimeError> {
        let local = self.wall_clock(quirks.binary_time)?;
        Ok(if quirks.utc_time { local } else { local - GMT_PLUS_8 })
    }

    /// The instant where the standard itself says UTC (0x8004).
    ///
    /// # Errors
    /// Bytes that are not BCD, or no date.
    pub fn utc(self) -> Result<Timestamp, TimeError> {
        self.wall_clock(false)
    }

    /// As a standard device writes `instant`: BCD, GMT+8, the second it falls in. Years outside
    /// 2000–2099 lose their century.
    #[must_use]
    pub fn from_instant(instant: Timestamp) -> Self {
        Self::from_utc(instant + GMT_PLUS_8)
    }

    /// As 0x8004 writes it: BCD, UTC.
    #[must_use]
    pub fn from_utc(instant: Timestamp) -> Self {
        let millis = instant.millis();
        let (year, month, day) = civil_from_days(millis.div_euclid(DAY_MS));
        let second = millis.rem_euclid(DAY_MS) / 1000;
        let fields = [year, month, day, second / 3600, second / 60 % 60, second % 60];
        Self(fields.map(|field| {
            let field = field.rem_euclid(100) as u8;
            ((field / 10) << 4) | (field % 10)
        }))
    }

    /// The clock's face read as if it were UTC.
    fn wall_clock(self, binary: bool) -> Result<Timestamp, TimeError> {
        let mut fields = [0; 6];
        for (field, byte) in fields.iter_mut().zip(self.0) {
            let (tens, units) = (byte >> 4, byte & 0x0f);
            *field = match binary {
                true => i64::from(byte),
                false if tens > 9 || units > 9 => return Err(TimeError::NotBcd(self)),
                false => i64::from(tens * 10 + units),
            };
        }
        let [year, month, day, hour, minute, second] = fields;
        let year = 2000 + year;
        let real = (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day)
            && year < 2100
            && hour < 24
            && minute < 60
            && second < 60;
        if !real {
            return Err(TimeError::NoSuchTime(self));
        }
        let seconds = (hour * 60 + minute) * 60 + second;
        Ok(Timestamp::from_millis(days_from_civil(year, month, day) * DAY_MS + seconds * 1000))
    }
}

impl fmt::Display for WireTime {
    /// The twelve digits as they stand: `2024-11-27 15:42:30`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [year, month, day, hour, minute, second] = self.0;
        write!(f, "20{year:02x}-{month:02x}-{day:02x} {hour:02x}:{minute:02x}:{second:02x}")
    }
}

const fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 of a date of the Gregorian calendar, counting years from March so that
/// the leap day comes last (Hinnant, "chrono-compatible low-level date algorithms").
const fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The other way: year, month, day.
const fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn quirks(binary_time: bool, utc_time: bool) -> Quirks {
        Quirks { binary_time, utc_time, ..Quirks::default() }
    }

    /// The example of JT/T 808-2019: `170315170923`.
    #[test]
    fn digits_are_beijing_time_unless_the_device_says_utc() {
        let time = WireTime([0x17, 0x03, 0x15, 0x17, 0x09, 0x23]);
        let beijing = time.instant(&quirks(false, false)).unwrap();
        assert_eq!(beijing.to_string(), "2017-03-15T09:09:23Z");
        let utc = time.instant(&quirks(false, true)).unwrap();
        assert_eq!(utc.to_string(), "2017-03-15T17:09:23Z");
        assert_eq!(time.to_string(), "2017-03-15 17:09:23");
    }

    /// jt808-0566 sends 24-06-27 15:54:46 in plain binary.
    #[test]
    fn a_nibble_over_nine_is_an_error_unless_the_device_is_known_to_send_binary() {
        let time = WireTime([0x18, 0x06, 0x1b, 0x0f, 0x36, 0x2e]);
        assert_eq!(time.instant(&quirks(false, false)), Err(TimeError::NotBcd(time)));
        let binary = time.instant(&quirks(true, false)).unwrap();
        assert_eq!(binary.to_string(), "2024-06-27T07:54:46Z");
    }

    #[test]
    fn what_no_calendar_knows_is_no_time() {
        for bytes in [
            [0; 6],
            [0x23, 0x02, 0x29, 0, 0, 0],
            [0x24, 0x13, 0x01, 0, 0, 0],
            [0x24, 0x04, 0x31, 0, 0, 0],
            [0x24, 0x04, 0x30, 0x24, 0, 0],
            [0x24, 0x04, 0x30, 0x23, 0x60, 0],
            [0x24, 0x04, 0x30, 0x23, 0x59, 0x60],
        ] {
            let time = WireTime(bytes);
            assert_eq!(time.utc(), Err(TimeError::NoSuchTime(time)), "{time}");
        }
        assert!(WireTime([0x24, 0x02, 0x29, 0x23, 0x59, 0x59]).utc().is_ok());
    }

    proptest! {
        /// The domain's own calendar (jiff) is the oracle.
        #[test]
        fn agrees_with_the_domain_on_every_second_of_the_century(
            second in 946_684_800_i64..4_102_444_800,
        ) {
            let instant = Timestamp::from_millis(second * 1000);
            let time = WireTime::from_utc(instant);
            prop_assert_eq!(time.to_string().replace(' ', "T") + "Z", instant.to_string());
            prop_assert_eq!(time.utc(), Ok(instant));
        }

        #[test]
        fn an_instant_comes_back(second in 946_684_800_i64..4_102_000_000) {
            let instant = Timestamp::from_millis(second * 1000);
            let time = WireTime::from_instant(instant);
            prop_assert_eq!(time.instant(&Quirks::default()), Ok(instant));
        }
    }
}
