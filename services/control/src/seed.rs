//! The starter: the jurisdictions of Changde and its zones, put into records that are empty.

use std::collections::BTreeMap;

use placard_domain::jurisdiction::{Jurisdiction, ZoneName};
use placard_domain::{JurisdictionId, OrganisationId, Revision, Text, Timestamp, Violations};
use placard_partition::Line;
use placard_store::records::{Change, Kind};
use serde_json::Value;
use tonic::Status;

use crate::call::Call;
use crate::hall::{Hall, OfficeSettings};
use crate::import::{self, Report};
use crate::records::of_item;

/// Changde's zones as `geodata/` has them.
const ZONES: &str = include_str!("../../../geodata/zones.geojson");

/// Id, parent, name and English name of each area, what is pointed to first.
const AREAS: [(&str, Option<&str>, &str, &str); 3] = [
    ("CN", None, "中国", "China"),
    ("CN-43", Some("CN"), "湖南省", "Hunan"),
    ("CN-4307", Some("CN-43"), "常德市", "Changde"),
];
/// From when the starter's zones hold: the law held before this server did, and reports of the days
/// before are judged by it too.
const IN_FORCE_SINCE: &str = "2026-01-01T00:00:00Z";
/// The wall clock of all of them.
const CLOCK: &str = "Asia/Shanghai";

/// Why the starter was not put in.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// The files of this binary are not what it can read.
    #[error("the starter data: {0}")]
    Data(String),
    /// The records said no.
    #[error("{}", .0.message())]
    Refused(#[from] Status),
}

/// Puts the starter data into records in which nothing has ever been written, in one revision;
/// leaves others alone. Returns what became of the zones, `None` where it had nothing to do.
///
/// # Errors
/// [`SeedError`]: nothing was put in.
pub async fn seed(line: &Line, settings: &OfficeSettings) -> Result<Option<Report>, SeedError> {
    if line.world().revision() != Revision::ZERO {
        return Ok(None);
    }
    let mut collection: Value =
        serde_json::from_str(ZONES).map_err(|error| SeedError::Data(error.to_string()))?;
    let features = collection.get_mut("features").and_then(Value::as_array_mut);
    for feature in features.into_iter().flatten() {
        if let Some(properties) = feature.get_mut("properties").and_then(Value::as_object_mut) {
            properties.entry("effectiveFrom").or_insert_with(|| IN_FORCE_SINCE.into());
        }
    }
    let hall = Hall::new(line.clone(), settings.clone());
    let areas = areas(&settings.organisation)?;
    let report = import::starter(&hall, &Call::from_placard("seed"), &collection, areas).await?;
    match report.rejected.first() {
        None => Ok(Some(report)),
        Some(first) => {
            let why = format!("zone {} ({}): {}", first.index, first.id, first.violations);
            Err(SeedError::Data(why))
        }
    }
}

fn areas(organisation: &OrganisationId) -> Result<Vec<Change>, SeedError> {
    let data = |error: Violations| SeedError::Data(error.to_string());
    let id = |id: &str| JurisdictionId::new(id).map_err(|e| SeedError::Data(e.to_string()));
    let time_zone = ZoneName::new(CLOCK).map_err(data)?;
    let mut changes = BTreeMap::new();
    for (area, parent, zh, en) in AREAS {
        let jurisdiction = Jurisdiction {
            id: id(area)?,
            parent: parent.map(id).transpose()?,
            name: Text::new(zh, en),
            time_zone: time_zone.clone(),
            // Set each year by notice of the State Council (国务院办公厅): a record, not a constant.
            holidays: Vec::new(),
        };
        let belongs = (organisation, &jurisdiction.id);
        let ever = Timestamp::MIN;
        let change = of_item(Kind::Jurisdiction, area, &jurisdiction, belongs, ever)?;
        changes.insert(area, Change { parent: parent.map(str::to_owned), ..change });
    }
    Ok(changes.into_values().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_area_has_a_parent_that_comes_before_it() {
        let changes = areas(&OrganisationId::new("changde").unwrap()).unwrap();
        for change in &changes {
            let parent = change.parent.as_deref();
            assert!(parent.is_none_or(|id| changes.iter().any(|c| c.id == id)), "{change:?}");
        }
    }
}
