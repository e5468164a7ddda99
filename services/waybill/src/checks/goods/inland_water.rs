//! `goods.inland_water`: goods that may not go on inland water, a vehicle ferry among it.
//!
//! **Finds** on a way with a leg by water: goods of the ban list, in bulk or altogether, and highly
//! toxic chemicals, which need no list. Without the list, what it bars is not checked.
//! **Clause** order 591 of 2011 art. 54; Yangtze protection law art. 51; the ban list.

use placard_domain::Text;
use placard_domain::waybill::Carriage;

use crate::check::{Findings, Severity, Spec};
use crate::checks::{goods::highly_toxic, rows};
use crate::lists::{BanScope, Cas, FoundBy};
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "goods.inland_water",
    severity: Severity::Error,
    title: ("内河禁运", "goods banned on inland water"),
    clause: (
        "《危险化学品安全管理条例》第五十四条；《长江保护法》第五十一条",
        "order 591 of 2011 art. 54; Yangtze protection law art. 51",
    ),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    if !on.waybill.by_inland_water {
        return;
    }
    let bans = on.lists.inland_water_bans();
    if let Err(missing) = bans
        && !on.lines.is_empty()
    {
        out.not_checked(&SPEC, "by_inland_water", missing.text());
    }
    for line in &on.lines {
        let name = rows::bare_name(line.goods);
        if let Ok(Some(toxic)) = highly_toxic::of(on, line) {
            let is_sure = toxic.by != FoundBy::UnNumber && toxic.chemical.condition().is_none();
            tell(line, &toxic.chemical.name_zh, is_sure, out);
        } else if let Ok(bans) = bans {
            let cas = line.goods.cas.trim().parse::<Cas>().ok();
            let loose = matches!(line.goods.carriage, Carriage::Tank | Carriage::Bulk);
            let bars = |scope| scope == BanScope::Total || loose;
            if let Some(ban) = bans.of(line.un, cas, name).find(|ban| bars(ban.scope)) {
                tell(line, &ban.name_zh, true, out);
            }
        }
    }
}

fn tell(line: &Line<'_>, name: &str, is_sure: bool, out: &mut Findings) {
    let text = Text::new(
        format!("“{name}”禁止通过内河（含汽车渡口）运输"),
        format!("{name:?} may not go on inland water, nor by a vehicle ferry"),
    );
    let found = out.push(&SPEC, line.field("un"), text);
    if !is_sure {
        found.lower(Severity::Warning);
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use placard_domain::waybill::{GoodsLine, Waybill};
    use placard_domain::{Timestamp, Violations};

    use super::*;
    use crate::lists::{List, Lists};
    use crate::register::Register;
    use crate::settings::Settings;
    use crate::subject::{Asked, RouteVerdict};

    // Made up: no row of the true list.
    const SAMPLE: &str = "un,cas,name_zh,scope,edition,source\n\
        1230,67-56-1,甲醇,bulk,sample,made up\n1090,67-64-1,丙酮,total,sample,made up\n";

    fn told(lists: &Lists, un: &str, carriage: Carriage) -> Vec<(Severity, String)> {
        let goods = vec![GoodsLine { un: un.into(), carriage, ..Default::default() }];
        let waybill = Waybill { by_inland_water: true, goods, ..Default::default() };
        let (route, unread) = (RouteVerdict::Legal, Violations::new());
        let asked = Asked {
            lists,
            register: &Register::default(),
            settings: &Settings::default(),
            now: Timestamp::from_millis(0),
            zone: &TimeZone::UTC,
            engagements: &[],
            route: &route,
            unread: &unread,
        };
        let mut out = Findings::default();
        check(&Subject::new(&waybill, asked), &mut out);
        out.done().0.into_iter().map(|found| (found.severity, found.field)).collect()
    }

    #[test]
    fn a_ban_in_bulk_leaves_packages_free() {
        let bans = List::InlandWaterBans;
        let lists = Lists::embedded().with(bans, None, SAMPLE.as_bytes()).unwrap();
        let barred = vec![(Severity::Error, "goods[0].un".to_owned())];
        assert_eq!(told(&lists, "1230", Carriage::Tank), barred);
        assert_eq!(told(&lists, "1230", Carriage::Packages), []);
        assert_eq!(told(&lists, "1090", Carriage::Packages), barred);
        assert_eq!(told(&lists, "1203", Carriage::Tank), []);
    }

    #[test]
    fn without_the_list_it_is_said_once() {
        let unsaid = vec![(Severity::NotChecked, "by_inland_water".to_owned())];
        assert_eq!(told(&Lists::embedded(), "1230", Carriage::Tank), unsaid);
    }
}
