//! `goods.stabilised`: goods that may go only with an inhibitor or stabiliser in them.
//!
//! **Finds** a line whose entry is named stabilised and that does not say that it is.
//! **Clause** order 29 of 2019 art. 10: the consignor adds the stabiliser and tells the carrier.

use placard_domain::Text;

use crate::check::{Findings, Severity, Spec};
use crate::checks::rows;
use crate::lists::GoodsRow;
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "goods.stabilised",
    severity: Severity::Error,
    title: ("抑制剂、稳定剂", "inhibitors and stabilisers"),
    clause: (
        "《危险货物道路运输安全管理办法》第十条；JT/T 617.3-2018 表A.1",
        "order 29 of 2019 art. 10; JT/T 617.3-2018 table A.1",
    ),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    for line in &on.lines {
        if line.goods.stabilised || line.goods.empty_uncleaned {
            continue;
        }
        let is_sure = rows::all(line, is_stabilised);
        if !is_sure && !rows::all(line, |row| row.name_zh.contains("稳定的")) {
            continue;
        }
        let Some(row) = rows::of(line).next() else { continue };
        // Of two names, of which one is of the goods as they are, either may be meant.
        if !is_sure && row.name_en.contains("STABILIZED") {
            continue;
        }
        let un = row.un;
        let text = Text::new(
            format!("{un}须加入稳定剂方可运输，运单未注明已稳定"),
            format!("{un} goes stabilised alone: the waybill does not say that it is"),
        );
        let found = out.push(&SPEC, line.field("stabilised"), text);
        if !is_sure {
            found.lower(Severity::Warning);
        }
        found.suggest("true", Text::new("确认后标明", "say so once it is"));
    }
}

/// Whether each of a row's English names says so.
fn is_stabilised(row: &GoodsRow) -> bool {
    row.name_en.split(" or ").all(|name| {
        let at = name.find("STABILIZED");
        at.is_some_and(|at| !name[..at].ends_with("UN"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lists::Lists;

    #[test]
    fn a_name_that_may_be_stabilised_asks_for_nothing() {
        let lists = Lists::embedded();
        let asks = |un: &str| {
            let rows = lists.goods().unwrap().rows(un.parse().unwrap());
            !rows.is_empty() && rows.iter().all(is_stabilised)
        };
        assert!(asks("1093") && asks("1010") && asks("2015") && asks("3532"));
        assert!(!asks("1374") && !asks("1143") && !asks("2014") && !asks("1203"));
    }
}
