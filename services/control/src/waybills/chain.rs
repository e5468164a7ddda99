//! The chain of a waybill, as it is read.

use placard_api::v1;
use placard_store::records::KeptLink;
use placard_waybill::chain::{Chain, Link};
use placard_waybill::lifecycle::{Standing, WaybillId, step};
use tonic::Status;

use super::file::seen;
use super::write::write_link;
use super::written::resource;
use crate::call::Call;
use crate::fault;
use crate::hall::Hall;

/// What happened to a waybill, oldest first.
pub(super) async fn get(hall: &Hall, call: &Call, id: &str) -> Result<v1::Chain, Status> {
    call.about(resource(id));
    seen(hall, call, id).await?;
    let links = hall.records().waybill_links(id).await.map_err(|error| fault::store(&error))?;
    let waybill = WaybillId::new(id).map_err(|error| fault::internal(&error))?;
    let mut chain = Chain::new(waybill);
    let mut written = Vec::with_capacity(links.len());
    let mut standing = Standing::blank();
    for KeptLink { bytes, figures } in &links {
        let link = Link::decode(bytes).map_err(|error| fault::internal(&error))?;
        // What does not follow is shown as it stands: whether the chain holds is asked elsewhere.
        standing = step(&standing, &link.event, &link.facts).unwrap_or(standing);
        written.push(write_link(&link, figures.as_deref(), standing.state)?);
        chain.links.push(link);
    }
    Ok(v1::Chain { waybill_id: id.to_owned(), links: written, bytes: chain.encode() })
}
