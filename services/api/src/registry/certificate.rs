//! Certificates, what they cover, and marks of a blacklist.

use placard_domain::registry::{Blacklisting, Certificate, CertificateKind, Scope};
use placard_domain::{Reason, Violations};

use crate::read::{Reader, TEXT_MAX};
use crate::v1;
use crate::values::same_values;

/// The most certificates of one record.
const CERTIFICATES_MAX: usize = 50;
/// The most classes, divisions and other scopes in one list.
const SCOPES_MAX: usize = 30;

same_values!(
    kind_of, kind_to, v1::certificate::Kind, CertificateKind;
    TransportLicence, LiabilityInsurance, VehiclePermit, DrivingPermit, CompulsoryInsurance,
    TankInspection, PressureVesselRegistration, DriverQualification, EscortQualification,
    DrivingLicence, Training, ChemicalsLicence, WasteLicence, ExplosivesLicence
);

/// Scopes that are no class, as they are written.
const NAMED: [(&str, Scope); 3] = [
    ("HIGHLY_TOXIC", Scope::HighlyToxic),
    ("HAZARDOUS_WASTE", Scope::HazardousWaste),
    ("MEDICAL_WASTE", Scope::MedicalWaste),
];

/// Reads the certificates of a record.
pub(crate) fn read_certificates(
    r: &mut Reader,
    certificates: &[v1::Certificate],
) -> Vec<Certificate> {
    r.list("certificates", certificates, CERTIFICATES_MAX, read_certificate)
}

fn read_certificate(certificate: &v1::Certificate) -> Result<Certificate, Violations> {
    let mut r = Reader::default();
    let kind = r.known("kind", certificate.kind);
    let known = kind.and_then(kind_of);
    if kind.is_some() && known.is_none() {
        r.found.push("kind", Reason::Required, "");
    }
    let number = r.text_needed("number", &certificate.number, TEXT_MAX);
    let scope = read_scopes(&mut r, "scope", &certificate.scope);
    let texts = [certificate.valid_from.as_str(), certificate.valid_to.as_str()];
    let (valid_from, valid_to) = r.days(["valid_from", "valid_to"], texts);
    let Some(kind) = known else { return Err(r.found) };
    r.found.or(Certificate { kind, number, scope, valid_from, valid_to })
}

/// Reads what is covered or accepted.
pub(crate) fn read_scopes(r: &mut Reader, field: &str, scopes: &[String]) -> Vec<Scope> {
    r.list(field, scopes, SCOPES_MAX, |text| {
        let named = NAMED.iter().find(|(name, _)| name == text);
        match named {
            Some((_, scope)) => Ok(*scope),
            None => text.parse().map(Scope::Class),
        }
    })
}

/// Reads a mark of the blacklist.
pub(crate) fn read_blacklisting(
    r: &mut Reader,
    blacklisted: Option<&v1::Blacklisting>,
) -> Option<Blacklisting> {
    let read = |blacklisted: &v1::Blacklisting| {
        let mut r = Reader::default();
        if blacklisted.since.is_empty() {
            r.found.push("since", Reason::Required, "");
        }
        let texts = [blacklisted.since.as_str(), blacklisted.until.as_str()];
        let (since, until) = r.days(["since", "until"], texts);
        let reason = r.text_needed("reason", &blacklisted.reason, TEXT_MAX);
        let Some(since) = since else { return Err(r.found) };
        r.found.or(Blacklisting { since, until, reason })
    };
    r.found.keep("blacklisted", blacklisted.map(read).transpose()).flatten()
}

/// Certificates on their way out.
pub(crate) fn write_certificates(certificates: &[Certificate]) -> Vec<v1::Certificate> {
    certificates.iter().map(write_certificate).collect()
}

/// A certificate on its way out.
#[must_use]
pub fn write_certificate(certificate: &Certificate) -> v1::Certificate {
    let day = |day: Option<_>| day.as_ref().map(ToString::to_string).unwrap_or_default();
    v1::Certificate {
        kind: kind_to(certificate.kind).into(),
        number: certificate.number.clone(),
        scope: certificate.scope.iter().map(write_scope).collect(),
        valid_from: day(certificate.valid_from),
        valid_to: day(certificate.valid_to),
    }
}

/// A scope as it is written.
pub(crate) fn write_scope(scope: &Scope) -> String {
    let named = NAMED.iter().find(|(_, named)| named == scope);
    match (scope, named) {
        (Scope::Class(class), _) => class.to_string(),
        (_, named) => named.map(|(name, _)| (*name).to_owned()).unwrap_or_default(),
    }
}

/// A mark of the blacklist on its way out.
pub(crate) fn write_blacklisting(blacklisted: &Blacklisting) -> v1::Blacklisting {
    v1::Blacklisting {
        since: blacklisted.since.to_string(),
        until: blacklisted.until.map(|day| day.to_string()).unwrap_or_default(),
        reason: blacklisted.reason.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate() -> v1::Certificate {
        v1::Certificate {
            kind: v1::certificate::Kind::TransportLicence.into(),
            number: "湘交运管许可常字430700000001号".into(),
            scope: ["2.1", "3", "HIGHLY_TOXIC", "HAZARDOUS_WASTE", "MEDICAL_WASTE"]
                .map(Into::into)
                .to_vec(),
            valid_from: "2024-01-01".into(),
            valid_to: "2027-12-31".into(),
        }
    }

    #[test]
    fn a_certificate_comes_out_as_it_went_in() {
        let read = read_certificate(&certificate()).unwrap();
        assert_eq!(write_certificate(&read), certificate());
        let bare = v1::Certificate {
            valid_from: String::new(),
            valid_to: String::new(),
            scope: Vec::new(),
            ..certificate()
        };
        assert_eq!(write_certificate(&read_certificate(&bare).unwrap()), bare);
    }

    #[test]
    fn all_that_is_wrong_with_a_certificate_is_named() {
        let wrong = v1::Certificate {
            kind: 0,
            number: " ".into(),
            scope: vec!["3".into(), "3.1".into(), "POISON".into()],
            valid_from: "2026-02-30".into(),
            valid_to: "soon".into(),
        };
        let found = read_certificate(&wrong).unwrap_err();
        let fields: Vec<_> = found.as_slice().iter().map(|v| v.field.as_str()).collect();
        assert_eq!(fields, ["kind", "number", "scope[1]", "scope[2]", "valid_from", "valid_to"]);
        let backwards = v1::Certificate { valid_to: "2023-12-31".into(), ..certificate() };
        let found = read_certificate(&backwards).unwrap_err();
        assert_eq!(found.as_slice()[0].reason, Reason::OutOfRange);
    }

    #[test]
    fn a_mark_without_a_day_or_a_reason_is_none() {
        let mut r = Reader::default();
        assert_eq!(read_blacklisting(&mut r, None), None);
        assert!(r.found.is_empty());
        read_blacklisting(&mut r, Some(&v1::Blacklisting::default()));
        let fields: Vec<_> = r.found.as_slice().iter().map(|v| v.field.as_str()).collect();
        assert_eq!(fields, ["blacklisted.since", "blacklisted.reason"]);
    }
}
