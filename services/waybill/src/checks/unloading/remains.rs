//! `unloading.remains`: what is left in the tank.
//!
//! **Finds** a tank of which nobody says what is left: it counts as uncleaned, and as dangerous
//! goods; and a part of the load that stays on board.
//! **Clause** order 29 of 2019 art. 34: a tank is not emptied or vented straight after unloading;
//! JT/T 617.5: the line of an empty uncleaned tank in a waybill. What an uncleaned tank counts as
//! was not read in the text: a caution.

use placard_domain::Text;
use placard_domain::waybill::TankRemains;

use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "unloading.remains",
    severity: Severity::Caution,
    title: ("卸后罐体", "what is left in the tank"),
    clause: (
        "《危险货物道路运输安全管理办法》第三十四条；JT/T 617.5-2018",
        "order 29 of 2019 art. 34; JT/T 617.5-2018",
    ),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let Some(unloading) = &on.waybill.unloading else { return };
    let in_tank = on.lines.iter().any(|line| line.in_tank());
    let text = match unloading.remains {
        TankRemains::Unspecified if in_tank => Text::new(
            "未说明卸后罐体状态，按未清洗处理：仍属危险货物，返程须悬挂标志、随车携带单证，\
             并按“空容器，上次装载”填写运单",
            "it is not said what is left in the tank: it counts as uncleaned and as dangerous \
             goods, so that the way back needs the signs, the papers and a waybill as empty, \
             uncleaned",
        ),
        TankRemains::Part => Text::new(
            "部分货物仍在车上：其去向须另有运单",
            "a part of the load stays on board: it needs a waybill for where it goes",
        ),
        _ => return,
    };
    let finding = out.push(&SPEC, "unloading.remains", text);
    if unloading.remains == TankRemains::Unspecified {
        let cure = Text::new("如未清洗，填“未清洗”", "if it was not cleaned, say so");
        finding.suggest("UNCLEANED", cure);
    }
}
