//! A waybill at hand: its chain and document, what is being done to it, and how that is filed.

use std::sync::Arc;

use ed25519_dalek::SigningKey;
use placard_api::errors::{refuse, status};
use placard_domain::waybill::Waybill;
use placard_domain::{Millis, Reason, Text, Timestamp, Violation};
use placard_store::records::{FileRefused, Filing, KeptLink, KeptVersion, KeptWaybill, Trace};
use placard_waybill::chain::{Chain, Link, NotAppended};
use placard_waybill::lifecycle::{
    Deed, Event, EventId, Facts, Fingerprint, Parties, Refusal, Standing, State, WaybillId, Why,
};
use placard_waybill::register::Register;
use tonic::Status;

use super::actor::Acting;
use super::check::runs_out_at;
use super::document::{Document, Figures, figures_agree, note_with, read};
use super::{party, trip};
use crate::call::Call;
use crate::fault;
use crate::hall::Hall;

/// The most links of one chain: each deed walks all of it.
const LINKS_MAX: usize = 1000;
/// A signed waybill is put away after this: the parties may still remark on it.
const ARCHIVED_AFTER: Millis = Millis::from_hours(24);

/// A waybill at hand.
pub(super) struct File {
    /// How it was filed last; `None`: it is new.
    pub(super) kept: Option<KeptWaybill>,
    /// Where it stands, with what is done here.
    pub(super) standing: Standing,
    /// The version that stands.
    pub(super) document: Document,
    /// That version with what was confirmed at both ends.
    pub(super) shown: Waybill,
    chain: Chain,
    fresh: Vec<KeptLink>,
    version: Option<KeptVersion>,
}

/// What somebody does.
pub(super) struct Doing {
    pub(super) id: EventId,
    pub(super) by: Acting,
    pub(super) deed: Deed,
    pub(super) happened_at: Timestamp,
    pub(super) note: String,
    pub(super) figures: Option<Figures>,
    pub(super) parties: Parties,
    /// Errors of the validation, where one was made.
    pub(super) errors: Option<u32>,
}

impl File {
    /// A waybill that nothing was done to.
    pub(super) fn blank(id: WaybillId, document: Document) -> Self {
        Self {
            kept: None,
            standing: Standing::blank(),
            shown: document.waybill.clone(),
            document,
            chain: Chain::new(id),
            fresh: Vec::new(),
            version: None,
        }
    }

    /// Reads all of a waybill that is kept.
    pub(super) async fn load(hall: &Hall, kept: KeptWaybill) -> Result<Self, Status> {
        let chain = chain(hall, &kept.id).await?;
        let standing = chain.standing().map_err(|error| fault::internal(&error))?;
        let version = hall.records().waybill_version(&kept.id, kept.version).await;
        let version = version.map_err(|error| fault::store(&error))?;
        let version = version.ok_or_else(|| fault::internal(&"a waybill without its version"))?;
        Ok(Self {
            standing,
            document: Document::kept(&version)?,
            shown: read(&kept.document)?,
            kept: Some(kept),
            chain,
            fresh: Vec::new(),
            version: None,
        })
    }

    /// Whether an event was done before: its sender may take it for done.
    pub(super) fn has_done(&self, id: EventId, deed: &Deed) -> bool {
        self.standing.done.iter().any(|done| done.id == id && done.deed == *deed)
    }

    /// The parties as an earlier event knew them.
    pub(super) fn last_parties(&self) -> Option<Parties> {
        self.chain.links.last().map(|link| link.facts.parties.clone())
    }

    /// Writes a new version, which the amendment that comes next is about.
    pub(super) fn write(&mut self, document: Document) {
        self.version = Some(document.version(self.standing.version + 1));
        self.shown = document.waybill.clone();
        self.document = document;
    }

