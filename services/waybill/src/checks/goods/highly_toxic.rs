//! `goods.highly_toxic`: highly toxic chemicals (剧毒化学品) and their pass.
//!
//! **Finds** a chemical that the catalogue calls highly toxic, by CAS number, name, technical name
//! or UN number, without a pass that holds on every day of the trip.
//! By the UN number alone, or where the catalogue sets a condition (含量＞4%), it may be another:
//! a warning. Whether the board of GB 20300 is up is not to be seen here.
//! **Clause** order 591 of 2011 art. 50; order 29 of 2019 arts. 15 and 48.

use placard_domain::Text;
use placard_domain::waybill::PaperKind;

use crate::check::{Findings, Severity, Spec};
use crate::checks::{papers, rows};
use crate::lists::{Cas, ChineseName, FoundBy, GoodsRow, HighlyToxic, NotLoaded};
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "goods.highly_toxic",
    severity: Severity::Error,
    title: ("剧毒化学品道路运输通行证", "highly toxic goods and their pass"),
    clause: (
        "《危险化学品安全管理条例》第五十条；《危险货物道路运输安全管理办法》第十五条",
        "order 591 of 2011 art. 50; order 29 of 2019 art. 15",
    ),
};

const PASS: (PaperKind, &str, &str) =
    (PaperKind::HighlyToxicPass, "剧毒化学品道路运输通行证", "highly toxic goods pass");

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let mut surest: Option<(&Line<'_>, HighlyToxic<'_>)> = None;
    for line in &on.lines {
        match of(on, line) {
            Err(missing) => {
                out.not_checked(&SPEC, "goods", missing.text());
                return;
            }
            Ok(Some(toxic)) if surest.is_none_or(|(_, known)| !is_sure(&known)) => {
                surest = Some((line, toxic));
            }
            Ok(_) => {}
        }
    }
    if let Some((line, toxic)) = surest {
        pass(on, line, &toxic, out);
    }
}

/// The highly toxic chemical that a line is.
pub(in crate::checks) fn of<'a>(
    on: &Subject<'a>,
    line: &Line<'a>,
) -> Result<Option<HighlyToxic<'a>>, NotLoaded> {
    *line.toxic.get_or_init(|| find(on, line))
}

fn find<'a>(
    on: &Subject<'a>,
    line: &Line<'a>,
) -> Result<Option<HighlyToxic<'a>>, NotLoaded> {
    let goods = line.goods;
    let cas = if goods.cas.is_empty() { None } else { goods.cas.trim().parse::<Cas>().ok() };
    if !goods.technical_name.is_empty()
        && let Some(toxic) = on.lists.highly_toxic(None, cas, &goods.technical_name)?
    {
        return Ok(Some(toxic));
    }
    // What bears a name of its row is highly toxic where the row is: a short way for most goods.
    if on.lists.highly_toxic(line.un, cas, "")?.is_none() && is_own(on, line) {
        return Ok(None);
    }
    on.lists.highly_toxic(line.un, cas, rows::bare_name(goods))
}

/// Whether the goods are named as their row, which is of one substance.
fn is_own(on: &Subject<'_>, line: &Line<'_>) -> bool {
    let is_substance = |row: &GoodsRow| {
        !row.special_provisions.has("274") && row.chinese_name != ChineseName::None
    };
    rows::all(line, is_substance) && rows::is_named(on, line)
}

fn is_sure(toxic: &HighlyToxic<'_>) -> bool {
    toxic.by != FoundBy::UnNumber && toxic.chemical.condition().is_none()
}

fn pass(on: &Subject<'_>, line: &Line<'_>, toxic: &HighlyToxic<'_>, out: &mut Findings) {
    let name = &toxic.chemical.name_zh;
    let at = line.index + 1;
    let why = || {
        if is_sure(toxic) {
            Text::new(
                format!("第{at}行“{name}”是剧毒化学品"),
                format!("line {at}, {name:?}, is highly toxic"),
            )
        } else {
            Text::new(
                format!("第{at}行可能是剧毒化学品“{name}”"),
                format!("line {at} may be {name:?}, which is highly toxic"),
            )
        }
    };
    if let Some(found) = papers::demand(on, out, &SPEC, PASS, why)
        && !is_sure(toxic)
    {
        found.lower(Severity::Warning);
    }
    if is_sure(toxic) {
        papers::board_unseen(out, &SPEC);
    }
}
