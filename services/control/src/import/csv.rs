//! Rows as CSV: a header that names the fields of a message as JSON does, then a row a message.
//!
//! `plateColor`, `load.state`, `position.longitude`. Several values of one cell stand apart by `;`,
//! goods as `UN/packing group/kg` (`1203/II/22400`), certificates as
//! `KIND:number:scope+scope:from:to` (`TANK_INSPECTION:T-7:3::2027-06-30`).

use placard_domain::{Reason, Violations};
use prost_reflect::{FieldDescriptor, Kind};
use serde_json::{Map, Value, json};

use super::{Row, Sheet};
use crate::contract;
use crate::json::{at, put, read_message};

/// Names of the parts of goods and of certificates, in the order in which a cell has them.
const GOODS: [&str; 3] = ["unNumber", "packingGroup", "massKg"];
const CERTIFICATE: [&str; 5] = ["kind", "number", "scope", "validFrom", "validTo"];

/// Reads a file: a header, then a row a message. An empty cell says nothing.
///
/// # Errors
/// Where there is no header.
pub fn read<S: Sheet>(file: impl std::io::Read) -> Result<Vec<Row<S>>, Violations> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(file);
    let header = match reader.headers() {
        Ok(header) if !header.is_empty() => header.clone(),
        Ok(_) => return Err(Violations::one("", Reason::Required, " (header)")),
        Err(error) => return Err(Violations::one("", Reason::Malformed, error)),
    };
    let message = contract::message(S::MESSAGE);
    // A byte-order mark is how spreadsheets say UTF-8.
    let names = header.iter().map(|name| name.trim_start_matches('\u{feff}'));
    let columns: Vec<_> = names.map(|name| (name, at(&message, name))).collect();
    let rows = reader.records().map(|record| match record {
        Ok(record) => row(&columns, &record),
        Err(error) => {
            let proto = Err(Violations::one("", Reason::Malformed, error));
            Row { id: String::new(), proto }
        }
    });
    Ok(rows.collect())
}

fn row<S: Sheet>(
    columns: &[(&str, Option<FieldDescriptor>)],
    record: &csv::StringRecord,
) -> Row<S> {
    let mut tree = Value::Object(Map::new());
    let mut found = Violations::new();
    for ((name, field), cell) in columns.iter().zip(record).filter(|(_, cell)| !cell.is_empty()) {
        let value = match field {
            Some(field) if field.is_list() => {
                cell.split(';').map(|one| value(field, one)).collect()
            }
            Some(field) => value(field, cell),
            // What is no field is told so with all else that is wrong.
            None => json!(cell),
        };
        if !put(&mut tree, name, value) {
            found.push(*name, Reason::UnknownField, name);
        }
    }
    let id = tree.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    let read = found.keep("", read_message(S::MESSAGE, &tree));
    let proto = match read {
        Some(message) => found.or(message),
        None => Err(found),
    };
    Row { id, proto }
}

/// One value of a cell.
fn value(field: &FieldDescriptor, text: &str) -> Value {
    let text = text.trim();
    match field.kind() {
        Kind::Bool => text.parse::<bool>().map_or_else(|_| json!(text), Value::Bool),
        Kind::Message(message) if message.name() == "Goods" => parts(&GOODS, '/', text),
        Kind::Message(message) if message.name() == "Certificate" => {
            let mut certificate = parts(&CERTIFICATE, ':', text);
            if let Some(scope) = certificate.get_mut("scope") {
                let scopes: Value = scope.as_str().into_iter().flat_map(|s| s.split('+')).collect();
                *scope = scopes;
            }
            certificate
        }
        _ => json!(text),
    }
}

/// Parts under their names; an empty one says nothing, and the last is all that is left.
fn parts(names: &[&str], sign: char, text: &str) -> Value {
    let parts = names.iter().zip(text.splitn(names.len(), sign));
    let parts = parts.filter(|(_, part)| !part.is_empty());
    parts.map(|(name, part)| ((*name).to_owned(), json!(part))).collect::<Map<_, _>>().into()
}

