//! Sites.

use placard_domain::registry::{Site, SiteKind};
use placard_domain::{PartyId, Position, Reason, Revision, SiteId, Violations, Wgs84};

use super::{read_scopes, write_scope};
use crate::item::{Owner, etag};
use crate::read::{Reader, TEXT_MAX};
use crate::v1;
use crate::values::same_values;

/// How far a site may reach from its middle, m.
const RADIUS_M: std::ops::RangeInclusive<f64> = 10.0..=20_000.0;

same_values!(
    kind_of, kind_to, v1::site::Kind, SiteKind, Plant;
    Plant, Depot, FillingStation, Port, Airport, RailYard, Laboratory, Hospital, WasteDisposal,
    BlastingSite, Other
);

/// A kind's name, as bodies have it; `None` where there is no such kind.
#[must_use]
pub fn site_kind_name(value: i32) -> Option<&'static str> {
    v1::site::Kind::try_from(value).ok().map(|kind| kind.as_str_name())
}

/// Reads a site under the id it has or gets.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read_site(site: &v1::Site, id: SiteId, owner: &Owner) -> Result<Site, Violations> {
    let mut r = Reader::default();
    let name = r.text_needed("name", &site.name, TEXT_MAX);
    let kind = r.known("kind", site.kind).map(kind_of);
    let party = r.id("party_id", &site.party_id, PartyId::new);
    let address = r.text("address", &site.address, TEXT_MAX);
    let division_code = read_division(&mut r, &site.division_code);
    let position = read_position(&mut r, site.position.as_ref());
    if site.radius_m.is_none() {
        r.found.push("radius_m", Reason::Required, "");
    }
    let radius = r.metres("radius_m", site.radius_m, RADIUS_M);
    let accepts = read_scopes(&mut r, "accepts", &site.accepts);
    let (organisation, jurisdiction) =
        owner.read(&mut r, &site.organisation_id, &site.jurisdiction_id);
    let (Some(position), Some(radius)) = (position, radius) else { return Err(r.found) };
    r.found.or(Site {
        id,
        name,
        kind: kind.unwrap_or_default(),
        party,
        address,
        division_code,
        position,
        radius,
        accepts,
        organisation,
        jurisdiction,
    })
}

fn read_division(r: &mut Reader, text: &str) -> String {
    let right = text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit());
    if !text.is_empty() && !right {
        r.found.push("division_code", Reason::Malformed, "6 × 0-9");
    }
    text.to_owned()
}

fn read_position(r: &mut Reader, place: Option<&v1::Place>) -> Option<Position<Wgs84>> {
    let Some(place) = place else {
        r.found.push("position", Reason::Required, "");
        return None;
    };
    let (longitude, latitude) = (place.longitude, place.latitude);
    if !(-180.0..=180.0).contains(&longitude) {
        r.found.push("position.longitude", Reason::LongitudeOutOfRange, longitude);
    }
    if !(-90.0..=90.0).contains(&latitude) {
        r.found.push("position.latitude", Reason::LatitudeOutOfRange, latitude);
    }
    Position::from_degrees(longitude, latitude)
}

/// A site on its way out.
#[must_use]
pub fn write_site(site: &Site, revision: Revision) -> v1::Site {
    let (longitude, latitude) = (site.position.lon(), site.position.lat());
    v1::Site {
        id: site.id.to_string(),
        name: site.name.clone(),
        kind: kind_to(site.kind).into(),
        party_id: site.party.as_ref().map(ToString::to_string).unwrap_or_default(),
        address: site.address.clone(),
        division_code: site.division_code.clone(),
        position: Some(v1::Place { longitude, latitude }),
        radius_m: Some(site.radius.metres()),
        accepts: site.accepts.iter().map(write_scope).collect(),
        organisation_id: site.organisation.to_string(),
        jurisdiction_id: site.jurisdiction.to_string(),
        etag: etag(revision),
        revision: revision.0,
    }
}
