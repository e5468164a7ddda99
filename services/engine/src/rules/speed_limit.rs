//! `speed.limit`: driving faster than allowed.
//!
//! **Flags** a vehicle, laden or presumed so, that says it drives faster than `general_kmh`, or
//! than a `SPEED_LIMIT` that means its goods in a zone that it surely is in. Where a zone's
//! limit is the lower one, it alone is judged there. Limits of roads come with the road graph.
//! **Opens** with `over_fixes` fixes running, or two that lie `over_s` apart with none under
//! between, over the limit by more than `tolerance_kmh`. A speed that the places refute (less
//! than half the way it would have taken) does not count, nor does a fix whose place is in
//! doubt, nor the same second told twice: one wrong speed raises nothing. Orange and red go by
//! the second highest speed, for the same reason.
//! **Ends** with the first of `under_fixes` fixes running within the limit; when the zone is
//! left or its limit no longer holds; or with the last speed before over five minutes without.
//! **Clause** 危险货物道路运输安全管理办法 (order 29 of 2019) art. 46: 80 km/h on motorways, 60 on other
//! roads, a lower sign wins. Which road it is on is not known yet: 80 everywhere. The colours
//! follow the steps of the penalty points: over 20 %, over 50 %. The zone's own clause stands
//! on the alert.
//! **Parameters** as named above; `orange_over_percent` and `red_over_percent`.
//! **Says** which vehicle, how fast, which limit, in which zone.

use placard_domain::alert::{Confidence, EndReason, Measured};
use placard_domain::rule::{Color, Judges, ParamSpec, RuleStatus, Spec};
use placard_domain::vehicle::Vehicle;
use placard_domain::{Millis, Speed, Text, Timestamp, ZoneNo};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::Values;
use crate::moment::{Moment, Opening, Subject, Subjects, Verdicts};
use crate::motion::Sighting;
use crate::presence::{Entry, WAY_MAX};
use crate::words;
use crate::world::{Asked, ZoneVersion};

pub(crate) const SPEC: Spec = Spec {
    id: "speed.limit",
    state_version: 1,
    judges: Judges::Fixes,
    title: ("超速行驶", "over the speed limit"),
    clause: ("《危险货物道路运输安全管理办法》第四十六条", "Order 29 of 2019 art. 46"),
    color: Color::Yellow,
    status: RuleStatus::Active,
    params: &[
        ParamSpec {
            name: "general_kmh",
            default: 80,
            min: 20,
            max: 120,
            note: "the limit where no zone sets a lower one; order 29 of 2019 art. 46, motorways",
        },
        ParamSpec {
            name: "tolerance_kmh",
            default: 5,
            min: 0,
            max: 20,
            note: "over the limit by more than this; design/detection.md, speed.limit",
        },
        ParamSpec {
            name: "over_fixes",
            default: 3,
            min: 2,
            max: 20,
            note: "so many fixes over, running; design/detection.md, speed.limit",
        },
        ParamSpec {
            name: "over_s",
            default: 30,
            min: 1,
            max: 600,
            note: "or over for so long; design/detection.md, speed.limit",
        },
        ParamSpec {
            name: "under_fixes",
            default: 2,
            min: 1,
            max: 20,
            note: "so many fixes within the limit end it; design/detection.md, speed.limit",
        },
        ParamSpec {
            name: "orange_over_percent",
            default: 20,
            min: 0,
            max: 100,
            note: "over the limit by more than this: orange; facts/law.md, penalty points",
        },
        ParamSpec {
            name: "red_over_percent",
            default: 50,
            min: 0,
            max: 200,
            note: "over the limit by more than this: red; facts/law.md, penalty points",
        },
    ],
};

#[derive(Clone, Copy, Debug)]
pub(super) struct Params {
    general: Speed,
    tolerance: Speed,
    over_fixes: u32,
    over: Millis,
    under_fixes: u32,
    orange_percent: u32,
    red_percent: u32,
}

impl Params {
    pub(super) fn read(values: &Values) -> Self {
        Self {
            general: values.kmh("general_kmh"),
            tolerance: values.kmh("tolerance_kmh"),
            over_fixes: values.count("over_fixes"),
            over: values.seconds("over_s"),
            under_fixes: values.count("under_fixes"),
            orange_percent: values.count("orange_over_percent"),
            red_percent: values.count("red_over_percent"),
        }
    }

    fn color(&self, speed: Speed, limit: Speed) -> Color {
        let over = |percent: u32| {
            let [speed, limit] = [speed, limit].map(|s| u64::from(s.metres_per_hour()));
            speed * 100 > limit * (100 + u64::from(percent))
        };
        if over(self.red_percent) {
            Color::Red
        } else if over(self.orange_percent) {
            Color::Orange
        } else {
            SPEC.color
        }
    }
}

