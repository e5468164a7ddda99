//! Time windows of a ban: hours of the day, days, dates and holidays on a jurisdiction's wall
//! clock.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime, Weekday};
use serde::{Deserialize, Serialize};

use crate::violation::{Reason, Violations};

/// When a ban holds. All parts must agree; an empty part agrees always.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// Days on which the window begins; none: every day.
    pub days: Days,
    /// From this time of day …
    pub from: TimeOfDay,
    /// … to before this one. Not after `from`: runs past midnight into the next day.
    pub to: TimeOfDay,
    /// Dates on which the window begins; none: any date.
    pub dates: Vec<DateRange>,
    /// Whether public holidays count.
    pub holidays: Holidays,
}

/// What a window makes of public holidays.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Holidays {
    /// Holidays are days like others.
    #[default]
    Any,
    /// Holds on holidays alone.
    Only,
    /// Does not hold on holidays.
    Except,
}

impl Window {
    /// Whether the wall clock `local` lies in the window. A window that runs past midnight belongs
    /// to the day on which it began.
    #[must_use]
    pub fn contains(&self, local: DateTime, holidays: &[Date]) -> bool {
        let now = TimeOfDay((local.hour() as u16) * 60 + local.minute() as u16);
        let today = || self.begins_on(local.date(), holidays);
        if self.from < self.to {
            self.from <= now && now < self.to && today()
        } else {
            let yesterday =
                || local.date().yesterday().is_ok_and(|date| self.begins_on(date, holidays));
            (now >= self.from && today()) || (now < self.to && yesterday())
        }
    }

    fn begins_on(&self, date: Date, holidays: &[Date]) -> bool {
        let day = self.days.is_empty() || self.days.has(date.weekday());
        let dated = self.dates.is_empty() || self.dates.iter().any(|range| range.has(date));
        let holiday = match self.holidays {
            Holidays::Any => true,
            Holidays::Only => holidays.contains(&date),
            Holidays::Except => !holidays.contains(&date),
        };
        day && dated && holiday
    }
}

/// A minute of the day, `00:00` to `24:00`.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct TimeOfDay(u16);

impl FromStr for TimeOfDay {
    type Err = Violations;
    fn from_str(text: &str) -> Result<Self, Violations> {
        let error = || Violations::one("", Reason::Malformed, format_args!("{text:?} (HH:MM)"));
        let (hours, minutes) = text.split_once(':').ok_or_else(error)?;
        let part = |digits: &str| {
            let plain = digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit());
            if plain { digits.parse::<u16>().ok() } else { None }
        };
        match (part(hours), part(minutes)) {
            (Some(h), Some(m)) if m < 60 && h * 60 + m <= 24 * 60 => Ok(Self(h * 60 + m)),
            _ => Err(error()),
        }
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = Violations;
    fn try_from(text: String) -> Result<Self, Violations> {
        text.parse()
    }
}

impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> Self {
        time.to_string()
    }
}

/// A set of weekdays; bit 0 is Monday.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Days(u8);

impl Days {
    /// The set with `day` in it too.
    #[must_use]
    pub fn with(self, day: Weekday) -> Self {
        Self(self.0 | 1 << day.to_monday_zero_offset())
    }

    /// Whether `day` is in it.
    #[must_use]
    pub fn has(self, day: Weekday) -> bool {
        self.0 >> day.to_monday_zero_offset() & 1 == 1
    }

    /// Whether no day is in it.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Monday first.
    pub fn iter(self) -> impl Iterator<Item = Weekday> {
        Weekday::Monday.cycle_forward().take(7).filter(move |day| self.has(*day))
    }
}

/// Dates, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DateRange {
    first: Date,
    last: Date,
}

impl DateRange {
    fn has(&self, date: Date) -> bool {
        (self.first..=self.last).contains(&date)
    }
}

impl FromStr for DateRange {
    type Err = Violations;
    /// Takes `2026-10-01` and `2026-10-01/2026-10-07`.
    fn from_str(text: &str) -> Result<Self, Violations> {
        let (first, last) = text.split_once('/').unwrap_or((text, text));
        match (first.parse::<Date>(), last.parse::<Date>()) {
            (Ok(first), Ok(last)) if first <= last => Ok(Self { first, last }),
            _ => {
                let hint = format!("{text:?} (2026-10-01, 2026-10-01/2026-10-07)");
                Err(Violations::one("", Reason::Malformed, hint))
            }
        }
    }
}

impl fmt::Display for DateRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            write!(f, "{}", self.first)
        } else {
            write!(f, "{}/{}", self.first, self.last)
        }
    }
}

impl TryFrom<String> for DateRange {
    type Error = Violations;
    fn try_from(text: String) -> Result<Self, Violations> {
        text.parse()
    }
}

impl From<DateRange> for String {
    fn from(range: DateRange) -> Self {
        range.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime {
        text.parse().unwrap()
    }

    fn hours(from: &str, to: &str) -> Window {
        Window { from: from.parse().unwrap(), to: to.parse().unwrap(), ..Window::default() }
    }

    #[test]
    fn by_day() {
        let day = hours("07:00", "20:00");
        assert!(day.contains(at("2026-11-24T07:00"), &[]));
        assert!(!day.contains(at("2026-11-24T20:00"), &[]));
        assert!(!day.contains(at("2026-11-24T06:59"), &[]));
    }

    #[test]
    fn past_midnight_belongs_to_the_evening_it_began() {
        // 2026-11-23 is a Monday.
        let night =
            Window { days: Days::default().with(Weekday::Monday), ..hours("22:00", "06:00") };
        assert!(night.contains(at("2026-11-23T23:00"), &[]));
        assert!(night.contains(at("2026-11-24T05:59"), &[]));
        assert!(!night.contains(at("2026-11-24T23:00"), &[]));
        assert!(!night.contains(at("2026-11-23T05:00"), &[]));
    }

    #[test]
    fn the_default_window_is_always() {
        assert!(Window::default().contains(at("2026-11-24T00:00"), &[]));
        assert!(Window::default().contains(at("2026-11-24T23:59"), &[]));
    }

    #[test]
    fn dates_and_holidays() {
        let golden_week = Window {
            dates: vec!["2026-10-01/2026-10-07".parse().unwrap()],
            ..hours("00:00", "24:00")
        };
        assert!(golden_week.contains(at("2026-10-07T23:59"), &[]));
        assert!(!golden_week.contains(at("2026-10-08T00:00"), &[]));

        let holiday: Date = "2026-10-01".parse().unwrap();
        let work = Window { holidays: Holidays::Except, ..hours("07:00", "09:00") };
        assert!(!work.contains(at("2026-10-01T08:00"), &[holiday]));
        assert!(work.contains(at("2026-10-08T08:00"), &[holiday]));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for bad in ["24:01", "7:00", "07:60", "noon", "07.00", "-1:00"] {
            assert!(bad.parse::<TimeOfDay>().is_err(), "{bad:?}");
        }
        for bad in ["2026-02-30", "2026-10-07/2026-10-01", "October"] {
            assert!(bad.parse::<DateRange>().is_err(), "{bad:?}");
        }
    }
}
