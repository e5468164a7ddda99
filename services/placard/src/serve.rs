//! `placard serve`: opens the stores and the line, starts the roles, and lets all down in order.
//!
//! One process, one line; a role is a door to it. What ends it: a signal (in good order), a port that
//! cannot be bound, a role that dies, a writer that has failed. Only the first is success.

mod http;
mod identities;
mod log;
mod pages;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use placard_control::{Office, OfficeSettings};
use placard_domain::{JurisdictionId, OrganisationId};
use placard_gateway::grpc::Telemetry;
use placard_gateway::jt808;
use placard_partition::{Clock, Line, Options, SteadyClock};
use placard_store::open::StoreUrl;
use placard_store::sqlite::{JournalOptions, Synchronous};
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tonic::service::Routes;

use crate::roles::Role;
use crate::settings::Settings;

/// The line is looked at this often: a writer that has failed ends the process.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Why serving ended, other than well.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// It never began: something about the place or the settings is wrong.
    #[error("{0}")]
    Start(String),
    /// It broke while it ran; a fresh start recovers what was taken.
    #[error("{0}")]
    Broke(String),
}

fn start(error: impl std::fmt::Display) -> ServeError {
    ServeError::Start(error.to_string())
}

/// Serves until a signal says to end.
///
/// # Errors
/// [`ServeError`], said once by the command.
pub fn run(settings: &Settings) -> Result<(), ServeError> {
    log::start(&settings.log);
    let metrics = pages::recorder().map_err(start)?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(start)?;
    let served = runtime.block_on(serve(settings, metrics));
    // What still blocks after a drain that took too long is recovered at the next start.
    runtime.shutdown_timeout(Duration::from_secs(1));
    served
}

async fn serve(settings: &Settings, metrics: pages::Recorder) -> Result<(), ServeError> {
    let line = open(settings).await?;
    let office = office_settings(settings)?;
    let identity = identities::read(settings.identity.keys_file.as_deref()).map_err(start)?;
    if let Some(report) = placard_control::seed(&line, &office).await.map_err(start)? {
        tracing::info!(zones = report.accepted, "the starter data of Changde were put in");
    }
    let drain = CancellationToken::new();
    let mut roles: JoinSet<()> = JoinSet::new();
    let has = |role| settings.serve.roles.has(role);
    if has(Role::GatewayJt808) {
        let limits = jt808::Limits::default();
        let server = jt808::Server::bind(settings.jt808.listen, line.clone(), limits);
        let server = server.map_err(|error| port("JT/T 808", settings.jt808.listen, &error))?;
        announce("JT/T 808", "tcp", server.local_addr().map_err(start)?);
        roles.spawn(server.run(drain.clone()));
    }
    let mut router = pages::router(line.clone(), metrics);
    if has(Role::Http) {
        let telemetry = Telemetry::new(line.clone()).draining_with(drain.clone());
        let extra = Routes::default().add_service(telemetry.into_server());
        router = router.merge(office_router(&line, identity, office, extra)?);
    }
    let listener = http::bind(settings.http.listen)
        .map_err(|error| port("HTTP", settings.http.listen, &error))?;
    announce("HTTP and gRPC", "http", listener.local_addr().map_err(start)?);
    roles.spawn(http::run(listener, router, settings.http.clone(), drain.clone()));
    let ended = until_the_end(&line, &mut roles).await;
    end(settings, line, drain, roles).await;
    ended
}

fn office_router(
    line: &Line,
    identity: placard_control::Identity,
    settings: OfficeSettings,
    extra: Routes,
) -> Result<Router, ServeError> {
    Office::new(line.clone(), identity, settings).router(extra).map_err(start)
}

/// Opens the stores and the line as the settings say.
///
/// # Errors
/// Where another process has the folder, or it does not fit.
pub async fn open(settings: &Settings) -> Result<Line, ServeError> {
    let url = StoreUrl::Sqlite(settings.data.folder.clone());
    let partitions = settings.line.partitions;
    let options = JournalOptions { partitions, synchronous: Synchronous::Full };
    let stores = placard_store::open(&url, options).await.map_err(start)?;
    let clock: Arc<dyn Clock> = Arc::new(SteadyClock::default());
    Line::open(stores, line_options(settings), clock).await.map_err(start)
}

fn line_options(settings: &Settings) -> Options {
    let line = &settings.line;
    Options {
        queue_fixes: line.queue_fixes,
        chunk_fixes: line.chunk_fixes,
        chunk_age: Duration::from_secs(line.chunk_age_s.0),
        snapshot_fixes: line.snapshot_fixes,
        snapshot_age: Duration::from_secs(line.snapshot_age_s.0),
    }
}

/// Whose records are those that do not say, and what seals page tokens.
///
/// # Errors
/// Where the key that lies in the data folder cannot be read or made.
pub fn office_settings(settings: &Settings) -> Result<OfficeSettings, ServeError> {
    Ok(OfficeSettings {
        page_key: identities::page_key(&settings.data.folder).map_err(start)?,
        organisation: OrganisationId::new("changde").map_err(start)?,
        jurisdiction: JurisdictionId::new("CN-4307").map_err(start)?,
    })
}

fn port(what: &str, listen: SocketAddr, error: &std::io::Error) -> ServeError {
    start(format_args!("the {what} port {listen} cannot be opened: {error}"))
}

#[allow(clippy::print_stdout, reason = "whoever starts it wants to know where it is")]
fn announce(what: &str, scheme: &str, address: SocketAddr) {
    println!("placard: {what} on {scheme}://{address}");
    tracing::info!(%address, what, "listening");
}

async fn until_the_end(line: &Line, roles: &mut JoinSet<()>) -> Result<(), ServeError> {
    let broke = |what: &str| Err(ServeError::Broke(what.to_owned()));
    let (Ok(mut terminate), Ok(mut interrupt)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return broke("signals cannot be heard");
    };
    loop {
        tokio::select! {
            _ = terminate.recv() => return Ok(()),
            _ = interrupt.recv() => return Ok(()),
            Some(ended) = roles.join_next() => {
                return match ended {
                    Ok(()) => broke("a role has ended"),
                    Err(died) => broke(&format!("a role has died: {died}")),
                };
            }
            () = tokio::time::sleep(LOOK_EVERY) => {
                if line.health().failed {
                    return broke("the journal's writer has failed: nothing more is taken");
                }
            }
        }
    }
}

/// Stops reading, finishes what was taken, and lets the line down, within the time there is; a second
/// signal ends it at once, by its default.
async fn end(settings: &Settings, line: Line, drain: CancellationToken, mut roles: JoinSet<()>) {
    tracing::info!("draining");
    drain.cancel();
    let whole = async {
        while roles.join_next().await.is_some() {}
        line.drain().await;
    };
    let within = Duration::from_secs(settings.serve.drain_s.0);
    let mut again = signal(SignalKind::terminate()).ok();
    let asked_again = async {
        match &mut again {
            Some(again) => drop(again.recv().await),
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        done = tokio::time::timeout(within, whole) => match done {
            Ok(()) => tracing::info!("drained"),
            Err(_) => tracing::warn!(?within, "draining took too long: the next start recovers"),
        },
        () = asked_again => tracing::warn!("ended at once, as asked: the next start recovers"),
    }
}