    /// Does it: appends a link, where the life cycle allows it.
    pub(super) fn act(
        &mut self,
        now: Timestamp,
        doing: Doing,
        key: &SigningKey,
    ) -> Result<(), Status> {
        if self.chain.links.len() >= LINKS_MAX {
            let detail = format_args!("{LINKS_MAX} events");
            return Err(refuse("", Reason::TooLarge, detail));
        }
        let Doing { id, by, deed, happened_at, note, figures, parties, errors } = doing;
        let version = match (&deed, &self.version) {
            (Deed::Amend, Some(version)) => version.version,
            _ => self.standing.version,
        };
        let text = figures.as_ref().map(Figures::text).transpose()?;
        let note = text.as_ref().map_or(note.clone(), |text| note_with(&note, text));
        let was = self.shown.clone();
        if let Some(figures) = figures {
            figures.put(&mut self.shown);
        }
        let facts = self.facts(parties, errors);
        let event = Event {
            id,
            waybill: self.chain.waybill.clone(),
            actor: by.actor,
            identity: by.identity,
            deed,
            at: now,
            happened_at,
            version,
            document: self.document.fingerprint(),
            note,
        };
        match self.chain.append(event, facts, None, key) {
            Ok(standing) => self.standing = standing,
            Err(NotAppended::Refused(refusal)) => {
                self.shown = was;
                return Err(refused(&refusal));
            }
            Err(NotAppended::Broken(broken)) => return Err(fault::internal(&broken)),
        }
        let bytes = self.chain.links.last().map(Link::encode).unwrap_or_default();
        self.fresh.push(KeptLink { bytes, figures: text });
        Ok(())
    }

    /// What the documents say now.
    fn facts(&self, parties: Parties, findings_errors: Option<u32>) -> Facts {
        let (loading, unloading) = (self.shown.loading.as_ref(), self.shown.unloading.as_ref());
        let sealed =
            |it: &placard_domain::waybill::Loading| it.seals.iter().any(|s| !s.trim().is_empty());
        Facts {
            parties,
            findings_errors,
            is_tank: party::is_tank(&self.document),
            has_actual_mass: loading.is_some_and(|it| it.mass_kg.is_some()),
            has_seals: loading.is_some_and(sealed),
            has_received_quantity: unloading.is_some_and(|it| it.mass_kg.is_some()),
            expires_at: runs_out_at(&self.document.waybill),
            tolerance: Millis::ZERO,
        }
    }

    /// How it will be kept.
    pub(super) fn keeping(&self, hall: &Hall, register: &Register, now: Timestamp) -> Keeping {
        let document = &self.document.waybill;
        let parties = party::parties(document, register, hall.authority());
        let before = self.kept.as_ref();
        let planned_at = document.departs_at.or(before.map(|kept| kept.planned_at));
        let shown = serde_json::to_string(&self.shown).unwrap_or_default();
        let kept = KeptWaybill {
            id: self.chain.waybill.to_string(),
            change: before.map_or(0, |kept| kept.change),
            number: document.number.clone(),
            issuer: document.issuer.clone(),
            state: self.standing.state.code().to_owned(),
            version: self.standing.version,
            links: self.chain.links.len() as u64,
            head: self.chain.head().map_or(Fingerprint::NONE, |head| head.hash).0,
            hash: self.document.fingerprint().0,
            planned_at: planned_at.unwrap_or(now),
            due_at: self.due_at(),
            named: party::named_by(document, register, &parties),
            document: shown,
        };
        let filing = Filing {
            expected: before.map_or(0, |kept| kept.links),
            waybill: kept,
            version: self.version.clone(),
            links: self.fresh.clone(),
            takes: party::takes(document, register, &self.standing),
        };
        let was = before.is_some_and(|kept| trip::is_in_force(&kept.state));
        let is = self.standing.is_in_force();
        Keeping { filing, moves: (was != is).then_some(is) }
    }

    /// When the timer has to look at it.
    fn due_at(&self) -> Option<Timestamp> {
        match self.standing.state {
            State::Draft | State::Submitted | State::Accepted => {
                runs_out_at(&self.document.waybill).filter(|_| !self.standing.has_loading_begun)
            }
            State::Signed => self.standing.last_at.map(|signed| signed + ARCHIVED_AFTER),
            _ => None,
        }
    }
}

/// A filing, and whether the waybill comes into force by it or goes out of it.
pub(super) struct Keeping {
    pub(super) filing: Filing,
    moves: Option<bool>,
}

