//! The port: takes connections, and lets them end in good order.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use placard_partition::Line;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::connection::{Around, Connection};
use super::courier;
use super::terminals::Terminals;
use crate::counts;

/// Bounds of the port. (Those of a session are constants beside it, since the standard or a
/// terminal hangs on them.)
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at a time. One more is closed as soon as it is opened.
    pub connections: usize,
    /// How long a peer may take to read its answers before its connection is closed.
    pub write_timeout: Duration,
    /// The same while draining.
    pub drain_timeout: Duration,
    /// Bytes that the kernel holds for a connection, each way. What a terminal sends waits there
    /// while its reports become durable.
    pub socket_buffer: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // A province has 20,000 vehicles.
            connections: 50_000,
            write_timeout: Duration::from_secs(30),
            drain_timeout: Duration::from_secs(5),
            socket_buffer: 64 * 1024,
        }
    }
}

/// Connections that wait to be taken, in the kernel.
const BACKLOG: u32 = 1024;

/// How long the port is left alone when no connection could be taken: for want of file descriptors,
/// mostly.
const ACCEPT_RETRY: Duration = Duration::from_millis(100);

/// The JT/T 808 port.
pub struct Server {
    listener: TcpListener,
    line: Line,
    limits: Limits,
    terminals: Terminals,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").field("listener", &self.listener).finish_non_exhaustive()
    }
}

impl Server {
    /// Opens the port. Call it within a tokio runtime.
    ///
    /// # Errors
    /// Where it cannot be opened: a server that nobody can reach must not start.
    pub fn bind(addr: SocketAddr, line: Line, limits: Limits) -> io::Result<Self> {
        let socket = if addr.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
        socket.set_reuseaddr(true)?;
        // Connections have the listener's.
        socket.set_recv_buffer_size(limits.socket_buffer)?;
        socket.set_send_buffer_size(limits.socket_buffer)?;
        socket.bind(addr)?;
        let listener = socket.listen(BACKLOG)?;
        Ok(Self { listener, line, limits, terminals: Terminals::default() })
    }

    /// Where it listens: the port that the kernel chose, where it was asked for any.
    ///
    /// # Errors
    /// The kernel's.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// The terminals that are connected, to send texts to.
    #[must_use]
    pub fn terminals(&self) -> Terminals {
        self.terminals.clone()
    }

    /// Serves until `drain` is cancelled. Then nothing more is read; what was read is acknowledged
    /// when it is durable, and every connection is closed before this returns.
    pub async fn run(self, drain: CancellationToken) {
        let Self { listener, line, limits, terminals } = self;
        let around = Around { line, terminals, limits, drain: drain.clone() };
        let room = Arc::new(Semaphore::new(limits.connections.min(Semaphore::MAX_PERMITS)));
        let connections = TaskTracker::new();
        let courier = courier::run(around.line.clone(), around.terminals.clone(), drain.clone());
        connections.spawn(courier);
        let mut turned_away = 0_u64;
        loop {
            let accepted = tokio::select! {
                biased;
                () = drain.cancelled() => break,
                accepted = listener.accept() => accepted,
            };
            let (stream, peer) = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be taken");
                    tokio::time::sleep(ACCEPT_RETRY).await;
                    continue;
                }
            };
            let Ok(place) = Arc::clone(&room).try_acquire_owned() else {
                counts::turned_away("no_room");
                turned_away += 1;
                if turned_away.is_power_of_two() {
                    let limit = limits.connections;
                    tracing::warn!(%peer, limit, turned_away, "no room for another connection");
                }
                continue;
            };
            let around = around.clone();
            connections.spawn(async move {
                serve(stream, peer, around).await;
                drop(place);
            });
        }
        drop(listener);
        connections.close();
        connections.wait().await;
    }
}

async fn serve(stream: TcpStream, peer: SocketAddr, around: Around) {
    // Answers are small and waited for.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%peer, %error, "connection ended before it began");
        return;
    }
    Connection::new(stream, peer, around).run().await;
}
