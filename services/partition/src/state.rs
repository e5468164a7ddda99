//! What a partition makes of its entries: judged by the engine, bound for the archive.

use std::sync::Arc;

use placard_domain::Timestamp;
use placard_domain::alert::Detection;
use placard_engine::{Engine, World};
use placard_store::{ChainHash, Entry, Offset};

use crate::binder::Binder;

/// Where an entry stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At {
    pub(crate) offset: Offset,
    pub(crate) hash: ChainHash,
    pub(crate) receive_time: Timestamp,
}

/// A partition's engine and binder. At recovery the two stand at different entries: each takes only
/// what it has not had.
pub(crate) struct State {
    engine: Option<Engine>,
    /// The last entry that the engine judged.
    pub(crate) judged: At,
    pub(crate) binder: Binder,
}

impl State {
    pub(crate) fn new(engine: Engine, judged: At, binder: Binder) -> Self {
        Self { engine: Some(engine), judged, binder }
    }

    /// Takes the engine out of service.
    pub(crate) fn hold(&mut self) {
        self.engine = None;
    }

    /// Its engine; `None` where entries go no further than the archive.
    pub(crate) fn engine(&self) -> Option<&Engine> {
        self.engine.as_ref()
    }

    /// Takes the next entry; `world` is what a note of the world brings. Returns how many fixes it
    /// held.
    pub(crate) fn take(
        &mut self,
        at: At,
        entry: Entry,
        world: Option<Arc<World>>,
        out: &mut Vec<Detection>,
    ) -> u64 {
        if at.offset > self.judged.offset {
            self.judged = at;
            if let Some(engine) = &mut self.engine {
                judge(engine, at.receive_time, &entry, world, out);
            }
        }
        let is_unbound = at.offset > self.binder.at();
        match entry {
            Entry::Fixes { revision, fixes } => {
                let count = fixes.len() as u64;
                if is_unbound {
                    self.binder.fixes(at.offset, at.receive_time, revision, fixes);
                }
                count
            }
            note => {
                if is_unbound {
                    self.binder.note(at.offset, at.receive_time, note);
                }
                0
            }
        }
    }

    /// Receive time has come to `until`.
    pub(crate) fn listened(&mut self, until: Timestamp, out: &mut Vec<Detection>) {
        if let Some(engine) = &mut self.engine {
            engine.listened(until, out);
        }
        self.binder.close_old(until);
    }
}

/// Hands an entry to an engine.
pub(crate) fn judge(
    engine: &mut Engine,
    receive_time: Timestamp,
    entry: &Entry,
    world: Option<Arc<World>>,
    out: &mut Vec<Detection>,
) {
    match entry {
        Entry::Fixes { fixes, .. } => engine.fixes(receive_time, fixes, out),
        Entry::Seal { listened_until } => engine.seal(receive_time, *listened_until, out),
        Entry::World { .. } => {
            if let Some(world) = world {
                engine.world_moved(receive_time, world, out);
            }
        }
        Entry::Released | Entry::Lost { .. } => engine.listened(receive_time, out),
    }
}
