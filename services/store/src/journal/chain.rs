//! The chain of hashes through a partition's rows: found damage is named, never skipped.

use placard_domain::Timestamp;

use super::{Offset, PartitionNo, Row};

/// The first eight bytes of a BLAKE3 hash. It guards against accident, not against forgery.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChainHash(pub [u8; 8]);

impl ChainHash {
    /// Before the first row of a partition.
    pub const GENESIS: Self = Self([0; 8]);

    /// As SQL keeps it.
    #[must_use]
    pub const fn to_i64(self) -> i64 {
        i64::from_le_bytes(self.0)
    }

    /// From what SQL keeps.
    #[must_use]
    pub const fn from_i64(value: i64) -> Self {
        Self(value.to_le_bytes())
    }
}

impl Row {
    /// The row after `previous`, with its hash.
    #[must_use]
    pub fn chained(
        partition: PartitionNo,
        offset: Offset,
        receive_time: Timestamp,
        previous: ChainHash,
        body: Vec<u8>,
    ) -> Self {
        let mut row =
            Self { partition, offset, receive_time, previous, hash: ChainHash::GENESIS, body };
        row.hash = row.computed_hash();
        row
    }

    /// Whether the row reads as it was written.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        self.hash == self.computed_hash()
    }

    fn computed_hash(&self) -> ChainHash {
        let mut head = [0; 30];
        head[..2].copy_from_slice(&self.partition.0.to_le_bytes());
        head[2..6].copy_from_slice(&self.offset.epoch.to_le_bytes());
        head[6..14].copy_from_slice(&self.offset.sequence.to_le_bytes());
        head[14..22].copy_from_slice(&self.receive_time.millis().to_le_bytes());
        head[22..].copy_from_slice(&self.previous.0);
        let mut hasher = blake3::Hasher::new();
        hasher.update(&head);
        hasher.update(&self.body);
        let mut hash = [0; 8];
        hasher.finalize_xof().fill(&mut hash);
        ChainHash(hash)
    }
}

/// Follows a chain row by row.
#[derive(Clone, Copy, Debug)]
pub struct Walk {
    at: Offset,
    hash: ChainHash,
    receive_time: Timestamp,
}

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// Its own hash does not match its bytes.
    #[error("row {0} does not read as it was written")]
    Garbled(Offset),
    /// It does not follow the row before it.
    #[error("row {found} does not follow row {after}")]
    Broken {
        /// The last row that was good.
        after: Offset,
        /// The row that came.
        found: Offset,
    },
}

impl Walk {
    /// From the row at `at`, whose hash is known: the cut, a snapshot, or the beginning.
    #[must_use]
    pub const fn from(at: Offset, hash: ChainHash) -> Self {
        Self { at, hash, receive_time: Timestamp::MIN }
    }

    /// The last row that was good.
    #[must_use]
    pub const fn at(&self) -> Offset {
        self.at
    }

    /// Its hash.
    #[must_use]
    pub const fn hash(&self) -> ChainHash {
        self.hash
    }

    /// Takes the next row.
    ///
    /// # Errors
    /// [`Damage`] where the row is not whole or does not follow; the walk stays where it was.
    pub fn step(&mut self, row: &Row) -> Result<(), Damage> {
        if !row.is_intact() {
            return Err(Damage::Garbled(row.offset));
        }
        let follows = row.previous == self.hash
            && row.receive_time >= self.receive_time
            && if row.offset.epoch == self.at.epoch {
                row.offset == self.at.next()
            } else {
                row.offset.epoch > self.at.epoch && row.offset.sequence == 0
            };
        if !follows {
            return Err(Damage::Broken { after: self.at, found: row.offset });
        }
        *self = Self { at: row.offset, hash: row.hash, receive_time: row.receive_time };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(n: u64) -> Vec<Row> {
        let mut previous = ChainHash::GENESIS;
        (0..n)
            .map(|sequence| {
                let offset = Offset { epoch: 1, sequence };
                let body = vec![sequence as u8; 10];
                let row =
                    Row::chained(PartitionNo(3), offset, Timestamp::from_millis(5), previous, body);
                previous = row.hash;
                row
            })
            .collect()
    }

    fn walked(rows: &[Row]) -> Result<Offset, Damage> {
        let mut walk = Walk::from(Offset::ZERO, ChainHash::GENESIS);
        rows.iter().try_for_each(|row| walk.step(row)).map(|()| walk.at())
    }

    #[test]
    fn a_whole_chain_walks_to_its_end() {
        assert_eq!(walked(&chain(5)), Ok(Offset { epoch: 1, sequence: 4 }));
    }

    #[test]
    fn one_flipped_bit_anywhere_is_found_where_it_is() {
        for victim in 0..5 {
            let mut rows = chain(5);
            rows[victim].body[9] ^= 0x10;
            assert_eq!(walked(&rows), Err(Damage::Garbled(rows[victim].offset)));
        }
        let mut rows = chain(5);
        rows[2].receive_time = Timestamp::from_millis(6);
        assert_eq!(walked(&rows), Err(Damage::Garbled(rows[2].offset)));
    }

    #[test]
    fn a_missing_row_and_a_foreign_row_are_found() {
        let mut rows = chain(5);
        rows.remove(2);
        let gap = Damage::Broken {
            after: Offset { epoch: 1, sequence: 1 },
            found: Offset { epoch: 1, sequence: 3 },
        };
        assert_eq!(walked(&rows), Err(gap));

        let mut rows = chain(5);
        rows[4] = Row::chained(
            PartitionNo(3),
            rows[4].offset,
            rows[4].receive_time,
            ChainHash([9; 8]),
            vec![1],
        );
        assert!(matches!(walked(&rows), Err(Damage::Broken { .. })));
    }

    #[test]
    fn receive_times_never_run_backwards() {
        let mut rows = chain(2);
        let offset = Offset { epoch: 1, sequence: 2 };
        let earlier = Timestamp::from_millis(4);
        rows.push(Row::chained(PartitionNo(3), offset, earlier, rows[1].hash, vec![]));
        assert!(matches!(walked(&rows), Err(Damage::Broken { .. })));
    }

    #[test]
    fn a_new_epoch_begins_with_its_seal() {
        let mut rows = chain(3);
        let seal = Offset { epoch: 4, sequence: 0 };
        let now = Timestamp::from_millis(9);
        rows.push(Row::chained(PartitionNo(3), seal, now, rows[2].hash, vec![]));
        assert_eq!(walked(&rows), Ok(seal));
        let skipped = Offset { epoch: 5, sequence: 1 };
        rows.push(Row::chained(PartitionNo(3), skipped, now, rows[3].hash, vec![]));
        assert!(walked(&rows).is_err());
    }
}
