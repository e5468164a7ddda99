//! Registers the fleet, through the door that everybody's vehicles come in by.

use std::net::SocketAddr;

use placard_api::time_to;
use placard_api::v1::fleet_service_client::FleetServiceClient;
use placard_api::v1::route::Assignment;
use placard_api::v1::route_service_client::RouteServiceClient;
use placard_api::v1::{
    CreateRouteRequest, Goods, ImportVehiclesRequest, Load, Route, Vehicle, fix, vehicle,
};
use placard_api::zone::struct_of_json;
use placard_control::MESSAGE_MAX;
use placard_domain::{Position, Timestamp, Wgs84};
use placard_fleet::Registration;
use serde_json::json;
use tonic::transport::{Channel, Endpoint};

/// Edge to edge: a motorway with its hard shoulders, and what receivers are off by.
const ROUTE_WIDTH_M: f64 = 200.0;

/// Registers every truck with its terminal.
///
/// # Errors
/// The server's, and the first row that it does not take.
pub(super) async fn all(
    http: SocketAddr,
    trucks: impl Iterator<Item = &Registration>,
) -> Result<(), String> {
    let client = FleetServiceClient::new(connect(http).await?);
    let vehicles = trucks.map(vehicle_of).collect();
    let request = ImportVehiclesRequest { vehicles, validate_only: false };
    let answer = client.max_decoding_message_size(MESSAGE_MAX).import_vehicles(request).await;
    let answer = answer.map_err(|status| status.message().to_owned())?.into_inner();
    match answer.rejected.first() {
        None => Ok(()),
        Some(row) => Err(format!("{}: {:?}", row.id, row.violations)),
    }
}

/// Registers the approved route, and who has to keep to it from `from` on.
///
/// # Errors
/// The server's.
pub(super) async fn route(
    http: SocketAddr,
    (line, bound): (Vec<Position<Wgs84>>, Vec<&str>),
    from: Timestamp,
) -> Result<(), String> {
    let place = |place: &Position<Wgs84>| json!([place.lon(), place.lat()]);
    let coordinates: Vec<_> = line.iter().map(place).collect();
    let geometry = json!({"type": "LineString", "coordinates": coordinates});
    let assignment = |vehicle: &str| Assignment {
        vehicle_id: vehicle.to_owned(),
        start_time: Some(time_to(from)),
        end_time: None,
    };
    let route = Route {
        id: "demo-route".to_owned(),
        name: "演示核准路线".to_owned(),
        name_en: "demo route".to_owned(),
        geometry: struct_of_json(&geometry),
        width_m: Some(ROUTE_WIDTH_M),
        assignments: bound.into_iter().map(assignment).collect(),
        source: "placard demo".to_owned(),
        ..Route::default()
    };
    let mut client = RouteServiceClient::new(connect(http).await?);
    let done = client.create_route(CreateRouteRequest { route: Some(route) }).await;
    done.map(drop).map_err(|status| status.message().to_owned())
}

async fn connect(http: SocketAddr) -> Result<Channel, String> {
    let endpoint = Endpoint::from_shared(format!("http://{http}"));
    let channel = endpoint.map_err(|error| error.to_string())?.connect().await;
    channel.map_err(|error| error.to_string())
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
