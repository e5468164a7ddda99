//! `parking.forbidden`: standing where it is not allowed.
//!
//! **Flags** a vehicle, laden or presumed so, that stands anywhere but in a registered lot, a
//! service area, a chemical park, or a place where its waybill has it loaded or unloaded. Without
//! a waybill in force no such place is known: the alert says so, and is at most of medium
//! confidence. A carrier's own ground is a lot that somebody registers.
//! **Opens** when it has stood for `stationary_s` within a window in space ([`crate::motion`]),
//! or for `receptor_stationary_s` within `receptor_distance_m` of a sensitive receptor. The
//! place is the mean of the stay; within one sigma of an allowed place counts as in it.
//! Where a stop was allowed at first, it counts from the last fix at which it was.
//! **Ends** when two fixes lie away from the stop, or the place becomes an allowed one.
//! **Clause** 危险化学品安全管理条例 (order 591) art. 48: a long stop under way takes safety measures, and
//! with highly toxic goods or precursors of explosives is reported to the local police; order
//! 29 of 2019 art. 51: a stop in a motorway's service area takes safety measures. Neither names
//! the places: which they are, and after how long, is for the jurisdiction to set.
//! **Parameters** as named above.
//! **Says** which vehicle, for how long, near what. Red near a receptor, and with explosive or
//! toxic goods.

use std::sync::Arc;

use placard_domain::alert::{Confidence, ConfidenceLevel, EndReason, Measured};
use placard_domain::rule::{Color, Judges, ParamSpec, RuleStatus, Spec};
use placard_domain::vehicle::{Load, Vehicle};
use placard_domain::zone::ZoneKind;
use placard_domain::{Length, Millis, Text, Timestamp};
use serde::{Deserialize, Serialize};
use smallvec::smallvec;

use super::Values;
use crate::moment::{Moment, Opening, Subject, Subjects, Verdicts};
use crate::motion::Stay;
use crate::papers;
use crate::words;
use crate::world::ZoneVersion;

pub(crate) const SPEC: Spec = Spec {
    id: "parking.forbidden",
    state_version: 1,
    judges: Judges::Fixes,
    title: ("违规停车", "parked where it is not allowed"),
    clause: (
        "《危险化学品安全管理条例》第四十八条；《危险货物道路运输安全管理办法》第五十一条",
        "State Council order 591 art. 48; order 29 of 2019 art. 51",
    ),
    color: Color::Orange,
    status: RuleStatus::Active,
    params: &[
        ParamSpec {
            name: "stationary_s",
            default: 600,
            min: 60,
            max: 86_400,
            note: "how long it may stand anywhere; design/detection.md, parking.forbidden",
        },
        ParamSpec {
            name: "receptor_stationary_s",
            default: 180,
            min: 60,
            max: 86_400,
            note: "how long near a sensitive receptor; design/detection.md, parking.forbidden",
        },
        ParamSpec {
            name: "receptor_distance_m",
            default: 100,
            min: 0,
            max: 1000,
            note: "how near is near; design/detection.md, parking.forbidden",
        },
    ],
};

#[derive(Clone, Copy, Debug)]
pub(super) struct Params {
    stationary: Millis,
    receptor_stationary: Millis,
    receptor_distance: Length,
}

impl Params {
    pub(super) fn read(values: &Values) -> Self {
        Self {
            stationary: values.seconds("stationary_s"),
            receptor_stationary: values.seconds("receptor_stationary_s"),
            receptor_distance: values.metres("receptor_distance_m"),
        }
    }
}

/// A stop that is a breach, or that is or was allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    stopped_since: Timestamp,
    /// The last fix at which it was allowed; that it began with, where it never was.
    forbidden_since: Timestamp,
    /// The colour of the episode that is open.
    open: Option<Color>,
}

pub(super) fn step(
    params: &Params,
    subjects: &mut Subjects<State>,
    now: &Moment<'_>,
    out: &mut Verdicts,
) {
    let vehicle = now.laden();
    let stay = now.motion.stay();
    let same = |state: &State| stay.is_some_and(|s| s.first.time == state.stopped_since);
    if let Some(state) = subjects.get(Subject::Vehicle).copied().filter(|state| !same(state)) {
        subjects.forget(Subject::Vehicle);
        if state.open.is_some() {
            out.end(Subject::Vehicle, now.time, EndReason::Cleared);
        }
    }
    let known = subjects.get(Subject::Vehicle).copied();
    let next = match (known, stay, vehicle) {
        (Some(State { open: Some(color), .. }), Some(stay), _) => {
            let allowed = vehicle.is_none() || is_for_parking(now, stay, Length::ZERO);
            if allowed {
                out.end(Subject::Vehicle, now.time, now.why_no_longer());
            } else {
                out.hold(Subject::Vehicle, color);
            }
            allowed.then(|| State::allowed(stay, now))
        }
        (known, Some(stay), Some(vehicle)) => stand(params, known, now, stay, vehicle, out),
        (_, Some(stay), None) if stay.is_settled() => Some(State::allowed(stay, now)),
        _ => None,
    };
    if let Some(state) = next {
        subjects.set(Subject::Vehicle, state);
    }
}

