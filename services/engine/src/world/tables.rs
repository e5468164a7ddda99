//! Tables that a new world shares with the one before it: a change copies one part of many.

use std::hash::Hash;
use std::sync::Arc;

use ahash::AHashMap;
use placard_domain::{Millis, Revision, Timestamp};

/// Parts of a table; a change copies one of them.
const PARTS: usize = 256;

/// Values by number, where numbers are dense.
#[derive(Clone, Debug)]
pub(super) struct Numbered<T>(Vec<Arc<Vec<Option<T>>>>);

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Clone> Numbered<T> {
    pub(super) fn get(&self, no: u32) -> Option<&T> {
        let no = no as usize;
        self.0.get(no / PARTS)?.get(no % PARTS)?.as_ref()
    }

    pub(super) fn slot(&mut self, no: u32) -> &mut Option<T> {
        let no = no as usize;
        let (part, at) = (no / PARTS, no % PARTS);
        while self.0.len() <= part {
            self.0.push(Arc::new(Vec::new()));
        }
        let part = Arc::make_mut(&mut self.0[part]);
        if part.len() <= at {
            part.resize(at + 1, None);
        }
        &mut part[at]
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().flat_map(|part| part.iter().flatten())
    }
}

/// Values by key. Never iterated: its order is nobody's business.
#[derive(Clone, Debug)]
pub(super) struct Keyed<K, V> {
    parts: Vec<Arc<AHashMap<K, V>>>,
    count: usize,
    hasher: ahash::RandomState,
}

impl<K, V> Default for Keyed<K, V> {
    fn default() -> Self {
        Self {
            parts: (0..PARTS).map(|_| Arc::new(AHashMap::new())).collect(),
            count: 0,
            hasher: ahash::RandomState::with_seeds(1, 2, 3, 4),
        }
    }
}

impl<K: Clone + Eq + Hash, V: Clone> Keyed<K, V> {
    pub(super) fn get(&self, key: &K) -> Option<&V> {
        // Where there is nothing at all, a key need not be read.
        if self.count == 0 { None } else { self.parts[self.part_of(key)].get(key) }
    }

    pub(super) fn insert(&mut self, key: K, value: V) {
        let part = self.part_of(&key);
        let old = Arc::make_mut(&mut self.parts[part]).insert(key, value);
        self.count += usize::from(old.is_none());
    }

    pub(super) fn remove(&mut self, key: &K) {
        let part = self.part_of(key);
        let old = Arc::make_mut(&mut self.parts[part]).remove(key);
        self.count -= usize::from(old.is_some());
    }

    fn part_of(&self, key: &K) -> usize {
        self.hasher.hash_one(key) as usize % PARTS
    }
}

/// The versions of one item. In force at an instant is the newest whose `valid_from` has come.
#[derive(Clone, Debug)]
pub(super) struct Versions<T>(Vec<Version<T>>);

#[derive(Clone, Debug)]
pub(super) struct Version<T> {
    pub(super) revision: Revision,
    /// When that revision was committed.
    pub(super) committed_at: Timestamp,
    pub(super) valid_from: Timestamp,
    /// `None`: there is no such item from `valid_from` on.
    pub(super) item: Option<T>,
}

/// What was overtaken, or ended, this long before a version came is out of reach of any fix: one
/// may be 30 days late.
const KEPT_FOR: Millis = Millis::from_days(31);

impl<T> Version<T> {
    /// Of something else, come and in force at the same time.
    pub(super) fn with<U>(&self, item: Option<U>) -> Version<U> {
        let Self { revision, committed_at, valid_from, .. } = *self;
        Version { revision, committed_at, valid_from, item }
    }

    /// What was overtaken by then no fix can reach that is judged with this version known. One for
    /// next year overtakes nothing today.
    pub(super) fn horizon(&self) -> Timestamp {
        self.valid_from.min(self.committed_at) - KEPT_FOR
    }
}

impl<T> Default for Versions<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Versions<T> {
    /// Takes the next version, and lets go of those that no fix can reach any more.
    pub(super) fn push(&mut self, version: Version<T>) {
        let horizon = version.horizon();
        self.0.push(version);
        let overtaken = |i: usize| self.0[i + 1..].iter().any(|later| later.valid_from <= horizon);
        let dead = (0..self.0.len()).take_while(|i| overtaken(*i)).count();
        self.0.drain(..dead);
    }

    /// In force at `time`: `None` where nothing is.
    pub(super) fn at(&self, time: Timestamp) -> Option<&T> {
        let newest = self.0.iter().rev().find(|version| version.valid_from <= time)?;
        newest.item.as_ref()
    }

