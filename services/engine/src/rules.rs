//! The list of rules. One rule, one file, one line here.
//!
//! Everything that walks the rules walks this list: the runner, the parameters, the snapshots, the
//! reference page, the metrics, the scoring.

use placard_domain::rule::Spec;

pub use crate::runner::{RuleNo, Values, resolve};

rules! {
    zone_entered,
    zone_stopped,
    signal_lost,
    speed_limit,
    device_alarm,
    parking_forbidden,
    route_deviation,
    signal_tampered,
    waybill_missing,
    waybill_mismatch,
    waybill_overdue,
    site_undeclared,
}

/// A rule's heading by its id.
#[must_use]
pub fn spec(id: &str) -> Option<&'static Spec> {
    SPECS.iter().copied().find(|spec| spec.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runner::Numbering;
    use placard_domain::JurisdictionId;
    use placard_domain::rule::RuleSetting;
    use std::collections::BTreeMap;

    #[test]
    fn every_heading_is_whole() {
        for spec in SPECS {
            assert!(spec.id.contains('.'), "{}", spec.id);
            assert!(!spec.title.0.is_ascii() && !spec.title.1.is_empty(), "{}", spec.id);
            assert!(!spec.clause.0.is_ascii() && !spec.clause.1.is_empty(), "{}", spec.id);
            for param in spec.params {
                assert!(param.min <= param.default && param.default <= param.max, "{}", param.name);
                assert!(param.min >= 0 && u32::try_from(param.max).is_ok(), "{}", param.name);
                assert!(!param.note.is_empty(), "{}", param.name);
            }
        }
        let mut ids: Vec<_> = SPECS.iter().map(|spec| spec.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), SPECS.len());
    }

    #[test]
    fn the_most_local_setting_wins_and_bounds_hold() {
        let spec = spec("signal.lost").unwrap();
        let setting = |jurisdiction: &str, name: &str, value| RuleSetting {
            rule: spec.id.into(),
            jurisdiction: JurisdictionId::new(jurisdiction).unwrap(),
            status: None,
            params: BTreeMap::from([(name.to_owned(), value)]),
        };
        let city = setting("CN-4307", "moving_silence_s", 120);
        let country = setting("CN", "moving_silence_s", 600);
        let wild = setting("CN", "parked_silence_s", 1);
        let values = resolve(spec, [&city, &country, &wild].into_iter());
        assert_eq!(values.get("moving_silence_s"), 120);
        let bound = spec.params.iter().find(|p| p.name == "parked_silence_s").unwrap().min;
        assert_eq!(values.get("parked_silence_s"), bound);
    }

    #[test]
    fn a_snapshot_of_another_binary_keeps_what_still_fits() {
        let table = [
            ("gone.rule".to_owned(), 1),
            ("zone.stopped".to_owned(), 2),
            ("zone.entered".to_owned(), 999),
        ];
        let numbering = Numbering::of(&table);
        assert_eq!(numbering.now(RuleNo(0)), None);
        assert_eq!(numbering.now(RuleNo(1)).unwrap().spec().id, "zone.stopped");
        assert_eq!(numbering.now(RuleNo(2)), None, "its state has another shape");
        assert_eq!(numbering.now(RuleNo(9)), None);
    }
}
