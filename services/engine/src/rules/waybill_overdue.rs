//! `waybill.overdue`: not where its waybill has it by now.
//!
//! **Flags** a vehicle under a waybill in force that has not come to its last place of unloading.
//! **Opens** `tolerance_s` after the latest arrival, on Placard's own clock, silent or not; and
//! before that, once it can no longer be met: where the vehicle was last seen, it is further off
//! in a straight line than `speed_kmh` covers until then, and the vehicle should have departed.
//! That is a vehicle which departed and does not move to it; a rest that leaves time is none.
//! **Ends** with a report from the last place of unloading; when a waybill that is amended leaves
//! time; with the waybill. Leaving the place again opens nothing.
//! **Clause** order 29 of 2019 art. 45: the carrier watches the vehicle while it runs; the times
//! are the waybill's own, art. 24.
//! **Parameters** as named above.
//! **Says** which vehicle, which waybill, how far off it was last seen.

use placard_domain::alert::{Confidence, EndReason, Measured};
use placard_domain::rule::{Color, Judges, ParamSpec, RuleStatus, Spec};
use placard_domain::vehicle::Vehicle;
use placard_domain::{Length, Millis, Speed, Text, Timestamp, WaybillId};
use placard_geo::plane;
use serde::{Deserialize, Serialize};

use super::Values;
use crate::moment::{Moment, Occasion, Opening, Subject, Subjects, Verdicts};
use crate::papers;
use crate::world::TripVersion;

pub(crate) const SPEC: Spec = Spec {
    id: "waybill.overdue",
    state_version: 1,
    judges: Judges::Silence,
    title: ("运单超时未到达", "overdue by its waybill"),
    clause: (
        "《危险货物道路运输安全管理办法》第二十四条、第四十五条",
        "Order 29 of 2019 arts. 24 and 45",
    ),
    color: Color::Yellow,
    status: RuleStatus::Active,
    params: &[
        ParamSpec {
            name: "tolerance_s",
            default: 1800,
            min: 0,
            max: 86_400,
            note: "after the latest arrival: half an hour is a jam, and no reason to ring",
        },
        ParamSpec {
            name: "speed_kmh",
            default: 80,
            min: 20,
            max: 120,
            note: "none may be faster with dangerous goods on a motorway: order 29 art. 46",
        },
    ],
};

#[derive(Clone, Copy, Debug)]
pub(super) struct Params {
    tolerance: Millis,
    speed: Speed,
}

impl Params {
    pub(super) fn read(values: &Values) -> Self {
        Self { tolerance: values.seconds("tolerance_s"), speed: values.kmh("speed_kmh") }
    }
}

/// A trip that has arrived, or is overdue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    waybill: WaybillId,
    is_open: bool,
}

pub(super) fn step(
    params: &Params,
    subjects: &mut Subjects<State>,
    now: &Moment<'_>,
    out: &mut Verdicts,
) {
    let known = subjects.forget(Subject::Vehicle);
    let is_open = known.as_ref().is_some_and(|state| state.is_open);
    let (Some(vehicle), Some(trip)) = (now.vehicle, now.trip) else {
        if is_open {
            let reason = now.vehicle.map_or(EndReason::VehicleRemoved, |_| EndReason::Cleared);
            out.end(Subject::Vehicle, now.time, reason);
        }
        return;
    };
    let known = known.filter(|state| state.waybill == trip.trip.id);
    if is_open && known.is_none() {
        out.end(Subject::Vehicle, now.time, EndReason::Cleared);
    }
    let due = trip.trip.arrives_by + params.tolerance;
    let told = known.as_ref().map(|state| state.is_open);
    let is_late = now.time >= due.min(given_up(params, now, trip, due));
    let state = |is_open| State { waybill: trip.trip.id.clone(), is_open };
    let next = match told {
        Some(false) => known,
        _ if has_arrived(now, trip) => {
            if told == Some(true) {
                out.end(Subject::Vehicle, now.time, EndReason::Cleared);
            }
            Some(state(false))
        }
        Some(true) if is_late => {
            out.hold(Subject::Vehicle, SPEC.color);
            known
        }
        Some(true) => {
            out.end(Subject::Vehicle, now.time, EndReason::Cleared);
            wake(now, due, out);
            None
        }
        None if is_late => {
            out.open(Subject::Vehicle, opening(now, vehicle, trip, due));
            Some(state(true))
        }
        None => {
            wake(now, due, out);
            None
        }
    };
    if let Some(state) = next {
        subjects.set(Subject::Vehicle, state);
    }
}

