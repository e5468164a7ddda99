//! A zone's geometry, prepared to be asked often: is a place inside, how deep, which pieces of a
//! way lie inside, and for a bridge or tunnel how far along it.
//!
//! | | inside means | exactness |
//! |---|---|---|
//! | [`Area`] | in the polygon or on its edge, not in a hole's inside | exact, integers |
//! | [`Corridor`] | within half the width of the line, ends rounded | planar, to a whole mm |
//! | [`Circle`] | within the radius of the centre | to a whole mm; error: [`plane`](crate::plane) |
//!
//! Edges are straight in longitude and latitude, as GeoJSON says; so are the ways asked about.

mod area;
mod circle;
mod corridor;
mod span;

use placard_domain::zone::Geometry;
use placard_domain::{Length, Position, Wgs84};

pub use area::Area;
pub use circle::Circle;
pub use corridor::{Along, Corridor, Run, Runs};
pub use span::{Span, Spans};

use crate::bounds::Bounds;

/// A zone's geometry, prepared.
#[derive(Clone, Debug)]
pub enum Shape {
    /// One polygon or several.
    Area(Area),
    /// A line with a width.
    Corridor(Corridor),
    /// A point with a radius.
    Circle(Circle),
}

impl Shape {
    /// The furthest that [`Self::depth`] looks: 100 km. Beyond it a plane means little.
    pub const DEPTH_CAP: Length = Length::from_whole_metres(100_000);

    /// Prepares a geometry that [`check`](crate::check()) has passed. One that has not is prepared
    /// without complaint; what its shape answers then means nothing.
    #[must_use]
    pub fn prepare(geometry: &Geometry) -> Self {
        match geometry {
            Geometry::Polygon(polygon) => Self::Area(Area::new(std::slice::from_ref(polygon))),
            Geometry::MultiPolygon(polygons) => Self::Area(Area::new(polygons)),
            Geometry::Corridor { line, width } => Self::Corridor(Corridor::new(line, *width)),
            Geometry::Circle { centre, radius } => Self::Circle(Circle::new(*centre, *radius)),
        }
    }

    /// A box that holds every place inside.
    #[must_use]
    pub const fn bounds(&self) -> &Bounds {
        match self {
            Self::Area(area) => area.bounds(),
            Self::Corridor(corridor) => corridor.bounds(),
            Self::Circle(circle) => circle.bounds(),
        }
    }

    /// Whether the place lies inside or on the edge.
    #[must_use]
    pub fn contains(&self, p: Position<Wgs84>) -> bool {
        self.bounds().contains(p)
            && match self {
                Self::Area(area) => area.contains(p),
                Self::Corridor(corridor) => corridor.contains(p),
                Self::Circle(circle) => circle.contains(p),
            }
    }

    /// How far inside the edge the place lies; below zero outside. Whole millimetres of the zone's
    /// own plane, rounded down, so that it is not negative exactly where [`Self::contains`].
    ///
    /// It saturates at `cap` either way (held between 1 mm and [`Self::DEPTH_CAP`]): edges further
    /// off are not looked at.
    #[must_use]
    pub fn depth(&self, p: Position<Wgs84>, cap: Length) -> Length {
        let cap = cap.mm().clamp(1, Self::DEPTH_CAP.mm());
        let mm = match self {
            Self::Area(area) => area.depth_mm(p, cap),
            Self::Corridor(corridor) => corridor.depth_mm(p, cap),
            Self::Circle(circle) => circle.depth_mm(p, cap),
        };
        Length::from_mm(mm.clamp(-cap, cap))
    }

    /// The pieces of the straight way from `a` to `b` that lie inside: closed, apart, in order,
    /// merged where they touch. A way that only touches the edge has a piece of length zero there.
    ///
    /// Begins at 0 where `a` lies inside and ends at 1 where `b` does. For an [`Area`] a piece is
    /// there exactly where the way has a point in common with it, and its ends are good to some
    /// 1e-15 of the way; for the others to 0.01 mm, and pieces less than 1 mm apart are one.
    #[must_use]
    pub fn spans(&self, a: Position<Wgs84>, b: Position<Wgs84>) -> Spans {
        if !self.bounds().meets(&Bounds::of(a, b)) {
            return Spans::new();
        }
        match self {
            Self::Area(area) => area.spans(a, b),
            Self::Corridor(corridor) => corridor.spans(a, b),
            Self::Circle(circle) => circle.spans(a, b),
        }
    }
}
