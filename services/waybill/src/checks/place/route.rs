//! `place.route`: whether the way is legal for these goods in this vehicle at these times.
//!
//! **Finds** everything that the router says against the way, each by its own clause, and names the
//! nearest legal way where there is one. Where nobody looked, that is said.
//! **Clause** order 29 of 2019 art. 49: police may restrict passage by area, road and hour; art.
//! 48: some goods keep to the route and time that police approved.

use placard_domain::Text;

use crate::check::{Findings, Severity, Spec};
use crate::subject::{RouteVerdict, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "place.route",
    severity: Severity::Error,
    title: ("行驶路线", "the way is legal"),
    clause: (
        "《危险货物道路运输安全管理办法》第四十八条、第四十九条",
        "order 29 of 2019 arts. 48, 49",
    ),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    match on.asked.route {
        RouteVerdict::Legal => {}
        RouteVerdict::NotChecked(why) => {
            let (zh, en) =
                (format!("路线未核对：{}", why.zh), format!("route not checked: {}", why.en));
            out.not_checked(&SPEC, "route_id", Text::new(zh, en));
        }
        RouteVerdict::Illegal { breaches, alternative } => {
            let way = instead(alternative.as_ref());
            if breaches.is_empty() {
                let (zh, en) =
                    (format!("路线不合法{}", way.zh), format!("the way is not legal{}", way.en));
                out.push(&SPEC, "route_id", Text::new(zh, en));
            }
            for (what, clause) in breaches {
                let (zh, en) = (format!("{}{}", what.zh, way.zh), format!("{}{}", what.en, way.en));
                let finding = out.push(&SPEC, "route_id", Text::new(zh, en));
                finding.under((&clause.zh, &clause.en));
            }
        }
    }
}

fn instead(alternative: Option<&Text>) -> Text {
    match alternative {
        Some(way) => Text::new(
            format!("；最近的合法路线：{}", way.zh),
            format!("; the nearest legal way: {}", way.en),
        ),
        None => Text::new("；未找到合法路线", "; no legal way was found"),
    }
}
