//! `signal.tampered`: what the terminal sends can not be true, or was cut off.
//!
//! **Flags** a vehicle, laden or not, that shows `signs` of these within `window_s`: a *jump*
//! to a place that no truck reaches in the time (over 200 km/h, three sigma allowed for;
//! [`crate::motion`]); a *frozen* position: a speed of `frozen_kmh` or more at both ends, and
//! within a minute the same place to the last digit, or within 20 s, in which no truck stops
//! and is as fast again, less than half the way; and no tunnel within 200 m, where receivers
//! hold on to their last place; the *antenna* reported cut or short; the main *power* reported
//! lost at such a speed (one that is parked may switch its battery off). Positions of another
//! day sent again are not told apart yet.
//! **Opens** with the last of `signs`: one outlier raises nothing.
//! **Ends** with the first clean fix of `window_s` without a sign.
//! **Clause** 道路运输车辆动态监督管理办法 art. 28: nobody may damage, jam or falsify the positioning
//! unit and what it sends; order 29 of 2019 art. 45.
//! **Parameters** as named above.
//! **Says** which vehicle, and which signs.

use placard_domain::alert::{Confidence, EndReason, Measured};
use placard_domain::rule::{Color, Judges, ParamSpec, RuleStatus, Spec};
use placard_domain::vehicle::Vehicle;
use placard_domain::zone::ZoneKind;
use placard_domain::{Fix, Length, Millis, Position, Speed, Text, Timestamp, Wgs84};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::Values;
use crate::moment::{Moment, Occasion, Opening, Subject, Subjects, Verdicts};
use crate::motion::Sighting;

/// JT/T 808 alarm bits: antenna open or cut, antenna short, main power lost.
const ANTENNA_BITS: [u8; 2] = [5, 6];
const POWER_BIT: u8 = 8;
/// Between fixes further apart than this a vehicle may have come back to where it was.
const FROZEN_GAP_MAX: Millis = Millis::from_minutes(1);
/// Between fixes further apart than this it may have stopped, at a light, and driven on.
const SLOW_GAP_MAX: Millis = Millis::from_secs(20);
/// This near to a tunnel a place that stays is the receiver's last one.
const TUNNEL_REACH: Length = Length::from_whole_metres(200);

pub(crate) const SPEC: Spec = Spec {
    id: "signal.tampered",
    state_version: 1,
    judges: Judges::Fixes,
    title: ("定位数据异常", "tampered signal"),
    clause: (
        "《道路运输车辆动态监督管理办法》第二十八条；《危险货物道路运输安全管理办法》第四十五条",
        "Dynamic supervision measures art. 28; order 29 of 2019 art. 45",
    ),
    color: Color::Orange,
    status: RuleStatus::Active,
    params: &[
        ParamSpec {
            name: "signs",
            default: 3,
            min: 2,
            max: 8,
            note: "so many signs; design/detection.md, signal.tampered",
        },
        ParamSpec {
            name: "window_s",
            default: 600,
            min: 60,
            max: 7200,
            note: "within so long, and clean for so long; design/detection.md, signal.tampered",
        },
        ParamSpec {
            name: "frozen_kmh",
            default: 20,
            min: 10,
            max: 120,
            note: "a vehicle that says this speed and stays where it is; parked receivers say less",
        },
    ],
};

#[derive(Clone, Copy, Debug)]
pub(super) struct Params {
    signs: u32,
    window: Millis,
    frozen: Speed,
}

impl Params {
    pub(super) fn read(values: &Values) -> Self {
        Self {
            signs: values.count("signs"),
            window: values.seconds("window_s"),
            frozen: values.kmh("frozen_kmh"),
        }
    }
}

/// What a fix can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Kind {
    Jump,
    Frozen,
    Antenna,
    Power,
}

impl Kind {
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Jump => ("位置跳变", "impossible jumps"),
            Self::Frozen => ("位置冻结", "positions that stay while it says it drives"),
            Self::Antenna => ("天线断开", "antenna cut"),
            Self::Power => ("主电源断电", "main power lost"),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Sign {
    at: Timestamp,
    kind: Kind,
    seen: Option<Sighting>,
}

/// Signs of the last while, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    signs: SmallVec<[Sign; 1]>,
    /// The first fix without a sign after the newest that had one.
    clean_since: Option<Timestamp>,
    is_open: bool,
}

