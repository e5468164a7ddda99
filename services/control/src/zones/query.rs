//! Which zones a place or a way lies in, and what they ban: the world's own index and judgement,
//! the same that the engine asks.

use std::sync::Arc;

use placard_api::errors::status;
use placard_api::vehicle::read_load;
use placard_api::zone::read_place;
use placard_api::{time_of, time_to, v1};
use placard_domain::vehicle::Load;
use placard_domain::{Length, Millis, Position, Reason, Timestamp, VehicleId, Violations, Wgs84};
use placard_engine::World;
use placard_engine::world::{Asked, Bans, ZoneVersion};
use placard_geo::Span;
use tonic::Status;

use super::zone;
use crate::call::Call;
use crate::fleet::Vehicles;
use crate::hall::Hall;
use crate::records::{Noun, References};

/// How deep a place is said to lie inside, at most.
const DEPTH_MAX: Length = Length::from_whole_metres(1000);

/// A question, read.
struct Question {
    at: Position<Wgs84>,
    to: Option<Position<Wgs84>>,
    begins: Timestamp,
    ends: Timestamp,
    load: Load,
    vehicle: Option<VehicleId>,
}

pub(super) async fn query(
    hall: &Hall,
    call: &Call,
    request: &v1::QueryZonesRequest,
) -> Result<v1::QueryZonesResponse, Status> {
    let question = read(request, hall.now()).map_err(|found| status(&found))?;
    if let Some(vehicle) = &question.vehicle {
        let mut references = References::new(hall, call);
        references.item::<Vehicles>("vehicle_id", vehicle.as_str()).await?;
        references.done().or(()).map_err(|found| status(&found))?;
    }
    let world = hall.line().world();
    let mut hits = Vec::new();
    for zone in candidates(&world, &question) {
        let seen = zone::ZoneItems::sees(hall, call, zone.zone.organisation.as_str());
        if let Some(hit) = seen.then(|| hit(&world, &zone, &question)).flatten() {
            hits.push(hit);
        }
    }
    Ok(v1::QueryZonesResponse { hits, world_revision: world.revision().0 })
}

/// Versions in force when the way begins or ends, each once, in order of number and revision.
fn candidates(world: &World, question: &Question) -> Vec<Arc<ZoneVersion>> {
    let (from, to) = match question.to {
        Some(to) => (Some(question.at), to),
        None => (None, question.at),
    };
    let mut found = Vec::new();
    world.zones().near(from, to, Length::ZERO, question.begins, &mut found);
    if question.ends != question.begins {
        world.zones().near(from, to, Length::ZERO, question.ends, &mut found);
    }
    found.sort_by_key(|zone| (zone.zone.no, zone.revision));
    found.dedup_by_key(|zone| (zone.zone.no, zone.revision));
    found
}

fn hit(
    world: &World,
    zone: &Arc<ZoneVersion>,
    question: &Question,
) -> Option<v1::query_zones_response::ZoneHit> {
    let mut passages = Vec::new();
    let mut moments = vec![question.begins];
    let mut depth_m = 0.0;
    if let Some(to) = question.to {
        let spans = zone.shape.spans(question.at, to);
        let inside: Vec<_> = spans.iter().map(|span| passage(question, span)).collect();
        let inside: Vec<_> =
            inside.into_iter().filter(|(entry, _)| zone.is_in_force(*entry)).collect();
        moments = inside.iter().flat_map(|(entry, exit)| [*entry, *exit]).collect();
        passages.extend(inside.into_iter().map(|(entry, exit)| {
            v1::query_zones_response::Passage {
                entry_time: Some(time_to(entry)),
                exit_time: Some(time_to(exit)),
            }
        }));
        if passages.is_empty() {
            return None;
        }
    } else if zone.shape.contains(question.at) {
        depth_m = zone.shape.depth(question.at, DEPTH_MAX).metres();
    } else {
        return None;
    }
    let bans = bans(world, zone, question, &moments);
    Some(v1::query_zones_response::ZoneHit {
        zone: Some(zone::write(&zone.zone, zone.revision)),
        depth_m,
        passages,
        effects: effects(&bans).into_iter().map(Into::into).collect(),
        permit_id: bans.permit.map(|permit| permit.id.to_string()).unwrap_or_default(),
    })
}

/// When a piece of a way begins and ends, at an even pace.
fn passage(question: &Question, span: &Span) -> (Timestamp, Timestamp) {
    let took = (question.ends - question.begins).0;
    let at = |part: f64| question.begins + Millis((took as f64 * part).round() as i64);
    (at(span.from), at(span.to))
}

/// What the zone bans at any of the moments.
fn bans(world: &World, zone: &ZoneVersion, question: &Question, moments: &[Timestamp]) -> Bans {
    moments.iter().fold(Bans::default(), |sum, time| {
        let asked = Asked { vehicle: question.vehicle.as_ref(), load: &question.load, time: *time };
        let now = world.bans(zone, asked);
        Bans {
            forbid: sum.forbid || now.forbid,
            no_stopping: sum.no_stopping || now.no_stopping,
            speed_limit: match (sum.speed_limit, now.speed_limit) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            },
            permit: sum.permit.or(now.permit),
        }
    })
}

fn effects(bans: &Bans) -> Vec<v1::ban::Effect> {
    let all = [
        (bans.forbid, v1::ban::Effect::Forbid),
        (bans.no_stopping, v1::ban::Effect::NoStopping),
        (bans.speed_limit.is_some(), v1::ban::Effect::SpeedLimit),
    ];
    all.into_iter().filter_map(|(holds, effect)| holds.then_some(effect)).collect()
}

fn read(request: &v1::QueryZonesRequest, now: Timestamp) -> Result<Question, Violations> {
    let mut found = Violations::new();
    let at = request.point.as_ref().map(read_place).transpose();
    let at = found.keep("point", at).flatten();
    if request.point.is_none() {
        found.push("point", Reason::Required, "");
    }
    let to = request.to.as_ref().map(read_place).transpose();
    let to = found.keep("to", to).flatten();
    let mut time = |field: &str, time: Option<&prost_types::Timestamp>| {
        let read = time.map(time_of);
        if read == Some(None) {
            found.push(field, Reason::Malformed, "0001–9999");
        }
        read.flatten()
    };
    let begins = time("time", request.time.as_ref()).unwrap_or(now);
    let ends = time("end_time", request.end_time.as_ref()).unwrap_or(begins);
    if ends < begins {
        found.push("end_time", Reason::OutOfRange, "end_time < time");
    }
    let load = request.load.as_ref().map(read_load).transpose();
    let load = found.keep("load", load).flatten().unwrap_or_default();
    let vehicle = (!request.vehicle_id.is_empty()).then(|| VehicleId::new(&request.vehicle_id));
    let vehicle = vehicle.transpose().unwrap_or_else(|_| {
        found.push("vehicle_id", Reason::InvalidId, "");
        None
    });
    let Some(at) = at else { return Err(found) };
    found.or(Question { at, to, begins, ends, load, vehicle })
}
