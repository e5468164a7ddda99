//! `waybill.missing`: laden on the road without a waybill in force.
//!
//! **Flags** a vehicle of which a waybill is expected, that shows a sign of being laden and moves
//! without one. A sign is, in this order: its last report says part or full; a load declared of
//! it, later than its last waybill ended; a stop of loading length in a chemical park. That a
//! load is presumed wherever none is denied is no sign. A report that says empty outweighs the
//! others.
//! **Opens** when it has moved for `moving_s`, from one report to the next; standing is not
//! counted, nor what lies between reports more than five minutes apart.
//! **Ends** when a waybill is in force; when it has stood for `standing_s`, from the stop's first
//! fix; when it shows no sign any more.
//! **Clause** order 29 of 2019 art. 24: the carrier makes a waybill, and the driver carries it.
//! **Parameters** as named above; `loading_s`, the length of a stop that may be one of loading;
//! `everyone`, 1 from the day on which a waybill is due from everybody: before, it is expected of
//! those whose organisation has had one in force.
//! **Says** which vehicle, for how long, by which sign. A sign that is less than a report's or a
//! dated declaration's lowers the confidence.

use placard_domain::alert::{Confidence, ConfidenceLevel, EndReason, Measured};
use placard_domain::fix::LoadState;
use placard_domain::rule::{Color, Judges, ParamSpec, RuleStatus, Spec};
use placard_domain::vehicle::Vehicle;
use placard_domain::{Millis, Text, Timestamp};
use serde::{Deserialize, Serialize};
use smallvec::smallvec;

use super::Values;
use crate::moment::{Moment, Occasion, Opening, Subject, Subjects, Verdicts};
use crate::motion::Sighting;
use crate::presence::WAY_MAX;
use crate::{papers, words};

pub(crate) const SPEC: Spec = Spec {
    id: "waybill.missing",
    state_version: 1,
    judges: Judges::Fixes,
    title: ("无运单载运", "laden without a waybill"),
    clause: ("《危险货物道路运输安全管理办法》第二十四条", "Order 29 of 2019 art. 24"),
    color: Color::Red,
    status: RuleStatus::Active,
    params: &[
        ParamSpec {
            name: "moving_s",
            default: 300,
            min: 60,
            max: 7200,
            note: "how long it must move; design/detection.md, waybill.missing",
        },
        ParamSpec {
            name: "standing_s",
            default: 900,
            min: 60,
            max: 86_400,
            note: "standing so long ends it: longer than a traffic jam's halts, as long as loading",
        },
        ParamSpec {
            name: "loading_s",
            default: 900,
            min: 60,
            max: 86_400,
            note: "a stop of loading length; design/detection.md, site.undeclared",
        },
        ParamSpec {
            name: "everyone",
            default: 0,
            min: 0,
            max: 1,
            note: "1: a waybill is due from everybody; docs/decisions/, waybills are expected",
        },
    ],
};

#[derive(Clone, Copy, Debug)]
pub(super) struct Params {
    moving: Millis,
    standing: Millis,
    loading: Millis,
    everyone: bool,
}

impl Params {
    pub(super) fn read(values: &Values) -> Self {
        Self {
            moving: values.seconds("moving_s"),
            standing: values.seconds("standing_s"),
            loading: values.seconds("loading_s"),
            everyone: values.get("everyone") == 1,
        }
    }
}

/// What is remembered of a vehicle without a waybill.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    /// It stood in a chemical park for as long as loading takes.
    has_loaded: bool,
    run: Option<Run>,
}

/// On the road, laden by some sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Run {
    first: Sighting,
    moved: Millis,
    sign: Sign,
    is_open: bool,
}

impl Run {
    fn begin(first: &Sighting, sign: Sign) -> Self {
        Self { first: *first, moved: Millis::ZERO, sign, is_open: false }
    }
}

/// What tells that a vehicle is laden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Sign {
    /// Its last report says so.
    Reported,
    /// A load was declared, on a day that is known.
    Declared,
    /// A load was declared, nobody knows when.
    Undated,
    /// It stood at a site for as long as loading takes.
    Loaded,
}

pub(super) fn step(
    params: &Params,
    subjects: &mut Subjects<State>,
    now: &Moment<'_>,
    out: &mut Verdicts,
) {
    let known = subjects.forget(Subject::Vehicle).unwrap_or_default();
    let expected =
        now.vehicle.filter(|vehicle| papers::are_expected(now, vehicle, params.everyone));
    let (Some(vehicle), None) = (expected, now.trip) else {
        let reason = now.vehicle.map_or(EndReason::VehicleRemoved, |_| EndReason::Cleared);
        end(known.run, now.time, reason, out);
        return;
    };
    let has_loaded = has_loaded(params, known.has_loaded, now, vehicle);
    let sign = sign(now, vehicle, has_loaded, known.run.as_ref());
    let stands = now.motion.stay().filter(|stay| stay.duration() >= params.standing);
    let run = match (sign, stands) {
        (None, _) => {
            end(known.run, now.time, EndReason::Unladen, out);
            None
        }
        (Some(sign), Some(stay)) => {
            end(known.run, stay.first.time, EndReason::Cleared, out);
            now.sighting.map(|seen| Run::begin(seen, sign))
        }
        (Some(sign), None) => moved(known.run, sign, now),
    };
    let run = run.map(|run| go_on(params, run, now, vehicle, out));
    if has_loaded || run.is_some() {
        subjects.set(Subject::Vehicle, State { has_loaded, run });
    }
}

