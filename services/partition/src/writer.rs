//! The journal's one writer: gathers what came, stamps it, commits it, then lets it be acknowledged
//! and judged.
//!
//! It runs on a thread of its own. What has come while a commit was under way goes into the next
//! one: the longer a sync takes, the more it carries. A partition gets one row a commit.

mod pen;

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use placard_domain::{Fix, Millis, Timestamp};
use placard_engine::World;
use placard_store::{CommitError, Entry, Journal, Offset, PartitionNo, Row};
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;

use crate::answers::{Answer, Waiting};
use crate::clock::Clock;
use crate::judge::{JournalRow, Post, Task};
use crate::line::Refused;
use crate::number::partition_of;
use crate::room::{Held, Room};

pub(crate) use pen::Pen;

/// Fixes that one commit carries at most: some 600 KB, a few milliseconds.
const COMMIT_FIXES: usize = 8192;
/// With nothing to write, the writer vouches this often that it listened.
const VOUCH_EVERY: Duration = Duration::from_secs(1);
/// Rows that one cut drops between two commits.
const CUT_ROWS: usize = 256;

/// What the writer is told to do.
pub(crate) enum Order {
    /// To journal fixes.
    Fixes(Batch),
    /// To note that the world moved.
    World(Arc<World>, oneshot::Sender<()>),
    /// To drop what nobody needs any more.
    Cut(PartitionNo, Offset),
    /// To write that the partitions were released, and stop.
    Drain(oneshot::Sender<()>),
}

/// Fixes that are durable together.
pub(crate) struct Batch {
    pub(crate) fixes: Vec<Fix>,
    pub(crate) room: Held,
    pub(crate) done: Waiting,
}

/// The newest offset of each partition that is durable, for the high water in the records.
pub(crate) type Durable = Arc<Mutex<Vec<(PartitionNo, Offset)>>>;

/// The writer.
pub(crate) struct Writer {
    pub(crate) journal: Box<dyn Journal>,
    pub(crate) pens: Vec<Pen>,
    pub(crate) judges: Vec<(Sender<Task>, Arc<Post>)>,
    pub(crate) answers: UnboundedSender<Answer>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) room: Arc<Room>,
    pub(crate) world: Arc<World>,
    pub(crate) durable: Durable,
    /// Receive time of the newest commit: vouched for.
    pub(crate) last: Timestamp,
    /// Worlds that could not be noted while the disk was full.
    pub(crate) deferred: Vec<(Arc<World>, oneshot::Sender<()>)>,
    pub(crate) cuts: Vec<(PartitionNo, Offset)>,
}

/// An entry for a partition, and the world it brings.
type Written = (PartitionNo, Entry, Option<Arc<World>>);

impl Writer {
    /// Runs until drained, failed, or let go.
    pub(crate) fn run(mut self, orders: &Receiver<Order>) {
        let mut next = None;
        while !self.room.has_failed() {
            let order = match next.take() {
                Some(order) => order,
                None => match orders.recv_timeout(VOUCH_EVERY) {
                    Ok(order) => order,
                    Err(RecvTimeoutError::Timeout) => {
                        self.vouch();
                        continue;
                    }
                    Err(RecvTimeoutError::Disconnected) => return,
                },
            };
            match self.take(order, orders) {
                ControlFlow::Continue(left_over) => next = left_over,
                ControlFlow::Break(()) => return,
            }
        }
        // What still waits learns it from its sender being gone.
    }

