//! A fleet platform that streams fixes over gRPC.

use std::net::SocketAddr;

use placard_api::v1;
use placard_api::v1::telemetry_service_client::TelemetryServiceClient;
use placard_domain::Fix;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Streaming;
use tonic::transport::{Channel, Endpoint};

use crate::city::vehicle_id;
use crate::error::Error;

/// Batches on the way at most.
const PIPELINE: usize = 8;

/// A platform with an open stream.
#[derive(Debug)]
pub struct Platform {
    batches: mpsc::Sender<v1::StreamFixesRequest>,
    answers: Streaming<v1::StreamFixesResponse>,
    sequence: u64,
    /// Every batch up to here is durable.
    pub acknowledged: u64,
}

impl Platform {
    /// Opens a channel to the server.
    ///
    /// # Errors
    /// Where nobody listens.
    pub async fn channel(at: SocketAddr) -> Result<Channel, Error> {
        Ok(Endpoint::from_shared(format!("http://{at}"))?.connect().await?)
    }

    /// Opens a stream.
    ///
    /// # Errors
    /// The server's.
    pub async fn connect(channel: Channel) -> Result<Self, Error> {
        let (batches, waiting) = mpsc::channel(PIPELINE);
        let mut client = TelemetryServiceClient::new(channel);
        let answers = client.stream_fixes(ReceiverStream::new(waiting)).await?.into_inner();
        Ok(Self { batches, answers, sequence: 0, acknowledged: 0 })
    }

    /// Sends a batch; returns its sequence.
    ///
    /// # Errors
    /// Where the stream has ended.
    pub async fn send(&mut self, fixes: &[Fix]) -> Result<u64, Error> {
        self.sequence += 1;
        let fixes = fixes.iter().map(fix_to).collect();
        let batch = v1::StreamFixesRequest { sequence: self.sequence, fixes };
        self.batches.send(batch).await.map_err(|_| "the stream has ended")?;
        Ok(self.sequence)
    }

    /// Waits for the next acknowledgement.
    ///
    /// # Errors
    /// Where the stream has ended, or a fix was refused.
    pub async fn listen(&mut self) -> Result<u64, Error> {
        let answer = self.answers.message().await?.ok_or("the stream has ended")?;
        if let Some(refused) = answer.refused.first() {
            return Err(format!("refused: {refused:?}").into());
        }
        self.acknowledged = answer.acknowledged_sequence;
        Ok(self.acknowledged)
    }
}

/// A fix as a platform writes it.
#[must_use]
pub fn fix_to(fix: &Fix) -> v1::Fix {
    v1::Fix {
        vehicle_id: vehicle_id(fix.vehicle.0).to_string(),
        device_time: Some(placard_api::time_to(fix.device_time)),
        longitude: fix.position.map(|place| place.lon()),
        latitude: fix.position.map(|place| place.lat()),
        speed_kmh: fix.speed.map(|speed| speed.kmh()),
        heading_deg: fix.heading.map(|heading| heading.degrees()),
        alarm_bits: Some(fix.alarms.0),
        status_bits: Some(fix.status.0),
        sequence: Some(fix.sequence),
        ..v1::Fix::default()
    }
}
