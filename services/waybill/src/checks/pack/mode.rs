//! `pack.mode`: whether the entry allows packages or bulk.
//!
//! **Finds** goods in packages whose entry knows tanks alone, goods in bulk without a bulk
//! container or a provision for it, a packaging code on goods that are in no package.
//! **Clause** JT/T 617.3 table A.1 columns 8, 10 and 17, by order 29 of 2019 art. 12. Whether the
//! entry allows a tank is `tank`'s.

use placard_domain::Text;
use placard_domain::waybill::Carriage;

use super::code::{self, Kind};
use crate::check::{Findings, Severity, Spec};
use crate::checks::rows;
use crate::lists::GoodsRow;
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "pack.mode",
    severity: Severity::Error,
    title: ("运输方式", "packages or bulk"),
    clause: (
        "《危险货物道路运输安全管理办法》第十二条；JT/T 617.3-2018 表A.1",
        "order 29 of 2019 art. 12; JT/T 617.3-2018 table A.1",
    ),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    for line in &on.lines {
        let goods = line.goods;
        if rows::all(line, |row| is_barred(row, goods.carriage)) {
            let Some(row) = rows::of(line).next() else { continue };
            let un = row.un;
            let text = if goods.carriage == Carriage::Packages {
                Text::new(
                    format!("{un}没有包装导则，不得以包件运输"),
                    format!("{un} has no packing instruction: not in packages"),
                )
            } else {
                Text::new(
                    format!("{un}没有散装规定（BK、VC），不得散装运输"),
                    format!("{un} has no provision for bulk (BK, VC): not in bulk"),
                )
            };
            out.push(&SPEC, line.field("carriage"), text);
            continue;
        }
        let is_loose = match goods.carriage {
            Carriage::Tank => true,
            Carriage::Bulk => code::kind(&goods.package_code) != Some(Kind::Bulk),
            Carriage::Packages | Carriage::Unspecified => false,
        };
        if is_loose && code::kind(&goods.package_code).is_some() {
            let text = Text::new(
                "填写了包装代码，运输方式却不是包件",
                "a packaging code is given for goods that are in no package",
            );
            let found = out.push(&SPEC, line.field("package_code"), text);
            found.lower(Severity::Warning).suggest("", Text::new("留空", "leave it empty"));
        }
    }
}

/// Goods that the list leaves without any column (vehicles, dry ice) are not barred by it.
fn is_barred(row: &GoodsRow, carriage: Carriage) -> bool {
    match carriage {
        Carriage::Packages => row.packing_instructions.is_empty() && !row.tank_code.is_empty(),
        Carriage::Bulk => !row.packing_instructions.is_empty() && !code::is_bulk(row),
        Carriage::Tank | Carriage::Unspecified => false,
    }
}
