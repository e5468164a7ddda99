//! A disk that forgets: what was written and not synced may be gone when the power is, in any part.
//!
//! SIGKILL keeps the page cache and so cannot find a missing sync. Here the real files are the page
//! cache; beside each stands what the device would hold. A cut leaves, of what was not synced
//! since, nothing, everything, or any 512-byte sectors of it ([`Tear`]); a file that was never
//! synced need not be there at all, and one that was deleted without a sync of its folder may be
//! back.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use placard_geo::sample::Dice;

/// What a device writes whole or not at all.
const SECTOR: usize = 512;
/// What a device may spoil while it writes a part of it.
const BLOCK: usize = 4096;

/// What a cut does to writes that were not synced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tear {
    /// None of them reached the device.
    Nothing,
    /// All of them did.
    Everything,
    /// Any sectors of them did, whatever the order they were written in.
    Sectors,
    /// As `Sectors`, and of the journal's files the 4 KiB that the last write lies in are spoilt in
    /// any of their sectors, also where they held synced bytes.
    Garbled,
}

impl Tear {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Nothing, Self::Everything, Self::Sectors, Self::Garbled];
}

/// The power is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dark;

/// The disk under one folder, until the power goes.
#[derive(Debug)]
pub struct Platter {
    folder: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    files: BTreeMap<PathBuf, FileState>,
    /// So many writes, syncs, truncations and deletions still go through.
    fuse: Option<u64>,
    dark: bool,
    operations: u64,
}

/// One file.
#[derive(Clone, Debug, Default)]
struct FileState {
    /// As of its last sync; `None`: never synced.
    synced: Option<Vec<u8>>,
    /// What was done to it since.
    pending: Vec<Pending>,
    /// Deleted, and the folder not synced.
    deleted: bool,
}

#[derive(Clone, Debug)]
enum Pending {
    Write { at: usize, bytes: Vec<u8> },
    Truncate { to: usize },
}

/// Folders that forget.
static MOUNTED: Mutex<Vec<Arc<Platter>>> = Mutex::new(Vec::new());