    /// The newest version, in force or yet to come; `None` where the item is gone.
    pub(super) fn newest(&self) -> Option<&T> {
        self.0.last()?.item.as_ref()
    }

    /// The oldest version that is known.
    pub(super) fn oldest(&self) -> Option<&T> {
        self.0.iter().find_map(|version| version.item.as_ref())
    }

    /// Each version with the instants between which it is in force: from, to before.
    pub(super) fn spans(&self) -> impl Iterator<Item = (&Version<T>, Timestamp, Timestamp)> {
        self.0.iter().enumerate().filter_map(|(i, version)| {
            let later = self.0[i + 1..].iter().map(|later| later.valid_from);
            let until = later.min().unwrap_or(Timestamp::MAX);
            (version.valid_from < until).then_some((version, version.valid_from, until))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(days: i64) -> Timestamp {
        Timestamp::from_millis(0) + Millis::from_days(days)
    }

    fn versions(spec: &[(i64, Option<u32>)]) -> Versions<u32> {
        let mut all = Versions::default();
        for (i, (day, item)) in spec.iter().enumerate() {
            let revision = Revision(i as u64 + 1);
            let valid_from = at(*day);
            all.push(Version { revision, committed_at: valid_from, valid_from, item: *item });
        }
        all
    }

    #[test]
    fn the_newest_whose_time_has_come_is_in_force() {
        let all = versions(&[(10, Some(1)), (20, Some(2))]);
        assert_eq!(all.at(at(5)), None);
        assert_eq!(all.at(at(10)), Some(&1));
        assert_eq!(all.at(at(20)), Some(&2));
    }

    #[test]
    fn a_correction_overrules_a_change_that_was_yet_to_come() {
        // Planned for day 30; then corrected on day 15, before the plan took effect.
        let all = versions(&[(10, Some(1)), (30, Some(2)), (15, Some(3))]);
        assert_eq!(all.at(at(12)), Some(&1));
        assert_eq!(all.at(at(16)), Some(&3));
        assert_eq!(all.at(at(31)), Some(&3));
        let spans: Vec<_> = all.spans().map(|(v, from, to)| (v.item, from, to)).collect();
        assert_eq!(spans, [(Some(1), at(10), at(15)), (Some(3), at(15), Timestamp::MAX)]);
    }

    #[test]
    fn a_gone_item_is_gone_from_its_day_on() {
        let all = versions(&[(10, Some(1)), (20, None)]);
        assert_eq!(all.at(at(19)), Some(&1));
        assert_eq!(all.at(at(20)), None);
        assert_eq!(all.newest(), None);
    }

    #[test]
    fn what_no_fix_can_reach_is_let_go() {
        let all = versions(&[(0, Some(1)), (10, Some(2)), (50, Some(3))]);
        assert_eq!(all.oldest(), Some(&2), "overtaken on day 10, more than 31 days before day 50");
        assert_eq!(versions(&[(0, Some(1)), (10, Some(2)), (40, Some(3))]).oldest(), Some(&1));
    }

    #[test]
    fn a_version_for_next_year_takes_none_out_that_late_fixes_still_need() {
        let mut all = versions(&[(0, Some(1)), (90, Some(2))]);
        let (committed_at, valid_from) = (at(100), at(465));
        all.push(Version { revision: Revision(3), committed_at, valid_from, item: Some(3) });
        assert_eq!(all.at(at(80)), Some(&1), "a fix of day 80 may come until day 110");
        // What comes later lets go of it in its turn.
        let (committed_at, valid_from) = (at(130), at(130));
        all.push(Version { revision: Revision(4), committed_at, valid_from, item: Some(4) });
        assert_eq!((all.oldest(), all.at(at(99))), (Some(&2), Some(&2)));
    }

    #[test]
    fn a_change_leaves_the_world_before_as_it_was() {
        let mut before: Numbered<u32> = Numbered::default();
        *before.slot(300) = Some(1);
        let mut after = before.clone();
        *after.slot(300) = Some(2);
        *after.slot(7) = Some(3);
        assert_eq!((before.get(300), before.get(7)), (Some(&1), None));
        assert_eq!(after.iter().copied().collect::<Vec<_>>(), [3, 2]);

        let mut before: Keyed<String, u32> = Keyed::default();
        before.insert("a".into(), 1);
        let mut after = before.clone();
        after.remove(&"a".to_owned());
        assert_eq!((before.get(&"a".into()), after.get(&"a".into())), (Some(&1), None));
    }
}
