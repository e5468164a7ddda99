//! `TelemetryService`: fixes in batches, one at a time or as a stream.
//!
//! `IngestFixes` takes a batch whole or not at all. `StreamFixes` takes what it can of each batch,
//! names the rest, and answers with the highest sequence of which everything is durable; up to
//! [`IN_FLIGHT_MAX`] batches are on their way at once, and the next is not read before: a sender
//! that is too fast, or does not read its answers, is held by HTTP/2's own flow control.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::future::{Either, ready};
use futures_util::stream::{self, BoxStream, StreamExt as _};
use placard_api::caller::Caller;
use placard_api::v1::telemetry_service_server::{TelemetryService, TelemetryServiceServer};
use placard_api::v1::{
    IngestFixesRequest, IngestFixesResponse, RefusedFix, StreamFixesRequest, StreamFixesResponse,
};
use placard_api::{errors, fix, v1};
use placard_domain::fix::Source;
use placard_domain::{Fix, Reason, Violations};
use placard_engine::World;
use placard_geo::datum;
use placard_partition::{Line, Pending, Refused};
use placard_store::records::Refusal;
use prost::Message as _;
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status, Streaming};

use crate::counts;
use crate::intake::Window;

/// Fixes in one batch.
pub const BATCH_MAX: usize = 1000;

/// Batches of one stream that are on their way at once.
pub const IN_FLIGHT_MAX: usize = 16;

/// Bytes of one request: a full batch has less than half of it.
pub const REQUEST_BYTES_MAX: usize = 1024 * 1024;

/// Bytes of one response: a batch in which every fix is wrong in every field has less.
pub const RESPONSE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Violations that a status names; the last says how many more there are. A status travels in the
/// trailers, of which some clients take 8 KiB and no more.
pub const NAMED_MAX: usize = 16;

/// The service.
#[derive(Clone)]
pub struct Telemetry {
    line: Line,
    drain: CancellationToken,
}

impl std::fmt::Debug for Telemetry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Telemetry").finish_non_exhaustive()
    }
}

impl Telemetry {
    /// Takes fixes for `line`.
    #[must_use]
    pub fn new(line: Line) -> Self {
        Self { line, drain: CancellationToken::new() }
    }

    /// When `drain` is cancelled, streams read no further, acknowledge what they have read, and
    /// end.
    #[must_use]
    pub fn draining_with(self, drain: CancellationToken) -> Self {
        Self { drain, ..self }
    }

    /// The generated server around it, with its limits.
    #[must_use]
    pub fn into_server(self) -> TelemetryServiceServer<Self> {
        TelemetryServiceServer::new(self)
            .max_decoding_message_size(REQUEST_BYTES_MAX)
            .max_encoding_message_size(RESPONSE_BYTES_MAX)
    }

    /// Reads a batch: the fixes that can be taken, and what is wrong with the others, by index.
    fn read(&self, caller: &Caller, fixes: &[v1::Fix]) -> Batch {
        let (world, window) = (self.line.world(), Window::of(self.line.clock()));
        let mut batch = Batch::default();
        for (index, fix) in fixes.iter().enumerate() {
            match read_fix(fix, caller, &world, window) {
                Ok(fix) => batch.fixes.push(fix),
                Err(found) => {
                    let first = found.as_slice().first().map_or(Reason::Internal, |v| v.reason);
                    counts::fix_refused(Source::Grpc, first);
                    batch.refused.insert(index, found);
                }
            }
        }
        batch
    }
}

/// A batch, read.
#[derive(Debug, Default)]
struct Batch {
    fixes: Vec<Fix>,
    refused: BTreeMap<usize, Violations>,
}