impl State {
    /// Of a stop that is allowed now.
    fn allowed(stay: &Stay, now: &Moment<'_>) -> Self {
        Self { stopped_since: stay.first.time, forbidden_since: now.time, open: None }
    }
}

/// A stop that is no breach yet. Returns what is to be remembered of it, where that changes.
fn stand(
    params: &Params,
    known: Option<State>,
    now: &Moment<'_>,
    stay: &Stay,
    vehicle: &Vehicle,
    out: &mut Verdicts,
) -> Option<State> {
    let since = known.map_or(stay.first.time, |state| state.forbidden_since);
    if stay.duration() < params.stationary.min(params.receptor_stationary) {
        return None;
    }
    if is_for_parking(now, stay, stay.first.sigma) {
        return Some(State::allowed(stay, now));
    }
    let stood = stay.until - since;
    let receptor = receptor(params, now, stay).filter(|_| stood >= params.receptor_stationary);
    if receptor.is_none() && stood < params.stationary {
        return None;
    }
    let opening = opening(params, now, vehicle, stay, since, receptor.as_deref());
    let (stopped_since, open) = (stay.first.time, Some(opening.color));
    out.open(Subject::Vehicle, opening);
    Some(State { stopped_since, forbidden_since: since, open })
}

/// Zones near the mean of a stay.
fn near(now: &Moment<'_>, stay: &Stay, pad: Length) -> Vec<Arc<ZoneVersion>> {
    let mut near = Vec::new();
    now.world.zones().near(None, stay.mean(), pad, now.time, &mut near);
    near
}

/// Whether the stay is in a place for parking or one of the waybill's, or within `slack` of one.
fn is_for_parking(now: &Moment<'_>, stay: &Stay, slack: Length) -> bool {
    let mean = stay.mean();
    if now.trip.is_some_and(|trip| papers::names(&trip.trip, mean, slack)) {
        return true;
    }
    near(now, stay, slack).iter().any(|version| {
        version.zone.kind.is_for_parking()
            && version.shape.depth(mean, cap(slack)).mm() >= -slack.mm()
    })
}

/// The nearest sensitive receptor, where one is near.
fn receptor(params: &Params, now: &Moment<'_>, stay: &Stay) -> Option<Arc<ZoneVersion>> {
    let (mean, reach) = (stay.mean(), params.receptor_distance);
    let depth = |version: &Arc<ZoneVersion>| version.shape.depth(mean, cap(reach));
    near(now, stay, reach)
        .into_iter()
        .filter(|version| version.zone.kind == ZoneKind::SensitiveReceptor)
        .filter(|version| depth(version).mm() >= -reach.mm())
        .max_by_key(|version| (depth(version), std::cmp::Reverse(version.zone.no)))
}

/// A millimetre further than what a depth is held against: edges beyond it are not looked at.
fn cap(reach: Length) -> Length {
    Length::from_mm(reach.mm() + 1)
}

fn is_explosive_or_toxic(load: &Load) -> bool {
    let mut rows = load.goods.iter().flat_map(|goods| goods.entries());
    rows.any(|row| row.class.is_explosive_or_toxic())
}

fn opening(
    params: &Params,
    now: &Moment<'_>,
    vehicle: &Vehicle,
    stay: &Stay,
    since: Timestamp,
    receptor: Option<&ZoneVersion>,
) -> Opening {
    let stood = stay.until - since;
    let limit = if receptor.is_some() { params.receptor_stationary } else { params.stationary };
    let grave = receptor.is_some() || is_explosive_or_toxic(now.load);
    let beside = receptor.map_or_else(Text::default, |version| {
        let name = words::zone_name(&version.zone);
        Text::new(format!("，紧邻{}", name.zh), format!(" near {}", name.en))
    });
    let goods = words::goods(now.load);
    let mut confidence = receptor
        .map_or_else(Confidence::high, |version| words::confidence_of(now.load, &version.zone));
    if now.trip.is_none() {
        confidence.lower(
            ConfidenceLevel::Medium,
            Text::new(
                "无有效运单，装卸地点未知，无法排除",
                "no waybill is in force that would name its sites",
            ),
        );
    }
    Opening {
        first_fix: since,
        opened_at: since,
        color: if grave { Color::Red } else { SPEC.color },
        position: Some(stay.mean()),
        summary: Text::new(
            format!("{} 在非指定地点停车{stood}{}（{}）", vehicle.plate, beside.zh, goods.zh),
            format!(
                "{} has stood {stood} where it may not park{} ({})",
                vehicle.plate, beside.en, goods.en
            ),
        ),
        own_clause: receptor.map(|version| version.zone.clause.clone()).unwrap_or_default(),
        confidence,
        values: vec![Measured {
            name: "stationary".into(),
            value: stood.seconds(),
            limit: Some(limit.seconds()),
            unit: "s".into(),
        }],
        proof: smallvec![stay.first],
    }
}
