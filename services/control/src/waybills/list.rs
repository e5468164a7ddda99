//! One waybill, and lists of them.

use placard_api::errors::{refuse, status};
use placard_api::{time_of, v1};
use placard_domain::{Reason, Timestamp, Violations};
use placard_store::records::{Place, WaybillFilter};
use placard_waybill::lifecycle::State;
use tonic::Status;

use super::file::seen;
use super::write::{write, write_version};
use super::written::resource;
use crate::call::Call;
use crate::fault;
use crate::fleet::given;
use crate::hall::Hall;

/// One waybill, with the version that is asked for.
pub(super) async fn get(
    hall: &Hall,
    call: &Call,
    request: &v1::GetWaybillRequest,
) -> Result<v1::FiledWaybill, Status> {
    call.about(resource(&request.id));
    let kept = seen(hall, call, &request.id).await?;
    if request.version == 0 {
        return write(&kept);
    }
    let version = hall.records().waybill_version(&kept.id, request.version).await;
    let version = version.map_err(|error| fault::store(&error))?;
    let missing = || refuse("version", Reason::NotFound, request.version);
    write_version(&kept, &version.ok_or_else(missing)?)
}

/// A page of waybills, latest planned departure first.
pub(super) async fn list(
    hall: &Hall,
    call: &Call,
    mut request: v1::ListWaybillsRequest,
) -> Result<v1::ListWaybillsResponse, Status> {
    let page = hall.pages().open(call, &mut request)?;
    let filter = filter(call, request).map_err(|found| status(&found))?;
    let after = page.cursor.as_deref().map(place_of).transpose()?;
    let found = hall.records().waybills(&filter, after.as_ref(), page.size + 1).await;
    let mut found = found.map_err(|error| fault::store(&error))?;
    let more = found.len() > page.size;
    found.truncate(page.size);
    let last = found.last().filter(|_| more).map(|kept| cursor_of(&kept.place()));
    let next = last.map(|cursor| hall.pages().next(&page, &cursor));
    Ok(v1::ListWaybillsResponse {
        waybills: found.iter().map(write).collect::<Result<_, _>>()?,
        next_page_token: next.unwrap_or_default(),
    })
}

fn cursor_of(place: &Place) -> Vec<u8> {
    let mut cursor = place.planned_at.millis().to_be_bytes().to_vec();
    cursor.extend_from_slice(place.id.as_bytes());
    cursor
}

fn place_of(cursor: &[u8]) -> Result<Place, Status> {
    // What the seal vouches for was written here.
    let broken = || fault::internal(&"a page token of another make");
    let (planned_at, id) = cursor.split_first_chunk().ok_or_else(broken)?;
    let id = std::str::from_utf8(id).map_err(|error| fault::internal(&error))?;
    let planned_at = Timestamp::from_millis(i64::from_be_bytes(*planned_at));
    Ok(Place { planned_at, id: id.to_owned() })
}

/// What a list asks for, of what the caller may see.
pub(super) fn filter(
    call: &Call,
    request: v1::ListWaybillsRequest,
) -> Result<WaybillFilter, Violations> {
    let mut found = Violations::new();
    let mut states = Vec::new();
    for (i, value) in request.states.iter().enumerate() {
        match u8::try_from(*value).ok().and_then(State::from_tag) {
            Some(state) => states.push(state.code().to_owned()),
            None => found.push(format!("states[{i}]"), Reason::UnknownValue, value),
        }
    }
    states.sort();
    states.dedup();
    let mut time = |field: &str, given: Option<&prost_types::Timestamp>| {
        let read = given.map(time_of);
        if read == Some(None) {
            found.push(field, Reason::Malformed, "0001–9999");
        }
        read.flatten()
    };
    let from = time("departs_from", request.departs_from.as_ref());
    let to = time("departs_to", request.departs_to.as_ref());
    found.or(WaybillFilter {
        organisation: call.caller().organisation.as_ref().map(ToString::to_string),
        states,
        number: given(&request.number),
        vehicle: given(&request.vehicle_id),
        carrier: given(&request.carrier_id),
        consignor: given(&request.consignor_id),
        consignee: given(&request.consignee_id),
        un: given(&request.un),
        from,
        to,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_comes_back_from_its_cursor() {
        let place = Place { planned_at: Timestamp::from_millis(-5), id: "w-1".to_owned() };
        assert_eq!(place_of(&cursor_of(&place)).unwrap(), place);
        assert!(place_of(b"short").is_err());
    }
}
