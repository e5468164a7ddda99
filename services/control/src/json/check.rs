//! JSON against the contract: every name that is no field and every value of the wrong kind, each
//! with its path, before the message is made of it.

use placard_domain::{Reason, Violations};
use prost::Message;
use prost_reflect::{
    Cardinality, DeserializeOptions, DynamicMessage, FieldDescriptor, Kind, MessageDescriptor,
};
use serde_json::Value;

use crate::contract;

/// Reads a message of `placard.v1` by its name.
///
/// # Errors
/// All that is wrong, with paths from its top.
pub(crate) fn read_message<M: Message + Default>(
    name: &str,
    json: &Value,
) -> Result<M, Violations> {
    contract::generated(&read(&contract::message(name), json)?)
}

/// Reads a message.
pub(super) fn read(
    message: &MessageDescriptor,
    json: &Value,
) -> Result<DynamicMessage, Violations> {
    let mut found = Violations::new();
    check_message(message, json, "", &mut found);
    found.or(())?;
    let options = DeserializeOptions::new().deny_unknown_fields(true);
    DynamicMessage::deserialize_with_options(message.clone(), json, &options)
        .map_err(|error| Violations::one("", Reason::Malformed, error))
}

/// A field by its JSON name or its own.
pub(super) fn field(message: &MessageDescriptor, name: &str) -> Option<FieldDescriptor> {
    message.get_field_by_json_name(name).or_else(|| message.get_field_by_name(name))
}

