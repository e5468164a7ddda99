//! A page of a list, in order of id.

use placard_store::records::ItemFilter;
use tonic::Status;

use super::Noun;
use crate::call::Call;
use crate::fault;
use crate::hall::Hall;
use crate::pages::{Page, Paged};

/// A page of what the caller may see, and the token for the next.
pub(crate) async fn list<N: Noun>(
    hall: &Hall,
    call: &Call,
    request: &mut impl Paged,
    mut filter: ItemFilter,
) -> Result<(Vec<N::Proto>, String), Status> {
    let page = hall.pages().open(call, request)?;
    if !N::IS_SHARED {
        filter.organisation = call.caller().organisation.as_ref().map(ToString::to_string);
    }
    let mut after = cursor(&page)?;
    let mut found = Vec::new();
    loop {
        // One more than the page holds tells whether there is a next one.
        let wanted = page.size + 1 - found.len();
        let batch = hall.records().items(N::KIND, &filter, &after, wanted).await;
        let batch = batch.map_err(|error| fault::store(&error))?;
        let all = batch.len() < wanted;
        after = batch.last().map_or(after, |version| version.id.clone());
        found.extend(batch.into_iter().filter(|v| N::sees(hall, call, &v.organisation)));
        if all || found.len() > page.size {
            break;
        }
    }
    let more = found.len() > page.size;
    found.truncate(page.size);
    let last = found.last().filter(|_| more).map(|version| version.id.clone());
    let mut written = Vec::with_capacity(found.len());
    for version in found {
        let item = N::load(hall.records(), &version).await?;
        written.push(N::write(call, &item, version.revision));
    }
    let next = last.map(|id| hall.pages().next(&page, id.as_bytes()));
    Ok((written, next.unwrap_or_default()))
}

fn cursor(page: &Page) -> Result<String, Status> {
    let bytes = page.cursor.clone().unwrap_or_default();
    // What the seal vouches for was written here.
    String::from_utf8(bytes).map_err(|error| fault::internal(&error))
}
