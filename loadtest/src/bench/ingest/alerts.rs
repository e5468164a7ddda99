//! From handing the breaching fix to a socket to the alert being readable: one breach at a time,
//! each of another vehicle on the same way into a closed square.

use std::time::{Duration, Instant};

use placard_api::v1;
use placard_api::v1::alert_service_client::AlertServiceClient;
use placard_domain::fix::Status;
use placard_domain::{Fix, Heading, Millis, Position, Speed, Timestamp, VehicleNo};
use tonic::transport::Channel;

use crate::city::{EVERY_S, vehicle_id};
use crate::client::Platform;
use crate::error::Error;
use crate::server::Server;

/// The first vehicle that breaches: one that has no terminal, and none after it drives in zones.
const FIRST: u32 = 1001;
/// Where the first road's first square, 500 m wide, has its middle.
const MIDDLE: (i32, i32) = (1_116_205_400, 289_000_000);
/// A report each 200 m.
const STEP: i32 = 20_540;
/// Reports before the middle, and after it.
const WAY: std::ops::Range<i32> = -5..6;
/// An alert that is not there after this was not raised by this fix.
const NOT_THIS_ONE: Duration = Duration::from_millis(1500);
/// An alert that is not there after this will never be.
const STUCK: Duration = Duration::from_secs(30);

/// Milliseconds of so many breaches, from the shortest to the longest.
pub(super) async fn latencies(
    server: &Server,
    began: Timestamp,
    count: u32,
) -> Result<Vec<f64>, Error> {
    let channel = Platform::channel(server.http).await?;
    let mut alerts = AlertServiceClient::new(channel.clone());
    let mut platform = Platform::connect(channel).await?;
    let breaching = breaching(&mut platform, &mut alerts, began).await?;
    let mut waits = Vec::new();
    for no in (FIRST + 1..).filter(|no| no % 100 != 0).take(count as usize) {
        let way = way(no, began);
        hand_in(&mut platform, &way[..breaching]).await?;
        let handed = Instant::now();
        platform.send(&way[breaching..=breaching]).await?;
        while !has_alert(&mut alerts, no).await? {
            if handed.elapsed() > STUCK {
                return Err(format!("vehicle {no} raised no alert").into());
            }
        }
        waits.push(handed.elapsed().as_secs_f64() * 1000.0);
        platform.listen().await?;
    }
    waits.sort_by(f64::total_cmp);
    Ok(waits)
}

/// Which fix of the way raises the alert: found with the first vehicle, fix by fix.
async fn breaching(
    platform: &mut Platform,
    alerts: &mut AlertServiceClient<Channel>,
    began: Timestamp,
) -> Result<usize, Error> {
    for (n, fix) in way(FIRST, began).into_iter().enumerate() {
        hand_in(platform, &[fix]).await?;
        let handed = Instant::now();
        while handed.elapsed() < NOT_THIS_ONE {
            if has_alert(alerts, FIRST).await? {
                return Ok(n);
            }
        }
    }
    Err("a way through a closed square raised no alert".into())
}

async fn hand_in(platform: &mut Platform, fixes: &[Fix]) -> Result<(), Error> {
    let sequence = platform.send(fixes).await?;
    while platform.listen().await? < sequence {}
    Ok(())
}

async fn has_alert(alerts: &mut AlertServiceClient<Channel>, no: u32) -> Result<bool, Error> {
    let vehicle_id = vehicle_id(no).to_string();
    let request = v1::ListAlertsRequest { vehicle_id, page_size: 1, ..Default::default() };
    Ok(!alerts.list_alerts(request).await?.into_inner().alerts.is_empty())
}

fn way(no: u32, began: Timestamp) -> Vec<Fix> {
    let fix = |(n, step): (i64, i32)| Fix {
        position: Position::from_units(MIDDLE.0 + step * STEP, MIDDLE.1),
        speed: Speed::from_kmh(72.0),
        heading: Heading::from_degrees(90.0),
        status: Status(0b11),
        sequence: n as u64,
        ..Fix::bare(VehicleNo(no), began + Millis::from_secs(n * EVERY_S))
    };
    (0..).zip(WAY).map(fix).collect()
}
