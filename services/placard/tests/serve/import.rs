//! `placard import`: by the server that holds the folder, and by the folder itself.

use std::path::Path;

use serde_json::{Value, json};

use crate::common::http::get;
use crate::common::server::{Server, placard};

const VEHICLES: &str = "\
id,plate,kind,terminalPhone,load.state,load.goods
t1,湘J20001,TANKER,20001,FULL,1203/II/22400
t2,湘J20002,ROCKET,20002,FULL,1203
t3,湘J20003,TANKER,20003,FULL,9999
t4,湘J20004,BOX,20004,EMPTY,
";

fn import(folder: &Path, what: &str, file: &Path, more: &[&str]) -> (Option<i32>, Value) {
    let done = placard()
        .args(["import", what, "--json"])
        .arg(file)
        .arg("--data")
        .arg(folder)
        .args(more)
        .output()
        .unwrap();
    let said = String::from_utf8(done.stdout).unwrap();
    let errors = String::from_utf8(done.stderr).unwrap();
    let json = serde_json::from_str(&said).unwrap_or_else(|_| panic!("{said}{errors}"));
    (done.status.code(), json)
}

fn rejected(report: &Value) -> Vec<(u64, String)> {
    let rows = report["rejected"].as_array().unwrap();
    let field = |row: &Value| row["violations"][0]["field"].as_str().unwrap().to_owned();
    rows.iter().map(|row| (row["index"].as_u64().unwrap(), field(row))).collect()
}

fn zone(id: &str, coordinates: &Value) -> Value {
    let geometry = json!({"type": "Polygon", "coordinates": [coordinates]});
    let properties = json!({"id": id, "name": "试验", "kind": "OTHER"});
    json!({"type": "Feature", "properties": properties, "geometry": geometry})
}

#[test]
fn every_row_that_is_not_taken_is_named_whoever_takes_it() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, file) = (dir.path().join("data"), dir.path().join("fleet.csv"));
    std::fs::write(&file, VEHICLES).unwrap();
    let wrong = [(1, "kind".to_owned()), (2, "load.goods[0].un_number".to_owned())];

    let server = Server::start(&folder, &[]);
    let (code, report) = import(&folder, "vehicles", &file, &["--check"]);
    assert_eq!((code, report["accepted"].as_u64()), (Some(1), Some(2)), "{report}");
    assert_eq!(rejected(&report), wrong);
    assert_eq!(get(server.http, "/v1/vehicles/t1").status, 404, "it was only checked");
    let (code, report) = import(&folder, "vehicles", &file, &[]);
    assert_eq!((code, rejected(&report)), (Some(1), wrong.to_vec()));
    assert_eq!(get(server.http, "/v1/vehicles/t1").json()["plate"], "湘J20001");
    assert_eq!(get(server.http, "/v1/vehicles/t2").status, 404);
    server.drain();

    std::fs::write(&file, "id,plate\nt9,湘J20009\n").unwrap();
    let (code, report) = import(&folder, "vehicles", &file, &[]);
    assert_eq!((code, report["accepted"].as_u64()), (Some(0), Some(1)), "{report}");
    let server = Server::start(&folder, &[]);
    assert_eq!(get(server.http, "/v1/vehicles/t9").json()["plate"], "湘J20009");
    assert_eq!(get(server.http, "/v1/vehicles/t4").json()["kind"], "BOX");
}

/// What is imported, a file of it, and the rows that are not taken, each with its field.
type Import = (&'static str, &'static str, &'static [(u64, &'static str)]);

