//! Open ground: where a clearing says that nothing is near, the index finds nothing.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use placard_domain::{Length, Position, Wgs84};
use placard_geo::sample::{Dice, REGION, star_zones};
use placard_geo::shape::Shape;
use placard_geo::{Bounds, ZoneIndex};

const REACH: Length = Length::from_whole_metres(4_000);
const PAD: Length = Length::from_whole_metres(60);

fn corner(bounds: &Bounds, dice: &mut Dice) -> Position<Wgs84> {
    let lon = if dice.below(2) == 0 { bounds.west } else { bounds.east };
    let lat = if dice.below(2) == 0 { bounds.south } else { bounds.north };
    Position::from_units(lon, lat).unwrap()
}

#[test]
fn whoever_stays_on_open_ground_is_near_nothing() {
    let mut dice = Dice::new(20_261_125);
    let mut open = 0;
    for zones in [0, 100, 1_000, 20_000] {
        let shapes = (0..).zip(star_zones(7, zones));
        let shapes = shapes.map(|(no, shape)| (no, Shape::prepare(&shape).into())).collect();
        let index = ZoneIndex::build(shapes);
        for _ in 0..500 {
            let place = dice.place(&REGION);
            let mut found = Vec::new();
            index.near(place, PAD, &mut found);
            let Some(clearing) = index.clearing(place, REACH, PAD) else {
                assert!(zones > 0);
                continue;
            };
            open += 1;
            assert!(found.is_empty() && clearing.contains(place));
            for _ in 0..20 {
                let a = corner(&clearing, &mut dice);
                let b = dice.place(&clearing);
                index.along(a, b, PAD, &mut found);
                index.near(a, PAD, &mut found);
                assert!(found.is_empty(), "{clearing:?} from {place:?}: {a:?} to {b:?}");
            }
        }
    }
    assert!(open > 1_500, "open ground at {open} places of 2000");
}

#[test]
fn beside_a_zone_there_is_open_ground_on_the_other_side_and_none_within_the_pad() {
    let zone = &star_zones(3, 1)[0];
    let shape = Shape::prepare(zone);
    let bounds = *shape.bounds();
    let index = ZoneIndex::build(vec![(1, shape.into())]);
    let east_by = |units: i32| {
        let middle = (bounds.south + bounds.north) / 2;
        Position::from_units(bounds.east + units, middle).unwrap()
    };
    // 60 m are some 6,200 units of longitude here.
    assert_eq!(index.clearing(east_by(3_000), REACH, PAD), None);
    let clearing = index.clearing(east_by(20_000), REACH, PAD).unwrap();
    assert!(clearing.west > bounds.east && clearing.east > bounds.east + 300_000);
}
