//! The OpenAPI document: whole, well formed, and true of what is really answered.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::common::{forbidden, house, vehicle};
use crate::coverage::{door, methods};

fn object(value: &Value) -> &Map<String, Value> {
    value.as_object().unwrap_or_else(|| panic!("an object: {value}"))
}

async fn document() -> Value {
    let house = house().await;
    let answer = house.ask("GET /v1/openapi.json", Value::Null).await;
    assert_eq!(answer.headers["content-type"], "application/json");
    answer.ok()
}

fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = object(&document["paths"]).iter();
    let of_path = |(path, verbs): (&String, &Value)| {
        let verbs = object(verbs).iter();
        let verbs = verbs.map(|(verb, what)| (path.clone(), verb.clone(), what.clone()));
        verbs.collect::<Vec<_>>()
    };
    paths.flat_map(of_path).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_json_method_is_in_the_document_and_nothing_else() {
    let document = document().await;
    let there: BTreeSet<_> = operations(&document)
        .into_iter()
        .map(|(path, verb, what)| (path, verb, what["operationId"].as_str().unwrap().to_owned()))
        .collect();
    let mut expected = BTreeSet::new();
    for (name, method) in methods() {
        if let Some((verb, path)) = door(&method) {
            let id = name.rsplit('.').next().unwrap().replace('/', "_");
            expected.insert((path, verb.to_owned(), id));
        }
    }
    assert!(expected.len() > 40, "{}", expected.len());
    assert_eq!(there, expected);
}

/// Every value under a key, wherever it stands.
fn all<'a>(value: &'a Value, key: &str, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(map) => {
            for (name, below) in map {
                if name == key {
                    found.push(below);
                }
                all(below, key, found);
            }
        }
        Value::Array(list) => list.iter().for_each(|below| all(below, key, found)),
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_has_the_shape_of_openapi_3_1() {
    let document = document().await;
    assert_eq!(document["openapi"], "3.1.0");
    for field in ["title", "version"] {
        assert!(!document["info"][field].as_str().unwrap().is_empty(), "{field}");
    }
    let known = ["openapi", "info", "servers", "tags", "security", "paths", "components"];
    assert!(object(&document).keys().all(|key| known.contains(&key.as_str())));
    let mut references = Vec::new();
    all(&document, "$ref", &mut references);
    assert!(references.len() > 100);
    for reference in references {
        let pointer = reference.as_str().unwrap().strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference} points to nothing");
    }
    let tags: Vec<_> = document["tags"].as_array().unwrap().iter().map(|t| &t["name"]).collect();
    let mut ids = BTreeSet::new();
    for (path, verb, what) in operations(&document) {
        let place = format!("{verb} {path}");
        assert!(path.starts_with("/v1/"), "{place}");
        assert!(["get", "put", "post", "delete", "patch"].contains(&verb.as_str()), "{place}");
        assert!(ids.insert(what["operationId"].to_string()), "{place}: its id is another's");
        assert!(tags.contains(&&what["tags"][0]), "{place}");
        assert!(!what["summary"].as_str().unwrap().is_empty(), "{place} has no comment");
        let mut names = BTreeSet::new();
        for parameter in what["parameters"].as_array().unwrap() {
            let name = parameter["name"].as_str().unwrap();
            let kind = parameter["in"].as_str().unwrap();
            assert!(names.insert((kind.to_owned(), name.to_owned())), "{place}: {name} twice");
            assert!(["path", "query", "header"].contains(&kind), "{place}: {name}");
            assert!(parameter["schema"].is_object(), "{place}: {name}");
            let in_path = path.contains(&format!("{{{name}}}"));
            assert_eq!(kind == "path", in_path, "{place}: {name}");
            assert!(kind != "path" || parameter["required"] == true, "{place}: {name}");
        }
        let fields = path.matches('{').count();
        let told = names.iter().filter(|(kind, _)| kind == "path").count();
        assert_eq!(fields, told, "{place}");
        for (code, response) in object(&what["responses"]) {
            assert!(code.parse::<u16>().is_ok(), "{place}: {code}");
            let response = resolved(&document, response);
            assert!(!response["description"].as_str().unwrap().is_empty(), "{place}: {code}");
            assert!(response["content"]["application/json"]["schema"].is_object(), "{place}");
        }
        let codes = object(&what["responses"]);
        assert!(codes.contains_key("200") && codes.contains_key("400"), "{place}");
        let takes = what["requestBody"]["content"]["application/json"]["schema"].is_object();
        assert_eq!(takes, what.get("requestBody").is_some(), "{place}");
        assert!(!(takes && ["get", "delete"].contains(&verb.as_str())), "{place}");
    }
    for (name, schema) in object(&document["components"]["schemas"]) {
        let legal = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        assert!(name.chars().all(legal), "{name}");
        assert!(schema["type"] == "object" || schema["type"] == "string", "{name}: {schema}");
    }
}

fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        Some(reference) => document.pointer(reference.strip_prefix('#').unwrap()).unwrap(),
        None => value,
    }
}

/// What of a value its schema does not say.
fn unsaid(document: &Value, schema: &Value, value: &Value, path: &str) -> Vec<String> {
    let schema = resolved(document, schema);
    if let Some(kinds) = schema.get("oneOf") {
        let fits = |kind| unsaid(document, kind, value, path).is_empty();
        let one = kinds.as_array().unwrap().iter().filter(|kind| fits(kind)).count() == 1;
        return if one { Vec::new() } else { vec![format!("{path}: not one of them: {value}")] };
    }
    if let Some(constant) = schema.get("const") {
        let same = constant == value;
        return if same { Vec::new() } else { vec![format!("{path}: {value} for {constant}")] };
    }
    let named = |kind: &str| match &schema["type"] {
        Value::Array(kinds) => kinds.contains(&json!(kind)),
        own => own == kind,
    };
    let fits = match value {
        Value::Object(_) => named("object"),
        Value::Array(_) => named("array"),
        Value::String(text) => {
            let known = schema["enum"].as_array();
            named("string") && known.is_none_or(|known| known.contains(&json!(text)))
        }
        Value::Bool(_) => named("boolean"),
        Value::Number(number) => named("number") || (named("integer") && !number.is_f64()),
        Value::Null => false,
    };
    let mut found = Vec::new();
    if !fits {
        found.push(format!("{path}: {value} for {}", schema["type"]));
    }
    for (i, item) in value.as_array().into_iter().flatten().enumerate() {
        found.extend(unsaid(document, &schema["items"], item, &format!("{path}[{i}]")));
    }
    let needed = schema["required"].as_array().into_iter().flatten();
    for name in needed.filter(|name| value.get(name.as_str().unwrap()).is_none()) {
        found.push(format!("{path}: without {name}"));
    }
    // An object without properties is free.
    for (name, below) in
        value.as_object().filter(|_| schema["properties"].is_object()).into_iter().flatten()
    {
        let path = format!("{path}.{name}");
        match schema["properties"].get(name) {
            Some(schema) => found.extend(unsaid(document, schema, below, &path)),
            None => found.push(format!("{path}: no such property")),
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_answered_is_what_the_document_says() {
    let house = house().await;
    let document = house.ask("GET /v1/openapi.json", Value::Null).await.ok();
    house.furnish().await;
    house.ask("POST /v1/vehicles", vehicle("v1", "湘J·1")).await.ok();
    house.ask("POST /v1/zones", forbidden("z1")).await.ok();
    let alert = house.breach("v1", "z1").await.detection.id;
    let refused = json!({"plate": "", "load": {"goods": [{"unNumber": "9999"}]}});
    let asked = [
        ("GET /v1/vehicles", "/v1/vehicles", "200", Value::Null),
        ("GET /v1/vehicles/v1/state", "/v1/vehicles/{id}/state", "200", Value::Null),
        ("GET /v1/zones?pageSize=1000", "/v1/zones", "200", Value::Null),
        ("GET /v1/rules", "/v1/rules", "200", Value::Null),
        (&format!("GET /v1/alerts/{alert}"), "/v1/alerts/{id}", "200", Value::Null),
        ("POST /v1/vehicles", "/v1/vehicles", "400", refused),
        ("GET /v1/zones/none", "/v1/zones/{id}", "404", Value::Null),
    ];
    for (line, path, code, body) in asked {
        let answer = house.ask(line, body).await;
        assert_eq!(answer.code.to_string(), code, "{line}");
        let verb = line.split(' ').next().unwrap().to_lowercase();
        let response = &document["paths"][path][&verb]["responses"][code];
        let schema = &resolved(&document, response)["content"]["application/json"]["schema"];
        let found = unsaid(&document, schema, &answer.body, "");
        assert!(found.is_empty(), "{line}: {found:#?}");
    }
    let schema = json!({"$ref": "#/components/schemas/Vehicle"});
    let wrong = json!({"plate": 7, "wheels": 18, "kind": "BOAT"});
    assert_eq!(unsaid(&document, &schema, &wrong, "").len(), 3, "the canary of this check");
}