/// A file of each kind, in the order in which one points to another.
const REGISTER: [Import; 5] = [
    (
        "parties",
        "id,name,uscc,roles,certificates\n\
         p1,德山化工,9143070255554321XM,CONSIGNOR;LOADER,CHEMICALS_LICENCE:1:3+8::2027-12-31\n\
         p2,无此角色,,BUYER,\n",
        &[(1, "roles[0]")],
    ),
    (
        "carriers",
        "id,name,uscc,certificates\n\
         c1,常运,91430700MA4L00003P,TRANSPORT_LICENCE:1:3\n\
         c2,又常运,91430700MA4L00003P,\n",
        &[(1, "uscc")],
    ),
    (
        "people",
        "id,name,carrierId,residentId\n\
         zhang,张三,c1,430702198506170013\n\
         li,李四,nobody,\n",
        &[(1, "carrier_id")],
    ),
    (
        "tanks",
        "id,number,carrierId,volumeL,surgePlates,certificates\n\
         t1,1,c1,30000,true,TANK_INSPECTION:T-1:::2027-06-30\n\
         t2,2,c1,30000000,false,\n\
         t3,3,c1,9000,false,TANK_INSPECTION:T-3:::2027-02-30\n",
        &[(1, "volume_l"), (2, "certificates[0].valid_to")],
    ),
    (
        "sites",
        "id,name,partyId,kind,position.longitude,position.latitude,radiusM\n\
         s1,德山油库,p1,DEPOT,111.7,28.98,300\n\
         s2,何处,p1,DEPOT,,,300\n",
        &[(1, "position")],
    ),
];

#[test]
fn the_register_is_imported_kind_by_kind_whoever_takes_it() {
    for by_server in [true, false] {
        let dir = tempfile::tempdir().unwrap();
        let (folder, file) = (dir.path().join("data"), dir.path().join("rows.csv"));
        let server = by_server.then(|| Server::start(&folder, &[]));
        for (what, text, wrong) in REGISTER {
            std::fs::write(&file, text).unwrap();
            let wrong: Vec<_> = wrong.iter().map(|(i, f)| (*i, (*f).to_owned())).collect();
            let (code, report) = import(&folder, what, &file, &["--check"]);
            assert_eq!((code, rejected(&report)), (Some(1), wrong.clone()), "{what}: {report}");
            let (code, report) = import(&folder, what, &file, &[]);
            assert_eq!((code, rejected(&report)), (Some(1), wrong), "{what}: {report}");
            assert_eq!(report["accepted"], 1, "{what}: {report}");
        }
        let server = server.unwrap_or_else(|| Server::start(&folder, &[]));
        let person = get(server.http, "/v1/people/zhang").json();
        assert_eq!(person["residentId"], "430702**********13");
        let tank = get(server.http, "/v1/tanks/t1").json();
        assert_eq!(tank["certificates"][0]["validTo"], "2027-06-30");
        assert_eq!(get(server.http, "/v1/sites/s1").json()["partyId"], "p1");
        assert_eq!(get(server.http, "/v1/tanks/t2").status, 404);
    }
}

// Made up: no row of the true list.
const BANS: &str = "un,cas,name_zh,scope,edition,source\n1203,,汽油,bulk,样例,made up\n";

#[test]
fn an_edition_of_a_list_is_taken_whole_or_its_faults_are_named_whoever_takes_it() {
    for by_server in [true, false] {
        let dir = tempfile::tempdir().unwrap();
        let (folder, file) = (dir.path().join("data"), dir.path().join("bans.csv"));
        let server = by_server.then(|| Server::start(&folder, &[]));
        let of_bans = ["--list", "inland_water_bans", "--edition", "2019"];
        let goods = |more: &[&str]| import(&folder, "goods", &file, &[&of_bans, more].concat());
        std::fs::write(&file, BANS.replace("bulk", "some")).unwrap();
        let (code, report) = goods(&[]);
        let fault = &report["faults"][0];
        assert_eq!((code, &report["version"]), (Some(1), &Value::Null), "{report}");
        assert_eq!((&fault["line"], &fault["column"]), (&json!(2), &json!("scope")));
        std::fs::write(&file, BANS).unwrap();
        let (code, tried) = goods(&["--check"]);
        let (again, taken) = goods(&[]);
        assert_eq!((code, again), (Some(0), Some(0)), "{tried} {taken}");
        assert_eq!((&taken["version"]["rows"], &taken["version"]), (&json!(1), &tried["version"]));
        let server = server.unwrap_or_else(|| Server::start(&folder, &[]));
        let petrol = get(server.http, "/v1/goods/1203").json();
        assert_eq!(petrol["inlandWaterBans"][0]["scope"], "BULK", "{petrol}");
    }
}

