//! Tanks.

use placard_domain::goods::UnNumber;
use placard_domain::registry::{Tank, TankKind};
use placard_domain::{CarrierId, Reason, Revision, TankId, Violations};

use super::{read_certificates, write_certificates};
use crate::item::{Owner, etag};
use crate::read::{Reader, TEXT_MAX};
use crate::v1;
use crate::values::same_values;

/// The most UN numbers of one tank's list.
const MEDIA_MAX: usize = 500;
/// The least and the greatest volume of a tank, L: no more than a mistake of the unit is caught.
const VOLUME_L: std::ops::RangeInclusive<u32> = 1..=200_000;
/// The least and the greatest mass in a tank, kg.
const LOAD_KG: std::ops::RangeInclusive<u32> = 1..=200_000;

same_values!(
    kind_of, kind_to, v1::tank::Kind, TankKind, Atmospheric;
    Atmospheric, Pressure, Portable, Container
);

/// Reads a tank under the id it has or gets.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read_tank(tank: &v1::Tank, id: TankId, owner: &Owner) -> Result<Tank, Violations> {
    let mut r = Reader::default();
    let number = r.text_needed("number", &tank.number, TEXT_MAX);
    let kind = r.known("kind", tank.kind).map(kind_of);
    let code = r.text("code", &tank.code, 40);
    let volume_l = r.whole("volume_l", Some(tank.volume_l), VOLUME_L);
    let max_load_kg = r.whole("max_load_kg", tank.max_load_kg, LOAD_KG);
    let max_fill_percent = r.whole("max_fill_percent", tank.max_fill_percent, 1..=100);
    let media = r.list("media", &tank.media, MEDIA_MAX, |text| {
        let un: UnNumber = text.parse()?;
        match un.is_listed() {
            true => Ok(un),
            false => Err(Violations::one("", Reason::UnknownUnNumber, un)),
        }
    });
    let certificates = read_certificates(&mut r, &tank.certificates);
    let carrier = r.id("carrier_id", &tank.carrier_id, CarrierId::new);
    let (organisation, jurisdiction) =
        owner.read(&mut r, &tank.organisation_id, &tank.jurisdiction_id);
    r.found.or(Tank {
        id,
        number,
        kind: kind.unwrap_or_default(),
        code,
        volume_l: volume_l.unwrap_or_default(),
        max_load_kg,
        max_fill_percent: max_fill_percent.and_then(|percent| u8::try_from(percent).ok()),
        media,
        surge_plates: tank.surge_plates,
        certificates,
        carrier,
        organisation,
        jurisdiction,
    })
}

/// A tank on its way out.
#[must_use]
pub fn write_tank(tank: &Tank, revision: Revision) -> v1::Tank {
    v1::Tank {
        id: tank.id.to_string(),
        number: tank.number.clone(),
        kind: kind_to(tank.kind).into(),
        code: tank.code.clone(),
        volume_l: tank.volume_l,
        max_load_kg: tank.max_load_kg,
        max_fill_percent: tank.max_fill_percent.map(u32::from),
        media: tank.media.iter().map(|un| String::from(*un)).collect(),
        surge_plates: tank.surge_plates,
        certificates: write_certificates(&tank.certificates),
        carrier_id: tank.carrier.as_ref().map(ToString::to_string).unwrap_or_default(),
        organisation_id: tank.organisation.to_string(),
        jurisdiction_id: tank.jurisdiction.to_string(),
        etag: etag(revision),
        revision: revision.0,
    }
}
