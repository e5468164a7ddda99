//! `form.place`: origin, destination and drops, as written.
//!
//! **Finds** a place with neither site nor address, a division code that is none, a longitude
//! without its latitude, coordinates that are none (0/0 among them), swapped ones, and ones far
//! from China. Whether the site exists and may handle the goods is `place`'s.
//! **Clause** order 29 of 2019 art. 24: the waybill has the places; GB/T 2260 for the codes.

use placard_domain::Text;
use placard_domain::identifier::DivisionCode;
use placard_domain::waybill::LoadingPlace;

use super::{lines, readable, required, text};
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "form.place",
    severity: Severity::Error,
    title: ("起运地、目的地与卸货点", "origin, destination and drops"),
    clause: ("《危险货物道路运输安全管理办法》第二十四条", "order 29 of 2019 art. 24"),
};

const DIVISIONS: (&str, &str) = ("国家标准GB/T 2260", "national standard GB/T 2260");

/// China with room around it, degrees: least and most longitude, least and most latitude.
const CHINA: [f64; 4] = [73.0, 136.0, 3.0, 54.0];

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    one(on, &on.waybill.origin, || "origin".into(), out);
    one(on, &on.waybill.destination, || "destination".into(), out);
    for (at, drop) in lines::drops(on).iter().enumerate() {
        one(on, drop, || format!("drops[{at}]"), out);
    }
}

fn one(
    on: &Subject<'_>,
    place: &LoadingPlace,
    holder: impl Fn() -> String,
    out: &mut Findings,
) {
    if required::blank(&place.site_id) && required::blank(&place.address) {
        let field = format!("{}.address", holder());
        if !readable::tells(on, &field) {
            let text = Text::new(
                "未填写地点：应填写装卸场所或地址",
                "the place is not given: name a site or an address",
            );
            out.push(&SPEC, field, text);
        }
    }
    if text::is_code(&place.division_code)
        && let Err(fault) = DivisionCode::new(&place.division_code)
    {
        text::tell(out, &SPEC, format!("{}.division_code", holder()), &fault).under(DIVISIONS);
    }
    match (place.longitude, place.latitude) {
        (Some(longitude), Some(latitude)) => point(longitude, latitude, holder, out),
        (None, None) => {}
        (longitude, _) => {
            let missing = if longitude.is_none() { "longitude" } else { "latitude" };
            let field = format!("{}.{missing}", holder());
            if !readable::tells(on, &field) {
                let text = Text::new(
                    "经度和纬度应同时填写",
                    "longitude and latitude are given together or not at all",
                );
                out.push(&SPEC, field, text);
            }
        }
    }
}

/// Whether a point lies in or near China.
fn near_china(longitude: f64, latitude: f64) -> bool {
    let [west, east, south, north] = CHINA;
    (west..=east).contains(&longitude) && (south..=north).contains(&latitude)
}

fn point(longitude: f64, latitude: f64, holder: impl Fn() -> String, out: &mut Findings) {
    if near_china(longitude, latitude) {
        return;
    }
    let on_earth = longitude.abs() <= 180.0 && latitude.abs() <= 90.0;
    let (text, severity) = if near_china(latitude, longitude) {
        let (zh, en) = (
            format!("经度{longitude}、纬度{latitude}填反：是否为经度{latitude}、纬度{longitude}？"),
            format!(
                "longitude {longitude} and latitude {latitude} are swapped: did you mean \
                 longitude {latitude} and latitude {longitude}?"
            ),
        );
        (Text::new(zh, en), Severity::Error)
    } else if longitude == 0.0 && latitude == 0.0 {
        let text =
            Text::new("坐标为0/0，即未定位", "the coordinates are 0/0, which is no position");
        (text, Severity::Error)
    } else if on_earth {
        let (zh, en) = (
            format!("坐标{longitude}，{latitude}远在中国境外，请核对"),
            format!("{longitude}, {latitude} lies far from China: look again"),
        );
        (Text::new(zh, en), Severity::Caution)
    } else {
        let (zh, en) = (
            format!("坐标{longitude}，{latitude}不在-180至180、-90至90之内"),
            format!("{longitude}, {latitude} is not within -180 to 180 and -90 to 90"),
        );
        (Text::new(zh, en), Severity::Error)
    };
    let wrong = if on_earth || longitude.abs() > 180.0 { "longitude" } else { "latitude" };
    out.push(&SPEC, format!("{}.{wrong}", holder()), text).lower(severity);
}

#[cfg(test)]
mod tests {
    use placard_domain::Violations;
    use placard_domain::waybill::Waybill;

    use super::super::readable::tests::found;
    use super::*;

    fn at(longitude: f64, latitude: f64) -> Vec<(Severity, String)> {
        let (longitude, latitude) = (Some(longitude), Some(latitude));
        let place =
            LoadingPlace { address: "常德".into(), longitude, latitude, ..Default::default() };
        let waybill = Waybill { origin: place.clone(), destination: place, ..Default::default() };
        let found = found(&waybill, &Violations::new(), &[check]);
        assert!(found.len().is_multiple_of(2), "each place has its own");
        let of = |it: &crate::check::Finding| (it.severity, it.field.clone());
        let origin = found.iter().filter(|it| it.field.starts_with("origin."));
        origin.map(of).collect()
    }

    #[test]
    fn a_point_in_china_is_right_and_a_swapped_one_is_told() {
        assert_eq!(at(111.69, 29.05), []);
        assert_eq!(at(29.05, 111.69), [(Severity::Error, "origin.latitude".into())]);
    }

    #[test]
    fn nought_infinity_and_the_far_side_of_the_earth_are_told() {
        let alone = |severity, field: &str| [(severity, field.to_owned())];
        assert_eq!(at(0.0, 0.0), alone(Severity::Error, "origin.longitude"));
        assert_eq!(at(f64::INFINITY, 29.0), alone(Severity::Error, "origin.longitude"));
        assert_eq!(at(111.0, f64::NEG_INFINITY), alone(Severity::Error, "origin.latitude"));
        assert_eq!(at(-70.0, -30.0), alone(Severity::Caution, "origin.longitude"));
    }
}
