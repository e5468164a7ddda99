//! `place.party`: whether the sites are run by the parties named.
//!
//! **Finds** an origin that neither the consignor nor the loader runs, and a destination that the
//! consignee does not.
//! **Clause** order 29 of 2019 art. 24: the waybill, on the ministry's form, names the parties and
//! both places. Nothing forbids a hired yard: a warning.

use placard_domain::Text;
use placard_domain::registry::Party;
use placard_domain::waybill::PartyRef;

use super::site::{Spot, Which};
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "place.party",
    severity: Severity::Warning,
    title: ("装卸场所经营者", "who runs the sites"),
    clause: ("《危险货物道路运输安全管理办法》第二十四条", "order 29 of 2019 art. 24"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    for spot in Spot::all(on) {
        match spot.which {
            Which::Origin => {
                let words = ("托运人或装货人", "consignor or loader");
                compare(on, spot, [on.consignor, on.loader], words, out);
            }
            Which::Destination => {
                let words = ("收货人", "consignee");
                compare(on, spot, [on.consignee, on.consignee], words, out);
            }
            Which::Drop(_) => {}
        }
    }
}

fn compare(
    on: &Subject<'_>,
    spot: Spot<'_>,
    parties: [Option<&Party>; 2],
    (zh, en): (&str, &str),
    out: &mut Findings,
) {
    // Where a party has no record, another check says so.
    let (Some(site), [Some(first), Some(second)]) = (spot.site, parties) else { return };
    let name = &site.name;
    let Some(runs) = &site.party else {
        let text = Text::new(
            format!("未核对：{name}未登记经营者"),
            format!("not checked: who runs {name} is not recorded"),
        );
        out.not_checked(&SPEC, spot.field("site_id"), text);
        return;
    };
    if *runs == first.id || *runs == second.id {
        return;
    }
    let named = PartyRef { party_id: runs.to_string(), ..PartyRef::default() };
    let owner = on.asked.register.party(&named).map_or(runs.as_str(), |it| &it.name);
    let text = Text::new(
        format!("{name}由{owner}经营，不属于运单所列{zh}"),
        format!("{name} is run by {owner}, not by the {en} named"),
    );
    out.push(&SPEC, spot.field("site_id"), text);
}