/// A run of fixes over one limit, sure or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    first: Sighting,
    /// When it began: at that fix, or at the edge of the zone where that is the first one in it.
    since: Timestamp,
    /// Device time of the newest fix that was held against the limit.
    last: Timestamp,
    /// Fixes over, running, and within, running.
    over: u32,
    under: u32,
    /// The first of those within.
    under_since: Timestamp,
    /// The highest speed and the second highest.
    top: [Speed; 2],
    is_open: bool,
}

/// A limit that holds for the vehicle at the moment.
struct Limit<'a> {
    subject: Subject,
    speed: Speed,
    zone: Option<&'a ZoneVersion>,
    /// When the edge was crossed, where it became sure with this very fix.
    entered: Option<Timestamp>,
}

pub(super) fn step(
    params: &Params,
    subjects: &mut Subjects<State>,
    now: &Moment<'_>,
    out: &mut Verdicts,
) {
    let vehicle = now.laden();
    let limits = vehicle.map(|vehicle| limits(params, now, vehicle)).unwrap_or_default();
    end_what_no_longer_holds(subjects, &limits, now, out);
    let (Some(vehicle), Some(seen)) = (vehicle, now.sighting) else { return };
    end_before_silence(subjects, seen, out);
    let Some(speed) = seen.speed else { return };
    let lowest = limits.iter().map(|limit| limit.speed).min();
    for limit in &limits {
        let subject = limit.subject;
        let next = match subjects.forget(subject) {
            Some(state) if state.is_open => go_on(params, state, limit, now, seen, speed, out),
            // What a lower limit forbids already is no second breach.
            _ if lowest < Some(limit.speed) => None,
            known => suspect(params, known, limit, now, seen, speed).map(|state| {
                if state.is_sure(params) {
                    out.open(subject, opening(params, vehicle, limit, &state, now, seen));
                    State { is_open: true, ..state }
                } else {
                    state
                }
            }),
        };
        if let Some(state) = next {
            subjects.set(subject, state);
        }
    }
}

fn limits<'a>(params: &Params, now: &Moment<'a>, vehicle: &Vehicle) -> SmallVec<[Limit<'a>; 2]> {
    let asked = Asked { vehicle: Some(&vehicle.id), load: now.load, time: now.time };
    let of_zone = |(zone, entry): (ZoneNo, &Entry)| {
        let version = now.world.zones().get(zone, now.time)?;
        let speed = now.world.bans(version, asked).speed_limit?;
        let is_new = entry.proof.last().is_some_and(|sighting| sighting.time == now.time);
        let entered = is_new.then_some(entry.at);
        Some(Limit { subject: Subject::Zone(zone), speed, zone: Some(version), entered })
    };
    let general =
        Limit { subject: Subject::Vehicle, speed: params.general, zone: None, entered: None };
    let of_zones = now.presences.sure().filter_map(of_zone);
    std::iter::once(general).chain(of_zones).collect()
}

