//! Trying other settings on the past.

use std::collections::{BTreeMap, BTreeSet};

use placard_api::errors::{refuse, status};
use placard_api::rule::read_setting;
use placard_api::time_of;
use placard_api::v1;
use placard_api::v1::simulate_rules_response::{Difference, Kind, RuleOutcome};
use placard_domain::rule::RuleSetting;
use placard_domain::{
    Alert, AlertId, Case, Detection, JurisdictionId, Millis, Reason, Timestamp, VehicleNo,
    Violations,
};
use placard_engine::rules::{SPECS, spec};
use placard_partition::SimulateError;
use placard_partition::replay::simulate::{Simulated, Trial};
use tonic::{Code, Status};

use super::standing::chain;
use super::{area, refuse_strangers};
use crate::call::Call;
use crate::fault;
use crate::fleet::Vehicles;
use crate::hall::Hall;
use crate::records::seen;

/// The longest window: what a track may be asked for, too.
const WINDOW_MAX: Millis = Millis::from_days(31);
/// Alerts that differ and are told.
const DIFFERENCES_MAX: usize = 1000;
/// Vehicles that may be named.
const VEHICLES_MAX: usize = 1000;

/// Judges a past window twice.
pub(super) async fn simulate(
    hall: &Hall,
    call: &Call,
    request: &v1::SimulateRulesRequest,
) -> Result<v1::SimulateRulesResponse, Status> {
    refuse_strangers(hall, call)?;
    let (from, to) = window(hall.now(), request).map_err(|found| status(&found))?;
    let area = area(hall, "jurisdiction_id", &request.jurisdiction_id).await?;
    call.about(format!("jurisdiction/{area}"));
    let settings = settings(hall, &area, request).await?;
    let vehicles = vehicles(hall, call, &request.vehicle_ids).await?;
    let trial = Trial { from, to, settings, vehicles };
    let mut found = hall.line().simulate(trial).await.map_err(|error| match error {
        SimulateError::Busy => refuse("", Reason::Unavailable, SimulateError::Busy),
        SimulateError::Store(error) => fault::store(&error),
    })?;
    for said in [&mut found.as_was, &mut found.as_tried] {
        said.retain(|_, detection| call.caller().sees(&detection.organisation));
    }
    Ok(told(&found))
}

fn window(
    now: Timestamp,
    request: &v1::SimulateRulesRequest,
) -> Result<(Timestamp, Timestamp), Violations> {
    let mut found = Violations::new();
    let mut read = |field: &str, time: &Option<prost_types::Timestamp>| match time {
        None => {
            found.push(field, Reason::Required, "");
            None
        }
        Some(time) => {
            let read = time_of(time);
            if read.is_none() {
                found.push(field, Reason::Malformed, "0001–9999");
            }
            read
        }
    };
    let times = (read("start_time", &request.start_time), read("end_time", &request.end_time));
    if let (Some(from), Some(to)) = times {
        if to <= from {
            found.push("end_time", Reason::OutOfRange, format_args!("{to} (> {from})"));
        } else if to > now {
            found.push("end_time", Reason::OutOfRange, format_args!("{to} (≤ {now})"));
        } else if to - from > WINDOW_MAX {
            let days = (to - from).0 as f64 / Millis::from_days(1).0 as f64;
            let most = WINDOW_MAX.0 / Millis::from_days(1).0;
            found.push("end_time", Reason::OutOfRange, format_args!("{days:.1} d (≤ {most} d)"));
        }
        return found.or((from, to));
    }
    found.or((Timestamp::MIN, Timestamp::MIN))
}

