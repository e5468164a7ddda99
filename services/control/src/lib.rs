//! The services that people and their systems call.
