//! The HTTP port: connections of HTTP/1.1 and HTTP/2 on one listener, each with its bounds.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

use crate::settings::Http;

/// How long the port is left alone when no connection could be taken: for want of file descriptors,
/// mostly.
const ACCEPT_RETRY: Duration = Duration::from_millis(100);

/// What an HTTP/2 client sends first.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// How often a connection that has begun its preface is looked at again.
const PREFACE_LOOK: Duration = Duration::from_millis(20);

/// The port, open.
pub(super) struct Port {
    listener: TcpListener,
    settings: Http,
}

impl Port {
    /// Opens it.
    pub(super) async fn bind(settings: &Http) -> io::Result<Self> {
        let listener = TcpListener::bind(settings.listen).await?;
        Ok(Self { listener, settings: settings.clone() })
    }

    /// Where it listens: the port that the kernel chose, where it was asked for any.
    pub(super) fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves `router` until `drain` is cancelled; then calls under way are answered, and every
    /// connection is closed before this returns.
    pub(super) async fn run(self, router: Router, drain: CancellationToken) {
        let Self { listener, settings } = self;
        let doorway = Arc::new(Doorway {
            builder: builder(&settings),
            router,
            drain: drain.clone(),
            patience: settings.header_timeout_s.duration(),
        });
        let room = Arc::new(Semaphore::new(settings.connections_max as usize));
        let connections = TaskTracker::new();
        loop {
            let taken = tokio::select! {
                biased;
                () = drain.cancelled() => break,
                taken = take(&listener, &room) => taken,
            };
            let Some((place, stream, peer)) = taken else { continue };
            let doorway = Arc::clone(&doorway);
            connections.spawn(async move {
                metrics::gauge!("placard_http_connections").increment(1);
                doorway.serve(stream, peer).await;
                metrics::gauge!("placard_http_connections").decrement(1);
                drop(place);
            });
        }
        drop(listener);
        connections.close();
        connections.wait().await;
    }
}

/// The next connection, once there is room for it: until then it waits in the kernel.
async fn take(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> Option<(OwnedSemaphorePermit, TcpStream, SocketAddr)> {
    let place = Arc::clone(room).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => Some((place, stream, peer)),
        Err(error) => {
            tracing::warn!(%error, "an HTTP connection could not be taken");
            tokio::time::sleep(ACCEPT_RETRY).await;
            None
        }
    }
}

fn builder(settings: &Http) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(settings.header_timeout_s.duration())
        .max_buf_size(settings.header_bytes_max as usize);
    builder
        .http2()
        .timer(TokioTimer::new())
        .initial_stream_window_size(settings.stream_window_bytes)
        .initial_connection_window_size(settings.connection_window_bytes)
        .max_concurrent_streams(settings.streams_max)
        .max_header_list_size(settings.header_bytes_max)
        .keep_alive_interval(settings.keep_alive_s.duration())
        .keep_alive_timeout(settings.keep_alive_timeout_s.duration());
    builder
}

/// What every connection goes through.
struct Doorway {
    builder: Builder<TokioExecutor>,
    router: Router,
    drain: CancellationToken,
    /// How long a client may take to say which HTTP it speaks.
    patience: Duration,
}

impl Doorway {
    async fn serve(&self, stream: TcpStream, peer: SocketAddr) {
        let begun = tokio::select! {
            begun = tokio::time::timeout(self.patience, begin(&stream)) => begun,
            () = self.drain.cancelled() => return,
        };
        if !matches!(begun, Ok(Ok(()))) {
            tracing::debug!(%peer, "an HTTP connection that asked nothing is closed");
            return;
        }
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            answer(self.router.clone(), request)
        });
        let mut connection = pin!(self.builder.serve_connection(TokioIo::new(stream), service));
        let served = tokio::select! {
            served = connection.as_mut() => served,
            () = self.drain.cancelled() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = served {
            tracing::debug!(%peer, %error, "an HTTP connection broke");
        }
    }
}

async fn answer(router: Router, request: Request<Incoming>) -> Result<Response, Infallible> {
    router.oneshot(request.map(Body::new)).await
}

/// Waits until a client has said which HTTP it speaks: nothing else bounds how long it may take.
async fn begin(stream: &TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut seen = [0; PREFACE.len()];
    loop {
        let length = stream.peek(&mut seen).await?;
        if length == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if length == PREFACE.len() || !PREFACE.starts_with(&seen[..length]) {
            return Ok(());
        }
        tokio::time::sleep(PREFACE_LOOK).await;
    }
}
