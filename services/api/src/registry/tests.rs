//! What goes in comes out, and all that is wrong is named.

use placard_domain::{
    CarrierId, JurisdictionId, OrganisationId, PartyId, PersonId, Revision, SiteId, TankId,
    Violations,
};

use super::*;
use crate::item::Owner;
use crate::v1;

fn owner() -> Owner {
    Owner {
        organisation: OrganisationId::new("changde").unwrap(),
        jurisdiction: JurisdictionId::new("CN-4307").unwrap(),
    }
}

fn certificate(kind: v1::certificate::Kind) -> v1::Certificate {
    v1::Certificate {
        kind: kind.into(),
        number: "430700000001".into(),
        scope: vec!["3".into()],
        valid_from: String::new(),
        valid_to: "2027-12-31".into(),
    }
}

fn blacklisted() -> Option<v1::Blacklisting> {
    let reason = "违规运输".into();
    Some(v1::Blacklisting { since: "2026-02-11".into(), until: "2027-02-10".into(), reason })
}

fn fields(found: &Violations) -> Vec<&str> {
    found.as_slice().iter().map(|v| v.field.as_str()).collect()
}

#[test]
fn a_carrier_and_a_party_come_out_as_they_went_in() {
    let carrier = v1::Carrier {
        id: "c1".into(),
        name: "常运危货".into(),
        licence: "430700000001".into(),
        phone: "0736-7200000".into(),
        organisation_id: "changde".into(),
        jurisdiction_id: "CN-4307".into(),
        etag: "\"3\"".into(),
        revision: 3,
        uscc: "91430700MA4L00003P".into(),
        certificates: vec![certificate(v1::certificate::Kind::TransportLicence)],
        blacklisted: blacklisted(),
    };
    let read = read_carrier(&carrier, CarrierId::new("c1").unwrap(), &owner()).unwrap();
    assert_eq!(write_carrier(&read, Revision(3)), carrier);
    let party = v1::Party {
        id: "p1".into(),
        name: "德山化工".into(),
        uscc: "9143070255554321XM".into(),
        phone: "0736-7300000".into(),
        address: "德山开发区".into(),
        roles: vec![v1::party::Role::Consignor.into(), v1::party::Role::Loader.into()],
        certificates: vec![certificate(v1::certificate::Kind::ChemicalsLicence)],
        blacklisted: blacklisted(),
        organisation_id: "changde".into(),
        jurisdiction_id: "CN-4307".into(),
        etag: "\"3\"".into(),
        revision: 3,
    };
    let read = read_party(&party, PartyId::new("p1").unwrap(), &owner()).unwrap();
    assert_eq!(write_party(&read, Revision(3)), party);
}

#[test]
fn a_person_comes_out_masked_and_goes_back_in() {
    let person = v1::Person {
        id: "zhang".into(),
        name: "张三".into(),
        role: v1::person::Role::Escort.into(),
        resident_id: "430702198506170013".into(),
        certificates: vec![certificate(v1::certificate::Kind::EscortQualification)],
        organisation_id: "changde".into(),
        jurisdiction_id: "CN-4307".into(),
        etag: "\"3\"".into(),
        revision: 3,
        ..Default::default()
    };
    let id = || PersonId::new("zhang").unwrap();
    let read = read_person(&person, id(), &owner(), "").unwrap();
    assert_eq!(read.resident_id, "430702198506170013");
    let shown = write_person(&read, Revision(3));
    let masked = v1::Person { resident_id: "430702**********13".into(), ..person };
    assert_eq!(shown, masked);
    let again = read_person(&shown, id(), &owner(), &read.resident_id).unwrap();
    assert_eq!(again, read);
    let lost = read_person(&shown, id(), &owner(), "").unwrap_err();
    assert_eq!(fields(&lost), ["resident_id"], "a mask alone is no id");
}

#[test]
fn a_site_comes_out_as_it_went_in_and_needs_a_place() {
    let site = v1::Site {
        id: "s1".into(),
        name: "德山油库".into(),
        kind: v1::site::Kind::Depot.into(),
        party_id: "p1".into(),
        address: "德山开发区".into(),
        division_code: "430702".into(),
        position: Some(v1::Place { longitude: 111.7, latitude: 28.98 }),
        radius_m: Some(300.0),
        accepts: vec!["3".into(), "HAZARDOUS_WASTE".into()],
        organisation_id: "changde".into(),
        jurisdiction_id: "CN-4307".into(),
        etag: "\"3\"".into(),
        revision: 3,
    };
    let id = || SiteId::new("s1").unwrap();
    let read = read_site(&site, id(), &owner()).unwrap();
    assert_eq!(write_site(&read, Revision(3)), site);
    let wrong = v1::Site {
        division_code: "43070".into(),
        position: Some(v1::Place { longitude: f64::NAN, latitude: 91.0 }),
        radius_m: Some(5.0),
        ..site.clone()
    };
    let found = read_site(&wrong, id(), &owner()).unwrap_err();
    let expected = ["division_code", "position.longitude", "position.latitude", "radius_m"];
    assert_eq!(fields(&found), expected);
    let bare = v1::Site { position: None, radius_m: None, ..site };
    let found = read_site(&bare, id(), &owner()).unwrap_err();
    assert_eq!(fields(&found), ["position", "radius_m"]);
}

#[test]
fn a_tank_comes_out_as_it_went_in_and_a_wrong_unit_is_named() {
    let tank = v1::Tank {
        id: "t1".into(),
        number: "LGBF-001".into(),
        kind: v1::tank::Kind::Atmospheric.into(),
        code: "LGBF".into(),
        volume_l: 30_000,
        max_load_kg: Some(22_500),
        max_fill_percent: Some(95),
        media: vec!["1203".into(), "1202".into()],
        surge_plates: true,
        certificates: vec![certificate(v1::certificate::Kind::TankInspection)],
        carrier_id: "c1".into(),
        organisation_id: "changde".into(),
        jurisdiction_id: "CN-4307".into(),
        etag: "\"3\"".into(),
        revision: 3,
    };
    let id = || TankId::new("t1").unwrap();
    let read = read_tank(&tank, id(), &owner()).unwrap();
    assert_eq!(write_tank(&read, Revision(3)), tank);
    let wrong = v1::Tank {
        volume_l: 0,
        max_load_kg: Some(30_000_000),
        max_fill_percent: Some(101),
        media: vec!["1203".into(), "9999".into()],
        ..tank
    };
    let found = read_tank(&wrong, id(), &owner()).unwrap_err();
    assert_eq!(fields(&found), ["volume_l", "max_load_kg", "max_fill_percent", "media[1]"]);
}
