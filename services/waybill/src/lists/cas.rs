//! CAS numbers.

use std::fmt;
use std::str::FromStr;

use placard_domain::violation::{Reason, Violations};

/// A CAS registry number (CAS号), its check digit proved: `7782-50-5`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cas(u64);

impl FromStr for Cas {
    type Err = Violations;
    fn from_str(text: &str) -> Result<Self, Violations> {
        read(text.trim()).ok_or_else(|| {
            Violations::one("", Reason::Malformed, format_args!("{text:?} (7782-50-5)"))
        })
    }
}

fn read(text: &str) -> Option<Cas> {
    let mut parts = text.split('-');
    let (long, two, check) = (parts.next()?, parts.next()?, parts.next()?);
    let is_formed = parts.next().is_none()
        && (2..=7).contains(&long.len())
        && !long.starts_with('0')
        && two.len() == 2
        && check.len() == 1
        && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    if !is_formed {
        return None;
    }
    let digits = long.bytes().chain(two.bytes()).rev().map(|b| u32::from(b - b'0'));
    let sum: u32 = digits.zip(1..).map(|(digit, weight)| digit * weight).sum();
    let check: u64 = check.parse().ok()?;
    let number: u64 = format!("{long}{two}{check}").parse().ok()?;
    (u64::from(sum % 10) == check).then_some(Cas(number))
}

impl fmt::Display for Cas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}-{}", self.0 / 1000, self.0 / 10 % 100, self.0 % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_comes_back_as_it_was_written() {
        for text in ["7782-50-5", "50-00-0", "1327-53-3", "143-33-9"] {
            assert_eq!(text.parse::<Cas>().unwrap().to_string(), text);
        }
    }

    // The digit is a sum modulo ten: a digit of even weight that is off by five leaves it as it is.
    #[test]
    fn every_wrong_digit_that_the_check_digit_can_tell_is_caught() {
        let good = "7782-50-5";
        let weights = [6, 5, 4, 3, 0, 2, 1, 0, 1];
        for (i, right) in good.bytes().enumerate().filter(|(_, byte)| *byte != b'-') {
            for digit in b'0'..=b'9' {
                let mut written = good.as_bytes().to_vec();
                written[i] = digit;
                let written = String::from_utf8(written).unwrap();
                let is_same_sum = weights[i] * (i32::from(digit) - i32::from(right)) % 10 == 0;
                assert_eq!(written.parse::<Cas>().is_ok(), is_same_sum, "{written}");
            }
        }
    }

    #[test]
    fn what_has_not_the_form_is_refused() {
        for bad in ["7782505", "7782-5-05", "a782-50-5", "7782-50-", "07782-50-5", "", "---"] {
            assert!(bad.parse::<Cas>().is_err(), "{bad:?}");
        }
    }
}
