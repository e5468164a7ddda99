//! Puts a city into a line's records, as an office would.

use std::path::Path;
use std::sync::Arc;

use placard_domain::rule::RuleSetting;
use placard_domain::vehicle::{Quirks, Terminal};
use placard_domain::{TerminalId, Timestamp};
use placard_partition::{Line, Options, SteadyClock};
use placard_store::open::StoreUrl;
use placard_store::records::{AuditEntry, Change, CommitRefused, Kind, Trace};
use placard_store::sqlite::{JournalOptions, Synchronous};
use serde::Serialize;

use crate::city::{City, JURISDICTION, ORGANISATION, jurisdiction, organisation, vehicle_id};
use crate::error::Error;

/// Partitions of a folder that is founded here: as `serve` has it by default.
pub const PARTITIONS: u16 = 4;

/// Makes a data folder with the city, its first `vehicles` vehicles and a terminal for each.
///
/// # Errors
/// Where the folder is not to be written.
pub async fn folder(data: &Path, city: &City, vehicles: u32, silence_s: i64) -> Result<(), Error> {
    let options = JournalOptions { partitions: PARTITIONS, synchronous: Synchronous::Full };
    let stores = placard_store::open(&StoreUrl::Sqlite(data.to_owned()), options).await?;
    let line = Line::open(stores, Options::default(), Arc::new(SteadyClock::default())).await?;
    found(&line, city, vehicles).await?;
    equip(&line, vehicles, silence_s).await?;
    line.drain().await;
    line.abandon().await;
    Ok(())
}

/// Registers the city's area, zones, first `vehicles` vehicles and their approved routes.
///
/// # Errors
/// Where the records say no.
pub async fn found(line: &Line, city: &City, vehicles: u32) -> Result<(), CommitRefused> {
    let mut changes = vec![change(Kind::Jurisdiction, JURISDICTION, &city.area())];
    changes.extend((1..=vehicles).map(|no| {
        let vehicle = city.vehicle(no);
        change(Kind::Vehicle, vehicle.id.as_str(), &vehicle)
    }));
    changes.extend(city.zones().iter().map(|zone| change(Kind::Zone, zone.id.as_str(), zone)));
    let routes = city.routes(vehicles);
    changes.extend(routes.iter().map(|route| change(Kind::Route, route.id.as_str(), route)));
    line.desk().await.commit(&changes, &trace()).await.map(|_| ())
}

/// Registers a terminal for each of the city's first `vehicles` vehicles, and sets how long a
/// silence is lost.
///
/// # Errors
/// Where the records say no.
pub async fn equip(line: &Line, vehicles: u32, silence_s: i64) -> Result<(), CommitRefused> {
    let mut changes: Vec<Change> = (1..=vehicles)
        .map(|no| {
            let terminal = terminal(no);
            change(Kind::Terminal, terminal.id.as_str(), &terminal)
        })
        .collect();
    let params = ["moving_silence_s", "parked_silence_s"].map(|name| (name.to_owned(), silence_s));
    changes.push(rule_change(&RuleSetting {
        rule: "signal.lost".to_owned(),
        jurisdiction: jurisdiction(),
        status: None,
        params: params.into(),
    }));
    line.desk().await.commit(&changes, &trace()).await.map(|_| ())
}

/// The code that every terminal of the city shows.
pub const CODE: &str = "loadtest";

/// The terminal of vehicle `no`.
///
/// # Panics
/// Never: the texts are an id and a phone number.
#[must_use]
pub fn terminal(no: u32) -> Terminal {
    Terminal {
        id: TerminalId::new(&format!("terminal-{no:06}")).unwrap_or_else(|_| unreachable!("an id")),
        phone: format!("139{no:08}").parse().unwrap_or_else(|_| unreachable!("a phone number")),
        vehicle: vehicle_id(no),
        auth_code: CODE.to_owned(),
        quirks: Quirks::default(),
        organisation: organisation(),
        jurisdiction: jurisdiction(),
    }
}

/// The change that sets a rule's parameters in the city.
#[must_use]
pub fn rule_change(setting: &RuleSetting) -> Change {
    let id = format!("{}:{}", setting.jurisdiction, setting.rule);
    change(Kind::RuleSetting, &id, setting)
}

/// A trace that says who it was.
#[must_use]
pub fn trace() -> Trace {
    let audit = AuditEntry {
        at: Timestamp::from_millis(0),
        actor: "loadtest".to_owned(),
        method: "loadtest".to_owned(),
        resource: String::new(),
        outcome: "OK".to_owned(),
    };
    Trace { audit, answer: None }
}

fn change<T: Serialize>(kind: Kind, id: &str, item: &T) -> Change {
    Change {
        kind,
        id: id.to_owned(),
        key: None,
        parent: None,
        valid_from: Timestamp::from_millis(0),
        organisation: ORGANISATION.to_owned(),
        jurisdiction: JURISDICTION.to_owned(),
        // Plain values into memory: serde_json has nothing to refuse.
        body: serde_json::to_string(item).ok(),
    }
}
