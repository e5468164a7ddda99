//! `who.blacklist`: whether nobody named is barred.
//!
//! **Finds** a carrier, consignor, consignee, loader or member of the crew whom the register bars
//! on a day of the trip, each at its field.
//! **Clause** order 29 of 2019 art. 7: consignor, carrier and loader keep systems for checking whom
//! they deal with; the mark is that of the authority that keeps the register.

use jiff::civil::Date;
use placard_domain::Text;
use placard_domain::registry::Blacklisting;

use super::super::held::days;
use super::driver::Member;
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "who.blacklist",
    severity: Severity::Error,
    title: ("禁止名单", "nobody named is barred"),
    clause: ("《危险货物道路运输安全管理办法》第七条", "order 29 of 2019 art. 7"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let days = days(on);
    if let Some(carrier) = on.carrier
        && let Some(barred) = barred(&carrier.blacklisted, days)
    {
        let name = &carrier.name;
        let whose = Text::new(format!("承运人{name}"), format!("the carrier {name}"));
        out.push(&SPEC, "carrier", text(&whose, barred));
    }
    let parties = [
        ("consignor", "托运人", on.consignor),
        ("consignee", "收货人", on.consignee),
        ("loader", "装货人", on.loader),
    ];
    for (field, zh, party) in parties {
        let Some(party) = party else { continue };
        if let Some(barred) = barred(&party.blacklisted, days) {
            let name = &party.name;
            let whose = Text::new(format!("{zh}{name}"), format!("the {field} {name}"));
            out.push(&SPEC, field, text(&whose, barred));
        }
    }
    for member in Member::all(on) {
        let mark = member.record.and_then(|record| barred(&record.blacklisted, days));
        if let Some(barred) = mark {
            out.push(&SPEC, format!("crew[{}]", member.index), text(&member.whose(), barred));
        }
    }
}

/// The mark where it bars on any day from the first to the last.
fn barred(mark: &Option<Blacklisting>, (first, last): (Date, Date)) -> Option<&Blacklisting> {
    let mark = mark.as_ref()?;
    (mark.since <= last && mark.until.is_none_or(|until| first <= until)).then_some(mark)
}

fn text(whose: &Text, mark: &Blacklisting) -> Text {
    let (since, reason) = (mark.since, &mark.reason);
    let (zh, en) = match mark.until {
        Some(until) => (format!("至{until}"), format!(" to {until}")),
        None => ("起，尚未解除".to_owned(), ", not lifted".to_owned()),
    };
    Text::new(
        format!("{}已列入禁止名单（{since}{zh}）：{reason}", whose.zh),
        format!("{} is barred (from {since}{en}): {reason}", whose.en),
    )
}
