//! `zone.entered`: a laden vehicle inside a zone that bans it.
//!
//! **Flags** a vehicle, laden or presumed so, inside a zone with a `FORBID` that means its goods,
//! within the ban's hours, without a permit.
//! **Opens** when it is sure that the vehicle is in the zone ([`crate::presence`]) and the ban
//! holds. A zone crossed between two fixes opens and ends at once, with interpolated times.
//! **Ends** when the vehicle is clear of the zone, or the ban no longer holds: hours over, permit
//! begun, zone gone, vehicle declared empty and cleaned.
//! **Clause** 危险化学品安全管理条例 (order 591) art. 49: no entry to an area closed to hazardous
//! chemicals without the police's leave; order 29 of 2019 art. 49: what the police may close. The
//! zone's own clause stands on the alert.
//! **Parameters** none: hysteresis is in units of each fix's own accuracy.
//! **Says** which vehicle, which zone, which goods.

use placard_domain::alert::{ConfidenceLevel, EndReason, Measured};
use placard_domain::rule::{Color, Judges, RuleStatus, Spec};
use placard_domain::vehicle::Vehicle;
use placard_domain::{Millis, Text, Timestamp, ZoneNo};
use serde::{Deserialize, Serialize};

use super::Values;
use crate::moment::{Moment, Opening, Subject, Subjects, Verdicts};
use crate::presence::{Entry, How};
use crate::words;
use crate::world::{Asked, ZoneVersion};

pub(crate) const SPEC: Spec = Spec {
    id: "zone.entered",
    state_version: 1,
    judges: Judges::Fixes,
    title: ("进入禁行区域", "banned zone entered"),
    clause: (
        "《危险化学品安全管理条例》第四十九条；《危险货物道路运输安全管理办法》第四十九条",
        "State Council order 591 art. 49; order 29 of 2019 art. 49",
    ),
    color: Color::Red,
    status: RuleStatus::Active,
    params: &[],
};

#[derive(Clone, Copy, Debug)]
pub(super) struct Params;

impl Params {
    pub(super) fn read(_: &Values) -> Self {
        Self
    }
}

/// An episode is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State;

pub(super) fn step(
    _: &Params,
    subjects: &mut Subjects<State>,
    now: &Moment<'_>,
    out: &mut Verdicts,
) {
    for departure in now.departures {
        let subject = Subject::Zone(departure.zone);
        if subjects.get(subject).is_some() {
            subjects.forget(subject);
            out.end(subject, departure.at, departure.end_reason());
        }
    }
    end_what_is_no_longer_banned(subjects, now, out);
    let Some(vehicle) = now.vehicle else { return };
    for (zone, entry) in now.presences.sure() {
        let subject = Subject::Zone(zone);
        if let Some(version) = banned(now, vehicle, zone, now.time) {
            if subjects.get(subject).is_some() {
                out.hold(subject, SPEC.color);
            } else {
                out.open(subject, opening(now, vehicle, version, entry));
                subjects.set(subject, State);
            }
        }
    }
    for passage in now.passages {
        if let Some(version) = banned(now, vehicle, passage.zone, passage.entry.at) {
            let subject = Subject::Zone(passage.zone);
            out.open(subject, opening(now, vehicle, version, &passage.entry));
            out.end(subject, passage.left, EndReason::Cleared);
        }
    }
}

fn end_what_is_no_longer_banned(
    subjects: &mut Subjects<State>,
    now: &Moment<'_>,
    out: &mut Verdicts,
) {
    let open: Vec<Subject> = subjects.iter().map(|(subject, _)| subject).collect();
    for subject in open {
        let Subject::Zone(zone) = subject else { continue };
        let holds = now.vehicle.is_some_and(|v| banned(now, v, zone, now.time).is_some());
        if !holds {
            subjects.forget(subject);
            out.end(subject, now.time, now.why_no_longer());
        }
    }
}

/// The zone, where it bans the vehicle at `time`.
fn banned<'a>(
    now: &Moment<'a>,
    vehicle: &Vehicle,
    zone: ZoneNo,
    time: Timestamp,
) -> Option<&'a ZoneVersion> {
    let version = now.world.zones().get(zone, time)?;
    let asked = Asked { vehicle: Some(&vehicle.id), load: now.load, time };
    now.world.bans(version, asked).forbid.then_some(version)
}

fn opening(now: &Moment<'_>, vehicle: &Vehicle, version: &ZoneVersion, entry: &Entry) -> Opening {
    // A ban that began while the vehicle was there, be it for the second time, began with this fix
    // and not with the entry.
    let is_new = entry.proof.last().is_some_and(|sighting| sighting.time == now.time);
    let banned_from_entry = is_new && banned(now, vehicle, version.zone.no, entry.at).is_some();
    let (first_fix, opened_at) =
        if banned_from_entry { (entry.first_fix, entry.at) } else { (now.time, now.time) };
    let mut confidence = words::confidence_of(now.load, &version.zone);
    if entry.gap > Millis::from_minutes(1) {
        let gap = entry.gap;
        confidence.lower(
            ConfidenceLevel::Medium,
            Text::new(
                format!("越界时刻由相隔{gap}的两个定位点推算"),
                format!("the time of crossing lies between two fixes {gap} apart"),
            ),
        );
    }
    Opening {
        first_fix,
        opened_at,
        color: SPEC.color,
        position: entry.proof.last().map(|sighting| sighting.position),
        summary: summary(now, vehicle, version, entry.how),
        own_clause: version.zone.clause.clone(),
        confidence,
        values: vec![measured(entry)],
        proof: entry.proof.clone(),
    }
}

fn measured(entry: &Entry) -> Measured {
    let name = match entry.how {
        How::Inside | How::Stay | How::Crossed => "depth",
        How::Along => "along",
    };
    Measured {
        name: name.into(),
        value: entry.reach.metres(),
        limit: Some(entry.limit.metres()),
        unit: "m".into(),
    }
}

fn summary(now: &Moment<'_>, vehicle: &Vehicle, version: &ZoneVersion, how: How) -> Text {
    let (zh, en) = match how {
        How::Inside | How::Stay => ("进入", "entered"),
        How::Crossed => ("穿越", "crossed"),
        How::Along => ("驶上", "went onto"),
    };
    let zone = words::zone_name(&version.zone);
    let goods = words::goods(now.load);
    Text::new(
        format!("{} {zh}禁行的{}（{}）", vehicle.plate, zone.zh, goods.zh),
        format!("{} {en} {}, closed to {}", vehicle.plate, zone.en, goods.en),
    )
}