/// `plateColor` as `plate_color`.
pub(super) fn snake(name: &str) -> String {
    let letter = |c: char| match c.is_ascii_uppercase() {
        true => vec!['_', c.to_ascii_lowercase()],
        false => vec![c],
    };
    name.chars().flat_map(letter).collect()
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn check_message(message: &MessageDescriptor, json: &Value, path: &str, found: &mut Violations) {
    if message.full_name().starts_with("google.protobuf.") {
        return check_well_known(message, json, path, found);
    }
    let Some(object) = json.as_object() else {
        return wrong_kind(path, "object", json, found);
    };
    for (name, value) in object {
        match field(message, name) {
            Some(field) => check_field(&field, value, &below(path, field.name()), found),
            None => found.push(below(path, name), Reason::UnknownField, name),
        }
    }
}

/// Times, masks and free JSON: what they look like is theirs to say.
fn check_well_known(message: &MessageDescriptor, json: &Value, path: &str, found: &mut Violations) {
    if let Err(error) = DynamicMessage::deserialize(message.clone(), json) {
        found.push(path, Reason::Malformed, error);
    }
}

fn check_field(field: &FieldDescriptor, json: &Value, path: &str, found: &mut Violations) {
    if json.is_null() {
        return;
    }
    if field.cardinality() != Cardinality::Repeated {
        return check_value(field, json, path, found);
    }
    let Some(items) = json.as_array() else {
        return wrong_kind(path, "array", json, found);
    };
    for (i, item) in items.iter().enumerate() {
        check_value(field, item, &format!("{path}[{i}]"), found);
    }
}

fn check_value(field: &FieldDescriptor, json: &Value, path: &str, found: &mut Violations) {
    match field.kind() {
        Kind::Message(inner) => check_message(&inner, json, path, found),
        Kind::Bool if json.is_boolean() => {}
        Kind::Bool => wrong_kind(path, "boolean", json, found),
        Kind::String | Kind::Bytes if json.is_string() => {}
        Kind::String | Kind::Bytes => wrong_kind(path, "string", json, found),
        Kind::Enum(values) => {
            let known = match json {
                Value::String(name) => values.get_value_by_name(name).is_some(),
                Value::Number(number) => number
                    .as_i64()
                    .and_then(|number| i32::try_from(number).ok())
                    .is_some_and(|number| values.get_value(number).is_some()),
                _ => return wrong_kind(path, "string", json, found),
            };
            if !known {
                found.push(path, Reason::UnknownValue, short(json));
            }
        }
        Kind::Double | Kind::Float => check_number(json, path, found, |n| n.is_finite()),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => {
            check_integer(json, path, found, i128::from(i32::MIN)..=i128::from(i32::MAX));
        }
        Kind::Uint32 | Kind::Fixed32 => {
            check_integer(json, path, found, 0..=i128::from(u32::MAX));
        }
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => {
            check_integer(json, path, found, i128::from(i64::MIN)..=i128::from(i64::MAX));
        }
        Kind::Uint64 | Kind::Fixed64 => {
            check_integer(json, path, found, 0..=i128::from(u64::MAX));
        }
    }
}

fn check_number(json: &Value, path: &str, found: &mut Violations, fits: impl Fn(f64) -> bool) {
    let number = match json {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    if !number.is_some_and(fits) {
        wrong_kind(path, "number", json, found);
    }
}

/// Integers come as numbers, or as text where they are too long for JavaScript.
fn check_integer(
    json: &Value,
    path: &str,
    found: &mut Violations,
    bounds: std::ops::RangeInclusive<i128>,
) {
    let integer = match json {
        Value::Number(number) => number.to_string().parse::<i128>().ok(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    match integer {
        None => wrong_kind(path, "integer", json, found),
        Some(integer) if !bounds.contains(&integer) => {
            let (low, high) = bounds.into_inner();
            found.push(path, Reason::OutOfRange, format_args!("{integer} ({low}–{high})"));
        }
        Some(_) => {}
    }
}

fn wrong_kind(path: &str, wanted: &str, json: &Value, found: &mut Violations) {
    found.push(path, Reason::Malformed, format_args!("{} ({wanted})", short(json)));
}

/// A value as it stands in a message: never longer than a line.
fn short(json: &Value) -> String {
    json.to_string().chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use placard_api::v1;
    use serde_json::json;

    fn faults(json: &Value) -> Vec<(String, Reason)> {
        let found = read_message::<v1::Vehicle>("Vehicle", json).err().unwrap_or_default();
        found.as_slice().iter().map(|v| (v.field.clone(), v.reason)).collect()
    }

    #[test]
    fn every_fault_is_named_where_it_stands() {
        let wrong = json!({
            "plate": 7,
            "wheels": 18,
            "plateColor": "PURPLE",
            "maxMassKg": -1,
            "dimensions": {"lengthM": "long"},
            "licences": "one",
            "load": {
                "goods": [{"unNumber": "1203"}, {"unNumber": 1203}],
                "declaredAt": "yesterday",
                "inTank": "true",
            },
        });
        let mut found = faults(&wrong);
        found.sort_by(|a, b| a.0.cmp(&b.0));
        let expected = [
            ("dimensions.length_m", Reason::Malformed),
            ("licences", Reason::Malformed),
            ("load.declared_at", Reason::Malformed),
            ("load.goods[1].un_number", Reason::Malformed),
            ("load.in_tank", Reason::Malformed),
            ("max_mass_kg", Reason::OutOfRange),
            ("plate", Reason::Malformed),
            ("plate_color", Reason::UnknownValue),
            ("wheels", Reason::UnknownField),
        ];
        assert!(found.iter().map(|(f, r)| (f.as_str(), *r)).eq(expected), "{found:?}");
    }

    #[test]
    fn what_the_mapping_allows_is_read() {
        let right = json!({
            "plate": "湘J·A1234",
            "plate_color": "BLUE",
            "kind": 2,
            "maxMassKg": "31000",
            "revision": "18446744073709551615",
            "dimensions": {"lengthM": "11.9", "widthM": 2.5, "heightM": 3},
            "load": null,
        });
        let read: v1::Vehicle = read_message("Vehicle", &right).unwrap();
        assert_eq!(read.plate_color(), v1::vehicle::PlateColor::Blue);
        assert_eq!(read.kind(), v1::vehicle::Kind::Box);
        assert_eq!((read.max_mass_kg, read.revision), (Some(31_000), u64::MAX));
        assert_eq!(read.dimensions.unwrap().length_m, 11.9);
        assert_eq!(faults(&json!([])), [(String::new(), Reason::Malformed)]);
    }
}
