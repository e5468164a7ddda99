//! `placard serve`: puts the rooms together, waits, and lets them down again.
//!
//! In order: signals are listened to, the stores and the line are opened, starter data put into
//! records that are empty, ports bound, roles started, addresses said. On SIGTERM or SIGINT the
//! doors close, what was taken is finished and acknowledged, and every partition is released. A
//! second signal ends the process at once, as a kill would, which loses nothing that was
//! acknowledged.

mod http;
mod keys;
mod log;
mod open;
mod readiness;
mod routes;
mod signals;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use metrics_exporter_prometheus::PrometheusHandle;
use placard_control::{Office, Timer};
use placard_gateway::grpc::Telemetry;
use placard_gateway::jt808;
use placard_partition::{Clock, Line};
use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::metrics;
use crate::roles::Role;
use crate::settings::Settings;
use signals::Signals;

pub use keys::{KeysError, RoleName, read as read_keys};
pub use open::{
    OpenError, address_file, office_settings, open_line, open_stores, rotate_signing_key,
};

/// Why serving ended otherwise than it should.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// It never began.
    #[error("{0}")]
    Start(String),
    /// It broke; a fresh start may mend it.
    #[error("{0}")]
    Broke(String),
}

/// What a running service tells of itself.
#[derive(Clone, Copy, Debug)]
pub struct Addresses {
    /// Where HTTP listens.
    pub http: SocketAddr,
    /// Where JT/T 808 listens, where this process has that role.
    pub jt808: Option<SocketAddr>,
}

/// A writer that failed is seen within this.
const WATCH: Duration = Duration::from_millis(200);

/// Open calls and half-sent answers get this part of the time to drain; the line gets the rest.
const DOORS_SHARE: f64 = 0.4;

fn start(error: impl std::fmt::Display) -> ServeError {
    ServeError::Start(error.to_string())
}

/// Serves until told to stop, by the clock that it is given. `say` is told the addresses when every
/// port is open, and may start what runs beside, over the line.
///
/// # Errors
/// [`ServeError`].
pub fn run(
    settings: &Settings,
    clock: Arc<dyn Clock>,
    say: impl FnOnce(&Addresses, &Line),
) -> Result<(), ServeError> {
    log::init(&settings.log).map_err(start)?;
    let recorder = metrics::install().map_err(start)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(start)?;
    let served = runtime.block_on(serve(settings, clock, recorder, say));
    // What is still under way is cut off: it was told to end, or the process is beyond saving.
    runtime.shutdown_background();
    served
}

async fn serve(
    settings: &Settings,
    clock: Arc<dyn Clock>,
    recorder: PrometheusHandle,
    say: impl FnOnce(&Addresses, &Line),
) -> Result<(), ServeError> {
    let mut signals = Signals::listen().map_err(start)?;
    let line = open_line(settings, clock).await.map_err(start)?;
    let drain = CancellationToken::new();
    let doors = Doors::bind(&line, settings, &drain, recorder.clone()).await?;
    let addresses = doors.addresses;
    let mut running = doors.start(&drain);
    let upkeep = tokio::spawn(metrics::keep_up(recorder));
    open::write_address(settings, addresses.http).map_err(start)?;
    let jt808 = addresses.jt808.map(tracing::field::display);
    tracing::info!(http = %addresses.http, jt808, "serving");
    say(&addresses, &line);
    let broke = tokio::select! {
        signal = signals.next() => {
            tracing::info!(signal, "draining");
            None
        }
        ended = running.join_next() => Some(ended_early(ended)),
        () = writer_failed(&line) => Some("the journal's writer failed: see the log".to_owned()),
    };
    let ended = match broke {
        Some(broke) => Err(broke),
        None => {
            let within = settings.serve.drain_s.duration();
            tokio::select! {
                drained = let_down(&line, drain, running, within) => drained,
                signal = signals.next() => Err(format!("{signal} again: ended at once")),
            }
        }
    };
    upkeep.abort();
    open::remove_address(settings);
    ended.map_err(|error| {
        tracing::error!(error, "ended");
        ServeError::Broke(error)
    })
}

/// Every port, bound and not yet served: one that cannot be bound starts nothing.
struct Doors {
    addresses: Addresses,
    http: http::Port,
    router: axum::Router,
    jt808: Option<jt808::Server>,
    timer: Option<Timer>,
}

