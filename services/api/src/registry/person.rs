//! Drivers and escorts. Their resident ids are kept whole and shown masked.

use placard_domain::registry::{Person, PersonRole};
use placard_domain::{CarrierId, PersonId, Reason, Revision, Violations};

use super::{read_blacklisting, read_certificates, write_blacklisting, write_certificates};
use crate::item::{Owner, etag};
use crate::read::{Reader, TEXT_MAX};
use crate::v1;
use crate::values::same_values;

/// Characters of a resident id (GB 11643).
const RESIDENT_ID: usize = 18;
/// Characters of it that everybody sees: the division where it was given, and its end.
const SHOWN: (usize, usize) = (6, 2);

same_values!(role_of, role_to, v1::person::Role, PersonRole, Driver; Driver, Escort);

/// Reads a person under the id they have or get. `kept` is the resident id that they had, which
/// stays where the message brings it masked.
///
/// # Errors
/// Everything that is wrong.
pub fn read_person(
    person: &v1::Person,
    id: PersonId,
    owner: &Owner,
    kept: &str,
) -> Result<Person, Violations> {
    let mut r = Reader::default();
    let name = r.text_needed("name", &person.name, TEXT_MAX);
    let role = r.known("role", person.role).map(role_of);
    let qualification = r.text("qualification", &person.qualification, TEXT_MAX);
    let resident_id = read_resident_id(&mut r, &person.resident_id, kept);
    let certificates = read_certificates(&mut r, &person.certificates);
    let blacklisted = read_blacklisting(&mut r, person.blacklisted.as_ref());
    let carrier = r.id("carrier_id", &person.carrier_id, CarrierId::new);
    let (organisation, jurisdiction) =
        owner.read(&mut r, &person.organisation_id, &person.jurisdiction_id);
    r.found.or(Person {
        id,
        name,
        role: role.unwrap_or_default(),
        qualification,
        resident_id,
        certificates,
        blacklisted,
        carrier,
        organisation,
        jurisdiction,
    })
}

/// Seventeen digits and a check character; empty: not known. It is not repeated in what is said.
fn read_resident_id(r: &mut Reader, text: &str, kept: &str) -> String {
    if !kept.is_empty() && text == mask(kept) {
        return kept.to_owned();
    }
    let text = text.to_ascii_uppercase();
    let (digits, check) = text.split_at_checked(RESIDENT_ID - 1).unwrap_or_default();
    let right = digits.bytes().all(|b| b.is_ascii_digit())
        && check.len() == 1
        && check.bytes().all(|b| b.is_ascii_digit() || b == b'X');
    if !text.is_empty() && !right {
        r.found.push("resident_id", Reason::Malformed, "17 × 0-9, 0-9 X");
    }
    text
}

/// A resident id as callers see it.
#[must_use]
pub fn mask(resident_id: &str) -> String {
    let length = resident_id.chars().count();
    let hidden = SHOWN.0..length.saturating_sub(SHOWN.1);
    let letter = |(i, letter)| if hidden.contains(&i) { '*' } else { letter };
    resident_id.chars().enumerate().map(letter).collect()
}

/// A person on the way out.
#[must_use]
pub fn write_person(person: &Person, revision: Revision) -> v1::Person {
    v1::Person {
        id: person.id.to_string(),
        name: person.name.clone(),
        role: role_to(person.role).into(),
        qualification: person.qualification.clone(),
        carrier_id: person.carrier.as_ref().map(ToString::to_string).unwrap_or_default(),
        organisation_id: person.organisation.to_string(),
        jurisdiction_id: person.jurisdiction.to_string(),
        etag: etag(revision),
        revision: revision.0,
        resident_id: mask(&person.resident_id),
        certificates: write_certificates(&person.certificates),
        blacklisted: person.blacklisted.as_ref().map(write_blacklisting),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, kept: &str) -> (String, Violations) {
        let mut r = Reader::default();
        let read = read_resident_id(&mut r, text, kept);
        (read, r.found)
    }

    #[test]
    fn a_resident_id_is_shown_without_its_middle() {
        assert_eq!(mask("430702198506170013"), "430702**********13");
        assert_eq!(mask(""), "");
    }

    #[test]
    fn what_was_shown_leaves_what_is_kept_and_nothing_else_does() {
        let kept = "43070219850617001X";
        assert_eq!(read(&mask(kept), kept), (kept.to_owned(), Violations::new()));
        assert_eq!(read("43070219850617001x", "").0, kept, "a small x is the same");
        assert_eq!(read("", kept).0, "", "it can be taken out");
        for wrong in [mask(kept).as_str(), "4307021985061700", "X30702198506170013", "湘"] {
            let (_, found) = read(wrong, "110105194912310021");
            assert_eq!(found.as_slice()[0].reason, Reason::Malformed, "{wrong}");
            assert!(!found.to_string().contains(wrong), "it is not repeated");
        }
    }
}
