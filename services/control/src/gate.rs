//! The one place that every call passes: who asks, what they may do, what is written of it.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::request::Parts;
use placard_api::caller::{Caller, Role};
use placard_api::errors::{refuse, status_as};
use placard_domain::{Reason, Violations};
use placard_partition::Line;
use placard_store::records::AuditEntry;
use tonic::{Code, Status};

use crate::call::{Call, KEY_MAX};
use crate::fault;
use crate::hall::MESSAGE_MAX;
use crate::identity::{Identity, UNKNOWN};
use crate::rights::{self, Act, Rule};

/// The header, and gRPC metadata, that holds an idempotency key.
pub(crate) const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Knows who may come in, and keeps the book.
pub(crate) struct Gate {
    identity: Identity,
    line: Line,
    /// The second in which an unknown caller was last written into the audit.
    unknown_written: AtomicI64,
}

/// A call that was let in.
#[derive(Clone)]
pub(crate) struct Pass {
    pub(crate) call: Call,
    rule: &'static Rule,
}

impl Pass {
    /// Puts the call where services find it: ours ask for [`Call`], others for [`Caller`].
    pub(crate) fn put(&self, extensions: &mut http::Extensions) {
        extensions.insert(self.call.clone());
        extensions.insert(self.call.caller().clone());
    }
}

impl Gate {
    pub(crate) fn new(identity: Identity, line: Line) -> Self {
        Self { identity, line, unknown_written: AtomicI64::new(i64::MIN) }
    }

    /// Lets a call of `method` in, or writes down that it was not.
    ///
    /// # Errors
    /// Nobody is known by what the request shows, they may not do this, or there is no such method.
    pub(crate) async fn enter(&self, method: &str, parts: &Parts) -> Result<Pass, Status> {
        let Some(rule) = rights::find(method) else {
            return Err(refuse("", Reason::Unsupported, method));
        };
        let Some(caller) = self.caller(rule, parts) else {
            self.turn_away(rule).await;
            return Err(refuse("authorization", Reason::Unauthenticated, ""));
        };
        let key = idempotency_key(parts);
        let allowed = rule.lets_in(&caller);
        let role = caller.role;
        let call = Call::new(caller, method, key.clone().ok().flatten());
        let pass = Pass { call, rule };
        let refusal = match key {
            _ if !allowed => refuse("", Reason::PermissionDenied, format_args!("{role:?}")),
            Err(status) => status,
            Ok(_) => return Ok(pass),
        };
        self.leave(&pass, refusal.code()).await;
        Err(refusal)
    }

    fn caller(&self, rule: &Rule, parts: &Parts) -> Option<Caller> {
        let found = self.identity.find(parts);
        // Whoever watches over the service need not be known; on loopback alone, even they must ask
        // from there.
        let anybody = rule.act == Act::Probe && !self.identity.is_local();
        found.or_else(|| anybody.then(unknown))
    }

    /// Carries a call through and writes it down. One that changes something is carried through
    /// though its caller hangs up: half a change is none, but a change whose trace is missing is.
    ///
    /// # Errors
    /// Where the work came to nothing by our own fault.
    pub(crate) async fn carry<T: Send + 'static>(
        self: &Arc<Self>,
        pass: Pass,
        work: impl Future<Output = (T, Code)> + Send + 'static,
    ) -> Result<T, Status> {
        let gate = Arc::clone(self);
        let changes = pass.rule.act.changes();
        let carried = async move {
            let (done, code) = work.await;
            gate.leave(&pass, code).await;
            done
        };
        if changes {
            tokio::spawn(carried).await.map_err(|error| fault::internal(&error))
        } else {
            Ok(carried.await)
        }
    }

    async fn leave(&self, pass: &Pass, code: Code) {
        let method = pass.rule.method;
        metrics::counter!("placard_calls_total", "method" => method, "code" => name(code))
            .increment(1);
        let wanted = match code {
            Code::Ok => pass.rule.act.is_audited(),
            _ => pass.rule.act.is_audited_when_refused(),
        };
        if wanted && !pass.call.noted(|noted| noted.traced) {
            self.write(&pass.call.entry(self.line.clock().now(), name(code))).await;
        }
    }

    /// Of callers that nobody knows, one a second goes into the audit: the rest are counted, so
    /// that nobody can fill the disk from outside.
    async fn turn_away(&self, rule: &'static Rule) {
        let code = name(Code::Unauthenticated);
        metrics::counter!("placard_calls_total", "method" => rule.method, "code" => code)
            .increment(1);
        if !rule.act.is_audited_when_refused() {
            return;
        }
        let now = self.line.clock().now();
        let second = now.floor_second().millis();
        if self.unknown_written.swap(second, Ordering::Relaxed) != second {
            self.write(&Call::new(unknown(), rule.method, None).entry(now, code)).await;
        }
    }

    async fn write(&self, entry: &AuditEntry) {
        if let Err(error) = self.line.records().audit(entry).await {
            tracing::error!(%error, ?entry, "the audit could not be written");
        }
    }
}

fn unknown() -> Caller {
    Caller { name: UNKNOWN.to_owned(), organisation: None, role: Role::Reader }
}

fn idempotency_key(parts: &Parts) -> Result<Option<String>, Status> {
    let Some(value) = parts.headers.get(IDEMPOTENCY_KEY) else { return Ok(None) };
    let text = value.to_str().ok().filter(|text| (1..=KEY_MAX).contains(&text.len()));
    let hint = format!("1-{KEY_MAX} ASCII");
    let key = text.ok_or_else(|| refuse(IDEMPOTENCY_KEY, Reason::Malformed, hint))?;
    Ok(Some(key.to_owned()))
}

/// Every gRPC request, before its service sees it.
pub(crate) async fn guard(State(gate): State<Arc<Gate>>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let method = parts.uri.path().trim_start_matches('/').to_owned();
    let pass = match gate.enter(&method, &parts).await {
        Ok(pass) => pass,
        Err(status) => return status.into_http(),
    };
    pass.put(&mut parts.extensions);
    let work = async move {
        let response = next.run(Request::from_parts(parts, body)).await;
        match outcome(&response) {
            Code::OutOfRange if is_the_codecs(&response) => {
                (too_large("").into_http(), Code::ResourceExhausted)
            }
            code => (response, code),
        }
    };
    gate.carry(pass, work).await.unwrap_or_else(Status::into_http)
}

/// How a call ended, as far as its head tells: all of it for every call but a stream.
fn outcome(response: &Response) -> Code {
    let status = response.headers().get(Status::GRPC_STATUS);
    status.map_or(Code::Ok, |code| Code::from_bytes(code.as_bytes()))
}

/// Whether an OUT_OF_RANGE is the codec's, for a message over the limit: what we refuse ourselves
/// says why.
pub(crate) fn is_the_codecs(response: &Response) -> bool {
    !response.headers().contains_key(Status::GRPC_STATUS_DETAILS)
}

/// The status for a message over the limit.
pub(crate) fn too_large(field: &str) -> Status {
    let limit = format_args!("> {MESSAGE_MAX} bytes").to_string();
    status_as(Code::ResourceExhausted, &Violations::one(field, Reason::TooLarge, limit))
}

/// A code as it is written everywhere.
pub(crate) const fn name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}
