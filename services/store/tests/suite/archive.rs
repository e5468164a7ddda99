//! What an archive promises.

use placard_domain::{AcceptedFix, Fix, Position, Revision, Timestamp, VehicleNo};
use placard_store::{Archive, BoundingBox, Chunk, Entry, Note, Offset, PartitionNo, Shelf};

const P1: PartitionNo = PartitionNo(1);

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

fn offset(sequence: u64) -> Offset {
    Offset { epoch: 1, sequence }
}

/// Three fixes a second apart from `second` on, eastwards from `lon`.
fn chunk(vehicle: u32, sequences: (u64, u64), second: i64, lon: i32) -> Chunk {
    let vehicle = VehicleNo(vehicle);
    let fixes: Vec<_> = (0..3)
        .map(|i| {
            let mut fix = Fix::bare(vehicle, at((second + i) * 1000));
            fix.position = Position::from_units(lon + i as i32, 290_000_000);
            AcceptedFix { fix, receive_time: at((second + i) * 1000 + 5), revision: Revision(1) }
        })
        .collect();
    Chunk::of(vehicle, P1, offset(sequences.0), offset(sequences.1), &fixes)
}

fn shelf(archived: u64, chunks: Vec<Chunk>, notes: Vec<Note>) -> Shelf {
    Shelf { partition: P1, archived: offset(archived), at: at(0), chunks, notes }
}

async fn all_of(store: &impl Archive, vehicle: u32) -> Vec<Chunk> {
    store.chunks(VehicleNo(vehicle), Timestamp::MIN, Timestamp::MAX, None).await.unwrap()
}

pub(crate) async fn shelving_twice_changes_nothing(store: &impl Archive) {
    let one = shelf(3, vec![chunk(7, (1, 3), 10, 0)], vec![]);
    store.shelve(&one).await.unwrap();
    store.shelve(&one).await.unwrap();
    assert_eq!(all_of(store, 7).await, one.chunks);
    assert_eq!(all_of(store, 7).await[0].fixes().unwrap().len(), 3);
    assert_eq!(store.vehicles(P1).await.unwrap(), [VehicleNo(7)]);
    assert!(store.vehicles(PartitionNo(0)).await.unwrap().is_empty());
}

pub(crate) async fn archived_only_goes_forward(store: &impl Archive) {
    assert_eq!(store.archived(P1).await.unwrap(), Offset::ZERO);
    store.shelve(&shelf(9, vec![], vec![])).await.unwrap();
    store.shelve(&shelf(4, vec![], vec![])).await.unwrap();
    assert_eq!(store.archived(P1).await.unwrap(), offset(9));
    assert_eq!(store.archived(PartitionNo(0)).await.unwrap(), Offset::ZERO);
}

pub(crate) async fn chunks_are_found_by_time_and_box(store: &impl Archive) {
    let (early, late) = (chunk(7, (1, 3), 10, 100), chunk(7, (4, 6), 20, 900));
    let other = chunk(8, (1, 6), 10, 100);
    store.shelve(&shelf(6, vec![early.clone(), late.clone(), other], vec![])).await.unwrap();
    let find = async |from: i64, to: i64, within| {
        store.chunks(VehicleNo(7), at(from), at(to), within).await.unwrap()
    };
    assert_eq!(find(0, 100_000, None).await, [early.clone(), late.clone()]);
    assert_eq!(
        find(12_000, 20_000, None).await,
        std::slice::from_ref(&early),
        "the end is not included"
    );
    assert_eq!(find(12_001, 20_001, None).await, std::slice::from_ref(&late));
    let west = BoundingBox { west: 50, south: 0, east: 200, north: i32::MAX };
    assert_eq!(find(0, 100_000, Some(west)).await, [early]);
    let nowhere = BoundingBox { west: 300, south: 0, east: 400, north: i32::MAX };
    assert!(find(0, 100_000, Some(nowhere)).await.is_empty());
}

pub(crate) async fn shelved_beyond_tells_where_each_vehicle_ends(store: &impl Archive) {
    let chunks = vec![chunk(7, (1, 3), 10, 0), chunk(7, (4, 8), 20, 0), chunk(9, (2, 5), 10, 0)];
    store.shelve(&shelf(1, chunks, vec![])).await.unwrap();
    let beyond = store.shelved_beyond(P1, offset(3)).await.unwrap();
    assert_eq!(beyond, [(VehicleNo(9), offset(5)), (VehicleNo(7), offset(8))]);
    assert!(store.shelved_beyond(P1, offset(8)).await.unwrap().is_empty());
}

pub(crate) async fn notes_come_back_in_order(store: &impl Archive) {
    let note = |sequence, entry| Note {
        partition: P1,
        offset: offset(sequence),
        receive_time: at(sequence as i64),
        entry,
    };
    let seal = note(0, Entry::Seal { listened_until: None });
    let world = note(4, Entry::World { revision: Revision(2) });
    store.shelve(&shelf(4, vec![], vec![world.clone()])).await.unwrap();
    store.shelve(&shelf(4, vec![], vec![seal.clone(), world.clone()])).await.unwrap();
    assert_eq!(store.notes(P1).await.unwrap(), [seal, world]);
}

pub(crate) async fn forgetting_drops_what_is_too_old(store: &impl Archive) {
    let (old, new) = (chunk(7, (1, 3), 10, 0), chunk(7, (4, 6), 20, 0));
    store.shelve(&shelf(6, vec![old, new.clone()], vec![])).await.unwrap();
    assert_eq!(store.forget(at(12_001)).await.unwrap(), 1);
    assert_eq!(all_of(store, 7).await, [new]);
}
