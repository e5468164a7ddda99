//! `waybill.mismatch`: what the road shows is not what the waybill says.
//!
//! **Flags** a vehicle under a waybill in force, for each fault apart: it reports empty on its way;
//! it was unloaded, or loaded, at a place that the waybill does not name; its declared load names
//! other goods. Not judged: the driver's card (JT/T 808 0x0702), which no report carries yet; the
//! trailer, which a trip does not name. JT/T 808 has no bits for empty: only other doors report
//! it.
//! **Opens** with the report that shows it: the `empty_fixes`-th running that says empty while the
//! vehicle moves, before it has stood at its last place of unloading; the first after `stop_s` at
//! a place elsewhere where the load fell or rose; a load declared after the waybill came into
//! force.
//! **Ends** when as many reports running say that it is laden; when the waybill names the place;
//! when the declared load agrees; with the waybill.
//! **Clause** order 29 of 2019 art. 24: the waybill of this very trip is made and carried.
//! **Parameters** as named above.
//! **Says** which vehicle, which waybill, which fault.

use std::collections::BTreeSet;

use placard_domain::alert::{Confidence, EndReason, Measured};
use placard_domain::fix::LoadState;
use placard_domain::rule::{Color, Judges, ParamSpec, RuleStatus, Spec};
use placard_domain::vehicle::{Goods, Vehicle};
use placard_domain::{Fix, Millis, Position, Text, Timestamp, WaybillId, Wgs84};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::Values;
use crate::moment::{Moment, Occasion, Opening, Subject, Subjects, Verdicts};
use crate::motion::{Sighting, Stay};
use crate::world::TripVersion;
use crate::{papers, words};

pub(crate) const SPEC: Spec = Spec {
    id: "waybill.mismatch",
    state_version: 1,
    judges: Judges::Fixes,
    title: ("与运单不符", "other than the waybill"),
    clause: ("《危险货物道路运输安全管理办法》第二十四条", "Order 29 of 2019 art. 24"),
    color: Color::Orange,
    status: RuleStatus::Active,
    params: &[
        ParamSpec {
            name: "empty_fixes",
            default: 3,
            min: 1,
            max: 20,
            note: "so many reports running say empty, and laden to end it: one may be a glitch",
        },
        ParamSpec {
            name: "stop_s",
            default: 900,
            min: 60,
            max: 86_400,
            note: "a stop of loading or unloading length; design/detection.md, site.undeclared",
        },
    ],
};

#[derive(Clone, Copy, Debug)]
pub(super) struct Params {
    empty_fixes: u32,
    stop: Millis,
}

impl Params {
    pub(super) fn read(values: &Values) -> Self {
        Self { empty_fixes: values.count("empty_fixes"), stop: values.seconds("stop_s") }
    }
}

/// The faults told apart: their numbers are part of an alert's identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Empty = 0,
    Unloaded = 1,
    Loaded = 2,
    Goods = 3,
}

impl Fault {
    const ALL: [Self; 4] = [Self::Empty, Self::Unloaded, Self::Loaded, Self::Goods];

