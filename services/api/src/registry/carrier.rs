//! Carriers.

use placard_domain::registry::Carrier;
use placard_domain::{CarrierId, Revision, Violations};

use super::{
    PHONE_MAX, USCC, read_blacklisting, read_certificates, write_blacklisting, write_certificates,
};
use crate::item::{Owner, etag};
use crate::read::{Reader, TEXT_MAX};
use crate::v1;

/// Reads a carrier under the id it has or gets.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read_carrier(
    carrier: &v1::Carrier,
    id: CarrierId,
    owner: &Owner,
) -> Result<Carrier, Violations> {
    let mut r = Reader::default();
    let name = r.text_needed("name", &carrier.name, TEXT_MAX);
    let licence = r.text("licence", &carrier.licence, TEXT_MAX);
    let uscc = r.code("uscc", &carrier.uscc, USCC);
    let phone = r.text("phone", &carrier.phone, PHONE_MAX);
    let certificates = read_certificates(&mut r, &carrier.certificates);
    let blacklisted = read_blacklisting(&mut r, carrier.blacklisted.as_ref());
    let (organisation, jurisdiction) =
        owner.read(&mut r, &carrier.organisation_id, &carrier.jurisdiction_id);
    r.found.or(Carrier {
        id,
        name,
        licence,
        uscc,
        phone,
        certificates,
        blacklisted,
        organisation,
        jurisdiction,
    })
}

/// A carrier on its way out.
#[must_use]
pub fn write_carrier(carrier: &Carrier, revision: Revision) -> v1::Carrier {
    v1::Carrier {
        id: carrier.id.to_string(),
        name: carrier.name.clone(),
        licence: carrier.licence.clone(),
        phone: carrier.phone.clone(),
        organisation_id: carrier.organisation.to_string(),
        jurisdiction_id: carrier.jurisdiction.to_string(),
        etag: etag(revision),
        revision: revision.0,
        uscc: carrier.uscc.clone(),
        certificates: write_certificates(&carrier.certificates),
        blacklisted: carrier.blacklisted.as_ref().map(write_blacklisting),
    }
}
