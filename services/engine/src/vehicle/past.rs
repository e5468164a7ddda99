//! What a vehicle remembers of its past: fixes it has sent, and breaches that are over.
//!
//! A blind-spot upload may tell of an hour that was judged already, or be sent twice. Neither may
//! raise an alert a second time.

use std::collections::VecDeque;

use placard_domain::alert::{Detection, EndReason};
use placard_domain::{Fix, Timestamp};
use serde::{Deserialize, Serialize};

use crate::episode::Episode;
use crate::moment::Subject;
use crate::runner::{Numbering, RuleNo};

/// Reports beyond the window that are known when they come again: some four 0x0704 batches.
const SEEN_MAX: usize = 128;
/// Breaches that are remembered, newest first.
const OVER_MAX: usize = 32;

/// What is remembered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Past {
    seen: VecDeque<u32>,
    over: Vec<Over>,
}

/// A breach that is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Over {
    rule: RuleNo,
    subject: Subject,
    from: Timestamp,
    to: Timestamp,
}

impl Past {
    /// Remembers a report that leaves the window.
    pub(super) fn remember(&mut self, fix: &Fix) {
        if self.seen.len() == SEEN_MAX {
            self.seen.pop_front();
        }
        self.seen.push_back(fingerprint(fix));
    }

    /// Remembers a report older than the window; `false` where it was known already.
    pub(super) fn note(&mut self, fix: &Fix) -> bool {
        let known = self.seen.contains(&fingerprint(fix));
        if !known {
            self.remember(fix);
        }
        !known
    }

    /// Remembers breaches that are over.
    pub(super) fn add(&mut self, episodes: Vec<Episode>) {
        for episode in episodes {
            if let Some(ending) = episode.detection.ended
                && ending.reason != EndReason::Corrected
            {
                let Episode { rule, subject, detection } = episode;
                self.over.push(Over { rule, subject, from: detection.opened_at, to: ending.at });
            }
        }
        let extra = self.over.len().saturating_sub(OVER_MAX);
        self.over.drain(..extra);
    }

    /// Whether a breach that a late report tells of is one that was said already.
    pub(super) fn covers(&self, rule: RuleNo, subject: Subject, told: &Detection) -> bool {
        let same = |over: &&Over| over.rule == rule && over.subject == subject;
        let then = |over: &Over| over.from <= told.opened_at && told.opened_at <= over.to;
        self.over.iter().filter(same).any(then)
    }

    pub(super) fn renumbered(self, numbering: &Numbering) -> Self {
        let renumber = |over: Over| Some(Over { rule: numbering.now(over.rule)?, ..over });
        Self { over: self.over.into_iter().filter_map(renumber).collect(), ..self }
    }
}

/// What makes a report a repeat, in 32 bits: one in 30 million late reports is taken for another.
fn fingerprint(fix: &Fix) -> u32 {
    let place = fix.position.map_or((i32::MIN, i32::MIN), |p| (p.lon_units(), p.lat_units()));
    let parts = [
        fix.device_time.millis().cast_unsigned(),
        u64::from(place.0.cast_unsigned()) << 32 | u64::from(place.1.cast_unsigned()),
        u64::from(fix.alarms.0) << 32 | u64::from(fix.status.0),
    ];
    // The finaliser of SplitMix64 (Steele, Lea, Flood 2014), chained.
    let mixed = parts.iter().fold(0_u64, |hash, part| {
        let mut x = (hash ^ part).wrapping_add(0x9e37_79b9_7f4a_7c15);
        x = (x ^ x >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ x >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ x >> 31
    });
    (mixed >> 32) as u32
}
