use std::collections::BTreeMap;

use super::*;

fn began() -> Timestamp {
    Timestamp::from_millis(1_793_491_200_000)
}

#[test]
fn a_city_is_the_same_from_the_same_seed() {
    let [one, again, other] = [7, 7, 8].map(|seed| City::new(seed, 3, 50).drive(5, began(), 50));
    assert_eq!(one, again);
    assert_ne!(one, other);
}

#[test]
fn every_report_is_delivered_and_in_the_order_of_the_run() {
    let city = City::new(7, 3, 200);
    let habits = Habits { silence: 0.3 };
    let (mut twice, mut blind, mut swapped) = (0, 0, 0);
    for no in 1..40 {
        let drive = city.drive(no, began(), 200);
        let deliveries = city.deliveries(no, began(), 200, &habits);
        assert!(deliveries.is_sorted_by(|a, b| a.at <= b.at), "vehicle {no}");
        let mut times = BTreeMap::new();
        for fix in deliveries.iter().flat_map(|delivery| &delivery.fixes) {
            *times.entry(fix.device_time).or_insert(0) += 1;
        }
        assert_eq!(times.len(), drive.len(), "vehicle {no}");
        twice += times.values().filter(|times| **times > 1).count();
        blind += deliveries.iter().filter(|delivery| delivery.is_blind_spot).count();
        let live = deliveries.iter().filter(|delivery| !delivery.is_blind_spot);
        let live: Vec<_> = live.map(|delivery| delivery.fixes[0].device_time).collect();
        swapped += live.windows(2).filter(|two| two[0] > two[1]).count();
    }
    assert!(twice > 50 && blind > 50 && swapped > 50, "{twice} {blind} {swapped}");
}

#[test]
fn what_is_told_has_the_resolution_of_the_wire() {
    for fix in City::new(7, 3, 50).drive(5, began(), 50) {
        let place = fix.position.unwrap();
        assert_eq!((place.lon_units() % 10, place.lat_units() % 10), (0, 0));
        assert_eq!(fix.device_time.millis() % 1000, 0);
    }
}
