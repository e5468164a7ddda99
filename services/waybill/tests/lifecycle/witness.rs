//! What the design forbids, written down a second time and without the table: a witness that keeps
//! its own account of a life.

use std::collections::BTreeSet;

use placard_domain::Timestamp;
use placard_waybill::lifecycle::{
    Deed, Event, EventId, Facts, LoadingCheck, Outcome, Parties, Role, Standing, State,
};

use State::{
    Aborted, Accepted, Archived, Arrived, Cancelled, Draft, Expired, InTransit, Loaded, Loading,
    Rejected, Signed, Submitted, Unloaded,
};

/// The way of the design, and the ways out of it.
const WAYS: &[(State, State)] = &[
    (Draft, Submitted),
    (Submitted, Rejected),
    (Submitted, Accepted),
    (Accepted, Loading),
    (Loading, Loaded),
    (Loaded, InTransit),
    (InTransit, Arrived),
    (Arrived, InTransit),
    (Arrived, Unloaded),
    (Unloaded, Signed),
    (Signed, Archived),
];

pub(crate) struct Witness<'a> {
    parties: &'a Parties,
    seen: BTreeSet<EventId>,
    accepted: Option<u32>,
    loaded: Option<(u32, Timestamp)>,
    passed: BTreeSet<LoadingCheck>,
    loading_began: bool,
    departed: Option<Timestamp>,
    arrived: Option<Timestamp>,
}

impl<'a> Witness<'a> {
    pub(crate) fn new(parties: &'a Parties) -> Self {
        Self {
            parties,
            seen: BTreeSet::new(),
            accepted: None,
            loaded: None,
            passed: BTreeSet::new(),
            loading_began: false,
            departed: None,
            arrived: None,
        }
    }

    /// Watches one deed that was done, and says what is forbidden about it.
    pub(crate) fn watch(
        &mut self,
        before: &Standing,
        event: &Event,
        facts: &Facts,
        after: &Standing,
    ) -> Result<(), String> {
        let no = |what: &str| Err(what.to_owned());
        if !self.seen.insert(event.id) {
            return no("one event twice");
        }
        if after.last_at < before.last_at || event.happened_at > event.at {
            return no("a clock that goes back");
        }
        if !self.may(event) {
            return no("by who may not");
        }
        if before.state.is_over() && (event.deed != Deed::Noted || before.state != after.state) {
            return no("a deed after the end");
        }
        self.watch_version(before, event, after)?;
        self.watch_state(before, event, facts, after)?;
        self.keep(event, after);
        Ok(())
    }

    fn may(&self, event: &Event) -> bool {
        let role = event.actor.role();
        let name = event.actor.id().unwrap_or_default();
        let parties = self.parties;
        let is_own = match role {
            Role::Consignor => name == parties.consignor.as_str(),
            Role::Carrier => name == parties.carrier.as_str(),
            Role::Loader => name == parties.loader.as_str(),
            Role::Consignee => name == parties.consignee.as_str(),
            Role::Driver => parties.drivers.iter().any(|driver| name == driver.as_str()),
            Role::Officer | Role::Tracking | Role::Clock => true,
        };
        is_own
            && match event.deed {
                Deed::Accept | Deed::Reject => role == Role::Carrier,
                Deed::BeginLoading | Deed::LoadingCheck { .. } | Deed::ConfirmLoaded => {
                    role == Role::Loader
                }
                Deed::Sign => role == Role::Consignee,
                Deed::Archive | Deed::Expire => role == Role::Clock,
                Deed::PassedStructure { .. } | Deed::Deviated => role == Role::Tracking,
                Deed::Amend | Deed::Submit | Deed::Cancel => {
                    matches!(role, Role::Consignor | Role::Carrier)
                }
                Deed::Abort { .. } => matches!(role, Role::Carrier | Role::Officer),
                Deed::Depart | Deed::Arrive => {
                    matches!(role, Role::Driver | Role::Carrier | Role::Tracking)
                }
                _ => true,
            }
    }

