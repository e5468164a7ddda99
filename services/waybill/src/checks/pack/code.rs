//! `pack.code`: the UN code of a packaging.
//!
//! **Finds** what is no UN code of a packaging, IBC, large packaging or bulk container, and a kind
//! for which the entry has no packing instruction. What P001 and the others allow inside stands in
//! JT/T 617.4, of which no list is loaded: said once a waybill, where packagings are named.
//! **Clause** order 29 of 2019 art. 12: packed by JT/T 617; JT/T 617.3 table A.1 columns 8 and 10.

use placard_domain::Text;
use placard_domain::waybill::Regime;

use crate::check::{Findings, Severity, Spec};
use crate::checks::rows;
use crate::lists::GoodsRow;
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "pack.code",
    severity: Severity::Error,
    title: ("包装代码", "packaging code"),
    clause: (
        "《危险货物道路运输安全管理办法》第十二条；JT/T 617.4-2018",
        "order 29 of 2019 art. 12; JT/T 617.4-2018",
    ),
};

/// What a code is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Drum, jerrican, box, bag, composite.
    Packaging,
    /// Intermediate bulk container (中型散装容器).
    Ibc,
    /// Large packaging (大型包装).
    Large,
    /// Bulk container (散装容器).
    Bulk,
}

/// Codes of packagings but for the composite ones.
const PACKAGINGS: &[&str] = &[
    "1A1", "1A2", "1B1", "1B2", "1N1", "1N2", "1D", "1G", "1H1", "1H2", "2C1", "2C2", "3A1", "3A2",
    "3B1", "3B2", "3H1", "3H2", "4A", "4B", "4N", "4C1", "4C2", "4D", "4F", "4G", "4H1", "4H2",
    "5H1", "5H2", "5H3", "5H4", "5L1", "5L2", "5L3", "5M1", "5M2", "0A1", "0A2",
];
/// What is around the inner receptacle of a composite packaging (`6HA1`, `6PG2`).
const AROUND: &[&str] = &["A1", "A2", "B1", "B2", "C", "D1", "D2", "G1", "G2", "H1", "H2"];
const IBCS: &[&str] = &[
    "11A", "11B", "11N", "21A", "21B", "21N", "31A", "31B", "31N", "11H1", "11H2", "21H1", "21H2",
    "31H1", "31H2", "11C", "11D", "11F", "11G", "13H1", "13H2", "13H3", "13H4", "13H5", "13L1",
    "13L2", "13L3", "13L4", "13M1", "13M2",
];
const LARGE: &[&str] =
    &["50A", "50B", "50N", "50H", "50G", "50C", "50D", "50F", "51H", "51M"];
const BULK: &[&str] = &["BK1", "BK2", "BK3"];

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let mut unsaid = None;
    for line in on.lines.iter().filter(|line| !line.goods.package_code.trim().is_empty()) {
        let Some(kind) = kind(&line.goods.package_code) else {
            malformed(line, out);
            continue;
        };
        let Some(row) = rows::of(line).next() else { continue };
        if line.goods.regime != Regime::Full {
            continue;
        }
        if rows::of(line).any(|row| allows(row, kind)) {
            unsaid = unsaid.or((kind != Kind::Bulk).then_some((line, row)));
        } else {
            barred(line, row, kind, out);
        }
    }
    if let Some((line, row)) = unsaid {
        let instructions = row.packing_instructions.as_str().replace(';', "、");
        let text = Text::new(
            format!("未核对：未载入JT/T 617.4包装导则，{instructions}允许的包装型式未核对"),
            "not checked: list not loaded: what the packing instructions of JT/T 617.4 allow",
        );
        out.not_checked(&SPEC, line.field("package_code"), text);
    }
}

/// What a code is of; `None` where it is none. What follows a stroke is the rest of the mark.
pub(super) fn kind(written: &str) -> Option<Kind> {
    let code = written.split('/').next().unwrap_or_default().trim();
    let plain = code.strip_suffix(['T', 'V', 'W']).unwrap_or(code);
    let has = |codes: &[&str]| codes.contains(&plain);
    let composite = plain.strip_prefix("6H").or(plain.strip_prefix("6P"));
    if has(PACKAGINGS) || composite.is_some_and(|around| AROUND.contains(&around)) {
        return Some(Kind::Packaging);
    }
    // The last letter of a composite IBC is what is around its inner receptacle: `31HA1`.
    let is_composite = matches!(
        plain.as_bytes(),
        [b'1'..=b'3', b'1', b'H', b'A'..=b'Z', b'1' | b'2']
    );
    if has(IBCS) || is_composite {
        return Some(Kind::Ibc);
    }
    if has(LARGE) {
        return Some(Kind::Large);
    }
    has(BULK).then_some(Kind::Bulk)
}

