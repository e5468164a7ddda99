//! The queue, and one alert of it.

use placard_api::alert::{color_of, state_name, write};
use placard_api::errors::status;
use placard_api::v1;
use placard_domain::{Alert, AlertId, Reason, Violations};
use placard_store::records::AlertFilter;
use tonic::Status;

use crate::call::Call;
use crate::fault;
use crate::fleet::given;
use crate::hall::Hall;

/// A page of the queue, newest change first.
pub(super) async fn list(
    hall: &Hall,
    call: &Call,
    mut request: v1::ListAlertsRequest,
) -> Result<v1::ListAlertsResponse, Status> {
    let page = hall.pages().open(call, &mut request)?;
    let filter = filter(call, request).map_err(|found| status(&found))?;
    let before = page.cursor.as_deref().map(change_of).transpose()?;
    let found = hall.records().alerts(&filter, before, page.size + 1).await;
    let mut found = found.map_err(|error| fault::store(&error))?;
    let more = found.len() > page.size;
    found.truncate(page.size);
    let last = found.last().filter(|_| more);
    let next = last.map(|alert| hall.pages().next(&page, &alert.change.to_be_bytes()));
    Ok(v1::ListAlertsResponse {
        alerts: found.iter().map(write).collect(),
        next_page_token: next.unwrap_or_default(),
    })
}

fn change_of(cursor: &[u8]) -> Result<u64, Status> {
    // What the seal vouches for was written here.
    let bytes = cursor.try_into().map_err(|error| fault::internal(&error))?;
    Ok(u64::from_be_bytes(bytes))
}

/// What a list or a watch of alerts asks for, of what the caller may see.
pub(super) fn filter(
    call: &Call,
    request: v1::ListAlertsRequest,
) -> Result<AlertFilter, Violations> {
    let mut found = Violations::new();
    let mut states = Vec::new();
    for (i, value) in request.states.iter().enumerate() {
        match state_name(*value) {
            Some(name) => states.push(name),
            None => found.push(format!("states[{i}]"), Reason::UnknownValue, value),
        }
    }
    let mut colors = Vec::new();
    for (i, value) in request.colors.iter().enumerate() {
        match color_of(*value) {
            Some(color) => colors.push(color),
            None => found.push(format!("colors[{i}]"), Reason::UnknownValue, value),
        }
    }
    found.or(AlertFilter {
        states,
        rules: request.rules,
        colors,
        vehicle: given(&request.vehicle_id),
        zone: given(&request.zone_id),
        organisation: call.caller().organisation.as_ref().map(ToString::to_string),
        include_shadow: request.include_shadow,
    })
}

/// An alert that the caller may see.
pub(super) async fn seen(hall: &Hall, call: &Call, id: &str) -> Result<Alert, Status> {
    let not_found = || fault::not_found("alert", id);
    let id: AlertId = id.parse().map_err(|_| not_found())?;
    let alert = hall.records().alert(id).await.map_err(|error| fault::store(&error))?;
    alert.filter(|alert| call.caller().sees(&alert.detection.organisation)).ok_or_else(not_found)
}
