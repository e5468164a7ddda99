//! `tank.one_kind`: whether one kind of goods alone goes in the tank.
//!
//! **Finds** several UN numbers in one tank, as a caution: in compartments of their own they may,
//! and no record says how a tank is parted.
//! **Clause** order 29 of 2019 art. 23: vehicle and equipment fit the goods.

use placard_domain::Text;

use crate::check::{Findings, Severity, Spec};
use crate::checks::capacity::in_tank;
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "tank.one_kind",
    severity: Severity::Caution,
    title: ("同一罐体装多种货物", "several goods in one tank"),
    clause: ("《危险货物道路运输安全管理办法》第二十三条", "order 29 of 2019 art. 23"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let mut numbers = in_tank(on).filter_map(|line| line.un);
    let Some(first) = numbers.next() else { return };
    let Some(other) = numbers.find(|un| *un != first) else { return };
    let text = Text::new(
        format!("同一罐体装{first}和{other}：只可分装于各自独立的隔仓"),
        format!("{first} and {other} in one tank: only in compartments of their own"),
    );
    out.push(&SPEC, "tank", text);
}
