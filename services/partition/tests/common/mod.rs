//! A small city to test the line with: four vehicles on a straight road, a bridge across it, a
//! clock that the test moves.

#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::disallowed_methods, reason = "tests do I/O")]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use placard_domain::jurisdiction::{Jurisdiction, ZoneName};
use placard_domain::vehicle::{Load, PlateColor, Vehicle, VehicleKind};
use placard_domain::zone::{Ban, Effect, Geometry, Polygon, Zone, ZoneConfidence, ZoneKind};
use placard_domain::{
    Alert, DatumName, Fix, JurisdictionId, Millis, OrganisationId, Position, Speed, Text,
    Timestamp, VehicleId, VehicleNo, ZoneId, ZoneNo,
};
use placard_partition::{Clock, Line, Options};
use placard_store::memory::{
    MemoryArchive, MemoryDisk, MemoryJournal, MemoryRecords, MemorySnapshots,
};
use placard_store::open::StoreUrl;
use placard_store::records::{AlertFilter, AuditEntry, Change, Kind, Trace};
use placard_store::sqlite::{JournalOptions, Synchronous};
use placard_store::{Archive, Records, Snapshots, Stores};

pub(crate) const PARTITIONS: u16 = 4;
pub(crate) const START: i64 = 1_764_000_000_000;
pub(crate) const VEHICLES: u32 = 4;

/// A clock that the test moves.
#[derive(Debug)]
pub(crate) struct TestClock(AtomicI64);

impl TestClock {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(START)))
    }

    pub(crate) fn advance(&self, by: Millis) {
        self.0.fetch_add(by.0, Ordering::SeqCst);
    }

    pub(crate) fn set(&self, to: Timestamp) {
        self.0.store(to.millis(), Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }

    fn is_steady(&self) -> bool {
        true
    }
}

/// Chunks, snapshots and cuts come often.
pub(crate) const EAGER: Options = Options {
    queue_fixes: 4096,
    chunk_fixes: 16,
    chunk_age: Duration::from_secs(60),
    snapshot_fixes: 50,
    snapshot_age: Duration::from_secs(3600),
};

pub(crate) async fn sqlite(folder: &Path) -> Stores {
    let options = JournalOptions { partitions: PARTITIONS, synchronous: Synchronous::Full };
    placard_store::open(&StoreUrl::Sqlite(folder.to_owned()), options).await.unwrap()
}

/// Stores in memory that outlive a line.
#[derive(Clone)]
pub(crate) struct Memory {
    pub(crate) disk: MemoryDisk,
    pub(crate) records: Arc<dyn Records>,
    pub(crate) archive: Arc<dyn Archive>,
    pub(crate) snapshots: Arc<dyn Snapshots>,
}

impl Memory {
    pub(crate) fn new() -> Self {
        Self {
            disk: MemoryDisk::default(),
            records: Arc::new(MemoryRecords::default()),
            archive: Arc::new(MemoryArchive::default()),
            snapshots: Arc::new(MemorySnapshots::default()),
        }
    }

    pub(crate) fn stores(&self) -> Stores {
        Stores {
            journal: Box::new(MemoryJournal::on(self.disk.clone(), PARTITIONS)),
            records: Arc::clone(&self.records),
            archive: Arc::clone(&self.archive),
            snapshots: Arc::clone(&self.snapshots),
            folder: None,
        }
    }
}

pub(crate) async fn open(stores: Stores, clock: &Arc<TestClock>) -> Line {
    let clock: Arc<dyn Clock> = Arc::clone(clock) as Arc<dyn Clock>;
    Line::open(stores, EAGER, clock).await.unwrap()
}

pub(crate) fn trace() -> Trace {
    let audit = AuditEntry {
        at: Timestamp::from_millis(START),
        actor: "test".into(),
        method: "test".into(),
        resource: String::new(),
        outcome: "OK".into(),
    };
    Trace { audit, answer: None }
}

fn organisation() -> OrganisationId {
    OrganisationId::new("changde").unwrap()
}

fn jurisdiction() -> JurisdictionId {
    JurisdictionId::new("CN-4307").unwrap()
}

pub(crate) fn change<T: serde::Serialize>(kind: Kind, id: &str, item: &T) -> Change {
    Change {
        kind,
        id: id.to_owned(),
        key: None,
        parent: None,
        valid_from: Timestamp::from_millis(START - 86_400_000),
        organisation: "changde".into(),
        jurisdiction: "CN-4307".into(),
        body: Some(serde_json::to_string(item).unwrap()),
    }
}

pub(crate) fn vehicle(no: u32) -> Vehicle {
    Vehicle {
        id: VehicleId::new(&format!("v{no}")).unwrap(),
        no: VehicleNo(no),
        plate: format!("湘J{no:05}"),
        plate_color: PlateColor::Yellow,
        carrier: None,
        kind: VehicleKind::Tanker,
        datum: DatumName::Wgs84,
        load: Load::default(),
        max_mass_kg: None,
        rated_load_kg: None,
        vin: String::new(),
        certificates: Vec::new(),
        dimensions: None,
        licences: vec![],
        organisation: organisation(),
        jurisdiction: jurisdiction(),
    }
}

