//! Platforms: a few streams, each with batches of 500 fixes of 500 vehicles.

use std::time::{Duration, Instant};

use placard_api::v1;
use placard_api::v1::fleet_service_client::FleetServiceClient;
use placard_api::v1::telemetry_service_client::TelemetryServiceClient;
use placard_domain::{Fix, Timestamp};
use tonic::transport::Channel;

use crate::city::City;
use crate::client::{Platform, fix_to};
use crate::error::Error;
use crate::server::Server;

/// Fixes in a batch.
const BATCH: usize = 500;
/// Streams at once.
const STREAMS: usize = 4;
/// What is not judged after this is stuck.
const STUCK: Duration = Duration::from_secs(120);

/// What came of it.
pub(super) struct Sent {
    pub(super) per_second: f64,
    /// From the last acknowledgement until everything was judged.
    pub(super) lag_s: f64,
}

/// The batches of each stream, written out: making them is not measured.
pub(super) fn streams(
    city: &City,
    vehicles: u32,
    rounds: usize,
    began: Timestamp,
) -> Vec<Vec<v1::StreamFixesRequest>> {
    let mut streams: Vec<Vec<v1::StreamFixesRequest>> = vec![Vec::new(); STREAMS];
    let numbers: Vec<u32> = (1..=vehicles).collect();
    for (group, of_group) in numbers.chunks(BATCH).enumerate() {
        let drives: Vec<Vec<Fix>> =
            of_group.iter().map(|no| city.drive(*no, began, rounds)).collect();
        let stream = &mut streams[group % STREAMS];
        for round in 0..rounds {
            let fixes = drives.iter().map(|drive| fix_to(&drive[round])).collect();
            stream.push(v1::StreamFixesRequest { sequence: 0, fixes });
        }
    }
    for stream in &mut streams {
        in_rounds(stream, rounds);
    }
    streams
}

/// Brings a stream's batches into the order of time: each vehicle once, then each again.
fn in_rounds(stream: &mut Vec<v1::StreamFixesRequest>, rounds: usize) {
    let mut groups: Vec<_> = std::mem::take(stream).into_iter().enumerate().collect();
    groups.sort_by_key(|(place, _)| place % rounds);
    stream.extend(
        (1..)
            .zip(groups)
            .map(|(sequence, (_, batch))| v1::StreamFixesRequest { sequence, ..batch }),
    );
}

/// Sends them as fast as the server takes them.
pub(super) async fn send(
    server: &Server,
    streams: Vec<Vec<v1::StreamFixesRequest>>,
) -> Result<Sent, Error> {
    let batches = streams.iter().flatten();
    let fixes: usize = batches.clone().map(|batch| batch.fixes.len()).sum();
    let last: Vec<v1::Fix> =
        streams.iter().filter_map(|stream| stream.last()?.fixes.last().cloned()).collect();
    let began = Instant::now();
    let mut senders = tokio::task::JoinSet::new();
    for stream in streams {
        senders.spawn(send_stream(Platform::channel(server.http).await?, stream));
    }
    while let Some(sent) = senders.join_next().await {
        sent??;
    }
    let per_second = fixes as f64 / began.elapsed().as_secs_f64();
    let lag_s = wait_until_judged(server, &last).await?;
    Ok(Sent { per_second, lag_s })
}

async fn send_stream(channel: Channel, batches: Vec<v1::StreamFixesRequest>) -> Result<(), Error> {
    let last = batches.last().map_or(0, |batch| batch.sequence);
    let mut client = TelemetryServiceClient::new(channel);
    let mut answers = client.stream_fixes(tokio_stream::iter(batches)).await?.into_inner();
    let mut acknowledged = 0;
    while acknowledged < last {
        let answer = answers.message().await?.ok_or("the stream has ended")?;
        if let Some(refused) = answer.refused.first() {
            return Err(format!("refused: {refused:?}").into());
        }
        acknowledged = answer.acknowledged_sequence;
    }
    Ok(())
}

/// How long it takes until each of these fixes, the last of their streams, has been judged.
async fn wait_until_judged(server: &Server, last: &[v1::Fix]) -> Result<f64, Error> {
    let began = Instant::now();
    let mut client = FleetServiceClient::new(Platform::channel(server.http).await?);
    for fix in last {
        let time = fix.device_time.as_ref().and_then(placard_api::time_of);
        loop {
            let request = v1::GetVehicleStateRequest { id: fix.vehicle_id.clone() };
            let state = client.get_vehicle_state(request).await?.into_inner();
            let seen = state.last_fix.and_then(|last| last.fix?.device_time);
            if seen.as_ref().and_then(placard_api::time_of) >= time {
                break;
            }
            if began.elapsed() > STUCK {
                return Err(format!("{} is not judged", fix.vehicle_id).into());
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
    Ok(began.elapsed().as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::city::vehicle_id;

    #[test]
    fn each_vehicle_is_told_once_before_any_is_told_again() {
        let city = City::new(7, 3, 20);
        let began = Timestamp::from_millis(1_793_491_200_000);
        let streams = streams(&city, 4 * 500 + 500, 3, began);
        assert_eq!(streams.iter().map(Vec::len).collect::<Vec<_>>(), [6, 3, 3, 3]);
        let first = &streams[0];
        assert_eq!(
            first.iter().map(|batch| batch.sequence).collect::<Vec<_>>(),
            [1, 2, 3, 4, 5, 6]
        );
        let vehicle = |no: usize| first[no].fixes[0].vehicle_id.clone();
        assert_eq!(
            (vehicle(0), vehicle(1)),
            (vehicle_id(1).to_string(), vehicle_id(2001).to_string())
        );
        assert_eq!(vehicle(2), vehicle(0));
        let times: Vec<_> = first.iter().map(|batch| batch.fixes[0].device_time).collect();
        assert!(times[1].map(|t| t.seconds) < times[2].map(|t| t.seconds) && times[0] == times[1]);
    }
}
