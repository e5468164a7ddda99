//! `together.category`: goods of transport category 0 (运输类别) from door to door in a town.
//!
//! **Finds** a city delivery of packages with goods of category 0, of which no quantity is small: a
//! caution to whoever plans the round. In China neither category nor points free anybody from a
//! licence, so that nothing else hangs on them: that a load is over 1,000 points is not told, as
//! every useful delivery is. Tanks, bulk, limited and excepted quantities are not measured so.
//! **Clause** ADR 1.1.3.6.3, which does not bind in China: a measure of size.

use placard_domain::Text;
use placard_domain::waybill::Carriage;

use crate::check::{Findings, Severity, Spec};
use crate::checks::kinds::may_be;
use crate::lists::TransportCategory;
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "together.category",
    severity: Severity::Caution,
    title: ("运输类别0的货物城市配送", "transport category 0 in city delivery"),
    clause: (
        "ADR 1.1.3.6.3（规模量度，我国不据此豁免）",
        "ADR 1.1.3.6.3 (a measure of size: no exemption in China)",
    ),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    if !on.waybill.city_delivery {
        return;
    }
    let packages = on.lines.iter().filter(|line| is_measured(line));
    for line in packages.filter(|line| is_of_category_0(line)) {
        let at = line.index + 1;
        let text = Text::new(
            format!("第{at}项货物属运输类别0，危险性最大，任何数量都不属小量：城市配送请慎选路线和时段"),
            format!(
                "goods line {at} is of transport category 0, of which no quantity is small: mind \
                 way and hours of a city delivery"
            ),
        );
        out.push(&SPEC, line.field("un"), text);
    }
}

fn is_measured(line: &Line<'_>) -> bool {
    line.is_full() && line.goods.carriage == Carriage::Packages
}

/// Whether every row that a line may be is of category 0.
fn is_of_category_0(line: &Line<'_>) -> bool {
    let mut categories = may_be(line).map(|row| row.transport_category.value());
    let is_0 = |category: Option<TransportCategory>| category.is_some_and(|it| it.number() == 0);
    categories.next().is_some_and(is_0) && categories.all(is_0)
}
