//! Where things are: datums turned into one another, zones as shapes that answer exactly, and an
//! index that finds the few zones a place or a way can concern.
//!
//! **Holds** datum transforms ([`datum`]), the local [`plane`] and its error, the [`check`] of a
//! zone's geometry, its [`geojson`] form, prepared shapes ([`shape`]) and their [`index`]; the
//! made-up zones that tests and benchmarks share ([`sample`]).
//! **May know** `placard-domain` alone. No I/O, no clock, no threads, no randomness.
//!
//! Invariants:
//! - a zone's edges are straight in longitude and latitude, as GeoJSON says, and whether a place
//!   lies in an area is decided in exact integer arithmetic on 1e-7 degree; the edge is inside;
//! - distances are planar, in whole millimetres of the zone's own [`Plane`], whose error against
//!   the ellipsoid is stated there and held by a test;
//! - sines come from `libm`, all else is basic arithmetic and square roots, so that a replay on
//!   another machine gives the same bytes;
//! - the answers of [`Shape`] agree: `contains` exactly where `depth` is not negative, and `spans`
//!   begin and end with an end of the way that lies inside;
//! - only [`datum`] turns one datum into another.
//!
//! Start reading at [`shape`], then [`index`].

pub mod bounds;
pub mod check;
pub mod datum;
pub mod geojson;
pub mod index;
pub mod plane;
pub mod sample;
pub mod shape;

mod edges;
mod exact;

pub use bounds::Bounds;
pub use check::check;
pub use index::{Crossed, ZoneIndex};
pub use plane::{Place, Plane};
pub use shape::{Along, Area, Circle, Corridor, Run, Shape, Span};
