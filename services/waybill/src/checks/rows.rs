//! The rows of the list that a goods line may mean, where one is meant or several.

use std::fmt::Display;

use placard_domain::goods::UnNumber;
use placard_domain::waybill::GoodsLine;
use smallvec::SmallVec;

use crate::lists::{ChineseName, GoodsRow, Match};
use crate::subject::{Line, Subject};

/// What stands before the name of waste.
pub(in crate::checks) const WASTE: &[&str] = &["危险废物", "WASTE", "Waste"];

/// What stands before the name of what was in an empty packaging or tank.
pub(in crate::checks) const EMPTY: &[&str] =
    &["空容器", "空罐", "空桶", "空瓶", "未清洗", "上次装载", "EMPTY", "Empty", "LAST LOAD"];

/// Of how many lines it is looked up to which other number their name belongs: the list is gone
/// through for each.
const LOOKED_UP: usize = 10;

/// Longer names, in bytes, are no slip of the hand.
const NAME_MAX: usize = 512;

/// The one row that is meant, or all that may be; none where the list lacks the number. With a
/// packing group that the number does not have, all rows of the number.
pub(in crate::checks) fn of<'s>(
    line: &'s Line<'_>,
) -> impl Iterator<Item = &'s GoodsRow> + Clone + use<'s> {
    let (one, several, all): (Option<&GoodsRow>, &[&GoodsRow], &[GoodsRow]) = match &line.found {
        Some(Match::Listed(row)) => (Some(row), &[], &[]),
        Some(Match::Several { rows, .. }) => (None, rows, &[]),
        Some(Match::WrongGroup(rows)) => (None, &[], rows),
        Some(Match::Unlisted) | None => (None, &[], &[]),
    };
    one.into_iter().chain(several.iter().copied()).chain(all)
}

/// Whether there are rows, and all of them are so.
pub(in crate::checks) fn all(line: &Line<'_>, is_so: impl Fn(&GoodsRow) -> bool) -> bool {
    let mut rows = of(line);
    rows.next().is_some_and(&is_so) && rows.all(is_so)
}

/// The name without what is put before it: waste, empty and uncleaned. `goods.waste` and
/// `goods.empty_uncleaned` see to it that the line is marked so.
pub(in crate::checks) fn bare_name(goods: &GoodsLine) -> &str {
    let mut name = goods.name.trim();
    while let Some(rest) = WASTE.iter().chain(EMPTY).find_map(|word| name.strip_prefix(word)) {
        name = rest.trim_start_matches([' ', ',', '，', ':', '：', '、', '\u{3000}']);
    }
    name
}

/// Whether the name begins with one of these words.
pub(in crate::checks) fn begins(goods: &GoodsLine, words: &[&str]) -> bool {
    words.iter().any(|word| goods.name.trim_start().starts_with(word))
}

/// Whether the name is that of a row that may be meant.
pub(in crate::checks) fn is_named(on: &Subject<'_>, line: &Line<'_>) -> bool {
    let name = bare_name(line.goods);
    of(line).any(|row| on.lists.names_agree(row, name))
}

/// The row of another number whose name the line bears, where it is that of one number alone; of
/// several, the one whose class and packing group are the line's.
pub(in crate::checks) fn named_elsewhere<'a>(
    on: &Subject<'a>,
    line: &Line<'a>,
) -> Option<&'a GoodsRow> {
    *line.elsewhere.get_or_init(|| look_elsewhere(on, line))
}

fn look_elsewhere<'a>(on: &Subject<'a>, line: &Line<'_>) -> Option<&'a GoodsRow> {
    let name = bare_name(line.goods);
    if name.is_empty() || name.len() > NAME_MAX || line.index >= LOOKED_UP {
        return None;
    }
    let is_like =
        |row: &GoodsRow| line.class == Some(row.class) && line.packing_group == row.packing_group;
    let bearers: SmallVec<[&GoodsRow; 8]> =
        bearers(on, name).filter(|row| Some(row.un) != line.un).collect();
    only(bearers.iter().copied())
        .or_else(|| only(bearers.iter().copied().filter(|row| is_like(row))))
}

/// Every row that has a name, official or derived from the chemicals catalogue. Few rows hold the
/// text at all, and only these are looked at closely.
pub(in crate::checks) fn bearers<'a>(
    on: &Subject<'a>,
    name: &str,
) -> impl Iterator<Item = &'a GoodsRow> {
    let lists = on.lists;
    let core = name.split(['(', '（', '[', '［', ',', '，']).next().unwrap_or(name).trim();
    let is_english = core.is_ascii();
    let all = lists.goods().map(|goods| goods.all()).unwrap_or_default();
    let derived: SmallVec<[UnNumber; 2]> = lists.chemicals().map_or_else(
        |_| SmallVec::new(),
        |list| list.by_name(name).filter_map(|chemical| chemical.un_derived).collect(),
    );
    all.iter().filter(move |row| {
        let holds = if is_english { holds(&row.name_en, core) } else { row.name_zh.contains(core) };
        row.chinese_name != ChineseName::None
            && (holds || derived.contains(&row.un))
            && lists.names_agree(row, name)
    })
}

/// Whether a text holds another, whatever the case of its letters.
pub(in crate::checks) fn holds(text: &str, part: &str) -> bool {
    let (text, part) = (text.as_bytes(), part.as_bytes());
    !part.is_empty() && text.windows(part.len()).any(|at| at.eq_ignore_ascii_case(part))
}

/// The first of rows that all have one number.
fn only<'a>(mut rows: impl Iterator<Item = &'a GoodsRow>) -> Option<&'a GoodsRow> {
    let first = rows.next()?;
    rows.all(|row| row.un == first.un).then_some(first)
}

/// Whether the number itself is in doubt: the name is that of another. What else does not agree
/// with the number's rows is then the same fault, which `goods.name` tells.
pub(in crate::checks) fn is_in_doubt<'a>(on: &Subject<'a>, line: &Line<'a>) -> bool {
    !line.goods.name.is_empty() && !is_named(on, line) && named_elsewhere(on, line).is_some()
}

/// The one value that all rows have.
pub(in crate::checks) fn common<T: PartialEq>(mut values: impl Iterator<Item = T>) -> Option<T> {
    let first = values.next()?;
    values.all(|value| value == first).then_some(first)
}

/// Values in words, each once: Chinese and English.
pub(in crate::checks) fn one_of<T: Display>(values: impl Iterator<Item = T>) -> (String, String) {
    let mut told: Vec<String> = Vec::new();
    for value in values.map(|value| value.to_string()) {
        if !told.contains(&value) {
            told.push(value);
        }
    }
    (told.join("或"), told.join(" or "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_before_a_name_are_no_part_of_it() {
        let bare = |name: &str| {
            let goods = GoodsLine { name: name.into(), ..GoodsLine::default() };
            bare_name(&goods).to_owned()
        };
        assert_eq!(bare("危险废物 易燃液体，未另作规定的"), "易燃液体，未另作规定的");
        assert_eq!(bare("空容器，上次装载：汽油"), "汽油");
        assert_eq!(bare("WASTE Paint"), "Paint");
        assert_eq!(bare("空运受管制的液体"), "空运受管制的液体");
        assert_eq!(bare("危险废物"), "");
    }

    #[test]
    fn values_are_told_once() {
        assert_eq!(one_of([3, 3, 8].into_iter()), ("3或8".to_owned(), "3 or 8".to_owned()));
    }
}
