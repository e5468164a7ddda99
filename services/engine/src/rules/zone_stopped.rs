//! `zone.stopped`: stopping on a bridge, in a tunnel, inside a water source's protection area.
//!
//! **Flags** a vehicle, laden or presumed so, that stands still in a zone of such a kind, or with a
//! `NO_STOPPING` that means its goods.
//! **Opens** when it has stood for `stationary_s` within a window in space ([`crate::motion`]) and
//! is surely in the zone.
//! **Ends** when two fixes lie away from the stop, or the zone is left, or the ban no longer holds.
//! **Clause** 道路交通安全法实施条例 art. 63: no stopping on bridges and in tunnels; order 29 of 2019
//! art. 49 with 水污染防治法 art. 63 for water sources. The zone's own clause stands on the alert.
//! **Parameters** `stationary_s`.
//! **Says** which vehicle, which zone, for how long.

use placard_domain::alert::{EndReason, Measured};
use placard_domain::rule::{Color, Judges, ParamSpec, RuleStatus, Spec};
use placard_domain::vehicle::Vehicle;
use placard_domain::{Millis, Text, Timestamp, ZoneNo};
use serde::{Deserialize, Serialize};
use smallvec::smallvec;

use super::Values;
use crate::moment::{Moment, Opening, Subject, Subjects, Verdicts};
use crate::motion::Stay;
use crate::words;
use crate::world::{Asked, ZoneVersion};

pub(crate) const SPEC: Spec = Spec {
    id: "zone.stopped",
    state_version: 2,
    judges: Judges::Fixes,
    title: ("禁停区域停车", "stopped where stopping is banned"),
    clause: (
        "《道路交通安全法实施条例》第六十三条；《危险货物道路运输安全管理办法》第四十九条",
        "Road traffic safety regulation art. 63; order 29 of 2019 art. 49",
    ),
    color: Color::Red,
    status: RuleStatus::Active,
    params: &[ParamSpec {
        name: "stationary_s",
        default: 60,
        min: 30,
        max: 3600,
        note: "how long it must stand; design/detection.md, zone.stopped",
    }],
};

#[derive(Clone, Copy, Debug)]
pub(super) struct Params {
    stationary: Millis,
}

impl Params {
    pub(super) fn read(values: &Values) -> Self {
        Self { stationary: values.seconds("stationary_s") }
    }
}

/// What is remembered of a stop in a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    stopped_since: Timestamp,
    /// Whether an episode is open; if not, the ban was lifted while the vehicle stood there.
    is_open: bool,
}

pub(super) fn step(
    params: &Params,
    subjects: &mut Subjects<State>,
    now: &Moment<'_>,
    out: &mut Verdicts,
) {
    end_what_is_over(subjects, now, out);
    let Some(vehicle) = now.vehicle else { return };
    let Some(stay) = now.motion.stay().filter(|stay| stay.duration() >= params.stationary) else {
        return;
    };
    for (zone, entry) in now.presences.sure() {
        let subject = Subject::Zone(zone);
        let Some(version) = banned(now, vehicle, zone, now.time) else { continue };
        let known = subjects.get(subject);
        if known.is_some_and(|state| state.is_open) {
            out.hold(subject, SPEC.color);
            continue;
        }
        // A ban that began while the vehicle stood there, be it for the second time, began now.
        let stood_at = stay.first.time.max(entry.at);
        let banned_from_stop = known.is_none() && banned(now, vehicle, zone, stood_at).is_some();
        let (first_fix, opened_at) = if banned_from_stop {
            (stay.first.time.max(entry.first_fix), stood_at)
        } else {
            (now.time, now.time)
        };
        let opening = opening(params, now, vehicle, version, stay);
        out.open(subject, Opening { first_fix, opened_at, ..opening });
        subjects.set(subject, State { stopped_since: stay.first.time, is_open: true });
    }
}

fn end_what_is_over(subjects: &mut Subjects<State>, now: &Moment<'_>, out: &mut Verdicts) {
    let open: Vec<_> = subjects.iter().map(|(subject, state)| (subject, *state)).collect();
    for (subject, state) in open {
        let Subject::Zone(zone) = subject else { continue };
        let left = now.departures.iter().find(|departure| departure.zone == zone);
        let moved = now.motion.stay().is_none_or(|stay| stay.first.time != state.stopped_since);
        let holds = now.vehicle.is_some_and(|v| banned(now, v, zone, now.time).is_some());
        let end = match (left, moved, holds) {
            (Some(departure), _, _) => Some((departure.at, departure.end_reason())),
            (None, true, _) => Some((now.time, EndReason::Cleared)),
            (None, false, false) => Some((now.time, now.why_no_longer())),
            (None, false, true) => None,
        };
        let Some((at, reason)) = end else { continue };
        if left.is_some() || moved {
            subjects.forget(subject);
        } else {
            subjects.set(subject, State { is_open: false, ..state });
        }
        if state.is_open {
            out.end(subject, at, reason);
        }
    }
}

/// The zone, where it bans stopping to the vehicle at `time`.
fn banned<'a>(
    now: &Moment<'a>,
    vehicle: &Vehicle,
    zone: ZoneNo,
    time: Timestamp,
) -> Option<&'a ZoneVersion> {
    let version = now.world.zones().get(zone, time)?;
    let asked = Asked { vehicle: Some(&vehicle.id), load: now.load, time };
    now.world.bans(version, asked).no_stopping.then_some(version)
}

/// The opening of a stop that began with its first fix.
fn opening(
    params: &Params,
    now: &Moment<'_>,
    vehicle: &Vehicle,
    version: &ZoneVersion,
    stay: &Stay,
) -> Opening {
    let zone = words::zone_name(&version.zone);
    let stood = stay.duration();
    Opening {
        first_fix: stay.first.time,
        opened_at: stay.first.time,
        color: SPEC.color,
        position: Some(stay.mean()),
        summary: Text::new(
            format!("{} 在{}停车{stood}", vehicle.plate, zone.zh),
            format!("{} has stood {stood} in {}", vehicle.plate, zone.en),
        ),
        own_clause: version.zone.clause.clone(),
        confidence: words::confidence_of(now.load, &version.zone),
        values: vec![Measured {
            name: "stationary".into(),
            value: stood.seconds(),
            limit: Some(params.stationary.seconds()),
            unit: "s".into(),
        }],
        proof: smallvec![stay.first],
    }
}