/// Asks again when the time is up, should nothing be heard until then.
fn wake(now: &Moment<'_>, due: Timestamp, out: &mut Verdicts) {
    match now.occasion {
        Occasion::Heard => out.wake_after(due - now.time),
        Occasion::Tick { silence } => out.wake_after(silence + (due - now.time)),
        // How long it has been silent is not told here: it is at the next tick.
        Occasion::World => out.wake_after(Millis(1)),
        Occasion::Fix(_) => {}
    }
}

/// How far the vehicle was last seen from its last place of unloading; `None` where either is not
/// known.
fn distance(now: &Moment<'_>, trip: &TripVersion) -> Option<Length> {
    let (last, seen) = (trip.trip.drops.last()?, now.motion.last()?);
    let between = plane::distance(last.position, seen.position);
    Some(Length::from_mm((between.mm() - last.radius.mm()).max(0)))
}

fn has_arrived(now: &Moment<'_>, trip: &TripVersion) -> bool {
    let (Some(last), Some(seen)) = (trip.trip.drops.last(), now.motion.last()) else {
        return false;
    };
    // What was seen before the waybill was in force is no arrival by it.
    seen.time >= trip.since && papers::reaches(last, seen.position, seen.sigma)
}

/// From when on it is sure that the vehicle comes too late.
fn given_up(params: &Params, now: &Moment<'_>, trip: &TripVersion, due: Timestamp) -> Timestamp {
    let (Some(left), Some(seen)) = (distance(now, trip), now.motion.last()) else {
        return due;
    };
    // mm ÷ m/h = 3600 ms: whole numbers all the way.
    let takes = Millis(left.mm() * 3600 / i64::from(params.speed.metres_per_hour()).max(1));
    let too_late = seen.time + takes > due;
    if too_late { trip.trip.departs_at.max(trip.since) } else { due }
}

fn opening(now: &Moment<'_>, vehicle: &Vehicle, trip: &TripVersion, due: Timestamp) -> Opening {
    let (plate, number) = (&vehicle.plate, &trip.trip.number);
    let last = now.motion.last();
    let left = distance(now, trip);
    let off = left.map_or_else(Text::default, |left| {
        Text::new(format!("，距目的地{left}"), format!(", {left} from its destination"))
    });
    let (opened_at, zh, en) = if now.time >= due {
        (due, "逾期未到达", "has not arrived by the time of")
    } else {
        (now.newest, "已不可能按时到达", "can no longer arrive by the time of")
    };
    let late = now.time - trip.trip.arrives_by;
    let measured = |name: &str, value: f64, limit: Option<f64>, unit: &str| Measured {
        name: name.into(),
        value,
        limit,
        unit: unit.into(),
    };
    let limit = (due - trip.trip.arrives_by).seconds();
    let mut values = vec![measured("late", late.seconds(), Some(limit), "s")];
    values.extend(left.map(|left| measured("distance", left.metres(), None, "m")));
    Opening {
        first_fix: now.newest,
        opened_at,
        color: SPEC.color,
        position: last.map(|sighting| sighting.position),
        summary: Text::new(
            format!("{plate} 运单 {number} {zh}{}", off.zh),
            format!("{plate} {en} waybill {number}{}", off.en),
        ),
        own_clause: String::new(),
        confidence: Confidence::high(),
        values,
        proof: last.copied().into_iter().collect(),
    }
}
