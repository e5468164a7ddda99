//! An emergency sheet as a message.

use placard_api::v1;
use placard_api::v1::emergency_sheet::{self as sheet, ContainerSpill};
use placard_waybill::lists::{ByWind, Distance, EmergencySheet, Large, LargeSpillRow, Spill};

use crate::waybills::text;

pub(super) fn write(told: &EmergencySheet<'_>) -> v1::EmergencySheet {
    let large = told.isolation.and_then(|row| match &row.large {
        Large::Spill(spill) => Some(write_spill(spill)),
        Large::ByContainer => None,
    });
    v1::EmergencySheet {
        guides: guides(told),
        toxic_by_inhalation: told.guides.iter().any(|row| row.is_toxic_by_inhalation),
        small_spill: told.isolation.map(|row| write_spill(&row.small)),
        large_spill: large,
        container_spills: told.large_spills.iter().map(write_container).collect(),
        gases: told
            .gases()
            .iter()
            .map(|gas| sheet::Gas {
                formula: gas.formula().to_owned(),
                name: Some(text(&gas.text())),
            })
            .collect(),
        note: told.isolation.map(|row| row.note.to_string()).unwrap_or_default(),
    }
}

/// The guides, each once, with the book's P where the substance may polymerise.
fn guides(told: &EmergencySheet<'_>) -> Vec<String> {
    let by_index = told.guides.iter().map(|row| (row.guide, row.may_polymerise));
    let by_distance = told.isolation.iter().map(|row| (row.guide, row.may_polymerise));
    let printed: Vec<_> = by_index.chain(by_distance).collect();
    let numbers = told.guide_numbers();
    let write = |number: &u16| {
        let may_polymerise = printed.iter().any(|(guide, may)| guide == number && *may);
        format!("{number}{}", if may_polymerise { "P" } else { "" })
    };
    numbers.iter().map(write).collect()
}

fn write_spill(spill: &Spill) -> sheet::Spill {
    sheet::Spill {
        isolation_m: spill.isolation.metres(),
        day: Some(write_distance(spill.day)),
        night: Some(write_distance(spill.night)),
    }
}

fn write_container(row: &LargeSpillRow) -> ContainerSpill {
    ContainerSpill {
        container: Some(text(&row.container.text())),
        isolation_m: row.isolation.metres(),
        day: Some(write_winds(&row.day)),
        night: Some(write_winds(&row.night)),
    }
}

fn write_winds(winds: &ByWind) -> sheet::ByWind {
    sheet::ByWind {
        low: Some(write_distance(winds.low)),
        moderate: Some(write_distance(winds.moderate)),
        high: Some(write_distance(winds.high)),
    }
}

fn write_distance(distance: Distance) -> sheet::Distance {
    sheet::Distance { distance_m: distance.length.metres(), at_least: distance.is_at_least }
}
