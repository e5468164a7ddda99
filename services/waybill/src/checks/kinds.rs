//! What the lines of a waybill are by the list, as far as the rows that they may be agree, and
//! every two of them.

use placard_domain::Text;
use placard_domain::goods::HazardClass;
use placard_domain::waybill::Regime;
use smallvec::SmallVec;

use crate::check::{Finding, Findings, Severity, Spec};
use crate::lists::{GoodsRow, Match};
use crate::subject::{Line, Subject};
use crate::tables::cautions::Sorts;
use crate::tables::labels::{Label, LabelSet};
use crate::tables::{Load, Packed, Tables};

/// The row that a line is, or those that it may be: none where the list lacks the number, all of
/// the number where it does not have the packing group.
pub(super) fn may_be<'s, 'a>(
    line: &'s Line<'a>,
) -> impl Iterator<Item = &'a GoodsRow> + Clone + use<'s, 'a> {
    let (one, several, all): (Option<&'a GoodsRow>, &'s [&'a GoodsRow], &'a [GoodsRow]) =
        match &line.found {
            Some(Match::Listed(row)) => (Some(row), &[], &[]),
            Some(Match::Several { rows, .. }) => (None, rows, &[]),
            Some(Match::WrongGroup(rows)) => (None, &[], rows),
            Some(Match::Unlisted) | None => (None, &[], &[]),
        };
    one.into_iter().chain(several.iter().copied()).chain(all)
}

/// Whether the name is that of other goods which the tank is for: then the number is wrong, and not
/// the tank, and `goods.name` tells it.
pub(super) fn is_misnumbered(on: &Subject<'_>, line: &Line<'_>) -> bool {
    let (Some(tank), Ok(list)) = (on.tank, on.lists.goods()) else { return false };
    let name = &line.goods.name;
    let is_named = |row: &GoodsRow| on.lists.names_agree(row, name);
    let media = tank.media.iter().flat_map(|un| list.rows(*un));
    !name.is_empty() && !may_be(line).any(is_named) && media.into_iter().any(is_named)
}

/// A line with what the tables need to know of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind<'a> {
    /// Its place in the waybill.
    pub(super) index: usize,
    /// What the tables are asked with.
    pub(super) load: Load<'a>,
    /// Whether its labels are not known: a paragraph decides, or the list has none.
    pub(super) is_unlabelled: bool,
    /// Whether it bears a label of class 1, or should.
    pub(super) is_explosive: bool,
    /// What it may react with, once [`sort`] has looked.
    pub(super) sorts: Option<Sorts>,
}

/// The lines that the list knows, where there is more than one to be asked about, and the tables
/// that are asked. A list that is not loaded is told; a number that the list lacks is told by
/// `goods.listed`.
pub(super) fn several<'a>(
    spec: &'static Spec,
    on: &Subject<'a>,
    out: &mut Findings,
) -> Option<(&'a Tables, SmallVec<[Kind<'a>; 4]>)> {
    if on.lines.len() < 2 {
        return None;
    }
    let (tables, missing) = (on.lists.tables(), on.lists.goods().err());
    if let Some(missing) = missing.or(tables.err()) {
        out.not_checked(spec, "goods", missing.text());
        return None;
    }
    let kinds = on.lines.iter().filter_map(|line| kind(line));
    Some((tables.ok()?, kinds.collect()))
}

/// What a line is. Of rows that differ, the labels of all count and the code of the first: no
/// number of the list has explosives beside other goods.
fn kind<'a>(line: &Line<'a>) -> Option<Kind<'a>> {
    let mut rows = may_be(line);
    let row = rows.clone().next()?;
    let all = rows.clone().flat_map(labels_of).fold(LabelSet::default(), LabelSet::with);
    let load = Load {
        un: row.un,
        labels: all,
        code: &row.classification_code,
        name_en: &row.name_en,
        packed: match line.goods.regime {
            Regime::Full => Packed::Fully,
            Regime::Limited => Packed::Limited,
            Regime::Excepted => Packed::Excepted,
        },
    };
    let is_unlabelled = all.is_empty() || rows.any(|row| row.hazards_by_paragraph);
    let is_explosive = all.has_explosive() || is_of(row.class, "1");
    Some(Kind { index: line.index, load, is_unlabelled, is_explosive, sorts: None })
}

/// Finds what each kind may react with: once for each, to be asked of every two.
pub(super) fn sort(tables: &Tables, kinds: &mut [Kind<'_>]) {
    for kind in kinds {
        kind.sorts = Some(tables.cautions.sorts(&kind.load));
    }
}

/// Whether a class or division falls under another, `8`.
pub(super) fn is_of(class: HazardClass, outer: &str) -> bool {
    outer.parse::<HazardClass>().is_ok_and(|outer| outer.covers(class))
}

/// The labels of a row.
pub(super) fn labels(row: &GoodsRow) -> LabelSet {
    labels_of(row).fold(LabelSet::default(), LabelSet::with)
}

fn labels_of(row: &GoodsRow) -> impl Iterator<Item = Label> {
    row.labels.iter().filter_map(|label| Label::from_text(label.as_str()))
}

/// What is told of a line together with lines before it.
pub(super) struct Clash<'k, 'a, T> {
    /// The line.
    pub(super) line: &'k Kind<'a>,
    /// The first that it does not go with.
    pub(super) first: &'k Kind<'a>,
    /// The others that it does not go with, by their places.
    also: SmallVec<[usize; 4]>,
    /// What stands between it and the first.
    pub(super) what: T,
}

/// Asks every two kinds, and tells each line once: with the first of those before it that it does
/// not go with, and the places of the others.
pub(super) fn each_clash<'k, 'a, T>(
    kinds: &'k [Kind<'a>],
    ask: impl Fn(&'k Kind<'a>, &'k Kind<'a>) -> Option<T>,
    mut tell: impl FnMut(Clash<'k, 'a, T>),
) {
    for (at, line) in kinds.iter().enumerate() {
        let mut clashes = kinds[..at].iter().filter_map(|other| Some((other, ask(line, other)?)));
        let Some((first, what)) = clashes.next() else { continue };
        let also = clashes.map(|(other, _)| other.index).collect();
        tell(Clash { line, first, also, what });
    }
}

impl<T> Clash<'_, '_, T> {
    /// Takes it down: both lines by place and number, and why.
    pub(super) fn tell<'f>(
        &self,
        spec: &'static Spec,
        severity: Severity,
        why: &Text,
        out: &'f mut Findings,
    ) -> &'f mut Finding {
        let (a, b) = (self.line, self.first);
        let (mut zh, mut en) = (
            format!(
                "第{}项（{}）与第{}项（{}）：{}",
                a.index + 1,
                a.load.un,
                b.index + 1,
                b.load.un,
                why.zh
            ),
            format!(
                "goods lines {} ({}) and {} ({}): {}",
                a.index + 1,
                a.load.un,
                b.index + 1,
                b.load.un,
                why.en
            ),
        );
        if !self.also.is_empty() {
            let places: Vec<String> = self.also.iter().map(|at| (at + 1).to_string()).collect();
            zh.push_str(&format!("；与第{}项也有此类问题", places.join("、")));
            en.push_str(&format!("; the like with lines {}", places.join(", ")));
        }
        let field = format!("goods[{}]", a.index);
        out.push(spec, field, Text::new(zh, en)).lower(severity)
    }
}
