//! The list of checks. One check, one file, one line here.
//!
//! Everything that walks the checks walks this list: the validation, the reference page, the
//! golden files. The groups are those of the design; what a truck does on the road is judged by
//! the engine's rules.

mod bounds;
mod papers;
mod rows;

use crate::check::{Findings, Spec};
use crate::subject::Subject;

mod amount;
mod capacity;
mod held;
mod kinds;
mod same;
mod scope;

/// Makes the list out of the groups and their files, each with `SPEC` and `check`.
macro_rules! checks {
    ($($group:ident { $($check:ident,)* })*) => {
        $(mod $group { $(pub(super) mod $check;)* })*

        /// Every check's heading, in the order of the list.
        pub const SPECS: &[&Spec] = &[$($(&$group::$check::SPEC,)*)*];

        pub(crate) const CHECKS: &[fn(&Subject<'_>, &mut Findings)] =
            &[$($($group::$check::check,)*)*];
    };
}

checks! {
    form {
        readable,
        required,
        number,
        text,
        script,
        lines,
        times,
        dispatch,
        place,
        drops,
        uscc,
        plate,
        vin,
        certificates,
        resident_id,
        phone,
        crew,
        quantity,
        figures,
        papers,
    }
    goods {
        listed,
        name,
        class,
        subsidiary,
        packing_group,
        technical_name,
        forbidden,
        not_subject,
        concentration,
        flash_point,
        stabilised,
        temperature,
        environment,
        empty_uncleaned,
        cas,
        tunnel,
        waste,
        inland_water,
        limited,
        excepted,
        highly_toxic,
        explosives_permit,
        fireworks_permit,
        radioactive_approval,
    }
    pack {
        code,
        mode,
        mass,
    }
    tank {
        needed,
        known,
        code,
        media,
        inspection,
        fill,
        mass,
        gross,
        size_cap,
        vehicle_cap,
        one_kind,
        food_after,
    }
    together {
        labels,
        compatibility,
        limited_with_explosives,
        food,
        ordinary,
        reacting,
        segregation,
        category,
    }
    who {
        carrier,
        carrier_licence,
        carrier_scope,
        carrier_insurance,
        vehicle,
        trailer,
        vehicle_permit,
        vehicle_inspection,
        vehicle_insurance,
        vehicle_scope,
        driver,
        escort,
        driver_qualification,
        escort_qualification,
        escort_needed,
        one_person,
        party,
        consignor_licence,
        consignee_licence,
        blacklist,
        busy,
    }
    place {
        site,
        party,
        position,
        same_place,
        speed,
        route,
    }
    loading {
        checks,
        mass,
        overload,
        fill,
        seals,
        times,
        by,
    }
    unloading {
        loaded,
        place,
        times,
        mass,
        remains,
        signed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_heading_is_whole_and_bears_its_own_name() {
        let mut ids: Vec<_> = SPECS.iter().map(|spec| spec.id).collect();
        for spec in SPECS {
            assert!(spec.id.contains('.'), "{}", spec.id);
            assert!(!spec.title.0.is_ascii() && !spec.title.1.is_empty(), "{}", spec.id);
            assert!(!spec.clause.0.is_ascii() && !spec.clause.1.is_empty(), "{}", spec.id);
        }
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), SPECS.len());
    }
}
