//! Small readers that every noun uses: each notes what is wrong under its field's path.

use jiff::civil::Date;
use placard_domain::{Length, Reason, Speed, Timestamp, Violations};
use prost_types::Timestamp as ProtoTime;

/// The longest text of a record that says nothing else, in characters.
pub(crate) const TEXT_MAX: usize = 200;

/// An instant of the domain as protobuf has it.
#[must_use]
pub fn time_to(time: Timestamp) -> ProtoTime {
    let millis = time.millis();
    ProtoTime {
        seconds: millis.div_euclid(1000),
        nanos: (millis.rem_euclid(1000) * 1_000_000) as i32,
    }
}

/// An instant of protobuf, rounded down to milliseconds; `None` outside the years 1 to 9999.
#[must_use]
pub fn time_of(time: &ProtoTime) -> Option<Timestamp> {
    if !(0..1_000_000_000).contains(&time.nanos) {
        return None;
    }
    let millis = time.seconds.checked_mul(1000)?.checked_add(i64::from(time.nanos) / 1_000_000)?;
    (Timestamp::MIN.millis()..=Timestamp::MAX.millis())
        .contains(&millis)
        .then(|| Timestamp::from_millis(millis))
}

/// Collects what is wrong with one message.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    pub(crate) found: Violations,
}

impl Reader {
    /// An optional instant.
    pub(crate) fn time(&mut self, field: &str, time: Option<&ProtoTime>) -> Option<Timestamp> {
        let read = time_of(time?);
        if read.is_none() {
            self.found.push(field, Reason::Malformed, "0001–9999");
        }
        read
    }

    /// An instant that must be given.
    pub(crate) fn time_needed(
        &mut self,
        field: &str,
        time: Option<&ProtoTime>,
    ) -> Option<Timestamp> {
        if time.is_none() {
            self.found.push(field, Reason::Required, "");
        }
        self.time(field, time)
    }

    /// Text of at most `max` characters.
    pub(crate) fn text(&mut self, field: &str, text: &str, max: usize) -> String {
        let length = text.chars().count();
        if length > max {
            self.found.push(field, Reason::TooLarge, format_args!("{length} > {max}"));
        } else if let Some(control) = text.chars().find(|c| c.is_control()) {
            self.found.push(field, Reason::Malformed, format_args!("{control:?}"));
        }
        text.to_owned()
    }

    /// Text that must be given.
    pub(crate) fn text_needed(&mut self, field: &str, text: &str, max: usize) -> String {
        if text.trim().is_empty() {
            self.found.push(field, Reason::Required, "");
        }
        self.text(field, text, max)
    }

    /// A code of so many digits and capitals; empty: none. What it is stays out of the words, since
    /// some codes are people's.
    pub(crate) fn code(&mut self, field: &str, text: &str, length: usize) -> String {
        let plain = |b: u8| b.is_ascii_digit() || b.is_ascii_uppercase();
        let right = text.len() == length && text.bytes().all(plain);
        if !text.is_empty() && !right {
            self.found.push(field, Reason::Malformed, format_args!("{length} × 0-9 A-Z"));
        }
        text.to_owned()
    }

    /// A day, `2026-02-11`; empty: none.
    pub(crate) fn date(&mut self, field: &str, text: &str) -> Option<Date> {
        if text.is_empty() {
            return None;
        }
        // jiff takes times of day behind it, and weeks: neither is one day as people write it.
        let plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let date = if plain { text.parse().ok() } else { None };
        if date.is_none() {
            let short: String = text.chars().take(20).collect();
            self.found.push(field, Reason::Malformed, format_args!("{short:?} (2026-02-11)"));
        }
        date
    }

    /// Two days, of which the second does not come before the first.
    pub(crate) fn days(
        &mut self,
        [from, to]: [&str; 2],
        texts: [&str; 2],
    ) -> (Option<Date>, Option<Date>) {
        let days = (self.date(from, texts[0]), self.date(to, texts[1]));
        if let (Some(first), Some(last)) = days
            && last < first
        {
            self.found.push(to, Reason::OutOfRange, format_args!("{last} < {first}"));
        }
        days
    }

