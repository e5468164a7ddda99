//! `goods.empty_uncleaned`: empty packagings and tanks that still hold remains.
//!
//! **Finds** a name that says empty where the line is not marked so, a line marked empty that
//! carries a load.
//! **Clause** JT/T 617.5: 空容器 and the last load stand on the line. Cleaned and certified empty,
//! it would be no dangerous goods.

use placard_domain::Text;

use crate::check::{Findings, Severity, Spec};
use crate::checks::rows;
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "goods.empty_uncleaned",
    severity: Severity::Warning,
    title: ("未清洗的空容器", "empty and uncleaned"),
    clause: ("JT/T 617.5-2018 托运要求", "JT/T 617.5-2018, consignment"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    for line in &on.lines {
        let goods = line.goods;
        let quantity = goods.quantity.unwrap_or(0.0);
        if goods.empty_uncleaned {
            if quantity > 0.0 && goods.unit.kilograms().or(goods.unit.litres()).is_some() {
                loaded(line, quantity, out);
            }
        } else if rows::begins(goods, rows::EMPTY) {
            unmarked(line, out);
        }
    }
}

fn loaded(line: &Line<'_>, quantity: f64, out: &mut Findings) {
    let text = Text::new(
        format!("标明为未清洗空容器，却填写数量{quantity}"),
        format!("marked empty and uncleaned, with a quantity of {quantity}"),
    );
    let found = out.push(&SPEC, line.field("quantity"), text);
    found.suggest("0", Text::new("空容器数量填0", "0 where it is empty"));
}

fn unmarked(line: &Line<'_>, out: &mut Findings) {
    let text = Text::new(
        "名称表明是空容器，未标明“未清洗”；已清洗的空容器不是危险货物",
        "the name says empty, the line is not marked uncleaned; cleaned, it is no dangerous goods",
    );
    let found = out.push(&SPEC, line.field("empty_uncleaned"), text);
    found.suggest("true", Text::new("标明未清洗", "mark it uncleaned"));
}
