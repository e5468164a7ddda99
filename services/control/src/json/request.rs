//! From an HTTP request to the method's message.

use axum::body::Body;
use bytes::Bytes;
use http::header;
use http::request::Parts;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use placard_api::errors::{refuse, status};
use placard_domain::{Reason, Violations};
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Map, Value, json};
use tonic::Status;

use super::check;
use super::route::Bound;
use crate::gate::too_large;
use crate::hall::MESSAGE_MAX;

/// The body's field that holds what the whole body is, where a rule says `*`.
const WHOLE: &str = "*";

/// Reads a request into the message of its method.
pub(super) async fn read(
    bound: &Bound,
    parts: &Parts,
    body: Body,
) -> Result<DynamicMessage, Status> {
    let route = &bound.route;
    let body = all_of(body).await?;
    let mut tree = tree_of(&route.body, &body)?;
    let mut found = Violations::new();
    let query = parts.uri.query().unwrap_or_default();
    for (name, value) in pairs(query) {
        match at(&route.input, &name) {
            Some(field) if !is_filled_by_body(&route.body, &name) => {
                add(&mut tree, &name, &field, &value, &mut found);
            }
            _ => found.push(&name, Reason::UnknownField, &name),
        }
    }
    for (name, value) in &bound.fields {
        // The path says which: a body that says another is a mistake worth telling.
        let said = get(&tree, name).and_then(Value::as_str).is_some_and(|said| said != value);
        if said {
            found.push(name, Reason::Immutable, format_args!(" ({value})"));
        }
        put(&mut tree, name, json!(value));
    }
    put_if_match(&mut tree, route.body.as_str(), &route.input, parts);
    found.or(()).map_err(|found| status(&found))?;
    check::read(&route.input, &tree).map_err(|found| status(&found))
}

async fn all_of(body: Body) -> Result<Bytes, Status> {
    match Limited::new(body, MESSAGE_MAX).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(too_large("")),
        Err(error) => Err(refuse("", Reason::Malformed, error)),
    }
}

/// The body, under the field that it fills.
fn tree_of(field: &str, body: &[u8]) -> Result<Value, Status> {
    let empty = body.iter().all(u8::is_ascii_whitespace);
    if field.is_empty() && !empty {
        return Err(refuse("", Reason::UnknownField, "(body)"));
    }
    if empty {
        return Ok(Value::Object(Map::new()));
    }
    let read: Value = serde_json::from_slice(body)
        .map_err(|error| refuse("", Reason::Malformed, format_args!("JSON: {error}")))?;
    match field {
        WHOLE if read.is_object() => Ok(read),
        WHOLE => Err(refuse("", Reason::Malformed, "JSON: object")),
        field => Ok(json!({field: read})),
    }
}

fn is_filled_by_body(field: &str, name: &str) -> bool {
    let top = name.split('.').next().unwrap_or_default();
    field == WHOLE || (!field.is_empty() && check::snake(top) == field)
}

/// `If-Match` is the etag of whoever speaks HTTP.
fn put_if_match(tree: &mut Value, body: &str, input: &MessageDescriptor, parts: &Parts) {
    let given = parts.headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok());
    let Some(etag) = given.filter(|etag| *etag != "*") else { return };
    if let Some(path) = etag_path(body, input)
        && get(tree, &path).is_none()
    {
        put(tree, &path, json!(etag));
    }
}

/// Where a method's message has the etag that its caller read: its own, or that of what the body
/// fills.
pub(super) fn etag_path(body: &str, input: &MessageDescriptor) -> Option<String> {
    let nested = format!("{body}.etag");
    let path = if input.get_field_by_name("etag").is_some() { "etag".to_owned() } else { nested };
    at(input, &path).map(|_| path)
}

/// The field at a dotted path of JSON or proto names.
pub(crate) fn at(message: &MessageDescriptor, path: &str) -> Option<FieldDescriptor> {
    let (first, below) = match path.split_once('.') {
        Some((first, below)) => (first, Some(below)),
        None => (path, None),
    };
    let field = check::field(message, first)?;
    match (below, field.kind()) {
        (None, _) => Some(field),
        (Some(below), Kind::Message(inner)) if !field.is_list() => at(&inner, below),
        _ => None,
    }
}

