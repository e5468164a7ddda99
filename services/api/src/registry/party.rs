//! Consignors, consignees and loaders.

use placard_domain::registry::{Party, PartyRole};
use placard_domain::{PartyId, Reason, Revision, Violations};

use super::{
    PHONE_MAX, USCC, read_blacklisting, read_certificates, write_blacklisting, write_certificates,
};
use crate::item::{Owner, etag};
use crate::read::{Reader, TEXT_MAX};
use crate::v1;
use crate::values::same_values;

/// The most roles of one party: each once.
const ROLES_MAX: usize = 3;

same_values!(role_of, role_to, v1::party::Role, PartyRole; Consignor, Consignee, Loader);

/// Reads a party under the id it has or gets.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read_party(party: &v1::Party, id: PartyId, owner: &Owner) -> Result<Party, Violations> {
    let mut r = Reader::default();
    let name = r.text_needed("name", &party.name, TEXT_MAX);
    let uscc = r.code("uscc", &party.uscc, USCC);
    let phone = r.text("phone", &party.phone, PHONE_MAX);
    let address = r.text("address", &party.address, TEXT_MAX);
    let roles = r.list("roles", &party.roles, ROLES_MAX, |role| {
        let mut r = Reader::default();
        let known = r.known("", *role);
        let role = known.and_then(role_of);
        if known.is_some() && role.is_none() {
            r.found.push("", Reason::Required, "");
        }
        role.ok_or(r.found)
    });
    let certificates = read_certificates(&mut r, &party.certificates);
    let blacklisted = read_blacklisting(&mut r, party.blacklisted.as_ref());
    let (organisation, jurisdiction) =
        owner.read(&mut r, &party.organisation_id, &party.jurisdiction_id);
    r.found.or(Party {
        id,
        name,
        uscc,
        phone,
        address,
        roles,
        certificates,
        blacklisted,
        organisation,
        jurisdiction,
    })
}

/// A party on its way out.
#[must_use]
pub fn write_party(party: &Party, revision: Revision) -> v1::Party {
    v1::Party {
        id: party.id.to_string(),
        name: party.name.clone(),
        uscc: party.uscc.clone(),
        phone: party.phone.clone(),
        address: party.address.clone(),
        roles: party.roles.iter().map(|role| role_to(*role).into()).collect(),
        certificates: write_certificates(&party.certificates),
        blacklisted: party.blacklisted.as_ref().map(write_blacklisting),
        organisation_id: party.organisation.to_string(),
        jurisdiction_id: party.jurisdiction.to_string(),
        etag: etag(revision),
        revision: revision.0,
    }
}