/// What came of filing.
pub(super) enum Outcome {
    /// It is filed.
    Filed,
    /// Somebody came before: read again.
    Moved,
}

/// Files it: with a trip put into the world, or taken out, where it comes into force or goes.
pub(super) async fn file(
    hall: &Hall,
    file: &File,
    keeping: &Keeping,
    register: &Arc<Register>,
    trace: &Trace,
) -> Result<Outcome, Status> {
    let filing = &keeping.filing;
    let at = trace.audit.at;
    let changes = match keeping.moves {
        None => Vec::new(),
        Some(true) => trip::coming(hall, &file.document.waybill, register, at)?,
        Some(false) => trip::going(hall, &filing.waybill.id, at).await?,
    };
    let filed = match changes.is_empty() {
        true => hall.records().file(filing, None, trace).await,
        false => hall.line().desk().await.file(filing, &changes, trace).await,
    };
    match filed {
        Ok(_) => Ok(Outcome::Filed),
        Err(FileRefused::Moved(_)) if filing.expected == 0 => {
            Err(refuse("waybill.id", Reason::Duplicate, &filing.waybill.id))
        }
        Err(FileRefused::Moved(_)) => Ok(Outcome::Moved),
        Err(FileRefused::NumberTaken { number, .. }) => {
            Err(refuse("waybill.number", Reason::Duplicate, number))
        }
        Err(FileRefused::World(error)) => Err(fault::internal(&error)),
        Err(FileRefused::Store(error)) => Err(fault::store(&error)),
    }
}

/// A waybill that the caller may see.
pub(super) async fn seen(hall: &Hall, call: &Call, id: &str) -> Result<KeptWaybill, Status> {
    let kept = hall.records().waybill(id).await.map_err(|error| fault::store(&error))?;
    let own = call.caller().organisation.as_ref().map(ToString::to_string);
    let sees =
        |kept: &KeptWaybill| own.as_ref().is_none_or(|own| kept.named.organisations.contains(own));
    kept.filter(sees).ok_or_else(|| fault::not_found("waybill", id))
}

/// The chain of a waybill, as far as it can be read.
async fn chain(hall: &Hall, id: &str) -> Result<Chain, Status> {
    let waybill = WaybillId::new(id).map_err(|error| fault::internal(&error))?;
    let links = hall.records().waybill_links(id).await.map_err(|error| fault::store(&error))?;
    let mut chain = Chain::new(waybill);
    for kept in &links {
        let link = Link::decode(&kept.bytes).map_err(|error| fault::internal(&error))?;
        if !figures_agree(&link.event.note, kept) {
            let place = format!("{id}: what is kept beside link {} is not its own", link.sequence);
            return Err(fault::internal(&place));
        }
        chain.links.push(link);
    }
    Ok(chain)
}

/// The etag of a waybill: it changes with its chain.
pub(super) fn etag(kept: &KeptWaybill) -> String {
    format!("\"{}\"", kept.links)
}

/// Holds the etag that a caller read against the one that stands.
pub(super) fn check_etag(kept: &KeptWaybill, given: &str) -> Result<(), Status> {
    if given.is_empty() || given == etag(kept) {
        Ok(())
    } else {
        Err(refuse("etag", Reason::EtagMismatch, ""))
    }
}

/// What the life cycle says no to, with what would cure it.
fn refused(refusal: &Refusal) -> Status {
    let (field, reason) = match refusal.reason {
        Why::WrongRole(_) | Why::WrongParty(_) => ("role", Reason::PermissionDenied),
        Why::IdUsed => ("event_id", Reason::Duplicate),
        Why::HappenedLater { .. } => ("happened_at", Reason::OutOfRange),
        _ => ("deed", Reason::WaybillState),
    };
    let (said, cure) = (refusal.text(), refusal.cure());
    let text = cure.map_or(said.clone(), |cure| {
        Text::new(format!("{}；{}", said.zh, cure.zh), format!("{}; {}", said.en, cure.en))
    });
    status(&Violation::saying(field, reason, text).into())
}
