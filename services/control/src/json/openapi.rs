//! The OpenAPI document: what stands at which path, made from the same descriptors that the JSON
//! doors are made from. Nothing in it is typed by hand but its head, so that it cannot lag.

mod errors;
mod schemas;
mod words;

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor};
use serde_json::{Map, Value, json};

use super::route::{Route, Table};
use crate::contract;
use crate::gate::IDEMPOTENCY_KEY;
use crate::rights;
use schemas::Schemas;
use words::Words;

/// How deep a query reaches into messages: `box.west`.
const QUERY_DEPTH: usize = 3;

/// The document.
pub(super) fn document(table: &Table) -> Value {
    let words = Words::of(contract::pool());
    let mut schemas = Schemas::new(&words);
    let mut paths = Map::new();
    for route in table.routes() {
        let path = paths.entry(route.template()).or_insert_with(|| json!({}));
        path[route.verb().as_str().to_ascii_lowercase()] = operation(route, &words, &mut schemas);
    }
    let schemas = errors::with_schemas(schemas.done());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Placard",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Tracks the carriage of dangerous goods by road; 危险货物道路运输监控",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": tags(&words),
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": errors::responses(),
            "securitySchemes": {"key": {
                "type": "http",
                "scheme": "bearer",
                "description": "An API key. A server without identities takes its own machine's \
                                requests without one.",
            }},
        },
    })
}

fn tags(words: &Words) -> Vec<Value> {
    let services = contract::pool().services().filter(|service| {
        let mut methods = service.methods();
        methods.any(|method| super::route::has_path(&method))
    });
    let tag = |service: prost_reflect::ServiceDescriptor| {
        let said = words.of_path(&service.parent_file(), service.path());
        json!({"name": service.name(), "description": said})
    };
    services.map(tag).collect()
}

fn method_of(route: &Route) -> Option<MethodDescriptor> {
    let (service, method) = route.method.split_once('/')?;
    let service = contract::pool().get_service_by_name(service)?;
    service.methods().find(|known| known.name() == method)
}

fn operation(route: &Route, words: &Words, schemas: &mut Schemas<'_>) -> Value {
    let name = route.method.rsplit('.').next().unwrap_or_default();
    let said = method_of(route)
        .map(|method| words.of_path(&method.parent_file(), method.path()))
        .unwrap_or_default();
    let mut responses = errors::references();
    responses.insert(
        "200".to_owned(),
        json!({
            "description": "Done.",
            "content": {"application/json": {"schema": schemas.message(&route.output)}},
        }),
    );
    let mut operation = json!({
        "operationId": name.replace('/', "_"),
        "tags": [name.split('/').next()],
        "summary": words::sentence(&said),
        "description": said,
        "parameters": parameters(route, words, schemas),
        "responses": responses,
    });
    if let Some(schema) = body(route, schemas) {
        let content = json!({"application/json": {"schema": schema}});
        operation["requestBody"] = json!({"content": content});
    }
    operation
}

fn body(route: &Route, schemas: &mut Schemas<'_>) -> Option<Value> {
    match route.body.as_str() {
        "" => None,
        "*" => Some(schemas.message(&route.input)),
        field => route.input.get_field_by_name(field).map(|field| schemas.field(&field)),
    }
}

fn parameters(route: &Route, words: &Words, schemas: &mut Schemas<'_>) -> Vec<Value> {
    let mut all = Vec::new();
    for path in route.path_fields() {
        let field = super::request::at(&route.input, path);
        let said = field.map(|field| words.of_field(&field)).unwrap_or_default();
        all.push(json!({
            "name": path,
            "in": "path",
            "required": true,
            "description": said,
            "schema": {"type": "string"},
        }));
    }
    if route.body != "*" {
        let mut leaves = Vec::new();
        queried(&route.input, "", QUERY_DEPTH, &mut leaves);
        for (name, field) in leaves {
            let in_path = route.path_fields().any(|path| path == field.name() || path == name);
            let in_body = name.split('.').next() == Some(&json_name_of(route, &route.body));
            if !in_path && !in_body {
                all.push(json!({
                    "name": name,
                    "in": "query",
                    "description": words.of_field(&field),
                    "schema": schemas.field(&field),
                }));
            }
        }
    }
    all.extend(headers(route));
    all
}

fn json_name_of(route: &Route, field: &str) -> String {
    let field = route.input.get_field_by_name(field);
    field.map(|field| field.json_name().to_owned()).unwrap_or_default()
}

/// The fields that a query may name: those of messages by their path.
fn queried(
    message: &MessageDescriptor,
    above: &str,
    depth: usize,
    leaves: &mut Vec<(String, FieldDescriptor)>,
) {
    for field in message.fields() {
        let name = match above {
            "" => field.json_name().to_owned(),
            above => format!("{above}.{}", field.json_name()),
        };
        match field.kind() {
            Kind::Message(inner) if !inner.full_name().starts_with("google.protobuf.") => {
                if depth > 1 && !field.is_list() {
                    queried(&inner, &name, depth - 1, leaves);
                }
            }
            _ => leaves.push((name, field)),
        }
    }
}

fn headers(route: &Route) -> Vec<Value> {
    let changes = rights::find(&route.method).is_some_and(|rule| rule.act.changes());
    let mut all = Vec::new();
    if changes {
        all.push(json!({
            "name": IDEMPOTENCY_KEY,
            "in": "header",
            "description": "A call sent again under its key answers as the first did, for 24 h.",
            "schema": {"type": "string", "minLength": 1, "maxLength": crate::call::KEY_MAX},
        }));
    }
    if changes && super::request::etag_path(&route.body, &route.input).is_some() {
        all.push(json!({
            "name": "if-match",
            "in": "header",
            "description": "The etag that it was read with; checked where given.",
            "schema": {"type": "string"},
        }));
    }
    all
}
