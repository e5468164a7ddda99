//! `who.busy`: whether nothing and nobody is on two trips at once.
//!
//! **Finds** the vehicle, the trailer, the tank, a driver or an escort that another waybill in
//! force takes at a time of this trip; the other waybill and the overlap are named. The same
//! document is no other.
//! **Clause** order 29 of 2019 art. 24: a waybill for each vehicle and each trip.

use placard_domain::{Text, Timestamp};

use super::super::same::{clock, told};
use super::driver::Member;
use crate::check::{Findings, Severity, Spec};
use crate::subject::{Engagement, Subject, Taken};

pub(crate) const SPEC: Spec = Spec {
    id: "who.busy",
    severity: Severity::Error,
    title: ("同一时间仅用于一张运单", "on one trip at a time"),
    clause: ("《危险货物道路运输安全管理办法》第二十四条", "order 29 of 2019 art. 24"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let (Some(from), Some(to)) = (on.waybill.departs_at, on.waybill.arrives_by) else { return };
    for other in on.asked.engagements {
        let is_this = !on.waybill.id.is_empty() && other.waybill_id == on.waybill.id;
        let (start, end) = (from.max(other.from), to.min(other.to));
        if is_this || start >= end {
            continue;
        }
        if let Some((field, whose)) = taken(on, &other.what) {
            out.push(&SPEC, field, text(on, other, &whose, (start, end)));
        }
    }
}

/// The field that names what is taken, and its words; `None` where this waybill does not name it.
fn taken(on: &Subject<'_>, what: &Taken) -> Option<(String, Text)> {
    match what {
        Taken::Vehicle(id) => {
            let is_it = |vehicle: Option<&placard_domain::vehicle::Vehicle>| {
                vehicle.filter(|it| it.id.as_str() == id).map(|it| it.plate.clone())
            };
            if let Some(plate) = is_it(on.vehicle) {
                let whose = Text::new(format!("车辆{plate}"), format!("the vehicle {plate}"));
                return Some(("vehicle".into(), whose));
            }
            let plate = is_it(on.trailer)?;
            let whose = Text::new(format!("挂车{plate}"), format!("the trailer {plate}"));
            Some(("trailer".into(), whose))
        }
        Taken::Tank(id) => {
            let number = &on.tank.filter(|it| it.id.as_str() == id)?.number;
            let whose = Text::new(format!("罐体{number}"), format!("the tank {number}"));
            Some(("tank".into(), whose))
        }
        Taken::Person(id) => {
            let is_it = |it: &Member<'_>| it.record.is_some_and(|it| it.id.as_str() == id);
            let member = Member::all(on).find(is_it)?;
            Some((format!("crew[{}]", member.index), member.whose()))
        }
    }
}

fn text(
    on: &Subject<'_>,
    other: &Engagement,
    whose: &Text,
    (start, end): (Timestamp, Timestamp),
) -> Text {
    let (number, start, end) = (told(&other.number), clock(on, start), clock(on, end));
    Text::new(
        format!("{}在{start}至{end}已用于运单{number}", whose.zh),
        format!("{} is taken by waybill {number} from {start} to {end}", whose.en),
    )
}
