//! The life of a waybill: its states, who may move it from one to another, and what must be true.
//!
//! ```text
//!          ┌──────────── amend: a new version, from anywhere before departure
//!          ▼
//!        DRAFT ─▶ SUBMITTED ─▶ ACCEPTED ─▶ LOADING ─▶ LOADED ─▶ IN_TRANSIT ◀─▶ ARRIVED
//!                     └─▶ REJECTED                                                │
//!                                        ARCHIVED ◀─ SIGNED ◀─ UNLOADED ◀─────────┘
//! ```
//!
//! Before loading begins it may also be CANCELLED or EXPIRED; afterwards only ABORTED.
//!
//! Everything is in one table ([`table::TRANSITIONS`]); [`step`] walks it. It knows no clock and
//! nothing of the documents: what they say at the moment comes in as [`Facts`].
//!
//! What never is, whoever does what in whatever order (`tests/lifecycle.rs` tries):
//! - a waybill loaded without each of the loader's checks passed, in this version, since its
//!   loading began;
//! - a vehicle on the road, arrived, unloaded or signed for without what comes before;
//! - loading without the carrier's acceptance of this very version, or acceptance of a version with
//!   errors, or that was not validated;
//! - anything but a remark after REJECTED, ARCHIVED, CANCELLED, ABORTED or EXPIRED;
//! - a waybill rejected, cancelled or expired whose loading once began: goods may be on a vehicle;
//! - a version that falls or is left out, or a new one after departure;
//! - an arrival, or a passage, that happened before the departure; an event taken before the one
//!   that it follows;
//! - a deed of somebody whom the waybill does not name;
//! - one event done twice.

pub mod actor;
pub mod deed;
pub mod event;
pub mod id;
pub mod loading;
mod named;
mod needs;
pub mod refusal;
pub mod state;
pub mod table;

use placard_domain::Timestamp;

pub use actor::{Actor, Parties, Role};
pub use deed::{Deed, DeedKind};
pub use event::{Event, Facts};
pub use id::{EventId, Fingerprint};
pub use loading::{Confirmations, LoadingCheck, Outcome};
pub use placard_domain::WaybillId;
pub use refusal::{Refusal, Why};
pub use state::State;
pub use table::{Need, TRANSITIONS, Transition};

/// Where a waybill stands, after everything that happened to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its state.
    pub state: State,
    /// The version of its document; zero before the first.
    pub version: u32,
    /// The SHA-256 of that version; `None` before the first.
    pub document: Option<Fingerprint>,
    /// What the loader has confirmed of this version.
    pub checks: Confirmations,
    /// Whether loading ever began, of whichever version.
    pub has_loading_begun: bool,
    /// When the last event was taken, by the server's clock; never falls.
    pub last_at: Option<Timestamp>,
    /// When what led to this state happened.
    pub reached_at: Option<Timestamp>,
    /// When the vehicle first departed.
    pub departed_at: Option<Timestamp>,
    /// Every event that was done, oldest first.
    pub done: Vec<Done>,
}

/// An event that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// Its id.
    pub id: EventId,
    /// What it was.
    pub deed: Deed,
}

impl Standing {
    /// Before anything: the first amendment writes the first version.
    #[must_use]
    pub const fn blank() -> Self {
        Self {
            state: State::Draft,
            version: 0,
            document: None,
            checks: Confirmations::NONE,
            has_loading_begun: false,
            last_at: None,
            reached_at: None,
            departed_at: None,
            done: Vec::new(),
        }
    }

    /// Whether the goods may be on the road by this waybill: what the engine's world takes in.
    #[must_use]
    pub const fn is_in_force(&self) -> bool {
        matches!(self.state, State::Loaded | State::InTransit | State::Arrived)
    }
}

/// Where the waybill stands after `event`, given what the documents say.
///
/// # Errors
/// [`Refusal`] where the table does not allow it; the waybill then stands where it stood.
/// [`Why::AlreadyDone`] means that this very event was done before: the sender may be told so.
pub fn step(standing: &Standing, event: &Event, facts: &Facts) -> Result<Standing, Refusal> {
    allow(standing, event, facts)
        .map(|line| after(standing, event, line))
        .map_err(|reason| Refusal { deed: event.deed.kind(), state: standing.state, reason })
}

/// The line of the table by which `event` may be done.
fn allow(standing: &Standing, event: &Event, facts: &Facts) -> Result<&'static Transition, Why> {
    if let Some(done) = standing.done.iter().find(|done| done.id == event.id) {
        return Err(if done.deed == event.deed { Why::AlreadyDone } else { Why::IdUsed });
    }
    let (kind, role) = (event.deed.kind(), event.actor.role());
    if !table::may_ever(role, kind) {
        return Err(Why::WrongRole(role));
    }
    if !facts.parties.names(&event.actor) {
        return Err(Why::WrongParty(role));
    }
    let line = table::from(standing.state).find(|line| line.deed == kind).ok_or(Why::WrongState)?;
    if !line.who.contains(&role) {
        return Err(Why::WrongRole(role));
    }
    check_document(standing, event)?;
    check_clocks(standing, event, facts)?;
    for need in line.needs {
        needs::check(*need, standing, event, facts)?;
    }
    Ok(line)
}

fn check_document(standing: &Standing, event: &Event) -> Result<(), Why> {
    let given = event.version;
    if event.deed.kind() == DeedKind::Amend {
        let due = standing.version.saturating_add(1);
        return if given == due { Ok(()) } else { Err(Why::WrongVersion { due, given }) };
    }
    let document = standing.document.ok_or(Why::NoDocument)?;
    if given != standing.version {
        return Err(Why::WrongVersion { due: standing.version, given });
    }
    if event.document == document { Ok(()) } else { Err(Why::WrongDocument) }
}

fn check_clocks(standing: &Standing, event: &Event, facts: &Facts) -> Result<(), Why> {
    let (at, happened_at) = (event.at, event.happened_at);
    if let Some(last_at) = standing.last_at
        && at + facts.held_tolerance() < last_at
    {
        return Err(Why::ClockBackwards { last_at, at });
    }
    if happened_at > at { Err(Why::HappenedLater { happened_at, at }) } else { Ok(()) }
}

/// Where the waybill stands once `event` is done by `line`.
fn after(standing: &Standing, event: &Event, line: &Transition) -> Standing {
    let mut next = standing.clone();
    next.done.push(Done { id: event.id, deed: event.deed.clone() });
    next.last_at = standing.last_at.max(Some(event.at));
    if let Some(to) = line.to {
        next.state = to;
        next.reached_at = Some(event.happened_at);
    }
    match &event.deed {
        Deed::Amend => {
            next.version = event.version;
            next.document = Some(event.document);
            next.checks = Confirmations::NONE;
        }
        Deed::BeginLoading => {
            next.checks = Confirmations::NONE;
            next.has_loading_begun = true;
        }
        Deed::LoadingCheck { check, outcome } => next.checks = next.checks.with(*check, *outcome),
        Deed::Depart => next.departed_at = standing.departed_at.or(Some(event.happened_at)),
        _ => {}
    }
    next
}