#[test]
fn a_list_in_gbk_is_refused_with_a_word_of_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, file) = (dir.path().join("data"), dir.path().join("bans.csv"));
    let petrol_in_gbk = [0xC6, 0xFB, 0xD3, 0xCD];
    std::fs::write(&file, [b"un,name_zh\n1203,".as_slice(), &petrol_in_gbk].concat()).unwrap();
    let refused = |what: &str, more: &[&str]| {
        let mut command = placard();
        command.args(["import", what]).arg(&file).arg("--data").arg(&folder).args(more);
        let done = command.output().unwrap();
        (done.status.code(), String::from_utf8(done.stderr).unwrap())
    };
    let (code, said) = refused("goods", &["--list", "inland_water_bans"]);
    assert!(code == Some(1) && said.contains("GBK") && said.contains("byte 17"), "{said}");
    let (code, said) = refused("vehicles", &["--edition", "2019"]);
    assert!(code == Some(2) && said.contains("goods alone"), "{said}");
}

#[test]
fn zones_that_are_none_are_named_each_for_itself() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, file) = (dir.path().join("data"), dir.path().join("zones.geojson"));
    let square =
        json!([[111.0, 29.0], [111.01, 29.0], [111.01, 29.01], [111.0, 29.01], [111.0, 29.0]]);
    let bow =
        json!([[111.0, 29.0], [111.01, 29.01], [111.01, 29.0], [111.0, 29.01], [111.0, 29.0]]);
    let two = json!([[111.0, 29.0], [111.01, 29.01]]);
    let features = json!([zone("good", &square), zone("bow", &bow), zone("two", &two)]);
    let collection = json!({"type": "FeatureCollection", "features": features});
    std::fs::write(&file, collection.to_string()).unwrap();

    let taken = |report: &Value| {
        let reason = |row: &Value| row["violations"][0]["reason"].as_str().unwrap().to_owned();
        let rows = report["rejected"].as_array().unwrap();
        let rows = rows.iter().map(|row| (row["id"].as_str().unwrap().to_owned(), reason(row)));
        (report["accepted"].as_u64().unwrap(), rows.collect::<Vec<_>>())
    };
    let wanted = [("bow", "CROSSES_ITSELF"), ("two", "TOO_FEW_POSITIONS")];
    let wanted = (1, wanted.map(|(id, reason)| (id.to_owned(), reason.to_owned())).to_vec());
    let (code, report) = import(&folder, "zones", &file, &["--check"]);
    assert_eq!((code, taken(&report)), (Some(1), wanted.clone()), "the folder itself");
    let server = Server::start(&folder, &[]);
    let (code, report) = import(&folder, "zones", &file, &[]);
    assert_eq!((code, taken(&report)), (Some(1), wanted), "the server");
    assert_eq!(get(server.http, "/v1/zones/good").status, 200);
    assert_eq!(get(server.http, "/v1/zones/bow").status, 404);
}

#[test]
fn a_file_of_another_kind_is_refused_whole() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, file) = (dir.path().join("data"), dir.path().join("x.geojson"));
    for (text, code) in [("{\"type\": \"Topology\"}", 1), ("not JSON", 1)] {
        std::fs::write(&file, text).unwrap();
        let mut command = placard();
        command.args(["import", "zones"]).arg(&file).arg("--data").arg(&folder);
        assert_eq!(command.output().unwrap().status.code(), Some(code), "{text}");
    }
    let mut command = placard();
    command.args(["import", "zones", "/no/such/file", "--data"]).arg(&folder);
    assert_eq!(command.output().unwrap().status.code(), Some(2));
}
