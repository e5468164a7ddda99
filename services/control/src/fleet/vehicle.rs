//! Vehicles, and the terminal that `terminal_phone` registers with one.

use placard_api::v1;
use placard_api::vehicle::{read_vehicle, write_vehicle};
use placard_domain::vehicle::{Phone, PlateColor, Quirks, Terminal, Vehicle};
use placard_domain::{
    JurisdictionId, Millis, OrganisationId, Reason, Revision, TerminalId, Timestamp, VehicleId,
    Violations,
};
use placard_store::Records;
use placard_store::records::{Change, ItemFilter, Kind, Version};
use tonic::Status;

use super::{Carriers, given, terminal};
use crate::call::Call;
use crate::fault;
use crate::hall::Hall;
use crate::pages::Paged;
use crate::records::{self, Draft, Given, Noun, References, body, fresh_id, of_item, removed};

/// A load is not declared for a time that is further ahead than clocks differ.
const DECLARED_AHEAD_MAX: Millis = Millis::from_minutes(5);

/// Every colour that a plate may have.
const COLORS: [PlateColor; 8] = [
    PlateColor::Yellow,
    PlateColor::Blue,
    PlateColor::Black,
    PlateColor::White,
    PlateColor::Green,
    PlateColor::YellowGreen,
    PlateColor::GradientGreen,
    PlateColor::Other,
];

/// Vehicles, as the records keep them.
pub(crate) struct Vehicles;

/// A vehicle, and the terminal that its `terminal_phone` shows: of several, the first by id.
#[derive(Clone)]
pub(crate) struct Registered {
    pub(crate) vehicle: Vehicle,
    /// The phone that is to be, or is.
    pub(crate) phone: Option<Phone>,
    /// The terminal as it stands.
    terminal: Option<Terminal>,
}

/// The value that one vehicle alone holds: its plate and colour.
pub(crate) fn key(vehicle: &Vehicle) -> String {
    format!("{} {:?}", vehicle.plate, vehicle.plate_color)
}

fn parent(vehicle: &Vehicle) -> Option<String> {
    vehicle.carrier.as_ref().map(ToString::to_string)
}

/// A page of vehicles.
pub(super) async fn list(
    hall: &Hall,
    call: &Call,
    request: &mut v1::ListVehiclesRequest,
) -> Result<(Vec<v1::Vehicle>, String), Status> {
    let filter = ItemFilter { parent: given(&request.carrier_id), ..ItemFilter::default() };
    if request.plate.is_empty() {
        return records::list::<Vehicles>(hall, call, request, filter).await;
    }
    // A plate is held by one vehicle of each colour: no page is ever full.
    request.take();
    let mut found = Vec::new();
    for color in COLORS {
        let key = Some(format!("{} {color:?}", request.plate));
        let held = ItemFilter { key, ..filter.clone() };
        let held = hall.records().items(Kind::Vehicle, &held, "", 1).await;
        for version in held.map_err(|error| fault::store(&error))? {
            if Vehicles::sees(hall, call, &version.organisation) {
                let item = Vehicles::load(hall.records(), &version).await?;
                found.push(Vehicles::write(call, &item, version.revision));
            }
        }
    }
    Ok((found, String::new()))
}

impl Registered {
    /// What becomes of the terminal that goes by the phone.
    async fn terminal_change(&self, hall: &Hall, now: Timestamp) -> Result<Option<Change>, Status> {
        let vehicle = &self.vehicle;
        let (organisation, jurisdiction) = (&vehicle.organisation, &vehicle.jurisdiction);
        match (&self.terminal, self.phone) {
            (None, None) => Ok(None),
            (Some(old), None) => Ok(Some(terminal::removal(old, now))),
            (Some(old), Some(phone)) => {
                let new = Terminal {
                    phone,
                    organisation: organisation.clone(),
                    jurisdiction: jurisdiction.clone(),
                    ..old.clone()
                };
                Ok(if new == *old { None } else { Some(terminal::change(&new, now)?) })
            }
            (None, Some(phone)) => {
                let new = Terminal {
                    id: free_terminal_id(hall, vehicle).await?,
                    phone,
                    vehicle: vehicle.id.clone(),
                    auth_code: fresh_id(),
                    quirks: Quirks::default(),
                    organisation: organisation.clone(),
                    jurisdiction: jurisdiction.clone(),
                };
                Ok(Some(terminal::change(&new, now)?))
            }
        }
    }
}

/// The vehicle's own id, where no other terminal has had it.
async fn free_terminal_id(hall: &Hall, vehicle: &Vehicle) -> Result<TerminalId, Status> {
    let last = hall.records().last(Kind::Terminal, vehicle.id.as_str()).await;
    let taken = last.map_err(|error| fault::store(&error))?.is_some_and(|last| {
        last.body.is_some() || last.organisation != vehicle.organisation.as_str()
    });
    let id = if taken { fresh_id() } else { vehicle.id.to_string() };
    TerminalId::new(&id).map_err(|error| fault::internal(&error))
}

