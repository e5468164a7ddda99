use proptest::prelude::*;

use super::explosive::ExplosiveCode;
use super::limited_quantity::LimitedQuantity;
use super::*;

#[test]
fn every_table_names_its_edition_and_source() {
    for (table, edition) in sample::tables().editions() {
        assert!(edition.name.ends_with("2026") && !edition.source.is_empty(), "{table:?}");
    }
}

/// Hands one file to every parser; none may panic, and none but its own may take it.
fn taken_by(csv: &[u8]) -> usize {
    [
        Labels::parse(csv).is_ok(),
        Classes::parse(csv).is_ok(),
        MixedLoading::parse(csv, csv).is_ok(),
        MixedLoading::parse(sample::MIXED_LOADING, csv).is_ok(),
        Compatibility::parse(csv).is_ok(),
        Segregation::parse(csv).is_ok(),
        Cautions::parse(csv).is_ok(),
        TransportCategories::parse(csv).is_ok(),
        TunnelCodes::parse(csv).is_ok(),
        HazardNumbers::parse(csv).is_ok(),
        TankHierarchy::parse(csv).is_ok(),
        PortableTanks::parse(csv).is_ok(),
        ExceptedQuantities::parse(csv).is_ok(),
        FoodAndFeed::parse(csv).is_ok(),
    ]
    .iter()
    .filter(|taken| **taken)
    .count()
}

/// The shipped files, each of which is one parser's own.
const SHIPPED: [&str; 14] = [
    include_str!("../../data/labels.csv"),
    include_str!("../../data/classes.csv"),
    include_str!("../../data/mixed_loading_conditions.csv"),
    include_str!("../../data/compatibility.csv"),
    include_str!("../../data/segregation.csv"),
    include_str!("../../data/cautions.csv"),
    include_str!("../../data/transport_categories.csv"),
    include_str!("../../data/tunnel_codes.csv"),
    include_str!("../../data/hazard_numbers.csv"),
    include_str!("../../data/tank_hierarchy.csv"),
    include_str!("../../data/portable_tanks.csv"),
    include_str!("../../data/excepted_quantities.csv"),
    include_str!("../../data/food_and_feed.csv"),
    include_str!("../../data/mixed_loading.csv"),
];

#[test]
fn a_file_is_taken_by_its_own_table_alone() {
    for (i, csv) in SHIPPED.iter().enumerate() {
        // The last one is half of a table: it needs its conditions.
        assert_eq!(taken_by(csv.as_bytes()), usize::from(i < 13), "{i}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_a_parser_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert_eq!(taken_by(&bytes), 0);
    }

    #[test]
    fn no_mutation_of_a_file_makes_its_parser_panic(
        file in 0..SHIPPED.len(),
        cuts in proptest::collection::vec((any::<prop::sample::Index>(), "\\PC{0,3}"), 1..6),
    ) {
        let mut csv: Vec<char> = SHIPPED[file].chars().collect();
        for (at, text) in cuts {
            let at = at.index(csv.len());
            csv.splice(at..at + 1, text.chars());
        }
        let csv: String = csv.into_iter().collect();
        prop_assert!(taken_by(csv.as_bytes()) <= 1);
    }

    #[test]
    fn no_cell_makes_a_reader_panic(text in "\\PC{0,12}|[0-9A-Z.;+()]{0,12}") {
        let tables = sample::tables();
        let _ = (text.parse::<LabelSet>(), text.parse::<ExplosiveCode>());
        let _ = (text.parse::<LimitedQuantity>(), text.parse::<excepted::EqCode>());
        let _ = text.parse::<portable_tanks::Instruction>();
        let known = tables.hazard_numbers.is_known(&text);
        prop_assert_eq!(known, tables.hazard_numbers.meaning(&text).is_some());
        prop_assert_eq!(tunnels::Listed::from_text(&text) == tunnels::Listed::Free, text == "-");
    }
}
