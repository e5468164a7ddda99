//! `route.deviation`: off the approved route.
//!
//! **Flags** a vehicle, laden or presumed so, that is assigned to approved routes and is on
//! none of them. By the corridor alone: which road it is on, and which way it drives, come with
//! the road graph.
//! **Opens** when it has been outside every corridor by more than one sigma for `off_s`, and
//! has travelled `off_m` there, standing still not counted. One fix back within sigma begins
//! anew.
//! **Ends** with the first fix of `back_s` within half of a corridor's half width; when no
//! route is assigned any more.
//! **Clause** 道路交通安全法 art. 48 and order 29 of 2019 art. 48: explosives, highly toxic and
//! radioactive goods keep to the route the police approved; 道路运输车辆动态监督管理办法 art. 25: the
//! carrier sets a route for each vehicle. The route's own clause stands on the alert.
//! **Parameters** as named above. A corridor's width is the route's own.
//! **Says** which vehicle, how far off which route.

use std::cmp::Reverse;
use std::sync::Arc;

use placard_domain::alert::{Confidence, EndReason, Measured};
use placard_domain::rule::{Color, Judges, ParamSpec, RuleStatus, Spec};
use placard_domain::vehicle::Vehicle;
use placard_domain::{Length, Millis, Text, Timestamp};
use placard_geo::shape::Shape;
use serde::{Deserialize, Serialize};
use smallvec::{SmallVec, smallvec};

use super::Values;
use crate::moment::{Moment, Opening, Subject, Subjects, Verdicts};
use crate::motion::Sighting;
use crate::presence::WAY_MAX;
use crate::world::RouteVersion;

pub(crate) const SPEC: Spec = Spec {
    id: "route.deviation",
    state_version: 1,
    judges: Judges::Fixes,
    title: ("偏离核准路线", "off the approved route"),
    clause: (
        "《道路交通安全法》第四十八条；《危险货物道路运输安全管理办法》第四十八条；\
         《道路运输车辆动态监督管理办法》第二十五条",
        "Road traffic safety law art. 48; order 29 of 2019 art. 48; dynamic supervision measures \
         art. 25",
    ),
    color: Color::Orange,
    status: RuleStatus::Active,
    params: &[
        ParamSpec {
            name: "off_s",
            default: 60,
            min: 10,
            max: 3600,
            note: "outside for so long, and; design/detection.md, route.deviation",
        },
        ParamSpec {
            name: "off_m",
            default: 300,
            min: 50,
            max: 10_000,
            note: "so far travelled outside; design/detection.md, route.deviation",
        },
        ParamSpec {
            name: "back_s",
            default: 30,
            min: 0,
            max: 3600,
            note: "back well inside for so long ends it; design/detection.md, route.deviation",
        },
    ],
};

#[derive(Clone, Copy, Debug)]
pub(super) struct Params {
    off: Millis,
    off_way: Length,
    back: Millis,
}

impl Params {
    pub(super) fn read(values: &Values) -> Self {
        Self {
            off: values.seconds("off_s"),
            off_way: values.metres("off_m"),
            back: values.seconds("back_s"),
        }
    }
}

/// A stretch outside, sure or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    first: Sighting,
    /// When the edge was crossed, interpolated.
    since: Timestamp,
    /// Since when by more than one sigma, running.
    off_since: Option<Timestamp>,
    /// The way travelled since then.
    travelled: Length,
    back_since: Option<Timestamp>,
    is_open: bool,
}

/// Where a vehicle is against its routes, from worst to best.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    /// Outside every corridor by more than one sigma.
    Off,
    /// Outside every corridor, though not surely.
    Outside,
    /// In one, near its edge.
    Beside,
    /// Within half of a half width.
    On,
}

type Routes<'a> = SmallVec<[&'a Arc<RouteVersion>; 2]>;

