//! Roads and zones: each road runs east; along it a closed square, a bridge, a water source and a
//! school take turns. The road is the approved route of all who drive on it.

use placard_domain::route::{ApprovedRoute, Assignment};
use placard_domain::zone::{Ban, Effect, Geometry, Polygon, Zone, ZoneConfidence, ZoneKind};
use placard_domain::{Length, Position, RouteId, Timestamp, Wgs84, ZoneId, ZoneNo};

use super::pace::{METRES_A_REPORT, METRES_IN_A_HURRY};

/// Metres from one zone to the next along a road.
pub(super) const SPACING: f64 = 2000.0;
/// 1e-7 degree a metre at 29° N.
const LON_UNITS: f64 = 102.7;
const LAT_UNITS: f64 = 90.2;
/// Where the first road begins: 111.6° E, 28.9° N.
const ORIGIN: (f64, f64) = (1_116_000_000.0, 289_000_000.0);
/// Metres from one road to the next.
const ROAD_SPACING: f64 = 2000.0;
/// The full width of a road's corridor: 150 m to either side, as for a motorway.
const CORRIDOR: Length = Length::from_whole_metres(300);

/// The place so many metres along a road, and so many north of it, in whole micro-degrees.
pub(super) fn place(road: u32, along: f64, aside: f64) -> Position<Wgs84> {
    let micro = |units: f64| (units / 10.0).round() as i32 * 10;
    let lon = micro(ORIGIN.0 + along * LON_UNITS);
    let lat = micro(ORIGIN.1 + (f64::from(road) * ROAD_SPACING + aside) * LAT_UNITS);
    Position::from_units(lon, lat).unwrap_or_else(|| unreachable!("a city is small"))
}

/// What stands where the `n`th zone of a road does.
pub(super) const fn kind(n: usize) -> ZoneKind {
    match n % 4 {
        0 => ZoneKind::Other,
        1 => ZoneKind::Bridge,
        2 => ZoneKind::WaterSource,
        _ => ZoneKind::SensitiveReceptor,
    }
}

/// Metres along a road at which its `n`th zone has its middle.
pub(super) fn middle(n: usize) -> f64 {
    (n as f64 + 1.0) * SPACING
}

/// The zones of all roads, numbered from 1.
pub(super) fn zones(roads: u32, reports: usize) -> Vec<Zone> {
    let along = (reports as f64 * METRES_A_REPORT / SPACING) as usize + 1;
    let all = (0..roads).flat_map(|road| (0..along).map(move |n| (road, n)));
    (1..).zip(all).map(|(no, (road, n))| zone(no, road, n)).collect()
}

fn zone(no: u32, road: u32, n: usize) -> Zone {
    let (kind, at) = (kind(n), middle(n));
    let geometry = match kind {
        ZoneKind::Bridge => Geometry::Corridor {
            line: vec![place(road, at - 200.0, 0.0), place(road, at + 200.0, 0.0)],
            width: Length::from_whole_metres(16),
        },
        _ => square(road, at, 250.0),
    };
    // At a water source one may drive, and not stop; past a school too.
    let effect = match kind {
        ZoneKind::WaterSource => Some(Effect::NoStopping),
        ZoneKind::SensitiveReceptor => None,
        _ => Some(Effect::Forbid),
    };
    let ban = |effect| Ban {
        classes: vec![],
        un_numbers: vec![],
        tunnel_codes: vec![],
        windows: vec![],
        effect,
    };
    Zone {
        id: ZoneId::new(&format!("road-{road}-zone-{n}"))
            .unwrap_or_else(|_| unreachable!("it is an id")),
        no: ZoneNo(no),
        name: format!("{road}号路第{n}区"),
        name_en: format!("zone {n} of road {road}"),
        kind,
        geometry,
        bans: effect.map(ban).into_iter().collect(),
        source: "loadtest".to_owned(),
        accuracy: None,
        confidence: ZoneConfidence::Verified,
        clause: String::new(),
        effective_from: Timestamp::from_millis(0),
        effective_to: None,
        organisation: super::organisation(),
        jurisdiction: super::jurisdiction(),
    }
}

/// The approved route of a road, for these vehicles.
pub(super) fn route(
    road: u32,
    reports: usize,
    vehicles: impl Iterator<Item = u32>,
) -> ApprovedRoute {
    let assignment = |no| Assignment {
        vehicle: super::vehicle_id(no),
        from: Timestamp::from_millis(0),
        to: None,
    };
    let length = reports as f64 * METRES_IN_A_HURRY;
    ApprovedRoute {
        id: RouteId::new(&format!("road-{road}")).unwrap_or_else(|_| unreachable!("it is an id")),
        name: format!("{road}号路"),
        name_en: format!("road {road}"),
        line: vec![place(road, -1000.0, 0.0), place(road, length, 0.0)],
        width: CORRIDOR,
        assignments: vehicles.take(ApprovedRoute::ASSIGNMENTS_MAX).map(assignment).collect(),
        source: "loadtest".to_owned(),
        clause: String::new(),
        carrier: None,
        effective_from: Timestamp::from_millis(0),
        effective_to: None,
        organisation: super::organisation(),
        jurisdiction: super::jurisdiction(),
    }
}

fn square(road: u32, at: f64, half: f64) -> Geometry {
    let corners = [(-half, -half), (half, -half), (half, half), (-half, half), (-half, -half)];
    let exterior = corners.map(|(east, north)| place(road, at + east, north)).to_vec();
    Geometry::Polygon(Polygon { exterior, holes: vec![] })
}