#[cfg(test)]
mod tests {
    use placard_api::v1;

    use super::*;

    #[test]
    fn a_row_is_a_vehicle() {
        let file = "\u{feff}id,plate,plateColor,terminalPhone,load.state,load.goods,licences,\
                    maxMassKg,load.inTank\n\
                    v1,湘J·A1234,YELLOW,13912345678,FULL,1203/II/22400;1202,430700123456,31000,true\n";
        let rows = read::<v1::Vehicle>(file.as_bytes()).unwrap();
        let vehicle = rows[0].proto.as_ref().unwrap();
        assert_eq!((vehicle.id.as_str(), vehicle.plate.as_str()), ("v1", "湘J·A1234"));
        assert_eq!(vehicle.max_mass_kg, Some(31_000));
        let goods = &vehicle.load.as_ref().unwrap().goods;
        assert_eq!((goods[0].un_number.as_str(), goods[0].mass_kg), ("1203", Some(22_400)));
        assert_eq!(goods[1].packing_group, "");
    }

    #[test]
    fn what_is_wrong_with_a_row_is_told_by_its_column() {
        let file = "id,plate,wheels,maxMassKg\nv1,湘J·A,18,heavy\nv2,湘J·B,,1000\n";
        let rows = read::<v1::Vehicle>(file.as_bytes()).unwrap();
        let found = rows[0].proto.as_ref().unwrap_err();
        let fields: Vec<_> = found.as_slice().iter().map(|v| v.field.as_str()).collect();
        assert_eq!(fields, ["max_mass_kg", "wheels"]);
        assert!(rows[1].proto.is_ok(), "an empty cell says nothing");
        assert!(read::<v1::Vehicle>("".as_bytes()).is_err());
    }

    #[test]
    fn a_cell_of_certificates_is_a_list_of_them() {
        let file = "name,certificates,blacklisted.since,blacklisted.reason\n\
                    张三,TRAINING:7; DRIVER_QUALIFICATION:8:2.1+3:2024-01-01:2027-12-31,,\n\
                    李四,PAPER:9,2026-02-11,超员\n\
                    王五,TRAINING:7::::late,,\n";
        let rows = read::<v1::Person>(file.as_bytes()).unwrap();
        let zhang = rows[0].proto.as_ref().unwrap();
        let [training, driver] = &zhang.certificates[..] else { panic!("{zhang:?}") };
        assert_eq!((training.kind(), &*training.number), (v1::certificate::Kind::Training, "7"));
        assert!(training.scope.is_empty() && training.valid_to.is_empty());
        assert_eq!(
            (&driver.scope[..], &*driver.valid_to),
            (&["2.1", "3"].map(String::from)[..], "2027-12-31")
        );
        assert!(zhang.blacklisted.is_none(), "empty cells mark nobody");
        let found = rows[1].proto.as_ref().unwrap_err();
        assert_eq!(found.as_slice()[0].field, "certificates[0].kind");
        let wang = rows[2].proto.as_ref().unwrap();
        assert_eq!(wang.certificates[0].valid_to, ":late", "too many parts are no day");
    }

    #[test]
    fn a_place_and_a_list_of_words_are_read() {
        let file = "name,position.longitude,position.latitude,radiusM,accepts\n\
                    油库,111.7,28.98,300,3;HAZARDOUS_WASTE\n";
        let rows = read::<v1::Site>(file.as_bytes()).unwrap();
        let site = rows[0].proto.as_ref().unwrap();
        assert_eq!(site.position.unwrap().longitude, 111.7);
        assert_eq!((site.radius_m, &site.accepts[1][..]), (Some(300.0), "HAZARDOUS_WASTE"));
        let file = "number,volumeL,surgePlates\n7,9000,yes\n";
        let rows = read::<v1::Tank>(file.as_bytes()).unwrap();
        assert_eq!(rows[0].proto.as_ref().unwrap_err().as_slice()[0].field, "surge_plates");
    }
}