/// Every terminal or permit that hangs on a vehicle.
async fn hanging(hall: &Hall, kind: Kind, id: &VehicleId) -> Result<Vec<Version>, Status> {
    let filter = ItemFilter { parent: Some(id.to_string()), ..ItemFilter::default() };
    let found = hall.records().items(kind, &filter, "", usize::from(u16::MAX)).await;
    found.map_err(|error| fault::store(&error))
}

#[tonic::async_trait]
impl Noun for Vehicles {
    const KIND: Kind = Kind::Vehicle;
    const FIELD: &'static str = "vehicle";
    const MESSAGE: &'static str = "Vehicle";
    const KEPT: &'static [&'static str] = &["load", "terminal_phone", "certificates"];
    type Item = Registered;
    type Proto = v1::Vehicle;

    fn given(proto: &v1::Vehicle) -> Given<'_> {
        Given { id: &proto.id, etag: &proto.etag }
    }

    fn belongs(item: &Registered) -> (&OrganisationId, &JurisdictionId) {
        (&item.vehicle.organisation, &item.vehicle.jurisdiction)
    }

    fn read(proto: &v1::Vehicle, draft: &Draft<'_, Self>) -> Result<Registered, Violations> {
        let id = VehicleId::new(draft.id);
        let id = id.map_err(|_| Violations::one("id", Reason::InvalidId, ""))?;
        let read = read_vehicle(proto, id, draft.owner)?;
        let mut vehicle = read.vehicle;
        match vehicle.load.declared_at {
            Some(at) if at > draft.now + DECLARED_AHEAD_MAX => {
                return Err(Violations::one("load.declared_at", Reason::TimeAhead, at));
            }
            None if proto.load.is_some() && draft.names("load") => {
                vehicle.load.declared_at = Some(draft.now);
            }
            _ => {}
        }
        let terminal = draft.old.and_then(|old| old.terminal.clone());
        Ok(Registered { vehicle, phone: read.phone, terminal })
    }

    async fn load(records: &dyn Records, version: &Version) -> Result<Registered, Status> {
        let filter = ItemFilter { parent: Some(version.id.clone()), ..ItemFilter::default() };
        let terminals = records.items(Kind::Terminal, &filter, "", 1).await;
        let terminals = terminals.map_err(|error| fault::store(&error))?;
        let terminal: Option<Terminal> = terminals.first().map(body).transpose()?;
        let phone = terminal.as_ref().map(|terminal| terminal.phone);
        Ok(Registered { vehicle: body(version)?, phone, terminal })
    }

    fn write(_: &Call, item: &Registered, revision: Revision) -> v1::Vehicle {
        write_vehicle(&item.vehicle, item.phone, revision)
    }

    async fn check(
        hall: &Hall,
        call: &Call,
        item: &Registered,
        _: &Draft<'_, Self>,
    ) -> Result<Violations, Status> {
        let mut references = References::new(hall, call);
        if let Some(carrier) = &item.vehicle.carrier {
            references.item::<Carriers>("carrier_id", carrier.as_str()).await?;
        }
        references.jurisdiction(&item.vehicle.jurisdiction).await?;
        Ok(references.done())
    }

    async fn changes(
        hall: &Hall,
        item: &Registered,
        draft: &Draft<'_, Self>,
    ) -> Result<Vec<Change>, Status> {
        let vehicle = &item.vehicle;
        // A load counts from when it was declared; all else from now on.
        let declared = draft.old.filter(|old| old.vehicle.load != vehicle.load);
        let declared = declared.and(vehicle.load.declared_at).unwrap_or(draft.now);
        let change =
            of_item(Self::KIND, draft.id, vehicle, Self::belongs(item), declared.min(draft.now))?;
        let change = Change { key: Some(key(vehicle)), parent: parent(vehicle), ..change };
        let terminal = item.terminal_change(hall, draft.now).await?;
        Ok(std::iter::once(change).chain(terminal).collect())
    }

    /// What speaks for it and what was permitted to it goes with it.
    async fn removal(
        hall: &Hall,
        item: &Registered,
        now: Timestamp,
    ) -> Result<Vec<Change>, Status> {
        let vehicle = &item.vehicle;
        let id = vehicle.id.as_str();
        let mut changes = Vec::new();
        for kind in [Kind::Permit, Kind::Terminal] {
            for version in hanging(hall, kind, &vehicle.id).await? {
                changes.push(Change {
                    kind,
                    id: version.id,
                    key: None,
                    parent: Some(id.to_owned()),
                    valid_from: now,
                    organisation: version.organisation,
                    jurisdiction: version.jurisdiction,
                    body: None,
                });
            }
        }
        changes.push(removed(Self::KIND, id, Self::belongs(item), parent(vehicle), now));
        Ok(changes)
    }

    fn key_field(kind: Kind) -> String {
        let field = if kind == Kind::Terminal { "terminal_phone" } else { "plate" };
        format!("vehicle.{field}")
    }
}
