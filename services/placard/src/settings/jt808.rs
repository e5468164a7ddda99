//! The JT/T 808 port, to which terminals connect.

use std::net::{Ipv4Addr, SocketAddr};

use placard_gateway::jt808::Limits;

use super::section::section;
use super::value::Seconds;

section! {
    /// The JT/T 808 port, to which terminals connect.
    pub struct Jt808 in "jt808" {
        /// Where it listens. Loopback, since without identities nothing else is allowed.
        listen: SocketAddr = SocketAddr::from((Ipv4Addr::LOCALHOST, 7608));
        /// Connections at once; one more is closed as soon as it is opened. A province has 20,000
        /// vehicles; each costs some 15 KiB.
        connections_max: usize = 50000, from 1 to 1000000;
        /// How long a terminal may take to read its answers before it is cut off, seconds.
        write_timeout_s: Seconds = Seconds(30), from 1 to 600;
        /// The same while draining, seconds; less than serve.drain_s has for all doors.
        drain_timeout_s: Seconds = Seconds(5), from 1 to 20;
        /// What the kernel holds for a connection, each way, bytes: what a terminal sends waits
        /// there while its reports become durable.
        socket_buffer_bytes: u32 = 65536, from 4096 to 4194304;
    }
}

impl Jt808 {
    /// As the gateway takes them.
    #[must_use]
    pub const fn limits(&self) -> Limits {
        Limits {
            connections: self.connections_max,
            write_timeout: self.write_timeout_s.duration(),
            drain_timeout: self.drain_timeout_s.duration(),
            socket_buffer: self.socket_buffer_bytes,
        }
    }
}
