//! The authority that runs this server.

use placard_domain::{JurisdictionId, OrganisationId};

use super::section::section;
use super::value::Value;

macro_rules! ids {
    ($($id:ident),*) => {$(
        impl Value for $id {
            const FORM: &'static str = "an id: 1 to 64 characters out of A-Z a-z 0-9 . _ -";
            fn from_text(text: &str) -> Option<Self> {
                Self::new(text).ok()
            }
            fn to_toml(&self) -> Option<String> {
                Some(super::value::quoted(self.as_str()))
            }
        }
    )*};
}
ids!(OrganisationId, JurisdictionId);

section! {
    /// The authority that runs this server.
    pub struct Office in "office" {
        /// Whose records those are that do not say; its zones are everybody's to read. The starter
        /// data are Changde's.
        organisation: OrganisationId = id("changde", OrganisationId::new);
        /// Where records belong that do not say: country, then GB/T 2260 digits.
        jurisdiction: JurisdictionId = id("CN-4307", JurisdictionId::new);
    }
}

/// A default that is an id, which a test reads back.
fn id<T, E: std::fmt::Debug>(text: &str, new: fn(&str) -> Result<T, E>) -> T {
    new(text).expect("a default is an id")
}
