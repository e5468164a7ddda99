//! What a journal promises.

use placard_domain::{Revision, Timestamp};
use placard_store::journal::Walk;
use placard_store::{ChainHash, CommitError, Entry, Journal, Offset, PartitionNo, Row};

/// Opens the same journal again and again.
pub(crate) trait Opener {
    fn open(&mut self) -> Box<dyn Journal>;
}

const P0: PartitionNo = PartitionNo(0);
const P3: PartitionNo = PartitionNo(3);

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

/// `n` chained rows of one epoch, the seal first.
fn rows(partition: PartitionNo, epoch: u32, n: u64, previous: ChainHash) -> Vec<Row> {
    let mut previous = previous;
    (0..n)
        .map(|sequence| {
            let entry = Entry::World { revision: Revision(sequence) };
            let offset = Offset { epoch, sequence };
            let row = Row::chained(partition, offset, at(1000), previous, entry.encode());
            previous = row.hash;
            row
        })
        .collect()
}

fn read_all(journal: &dyn Journal, partition: PartitionNo) -> Vec<Row> {
    journal.reader().unwrap().read(partition, Offset::ZERO, usize::MAX).unwrap()
}

pub(crate) fn a_new_journal_is_empty(opener: &mut impl Opener) {
    let journal = opener.open();
    let mut reader = journal.reader().unwrap();
    let extents = reader.extents().unwrap();
    assert_eq!(extents.len(), 4);
    assert!(extents.iter().all(|e| e.last == Offset::ZERO && e.cut == Offset::ZERO));
    assert_eq!(reader.listened_until().unwrap(), None);
}

pub(crate) fn what_was_committed_is_read_after_reopening(opener: &mut impl Opener) {
    let written = rows(P0, 1, 5, ChainHash::GENESIS);
    let mut journal = opener.open();
    journal.commit(&written[..2], at(7)).unwrap();
    journal.commit(&written[2..], at(9)).unwrap();
    drop(journal);
    let journal = opener.open();
    assert_eq!(read_all(&*journal, P0), written);
    let mut reader = journal.reader().unwrap();
    assert_eq!(reader.listened_until().unwrap(), Some(at(9)));
    assert_eq!(reader.extents().unwrap()[0].last, written[4].offset);
    let mut walk = Walk::from(Offset::ZERO, ChainHash::GENESIS);
    written.iter().for_each(|row| walk.step(row).unwrap());
}

pub(crate) fn partitions_do_not_mix(opener: &mut impl Opener) {
    let (a, b) = (rows(P0, 1, 3, ChainHash::GENESIS), rows(P3, 1, 2, ChainHash::GENESIS));
    let mut journal = opener.open();
    journal.commit(&[a.clone(), b.clone()].concat(), at(1)).unwrap();
    assert_eq!(read_all(&*journal, P0), a);
    assert_eq!(read_all(&*journal, P3), b);
    assert!(read_all(&*journal, PartitionNo(1)).is_empty());
}

pub(crate) fn reading_stops_at_about_the_bytes_asked_for(opener: &mut impl Opener) {
    let written = rows(P0, 1, 50, ChainHash::GENESIS);
    let mut journal = opener.open();
    journal.commit(&written, at(1)).unwrap();
    let mut reader = journal.reader().unwrap();
    let first = reader.read(P0, Offset::ZERO, 1).unwrap();
    assert_eq!(first.len(), 1, "at least one, however little is asked for");
    let mut read = first;
    while let last = read.last().unwrap().offset
        && let more = reader.read(P0, last, 500).unwrap()
        && !more.is_empty()
    {
        assert!(more.len() < 49);
        read.extend(more);
    }
    assert_eq!(read, written);
}

pub(crate) fn cutting_remembers_where_and_with_which_hash(opener: &mut impl Opener) {
    let written = rows(P0, 1, 6, ChainHash::GENESIS);
    let mut journal = opener.open();
    journal.commit(&written, at(1)).unwrap();
    let up_to = written[3].offset;
    let mut dropped = 0;
    while let n @ 1.. = journal.cut(P0, up_to, 3).unwrap() {
        assert!(n <= 3);
        dropped += n;
    }
    assert_eq!(dropped, 4);
    drop(journal);
    let journal = opener.open();
    let extent = journal.reader().unwrap().extents().unwrap()[0];
    assert_eq!((extent.cut, extent.cut_hash), (up_to, written[3].hash));
    let mut walk = Walk::from(extent.cut, extent.cut_hash);
    for row in read_all(&*journal, P0) {
        walk.step(&row).unwrap();
    }
    assert_eq!(walk.at(), written[5].offset);
}

pub(crate) fn cutting_spares_what_is_beyond(opener: &mut impl Opener) {
    let (a, b) = (rows(P0, 1, 4, ChainHash::GENESIS), rows(P3, 1, 4, ChainHash::GENESIS));
    let mut journal = opener.open();
    journal.commit(&[a.clone(), b.clone()].concat(), at(1)).unwrap();
    journal.cut(P0, a[1].offset, 100).unwrap();
    assert_eq!(read_all(&*journal, P0), a[2..]);
    assert_eq!(read_all(&*journal, P3), b);
    journal.cut(P0, a[3].offset, 100).unwrap();
    let extent = journal.reader().unwrap().extents().unwrap()[0];
    assert_eq!(extent.last, a[3].offset, "an empty journal still knows where it stands");
}

pub(crate) fn an_unfinished_end_is_dropped_and_written_over(opener: &mut impl Opener) {
    let (a, b) = (rows(P0, 1, 4, ChainHash::GENESIS), rows(P3, 1, 4, ChainHash::GENESIS));
    let mut journal = opener.open();
    journal.commit(&[a.clone(), b.clone()].concat(), at(1)).unwrap();
    journal.truncate(P0, a[1].offset).unwrap();
    assert_eq!(read_all(&*journal, P0), a[..2]);
    assert_eq!(read_all(&*journal, P3), b);
    journal.commit(&a[2..], at(2)).unwrap();
    assert_eq!(read_all(&*journal, P0), a);
}

pub(crate) fn an_offset_is_never_used_twice(opener: &mut impl Opener) {
    let written = rows(P0, 1, 2, ChainHash::GENESIS);
    let mut journal = opener.open();
    journal.commit(&written, at(1)).unwrap();
    let next = rows(P0, 2, 2, written[1].hash);
    journal.commit(&next, at(2)).unwrap();
    assert_eq!(read_all(&*journal, P0), [written.clone(), next].concat());
    let again = journal.commit(&written[1..], at(3));
    assert!(matches!(again, Err(CommitError::Unknown(_))), "{again:?}");
}
