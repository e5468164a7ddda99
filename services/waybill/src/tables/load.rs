//! What the tables need to know of one kind of goods on a vehicle.

use placard_domain::goods::UnNumber;

use super::explosive::ExplosiveCode;
use super::labels::{Label, LabelSet, bits};

/// One kind of goods on a vehicle, as its row of the goods list and its packing have it.
#[derive(Clone, Copy, Debug)]
pub struct Load<'a> {
    /// The UN number.
    pub un: UnNumber,
    /// Every label of its packages, subsidiary ones included.
    pub labels: LabelSet,
    /// The classification code: `F1`, `1.4S`.
    pub code: &'a str,
    /// The English name of the goods list.
    pub name_en: &'a str,
    /// Under which rules it is packed.
    pub packed: Packed,
}

/// Under which rules goods are packed (令29 arts. 16-21).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Packed {
    /// All rules hold.
    #[default]
    Fully,
    /// Limited quantity (有限数量).
    Limited,
    /// Excepted quantity (例外数量).
    Excepted,
}

impl Load<'_> {
    /// Its classification code of class 1, where it is an explosive.
    #[must_use]
    pub fn explosive(&self) -> Option<ExplosiveCode> {
        self.code.parse().ok()
    }

    /// Whether it is an explosive (class 1), by its code or its labels. Goods of 4.1 and 5.2 with
    /// the explosive subsidiary label are none.
    #[must_use]
    pub fn is_explosive(&self) -> bool {
        self.explosive().is_some() || self.labels.has_explosive() && !self.labels.meets(SUBSIDIARY)
    }
}

/// The labels that the explosive one is subsidiary to.
const SUBSIDIARY: LabelSet = LabelSet::EMPTY.with(Label::FlammableSolid).with(Label::Peroxide);

/// The pairs of keys (bits of `a` and `b`) that two kinds of goods must be asked about: every one
/// with every other. Goods with the same keys do not differ, so each key is asked of itself alone.
pub(super) fn pairs(a: u32, b: u32) -> impl Iterator<Item = (usize, usize)> {
    bits(a).flat_map(move |i| {
        let others = if a == b { 1 << i } else { b };
        bits(others).map(move |j| (i, j))
    })
}
