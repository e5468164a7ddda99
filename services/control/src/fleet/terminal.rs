//! Terminals.

use placard_api::v1;
use placard_api::vehicle::{read_terminal, write_terminal};
use placard_domain::vehicle::Terminal;
use placard_domain::{
    JurisdictionId, OrganisationId, Reason, Revision, TerminalId, Timestamp, Violations,
};
use placard_store::Records;
use placard_store::records::{Change, Kind, Version};
use tonic::Status;

use super::Vehicles;
use crate::call::Call;
use crate::fault;
use crate::hall::Hall;
use crate::records::{Draft, Given, Noun, References, body, fresh_id, of_item, removed};
use crate::rights;

/// Terminals, as the records keep them.
pub(crate) struct Terminals;

/// The change that writes a terminal.
pub(super) fn change(item: &Terminal, now: Timestamp) -> Result<Change, Status> {
    let belongs = (&item.organisation, &item.jurisdiction);
    let change = of_item(Kind::Terminal, item.id.as_str(), item, belongs, now)?;
    let key = Some(item.phone.to_string());
    Ok(Change { key, parent: Some(item.vehicle.to_string()), ..change })
}

/// The change that takes a terminal out.
pub(super) fn removal(item: &Terminal, now: Timestamp) -> Change {
    let belongs = (&item.organisation, &item.jurisdiction);
    let vehicle = Some(item.vehicle.to_string());
    removed(Kind::Terminal, item.id.as_str(), belongs, vehicle, now)
}

/// A new terminal belongs to whom its vehicle does, where it does not say.
pub(super) async fn with_owner(
    hall: &Hall,
    call: &Call,
    proto: Option<&v1::Terminal>,
) -> Result<Option<v1::Terminal>, Status> {
    let Some(proto) = proto else { return Ok(None) };
    let mut proto = proto.clone();
    if proto.organisation_id.is_empty() {
        proto.organisation_id = owner_of_vehicle(hall, call, &proto.vehicle_id).await?;
    }
    Ok(Some(proto))
}

/// The organisation of a vehicle that the caller sees; empty where there is none.
pub(crate) async fn owner_of_vehicle(hall: &Hall, call: &Call, id: &str) -> Result<String, Status> {
    let version = hall.records().item(Kind::Vehicle, id).await;
    let version = version.map_err(|error| fault::store(&error))?;
    let seen = version.filter(|v| Vehicles::sees(hall, call, &v.organisation));
    Ok(seen.map(|version| version.organisation).unwrap_or_default())
}

#[tonic::async_trait]
impl Noun for Terminals {
    const KIND: Kind = Kind::Terminal;
    const FIELD: &'static str = "terminal";
    const MESSAGE: &'static str = "Terminal";
    type Item = Terminal;
    type Proto = v1::Terminal;

    fn given(proto: &v1::Terminal) -> Given<'_> {
        Given { id: &proto.id, etag: &proto.etag }
    }

    fn belongs(item: &Terminal) -> (&OrganisationId, &JurisdictionId) {
        (&item.organisation, &item.jurisdiction)
    }

    fn read(proto: &v1::Terminal, draft: &Draft<'_, Self>) -> Result<Terminal, Violations> {
        let id = TerminalId::new(draft.id);
        let id = id.map_err(|_| Violations::one("id", Reason::InvalidId, ""))?;
        read_terminal(proto, id, draft.owner, fresh_id())
    }

    async fn load(_: &dyn Records, version: &Version) -> Result<Terminal, Status> {
        body(version)
    }

    fn write(call: &Call, item: &Terminal, revision: Revision) -> v1::Terminal {
        let mut proto = write_terminal(item, revision);
        if !rights::reads_codes(call.caller()) {
            proto.auth_code.clear();
        }
        proto
    }

    async fn check(
        hall: &Hall,
        call: &Call,
        item: &Terminal,
        _: &Draft<'_, Self>,
    ) -> Result<Violations, Status> {
        let mut references = References::new(hall, call);
        references.item::<Vehicles>("vehicle_id", item.vehicle.as_str()).await?;
        references.jurisdiction(&item.jurisdiction).await?;
        Ok(references.done())
    }

    async fn changes(
        _: &Hall,
        item: &Terminal,
        draft: &Draft<'_, Self>,
    ) -> Result<Vec<Change>, Status> {
        Ok(vec![change(item, draft.now)?])
    }

    async fn removal(_: &Hall, item: &Terminal, now: Timestamp) -> Result<Vec<Change>, Status> {
        Ok(vec![removal(item, now)])
    }

    fn key_field(_: Kind) -> String {
        "terminal.phone".to_owned()
    }
}
