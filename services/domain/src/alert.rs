//! An alert (告警): what the engine says of an episode, and what people make of it.
//!
//! The two parts never overwrite each other. The **detection** is the engine's: derived from the
//! journal alone, replaced only by a later revision of itself. The **case** is the officers': moved
//! only by their acts. An episode that has ended and a case that is closed are different things.

mod case;
mod detection;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use case::{Act, Case, CaseError, CaseState, Disposition, HistoryEntry, REOPEN_WITHIN};
pub use detection::{
    Confidence, ConfidenceLevel, Detection, EndReason, Ending, Evidence, Measured, Proof,
};

use crate::id::VehicleId;
use crate::time::Timestamp;

/// An alert: both parts, and the number of its last change.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    /// The engine's part.
    pub detection: Detection,
    /// The officers' part.
    pub case: Case,
    /// Its place in the one change log, in order of commit.
    pub change: u64,
}

/// An alert's identity: derived from what it is about, so that the same journal gives the same ids
/// and writing an alert twice changes nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AlertId(u128);

/// RFC 4648 base32 in lower case: stands in a path, is read aloud without `0`, `1`, `8`, `9`.
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// 128 bits at five a character.
const LENGTH: usize = 26;

impl AlertId {
    /// From the rule, the vehicle, the subject (a zone's id, or nothing), and the device time of
    /// the fix at which the episode began.
    #[must_use]
    pub fn derive(rule: &str, vehicle: &VehicleId, subject: &str, began: Timestamp) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in [rule, vehicle.as_str(), subject] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        hasher.update(&began.millis().to_le_bytes());
        let mut bytes = [0; 16];
        hasher.finalize_xof().fill(&mut bytes);
        Self(u128::from_be_bytes(bytes))
    }
}

impl fmt::Display for AlertId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for i in (0..LENGTH).rev() {
            let letter = ALPHABET[(self.0 >> (5 * i)) as usize & 31];
            write!(f, "{}", letter as char)?;
        }
        Ok(())
    }
}

impl fmt::Debug for AlertId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AlertId({self})")
    }
}

/// The text is no alert's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an alert's id has 26 characters out of a-z 2-7")]
pub struct AlertIdError;

impl FromStr for AlertId {
    type Err = AlertIdError;
    fn from_str(text: &str) -> Result<Self, AlertIdError> {
        if text.len() != LENGTH {
            return Err(AlertIdError);
        }
        let mut value: u128 = 0;
        for letter in text.bytes() {
            let digit = ALPHABET.iter().position(|a| *a == letter).ok_or(AlertIdError)?;
            // 26 letters hold 130 bits: the first may only use its lower three.
            value = value.checked_mul(32).ok_or(AlertIdError)? | digit as u128;
        }
        Ok(Self(value))
    }
}

impl TryFrom<String> for AlertId {
    type Error = AlertIdError;
    fn try_from(text: String) -> Result<Self, AlertIdError> {
        text.parse()
    }
}

impl From<AlertId> for String {
    fn from(id: AlertId) -> Self {
        id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(rule: &str, vehicle: &str, subject: &str, millis: i64) -> AlertId {
        let vehicle = VehicleId::new(vehicle).unwrap();
        AlertId::derive(rule, &vehicle, subject, Timestamp::from_millis(millis))
    }

    #[test]
    fn the_same_episode_has_the_same_id_for_ever() {
        // Golden: a change here would orphan every alert ever written.
        assert_eq!(
            id("zone.entered", "v1", "z1", 1_764_000_000_000).to_string(),
            include_str!("../tests/golden/alert_id.txt").trim()
        );
    }

    #[test]
    fn each_part_counts_and_parts_do_not_run_together() {
        let base = id("a", "b", "c", 1);
        for other in [id("x", "b", "c", 1), id("a", "x", "c", 1), id("a", "b", "x", 1)] {
            assert_ne!(base, other);
        }
        assert_ne!(base, id("a", "b", "c", 2));
        assert_ne!(id("a", "bc", "", 1), id("a", "b", "c", 1));
    }

    #[test]
    fn an_id_reads_its_own_writing() {
        let id = id("zone.stopped", "v", "", 0);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!("short".parse::<AlertId>().is_err());
        assert!("7".repeat(26).parse::<AlertId>().is_err(), "130 bits do not fit");
        assert!("a".repeat(25).parse::<AlertId>().is_err());
    }
}
