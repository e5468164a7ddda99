//! The doors tried from outside: sessions as values, then over real sockets with real SQLite.

mod cutting;
mod device;
mod registered;
mod session;
mod transcript;
