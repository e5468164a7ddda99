//! A pen: where the next row of a partition goes.

use placard_domain::Timestamp;
use placard_store::{ChainHash, Offset, PartitionNo, Row};

/// The end of a partition's journal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pen {
    pub(crate) partition: PartitionNo,
    /// The last row that was written …
    pub(crate) offset: Offset,
    /// … and its hash.
    pub(crate) hash: ChainHash,
    /// A new epoch begins with the next row.
    begins: bool,
}

impl Pen {
    pub(crate) const fn at(partition: PartitionNo, offset: Offset, hash: ChainHash) -> Self {
        Self { partition, offset, hash, begins: false }
    }

    pub(crate) const fn begin_epoch(&mut self) {
        self.begins = true;
    }

    /// The next row.
    pub(crate) fn write(&mut self, receive_time: Timestamp, body: Vec<u8>) -> Row {
        let offset = if self.begins {
            Offset { epoch: self.offset.epoch + 1, sequence: 0 }
        } else {
            self.offset.next()
        };
        let row = Row::chained(self.partition, offset, receive_time, self.hash, body);
        *self = Self::at(self.partition, offset, row.hash);
        row
    }
}
