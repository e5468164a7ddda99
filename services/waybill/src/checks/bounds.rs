//! The amounts that an English description of the list bounds: `with more than 20% but not more
//! than 60% hydrogen peroxide`. What is not of a known form is said to be unclear.

use smallvec::SmallVec;

/// A bound on an amount.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::checks) struct Bound<'a> {
    pub how: How,
    pub amount: f64,
    /// Of what, as written; empty where the text does not say.
    pub of: &'a str,
}

/// On which side an amount is bounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::checks) enum How {
    AtLeast,
    Above,
    AtMost,
    Below,
}

impl Bound<'_> {
    pub(in crate::checks) fn allows(&self, value: f64) -> bool {
        match self.how {
            How::AtLeast => value >= self.amount,
            How::Above => value > self.amount,
            How::AtMost => value <= self.amount,
            How::Below => value < self.amount,
        }
    }
}

/// A description's bounds: rarely more than two.
pub(in crate::checks) type Bounds<'a> = SmallVec<[Bound<'a>; 2]>;

/// Longer words come first: `more than` ends what `not more than` is.
const WORDS: &[(&str, How)] = &[
    ("not more than", How::AtMost),
    ("not less than", How::AtLeast),
    ("at least", How::AtLeast),
    ("up to", How::AtMost),
    ("more than", How::Above),
    ("less than", How::Below),
    ("below", How::Below),
];

/// Where the words that say of what an amount is come to an end.
const ENDS: &[&str] = &[",", "(", ")", " but ", " and ", " or ", " by "];

/// Every amount in this unit that is bounded, in the order of the text. Amounts of unknown form
/// (`8.8% available oxygen`) bound nothing.
pub(in crate::checks) fn of<'a>(text: &'a str, unit: &str) -> Bounds<'a> {
    let mut found = Bounds::new();
    for (at, _) in text.match_indices(unit) {
        let before = text[..at].trim_end();
        let digits = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        let words = digits.trim_end();
        let Ok(amount) = before[digits.len()..].parse() else { continue };
        let Some((_, how)) = WORDS.iter().find(|(word, _)| words.ends_with(word)) else { continue };
        let rest = &text[at + unit.len()..];
        let end = ENDS.iter().filter_map(|end| rest.find(end)).min().unwrap_or(rest.len());
        found.push(Bound { how: *how, amount, of: rest[..end].trim() });
    }
    // `more than 20% but not more than 60% hydrogen peroxide`: both are of the same.
    for i in (1..found.len()).rev() {
        if found[i - 1].of.is_empty() {
            found[i - 1].of = found[i].of;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_of_a_range_are_read() {
        let text = "HYDROGEN PEROXIDE, AQUEOUS SOLUTION with not less than 20% but not more than \
                    60% hydrogen peroxide (stabilized as necessary)";
        let found = of(text, "%");
        let of = "hydrogen peroxide";
        let low = Bound { how: How::AtLeast, amount: 20.0, of };
        assert_eq!(found[..], [low, Bound { how: How::AtMost, amount: 60.0, of }]);
        let fits = |value: f64| found.iter().all(|bound| bound.allows(value));
        assert!(fits(20.0) && fits(60.0) && !fits(19.9) && !fits(60.1) && !fits(f64::NAN));
    }

    #[test]
    fn what_is_of_no_known_form_bounds_nothing() {
        for text in ["with 30% or more silicon", "approximately 49% x", "(8.8% oxygen)", "%", "…%"]
        {
            assert!(of(text, "%").is_empty(), "{text}");
        }
    }

    #[test]
    fn a_flash_point_is_read_from_below_and_from_above() {
        let found = of("flash-point more than 60 °C and not more than 100 °C", "°C");
        let hows: Vec<_> = found.iter().map(|bound| (bound.how, bound.amount)).collect();
        assert_eq!(hows, [(How::Above, 60.0), (How::AtMost, 100.0)]);
    }
}
