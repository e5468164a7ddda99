//! From a method's answer, or its status, to an HTTP response.

use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use placard_api::v1;
use prost::Message as _;
use prost_reflect::{DynamicMessage, ReflectMessage as _, SerializeOptions};
use serde_json::{Value, json};
use tonic::{Code, Status};

use crate::fault;

/// The answer as JSON. Fields without a value are there all the same (`nextPageToken: ""`), but
/// those that may be absent, since absent is not zero.
pub(super) fn answer(message: &DynamicMessage) -> Result<Response, Status> {
    let options = SerializeOptions::new().skip_default_fields(false);
    let mut body = Vec::new();
    let mut serializer = serde_json::Serializer::new(&mut body);
    message
        .serialize_with_options(&mut serializer, &options)
        .map_err(|error| fault::internal(&error))?;
    let mut response = json_response(StatusCode::OK, body);
    let etag = message.descriptor().get_field_by_name("etag");
    let etag = etag.map(|field| message.get_field(&field));
    if let Some(etag) = etag.as_ref().and_then(|value| value.as_str())
        && !etag.is_empty()
        && let Ok(etag) = HeaderValue::from_str(etag)
    {
        response.headers_mut().insert(header::ETAG, etag);
    }
    Ok(response)
}

/// A refusal: `{"code", "message", "details"}`.
pub(crate) fn answer_status(status: &Status) -> Response {
    let body = json!({
        "code": i32::from(status.code()),
        "message": status.message(),
        "details": details(status.details()),
    });
    let mut response = json_response(http_code(status.code()), body.to_string().into_bytes());
    if status.code() == Code::Unauthenticated {
        let bearer = HeaderValue::from_static("Bearer");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, bearer);
    }
    // What is over the limit is told by its own code, apart from what is used up.
    let too_large = i32::from(v1::violation::Reason::TooLarge);
    if status.code() == Code::ResourceExhausted
        && violations(status.details()).iter().any(|v| v.reason == too_large)
    {
        *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
    }
    response
}

fn json_response(status: StatusCode, body: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    // Answers are one caller's, and of one moment.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn any_of(details: &[u8]) -> Vec<prost_types::Any> {
    tonic_types::pb::Status::decode(details).map(|status| status.details).unwrap_or_default()
}

fn violations(details: &[u8]) -> Vec<v1::Violation> {
    let ours = any_of(details).into_iter().filter(|any| any.type_url.ends_with(OURS));
    let read = ours.filter_map(|any| v1::Violations::decode(any.value.as_slice()).ok());
    read.flat_map(|found| found.violations).collect()
}

const OURS: &str = "/placard.v1.Violations";
const GOOGLES: &str = "/google.rpc.BadRequest";

fn details(details: &[u8]) -> Vec<Value> {
    any_of(details).iter().filter_map(detail).collect()
}

/// The two details that Placard gives; another's service may give others, which only gRPC carries.
fn detail(any: &prost_types::Any) -> Option<Value> {
    let bytes = any.value.as_slice();
    if any.type_url.ends_with(GOOGLES) {
        let read = tonic_types::pb::BadRequest::decode(bytes).ok()?;
        let fields = read
            .field_violations
            .into_iter()
            .map(|v| json!({"field": v.field, "description": v.description, "reason": v.reason}));
        Some(json!({"@type": any.type_url, "fieldViolations": fields.collect::<Vec<_>>()}))
    } else if any.type_url.ends_with(OURS) {
        let read = v1::Violations::decode(bytes).ok()?;
        let all = read.violations.into_iter().map(|v| {
            json!({"field": v.field, "reason": v.reason().as_str_name(), "zh": v.zh, "en": v.en})
        });
        Some(json!({"@type": any.type_url, "violations": all.collect::<Vec<_>>()}))
    } else {
        None
    }
}

/// The HTTP code that a gRPC code maps to (google/rpc/code.proto).
pub(super) const fn http_code(code: Code) -> StatusCode {
    match code {
        Code::Ok => StatusCode::OK,
        Code::InvalidArgument | Code::FailedPrecondition | Code::OutOfRange => {
            StatusCode::BAD_REQUEST
        }
        Code::Unauthenticated => StatusCode::UNAUTHORIZED,
        Code::PermissionDenied => StatusCode::FORBIDDEN,
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::AlreadyExists | Code::Aborted => StatusCode::CONFLICT,
        Code::ResourceExhausted => StatusCode::TOO_MANY_REQUESTS,
        Code::Unimplemented => StatusCode::NOT_IMPLEMENTED,
        Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Code::DeadlineExceeded => StatusCode::GATEWAY_TIMEOUT,
        Code::Cancelled | Code::Unknown | Code::Internal | Code::DataLoss => {
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt as _;
    use placard_api::errors::{refuse, status};
    use placard_domain::{Reason, Violations};

    async fn shown(status: &Status) -> (StatusCode, Value) {
        let response = answer_status(status);
        let code = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (code, serde_json::from_slice(&body).unwrap())
    }

    #[tokio::test]
    async fn a_refusal_names_fields_in_both_languages() {
        let found = Violations::one("vehicle.plate", Reason::Required, "");
        let (code, body) = shown(&status(&found)).await;
        assert_eq!((code, &body["code"]), (StatusCode::BAD_REQUEST, &json!(3)));
        assert_eq!(body["details"][0]["fieldViolations"][0]["field"], "vehicle.plate");
        let ours = &body["details"][1]["violations"][0];
        assert_eq!((&ours["reason"], &ours["zh"]), (&json!("REQUIRED"), &json!("必填")));
        assert_eq!(ours["en"], "must be given");
    }

    #[tokio::test]
    async fn what_is_over_the_limit_and_what_is_used_up_differ() {
        assert_eq!(shown(&crate::gate::too_large("")).await.0, StatusCode::PAYLOAD_TOO_LARGE);
        let full = shown(&refuse("", Reason::DiskFull, "")).await;
        assert_eq!(full.0, StatusCode::TOO_MANY_REQUESTS);
    }
}
