//! Another edition of a reference list: read whole or refused whole, and kept as a record whose
//! earlier versions stay.

use placard_api::errors::refuse;
use placard_api::v1;
use placard_domain::{Reason, Revision};
use placard_store::records::Kind;
use placard_waybill::fault::{RowFault, RowFaults};
use placard_waybill::lists::{List, ListVersion, Lists};
use tonic::Status;

use crate::call::Call;
use crate::fault;
use crate::hall::Hall;
use crate::records::{commit, of_item};
use crate::rules::refuse_strangers;
use crate::waybills::{Edition, text, write_list};

/// Faults of a file that are told.
const FAULTS_TOLD: usize = 1000;
/// The longest name of an edition, in characters.
const EDITION_MAX: usize = 200;

/// Takes an edition in.
pub(crate) async fn import(
    hall: &Hall,
    call: &Call,
    request: &v1::ImportListRequest,
) -> Result<v1::ImportListResponse, Status> {
    let list = List::by_id(&request.id).ok_or_else(|| fault::not_found("list", &request.id))?;
    call.about(format!("list/{}", list.id()));
    refuse_strangers(hall, call)?;
    let given = named(&request.edition)?;
    let now = hall.now();

    let mut desk = hall.line().desk().await;
    if let Some(answer) = call.answered(hall.records(), now, request).await? {
        return Ok(answer);
    }
    let lists = hall.registrar().lists(hall.records()).await?;
    let revision = desk.world().revision();
    let version = match read(lists, list, given, request.csv.clone()).await? {
        Ok(version) => version,
        Err(faults) => return Ok(refused(&faults, revision)),
    };
    let revision = if request.validate_only { revision } else { revision.next() };
    let response = v1::ImportListResponse {
        version: Some(write_list(&version)),
        revision: revision.0,
        ..Default::default()
    };
    if !request.validate_only {
        let kept = Edition { edition: version.edition, csv: request.csv.clone() };
        let belongs = (hall.authority(), hall.jurisdiction());
        let change = of_item(Kind::List, list.id(), &kept, belongs, now)?;
        let trace = call.trace(now, request, &response);
        commit(&mut desk, &[change], &trace, |_| "id".to_owned()).await?;
        call.traced();
    }
    Ok(response)
}

/// What the edition is called, where the request says.
fn named(edition: &str) -> Result<Option<String>, Status> {
    let edition = edition.trim();
    if edition.chars().count() > EDITION_MAX {
        return Err(refuse("edition", Reason::TooLarge, EDITION_MAX));
    }
    Ok((!edition.is_empty()).then(|| edition.to_owned()))
}

/// Reads the file as the list in the place of the one in use, off the threads that serve.
async fn read(
    lists: Lists,
    list: List,
    edition: Option<String>,
    csv: String,
) -> Result<Result<ListVersion, RowFaults>, Status> {
    let read = move || -> Result<Option<ListVersion>, RowFaults> {
        let lists = lists.with(list, edition.as_deref(), csv.as_bytes())?;
        let version = lists.versions().iter().find(|version| version.list == list);
        Ok(version.cloned())
    };
    let read = tokio::task::spawn_blocking(read).await.map_err(|error| fault::internal(&error))?;
    match read.transpose() {
        Some(read) => Ok(read),
        None => Err(fault::internal(&format!("{} was read and is not there", list.id()))),
    }
}

fn refused(faults: &RowFaults, revision: Revision) -> v1::ImportListResponse {
    let all = faults.as_slice();
    let told = &all[..all.len().min(FAULTS_TOLD)];
    v1::ImportListResponse {
        version: None,
        faults: told.iter().map(write_fault).collect(),
        left_out: u32::try_from(all.len() - told.len()).unwrap_or(u32::MAX),
        revision: revision.0,
    }
}

fn write_fault(fault: &RowFault) -> v1::ListFault {
    v1::ListFault {
        line: u32::try_from(fault.line).unwrap_or(u32::MAX),
        column: fault.column.clone(),
        text: Some(text(&fault.text)),
    }
}
