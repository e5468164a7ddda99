//! The words of Placard: ids, units, datums, fixes, vehicles, zones, permits, routes, alerts, the
//! identifiers that papers carry, and the part of the dangerous-goods list that judging needs.
//!
//! **Holds** plain values and the rules that make a wrong one impossible to build.
//! **May know** nothing of ours. No I/O, no clock, no randomness, no async.
//!
//! Invariants:
//! - inside, time is UTC milliseconds ([`Timestamp`]) and place is 1e-7 degree of WGS-84
//!   ([`Position<Wgs84>`](Position)): both integers, so that a replay gives the same bytes
//!   anywhere;
//! - a [`Position`] carries its datum in its type: only `placard-geo` turns one into another;
//! - a unit is a type ([`Speed`], [`Heading`], [`Length`]), turned from and to km/h, degrees and
//!   metres at the door alone;
//! - what is wrong with an input is a [`Violation`]: a field path, a stable [`Reason`], and a text
//!   in Chinese and English from one catalogue.
//!
//! Start reading at [`fix`], then [`zone`], then [`alert`]; papers and their checked numbers at
//! [`identifier`].

pub mod alert;
pub mod command;
pub mod fix;
pub mod goods;
pub mod id;
pub mod identifier;
pub mod jurisdiction;
pub mod permit;
pub mod position;
pub mod registry;
pub mod route;
pub mod rule;
pub mod text;
pub mod time;
pub mod trip;
pub mod unit;
pub mod vehicle;
pub mod violation;
pub mod waybill;
pub mod window;
pub mod zone;

pub use alert::{Alert, Case, Detection};
pub use command::Command;
pub use fix::{AcceptedFix, Fix};
pub use id::{
    AlertId, CarrierId, CommandId, JurisdictionId, OrganisationId, PartyId, PermitId, PersonId,
    Revision, RouteId, SiteId, TankId, TerminalId, VehicleId, VehicleNo, WaybillId, ZoneId, ZoneNo,
};
pub use position::{Bd09, Datum, DatumName, Gcj02, Position, Wgs84};
pub use text::Text;
pub use time::{Millis, Timestamp};
pub use unit::{Heading, Length, Speed};
pub use violation::{Reason, Violation, Violations};
