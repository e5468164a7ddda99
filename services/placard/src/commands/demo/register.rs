//! Registers the fleet, through the door that everybody's vehicles come in by.

use std::net::SocketAddr;

use placard_api::v1::fleet_service_client::FleetServiceClient;
use placard_api::v1::{Goods, ImportVehiclesRequest, Load, Vehicle, fix, vehicle};
use placard_control::MESSAGE_MAX;
use placard_fleet::Registration;
use tonic::transport::Endpoint;

/// Registers every truck with its terminal.
///
/// # Errors
/// The server's, and the first row that it does not take.
pub(super) async fn all(
    http: SocketAddr,
    trucks: impl Iterator<Item = &Registration>,
) -> Result<(), String> {
    let endpoint = Endpoint::from_shared(format!("http://{http}"));
    let channel = endpoint.map_err(|error| error.to_string())?.connect().await;
    let client = FleetServiceClient::new(channel.map_err(|error| error.to_string())?);
    let vehicles = trucks.map(vehicle_of).collect();
    let request = ImportVehiclesRequest { vehicles, validate_only: false };
    let answer = client.max_decoding_message_size(MESSAGE_MAX).import_vehicles(request).await;
    let answer = answer.map_err(|status| status.message().to_owned())?.into_inner();
    match answer.rejected.first() {
        None => Ok(()),
        Some(row) => Err(format!("{}: {:?}", row.id, row.violations)),
    }
}

fn vehicle_of(truck: &Registration) -> Vehicle {
    let goods = Goods {
        un_number: truck.un_number.to_owned(),
        packing_group: truck.packing_group.to_owned(),
        ..Goods::default()
    };
    let load = Load {
        state: fix::Load::Full.into(),
        in_tank: true,
        goods: vec![goods],
        ..Load::default()
    };
    Vehicle {
        id: truck.id.clone(),
        plate: truck.plate.clone(),
        kind: vehicle::Kind::Tanker.into(),
        terminal_phone: truck.phone.clone(),
        load: Some(load),
        ..Vehicle::default()
    }
}
