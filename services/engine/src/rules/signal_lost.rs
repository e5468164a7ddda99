//! `signal.lost`: a laden vehicle silent.
//!
//! **Flags** a vehicle, laden or presumed so, of which nothing has been heard.
//! **Opens** after `moving_silence_s` if it last moved, `parked_silence_s` if it last stood; in a
//! tunnel `tunnel_extra_s` more, since silence there is not loss. Turns orange `orange_after_s`
//! after opening. Silence is counted on Placard's own clock, and only while Placard listened.
//! **Ends** with any report, at the time it came in: a blind-spot upload later shows where the
//! vehicle was, and that Placard did not know it then.
//! **Clause** 道路运输车辆动态监督管理办法 art. 27: the vehicle stays online; order 29 of 2019 art. 45:
//! the carrier watches it while it runs.
//! **Parameters** as named above.
//! **Says** which vehicle, for how long, where it was last.

use placard_domain::alert::{Confidence, EndReason, Measured};
use placard_domain::rule::{Color, Judges, ParamSpec, RuleStatus, Spec};
use placard_domain::vehicle::Vehicle;
use placard_domain::zone::ZoneKind;
use placard_domain::{Millis, Text};
use serde::{Deserialize, Serialize};

use super::Values;
use crate::moment::{Moment, Occasion, Opening, Subject, Subjects, Verdicts};
use crate::words;

pub(crate) const SPEC: Spec = Spec {
    id: "signal.lost",
    state_version: 1,
    judges: Judges::Silence,
    title: ("信号中断", "signal lost"),
    clause: (
        "《道路运输车辆动态监督管理办法》第二十七条；《危险货物道路运输安全管理办法》第四十五条",
        "Dynamic supervision measures art. 27; order 29 of 2019 art. 45",
    ),
    color: Color::Yellow,
    status: RuleStatus::Active,
    params: &[
        ParamSpec {
            name: "moving_silence_s",
            default: 300,
            min: 10,
            max: 86_400,
            note: "silence of a vehicle that last moved; design/detection.md, signal.lost",
        },
        ParamSpec {
            name: "parked_silence_s",
            default: 1800,
            min: 10,
            max: 86_400,
            note: "silence of a vehicle that last stood; design/detection.md, signal.lost",
        },
        ParamSpec {
            name: "tunnel_extra_s",
            default: 600,
            min: 0,
            max: 7200,
            note: "more for one last seen in a tunnel: ten minutes pass the longest at a walk",
        },
        ParamSpec {
            name: "orange_after_s",
            default: 1800,
            min: 10,
            max: 86_400,
            note: "from opening until it turns orange; design/detection.md, signal.lost",
        },
    ],
};

#[derive(Clone, Copy, Debug)]
pub(super) struct Params {
    moving: Millis,
    parked: Millis,
    tunnel_extra: Millis,
    orange_after: Millis,
}

impl Params {
    pub(super) fn read(values: &Values) -> Self {
        Self {
            moving: values.seconds("moving_silence_s"),
            parked: values.seconds("parked_silence_s"),
            tunnel_extra: values.seconds("tunnel_extra_s"),
            orange_after: values.seconds("orange_after_s"),
        }
    }
}

/// An episode is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    /// The silence that opened it.
    limit: Millis,
    orange: bool,
}

pub(super) fn step(
    params: &Params,
    subjects: &mut Subjects<State>,
    now: &Moment<'_>,
    out: &mut Verdicts,
) {
    let open = subjects.get(Subject::Vehicle).copied();
    let vehicle = now.laden();
    match (now.occasion, vehicle, open) {
        (_, None, None) | (Occasion::Fix(_), ..) => {}
        (Occasion::Heard, _, Some(_)) => {
            subjects.forget(Subject::Vehicle);
            out.end(Subject::Vehicle, now.time, EndReason::Cleared);
            out.wake_after(limit(params, now));
        }
        (_, None, Some(_)) => {
            subjects.forget(Subject::Vehicle);
            out.end(Subject::Vehicle, now.time, now.why_no_longer());
        }
        (Occasion::Heard | Occasion::World, Some(_), None) => out.wake_after(limit(params, now)),
        (Occasion::World, Some(_), Some(state)) => {
            if !state.orange {
                out.wake_after(state.limit + params.orange_after);
            }
        }
        (Occasion::Tick { silence }, Some(vehicle), None) => {
            let limit = limit(params, now);
            if silence >= limit {
                out.open(Subject::Vehicle, opening(now, vehicle, silence, limit));
                subjects.set(Subject::Vehicle, State { limit, orange: false });
                out.wake_after(limit + params.orange_after);
            } else {
                out.wake_after(limit);
            }
        }
        (Occasion::Tick { silence }, Some(_), Some(state)) => {
            let orange_at = state.limit + params.orange_after;
            if state.orange || silence >= orange_at {
                out.hold(Subject::Vehicle, Color::Orange);
                subjects.set(Subject::Vehicle, State { orange: true, ..state });
            } else {
                out.wake_after(orange_at);
            }
        }
    }
}

fn limit(params: &Params, now: &Moment<'_>) -> Millis {
    let base = if now.motion.is_parked() { params.parked } else { params.moving };
    let in_tunnel = now.presences.all().any(|zone| {
        let version = now.world.zones().get(zone, now.newest);
        version.is_some_and(|version| version.zone.kind == ZoneKind::Tunnel)
    });
    if in_tunnel { base + params.tunnel_extra } else { base }
}

fn opening(now: &Moment<'_>, vehicle: &Vehicle, silence: Millis, limit: Millis) -> Opening {
    let last = now.motion.last();
    let state = if now.motion.is_parked() { ("停车", "standing") } else { ("行驶", "moving") };
    Opening {
        first_fix: now.newest,
        opened_at: now.newest,
        color: SPEC.color,
        position: last.map(|sighting| sighting.position),
        summary: Text::new(
            format!("{} {}中信号中断{silence}", vehicle.plate, state.0),
            format!("{} silent for {silence}, last {}", vehicle.plate, state.1),
        ),
        own_clause: String::new(),
        confidence: words::load_confidence(now.load, Confidence::high()),
        values: vec![Measured {
            name: "silence".into(),
            value: silence.seconds(),
            limit: Some(limit.seconds()),
            unit: "s".into(),
        }],
        proof: last.copied().into_iter().collect(),
    }
}
