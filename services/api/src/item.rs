//! What every record has: an owner, a jurisdiction, a revision with its etag.

use placard_domain::{JurisdictionId, OrganisationId, Revision};

use crate::read::Reader;

/// Whose a record is where it does not say: the caller's organisation, the server's jurisdiction.
#[derive(Clone, Debug)]
pub struct Owner {
    /// The caller's own.
    pub organisation: OrganisationId,
    /// The server's default.
    pub jurisdiction: JurisdictionId,
}

impl Owner {
    pub(crate) fn read(
        &self,
        r: &mut Reader,
        organisation: &str,
        jurisdiction: &str,
    ) -> (OrganisationId, JurisdictionId) {
        let organisation = r.id("organisation_id", organisation, OrganisationId::new);
        let jurisdiction = r.id("jurisdiction_id", jurisdiction, JurisdictionId::new);
        (
            organisation.unwrap_or_else(|| self.organisation.clone()),
            jurisdiction.unwrap_or_else(|| self.jurisdiction.clone()),
        )
    }
}

/// The etag of a record: it changes with its revision.
#[must_use]
pub fn etag(revision: Revision) -> String {
    format!("\"{}\"", revision.0)
}
