//! What Placard knows of a vehicle now.

use placard_api::{fix, time_to, v1};
use placard_domain::{VehicleId, VehicleNo};
use tonic::Status;

use super::Vehicles;
use crate::call::Call;
use crate::fault;
use crate::hall::Hall;
use crate::records::{self, Noun};

pub(super) async fn get(hall: &Hall, call: &Call, id: &str) -> Result<v1::VehicleState, Status> {
    call.about(records::resource::<Vehicles>(id));
    let version = records::seen::<Vehicles>(hall, call, id).await?;
    let vehicle = VehicleId::new(id).map_err(|_| fault::not_found(Vehicles::FIELD, id))?;
    // Asked before the view is taken: what was judged by then is in it.
    let as_of = Some(time_to(hall.as_of()));
    let nothing = v1::VehicleState { vehicle_id: id.to_owned(), as_of, ..Default::default() };
    let view = hall.line().view(VehicleNo(version.no)).await;
    let Some(view) = view.map_err(fault::refused)? else { return Ok(nothing) };
    let world = hall.line().world();
    let zones = view.zones.iter().filter_map(|no| {
        let zone = world.zones().get(*no, view.newest.fix.device_time)?;
        Some(zone.zone.id.to_string())
    });
    let motion = match view.stopped_since {
        Some(_) => v1::vehicle_state::Motion::Stopped,
        None if view.newest.fix.position.is_some() => v1::vehicle_state::Motion::Moving,
        None => v1::vehicle_state::Motion::Unspecified,
    };
    Ok(v1::VehicleState {
        last_fix: Some(fix::write(&view.newest, &vehicle)),
        last_heard: Some(time_to(view.last_heard)),
        motion: motion.into(),
        stopped_since: view.stopped_since.map(time_to),
        zone_ids: zones.collect(),
        alert_ids: view.episodes.iter().map(ToString::to_string).collect(),
        ..nothing
    })
}