fn end_what_no_longer_holds(
    subjects: &mut Subjects<State>,
    limits: &[Limit<'_>],
    now: &Moment<'_>,
    out: &mut Verdicts,
) {
    let holds = |subject: &Subject| limits.iter().any(|limit| limit.subject == *subject);
    let gone: SmallVec<[Subject; 1]> =
        subjects.iter().map(|(subject, _)| subject).filter(|subject| !holds(subject)).collect();
    for subject in gone {
        if subjects.forget(subject).is_some_and(|state| state.is_open) {
            let left = now.departures.iter().find(|d| Subject::Zone(d.zone) == subject);
            let (at, reason) =
                left.map_or((now.time, now.why_no_longer()), |left| (left.at, left.end_reason()));
            out.end(subject, at, reason);
        }
    }
}

/// What goes on ended with its last speed, where none has come for so long.
fn end_before_silence(subjects: &mut Subjects<State>, seen: &Sighting, out: &mut Verdicts) {
    let is_over = |state: &State| seen.time - state.last > WAY_MAX;
    let over: SmallVec<[Subject; 1]> =
        subjects.iter().filter(|(_, state)| is_over(state)).map(|(subject, _)| subject).collect();
    for subject in over {
        if let Some(state) = subjects.forget(subject).filter(|state| state.is_open) {
            out.end(subject, state.last, EndReason::Cleared);
        }
    }
}

/// A run that may become a breach; `None` where this fix is not over the limit.
fn suspect(
    params: &Params,
    known: Option<State>,
    limit: &Limit<'_>,
    now: &Moment<'_>,
    seen: &Sighting,
    speed: Speed,
) -> Option<State> {
    match known {
        Some(state) if seen.time == state.last => Some(state),
        _ if !is_over(params, limit, speed) || is_refuted(now, seen, speed) => None,
        Some(state) => Some(state.with(seen, speed)),
        None => Some(State {
            first: *seen,
            since: limit.entered.unwrap_or(seen.time),
            last: seen.time,
            over: 1,
            under: 0,
            under_since: seen.time,
            top: [speed, Speed::default()],
            is_open: false,
        }),
    }
}

/// An episode goes on, or ends: `None`.
fn go_on(
    params: &Params,
    state: State,
    limit: &Limit<'_>,
    now: &Moment<'_>,
    seen: &Sighting,
    speed: Speed,
    out: &mut Verdicts,
) -> Option<State> {
    if seen.time == state.last {
        return Some(state);
    }
    if speed > limit.speed {
        let counts = is_over(params, limit, speed) && !is_refuted(now, seen, speed);
        let over = if counts { state.with(seen, speed) } else { state };
        out.hold(limit.subject, params.color(over.top[1], limit.speed));
        return Some(State { last: seen.time, under: 0, ..over });
    }
    let since = if state.under == 0 { seen.time } else { state.under_since };
    let under = state.under + 1;
    if under >= params.under_fixes {
        out.end(limit.subject, since, EndReason::Cleared);
        return None;
    }
    Some(State { last: seen.time, under, under_since: since, ..state })
}

impl State {
    fn with(self, seen: &Sighting, speed: Speed) -> Self {
        let [highest, second] = self.top;
        let top = [highest.max(speed), second.max(highest.min(speed))];
        Self { last: seen.time, over: self.over.saturating_add(1), under: 0, top, ..self }
    }

    fn is_sure(&self, params: &Params) -> bool {
        self.over >= params.over_fixes
            || (self.over > 1 && self.last - self.first.time >= params.over)
    }
}

fn is_over(params: &Params, limit: &Limit<'_>, speed: Speed) -> bool {
    let [speed, limit, tolerance] =
        [speed, limit.speed, params.tolerance].map(Speed::metres_per_hour);
    speed > limit.saturating_add(tolerance)
}

/// Whether the places tell of less than half the way that a speed would have taken, three sigma of
/// both allowed for.
fn is_refuted(now: &Moment<'_>, seen: &Sighting, speed: Speed) -> bool {
    let Some(before) = now.before.filter(|before| seen.time - before.time <= WAY_MAX) else {
        return false;
    };
    let way = now.way.mm() + 3 * (before.sigma.mm() + seen.sigma.mm());
    // m/h × ms / 3600 s = mm / 3.6: whole numbers all the way.
    let said = i64::from(speed.metres_per_hour()) * (seen.time - before.time).0 / 3600;
    2 * way < said
}

fn opening(
    params: &Params,
    vehicle: &Vehicle,
    limit: &Limit<'_>,
    state: &State,
    now: &Moment<'_>,
    seen: &Sighting,
) -> Opening {
    let (speed, allowed) = (state.top[1].kmh(), limit.speed.kmh());
    let zone = limit.zone.map(|version| words::zone_name(&version.zone));
    let place = zone.map_or_else(Text::default, |zone| {
        Text::new(format!("（{}）", zone.zh), format!(" in {}", zone.en))
    });
    let mut proof: SmallVec<[Sighting; 3]> = SmallVec::new();
    for sighting in [Some(&state.first), now.before, Some(seen)].into_iter().flatten() {
        if proof.last().is_none_or(|last| last.time < sighting.time) {
            proof.push(*sighting);
        }
    }
    Opening {
        first_fix: state.first.time,
        opened_at: state.since,
        color: params.color(state.top[1], limit.speed),
        position: Some(seen.position),
        summary: Text::new(
            format!("{} 超速：{speed:.0} km/h，限速{allowed:.0} km/h{}", vehicle.plate, place.zh),
            format!(
                "{} drives {speed:.0} km/h where {allowed:.0} is the limit{}",
                vehicle.plate, place.en
            ),
        ),
        own_clause: limit.zone.map(|version| version.zone.clause.clone()).unwrap_or_default(),
        // The general limit holds for whatever is on board.
        confidence: limit
            .zone
            .map_or_else(Confidence::high, |version| words::confidence_of(now.load, &version.zone)),
        values: vec![
            Measured {
                name: "speed".into(),
                value: speed,
                limit: Some(allowed),
                unit: "km/h".into(),
            },
            Measured {
                name: "over".into(),
                value: f64::from(state.over),
                limit: None,
                unit: "fixes".into(),
            },
        ],
        proof,
    }
}
