//! Power cuts: the power goes at a random write, sync or deletion, and what the device then holds
//! is opened again, 200 times and more. Nothing that was acknowledged may be missing.
//!
//! SIGKILL keeps the page cache and can never see a sync that is not made; here a [`Platter`] under
//! a SQLite VFS forgets what was not synced. Canaries: `synchronous=NORMAL`, an acknowledgement
//! before the commit, and a device that is trusted to leave sectors alone must each be caught.

mod journal;
mod line;
mod platter;
mod vfs;

use placard_geo::sample::Dice;
use placard_store::sqlite::Synchronous;

pub use journal::run as run_journal;
pub use line::run as run_line;
pub use platter::{Dark, Platter, Tear};
pub use vfs::{install, trust_sectors};

use crate::report::{Figure, Plan, Report};

/// What is broken beside the power, if anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Canary {
    /// Nothing: all must hold.
    None,
    /// C8: no sync at a commit.
    SynchronousNormal,
    /// C1: acknowledged when handed over, before it is durable.
    AcknowledgedEarly,
    /// C9: the device is trusted to leave the rest of a sector alone.
    TrustedSectors,
}

impl Canary {
    pub(crate) const fn synchronous(self) -> Synchronous {
        match self {
            Self::SynchronousNormal => Synchronous::BrokenNormal,
            _ => Synchronous::Full,
        }
    }
}

/// What became of what was acknowledged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How often the power went.
    pub cuts: u64,
    /// What was acknowledged before it did.
    pub acknowledged: u64,
    /// What of it was not there afterwards.
    pub lost: u64,
    /// What was there more than once.
    pub doubled: u64,
}

impl Outcome {
    /// Whether nothing was lost and nothing doubled.
    #[must_use]
    pub const fn holds(&self) -> bool {
        self.lost == 0 && self.doubled == 0
    }

    /// As a report.
    #[must_use]
    pub fn report(&self, plan: Plan) -> Report {
        let figure = |name, value: u64, goal: Option<&str>| {
            let figure = Figure::new(name, value as f64, "");
            goal.map_or(figure.clone(), |goal| figure.goal(goal))
        };
        let figures = vec![
            figure("cuts", self.cuts, None),
            figure("acknowledged", self.acknowledged, None),
            figure("lost", self.lost, Some("0")),
            figure("doubled", self.doubled, Some("0")),
        ];
        Report::new("faults power", plan, figures)
    }
}

/// After how many operations the power goes: short lives and long ones alike.
fn fuse(dice: &mut Dice) -> u64 {
    2_f64.powf(dice.between(0.0, 9.0)) as u64
}

fn tear(dice: &mut Dice) -> Tear {
    Tear::ALL[dice.below(Tear::ALL.len())]
}
