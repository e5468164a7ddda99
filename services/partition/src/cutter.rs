//! How far a journal may be cut: below what the older kept snapshot and the archive need.

use std::sync::{Mutex, PoisonError};

use placard_store::snapshots::KEPT;
use placard_store::{Offset, PartitionNo};

use crate::wires::Back;
use crate::writer::Order;

/// What stands between each partition's journal and its cut.
pub(crate) struct Cutter {
    back: Back,
    needs: Mutex<Vec<Needs>>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Needs {
    /// The older kept snapshot; zero while there are not as many as are kept.
    snapshot: Offset,
    archived: Offset,
    cut: Offset,
}

impl Cutter {
    pub(crate) fn new(back: Back, partitions: u16) -> Self {
        let needs = Mutex::new(vec![Needs::default(); usize::from(partitions)]);
        Self { back, needs }
    }

    /// The snapshots that are kept, newest first.
    pub(crate) fn snapshots(&self, partition: PartitionNo, kept: &[Offset]) {
        let oldest = kept.get(KEPT - 1).copied().unwrap_or_default();
        self.learn(partition, |needs| needs.snapshot = oldest);
    }

    /// How far the archive is durable.
    pub(crate) fn archived(&self, partition: PartitionNo, offset: Offset) {
        self.learn(partition, |needs| needs.archived = needs.archived.max(offset));
    }

    fn learn(&self, partition: PartitionNo, learn: impl FnOnce(&mut Needs)) {
        let mut all = self.needs.lock().unwrap_or_else(PoisonError::into_inner);
        let needs = &mut all[usize::from(partition.0)];
        learn(needs);
        let up_to = needs.snapshot.min(needs.archived);
        if up_to > needs.cut {
            needs.cut = up_to;
            self.back.order(Order::Cut(partition, up_to));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wires::Wires;

    fn at(sequence: u64) -> Offset {
        Offset { epoch: 1, sequence }
    }

    #[test]
    fn nothing_is_cut_that_the_older_snapshot_or_the_archive_needs() {
        let (send, orders) = std::sync::mpsc::channel();
        let wires = Wires::new(send, Vec::new());
        let cutter = Cutter::new(Back::to(&wires), 2);
        let cut = || match orders.try_recv() {
            Ok(Order::Cut(partition, up_to)) => Some((partition.0, up_to)),
            _ => None,
        };
        cutter.archived(PartitionNo(1), at(50));
        cutter.snapshots(PartitionNo(1), &[at(40)]);
        assert_eq!(cut(), None, "a single snapshot may turn out to be damaged");
        cutter.snapshots(PartitionNo(1), &[at(60), at(40)]);
        assert_eq!(cut(), Some((1, at(40))));
        cutter.snapshots(PartitionNo(1), &[at(90), at(60)]);
        assert_eq!(cut(), Some((1, at(50))), "the archive lags behind");
        cutter.archived(PartitionNo(1), at(50));
        assert_eq!(cut(), None, "nothing new");
    }
}
