//! Errors as they leave: a gRPC status with field-level details in both languages.

use placard_domain::{Reason, Violation, Violations};
use prost::Message as _;
use tonic::{Code, Status};

use crate::v1;

/// One violation as the proto has it.
#[must_use]
pub fn write(violation: &Violation) -> v1::Violation {
    let text = violation.text();
    v1::Violation {
        field: violation.field.clone(),
        reason: v1::violation::Reason::from_str_name(violation.reason.code())
            .unwrap_or_default()
            .into(),
        zh: text.zh,
        en: text.en,
    }
}

/// The code a reason leaves with.
#[must_use]
pub fn code_of(reason: Reason) -> Code {
    use Reason as R;
    match reason {
        R::DiskFull => Code::ResourceExhausted,
        R::Unavailable => Code::Unavailable,
        R::Unauthenticated => Code::Unauthenticated,
        R::PermissionDenied => Code::PermissionDenied,
        R::NotFound => Code::NotFound,
        R::Internal => Code::Internal,
        R::Duplicate => Code::AlreadyExists,
        R::EtagMismatch | R::TakenByOther | R::WatcherTooSlow => Code::Aborted,
        R::ResumeTokenTooOld => Code::OutOfRange,
        R::AlertState | R::InUse | R::WaybillState | R::WaybillInvalid => Code::FailedPrecondition,
        R::Unsupported => Code::Unimplemented,
        _ => Code::InvalidArgument,
    }
}

/// The status for what is wrong: `google.rpc.BadRequest` for every client, `placard.v1.Violations`
/// beside it for ours. Its code is that of the first violation.
#[must_use]
pub fn status(violations: &Violations) -> Status {
    let first = violations.as_slice().first().map_or(Reason::Internal, |v| v.reason);
    status_as(code_of(first), violations)
}

/// The status for what is wrong under a code that its reason alone does not tell: a whole message
/// over the limit is `RESOURCE_EXHAUSTED`, a field over its own is `INVALID_ARGUMENT`.
#[must_use]
pub fn status_as(code: Code, violations: &Violations) -> Status {
    let bad_request = tonic_types::pb::BadRequest {
        field_violations: violations
            .as_slice()
            .iter()
            .map(|violation| tonic_types::pb::bad_request::FieldViolation {
                field: violation.field.clone(),
                description: violation.text().en,
                reason: violation.reason.code().to_owned(),
                ..Default::default()
            })
            .collect(),
    };
    let ours = v1::Violations { violations: violations.as_slice().iter().map(write).collect() };
    let message = violations.to_string();
    let details = tonic_types::pb::Status {
        code: code.into(),
        message: message.clone(),
        details: vec![
            any("google.rpc.BadRequest", &bad_request),
            any("placard.v1.Violations", &ours),
        ],
    };
    Status::with_details(code, message, details.encode_to_vec().into())
}

/// The status for one thing that is wrong.
#[must_use]
pub fn refuse(field: &str, reason: Reason, detail: impl std::fmt::Display) -> Status {
    status(&Violations::one(field, reason, detail))
}

fn any(name: &str, message: &impl prost::Message) -> prost_types::Any {
    prost_types::Any {
        type_url: format!("type.googleapis.com/{name}"),
        value: message.encode_to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proto_and_the_domain_have_the_same_reasons() {
        for reason in Reason::ALL {
            let found = v1::violation::Reason::from_str_name(reason.code());
            assert!(found.is_some(), "{reason} is not in errors.proto");
        }
        let known = (1..200).filter(|n| v1::violation::Reason::try_from(*n).is_ok()).count();
        assert_eq!(known, Reason::ALL.len(), "errors.proto has reasons that the domain lacks");
    }

    #[test]
    fn a_status_carries_both_details() {
        let mut found = Violations::one("fixes[3].latitude", Reason::LatitudeOutOfRange, "95");
        found.push("fixes[4].device_time", Reason::Required, "");
        let status = status(&found);
        assert_eq!(status.code(), Code::InvalidArgument);
        let details = tonic_types::pb::Status::decode(status.details()).unwrap();
        assert_eq!(details.details.len(), 2);
        let ours = v1::Violations::decode(details.details[1].value.as_slice()).unwrap();
        assert_eq!(ours.violations[0].field, "fixes[3].latitude");
        assert!(ours.violations[0].zh.contains("纬度"));
        assert!(status.message().contains("fixes[4].device_time"));
    }
}