fn read_fix(
    fix: &v1::Fix,
    caller: &Caller,
    world: &World,
    window: Window,
) -> Result<Fix, Violations> {
    let id = fix::vehicle_id(fix)?;
    let vehicle = world.number(&id).and_then(|no| world.registered(no));
    let Some(vehicle) = vehicle else {
        return Err(Violations::one("vehicle_id", Reason::UnknownVehicle, &id));
    };
    if !caller.sees(&vehicle.organisation) {
        return Err(Violations::one("vehicle_id", Reason::PermissionDenied, &id));
    }
    let fix = fix::read(fix, vehicle.no, vehicle.datum, datum::to_wgs84)?;
    window.admit("device_time", fix.device_time)?;
    Ok(fix)
}

#[tonic::async_trait]
impl TelemetryService for Telemetry {
    type StreamFixesStream = BoxStream<'static, Result<StreamFixesResponse, Status>>;

    async fn ingest_fixes(
        &self,
        request: Request<IngestFixesRequest>,
    ) -> Result<Response<IngestFixesResponse>, Status> {
        let caller = caller_of(&request)?;
        let fixes = request.into_inner().fixes;
        check_size(fixes.len())?;
        let Batch { fixes, refused } = self.read(&caller, &fixes);
        if !refused.is_empty() {
            return Err(all_or_nothing(refused));
        }
        let accepted = fixes.len();
        self.line.accept(fixes).await.map_err(unavailable)?;
        counts::fixes_acknowledged(Source::Grpc, accepted);
        Ok(Response::new(IngestFixesResponse { accepted: accepted as u32 }))
    }

    async fn stream_fixes(
        &self,
        request: Request<Streaming<StreamFixesRequest>>,
    ) -> Result<Response<Self::StreamFixesStream>, Status> {
        let caller = caller_of(&request)?;
        let reading = Reading {
            telemetry: self.clone(),
            caller: Arc::new(caller),
            input: request.into_inner(),
            newest: None,
            is_over: false,
        };
        let answers = stream::unfold(reading, Reading::next)
            .map(|sent| match sent {
                Ok(sent) => Either::Left(sent.settled()),
                Err(status) => Either::Right(ready(Err(status))),
            })
            // In order, and an error only after everything before it was answered.
            .buffered(IN_FLIGHT_MAX);
        Ok(Response::new(answers.boxed()))
    }
}

/// The reading end of a stream.
struct Reading {
    telemetry: Telemetry,
    caller: Arc<Caller>,
    input: Streaming<StreamFixesRequest>,
    /// The sequence of the batch before.
    newest: Option<u64>,
    is_over: bool,
}

/// A batch of a stream on its way.
struct Sent {
    line: Line,
    sequence: u64,
    accepted: usize,
    pending: Option<Pending>,
    refused: Vec<RefusedFix>,
    refusal: Option<Refusal>,
}

impl Reading {
    /// Reads the next batch and brings it to the line, waiting for room there.
    async fn next(mut self) -> Option<(Result<Sent, Status>, Self)> {
        if self.is_over {
            return None;
        }
        let drain = self.telemetry.drain.clone();
        let message = tokio::select! {
            biased;
            () = drain.cancelled() => return None,
            message = self.input.message() => message,
        };
        let sent = match message {
            Ok(Some(batch)) => self.send(batch).await,
            Ok(None) => return None,
            Err(status) => Err(self.broken(status)),
        };
        self.is_over = sent.is_err();
        Some((sent, self))
    }

    async fn send(&mut self, batch: StreamFixesRequest) -> Result<Sent, Status> {
        let StreamFixesRequest { sequence, fixes } = batch;
        if let Some(newest) = self.newest.filter(|newest| sequence <= *newest) {
            let detail = format!("{sequence} ≤ {newest}");
            return Err(errors::refuse("sequence", Reason::OutOfRange, detail));
        }
        check_size(fixes.len())?;
        self.newest = Some(sequence);
        let read = self.telemetry.read(&self.caller, &fixes);
        let accepted = read.fixes.len();
        let pending = match accepted {
            0 => None,
            _ => Some(self.telemetry.line.submit(read.fixes).await.map_err(unavailable)?),
        };
        Ok(Sent {
            line: self.telemetry.line.clone(),
            sequence,
            accepted,
            pending,
            refusal: self.refusal(sequence, &fixes, &read.refused),
            refused: read.refused.into_iter().map(|fault| named(sequence, fault)).collect(),
        })
    }

