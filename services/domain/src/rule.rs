//! What a rule says of itself, and what a city sets of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::JurisdictionId;
use crate::violation::{Reason, Violations};

/// The four official colours (四色), from low to high.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Color {
    /// 蓝: low.
    Blue,
    /// 黄: general.
    Yellow,
    /// 橙: larger.
    Orange,
    /// 红: major.
    Red,
}

/// Whether a rule rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RuleStatus {
    /// Evaluated and scored on live traffic, rings nobody.
    Shadow,
    /// In force.
    Active,
    /// Not evaluated.
    Retired,
}

/// What a rule judges, and so when it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judges {
    /// Fixes, in order of device time; judged again when one comes out of order.
    Fixes,
    /// Silence, on Placard's own clock; what was silence then stays so, whatever is uploaded later.
    Silence,
}

/// A rule's heading, from which its reference page, the console's legend and its metrics are made.
#[derive(Debug)]
pub struct Spec {
    /// `zone.entered`: stays for ever.
    pub id: &'static str,
    /// Version of the rule's state in snapshots: raised when [`Spec`]'s `State` changes shape.
    pub state_version: u16,
    /// What it judges.
    pub judges: Judges,
    /// What people call it.
    pub title: (&'static str, &'static str),
    /// The clause behind it, in both languages.
    pub clause: (&'static str, &'static str),
    /// Colour of an ordinary case.
    pub color: Color,
    /// Status until a city says otherwise.
    pub status: RuleStatus,
    /// Its parameters.
    pub params: &'static [ParamSpec],
}

/// A parameter of a rule: a whole number with its unit in its name.
#[derive(Debug)]
pub struct ParamSpec {
    /// `moving_silence_s`.
    pub name: &'static str,
    /// Value until a city says otherwise.
    pub default: i64,
    /// Least value taken.
    pub min: i64,
    /// Greatest value taken.
    pub max: i64,
    /// What it does and where the default comes from.
    pub note: &'static str,
}

/// How a parameter's name ends, and the unit that this says.
const UNITS: [(&str, &str); 6] =
    [("_s", "s"), ("_m", "m"), ("_mm", "mm"), ("_kmh", "km/h"), ("_percent", "%"), ("_deg", "°")];

impl ParamSpec {
    /// The unit that its name says; empty for a count.
    #[must_use]
    pub fn unit(&self) -> &'static str {
        UNITS.iter().find(|(end, _)| self.name.ends_with(end)).map_or("", |(_, unit)| unit)
    }
}

/// What a jurisdiction sets of one rule. Parameters that it does not name keep their defaults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleSetting {
    /// The rule.
    pub rule: String,
    /// Where it holds.
    pub jurisdiction: JurisdictionId,
    /// Status there; `None`: the rule's own.
    pub status: Option<RuleStatus>,
    /// Parameters there.
    pub params: BTreeMap<String, i64>,
}

impl RuleSetting {
    /// Checks the setting against the rule's heading.
    ///
    /// # Errors
    /// Every unknown parameter and every value out of its bounds.
    pub fn check(&self, spec: &Spec) -> Result<(), Violations> {
        let mut found = Violations::new();
        for (name, value) in &self.params {
            let path = format!("params.{name}");
            match spec.params.iter().find(|param| param.name == name) {
                None => found.push(path, Reason::UnknownField, format_args!("{}.{name}", spec.id)),
                Some(param) if !(param.min..=param.max).contains(value) => {
                    let bounds = format!("{value} ({}–{})", param.min, param.max);
                    found.push(path, Reason::OutOfRange, bounds);
                }
                Some(_) => {}
            }
        }
        found.or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEC: Spec = Spec {
        id: "test.rule",
        state_version: 1,
        judges: Judges::Fixes,
        title: ("测试", "test"),
        clause: ("无", "none"),
        color: Color::Blue,
        status: RuleStatus::Active,
        params: &[ParamSpec { name: "silence_s", default: 300, min: 60, max: 3600, note: "" }],
    };

    #[test]
    fn a_parameters_name_says_its_unit() {
        let unit = |name| ParamSpec { name, default: 0, min: 0, max: 0, note: "" }.unit();
        assert_eq!([unit("silence_s"), unit("over_kmh"), unit("over_percent")], ["s", "km/h", "%"]);
        assert_eq!([unit("width_m"), unit("depth_mm"), unit("fixes")], ["m", "mm", ""]);
    }

    #[test]
    fn a_setting_is_checked_against_the_heading() {
        let setting = |name: &str, value| RuleSetting {
            rule: SPEC.id.into(),
            jurisdiction: JurisdictionId::new("CN").unwrap(),
            status: None,
            params: BTreeMap::from([(name.to_owned(), value)]),
        };
        assert!(setting("silence_s", 60).check(&SPEC).is_ok());
        let error = setting("silence_s", 59).check(&SPEC).unwrap_err();
        assert_eq!(error.as_slice()[0].reason, Reason::OutOfRange);
        assert_eq!(error.as_slice()[0].field, "params.silence_s");
        let error = setting("silense_s", 60).check(&SPEC).unwrap_err();
        assert_eq!(error.as_slice()[0].reason, Reason::UnknownField);
    }
}
