//! One pass over a partition's journal: where it holds, and where it does not.

use std::collections::BTreeMap;

use placard_domain::Timestamp;
use placard_store::journal::Walk;
use placard_store::{ChainHash, Extent, JournalReader, Offset, StoreError};

/// Bytes read at once.
pub(crate) const READ_BYTES: usize = 4 << 20;

/// What the pass found.
#[derive(Clone, Debug)]
pub(crate) struct Scan {
    /// T: the last row that reads whole, and all before it do.
    pub(crate) whole: Offset,
    pub(crate) whole_hash: ChainHash,
    /// The last row that is damaged or before which rows are missing, where one is: D.
    pub(crate) damage: Option<Offset>,
    /// The last row that is there: E where something good follows the damage.
    pub(crate) last: Offset,
    pub(crate) last_hash: ChainHash,
    pub(crate) last_time: Timestamp,
    /// Hashes at the offsets that were asked for.
    pub(crate) hashes: BTreeMap<Offset, ChainHash>,
    /// Whether good rows follow the damage.
    pub(crate) goes_on: bool,
}

/// Reads a partition from its cut to its end; `wanted` are offsets whose hashes are needed.
pub(crate) fn scan(
    reader: &mut dyn JournalReader,
    extent: &Extent,
    wanted: &[Offset],
) -> Result<Scan, StoreError> {
    let mut walk = Walk::from(extent.cut, extent.cut_hash);
    let mut found = Scan {
        whole: extent.cut,
        whole_hash: extent.cut_hash,
        damage: None,
        last: extent.cut,
        last_hash: extent.cut_hash,
        last_time: Timestamp::MIN,
        hashes: BTreeMap::from([(extent.cut, extent.cut_hash)]),
        goes_on: false,
    };
    loop {
        let rows = reader.read(extent.partition, found.last, READ_BYTES)?;
        if rows.is_empty() {
            return Ok(found);
        }
        for row in rows {
            if let Err(damage) = walk.step(&row) {
                tracing::error!(partition = %extent.partition, %damage, "journal damaged");
                found.damage = Some(if row.is_intact() { found.last } else { row.offset });
                found.goes_on = row.is_intact();
                walk = Walk::from(row.offset, row.hash);
            } else if found.damage.is_some() {
                found.goes_on = true;
            } else {
                (found.whole, found.whole_hash) = (row.offset, row.hash);
            }
            if wanted.contains(&row.offset) && row.is_intact() {
                found.hashes.insert(row.offset, row.hash);
            }
            (found.last, found.last_hash) = (row.offset, row.hash);
            found.last_time = found.last_time.max(row.receive_time);
        }
    }
}
