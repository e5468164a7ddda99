//! `place.position`: whether the places as written lie where their sites do.
//!
//! **Finds** a position farther from its site than the site reaches and a kilometre more, which is
//! more than the shift of Chinese map datums (about 640 m in Changde); a division code that is not
//! that of the site, nor of the city or province round it.
//! **Clause** order 29 of 2019 art. 24: the waybill, on the ministry's form, names where it begins
//! and ends.

use placard_domain::Text;
use placard_domain::identifier::DivisionCode;
use placard_domain::registry::Site;

use super::super::same::tell_difference;
use super::site::Spot;
use super::speed::{apart_km, written};
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "place.position",
    severity: Severity::Warning,
    title: ("装卸地点位置", "where the places lie"),
    clause: ("《危险货物道路运输安全管理办法》第二十四条", "order 29 of 2019 art. 24"),
};

/// How far off a position may be beyond the reach of its site, km.
const SLACK_KM: f64 = 1.0;

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    for spot in Spot::all(on) {
        let Some(site) = spot.site else { continue };
        check_position(&spot, site, out);
        check_division(&spot, site, out);
    }
}

fn check_position(spot: &Spot<'_>, site: &Site, out: &mut Findings) {
    let Some(position) = written(spot.named) else { return };
    let apart = apart_km(position, site.position);
    if apart <= site.radius.metres() / 1000.0 + SLACK_KM {
        return;
    }
    let (name, lon, lat) = (&site.name, site.position.lon(), site.position.lat());
    let text = Text::new(
        format!("坐标距{name}至少{apart:.1}公里；登记位置为经度{lon}、纬度{lat}"),
        format!(
            "the position lies at least {apart:.1} km from {name}, which is at longitude {lon}, \
             latitude {lat}"
        ),
    );
    out.push(&SPEC, spot.field(""), text);
}

fn check_division(spot: &Spot<'_>, site: &Site, out: &mut Findings) {
    let (written, recorded) = (&*spot.named.division_code, &*site.division_code);
    if written == recorded {
        return;
    }
    // What is no division code is for the form's check to say.
    let codes = (DivisionCode::new(written), DivisionCode::new(recorded));
    if let (Ok(outer), Ok(inner)) = codes
        && !inner.lies_in(&outer)
    {
        let words = ("行政区划代码", "the division code");
        tell_difference(out, &SPEC, spot.field("division_code"), words, (written, recorded));
    }
}
