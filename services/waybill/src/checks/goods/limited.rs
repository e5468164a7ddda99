//! `goods.limited`: limited quantities (有限数量).
//!
//! **Finds** goods that the entry does not allow so, or not in packages, an inner quantity over the
//! entry's, packages or gross mass that are missing, no test report or declaration among the
//! papers, and more than 8,000 kg gross on the vehicle: then the whole law holds. Up to that they
//! go as ordinary goods.
//! **Clause** order 29 of 2019 arts. 16 to 21; JT/T 617.3 table A.1 column 7a.

use placard_domain::Text;
use placard_domain::waybill::{Carriage, PaperKind, Regime};

use crate::check::{Findings, Severity, Spec};
use crate::checks::{papers, rows};
use crate::lists::LimitedQuantity;
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "goods.limited",
    severity: Severity::Error,
    title: ("有限数量", "limited quantities"),
    clause: (
        "《危险货物道路运输安全管理办法》第十六条至第二十一条；JT/T 617.3-2018 表A.1 第7a栏",
        "order 29 of 2019 arts. 16-21; JT/T 617.3-2018 table A.1 column 7a",
    ),
};

/// Up to this on one vehicle they go as ordinary goods, kg gross (art. 21).
const GROSS_MAX_KG: f64 = 8000.0;

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let limited = || on.lines.iter().filter(|line| line.goods.regime == Regime::Limited);
    let mut gross = 0.0;
    for line in limited() {
        one(line, out);
        gross += line.goods.gross_mass_kg.filter(|mass| *mass > 0.0).unwrap_or(0.0);
    }
    if limited().next().is_none() {
        return;
    }
    let is_declared = papers::has(on, PaperKind::LimitedQuantityDeclaration)
        || papers::has(on, PaperKind::PackingTestReport);
    if !is_declared {
        let text = Text::new(
            "有限数量须随车携带包装性能测试报告或托运人声明，运单均未列出",
            "limited quantities go with a packing test report or a declaration: neither is named",
        );
        out.push(&SPEC, "papers", text);
    }
    if gross > GROSS_MAX_KG {
        let text = Text::new(
            format!("有限数量货物总质量{gross}千克，超过8000千克，不得按普通货物运输"),
            format!("{gross} kg gross of limited quantities, over 8,000 kg: not ordinary goods"),
        );
        out.push(&SPEC, "goods", text).lower(Severity::Warning);
    }
}

fn one(line: &Line<'_>, out: &mut Findings) {
    let goods = line.goods;
    if goods.carriage != Carriage::Packages && goods.carriage != Carriage::Unspecified {
        let text = Text::new("有限数量只能以包件运输", "limited quantities go in packages alone");
        out.push(&SPEC, line.field("carriage"), text);
    }
    for (is_missing, name, zh, en) in [
        (goods.packages.is_none(), "packages", "包件数", "number of packages"),
        (goods.gross_mass_kg.is_none(), "gross_mass_kg", "总质量", "gross mass"),
    ] {
        if is_missing {
            let text = Text::new(
                format!("有限数量须在托运清单注明{zh}"),
                format!("limited quantities give their {en}"),
            );
            out.push(&SPEC, line.field(name), text);
        }
    }
    let Some(row) = rows::of(line).next() else { return };
    let un = row.un;
    match rows::common(rows::of(line).map(|row| row.limited_quantity)) {
        Some(LimitedQuantity::NotAllowed) => {
            let text = Text::new(
                format!("{un}不得按有限数量运输"),
                format!("{un} may not go as a limited quantity"),
            );
            let found = out.push(&SPEC, line.field("regime"), text);
            found.suggest("FULL", Text::new("按全部规定运输", "under the whole law"));
        }
        Some(LimitedQuantity::UpTo { millilitres, grams }) => {
            inner(line, millilitres, grams, out);
        }
        Some(LimitedQuantity::Provision(number)) => {
            let text = Text::new(
                format!("未核对：{un}的有限数量由特殊规定{number}确定"),
                format!("not checked: special provision {number} sets the limit of {un}"),
            );
            out.not_checked(&SPEC, line.field("inner_quantity"), text);
        }
        Some(LimitedQuantity::Unsaid) | None => {
            let text = Text::new(
                format!("未核对：品名表未给出{un}唯一的有限数量"),
                format!("not checked: the list does not give one limit for {un}"),
            );
            out.not_checked(&SPEC, line.field("inner_quantity"), text);
        }
    }
}

fn inner(line: &Line<'_>, millilitres: Option<u32>, grams: Option<u32>, out: &mut Findings) {
    let goods = line.goods;
    let Some(held) = goods.inner_quantity else {
        let text = Text::new("未填写内容器容量", "what an inner packaging holds is not given");
        out.push(&SPEC, line.field("inner_quantity"), text);
        return;
    };
    let volume = goods.inner_unit.litres().map(|litres| held * litres * 1000.0);
    let mass = goods.inner_unit.kilograms().map(|kilograms| held * kilograms * 1000.0);
    let (held, limit, unit) = match (volume, mass) {
        (Some(volume), _) => (volume, millilitres, "mL"),
        (_, Some(mass)) => (mass, grams, "g"),
        (None, None) => {
            let text = Text::new(
                "内容器容量的单位应为克、千克、毫升或升",
                "the unit of an inner packaging is G, KG, ML or L",
            );
            out.push(&SPEC, line.field("inner_unit"), text);
            return;
        }
    };
    let Some(limit) = limit else {
        let (zh, en) = if unit == "g" { ("体积", "volume") } else { ("质量", "mass") };
        let text = Text::new(
            format!("品名表按{zh}规定有限数量，内容器容量应以{zh}填写"),
            format!("the list limits the {en}: give the inner quantity so"),
        );
        out.push(&SPEC, line.field("inner_unit"), text);
        return;
    };
    if held > f64::from(limit) || held <= 0.0 {
        let text = Text::new(
            format!("内容器{held} {unit}，应大于0且不超过{limit} {unit}"),
            format!("an inner packaging of {held} {unit}: more than 0, at most {limit} {unit}"),
        );
        out.push(&SPEC, line.field("inner_quantity"), text);
    }
}