    const fn subject(self) -> Subject {
        Subject::Fault(self as u8)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum State {
    /// Of the vehicle: what was seen on the way so far.
    Way(Way),
    /// Of a fault that is open: where, if it hangs on a place.
    Open(Option<Position<Wgs84>>),
}

/// A trip so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Way {
    waybill: WaybillId,
    /// What was last said of the load, if anything.
    level: LoadState,
    /// The same when the vehicle came to where it stands.
    on_arrival: LoadState,
    stopped_since: Timestamp,
    /// Whether it has stood at its last place of unloading.
    has_arrived: bool,
    /// The first of the reports running that say empty, and how many there are.
    empty: Option<(Sighting, u32)>,
    /// Reports running that say that it is laden.
    laden: u32,
}

pub(super) fn step(
    params: &Params,
    subjects: &mut Subjects<State>,
    now: &Moment<'_>,
    out: &mut Verdicts,
) {
    let known = match subjects.forget(Subject::Vehicle) {
        Some(State::Way(way)) => Some(way),
        _ => None,
    };
    let (Some(vehicle), Some(trip)) = (now.vehicle, now.trip) else {
        let reason = now.vehicle.map_or(EndReason::VehicleRemoved, |_| EndReason::Cleared);
        Fault::ALL.into_iter().for_each(|fault| end(fault, reason, subjects, now, out));
        return;
    };
    let same = known.filter(|way| way.waybill == trip.trip.id);
    let mut way = same.unwrap_or_else(|| {
        Fault::ALL.into_iter().for_each(|fault| end(fault, EndReason::Cleared, subjects, now, out));
        Way::begin(trip)
    });
    let judged = Judged { params, now, vehicle, trip };
    end_what_was_mended(subjects, &judged, out);
    if let Occasion::Fix(fix) = now.occasion {
        judged.goods(subjects, out);
        way.take(fix, &judged, subjects, out);
    }
    for fault in Fault::ALL.into_iter().filter(|fault| subjects.get(fault.subject()).is_some()) {
        out.hold(fault.subject(), SPEC.color);
    }
    subjects.set(Subject::Vehicle, State::Way(way));
}

fn end(
    fault: Fault,
    reason: EndReason,
    subjects: &mut Subjects<State>,
    now: &Moment<'_>,
    out: &mut Verdicts,
) {
    if subjects.forget(fault.subject()).is_some() {
        out.end(fault.subject(), now.time, reason);
    }
}

/// A waybill that was amended may name the place where the vehicle stood.
fn end_what_was_mended(subjects: &mut Subjects<State>, judged: &Judged<'_>, out: &mut Verdicts) {
    for fault in [Fault::Unloaded, Fault::Loaded] {
        let place = match subjects.get(fault.subject()) {
            Some(State::Open(Some(place))) => *place,
            _ => continue,
        };
        if papers::names(&judged.trip.trip, place, crate::motion::SIGMA_OPEN) {
            end(fault, EndReason::Cleared, subjects, judged.now, out);
        }
    }
}

/// What is judged, by what.
#[derive(Clone, Copy)]
struct Judged<'a> {
    params: &'a Params,
    now: &'a Moment<'a>,
    vehicle: &'a Vehicle,
    trip: &'a TripVersion,
}

/// How much is on board, as far as reports tell it apart.
const fn fullness(level: LoadState) -> Option<u8> {
    match level {
        LoadState::Unknown => None,
        LoadState::Empty => Some(0),
        LoadState::Part => Some(1),
        LoadState::Full => Some(2),
    }
}

impl Way {
    fn begin(trip: &TripVersion) -> Self {
        Self {
            waybill: trip.trip.id.clone(),
            level: LoadState::Unknown,
            on_arrival: LoadState::Unknown,
            stopped_since: Timestamp::MIN,
            has_arrived: false,
            empty: None,
            laden: 0,
        }
    }

    fn take(
        &mut self,
        fix: &Fix,
        judged: &Judged<'_>,
        subjects: &mut Subjects<State>,
        out: &mut Verdicts,
    ) {
        if let Some(stay) = judged.now.motion.stay() {
            if stay.first.time != self.stopped_since {
                (self.stopped_since, self.on_arrival) = (stay.first.time, self.level);
            }
            let last = judged.trip.trip.drops.last();
            self.has_arrived |= last.is_none_or(|last| {
                stay.is_settled() && papers::reaches(last, stay.mean(), stay.first.sigma)
            });
        }
        if fix.load != LoadState::Unknown {
            self.level = fix.load;
            if self.on_arrival == LoadState::Unknown {
                self.on_arrival = fix.load;
            }
        }
        self.count(fix, judged, subjects, out);
        self.hold_against_stop(judged, subjects, out);
    }

    /// Reports running that say empty, or laden.
    fn count(
        &mut self,
        fix: &Fix,
        judged: &Judged<'_>,
        subjects: &mut Subjects<State>,
        out: &mut Verdicts,
    ) {
        let (now, enough) = (judged.now, judged.params.empty_fixes);
        let is_open = |fault: Fault| subjects.get(fault.subject()).is_some();
        match (fix.load, now.sighting) {
            (LoadState::Part | LoadState::Full, _) => {
                (self.empty, self.laden) = (None, self.laden.saturating_add(1));
                if self.laden >= enough {
                    end(Fault::Empty, EndReason::Cleared, subjects, now, out);
                }
            }
            (LoadState::Empty, Some(seen)) => {
                self.laden = 0;
                let explained = self.has_arrived || is_open(Fault::Unloaded);
                if explained || now.motion.is_parked() || is_open(Fault::Empty) {
                    return;
                }
                let (first, before) = self.empty.unwrap_or((*seen, 0));
                let count = before + 1;
                self.empty = Some((first, count));
                if count >= enough {
                    out.open(Fault::Empty.subject(), judged.empty(&first, count, seen));
                    subjects.set(Fault::Empty.subject(), State::Open(None));
                }
            }
            (LoadState::Empty | LoadState::Unknown, _) => {}
        }
    }

