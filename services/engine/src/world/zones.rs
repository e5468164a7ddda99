//! The zones of a world: every version that a fix can still meet, in one index.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use placard_domain::window::Window;
use placard_domain::zone::Zone;
use placard_domain::{Length, Position, Revision, Timestamp, Wgs84, ZoneNo};
use placard_geo::Bounds;
use placard_geo::index::ZoneIndex;
use placard_geo::shape::Shape;

use super::book::Books;
use super::tables::{Version, Versions};

/// One version of a zone, prepared for judging.
#[derive(Debug)]
pub struct ZoneVersion {
    /// As the records have it.
    pub zone: Arc<Zone>,
    /// Its shape.
    pub shape: Arc<Shape>,
    /// The revision that brought it.
    pub revision: Revision,
    from: Timestamp,
    until: Timestamp,
    clock: TimeZone,
    holidays: Arc<[Date]>,
}

impl ZoneVersion {
    /// Whether it is in force at a device time.
    #[must_use]
    pub fn is_in_force(&self, time: Timestamp) -> bool {
        self.from <= time && time < self.until
    }

    /// Whether any of the windows holds at a device time, on the zone's own clock; none: always.
    #[must_use]
    pub fn is_open(&self, windows: &[Window], time: Timestamp) -> bool {
        if windows.is_empty() {
            return true;
        }
        let local = time.in_zone(&self.clock);
        windows.iter().any(|window| window.contains(local, &self.holidays))
    }
}

/// The zones of a world.
#[derive(Debug, Default)]
pub struct Zones {
    /// The revision since which they have stood as they are.
    since: Revision,
    history: BTreeMap<ZoneNo, Versions<Prepared>>,
    /// In order of number, then revision; positions in `index` are positions here.
    entries: Vec<Arc<ZoneVersion>>,
    index: ZoneIndex,
}

#[derive(Clone, Debug)]
struct Prepared {
    zone: Arc<Zone>,
    shape: Arc<Shape>,
}

/// Changes to make in one go.
#[derive(Debug, Default)]
pub(super) struct Edit(Vec<(ZoneNo, Version<Zone>)>);

impl Edit {
    pub(super) fn push(&mut self, no: ZoneNo, version: Version<Zone>) {
        self.0.push((no, version));
    }

    pub(super) fn changed(&self) -> bool {
        !self.0.is_empty()
    }
}

impl Zones {
    pub(super) fn with(&self, revision: Revision, edit: Edit, books: &Books) -> Self {
        let mut history = self.history.clone();
        for (no, version) in edit.0 {
            let prepared = version.item.as_ref().map(|zone| {
                let shape = Arc::new(Shape::prepare(&zone.geometry));
                Prepared { zone: Arc::new(zone.clone()), shape }
            });
            history.entry(no).or_default().push(version.with(prepared));
        }
        let entries: Vec<_> = history
            .values()
            .flat_map(|versions| versions.spans())
            .filter_map(|(version, from, until)| {
                let prepared = version.item.as_ref()?;
                Some(Arc::new(entry_of(prepared, version.revision, from, until, books)))
            })
            .collect();
        let shapes = entries.iter().map(|entry| (entry.zone.no.0, Arc::clone(&entry.shape)));
        let index = ZoneIndex::build(shapes.collect());
        Self { since: revision, history, entries, index }
    }

    /// Versions in force at `time` whose box, padded by `pad`, holds the place or meets the way
    /// from `from` to it. In order of zone number.
    pub fn near(
        &self,
        from: Option<Position<Wgs84>>,
        to: Position<Wgs84>,
        pad: Length,
        time: Timestamp,
        found: &mut Vec<Arc<ZoneVersion>>,
    ) {
        let mut hits = Vec::new();
        match from {
            Some(from) => self.index.along(from, to, pad, &mut hits),
            None => self.index.near(to, pad, &mut hits),
        }
        let entries = hits.into_iter().map(|at| &self.entries[at as usize]);
        found.extend(entries.filter(|entry| entry.is_in_force(time)).cloned());
    }

    /// Open ground round a place, where no zone is within `pad` at any time: see
    /// [`ZoneIndex::clearing`].
    pub(crate) fn clearing(
        &self,
        place: Position<Wgs84>,
        reach: Length,
        pad: Length,
    ) -> Option<Bounds> {
        self.index.clearing(place, reach, pad)
    }

    /// The version of a zone that is in force at `time`.
    #[must_use]
    pub fn get(&self, no: ZoneNo, time: Timestamp) -> Option<&Arc<ZoneVersion>> {
        let from = self.entries.partition_point(|entry| entry.zone.no < no);
        self.entries[from..]
            .iter()
            .take_while(|entry| entry.zone.no == no)
            .find(|entry| entry.is_in_force(time))
    }

    /// The revision since which they have stood as they are: two worlds of one history with the
    /// same one have the same zones.
    pub(crate) const fn since(&self) -> Revision {
        self.since
    }

    /// How many versions stand in the index.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

fn entry_of(
    prepared: &Prepared,
    revision: Revision,
    from: Timestamp,
    until: Timestamp,
    books: &Books,
) -> ZoneVersion {
    let hours = books.hours(&prepared.zone.jurisdiction);
    ZoneVersion {
        zone: Arc::clone(&prepared.zone),
        shape: Arc::clone(&prepared.shape),
        revision,
        from,
        until: prepared.zone.effective_to.map_or(until, |end| end.min(until)),
        clock: hours.map_or(TimeZone::UTC, |hours| hours.zone.clone()),
        holidays: hours.map(|hours| Arc::clone(&hours.holidays)).unwrap_or_default(),
    }
}