pub(super) fn step(
    params: &Params,
    subjects: &mut Subjects<State>,
    now: &Moment<'_>,
    out: &mut Verdicts,
) {
    let Some(vehicle) = now.vehicle else {
        if subjects.forget(Subject::Vehicle).is_some_and(|state| state.is_open) {
            out.end(Subject::Vehicle, now.time, EndReason::VehicleRemoved);
        }
        return;
    };
    let Occasion::Fix(fix) = now.occasion else { return };
    let sign = sign(params, now, fix);
    if sign.is_none() && subjects.is_empty() {
        return;
    }
    let mut state = subjects.forget(Subject::Vehicle).unwrap_or_default();
    let newest = state.signs.last().map(|sign| sign.at);
    if sign.is_none() && state.clean_since.is_none() {
        state.clean_since = Some(now.time);
    }
    if newest.is_some_and(|newest| now.time - newest >= params.window) {
        if state.is_open {
            let clean = state.clean_since.unwrap_or(now.time);
            out.end(Subject::Vehicle, clean, EndReason::Cleared);
        }
        state = State::default();
    }
    if let Some(kind) = sign {
        state.note(params, Sign { at: now.time, kind, seen: Sighting::of(fix) });
    }
    if !state.is_open && state.signs.len() >= params.signs as usize {
        out.open(Subject::Vehicle, opening(params, vehicle, &state));
        state.is_open = true;
    } else if state.is_open {
        out.hold(Subject::Vehicle, SPEC.color);
    }
    if !state.signs.is_empty() {
        subjects.set(Subject::Vehicle, state);
    }
}

impl State {
    /// Takes another sign, and lets go of those that count no more. A second told twice is one.
    fn note(&mut self, params: &Params, sign: Sign) {
        self.clean_since = None;
        if self.signs.last().is_some_and(|last| last.at == sign.at) {
            return;
        }
        self.signs.push(sign);
        let kept = params.signs as usize;
        let counts = |known: &Sign| sign.at - known.at < params.window;
        self.signs.retain(|known| counts(known));
        let extra = self.signs.len().saturating_sub(kept);
        self.signs.drain(..extra);
    }
}

/// What this fix shows, the gravest first.
fn sign(params: &Params, now: &Moment<'_>, fix: &Fix) -> Option<Kind> {
    if fix.position.is_some() && now.sighting.is_none() {
        Some(Kind::Jump)
    } else if is_frozen(params, now) {
        Some(Kind::Frozen)
    } else if ANTENNA_BITS.iter().any(|bit| fix.alarms.has(*bit)) {
        Some(Kind::Antenna)
    } else if fix.alarms.has(POWER_BIT) && fix.speed >= Some(params.frozen) {
        Some(Kind::Power)
    } else {
        None
    }
}

fn is_frozen(params: &Params, now: &Moment<'_>) -> bool {
    let (Some(before), Some(seen)) = (now.before, now.sighting) else { return false };
    let elapsed = seen.time - before.time;
    let speed = before.speed.min(seen.speed).unwrap_or_default();
    if speed < params.frozen || elapsed <= Millis::ZERO || elapsed > FROZEN_GAP_MAX {
        return false;
    }
    let stays = before.position == seen.position
        || (elapsed <= SLOW_GAP_MAX && is_too_little(now.way, before, seen, speed));
    stays && !is_near_tunnel(now, seen.position)
}

/// Whether a way is less than half of what a speed would have taken, three sigma of both allowed
/// for.
fn is_too_little(way: Length, before: &Sighting, seen: &Sighting, speed: Speed) -> bool {
    let way = way.mm() + 3 * (before.sigma.mm() + seen.sigma.mm());
    // m/h × ms / 3600 s = mm / 3.6: whole numbers all the way.
    let said = i64::from(speed.metres_per_hour()) * (seen.time - before.time).0 / 3600;
    2 * way < said
}

fn is_near_tunnel(now: &Moment<'_>, place: Position<Wgs84>) -> bool {
    let mut near = Vec::new();
    now.world.zones().near(None, place, TUNNEL_REACH, now.time, &mut near);
    near.iter().any(|version| version.zone.kind == ZoneKind::Tunnel)
}

fn opening(params: &Params, vehicle: &Vehicle, state: &State) -> Opening {
    let mut kinds: Vec<Kind> = state.signs.iter().map(|sign| sign.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let said = |pick: fn((&'static str, &'static str)) -> &'static str, mark: &str| {
        kinds.iter().map(|kind| pick(kind.words())).collect::<Vec<_>>().join(mark)
    };
    let (zh, en) = (said(|words| words.0, "、"), said(|words| words.1, ", "));
    let began = state.signs.first().map_or(Timestamp::MIN, |sign| sign.at);
    let seen: SmallVec<[Sighting; 3]> = state.signs.iter().filter_map(|sign| sign.seen).collect();
    Opening {
        first_fix: began,
        opened_at: began,
        color: SPEC.color,
        position: seen.last().map(|sighting| sighting.position),
        summary: Text::new(
            format!("{} 定位数据异常：{zh}", vehicle.plate),
            format!("{} sends what can not be true: {en}", vehicle.plate),
        ),
        own_clause: String::new(),
        confidence: Confidence::high(),
        values: vec![Measured {
            name: "signs".into(),
            value: state.signs.len() as f64,
            limit: Some(f64::from(params.signs)),
            unit: String::new(),
        }],
        proof: seen,
    }
}
