//! Vehicles as CSV.

use placard_api::v1;
use placard_domain::{Reason, Violations};
use serde_json::{Map, Value, json};

use crate::import::Row;
use crate::json::{put, read_message};

/// Columns whose cells hold several values, apart by `;`.
const LISTS: [&str; 2] = ["licences", "load.goods"];

/// Reads a file: a header, then a row a vehicle.
///
/// # Errors
/// Where there is no header.
pub(crate) fn read(file: impl std::io::Read) -> Result<Vec<Row<v1::Vehicle>>, Violations> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(file);
    let header = match reader.headers() {
        Ok(header) if !header.is_empty() => header.clone(),
        Ok(_) => return Err(Violations::one("", Reason::Required, " (header)")),
        Err(error) => return Err(Violations::one("", Reason::Malformed, error)),
    };
    // A byte-order mark is how spreadsheets say UTF-8.
    let names: Vec<_> = header.iter().map(|name| name.trim_start_matches('\u{feff}')).collect();
    let rows = reader.records().map(|record| match record {
        Ok(record) => row(&names, &record),
        Err(error) => {
            let proto = Err(Violations::one("", Reason::Malformed, error));
            Row { id: String::new(), proto }
        }
    });
    Ok(rows.collect())
}

fn row(names: &[&str], record: &csv::StringRecord) -> Row<v1::Vehicle> {
    let mut tree = Value::Object(Map::new());
    let mut found = Violations::new();
    for (name, cell) in names.iter().zip(record).filter(|(_, cell)| !cell.is_empty()) {
        let value = match *name {
            "load.goods" => cell.split(';').map(goods).collect(),
            list if LISTS.contains(&list) => {
                cell.split(';').map(|part| json!(part.trim())).collect()
            }
            _ => json!(cell),
        };
        if !put(&mut tree, name, value) {
            found.push(*name, Reason::UnknownField, name);
        }
    }
    let id = tree.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    let read = found.keep("", read_message("Vehicle", &tree));
    let proto = match read {
        Some(vehicle) => found.or(vehicle),
        None => Err(found),
    };
    Row { id, proto }
}

/// `1203/II/22400`.
fn goods(text: &str) -> Value {
    let mut parts = text.trim().split('/');
    let mut goods = Map::new();
    for name in ["unNumber", "packingGroup", "massKg"] {
        if let Some(part) = parts.next().filter(|part| !part.is_empty()) {
            goods.insert(name.to_owned(), json!(part));
        }
    }
    Value::Object(goods)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_a_vehicle() {
        let file = "\u{feff}id,plate,plateColor,terminalPhone,load.state,load.goods,licences,\
                    maxMassKg\n\
                    v1,湘J·A1234,YELLOW,13912345678,FULL,1203/II/22400;1202,430700123456,31000\n";
        let rows = read(file.as_bytes()).unwrap();
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
        let rows = read(file.as_bytes()).unwrap();
        let found = rows[0].proto.as_ref().unwrap_err();
        let fields: Vec<_> = found.as_slice().iter().map(|v| v.field.as_str()).collect();
        assert_eq!(fields, ["max_mass_kg", "wheels"]);
        assert!(rows[1].proto.is_ok(), "an empty cell says nothing");
        assert!(read("".as_bytes()).is_err());
    }
}