    fn take(&mut self, order: Order, orders: &Receiver<Order>) -> ControlFlow<(), Option<Order>> {
        match order {
            Order::Fixes(first) => {
                let (batches, left_over) = gather(first, orders);
                self.write_fixes(batches);
                self.cut_a_little();
                return ControlFlow::Continue(left_over);
            }
            Order::World(world, done) => self.write_world(world, done),
            Order::Cut(partition, up_to) => {
                self.cuts.push((partition, up_to));
                self.cut_a_little();
            }
            Order::Drain(done) => {
                self.release(done);
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(None)
    }

    fn write_fixes(&mut self, batches: Vec<Batch>) {
        if self.room.is_disk_full() {
            self.try_for_room();
        }
        if self.room.is_disk_full() {
            let waiting = batches.into_iter().map(|batch| batch.done).collect();
            self.answer(waiting, Err(Refused::DiskFull));
            return;
        }
        let mut apart: Vec<Vec<Fix>> = self.pens.iter().map(|_| Vec::new()).collect();
        let partitions = self.pens.len() as u16;
        let (mut waiting, mut rooms, mut count) = (Vec::new(), Vec::new(), 0);
        for Batch { fixes, room, done } in batches {
            count += fixes.len() as u64;
            for fix in fixes {
                apart[usize::from(partition_of(fix.vehicle, partitions).0)].push(fix);
            }
            rooms.push(room);
            waiting.push(done);
        }
        let revision = self.world.revision();
        let entries = self.pens.iter().zip(apart).filter(|(_, fixes)| !fixes.is_empty());
        let entries = entries
            .map(|(pen, fixes)| (pen.partition, Entry::Fixes { revision, fixes }, None))
            .collect();
        match self.commit(entries, rooms) {
            Ok(()) => {
                metrics::counter!("placard_fixes_accepted_total").increment(count);
                self.answer(waiting, Ok(()));
            }
            Err(refused) => self.answer(waiting, Err(refused)),
        }
    }

    fn write_world(&mut self, world: Arc<World>, done: oneshot::Sender<()>) {
        if self.room.is_disk_full() {
            self.deferred.push((world, done));
            return;
        }
        if self.note_world(&world).is_ok() {
            let _ = done.send(());
        } else {
            self.deferred.push((world, done));
        }
    }

    fn note_world(&mut self, world: &Arc<World>) -> Result<(), Refused> {
        let revision = world.revision();
        let note = |pen: &Pen| (pen.partition, Entry::World { revision }, Some(Arc::clone(world)));
        self.stand_apart();
        self.commit(self.pens.iter().map(note).collect(), Vec::new())?;
        self.world = Arc::clone(world);
        self.stand_apart();
        Ok(())
    }

    /// Begins a new epoch in every partition: an owner began, or one goes on after a gap in which
    /// nothing was listened to.
    fn seal(&mut self, listened_until: Option<Timestamp>) -> Result<(), Refused> {
        let pens = self.pens.clone();
        self.pens.iter_mut().for_each(Pen::begin_epoch);
        self.stand_apart();
        let seal = |pen: &Pen| (pen.partition, Entry::Seal { listened_until }, None);
        let sealed = self.commit(self.pens.iter().map(seal).collect(), Vec::new());
        if sealed.is_err() {
            self.pens = pens;
        }
        self.stand_apart();
        sealed
    }

    /// Takes the partitions over: seals them, notes what recovery found lost, and the world in
    /// force. Where there is no room for that, it is done once there is.
    pub(crate) fn begin(
        &mut self,
        listened_until: Option<Timestamp>,
        lost: &[(PartitionNo, Offset, Offset)],
        world: &Arc<World>,
    ) -> Result<(), Refused> {
        self.last = self.last.max(listened_until.unwrap_or(self.last));
        let done = self.seal(listened_until).and_then(|()| self.note_lost(lost));
        match done.and_then(|()| self.note_world(world)) {
            Err(Refused::DiskFull) => {
                self.deferred.push((Arc::clone(world), oneshot::channel().0));
                Ok(())
            }
            other => other,
        }
    }

    fn note_lost(&mut self, lost: &[(PartitionNo, Offset, Offset)]) -> Result<(), Refused> {
        let entry = |(partition, first, last): &(PartitionNo, Offset, Offset)| {
            (*partition, Entry::Lost { first: *first, last: *last }, None)
        };
        self.commit(lost.iter().map(entry).collect(), Vec::new())
    }

    /// Vouches that it listened until now, so that silence counts.
    fn vouch(&mut self) {
        if self.room.is_disk_full() {
            self.try_for_room();
        } else {
            // Its own troubles are told by the commit.
            let _ = self.commit(Vec::new(), Vec::new());
        }
        self.cut_a_little();
    }

    /// Sees whether the disk has room again, with rows that are needed then anyway.
    fn try_for_room(&mut self) {
        self.cut_a_little();
        if self.seal(Some(self.last)).is_err() {
            return;
        }
        for (world, done) in std::mem::take(&mut self.deferred) {
            self.write_world(world, done);
        }
    }

    fn release(&mut self, done: oneshot::Sender<()>) {
        let released = |pen: &Pen| (pen.partition, Entry::Released, None);
        // On a full disk there is no last word: the next owner finds the journal as after a kill.
        let _ = self.commit(self.pens.iter().map(released).collect(), Vec::new());
        let _ = done.send(());
    }

    /// The next receive time: the clock's, never before the last one.
    fn stamp(&self) -> Timestamp {
        self.clock.now().max(self.last)
    }

    /// What comes next has a later receive time than all before: seals and notes stand alone in
    /// their millisecond, so that an archive without offsets still tells before from after.
    fn stand_apart(&mut self) {
        self.last = self.last + Millis(1);
    }

    fn commit(&mut self, entries: Vec<Written>, rooms: Vec<Held>) -> Result<(), Refused> {
        let began = Instant::now();
        let receive_time = self.stamp();
        let mut pens = self.pens.clone();
        let rows: Vec<Row> = entries
            .iter()
            .map(|(partition, entry, _)| {
                pens[usize::from(partition.0)].write(receive_time, entry.encode())
            })
            .collect();
        match self.journal.commit(&rows, receive_time) {
            Ok(()) => {}
            Err(CommitError::Full) => {
                self.room.set_disk_full(true);
                return Err(Refused::DiskFull);
            }
            Err(CommitError::Unknown(error)) => {
                tracing::error!(%error, "a commit failed: this writer writes nothing more");
                self.room.fail();
                return Err(Refused::Unavailable("the journal's writer has failed"));
            }
        }
        self.room.set_disk_full(false);
        metrics::histogram!("placard_commit_seconds").record(began.elapsed().as_secs_f64());
        let second_passed = receive_time.floor_second() > self.last.floor_second();
        (self.pens, self.last) = (pens, receive_time);
        self.note_durable();
        self.hand_over(rows, entries, rooms);
        if second_passed {
            self.tell_all(|| Task::Listened(receive_time));
        }
        Ok(())
    }

    fn hand_over(&self, rows: Vec<Row>, entries: Vec<Written>, rooms: Vec<Held>) {
        let rooms = Arc::new(rooms);
        for (row, (partition, entry, world)) in rows.into_iter().zip(entries) {
            let (judge, post) = &self.judges[usize::from(partition.0)];
            post.journalled(&entry);
            let task = Task::Row(JournalRow {
                offset: row.offset,
                hash: row.hash,
                receive_time: row.receive_time,
                entry,
                world,
                room: Arc::clone(&rooms),
            });
            // A judge that died has said so itself; its fixes are safe in the journal.
            let _ = judge.send(task);
        }
    }

    fn answer(&self, waiting: Vec<Waiting>, outcome: Result<(), Refused>) {
        // Once nobody answers any more, whoever waits learns it from that.
        let _ = self.answers.send((waiting, outcome));
    }

    fn tell_all(&self, task: impl Fn() -> Task) {
        self.judges.iter().for_each(|(judge, _)| drop(judge.send(task())));
    }

    fn note_durable(&self) {
        let mut durable = self.durable.lock().unwrap_or_else(PoisonError::into_inner);
        durable.clear();
        durable.extend(self.pens.iter().map(|pen| (pen.partition, pen.offset)));
    }

    fn cut_a_little(&mut self) {
        let Some((partition, up_to)) = self.cuts.pop() else { return };
        match self.journal.cut(partition, up_to, CUT_ROWS) {
            Ok(dropped) => {
                metrics::counter!("placard_journal_rows_cut_total").increment(dropped as u64);
                if dropped == CUT_ROWS {
                    self.cuts.push((partition, up_to));
                }
            }
            Err(error) => tracing::warn!(%error, %partition, "cut put off"),
        }
    }
}

/// What has come while the last commit was under way, up to a commit's fill; and an order of
/// another kind that stood among it.
fn gather(first: Batch, orders: &Receiver<Order>) -> (Vec<Batch>, Option<Order>) {
    let mut count = first.fixes.len();
    let mut batches = vec![first];
    while count < COMMIT_FIXES {
        match orders.try_recv() {
            Ok(Order::Fixes(batch)) => {
                count += batch.fixes.len();
                batches.push(batch);
            }
            Ok(other) => return (batches, Some(other)),
            Err(_) => break,
        }
    }
    (batches, None)
}
