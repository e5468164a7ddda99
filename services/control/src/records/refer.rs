//! What a record points to must be there, for the caller to see.

use placard_domain::registry::Blacklisting;
use placard_domain::{JurisdictionId, Reason, Violations};
use placard_store::records::{ItemFilter, Kind};
use tonic::Status;

use super::Noun;
use crate::call::Call;
use crate::fault;
use crate::hall::Hall;
use crate::rights;

/// Follows what an item points to, and notes what leads nowhere.
pub(crate) struct References<'a> {
    hall: &'a Hall,
    call: &'a Call,
    found: Violations,
}

impl<'a> References<'a> {
    pub(crate) fn new(hall: &'a Hall, call: &'a Call) -> Self {
        Self { hall, call, found: Violations::new() }
    }

    /// What was found.
    pub(crate) fn done(self) -> Violations {
        self.found
    }

    /// An item of another noun.
    pub(crate) async fn item<N: Noun>(&mut self, field: &str, id: &str) -> Result<(), Status> {
        let version = self.hall.records().item(N::KIND, id).await;
        let version = version.map_err(|error| fault::store(&error))?;
        if !version.is_some_and(|v| N::sees(self.hall, self.call, &v.organisation)) {
            self.found.push(field, Reason::NoSuchReference, id);
        }
        Ok(())
    }

    /// A mark of the blacklist: the authority's alone to set and to lift.
    pub(crate) fn blacklisting(&mut self, old: Option<&Blacklisting>, new: Option<&Blacklisting>) {
        if old != new && !rights::blacklists(self.call.caller(), self.hall.authority()) {
            self.found.push("blacklisted", Reason::PermissionDenied, self.hall.authority());
        }
    }

    /// A jurisdiction; the server's own is taken as it is set.
    pub(crate) async fn jurisdiction(&mut self, id: &JurisdictionId) -> Result<(), Status> {
        if *id == self.hall.owner(self.call).jurisdiction {
            return Ok(());
        }
        let version = self.hall.records().item(Kind::Jurisdiction, id.as_str()).await;
        if version.map_err(|error| fault::store(&error))?.is_none() {
            self.found.push("jurisdiction_id", Reason::NoSuchReference, id);
        }
        Ok(())
    }
}

/// Refuses to take out what items of `kind` hang on.
pub(crate) async fn refuse_in_use(hall: &Hall, kind: Kind, parent: &str) -> Result<(), Status> {
    let filter = ItemFilter { parent: Some(parent.to_owned()), ..ItemFilter::default() };
    let hanging = hall.records().items(kind, &filter, "", 1).await;
    let hanging = hanging.map_err(|error| fault::store(&error))?;
    match hanging.first() {
        None => Ok(()),
        Some(one) => {
            let what = format!("{}/{}", kind.table(), one.id);
            Err(placard_api::errors::refuse("id", Reason::InUse, what))
        }
    }
}
