//! The JT/T 808 port, to which terminals connect.

use std::net::{Ipv4Addr, SocketAddr};

use super::section::section;

section! {
    /// The JT/T 808 port, to which terminals connect.
    pub struct Jt808 in "jt808" {
        /// Where it listens. Loopback, since without identities nothing else is allowed.
        listen: SocketAddr = SocketAddr::from((Ipv4Addr::LOCALHOST, 7608));
    }
}
