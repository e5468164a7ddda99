//! Which reference lists there are, and which edition of each is in use.

use placard_api::v1;
use placard_waybill::lists::{List, Lists};
use tonic::Status;

use crate::call::Call;
use crate::hall::Hall;
use crate::waybills::{text, write_list};

/// A page of the lists, in the order in which reports name them.
pub(super) fn list(
    hall: &Hall,
    call: &Call,
    lists: &Lists,
    mut request: v1::ListListsRequest,
) -> Result<v1::ListListsResponse, Status> {
    let page = hall.pages().open(call, &mut request)?;
    let (told, next_page_token) = hall.pages().part(&page, List::ALL)?;
    let lists = told.iter().map(|list| write(lists, *list)).collect();
    Ok(v1::ListListsResponse { lists, next_page_token })
}

/// A list, with the edition in use where it is loaded.
fn write(lists: &Lists, list: List) -> v1::ReferenceList {
    let version = lists.versions().iter().find(|version| version.list == list);
    v1::ReferenceList {
        id: list.id().to_owned(),
        title: Some(text(&list.title())),
        loaded: version.is_some(),
        version: version.map(write_list),
        columns: list.columns().iter().map(|column| (*column).to_owned()).collect(),
    }
}