/// Puts a query's value where it belongs: again and again where the field is a list.
fn add(tree: &mut Value, name: &str, field: &FieldDescriptor, text: &str, found: &mut Violations) {
    let value = match field.kind() {
        Kind::Bool => match text {
            "true" => json!(true),
            "false" => json!(false),
            _ => {
                return found.push(name, Reason::Malformed, format_args!("{text:?} (true, false)"));
            }
        },
        _ => json!(text),
    };
    let there = get(tree, name).cloned();
    let value = match (field.is_list(), there) {
        (true, Some(Value::Array(mut values))) => {
            values.push(value);
            Value::Array(values)
        }
        (true, _) => json!([value]),
        (false, None) => value,
        (false, Some(_)) => {
            let short: String = text.chars().take(40).collect();
            return found.push(name, Reason::Malformed, format_args!("{short:?} (2×)"));
        }
    };
    put(tree, name, value);
}

fn get<'a>(tree: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(tree, |tree, name| tree.get(name))
}

/// Puts a value at a dotted path, making objects on the way; false where something else stands
/// there.
pub(crate) fn put(tree: &mut Value, path: &str, value: Value) -> bool {
    let mut place = tree;
    for name in path.split('.') {
        let Value::Object(object) = place else { return false };
        place = object.entry(name).or_insert_with(|| Value::Object(Map::new()));
    }
    *place = value;
    true
}

/// The pairs of a query, decoded; what cannot be decoded stays as it is.
fn pairs(query: &str) -> impl Iterator<Item = (String, String)> {
    query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let decoded = |text: &str| {
            percent_decoded(&text.replace('+', " ")).unwrap_or_else(|| text.to_owned())
        };
        (decoded(name), decoded(value))
    })
}

/// Text with its `%41` turned into letters; `None` where that gives no text.
pub(super) fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, below @ ..] = rest {
        match (first, below) {
            (b'%', [high, low, after @ ..]) => {
                let digit = |c: u8| char::from(c).to_digit(16);
                bytes.push((digit(*high)? << 4 | digit(*low)?) as u8);
                rest = after;
            }
            (b'%', _) => return None,
            (byte, after) => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_decoded() {
        let found: Vec<_> = pairs("plate=%E6%B9%98J+1&states=OPEN&&x").collect();
        let expected = [("plate", "湘J 1"), ("states", "OPEN"), ("x", "")];
        assert!(found.iter().map(|(a, b)| (a.as_str(), b.as_str())).eq(expected), "{found:?}");
        for broken in ["%", "%4", "%zz", "%ff"] {
            assert_eq!(percent_decoded(broken), None, "{broken}");
        }
    }

    #[test]
    fn a_query_reaches_into_messages_and_fills_lists() {
        let input = crate::contract::message("GetTrackRequest");
        assert_eq!(at(&input, "box.west").unwrap().full_name(), "placard.v1.Box.west");
        assert_eq!(at(&input, "startTime").unwrap().name(), "start_time");
        assert!(at(&input, "box.up").is_none() && at(&input, "startTime.x.y").is_none());
        let list = crate::contract::message("ListAlertsRequest");
        let (mut tree, mut found) = (json!({}), Violations::new());
        let field = at(&list, "states").unwrap();
        for state in ["OPEN", "CLOSED"] {
            add(&mut tree, "states", &field, state, &mut found);
        }
        assert_eq!(tree, json!({"states": ["OPEN", "CLOSED"]}));
        let field = at(&list, "includeShadow").unwrap();
        add(&mut tree, "includeShadow", &field, "yes", &mut found);
        assert_eq!(found.as_slice()[0].field, "includeShadow");
    }

    #[test]
    fn a_value_is_put_where_it_belongs() {
        let mut tree = json!({"vehicle": {"plate": "p"}});
        assert!(put(&mut tree, "vehicle.id", json!("v1")));
        assert_eq!(tree, json!({"vehicle": {"plate": "p", "id": "v1"}}));
        assert!(!put(&mut tree, "vehicle.plate.x", json!(1)));
    }
}
