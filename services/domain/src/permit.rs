//! Permits (通行证): who may be where a ban says no, and for how long.

use serde::{Deserialize, Serialize};

use crate::goods::UnNumber;
use crate::id::{JurisdictionId, OrganisationId, PermitId, VehicleId, ZoneId};
use crate::time::Timestamp;
use crate::vehicle::Load;

/// A permit lifts the bans of its zones for its vehicle, for the goods and the time it names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permit {
    /// Its id in paths.
    pub id: PermitId,
    /// Who may.
    pub vehicle: VehicleId,
    /// Where.
    pub zones: Vec<ZoneId>,
    /// With which goods; none: any.
    pub un_numbers: Vec<UnNumber>,
    /// From here …
    pub valid_from: Timestamp,
    /// … to before here.
    pub valid_to: Timestamp,
    /// Number of the paper, as printed.
    pub number: String,
    /// Who gave it.
    pub issuer: String,
    /// Whose record it is.
    pub organisation: OrganisationId,
    /// Where it was given.
    pub jurisdiction: JurisdictionId,
}

impl Permit {
    /// Whether it lifts a ban for `load` at `time`. A permit for named goods lifts nothing for a
    /// load that is not declared.
    #[must_use]
    pub fn lifts(&self, load: &Load, time: Timestamp) -> bool {
        let goods = self.un_numbers.is_empty()
            || (!load.is_unknown()
                && load.goods.iter().all(|goods| self.un_numbers.contains(&goods.un)));
        goods && self.valid_from <= time && time < self.valid_to
    }
}
