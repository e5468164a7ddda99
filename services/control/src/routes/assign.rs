//! Assigning a vehicle to a route.

use placard_api::errors::status;
use placard_api::{time_of, time_to, v1};
use placard_domain::{Reason, Timestamp, Violations};
use prost_types::FieldMask;
use tonic::{Code, Response, Status};

use super::route::Routes;
use crate::call::Call;
use crate::fault;
use crate::fleet::Vehicles;
use crate::hall::Hall;
use crate::records::{self, Noun, References, seen};

/// How often it is tried again that others came before: each try means that another's went through.
const TRIES_MAX: usize = 100;

/// Assigns a vehicle: an update of the route as it was read a moment ago, again where it has moved.
pub(super) async fn assign(
    hall: &Hall,
    call: &Call,
    request: &v1::AssignRouteRequest,
) -> Result<Response<v1::Route>, Status> {
    let wanted = wanted(request, hall.now()).map_err(|found| status(&found))?;
    let mut references = References::new(hall, call);
    references.item::<Vehicles>("vehicle_id", &request.vehicle_id).await?;
    references.done().or(()).map_err(|found| status(&found))?;
    let mask = FieldMask { paths: vec!["assignments".to_owned()] };
    for _ in 0..TRIES_MAX {
        let version = seen::<Routes>(hall, call, &request.id).await?;
        let item = Routes::load(hall.records(), &version).await?;
        let current = Routes::write(call, &item, version.revision);
        let etag = match request.etag.as_str() {
            "" => current.etag,
            given => given.to_owned(),
        };
        let assignments = merged(current.assignments, &wanted);
        let route = v1::Route { id: request.id.clone(), etag, assignments, ..Default::default() };
        match records::update::<Routes>(hall, call, request, Some(&route), Some(&mask)).await {
            Err(moved) if moved.code() == Code::Aborted && request.etag.is_empty() => {}
            answer => return answer,
        }
    }
    Err(fault::internal(&format!("route {} never came to rest", request.id)))
}

/// The assignment that is asked for.
fn wanted(
    request: &v1::AssignRouteRequest,
    now: Timestamp,
) -> Result<v1::route::Assignment, Violations> {
    let mut found = Violations::new();
    if request.vehicle_id.is_empty() {
        found.push("vehicle_id", Reason::Required, "");
    }
    let start = request.start_time.unwrap_or_else(|| time_to(now));
    let read = |time| time_of(&time);
    if read(start).is_none() {
        found.push("start_time", Reason::Malformed, "0001–9999");
    }
    if let Some(end) = request.end_time {
        match read(end) {
            None => found.push("end_time", Reason::Malformed, "0001–9999"),
            Some(end) if read(start).is_some_and(|start| end <= start) => {
                found.push("end_time", Reason::OutOfRange, "end_time <= start_time");
            }
            Some(_) => {}
        }
    }
    found.or(v1::route::Assignment {
        vehicle_id: request.vehicle_id.clone(),
        start_time: Some(start),
        end_time: request.end_time,
    })
}

/// The assignments with this one: what was said of the vehicle from its beginning on is replaced.
fn merged(
    current: Vec<v1::route::Assignment>,
    wanted: &v1::route::Assignment,
) -> Vec<v1::route::Assignment> {
    let time = |time: &Option<prost_types::Timestamp>| time.as_ref().and_then(time_of);
    let start = time(&wanted.start_time);
    let cut = |mut one: v1::route::Assignment| {
        if one.vehicle_id != wanted.vehicle_id {
            return Some(one);
        }
        if time(&one.start_time) >= start {
            return None;
        }
        if time(&one.end_time).is_none_or(|end| Some(end) > start) {
            one.end_time = wanted.start_time;
        }
        Some(one)
    };
    current.into_iter().filter_map(cut).chain([wanted.clone()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assignment(vehicle: &str, start: i64, end: Option<i64>) -> v1::route::Assignment {
        let time = |seconds| prost_types::Timestamp { seconds, nanos: 0 };
        v1::route::Assignment {
            vehicle_id: vehicle.to_owned(),
            start_time: Some(time(start)),
            end_time: end.map(time),
        }
    }

    #[test]
    fn what_was_said_of_the_time_before_stays() {
        let current = vec![
            assignment("a", 0, Some(10)),
            assignment("a", 20, None),
            assignment("b", 0, None),
            assignment("a", 60, Some(70)),
        ];
        let wanted = assignment("a", 50, Some(55));
        let expected = [
            assignment("a", 0, Some(10)),
            assignment("a", 20, Some(50)),
            assignment("b", 0, None),
            wanted.clone(),
        ];
        assert_eq!(merged(current, &wanted), expected);
    }
}
