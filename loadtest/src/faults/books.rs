//! The books: what was acknowledged, held against what the server has. They know nothing of its
//! inside.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use placard_api::v1;
use placard_api::v1::fleet_service_client::FleetServiceClient;
use placard_domain::{Fix, Millis, Timestamp};
use serde_json::Value;
use tonic::transport::Channel;

use crate::city::vehicle_id;
use crate::client::Platform;
use crate::error::Error;
use crate::history;
use crate::report::Figure;
use crate::server::Server;

/// Fixes of a track that one page holds.
const PAGE: i32 = 10_000;

/// A report, as it can be told from every other of its vehicle: time, and whole micro-degrees.
pub(super) type Report = (i64, i64, i64);

/// What was acknowledged of each vehicle.
#[derive(Clone, Debug, Default)]
pub(super) struct Books(BTreeMap<u32, BTreeSet<Report>>);

/// What the books found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Acknowledged, and not in its track.
    pub lost: u64,
    /// In its track more than once.
    pub doubled: u64,
    /// Alerts that only one of two runs has, or that differ.
    pub alerts_differing: u64,
    /// The first of each, in words.
    pub first: Vec<String>,
}

/// What tells a report from others.
fn report_of(fix: &Fix) -> Report {
    let micro = |units: i32| i64::from(units).div_euclid(10);
    let place = fix.position.map(|place| (micro(place.lon_units()), micro(place.lat_units())));
    let (lon, lat) = place.unwrap_or((i64::MIN, i64::MIN));
    (fix.device_time.millis(), lon, lat)
}

impl Books {
    /// Notes that fixes were acknowledged.
    pub(super) fn note(&mut self, fixes: &[Fix]) {
        for fix in fixes {
            self.0.entry(fix.vehicle.0).or_default().insert(report_of(fix));
        }
    }

    /// How many, each once.
    #[must_use]
    fn acknowledged(&self) -> u64 {
        self.0.values().map(|reports| reports.len() as u64).sum()
    }

    /// Holds one vehicle's track against what was acknowledged of it.
    fn hold(&self, vehicle: u32, track: &[Report], verdict: &mut Verdict) {
        let mut counts: BTreeMap<Report, u32> = BTreeMap::new();
        for report in track {
            *counts.entry(*report).or_default() += 1;
        }
        for (report, count) in &counts {
            if *count > 1 {
                verdict.doubled += 1;
                verdict.say(format!("truck {vehicle}: {report:?} is there {count} times"));
            }
        }
        for report in self.0.get(&vehicle).into_iter().flatten() {
            if !counts.contains_key(report) {
                verdict.lost += 1;
                verdict.say(format!("truck {vehicle}: {report:?} was acknowledged and is lost"));
            }
        }
    }

    /// Asks the server for every vehicle's track, holds it against the books, and lets the server
    /// down. Returns how many fixes were acknowledged, and what became of them.
    ///
    /// # Errors
    /// The server's.
    pub(super) fn audit(&self, server: Server, began: Timestamp) -> Result<(u64, Verdict), Error> {
        let verdict = tokio::runtime::Runtime::new()?.block_on(async {
            let mut verdict = Verdict::default();
            let mut client = FleetServiceClient::new(Platform::channel(server.http).await?);
            for vehicle in self.0.keys() {
                let track = track(&mut client, *vehicle, began).await?;
                self.hold(*vehicle, &track, &mut verdict);
            }
            Ok::<_, Error>(verdict)
        })?;
        server.drain()?;
        Ok((self.acknowledged(), verdict))
    }
}

async fn track(
    client: &mut FleetServiceClient<Channel>,
    vehicle: u32,
    began: Timestamp,
) -> Result<Vec<Report>, Error> {
    let (mut reports, mut page_token) = (Vec::new(), String::new());
    loop {
        let answer = client
            .get_track(v1::GetTrackRequest {
                id: vehicle_id(vehicle).to_string(),
                start_time: Some(placard_api::time_to(began - Millis::from_hours(1))),
                end_time: Some(placard_api::time_to(began + Millis::from_hours(24))),
                page_size: PAGE,
                page_token,
                ..v1::GetTrackRequest::default()
            })
            .await?
            .into_inner();
        reports.extend(answer.fixes.iter().filter_map(|fix| reported(fix.fix.as_ref()?)));
        page_token = answer.next_page_token;
        if page_token.is_empty() {
            return Ok(reports);
        }
    }
}

fn reported(fix: &v1::Fix) -> Option<Report> {
    let time = placard_api::time_of(fix.device_time.as_ref()?)?;
    let micro = |degrees: f64| (degrees * 1e6).round() as i64;
    Some((time.millis(), micro(fix.longitude?), micro(fix.latitude?)))
}

impl Verdict {
    /// Whether all holds.
    #[must_use]
    pub const fn holds(&self) -> bool {
        self.lost == 0 && self.doubled == 0 && self.alerts_differing == 0
    }