pub(super) fn step(
    params: &Params,
    subjects: &mut Subjects<State>,
    now: &Moment<'_>,
    out: &mut Verdicts,
) {
    let vehicle = now.laden();
    let routes: Routes<'_> = vehicle
        .map(|vehicle| now.world.routes_of(&vehicle.id, now.time).collect())
        .unwrap_or_default();
    let (Some(vehicle), false) = (vehicle, routes.is_empty()) else {
        if subjects.forget(Subject::Vehicle).is_some_and(|state| state.is_open) {
            out.end(Subject::Vehicle, now.time, now.why_no_longer());
        }
        return;
    };
    let Some(seen) = now.sighting else { return };
    let standing = routes.iter().map(|route| standing(route, seen)).max();
    let known = subjects.forget(Subject::Vehicle);
    let next = match (standing, known) {
        (Some(standing @ (Standing::Off | Standing::Outside)), known) => {
            let state = known.unwrap_or_else(|| State::begin(&routes, now, seen));
            let state = state.with(standing, now, seen);
            let is_sure = state.is_sure(params, seen);
            if !state.is_open && is_sure {
                out.open(Subject::Vehicle, opening(params, vehicle, &routes, &state, seen));
            }
            Some(State { is_open: state.is_open || is_sure, ..state })
        }
        (Some(Standing::On), Some(state)) if state.is_open => {
            let since = state.back_since.unwrap_or(seen.time);
            if seen.time - since >= params.back {
                out.end(Subject::Vehicle, since, EndReason::Cleared);
                None
            } else {
                Some(State { back_since: Some(since), ..state })
            }
        }
        (_, known) => {
            known.filter(|state| state.is_open).map(|state| State { back_since: None, ..state })
        }
    };
    if let Some(state) = next {
        if state.is_open {
            out.hold(Subject::Vehicle, SPEC.color);
        }
        subjects.set(Subject::Vehicle, state);
    }
}

impl State {
    /// A stretch whose first fix outside is this one.
    fn begin(routes: &Routes<'_>, now: &Moment<'_>, seen: &Sighting) -> Self {
        let before = now.before.filter(|before| seen.time - before.time <= WAY_MAX);
        let left = before.and_then(|before| {
            let spans =
                routes.iter().map(|route| route.shape.spans(before.position, seen.position));
            let ends = spans.filter_map(|spans| spans.last().map(|span| span.to));
            let out = ends.max_by(f64::total_cmp)?;
            let elapsed = (seen.time - before.time).0 as f64;
            Some(before.time + Millis((elapsed * out).round() as i64))
        });
        Self {
            first: *seen,
            since: left.unwrap_or(seen.time),
            off_since: None,
            travelled: Length::ZERO,
            back_since: None,
            is_open: false,
        }
    }

    /// With the next fix, which is outside.
    fn with(self, standing: Standing, now: &Moment<'_>, seen: &Sighting) -> Self {
        let next = Self { back_since: None, ..self };
        match (standing, self.off_since) {
            (Standing::Off, None) => Self { off_since: Some(seen.time), ..next },
            (Standing::Off, Some(_)) => {
                // A parked receiver drifts: what it drifts is not travelled.
                let way = if now.motion.is_parked() { Length::ZERO } else { now.way };
                Self { travelled: Length::from_mm(self.travelled.mm() + way.mm()), ..next }
            }
            _ => Self { off_since: None, travelled: Length::ZERO, ..next },
        }
    }

    fn is_sure(&self, params: &Params, seen: &Sighting) -> bool {
        self.off_since.is_some_and(|since| seen.time - since >= params.off)
            && self.travelled >= params.off_way
    }
}

fn standing(route: &RouteVersion, seen: &Sighting) -> Standing {
    let half_width = route.route.width.mm() / 2;
    let furthest = half_width.max(seen.sigma.mm()) + 1;
    let depth = route.shape.depth(seen.position, Length::from_mm(furthest)).mm();
    if depth < -seen.sigma.mm() {
        Standing::Off
    } else if depth < 0 {
        Standing::Outside
    } else if 2 * depth >= half_width {
        Standing::On
    } else {
        Standing::Beside
    }
}

fn opening(
    params: &Params,
    vehicle: &Vehicle,
    routes: &Routes<'_>,
    state: &State,
    seen: &Sighting,
) -> Opening {
    let depth = |route: &&Arc<RouteVersion>| route.shape.depth(seen.position, Shape::DEPTH_CAP);
    let nearest =
        routes.iter().copied().max_by_key(|route| (depth(route), Reverse(&route.route.id)));
    let off = nearest.map_or(Length::ZERO, |route| Length::from_mm(-depth(&route).mm()));
    let (zh, en) = nearest.map_or(("", ""), |version| {
        let route = &version.route;
        (&*route.name, if route.name_en.is_empty() { &*route.name } else { &*route.name_en })
    });
    let measured = |name: &str, value: f64, limit: Length| Measured {
        name: name.into(),
        value,
        limit: Some(limit.metres()),
        unit: "m".into(),
    };
    Opening {
        first_fix: state.first.time,
        opened_at: state.since,
        color: SPEC.color,
        position: Some(seen.position),
        summary: Text::new(
            format!("{} 偏离核准路线“{zh}”{off}", vehicle.plate),
            format!("{} is {off} outside the approved route {en}", vehicle.plate),
        ),
        own_clause: nearest.map(|version| version.route.clause.clone()).unwrap_or_default(),
        confidence: Confidence::high(),
        values: vec![
            measured("outside", off.metres(), seen.sigma),
            measured("travelled_outside", state.travelled.metres(), params.off_way),
        ],
        proof: smallvec![state.first, *seen],
    }
}
