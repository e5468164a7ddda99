//! `tank.needed`: whether there is a tank where goods go in one.
//!
//! **Finds** goods in a tank where no tank is named, and, as a warning, a tank in which nothing
//! goes. Where a line does not say how it is carried, `form` tells that alone.
//! **Clause** order 29 of 2019 art. 24: the ministry's form names number and volume of the tank.

use placard_domain::Text;
use placard_domain::waybill::Carriage;

use crate::check::{Findings, Severity, Spec};
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "tank.needed",
    severity: Severity::Error,
    title: ("罐体的填写", "whether a tank is named"),
    clause: ("《危险货物道路运输安全管理办法》第二十四条", "order 29 of 2019 art. 24"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let in_tank = on.lines.iter().find(|line| line.in_tank());
    match (in_tank, &on.waybill.tank) {
        (Some(line), None) => {
            let at = line.index + 1;
            let text = Text::new(
                format!("第{at}项货物用罐体运输，但运单未填写罐体编号和容积"),
                format!("goods line {at} goes in a tank, and no tank is named: number and volume"),
            );
            out.push(&SPEC, "tank", text);
        }
        (None, Some(_)) if !on.lines.is_empty() && on.lines.iter().all(is_outside) => {
            let text = Text::new(
                "运单填写了罐体，但没有一项货物用罐体运输",
                "a tank is named, and none of the goods go in it",
            );
            out.push(&SPEC, "tank", text).lower(Severity::Warning);
        }
        _ => {}
    }
}

fn is_outside(line: &Line<'_>) -> bool {
    matches!(line.goods.carriage, Carriage::Packages | Carriage::Bulk)
}
