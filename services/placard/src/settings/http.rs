//! The HTTP port: gRPC, JSON under `/v1/`, health, readiness, metrics.

use std::net::{Ipv4Addr, SocketAddr};

use super::section::section;
use super::value::Seconds;

section! {
    /// The HTTP port: gRPC, JSON under /v1/, /healthz, /readyz, /metrics.
    pub struct Http in "http" {
        /// Where it listens. Loopback, since without identities nothing else is allowed.
        listen: SocketAddr = SocketAddr::from((Ipv4Addr::LOCALHOST, 8080));
        /// Connections at once; the next one waits. Each may cost its windows below.
        connections_max: u32 = 4096, from 1 to 1000000;
        /// Calls that one HTTP/2 connection may have open at once.
        streams_max: u32 = 256, from 1 to 65536;
        /// HTTP/2 window of a stream, bytes: what a sender may have on the way unanswered. With
        /// the protocol's 64 KiB a stream moves 1 MB/s over 64 ms of distance; with 1 MiB 16.
        stream_window_bytes: u32 = 1048576, from 65535 to 16777216;
        /// HTTP/2 window of a connection, bytes: four full streams.
        connection_window_bytes: u32 = 4194304, from 65535 to 67108864;
        /// A quiet HTTP/2 connection is pinged this often, seconds: under the 30 s after which many
        /// gateways forget a connection.
        keep_alive_s: Seconds = Seconds(20), from 1 to 3600;
        /// ... and is closed when the answer takes longer than this, seconds.
        keep_alive_timeout_s: Seconds = Seconds(10), from 1 to 600;
        /// A client has this long to send a request's headers, seconds.
        header_timeout_s: Seconds = Seconds(10), from 1 to 600;
        /// A request's headers are at most this long, bytes.
        header_bytes_max: u32 = 32768, from 8192 to 1048576;
    }
}
