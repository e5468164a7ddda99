//! What several rules ask of waybills: the places that one names, and of whom one is expected.

use std::sync::Arc;

use placard_domain::trip::{Trip, TripPlace};
use placard_domain::vehicle::Vehicle;
use placard_domain::zone::ZoneKind;
use placard_domain::{Length, Position, Wgs84, ZoneNo};
use placard_geo::plane;

use crate::moment::Moment;
use crate::world::ZoneVersion;

/// Whether a place reaches to `at`, or to within `slack` of it.
pub(crate) fn reaches(place: &TripPlace, at: Position<Wgs84>, slack: Length) -> bool {
    plane::distance(place.position, at).mm() <= place.radius.mm() + slack.mm()
}

/// Whether a trip is loaded or unloaded at a place, or within `slack` of it.
pub(crate) fn names(trip: &Trip, at: Position<Wgs84>, slack: Length) -> bool {
    trip.origin.iter().chain(&trip.drops).any(|place| reaches(place, at, slack))
}

/// Whether a waybill is expected of a vehicle. Without `everyone`, only of those whose organisation
/// has had one: until then nobody there knows how (`docs/decisions/`, "Waybills are expected of
/// those who use them").
pub(crate) fn are_expected(now: &Moment<'_>, vehicle: &Vehicle, everyone: bool) -> bool {
    everyone || now.world.uses_waybills(&vehicle.organisation, now.time)
}

/// The chemical parks that the vehicle surely is in.
pub(crate) fn parks<'a>(
    now: &'a Moment<'_>,
) -> impl Iterator<Item = (ZoneNo, &'a Arc<ZoneVersion>)> {
    now.presences.sure().filter_map(|(no, _)| {
        let version = now.world.zones().get(no, now.time)?;
        (version.zone.kind == ZoneKind::ChemicalPark).then_some((no, version))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reaches_as_far_as_its_radius_and_the_slack() {
        let middle = Position::from_units(1_116_900_000, 290_300_000).unwrap();
        // A hundred metres north.
        let at = Position::from_units(1_116_900_000, 290_309_021).unwrap();
        let reach = |radius, slack| {
            let radius = Length::from_whole_metres(radius);
            let place = TripPlace { site: None, position: middle, radius };
            reaches(&place, at, Length::from_whole_metres(slack))
        };
        assert!(reach(101, 0) && reach(91, 10) && !reach(98, 0) && !reach(88, 10));
    }
}
