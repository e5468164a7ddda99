//! The recovery table: what is found of a partition, and what is done about it.
//!
//! Found in one pass, classified, decided: no nested ifs. T is the last offset that reads whole, H
//! the highest that anything durable outside the journal vouches for, S a snapshot's offset, A the
//! archive's, B the cut; damage lies after T, ends at D, and what follows it ends at E. The tables
//! stand in `docs/reliability.md`; the test below walks every combination that can be.

/// The best snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SnapshotFound {
    /// Never one.
    None,
    /// There, and none reads.
    Bad,
    /// S < B.
    Old,
    /// B ≤ S ≤ T, or inside the damage.
    Good,
    /// S > T of a short journal, or at or after the damage of a hurt one.
    Ahead,
}

/// The journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JournalFound {
    /// Nothing here, and nothing anywhere says that there was.
    New,
    /// The chain holds, and reaches every witness.
    Whole,
    /// The same, but for an unfinished last row beyond every witness.
    Torn,
    /// A row before the last good one is damaged.
    Hurt,
    /// The chain holds, and ends before a witness.
    Short,
}

/// The archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ArchiveFound {
    /// A < B.
    Hole,
    /// B ≤ A ≤ T.
    In,
    /// A > T.
    Ahead,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) snapshot: SnapshotFound,
    pub(crate) journal: JournalFound,
    pub(crate) cut: bool,
    pub(crate) archive: ArchiveFound,
}

/// What the engine does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EngineDoes {
    /// E1: begins from nothing.
    Begin,
    /// E2, E7: loads S and replays to T; with a short journal what is missing is said to be lost.
    Resume,
    /// E3, E9: replays from the beginning.
    ReplayAll,
    /// E5, E8: loads S, which lies behind the damage or remembers what the journal lost.
    ResumeBeyond,
    /// E4, E6, E10: nothing: its past is not to be had. Fixes are journalled all the same.
    Hold,
}

/// What the archive does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ArchiveDoes {
    /// A1, A3, A5: goes on at A + 1 with what there is.
    GoOn,
    /// A2: goes on after the cut; A + 1 to B is missing for good.
    GoOnAfterCut,
    /// A4, A6: keeps what it has, which is more than the journal.
    Keep,
}

impl Found {
    /// Whether it can be at all: nothing lies below offset 0; a new journal has no witnesses; a
    /// whole one reaches them all.
    pub(crate) const fn is_possible(self) -> bool {
        use ArchiveFound as A;
        use JournalFound as J;
        use SnapshotFound as S;
        let below_zero =
            !self.cut && (matches!(self.snapshot, S::Old) || matches!(self.archive, A::Hole));
        let new_with_witness = matches!(self.journal, J::New)
            && (self.cut || !matches!(self.snapshot, S::None) || !matches!(self.archive, A::In));
        let whole_behind_witness = matches!(self.journal, J::Whole | J::Torn)
            && (matches!(self.snapshot, S::Ahead) || matches!(self.archive, A::Ahead));
        !(below_zero || new_with_witness || whole_behind_witness)
    }

    /// The engine's row of the table.
    pub(crate) const fn engine(self) -> EngineDoes {
        use EngineDoes::{Begin, Hold, ReplayAll, Resume, ResumeBeyond};
        use JournalFound as J;
        use SnapshotFound as S;
        match (self.snapshot, self.journal, self.cut) {
            (_, J::New, _) => Begin,
            (S::Good, J::Whole | J::Torn | J::Short, _) => Resume,
            (S::Ahead, J::Hurt | J::Short, _) => ResumeBeyond,
            (S::None | S::Bad, J::Whole | J::Torn | J::Short, false) => ReplayAll,
            (_, J::Hurt, _) | (S::None | S::Bad | S::Old, _, true) => Hold,
            // Not possible: see `is_possible`.
            (S::Old, _, false) | (S::Ahead, J::Whole | J::Torn, _) => Hold,
        }
    }

    /// The archive's row of the table.
    pub(crate) const fn archive(self) -> ArchiveDoes {
        match self.archive {
            ArchiveFound::In => ArchiveDoes::GoOn,
            ArchiveFound::Hole => ArchiveDoes::GoOnAfterCut,
            ArchiveFound::Ahead => ArchiveDoes::Keep,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ArchiveFound as A;
    use JournalFound as J;
    use SnapshotFound as S;

    fn all() -> impl Iterator<Item = Found> {
        let snapshots = [S::None, S::Bad, S::Old, S::Good, S::Ahead];
        let journals = [J::New, J::Whole, J::Torn, J::Hurt, J::Short];
        let archives = [A::Hole, A::In, A::Ahead];
        snapshots.into_iter().flat_map(move |snapshot| {
            journals.into_iter().flat_map(move |journal| {
                [false, true].into_iter().flat_map(move |cut| {
                    archives.into_iter().map(move |archive| Found {
                        snapshot,
                        journal,
                        cut,
                        archive,
                    })
                })
            })
        })
    }

    /// The engine's table as the design writes it, row by row.
    fn rows(f: &Found) -> Vec<&'static str> {
        let (s, j, cut) = (f.snapshot, f.journal, f.cut);
        let table = [
            ("E1", s == S::None && j == J::New),
            ("E2", s == S::Good && matches!(j, J::Whole | J::Torn)),
            ("E3", matches!(s, S::None | S::Bad) && matches!(j, J::Whole | J::Torn) && !cut),
            (
                "E4",
                matches!(s, S::None | S::Bad | S::Old) && matches!(j, J::Whole | J::Torn) && cut,
            ),
            ("E5", s == S::Ahead && j == J::Hurt),
            ("E6", s != S::Ahead && j == J::Hurt),
            ("E7", s == S::Good && j == J::Short),
            ("E8", s == S::Ahead && j == J::Short),
            ("E9", matches!(s, S::None | S::Bad) && j == J::Short && !cut),
            ("E10", matches!(s, S::None | S::Bad | S::Old) && j == J::Short && cut),
        ];
        table.into_iter().filter(|(_, holds)| *holds).map(|(row, _)| row).collect()
    }

    #[test]
    fn every_combination_that_can_be_is_one_row_and_one_decision() {
        let possible: Vec<Found> = all().filter(|found| found.is_possible()).collect();
        assert_eq!((all().count(), possible.len()), (150, 69));
        for found in possible {
            let row = rows(&found);
            assert_eq!(row.len(), 1, "{found:?} is {row:?}");
            let wanted = match row[0] {
                "E1" => EngineDoes::Begin,
                "E2" | "E7" => EngineDoes::Resume,
                "E3" | "E9" => EngineDoes::ReplayAll,
                "E5" | "E8" => EngineDoes::ResumeBeyond,
                _ => EngineDoes::Hold,
            };
            assert_eq!(found.engine(), wanted, "{found:?}, {}", row[0]);
        }
    }
}