/// Whether an entry has an instruction for this kind. A paragraph may allow any.
fn allows(row: &GoodsRow, kind: Kind) -> bool {
    let has = |beginnings: &[&str]| {
        let mut codes = row.packing_instructions.iter();
        codes.any(|code| {
            code.starts_with("see:") || beginnings.iter().any(|one| code.starts_with(one))
        })
    };
    match kind {
        Kind::Packaging => has(&["P", "R"]),
        Kind::Ibc => has(&["IBC"]),
        Kind::Large => has(&["LP"]),
        Kind::Bulk => is_bulk(row),
    }
}

/// Whether an entry may go in bulk: a bulk container, or a provision for vehicles.
pub(super) fn is_bulk(row: &GoodsRow) -> bool {
    row.portable_tank_instructions.iter().any(|code| code.starts_with("BK"))
        || row.bulk_provisions.iter().any(|code| code.starts_with("VC") || code.starts_with("see:"))
}

fn malformed(line: &Line<'_>, out: &mut Findings) {
    let said: String =
        line.goods.package_code.chars().filter(|c| !c.is_control()).take(16).collect();
    let text = Text::new(
        format!("“{said}”不是联合国包装代码，例：1A1、4G、31HA1、50H"),
        format!("{said:?} is no UN packaging code: 1A1, 4G, 31HA1, 50H"),
    );
    let meant = plain(&line.goods.package_code);
    let found = out.push(&SPEC, line.field("package_code"), text);
    if kind(&meant).is_some() {
        let text = Text::new(format!("是否为{meant}？"), format!("did you mean {meant}?"));
        found.suggest(meant, text);
    }
}

/// In half width and capitals, without blanks and dashes.
fn plain(written: &str) -> String {
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    };
    let letters = written.chars().take(32).map(half).filter(|c| !c.is_whitespace() && *c != '-');
    letters.map(|c| c.to_ascii_uppercase()).collect()
}

fn barred(line: &Line<'_>, row: &GoodsRow, kind: Kind, out: &mut Findings) {
    let (un, code) = (row.un, line.goods.package_code.trim());
    let (zh, en) = match kind {
        Kind::Packaging => ("包装", "a packaging"),
        Kind::Ibc => ("中型散装容器", "an IBC"),
        Kind::Large => ("大型包装", "a large packaging"),
        Kind::Bulk => ("散装容器", "a bulk container"),
    };
    let listed = row.packing_instructions.as_str();
    let (listed_zh, listed_en) = if listed.is_empty() { ("无", "none") } else { (listed, listed) };
    let text = Text::new(
        format!("{code}是{zh}，{un}没有相应的包装导则（品名表：{listed_zh}）"),
        format!("{code} is {en}: {un} has no instruction for one (the list: {listed_en})"),
    );
    out.push(&SPEC, line.field("package_code"), text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_every_kind_are_told_apart() {
        for (code, meant) in [
            ("1A1", Kind::Packaging),
            ("4GV", Kind::Packaging),
            ("6HA1", Kind::Packaging),
            ("6PD2", Kind::Packaging),
            ("1H1/X1.9/250/26/CN/430700", Kind::Packaging),
            ("31HA1", Kind::Ibc),
            ("13H3", Kind::Ibc),
            ("21N", Kind::Ibc),
            ("50H", Kind::Large),
            ("51HT", Kind::Large),
            ("BK2", Kind::Bulk),
        ] {
            assert_eq!(kind(code), Some(meant), "{code}");
        }
        for bad in ["", "1A", "1A3", "7A1", "铁桶", "4G2", "6HA", "6H", "41A", "50Z", "IBC02", "/"] {
            assert_eq!(kind(bad), None, "{bad}");
        }
    }

    #[test]
    fn slips_of_width_and_case_are_undone() {
        assert_eq!(plain(" １ａ－1 "), "1A1");
        assert_eq!(kind(&plain("4g")), Some(Kind::Packaging));
    }
}