    /// A stop elsewhere in which the load fell or rose.
    fn hold_against_stop(
        &mut self,
        judged: &Judged<'_>,
        subjects: &mut Subjects<State>,
        out: &mut Verdicts,
    ) {
        let stay = judged.now.motion.stay();
        let Some(stay) = stay.filter(|stay| stay.duration() >= judged.params.stop) else { return };
        let (then, since) = (fullness(self.on_arrival), fullness(self.level));
        let fault = match then.zip(since) {
            Some((then, since)) if since < then => Fault::Unloaded,
            Some((then, since)) if since > then => Fault::Loaded,
            _ => return,
        };
        let known = subjects.get(fault.subject()).is_some();
        let is_named = papers::names(&judged.trip.trip, stay.mean(), stay.first.sigma);
        self.on_arrival = self.level;
        if !is_named && !known {
            out.open(fault.subject(), judged.elsewhere(fault, stay));
            subjects.set(fault.subject(), State::Open(Some(stay.mean())));
        }
    }
}

impl Judged<'_> {
    /// Holds the declared load against the waybill's.
    fn goods(&self, subjects: &mut Subjects<State>, out: &mut Verdicts) {
        let declared = &self.vehicle.load;
        let is_newer = declared.declared_at.is_some_and(|at| at > self.trip.since);
        let numbers = |goods: &[Goods]| goods.iter().map(|goods| goods.un).collect::<BTreeSet<_>>();
        let both_known = !declared.is_unknown() && !self.trip.load.is_unknown();
        let differ =
            is_newer && both_known && numbers(&declared.goods) != numbers(&self.trip.load.goods);
        let is_open = subjects.get(Fault::Goods.subject()).is_some();
        match (differ, is_open) {
            (true, false) => {
                let [said, paper] = [words::goods(declared), words::goods(&self.trip.load)];
                let number = &self.trip.trip.number;
                let summary = Text::new(
                    format!(
                        "{} 申报货物（{}）与运单 {number}（{}）不符",
                        self.vehicle.plate, said.zh, paper.zh
                    ),
                    format!(
                        "{} is declared to carry {}, and waybill {number} says {}",
                        self.vehicle.plate, said.en, paper.en
                    ),
                );
                let seen: Vec<_> = self.now.sighting.into_iter().collect();
                out.open(Fault::Goods.subject(), self.opening(self.now.time, summary, None, &seen));
                subjects.set(Fault::Goods.subject(), State::Open(None));
            }
            (false, true) => end(Fault::Goods, EndReason::Cleared, subjects, self.now, out),
            (true, true) | (false, false) => {}
        }
    }

    fn empty(&self, first: &Sighting, count: u32, seen: &Sighting) -> Opening {
        let (plate, number) = (&self.vehicle.plate, &self.trip.trip.number);
        let summary = Text::new(
            format!("{plate} 运单 {number} 在途，终端报告空载"),
            format!("{plate} reports empty on its way under waybill {number}"),
        );
        let measured = Measured {
            name: "empty".into(),
            value: f64::from(count),
            limit: Some(f64::from(self.params.empty_fixes)),
            unit: "fixes".into(),
        };
        let proof = if first == seen { vec![seen] } else { vec![first, seen] };
        self.opening(first.time, summary, Some(measured), &proof)
    }

    fn elsewhere(&self, fault: Fault, stay: &Stay) -> Opening {
        let (plate, number) = (&self.vehicle.plate, &self.trip.trip.number);
        let stood = stay.duration();
        let (zh, en) = match fault {
            Fault::Loaded => ("装货", "rose"),
            Fault::Empty | Fault::Unloaded | Fault::Goods => ("卸货", "fell"),
        };
        let summary = Text::new(
            format!("{plate} 在运单 {number} 未载明的地点{zh}（停车{stood}）"),
            format!("{plate} stood {stood} where waybill {number} names no place; its load {en}"),
        );
        let measured = Measured {
            name: "stationary".into(),
            value: stood.seconds(),
            limit: Some(self.params.stop.seconds()),
            unit: "s".into(),
        };
        let opening = self.opening(stay.first.time, summary, Some(measured), &[&stay.first]);
        Opening { position: Some(stay.mean()), ..opening }
    }

    fn opening(
        &self,
        since: Timestamp,
        summary: Text,
        measured: Option<Measured>,
        proof: &[&Sighting],
    ) -> Opening {
        let last = proof.last().copied().or(self.now.motion.last());
        Opening {
            first_fix: since,
            opened_at: since,
            color: SPEC.color,
            position: last.map(|sighting| sighting.position),
            summary,
            own_clause: String::new(),
            confidence: Confidence::high(),
            values: measured.into_iter().collect(),
            proof: proof.iter().copied().copied().collect::<SmallVec<[Sighting; 3]>>(),
        }
    }
}
