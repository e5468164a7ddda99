use super::*;
use placard_domain::{JurisdictionId, OrganisationId};

const NOW: Timestamp = Timestamp::from_millis(1_764_000_000_000);

fn owner() -> Owner {
    Owner {
        organisation: OrganisationId::new("changde").unwrap(),
        jurisdiction: JurisdictionId::new("CN-4307").unwrap(),
    }
}

fn geojson() -> serde_json::Value {
    serde_json::json!({"type": "Point", "coordinates": [111.69, 29.04]})
}

fn circle(
    _: &serde_json::Value,
    _: Option<Length>,
    radius: Option<Length>,
) -> Result<Geometry, Violations> {
    let centre = Position::from_degrees(111.69, 29.04);
    let centre = centre.ok_or_else(Violations::new)?;
    Ok(Geometry::Circle { centre, radius: radius.ok_or_else(Violations::new)? })
}

fn zone() -> v1::Zone {
    v1::Zone {
        id: "z1".into(),
        name: "一中".into(),
        name_en: "No. 1 school".into(),
        kind: v1::zone::Kind::SensitiveReceptor.into(),
        geometry: struct_of_json(&geojson()),
        radius_m: Some(100.0),
        bans: vec![v1::Ban {
            classes: vec!["2.3".into(), "3".into()],
            un_numbers: vec!["1017".into()],
            tunnel_codes: vec!["C/D".into()],
            windows: vec![v1::Window {
                days: vec![v1::window::Day::Mon.into(), v1::window::Day::Fri.into()],
                from: "07:00".into(),
                to: "20:00".into(),
                dates: vec!["2026-09-01/2027-01-31".into()],
                holidays: v1::window::Holidays::Except.into(),
            }],
            effect: v1::ban::Effect::SpeedLimit.into(),
            speed_limit_kmh: Some(30.0),
        }],
        source: "editor".into(),
        accuracy_m: Some(1000.0),
        confidence: v1::zone::Confidence::Approximate.into(),
        clause: "令29 art. 49".into(),
        effective_from: Some(time_to(NOW)),
        effective_to: Some(time_to(NOW + placard_domain::Millis::from_days(300))),
        revision: 5,
        organisation_id: "changde".into(),
        jurisdiction_id: "CN-4307".into(),
        etag: "\"5\"".into(),
        ..Default::default()
    }
}

fn read(zone: &v1::Zone) -> Result<Zone, Violations> {
    read_zone(zone, ZoneId::new("z1").unwrap(), &owner(), NOW, &circle)
}

#[test]
fn a_zone_comes_out_as_it_went_in() {
    let read = read(&zone()).unwrap();
    assert_eq!(write_zone(&read, &geojson(), Revision(5)), zone());
}

#[test]
fn everything_that_is_wrong_is_found_where_it_stands() {
    let mut wrong = zone();
    wrong.kind = 0;
    wrong.bans[0].classes[1] = "12".into();
    wrong.bans[0].un_numbers[0] = "0003".into();
    wrong.bans[0].windows[0].to = "25:00".into();
    wrong.bans[0].speed_limit_kmh = None;
    wrong.effective_to = Some(time_to(NOW));
    let found = read(&wrong).unwrap_err();
    let fields: Vec<_> = found.as_slice().iter().map(|v| v.field.as_str()).collect();
    let expected = [
        "kind",
        "bans[0].classes[1]",
        "bans[0].un_numbers[0]",
        "bans[0].windows[0].to",
        "bans[0].speed_limit_kmh",
        "effective_to",
    ];
    assert_eq!(fields, expected);
}

#[test]
fn a_permit_needs_a_zone_and_a_span() {
    let permit = v1::Permit {
        vehicle_id: "v1".into(),
        valid_from: Some(time_to(NOW)),
        valid_to: Some(time_to(NOW)),
        ..Default::default()
    };
    let found = read_permit(&permit, PermitId::new("p").unwrap(), &owner()).unwrap_err();
    let fields: Vec<_> = found.as_slice().iter().map(|v| v.field.as_str()).collect();
    assert_eq!(fields, ["zone_ids", "valid_to"]);
}
