//! `together.points`: how large a load in packages is, by transport category (运输类别).
//!
//! **Finds** a city delivery of packages that has goods of category 0, or more than 1,000 points. In
//! China the points free nobody from a licence, so that they are told only where a large load goes
//! from door to door in a town, and as a caution: whoever plans the round should know. Tanks, bulk,
//! limited and excepted quantities, and trips from one place to one other are not told of.
//! **Clause** ADR 1.1.3.6.3, which does not bind in China: a measure of size.

use placard_domain::Text;
use placard_domain::waybill::{Carriage, QuantityUnit};
use smallvec::SmallVec;

use crate::check::{Findings, Severity, Spec};
use crate::checks::kinds::agreed;
use crate::subject::{Line, Subject};
use crate::tables::transport::{Amount, Form, Measure, Points, measure};

pub(crate) const SPEC: Spec = Spec {
    id: "together.points",
    severity: Severity::Caution,
    title: ("运输类别与总量", "transport categories and their total"),
    clause: (
        "ADR 1.1.3.6.3（规模量度，我国不据此豁免）",
        "ADR 1.1.3.6.3 (a measure of size: no exemption in China)",
    ),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    if !on.waybill.city_delivery {
        return;
    }
    let packages = || on.lines.iter().filter(|line| is_measured(line));
    if packages().next().is_none() {
        return;
    }
    let (tables, missing) = (on.lists.tables(), on.lists.goods().err());
    let tables = match (tables, missing) {
        (Ok(tables), None) => tables,
        (Err(missing), _) | (_, Some(missing)) => {
            out.not_checked(&SPEC, "goods", missing.text());
            return;
        }
    };
    let mut amounts: SmallVec<[Amount; 8]> = SmallVec::new();
    let mut unknown = None;
    for line in packages() {
        match amount(line) {
            Some(amount) => amounts.push(amount),
            None => unknown = unknown.or(Some(line)),
        }
    }
    let points = tables.transport_categories.points(amounts);
    if !points.is_small() {
        out.push(&SPEC, "goods", told(points));
    } else if let Some(line) = unknown.filter(|line| line.found.is_some()) {
        let at = line.index + 1;
        let text = Text::new(
            format!("未核对：第{at}项货物的运输类别或计量无法确定，未计入总量"),
            format!("not checked: category or measure of goods line {at} is not known, not counted"),
        );
        out.not_checked(&SPEC, line.field("quantity"), text);
    }
}

fn is_measured(line: &Line<'_>) -> bool {
    line.is_full() && line.goods.carriage == Carriage::Packages
}

fn told(points: Points) -> Text {
    if points.has_category_0 {
        return Text::new(
            "城市配送的货物中有运输类别0的货物，其危险性最大，任何数量都不属小量",
            "a city delivery with goods of transport category 0: no quantity of them is small",
        );
    }
    let total = points.thousandths / 1000;
    Text::new(
        format!("城市配送的货物按运输类别共{total}点，超过1000点，规模较大，请留意路线和时段"),
        format!("a city delivery of {total} points by transport category, over 1,000: a large load"),
    )
}

/// What a line counts for; `None` where its category or measure is not known.
fn amount(line: &Line<'_>) -> Option<Amount> {
    let row = agreed(line, |a, b| {
        a.transport_category == b.transport_category
            && a.classification_code == b.classification_code
    })?;
    let category = row.transport_category.value()?.number();
    let category = char::from(b'0' + category).encode_utf8(&mut [0; 4]).parse().ok()?;
    let goods = line.goods;
    let form = match goods.unit {
        QuantityUnit::L | QuantityUnit::M3 => Form::Liquid,
        QuantityUnit::Pieces => Form::Article,
        _ => Form::Solid,
    };
    let quantity = match measure(&row.classification_code, form)? {
        Measure::Litres => goods.unit.litres()? * goods.quantity?,
        Measure::NetKg => goods.unit.kilograms()? * goods.quantity?,
        Measure::GrossKg => goods.gross_mass_kg.or_else(|| goods.mass_kg())?,
        Measure::NetExplosiveKg => goods.net_explosive_kg?,
    };
    // What is below nought or beyond all bounds becomes nought or the greatest number there is.
    Some(Amount { un: row.un, category, thousandths: (quantity * 1000.0) as u64 })
}