    /// What is kept of a batch's refused fixes: all of them, as one.
    fn refusal(
        &self,
        sequence: u64,
        fixes: &[v1::Fix],
        refused: &BTreeMap<usize, Violations>,
    ) -> Option<Refusal> {
        let (index, found) = refused.first_key_value()?;
        let first = found.as_slice().first()?;
        let kept = StreamFixesRequest {
            sequence,
            fixes: refused.keys().map(|index| fixes[*index].clone()).collect(),
        };
        Some(Refusal {
            sender: format!("caller {}", self.caller.name),
            at: self.telemetry.line.clock().now(),
            reason: first.reason.code().to_owned(),
            text: format!("{} of {}: fixes[{index}].{first}", refused.len(), fixes.len()),
            report: kept.encode_to_vec(),
        })
    }

    /// The stream broke, or a message was too large to be read.
    fn broken(&self, status: Status) -> Status {
        if status.code() == tonic::Code::OutOfRange {
            counts::fix_refused(Source::Grpc, Reason::TooLarge);
            tracing::warn!(caller = self.caller.name, "a batch was refused: {}", status.message());
        }
        status
    }
}

impl Sent {
    /// Waits until the batch is durable, and what was refused of it is kept.
    async fn settled(self) -> Result<StreamFixesResponse, Status> {
        if let Some(pending) = self.pending {
            pending.durable().await.map_err(unavailable)?;
        }
        if let Some(refusal) = self.refusal {
            self.line.records().refuse(&refusal).await.map_err(|error| {
                tracing::error!(%error, "refused fixes could not be kept");
                errors::refuse("", Reason::Unavailable, "")
            })?;
        }
        counts::fixes_acknowledged(Source::Grpc, self.accepted);
        Ok(StreamFixesResponse { acknowledged_sequence: self.sequence, refused: self.refused })
    }
}

fn caller_of<T>(request: &Request<T>) -> Result<Caller, Status> {
    let caller = request.extensions().get::<Caller>().cloned();
    caller.ok_or_else(|| errors::refuse("", Reason::Unauthenticated, ""))
}

fn check_size(fixes: usize) -> Result<(), Status> {
    if fixes <= BATCH_MAX {
        return Ok(());
    }
    counts::fix_refused(Source::Grpc, Reason::TooLarge);
    Err(errors::refuse("fixes", Reason::TooLarge, format_args!("{fixes} > {BATCH_MAX}")))
}

fn unavailable(refused: Refused) -> Status {
    match refused {
        Refused::DiskFull => errors::refuse("", Reason::DiskFull, ""),
        Refused::Unavailable(why) => errors::refuse("", Reason::Unavailable, why),
    }
}

fn named(sequence: u64, (index, found): (usize, Violations)) -> RefusedFix {
    let violations = found.as_slice().iter().map(errors::write).collect();
    RefusedFix { sequence, index: index as u32, violations }
}

/// The status for a batch of which something is wrong.
fn all_or_nothing(refused: BTreeMap<usize, Violations>) -> Status {
    let mut all = Violations::new();
    for (index, found) in refused {
        all.absorb(&format!("fixes[{index}]"), found);
    }
    let more = all.as_slice().len().saturating_sub(NAMED_MAX);
    if more == 0 {
        return errors::status(&all);
    }
    let mut named = Violations::new();
    for violation in &all.as_slice()[..NAMED_MAX] {
        named.push(violation.field.clone(), violation.reason, &violation.detail);
    }
    named.push("fixes", Reason::TooLarge, format_args!("+{more}"));
    errors::status(&named)
}
