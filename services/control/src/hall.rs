//! What every service has at hand: the line, how the office is set up, and what all of them share.

use std::sync::Arc;

use placard_api::item::Owner;
use placard_domain::{JurisdictionId, OrganisationId, Timestamp};
use placard_partition::Line;
use placard_store::Records;

use crate::call::Call;
use crate::gallery::Gallery;
use crate::pages::Pages;
use crate::waybills::{Registrar, SignerCell};

/// The largest message taken, over gRPC and as the body of a JSON request alike: 16 MiB, some
/// 60,000 vehicles or 2,000 zones of a hundred positions. What is larger is sent in parts, or
/// imported by `placard import`, which reads files of any size.
pub const MESSAGE_MAX: usize = 16 * 1024 * 1024;

/// How the office is set up.
#[derive(Clone)]
pub struct OfficeSettings {
    /// Seals page tokens; kept from start to start, or tokens end with the process.
    pub page_key: [u8; 32],
    /// The seed of the Ed25519 key by which what happens to waybills is signed; another one takes
    /// the place of the one in use at the next start.
    pub signing_key: [u8; 32],
    /// The authority that runs this server: whose records are those that do not say, written by a
    /// caller that sees all. Its zones are everybody's to read.
    pub organisation: OrganisationId,
    /// Where records belong that do not say.
    pub jurisdiction: JurisdictionId,
}

/// What every service has at hand. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Hall(Arc<Inner>);

struct Inner {
    line: Line,
    settings: OfficeSettings,
    pages: Pages,
    gallery: Gallery,
    registrar: Registrar,
    signer: SignerCell,
}

impl Hall {
    pub(crate) fn new(line: Line, settings: OfficeSettings) -> Self {
        Self::with(line, settings, Gallery::default())
    }

    pub(crate) fn with(line: Line, settings: OfficeSettings, gallery: Gallery) -> Self {
        let pages = Pages::new(&settings.page_key);
        let signer = SignerCell::new(&settings.signing_key);
        let registrar = Registrar::default();
        Self(Arc::new(Inner { line, settings, pages, gallery, registrar, signer }))
    }

    pub(crate) fn line(&self) -> &Line {
        &self.0.line
    }

    pub(crate) fn records(&self) -> &dyn Records {
        self.0.line.records().as_ref()
    }

    pub(crate) fn pages(&self) -> &Pages {
        &self.0.pages
    }

    /// Where those stand who watch.
    pub(crate) fn gallery(&self) -> &Gallery {
        &self.0.gallery
    }

    /// Keeps the register and the lists as waybills are checked by them.
    pub(crate) fn registrar(&self) -> &Registrar {
        &self.0.registrar
    }

    /// Signs what happens to waybills.
    pub(crate) fn signer(&self) -> &SignerCell {
        &self.0.signer
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.line().clock().now()
    }

    /// The authority that runs this server.
    pub(crate) fn authority(&self) -> &OrganisationId {
        &self.0.settings.organisation
    }

    /// Where things are that do not say.
    pub(crate) fn jurisdiction(&self) -> &JurisdictionId {
        &self.0.settings.jurisdiction
    }

    /// Whose a record is that a caller writes and that does not say.
    pub(crate) fn owner(&self, call: &Call) -> Owner {
        let own = call.caller().organisation.clone();
        Owner {
            organisation: own.unwrap_or_else(|| self.authority().clone()),
            jurisdiction: self.0.settings.jurisdiction.clone(),
        }
    }

    /// Up to when everything accepted has been judged, in every partition.
    pub(crate) fn as_of(&self) -> Timestamp {
        let partitions = self.line().health().partitions;
        partitions.iter().map(|partition| partition.as_of).min().unwrap_or_default()
    }
}
