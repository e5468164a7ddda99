//! Which vehicles have changed since somebody last asked: a bit each, set by a judge for every fix,
//! which costs it next to nothing and takes no more room however long nobody asks.

use placard_domain::VehicleNo;

/// Vehicles that have changed.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    words: Vec<u64>,
    /// Where taking goes on.
    at: usize,
}

const BITS: u32 = u64::BITS;

impl Marks {
    /// Marks a vehicle.
    pub(crate) fn set(&mut self, vehicle: VehicleNo) {
        let word = (vehicle.0 / BITS) as usize;
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        self.words[word] |= 1 << (vehicle.0 % BITS);
    }

    /// Takes up to `most` marks away; fewer where there are no more.
    pub(crate) fn take(&mut self, most: usize) -> Vec<VehicleNo> {
        let mut taken = Vec::new();
        let count = self.words.len();
        for _ in 0..count {
            let word = &mut self.words[self.at];
            while *word != 0 {
                if taken.len() == most {
                    return taken;
                }
                let bit = word.trailing_zeros();
                *word &= *word - 1;
                taken.push(VehicleNo(self.at as u32 * BITS + bit));
            }
            self.at = (self.at + 1) % count;
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mark_is_taken_once_however_often_it_was_set() {
        let mut marks = Marks::default();
        assert!(marks.take(10).is_empty());
        for no in [700, 3, 64, 3, 700, 63] {
            marks.set(VehicleNo(no));
        }
        let mut taken: Vec<_> = marks.take(10).into_iter().map(|no| no.0).collect();
        taken.sort_unstable();
        assert_eq!(taken, [3, 63, 64, 700]);
        assert!(marks.take(10).is_empty());
    }

    #[test]
    fn what_is_not_taken_stays_and_nobody_waits_for_ever() {
        let mut marks = Marks::default();
        (0..1000).for_each(|no| marks.set(VehicleNo(no)));
        let mut all = marks.take(600);
        assert_eq!(all.len(), 600);
        // Those taken are marked again at once: the rest comes first all the same.
        all.iter().for_each(|no| marks.set(*no));
        let rest = marks.take(400);
        all.extend(rest);
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 1000 - 24, "a word that was begun is taken whole");
    }
}
