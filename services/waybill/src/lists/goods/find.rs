//! Which row a goods line means: by UN number, packing group, class and name together.

use placard_domain::Text;
use placard_domain::goods::{HazardClass, PackingGroup, UnNumber};
use smallvec::SmallVec;

use super::{DangerousGoods, GoodsRow, Written};

/// What the list says of a goods line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match<'a> {
    /// Exactly this row is meant.
    Listed(&'a GoodsRow),
    /// Any of these may be meant: what would tell them apart was not written.
    Several {
        /// The rows, in the order of the list.
        rows: SmallVec<[&'a GoodsRow; 4]>,
        /// What would tell them apart.
        by: SmallVec<[Difference; 4]>,
    },
    /// The number is listed, but not with this packing group (or not without one): these are.
    WrongGroup(&'a [GoodsRow]),
    /// The list lacks the number.
    Unlisted,
}

/// What tells rows of one UN number apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// Class or division.
    Class,
    /// Classification code.
    ClassificationCode,
    /// The Chinese name.
    ChineseName,
    /// The English description: flash point, vapour pressure, concentration.
    Description,
}

impl Difference {
    /// The words for it.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::Class => Text::new("类别或项别", "class or division"),
            Self::ClassificationCode => Text::new("分类代码", "classification code"),
            Self::ChineseName => Text::new("中文名称", "Chinese name"),
            Self::Description => Text::new(
                "名称和说明（闪点、蒸气压、浓度等）",
                "name and description (flash point, vapour pressure, concentration)",
            ),
        }
    }
}

impl DangerousGoods {
    /// The row that a goods line means. Class and name narrow the choice where they fit some of the
    /// rows; where they fit none they are wrong, which is for a check to say, and not for here.
    #[must_use]
    pub fn find(
        &self,
        un: UnNumber,
        packing_group: Option<PackingGroup>,
        class: Option<HazardClass>,
        name: &str,
    ) -> Match<'_> {
        let listed = self.rows(un);
        if listed.is_empty() {
            return Match::Unlisted;
        }
        let mut rows: SmallVec<[&GoodsRow; 4]> =
            listed.iter().filter(|row| row.packing_group == packing_group).collect();
        if rows.is_empty() {
            return Match::WrongGroup(listed);
        }
        if let Some(class) = class {
            narrow(&mut rows, |row| class.covers(row.class));
        }
        if rows.len() > 1 {
            let written = Written::new(name);
            narrow(&mut rows, |row| row.is_full_name(name));
            narrow(&mut rows, |row| row.official_name_agrees(&written));
        }
        if let [row] = rows[..] {
            return Match::Listed(row);
        }
        let by = differences(&rows);
        Match::Several { rows, by }
    }
}

/// Keeps the rows that fit, where any does.
fn narrow(rows: &mut SmallVec<[&GoodsRow; 4]>, fits: impl Fn(&GoodsRow) -> bool) {
    if rows.len() > 1 && rows.iter().any(|row| fits(row)) {
        rows.retain(|row| fits(row));
    }
}

fn differences(rows: &[&GoodsRow]) -> SmallVec<[Difference; 4]> {
    let differ =
        |same: fn(&GoodsRow, &GoodsRow) -> bool| rows.iter().skip(1).any(|row| !same(rows[0], row));
    let mut by = SmallVec::new();
    if differ(|a, b| a.class == b.class) {
        by.push(Difference::Class);
    }
    if differ(|a, b| a.classification_code == b.classification_code) {
        by.push(Difference::ClassificationCode);
    }
    if differ(|a, b| a.name_zh == b.name_zh) {
        by.push(Difference::ChineseName);
    }
    if differ(|a, b| a.name_en == b.name_en) {
        by.push(Difference::Description);
    }
    by
}
