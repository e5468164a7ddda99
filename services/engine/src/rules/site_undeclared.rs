//! `site.undeclared`: a stop of loading length at a chemical site that no waybill names.
//!
//! **Flags** a vehicle of which a waybill is expected, that stands in a chemical park for as long
//! as loading takes. A waybill names a park when a place of its loading or unloading lies in it,
//! or reaches to where the vehicle stands.
//! **Opens** under a waybill in force that does not name the park, when the vehicle has stood there
//! for `stop_s`. Without one it may be loading, and its waybill comes into force when that is
//! done: it opens, and ends at once, `grace_s` after the stop, where none has come that names the
//! park. A stop in which a waybill ended was one of unloading; a report after it that says empty
//! clears it too.
//! **Ends** when the vehicle drives on, or a waybill names the park.
//! **Clause** order 29 of 2019 art. 24: no load leaves a site without a waybill made for it.
//! **Parameters** as named above; `everyone` as of `waybill.missing`.
//! **Says** which vehicle, which park, for how long.

use placard_domain::alert::{ConfidenceLevel, EndReason, Measured};
use placard_domain::fix::LoadState;
use placard_domain::rule::{Color, Judges, ParamSpec, RuleStatus, Spec};
use placard_domain::vehicle::Vehicle;
use placard_domain::{Length, Millis, Text, Timestamp, ZoneNo};
use serde::{Deserialize, Serialize};
use smallvec::{SmallVec, smallvec};

use super::Values;
use crate::moment::{Moment, Occasion, Opening, Subject, Subjects, Verdicts};
use crate::motion::Stay;
use crate::world::{TripVersion, ZoneVersion};
use crate::{papers, words};

