//! Refusals: one shape, and which reason leaves under which HTTP code.

use std::collections::BTreeMap;

use placard_api::errors::code_of;
use placard_domain::Reason;
use serde_json::{Map, Value, json};

use super::schemas::reference;
use crate::json::answer::http_code;

/// The name of a refusal's schema.
const REFUSAL: &str = "Refusal";

/// Adds the shape of a refusal to the schemas.
pub(super) fn with_schemas(mut schemas: Map<String, Value>) -> Map<String, Value> {
    let kind = |name: &str| json!({"const": format!("type.googleapis.com/{name}")});
    let field = json!({
        "type": "object",
        "properties": {
            "field": {"type": "string"},
            "description": {"type": "string"},
            "reason": {"type": "string"},
        },
    });
    let googles = json!({
        "type": "object",
        "description": "google.rpc.BadRequest: the same in English alone.",
        "properties": {
            "@type": kind("google.rpc.BadRequest"),
            "fieldViolations": {"type": "array", "items": field},
        },
        "required": ["@type", "fieldViolations"],
    });
    let ours = json!({
        "type": "object",
        "description": "All that is wrong, in both languages.",
        "properties": {
            "@type": kind("placard.v1.Violations"),
            "violations": {"type": "array", "items": reference("Violation")},
        },
        "required": ["@type", "violations"],
    });
    let refusal = json!({
        "type": "object",
        "description": "Why a call was refused.",
        "properties": {
            "code": {"type": "integer", "description": "The gRPC code."},
            "message": {"type": "string"},
            "details": {"type": "array", "items": {"oneOf": [googles, ours]}},
        },
        "required": ["code", "message", "details"],
    });
    schemas.insert(REFUSAL.to_owned(), refusal);
    schemas
}

/// The reasons that leave under each HTTP code.
fn reasons() -> BTreeMap<u16, Vec<&'static str>> {
    let mut reasons: BTreeMap<u16, Vec<_>> = BTreeMap::new();
    for reason in Reason::ALL {
        let code = http_code(code_of(*reason)).as_u16();
        reasons.entry(code).or_default().push(reason.code());
    }
    // What is over the limit as a whole; and a path that is there for another verb.
    reasons.insert(413, vec![Reason::TooLarge.code()]);
    reasons.insert(405, vec![Reason::Unsupported.code()]);
    reasons
}

/// A response for each code.
pub(super) fn responses() -> Map<String, Value> {
    let response = |(code, reasons): (u16, Vec<&str>)| {
        let list: Vec<_> = reasons.iter().map(|reason| format!("`{reason}`")).collect();
        let response = json!({
            "description": format!("Refused: {}.", list.join(", ")),
            "content": {"application/json": {"schema": reference(REFUSAL)}},
        });
        (name(code), response)
    };
    reasons().into_iter().map(response).collect()
}

/// What every operation points to.
pub(super) fn references() -> Map<String, Value> {
    let reference = |code: u16| {
        let place = format!("#/components/responses/{}", name(code));
        (code.to_string(), json!({"$ref": place}))
    };
    reasons().into_keys().map(reference).collect()
}

fn name(code: u16) -> String {
    format!("Refused{code}")
}
