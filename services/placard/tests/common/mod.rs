//! What process-level tests share: a server that is the built binary, HTTP, and a terminal.

pub(crate) mod http;
pub(crate) mod server;
pub(crate) mod terminal;