impl Doors {
    async fn bind(
        line: &Line,
        settings: &Settings,
        drain: &CancellationToken,
        recorder: PrometheusHandle,
    ) -> Result<Self, ServeError> {
        let roles = &settings.serve.roles;
        let at = settings.http.listen;
        let failed = |error| start(format_args!("http.listen = {at}: {error}"));
        let http = http::Port::bind(&settings.http).await.map_err(failed)?;
        let bound = http.local_addr().map_err(failed)?;
        let place = open::place(line, settings).await.map_err(start)?;
        let mut router =
            routes::router(line.clone(), recorder).merge(placard_console::router(&place));
        let mut timer = None;
        if roles.has(Role::Http) {
            let office = office(line, settings, drain)?;
            timer = Some(office.timer());
            router = router.merge(office_router(&office, line, drain)?);
        }
        let at = settings.jt808.listen;
        let failed = |error| start(format_args!("jt808.listen = {at}: {error}"));
        let bind = || jt808::Server::bind(at, line.clone(), settings.jt808.limits());
        let jt808 = roles.has(Role::GatewayJt808).then(bind).transpose().map_err(failed)?;
        let terminals = jt808.as_ref().map(jt808::Server::local_addr);
        let terminals = terminals.transpose().map_err(failed)?;
        let addresses = Addresses { http: bound, jt808: terminals };
        Ok(Self { addresses, http, router, jt808, timer })
    }

    fn start(self, drain: &CancellationToken) -> JoinSet<Role> {
        let Self { http, router, jt808, timer, .. } = self;
        let mut running = JoinSet::new();
        if let Some(timer) = timer {
            let drain = drain.clone();
            running.spawn(async move {
                timer.run(drain).await;
                Role::Http
            });
        }
        if let Some(server) = jt808 {
            let drain = drain.clone();
            running.spawn(async move {
                server.run(drain).await;
                Role::GatewayJt808
            });
        }
        let drain = drain.clone();
        running.spawn(async move {
            http.run(router, drain).await;
            Role::Http
        });
        running
    }
}

fn office(
    line: &Line,
    settings: &Settings,
    drain: &CancellationToken,
) -> Result<Office, ServeError> {
    let identity = read_keys(&settings.identity).map_err(start)?;
    let office = office_settings(settings).map_err(start)?;
    Ok(Office::new(line.clone(), identity, office).draining_with(drain.clone()))
}

fn office_router(
    office: &Office,
    line: &Line,
    drain: &CancellationToken,
) -> Result<axum::Router, ServeError> {
    let telemetry = Telemetry::new(line.clone()).draining_with(drain.clone()).into_server();
    office.router(tonic::service::Routes::new(telemetry)).map_err(start)
}

/// Nothing that runs may end before it is told to.
fn ended_early(ended: Option<Result<Role, JoinError>>) -> String {
    match ended {
        Some(Ok(role)) => format!("{role} ended by itself"),
        Some(Err(error)) => format!("a role broke: {error}"),
        None => "nothing runs".to_owned(),
    }
}

/// Returns when the journal's writer has failed: nothing is taken any more, and only a new process
/// may read what is really on the disk.
async fn writer_failed(line: &Line) {
    while !line.health().failed {
        tokio::time::sleep(WATCH).await;
    }
}

/// Closes the doors, lets what is under way end, and releases the line.
async fn let_down(
    line: &Line,
    drain: CancellationToken,
    mut running: JoinSet<Role>,
    within: Duration,
) -> Result<(), String> {
    let began = Instant::now();
    drain.cancel();
    let closed = async {
        while let Some(ended) = running.join_next().await {
            match ended {
                Ok(role) => tracing::info!(%role, "closed"),
                Err(error) => tracing::error!(%error, "a role broke while draining"),
            }
        }
    };
    if tokio::time::timeout(within.mul_f64(DOORS_SHARE), closed).await.is_err() {
        tracing::warn!("some calls were still open and are cut off");
        running.abort_all();
    }
    let rest = within.saturating_sub(began.elapsed());
    if tokio::time::timeout(rest, line.drain()).await.is_err() {
        return Err(format!("not drained within {within:?}: the next start recovers"));
    }
    if line.health().failed {
        return Err("the journal's writer failed while draining: see the log".to_owned());
    }
    tracing::info!(took = ?began.elapsed(), "drained");
    Ok(())
}
