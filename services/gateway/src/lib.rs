//! Device sessions over TCP and gRPC.
