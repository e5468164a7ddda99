//! Coverage by enumeration: the protos say what there is, and each of it must have its row, its
//! path, its key and its words.

use std::collections::BTreeSet;

use placard_control::rights::{self, Act};
use prost_reflect::{DescriptorPool, MethodDescriptor, Value};

/// Methods without JSON, and why.
const NO_JSON: [(&str, &str); 5] = [
    ("placard.v1.TelemetryService/StreamFixes", "a stream both ways: HTTP/1.1 has none"),
    ("placard.v1.AlertService/WatchAlerts", "a stream: over gRPC and gRPC-Web"),
    ("placard.v1.FleetService/WatchVehicles", "a stream: over gRPC and gRPC-Web"),
    ("placard.v1.WaybillService/WatchWaybills", "a stream: over gRPC and gRPC-Web"),
    ("placard.v1.WaybillService/ValidateWaybills", "a stream both ways: HTTP/1.1 has none"),
];

fn pool() -> DescriptorPool {
    let mut pool = DescriptorPool::decode(placard_api::DESCRIPTORS).unwrap();
    pool.decode_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET).unwrap();
    pool.decode_file_descriptor_set(tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET).unwrap();
    pool
}

pub(crate) fn methods() -> Vec<(String, MethodDescriptor)> {
    let pool = pool();
    let methods = pool.services().flat_map(|service| service.methods().collect::<Vec<_>>());
    let name = |m: &MethodDescriptor| format!("{}/{}", m.parent_service().full_name(), m.name());
    methods.map(|method| (name(&method), method)).collect()
}

/// The verb and the path that a method's `google.api.http` gives it.
pub(crate) fn door(method: &MethodDescriptor) -> Option<(&'static str, String)> {
    let pool = method.parent_pool();
    let extension = pool.get_extension_by_name("google.api.http")?;
    let options = method.options();
    let rule = options.has_extension(&extension).then(|| options.get_extension(&extension))?;
    let Value::Message(rule) = rule.into_owned() else { return None };
    ["get", "put", "post", "delete", "patch"].into_iter().find_map(|verb| {
        let value = rule.get_field_by_name(verb)?;
        value.as_str().filter(|path| !path.is_empty()).map(|path| (verb, path.to_owned()))
    })
}

#[test]
fn every_method_has_a_row_of_rights_and_every_row_a_method() {
    let there: BTreeSet<String> = methods().into_iter().map(|(name, _)| name).collect();
    assert!(there.len() > 45, "the descriptors hold {} methods", there.len());
    for method in &there {
        let rule = rights::find(method);
        assert!(rule.is_some(), "{method} has no row in services/control/src/rights.rs");
        assert!(!rule.unwrap().roles.is_empty(), "{method} lets nobody in");
    }
    for rule in rights::RULES {
        assert!(there.contains(rule.method), "{} is in rights.rs, but nowhere else", rule.method);
    }
}

#[test]
fn every_method_of_ours_has_a_json_path_or_a_reason_why_not() {
    for (name, method) in methods().iter().filter(|(name, _)| name.starts_with("placard.")) {
        let excepted = NO_JSON.iter().any(|(without, _)| without == name);
        match door(method) {
            Some((_, path)) => {
                assert!(!excepted, "{name} has a path, and stands among those without");
                assert!(path.starts_with("/v1/"), "{name}: {path}");
            }
            None => assert!(excepted, "{name} has no google.api.http: {NO_JSON:?}"),
        }
    }
}

#[test]
fn what_a_method_does_is_what_its_name_says() {
    for (name, _) in methods().iter().filter(|(name, _)| name.starts_with("placard.")) {
        let act = rights::find(name).unwrap().act;
        let verb = name.rsplit('/').next().unwrap();
        let begins = |verbs: &[&str]| verbs.iter().any(|v| verb.starts_with(v));
        if begins(&["Create", "Import"]) {
            assert_eq!(act, Act::Create, "{name}");
        } else if begins(&["Get", "List", "Query", "Search", "Watch", "Validate", "Verify"]) {
            assert!(matches!(act, Act::Read | Act::Personal), "{name}");
        } else if begins(&["Simulate"]) {
            assert_eq!(act, Act::Personal, "{name}");
        } else if begins(&["StreamFixes", "IngestFixes"]) {
            assert_eq!(act, Act::Ingest, "{name}");
        } else {
            assert_eq!(act, Act::Change, "{name}");
        }
    }
}

#[test]
fn every_list_has_pages_and_every_change_an_etag() {
    for (name, method) in methods().iter().filter(|(name, _)| name.starts_with("placard.")) {
        let verb = method.name();
        let asks = |field: &str| method.input().get_field_by_name(field).is_some();
        let answers = |field: &str| method.output().get_field_by_name(field).is_some();
        if verb.starts_with("List") || verb == "GetTrack" {
            assert!(asks("page_size") && asks("page_token"), "{name}");
            assert!(answers("next_page_token"), "{name}");
        }
        if verb.starts_with("Update") {
            assert!(asks("update_mask") && answers("etag"), "{name}");
        }
        if verb.starts_with("Delete") || (verb.ends_with("Alert") && rights_change(name)) {
            let comment = verb == "CommentAlert";
            assert!(asks("etag") || comment, "{name}: a comment alone needs none");
        }
    }
}

fn rights_change(name: &str) -> bool {
    rights::find(name).unwrap().act == Act::Change
}
