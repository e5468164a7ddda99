//! Update masks: which fields of an item a call changes.

use placard_domain::{Reason, Violations};
use prost::Message;
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, ReflectMessage as _, Value};
use prost_types::FieldMask;

use crate::contract;

/// Fields that say which item it is, or that the server writes.
const FIXED: [&str; 3] = ["id", "etag", "revision"];
/// Fields that an update without a mask leaves as they are where it does not fill them: who a
/// record belongs to does not change by not being said.
const KEPT_IF_EMPTY: [&str; 2] = ["organisation_id", "jurisdiction_id"];

/// `current` with what `mask` names taken from `wanted`, and the fields named, from the top;
/// without a mask all that may change, but for those of `kept` that `wanted` does not fill.
///
/// # Errors
/// Names that are no field, and fields that do not change.
pub(crate) fn merge<M: Message + Default>(
    name: &str,
    current: &M,
    wanted: &M,
    mask: Option<&FieldMask>,
    kept: &[&str],
) -> Result<(M, Vec<String>), Violations> {
    let descriptor = contract::message(name);
    let mut merged = contract::dynamic(current, descriptor.clone());
    let wanted = contract::dynamic(wanted, descriptor.clone());
    let paths = mask.map(|mask| mask.paths.as_slice()).unwrap_or_default();
    let every: Vec<String>;
    let paths = match paths {
        [] => {
            let stays = |field: &FieldDescriptor| {
                let name = field.name();
                let kept = KEPT_IF_EMPTY.contains(&name) || kept.contains(&name);
                FIXED.contains(&name) || (kept && !wanted.has_field(field))
            };
            let fields = descriptor.fields().filter(|field| !stays(field));
            every = fields.map(|field| field.name().to_owned()).collect();
            every.as_slice()
        }
        named => named,
    };
    let mut found = Violations::new();
    for path in paths {
        let steps: Vec<&str> = path.split('.').collect();
        if FIXED.contains(&steps[0]) {
            found.push("update_mask", Reason::Immutable, format_args!(" ({path})"));
        } else if copy(&mut merged, &wanted, &steps).is_none() {
            found.push("update_mask", Reason::UnknownField, path);
        }
    }
    found.or(())?;
    let top = paths.iter().map(|path| path.split('.').next().unwrap_or_default().to_owned());
    Ok((contract::generated(&merged)?, top.collect()))
}

/// Copies one field; `None` where there is none.
fn copy(to: &mut DynamicMessage, from: &DynamicMessage, steps: &[&str]) -> Option<()> {
    let (first, below) = steps.split_first()?;
    let field = from.descriptor().get_field_by_name(first)?;
    if below.is_empty() {
        match from.has_field(&field) {
            true => to.set_field(&field, from.get_field(&field).into_owned()),
            false => to.clear_field(&field),
        }
        return Some(());
    }
    let Kind::Message(_) = field.kind() else { return None };
    let inner = from.get_field(&field).into_owned();
    let Value::Message(inner) = inner else { return None };
    // Asking for the field makes it: what was not there is there with the part that is named.
    let Value::Message(own) = to.get_field_mut(&field) else { return None };
    copy(own, &inner, below)
}

#[cfg(test)]
mod tests {
    use super::*;
    use placard_api::v1;

    fn vehicle(plate: &str, mass: u32) -> v1::Vehicle {
        v1::Vehicle {
            id: "v1".into(),
            plate: plate.into(),
            organisation_id: "changde".into(),
            dimensions: Some(v1::Dimensions { length_m: 11.0, width_m: 2.5, height_m: 3.5 }),
            max_mass_kg: Some(mass),
            ..Default::default()
        }
    }

    fn merged(paths: &[&str]) -> Result<(v1::Vehicle, Vec<String>), Violations> {
        let mut wanted = vehicle("湘J·B", 2);
        wanted.dimensions.as_mut().unwrap().height_m = 4.0;
        wanted.dimensions.as_mut().unwrap().length_m = 12.0;
        wanted.organisation_id = String::new();
        let mask = FieldMask { paths: paths.iter().map(ToString::to_string).collect() };
        merge("Vehicle", &vehicle("湘J·A", 1), &wanted, Some(&mask), &[])
    }

    #[test]
    fn only_what_is_named_changes() {
        let (plate, named) = merged(&["plate"]).unwrap();
        assert_eq!(plate, vehicle("湘J·B", 1));
        assert_eq!(named, ["plate"]);
        let (part, named) = merged(&["dimensions.height_m"]).unwrap();
        let dimensions = part.dimensions.unwrap();
        assert_eq!((dimensions.height_m, dimensions.length_m), (4.0, 11.0));
        assert_eq!(named, ["dimensions"]);
    }

    #[test]
    fn without_a_mask_all_changes_but_whose_it_is() {
        let (all, named) = merged(&[]).unwrap();
        assert_eq!((all.plate.as_str(), all.max_mass_kg), ("湘J·B", Some(2)));
        assert_eq!(all.organisation_id, "changde");
        assert!(named.contains(&"load".to_owned()) && !named.contains(&"id".to_owned()));
    }

    #[test]
    fn what_is_no_field_or_does_not_change_is_named() {
        let found = merged(&["id", "plates", "plate.x", "load.goods.un_number"]).unwrap_err();
        let reasons: Vec<_> = found.as_slice().iter().map(|v| v.reason).collect();
        let unknown = Reason::UnknownField;
        assert_eq!(reasons, [Reason::Immutable, unknown, unknown, unknown]);
    }
}
