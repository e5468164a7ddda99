//! `goods.listed`: whether the dangerous-goods list has what a line names.
//!
//! **Finds** a UN number that is none, one that the list lacks, one whose rows differ where the
//! line does not say which it is, and a packing group that the number does not have. A line is
//! never taken for a row by its number alone.
//! **Clause** order 29 of 2019 art. 10: the consignor classifies by JT/T 617; JT/T 617.3 table A.1
//! is the list.

use placard_domain::Text;

use crate::check::{Findings, Severity, Spec};
use crate::lists::Match;
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "goods.listed",
    severity: Severity::Error,
    title: ("联合国编号与品名表", "the dangerous-goods list"),
    clause: (
        "《危险货物道路运输安全管理办法》第十条；JT/T 617.3-2018 表A.1",
        "order 29 of 2019 art. 10; JT/T 617.3-2018 table A.1",
    ),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    for line in &on.lines {
        let un = &line.goods.un;
        if line.found == Some(Match::Unlisted) {
            let (zh, en) = (
                format!("危险货物品名表中没有{un}"),
                format!("{un} is not on the dangerous-goods list"),
            );
            out.push(&SPEC, line.field("un"), Text::new(zh, en));
        }
    }
}
