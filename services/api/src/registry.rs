//! The register, in and out: carriers, people, parties, sites, tanks, and their certificates.

mod carrier;
mod certificate;
mod party;
mod person;
mod site;
mod tank;
#[cfg(test)]
mod tests;

pub use carrier::{read_carrier, write_carrier};
pub use certificate::write_certificate;
pub(crate) use certificate::{
    read_blacklisting, read_certificates, read_scopes, write_blacklisting, write_certificates,
    write_scope,
};
pub use party::{read_party, write_party};
pub use person::{mask, read_person, write_person};
pub use site::{read_site, site_kind_name, write_site};
pub use tank::{read_tank, write_tank};

/// Characters of a unified social credit code (GB 32100).
const USCC: usize = 18;
/// The longest phone number, in characters.
const PHONE_MAX: usize = 32;
