//! What a snapshot store promises.

use placard_domain::Timestamp;
use placard_store::{ChainHash, Offset, PartitionNo, Snapshot, SnapshotHeader, Snapshots};

const P1: PartitionNo = PartitionNo(1);

pub(crate) fn snapshot(sequence: u64) -> Snapshot {
    Snapshot {
        header: SnapshotHeader {
            partition: P1,
            offset: Offset { epoch: 1, sequence },
            hash: ChainHash([sequence as u8; 8]),
            receive_time: Timestamp::from_millis(77),
            format: 1,
            build: "0.1.0".to_owned(),
        },
        body: vec![sequence as u8; 100],
    }
}

pub(crate) async fn the_newest_two_are_kept(store: &impl Snapshots) {
    for sequence in [3, 9, 6] {
        store.save(&snapshot(sequence)).await.unwrap();
    }
    let kept = store.list(P1).await.unwrap();
    assert_eq!(kept, [snapshot(9).header, snapshot(6).header]);
    assert!(store.list(PartitionNo(0)).await.unwrap().is_empty());
}

pub(crate) async fn what_was_saved_is_loaded(store: &impl Snapshots) {
    let saved = snapshot(4);
    store.save(&saved).await.unwrap();
    store.save(&saved).await.unwrap();
    assert_eq!(store.load(P1, saved.header.offset).await.unwrap(), Some(saved.clone()));
    assert_eq!(store.load(P1, saved.header.offset.next()).await.unwrap(), None);
}