pub(crate) const SPEC: Spec = Spec {
    id: "site.undeclared",
    state_version: 1,
    judges: Judges::Fixes,
    title: ("未申报装卸点停留", "stop at a site that no waybill names"),
    clause: ("《危险货物道路运输安全管理办法》第二十四条", "Order 29 of 2019 art. 24"),
    color: Color::Orange,
    status: RuleStatus::Active,
    params: &[
        ParamSpec {
            name: "stop_s",
            default: 900,
            min: 60,
            max: 86_400,
            note: "a stop of loading length; design/detection.md, site.undeclared",
        },
        ParamSpec {
            name: "grace_s",
            default: 300,
            min: 0,
            max: 7200,
            note: "after the stop a waybill may still come: as long as waybill.missing waits",
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
    stop: Millis,
    grace: Millis,
    everyone: bool,
}

impl Params {
    pub(super) fn read(values: &Values) -> Self {
        Self {
            stop: values.seconds("stop_s"),
            grace: values.seconds("grace_s"),
            everyone: values.get("everyone") == 1,
        }
    }
}

/// A stop of loading length in a park.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    stay: Stay,
    standing: Standing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Standing {
    /// A waybill names the park, or ended there: nothing is amiss with this stop.
    Declared,
    /// No waybill is in force, yet.
    Unpapered,
    /// An episode is open.
    Open,
}

pub(super) fn step(
    params: &Params,
    subjects: &mut Subjects<State>,
    now: &Moment<'_>,
    out: &mut Verdicts,
) {
    let expected =
        now.vehicle.filter(|vehicle| papers::are_expected(now, vehicle, params.everyone));
    let known: SmallVec<[(Subject, State); 1]> =
        subjects.iter().map(|(subject, state)| (subject, *state)).collect();
    let Some(vehicle) = expected else {
        let reason = now.vehicle.map_or(EndReason::VehicleRemoved, |_| EndReason::Cleared);
        known.iter().for_each(|(subject, _)| end(*subject, now.time, reason, subjects, out));
        return;
    };
    let judged = Judged { params, now, vehicle };
    for (subject, state) in known {
        let Subject::Zone(no) = subject else { continue };
        let stays = now.motion.stay().is_some_and(|stay| stay.first.time == state.stay.first.time);
        if !stays {
            judged.leave(no, state, subjects, out);
        }
    }
    let Some(stay) = now.motion.stay().filter(|stay| stay.duration() >= params.stop) else {
        return;
    };
    for (no, park) in papers::parks(now) {
        judged.stand(no, park, stay, subjects, out);
    }
}

fn end(
    subject: Subject,
    at: Timestamp,
    reason: EndReason,
    subjects: &mut Subjects<State>,
    out: &mut Verdicts,
) {
    let known = subjects.forget(subject);
    if known.is_some_and(|state| state.standing == Standing::Open) {
        out.end(subject, at, reason);
    }
}

/// What is judged, by what.
#[derive(Clone, Copy)]
struct Judged<'a> {
    params: &'a Params,
    now: &'a Moment<'a>,
    vehicle: &'a Vehicle,
}

impl Judged<'_> {
    /// The vehicle stands in a park, and has for long enough.
    fn stand(
        &self,
        no: ZoneNo,
        park: &ZoneVersion,
        stay: &Stay,
        subjects: &mut Subjects<State>,
        out: &mut Verdicts,
    ) {
        let (subject, now) = (Subject::Zone(no), self.now);
        let known = subjects.get(subject).map(|state| state.standing);
        let standing = match (known, now.trip) {
            (Some(Standing::Declared), _) => Standing::Declared,
            (known, Some(trip)) if names(trip, park, stay) => {
                if known == Some(Standing::Open) {
                    out.end(subject, now.time, EndReason::Cleared);
                }
                Standing::Declared
            }
            (Some(Standing::Open), _) => {
                out.hold(subject, SPEC.color);
                Standing::Open
            }
            (_, None) if self.is_unloading(stay) => Standing::Declared,
            (_, None) => Standing::Unpapered,
            (_, Some(trip)) => {
                out.open(subject, self.opening(park, stay, Some(trip)));
                Standing::Open
            }
        };
        subjects.set(subject, State { stay: *stay, standing });
    }

    /// The vehicle has driven on.
    fn leave(&self, no: ZoneNo, state: State, subjects: &mut Subjects<State>, out: &mut Verdicts) {
        let (subject, now, stay) = (Subject::Zone(no), self.now, &state.stay);
        if state.standing != Standing::Unpapered {
            end(subject, stay.until, EndReason::Cleared, subjects, out);
            return;
        }
        let Occasion::Fix(fix) = now.occasion else { return };
        let park = now.world.zones().get(no, stay.until);
        let named = park.is_none_or(|park| now.trip.is_some_and(|trip| names(trip, park, stay)));
        if fix.load == LoadState::Empty || named || self.is_unloading(stay) {
            subjects.forget(subject);
        } else if let Some(park) = park.filter(|_| now.time - stay.until >= self.params.grace) {
            subjects.forget(subject);
            out.open(subject, self.opening(park, stay, now.trip));
            out.end(subject, stay.until, EndReason::Cleared);
        }
    }

    /// Whether a waybill ended during the stop.
    fn is_unloading(&self, stay: &Stay) -> bool {
        let ended = self.now.world.trip_ended(&self.vehicle.id, stay.until);
        ended.is_some_and(|ended| ended >= stay.first.time)
    }

    fn opening(&self, park: &ZoneVersion, stay: &Stay, trip: Option<&TripVersion>) -> Opening {
        let (name, stood) = (words::zone_name(&park.zone), stay.duration());
        let (zh, en) = match trip {
            Some(trip) => {
                let number = &trip.trip.number;
                (format!("运单 {number} 未载明"), format!("waybill {number} does not name it"))
            }
            None => ("无运单载明".to_owned(), "no waybill names it".to_owned()),
        };
        let mut confidence = words::confidence_of(self.now.load, &park.zone);
        if trip.is_none() {
            confidence.lower(
                ConfidenceLevel::Medium,
                Text::new("装货由停车推断", "that it was loaded is concluded from its stop"),
            );
        }
        let plate = &self.vehicle.plate;
        Opening {
            first_fix: stay.first.time,
            opened_at: stay.first.time,
            color: SPEC.color,
            position: Some(stay.mean()),
            summary: Text::new(
                format!("{plate} 在{}停车{stood}，{zh}", name.zh),
                format!("{plate} has stood {stood} in {}, and {en}", name.en),
            ),
            own_clause: park.zone.clause.clone(),
            confidence,
            values: vec![Measured {
                name: "stationary".into(),
                value: stood.seconds(),
                limit: Some(self.params.stop.seconds()),
                unit: "s".into(),
            }],
            proof: smallvec![stay.first],
        }
    }
}

/// Whether a trip is loaded or unloaded in a park, or where the vehicle stood.
fn names(trip: &TripVersion, park: &ZoneVersion, stay: &Stay) -> bool {
    let cap = Length::from_mm(1);
    let mut places = trip.trip.origin.iter().chain(&trip.trip.drops);
    papers::names(&trip.trip, stay.mean(), stay.first.sigma)
        || places.any(|place| park.shape.depth(place.position, cap) >= Length::ZERO)
}