/// A square of 400 m on the road, closed to everybody.
pub(crate) fn zone() -> Zone {
    let at = |lon, lat| Position::from_units(lon, lat).unwrap();
    let (w, s, e, n) = (1_116_900_000, 290_280_000, 1_116_940_000, 290_320_000);
    let ring = vec![at(w, s), at(e, s), at(e, n), at(w, n), at(w, s)];
    Zone {
        id: ZoneId::new("closed").unwrap(),
        no: ZoneNo(1),
        name: "禁区".into(),
        name_en: "the closed square".into(),
        kind: ZoneKind::WaterSource,
        geometry: Geometry::Polygon(Polygon { exterior: ring, holes: vec![] }),
        bans: vec![Ban {
            classes: vec![],
            un_numbers: vec![],
            tunnel_codes: vec![],
            windows: vec![],
            effect: Effect::Forbid,
        }],
        source: "test".into(),
        accuracy: None,
        confidence: ZoneConfidence::Verified,
        clause: String::new(),
        effective_from: Timestamp::from_millis(START - 86_400_000),
        effective_to: None,
        organisation: organisation(),
        jurisdiction: jurisdiction(),
    }
}

/// Puts the city into the records.
pub(crate) async fn found(line: &Line) {
    let area = Jurisdiction {
        id: jurisdiction(),
        parent: None,
        name: Text::new("常德", "Changde"),
        time_zone: ZoneName::new("Asia/Shanghai").unwrap(),
        holidays: vec![],
    };
    let mut changes = vec![change(Kind::Jurisdiction, "CN-4307", &area)];
    changes.extend((1..=VEHICLES).map(|no| change(Kind::Vehicle, &format!("v{no}"), &vehicle(no))));
    changes.push(change(Kind::Zone, "closed", &zone()));
    line.desk().await.commit(&changes, &trace()).await.unwrap();
}

/// A vehicle on its way east along the road at 72 km/h, `second` seconds after it passed the west
/// edge of the zone; it comes round again every 200 s.
pub(crate) fn on_the_road(no: u32, second: i64) -> Fix {
    let along = second.rem_euclid(200) - 60;
    let position = Position::from_units(1_116_900_000 + along as i32 * 2050, 290_300_000);
    Fix {
        position,
        speed: Speed::from_kmh(72.0),
        sequence: second.unsigned_abs(),
        ..Fix::bare(VehicleNo(no), Timestamp::from_millis(START + second * 1000))
    }
}

/// Drives every vehicle for some seconds, a fix each ten, the clock with them. Returns what was
/// acknowledged.
pub(crate) async fn drive(
    line: &Line,
    clock: &TestClock,
    seconds: std::ops::Range<i64>,
) -> Vec<Fix> {
    let mut acknowledged = Vec::new();
    for second in seconds.step_by(10) {
        clock.set(Timestamp::from_millis(START + second * 1000 + 500));
        let fixes: Vec<Fix> = (1..=VEHICLES).map(|no| on_the_road(no, second)).collect();
        if line.accept(fixes.clone()).await.is_ok() {
            acknowledged.extend(fixes);
        }
    }
    acknowledged
}

pub(crate) async fn alerts(records: &dyn Records) -> Vec<Alert> {
    let filter = AlertFilter { include_shadow: true, ..AlertFilter::default() };
    let mut all = records.alerts(&filter, None, 100_000).await.unwrap();
    all.sort_by_key(|alert| alert.detection.id);
    all
}

pub(crate) async fn track(line: &Line, no: u32) -> Vec<Fix> {
    let all = line.track(VehicleNo(no), Timestamp::MIN, Timestamp::MAX, None).await.unwrap();
    all.into_iter().map(|accepted| accepted.fix).collect()
}

/// Holds what was acknowledged against the tracks: each once, none missing.
pub(crate) async fn assert_all_there(line: &Line, acknowledged: &[Fix]) {
    for no in 1..=VEHICLES {
        let track = track(line, no).await;
        for fix in acknowledged.iter().filter(|fix| fix.vehicle == VehicleNo(no)) {
            let there = track.iter().filter(|known| known.is_repeat_of(fix)).count();
            assert_eq!(there, 1, "{fix:?}");
        }
    }
}

/// What a replay of the stores says, as JSON, in order of id.
pub(crate) async fn replayed(stores: &mut Stores) -> Vec<String> {
    let mut reader = stores.journal.reader().unwrap();
    let sources = placard_partition::replay::Sources {
        records: Arc::clone(&stores.records),
        archive: Arc::clone(&stores.archive),
        reader: &mut *reader,
    };
    let replayed = placard_partition::replay::replay(sources, |_, _, _| {}).await.unwrap();
    replayed.detections.iter().map(|d| serde_json::to_string(d).unwrap()).collect()
}

pub(crate) async fn said(records: &dyn Records) -> Vec<String> {
    let all = alerts(records).await;
    all.iter().map(|alert| serde_json::to_string(&alert.detection).unwrap()).collect()
}
