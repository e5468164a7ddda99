//! The archive: every accepted fix for as long as the law asks, in compressed chunks.
//!
//! A chunk holds fixes of one vehicle in the order of acceptance, each with its receive time and
//! the revision of the world it was judged by: what a replay needs, years later. What else the
//! journal said of a partition (owners, worlds) is kept beside them as notes. A fix that was sent
//! twice stands here twice, as in the journal; a track shows it once.

pub mod chunk;

use async_trait::async_trait;
use placard_domain::{AcceptedFix, Timestamp, VehicleNo};

use crate::journal::{Entry, Offset, PartitionNo, StoreError};

/// A box in whole 1e-7 degree of WGS-84, edges included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BoundingBox {
    /// West edge.
    pub west: i32,
    /// South edge.
    pub south: i32,
    /// East edge.
    pub east: i32,
    /// North edge.
    pub north: i32,
}

impl BoundingBox {
    /// The least box that holds the places; `None` where there are none.
    pub fn around(places: impl IntoIterator<Item = (i32, i32)>) -> Option<Self> {
        places.into_iter().fold(None, |found: Option<Self>, (lon, lat)| {
            let b = found.unwrap_or(Self { west: lon, south: lat, east: lon, north: lat });
            Some(Self {
                west: b.west.min(lon),
                south: b.south.min(lat),
                east: b.east.max(lon),
                north: b.north.max(lat),
            })
        })
    }

    /// Whether a place lies in it.
    #[must_use]
    pub const fn contains(&self, lon: i32, lat: i32) -> bool {
        self.west <= lon && lon <= self.east && self.south <= lat && lat <= self.north
    }

    /// Whether two boxes share a place.
    #[must_use]
    pub const fn meets(&self, other: &Self) -> bool {
        self.west <= other.east
            && other.west <= self.east
            && self.south <= other.north
            && other.south <= self.north
    }
}

/// Fixes of one vehicle, encoded, with what a query asks for beside them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// Whose.
    pub vehicle: VehicleNo,
    /// The partition whose journal held them.
    pub partition: PartitionNo,
    /// The entry that held the first.
    pub first: Offset,
    /// The entry that held the last: a chunk always ends with an entry.
    pub last: Offset,
    /// Least device time.
    pub start: Timestamp,
    /// Greatest device time.
    pub end: Timestamp,
    /// Where; `None` where no fix has a position.
    pub bounds: Option<BoundingBox>,
    /// How many fixes.
    pub count: u32,
    /// [`chunk::encode`]d.
    pub body: Vec<u8>,
}

/// A change of the partition that the journal noted, kept for replay after the cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Whose journal.
    pub partition: PartitionNo,
    /// Where in it.
    pub offset: Offset,
    /// When.
    pub receive_time: Timestamp,
    /// Any entry but fixes.
    pub entry: Entry,
}

/// What an archiver hands over at once.
#[derive(Clone, Debug)]
pub struct Shelf {
    /// The partition.
    pub partition: PartitionNo,
    /// Everything of the partition up to here is in the archive once this is.
    pub archived: Offset,
    /// Receive time at `archived`.
    pub at: Timestamp,
    /// Chunks that closed.
    pub chunks: Vec<Chunk>,
    /// Notes met on the way.
    pub notes: Vec<Note>,
}

/// An archive store.
#[async_trait]
pub trait Archive: Send + Sync {
    /// Takes a shelf, all or none, durable on return. What is there already stays as it is: handing
    /// the same shelf over twice changes nothing.
    async fn shelve(&self, shelf: &Shelf) -> Result<(), StoreError>;

    /// How far a partition is archived; [`Offset::ZERO`]: not at all.
    async fn archived(&self, partition: PartitionNo) -> Result<Offset, StoreError>;

    /// For each vehicle of a partition with chunks that end after `after`: where its last one ends.
    /// What the journal repeats up to there is in the archive already.
    async fn shelved_beyond(
        &self,
        partition: PartitionNo,
        after: Offset,
    ) -> Result<Vec<(VehicleNo, Offset)>, StoreError>;

    /// Chunks of a vehicle that may hold fixes with `from <= device time < to`, and in `within`
    /// where given, in order of acceptance.
    async fn chunks(
        &self,
        vehicle: VehicleNo,
        from: Timestamp,
        to: Timestamp,
        within: Option<BoundingBox>,
    ) -> Result<Vec<Chunk>, StoreError>;

    /// Every vehicle that has chunks in a partition, in order of number.
    async fn vehicles(&self, partition: PartitionNo) -> Result<Vec<VehicleNo>, StoreError>;

    /// Every note of a partition, in order.
    async fn notes(&self, partition: PartitionNo) -> Result<Vec<Note>, StoreError>;

    /// Drops chunks whose newest fix is older than `before`. Returns how many.
    async fn forget(&self, before: Timestamp) -> Result<u64, StoreError>;
}

impl Chunk {
    /// Encodes `fixes` (all of one vehicle, at least one) that the entries `first` to `last` held.
    #[must_use]
    pub fn of(
        vehicle: VehicleNo,
        partition: PartitionNo,
        first: Offset,
        last: Offset,
        fixes: &[AcceptedFix],
    ) -> Self {
        let times = || fixes.iter().map(|f| f.fix.device_time);
        let places = fixes.iter().filter_map(|f| f.fix.position);
        Self {
            vehicle,
            partition,
            first,
            last,
            start: times().min().unwrap_or_default(),
            end: times().max().unwrap_or_default(),
            bounds: BoundingBox::around(places.map(|p| (p.lon_units(), p.lat_units()))),
            count: fixes.len() as u32,
            body: chunk::encode(fixes),
        }
    }

    /// The fixes, in order of acceptance.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where the body is not what was written.
    pub fn fixes(&self) -> Result<Vec<AcceptedFix>, StoreError> {
        let fixes = chunk::decode(self.vehicle, &self.body).map_err(|error| {
            let place = format!("chunk of vehicle {} at {}", self.vehicle.0, self.first);
            StoreError::Damaged(format!("{place}: {error}"))
        })?;
        if fixes.len() == self.count as usize {
            Ok(fixes)
        } else {
            let found = format!("{} fixes, {} were written", fixes.len(), self.count);
            Err(StoreError::Damaged(found))
        }
    }
}