    /// What it counts, each of which should be none.
    pub(super) fn figures(&self) -> [Figure; 3] {
        let none = |name, value: u64| Figure::new(name, value as f64, "").goal("0");
        [
            none("lost", self.lost),
            none("doubled", self.doubled),
            none("alerts_differing", self.alerts_differing),
        ]
    }

    fn say(&mut self, what: String) {
        if self.first.len() < 5 {
            self.first.push(what);
        }
    }

    /// Holds the alerts of a run that was broken into against those of a calm one, and against a
    /// replay of its own folder. Returns the calm ones.
    ///
    /// # Errors
    /// Where a folder does not read.
    pub(super) async fn compare_folders(
        &mut self,
        broken: &Path,
        calm: &Path,
    ) -> Result<Vec<String>, Error> {
        let told = history::listed(broken).await?;
        let meant = history::listed(calm).await?;
        self.compare_alerts(&told, &meant)?;
        self.compare_replay(&told, &history::replayed(broken).await?);
        Ok(meant)
    }

    /// Holds the alerts of a broken run against those of a calm one, receive times aside.
    ///
    /// # Errors
    /// Where an alert is no JSON.
    fn compare_alerts(&mut self, told: &[String], meant: &[String]) -> Result<(), Error> {
        let (told, meant) = (without_receive_times(told)?, without_receive_times(meant)?);
        for line in told.symmetric_difference(&meant) {
            self.alerts_differing += 1;
            let whose = if told.contains(line) { "broken" } else { "calm" };
            self.say(format!("only the {whose} run says {line}"));
        }
        Ok(())
    }

    /// Holds the alerts of a run against a replay of its own folder: byte for byte.
    fn compare_replay(&mut self, told: &[String], replayed: &[String]) {
        if let Some(difference) = history::first_difference(told, replayed) {
            self.alerts_differing += 1;
            self.say(format!("the replay differs: {difference}"));
        }
    }
}

fn without_receive_times(alerts: &[String]) -> Result<BTreeSet<String>, Error> {
    alerts.iter().map(|alert| without_receive_time(alert)).collect()
}

fn without_receive_time(alert: &str) -> Result<String, Error> {
    let mut alert: Value = serde_json::from_str(alert)?;
    let is_silence = alert["rule"] == "signal.lost";
    if let Some(fields) = alert.as_object_mut() {
        // When it was detected, and whether that was late.
        fields.remove("detected_at");
        fields.remove("late");
        if is_silence {
            let of_silence = ["ended", "summary", "evidence", "revision"];
            fields.retain(|name, _| !of_silence.contains(&name.as_str()));
        }
    }
    Ok(alert.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use placard_domain::VehicleNo;

    fn books(seconds: &[i64]) -> Books {
        let fix = |s: &i64| Fix::bare(VehicleNo(7), Timestamp::from_millis(s * 1000));
        let mut books = Books::default();
        books.note(&seconds.iter().map(fix).collect::<Vec<_>>());
        books
    }

    fn track(seconds: &[i64]) -> Vec<Report> {
        seconds.iter().map(|s| (s * 1000, i64::MIN, i64::MIN)).collect()
    }

    fn verdict(acknowledged: &[i64], there: &[i64]) -> (u64, u64) {
        let mut verdict = Verdict::default();
        books(acknowledged).hold(7, &track(there), &mut verdict);
        (verdict.lost, verdict.doubled)
    }

    #[test]
    fn planted_faults_are_found() {
        assert_eq!(
            verdict(&[1, 2, 3], &[1, 2, 3, 4]),
            (0, 0),
            "more than acknowledged is no fault"
        );
        assert_eq!(verdict(&[1, 2, 3], &[1, 3]), (1, 0));
        assert_eq!(verdict(&[1, 2, 3], &[1, 2, 2, 3]), (0, 1));
    }

    #[test]
    fn alerts_are_compared_in_all_but_receive_times() {
        let alert = |rule: &str, at: u32, color: &str| {
            format!(r#"{{"id":"a","rule":"{rule}","detected_at":"{at}","color":"{color}"}}"#)
        };
        let differing = |one: String, other: String| {
            let mut verdict = Verdict::default();
            verdict.compare_alerts(&[one], &[other]).unwrap();
            verdict.alerts_differing
        };
        let entered = |at, color| alert("zone.entered", at, color);
        assert_eq!(differing(entered(1, "RED"), entered(2, "RED")), 0);
        assert_eq!(differing(entered(1, "RED"), entered(1, "BLUE")), 2);
        assert_eq!(differing(alert("signal.lost", 1, "RED"), entered(1, "RED")), 2);
        let mut verdict = Verdict::default();
        verdict.compare_replay(&["a".into()], &["b".into()]);
        assert!(!verdict.holds());
    }
}
