//! `tank.inspection`: whether the tank is within its inspection on every day of the trip.
//!
//! **Finds** an inspection certificate, or a registration of a pressure vessel, that does not hold
//! on every day, with the day; and a record that has none. A record without any certificate cannot
//! be held against.
//! **Clause** order 29 of 2019 art. 28, third check: vehicle, tank, portable tank and tank
//! container are within the validity of their inspection.

use jiff::civil::Date;
use placard_domain::Text;
use placard_domain::registry::{Certificate, CertificateKind, Tank, TankKind};

use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "tank.inspection",
    severity: Severity::Error,
    title: ("罐体检验有效期", "the tank's inspection"),
    clause: ("《危险货物道路运输安全管理办法》第二十八条", "order 29 of 2019 art. 28"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let Some(tank) = on.tank else { return };
    let (first, last) = (on.first_day(), on.last_day());
    let Some(day) = day_without(tank, first, last) else { return };
    let number = &tank.number;
    if tank.certificates.is_empty() {
        let text = Text::new(
            format!("未核对：罐体{number}未登记检验证书"),
            format!("not checked: no certificates are recorded for tank {number}"),
        );
        out.not_checked(&SPEC, "tank", text);
        return;
    }
    let (zh, en) = title(tank.kind);
    let ends = |it: &&Certificate| it.valid_to.unwrap_or(Date::MAX);
    let Some(longest) = of(tank).max_by_key(ends) else {
        let text = Text::new(
            format!("罐体{number}没有登记{zh}"),
            format!("no {en} is recorded for tank {number}"),
        );
        out.push(&SPEC, "tank", text);
        return;
    };
    let place = place(first, day);
    let (state_zh, state_en) = match (longest.valid_from, longest.valid_to) {
        (Some(from), _) if day < from => {
            (format!("自{from}起有效，{}尚未生效", place.zh), format!("from {from}, not yet on"))
        }
        (_, Some(to)) => {
            (format!("有效期至{to}，{}已失效", place.zh), format!("to {to}, no longer on"))
        }
        (_, None) => (format!("在{}无效", place.zh), "with a gap on".to_owned()),
    };
    let text = Text::new(
        format!("罐体{number}的{zh}{state_zh}"),
        format!("the {en} of tank {number} holds {state_en} {}", place.en),
    );
    out.push(&SPEC, "tank", text);
}

/// A day of the trip, with which it is.
fn place(first: Date, day: Date) -> Text {
    match first.until(day).map(|span| span.get_days()) {
        Ok(days @ 1..) => {
            let at = i64::from(days) + 1;
            Text::new(format!("行程第{at}天（{day}）"), format!("day {at} of the trip ({day})"))
        }
        _ => Text::new(day.to_string(), day.to_string()),
    }
}

/// The certificates that say it is inspected: of a pressure vessel its registration, of a tank for
/// the pressure of the air its inspection, of what goes from vehicle to vehicle either.
fn of(tank: &Tank) -> impl Iterator<Item = &Certificate> {
    tank.certificates.iter().filter(|it| match it.kind {
        CertificateKind::TankInspection => tank.kind != TankKind::Pressure,
        CertificateKind::PressureVesselRegistration => tank.kind != TankKind::Atmospheric,
        _ => false,
    })
}

const fn title(kind: TankKind) -> (&'static str, &'static str) {
    match kind {
        TankKind::Pressure => ("移动式压力容器使用登记证", "registration"),
        _ => ("检验合格证书", "inspection certificate"),
    }
}

/// The first day of the trip on which no certificate holds; several may follow upon each other.
fn day_without(tank: &Tank, first: Date, last: Date) -> Option<Date> {
    let mut day = first;
    loop {
        let holding = of(tank).filter(|it| it.holds_on(day));
        let Some(end) = holding.map(|it| it.valid_to.unwrap_or(Date::MAX)).max() else {
            return Some(day);
        };
        // Each turn begins behind the end of one more certificate: as many turns as there are.
        if end >= last {
            return None;
        }
        day = end.tomorrow().ok()?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tank(ends: &[(&str, &str)]) -> Tank {
        let certificate = |(from, to): &(&str, &str)| {
            serde_json::json!({
                "kind": "TANK_INSPECTION", "number": "", "valid_from": from, "valid_to": to
            })
        };
        let certificates: Vec<_> = ends.iter().map(certificate).collect();
        serde_json::from_value(serde_json::json!({
            "id": "t-1", "number": "1", "kind": "ATMOSPHERIC", "code": "LGBF", "volume_l": 1,
            "max_load_kg": null, "max_fill_percent": null, "media": [], "surge_plates": true,
            "certificates": certificates, "carrier": null, "organisation": "changde",
            "jurisdiction": "CN-4307"
        }))
        .unwrap()
    }

    fn without(ends: &[(&str, &str)], first: &str, last: &str) -> Option<String> {
        let day = day_without(&tank(ends), first.parse().unwrap(), last.parse().unwrap());
        day.map(|day| day.to_string())
    }

    #[test]
    fn certificates_may_follow_upon_each_other() {
        let (old, new) = (("2025-07-01", "2026-11-25"), ("2026-11-26", "2027-11-25"));
        assert_eq!(without(&[new, old], "2026-11-24", "2026-11-30"), None);
        let second = Some("2026-11-26".to_owned());
        assert_eq!(without(&[old], "2026-11-25", "2026-11-26"), second);
        let late = ("2026-11-27", "2027-11-25");
        assert_eq!(without(&[old, late], "2026-11-25", "2026-11-28"), second);
        assert_eq!(without(&[], "2026-11-25", "2026-11-25"), Some("2026-11-25".to_owned()));
    }

    #[test]
    fn a_trip_to_the_end_of_time_ends() {
        let all = ("-009999-01-01", "9999-12-31");
        assert_eq!(without(&[all], "-009999-01-01", "9999-12-31"), None);
    }
}
