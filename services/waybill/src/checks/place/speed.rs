//! `place.speed`: whether the trip can be made in the time that it is given.
//!
//! **Finds** an arrival so early that even a straight line from the origin over the drops to the
//! destination would have to be driven faster than the law allows on any road.
//! **Clause** order 29 of 2019 art. 46: at most 80 km/h, on motorways; the number is a setting.

use placard_domain::position::{Position, Wgs84};
use placard_domain::waybill::LoadingPlace;
use placard_domain::{Millis, Text};

use super::site::{Spot, Which};
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "place.speed",
    severity: Severity::Error,
    title: ("行程时间", "the time for the trip"),
    clause: ("《危险货物道路运输安全管理办法》第四十六条", "order 29 of 2019 art. 46"),
};

/// Somewhat less than the least radius of curvature of the Earth, km: distances come out short.
const EARTH_KM: f64 = 6_335.0;

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let (Some(departs), Some(arrives)) = (on.waybill.departs_at, on.waybill.arrives_by) else {
        return;
    };
    if arrives <= departs {
        return;
    }
    let mut way_km = 0.0;
    let mut last: Option<Position<Wgs84>> = None;
    for spot in Spot::all(on) {
        let Some(position) = position(&spot) else {
            // A drop left out makes the way shorter: what is found still holds.
            if matches!(spot.which, Which::Drop(_)) {
                continue;
            }
            let (zh, en) = spot.words();
            let text = Text::new(
                format!("未核对：{zh}没有坐标，无法核对行程时间"),
                format!("not checked: {en} has no position, nor can the time be judged"),
            );
            out.not_checked(&SPEC, spot.field(""), text);
            return;
        };
        way_km += last.map_or(0.0, |last| apart_km(last, position));
        last = Some(position);
    }
    let (limit, hours) = (on.asked.settings.speed_max_kmh, (arrives - departs).seconds() / 3600.0);
    if way_km <= limit * hours {
        return;
    }
    let (planned, speed) = (arrives - departs, way_km / hours);
    let text = Text::new(
        format!(
            "直线至少{way_km:.0}公里，计划用时{planned}，时速需{speed:.0} km/h，超过{limit} km/h"
        ),
        format!(
            "at least {way_km:.0} km in a straight line in {planned} would take {speed:.0} km/h, \
             above {limit} km/h"
        ),
    );
    let finding = out.push(&SPEC, "arrives_by", text);
    let minutes = (way_km / limit * 60.0).ceil();
    if minutes.is_finite() {
        // No way on Earth takes as long as the cap: it only holds the product in bounds.
        let minutes = (minutes as i64).min(1 << 40);
        let earliest = departs + Millis::from_minutes(minutes);
        let value = earliest.with_offset(on.asked.zone);
        let text = Text::new(format!("不早于{value}"), format!("not before {value}"));
        finding.suggest(value, text);
    }
}

/// Where a place lies: as written, else as its site is recorded.
fn position(spot: &Spot<'_>) -> Option<Position<Wgs84>> {
    written(spot.named).or_else(|| spot.site.map(|site| site.position))
}

/// Where a place lies as written.
pub(super) fn written(place: &LoadingPlace) -> Option<Position<Wgs84>> {
    Position::from_degrees(place.longitude?, place.latitude?)
}

/// A lower bound of the distance, km, short by less than one percent: a chord, over a sphere that
/// is a little too small, by series that stop below the sine and the cosine. Plain arithmetic gives
/// the same bits everywhere.
pub(super) fn apart_km(a: Position<Wgs84>, b: Position<Wgs84>) -> f64 {
    let lon = (a.lon() - b.lon()).abs();
    let (lon, lat) = (lon.min(360.0 - lon), (a.lat() - b.lat()).abs());
    let (east, north) = (sine(lon.to_radians() / 2.0), sine(lat.to_radians() / 2.0));
    let round = cosine(a.lat().to_radians()) * cosine(b.lat().to_radians());
    2.0 * EARTH_KM * (north * north + round * east * east).sqrt()
}

/// At most the sine of an angle from zero to a right one.
fn sine(x: f64) -> f64 {
    let square = x * x;
    x * (1.0 - square / 6.0 * (1.0 - square / 20.0 * (1.0 - square / 42.0)))
}

/// At most the cosine of an angle up to a right one, and not below zero.
fn cosine(x: f64) -> f64 {
    let square = x * x;
    let series = 1.0 - square / 2.0 * (1.0 - square / 12.0 * (1.0 - square / 30.0));
    series.max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64, lat: f64) -> Position<Wgs84> {
        Position::from_degrees(lon, lat).unwrap()
    }

    #[test]
    fn a_distance_is_never_told_too_long_and_hardly_too_short() {
        // Changde to Changsha, Changde to Beijing, along the equator, over the pole.
        for (a, b, km) in [
            (at(111.69, 29.05), at(112.98, 28.20), 157.2),
            (at(111.69, 29.05), at(116.40, 39.90), 1_275.0),
            (at(0.0, 0.0), at(1.0, 0.0), 111.3),
            (at(111.69, 29.05), at(111.69, 30.05), 110.8),
        ] {
            let bound = apart_km(a, b);
            assert!(bound < km && bound > km * 0.985, "{bound} {km}");
        }
        assert_eq!(apart_km(at(111.0, 29.0), at(111.0, 29.0)), 0.0);
    }

    #[test]
    fn the_date_line_is_no_way_round_the_world() {
        assert!(apart_km(at(179.9, 10.0), at(-179.9, 10.0)) < 25.0);
    }
}