    fn watch_version(
        &self,
        before: &Standing,
        event: &Event,
        after: &Standing,
    ) -> Result<(), String> {
        let due = before.version + u32::from(event.deed == Deed::Amend);
        if after.version != due || event.version != due {
            return Err("a version that falls or jumps".into());
        }
        if event.deed == Deed::Amend && self.departed.is_some() {
            return Err("a new version on the road".into());
        }
        if after.document != Some(event.document) {
            return Err("another document".into());
        }
        Ok(())
    }

    fn watch_state(
        &self,
        before: &Standing,
        event: &Event,
        facts: &Facts,
        after: &Standing,
    ) -> Result<(), String> {
        let no = |what: &str| Err(what.to_owned());
        let (from, to) = (before.state, after.state);
        let is_quiet = from == to && !matches!(to, Draft);
        let is_out = match to {
            Draft => event.deed == Deed::Amend || from == Draft,
            Cancelled | Expired => !self.loading_began,
            Aborted => self.loading_began,
            _ => false,
        };
        if !is_quiet && !is_out && !WAYS.contains(&(from, to)) {
            return Err(format!("{} does not lead to {}", from.code(), to.code()));
        }
        if is_quiet {
            return self.watch_remark(event);
        }
        let version = after.version;
        let has_run_out = facts.expires_at.is_some_and(|end| event.at >= end);
        let by_tracking = event.actor.role() == Role::Tracking;
        let is_valid = facts.findings_errors == Some(0);
        match to {
            Submitted | Accepted if !is_valid || version == 0 => no("in force with errors"),
            Submitted | Accepted | Loading if has_run_out => no("in force after its end"),
            InTransit if from == Loaded && has_run_out && !by_tracking => {
                no("departed after its end")
            }
            Rejected if self.loading_began => no("rejected with goods on the vehicle"),
            Loading if self.accepted != Some(version) => no("loading what was not accepted"),
            Loaded if self.passed.len() < LoadingCheck::ALL.len() => {
                no("loaded without every check")
            }
            Loaded if !facts.has_actual_mass => no("loaded without the mass"),
            Loaded if facts.is_tank && !facts.has_seals => no("loaded without seals"),
            InTransit if self.loaded.is_none_or(|(loaded, _)| loaded != version) => {
                no("on the road without loading")
            }
            InTransit if self.loaded.is_some_and(|(_, at)| event.happened_at < at) => {
                no("departed before it was loaded")
            }
            Arrived if self.departed.is_none_or(|left| event.happened_at < left) => {
                no("arrived before it departed")
            }
            Unloaded if self.arrived.is_none_or(|there| event.happened_at < there) => {
                no("unloaded before it arrived")
            }
            Signed if !facts.has_received_quantity => no("signed for no quantity"),
            Expired if !has_run_out => no("expired too early"),
            _ => Ok(()),
        }
    }

    fn watch_remark(&self, event: &Event) -> Result<(), String> {
        let on_the_road = matches!(event.deed, Deed::PassedStructure { .. } | Deed::Deviated);
        if on_the_road && self.departed.is_none_or(|left| event.happened_at < left) {
            return Err("passed before it departed".into());
        }
        let moving = matches!(
            event.deed,
            Deed::PassedStructure { .. }
                | Deed::Deviated
                | Deed::Noted
                | Deed::LinkedManifest { .. }
                | Deed::LoadingCheck { .. }
                | Deed::BeginUnloading
        );
        if moving { Ok(()) } else { Err("a deed that moves nothing".into()) }
    }

    fn keep(&mut self, event: &Event, after: &Standing) {
        match &event.deed {
            Deed::Amend => {
                (self.accepted, self.loaded) = (None, None);
                self.passed.clear();
            }
            Deed::Accept => self.accepted = Some(after.version),
            Deed::BeginLoading => {
                self.loading_began = true;
                self.passed.clear();
            }
            Deed::LoadingCheck { check, outcome: Outcome::Passed } => {
                self.passed.insert(*check);
            }
            Deed::LoadingCheck { check, outcome: Outcome::Failed } => {
                self.passed.remove(check);
            }
            Deed::ConfirmLoaded => self.loaded = Some((after.version, event.happened_at)),
            Deed::Depart => {
                self.departed = self.departed.or(Some(event.happened_at));
            }
            Deed::Arrive => self.arrived = Some(event.happened_at),
            _ => {}
        }
    }
}