/// The settings as they are tried: what is not named stays as the jurisdiction has it now.
async fn settings(
    hall: &Hall,
    area: &JurisdictionId,
    request: &v1::SimulateRulesRequest,
) -> Result<Vec<RuleSetting>, Status> {
    if request.settings.is_empty() {
        return Err(refuse("settings", Reason::Required, ""));
    }
    let mut tried: BTreeMap<&str, RuleSetting> = BTreeMap::new();
    let mut found = Violations::new();
    for (i, wanted) in request.settings.iter().enumerate() {
        let path = format!("settings[{i}]");
        let Some(spec) = spec(&wanted.rule) else {
            found.push(format!("{path}.rule"), Reason::NoSuchReference, &wanted.rule);
            continue;
        };
        let read = wanted.setting.clone().unwrap_or_default();
        let read = read_setting(&read, spec, area);
        let Some(read) = found.keep(&format!("{path}.setting"), read) else { continue };
        let own = chain(hall, spec, area).await?;
        let mut setting = own.first().and_then(|own| own.setting()).cloned().unwrap_or_else(|| {
            RuleSetting { status: None, params: BTreeMap::new(), ..read.clone() }
        });
        setting.status = read.status.or(setting.status);
        setting.params.extend(read.params);
        if tried.insert(spec.id, setting).is_some() {
            found.push(format!("{path}.rule"), Reason::Duplicate, spec.id);
        }
    }
    found.or(tried.into_values().collect()).map_err(|found| status(&found))
}

async fn vehicles(hall: &Hall, call: &Call, ids: &[String]) -> Result<Vec<VehicleNo>, Status> {
    if ids.len() > VEHICLES_MAX {
        let detail = format!("{} > {VEHICLES_MAX}", ids.len());
        return Err(refuse("vehicle_ids", Reason::TooLarge, detail));
    }
    let mut numbers = Vec::with_capacity(ids.len());
    for (i, id) in ids.iter().enumerate() {
        let version = seen::<Vehicles>(hall, call, id).await.map_err(|refused| {
            let field = format!("vehicle_ids[{i}]");
            match refused.code() {
                Code::NotFound => refuse(&field, Reason::NoSuchReference, id),
                _ => refused,
            }
        })?;
        numbers.push(VehicleNo(version.no));
    }
    Ok(numbers)
}

fn told(found: &Simulated) -> v1::SimulateRulesResponse {
    let mut outcomes: BTreeMap<&str, RuleOutcome> = SPECS
        .iter()
        .map(|spec| (spec.id, RuleOutcome { rule: spec.id.to_owned(), ..Default::default() }))
        .collect();
    let mut differences: Vec<(Kind, &Detection)> = Vec::new();
    let ids: BTreeSet<&AlertId> = found.as_was.keys().chain(found.as_tried.keys()).collect();
    for id in ids {
        let (was, tried) = (found.as_was.get(id), found.as_tried.get(id));
        let Some(shown) = tried.or(was) else { continue };
        let Some(outcome) = outcomes.get_mut(shown.rule.as_str()) else { continue };
        outcome.alerts_as_was += u32::from(was.is_some());
        outcome.alerts_as_tried += u32::from(tried.is_some());
        let (kind, count) = match (was, tried) {
            (None, _) => (Kind::Added, &mut outcome.added),
            (_, None) => (Kind::Dropped, &mut outcome.dropped),
            (Some(was), Some(tried)) if was != tried => (Kind::Changed, &mut outcome.changed),
            _ => continue,
        };
        *count += 1;
        differences.push((kind, shown));
    }
    differences.sort_by_key(|(_, detection)| (detection.opened_at, detection.id));
    let left_out = differences.len().saturating_sub(DIFFERENCES_MAX);
    let shown = differences.iter().take(DIFFERENCES_MAX);
    v1::SimulateRulesResponse {
        outcomes: outcomes.into_values().collect(),
        differences: shown.map(|(kind, detection)| difference(*kind, detection)).collect(),
        differences_left_out: u32::try_from(left_out).unwrap_or(u32::MAX),
        vehicles: found.vehicles,
        fixes: found.fixes,
    }
}

fn difference(kind: Kind, detection: &Detection) -> Difference {
    // Nobody has worked it: it is not in the queue.
    let alert = Alert { detection: detection.clone(), case: Case::default(), change: 0 };
    Difference { kind: kind.into(), alert: Some(placard_api::alert::write(&alert)) }
}