    /// A whole number with its bounds.
    pub(crate) fn whole(
        &mut self,
        field: &str,
        value: Option<u32>,
        bounds: std::ops::RangeInclusive<u32>,
    ) -> Option<u32> {
        if let Some(value) = value.filter(|value| !bounds.contains(value)) {
            let (low, high) = bounds.into_inner();
            self.found.push(field, Reason::OutOfRange, format_args!("{value} ({low}–{high})"));
        }
        value
    }

    /// A list of at most `max`, each read under its index.
    pub(crate) fn list<T, U>(
        &mut self,
        field: &str,
        items: &[T],
        max: usize,
        mut read: impl FnMut(&T) -> Result<U, Violations>,
    ) -> Vec<U> {
        if items.len() > max {
            self.found.push(field, Reason::TooLarge, format_args!("{} > {max}", items.len()));
            return Vec::new();
        }
        let read_one = |(i, item)| self.found.keep(&format!("{field}[{i}]"), read(item));
        items.iter().enumerate().filter_map(read_one).collect()
    }

    /// An id; empty: none.
    pub(crate) fn id<T>(
        &mut self,
        field: &str,
        text: &str,
        make: impl FnOnce(&str) -> Result<T, placard_domain::id::IdError>,
    ) -> Option<T> {
        if text.is_empty() {
            return None;
        }
        let made = make(text);
        if made.is_err() {
            self.found.push(field, Reason::InvalidId, "");
        }
        made.ok()
    }

    /// An id that must be given.
    pub(crate) fn id_needed<T>(
        &mut self,
        field: &str,
        text: &str,
        make: impl FnOnce(&str) -> Result<T, placard_domain::id::IdError>,
    ) -> Option<T> {
        if text.is_empty() {
            self.found.push(field, Reason::Required, "");
        }
        self.id(field, text, make)
    }

    /// A number with its bounds, turned into the domain's unit.
    pub(crate) fn number<T>(
        &mut self,
        field: &str,
        value: Option<f64>,
        bounds: std::ops::RangeInclusive<f64>,
        make: impl FnOnce(f64) -> Option<T>,
    ) -> Option<T> {
        let value = value?;
        let made = bounds.contains(&value).then(|| make(value)).flatten();
        if made.is_none() {
            let (low, high) = bounds.into_inner();
            self.found.push(field, Reason::OutOfRange, format_args!("{value} ({low}–{high})"));
        }
        made
    }

    /// A length in metres.
    pub(crate) fn metres(
        &mut self,
        field: &str,
        value: Option<f64>,
        bounds: std::ops::RangeInclusive<f64>,
    ) -> Option<Length> {
        self.number(field, value, bounds, Length::from_metres)
    }

    /// A speed in km/h.
    pub(crate) fn kmh(&mut self, field: &str, value: Option<f64>) -> Option<Speed> {
        self.number(field, value, 0.0..=Speed::LIMIT_KMH, Speed::from_kmh)
    }

    /// A value of an enumeration by number.
    pub(crate) fn known<E: TryFrom<i32>>(&mut self, field: &str, value: i32) -> Option<E> {
        let known = E::try_from(value);
        if known.is_err() {
            self.found.push(field, Reason::UnknownValue, value);
        }
        known.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_in_one_way() {
        let mut r = Reader::default();
        assert_eq!(r.date("d", "2026-02-11"), Some(jiff::civil::date(2026, 2, 11)));
        assert_eq!(r.date("d", ""), None);
        assert!(r.found.is_empty());
        let wrong = ["2026-02-30", "2026-2-11", "20260211", "2026/02/11", "2026-02-11T00:00", "今"];
        assert!(wrong.iter().all(|text| r.date("d", text).is_none()));
        assert_eq!(r.found.as_slice().len(), wrong.len());
    }

    #[test]
    fn a_span_of_days_does_not_end_before_it_begins() {
        let mut r = Reader::default();
        r.days(["from", "to"], ["2026-02-11", "2026-02-11"]);
        assert!(r.found.is_empty(), "one day is a span");
        r.days(["from", "to"], ["2026-02-11", "2026-02-10"]);
        assert_eq!(r.found.as_slice()[0].field, "to");
    }
}