fn mounted() -> MutexGuard<'static, Vec<Arc<Platter>>> {
    MOUNTED.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Platter {
    /// From now on what happens under `folder` happens on this disk. The power goes when `fuse`
    /// operations have been done.
    pub fn mount(folder: &Path, fuse: Option<u64>) -> Arc<Self> {
        let state = Mutex::new(State { fuse, ..State::default() });
        let platter = Arc::new(Self { folder: folder.to_owned(), state });
        mounted().push(Arc::clone(&platter));
        platter
    }

    /// The disk that a path lies on, if any.
    pub(super) fn of(path: &Path) -> Option<Arc<Self>> {
        mounted().iter().find(|platter| path.starts_with(&platter.folder)).cloned()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes, syncs, truncations and deletions so far.
    pub fn operations(&self) -> u64 {
        self.state().operations
    }

    /// Whether the power is off.
    pub fn is_dark(&self) -> bool {
        self.state().dark
    }

    /// The power goes after so many more operations.
    pub fn arm(&self, fuse: u64) {
        let mut state = self.state();
        state.fuse = Some(state.operations + fuse);
    }

    /// Takes the power away now.
    pub fn cut(&self) {
        self.state().dark = true;
    }

    /// A file is about to be opened: what lies there already is synced.
    pub(super) fn opens(&self, path: &Path) -> Result<(), Dark> {
        let mut state = self.state();
        if state.dark {
            return Err(Dark);
        }
        let file = state.files.entry(path.to_owned()).or_insert_with(|| FileState {
            synced: std::fs::read(path).ok(),
            ..FileState::default()
        });
        if file.deleted && !path.exists() {
            // Another file of the same name; the old one may still be what a cut leaves.
            file.pending = vec![Pending::Truncate { to: 0 }];
            file.deleted = false;
        }
        Ok(())
    }

    pub(super) fn writes(&self, path: &Path, at: usize, bytes: &[u8]) -> Result<(), Dark> {
        self.does(path, |file| file.pending.push(Pending::Write { at, bytes: bytes.to_vec() }))
    }

    pub(super) fn truncates(&self, path: &Path, to: usize) -> Result<(), Dark> {
        self.does(path, |file| file.pending.push(Pending::Truncate { to }))
    }

    /// A sync counts only where the power outlasts it. With its folder, what was deleted there is
    /// gone for good.
    pub(super) fn syncs(&self, path: &Path, with_folder: bool) -> Result<(), Dark> {
        self.does(path, |_| ())?;
        let mut state = self.state();
        if with_folder {
            state.files.retain(|_, file| !file.deleted);
        }
        if let Some(file) = state.files.get_mut(path) {
            let mut bytes = file.synced.take().unwrap_or_default();
            for pending in file.pending.drain(..) {
                pending.apply(&mut bytes, |_| true);
            }
            file.synced = Some(bytes);
        }
        Ok(())
    }

    pub(super) fn deletes(&self, path: &Path, folder_synced: bool) -> Result<(), Dark> {
        self.does(path, |file| file.deleted = true)?;
        if folder_synced {
            self.state().files.remove(path);
        }
        Ok(())
    }

    /// The operation at which the power goes is begun and not finished.
    fn does(&self, path: &Path, change: impl FnOnce(&mut FileState)) -> Result<(), Dark> {
        let mut state = self.state();
        if state.dark {
            return Err(Dark);
        }
        change(state.files.entry(path.to_owned()).or_default());
        state.operations += 1;
        state.dark = state.fuse.is_some_and(|fuse| state.operations >= fuse);
        if state.dark { Err(Dark) } else { Ok(()) }
    }

    /// Takes the power away, and lays what the device then holds into another folder. Nothing that
    /// still runs over this disk can touch it there.
    ///
    /// # Errors
    /// Where the other folder cannot be written.
    pub fn survivors(&self, into: &Path, tear: Tear, dice: &mut Dice) -> std::io::Result<()> {
        self.cut();
        mounted().retain(|platter| !std::ptr::eq(Arc::as_ptr(platter), self));
        std::fs::create_dir_all(into)?;
        for (path, file) in &self.state().files {
            let Some(bytes) = file.survives(path, tear, dice) else { continue };
            if let Some(name) = path.file_name() {
                std::fs::write(into.join(name), bytes)?;
            }
        }
        Ok(())
    }
}

impl Pending {
    /// Applies it, sector by sector where `comes_through`.
    fn apply(&self, file: &mut Vec<u8>, mut comes_through: impl FnMut(usize) -> bool) {
        match self {
            Self::Truncate { to } if comes_through(0) => file.truncate(*to),
            Self::Truncate { .. } => {}
            Self::Write { at, bytes } => {
                let end = at + bytes.len();
                let mut from = *at;
                while from < end {
                    let next = (from / SECTOR + 1) * SECTOR;
                    let to = next.min(end);
                    if comes_through(from) {
                        if file.len() < to {
                            file.resize(to, 0);
                        }
                        file[from..to].copy_from_slice(&bytes[from - at..to - at]);
                    }
                    from = to;
                }
            }
        }
    }
}

impl FileState {
    fn survives(&self, path: &Path, tear: Tear, dice: &mut Dice) -> Option<Vec<u8>> {
        let mut flip = || match tear {
            Tear::Nothing => false,
            Tear::Everything => true,
            Tear::Sectors | Tear::Garbled => dice.below(2) == 0,
        };
        let is_there = match (&self.synced, self.deleted) {
            (Some(_), false) => true,
            (Some(_), true) => !flip(),
            (None, deleted) => flip() && !deleted,
        };
        if !is_there {
            return None;
        }
        let mut bytes = self.synced.clone().unwrap_or_default();
        for pending in &self.pending {
            pending.apply(&mut bytes, |_| flip());
        }
        if tear == Tear::Garbled && is_of_the_journal(path) {
            self.garble(&mut bytes, dice);
        }
        Some(bytes)
    }

    fn garble(&self, bytes: &mut [u8], dice: &mut Dice) {
        let Some(Pending::Write { at, bytes: written }) = self.pending.last() else { return };
        let end = at + written.len();
        // The device writes its blocks in any order: one of those that the write touches.
        let block = (at / BLOCK + dice.below(end.div_ceil(BLOCK) - at / BLOCK)) * BLOCK;
        for sector in (block..block + BLOCK).step_by(SECTOR) {
            if dice.below(2) == 0 && sector < bytes.len() {
                let end = bytes.len().min(sector + SECTOR);
                bytes[sector..end].fill_with(|| dice.roll() as u8);
            }
        }
    }
}

/// Only the journal promises to stand a spoilt block (`psow=0`).
fn is_of_the_journal(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("journal"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(platter: &Platter, tear: Tear, name: &str) -> Option<Vec<u8>> {
        let into = tempfile::tempdir().unwrap();
        platter.survivors(into.path(), tear, &mut Dice::new(1)).unwrap();
        std::fs::read(into.path().join(name)).ok()
    }

    #[test]
    fn what_was_synced_stays_and_the_rest_may_go() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let platter = Platter::mount(folder.path(), None);
        platter.opens(&path).unwrap();
        platter.writes(&path, 0, b"kept").unwrap();
        platter.syncs(&path, false).unwrap();
        platter.writes(&path, 4, b"lost").unwrap();
        assert_eq!(left(&platter, Tear::Nothing, "a.db").unwrap(), b"kept");
        assert_eq!(left(&platter, Tear::Everything, "a.db").unwrap(), b"keptlost");
        assert_eq!(platter.writes(&path, 0, b"late"), Err(Dark), "the power is off");
    }

    #[test]
    fn a_file_that_was_never_synced_is_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let platter = Platter::mount(folder.path(), None);
        platter.opens(&path).unwrap();
        platter.writes(&path, 0, b"gone").unwrap();
        assert_eq!(left(&platter, Tear::Nothing, "a.db"), None);
    }

    #[test]
    fn a_file_deleted_without_a_sync_of_its_folder_is_back() {
        let folder = tempfile::tempdir().unwrap();
        let [kept, gone] = ["a.db", "b.db"].map(|name| folder.path().join(name));
        let platter = Platter::mount(folder.path(), None);
        for path in [&kept, &gone] {
            platter.opens(path).unwrap();
            platter.writes(path, 0, b"here").unwrap();
            platter.syncs(path, false).unwrap();
        }
        platter.deletes(&gone, false).unwrap();
        platter.syncs(&kept, true).unwrap();
        platter.deletes(&kept, false).unwrap();
        assert_eq!(left(&platter, Tear::Nothing, "a.db").unwrap(), b"here");
        assert_eq!(left(&platter, Tear::Nothing, "b.db"), None);
    }

    #[test]
    fn sectors_come_through_one_by_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let platter = Platter::mount(folder.path(), None);
        platter.opens(&path).unwrap();
        platter.writes(&path, 0, &[1; 64 * SECTOR]).unwrap();
        platter.syncs(&path, false).unwrap();
        platter.writes(&path, 0, &[2; 64 * SECTOR]).unwrap();
        let bytes = left(&platter, Tear::Sectors, "a.db").unwrap();
        let sectors: Vec<_> = bytes.chunks(SECTOR).collect();
        assert!(sectors.iter().all(|s| s.iter().all(|b| b == &s[0])), "a sector is whole");
        assert!(sectors.iter().any(|s| s[0] == 1) && sectors.iter().any(|s| s[0] == 2));
    }

    #[test]
    fn the_operation_at_which_the_fuse_blows_is_not_finished() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let platter = Platter::mount(folder.path(), Some(2));
        platter.opens(&path).unwrap();
        platter.writes(&path, 0, b"x").unwrap();
        assert_eq!(platter.syncs(&path, false), Err(Dark));
        assert_eq!((platter.operations(), platter.is_dark()), (2, true));
        assert_eq!(left(&platter, Tear::Nothing, "a.db"), None);
    }
}
