//! `loading.checks`: whether the loader confirmed every check before loading (五必查).
//!
//! **Finds** each mandatory check that is not confirmed, and each that failed: then the vehicle may
//! not be loaded. The tank is checked where goods go in one; the papers of art. 15 where goods are
//! explosives, radioactive, waste or highly toxic.
//! **Clause** order 29 of 2019 art. 28; for protective and rescue gear art. 44.

use placard_domain::Text;
use placard_domain::waybill::{Loading, LoadingItem};

use super::super::same::told;
use super::super::scope::{Toxic, is_of, toxic, under_law, whole_law};
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "loading.checks",
    severity: Severity::Error,
    title: ("装货前查验", "the checks before loading"),
    clause: ("《危险货物道路运输安全管理办法》第二十八条", "order 29 of 2019 art. 28"),
};

const GEAR: (&str, &str) =
    ("《危险货物道路运输安全管理办法》第四十四条", "order 29 of 2019 art. 44");

/// What is confirmed for every load.
const ALWAYS: [LoadingItem; 5] = [
    LoadingItem::Permits,
    LoadingItem::People,
    LoadingItem::Inspection,
    LoadingItem::Goods,
    LoadingItem::Gear,
];

/// The most checks of a document that are looked at: each of them several times over.
const CHECKS_MAX: usize = 50;

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let Some(loading) = on.waybill.loading.as_ref().filter(|_| whole_law(on)) else { return };
    for item in ALWAYS {
        tell_missing(loading, item, out);
    }
    if on.waybill.tank.is_some() || on.lines.iter().any(|line| line.in_tank()) {
        tell_missing(loading, LoadingItem::TankSuits, out);
    }
    check_papers(on, loading, out);
    for (index, check) in loading.checks.iter().take(CHECKS_MAX).enumerate() {
        if check.passed {
            continue;
        }
        let ((zh, en), note) = (words(check.item), told(&check.note));
        let colon = if note.is_empty() { ("", "") } else { ("：", ": ") };
        let text = Text::new(
            format!("装货前查验不合格（{zh}），不得装货{}{note}", colon.0),
            format!("a check failed ({en}): nothing may be loaded{}{note}", colon.1),
        );
        let finding = out.push(&SPEC, format!("loading.checks[{index}]"), text);
        if check.item == LoadingItem::Gear {
            finding.under(GEAR);
        }
    }
}

fn is_named(loading: &Loading, item: LoadingItem) -> bool {
    loading.checks.iter().take(CHECKS_MAX).any(|check| check.item == item)
}

fn tell_missing(loading: &Loading, item: LoadingItem, out: &mut Findings) {
    if is_named(loading, item) {
        return;
    }
    let (zh, en) = words(item);
    let text = Text::new(
        format!("装货人未确认：{zh}"),
        format!("the loader has not confirmed: {en}"),
    );
    let finding = out.push(&SPEC, "loading.checks", text);
    if item == LoadingItem::Gear {
        finding.under(GEAR);
    }
}

fn check_papers(on: &Subject<'_>, loading: &Loading, out: &mut Findings) {
    if is_named(loading, LoadingItem::Papers) {
        return;
    }
    let mut missing = None;
    let needed = under_law(on).any(|line| {
        line.goods.waste
            || is_of(line, "1")
            || is_of(line, "7")
            || match toxic(on, line) {
                Ok(toxic) => toxic == Some(Toxic::Sure),
                Err(list) => {
                    missing = Some(list);
                    false
                }
            }
    });
    if needed {
        tell_missing(loading, LoadingItem::Papers, out);
    } else if let Some(list) = missing {
        out.not_checked(&SPEC, "loading.checks", list.text());
    }
}

const fn words(item: LoadingItem) -> (&'static str, &'static str) {
    match item {
        LoadingItem::Unspecified => ("未注明项目", "a check without a name"),
        LoadingItem::Permits => {
            ("车辆行驶证、道路运输证有效", "driving and transport permits are valid")
        }
        LoadingItem::People => ("驾驶人、押运人员证件有效", "the crew's certificates are valid"),
        LoadingItem::Inspection => {
            ("车辆、罐体在检验有效期内", "vehicle and tank are within inspection")
        }
        LoadingItem::Goods => ("所装货物与运单一致", "the goods agree with the waybill"),
        LoadingItem::TankSuits => ("罐体适装所载货物", "the tank may carry the goods"),
        LoadingItem::Papers => ("许可证件、转移联单齐全", "permits and manifest are there"),
        LoadingItem::Gear => {
            ("随车防护和应急救援器材齐全", "protective and rescue gear is on board")
        }
    }
}