fn end(run: Option<Run>, at: Timestamp, reason: EndReason, out: &mut Verdicts) {
    if run.is_some_and(|run| run.is_open) {
        out.end(Subject::Vehicle, at, reason);
    }
}

/// Whether the vehicle may have been loaded since it was last known to be empty.
fn has_loaded(params: &Params, known: bool, now: &Moment<'_>, vehicle: &Vehicle) -> bool {
    if told(now) == Some(LoadState::Empty) {
        return false;
    }
    let Some(stay) = now.motion.stay().filter(|stay| stay.duration() >= params.loading) else {
        return known;
    };
    // Where a waybill ended during the stop, it was one of unloading.
    let ended = now.world.trip_ended(&vehicle.id, now.time);
    papers::parks(now).next().is_some() && ended.is_none_or(|ended| ended < stay.first.time)
}

/// What a report says of the load; `None` where there is no report.
fn told(now: &Moment<'_>) -> Option<LoadState> {
    match now.occasion {
        Occasion::Fix(fix) => Some(fix.load),
        _ => None,
    }
}

fn sign(now: &Moment<'_>, vehicle: &Vehicle, has_loaded: bool, run: Option<&Run>) -> Option<Sign> {
    match (told(now), run) {
        (Some(LoadState::Empty), _) => None,
        (Some(LoadState::Part | LoadState::Full), _)
        | (None, Some(Run { sign: Sign::Reported, .. })) => Some(Sign::Reported),
        _ => declared(now, vehicle).or(has_loaded.then_some(Sign::Loaded)),
    }
}

/// A load that was declared; what was declared before the last waybill ended, that end has
/// overtaken.
fn declared(now: &Moment<'_>, vehicle: &Vehicle) -> Option<Sign> {
    let load = &vehicle.load;
    let is_laden = match load.state {
        LoadState::Part | LoadState::Full => true,
        LoadState::Unknown => !load.is_unknown(),
        LoadState::Empty => false,
    };
    let ended = now.world.trip_ended(&vehicle.id, now.time);
    match (load.declared_at, ended) {
        _ if !is_laden => None,
        (Some(at), ended) => ended.is_none_or(|ended| at > ended).then_some(Sign::Declared),
        (None, None) => Some(Sign::Undated),
        (None, Some(_)) => None,
    }
}

/// The run with the way to this fix. A stay of one fix is a vehicle that moves; until it does, a
/// run begins with the last fix.
fn moved(run: Option<Run>, sign: Sign, now: &Moment<'_>) -> Option<Run> {
    let Some(seen) = now.sighting else { return run.map(|run| Run { sign, ..run }) };
    let Some(run) = run else { return Some(Run::begin(seen, sign)) };
    let moves = now.motion.stay().is_some_and(|stay| stay.count == 1);
    let way = now.before.filter(|_| moves).map_or(Millis::ZERO, |before| seen.time - before.time);
    let moved = if way <= WAY_MAX { run.moved + way } else { run.moved };
    let first = if moved == Millis::ZERO { *seen } else { run.first };
    Some(Run { first, moved, sign, ..run })
}

fn go_on(
    params: &Params,
    run: Run,
    now: &Moment<'_>,
    vehicle: &Vehicle,
    out: &mut Verdicts,
) -> Run {
    if run.is_open {
        out.hold(Subject::Vehicle, SPEC.color);
    } else if let Some(seen) = now.sighting.filter(|_| run.moved >= params.moving) {
        out.open(Subject::Vehicle, opening(params, &run, now, vehicle, seen));
        return Run { is_open: true, ..run };
    }
    run
}

fn opening(
    params: &Params,
    run: &Run,
    now: &Moment<'_>,
    vehicle: &Vehicle,
    seen: &Sighting,
) -> Opening {
    let moved = run.moved;
    let goods = words::goods(now.load);
    let (zh, en) = match run.sign {
        Sign::Reported => ("终端报告载货".to_owned(), "its terminal reports a load".to_owned()),
        Sign::Declared | Sign::Undated => {
            (format!("申报货物：{}", goods.zh), format!("declared load: {}", goods.en))
        }
        Sign::Loaded => {
            ("在化工园区停留达装货时长".to_owned(), "it stood at a chemical site".to_owned())
        }
    };
    Opening {
        first_fix: run.first.time,
        opened_at: run.first.time,
        color: SPEC.color,
        position: Some(seen.position),
        summary: Text::new(
            format!("{} 无有效运单行驶{moved}（{zh}）", vehicle.plate),
            format!("{} has driven {moved} without a waybill in force ({en})", vehicle.plate),
        ),
        own_clause: String::new(),
        confidence: confidence(run.sign),
        values: vec![Measured {
            name: "moving".into(),
            value: moved.seconds(),
            limit: Some(params.moving.seconds()),
            unit: "s".into(),
        }],
        proof: smallvec![run.first, *seen],
    }
}

fn confidence(sign: Sign) -> Confidence {
    let mut confidence = Confidence::high();
    let why = match sign {
        Sign::Reported | Sign::Declared => return confidence,
        Sign::Undated => ("申报货物无日期", "the declared load bears no date"),
        Sign::Loaded => ("载货由停车推断", "that it is laden is concluded from its stop"),
    };
    confidence.lower(ConfidenceLevel::Medium, Text::new(why.0, why.1));
    confidence
}
