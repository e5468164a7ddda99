//! `goods.excepted`: excepted quantities (例外数量).
//!
//! **Finds** goods that the entry does not allow so, or not in packages, an inner or outer quantity
//! over that of the entry's code E1 to E5, packages that are missing, no declaration among the
//! papers, and more than 1,000 packages on the vehicle: then the whole law holds. Up to that they
//! go as ordinary goods.
//! **Clause** order 29 of 2019 arts. 16 to 21; JT/T 617.3 table A.1 column 7b.

use placard_domain::Text;
use placard_domain::waybill::{Carriage, PaperKind, Regime};

use crate::check::{Findings, Severity, Spec};
use crate::checks::{papers, rows};
use crate::lists::{ExceptedQuantity, List, NotLoaded};
use crate::subject::{Line, Subject};
use crate::tables::excepted::{EqCode, EqLimits};

pub(crate) const SPEC: Spec = Spec {
    id: "goods.excepted",
    severity: Severity::Error,
    title: ("例外数量", "excepted quantities"),
    clause: (
        "《危险货物道路运输安全管理办法》第十六条至第二十一条；JT/T 617.3-2018 表A.1 第7b栏",
        "order 29 of 2019 arts. 16-21; JT/T 617.3-2018 table A.1 column 7b",
    ),
};

/// Up to this many on one vehicle they go as ordinary goods (art. 21).
const PACKAGES_MAX: u64 = 1000;

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let excepted = || on.lines.iter().filter(|line| line.goods.regime == Regime::Excepted);
    let mut packages = 0;
    for line in excepted() {
        one(on, line, out);
        packages += u64::from(line.goods.packages.unwrap_or(0));
    }
    if excepted().next().is_none() {
        return;
    }
    if !papers::has(on, PaperKind::ExceptedQuantityDeclaration) {
        let text = Text::new(
            "例外数量须随车携带托运人书面声明，运单未列出",
            "excepted quantities go with the consignor's declaration: none is named",
        );
        out.push(&SPEC, "papers", text);
    }
    if packages > PACKAGES_MAX {
        let text = Text::new(
            format!("例外数量包件{packages}件，超过1000件，不得按普通货物运输"),
            format!("{packages} packages of excepted quantities, over 1,000: not ordinary goods"),
        );
        out.push(&SPEC, "goods", text).lower(Severity::Warning);
    }
}

fn one(on: &Subject<'_>, line: &Line<'_>, out: &mut Findings) {
    let goods = line.goods;
    if goods.carriage != Carriage::Packages && goods.carriage != Carriage::Unspecified {
        let text = Text::new("例外数量只能以包件运输", "excepted quantities go in packages alone");
        out.push(&SPEC, line.field("carriage"), text);
    }
    if goods.packages.is_none() {
        let text = Text::new(
            "例外数量须在托运清单注明包件数",
            "excepted quantities give their number of packages",
        );
        out.push(&SPEC, line.field("packages"), text);
    }
    let Some(row) = rows::of(line).next() else { return };
    let un = row.un;
    let unknown = |zh: String, en: String, out: &mut Findings| {
        out.not_checked(&SPEC, line.field("inner_quantity"), Text::new(zh, en));
    };
    match rows::common(rows::of(line).map(|row| row.excepted_quantity)) {
        Some(ExceptedQuantity::Code(code)) => {
            let code = format!("E{code}").parse::<EqCode>();
            if let (Ok(tables), Ok(code)) = (on.lists.tables(), code) {
                limits(line, tables.excepted_quantities.limits(code), out);
            } else {
                let text = NotLoaded(List::ExceptedQuantities).text();
                unknown(text.zh, text.en, out);
            }
        }
        Some(ExceptedQuantity::Provision(number)) => unknown(
            format!("未核对：{un}的例外数量由特殊规定{number}确定"),
            format!("not checked: special provision {number} sets the limit of {un}"),
            out,
        ),
        Some(ExceptedQuantity::Unsaid) | None => unknown(
            format!("未核对：品名表未给出{un}唯一的例外数量代码"),
            format!("not checked: the list does not give one code for {un}"),
            out,
        ),
    }
}

fn limits(line: &Line<'_>, limits: Option<EqLimits>, out: &mut Findings) {
    let goods = line.goods;
    let Some(limits) = limits else {
        let text = Text::new(
            "品名表为E0，不得按例外数量运输",
            "the list has E0: not to go as an excepted quantity",
        );
        let found = out.push(&SPEC, line.field("regime"), text);
        found.suggest("FULL", Text::new("按全部规定运输", "under the whole law"));
        return;
    };
    let Some(inner) = goods.inner_quantity else {
        let text = Text::new("未填写内容器容量", "what an inner packaging holds is not given");
        out.push(&SPEC, line.field("inner_quantity"), text);
        return;
    };
    let factor = goods.inner_unit.kilograms().or(goods.inner_unit.litres());
    let Some(factor) = factor else {
        let text = Text::new(
            "内容器容量的单位应为克、千克、毫升或升",
            "the unit of an inner packaging is G, KG, ML or L",
        );
        out.push(&SPEC, line.field("inner_unit"), text);
        return;
    };
    let (held, limit) = (inner * factor * 1000.0, limits.inner);
    if held > f64::from(limit) || held <= 0.0 {
        let text = Text::new(
            format!("内容器{held}克（毫升），应大于0且不超过{limit}克（毫升）"),
            format!("an inner packaging of {held} g or mL: more than 0, at most {limit}"),
        );
        out.push(&SPEC, line.field("inner_quantity"), text);
    }
    outer(line, limits.outer, out);
}

/// What one package holds on the average: one of several at the least holds so much.
fn outer(line: &Line<'_>, limit: u32, out: &mut Findings) {
    let goods = line.goods;
    let factor = goods.unit.kilograms().or(goods.unit.litres());
    let packages = goods.packages.filter(|packages| *packages > 0);
    let (Some(quantity), Some(factor), Some(packages)) = (goods.quantity, factor, packages) else {
        return;
    };
    let held = quantity * factor * 1000.0 / f64::from(packages);
    if held > f64::from(limit) {
        let text = Text::new(
            format!("每个外包装平均{held:.0}克（毫升），不得超过{limit}克（毫升）"),
            format!("{held:.0} g or mL in a package on the average: at most {limit}"),
        );
        out.push(&SPEC, line.field("quantity"), text);
    }
}
